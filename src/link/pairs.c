/* link/pairs.c - all partners are compared; the pairs that speak for one actor tie profiles into
 * groups, and within a group all pairs are kept, also those that speak against. Pairs between
 * groups can never meet in clustering: of them only the loose links stay. */
#include "link/mention.h"

#include <float.h>
#include <math.h>

#define PROFILES_AT_ONCE 2048
#define AHEAD            32 /* partners that are fetched at once */

typedef VEC(struct link_pair) pair_vec;

struct tie {
    uint32_t a, b;
};

struct piece { /* what one range of profiles gave */
    VEC(struct tie) ties;
    pair_vec loose, kept;
    uint64_t n_scored;
};

struct comparing {
    const struct link_context *x;
    const uint32_t *group; /* per profile; NULL in the first round */
    struct piece *pieces;
    link_partners *partners; /* per worker */
};

/* What partners are compared by lies in several places, each found by the one before it. It is
 * fetched step by step for some of them at once, so that the waits for memory overlap. Inlined
 * always: gcc takes a function that only fetches for one without effect and leaves its calls out.
 */
__attribute__((always_inline)) static inline void fetch(const struct link_context *x, uint32_t a,
                                                        const uint32_t *partners, size_t n)
{
    const struct link_profile *p = &x->profiles[a];
    for (size_t i = 0; i < n; i++)
        __builtin_prefetch(&x->profiles[partners[i]]);
    for (size_t i = 0; i < n; i++) {
        const struct link_profile *q = &x->profiles[partners[i]];
        if (!link_may_share_address(p, q))
            continue;
        __builtin_prefetch(x->tokens.v + q->address);
        __builtin_prefetch(&x->rest[partners[i]]);
    }
    for (size_t i = 0; i < n; i++) {
        const struct link_profile *q = &x->profiles[partners[i]];
        if (link_may_share_address(p, q))
            __builtin_prefetch(link_values(x, q, VALUE_ADDRESS));
    }
}

/* The same for their names. */
__attribute__((always_inline)) static inline void fetch_names(const struct link_context *x,
                                                              const struct link_scoring *s,
                                                              size_t n)
{
    for (size_t i = 0; i < n; i++)
        __builtin_prefetch(&x->rest[s[i].pair.b]);
    for (size_t i = 0; i < n; i++)
        __builtin_prefetch(link_words(x, &x->profiles[s[i].pair.b]));
    for (size_t i = 0; i < n; i++) {
        const struct link_profile *p = &x->profiles[s[i].pair.b];
        const struct link_token *words = link_words(x, p);
        for (size_t k = 0; k < p->n_words; k++)
            __builtin_prefetch(&x->word[words[k].key]);
    }
}

/* Some partners: those that may be one actor with a, or share a contact. */
static bool compare_some(const struct link_context *x, struct piece *out, uint32_t a,
                         const uint32_t *partners, size_t n)
{
    struct link_scoring some[AHEAD];
    bool is_loose[AHEAD], ok = true;
    size_t left = 0;
    fetch(x, a, partners, n);
    for (size_t i = 0; i < n; i++) {
        some[left].pair = (struct link_pair){.a = a, .b = partners[i]};
        link_score_rest(x, &some[left]);
        is_loose[left] = link_shares_contact(&some[left].pair);
        left += is_loose[left] || link_may_weigh(&some[left], x->threshold);
    }
    fetch_names(x, some, left);
    for (size_t i = 0; i < left && ok; i++) {
        struct tie tie = {a, some[i].pair.b};
        if (link_score_name(x, &some[i], is_loose[i] ? -DBL_MAX : x->threshold) &&
            (double)some[i].pair.weight > x->threshold)
            ok = VEC_PUSH(&out->ties, tie);
        if (!ok || !is_loose[i])
            continue;
        some[i].pair.weight = (float)link_loose_weight(x, &some[i].pair, &some[i].marks);
        if (isfinite(some[i].pair.weight))
            ok = VEC_PUSH(&out->loose, some[i].pair);
    }
    return ok;
}

static bool compare(const struct link_context *x, struct piece *out, uint32_t a,
                    const link_partners *partners)
{
    bool ok = true;
    for (size_t i = 0; i < partners->n && ok; i += AHEAD) {
        size_t n = partners->n - i < AHEAD ? partners->n - i : AHEAD;
        ok = compare_some(x, out, a, partners->v + i, n);
    }
    out->n_scored += partners->n;
    return ok;
}

/* The pairs within a's group. */
static bool keep(const struct link_context *x, struct piece *out, uint32_t a,
                 const link_partners *partners)
{
    bool ok = true;
    for (size_t i = 0; i < partners->n && ok; i++) {
        struct link_pair p = {.a = a, .b = partners->v[i]};
        if (i % AHEAD == 0)
            fetch(x, a, partners->v + i, partners->n - i < AHEAD ? partners->n - i : AHEAD);
        link_score(x, &p);
        ok = VEC_PUSH(&out->kept, p);
    }
    return ok;
}

