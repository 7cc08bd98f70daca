/* serve/conn.c - one connection as a small machine: head, body, work, write, and again. Before a
 * long body WORK comes once more: whether it is welcome. With TLS it begins in SHAKE.
 *
 *     HEAD ─► BODY ─► WORK ─► WRITE ─► HEAD ...        a deadline stands in every state but WORK
 *       └──────────────────────► STREAM | LINGER ─► CLOSED
 *
 * Events are edge-triggered and registered once: conn_advance goes on until nothing more can be
 * done without waiting. The loop's thread alone touches a connection, except in WORK, when only the
 * worker does. It knows nothing of paths. */
#include "serve/internal.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#define LINGER_MS    2000
#define LINGER_BYTES (1 * MIB)

void conn_free(struct conn *c)
{
    if (!c)
        return;
    tls_free(c->tls);
    if (c->fd >= 0)
        close(c->fd);
    buf_release(&c->in);
    buf_release(&c->out);
    reply_release(&c->reply);
    mem_free(c);
}

static void conn_close(struct conn *c)
{
    struct serve *s = c->server;
    if (c->state == CONN_CLOSED)
        return;
    c->state = CONN_CLOSED;
    if (c->tls)
        tls_finish(c->tls);
    close(c->fd);
    c->fd = -1;
    s->in_flight -= c->held;
    c->held = 0;
    s->conns.v[c->slot] = s->conns.v[s->conns.n - 1];
    s->conns.v[c->slot]->slot = c->slot;
    s->conns.n--;
    s->dead.v[s->dead.n++] = c; /* room was made when it was accepted */
}

void conn_bury(struct serve *s)
{
    for (size_t i = 0; i < s->dead.n; i++)
        conn_free(s->dead.v[i]);
    s->dead.n = 0;
}

static ssize_t take_bytes(struct conn *c, char *bytes, size_t n)
{
    return c->tls ? tls_recv(c->tls, bytes, n) : recv(c->fd, bytes, n, 0);
}

static ssize_t give_bytes(struct conn *c, const char *bytes, size_t n)
{
    return c->tls ? tls_send(c->tls, bytes, n) : send(c->fd, bytes, n, MSG_NOSIGNAL);
}

static void linger(struct conn *c)
{
    if (c->tls)
        tls_finish(c->tls);
    shutdown(c->fd, SHUT_WR);
    c->state = CONN_LINGER;
    c->deadline = serve_clock_ms() + LINGER_MS;
}

static void wait_for_head(struct conn *c)
{
    const struct serve_options *o = &c->server->options;
    c->state = CONN_HEAD;
    c->deadline = serve_clock_ms() + (c->in.n ? o->header_ms : o->idle_ms);
}

/* The answer stands in c->reply: sends it. */
static void begin_write(struct conn *c)
{
    bool is_head = c->state == CONN_WORK && c->head.method == HTTP_HEAD;
    buf_reset(&c->out);
    c->sent = c->borrowed_sent = 0;
    c->keeps = c->keeps && !atomic_load(&c->server->stop);
    reply_write(&c->reply, is_head, c->keeps, &c->out);
    if (is_head) {
        c->reply.borrowed = STR_EMPTY;
        c->keeps = c->keeps && !c->reply.is_stream; /* as the answer says */
        c->reply.is_stream = false;
    }
    if (buf_status(&c->out) != SEINE_OK) {
        conn_close(c);
        return;
    }
    c->state = CONN_WRITE;
    c->deadline = serve_clock_ms() + c->server->options.write_ms +
                  (int64_t)((c->out.n + c->reply.borrowed.n) / SERVE_SLOWEST);
}

static void refuse(struct conn *c, int status, const char *why)
{
    reply_reset(&c->reply);
    reply_error(&c->reply, status, "%s", why);
    c->keeps = false;
    c->state = CONN_BODY;
    metrics_answer(&c->server->metrics, status, 0);
    begin_write(c);
}

/* Who speaks HTTP in clear is told so in clear: a method begins with a letter, a record of TLS
 * never does. True if it is known by now what is spoken. */
static bool hear_first(struct conn *c)
{
    char first;
    ssize_t n = recv(c->fd, &first, 1, MSG_PEEK);
    if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR))
        return false;
    if (n <= 0) {
        conn_close(c);
        return false;
    }
    c->is_silent = false;
    if (first >= 'A' && first <= 'Z') {
        tls_free(c->tls);
        c->tls = NULL;
        refuse(c, 400, "This port speaks TLS: write https:// instead of http://.");
    }
    return true;
}

