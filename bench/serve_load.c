/* bench/serve_load.c - a load on a server over loopback: N connections that stay open, each posting
 * the next body as soon as it has its answer; or, with a rate, requests that come when they come,
 * whether or not there are answers: each goes out on a free connection, and waits where there is
 * none. Measures from the first byte written, or with a rate from when it was due, to the last byte
 * read. It knows just enough of HTTP for the servers of bench/serve.sh: answers with a
 * Content-Length.
 *
 * usage: serve_load PORT TARGET BODIES CONNECTIONS SECONDS [tls | RATE]: prints one row of a table.
 * BODIES has one body a line, sent in turn, from the start again when all were sent. With tls every
 * connection shakes hands first, outside of what is measured; the certificate is not looked at. */
#include "base/base.h"

#include <arpa/inet.h>
#include <errno.h>
#include <math.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/ssl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { MAX_CONNECTIONS = 1024, ANSWER = 4 * 1024 * 1024, WAIT_MS = 1000 };

struct line {
    int fd;
    SSL *ssl; /* NULL: in clear */
    struct buf out, in;
    size_t sent;
    int64_t began; /* us */
    bool is_busy;
};
struct load {
    int epoll, port;
    SSL_CTX *tls; /* NULL: in clear */
    const char *target;
    VEC(struct str) bodies;
    size_t next;
    struct line *lines;
    size_t n_lines;
    VEC(double) us;
    size_t bad; /* answers that are not 200 */
};

