/* Byte input from memory, files and folders: compression, encodings, truncation, faults. */
#include "unit.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

static char folder[] = "input-test-XXXXXX";

static int set_up(void **state)
{
    (void)state;
    return mkdtemp(folder) ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    return rmdir(folder);
}

static enum seine_status read_all(struct str bytes, struct buf *out, struct seine_error *err)
{
    struct input *in = NULL;
    enum seine_status status = input_open_bytes(bytes, "test", &in, err);
    if (status == SEINE_OK)
        status = input_read_all(in, out, err);
    input_free(in);
    return status;
}

static void expect(struct str bytes, struct str wanted)
{
    struct buf out;
    struct seine_error err = {0};
    buf_init(&out, 64 * MIB);
    assert_ok(read_all(bytes, &out, &err));
    assert_true(str_is(buf_str(&out), wanted));
    buf_release(&out);
}

static size_t gzip(struct str s, unsigned char *out, size_t room)
{
    z_stream z = {0};
    assert_int_equal(deflateInit2(&z, 9, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY), Z_OK);
    z.next_in = (unsigned char *)(uintptr_t)s.p;
    z.avail_in = (uInt)s.n;
    z.next_out = out;
    z.avail_out = (uInt)room;
    assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
    size_t n = room - z.avail_out;
    deflateEnd(&z);
    return n;
}

static void text_comes_as_it_is_and_marks_are_dropped(void **state)
{
    (void)state;
    expect(STR(""), STR(""));
    expect(STR("x"), STR("x"));
    expect(STR("plain"), STR("plain"));
    expect(STR("x\xFFy"), STR("x\xFFy"));
    expect(STR("\xFF\xFE"), STR(""));
    expect(STR("\xFE\xFF"), STR(""));
    expect(STR("\xEF\xBB\xBFplain"), STR("plain"));
    expect(STR("\xFF\xFEh\0i\0\x3D\xD8\x00\xDE"), STR("hi\xF0\x9F\x98\x80"));
    expect(STR("\xFE\xFF\0h\0i"), STR("hi"));
    expect(STR("\xFF\xFE\x00\xDCx\0"), STR("\xEF\xBF\xBDx"));
}

static void compressed_streams_are_found_by_content(void **state)
{
    (void)state;
    unsigned char gz[4096], twice[4096], zst[4096];
    struct str text = STR("hello hello hello hello hello hello");
    size_t n = gzip(text, gz, sizeof gz);
    expect((struct str){(char *)gz, n}, text);
    size_t m = gzip((struct str){(char *)gz, n}, twice, sizeof twice);
    expect((struct str){(char *)twice, m}, text);
    size_t z = ZSTD_compress(zst, sizeof zst, text.p, text.n, 3);
    assert_false(ZSTD_isError(z));
    expect((struct str){(char *)zst, z}, text);
    memmove(gz + n, gz, n); /* two members, one after the other */
    expect((struct str){(char *)gz, 2 * n},
           STR("hello hello hello hello hello hellohello hello hello hello hello hello"));
}

static void a_broken_stream_gives_its_good_bytes_first(void **state)
{
    (void)state;
    enum { SIZE = 400000 };
    static char text[SIZE];
    static unsigned char gz[SIZE];
    uint64_t seed = 3;
    for (size_t i = 0; i < SIZE; i++)
        text[i] = (char)('a' + random_below(&seed, 20));
    size_t n = gzip((struct str){text, SIZE}, gz, sizeof gz);
    struct buf out;
    struct seine_error err = {0};
    buf_init(&out, MIB);
    assert_int_equal(read_all((struct str){(char *)gz, n - 1000}, &out, &err), SEINE_FORMAT);
    assert_true(out.n > SIZE / 2 && memcmp(out.p, text, out.n) == 0);
    assert_true(strstr(err.message, "gzip") != NULL);
    buf_release(&out);
}

static void a_wrong_checksum_is_told_after_the_bytes(void **state)
{
    (void)state;
    unsigned char packed[128];
    size_t n = gzip(STR("all of this can be decoded"), packed, sizeof packed), got;
    char text[64];
    struct input *in = NULL;
    struct seine_error err = {0};
    packed[n - 8] ^= 1;
    struct buf out;
    buf_init(&out, LIMIT_TEXT);
    assert_ok(input_open_bytes((struct str){(const char *)packed, n}, "test", &in, &err));
    enum seine_status status;
    while ((status = input_read(in, text, sizeof text, &got, &err)) == SEINE_OK && got > 0)
        buf_add(&out, (struct str){text, got});
    assert_int_equal(status, SEINE_FORMAT);
    assert_string_equal(out.p, "all of this can be decoded");
    buf_release(&out);
    input_free(in);
}

