/* Cases as nets of nodes and edges, whatever their papers are like. */
#include "own_store.h"

/* What one paper takes up while it is read is free for the next. */
static void many_large_papers_are_drawn(void **state)
{
    enum { PAPERS = 150, LINES = 10000 };
    struct seine_error err = {0};
    struct store *s = NULL;
    struct str ids[PAPERS];
    char room[PAPERS][16];
    struct buf text;
    (void)state;
    buf_init(&text, MIB);
    assert_ok(store_open(db, &s, &err));
    assert_ok(store_begin(s, &err));
    for (int i = 0; i < PAPERS; i++) {
        snprintf(room[i], sizeof room[i], "LARGE-%d", i);
        ids[i] = str_of(room[i]);
        buf_reset(&text);
        buf_add_f(&text,
                  "{\"id\":\"%s\",\"parties\":[{\"role\":\"shipper\",\"name\":\"Acme\"}],"
                  "\"goods\":[{}",
                  room[i]);
        for (int k = 0; k < LINES; k++)
            buf_add_z(&text, ",{}");
        buf_add_z(&text, "]}");
        assert_ok(store_put_record(s, ids[i], 20000, buf_str(&text), &err));
    }
    struct store_case c = {.id = STR("SC-LARGE"),
                           .kit = STR("kite"),
                           .score = 1,
                           .json = STR("{\"case\":\"SC-LARGE\",\"actors\":[{\"actor\":1,\"names\":"
                                       "[\"Acme\"],\"roles\":[\"sender\"]}]}"),
                           .consignments = ids,
                           .n_consignments = PAPERS};
    assert_ok(store_put_case(s, &c, &err));
    assert_ok(store_commit(s, &err));
    store_close(s);
    buf_reset(&out);
    assert_ok(own_case_graph(own, STR("SC-LARGE"), STR("ann"), &out, &err));
    assert_says("\"consignment:LARGE-149\"");
    buf_release(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(many_large_papers_are_drawn)};
    return cmocka_run_group_tests(tests, start, stop);
}