static int64_t now_us(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static bool read_bodies(struct load *l, const char *path, struct buf *text)
{
    struct input *in = NULL;
    struct seine_error err = {0};
    struct str rest, one;
    bool more = true,
         ok = input_open(path, &in, &err) == SEINE_OK && input_read_all(in, text, &err) == SEINE_OK;
    input_free(in);
    rest = buf_str(text);
    while (ok && str_cut(&rest, &more, '\n', &one))
        if (one.n)
            ok = VEC_PUSH(&l->bodies, one);
    return ok && l->bodies.n > 0;
}

static ssize_t give(struct line *c, const char *bytes, size_t n)
{
    return c->ssl ? SSL_write(c->ssl, bytes, (int)n) : send(c->fd, bytes, n, MSG_NOSIGNAL);
}

static ssize_t get(struct line *c, char *bytes, size_t n)
{
    return c->ssl ? SSL_read(c->ssl, bytes, (int)n) : recv(c->fd, bytes, n, 0);
}

static bool write_more(struct line *c)
{
    while (c->sent < c->out.n) {
        ssize_t n = give(c, c->out.p + c->sent, c->out.n - c->sent);
        if (n <= 0)
            return !c->ssl && (errno == EAGAIN || errno == EINTR);
        c->sent += (size_t)n;
    }
    return true;
}

static bool ask(struct load *l, struct line *c)
{
    struct str body = l->bodies.v[l->next++ % l->bodies.n];
    buf_reset(&c->out);
    buf_reset(&c->in);
    c->sent = 0;
    buf_add_f(&c->out,
              "POST %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nContent-Type: application/json\r\n"
              "Content-Length: %zu\r\n\r\n",
              l->target, l->port, body.n);
    buf_add(&c->out, body);
    c->began = now_us();
    c->is_busy = true;
    return write_more(c);
}

static bool shake(const struct load *l, struct line *c)
{
    c->ssl = l->tls ? SSL_new(l->tls) : NULL;
    return !l->tls || (c->ssl && SSL_set_fd(c->ssl, c->fd) == 1 && SSL_connect(c->ssl) == 1);
}

static bool open_line(struct load *l, struct line *c)
{
    const struct sockaddr_in to = {.sin_family = AF_INET,
                                   .sin_port = htons((uint16_t)l->port),
                                   .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    struct epoll_event e = {.events = EPOLLIN, .data.ptr = c};
    int one = 1;
    buf_init(&c->out, ANSWER);
    buf_init(&c->in, ANSWER);
    c->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    return c->fd >= 0 && connect(c->fd, (const struct sockaddr *)&to, sizeof to) == 0 &&
           setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one) == 0 && shake(l, c) &&
           epoll_ctl(l->epoll, EPOLL_CTL_ADD, c->fd, &e) == 0;
}

/* Bytes of the whole answer, 0 while that is not known. */
static size_t answer_length(struct str s)
{
    static const char NAME[] = "content-length:";
    const char *end = memmem(s.p, s.n, "\r\n\r\n", 4);
    if (!end)
        return 0;
    size_t head = (size_t)(end - s.p) + 4;
    for (size_t i = 0; i + sizeof NAME < head; i++)
        if (str_starts_ci(str_slice(s, i, head), STR(NAME)))
            return head + strtoul(s.p + i + sizeof NAME - 1, NULL, 10);
    return 0;
}

/* False when the server has hung up. */
static bool take(struct load *l, struct line *c, bool asks_again)
{
    char bytes[65536];
    do { /* what TLS has unpacked wakes nobody */
        ssize_t n = get(c, bytes, sizeof bytes);
        if (n <= 0)
            return false;
        buf_add(&c->in, (struct str){bytes, (size_t)n});
    } while (c->ssl && SSL_pending(c->ssl) > 0);
    size_t whole = answer_length(buf_str(&c->in));
    if (whole == 0 || c->in.n < whole)
        return true;
    if (!VEC_PUSH(&l->us, (double)(now_us() - c->began)))
        return false;
    c->is_busy = false;
    l->bad += !str_starts(buf_str(&c->in), STR("HTTP/1.1 200"));
    return !asks_again || ask(l, c);
}

static bool run(struct load *l, double seconds, double *ret_took)
{
    struct epoll_event events[64];
    for (size_t i = 0; i < l->n_lines; i++)
        if (!open_line(l, &l->lines[i]) || !ask(l, &l->lines[i]))
            return false;
    int64_t began = now_us(), end = began + (int64_t)(seconds * 1e6);
    while (now_us() < end) {
        int n = epoll_wait(l->epoll, events, 64, WAIT_MS);
        for (int i = 0; i < n; i++)
            if (!take(l, events[i].data.ptr, true))
                return false;
    }
    *ret_took = (double)(now_us() - began) / 1e6;
    return true;
}

static struct line *free_line(struct load *l)
{
    for (size_t i = 0; i < l->n_lines; i++)
        if (!l->lines[i].is_busy)
            return &l->lines[i];
    return NULL;
}

static bool is_any_busy(const struct load *l)
{
    bool busy = false;
    for (size_t i = 0; i < l->n_lines; i++)
        busy = busy || l->lines[i].is_busy;
    return busy;
}

/* Microseconds to the next request: exponential, so that they come in bunches as they would. */
static int64_t gap_us(uint64_t *random, double rate)
{
    *random = *random * 6364136223846793005u + 1442695040888963407u;
    double u = ((double)(*random >> 11) + 0.5) / 9007199254740992.0;
    return (int64_t)(-log(u) / rate * 1e6 + 0.5);
}

/* Those that are due go out in their order, each on a free connection. */
static bool send_due(struct load *l, double rate, uint64_t *random, int64_t *due, int64_t end)
{
    struct line *c;
    while (*due < end && *due <= now_us() && (c = free_line(l))) {
        if (!ask(l, c))
            return false;
        c->began = *due;
        *due += gap_us(random, rate);
    }
    return true;
}

static bool run_at_rate(struct load *l, double rate, double seconds, double *ret_took)
{
    struct epoll_event events[64];
    uint64_t random = 1;
    for (size_t i = 0; i < l->n_lines; i++)
        if (!open_line(l, &l->lines[i]))
            return false;
    int64_t began = now_us(), end = began + (int64_t)(seconds * 1e6), due = began;
    while (due < end || is_any_busy(l)) {
        if (!send_due(l, rate, &random, &due, end))
            return false;
        int64_t wait = due - now_us();
        wait = due >= end || wait > WAIT_MS * 1000 ? WAIT_MS * 1000 : wait < 0 ? 0 : wait;
        struct timespec t = {wait / 1000000, wait % 1000000 * 1000};
        int n = epoll_pwait2(l->epoll, events, 64, free_line(l) ? &t : NULL, NULL);
        for (int i = 0; i < n; i++)
            if (!take(l, events[i].data.ptr, false))
                return false;
    }
    *ret_took = (double)(now_us() - began) / 1e6;
    return true;
}

static int ascending(const void *a, const void *b)
{
    const double *x = a, *y = b;
    return *x < *y ? -1 : *x > *y;
}

static double quantile(const struct load *l, double q)
{
    size_t at = (size_t)(q * (double)(l->us.n - 1));
    return l->us.v[at] / 1000;
}

/* False if there is not what it needs. */
static bool set_up(struct load *l, char **argv, bool is_tls)
{
    l->port = atoi(argv[1]);
    l->target = argv[2];
    l->n_lines = strtoul(argv[4], NULL, 10);
    l->epoll = epoll_create1(EPOLL_CLOEXEC);
    l->tls = is_tls ? SSL_CTX_new(TLS_client_method()) : NULL;
    l->lines = mem_calloc(MAX_CONNECTIONS, sizeof *l->lines);
    return l->lines && !l->tls == !is_tls && l->n_lines > 0 && l->n_lines <= MAX_CONNECTIONS;
}

static void tear_down(struct load *l)
{
    for (size_t i = 0; l->lines && i < l->n_lines && i < MAX_CONNECTIONS; i++) {
        SSL_free(l->lines[i].ssl);
        if (l->lines[i].fd > 0)
            close(l->lines[i].fd);
        buf_release(&l->lines[i].out);
        buf_release(&l->lines[i].in);
    }
    close(l->epoll);
    SSL_CTX_free(l->tls);
    mem_free(l->lines);
    VEC_RELEASE(&l->us);
    VEC_RELEASE(&l->bodies);
}

int main(int argc, char **argv)
{
    struct load l = {0};
    struct buf text;
    double took = 0;
    bool is_tls = argc == 7 && strcmp(argv[6], "tls") == 0;
    double rate = argc == 7 && !is_tls ? atof(argv[6]) : 0;
    if (argc != 6 && !is_tls && rate <= 0) {
        fputs("usage: serve_load PORT TARGET BODIES CONNECTIONS SECONDS [tls | RATE]\n", stderr);
        return 2;
    }
    buf_init(&text, GIB);
    bool ok =
        set_up(&l, argv, is_tls) && read_bodies(&l, argv[3], &text) &&
        (rate > 0 ? run_at_rate(&l, rate, atof(argv[5]), &took) : run(&l, atof(argv[5]), &took)) &&
        l.us.n > 0;
    if (ok) {
        qsort(l.us.v, l.us.n, sizeof *l.us.v, ascending);
        printf("| %zu | %zu | %zu | %.0f | %.2f | %.2f | %.2f | %.2f |\n", l.n_lines, l.us.n, l.bad,
               (double)l.us.n / took, quantile(&l, 0.5), quantile(&l, 0.9), quantile(&l, 0.99),
               quantile(&l, 1));
    } else {
        fputs("serve_load: the server cannot be reached, or hung up\n", stderr);
    }
    tear_down(&l);
    buf_release(&text);
    return ok ? 0 : 1;
}