enum { LARGE = 400000, ROOM = 2 * LARGE };

/* Characters of every length, which pack so badly that they fill several blocks, and parts of only
 * those that are longest for what they take in UTF-16. */
static struct str large_text(void)
{
    static char text[LARGE];
    static const uint32_t edges[] = {0x7F,   0x80,   0x7FF,   0x800,   0xD7FF,
                                     0xE000, 0xFFFD, 0x10000, 0x103FF, 0x10FFFF};
    uint64_t seed = 3;
    size_t n = 0;
    while (n + 4 <= LARGE)
        n += utf8_put(n / 20000 % 2            ? 0x4E00 + (uint32_t)random_below(&seed, 0x5000)
                      : random_below(&seed, 4) ? 'a' + (uint32_t)random_below(&seed, 26)
                                               : edges[random_below(&seed, N_OF(edges))],
                      text + n);
    return (struct str){text, n};
}

static size_t utf16(struct str s, bool is_big, unsigned char *out)
{
    size_t n = 0, at = 0;
    for (uint32_t cp = 0xFEFF;; cp = utf8_next(s, &at)) {
        uint32_t rest = cp - 0x10000,
                 units[] = {cp < 0x10000 ? cp : 0xD800 + (rest >> 10), 0xDC00 + (rest & 0x3FF)};
        for (size_t i = 0; i < (cp < 0x10000 ? 1 : 2); i++) {
            out[n++] = (unsigned char)(is_big ? units[i] >> 8 : units[i]);
            out[n++] = (unsigned char)(is_big ? units[i] : units[i] >> 8);
        }
        if (at == s.n)
            return n;
    }
}

/* Two frames; before each, as pzstd writes them, one that says how long it is. */
static size_t zstd(struct str s, bool is_parallel, unsigned char *out)
{
    size_t half = s.n / 2, n = 0;
    for (size_t i = 0; i < 2; i++) {
        size_t skipped = is_parallel ? 12 : 0;
        memcpy(out + n, "\x50\x2a\x4d\x18\x04\0\0\0size", skipped);
        n += skipped;
        n += ZSTD_compress(out + n, ROOM - n, s.p + i * half, i ? s.n - half : half, 3);
    }
    return n;
}

/* Does what the letters say, one after the other: mark, little or big UTF-16, gzip, zstd, pzstd,
 * cut off, damage where the second frame of zstd begins. */
static struct str packed(struct str text, const char *steps)
{
    static unsigned char rooms[2][ROOM];
    struct str s = text;
    for (int i = 0; steps[i]; i++) {
        unsigned char *out = rooms[i % 2];
        size_t n = s.n;
        if (strchr("cd", steps[i]))
            memcpy(out, s.p, n);
        if (steps[i] == 'm')
            n = (size_t)snprintf((char *)out, ROOM, "\xEF\xBB\xBF" STR_FMT, STR_ARG(s));
        else if (steps[i] == 'l' || steps[i] == 'b')
            n = utf16(s, steps[i] == 'b', out);
        else if (steps[i] == 'g')
            n = gzip(s, out, ROOM);
        else if (steps[i] == 'z' || steps[i] == 'p')
            n = zstd(s, steps[i] == 'p', out);
        else if (steps[i] == 'c')
            n -= 1000;
        else
            out[ZSTD_findFrameCompressedSize(s.p, n)] ^= 1;
        s = (struct str){(const char *)out, n};
    }
    return s;
}

