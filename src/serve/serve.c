/* serve/serve.c - the loop and the crew behind it.
 *
 *     loop ──queue──► worker ... worker          one request each, handlers run here
 *       ▲                │
 *       └── done list, eventfd ◄──┘              answers go back; the loop sends them
 *
 * The loop never waits for anything but epoll. Signals are the caller's: serve_stop and
 * serve_ask_reload only set a flag and wake the loop. */
#include "serve/internal.h"

#include <errno.h>
#include <netdb.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define TICK_MS 250

int64_t serve_clock_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static int64_t clock_us(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static void wake(struct serve *s)
{
    uint64_t one = 1;
    ssize_t n = write(s->wake, &one, sizeof one);
    (void)n; /* a full counter wakes just as well */
}

void serve_stop(struct serve *s)
{
    atomic_store(&s->stop, 1);
    wake(s);
}

void serve_ask_reload(struct serve *s)
{
    atomic_store(&s->reload, 1);
    wake(s);
}

/* Under the lock: adds it to what the loop will send, unless that would be more than `most`. */
static bool put_event(struct serve *s, const char *event, struct str data, size_t most)
{
    if (data.n > most || s->events.n + data.n + 64 > most)
        return false;
    buf_add_f(&s->events, "event: %s\ndata: ", event);
    for (size_t i = 0; i < data.n; i++)
        buf_add_c(&s->events, data.p[i] == '\n' || data.p[i] == '\r' ? ' ' : data.p[i]);
    buf_add_z(&s->events, "\n\n");
    s->n_events++;
    return true;
}

void serve_publish(struct serve *s, const char *event, struct str data)
{
    pthread_mutex_lock(&s->lock);
    if (!put_event(s, event, data, SERVE_MAX_EVENTS))
        s->n_unsent++;
    pthread_mutex_unlock(&s->lock);
    wake(s);
}

/* Scratch for the lists that count now; what it was made for is held until they change. */
static bool take_lists(struct worker *w)
{
    struct serve *s = w->server;
    struct serve_lists *l = lists_hold(s);
    if (l == w->lists) {
        lists_let_go(s, l);
        return true;
    }
    screen_scratch_free(w->scratch);
    w->scratch = NULL;
    lists_let_go(s, w->lists);
    w->lists = l;
    if (screen_scratch_new(l->index, &w->scratch) == SEINE_OK)
        return true;
    w->scratch = NULL;
    w->lists = NULL;
    lists_let_go(s, l);
    return false;
}

static void answer(struct worker *w, struct conn *c)
{
    struct serve *s = w->server;
    int64_t began = clock_us();
    arena_reset(&w->arena);
    if (c->is_asking) {
        serve_ask(s, &c->head, c->peer, c->is_asked_on, &w->arena, &c->reply);
        if (c->reply.status == 200)
            return;
    } else if (!take_lists(w)) {
        reply_error(&c->reply, 503, "Out of memory.");
    } else {
        struct serve_context x = {.server = s,
                                  .arena = &w->arena,
                                  .lists = w->lists,
                                  .scratch = w->scratch,
                                  .own = s->own,
                                  .is_counted = c->was_asked,
                                  .now = (int64_t)time(NULL)};
        struct str body = str_slice(buf_str(&c->in), c->head.n_bytes,
                                    c->head.n_bytes + (size_t)c->head.content_length);
        serve_answer(&x, &c->head, body, c->peer, &c->reply);
    }
    metrics_answer(&s->metrics, c->reply.status, clock_us() - began);
}

static void *work(void *argument)
{
    struct worker *w = argument;
    struct serve *s = w->server;
    struct conn *c;
    while ((c = queue_take(s->queue))) {
        answer(w, c);
        pthread_mutex_lock(&s->lock);
        bool is_first = s->done == NULL;
        c->next_done = s->done;
        s->done = c;
        pthread_mutex_unlock(&s->lock);
        if (is_first)
            wake(s);
    }
    return NULL;
}

static void *read_again(void *argument)
{
    struct serve *s = argument;
    struct seine_error ignored = {0}, why = {0}; /* the list's is kept in reload_error */
    char text[sizeof why.message + 256];
    if (serve_reload(s, STR_EMPTY, &ignored) == SEINE_CONFLICT)
        atomic_store(&s->reload, 1); /* the other began before what it was asked for: again */
    if (!s->tls || tls_keys_reload(s->tls, &why) == SEINE_OK)
        return NULL;
    pthread_mutex_lock(&s->lock);
    buf_add_z(&s->reload_error, s->reload_error.n ? "; " : "");
    buf_add_z(&s->reload_error, error_text(&why, text, sizeof text));
    pthread_mutex_unlock(&s->lock);
    return NULL;
}

/* "host:port", "[v6]:port", or a port alone. */
static bool split_address(const char *text, char *host, size_t room, const char **ret_port)
{
    const char *colon = strrchr(text, ':');
    size_t n = colon ? (size_t)(colon - text) : 0;
    *ret_port = colon ? colon + 1 : text;
    if (!colon || (n == 9 && memcmp(text, "localhost", n) == 0)) {
        text = "127.0.0.1";
        n = strlen(text);
    }
    if (!(*ret_port)[0] || n == 0 || n >= room)
        return false;
    if (text[0] == '[' && text[n - 1] == ']') {
        text++;
        n -= 2;
    }
    memcpy(host, text, n);
    host[n] = 0;
    return true;
}

static bool is_loopback(const struct sockaddr *a)
{
    if (a->sa_family == AF_INET)
        return ntohl(((const struct sockaddr_in *)(const void *)a)->sin_addr.s_addr) >> 24 == 127;
    return IN6_IS_ADDR_LOOPBACK(&((const struct sockaddr_in6 *)(const void *)a)->sin6_addr);
}

static void name_address(struct serve *s)
{
    struct sockaddr_storage a;
    socklen_t n = sizeof a;
    char host[64] = "?", port[16] = "?";
    getsockname(s->listener, (struct sockaddr *)&a, &n);
    getnameinfo((struct sockaddr *)&a, n, host, sizeof host, port, sizeof port,
                NI_NUMERICHOST | NI_NUMERICSERV);
    snprintf(s->address, sizeof s->address, a.ss_family == AF_INET6 ? "[%s]:%s" : "%s:%s", host,
             port);
}

static bool is_port(const char *text)
{
    int64_t port;
    return str_to_i64(str_of(text), &port) && port >= 0 && port <= 65535;
}

/* *ret is freed with freeaddrinfo. */
static enum seine_status find_address(const struct serve_options *o, struct addrinfo **ret,
                                      struct seine_error *err)
{
    const char *text = o->listen ? o->listen : SERVE_ADDRESS, *port;
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM,
                             .ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE},
                    *a = NULL;
    char host[64];
    enum seine_status status = SEINE_OK;
    if (!split_address(text, host, sizeof host, &port) || !is_port(port) ||
        getaddrinfo(host, port, &hints, &a) != 0)
        return error_set(
            err, SEINE_FORMAT,
            "'%s' is no address to listen on; write it as 127.0.0.1:8737 or [::1]:8737", text);
    if (!is_loopback(a->ai_addr) && o->is_open)
        status = error_set(err, SEINE_DENIED, "without tokens only loopback is listened on");
    else if (!is_loopback(a->ai_addr) && !o->tls_certificate && !o->is_clear)
        status = error_set(err, SEINE_DENIED,
                           "%s is not this machine alone, and tokens would pass in clear: give "
                           "--tls-cert and --tls-key, or --insecure-http behind a proxy with TLS",
                           text);
    if (status != SEINE_OK)
        freeaddrinfo(a);
    else
        *ret = a;
    return status;
}

