/* The kept parties against some entries of the lists, as scoring each name against all of them
 * finds: by any number of threads, in one order, those that are kept several times once. */
#include "store/opened.h"

#include "pipeline/pipeline.h"
#include "screen/screen.h"

enum { PARTIES = 10000, NAMES = 300, MOST = 4096 };

static struct list_set lists;
static unsigned char *wanted;
static struct arena arena;

static int lists_read(void **state)
{
    char file[512];
    struct seine_error err = {0};
    const char *source = getenv("SEINE_SOURCE");
    snprintf(file, sizeof file, "%s/data/lists/dprk.csv", source ? source : ".");
    arena_init(&arena, 64 * MIB);
    list_set_init(&lists);
    if (list_set_read(&lists, NULL, file, NULL, &err) != SEINE_OK ||
        list_set_seal(&lists, &err) != SEINE_OK)
        return -1;
    wanted = mem_calloc(lists.entities.n, 1);
    for (size_t e = 0; wanted && e < lists.entities.n; e += 3)
        wanted[e] = 1;
    return wanted ? folder_new(state) : -1;
}

static int lists_released(void **state)
{
    mem_free(wanted);
    list_set_release(&lists);
    arena_release(&arena);
    return folder_remove(state);
}

struct party {
    struct str name, country;
};

/* A listed name with a slip, or words of several listed names. */
static struct party make_party(uint64_t *random)
{
    static const char *const countries[] = {"", "KP", "CN"};
    struct buf b;
    bool ok = true;
    buf_init(&b, LIMIT_TEXT);
    size_t n_parts = 1 + random_below(random, 3);
    for (size_t i = 0; i < n_parts; i++) {
        const struct listed_entity *e = &lists.entities.v[random_below(random, lists.entities.n)];
        struct str name = e->names[0].text;
        size_t blank = str_find_byte(name, ' ', 0);
        buf_add_z(&b, i ? " " : "");
        buf_add(&b, n_parts > 1 && blank < name.n ? str_slice(name, 0, blank) : name);
    }
    if (random_below(random, 2))
        b.p[random_below(random, b.n)] = 'a';
    struct party p = {arena_str(&arena, buf_str(&b), &ok),
                      str_of(countries[random_below(random, N_OF(countries))])};
    buf_release(&b);
    assert_true(ok);
    return p;
}

static int party_order(const void *l, const void *r)
{
    const struct party *a = l, *b = r;
    int order = str_compare(a->name, b->name);
    return order ? order : str_compare(a->country, b->country);
}

/* Every party at least once; sorts them and leaves each once. */
static size_t keep(struct store *s, struct party *p, uint64_t *random)
{
    struct seine_error err = {0};
    size_t n = 0;
    assert_ok(store_begin(s, &err));
    for (size_t i = 0; i < PARTIES; i++) {
        const struct party *one = &p[i < NAMES ? i : random_below(random, NAMES)];
        char key[16];
        snprintf(key, sizeof key, "k%zu", i);
        struct store_party row = {str_of(key), one->name, one->country, 1, STR_EMPTY};
        assert_ok(store_put_party(s, &row, &err));
    }
    assert_ok(store_commit(s, &err));
    qsort(p, NAMES, sizeof *p, party_order);
    for (size_t i = 0; i < NAMES; i++)
        if (i == 0 || party_order(&p[i - 1], &p[i]) != 0)
            p[n++] = p[i];
    return n;
}

struct hits {
    struct pipeline_rescreened v[MOST];
    size_t n;
};

static enum seine_status on_found(void *context, const struct pipeline_rescreened *hit,
                                  struct seine_error *err)
{
    struct hits *h = context;
    bool ok = true;
    (void)err;
    assert_true(h->n < MOST);
    h->v[h->n] = *hit;
    h->v[h->n].name = arena_str(&arena, hit->name, &ok);
    h->v[h->n++].country = arena_str(&arena, hit->country, &ok);
    assert_true(ok);
    return SEINE_OK;
}

