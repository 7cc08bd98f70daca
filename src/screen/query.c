/* screen/query.c - exact search: scores what screen/query_tokens.c brings for each name of the
 * subject and keeps the best name of each entity. When a word that has no keys (a form, an initial)
 * would have to be looked up, all names are scored instead. */
#include "screen/query.h"

#include <stdlib.h>

enum { REMEMBERED_WORDS = 200000, REMEMBERED_NEAR = 4000000 };

enum seine_status screen_scratch_new(const struct screen_index *x, struct screen_scratch **ret)
{
    struct screen_scratch *s = mem_calloc(1, sizeof *s);
    if (!s)
        return SEINE_NOMEM;
    s->index = x;
    arena_init(&s->arena, LIMIT_ARENA);
    arena_init(&s->temporary, LIMIT_ARENA);
    size_t n_words = x->words.list.n + 1, n_entities = x->set->entities.n + 1;
    enum seine_status status = screen_words_init(&s->words, &s->arena);
    s->near_words = mem_calloc(n_words, sizeof *s->near_words);
    s->seen_words = mem_calloc(n_words, sizeof *s->seen_words);
    s->marks = mem_calloc(x->names.n + 1, sizeof *s->marks);
    s->seen_entities = mem_calloc(n_entities, sizeof *s->seen_entities);
    s->best_bits = mem_calloc(n_entities, sizeof *s->best_bits);
    s->best_name = mem_calloc(n_entities, sizeof *s->best_name);
    if (status != SEINE_OK || !s->near_words || !s->seen_words || !s->marks || !s->seen_entities ||
        !s->best_bits || !s->best_name) {
        screen_scratch_free(s);
        return SEINE_NOMEM;
    }
    *ret = s;
    return SEINE_OK;
}

void screen_scratch_free(struct screen_scratch *s)
{
    if (!s)
        return;
    screen_words_release(&s->words);
    VEC_RELEASE(&s->lists);
    VEC_RELEASE(&s->met);
    VEC_RELEASE(&s->near);
    VEC_RELEASE(&s->merged);
    VEC_RELEASE(&s->links);
    VEC_RELEASE(&s->candidates);
    VEC_RELEASE(&s->touched);
    VEC_RELEASE(&s->hits);
    mem_free(s->near_words);
    mem_free(s->seen_words);
    mem_free(s->marks);
    mem_free(s->seen_entities);
    mem_free(s->best_bits);
    mem_free(s->best_name);
    arena_release(&s->arena);
    arena_release(&s->temporary);
    mem_free(s);
}

/* Where memory ran out a word may stand among the keys and not in the list: all are forgotten. */
static enum seine_status forget_if_full(struct screen_scratch *s)
{
    bool is_whole = s->words.keys.n == s->words.list.n + 1; /* and the empty string */
    if (is_whole && s->words.list.n < REMEMBERED_WORDS && s->near.n < REMEMBERED_NEAR)
        return SEINE_OK;
    screen_words_release(&s->words);
    arena_reset(&s->arena);
    VEC_CLEAR(&s->lists);
    VEC_CLEAR(&s->near);
    s->bits_bytes = 0;
    return screen_words_init(&s->words, &s->arena);
}

/* ---- one name of the query ----------------------------------------------------------------- */

/* Links every listed word near a unit of the query to that unit. */
static enum seine_status link_words(struct search *q)
{
    struct screen_scratch *s = q->s;
    uint32_t stamp = screen_next_stamp(&s->stamp_links, s->near_words,
                                       s->index->words.list.n * sizeof *s->near_words);
    VEC_CLEAR(&s->links);
    for (size_t u = 0; u < q->q.n_units; u++) {
        if (!search_has_keys(q, u))
            continue;
        const struct near_list *near = search_near(q, u);
        for (uint32_t i = near->from; i < near->from + near->n; i++) {
            struct near_word *w = &s->near_words[s->near.v[i].word];
            float loss = search_loss(q, u, &s->near.v[i]);
            if (loss >= SCREEN_NO_MATCH)
                continue;
            struct near_link link = {w->stamp == stamp ? w->head : 0, loss, (uint16_t)u};
            if (!VEC_PUSH(&s->links, link))
                return SEINE_NOMEM;
            w->stamp = stamp;
            w->head = (uint32_t)s->links.n;
        }
    }
    return SEINE_OK;
}