static enum seine_status compare_range(void *context, unsigned worker, size_t from, size_t to,
                                       struct seine_error *err)
{
    struct comparing *c = context;
    struct piece *out = &c->pieces[from / PROFILES_AT_ONCE];
    link_partners *partners = &c->partners[worker];
    bool ok = true;
    (void)err;
    for (uint32_t a = (uint32_t)from; a < to && ok; a++) {
        if (c->group && c->group[a] == MAP_NONE)
            continue;
        ok = link_partners_of(c->x, a, c->group, partners) &&
             (c->group ? keep(c->x, out, a, partners) : compare(c->x, out, a, partners));
    }
    return ok ? SEINE_OK : SEINE_NOMEM;
}

/* Groups of profiles that are tied; MAP_NONE for one that stands alone. */
static uint32_t *groups(const struct link_context *x, const struct piece *pieces, size_t n_pieces)
{
    uint32_t *parent = mem_calloc(x->n + 1, sizeof *parent);
    uint32_t *size = mem_calloc(x->n + 1, sizeof *size);
    for (uint32_t i = 0; parent && i < x->n; i++)
        parent[i] = i;
    for (size_t k = 0; parent && k < n_pieces; k++)
        for (size_t i = 0; i < pieces[k].ties.n; i++)
            set_join(parent, pieces[k].ties.v[i].a, pieces[k].ties.v[i].b);
    for (uint32_t i = 0; parent && size && i < x->n; i++)
        size[set_root(parent, i)]++;
    for (uint32_t i = (uint32_t)x->n; parent && size && i-- > 0;) /* roots are read last */
        parent[i] = size[set_root(parent, i)] > 1 ? set_root(parent, i) : MAP_NONE;
    mem_free(size);
    return parent;
}

/* Moves a piece's pairs behind all, where there is room for them. */
static void append(pair_vec *all, pair_vec *some)
{
    for (size_t i = 0; i < some->n; i++)
        all->v[all->n++] = some->v[i];
    VEC_RELEASE(some);
}

static bool collect(struct link_context *x, struct piece *pieces, size_t n_pieces)
{
    pair_vec loose = {0}, kept = {0};
    size_t n_loose = 0, n_kept = 0;
    for (size_t k = 0; k < n_pieces; k++) {
        n_loose += pieces[k].loose.n;
        n_kept += pieces[k].kept.n;
    }
    bool ok = VEC_RESERVE(&loose, n_loose) && VEC_RESERVE(&kept, n_kept);
    for (size_t k = 0; k < n_pieces && ok; k++) {
        x->n_scored += pieces[k].n_scored;
        append(&loose, &pieces[k].loose);
        append(&kept, &pieces[k].kept);
    }
    x->loose.v = loose.v;
    x->loose.n = loose.n;
    x->loose.room = loose.room;
    x->scored.v = kept.v;
    x->scored.n = kept.n;
    x->scored.room = kept.room;
    return ok;
}

enum seine_status link_pairs(struct link_context *x, struct pool *pool, struct seine_error *err)
{
    unsigned n_workers = pool_threads(pool);
    size_t n_pieces = (x->n + PROFILES_AT_ONCE - 1) / PROFILES_AT_ONCE;
    uint32_t *group = NULL;
    struct comparing c = {.x = x,
                          .pieces = mem_calloc(n_pieces + 1, sizeof *c.pieces),
                          .partners = mem_calloc(n_workers, sizeof *c.partners)};
    enum seine_status status = c.pieces && c.partners ? SEINE_OK : SEINE_NOMEM;
    link_loose_learn(x);
    if (status == SEINE_OK)
        status = pool_run(pool, x->n, PROFILES_AT_ONCE, compare_range, &c, err);
    if (status == SEINE_OK) {
        c.group = group = groups(x, c.pieces, n_pieces);
        status = group ? SEINE_OK : SEINE_NOMEM;
    }
    if (status == SEINE_OK)
        status = pool_run(pool, x->n, PROFILES_AT_ONCE, compare_range, &c, err);
    if (status == SEINE_OK && !collect(x, c.pieces, n_pieces))
        status = SEINE_NOMEM;
    for (size_t k = 0; k < n_pieces && c.pieces; k++) {
        VEC_RELEASE(&c.pieces[k].ties);
        VEC_RELEASE(&c.pieces[k].loose);
        VEC_RELEASE(&c.pieces[k].kept);
    }
    for (unsigned i = 0; i < n_workers && c.partners; i++)
        VEC_RELEASE(&c.partners[i]);
    mem_free(group);
    mem_free(c.partners);
    mem_free(c.pieces);
    return status == SEINE_OK
               ? status
               : error_set(err, status, "out of memory while linking %zu parties", x->n_mentions);
}