/* True if the state changed. */
static bool shake(struct conn *c)
{
    if (c->is_silent && !hear_first(c))
        return false;
    if (c->state != CONN_SHAKE)
        return true;
    int done = tls_shake(c->tls);
    if (done > 0) {
        wait_for_head(c);
    } else if (done < 0) {
        atomic_fetch_add(&c->server->metrics.unshaken, 1);
        linger(c);
    }
    return done != 0;
}

/* Reads what is there; false when nothing more can be read now (or the connection was closed). */
static bool read_some(struct conn *c)
{
    char bytes[64 * 1024];
    ssize_t n = take_bytes(c, bytes, sizeof bytes);
    if (n > 0) {
        bool is_first = c->state == CONN_HEAD && c->in.n == 0;
        buf_add(&c->in, (struct str){bytes, (size_t)n});
        if (is_first)
            c->deadline = serve_clock_ms() + c->server->options.header_ms;
        if (buf_status(&c->in) == SEINE_OK)
            return true;
        conn_close(c);
        return false;
    }
    if (n < 0 && errno == EINTR)
        return true;
    if (n == 0 || (errno != EAGAIN && errno != EWOULDBLOCK))
        conn_close(c);
    return false;
}

static void hand_over(struct conn *c)
{
    c->state = CONN_WORK;
    reply_reset(&c->reply);
    if (!queue_put(c->server->queue, c))
        conn_close(c);
}

static void wait_for_body(struct conn *c)
{
    size_t length = (size_t)c->head.content_length;
    if (length > SERVE_MAX_IN_FLIGHT - c->server->in_flight) {
        refuse(c, 503, "Too many large requests at once.");
        return;
    }
    c->held = length;
    c->server->in_flight += length;
    if (c->head.expects_continue && c->in.n == c->head.n_bytes && length > 0 &&
        give_bytes(c, "HTTP/1.1 100 Continue\r\n\r\n", 25) != 25) {
        conn_close(c);
        return;
    }
    c->state = CONN_BODY;
    c->deadline = serve_clock_ms() + c->server->options.body_ms + (int64_t)(length / SERVE_SLOWEST);
}

/* True if the state changed. */
static bool take_head(struct conn *c)
{
    int status = http_parse(buf_str(&c->in), &c->head);
    if (status == HTTP_INCOMPLETE)
        return false;
    if (status != HTTP_COMPLETE) {
        refuse(c, status, "The request is not well formed, or asks for what is not offered.");
        return true;
    }
    c->keeps = c->head.is_kept_alive;
    size_t length = (size_t)c->head.content_length, most;
    bool is_route = route_body_limit(&c->head, &most);
    if (is_route && length > most) {
        refuse(c, 413, "The body is larger than this path takes.");
        return true;
    }
    /* Who is refused whatever the body says is told before it is read. */
    c->is_asking = length > SERVE_ASK_FIRST || (length > 0 && !is_route);
    c->was_asked = false;
    if (c->is_asking)
        hand_over(c);
    else
        wait_for_body(c);
    return true;
}

static bool take_body(struct conn *c)
{
    if (c->in.n - c->head.n_bytes < c->head.content_length)
        return false;
    /* The bytes may have moved since the head was read: its slices are cut anew. */
    if (http_parse(buf_str(&c->in), &c->head) != HTTP_COMPLETE)
        conn_close(c);
    else
        hand_over(c);
    return true;
}

/* Drops the request that was answered and keeps what came behind it. */
static void next_request(struct conn *c)
{
    size_t used = c->head.n_bytes + (size_t)c->head.content_length, rest = c->in.n - used;
    c->server->in_flight -= c->held;
    c->held = 0;
    if (c->in.room > 256 * KIB || c->reply.body.room > MIB) { /* do not hold on to a large one */
        struct buf fresh;
        buf_init(&fresh, c->in.max);
        buf_add(&fresh, str_slice(buf_str(&c->in), used, c->in.n));
        buf_release(&c->in);
        c->in = fresh;
        reply_release(&c->reply);
        reply_init(&c->reply);
        buf_release(&c->out);
        buf_init(&c->out, LIMIT_REPORT);
    } else {
        memmove(c->in.p, c->in.p + used, rest);
        c->in.n = rest;
        c->in.p[rest] = 0;
    }
    wait_for_head(c);
}

/* Sends bytes from *sent on; true when all are gone. */
static bool send_all(struct conn *c, struct str bytes, size_t *sent)
{
    while (*sent < bytes.n) {
        ssize_t n = give_bytes(c, bytes.p + *sent, bytes.n - *sent);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0 && errno != EAGAIN && errno != EWOULDBLOCK)
            conn_close(c);
        if (n < 0)
            return false;
        *sent += (size_t)n;
    }
    return true;
}

