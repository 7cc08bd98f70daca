/* The hash map against a plain array, the interning table, vectors and arenas. */
#include "unit.h"

static void the_map_agrees_with_a_plain_array(void **state)
{
    (void)state;
    enum { KEYS = 2000, STEPS = 60000 };
    static uint32_t plain[KEYS];
    uint64_t seed = 5;
    print_message("# seed %llu\n", (unsigned long long)seed);
    struct map m;
    size_t n = 0;
    map_init(&m);
    memset(plain, 0xff, sizeof plain);
    for (int i = 0; i < STEPS; i++) {
        size_t k = random_below(&seed, KEYS);
        uint64_t key = k * 0x100000001u; /* many equal low bits */
        uint32_t value = (uint32_t)random_below(&seed, 1000), got;
        bool is_new;
        assert_int_equal(map_get(&m, key), plain[k]);
        if (random_next(&seed) & 1) {
            assert_ok(map_set(&m, key, value));
            n += plain[k] == MAP_NONE;
            plain[k] = value;
        } else {
            assert_ok(map_get_or_set(&m, key, value, &got, &is_new));
            assert_int_equal(is_new, plain[k] == MAP_NONE);
            n += is_new;
            plain[k] = is_new ? value : plain[k];
            assert_int_equal(got, plain[k]);
        }
        assert_int_equal(m.n, n);
    }
    map_clear(&m);
    assert_int_equal(map_get(&m, 0), MAP_NONE);
    map_release(&m);
}

static void equal_strings_get_equal_ids_in_order_of_sight(void **state)
{
    (void)state;
    struct strtab t;
    uint32_t id;
    assert_ok(strtab_init(&t));
    assert_int_equal(strtab_find(&t, STR("")), 0);
    for (uint32_t round = 0; round < 2; round++) {
        for (uint32_t i = 0; i < 5000; i++) {
            char text[32];
            int n = snprintf(text, sizeof text, "party %u", i);
            assert_ok(strtab_add(&t, (struct str){text, (size_t)n}, &id));
            assert_int_equal(id, i + 1);
        }
    }
    assert_str(strtab_get(&t, 77), "party 76");
    assert_int_equal(strtab_get(&t, 77).p[8], '\0');
    assert_int_equal(strtab_find(&t, STR("party 4999")), 5000);
    assert_int_equal(strtab_find(&t, STR("party 5000")), MAP_NONE);
    assert_ok(strtab_add(&t, STR("a\0b"), &id));
    assert_int_equal(strtab_get(&t, id).n, 3);
    strtab_release(&t);
}

/* Few hashes for many things, the highest and the lowest of all among them, so that searches go on
 * past others and around the end. */
static void a_lookup_finds_all_of_one_hash(void **state)
{
    enum { THINGS = 4000, HASHES = 300 };
    static const uint32_t ends[] = {0, 1, UINT32_MAX, UINT32_MAX - 1};
    static uint32_t of[THINGS];
    struct lookup l;
    uint64_t random = 12;
    (void)state;
    lookup_init(&l);
    size_t at = lookup_place(&l, 7);
    assert_int_equal(lookup_next(&l, 7, &at), MAP_NONE);
    for (uint32_t i = 0; i < THINGS; i++) {
        random = random * 6364136223846793005u + 1442695040888963407u;
        uint32_t pick = (uint32_t)(random >> 33) % HASHES;
        of[i] = pick < 4 ? ends[pick] : pick * 2654435761u;
        assert_ok(lookup_put(&l, of[i], i));
        for (uint32_t k = 0; k <= i && (i % 500 == 0 || i + 1 == THINGS); k++) {
            uint32_t found = 0, id;
            for (at = lookup_place(&l, of[k]); (id = lookup_next(&l, of[k], &at)) != MAP_NONE;) {
                assert_int_equal(of[id], of[k]);
                found += id == k;
            }
            assert_int_equal(found, 1);
        }
    }
    assert_int_equal(l.n, THINGS);
    at = lookup_place(&l, 12345);
    assert_int_equal(lookup_next(&l, 12345, &at), MAP_NONE);
    lookup_release(&l);
}

/* Around the length from which a string's number of bytes takes more than one. */
static void strings_of_every_length_come_back(void **state)
{
    static char text[700];
    struct strtab t;
    uint32_t id;
    (void)state;
    for (size_t i = 0; i < sizeof text; i++)
        text[i] = (char)(i * 7 % 251);
    assert_ok(strtab_init(&t));
    for (size_t n = 1; n <= sizeof text; n++) {
        assert_ok(strtab_add(&t, (struct str){text, n}, &id));
        assert_int_equal(id, n);
    }
    for (uint32_t n = 0; n <= sizeof text; n++) {
        struct str s = strtab_get(&t, n);
        assert_int_equal(s.n, n);
        assert_memory_equal(s.p, text, n);
        assert_int_equal(s.p[n], '\0');
        assert_int_equal(strtab_find(&t, s), n);
    }
    strtab_release(&t);
}

