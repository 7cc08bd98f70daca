/* base/saved.c: arrays to a file and back; what is not whole, or another's, is no file. */
#include "unit.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#define PATH "test_saved.file"

static void write_file(uint64_t key, uint64_t stamp)
{
    static const uint32_t numbers[] = {1, 2, 3};
    struct saver *s = NULL;
    assert_ok(saver_open(PATH, &s));
    saver_put(s, numbers, 3, sizeof *numbers);
    saver_put(s, NULL, 0, 16);
    saver_begin(s, 5, 1);
    saver_add(s, "ab", 2);
    saver_add(s, "cde", 3);
    saver_seal(s, key, stamp);
    assert_true(saver_close(s));
}

static void gives_back_what_was_put(void **state)
{
    struct loader *l = NULL;
    size_t n = 9;
    (void)state;
    write_file(7, 8);
    assert_ok(loader_open(PATH, 7, 8, &l));
    const uint32_t *numbers = loader_get(l, sizeof *numbers, &n);
    assert_int_equal(n, 3);
    assert_int_equal(numbers[2], 3);
    assert_non_null(loader_get(l, 16, &n));
    assert_int_equal(n, 0);
    const char *text = loader_get_n(l, 1, 5);
    assert_memory_equal(text, "abcde", 5);
    assert_true(loader_ok(l));
    assert_null(loader_get(l, 1, &n)); /* there is no more */
    assert_false(loader_ok(l));
    loader_free(l);
    assert_ok(loader_open(PATH, 7, 8, &l));
    assert_null(loader_get_n(l, 4, 4)); /* there are three */
    assert_false(loader_ok(l));
    loader_free(l);
    assert_ok(loader_open(PATH, 7, 8, &l));
    assert_null(loader_get(l, SIZE_MAX / 2, &n));
    loader_free(l);
    remove(PATH);
}

static void another_key_or_stamp_is_no_file(void **state)
{
    struct loader *l = NULL;
    (void)state;
    write_file(7, 8);
    assert_int_equal(loader_open(PATH, 6, 8, &l), SEINE_NOT_FOUND);
    assert_int_equal(loader_open(PATH, 7, 9, &l), SEINE_NOT_FOUND);
    assert_int_equal(loader_open("none", 7, 8, &l), SEINE_NOT_FOUND);
    assert_int_equal(loader_open(".", 7, 8, &l), SEINE_NOT_FOUND);
    assert_null(l);
    remove(PATH);
}

/* Every byte of it matters, and none may be missing or too many. */
static void a_damaged_file_is_no_file(void **state)
{
    struct loader *l = NULL;
    struct stat st;
    (void)state;
    write_file(7, 8);
    assert_int_equal(stat(PATH, &st), 0);
    for (long at = 0; at < st.st_size; at++) {
        write_file(7, 8);
        FILE *f = fopen(PATH, "r+b");
        assert_non_null(f);
        assert_int_equal(fseek(f, at, SEEK_SET), 0);
        int c = fgetc(f);
        assert_int_equal(fseek(f, at, SEEK_SET), 0);
        fputc(c ^ 0x10, f);
        fclose(f);
        assert_int_equal(loader_open(PATH, 7, 8, &l), SEINE_NOT_FOUND);
    }
    for (long n = 0; n <= st.st_size + 1; n++) {
        write_file(7, 8);
        assert_int_equal(truncate(PATH, n), 0);
        assert_int_equal(loader_open(PATH, 7, 8, &l), n == st.st_size ? SEINE_OK : SEINE_NOT_FOUND);
    }
    loader_free(l);
    remove(PATH);
}

/* A file that may not grow stands in for a full disk: what was written is given back before the
 * end, so that others find room. */
static void what_does_not_fit_gives_its_room_back(void **state)
{
    enum { MOST = 256 * KIB };
    static const char block[64 * KIB];
    struct rlimit before, small;
    struct saver *s = NULL;
    struct stat st;
    (void)state;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    small = (struct rlimit){MOST, before.rlim_max};
    void (*handler)(int) = signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    assert_ok(saver_open(PATH, &s));
    saver_begin(s, 2 * MOST, 1);
    for (size_t i = 0; i < 2 * MOST / sizeof block; i++)
        saver_add(s, block, sizeof block);
    assert_int_equal(stat(PATH ".part", &st), 0);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    signal(SIGXFSZ, handler);
    assert_int_equal(st.st_size, 0);
    saver_seal(s, 7, 8);
    assert_false(saver_close(s));
    assert_int_equal(access(PATH ".part", F_OK), -1);
    assert_int_equal(access(PATH, F_OK), -1);
}

static void what_is_not_finished_leaves_the_old_file(void **state)
{
    struct saver *s = NULL;
    struct loader *l = NULL;
    (void)state;
    write_file(7, 8);
    assert_ok(saver_open(PATH, &s));
    saver_put(s, "x", 1, 1);
    saver_drop(s);
    assert_ok(saver_open(PATH, &s));
    saver_begin(s, 2, 1); /* two are announced, one comes */
    saver_add(s, "x", 1);
    saver_seal(s, 7, 9);
    assert_false(saver_close(s));
    assert_ok(saver_open(PATH, &s));
    saver_begin(s, 1, 1); /* one is announced, two come */
    saver_add(s, "xy", 2);
    saver_seal(s, 7, 9);
    assert_false(saver_close(s));
    assert_int_equal(access(PATH ".part", F_OK), -1);
    assert_ok(loader_open(PATH, 7, 8, &l));
    loader_free(l);
    assert_int_equal(saver_open("none/none", &s), SEINE_IO);
    remove(PATH);
}

/* Sealed and not closed: the old file as long as its stamp holds, the new one from then on. */
static void what_was_sealed_is_found_by_its_stamp(void **state)
{
    struct saver *s = NULL;
    struct loader *l = NULL;
    size_t n = 0;
    (void)state;
    write_file(7, 8);
    assert_ok(saver_open(PATH, &s));
    saver_put(s, "new", 3, 1);
    saver_seal(s, 7, 9);
    assert_ok(loader_open(PATH, 7, 8, &l));
    loader_free(l);
    assert_int_equal(access(PATH ".part", F_OK), 0);
    assert_ok(loader_open(PATH, 7, 9, &l));
    assert_memory_equal(loader_get(l, 1, &n), "new", 3);
    loader_free(l);
    assert_int_equal(access(PATH ".part", F_OK), -1);
    assert_ok(loader_open(PATH, 7, 9, &l)); /* it stands in its place now */
    loader_free(l);
    assert_false(saver_close(s)); /* another put it there */
    assert_ok(saver_open(PATH, &s));
    saver_put(s, "never", 5, 1);
    saver_seal(s, 7, 10);
    saver_drop(s); /* there was no commit */
    assert_int_equal(access(PATH ".part", F_OK), -1);
    assert_ok(saver_open(PATH, &s));
    assert_false(saver_close(s)); /* nor a seal */
    assert_ok(loader_open(PATH, 7, 9, &l));
    loader_free(l);
    remove(PATH);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gives_back_what_was_put),
        cmocka_unit_test(another_key_or_stamp_is_no_file),
        cmocka_unit_test(a_damaged_file_is_no_file),
        cmocka_unit_test(what_does_not_fit_gives_its_room_back),
        cmocka_unit_test(what_is_not_finished_leaves_the_old_file),
        cmocka_unit_test(what_was_sealed_is_found_by_its_stamp),
    };
    return RUN(tests);
}
