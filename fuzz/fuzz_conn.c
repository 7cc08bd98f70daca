/* One connection from its first byte to its end, in clear or over TLS, as a script of a hostile
 * client: bytes beside and within the record layer, records cut anywhere and changed on the way,
 * ends at any time, deadlines, events. The machine of states (conn.c, tls.c) must come to an end,
 * hold nothing after it, and answer nothing that was not sealed rightly.
 *
 * The first byte chooses TLS (odd). Then commands: a byte for what, a byte n for how much. */
#include "fuzz_serve.h"

#include "../tests/serve/certificate.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/un.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum command { RAW, SAY, PASS, FLIP, ASK, LATER, SHUT, EVENT, SHAKE, N_COMMANDS };
#define REQUEST "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"

static SSL_CTX *context;
static struct tls_keys *keys;

struct client {
    int fd;
    SSL *ssl; /* NULL: in clear */
    BIO *in, *out;
    struct buf sealed; /* by TLS, not yet sent */
    struct buf heard;
    bool is_spoilt; /* bytes were changed, or put in beside TLS */
};

static void start(void)
{
    char certificate[96], key[96];
    struct seine_error err = {0};
    struct serve *s = &fuzz_server;
    struct sockaddr_un a = {.sun_family = AF_UNIX};
    fuzz_serve_start(false);
    snprintf(certificate, sizeof certificate, "%s/certificate", fuzz_folder);
    snprintf(key, sizeof key, "%s/key", fuzz_folder);
    fuzz_need(certificate_write(certificate, key, -86400, 864000, 1, NULL) &&
              tls_keys_new(certificate, key, &keys, &err) == SEINE_OK);
    unlink(certificate);
    unlink(key);
    context = SSL_CTX_new(TLS_client_method());
    s->options.max_connections = s->options.max_per_address = 8;
    s->options.header_ms = s->options.body_ms = s->options.write_ms = s->options.idle_ms = 60000;
    s->epoll = epoll_create1(EPOLL_CLOEXEC);
    s->listener = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    snprintf(a.sun_path + 1, sizeof a.sun_path - 1, "seine-fuzz-%ld", (long)getpid());
    fuzz_need(context && s->epoll >= 0 && s->listener >= 0 &&
              bind(s->listener, (struct sockaddr *)&a, sizeof a) == 0 &&
              listen(s->listener, 8) == 0 && queue_new(16, &s->queue) == SEINE_OK);
}

static void connect_to(struct client *c, bool is_tls)
{
    struct serve *s = &fuzz_server;
    struct sockaddr_un a = {.sun_family = AF_UNIX};
    snprintf(a.sun_path + 1, sizeof a.sun_path - 1, "seine-fuzz-%ld", (long)getpid());
    *c = (struct client){.fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)};
    buf_init(&c->sealed, MIB);
    buf_init(&c->heard, 16 * MIB);
    fuzz_need(c->fd >= 0 && connect(c->fd, (struct sockaddr *)&a, sizeof a) == 0);
    s->tls = is_tls ? keys : NULL;
    conn_accept(s);
    fuzz_need(s->conns.n == 1);
    if (!is_tls)
        return;
    c->ssl = SSL_new(context);
    c->in = BIO_new(BIO_s_mem());
    c->out = BIO_new(BIO_s_mem());
    fuzz_need(c->ssl && c->in && c->out);
    SSL_set_bio(c->ssl, c->in, c->out);
    SSL_set_connect_state(c->ssl);
    (void)SSL_do_handshake(c->ssl);
}

/* What the client's TLS has to send stands in `sealed` from then on. */
static void seal(struct client *c)
{
    char bytes[4096];
    int n;
    while (c->ssl && (n = BIO_read(c->out, bytes, sizeof bytes)) > 0)
        buf_add(&c->sealed, (struct str){bytes, (size_t)n});
}

static void send_raw(const struct client *c, struct str bytes)
{
    ssize_t n = send(c->fd, bytes.p, bytes.n, MSG_NOSIGNAL); /* what finds no room is lost */
    (void)n;
}

static void pass(struct client *c, size_t n)
{
    seal(c);
    n = n < c->sealed.n ? n : c->sealed.n;
    send_raw(c, str_slice(buf_str(&c->sealed), 0, n));
    memmove(c->sealed.p, c->sealed.p + n, c->sealed.n - n);
    c->sealed.n -= n;
}