static void interned_bytes_never_move(void **state)
{
    (void)state;
    struct strtab t;
    struct buf big;
    uint32_t id;
    buf_init(&big, 8 * MIB);
    for (int i = 0; i < 300000; i++)
        buf_add_z(&big, "0123456789");
    assert_ok(strtab_init(&t));
    assert_ok(strtab_add(&t, STR("first"), &id));
    const char *p = strtab_get(&t, id).p;
    for (uint32_t i = 1; i < 8; i++) {
        assert_ok(strtab_add(&t, str_slice(buf_str(&big), 0, big.n - i), &id));
        assert_int_equal(strtab_get(&t, id).n, big.n - i);
    }
    assert_ptr_equal(strtab_get(&t, 1).p, p);
    assert_str(strtab_get(&t, 1), "first");
    strtab_release(&t);
    buf_release(&big);
}

static void vectors_grow_and_refuse_what_cannot_be(void **state)
{
    (void)state;
    VEC(uint32_t) v = {0};
    for (uint32_t i = 0; i < 10000; i++)
        assert_true(VEC_PUSH(&v, i));
    for (uint32_t i = 0; i < 10000; i++)
        assert_int_equal(v.v[i], i);
    assert_false(VEC_RESERVE(&v, SIZE_MAX / 2));
    assert_int_equal(v.n, 10000);
    VEC_RELEASE(&v);
    assert_int_equal(v.room, 0);
}

static void arenas_align_bound_and_reset(void **state)
{
    (void)state;
    struct arena a;
    bool ok = true;
    arena_init(&a, 1 * MIB);
    for (int round = 0; round < 3; round++) {
        for (size_t n = 0; n < 500; n++) {
            char *p = arena_alloc(&a, n);
            assert_non_null(p);
            assert_int_equal((uintptr_t)p % 16, 0);
            memset(p, 0x5a, n);
        }
        unsigned char *zeroed = arena_array(&a, 10, 10);
        for (int i = 0; i < 100; i++)
            assert_int_equal(zeroed[i], 0);
        struct str s = arena_str(&a, STR("hello"), &ok);
        assert_str(s, "hello");
        assert_int_equal(s.p[5], '\0');
        arena_reset(&a);
    }
    assert_null(arena_alloc(&a, 2 * MIB));
    assert_null(arena_array(&a, SIZE_MAX / 2, 16));
    assert_null(arena_alloc(&a, SIZE_MAX - 3));
    char *big = arena_alloc(&a, 1 * MIB - 64);
    assert_non_null(big);
    assert_str(
        arena_str(&a, STR("this no longer fits: ................................................."),
                  &ok),
        "");
    assert_false(ok);
    arena_release(&a);
}

static void refused_allocations_leave_tables_usable(void **state)
{
    (void)state;
    struct map m;
    map_init(&m);
    assert_ok(map_set(&m, 1, 10));
    mem_fail_at(1);
    enum seine_status status = SEINE_OK;
    for (uint64_t k = 2; k < 1000 && status == SEINE_OK; k++)
        status = map_set(&m, k, 5);
    mem_fail_at(0);
    assert_int_equal(status, SEINE_NOMEM);
    assert_int_equal(map_get(&m, 1), 10);
    assert_ok(map_set(&m, 5000, 7));
    map_release(&m);
    for (uint64_t at = 1; at < 60; at++) {
        struct strtab t;
        uint32_t id;
        mem_fail_at(at);
        status = strtab_init(&t);
        for (uint32_t i = 0; i < 3000 && status == SEINE_OK; i++)
            status = strtab_add(&t, (struct str){(const char *)&i, sizeof i}, &id);
        bool reached = mem_count() >= at;
        mem_fail_at(0);
        assert_int_equal(status, reached ? SEINE_NOMEM : SEINE_OK);
        strtab_release(&t);
        if (!reached)
            return;
    }
    fail_msg("the allocations never ended");
}

/* Many at once, some of them twice, against one by one. */
static void strings_are_added_together(void **state)
{
    enum { N = 3000 };
    static char text[N][16];
    static struct str s[N];
    static uint32_t hashes[N], ids[N], one;
    struct strtab t, plain;
    (void)state;
    assert_ok(strtab_init(&t));
    assert_ok(strtab_init(&plain));
    for (size_t i = 0; i < N; i++) {
        int n = snprintf(text[i], sizeof text[i], "%zu", i * i % 1999);
        s[i] = (struct str){text[i], i % 7 ? (size_t)n : 0};
        hashes[i] = strtab_hash(&t, s[i]);
    }
    assert_ok(strtab_add_all(&t, s, hashes, N, ids));
    for (size_t i = 0; i < N; i++) {
        assert_ok(strtab_add(&plain, s[i], &one));
        assert_int_equal(ids[i], one);
    }
    assert_int_equal(t.n, plain.n);
    strtab_release(&plain);
    strtab_release(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(strings_are_added_together),
        cmocka_unit_test(the_map_agrees_with_a_plain_array),
        cmocka_unit_test(equal_strings_get_equal_ids_in_order_of_sight),
        cmocka_unit_test(a_lookup_finds_all_of_one_hash),
        cmocka_unit_test(strings_of_every_length_come_back),
        cmocka_unit_test(interned_bytes_never_move),
        cmocka_unit_test(vectors_grow_and_refuse_what_cannot_be),
        cmocka_unit_test(arenas_align_bound_and_reset),
        cmocka_unit_test(refused_allocations_leave_tables_usable),
    };
    return RUN(tests);
}
