/* screen/explain.c - the evidence of a score, in sentences, and the score of a subject against one
 * entity. The bits are those of score.c and other.c; nothing is weighed here. */
#include "screen/index.h"

#include <string.h>

/* A name as it is told: the words of the paper, and the units that were compared. */
struct told {
    const struct screen_side *side;
    struct text_name parsed;
};

static struct str words_of(const struct told *t, size_t at, size_t span, char *out, size_t room)
{
    size_t n = 0;
    for (size_t i = at; i < at + span && i < t->parsed.n; i++) {
        struct str w = t->parsed.tokens[i].original;
        if (n + w.n + 1 > room)
            break;
        if (n && !t->parsed.tokens[i - 1].joined_next)
            out[n++] = ' ';
        memcpy(out + n, w.p, w.n);
        n += w.n;
    }
    return (struct str){out, n};
}

#define SPAN_BYTES 512

/* In quotes, and how it was read if it is not in Latin letters. */
static void add_span(struct buf *b, const struct told *t, size_t at, size_t span,
                     const struct screen_word *read)
{
    char words[SPAN_BYTES];
    buf_add_c(b, '"');
    buf_add(b, words_of(t, at, span, words, sizeof words));
    buf_add_c(b, '"');
    if (read && at < t->parsed.n && t->parsed.tokens[at].script != TEXT_LATIN)
        buf_add_f(b, " (" STR_FMT ")", STR_ARG(read->latin));
}

static const char *tag_at(const struct told *t, size_t at)
{
    for (size_t i = 0; i < t->side->name->n_units; i++) {
        const struct screen_unit *u = &t->side->name->units[i];
        if (u->is_first && u->at == at)
            return text_tag_name((enum text_tag)t->side->words[u->word].tag);
    }
    return "word";
}

static void agreement(struct buf *b, const struct told *q, const struct told *l,
                      const struct screen_row *r)
{
    char in_q[SPAN_BYTES], in_l[SPAN_BYTES];
    struct str a = words_of(q, r->q_at, r->q_span, in_q, sizeof in_q);
    struct str z = words_of(l, r->l_at, r->l_span, in_l, sizeof in_l);
    const struct screen_word *read_q = &q->side->words[r->q_word];
    const struct screen_word *read_l = &l->side->words[r->l_word];
    add_span(b, q, r->q_at, r->q_span, read_q);
    if (str_is(a, z)) {
        buf_add_f(b, " agrees (%s)", tag_at(l, r->l_at));
        return;
    }
    bool same_meaning = read_q->concept != TEXT_NO_CONCEPT && read_q->concept == read_l->concept;
    buf_add_z(b, str_is(read_q->latin, read_l->latin) ? " reads the same as "
                 : same_meaning                       ? " means the same as "
                 : r->loss > 0                        ? " is taken for "
                                                      : " is another form of ");
    add_span(b, l, r->l_at, r->l_span, read_l);
    buf_add_f(b, " (%s)", tag_at(l, r->l_at));
}

static const char *without_words(const char *kind)
{
    if (strcmp(kind, "prior") == 0)
        return "most names are on no list";
    if (strcmp(kind, "order") == 0)
        return "the words stand in another order";
    if (strcmp(kind, "no-name-agrees") == 0)
        return "only words agree that everybody uses";
    return "only one name agrees, and there are others";
}

static void row_text(struct buf *b, const struct told *q, const struct told *l,
                     const struct screen_row *r)
{
    if (r->q_span && r->l_span && strcmp(r->kind, "name-token") == 0) {
        agreement(b, q, l, r);
    } else if (r->q_span && r->l_span) {
        add_span(b, q, r->q_at, r->q_span, NULL);
        buf_add_z(b, strcmp(r->kind, "chain") == 0 ? " stands in the place of " : " contradicts ");
        add_span(b, l, r->l_at, r->l_span, NULL);
        buf_add_f(b, " (%s)", tag_at(l, r->l_at));
    } else if (r->l_span) {
        add_span(b, l, r->l_at, r->l_span, NULL);
        buf_add_f(b, " (%s) is only in the listed name", tag_at(l, r->l_at));
    } else if (r->q_span) {
        add_span(b, q, r->q_at, r->q_span, NULL);
        buf_add_f(b, " (%s) is only in the name asked for", tag_at(q, r->q_at));
    } else {
        buf_add_z(b, without_words(r->kind));
    }
}

static void other_text(struct buf *b, const struct other_row *o)
{
    if (strcmp(o->kind, "identifier") == 0)
        buf_add_f(b, "same %.*s %.*s", STR_ARG(o->b), STR_ARG(o->a));
    else if (strcmp(o->kind, "kind") == 0)
        buf_add_f(b, "a %.*s was asked for, a %.*s is listed", STR_ARG(o->a), STR_ARG(o->b));
    else if (strcmp(o->kind, "weak-alias") == 0)
        buf_add_f(b, "the publisher calls the alias \"%.*s\" weak", STR_ARG(o->a));
    else if (strcmp(o->kind, "birth") == 0)
        buf_add_z(b, o->bits > 0 ? "the birth dates agree" : "the birth dates differ");
    else if (strcmp(o->kind, "country") == 0)
        buf_add_f(b, o->bits > 0 ? "country %.*s is listed" : "country %.*s is not listed",
                  STR_ARG(o->a));
    else
        buf_add_f(b, "address agrees with \"%.*s\"", STR_ARG(o->a));
}

