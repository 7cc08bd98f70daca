/* base/spill.c through base/mem.h: large blocks in a file behave as blocks in memory do. */
#include "unit.h"

#include "base/spill.h"

#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

#define LARGE SPILL_LEAST

/* No byte may lie in memory: every large block goes to the file. */
static int spill_all(void **state)
{
    (void)state;
    return spill_begin(".", 0, NULL) != SEINE_OK;
}

static void large_blocks_lie_in_the_file_and_small_ones_in_memory(void **state)
{
    char *large = mem_alloc(LARGE), *small = mem_alloc(LARGE - 1);
    (void)state;
    assert_non_null(large);
    assert_true(spill_holds(large));
    assert_false(spill_holds(small));
    assert_in_range(spill_held(), LARGE, LARGE + 2 * 4096);
    memset(large, 'x', LARGE);
    assert_int_equal(large[LARGE - 1], 'x');
    mem_free(small);
    mem_free(large);
    assert_int_equal(spill_held(), 0);
    assert_true(spill_held_most() >= LARGE);
}

static void a_block_in_memory_moves_when_it_becomes_large(void **state)
{
    char *p = mem_alloc(1000);
    (void)state;
    memset(p, 'a', 1000);
    p = mem_resize(p, LARGE);
    assert_true(spill_holds(p));
    assert_int_equal(p[0], 'a');
    assert_int_equal(p[999], 'a');
    p = mem_resize(p, 10); /* and stays there */
    assert_true(spill_holds(p));
    assert_int_equal(p[9], 'a');
    mem_free(p);
    assert_int_equal(spill_held(), 0);
}

static void what_is_asked_for_as_zeros_is_zeros(void **state)
{
    (void)state;
    for (int time = 0; time < 3; time++) { /* also where a block was before */
        unsigned char *p = mem_calloc(LARGE / 8, 8);
        for (size_t i = 0; i < LARGE; i++)
            assert_int_equal(p[i], 0);
        memset(p, 0xff, LARGE);
        mem_free(p);
    }
}

/* Blocks of random sizes, against plain copies. */
static void blocks_hold_what_was_put_whatever_is_done_with_others(void **state)
{
    enum { BLOCKS = 8, STEPS = 150 };
    unsigned char *block[BLOCKS] = {0};
    size_t size[BLOCKS] = {0};
    uint64_t random = 7;
    (void)state;
    for (int step = 0; step < STEPS; step++) {
        size_t k = random_below(&random, BLOCKS);
        size_t n = random_below(&random, 5 * LARGE) + 1, kept = n < size[k] ? n : size[k];
        if (random_below(&random, 5) == 0) {
            mem_free(block[k]);
            block[k] = NULL;
            size[k] = 0;
            continue;
        }
        block[k] = mem_resize(block[k], n);
        assert_non_null(block[k]);
        for (size_t i = 0; i < kept; i += 4093)
            assert_int_equal(block[k][i], (unsigned char)(k * 31 + i / 4093));
        for (size_t i = 0; i < n; i += 4093)
            block[k][i] = (unsigned char)(k * 31 + i / 4093);
        size[k] = n;
    }
    for (size_t k = 0; k < BLOCKS; k++)
        mem_free(block[k]);
    assert_int_equal(spill_held(), 0);
}

static void a_full_disk_is_no_memory_and_harms_no_block(void **state)
{
    struct rlimit before, now;
    char *p = mem_alloc(LARGE);
    (void)state;
    p[0] = 'k';
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    void (*handler)(int) = signal(SIGXFSZ, SIG_IGN);
    now = (struct rlimit){1, before.rlim_max}; /* no file may grow */
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &now), 0);
    void *more = mem_alloc(LARGE), *larger = mem_resize(p, 64 * LARGE);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    (void)signal(SIGXFSZ, handler);
    assert_null(more);
    assert_null(larger);
    assert_int_equal(p[0], 'k');
    p = mem_resize(p, 64 * LARGE);
    assert_non_null(p);
    assert_int_equal(p[0], 'k');
    mem_free(p);
}

static void folders_that_cannot_be_spilt_to_are_named(void **state)
{
    struct seine_error err = {0};
    (void)state;
    assert_int_equal(spill_begin("no such folder", 0, &err), SEINE_IO);
    assert_string_equal(err.message,
                        "nothing can be spilt to no such folder: No such file or directory");
    if (access("/dev/shm", W_OK) != 0)
        return;
    error_clear(&err);
    assert_int_equal(spill_begin("/dev/shm", 0, &err), SEINE_IO);
    assert_string_equal(err.message, "nothing can be spilt to /dev/shm: it lies in memory itself");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(folders_that_cannot_be_spilt_to_are_named),
        cmocka_unit_test_setup(large_blocks_lie_in_the_file_and_small_ones_in_memory, spill_all),
        cmocka_unit_test(a_block_in_memory_moves_when_it_becomes_large),
        cmocka_unit_test(what_is_asked_for_as_zeros_is_zeros),
        cmocka_unit_test(blocks_hold_what_was_put_whatever_is_done_with_others),
        cmocka_unit_test(a_full_disk_is_no_memory_and_harms_no_block)};
    return RUN(tests);
}
