/* Inputs into the table: all of them, each record once, whatever else lies among them; what cannot
 * be used is told, and what goes wrong ends the reading. */
#include "store/behind.h"

#include "pipeline/internal.h"

#include <sys/stat.h>

enum { RECORDS = 20000, BAD_EVERY = 1000 }; /* more batches than are in flight at once */

static char folder[] = "read-test-XXXXXX";
static char large[64], small[64], mixed[64], nothing[64], absent[64], book[64], mapped[64],
    mapping[64], leads_nowhere[64];

static int set_up(void **state)
{
    struct buf b;
    char path[80];
    (void)state;
    if (!mkdtemp(folder))
        return -1;
    snprintf(large, sizeof large, "%s/large", folder);
    snprintf(small, sizeof small, "%s/small", folder);
    snprintf(mixed, sizeof mixed, "%s/mixed", folder);
    snprintf(nothing, sizeof nothing, "%s/nothing", folder);
    snprintf(absent, sizeof absent, "%s/absent", folder);
    snprintf(book, sizeof book, "%s/mixed/book.xlsx", folder);
    snprintf(leads_nowhere, sizeof leads_nowhere, "%s/mixed/link", folder);
    snprintf(mapped, sizeof mapped, "%s/mapped.csv", folder);
    snprintf(mapping, sizeof mapping, "%s/mapping.toml", folder);
    buf_init(&b, 16 * MIB);
    for (int i = 0; i < RECORDS; i++)
        buf_add_f(&b, i % BAD_EVERY == BAD_EVERY - 1 ? "{\"id\":\"R%d\",\n" : "{\"id\":\"R%d\"}\n",
                  i);
    put_file(large, buf_str(&b));
    buf_release(&b);
    put_file(small, STR("{\"id\":\"S1\"}\n{\"id\":\"S2\"}\nnone\n"));
    if (mkdir(mixed, 0700) != 0 || mkdir(nothing, 0700) != 0)
        return -1;
    put_file(book, STR("PK\x03\x04sheet"));
    if (symlink("absent", leads_nowhere) != 0)
        return -1;
    put_file(mapped, STR("HAWB,Pieces\nH1,3\nH2,4\n"));
    put_file(mapping, STR("name = \"m\"\n[columns]\n\"HAWB\" = \"id\"\n"));
    snprintf(path, sizeof path, "%s/a", mixed);
    put_file(path, STR("{\"id\":\"A\"}\n"));
    snprintf(path, sizeof path, "%s/z", mixed);
    put_file(path, STR("{\"id\":\"Z\"}\n"));
    return 0;
}

static int tear_down(void **state)
{
    static const char *const made[] = {
        "large", "small",   "mixed/book.xlsx", "mixed/link",   "mixed/a", "mixed/z",
        "mixed", "nothing", "mapped.csv",      "mapping.toml", ""};
    (void)state;
    for (size_t i = 0; i < N_OF(made); i++) {
        char path[80];
        snprintf(path, sizeof path, "%s/%s", folder, made[i]);
        if (remove(path) != 0)
            return -1;
    }
    return 0;
}

/* What was told while reading. */
struct told {
    size_t n_rejects, n_most; /* from so many on they cannot be kept */
    int64_t line;
    uint64_t done, total;
    bool is_in_order;
};

static enum seine_status take_reject(void *context, const struct trade_reject *r,
                                     struct seine_error *err)
{
    struct told *t = context;
    if (++t->n_rejects >= t->n_most)
        return error_set(err, SEINE_IO, "the disk is full");
    t->is_in_order = t->is_in_order && (r->line > t->line || r->line < 4);
    t->line = r->line;
    return SEINE_OK;
}

static void take_progress(void *context, const char *stage, uint64_t done, uint64_t total,
                          const char *unit)
{
    struct told *t = context;
    assert_string_equal(stage, "reading");
    assert_string_equal(unit, "bytes");
    t->is_in_order = t->is_in_order && done >= t->done;
    t->done = done;
    t->total = total;
}

struct reading {
    struct pipeline_options options;
    struct progress progress;
    struct pipeline p;
    struct told told;
    struct seine_error err;
    enum seine_status status;
};

static void read_begin(struct reading *r, const char *const *inputs, size_t n)
{
    *r = (struct reading){.told = {.n_most = SIZE_MAX, .is_in_order = true}};
    r->progress = (struct progress){take_progress, &r->told};
    r->options = (struct pipeline_options){.inputs = inputs,
                                           .n_inputs = n,
                                           .progress = &r->progress,
                                           .reject = take_reject,
                                           .reject_context = &r->told};
    r->p.options = &r->options;
    assert_ok(trade_table_init(&r->p.table));
}

static void read_end(struct reading *r)
{
    trade_table_release(&r->p.table);
    VEC_RELEASE(&r->p.unreadable);
}