static bool write_some(struct conn *c)
{
    if (!send_all(c, buf_str(&c->out), &c->sent) ||
        !send_all(c, c->reply.borrowed, &c->borrowed_sent))
        return false;
    if (c->reply.is_stream) {
        c->state = CONN_STREAM;
        c->asked_ms = serve_clock_ms();
        c->deadline = c->asked_ms + c->server->options.idle_ms;
        buf_release(&c->out);
        buf_init(&c->out, SERVE_MAX_STREAM);
        c->sent = 0;
    } else if (c->keeps) {
        next_request(c);
    } else {
        linger(c);
    }
    return true;
}

/* Reads to nowhere, so that a close does not cut off the answer; false when nothing is left to do.
 * After the answer even TLS is not looked into. */
static bool swallow(struct conn *c)
{
    char bytes[16 * 1024];
    ssize_t n = c->state == CONN_LINGER ? recv(c->fd, bytes, sizeof bytes, 0)
                                        : take_bytes(c, bytes, sizeof bytes);
    if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
        return false;
    c->swallowed += n > 0 ? (size_t)n : 0;
    if (n == 0 || (n < 0 && errno != EINTR) || c->swallowed > LINGER_BYTES)
        conn_close(c);
    return c->state != CONN_CLOSED;
}

/* Sends what waits; then, to who missed events meanwhile, how many. */
static void stream_some(struct conn *c)
{
    while (send_all(c, buf_str(&c->out), &c->sent)) {
        buf_reset(&c->out);
        c->sent = 0;
        c->deadline = serve_clock_ms() + c->server->options.idle_ms;
        if (c->missed == 0)
            return;
        buf_add_f(&c->out, "event: missed\ndata: {\"events\":%llu}\n\n",
                  (unsigned long long)c->missed);
        c->missed = 0;
    }
}

void conn_advance(struct conn *c)
{
    for (bool goes_on = true; goes_on;) {
        switch (c->state) {
        case CONN_SHAKE:
            goes_on = shake(c);
            break;
        case CONN_HEAD:
            goes_on = take_head(c) || read_some(c);
            break;
        case CONN_BODY:
            goes_on = take_body(c) || read_some(c);
            break;
        case CONN_WRITE:
            goes_on = write_some(c);
            break;
        case CONN_STREAM:
            stream_some(c);
            goes_on = c->state == CONN_STREAM && swallow(c);
            break;
        case CONN_LINGER:
            goes_on = swallow(c);
            break;
        default:
            goes_on = false;
        }
    }
}

/* A stream that may go on does; one whose token was revoked, or has ended, is closed. What could
 * not be looked up is asked again later. */
static void stream_answered(struct conn *c)
{
    c->is_asked_on = c->is_asking = false;
    c->state = CONN_STREAM;
    c->asked_ms = serve_clock_ms();
    if (c->reply.status == 401 || c->reply.status == 403)
        conn_close(c);
    else
        conn_advance(c);
}

void conn_finished(struct conn *c)
{
    if (c->is_asked_on) {
        stream_answered(c);
        return;
    }
    if (c->is_asking && c->reply.status == 200) {
        c->is_asking = false;
        c->was_asked = true;
        wait_for_body(c);
    } else {
        c->keeps = c->keeps && !c->is_asking;
        c->is_asking = false;
        begin_write(c);
    }
    conn_advance(c);
}

/* Half the idle time without a word, and a stream gets a comment, so that proxies keep it open and
 * a dead listener is noticed. */
static void expire_stream(struct conn *c, int64_t now)
{
    if (now - c->asked_ms >= SERVE_ASK_STREAM) {
        c->is_asked_on = c->is_asking = true;
        hand_over(c);
        return;
    }
    if (now < c->deadline - c->server->options.idle_ms / 2)
        return;
    if (c->out.n > 0) {
        if (now >= c->deadline)
            conn_close(c);
        return;
    }
    buf_add_z(&c->out, ": still here\n\n");
    conn_advance(c);
}

void conn_expire(struct serve *s, int64_t now)
{
    for (size_t i = s->conns.n; i-- > 0;) {
        struct conn *c = s->conns.v[i];
        if (c->state == CONN_STREAM) {
            expire_stream(c, now);
            continue;
        }
        if (c->state == CONN_WORK || now < c->deadline)
            continue;
        if ((c->state == CONN_HEAD && c->in.n > 0) || c->state == CONN_BODY) {
            refuse(c, 408, "The request took too long to come.");
            conn_advance(c);
        } else {
            conn_close(c);
        }
    }
}

