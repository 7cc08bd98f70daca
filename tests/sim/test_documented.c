/* Documented cases: they can be read, say what is modelled, lie in the world's time, and are
 * ranked. */
#include "sim/sim.h"
#include "trade/trade.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static const char *data(const char *name)
{
    static char path[512];
    const char *root = getenv("SEINE_SOURCE");
    snprintf(path, sizeof path, "%s/data/cases/%s", root ? root : ".", name);
    return path;
}

static size_t read_records(const char *path, struct trade_batch *b)
{
    struct input *in;
    struct trade_reader *r;
    bool more = true;
    trade_batch_init(b);
    assert_int_equal(input_open(path, &in, NULL), SEINE_OK);
    assert_int_equal(trade_reader_open(in, NULL, &r, NULL), SEINE_OK);
    while (more)
        assert_int_equal(trade_reader_next(r, 1000, b, &more, NULL), SEINE_OK);
    trade_reader_free(r);
    input_free(in);
    assert_int_equal(b->rejects.n, 0);
    return b->consignments.n;
}

static bool has_extra(const struct trade_consignment *c, const char *key)
{
    for (size_t i = 0; i < c->n_extras; i++)
        if (str_is(c->extras[i].key, str_of(key)))
            return true;
    return false;
}

static void every_record_says_its_case_its_source_and_what_is_modelled(void **state)
{
    (void)state;
    static const char *const names[] = {"cases.ndjson", "cases-stripped.ndjson"};
    for (int f = 0; f < 2; f++) {
        struct trade_batch b;
        size_t n = read_records(data(names[f]), &b);
        assert_int_equal(n, 64);
        for (size_t i = 0; i < n; i++) {
            const struct trade_consignment *c = &b.consignments.v[i];
            assert_true(has_extra(c, "case") && has_extra(c, "modelled") && has_extra(c, "source"));
            for (size_t k = 0; k < c->n_parties && f == 1; k++)
                assert_true(str_starts(c->parties[k].name, STR("PARTY ")) &&
                            c->parties[k].phone.n == 0);
        }
        trade_batch_release(&b);
    }
}

/* Writes one case that holds the four records of C36 and one other. */
static enum seine_status scan(void *context, const char *const *inputs, size_t n, const char *out,
                              struct seine_error *err)
{
    struct trade_batch b;
    (void)err;
    assert_int_equal(n, 2);
    assert_int_equal(read_records(inputs[1], &b), 64);
    int32_t lo = date_day(2026, 1, 1), hi = lo + 364;
    for (size_t i = 0; i < b.consignments.n; i++) {
        int32_t day = b.consignments.v[i].issued.day;
        assert_true(day >= lo && day <= hi);
    }
    trade_batch_release(&b);
    FILE *f = fopen(out, "wb");
    assert_non_null(f);
    fputs("{\"rank\":1,\"consignments\":[{\"id\":\"q\"}]}\n"
          "{\"rank\":2,\"consignments\":[{\"id\":\"C36-1\"},{\"id\":\"C36-2\"},{\"id\":\"C36-3\"},{"
          "\"id\":\"q\"}]}\n",
          f);
    fclose(f);
    ++*(int *)context;
    return SEINE_OK;
}

static void cases_are_put_among_a_background_and_ranked(void **state)
{
    (void)state;
    char dir[256], folder[512];
    const char *tmp = getenv("TMPDIR");
    int calls = 0;
    struct buf out;
    snprintf(dir, sizeof dir, "%s/seine-documented-%d", tmp ? tmp : "/tmp", (int)getpid());
    snprintf(folder, sizeof folder, "%s", data(""));
    struct sim_documented d = {.folder = folder, .scan = scan, .context = &calls};
    sim_options_default(&d.options);
    d.options.consignments = 2000;
    d.options.out = dir;
    buf_init(&out, MIB);
    assert_int_equal(sim_evaluate_documented(&d, &out, NULL), SEINE_OK);
    assert_int_equal(calls, 1);
    const char *line = strstr(out.p, "C36 ");
    assert_non_null(line);
    char *at;
    assert_int_equal(strtoul(line + 4, &at, 10), 5); /* consignments, found at, touched at */
    assert_int_equal(strtoul(at, &at, 10), 2);
    assert_int_equal(strtoul(at, &at, 10), 2);
    /* Of two cases one is better, and it has one consignment of some two thousand. */
    double of_cases = strtod(at, &at), before = strtod(at + 1, NULL);
    assert_true(of_cases > 49.9 && of_cases < 50.1);
    assert_true(before > 100.0 / 2500 - 0.006 && before < 100.0 / 2000 + 0.006);
    assert_non_null(strstr(out.p, "N01"));
    buf_release(&out);
    assert_int_equal(rmdir(dir), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_record_says_its_case_its_source_and_what_is_modelled),
        cmocka_unit_test(cases_are_put_among_a_background_and_ranked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
