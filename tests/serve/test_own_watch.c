/* serve/own_watch.c under threads: the rules are made anew beside the requests that use them. What
 * they say, and what answers to them, test_own.c and tests/pipeline/test_watch.c look at. */
#include "unit.h"

#include "serve/own.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

static char folder[64], db[96], list_path[512], kit_path[512], records_path[512];
static const char *const watchlists[] = {list_path};
static const char *const kits[] = {kit_path};
static struct list_set lists;
static struct screen_index *screen;
static struct own_config config;
static struct own *own;
static struct own_names names = {.set = &lists};
static struct buf out;

static int start(void **state)
{
    const char *root = getenv("SEINE_SOURCE");
    struct seine_error err = {0};
    (void)state;
    snprintf(folder, sizeof folder, "%s/seine-own-XXXXXX", P_tmpdir);
    if (!root || !mkdtemp(folder))
        return -1;
    snprintf(db, sizeof db, "%s/memory.db", folder);
    snprintf(list_path, sizeof list_path, "%s/data/lists/dprk.csv", root);
    snprintf(kit_path, sizeof kit_path, "%s/tests/golden/scan-case/kit.json", root);
    snprintf(records_path, sizeof records_path, "%s/tests/golden/scan-case/records.csv", root);
    list_set_init(&lists);
    buf_init(&out, OWN_ANSWER_MAX);
    config = (struct own_config){.db = db,
                                 .spool = folder,
                                 .watchlists = watchlists,
                                 .n_watchlists = 1,
                                 .kits = kits,
                                 .n_kits = 1,
                                 .watch_least = 0.000001,
                                 .threads = 2,
                                 .readers = 2};
    if (screen_open(watchlists, 1, NULL, &lists, &screen, &err) != SEINE_OK)
        return -1;
    if (screen_scratch_new(screen, &names.scratch) != SEINE_OK)
        return -1;
    names.index = screen;
    return own_new(&config, &own, &err) == SEINE_OK ? 0 : -1;
}

static int stop(void **state)
{
    static const char *const ends[] = {"", "-wal", "-shm", "-journal", ".views", ".state"};
    (void)state;
    own_free(own);
    screen_scratch_free(names.scratch);
    screen_index_free(screen);
    list_set_release(&lists);
    buf_release(&out);
    for (size_t i = 0; i < N_OF(ends); i++) {
        char name[128];
        snprintf(name, sizeof name, "%s%s", db, ends[i]);
        unlink(name);
    }
    return rmdir(folder); /* fails if a body was left in the spool */
}

static bool says(const char *text)
{
    return str_contains(buf_str(&out), str_of(text));
}

/* Submits and waits for the end; the job's last answer stands in out. */
static void submit(struct str body)
{
    struct seine_error err = {0};
    struct arena arena;
    const struct json_value *v;
    char id[32];
    buf_reset(&out);
    assert_ok(own_submit(own, STR("records.csv"), body, &out, &err));
    arena_init(&arena, MIB);
    assert_ok(json_parse(buf_str(&out), &arena, &v, &err));
    snprintf(id, sizeof id, STR_FMT, STR_ARG(json_text(v, "job")));
    arena_release(&arena);
    do {
        usleep(10000);
        buf_reset(&out);
        assert_ok(own_job(own, str_of(id), &out, &err));
    } while (!says("\"done\"") && !says("\"failed\""));
}

static void submit_records(void)
{
    struct input *in = NULL;
    struct buf body;
    struct seine_error err = {0};
    buf_init(&body, 16 * MIB);
    assert_ok(input_open(records_path, &in, &err));
    assert_ok(input_read_all(in, &body, &err));
    input_free(in);
    submit(buf_str(&body));
    buf_release(&body);
}

static void first_case(char *id, size_t room)
{
    struct seine_error err = {0};
    struct arena arena;
    const struct json_value *v;
    buf_reset(&out);
    assert_ok(own_cases(own, STR_EMPTY, 0, 50, &out, &err));
    arena_init(&arena, 16 * MIB);
    assert_ok(json_parse(buf_str(&out), &arena, &v, &err));
    assert_true(json_get(v, "cases")->n > 0);
    snprintf(id, room, STR_FMT, STR_ARG(json_text(json_get(v, "cases")->first, "case")));
    arena_release(&arena);
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
        cmocka_unit_test(what_a_decision_changes_is_seen_while_others_ask)};
    return cmocka_run_group_tests(tests, start, stop);
}
