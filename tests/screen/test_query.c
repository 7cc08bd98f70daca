/* Retrieval is exact: the index finds what scoring every listed name finds. */
#include "unit.h"

#include "screen/index.h"
#include "screen/screen.h"

static struct list_set set;
static struct arena arena;

static const char *const WORDS[] = {"mohammed",
                                    "muhammad",
                                    "ahmed",
                                    "ali",
                                    "hassan",
                                    "putin",
                                    "vladimir",
                                    "ivan",
                                    "kim",
                                    "jong",
                                    "chol",
                                    "un",
                                    "eun",
                                    "chung",
                                    "chae",
                                    "jae",
                                    "sun",
                                    "son",
                                    "choi",
                                    "u",
                                    "\ucd5c\ub8e1\ud574",
                                    "\u674e\u6625\u6839",
                                    "li",
                                    "wei",
                                    "trading",
                                    "company",
                                    "ltd",
                                    "ooo",
                                    "bank",
                                    "korea",
                                    "no",
                                    "17",
                                    "42",
                                    "al",
                                    "bin",
                                    "k",
                                    "smith",
                                    "smyth",
                                    "jon",
                                    "sergeevich",
                                    "\u674e",
                                    "\u5fe0",
                                    "\uae40",
                                    "\uc815\uc740",
                                    "\u0645\u062d\u0645\u062f",
                                    "\u043f\u0443\u0442\u0438\u043d",
                                    "intl",
                                    "international",
                                    "qaida",
                                    "qaeda",
                                    "nordwind",
                                    "ostwind",
                                    "de",
                                    "la",
                                    "tech",
                                    "technology"};

static struct str make_name(uint64_t *seed, size_t most)
{
    struct buf b;
    buf_init(&b, LIMIT_TEXT);
    size_t n = 1 + random_below(seed, most);
    for (size_t i = 0; i < n; i++) {
        char word[32];
        snprintf(word, sizeof word, "%s", WORDS[random_below(seed, N_OF(WORDS))]);
        size_t len = strlen(word);
        if (random_below(seed, 4) == 0 && len > 3 && (unsigned char)word[1] < 0x80)
            word[random_below(seed, len)] = (char)('a' + random_below(seed, 26));
        if (i && random_below(seed, 8))
            buf_add_c(&b, random_below(seed, 12) ? ' ' : ',');
        buf_add_z(&b, word);
    }
    bool ok = true;
    struct str s = arena_str(&arena, buf_str(&b), &ok);
    buf_release(&b);
    assert_true(ok);
    return s;
}

static void make_set(uint64_t *seed, size_t n_entities)
{
    list_set_init(&set);
    for (size_t i = 0; i < n_entities; i++) {
        struct listed_entity e = {.id = STR_EMPTY};
        e.kind = (enum list_kind)random_below(seed, 5);
        e.n_names = 1 + random_below(seed, 3);
        e.names = arena_array(&arena, e.n_names, sizeof *e.names);
        assert_non_null(e.names);
        for (size_t k = 0; k < e.n_names; k++) {
            e.names[k].text = make_name(seed, 5);
            e.names[k].kind = (enum list_name_kind)random_below(seed, 3);
        }
        if (random_below(seed, 4) == 0) {
            e.n_ids = 1;
            e.ids = arena_array(&arena, 1, sizeof *e.ids);
            assert_non_null(e.ids);
            e.ids[0].kind = LIST_ID_PASSPORT;
            e.ids[0].value = random_below(seed, 2) ? STR("P-1234567") : STR("X 765432");
            e.n_births = 1;
            e.births = arena_array(&arena, 1, sizeof *e.births);
            assert_non_null(e.births);
            e.births[0] = (struct list_date){1960, 2, 3, 1960};
        }
        if (random_below(seed, 4) == 0) {
            e.n_addresses = e.n_countries = 1;
            e.addresses = arena_array(&arena, 1, sizeof *e.addresses);
            e.countries = arena_array(&arena, 1, sizeof *e.countries);
            assert_true(e.addresses && e.countries);
            e.addresses[0] = (struct list_address){STR("12 Lenina Street"), STR("Perm"), STR_EMPTY,
                                                   STR_EMPTY, STR("RU")};
            e.countries[0] = STR("RU");
        }
        assert_true(VEC_PUSH(&set.entities, e));
    }
}

