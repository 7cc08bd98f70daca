/* Which pairs are kept, against scoring every pair of partners whole: those within groups of what
 * is tied, and the loose ones; by any number of threads. */
#include "table_of.h"

#include "link/mention.h"

#include <float.h>
#include <math.h>

enum { FIRMS = 5000, SHARING = 60 }; /* several pieces; more partners than are fetched at once */

static void word(uint64_t *seed, char *ret)
{
    size_t i = 0;
    for (; i < 9; i++)
        ret[i] = (i % 2 ? "aeiou" : "bdfgklmnprstv")[random_below(seed, i % 2 ? 5 : 13)];
    ret[i] = '\0';
}

/* Firms that are written in one way or two, some of them with two telephones. The first share one,
 * and each has a word of the one before, so that those are tied which are not alike; so do pairs of
 * the others. */
static void firms(struct trade_table *t, int n)
{
    struct buf b;
    uint64_t seed = 19;
    char name[2][10] = {"", "tovarin"};
    print_message("# seed 19\n");
    buf_init(&b, 16 * MIB);
    for (int i = 0; i < n; i++) {
        if (i >= SHARING)
            word(&seed, name[0]);
        else
            memcpy(name[0], name[1], sizeof name[0]);
        word(&seed, name[1]);
        size_t phone = i < SHARING ? 1 : 100 + (size_t)i / (1 + random_below(&seed, 2));
        for (size_t k = random_below(&seed, 4) == 0 ? 2 : 1; k-- > 0;)
            buf_add_f(&b,
                      "{\"id\":\"F%d-%zu\",\"parties\":[{\"role\":\"consignee\",\"name\":\"%s %s%s"
                      "\",\"country\":\"%s\",\"phone\":\"+86 10 %07zu\"}]}\n",
                      i, k, name[0], name[1], k ? " Ltd" : "", i % 50 ? "CN" : "AE",
                      1000000 + phone * 37 + (i % 3 ? 0 : 5000000 * k));
    }
    table_of(t, buf_str(&b));
    buf_release(&b);
}

static void make(struct link_context *x, const struct trade_table *t)
{
    struct seine_error err = {0};
    *x = (struct link_context){.table = t};
    assert_ok(strtab_init(&x->keys));
    assert_ok(link_keys(x, NULL, &err));
    assert_ok(link_profiles(x, NULL, &err));
    assert_ok(link_block(x, NULL, &err));
    link_model_init(&x->model, x->n);
}

struct plain {
    VEC(struct link_pair) all, loose;
    uint32_t *parent;
    size_t most; /* partners of one profile */
};

static void score_all(struct link_context *x, struct plain *ret)
{
    link_partners partners = {0};
    link_loose_learn(x);
    ret->parent = mem_calloc(x->n, sizeof *ret->parent);
    assert_non_null(ret->parent);
    for (uint32_t a = 0; a < x->n; a++)
        ret->parent[a] = a;
    for (uint32_t a = 0; a < x->n; a++) {
        assert_true(link_partners_of(x, a, NULL, &partners));
        ret->most = partners.n > ret->most ? partners.n : ret->most;
        for (size_t i = 0; i < partners.n; i++) {
            struct link_scoring s = {.pair = {.a = a, .b = partners.v[i]}};
            link_score_rest(x, &s);
            bool is_loose = link_shares_contact(&s.pair);
            (void)link_score_name(x, &s, -DBL_MAX);
            assert_true(VEC_PUSH(&ret->all, s.pair));
            if ((double)s.pair.weight > x->threshold)
                set_join(ret->parent, a, s.pair.b);
            s.pair.weight = (float)link_loose_weight(x, &s.pair, &s.marks);
            if (is_loose && isfinite(s.pair.weight))
                assert_true(VEC_PUSH(&ret->loose, s.pair));
        }
    }
    VEC_RELEASE(&partners);
}

static void same_pair(const struct link_pair *a, const struct link_pair *b)
{
    assert_int_equal(a->a, b->a);
    assert_int_equal(a->b, b->b);
    assert_true(a->weight <= b->weight && a->weight >= b->weight);
}

static void pairs_are_kept_as_scoring_all_finds(void **state)
{
    struct trade_table t;
    (void)state;
    firms(&t, FIRMS);
    for (unsigned threads = 1; threads <= 2; threads++) {
        struct link_context x;
        struct plain plain = {0};
        struct pool *pool = NULL;
        struct seine_error err = {0};
        size_t n = 0, n_against = 0;
        make(&x, &t);
        assert_ok(pool_new(threads, &pool, &err));
        assert_ok(link_pairs(&x, pool, &err));
        score_all(&x, &plain);
        assert_int_equal(x.n_scored, plain.all.n);
        assert_int_equal(x.loose.n, plain.loose.n);
        for (size_t i = 0; i < plain.loose.n; i++)
            same_pair(&x.loose.v[i], &plain.loose.v[i]);
        for (size_t i = 0; i < plain.all.n; i++) {
            const struct link_pair *p = &plain.all.v[i];
            if (set_root(plain.parent, p->a) != set_root(plain.parent, p->b))
                continue;
            assert_true(n < x.scored.n);
            same_pair(&x.scored.v[n++], p);
            n_against += (double)p->weight <= x.threshold;
        }
        assert_int_equal(x.scored.n, n);
        assert_true(n_against > 100 && plain.loose.n > 100 && plain.most >= SHARING);
        mem_free(plain.parent);
        VEC_RELEASE(&plain.all);
        VEC_RELEASE(&plain.loose);
        link_context_release(&x);
        pool_free(pool);
    }
    trade_table_release(&t);
}

static void no_memory_is_an_error_and_leaks_nothing(void **state)
{
    struct trade_table t;
    enum seine_status status = SEINE_NOMEM;
    (void)state;
    firms(&t, 2 * SHARING);
    for (uint64_t n = 1; status != SEINE_OK; n++) {
        struct link_context x;
        struct pool *pool = NULL;
        struct seine_error err = {0};
        assert_true(n < 1000);
        make(&x, &t);
        assert_ok(pool_new(1, &pool, &err));
        mem_fail_at(n);
        status = link_pairs(&x, pool, &err);
        bool reached = mem_count() >= n;
        mem_fail_at(0);
        assert_int_equal(status, reached ? SEINE_NOMEM : SEINE_OK);
        assert_int_equal(err.status, status);
        link_context_release(&x);
        pool_free(pool);
    }
    trade_table_release(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pairs_are_kept_as_scoring_all_finds),
        cmocka_unit_test(no_memory_is_an_error_and_leaks_nothing),
    };
    return RUN(tests);
}
