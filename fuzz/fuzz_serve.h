/* fuzz_serve.h - a server without a socket for fuzz targets: a small list, open to all; with_own: a
 * store with a case, in a folder that is removed at the end. */
#ifndef FUZZ_SERVE_H
#define FUZZ_SERVE_H

#include "serve/internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct serve fuzz_server;
static struct serve_context fuzz_context;
static struct serve_lists *fuzz_held; /* as a worker holds them */
static struct arena fuzz_arena;
static char fuzz_folder[64], fuzz_list[96], fuzz_kit[96], fuzz_db[96];
static const char *const fuzz_lists[] = {fuzz_list};
static const char *const fuzz_kits[] = {fuzz_kit};

static inline void fuzz_need(bool ok)
{
    if (!ok)
        abort();
}

static inline void fuzz_file(char *path, size_t room, const char *name, const char *text)
{
    snprintf(path, room, "%s/%s", fuzz_folder, name);
    FILE *f = fopen(path, "we");
    fuzz_need(f && fputs(text, f) >= 0 && fclose(f) == 0);
}

static inline void fuzz_remove(void)
{
    static const char *const names[] = {"list",   "kit",      "db",        "db-wal",
                                        "db-shm", "db.views", "db-journal"};
    char path[160];
    own_free(fuzz_server.own);
    fuzz_server.own = NULL;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        snprintf(path, sizeof path, "%s/%s", fuzz_folder, names[i]);
        unlink(path);
    }
    rmdir(fuzz_folder);
}

#define FUZZ_CASE                                                                                  \
    "{\"case\":\"SC-F\",\"rank\":1,\"score\":2.5,\"probability\":0.8,\"kit\":\"kite\",\"side\":"   \
    "\"receiver\",\"first\":\"2026-01-01\",\"last\":\"2026-02-01\",\"components\":[],\"missing\":" \
    "[\"e\"],\"expected\":[{\"component\":\"e\",\"name\":\"Epsilon\",\"hs\":[\"6815\"],"           \
    "\"essential\":true,\"reason\":\"not seen yet\",\"comes\":0.5,\"within_30_days\":0.2,"         \
    "\"from_day\":\"2026-03-01\",\"likely_day\":\"2026-04-01\",\"to_day\":\"2026-05-01\","         \
    "\"counterparts\":[],\"lanes\":[]}],\"consignments\":[{\"id\":\"R1\",\"lines\":[1],"           \
    "\"role\":\"piece\"}],\"actors\":[{\"actor\":0,\"id\":\"A-1\",\"names\":[\"Sablon\"],"         \
    "\"roles\":[\"receiver\"],\"countries\":[\"AE\"],\"watchlist\":[]}],\"links\":[{\"from\":"     \
    "\"R1\",\"to\":\"R1\",\"kind\":\"relay\",\"bits\":1,\"text\":\"x\"}],\"evidence\":[]}"
#define FUZZ_RECORD                                                                                \
    "{\"id\":\"R1\",\"parties\":[{\"role\":\"consignee\",\"name\":\"Sablon\",\"country\":"         \
    "\"AE\"}],\"goods\":[{\"line\":1,\"description\":\"gyroscope\"}]}"

static inline void fuzz_fill(void)
{
    const struct str records[] = {STR("R1")}, actors[] = {STR("A-1")};
    const struct store_case c = {STR("SC-F"), STR("kite"), 2.5, STR(FUZZ_CASE), records,
                                 1,           actors,      1,   false,          false};
    const struct store_party p = {STR("Sablon\x1f"
                                      "AE"),
                                  STR("Sablon"), STR("AE"), 1, STR("A-1")};
    struct store *s = NULL;
    struct seine_error err = {0};
    fuzz_need(store_open(fuzz_db, &s, &err) == SEINE_OK && store_begin(s, &err) == SEINE_OK &&
              store_put_record(s, STR("R1"), 20000, STR(FUZZ_RECORD), &err) == SEINE_OK &&
              store_put_party(s, &p, &err) == SEINE_OK && store_put_case(s, &c, &err) == SEINE_OK &&
              store_commit(s, &err) == SEINE_OK);
    store_close(s);
}

static inline void fuzz_serve_start(bool with_own)
{
    struct seine_error err = {0};
    struct serve *s = &fuzz_server;
    snprintf(fuzz_folder, sizeof fuzz_folder, "%s/seine-fuzz-XXXXXX", P_tmpdir);
    fuzz_need(mkdtemp(fuzz_folder) != NULL);
    atexit(fuzz_remove);
    fuzz_file(fuzz_list, sizeof fuzz_list, "list",
              "{\"id\":\"E1\",\"schema\":\"Company\",\"properties\":{\"name\":[\"Korea Mining "
              "Corporation\"],\"country\":[\"kp\"],\"topics\":[\"sanction\"]},\"datasets\":[\"x\"]}"
              "\n{\"id\":\"E2\",\"schema\":\"Vessel\",\"properties\":{\"name\":[\"CHONG RIM\"],"
              "\"imoNumber\":[\"8909575\"]},\"datasets\":[\"x\"]}\n");
    fuzz_file(fuzz_kit, sizeof fuzz_kit, "kit",
              "[{\"id\":\"kite\",\"name\":\"Kite\",\"source\":\"made up\",\"components\":[{\"id\":"
              "\"e\",\"name\":\"Epsilon\",\"hs\":[\"681511\"],\"terms\":[\"epsilon fibre\"],"
              "\"essential\":true}]}]");
    snprintf(fuzz_db, sizeof fuzz_db, "%s/db", fuzz_folder);
    s->options =
        (struct serve_options){.watchlists = fuzz_lists, .n_watchlists = 1, .is_open = true};
    s->options.by = "fuzz";
    s->wake = s->epoll = s->listener = -1;
    arena_init(&fuzz_arena, 256 * MIB);
    buf_init(&s->events, 4 * MIB);
    buf_init(&s->reload_error, LIMIT_TEXT);
    pthread_mutex_init(&s->lock, NULL);
    fuzz_need(auth_new(&s->options, true, &s->auth, &err) == SEINE_OK &&
              geo_open(&s->geo, &err) == SEINE_OK &&
              lists_read(&s->options, &s->lists, &err) == SEINE_OK);
    if (with_own) {
        s->own_config = (struct own_config){.db = fuzz_db,
                                            .spool = fuzz_folder,
                                            .watchlists = fuzz_lists,
                                            .n_watchlists = 1,
                                            .kits = fuzz_kits,
                                            .n_kits = 1,
                                            .threads = 1,
                                            .readers = 1};
        fuzz_fill();
        fuzz_need(own_new(&s->own_config, &s->own, &err) == SEINE_OK);
    }
    fuzz_held = lists_hold(s);
    fuzz_context = (struct serve_context){
        .server = s, .arena = &fuzz_arena, .lists = fuzz_held, .own = s->own};
    fuzz_need(screen_scratch_new(s->lists->index, &fuzz_context.scratch) == SEINE_OK);
}

/* Answers as a worker does, on the calling thread. */
static inline void fuzz_answer(const struct http_head *head, struct str body, struct reply *r)
{
    arena_reset(&fuzz_arena);
    if (fuzz_held != fuzz_server.lists) { /* they were read again */
        screen_scratch_free(fuzz_context.scratch);
        lists_let_go(&fuzz_server, fuzz_held);
        fuzz_context.lists = fuzz_held = lists_hold(&fuzz_server);
        fuzz_need(screen_scratch_new(fuzz_server.lists->index, &fuzz_context.scratch) == SEINE_OK);
    }
    serve_answer(&fuzz_context, head, body, 0, r);
}

#endif
