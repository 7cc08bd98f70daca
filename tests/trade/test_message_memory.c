/* The readers of messages when memory ends: all of a message is read, or it is said. */
#include "read_message.h"
#include "unit.h"

/* The records and rejects of a file that is read with the n-th allocation failing; false: it was
 * said that there is no memory. */
static bool read_failing(struct str text, size_t n, struct buf *out)
{
    struct trade_batch b;
    struct seine_error err = {0};
    trade_batch_init(&b);
    mem_fail_at(n);
    enum seine_status status = read_bytes(text, NULL, 9, &b, &err);
    mem_fail_at(0);
    for (size_t i = 0; i < b.consignments.n && status == SEINE_OK; i++)
        trade_write_ndjson(out, &b.consignments.v[i]);
    for (size_t i = 0; i < b.rejects.n && status == SEINE_OK; i++)
        trade_write_reject(out, &b.rejects.v[i]);
    trade_batch_release(&b);
    assert_true(status == SEINE_OK || status == SEINE_NOMEM);
    return status == SEINE_OK;
}

static void nothing_is_lost_when_memory_ends(void **state)
{
    static const char *const names[] = {"cuscar.edi",      "waybills.fwb",  "houses.fhl",
                                        "manifest.ffm",    "xfwb.xml",      "xfhl.xml",
                                        "declaration.xml", "waybill.jsonld"};
    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct buf text, whole, out;
        char path[4096];
        struct input *in = NULL;
        struct seine_error err = {0};
        const char *source = getenv("SEINE_SOURCE");
        (void)snprintf(path, sizeof path, "%s/tests/trade/messages/%s", source ? source : ".",
                       names[i]);
        buf_init(&text, MIB);
        buf_init(&whole, MIB);
        buf_init(&out, MIB);
        assert_int_equal(input_open(path, &in, &err), SEINE_OK);
        assert_int_equal(input_read_all(in, &text, &err), SEINE_OK);
        input_free(in);
        assert_true(read_failing(buf_str(&text), 0, &whole));
        size_t n = 1;
        while (!read_failing(buf_str(&text), n, &out))
            n++;
        print_message("# %s: %zu allocations\n", names[i], n);
        assert_in_range(n, 5, 20000);
        assert_string_equal(out.p, whole.p);
        buf_release(&text);
        buf_release(&whole);
        buf_release(&out);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_is_lost_when_memory_ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
