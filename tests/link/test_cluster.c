/* Clustering against a plain slow version of the same rule: pairs in descending weight, two
 * clusters become one when all pairs between them sum to more than the threshold, or their fields
 * do, each by the pair that agrees best on it, less the bits of choosing among the pairs. */
#include "unit.h"

#include "link/mention.h"

#include <math.h>
#include <stdlib.h>

#define MOST 24

static int by_weight(const void *l, const void *r)
{
    const struct link_pair *a = l, *b = r;
    if (a->weight > b->weight || a->weight < b->weight)
        return a->weight > b->weight ? -1 : 1;
    if (a->a != b->a)
        return a->a < b->a ? -1 : 1;
    return a->b < b->b ? -1 : a->b > b->b;
}

/* What the clusters named a and b are worth to each other. */
static double plain_between(const struct link_context *x, const uint32_t *cluster, uint32_t a,
                            uint32_t b)
{
    double sum = 0, n = 0, whole = x->model.prior_bits;
    double best[LINK_N_FIELDS] = {0}, worst[LINK_N_FIELDS] = {0};
    for (size_t k = 0; k < x->scored.n; k++) {
        const struct link_pair *p = &x->scored.v[k];
        uint32_t l = cluster[p->a], r = cluster[p->b];
        if (!((l == a && r == b) || (l == b && r == a)))
            continue;
        sum += (double)p->weight;
        n++;
        for (int f = 0; f < LINK_N_FIELDS; f++) {
            best[f] = fmax(best[f], (double)p->bits[f]);
            worst[f] = fmin(worst[f], (double)p->bits[f]);
        }
    }
    for (int f = 0; f < LINK_N_FIELDS; f++)
        whole += best[f] > 0 ? best[f] : worst[f];
    return n > 0 ? fmax(sum, whole - log2(n)) : sum;
}

static void plain_cluster(const struct link_context *x, double threshold, uint32_t *ret)
{
    struct link_pair sorted[MOST * MOST];
    for (uint32_t i = 0; i < x->n; i++)
        ret[i] = i;
    if (x->scored.n) {
        memcpy(sorted, x->scored.v, x->scored.n * sizeof *sorted);
        qsort(sorted, x->scored.n, sizeof *sorted, by_weight);
    }
    for (size_t i = 0; i < x->scored.n && (double)sorted[i].weight > threshold; i++) {
        uint32_t a = ret[sorted[i].a], b = ret[sorted[i].b];
        if (a == b || !(plain_between(x, ret, a, b) > threshold))
            continue;
        for (uint32_t k = 0; k < x->n; k++)
            if (ret[k] == (a < b ? b : a))
                ret[k] = a < b ? a : b;
    }
}

static void invariants(const struct link_context *x, const struct link_result *r)
{
    size_t members = 0;
    for (size_t a = 0; a < r->actors.n; a++) {
        const struct link_actor *actor = &r->actors.v[a];
        assert_int_equal(actor->first, members);
        assert_true(actor->n > 0);
        for (uint32_t i = 0; i < actor->n; i++) {
            assert_int_equal(r->actor_of[r->members[actor->first + i]], a);
            if (i)
                assert_true(r->members[actor->first + i] > r->members[actor->first + i - 1]);
        }
        if (a) /* by their smallest mention */
            assert_true(r->members[actor->first] > r->members[r->actors.v[a - 1].first]);
        members += actor->n;
    }
    assert_int_equal(members, x->n_mentions);
}

/* Of the pairs inside an actor those that speak for it stay, in their order, and the first of those
 * that speak most against it; nothing of pairs between actors. */
static void check_pairs(const struct link_pair *scored, size_t n, const struct link_result *r)
{
    size_t kept = 0;
    for (size_t i = 0; i < n; i++) {
        bool is_worst = scored[i].weight <= 0;
        uint32_t actor = r->actor_of[scored[i].a];
        for (size_t k = 0; k < n; k++)
            if (r->actor_of[scored[k].a] == actor && r->actor_of[scored[k].b] == actor &&
                (scored[k].weight < scored[i].weight ||
                 (k < i && scored[k].weight <= scored[i].weight)))
                is_worst = false;
        if (r->actor_of[scored[i].b] != actor || !(scored[i].weight > 0 || is_worst))
            continue;
        assert_true(kept < r->pairs.n);
        assert_int_equal(r->pairs.v[kept].a, scored[i].a);
        assert_int_equal(r->pairs.v[kept].b, scored[i].b);
        kept++;
    }
    assert_int_equal(kept, r->pairs.n);
}

static void equals_the_plain_version(void **state)
{
    uint64_t seed = 2024;
    struct pool *pool;
    struct seine_error failed = {0};
    (void)state;
    assert_ok(pool_new(2, &pool, &failed));
    print_message("seed %llu\n", (unsigned long long)seed);
    for (int round = 0; round < 3000; round++) {
        uint32_t identity[MOST + 1], wanted[MOST];
        struct link_context x = {.n = 1 + random_below(&seed, MOST)};
        struct link_result result = {0};
        struct seine_error err = {0};
        for (uint32_t i = 0; i <= MOST; i++)
            identity[i] = i;
        x.n_mentions = x.n;
        x.profile_of = x.rep = identity;
        size_t density = 1 + random_below(&seed, 30); /* from one component to many */
        for (uint32_t a = 0; a < x.n; a++)
            for (uint32_t b = a + 1; b < x.n; b++) {
                struct link_pair p = {.a = a, .b = b};
                if (random_below(&seed, density) != 0)
                    continue;
                p.weight = (float)((int)random_below(&seed, 24) - 12) / 2; /* many ties */
                for (int f = 0; f < LINK_N_FIELDS; f++)
                    p.bits[f] = (float)((int)random_below(&seed, 9) - 6) / 2;
                assert_true(VEC_PUSH(&x.scored, p));
            }
        x.threshold = (double)random_below(&seed, 3);
        x.model.prior_bits = -(double)random_below(&seed, 6);
        plain_cluster(&x, x.threshold, wanted);
        struct link_pair scored[MOST * MOST];
        size_t n_scored = x.scored.n;
        if (n_scored)
            memcpy(scored, x.scored.v, n_scored * sizeof *scored);
        assert_ok(link_cluster(&x, pool, &result, &err));
        invariants(&x, &result);
        check_pairs(scored, n_scored, &result);
        for (uint32_t a = 0; a < x.n; a++)
            for (uint32_t b = 0; b < a; b++)
                assert_int_equal(result.actor_of[a] == result.actor_of[b], wanted[a] == wanted[b]);
        link_result_release(&result);
        VEC_RELEASE(&x.scored);
    }
    pool_free(pool);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(equals_the_plain_version)};
    return RUN(tests);
}
