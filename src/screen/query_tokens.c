/* screen/query_tokens.c - which listed names can reach the floor at all.
 *
 * The words near every word of the query are looked up first, as most are remembered: a token that
 * no listed word is near is none that a listed name can have, and often that decides. As few tokens
 * of the query as possible are taken, those that bring the fewest names, until what is left could
 * not lift any name to the floor: a name without any of the taken tokens cannot be a hit. The
 * listed words near a taken token bring their names, unless the word is so far off that its names
 * could not reach the floor even with all tokens that are still to come. The names brought are
 * bounded once more by what they have. It scores nothing. */
#include "screen/query.h"

#include <stdlib.h>
#include <string.h>

enum {
    SCORING = 2,     /* what knowing a name's losses is worth, in postings */
    LONG_LIST = 256, /* postings that are worth bits */
    MOST_BITS = 64 * MIB,
    AHEAD = 12 /* postings asked for ahead */
};

static bool covers(const struct screen_unit *u, size_t token)
{
    return token >= u->at && token < (size_t)u->at + u->span;
}

/* What no listed word is near cannot match: such a unit stays only where it speaks for its token.
 */
enum seine_status screen_look_up(struct search *q)
{
    enum seine_status status = SEINE_OK;
    uint16_t n = 0;
    q->possible = 0;
    for (size_t u = 0; u < q->q.n_units && status == SEINE_OK; u++) {
        const struct screen_unit unit = q->q.units[u];
        struct near_list near = {.n = 1};
        if (search_has_keys(q, u))
            status = screen_near(q->s, unit.word, !q->several, &near);
        if (near.n)
            q->possible |= ((UINT32_C(1) << unit.span) - 1) << unit.at;
        if (near.n || unit.is_first)
            q->q.units[n++] = unit;
    }
    q->q.n_units = n;
    return status;
}

/* Names that taking the token would bring. SIZE_MAX: all. */
static size_t cost_of(const struct search *q, size_t token)
{
    size_t sum = 0;
    for (size_t u = 0; u < q->q.n_units; u++) {
        if (!covers(&q->q.units[u], token))
            continue;
        if (!search_has_keys(q, u))
            return SIZE_MAX;
        sum += search_near(q, u)->postings;
    }
    return sum;
}

static double info_of(const struct search *q, uint32_t tokens)
{
    double info = 0;
    for (size_t i = 0; i < q->bounds.n; i++)
        if (tokens >> i & 1)
            info += q->bounds.info[i];
    return info;
}

static bool can_reach(const struct search *q, uint32_t tokens)
{
    return screen_most(q, tokens, info_of(q, tokens)) >= q->floor;
}

struct order {
    uint8_t token[SCREEN_TOKENS];
    size_t cost[SCREEN_TOKENS], n;
};

/* Tokens by what they cost, cheapest first; those that bring all names are left out. */
static void by_cost(const struct search *q, uint32_t among, struct order *ret)
{
    ret->n = 0;
    for (size_t i = 0; i < q->q.n_tokens; i++) {
        size_t cost = among >> i & 1 ? cost_of(q, i) : SIZE_MAX, k = ret->n;
        if (cost == SIZE_MAX)
            continue;
        for (; k && ret->cost[k - 1] > cost; k--) {
            ret->token[k] = ret->token[k - 1];
            ret->cost[k] = ret->cost[k - 1];
        }
        ret->token[k] = (uint8_t)i;
        ret->cost[k] = cost;
        ret->n++;
    }
}

/* Sets q->taken and q->needed; false when no choice of tokens will do. */
static bool choose_tokens(struct search *q)
{
    struct order order;
    uint32_t all = q->possible, rest = all;
    size_t n = 0;
    q->needed = 0;
    for (size_t i = 0; i < q->q.n_tokens; i++)
        if (!can_reach(q, all & ~(UINT32_C(1) << i)))
            q->needed |= UINT32_C(1) << i;
    by_cost(q, all, &order);
    while (can_reach(q, rest)) {
        if (n == order.n)
            return false;
        rest &= ~(UINT32_C(1) << order.token[n++]);
    }
    for (size_t i = n; i-- > 0;) { /* the dear ones that the others make needless */
        uint32_t with = rest | UINT32_C(1) << order.token[i];
        if (!can_reach(q, with))
            rest = with;
    }
    q->taken = all & ~rest;
    return true;
}