enum seine_status serve_check_address(const struct serve_options *o, struct seine_error *err)
{
    struct addrinfo *a;
    enum seine_status status = find_address(o, &a, err);
    if (status == SEINE_OK)
        freeaddrinfo(a);
    return status;
}

static enum seine_status bind_address(struct serve *s, struct seine_error *err)
{
    const char *text = s->options.listen ? s->options.listen : SERVE_ADDRESS;
    struct addrinfo *a;
    int one = 1;
    enum seine_status status = find_address(&s->options, &a, err);
    if (status != SEINE_OK)
        return status;
    s->is_loopback = is_loopback(a->ai_addr);
    s->listener = socket(a->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (s->listener >= 0)
        setsockopt(s->listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    if (s->listener < 0 || bind(s->listener, a->ai_addr, a->ai_addrlen) != 0 ||
        listen(s->listener, 1024) != 0)
        status = error_set(err, SEINE_IO, "cannot listen on %s: %s", text, strerror(errno));
    else
        name_address(s);
    freeaddrinfo(a);
    return status;
}

static bool watch(struct serve *s, int fd, void *who)
{
    struct epoll_event e = {.events = EPOLLIN, .data.ptr = who};
    return epoll_ctl(s->epoll, EPOLL_CTL_ADD, fd, &e) == 0;
}

static enum seine_status start_workers(struct serve *s, struct seine_error *err)
{
    s->workers = mem_calloc(s->n_workers, sizeof *s->workers);
    if (!s->workers)
        return error_set(err, SEINE_NOMEM, "out of memory");
    for (unsigned i = 0; i < s->n_workers; i++) {
        s->workers[i].server = s;
        arena_init(&s->workers[i].arena, 512 * MIB);
    }
    for (; s->n_started < s->n_workers; s->n_started++) {
        struct worker *w = &s->workers[s->n_started];
        if (pthread_create(&w->thread, NULL, work, w) != 0)
            return error_set(err, SEINE_IO, "cannot start a thread");
    }
    return SEINE_OK;
}

static void or_default(int64_t *v, int64_t value)
{
    *v = *v > 0 ? *v : value;
}

static void fill_defaults(struct serve_options *o)
{
    o->max_connections = o->max_connections ? o->max_connections : 1024;
    o->max_per_address = o->max_per_address ? o->max_per_address : 512;
    or_default(&o->header_ms, 10000);
    or_default(&o->body_ms, 30000);
    or_default(&o->write_ms, 30000);
    or_default(&o->idle_ms, 60000);
    or_default(&o->drain_ms, 10000);
}

/* Who can wait leaves half of the room to who cannot. What would never fit is left out, and
 * counted. */
static bool publish(void *context, const char *event, struct str data)
{
    struct serve *s = context;
    if (data.n > SERVE_MAX_EVENTS / 4) {
        serve_publish(s, event, data);
        return true;
    }
    pthread_mutex_lock(&s->lock);
    bool is_taken = put_event(s, event, data, SERVE_MAX_EVENTS / 2);
    pthread_mutex_unlock(&s->lock);
    wake(s);
    return is_taken;
}

static void tell_of_cases(void *context, uint64_t news)
{
    struct serve *s = context;
    char text[32];
    news_wake(s->news);
    snprintf(text, sizeof text, "%llu", (unsigned long long)news);
    serve_publish(context, "cases", str_of(text));
}

static enum seine_status open_own(struct serve *s, struct seine_error *err)
{
    const struct serve_options *o = &s->options;
    s->own_config = (struct own_config){.db = o->db,
                                        .spool = o->spool,
                                        .watchlists = o->watchlists,
                                        .n_watchlists = o->n_watchlists,
                                        .kits = o->kits,
                                        .n_kits = o->n_kits,
                                        .measures = o->measures,
                                        .n_measures = o->n_measures,
                                        .watch_least = o->watch_least,
                                        .threads = o->threads,
                                        .readers = s->n_workers,
                                        .tell = tell_of_cases,
                                        .context = s};
    if (!o->db)
        return SEINE_OK;
    enum seine_status status = own_new(&s->own_config, &s->own, err);
    if (status == SEINE_OK)
        status = noted_start(s, err);
    s->news_config = (struct news_config){.db = o->db,
                                          .to = o->webhooks,
                                          .n_to = o->n_webhooks,
                                          .key = str_of(o->webhook_key),
                                          .publish = publish,
                                          .context = s};
    return status == SEINE_OK ? news_new(&s->news_config, &s->news, err) : status;
}

static enum seine_status begin(struct serve *s, struct seine_error *err)
{
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    s->n_workers =
        s->options.threads ? s->options.threads : (unsigned)(processors > 1 ? processors : 2);
    enum seine_status status = SEINE_OK;
    if (s->options.tls_certificate)
        status = tls_keys_new(s->options.tls_certificate, s->options.tls_key, &s->tls, err);
    if (status == SEINE_OK)
        status = bind_address(s, err);
    if (status == SEINE_OK)
        status = auth_new(&s->options, s->is_loopback, &s->auth, err);
    if (status == SEINE_OK)
        status = geo_open(&s->geo, err);
    if (status == SEINE_OK)
        status = lists_read(&s->options, &s->lists, err);
    if (status != SEINE_OK)
        return status;
    s->lists->version = 1;
    status = open_own(s, err);
    if (status != SEINE_OK)
        return status;
    s->epoll = epoll_create1(EPOLL_CLOEXEC);
    s->wake = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    if (s->epoll < 0 || s->wake < 0 || !watch(s, s->wake, &s->wake) ||
        !watch(s, s->listener, &s->listener))
        return error_set(err, SEINE_IO, "cannot wait for connections: %s", strerror(errno));
    s->is_listening = true;
    if (queue_new(s->options.max_connections + 1, &s->queue) != SEINE_OK)
        return error_set(err, SEINE_NOMEM, "out of memory");
    return start_workers(s, err);
}

enum seine_status serve_new(const struct serve_options *options, struct serve **ret,
                            struct seine_error *err)
{
    struct serve *s = mem_calloc(1, sizeof *s);
    if (!s)
        return error_set(err, SEINE_NOMEM, "out of memory");
    s->options = *options;
    s->listener = s->epoll = s->wake = -1;
    fill_defaults(&s->options);
    pthread_mutex_init(&s->lock, NULL);
    buf_init(&s->events, SERVE_MAX_EVENTS);
    buf_init(&s->reload_error, LIMIT_TEXT);
    enum seine_status status = begin(s, err);
    if (status != SEINE_OK) {
        serve_free(s);
        return status;
    }
    *ret = s;
    return SEINE_OK;
}

static void close_if_open(int fd)
{
    if (fd >= 0)
        close(fd);
}

void serve_free(struct serve *s)
{
    if (!s)
        return;
    if (s->has_reloader)
        pthread_join(s->reloader, NULL);
    if (s->queue)
        queue_close(s->queue);
    for (unsigned i = 0; i < s->n_started; i++)
        pthread_join(s->workers[i].thread, NULL);
    for (unsigned i = 0; s->workers && i < s->n_workers; i++) {
        screen_scratch_free(s->workers[i].scratch);
        lists_let_go(s, s->workers[i].lists);
        arena_release(&s->workers[i].arena);
    }
    own_free(s->own); /* ends the scan that may still tell of cases */
    news_free(s->news);
    for (size_t i = 0; i < s->conns.n; i++)
        conn_free(s->conns.v[i]);
    conn_bury(s);
    tls_keys_free(s->tls);
    lists_let_go(s, s->lists);
    auth_free(s->auth);
    geo_free(s->geo);
    queue_free(s->queue);
    mem_free(s->workers);
    VEC_RELEASE(&s->conns);
    VEC_RELEASE(&s->dead);
    buf_release(&s->events);
    buf_release(&s->reload_error);
    close_if_open(s->listener);
    close_if_open(s->epoll);
    close_if_open(s->wake);
    pthread_mutex_destroy(&s->lock);
    mem_free(s);
}

const char *serve_address(const struct serve *s)
{
    return s->address;
}

/* What the workers and the publishers left since the last look. */
static void collect(struct serve *s)
{
    uint64_t n;
    struct buf events;
    while (read(s->wake, &n, sizeof n) > 0)
        ;
    buf_init(&events, s->events.max);
    pthread_mutex_lock(&s->lock);
    struct conn *done = s->done;
    s->done = NULL;
    if (s->events.n > 0) {
        struct buf empty = events;
        events = s->events;
        s->events = empty;
    }
    size_t n_events = s->n_events, n_unsent = s->n_unsent;
    s->n_events = s->n_unsent = 0;
    pthread_mutex_unlock(&s->lock);
    while (done) {
        struct conn *next = done->next_done;
        conn_finished(done);
        done = next;
    }
    if (n_events > 0 || n_unsent > 0)
        conn_send_events(s, buf_str(&events), n_events, n_unsent);
    buf_release(&events);
}

static void begin_reload(struct serve *s)
{
    if (!atomic_exchange(&s->reload, 0) || atomic_load(&s->stop))
        return;
    if (s->has_reloader) {
        if (atomic_load(&s->is_reloading)) {
            atomic_store(&s->reload, 1); /* again at the next tick */
            return;
        }
        pthread_join(s->reloader, NULL);
    }
    s->has_reloader = pthread_create(&s->reloader, NULL, read_again, s) == 0;
}

static void tick(struct serve *s)
{
    conn_expire(s, serve_clock_ms());
    if (!s->is_listening && !atomic_load(&s->stop))
        s->is_listening = watch(s, s->listener, &s->listener);
    begin_reload(s);
}

static void stop_listening(struct serve *s)
{
    close(s->listener); /* leaves epoll too; whoever comes now is refused by the system */
    s->listener = -1;
    s->is_listening = false;
}

static bool turn(struct serve *s, struct seine_error *err)
{
    struct epoll_event events[256];
    int n = epoll_wait(s->epoll, events, 256, TICK_MS);
    bool is_woken = false;
    if (n < 0 && errno != EINTR) {
        error_set(err, SEINE_IO, "cannot wait for connections: %s", strerror(errno));
        return false;
    }
    for (int i = 0; i < n; i++) {
        void *who = events[i].data.ptr;
        if (who == &s->wake)
            is_woken = true;
        else if (who == &s->listener)
            conn_accept(s);
        else
            conn_advance(who);
    }
    if (is_woken)
        collect(s);
    conn_bury(s);
    return true;
}

enum seine_status serve_run(struct serve *s, struct seine_error *err)
{
    int64_t last = serve_clock_ms(), end = INT64_MAX;
    for (;;) {
        if (!turn(s, err))
            return SEINE_IO;
        int64_t now = serve_clock_ms();
        if (now - last >= TICK_MS || atomic_load(&s->reload)) {
            tick(s);
            conn_bury(s);
            last = now;
        }
        if (!atomic_load(&s->stop))
            continue;
        if (end == INT64_MAX) {
            end = now + s->options.drain_ms;
            stop_listening(s);
        }
        conn_shut_idle(s);
        conn_bury(s);
        if (s->conns.n == 0 || now >= end)
            return SEINE_OK;
    }
}
