/* A consignment by itself is told the same goods as in a scan of everything: by what the scan left
 * in the store. */
#include "store/opened.h"

#include "pipeline/pipeline.h"
#include "store/usage.h"

static char names[3][512];
enum { LISTS, KITS, RECORDS };

static const char kits[] =
    "[{\"id\":\"kite\",\"name\":\"Kite\",\"source\":\"made up\",\"components\":["
    "{\"id\":\"a\",\"name\":\"A\",\"hs\":[\"9014\"],\"terms\":[\"alpha gyroscope\"],"
    "\"essential\":true},"
    "{\"id\":\"b\",\"name\":\"B\",\"hs\":[\"8413\"],\"terms\":[\"beta pump\"],"
    "\"essential\":true}]}]";

/* In the last three no number is stated. */
static const struct {
    const char *description, *hs;
} lines[] = {{"Zeta widget, 4pcs", "901420"},
             {"ZETA WIDGET 7pcs", "901420"},
             {"zeta widget", "8413"},
             {"spare parts", "901420"},
             {"zeta widget", ""},
             {"centrifugal pump", ""},
             {"spare parts", ""}};
enum { BY_USAGE = 4, BY_WORDS, BY_NOTHING };

static void put_records(size_t from, size_t to, const char *hs)
{
    struct buf b;
    buf_init(&b, MIB);
    for (size_t i = from; i < to; i++)
        buf_add_f(&b,
                  "{\"id\":\"R%zu\",\"mode\":\"air\",\"document\":{\"type\":\"air-waybill\","
                  "\"issued\":\"2026-03-0%zu\"},\"parties\":[{\"role\":\"shipper\",\"name\":"
                  "\"Koral %zu\",\"country\":\"CN\"}],\"goods\":[{\"line\":1,\"description\":"
                  "\"%s\",\"hs\":\"%s\"}]}\n",
                  i, i + 1, i, lines[i].description, hs ? hs : lines[i].hs);
    put_file(names[RECORDS], buf_str(&b));
    buf_release(&b);
}

static int inputs_made(void **state)
{
    static const char *const ends[] = {"l.csv", "k.json", "r.ndjson"};
    if (folder_new(state) != 0)
        return -1;
    for (size_t i = 0; i < N_OF(ends); i++)
        snprintf(names[i], sizeof names[i], "%s/%s", folder, ends[i]);
    put_file(names[LISTS], STR("id,name,type,country,aliases,address,program\n"
                               "X-1,Some Other Firm,company,IR,,,P\n"));
    put_file(names[KITS], STR(kits));
    return 0;
}

static int inputs_removed(void **state)
{
    char name[600];
    snprintf(name, sizeof name, "%s.state", path);
    unlink(name);
    for (size_t i = 0; i < N_OF(names); i++)
        unlink(names[i]);
    return folder_remove(state);
}

static struct pipeline *scan(void)
{
    const char *inputs[] = {names[RECORDS]}, *lists[] = {names[LISTS]},
               *kit_files[] = {names[KITS]};
    struct pipeline *p = NULL;
    struct seine_error err = {0};
    struct pipeline_options options = {.inputs = inputs,
                                       .n_inputs = 1,
                                       .watchlists = lists,
                                       .n_watchlists = 1,
                                       .kits = kit_files,
                                       .n_kits = 1,
                                       .db = path,
                                       .threads = 1,
                                       .top = 5};
    if (pipeline_scan(&options, &p, &err) != SEINE_OK)
        fail_msg("%s", err.message);
    return p;
}

static uint16_t in_scan(const struct pipeline *p, size_t line)
{
    const struct assemble_input *in = pipeline_report(p)->stages;
    char id[8];
    snprintf(id, sizeof id, "R%zu", line);
    for (size_t i = 0; i < in->table->records.n; i++) {
        const struct table_record *r = &in->table->records.v[i];
        if (str_is(table_str(in->table, r->id), str_of(id)))
            return in->table->cargos.v[in->table->lines.v[r->first_line].cargo].heading;
    }
    fail_msg("there is no %s", id);
    return 0;
}

static uint16_t alone(size_t line)
{
    struct store *s = opened();
    struct goods_headings h = {NULL, 0, NULL};
    struct goods_usage *usage = NULL;
    struct goods_words *words = NULL;
    struct seine_error err = {0};
    const struct trade_goods g = {.description = str_of(lines[line].description),
                                  .hs = str_of(lines[line].hs)};
    assert_ok(store_get_usage(s, &usage, &h.n_usage, &err));
    assert_ok(goods_words_new(&words, &err));
    h.usage = usage;
    h.words = words;
    uint16_t heading = pipeline_goods_text(&h, &g).heading;
    goods_words_free(words);
    mem_free(usage);
    store_close(s);
    return heading;
}

static void it_is_told_what_a_scan_tells_of_it(void **state)
{
    static const uint16_t wanted[] = {9014, 9014, 8413, 9014, 9014, 8413, 0};
    (void)state;
    put_records(0, N_OF(lines), NULL);
    struct pipeline *p = scan();
    for (size_t i = 0; i < N_OF(lines); i++) {
        assert_int_equal(in_scan(p, i), wanted[i]);
        assert_int_equal(alone(i), wanted[i]);
    }
    pipeline_free(p);
}

/* Also by one in which every line states a number, so that nothing had to be told. */
static void the_next_scan_tells_what_all_records_do(void **state)
{
    (void)state;
    put_records(0, 2, NULL);
    pipeline_free(scan());
    assert_int_equal(alone(BY_USAGE), 9014);
    put_records(2, N_OF(lines) - 2, "8413"); /* now half of them state either */
    pipeline_free(scan());
    assert_int_equal(alone(BY_USAGE), 0);
    put_records(N_OF(lines) - 2, N_OF(lines), "901420");
    pipeline_free(scan());
    assert_int_equal(alone(BY_WORDS), 9014);
    assert_int_equal(alone(BY_NOTHING), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(it_is_told_what_a_scan_tells_of_it, inputs_made,
                                        inputs_removed),
        cmocka_unit_test_setup_teardown(the_next_scan_tells_what_all_records_do, inputs_made,
                                        inputs_removed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