static void same_hits(const struct screen_index *x, const struct screen_subject *q,
                      double threshold, struct screen_scratch *fast, struct screen_scratch *slow)
{
    const struct screen_hit *a, *b;
    size_t n, m, all_n, all_m;
    assert_ok(screen_query(x, q, threshold, 0, fast, &a, &n, &all_n));
    assert_ok(screen_query_plain(x, q, threshold, 0, slow, &b, &m, &all_m));
    if (n != m)
        print_error("query '" STR_FMT "' threshold %g: %zu hits, %zu by scoring all\n",
                    STR_ARG(q->name), threshold, n, m);
    for (size_t i = 0; n != m && i < m; i++) {
        size_t k = 0, best;
        struct screen_result r;
        while (k < n && a[k].entity != b[i].entity)
            k++;
        if (k < n)
            continue;
        assert_ok(screen_explain(x, q, b[i].entity, &arena, &r, &best));
        print_error("missed '" STR_FMT "'\n",
                    STR_ARG(set.entities.v[b[i].entity].names[best].text));
        for (size_t e = 0; e < r.n_evidence; e++)
            print_error("   %+.3f " STR_FMT "\n", r.evidence[e].bits, STR_ARG(r.evidence[e].text));
    }
    assert_int_equal(n, m);
    assert_int_equal(all_n, all_m);
    for (size_t i = 1; i < n; i++) /* best first */
        assert_true(a[i - 1].bits > a[i].bits ||
                    (!(a[i - 1].bits < a[i].bits) && a[i - 1].entity < a[i].entity));
    for (size_t i = 0; i < n; i++) {
        assert_int_equal(a[i].entity, b[i].entity);
        assert_int_equal(a[i].name, b[i].name);
        assert_true(!(a[i].bits < b[i].bits) && !(a[i].bits > b[i].bits));
    }
}

/* No score is 1: from that threshold on the very name is found, and no other. */
static void a_threshold_of_one_finds_the_same_name(void **state)
{
    static const struct {
        const char *asked;
        size_t n;
    } all[] = {{"KIM, Jong-Un", 2},
               {"kim jong un", 2},
               {"Kim Jong Um", 0},
               {"jong un kim", 1},
               {"", 0},
               {"\u0441\u0430\u0448\u0430", 1}}; /* listed with a Latin c */
    struct list_name names[] = {{STR("Kim Jong Un"), LIST_NAME_PRIMARY},
                                {STR("c\u0430\u0448\u0430"), LIST_NAME_ALIAS},
                                {STR("Jong Un Kim"), LIST_NAME_PRIMARY},
                                {STR("K\u00edm J\u00f3ng Un"), LIST_NAME_WEAK}};
    const struct str korea = STR("KP");
    struct screen_index *x = NULL;
    struct screen_scratch *s = NULL;
    struct seine_error err = {0};
    (void)state;
    list_set_init(&set);
    for (size_t i = 0; i < 2; i++) {
        struct listed_entity e = {.kind = LIST_PERSON, .names = names + 2 * i, .n_names = 2};
        assert_true(VEC_PUSH(&set.entities, e));
    }
    assert_ok(screen_index_build(&set, NULL, &x, &err));
    assert_ok(screen_scratch_new(x, &s));
    for (size_t i = 0; i < N_OF(all); i++) {
        const struct screen_subject q = {
            .name = str_of(all[i].asked), .countries = &korea, .n_countries = 1};
        const struct screen_hit *hits;
        size_t n, total;
        assert_ok(screen_query(x, &q, 1, 0, s, &hits, &n, &total));
        assert_int_equal(n, all[i].n);
    }
    screen_scratch_free(s);
    screen_index_free(x);
    list_set_release(&set);
}