static int by_loss(const void *a, const void *b)
{
    const struct neighbour *x = a, *y = b;
    if (x->loss < y->loss || x->loss > y->loss)
        return x->loss < y->loss ? -1 : 1;
    return (x->word > y->word) - (x->word < y->word);
}

/* The words near any unit that covers the token, cheapest first. A unit of several tokens brings
 * each of them its share of the loss. */
static enum seine_status merge_near(struct search *q, size_t token)
{
    struct screen_scratch *s = q->s;
    VEC_CLEAR(&s->merged);
    for (size_t u = 0; u < q->q.n_units; u++) {
        const struct screen_unit *a = &q->q.units[u];
        if (!covers(a, token) || !search_has_keys(q, u))
            continue;
        const struct near_list *near = search_near(q, u);
        for (uint32_t i = near->from; i < near->from + near->n; i++) {
            float loss = search_loss(q, u, &s->near.v[i]);
            struct neighbour n = {s->near.v[i].word, loss / (float)a->span};
            if (loss < SCREEN_NO_MATCH && !VEC_PUSH(&s->merged, n))
                return SEINE_NOMEM;
        }
    }
    if (s->merged.n > 1)
        qsort(s->merged.v, s->merged.n, sizeof *s->merged.v, by_loss);
    return SEINE_OK;
}

/* What a listed word near a token says of the names that have it. */
struct marking {
    uint32_t bit;
    float info, cost;
    float cost_new; /* of names that have none of the tokens taken before */
    bool add;
};

static enum seine_status mark_word(struct search *q, uint32_t w, const struct marking *with)
{
    uint32_t bit = with->bit;
    float info = with->info;
    struct screen_scratch *s = q->s;
    const struct screen_index *x = s->index;
    uint32_t end = x->post_at[w + 1];
    for (uint32_t p = x->post_at[w]; p < end; p++) {
        if (p + AHEAD < end)
            __builtin_prefetch(&s->marks[x->postings[p + AHEAD]], 1);
        struct name_mark *m = &s->marks[x->postings[p]];
        if (m->stamp != s->stamp_names) {
            if (!with->add)
                continue;
            *m = (struct name_mark){s->stamp_names, bit, 0, with->cost_new, info, info};
            if (!VEC_PUSH(&s->candidates, x->postings[p]))
                return SEINE_NOMEM;
        } else if (!(m->mask & bit)) {
            m->mask |= bit;
            m->cost += with->cost;
            m->info += info;
            m->last = info;
        } else if (info > m->last) {
            m->info += info - m->last;
            m->last = info;
        }
    }
    return SEINE_OK;
}

/* Names that have a word near the token: what they may win and must lose by it, each at its best.
 * New names are added that may have the tokens in `others` besides. */
static enum seine_status mark_names(struct search *q, size_t token, bool add, uint32_t others)
{
    struct screen_scratch *s = q->s;
    struct marking with = {.bit = UINT32_C(1) << token};
    double worth = q->bounds.info[token], beside = info_of(q, others);
    double factor = screen_loss_factor((size_t)__builtin_popcount(others | with.bit));
    /* the word may go unmatched all the same, where that is cheaper and not the end of it */
    float miss = q->needed & with.bit ? SCREEN_NO_MATCH : (float)q->bounds.miss[token];
    float miss_new = can_reach(q, others) ? miss : SCREEN_NO_MATCH;
    enum seine_status status = merge_near(q, token);
    for (size_t i = 0; i < s->merged.n && status == SEINE_OK; i++) {
        uint32_t w = s->merged.v[i].word;
        float loss = s->merged.v[i].loss;
        double info = (double)s->index->worth[w] < worth ? (double)s->index->worth[w] : worth;
        with.info = (float)info;
        with.cost = loss < miss ? loss : miss;
        with.cost_new = loss < miss_new ? loss : miss_new;
        with.add = add && screen_most(q, others | with.bit, beside + info) -
                                  factor * (double)with.cost_new >=
                              q->floor;
        if (with.add || s->candidates.n)
            status = mark_word(q, w, &with);
    }
    return status;
}

static double bound_of_mark(const struct search *q, const struct name_mark *m, uint32_t open)
{
    uint32_t has = m->mask | m->also | open;
    if (q->needed & ~has)
        return -1e9;
    double info = (double)m->info + info_of(q, has & ~m->mask);
    return screen_most(q, has, info) -
           screen_loss_factor((size_t)__builtin_popcount(has)) * (double)m->cost;
}