static bool match_fits(const struct screen_unit *a, const struct screen_unit *b)
{
    return a->span == 1 || b->span == 1;
}

/* Words without keys match forms, words that begin like them, and their like. */
static bool may_match(uint32_t word, uint32_t listed)
{
    return (word & SCREEN_IS_FORM)
               ? (listed & SCREEN_IS_FORM) || (listed & ~SCREEN_IS_FORM) == (word & ~SCREEN_IS_FORM)
               : (word & listed) != 0;
}

static size_t unkeyed_matches(const struct search *q, const struct screen_unit *b, size_t n)
{
    struct screen_scratch *s = q->s;
    uint32_t letters = s->index->letters[b->word];
    for (size_t i = 0; i < q->n_unkeyed && n < SCREEN_MATCHES; i++) {
        const struct screen_unit *a = &q->q.units[q->unkeyed[i]];
        if (!may_match(q->letters[i], letters) || !match_fits(a, b))
            continue;
        const struct screen_word *word = &q->side.words[a->word];
        const struct screen_word *other = &s->index->words.list.v[b->word];
        float loss =
            screen_crowd_loss(screen_word_loss(word, other, !q->several), word, other, q->several);
        if (loss < SCREEN_NO_MATCH)
            s->matches[n++] =
                (struct screen_match){a->at, a->span, b->at, b->span, loss, a->word, b->word};
    }
    return n;
}

static size_t matches_of(const struct search *q, const struct screen_name *l)
{
    struct screen_scratch *s = q->s;
    size_t n = 0;
    for (size_t k = 0; k < l->n_units; k++) {
        const struct screen_unit *b = &l->units[k];
        const struct near_word *w = &s->near_words[b->word];
        uint32_t at = w->stamp == s->stamp_links ? w->head : 0;
        for (; at && n < SCREEN_MATCHES; at = s->links.v[at - 1].next) {
            const struct screen_unit *a = &q->q.units[s->links.v[at - 1].unit];
            if (match_fits(a, b))
                s->matches[n++] = (struct screen_match){
                    a->at, a->span, b->at, b->span, s->links.v[at - 1].loss, a->word, b->word};
        }
        if (q->n_unkeyed)
            n = unkeyed_matches(q, b, n);
    }
    return n;
}

/* Whether a name with these bits is the better one of an entity; of equals the earlier. */
static bool is_better(const struct screen_scratch *s, uint32_t e, uint32_t name, double bits)
{
    const struct listed_entity *entity = &s->index->set->entities.v[e];
    const struct indexed_name *names = s->index->names.v;
    uint32_t old = s->best_name[e];
    double now = evidence_round(bits + screen_name_bits(entity, names[name].which));
    double before = evidence_round(s->best_bits[e] + screen_name_bits(entity, names[old].which));
    return now > before || (!(now < before) && name < old);
}

static enum seine_status keep_best(struct search *q, uint32_t name, double bits)
{
    struct screen_scratch *s = q->s;
    uint32_t e = s->index->names.v[name].entity;
    if (s->seen_entities[e] != s->stamp_entities) {
        s->seen_entities[e] = s->stamp_entities;
        if (!VEC_PUSH(&s->touched, e))
            return SEINE_NOMEM;
    } else if (!is_better(s, e, name, bits)) {
        return SEINE_OK;
    }
    s->best_bits[e] = bits;
    s->best_name[e] = name;
    return SEINE_OK;
}

static enum seine_status score_one(struct search *q, uint32_t name, bool linked, bool bounded)
{
    struct screen_scratch *s = q->s;
    const struct indexed_name *in = &s->index->names.v[name];
    struct screen_side l = {&in->name, s->index->words.list.v};
    size_t n = linked ? matches_of(q, &in->name) : screen_matches(&q->side, &l, s->matches);
    if (bounded && screen_most_of(q, &l, s->matches, n) < q->floor)
        return SEINE_OK;
    double bits = screen_score(&q->side, &l, s->matches, n, &SCREEN_WEIGHTS, NULL, NULL);
    return bounded && bits < q->floor ? SEINE_OK : keep_best(q, name, bits);
}