static void the_index_finds_what_scoring_all_finds(void **state)
{
    (void)state;
    static const double THRESHOLDS[] = {0,   1e-9, 0.001,  0.05, 0.3, 0.5, SCREEN_THRESHOLD,
                                        0.9, 0.99, 0.9999, 1};
    const struct str addresses[] = {STR("1 Rua Direita, Santos"), STR("Perm, Lenina street 12")},
                     russia = STR("RU");
    const struct list_date birth = {1960, 2, 3, 1960};
    uint64_t seed = 2026;
    print_message("seed 2026\n");
    struct screen_index *x = NULL;
    struct screen_scratch *fast = NULL, *slow = NULL;
    struct seine_error err = {0};
    make_set(&seed, 400);
    assert_ok(screen_index_build(&set, NULL, &x, &err));
    assert_ok(screen_scratch_new(x, &fast));
    assert_ok(screen_scratch_new(x, &slow));
    for (int i = 0; i < 2000; i++) {
        struct list_id id = {LIST_ID_PASSPORT, STR("P1234567"), STR_EMPTY};
        struct screen_subject q = {.name = make_name(&seed, 5),
                                   .kind = (enum list_kind)random_below(&seed, 5),
                                   .countries = &russia,
                                   .addresses = addresses,
                                   .births = &birth};
        if (i % 5 == 0) {
            q.ids = &id;
            q.n_ids = 1;
        }
        q.n_births = i % 7 == 0;
        q.n_countries = i % 3 == 1;
        q.n_addresses = i % 3 < 2 ? (size_t)(i % 3 + 1) : 0; /* as good where it is not the first */
        q.addresses = i % 3 == 1 ? addresses : addresses + 1;
        same_hits(x, &q, THRESHOLDS[(size_t)i % N_OF(THRESHOLDS)], fast, slow);
    }
    screen_scratch_free(fast);
    screen_scratch_free(slow);
    screen_index_free(x);
    list_set_release(&set);
}

/* Most words of a query are near none of a few names: what cannot match is left out early. */
static void few_names_are_found_as_by_scoring_all(void **state)
{
    (void)state;
    static const double THRESHOLDS[] = {0, 0.001, 0.3, SCREEN_THRESHOLD, 0.99};
    uint64_t seed = 77;
    print_message("seed 77\n");
    struct seine_error err = {0};
    for (int round = 0; round < 60; round++) {
        struct screen_index *x = NULL;
        struct screen_scratch *fast = NULL, *slow = NULL;
        make_set(&seed, 1 + random_below(&seed, 6));
        assert_ok(screen_index_build(&set, NULL, &x, &err));
        assert_ok(screen_scratch_new(x, &fast));
        assert_ok(screen_scratch_new(x, &slow));
        for (size_t i = 0; i < 50; i++) {
            struct screen_subject q = {.name = make_name(&seed, 9),
                                       .kind = (enum list_kind)random_below(&seed, 5)};
            same_hits(x, &q, THRESHOLDS[i % N_OF(THRESHOLDS)], fast, slow);
        }
        screen_scratch_free(fast);
        screen_scratch_free(slow);
        screen_index_free(x);
        list_set_release(&set);
    }
}

