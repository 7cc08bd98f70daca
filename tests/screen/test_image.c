/* A compiled index answers as the index that it was made of, and no content of such a file leads
 * outside it. */
#include "unit.h"

#include "screen/image.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

static const char *const QUERIES[] = {"KOREA MINING DEVELOPMENT TRADNG CORP",
                                      "Kim Yong Chol",
                                      "\uae40\uc601\ucca0",
                                      "\u041a\u0438\u043c \u0427\u0435\u043d \u042b\u043d",
                                      "Ocean Maritime Management",
                                      "Office 39",
                                      "Nordwind Precision Tools GmbH"};

static struct list_set set;
static struct screen_index *index_of_set;
static struct buf image;
static struct arena arena;

static int setup(void **state)
{
    (void)state;
    struct seine_error err = {0};
    char path[512];
    const char *paths[1] = {path};
    snprintf(path, sizeof path, "%s/data/lists/dprk.csv", getenv("SEINE_SOURCE"));
    arena_init(&arena, 64 * MIB);
    buf_init(&image, GIB);
    list_set_init(&set);
    return screen_open(paths, 1, NULL, &set, &index_of_set, &err) == SEINE_OK &&
                   screen_image_write(index_of_set, &image) == SEINE_OK
               ? 0
               : -1;
}

static int teardown(void **state)
{
    (void)state;
    screen_index_free(index_of_set);
    list_set_release(&set);
    buf_release(&image);
    arena_release(&arena);
    return 0;
}

/* A line for each hit of every query, with its evidence. */
static void answers(const struct screen_index *x, const struct list_set *of, struct buf *out)
{
    struct screen_scratch *scratch;
    assert_int_equal(screen_scratch_new(x, &scratch), SEINE_OK);
    for (size_t i = 0; i < N_OF(QUERIES); i++) {
        const struct list_id id = {LIST_ID_IMO, STR("8913186"), STR_EMPTY};
        struct screen_subject q = {.name = str_of(QUERIES[i]), .ids = &id, .n_ids = 1};
        const struct screen_hit *hits;
        size_t n, total;
        assert_int_equal(screen_query(x, &q, 0.3, 0, scratch, &hits, &n, &total), SEINE_OK);
        for (size_t k = 0; k < n; k++) {
            const struct listed_entity *e = &of->entities.v[hits[k].entity];
            buf_add_f(out, "%s " STR_FMT " " STR_FMT " %.6f\n", QUERIES[i], STR_ARG(e->id),
                      STR_ARG(e->names[hits[k].name].text), hits[k].bits);
        }
    }
    screen_scratch_free(scratch);
    assert_int_equal(buf_status(out), SEINE_OK);
}

static void the_file_answers_as_the_lists_do(void **state)
{
    (void)state;
    char path[] = "image-XXXXXX";
    const char *paths[2] = {path, path};
    struct list_set mapped;
    struct screen_index *x = NULL;
    struct seine_error err = {0};
    struct buf a, b;
    int file = mkstemp(path);
    assert_true(file >= 0);
    close(file);
    put_file(path, buf_str(&image));
    buf_init(&a, MIB);
    buf_init(&b, MIB);
    list_set_init(&mapped);
    assert_int_equal(screen_open(paths, 1, NULL, &mapped, &x, &err), SEINE_OK);
    assert_int_equal(mapped.entities.n, set.entities.n);
    assert_int_equal(mapped.lists.v[0].hash, set.lists.v[0].hash);
    for (size_t i = 0; i < set.entities.n; i++)
        assert_int_equal(mapped.entities.v[i].content_hash, set.entities.v[i].content_hash);
    answers(index_of_set, &set, &a);
    answers(x, &mapped, &b);
    assert_string_equal(a.p, b.p);
    assert_non_null(strstr(a.p, "OFAC-9345"));
    screen_index_free(x);
    list_set_release(&mapped);

    assert_int_equal(screen_open(paths, 2, NULL, &mapped, &x, &err), SEINE_UNSUPPORTED);
    list_set_release(&mapped);
    unlink(path);
    buf_release(&a);
    buf_release(&b);
}

static enum seine_status open_changed(struct str bytes, char *error, size_t n)
{
    char path[] = "image-XXXXXX";
    const char *paths[1] = {path};
    struct list_set mapped;
    struct screen_index *x = NULL;
    struct seine_error err = {0};
    int file = mkstemp(path);
    assert_true(file >= 0);
    close(file);
    put_file(path, bytes);
    list_set_init(&mapped);
    enum seine_status status = screen_open(paths, 1, NULL, &mapped, &x, &err);
    snprintf(error, n, "%s", status == SEINE_OK ? "" : err.message);
    screen_index_free(x);
    list_set_release(&mapped);
    unlink(path);
    return status;
}

static void a_damaged_file_is_refused_and_says_so(void **state)
{
    (void)state;
    char error[512];
    char *p = image.p;
    for (size_t at = sizeof(struct image_header) / 2; at < image.n; at += image.n / 7) {
        p[at] ^= 0x10;
        assert_int_not_equal(open_changed(buf_str(&image), error, sizeof error), SEINE_OK);
        assert_non_null(strstr(error, "compile it again"));
        p[at] ^= 0x10;
    }
    assert_int_equal(open_changed((struct str){p, image.n / 2}, error, sizeof error), SEINE_FORMAT);
    assert_int_equal(open_changed((struct str){p, 20}, error, sizeof error), SEINE_FORMAT);
    assert_int_equal(open_changed(buf_str(&image), error, sizeof error), SEINE_OK);
}

/* As if somebody had made the checksum fit. */
static void no_content_leads_outside(void **state)
{
    (void)state;
    uint64_t seed = 7;
    size_t taken = 0;
    char *copy = NULL;
    assert_int_equal(posix_memalign((void **)&copy, 16, image.n), 0);
    print_message("# seed 7\n");
    const struct image_header *h = (const struct image_header *)(void *)image.p;
    size_t small = h->parts[IMAGE_BUCKET_AT].at; /* behind it is mostly one flat array */
    for (int round = 0; round < 300; round++) {
        struct list_set one;
        struct screen_index x;
        struct seine_error err = {0};
        memcpy(copy, image.p, image.n);
        for (size_t i = 1 + random_below(&seed, 3); i; i--) {
            size_t at = sizeof(h->magic) + 24 + random_below(&seed, small - 64);
            uint64_t value =
                random_below(&seed, 2) ? random_below(&seed, 64) : random_below(&seed, UINT32_MAX);
            memcpy(copy + at, &value, random_below(&seed, 2) ? 1 : 8);
        }
        list_set_init(&one);
        if (screen_image_take(copy, image.n, &one, &x, &err) == SEINE_OK) {
            struct buf out;
            buf_init(&out, MIB);
            answers(&x, &one, &out);
            buf_release(&out);
            taken++;
        }
    }
    print_message("# %zu of 300 changed images were taken and asked\n", taken);
    assert_true(taken > 0 && taken < 300);
    free(copy);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_file_answers_as_the_lists_do),
        cmocka_unit_test(a_damaged_file_is_refused_and_says_so),
        cmocka_unit_test(no_content_leads_outside),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