static size_t smaller(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Reads and peeks at random sizes: what comes is the text, or a good part of it if an error is told
 * behind it. */
static void read_in_pieces(struct str bytes, struct str text, const char *broken, uint64_t *seed)
{
    static char piece[200000];
    static const size_t sizes[] = {1, 15, 16, 17, 100, 5000, 70000, sizeof piece};
    struct input *in = NULL;
    struct seine_error err = {0};
    enum seine_status status = SEINE_OK;
    size_t at = 0, got = 1;
    assert_ok(input_open_bytes(bytes, "test", &in, &err));
    while (status == SEINE_OK && got > 0) {
        struct str head = STR_EMPTY;
        size_t n = 1 + random_below(seed, sizes[random_below(seed, N_OF(sizes))]);
        bool is_peek = random_below(seed, 2) == 1;
        if (is_peek)
            head = input_peek(in, n);
        status = input_read(in, piece, n, &got, &err);
        assert_true(head.n <= n && head.n <= text.n - at && got <= n && got <= text.n - at);
        assert_true(head.n == 0 || got > 0);
        if (is_peek && !broken) /* as much as there is, at most 64 KiB */
            assert_int_equal(head.n, smaller(smaller(n, 65536), text.n - at));
        assert_true(memcmp(head.p, text.p + at, head.n) == 0);
        assert_true(memcmp(piece, text.p + at, got) == 0);
        at += got;
    }
    assert_true(broken ? at > text.n / 3 && at < text.n : at == text.n);
    assert_string_equal(err.message, broken ? broken : "");
    assert_string_equal(err.source, broken ? "test" : "");
    assert_true(broken || input_raw_bytes(in) == bytes.n);
    input_free(in);
}

static void text_is_the_same_whatever_it_is_packed_and_read_in(void **state)
{
    static const struct {
        const char *steps, *broken;
    } all[] = {{"", NULL},
               {"m", NULL},
               {"l", NULL},
               {"b", NULL},
               {"g", NULL},
               {"z", NULL},
               {"p", NULL},
               {"gp", NULL},
               {"gg", NULL},
               {"zz", NULL},
               {"mg", NULL},
               {"bz", NULL},
               {"lgz", NULL},
               {"zc", "the zstd stream breaks off before its end"},
               {"zd", "the zstd stream is damaged"},
               {"gcz", "the gzip stream breaks off before its end"},
               {"bzcz", "the zstd stream breaks off before its end"}};
    (void)state;
    struct str text = large_text();
    uint64_t seed = 8;
    print_message("seed 8\n");
    for (size_t i = 0; i < N_OF(all); i++) {
        const struct str bytes = packed(text, all[i].steps);
        for (int round = 0; round < 2; round++)
            read_in_pieces(bytes, text, all[i].broken, &seed);
    }
}

static void a_stream_that_asks_for_much_memory_is_not_called_damaged(void **state)
{
    (void)state;
    unsigned char packed[256];
    ZSTD_CCtx *z = ZSTD_createCCtx();
    ZSTD_outBuffer to = {packed, sizeof packed, 0};
    ZSTD_inBuffer from = {"hello", 5, 0};
    struct buf out;
    struct seine_error err = {0};
    buf_init(&out, LIMIT_TEXT);
    assert_int_equal(ZSTD_isError(ZSTD_CCtx_setParameter(z, ZSTD_c_windowLog, 28)), 0);
    assert_int_equal(ZSTD_compressStream2(z, &to, &from, ZSTD_e_flush), 0);
    assert_int_equal(ZSTD_compressStream2(z, &to, &from, ZSTD_e_end), 0);
    ZSTD_freeCCtx(z);
    assert_int_equal(read_all((struct str){(const char *)packed, to.pos}, &out, &err),
                     SEINE_FORMAT);
    assert_string_equal(err.message, "the zstd stream needs more than 128 MiB to be read; compress "
                                     "it again without --long");
    buf_release(&out);
}

static void first_bytes_may_come_one_by_one(void **state)
{
    (void)state;
    struct str inner = packed(STR("hello"), "z");
    unsigned char bytes[1024];
    size_t n = 0;
    for (size_t i = 0; i < inner.n; i++) /* each in a gzip member of its own */
        n += gzip(str_slice(inner, i, i + 1), bytes + n, sizeof bytes - n);
    expect((struct str){(const char *)bytes, n}, STR("hello"));
    struct seine_error err = {0};
    struct buf out;
    buf_init(&out, LIMIT_TEXT);
    assert_int_equal(read_all(str_slice(inner, 0, 4), &out, &err), SEINE_FORMAT);
    assert_string_equal(err.message, "the zstd stream breaks off before its end");
    buf_release(&out);
}

static void half_a_pair_is_a_character_of_its_own(void **state)
{
    (void)state;
    expect(STR("\xFF\xFE\x3D\xD8"), STR("\xEF\xBF\xBD"));
    expect(STR("\xFF\xFE\x3D\xD8x\0"), STR("\xEF\xBF\xBDx"));
    expect(STR("\xFF\xFE\x3D\xD8\x3D\xD8\x00\xDE"), STR("\xEF\xBF\xBD\xF0\x9F\x98\x80"));
    expect(STR("\xFF\xFE\xFF\xDF\xFF\xDBx\0"), STR("\xEF\xBF\xBD\xEF\xBF\xBDx"));
    expect(STR("\xFF\xFE\x3D\xD8\x00\xE0"), STR("\xEF\xBF\xBD\xEE\x80\x80"));
    expect(STR("\xFF\xFEh\0i"), STR("h")); /* half a unit is nothing */
}

static void what_is_no_text_is_known_by_its_first_bytes(void **state)
{
    const struct {
        struct str head;
        const char *what;
    } all[] = {{STR("PK\x03\x04rest"), "archive"},
               {STR("\xd0\xcf\x11\xe0\xa1\xb1"), "older Office"},
               {STR("%PDF-1.7"), "PDF"},
               {STR("\x89PNG\r\n"), "picture"},
               {STR("\xff\xd8\xff\xe0"), "picture"},
               {STR("SQLite format 3\0"), "--db"},
               {STR("i\0d\0"), "UTF-16 without"},
               {STR("\0i\0d"), "UTF-16 without"},
               {STR("i\0d"), NULL},
               {STR("i\0d,"), NULL},
               {STR("\0id\0"), NULL},
               {STR("i\0\0\0"), NULL},
               {STR("\0\0\0\0"), NULL},
               {STR("\0i\0\0"), NULL},
               {STR("\0idn"), NULL},
               {STR("PDF"), NULL},
               {STR("id,name"), NULL},
               {STR(""), NULL}};
    (void)state;
    for (size_t i = 0; i < N_OF(all); i++) {
        const char *what = input_foreign(all[i].head);
        assert_true(all[i].what ? what && strstr(what, all[i].what) : !what);
    }
}

static void peeking_consumes_nothing(void **state)
{
    (void)state;
    struct input *in = NULL;
    struct buf out;
    buf_init(&out, LIMIT_TEXT);
    assert_ok(input_open_bytes(STR("abcdef"), "test", &in, NULL));
    assert_str(input_peek(in, 3), "abc");
    assert_str(input_peek(in, 100), "abcdef");
    assert_ok(input_read_all(in, &out, NULL));
    assert_str(buf_str(&out), "abcdef");
    assert_string_equal(input_name(in), "test");
    assert_int_equal(input_raw_bytes(in), 6);
    assert_int_equal(input_raw_size(in), 6);
    input_free(in);
    buf_release(&out);
}

static void a_maximum_stops_an_archive_without_end(void **state)
{
    (void)state;
    static char zeros[1 << 20];
    static unsigned char gz[1 << 16];
    struct buf out;
    struct seine_error err = {0};
    size_t n = gzip((struct str){zeros, sizeof zeros}, gz, sizeof gz);
    buf_init(&out, 1000);
    assert_int_equal(read_all((struct str){(char *)gz, n}, &out, &err), SEINE_LIMIT);
    assert_string_equal(err.source, "test");
    assert_string_equal(err.message, "is larger than 1000 bytes");
    assert_int_equal(err.line, 0);
    buf_release(&out);
}

static void write_file(const char *name, const char *text)
{
    char path[256];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    fputs(text, f);
    fclose(f);
}

static void remove_file(const char *name)
{
    char path[256];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    assert_int_equal(remove(path), 0);
}

static void files_below_a_folder_come_in_order(void **state)
{
    (void)state;
    static const char *const wanted[] = {"B", "a", "nowhere", "sub/c"};
    char path[256], **paths = NULL;
    size_t n = 0;
    snprintf(path, sizeof path, "%s/sub", folder);
    assert_int_equal(mkdir(path, 0700), 0);
    write_file("a", "1");
    write_file("B", "2");
    write_file(".hidden", "3");
    write_file("sub/c", "4");
    snprintf(path, sizeof path, "%s/loop", folder);
    assert_int_equal(symlink(".", path), 0);
    snprintf(path, sizeof path, "%s/nowhere", folder);
    assert_int_equal(symlink("absent", path), 0); /* to be told of by whoever opens it */
    assert_ok(input_paths(folder, &paths, &n, NULL));
    assert_int_equal(n, N_OF(wanted));
    for (size_t i = 0; i < n; i++) {
        snprintf(path, sizeof path, "%s/%s", folder, wanted[i]);
        assert_string_equal(paths[i], path);
    }
    input_paths_free(paths, n);
    static const char *const made[] = {"sub/c", "sub", "a", "B", ".hidden", "loop", "nowhere"};
    for (size_t i = 0; i < N_OF(made); i++)
        remove_file(made[i]);
}

static void what_cannot_be_opened_says_why(void **state)
{
    (void)state;
    struct input *in = NULL;
    struct seine_error err = {0};
    char **paths, path[256];
    size_t n;
    assert_int_equal(input_open(folder, &in, &err), SEINE_UNSUPPORTED);
    assert_string_equal(err.source, folder);
    error_clear(&err);
    snprintf(path, sizeof path, "%s/absent", folder);
    assert_int_equal(input_open(path, &in, &err), SEINE_NOT_FOUND);
    assert_true(err.message[0] != '\0');
    assert_int_equal(input_paths(path, &paths, &n, NULL), SEINE_NOT_FOUND);
    assert_ok(input_paths("-", &paths, &n, NULL));
    assert_int_equal(n, 1);
    input_paths_free(paths, n);
    input_free(NULL);
    error_clear(&err);
    assert_int_equal(input_open("/proc/self/mem", &in, &err), SEINE_IO); /* nothing lies at its 0 */
    assert_string_equal(err.source, "/proc/self/mem");
    assert_true(strstr(err.message, "cannot read: ") != NULL);
    assert_int_equal(err.line, 0);
}

static void a_file_reads_as_its_bytes(void **state)
{
    (void)state;
    struct input *in = NULL;
    struct buf out;
    char path[256];
    buf_init(&out, LIMIT_TEXT);
    write_file("f", "line 1\nline 2\n");
    snprintf(path, sizeof path, "%s/f", folder);
    assert_ok(input_open(path, &in, NULL));
    assert_ok(input_read_all(in, &out, NULL));
    assert_str(buf_str(&out), "line 1\nline 2\n");
    assert_int_equal(input_raw_size(in), 14);
    input_free(in);
    buf_release(&out);
    remove_file("f");
}

static void every_refused_allocation_is_an_error_without_a_leak(void **state)
{
    static const char *const all[] = {"", "g", "z", "gg", "lzg"};
    (void)state;
    for (size_t i = 0; i < N_OF(all); i++) {
        struct str bytes = packed(STR("hello"), all[i]);
        bool reached = true;
        for (uint64_t at = 1; reached; at++) {
            struct buf out;
            struct seine_error err = {0};
            assert_true(at < 40);
            buf_init(&out, LIMIT_TEXT);
            mem_fail_at(at);
            enum seine_status status = read_all(bytes, &out, &err);
            reached = mem_count() >= at;
            mem_fail_at(0);
            assert_int_equal(status, reached ? SEINE_NOMEM : SEINE_OK);
            assert_int_equal(strncmp(err.message, "out of memory", 13) == 0, reached);
            buf_release(&out);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_comes_as_it_is_and_marks_are_dropped),
        cmocka_unit_test(compressed_streams_are_found_by_content),
        cmocka_unit_test(a_broken_stream_gives_its_good_bytes_first),
        cmocka_unit_test(a_wrong_checksum_is_told_after_the_bytes),
        cmocka_unit_test(text_is_the_same_whatever_it_is_packed_and_read_in),
        cmocka_unit_test(a_stream_that_asks_for_much_memory_is_not_called_damaged),
        cmocka_unit_test(first_bytes_may_come_one_by_one),
        cmocka_unit_test(half_a_pair_is_a_character_of_its_own),
        cmocka_unit_test(what_is_no_text_is_known_by_its_first_bytes),
        cmocka_unit_test(peeking_consumes_nothing),
        cmocka_unit_test(a_maximum_stops_an_archive_without_end),
        cmocka_unit_test(files_below_a_folder_come_in_order),
        cmocka_unit_test(what_cannot_be_opened_says_why),
        cmocka_unit_test(a_file_reads_as_its_bytes),
        cmocka_unit_test(every_refused_allocation_is_an_error_without_a_leak),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