static void some_entities_score_as_among_all(void **state)
{
    (void)state;
    uint64_t seed = 31;
    print_message("seed 31\n");
    struct screen_index *x = NULL, *part = NULL;
    struct screen_scratch *whole = NULL, *some = NULL;
    struct seine_error err = {0};
    unsigned char wanted[300];
    make_set(&seed, N_OF(wanted));
    for (size_t e = 0; e < N_OF(wanted); e++)
        wanted[e] = random_below(&seed, 4) == 0;
    assert_ok(screen_index_build(&set, NULL, &x, &err));
    assert_ok(screen_index_build(&set, wanted, &part, &err));
    assert_ok(screen_scratch_new(x, &whole));
    assert_ok(screen_scratch_new(part, &some));
    size_t compared = 0;
    for (int i = 0; i < 400; i++) {
        const struct screen_hit *a, *b;
        size_t n, m, total;
        struct screen_subject q = {.name = make_name(&seed, 5)};
        assert_ok(screen_query(x, &q, 0.05, 0, whole, &a, &n, &total));
        assert_ok(screen_query(part, &q, 0.05, 0, some, &b, &m, &total));
        size_t k = 0;
        for (size_t h = 0; h < n; h++) {
            if (!wanted[a[h].entity])
                continue;
            assert_true(k < m);
            assert_int_equal(a[h].entity, b[k].entity);
            assert_int_equal(a[h].name, b[k].name);
            assert_true(!(a[h].bits < b[k].bits) && !(a[h].bits > b[k].bits));
            k++;
        }
        assert_int_equal(k, m);
        compared += m;
    }
    assert_true(compared > 100);
    screen_scratch_free(whole);
    screen_scratch_free(some);
    screen_index_free(x);
    screen_index_free(part);
    list_set_release(&set);
}

static void hostile_names_are_bounded_and_exact(void **state)
{
    (void)state;
    uint64_t seed = 4;
    struct screen_index *x = NULL;
    struct screen_scratch *fast = NULL, *slow = NULL;
    struct seine_error err = {0};
    make_set(&seed, 60);
    assert_ok(screen_index_build(&set, NULL, &x, &err));
    assert_ok(screen_scratch_new(x, &fast));
    assert_ok(screen_scratch_new(x, &slow));
    static const char *const WORST[] = {"mohammed ", "a ", "ltd ", "1 ", "\u674e", "al ", ". "};
    for (size_t i = 0; i < N_OF(WORST); i++) {
        struct buf b;
        buf_init(&b, LIMIT_TEXT);
        for (int k = 0; k < 1000; k++)
            buf_add_z(&b, WORST[i]);
        struct screen_subject q = {.name = buf_str(&b)};
        same_hits(x, &q, SCREEN_THRESHOLD, fast, slow);
        same_hits(x, &q, 0.01, fast, slow);
        buf_release(&b);
    }
    screen_scratch_free(fast);
    screen_scratch_free(slow);
    screen_index_free(x);
    list_set_release(&set);
}

static void explanation_equals_the_hit(void **state)
{
    (void)state;
    const struct str korea = STR("KP");
    uint64_t seed = 77;
    struct screen_index *x = NULL;
    struct screen_scratch *s = NULL;
    struct seine_error err = {0};
    make_set(&seed, 100);
    assert_ok(screen_index_build(&set, NULL, &x, &err));
    assert_ok(screen_scratch_new(x, &s));
    size_t explained = 0;
    for (int i = 0; i < 60; i++) {
        struct screen_subject q = {
            .name = make_name(&seed, 4), .countries = &korea, .n_countries = 1};
        const struct screen_hit *hits;
        size_t n, total;
        assert_ok(screen_query(x, &q, 0.3, 5, s, &hits, &n, &total));
        for (size_t k = 0; k < n; k++) {
            struct screen_result r;
            size_t name;
            assert_ok(screen_explain(x, &q, hits[k].entity, &arena, &r, &name));
            assert_int_equal(name, hits[k].name);
            assert_true(r.bits - hits[k].bits < 1e-6 && hits[k].bits - r.bits < 1e-6);
            explained++;
        }
    }
    assert_true(explained > 20);
    screen_scratch_free(s);
    screen_index_free(x);
    list_set_release(&set);
}

/* Rounds are told apart by numbers of 32 bits: after the last of them come those that were given to
 * other queries before. */
