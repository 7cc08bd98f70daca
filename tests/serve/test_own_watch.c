/* serve/own_watch.c under threads: the rules, and what goods are declared as, are made anew beside
 * the requests that use them. What rules say, and what answers to them, test_own.c and
 * tests/pipeline/test_watch.c look at. */
#include "own_store.h"

#include <pthread.h>
#include <stdatomic.h>

/* What the goods of a scan are declared as tells those of a single consignment without a number. */
static void goods_without_a_number_are_told_as_in_the_last_scan(void **state)
{
    static const char *const declared =
        "id,issued,mode,route,shipper_name,shipper_country,consignee_name,consignee_country,line,"
        "description,hs,net_kg\n"
        "Z0,2026-03-06,road,DXB-MCT,Orbin House,AE,Qerat,OM,1,zeta widget,901420,20\n"
        "Z1,2026-03-06,road,DXB-MCT,Velmi Stores,AE,Tushar,OM,1,\"Zeta widget, 7\",901420,20\n";
    static const char *const single =
        "{\"id\":\"A\",\"goods\":[{\"description\":\"ZETA WIDGET 40\"}]}";
    bool is_told = false;
    struct seine_error err = {0};
    (void)state;
    for (int i = 0; i < 6000 && !is_told; i++) {
        if (i == 1)
            submit(str_of(declared));
        buf_reset(&out);
        assert_ok(own_assess(own, &names, str_of(single), &out, &err));
        is_told = says("\"goods\":[{\"line\":1,\"kit\":\"kite\",\"component\":\"a\"");
        assert_true(i > 0 || says("\"goods\":[]"));
        usleep(10000);
    }
    assert_true(is_told);
}

/* With these the others go on, and the case is worth watching: its fifth piece is awaited. */
static const char *const onward =
    "id,issued,mode,route,shipper_name,shipper_country,consignee_name,consignee_country,line,"
    "description,hs,net_kg\n"
    "O0,2026-05-06,road,DXB-MCT,Sablon Net Works,AE,Vantor,OM,1,alpha gyroscope,901420,20\n"
    "O1,2026-05-13,road,DXB-MCT,Sablon Net Works,AE,Vantor,OM,1,beta turbojet,841112,21\n"
    "O2,2026-05-20,road,DXB-MCT,Sablon Net Works,AE,Vantor,OM,1,gamma antenna,852691,22\n"
    "O3,2026-05-27,road,DXB-MCT,Sablon Net Works,AE,Vantor,OM,1,delta servo,850131,23\n";

struct asker {
    pthread_t thread;
    struct own_names names;
    struct buf out;
    atomic_bool *is_over;
    bool ok;
};

static bool ask_for_fifth(const struct own_names *with, struct buf *answer)
{
    static const char *const fifth =
        "id,issued,mode,route,shipper_name,shipper_country,consignee_name,consignee_country,line,"
        "description,hs,net_kg\n"
        "P8,2026-06-02,air,PEK-DXB,Koral Tools,CN,Sablon Net Works,AE,1,epsilon fibre,681511,24\n";
    struct seine_error err = {0};
    buf_reset(answer);
    return own_assess(own, with, str_of(fifth), answer, &err) == SEINE_OK;
}

static void *keep_asking(void *context)
{
    struct asker *a = context;
    while (a->ok && !atomic_load(a->is_over))
        a->ok = ask_for_fifth(&a->names, &a->out);
    return NULL;
}

static bool is_awaited_in_the_end(bool wanted)
{
    bool is = !wanted;
    for (int i = 0; i < 6000 && is != wanted; i++) {
        assert_true(ask_for_fifth(&names, &out));
        is = says("\"component\":\"e\"") && !says("\"awaited\":[]");
        usleep(10000);
    }
    return is == wanted;
}

/* Rules are made anew beside the requests that use them. */
static void what_a_decision_changes_is_seen_while_others_ask(void **state)
{
    static const char *const bodies[] = {"{\"verdict\":\"cleared\",\"reason\":\"x\"}",
                                         "{\"verdict\":\"open\",\"reason\":\"x\"}"};
    struct asker askers[2];
    struct seine_error err = {0};
    atomic_bool is_over = false;
    char id[64];
    (void)state;
    submit_records();
    submit(str_of(onward));
    first_case(id, sizeof id);
    for (size_t i = 0; i < N_OF(askers); i++) {
        askers[i] = (struct asker){.names = names, .is_over = &is_over, .ok = true};
        buf_init(&askers[i].out, OWN_ANSWER_MAX);
        assert_ok(screen_scratch_new(screen, &askers[i].names.scratch));
        assert_int_equal(pthread_create(&askers[i].thread, NULL, keep_asking, &askers[i]), 0);
    }
    bool ok = is_awaited_in_the_end(true);
    for (size_t i = 0; i < N_OF(bodies) && ok; i++) {
        buf_reset(&out);
        ok = own_decide(own, str_of(id), str_of(bodies[i]), STR("ann"), &out, &err) == SEINE_OK &&
             is_awaited_in_the_end(i == 1);
    }
    atomic_store(&is_over, true);
    for (size_t i = 0; i < N_OF(askers); i++) {
        pthread_join(askers[i].thread, NULL);
        ok = ok && askers[i].ok;
        screen_scratch_free(askers[i].names.scratch);
        buf_release(&askers[i].out);
    }
    assert_true(ok);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(goods_without_a_number_are_told_as_in_the_last_scan),
        cmocka_unit_test(what_a_decision_changes_is_seen_while_others_ask)};
    return cmocka_run_group_tests(tests, start, stop);
}
