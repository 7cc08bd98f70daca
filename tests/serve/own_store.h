/* own_store.h - Seine's own API without HTTP for tests: an empty store, the records and the kit of
 * the golden scan, the bundled list. */
#ifndef OWN_STORE_H
#define OWN_STORE_H

#include "unit.h"

#include "serve/own.h"

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
static struct geo *geo;
static struct buf out;

static inline int start(void **state)
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
    if (geo_open(&geo, &err) != SEINE_OK)
        return -1;
    names.index = screen;
    names.geo = geo;
    return own_new(&config, &own, &err) == SEINE_OK ? 0 : -1;
}

static inline int stop(void **state)
{
    static const char *const ends[] = {"", "-wal", "-shm", "-journal", ".views", ".state"};
    (void)state;
    own_free(own);
    screen_scratch_free(names.scratch);
    geo_free(geo);
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

static inline bool says(const char *text)
{
    return str_contains(buf_str(&out), str_of(text));
}

static inline void assert_says(const char *text)
{
    if (!says(text))
        fail_msg("no %s in %s", text, out.p);
}

static inline void assert_json(struct arena *arena, const struct json_value **ret)
{
    struct seine_error err = {0};
    if (json_parse(buf_str(&out), arena, ret, &err) != SEINE_OK)
        fail_msg("%s: %s", err.message, out.p);
}

/* Submits and waits for the end; the job's last answer stands in out. */
static inline void submit(struct str body)
{
    struct seine_error err = {0};
    struct arena arena;
    const struct json_value *v;
    char id[32];
    buf_reset(&out);
    assert_ok(own_submit(own, STR("records.csv"), body, &out, &err));
    arena_init(&arena, MIB);
    assert_json(&arena, &v);
    snprintf(id, sizeof id, STR_FMT, STR_ARG(json_text(v, "job")));
    arena_release(&arena);
    do {
        usleep(10000);
        buf_reset(&out);
        assert_ok(own_job(own, str_of(id), &out, &err));
    } while (!says("\"done\"") && !says("\"failed\""));
}

static inline void submit_records(void)
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

static inline void cases(const char *status)
{
    struct seine_error err = {0};
    buf_reset(&out);
    assert_ok(own_cases(own, str_of(status), 0, 50, &out, &err));
}

static inline void first_case(char *id, size_t room)
{
    struct arena arena;
    const struct json_value *v;
    cases("");
    arena_init(&arena, 16 * MIB);
    assert_json(&arena, &v);
    assert_true(json_get(v, "cases")->n > 0);
    snprintf(id, room, STR_FMT, STR_ARG(json_text(json_get(v, "cases")->first, "case")));
    arena_release(&arena);
}

#endif