static void a_scratch_lasts_for_any_number_of_queries(void **state)
{
    (void)state;
    uint64_t seed = 12;
    struct screen_index *x = NULL;
    struct screen_scratch *used = NULL, *slow = NULL;
    struct seine_error err = {0};
    print_message("seed 12\n");
    make_set(&seed, 100);
    assert_ok(screen_index_build(&set, NULL, &x, &err));
    assert_ok(screen_scratch_new(x, &used));
    assert_ok(screen_scratch_new(x, &slow));
    for (int i = 0; i < 80; i++) {
        struct screen_subject q = {.name = make_name(&seed, 3)};
        if (i % 40 == 39)
            used->stamp_words = used->stamp_names = used->stamp_entities = used->stamp_links =
                UINT32_MAX;
        same_hits(x, &q, i % 2 ? 0.01 : SCREEN_THRESHOLD, used, slow);
    }
    screen_scratch_free(used);
    screen_scratch_free(slow);
    screen_index_free(x);
    list_set_release(&set);
}

static void no_memory_is_reported(void **state)
{
    (void)state;
    uint64_t seed = 1;
    make_set(&seed, 5);
    for (uint64_t at = 1; at < 400; at += 3) {
        struct screen_index *x = NULL;
        struct screen_scratch *s = NULL;
        struct seine_error err = {0};
        mem_fail_at(at);
        enum seine_status status = screen_index_build(&set, NULL, &x, &err);
        if (status == SEINE_OK)
            status = screen_scratch_new(x, &s);
        if (status == SEINE_OK) {
            const struct screen_hit *hits;
            size_t n, total;
            struct screen_subject q = {.name = STR("kim jong un")};
            status = screen_query(x, &q, 0.1, 0, s, &hits, &n, &total);
        }
        mem_fail_at(0);
        assert_true(status == SEINE_OK || status == SEINE_NOMEM);
        screen_scratch_free(s);
        screen_index_free(x);
    }
    list_set_release(&set);
}

/* Whatever allocation failed, the same scratch gives the right answers afterwards. */
static void a_scratch_outlives_a_lack_of_memory(void **state)
{
    (void)state;
    uint64_t seed = 1;
    make_set(&seed, 5);
    struct screen_index *x = NULL;
    struct screen_subject q = {.name = STR("kim jong un wonsan")},
                          before = {.name = STR("ryongsong pump works")};
    assert_ok(screen_index_build(&set, NULL, &x, NULL));
    for (uint64_t at = 1; at < 60; at++) {
        struct screen_scratch *s = NULL, *fresh = NULL;
        const struct screen_hit *hits, *right;
        size_t n, n_right, total;
        assert_ok(screen_scratch_new(x, &s));
        assert_ok(screen_scratch_new(x, &fresh));
        mem_fail_at(at);
        enum seine_status status = screen_query(x, &before, 0.1, 0, s, &hits, &n, &total);
        mem_fail_at(0);
        assert_true(status == SEINE_OK || status == SEINE_NOMEM);
        assert_ok(screen_query(x, &q, 0.1, 0, s, &hits, &n, &total));
        assert_ok(screen_query(x, &q, 0.1, 0, fresh, &right, &n_right, &total));
        assert_int_equal(n, n_right);
        for (size_t i = 0; i < n; i++) {
            assert_int_equal(hits[i].entity, right[i].entity);
            assert_true(hits[i].bits <= right[i].bits && hits[i].bits >= right[i].bits);
        }
        screen_scratch_free(s);
        screen_scratch_free(fresh);
    }
    screen_index_free(x);
    list_set_release(&set);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_threshold_of_one_finds_the_same_name),
        cmocka_unit_test(the_index_finds_what_scoring_all_finds),
        cmocka_unit_test(few_names_are_found_as_by_scoring_all),
        cmocka_unit_test(some_entities_score_as_among_all),
        cmocka_unit_test(hostile_names_are_bounded_and_exact),
        cmocka_unit_test(explanation_equals_the_hit),
        cmocka_unit_test(a_scratch_lasts_for_any_number_of_queries),
        cmocka_unit_test(no_memory_is_reported),
        cmocka_unit_test(a_scratch_outlives_a_lack_of_memory),
    };
    arena_init(&arena, LIMIT_ARENA);
    int failed = RUN(tests);
    arena_release(&arena);
    return failed;
}
