/* base/spill.c through base/mem.h: large blocks in a file behave as blocks in memory do. */
#include "unit.h"

#include "base/spill.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/vfs.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define LARGE SPILL_LEAST

/* Stands before that of the system: a disk that becomes full in the midst, and signals. */
static int file = -1, n_signals;
static off_t room = -1; /* bytes that a call may take; -1: any */

int fallocate(int fd, int how, off_t from, off_t n)
{
    bool is_full = how == 0 && room >= 0 && n > room;
    __atomic_store_n(&file, fd, __ATOMIC_RELAXED);
    if (n_signals > 0) {
        n_signals--;
        errno = EINTR;
        return -1;
    }
    int code = (int)syscall(SYS_fallocate, fd, how, from, is_full ? room : n);
    if (is_full)
        errno = ENOSPC;
    return is_full ? -1 : code;
}

static size_t on_disk(void)
{
    struct stat is;
    assert_int_equal(fstat(file, &is), 0);
    return (size_t)is.st_blocks * 512;
}

static bool is_spilling;

/* No byte may lie in memory: every large block goes to the file. There is none where the tests run
 * in a folder that lies in memory itself, and then nothing to test. */
static int spill_all(void **state)
{
    struct seine_error err = {0};
    (void)state;
    is_spilling = spill_begin(".", 0, &err) == SEINE_OK;
    if (!is_spilling)
        print_message("# %s\n", err.message);
    return 0;
}

static void large_blocks_lie_in_the_file_and_small_ones_in_memory(void **state)
{
    (void)state;
    if (!is_spilling)
        skip();
    char *large = mem_alloc(LARGE), *small = mem_alloc(LARGE - 1);
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
    (void)state;
    if (!is_spilling)
        skip();
    char *p = mem_alloc(1000);
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
    if (!is_spilling)
        skip();
    for (int time = 0; time < 3; time++) { /* also where a block was before */
        unsigned char *p = mem_calloc(LARGE / 8, 8);
        assert_true(spill_holds(p));
        for (size_t i = 0; i < LARGE; i++)
            assert_int_equal(p[i], 0);
        memset(p, 0xff, LARGE);
        mem_free(p);
    }
}

/* Blocks of random sizes, against plain copies. */
static void blocks_hold_what_was_put_whatever_is_done_with_others(void **state)
{
    (void)state;
    if (!is_spilling)
        skip();
    enum { BLOCKS = 8, STEPS = 150 };
    unsigned char *block[BLOCKS] = {0};
    size_t size[BLOCKS] = {0};
    uint64_t random = 7;
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
        assert_true(n < LARGE || spill_holds(block[k]));
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
    (void)state;
    if (!is_spilling)
        skip();
    struct rlimit before, now;
    char *p = mem_alloc(LARGE);
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

static void what_a_full_disk_had_taken_is_given_back(void **state)
{
    (void)state;
    if (!is_spilling)
        skip();
    char *p = mem_alloc(LARGE);
    size_t before = on_disk();
    p[0] = 'k';
    room = 2 * LARGE;
    assert_null(mem_alloc(16 * LARGE));
    assert_true(on_disk() < before + LARGE);
    assert_null(mem_resize(p, 4 * LARGE)); /* where it stands */
    assert_true(on_disk() < before + LARGE);
    room = -1;
    assert_int_equal(p[0], 'k');
    mem_free(p);
    assert_int_equal(spill_held(), 0);
}

static void a_signal_is_no_full_disk(void **state)
{
    (void)state;
    if (!is_spilling)
        skip();
    n_signals = 2;
    void *p = mem_alloc(LARGE);
    assert_non_null(p);
    n_signals = 2;
    mem_free(p);
    assert_true(on_disk() < LARGE);
}

static void folders_that_cannot_be_spilt_to_are_named(void **state)
{
    enum { TMPFS = 0x01021994 };
    struct statfs fs;
    struct seine_error err = {0};
    (void)state;
    assert_int_equal(spill_begin("no such folder", 0, &err), SEINE_IO);
    assert_string_equal(err.message,
                        "nothing can be spilt to no such folder: No such file or directory");
    if (access("/dev/shm", W_OK) != 0 || statfs("/dev/shm", &fs) != 0 || fs.f_type != TMPFS)
        return;
    error_clear(&err);
    assert_int_equal(spill_begin("/dev/shm", 0, &err), SEINE_IO);
    assert_string_equal(err.message, "nothing can be spilt to /dev/shm: it lies in memory itself");
}

static void *work(void *context)
{
    unsigned char mark = *(unsigned char *)context, *p = NULL;
    for (size_t step = 0, n = 0; step < 60; step++) {
        size_t larger = step % 6 == 0 ? LARGE : n + LARGE;
        if (step % 6 == 0) {
            mem_free(p);
            p = NULL;
            n = 0;
        }
        p = mem_resize(p, larger);
        if (!p)
            return "no memory";
        for (size_t i = 0; i < n; i += 4096)
            if (p[i] != mark)
                return "a byte of another";
        for (size_t i = n; i < larger; i += 4096)
            p[i] = mark;
        n = larger;
    }
    mem_free(p);
    return NULL;
}

static void threads_have_blocks_of_their_own(void **state)
{
    (void)state;
    if (!is_spilling)
        skip();
    enum { THREADS = 4 };
    pthread_t thread[THREADS];
    unsigned char mark[THREADS] = {1, 2, 3, 4};
    void *wrong;
    for (size_t i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&thread[i], NULL, work, &mark[i]), 0);
    for (size_t i = 0; i < THREADS; i++) {
        assert_int_equal(pthread_join(thread[i], &wrong), 0);
        assert_null(wrong);
    }
    assert_int_equal(spill_held(), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(folders_that_cannot_be_spilt_to_are_named),
        cmocka_unit_test_setup(large_blocks_lie_in_the_file_and_small_ones_in_memory, spill_all),
        cmocka_unit_test(a_block_in_memory_moves_when_it_becomes_large),
        cmocka_unit_test(what_is_asked_for_as_zeros_is_zeros),
        cmocka_unit_test(blocks_hold_what_was_put_whatever_is_done_with_others),
        cmocka_unit_test(a_full_disk_is_no_memory_and_harms_no_block),
        cmocka_unit_test(what_a_full_disk_had_taken_is_given_back),
        cmocka_unit_test(a_signal_is_no_full_disk),
        cmocka_unit_test(threads_have_blocks_of_their_own)};
    return RUN(tests);
}