/* Drops the candidates that cannot reach the floor; tokens that were not looked up count as had. */
static void sift(struct search *q)
{
    struct screen_scratch *s = q->s;
    uint32_t open = ~q->taken & q->possible;
    size_t n = 0;
    for (size_t i = 0; i < s->candidates.n; i++) {
        uint32_t name = s->candidates.v[i];
        if (bound_of_mark(q, &s->marks[name], open) >= q->floor)
            s->candidates.v[n++] = name;
    }
    s->candidates.n = n;
}

/* The names of a long list of near words as bits; NULL when there is no room for more of them. */
static const uint64_t *bits_of(struct search *q, size_t unit)
{
    struct screen_scratch *s = q->s;
    const struct screen_index *x = s->index;
    struct near_list *near = &s->lists.v[2 * (size_t)q->q.units[unit].word + !q->several];
    size_t n = x->names.n / 64 + 1;
    if (near->bits || s->bits_bytes + n * sizeof *near->bits > MOST_BITS)
        return near->bits;
    near->bits = arena_array(&s->arena, n, sizeof *near->bits);
    if (!near->bits)
        return NULL;
    s->bits_bytes += n * sizeof *near->bits;
    memset(near->bits, 0, n * sizeof *near->bits);
    for (uint32_t i = near->from; i < near->from + near->n; i++) {
        uint32_t w = s->near.v[i].word;
        for (uint32_t p = x->post_at[w]; p < x->post_at[w + 1]; p++)
            near->bits[x->postings[p] / 64] |= UINT64_C(1) << (x->postings[p] % 64);
    }
    return near->bits;
}

static void also_by_postings(struct search *q, const struct near_list *near, uint32_t bit)
{
    struct screen_scratch *s = q->s;
    const struct screen_index *x = s->index;
    for (uint32_t i = near->from; i < near->from + near->n; i++) {
        uint32_t w = s->near.v[i].word;
        for (uint32_t p = x->post_at[w]; p < x->post_at[w + 1]; p++) {
            struct name_mark *m = &s->marks[x->postings[p]];
            if (m->stamp == s->stamp_names)
                m->also |= bit;
        }
    }
}

static void also_by_bits(struct search *q, const uint64_t *bits, uint32_t bit)
{
    struct screen_scratch *s = q->s;
    for (size_t i = 0; i < s->candidates.n; i++) {
        uint32_t name = s->candidates.v[i];
        if (!bits || (bits[name / 64] >> (name % 64) & 1))
            s->marks[name].also |= bit;
    }
}

/* Notes which candidates have a word near the token, whatever its loss. */
static void note_token(struct search *q, size_t token)
{
    uint32_t bit = UINT32_C(1) << token;
    for (size_t u = 0; u < q->q.n_units; u++) {
        if (!covers(&q->q.units[u], token) || !search_has_keys(q, u))
            continue;
        const struct near_list *near = search_near(q, u);
        if (near->postings < LONG_LIST)
            also_by_postings(q, near, bit);
        else
            also_by_bits(q, bits_of(q, u), bit);
    }
}

/* Which of the other tokens the candidates have: with the losses, where that is cheaper than
 * scoring them. */
static enum seine_status mark_rest(struct search *q)
{
    struct order order;
    enum seine_status status = SEINE_OK;
    by_cost(q, q->possible & ~q->taken, &order);
    for (size_t i = 0; i < order.n && q->s->candidates.n && status == SEINE_OK; i++) {
        size_t token = order.token[i];
        if (order.cost[i] / SCORING < q->s->candidates.n)
            status = mark_names(q, token, false, 0);
        else
            note_token(q, token);
        q->taken |= UINT32_C(1) << token;
        sift(q);
    }
    return status;
}

enum seine_status screen_gather(struct search *q, bool *ret_all)
{
    struct order order;
    enum seine_status status = SEINE_OK;
    VEC_CLEAR(&q->s->candidates);
    *ret_all = false;
    if (!can_reach(q, q->possible))
        return SEINE_OK;
    *ret_all = !choose_tokens(q);
    if (*ret_all)
        return SEINE_OK;
    by_cost(q, q->taken, &order);
    uint32_t others = q->possible;
    for (size_t i = 0; i < order.n && status == SEINE_OK; i++) {
        others &= ~(UINT32_C(1) << order.token[i]);
        status = mark_names(q, order.token[i], true, others);
    }
    if (status == SEINE_OK) {
        sift(q);
        status = mark_rest(q);
    }
    return status;
}
