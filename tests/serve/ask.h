/* ask.h - a server without a socket for tests of its handlers: bundled lists, open to all. */
#ifndef ASK_H
#define ASK_H

#include "serve/internal.h"

#include <stdlib.h>

static struct serve server;
static struct serve_context asked;
static struct arena ask_arena;
static struct reply reply;
static char ask_lists[1024];
static const char *const ask_paths[] = {ask_lists};

static inline int ask_start(void **state)
{
    struct seine_error err = {0};
    (void)state;
    snprintf(ask_lists, sizeof ask_lists, "%s/data/lists/dprk.csv", getenv("SEINE_SOURCE"));
    server.options =
        (struct serve_options){.watchlists = ask_paths, .n_watchlists = 1, .is_open = true};
    server.options.by = "desk";
    arena_init(&ask_arena, 64 * MIB);
    reply_init(&reply);
    if (auth_new(&server.options, true, &server.auth, &err) != SEINE_OK ||
        geo_open(&server.geo, &err) != SEINE_OK ||
        lists_read(&server.options, &server.lists, &err) != SEINE_OK ||
        pthread_mutex_init(&server.lock, NULL) != 0)
        return -1;
    asked = (struct serve_context){.server = &server, .arena = &ask_arena, .lists = server.lists};
    return screen_scratch_new(server.lists->index, &asked.scratch) == SEINE_OK ? 0 : -1;
}

static inline int ask_stop(void **state)
{
    (void)state;
    screen_scratch_free(asked.scratch);
    lists_let_go(&server, server.lists);
    auth_free(server.auth);
    geo_free(server.geo);
    reply_release(&reply);
    arena_release(&ask_arena);
    pthread_mutex_destroy(&server.lock);
    return 0;
}

/* Asks; the answer stands in `reply`, the status is returned. */
static inline int ask(const char *method, const char *target, const char *body)
{
    static char head[16 * KIB];
    struct http_head h;
    arena_reset(&ask_arena);
    reply_reset(&reply);
    snprintf(head, sizeof head, "%s %s HTTP/1.1\r\nHost: localhost\r\n\r\n", method, target);
    assert_int_equal(http_parse(str_of(head), &h), HTTP_COMPLETE);
    serve_answer(&asked, &h, str_of(body), 0, &reply);
    return reply.status;
}

static inline void assert_says(const char *text)
{
    if (!str_contains(buf_str(&reply.body), str_of(text)))
        fail_msg("no %s in %.2000s", text, reply.body.p);
}

static inline void assert_silent(const char *text)
{
    if (str_contains(buf_str(&reply.body), str_of(text)))
        fail_msg("%s in %.2000s", text, reply.body.p);
}

#endif
