#include "goods_fixture.h"

#include "goods/automaton.h"

#define MAX 64

struct seen {
    size_t hits[MAX];
    size_t tails[MAX]; /* longest part seen at the end */
};

static void on_hit(void *context, uint32_t pattern, size_t matched)
{
    struct seen *seen = context;
    (void)matched;
    seen->hits[pattern]++;
}

static void on_tail(void *context, uint32_t pattern, size_t matched)
{
    struct seen *seen = context;
    if (matched > seen->tails[pattern])
        seen->tails[pattern] = matched;
}

static int compare(const void *a, const void *b)
{
    return str_compare(*(const struct str *)a, *(const struct str *)b);
}

/* The slow way: count every occurrence of every pattern, and every part at the end. */
static void plain(const struct str *patterns, size_t n, struct str text, struct seen *ret)
{
    for (size_t i = 0; i < n; i++) {
        struct str p = patterns[i];
        for (size_t at = 0; at + p.n <= text.n; at++)
            ret->hits[i] += memcmp(text.p + at, p.p, p.n) == 0;
        for (size_t k = 2; k < p.n && k <= text.n; k++)
            if (memcmp(text.p + text.n - k, p.p, k) == 0)
                ret->tails[i] = k;
    }
}

static size_t random_text(uint64_t *seed, char *out, size_t most, unsigned letters)
{
    size_t n = fixture_random(seed) % (most + 1);
    for (size_t i = 0; i < n; i++)
        out[i] = (char)('a' + fixture_random(seed) % letters);
    return n;
}

static void equals_the_plain_search(void **state)
{
    (void)state;
    uint64_t seed = 424242;
    print_message("# seed %llu\n", (unsigned long long)seed);
    for (int round = 0; round < 5000; round++) {
        char bytes[MAX][12], text[200];
        struct str all[MAX], patterns[MAX];
        unsigned letters = 2 + (unsigned)(fixture_random(&seed) % 12);
        size_t n = 1 + fixture_random(&seed) % (MAX - 1), distinct = 0;
        for (size_t i = 0; i < n; i++) {
            size_t length = random_text(&seed, bytes[i], 8, letters);
            all[i] = (struct str){bytes[i], length + (length == 0)};
            bytes[i][length] = length ? bytes[i][length] : 'a';
        }
        qsort(all, n, sizeof *all, compare);
        for (size_t i = 0; i < n; i++)
            if (i == 0 || !str_is(all[i], all[i - 1]))
                patterns[distinct++] = all[i];
        struct automaton a;
        struct seen fast = {0}, slow = {0};
        automaton_init(&a);
        assert_int_equal(automaton_build(&a, patterns, distinct, NULL), SEINE_OK);
        struct str s = {text, random_text(&seed, text, sizeof text, letters)};
        uint32_t middle = automaton_scan(&a, 0, str_slice(s, 0, s.n / 2), on_hit, &fast);
        uint32_t end = automaton_scan(&a, middle, str_slice(s, s.n / 2, s.n), on_hit, &fast);
        automaton_tail(&a, end, 2, on_tail, &fast);
        plain(patterns, distinct, s, &slow);
        assert_memory_equal(&fast, &slow, sizeof fast);
        automaton_release(&a);
    }
}

static void empty_automaton_finds_nothing(void **state)
{
    (void)state;
    struct automaton a;
    struct seen seen = {0};
    automaton_init(&a);
    assert_int_equal(automaton_build(&a, NULL, 0, NULL), SEINE_OK);
    assert_int_equal(automaton_scan(&a, 0, STR("abc"), on_hit, &seen), 0);
    automaton_release(&a);
}

static void refuses_bad_patterns(void **state)
{
    (void)state;
    struct automaton a;
    struct seine_error err = {0};
    const struct str empty[] = {STR_EMPTY};
    const struct str unsorted[] = {STR("b"), STR("a")};
    const struct str twice[] = {STR("a"), STR("a")};
    automaton_init(&a);
    assert_int_equal(automaton_build(&a, empty, 1, &err), SEINE_RANGE);
    assert_string_equal(err.message, "a pattern has 0 bytes, not 1 to 65534");
    assert_int_equal(automaton_build(&a, unsorted, 2, NULL), SEINE_INTERNAL);
    assert_int_equal(automaton_build(&a, twice, 2, NULL), SEINE_INTERNAL);
    automaton_release(&a);
}

static void patterns_may_be_long(void **state)
{
    (void)state;
    static char bytes[UINT16_MAX];
    memset(bytes, 'a', sizeof bytes);
    const struct str most[] = {{bytes, UINT16_MAX - 1}}, more[] = {{bytes, UINT16_MAX}};
    struct automaton a;
    struct seen seen = {0};
    automaton_init(&a);
    assert_int_equal(automaton_build(&a, more, 1, NULL), SEINE_RANGE);
    assert_int_equal(automaton_build(&a, most, 1, NULL), SEINE_OK);
    (void)automaton_scan(&a, 0, more[0], on_hit, &seen);
    assert_int_equal(seen.hits[0], 2);
    automaton_release(&a);
}

static void survives_failing_memory(void **state)
{
    (void)state;
    const struct str patterns[] = {STR("ab"), STR("abc"), STR("b"), STR("bca")};
    for (uint64_t at = 1;; at++) {
        struct automaton a;
        automaton_init(&a);
        mem_fail_at(at);
        enum seine_status status = automaton_build(&a, patterns, 4, NULL);
        mem_fail_at(0);
        automaton_release(&a);
        if (status == SEINE_OK) {
            assert_int_equal(at, 6); /* nodes, labels, spans, ends, rows */
            break;
        }
        assert_int_equal(status, SEINE_NOMEM);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equals_the_plain_search), cmocka_unit_test(empty_automaton_finds_nothing),
        cmocka_unit_test(refuses_bad_patterns),    cmocka_unit_test(patterns_may_be_long),
        cmocka_unit_test(survives_failing_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