void conn_shut_idle(struct serve *s)
{
    for (size_t i = s->conns.n; i-- > 0;) {
        struct conn *c = s->conns.v[i];
        if ((c->state == CONN_HEAD && c->in.n == 0) || c->state == CONN_SHAKE ||
            c->state == CONN_STREAM)
            conn_close(c);
    }
}

void conn_send_events(struct serve *s, struct str events, size_t n, size_t n_unsent)
{
    for (size_t i = s->conns.n; i-- > 0;) {
        struct conn *c = s->conns.v[i];
        if (c->state != CONN_STREAM && !c->is_asked_on)
            continue;
        /* who lags behind too far is sent nothing until it has caught up */
        size_t lost = c->missed > 0 || c->out.n + events.n >= SERVE_MAX_STREAM ? n : 0;
        if (lost == 0)
            buf_add(&c->out, events);
        c->missed += lost + n_unsent;
        atomic_fetch_add(&s->metrics.missed, lost + n_unsent);
        if (lost == 0 && buf_status(&c->out) != SEINE_OK)
            c->missed += n; /* out of memory */
        conn_advance(c);    /* does nothing while the worker has it */
    }
}

/* A network of IPv6 is one peer; each address of IPv4 is, also where it comes in as one of IPv6. */
static uint64_t peer_of(const struct sockaddr_storage *a)
{
    const char *v4 = (const char *)&((const struct sockaddr_in *)(const void *)a)->sin_addr;
    if (a->ss_family == AF_INET6) {
        const struct in6_addr *v6 = &((const struct sockaddr_in6 *)(const void *)a)->sin6_addr;
        if (!IN6_IS_ADDR_V4MAPPED(v6))
            return str_hash((struct str){(const char *)v6, 8});
        v4 = (const char *)v6 + 12;
    }
    return str_hash((struct str){v4, 4});
}

static bool is_welcome(const struct serve *s, uint64_t peer)
{
    size_t n = 0;
    if (s->conns.n >= s->options.max_connections)
        return false;
    if (s->options.max_per_address >= s->options.max_connections)
        return true;
    for (size_t i = 0; i < s->conns.n; i++)
        n += s->conns.v[i]->peer == peer;
    return n < s->options.max_per_address;
}

static void welcome(struct serve *s, int fd, uint64_t peer)
{
    struct conn *c = mem_calloc(1, sizeof *c);
    int one = 1;
    if (!c || !VEC_RESERVE(&s->conns, s->conns.n + 1) ||
        !VEC_RESERVE(&s->dead, s->conns.n + s->dead.n + 1)) {
        mem_free(c);
        close(fd);
        return;
    }
    c->server = s;
    c->fd = fd;
    c->peer = peer;
    buf_init(&c->in, HTTP_MAX_HEAD + SERVE_MAX_BODY + 128 * KIB);
    buf_init(&c->out, LIMIT_REPORT);
    reply_init(&c->reply);
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    struct epoll_event e = {.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET, .data.ptr = c};
    c->tls = s->tls ? tls_new(s->tls, fd) : NULL;
    if ((s->tls && !c->tls) || epoll_ctl(s->epoll, EPOLL_CTL_ADD, fd, &e) != 0) {
        conn_free(c);
        return;
    }
    c->slot = s->conns.n;
    s->conns.v[s->conns.n++] = c;
    if (c->tls) {
        c->state = CONN_SHAKE;
        c->is_silent = true;
        c->deadline = serve_clock_ms() + s->options.header_ms;
    } else {
        wait_for_head(c);
    }
    atomic_fetch_add(&s->metrics.accepted, 1);
}

void conn_accept(struct serve *s)
{
    for (int i = 0; i < 64; i++) {
        struct sockaddr_storage from = {0};
        socklen_t n = sizeof from;
        int fd = accept4(s->listener, (struct sockaddr *)&from, &n, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (fd < 0) {
            /* Out of descriptors: stop listening until the next tick, or the loop would spin. */
            if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) {
                epoll_ctl(s->epoll, EPOLL_CTL_DEL, s->listener, NULL);
                s->is_listening = false;
            }
            return;
        }
        uint64_t peer = peer_of(&from);
        if (is_welcome(s, peer)) {
            welcome(s, fd, peer);
        } else {
            atomic_fetch_add(&s->metrics.refused, 1);
            close(fd);
        }
    }
}
