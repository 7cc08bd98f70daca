/* screen/pair.c - two names, one score, and the evidence for a person to read. */
#include "screen/name.h"

#include <string.h>

const char *screen_algorithm_name(enum screen_algorithm a)
{
    return a == SCREEN_OFAC ? "ofac" : "seine";
}

bool screen_algorithm_parse(struct str s, enum screen_algorithm *ret)
{
    for (int a = SCREEN_SEINE; a <= SCREEN_OFAC; a++)
        if (str_is(s, str_of(screen_algorithm_name((enum screen_algorithm)a)))) {
            *ret = (enum screen_algorithm)a;
            return true;
        }
    return false;
}

static void add_span(struct buf *b, const struct screen_side *s, size_t at, size_t span)
{
    bool first = true;
    buf_add_c(b, '"');
    for (size_t i = 0; i < s->name->n_units; i++) {
        const struct screen_unit *u = &s->name->units[i];
        if (!u->is_first || u->at < at || u->at >= at + span)
            continue;
        if (!first)
            buf_add_c(b, ' ');
        buf_add(b, s->words[u->word].latin);
        first = false;
    }
    buf_add_c(b, '"');
}

static const char *tag_at(const struct screen_side *s, size_t at)
{
    for (size_t i = 0; i < s->name->n_units; i++)
        if (s->name->units[i].is_first && s->name->units[i].at == at)
            return text_tag_name((enum text_tag)s->words[s->name->units[i].word].tag);
    return "word";
}

static void row_text(struct buf *b, const struct screen_side *q, const struct screen_side *l,
                     const struct screen_row *r)
{
    if (r->q_span && r->l_span) {
        add_span(b, q, r->q_at, r->q_span);
        if (strcmp(r->kind, "name-token") == 0)
            buf_add_z(b, r->loss > 0 ? " is taken for " : " is the same as ");
        else
            buf_add_z(b,
                      strcmp(r->kind, "chain") == 0 ? " stands in the place of " : " contradicts ");
        add_span(b, l, r->l_at, r->l_span);
        buf_add_f(b, " (%s)", tag_at(l, r->l_at));
    } else if (r->l_span) {
        add_span(b, l, r->l_at, r->l_span);
        buf_add_f(b, " (%s) is only in the listed name", tag_at(l, r->l_at));
    } else if (r->q_span) {
        add_span(b, q, r->q_at, r->q_span);
        buf_add_f(b, " (%s) is only in the name asked for", tag_at(q, r->q_at));
    } else {
        buf_add_z(b, "the words stand in another order");
    }
}

static enum seine_status rows_to_evidence(const struct screen_side *q, const struct screen_side *l,
                                          const struct screen_row *rows, size_t n,
                                          struct arena *arena, struct screen_result *ret)
{
    struct evidence *e = arena_array(arena, n ? n : 1, sizeof *e);
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
        e[i].refs = NULL;
        e[i].n_refs = 0;
    }
    enum seine_status s = ok ? buf_status(&b) : SEINE_NOMEM;
    buf_release(&b);
    ret->evidence = e;
    ret->n_evidence = n;
    return s;
}

static enum seine_status pair_in(struct screen_words *words, struct str name, struct str listed,
                                 enum list_kind kind, struct arena *arena,
                                 struct screen_result *ret)
{
    struct screen_unit *units = arena_array(arena, 2 * SCREEN_UNITS, sizeof *units);
    struct screen_match *matches = arena_array(arena, SCREEN_MATCHES, sizeof *matches);
    struct screen_name q, l;
    if (!units || !matches)
        return SEINE_NOMEM;
    enum seine_status s = screen_name_prepare(name, kind, words, arena, units, &q);
    if (s == SEINE_OK)
        s = screen_name_prepare(listed, kind, words, arena, units + SCREEN_UNITS, &l);
    if (s != SEINE_OK)
        return s;
    struct screen_side in_q = {&q, words->list.v}, in_l = {&l, words->list.v};
    struct screen_row rows[SCREEN_ROWS];
    size_t n = screen_matches(&in_q, &in_l, matches), n_rows = 0;
    screen_score(&in_q, &in_l, matches, n, &SCREEN_WEIGHTS, rows, &n_rows);
    s = rows_to_evidence(&in_q, &in_l, rows, n_rows, arena, ret);
    ret->bits = evidence_sum(ret->evidence, ret->n_evidence);
    ret->score = bits_to_probability(ret->bits);
    return s;
}

static enum seine_status pair_ofac(struct str name, struct str listed, struct arena *arena,
                                   struct screen_result *ret)
{
    struct evidence *e = arena_array(arena, 1, sizeof *e);
    if (!e)
        return SEINE_NOMEM;
    ret->score = screen_ofac_score(name, listed);
    double p = ret->score < 0.0001 ? 0.0001 : ret->score > 0.9999 ? 0.9999 : ret->score;
    e->kind = "ofac-search";
    e->bits = evidence_round(probability_to_bits(p));
    e->text = STR("similarity by the method of the publisher's own search");
    ret->evidence = e;
    ret->n_evidence = 1;
    ret->bits = e->bits;
    return SEINE_OK;
}

enum seine_status screen_pair(struct str name, struct str listed, enum list_kind kind,
                              enum screen_algorithm algorithm, struct arena *arena,
                              struct screen_result *ret)
{
    if (algorithm == SCREEN_OFAC)
        return pair_ofac(name, listed, arena, ret);
    struct screen_words words;
    enum seine_status s = screen_words_init(&words, arena);
    if (s == SEINE_OK)
        s = pair_in(&words, name, listed, kind, arena, ret);
    screen_words_release(&words);
    return s;
}