static enum seine_status rows_to_evidence(const struct told *q, const struct told *l,
                                          const struct screen_row *rows, size_t n,
                                          const struct other_row *other, size_t n_other,
                                          struct arena *arena, struct screen_result *ret)
{
    struct evidence *e = arena_array(arena, n + n_other + 1, sizeof *e);
    if (!e)
        return SEINE_NOMEM;
    struct buf b;
    buf_init(&b, LIMIT_TEXT);
    bool ok = true;
    for (size_t i = 0; i < n; i++) {
        buf_reset(&b);
        row_text(&b, q, l, &rows[i]);
        e[i].kind = rows[i].kind;
        e[i].bits = rows[i].bits;
        e[i].text = arena_str(arena, buf_str(&b), &ok);
    }
    for (size_t i = 0; i < n_other; i++) {
        buf_reset(&b);
        other_text(&b, &other[i]);
        e[n + i].kind = other[i].kind;
        e[n + i].bits = other[i].bits;
        e[n + i].text = arena_str(arena, buf_str(&b), &ok);
    }
    enum seine_status s = ok ? buf_status(&b) : SEINE_NOMEM;
    buf_release(&b);
    ret->evidence = e;
    ret->n_evidence = n + n_other;
    return s;
}

static enum seine_status pair_in(struct screen_words *words, struct str name, enum list_kind kind,
                                 struct str listed, enum list_kind listed_kind,
                                 const struct other_row *other, size_t n_other, struct arena *arena,
                                 struct screen_result *ret)
{
    struct screen_unit *units = arena_array(arena, 2 * SCREEN_UNITS, sizeof *units);
    struct screen_match *matches = arena_array(arena, SCREEN_MATCHES, sizeof *matches);
    struct screen_name q, l;
    if (!units || !matches)
        return SEINE_NOMEM;
    enum seine_status s = screen_name_prepare(name, kind, words, arena, units, &q);
    if (s == SEINE_OK)
        s = screen_name_prepare(listed, listed_kind, words, arena, units + SCREEN_UNITS, &l);
    if (s != SEINE_OK)
        return s;
    struct screen_side in_q = {&q, words->list.v}, in_l = {&l, words->list.v};
    struct screen_row rows[SCREEN_ROWS];
    size_t n = screen_matches(&in_q, &in_l, matches), n_rows = 0;
    screen_score(&in_q, &in_l, matches, n, &SCREEN_WEIGHTS, rows, &n_rows);
    struct told told_q = {.side = &in_q}, told_l = {.side = &in_l};
    s = text_name_parse(name, screen_text_kind(kind), arena, &told_q.parsed);
    if (s == SEINE_OK)
        s = text_name_parse(listed, screen_text_kind(listed_kind), arena, &told_l.parsed);
    if (s == SEINE_OK)
        s = rows_to_evidence(&told_q, &told_l, rows, n_rows, other, n_other, arena, ret);
    if (s != SEINE_OK)
        return s;
    ret->bits = evidence_sum(ret->evidence, ret->n_evidence);
    ret->score = bits_to_probability(ret->bits);
    return s;
}

enum seine_status screen_pair_evidence(struct str name, enum list_kind kind, struct str listed,
                                       enum list_kind listed_kind, const struct other_row *other,
                                       size_t n_other, struct arena *arena,
                                       struct screen_result *ret)
{
    struct screen_words words;
    enum seine_status s = screen_words_init(&words, arena);
    if (s == SEINE_OK)
        s = pair_in(&words, name, kind, listed, listed_kind, other, n_other, arena, ret);
    screen_words_release(&words);
    return s;
}

/* The best pair of a name of the entity and a name of the subject, 0 being its own; the earliest of
 * equals. What the pairs need is given back after each: there may be 4096 times 64 of them. */
static enum seine_status best_pair(const struct screen_subject *subject,
                                   const struct listed_entity *entity, size_t *ret_name,
                                   size_t *ret_alias)
{
    struct arena pair;
    double best = -1e9;
    enum seine_status s = SEINE_OK;
    *ret_name = *ret_alias = 0;
    arena_init(&pair, 64 * MIB);
    for (size_t k = 0; k < entity->n_names && s == SEINE_OK; k++)
        for (size_t i = 0; i <= subject->n_aliases && s == SEINE_OK; i++) {
            struct screen_result r;
            struct str name = i ? subject->aliases[i - 1] : subject->name;
            arena_reset(&pair);
            s = screen_pair_evidence(name, subject->kind, entity->names[k].text, entity->kind, NULL,
                                     0, &pair, &r);
            double bits = s == SEINE_OK ? evidence_round(r.bits + screen_name_bits(entity, k)) : 0;
            if (s == SEINE_OK && bits > best) {
                best = bits;
                *ret_name = k;
                *ret_alias = i;
            }
        }
    arena_release(&pair);
    return s;
}

/* Every name of the subject against every name of the entity; the earliest best one counts. */
enum seine_status screen_entity(const struct screen_subject *subject,
                                const struct listed_entity *entity, struct arena *arena,
                                struct screen_result *ret, size_t *ret_best_name)
{
    size_t best_name, best_alias;
    enum seine_status s = best_pair(subject, entity, &best_name, &best_alias);
    if (s != SEINE_OK)
        return s;
    struct other_row other[SCREEN_OTHER];
    size_t n = screen_other(subject, entity, best_name, other);
    *ret_best_name = best_name;
    return screen_pair_evidence(best_alias ? subject->aliases[best_alias - 1] : subject->name,
                                subject->kind,
                                entity->n_names ? entity->names[best_name].text : STR_EMPTY,
                                entity->kind, other, n, arena, ret);
}

enum seine_status screen_explain(const struct screen_index *x, const struct screen_subject *subject,
                                 uint32_t entity, struct arena *arena, struct screen_result *ret,
                                 size_t *ret_best_name)
{
    return screen_entity(subject, &x->set->entities.v[entity], arena, ret, ret_best_name);
}