static enum seine_status score_candidates(struct search *q)
{
    struct screen_scratch *s = q->s;
    const struct indexed_name *names = s->index->names.v;
    enum seine_status status = s->candidates.n ? link_words(q) : SEINE_OK;
    for (size_t i = 0; i < s->candidates.n && status == SEINE_OK; i++) {
        if (i + 8 < s->candidates.n)
            __builtin_prefetch(&names[s->candidates.v[i + 8]]);
        if (i + 4 < s->candidates.n)
            __builtin_prefetch(names[s->candidates.v[i + 4]].name.units);
        status = score_one(q, s->candidates.v[i], true, true);
    }
    return status;
}

static enum seine_status score_all(struct search *q, bool plain, bool bounded)
{
    enum seine_status status = plain ? SEINE_OK : link_words(q);
    for (size_t i = 0; i < q->s->index->names.n && status == SEINE_OK; i++)
        status = score_one(q, (uint32_t)i, !plain, bounded);
    return status;
}

static bool is_plain(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Whether the text may fold to the name: two plain first letters tell of most that it does not. */
static bool may_be(struct str text, struct str name)
{
    return text.n == 0 || !is_plain(text.p[0]) || !is_plain(name.p[0]) ||
           (text.p[0] | 0x20) == name.p[0];
}

/* All names that are the very one, but for case, accents and signs. */
static enum seine_status score_same(struct search *q, struct str text)
{
    const struct screen_index *x = q->s->index;
    struct buf asked, listed;
    buf_init(&asked, 16 * LIMIT_NAME);
    buf_init(&listed, 16 * LIMIT_NAME);
    text_fold(text, &asked);
    struct str name = str_trim(buf_str(&asked));
    enum seine_status status = buf_status(&asked);
    for (size_t i = 0; i < x->names.n && name.n && status == SEINE_OK; i++) {
        const struct indexed_name *in = &x->names.v[i];
        struct str other = x->set->entities.v[in->entity].names[in->which].text;
        if (!may_be(other, name))
            continue;
        buf_reset(&listed);
        text_fold(other, &listed);
        status = buf_status(&listed);
        if (status == SEINE_OK && str_is(str_trim(buf_str(&listed)), name))
            status = score_one(q, (uint32_t)i, false, false);
    }
    buf_release(&asked);
    buf_release(&listed);
    return status;
}

static enum seine_status search_name(struct search *q, struct str text, enum list_kind kind,
                                     bool plain, bool all)
{
    struct screen_scratch *s = q->s;
    bool scan = plain || all;
    enum seine_status status =
        screen_name_prepare(text, kind, &s->words, &s->temporary, s->units, &q->q);
    if (status != SEINE_OK)
        return status;
    q->side.name = &q->q;
    q->side.words = s->words.list.v;
    q->several = screen_is_several(&q->q, q->side.words);
    if (q->is_same)
        return score_same(q, text);
    if (!plain && (status = screen_look_up(q)) != SEINE_OK)
        return status;
    q->n_unkeyed = 0;
    for (size_t u = 0; u < q->q.n_units; u++)
        if (!search_has_keys(q, u)) {
            q->letters[q->n_unkeyed] = screen_letters(&q->side.words[q->q.units[u].word]);
            q->unkeyed[q->n_unkeyed++] = (uint8_t)u;
        }
    screen_next_stamp(&s->stamp_names, s->marks, s->index->names.n * sizeof *s->marks);
    screen_bounds_init(&q->side, &SCREEN_WEIGHTS, &q->bounds);
    if (!scan)
        status = screen_gather(q, &scan);
    if (status != SEINE_OK)
        return status;
    return scan ? score_all(q, plain, !plain && !all) : score_candidates(q);
}

/* ---- the subject --------------------------------------------------------------------------- */

static int by_hit(const void *a, const void *b)
{
    const struct screen_hit *x = a, *y = b;
    if (x->bits > y->bits || x->bits < y->bits)
        return x->bits > y->bits ? -1 : 1;
    return (x->entity > y->entity) - (x->entity < y->entity);
}

static double other_bits(const struct screen_subject *subject, const struct listed_entity *entity,
                         size_t which)
{
    struct other_row rows[SCREEN_OTHER];
    size_t n = screen_other(subject, entity, which, rows);
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += rows[i].bits;
    return sum;
}

/* Entities that carry an identifier of the subject: all of their names are scored. */
static enum seine_status search_ids(struct search *q, const struct screen_subject *subject)
{
    struct screen_scratch *s = q->s;
    const struct screen_index *x = s->index;
    struct buf b;
    enum seine_status status = link_words(q);
    buf_init(&b, LIMIT_TEXT);
    for (size_t i = 0; i < subject->n_ids && status == SEINE_OK; i++) {
        buf_reset(&b);
        screen_id_normal(subject->ids[i].value, &b);
        size_t n_entities;
        const uint32_t *entities = screen_id_entities(x, buf_str(&b), &n_entities);
        for (size_t k = 0; k < n_entities && status == SEINE_OK; k++) {
            uint32_t e = entities[k];
            for (uint32_t n = x->first_name[e]; n < x->first_name[e + 1] && status == SEINE_OK; n++)
                status = score_one(q, n, true, false);
        }
    }
    buf_release(&b);
    return status;
}

static enum seine_status search_all_names(struct search *q, const struct screen_subject *subject,
                                          bool plain, bool all)
{
    enum seine_status status = SEINE_OK;
    bool by_ids = subject->n_ids && !plain && !all && !q->is_same;
    for (size_t i = 0; i <= subject->n_aliases && status == SEINE_OK; i++) {
        struct str name = i ? subject->aliases[i - 1] : subject->name;
        arena_reset(&q->s->temporary);
        status = search_name(q, name, subject->kind, plain, all);
        if (status == SEINE_OK && by_ids)
            status = search_ids(q, subject);
    }
    return status;
}

static enum seine_status finish(struct screen_scratch *s, const struct screen_subject *subject,
                                double threshold)
{
    const struct screen_index *x = s->index;
    for (size_t i = 0; i < s->touched.n; i++) {
        uint32_t e = s->touched.v[i], name = s->best_name[e];
        struct screen_hit h = {e, x->names.v[name].which, 0, s->best_bits[e]};
        h.bits = evidence_round(h.bits + other_bits(subject, &x->set->entities.v[e], h.name));
        h.score = bits_to_probability(h.bits);
        if (h.score >= threshold && !VEC_PUSH(&s->hits, h))
            return SEINE_NOMEM;
    }
    if (s->hits.n)
        qsort(s->hits.v, s->hits.n, sizeof *s->hits.v, by_hit);
    return SEINE_OK;
}

static enum seine_status run(const struct screen_index *x, const struct screen_subject *subject,
                             double threshold, size_t limit, struct screen_scratch *s, bool plain,
                             const struct screen_hit **ret_hits, size_t *ret_n, size_t *ret_total)
{
    enum seine_status status = forget_if_full(s);
    struct search q = {.s = s};
    bool all = !(threshold > 0);
    q.is_same = threshold >= 1;
    q.floor = all || q.is_same ? -1e9 : probability_to_bits(threshold);
    q.floor -= screen_other_most(subject) + 0.002;
    VEC_CLEAR(&s->touched);
    VEC_CLEAR(&s->hits);
    screen_next_stamp(&s->stamp_entities, s->seen_entities,
                      x->set->entities.n * sizeof *s->seen_entities);
    if (status == SEINE_OK)
        status = search_all_names(&q, subject, plain, all);
    if (status == SEINE_OK)
        status = finish(s, subject, q.is_same ? 0 : threshold);
    if (status != SEINE_OK)
        return status;
    *ret_total = s->hits.n;
    *ret_n = limit && limit < s->hits.n ? limit : s->hits.n;
    *ret_hits = s->hits.v;
    return SEINE_OK;
}

enum seine_status screen_query(const struct screen_index *x, const struct screen_subject *subject,
                               double threshold, size_t limit, struct screen_scratch *scratch,
                               const struct screen_hit **ret_hits, size_t *ret_n, size_t *ret_total)
{
    return run(x, subject, threshold, limit, scratch, false, ret_hits, ret_n, ret_total);
}

enum seine_status screen_query_plain(const struct screen_index *x,
                                     const struct screen_subject *subject, double threshold,
                                     size_t limit, struct screen_scratch *scratch,
                                     const struct screen_hit **ret_hits, size_t *ret_n,
                                     size_t *ret_total)
{
    return run(x, subject, threshold, limit, scratch, true, ret_hits, ret_n, ret_total);
}