static void find_plainly(const struct party *p, size_t n, struct hits *ret)
{
    struct screen_index *x = NULL;
    struct screen_scratch *scratch = NULL;
    struct seine_error err = {0};
    assert_ok(screen_index_build(&lists, NULL, &x, &err));
    assert_ok(screen_scratch_new(x, &scratch));
    for (size_t i = 0; i < n; i++) {
        struct screen_subject subject = {
            .name = p[i].name, .countries = &p[i].country, .n_countries = p[i].country.n > 0};
        const struct screen_hit *hits;
        size_t n_hits, total;
        assert_ok(
            screen_query_plain(x, &subject, SCREEN_THRESHOLD, 0, scratch, &hits, &n_hits, &total));
        for (size_t k = 0; k < n_hits; k++) {
            struct pipeline_rescreened hit = {p[i].name, p[i].country, hits[k].entity, hits[k].name,
                                              hits[k].score};
            if (wanted[hits[k].entity])
                assert_ok(on_found(ret, &hit, &err));
        }
    }
    screen_scratch_free(scratch);
    screen_index_free(x);
}

static void kept_parties_are_found_as_by_scoring_all(void **state)
{
    static struct party parties[NAMES];
    static struct hits plain, fast;
    uint64_t random = 11;
    struct seine_error err = {0};
    (void)state;
    print_message("seed 11\n");
    struct store *s = opened();
    for (size_t i = 0; i < NAMES; i++)
        parties[i] = make_party(&random);
    size_t n = keep(s, parties, &random), told = 0;
    find_plainly(parties, n, &plain);
    assert_true(plain.n > 30);
    for (unsigned threads = 1; threads <= 3; threads++) {
        struct pipeline_rescreen what = {s,       &lists,   wanted, SCREEN_THRESHOLD,
                                         threads, on_found, &fast};
        fast.n = 0;
        assert_ok(pipeline_rescreen(&what, &told, &err));
        assert_int_equal(told, n);
        assert_int_equal(fast.n, plain.n);
        for (size_t i = 0; i < fast.n; i++) {
            const struct pipeline_rescreened *a = &fast.v[i], *b = &plain.v[i];
            assert_true(str_is(a->name, b->name) && str_is(a->country, b->country));
            assert_int_equal(a->entity, b->entity);
            assert_int_equal(a->listed, b->listed);
            assert_true(!(a->score < b->score) && !(a->score > b->score));
        }
    }
    store_close(s);
}

static enum seine_status refuse(void *context, const struct pipeline_rescreened *hit,
                                struct seine_error *err)
{
    (void)context, (void)hit;
    return error_set(err, SEINE_LIMIT, "enough");
}

static void put_listed(struct store *s)
{
    struct seine_error err = {0};
    struct store_party p = {STR("k"), lists.entities.v[0].names[0].text, STR_EMPTY, 1, STR_EMPTY};
    assert_ok(store_begin(s, &err));
    assert_ok(store_put_party(s, &p, &err));
    assert_ok(store_commit(s, &err));
}

/* The store can be used after it. */
static void failures_are_told(void **state)
{
    (void)state;
    struct store *s = opened();
    struct pipeline_rescreen what = {s, &lists, wanted, SCREEN_THRESHOLD, 2, refuse, NULL};
    size_t told = 0;
    put_listed(s);
    struct seine_error err = {0};
    assert_int_equal(pipeline_rescreen(&what, &told, &err), SEINE_LIMIT);
    assert_string_equal(err.message, "enough");
    what.threads = 1;
    for (uint64_t at = 1; at < 20000; at += at / 4 + 1) {
        struct seine_error problem = {0};
        mem_fail_at(at);
        enum seine_status status = pipeline_rescreen(&what, &told, &problem);
        mem_fail_at(0);
        assert_true(status == SEINE_LIMIT || status == SEINE_NOMEM);
    }
    put_listed(s);
    store_close(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(kept_parties_are_found_as_by_scoring_all, lists_read,
                                        lists_released),
        cmocka_unit_test_setup_teardown(failures_are_told, lists_read, lists_released)};
    return RUN(tests);
}