static void every_record_of_every_input_is_read(void **state)
{
    const char *const inputs[] = {large, small, mixed};
    struct reading r;
    (void)state;
    read_begin(&r, inputs, N_OF(inputs));
    assert_ok(pipeline_read(&r.p, &r.err));
    size_t n_bad = RECORDS / BAD_EVERY + 1, n_good = RECORDS - RECORDS / BAD_EVERY + 4;
    assert_int_equal(r.p.table.records.n, n_good);
    assert_int_equal(r.p.n_rows, n_good + n_bad);
    assert_int_equal(r.p.n_rejects, n_bad);
    assert_int_equal(r.told.n_rejects, n_bad);
    assert_true(r.told.is_in_order);
    assert_int_equal(r.told.total,
                     input_path_size(large) + input_path_size(small) + input_path_size(book) + 22);
    assert_int_equal(r.told.done, r.told.total);
    read_end(&r);
}

static void every_record_is_kept_where_there_is_a_store(void **state)
{
    const char *const inputs[] = {large, small};
    struct reading r;
    char db[80];
    (void)state;
    snprintf(db, sizeof db, "%s/kept.db", folder);
    read_begin(&r, inputs, N_OF(inputs));
    buf_init(&r.p.record, MIB);
    assert_ok(store_open(db, &r.p.store, &r.err));
    assert_ok(store_begin(r.p.store, &r.err));
    assert_ok(pipeline_read(&r.p, &r.err));
    assert_ok(store_commit(r.p.store, &r.err));
    assert_int_equal(store_count_records(r.p.store), r.p.table.records.n);
    store_close(r.p.store);
    buf_release(&r.p.record);
    behind_clear(db);
    read_end(&r);
}

static void what_cannot_be_read_is_noted_and_the_rest_read(void **state)
{
    const char *const inputs[] = {absent, mixed, nothing, small};
    const struct {
        const char *source, *message;
    } wanted[] = {{absent, "cannot open: No such file or directory"},
                  {book, "is an archive or a workbook; unpack it, or save its sheet as CSV"},
                  {leads_nowhere, "cannot open: No such file or directory"},
                  {nothing, "no file in this folder"}};
    struct reading r;
    (void)state;
    read_begin(&r, inputs, N_OF(inputs));
    r.options.reject = NULL;
    assert_ok(pipeline_read(&r.p, &r.err));
    assert_ok(r.err.status);
    assert_int_equal(r.p.unreadable.n, N_OF(wanted));
    for (size_t i = 0; i < N_OF(wanted); i++) {
        assert_string_equal(r.p.unreadable.v[i].source, wanted[i].source);
        assert_string_equal(r.p.unreadable.v[i].message, wanted[i].message);
    }
    assert_int_equal(r.p.table.records.n, 4);
    assert_int_equal(r.p.n_rejects, 1);
    assert_int_equal(r.told.n_rejects, 0);
    read_end(&r);
}

/* Both threads come to their end. */
static void a_reject_that_cannot_be_kept_ends_the_reading(void **state)
{
    const char *const inputs[] = {large, large, large};
    struct reading r;
    (void)state;
    read_begin(&r, inputs, N_OF(inputs));
    r.told.n_most = 3;
    assert_int_equal(pipeline_read(&r.p, &r.err), SEINE_IO);
    assert_string_equal(r.err.message, "the disk is full");
    assert_int_equal(r.told.n_rejects, 3);
    assert_true(r.told.done < r.told.total);
    read_end(&r);
}

static void a_mapping_is_for_all_inputs_or_nothing_is_read(void **state)
{
    const char *const inputs[] = {mapped, small};
    struct reading r;
    (void)state;
    read_begin(&r, inputs, N_OF(inputs));
    r.options.mapping = mapping;
    assert_ok(pipeline_read(&r.p, &r.err));
    assert_int_equal(r.p.unreadable.n, 0);
    assert_int_equal(r.p.table.records.n, 4);
    read_end(&r);
    read_begin(&r, inputs, N_OF(inputs));
    r.options.mapping = absent;
    assert_int_equal(pipeline_read(&r.p, &r.err), SEINE_NOT_FOUND);
    assert_string_equal(r.err.source, absent);
    assert_int_equal(r.p.table.records.n, 0);
    read_end(&r);
}

static void no_memory_is_an_error_and_leaks_nothing(void **state)
{
    const char *const inputs[] = {absent, nothing, mixed, mapped, small};
    enum seine_status status = SEINE_NOMEM;
    (void)state;
    for (uint64_t n = 1; status != SEINE_OK; n++) {
        struct reading r;
        assert_true(n < 1000);
        read_begin(&r, inputs, N_OF(inputs));
        r.options.mapping = mapping;
        mem_fail_at(n);
        status = pipeline_read(&r.p, &r.err);
        mem_fail_at(0);
        assert_true(status == SEINE_OK || status == SEINE_NOMEM);
        assert_int_equal(r.err.status, status);
        assert_true(status != SEINE_OK || r.p.unreadable.n == 4);
        read_end(&r);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_record_of_every_input_is_read),
        cmocka_unit_test(every_record_is_kept_where_there_is_a_store),
        cmocka_unit_test(what_cannot_be_read_is_noted_and_the_rest_read),
        cmocka_unit_test(a_reject_that_cannot_be_kept_ends_the_reading),
        cmocka_unit_test(a_mapping_is_for_all_inputs_or_nothing_is_read),
        cmocka_unit_test(no_memory_is_an_error_and_leaks_nothing),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