static void say(struct client *c, struct str bytes)
{
    ERR_clear_error();
    if (!c->ssl)
        send_raw(c, bytes);
    else if (bytes.n)
        (void)SSL_write(c->ssl, bytes.p, (int)bytes.n);
    seal(c);
}

/* What the server wrote. */
static void hear(struct client *c)
{
    char bytes[4096];
    ssize_t n;
    int m;
    while ((n = recv(c->fd, bytes, sizeof bytes, 0)) > 0)
        if (c->ssl)
            (void)BIO_write(c->in, bytes, (int)n);
        else
            buf_add(&c->heard, (struct str){bytes, (size_t)n});
    ERR_clear_error();
    while (c->ssl && (m = SSL_read(c->ssl, bytes, sizeof bytes)) > 0)
        buf_add(&c->heard, (struct str){bytes, (size_t)m});
    seal(c);
}

/* The loop and the workers, until nothing more happens. */
static void turn(void)
{
    struct serve *s = &fuzz_server;
    for (size_t i = 0; i < s->conns.n; i++) {
        struct conn *c = s->conns.v[i];
        conn_advance(c);
        while (c->state == CONN_WORK) {
            struct conn *taken = queue_take(s->queue);
            fuzz_need(taken == c);
            struct str body = str_slice(buf_str(&c->in), c->head.n_bytes,
                                        c->head.n_bytes + (size_t)c->head.content_length);
            if (c->is_asking)
                serve_ask(s, &c->head, c->peer, c->is_asked_on, &fuzz_arena, &c->reply);
            else
                fuzz_answer(&c->head, body, &c->reply);
            conn_finished(c);
        }
    }
    conn_bury(s);
}

static void shake(struct client *c)
{
    for (int i = 0; i < 6 && c->ssl; i++) {
        (void)SSL_do_handshake(c->ssl);
        pass(c, SIZE_MAX);
        turn();
        hear(c);
    }
}

static void one(struct client *c, enum command what, size_t n, struct str bytes)
{
    struct serve *s = &fuzz_server;
    switch (what) {
    case RAW:
        c->is_spoilt = true;
        send_raw(c, bytes);
        break;
    case SAY:
        say(c, bytes);
        break;
    case PASS:
        pass(c, n + 1);
        break;
    case FLIP:
        seal(c);
        if (c->sealed.n > 0) {
            c->sealed.p[0] = (char)(c->sealed.p[0] ^ (char)(n | 1));
            c->is_spoilt = true;
        }
        break;
    case ASK:
        say(c, STR(REQUEST));
        break;
    case LATER:
        conn_expire(s, serve_clock_ms() + (int64_t)n * 1000);
        break;
    case SHUT:
        shutdown(c->fd, SHUT_WR);
        break;
    case EVENT:
        conn_send_events(s, STR("event: x\ndata: {}\n\n"), 1, n % 2);
        break;
    default:
        shake(c);
    }
}

static void finish(struct client *c)
{
    struct serve *s = &fuzz_server;
    for (int i = 0; i < 4 && s->conns.n > 0; i++) {
        conn_expire(s, serve_clock_ms() + 600000);
        turn();
        conn_shut_idle(s);
        hear(c);
    }
    close(c->fd);
    turn();
    conn_expire(s, serve_clock_ms() + 600000);
    conn_bury(s);
    if (s->conns.n != 0 || s->in_flight != 0)
        abort();
    /* What came unsealed, or was opened rightly, is an answer. */
    if (c->heard.n >= 5 && !str_starts(buf_str(&c->heard), STR("HTTP/")) && (c->ssl || !s->tls))
        abort();
    SSL_free(c->ssl);
    buf_release(&c->sealed);
    buf_release(&c->heard);
    ERR_clear_error();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct client c;
    if (!keys)
        start();
    if (size == 0 || size > 4096)
        return 0;
    connect_to(&c, data[0] & 1);
    for (size_t at = 1; at + 2 <= size;) {
        enum command what = data[at] % N_COMMANDS;
        size_t n = data[at + 1];
        at += 2;
        size_t length = what == RAW || what == SAY ? (n < size - at ? n : size - at) : 0;
        one(&c, what, n, (struct str){(const char *)data + at, length});
        at += length;
        turn();
        hear(&c);
    }
    finish(&c);
    return 0;
}
