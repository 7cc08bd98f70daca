/* serve/tls.c - OpenSSL behind the few calls that a connection needs. Bytes go through a BIO of our
 * own, because OpenSSL's writes to a socket that was shut raise SIGPIPE, and signals are the
 * program's affair. Sessions are never resumed: no keys of tickets that would have to be changed.
 */
#include "serve/tls.h"

#include <errno.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#define CIPHERS_1_2 "ECDHE+AESGCM:ECDHE+CHACHA20"

struct tls_keys {
    const char *certificate, *key;
    BIO_METHOD *wire;
    pthread_mutex_t lock; /* of all below */
    SSL_CTX *context;
    int64_t end;
};

struct tls {
    SSL *ssl;
    bool is_open, is_broken; /* shaken hands; no more to be used */
};

/* ---- bytes ---------------------------------------------------------------------------------- */

static int fd_of(BIO *b)
{
    return (int)(intptr_t)BIO_get_data(b);
}

static int wire_read(BIO *b, char *bytes, int n)
{
    ssize_t got;
    do
        got = recv(fd_of(b), bytes, (size_t)n, 0);
    while (got < 0 && errno == EINTR);
    BIO_clear_retry_flags(b);
    if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
        BIO_set_retry_read(b);
    return (int)got;
}

static int wire_write(BIO *b, const char *bytes, int n)
{
    ssize_t sent;
    do
        sent = send(fd_of(b), bytes, (size_t)n, MSG_NOSIGNAL);
    while (sent < 0 && errno == EINTR);
    BIO_clear_retry_flags(b);
    if (sent < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
        BIO_set_retry_write(b);
    return (int)sent;
}

static long wire_control(BIO *b, int what, long number, void *more)
{
    (void)b;
    (void)number;
    (void)more;
    return what == BIO_CTRL_FLUSH;
}

static BIO_METHOD *wire_new(void)
{
    BIO_METHOD *m = BIO_meth_new(BIO_TYPE_SOURCE_SINK | BIO_get_new_index(), "wire");
    if (m && (BIO_meth_set_read(m, wire_read) != 1 || BIO_meth_set_write(m, wire_write) != 1 ||
              BIO_meth_set_ctrl(m, wire_control) != 1)) {
        BIO_meth_free(m);
        m = NULL;
    }
    return m;
}

/* ---- certificate and key -------------------------------------------------------------------- */

static int no_password(char *room, int n, int is_writing, void *context)
{
    (void)room;
    (void)n;
    (void)is_writing;
    *(bool *)context = true; /* or OpenSSL would ask the terminal */
    return -1;
}

static enum seine_status open_file(const char *path, BIO **ret, struct seine_error *err)
{
    FILE *f = fopen(path, "re");
    if (!f)
        return error_set(err, SEINE_IO, "cannot read %s: %s", path, strerror(errno));
    *ret = BIO_new_fp(f, BIO_CLOSE);
    if (*ret)
        return SEINE_OK;
    fclose(f);
    return error_set(err, SEINE_NOMEM, "out of memory");
}

static enum seine_status read_certificate(const char *path, X509 **ret, struct seine_error *err)
{
    BIO *file = NULL;
    enum seine_status status = open_file(path, &file, err);
    if (status != SEINE_OK)
        return status;
    *ret = PEM_read_bio_X509(file, NULL, NULL, NULL);
    BIO_free(file);
    return *ret ? SEINE_OK
                : error_set(err, SEINE_FORMAT,
                            "%s: no certificate in PEM (-----BEGIN CERTIFICATE-----)", path);
}

static enum seine_status read_key(const char *path, EVP_PKEY **ret, struct seine_error *err)
{
    BIO *file = NULL;
    bool has_asked = false;
    enum seine_status status = open_file(path, &file, err);
    if (status != SEINE_OK)
        return status;
    *ret = PEM_read_bio_PrivateKey(file, NULL, no_password, &has_asked);
    BIO_free(file);
    if (!*ret && has_asked)
        return error_set(err, SEINE_FORMAT, "%s: the key is encrypted; it must be given in clear",
                         path);
    return *ret ? SEINE_OK
                : error_set(err, SEINE_FORMAT,
                            "%s: no private key in PEM (-----BEGIN PRIVATE KEY-----)", path);
}

static void time_text(const ASN1_TIME *t, char *ret, size_t room)
{
    struct tm tm = {0};
    if (ASN1_TIME_to_tm(t, &tm) != 1 || strftime(ret, room, "%Y-%m-%dT%H:%M:%SZ", &tm) == 0)
        snprintf(ret, room, "an unreadable time");
}

/* *ret_end: when it ends. */
static enum seine_status check_days(const char *path, const X509 *x, int64_t *ret_end,
                                    struct seine_error *err)
{
    char text[64];
    int days = 0, seconds = 0;
    const ASN1_TIME *begins = X509_get0_notBefore(x), *ends = X509_get0_notAfter(x);
    if (X509_cmp_current_time(ends) <= 0) {
        time_text(ends, text, sizeof text);
        return error_set(err, SEINE_RANGE, "%s: the certificate ended at %s", path, text);
    }
    if (X509_cmp_current_time(begins) >= 0) {
        time_text(begins, text, sizeof text);
        return error_set(err, SEINE_RANGE, "%s: the certificate begins to count at %s", path, text);
    }
    if (ASN1_TIME_diff(&days, &seconds, NULL, ends) != 1)
        return error_set(err, SEINE_FORMAT, "%s: the certificate's end cannot be read", path);
    *ret_end = (int64_t)time(NULL) + (int64_t)days * 86400 + seconds;
    return SEINE_OK;
}

static int choose_protocol(SSL *ssl, const unsigned char **ret, unsigned char *ret_n,
                           const unsigned char *offered, unsigned n, void *context)
{
    static const unsigned char ours[] = "\x08http/1.1";
    unsigned char *chosen = NULL;
    (void)ssl;
    (void)context;
    if (SSL_select_next_proto(&chosen, ret_n, ours, sizeof ours - 1, offered, n) !=
        OPENSSL_NPN_NEGOTIATED)
        return SSL_TLSEXT_ERR_ALERT_FATAL; /* RFC 7301: who names protocols means them */
    *ret = chosen;
    return SSL_TLSEXT_ERR_OK;
}

static bool set_up(SSL_CTX *c)
{
    SSL_CTX_set_options(c, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_NO_TICKET |
                               SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_PRIORITIZE_CHACHA |
                               SSL_OP_IGNORE_UNEXPECTED_EOF);
    SSL_CTX_set_mode(c, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
                            SSL_MODE_RELEASE_BUFFERS);
    SSL_CTX_set_session_cache_mode(c, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_read_ahead(c, 1);
    SSL_CTX_set_alpn_select_cb(c, choose_protocol, NULL);
    return SSL_CTX_set_min_proto_version(c, TLS1_2_VERSION) == 1 &&
           SSL_CTX_set_cipher_list(c, CIPHERS_1_2) == 1 && SSL_CTX_set_num_tickets(c, 0) == 1;
}

static enum seine_status fill(SSL_CTX *c, const struct tls_keys *k, X509 *x, EVP_PKEY *key,
                              struct seine_error *err)
{
    if (!set_up(c))
        return error_set(err, SEINE_INTERNAL, "TLS cannot be set up");
    if (X509_check_private_key(x, key) != 1)
        return error_set(err, SEINE_CONFLICT, "the key in %s is not that of the certificate in %s",
                         k->key, k->certificate);
    if (SSL_CTX_use_certificate_chain_file(c, k->certificate) != 1 ||
        SSL_CTX_use_PrivateKey(c, key) != 1) {
        const char *why = ERR_reason_error_string(ERR_peek_last_error());
        return error_set(err, SEINE_FORMAT, "%s: the certificate cannot be used: %s",
                         k->certificate, why ? why : "it is not known why");
    }
    return SEINE_OK;
}

enum seine_status tls_keys_reload(struct tls_keys *k, struct seine_error *err)
{
    X509 *x = NULL;
    EVP_PKEY *key = NULL;
    SSL_CTX *c = NULL;
    int64_t end = 0;
    ERR_clear_error();
    enum seine_status status = read_certificate(k->certificate, &x, err);
    if (status == SEINE_OK)
        status = read_key(k->key, &key, err);
    if (status == SEINE_OK)
        status = check_days(k->certificate, x, &end, err);
    if (status == SEINE_OK && !(c = SSL_CTX_new(TLS_server_method())))
        status = error_set(err, SEINE_NOMEM, "out of memory");
    if (status == SEINE_OK)
        status = fill(c, k, x, key, err);
    if (status == SEINE_OK) {
        pthread_mutex_lock(&k->lock);
        SSL_CTX *old = k->context;
        k->context = c;
        k->end = end;
        c = old;
        pthread_mutex_unlock(&k->lock);
    }
    SSL_CTX_free(c); /* connections hold on to the one they began with */
    EVP_PKEY_free(key);
    X509_free(x);
    ERR_clear_error();
    return status;
}

enum seine_status tls_keys_new(const char *certificate, const char *key, struct tls_keys **ret,
                               struct seine_error *err)
{
    struct tls_keys *k = mem_calloc(1, sizeof *k);
    if (!k)
        return error_set(err, SEINE_NOMEM, "out of memory");
    k->certificate = certificate;
    k->key = key;
    pthread_mutex_init(&k->lock, NULL);
    k->wire = wire_new();
    enum seine_status status =
        k->wire ? tls_keys_reload(k, err) : error_set(err, SEINE_NOMEM, "out of memory");
    if (status != SEINE_OK) {
        tls_keys_free(k);
        return status;
    }
    *ret = k;
    return SEINE_OK;
}

void tls_keys_free(struct tls_keys *k)
{
    if (!k)
        return;
    SSL_CTX_free(k->context);
    BIO_meth_free(k->wire);
    pthread_mutex_destroy(&k->lock);
    mem_free(k);
}

int64_t tls_keys_end(struct tls_keys *k)
{
    pthread_mutex_lock(&k->lock);
    int64_t end = k->end;
    pthread_mutex_unlock(&k->lock);
    return end;
}

/* ---- one connection ------------------------------------------------------------------------- */

struct tls *tls_new(struct tls_keys *k, int fd)
{
    struct tls *t = mem_calloc(1, sizeof *t);
    BIO *wire = t ? BIO_new(k->wire) : NULL;
    if (wire) {
        BIO_set_data(wire, (void *)(intptr_t)fd);
        BIO_set_init(wire, 1);
        pthread_mutex_lock(&k->lock);
        t->ssl = SSL_new(k->context);
        pthread_mutex_unlock(&k->lock);
    }
    if (!t || !t->ssl) {
        BIO_free(wire);
        mem_free(t);
        return NULL;
    }
    SSL_set_bio(t->ssl, wire, wire);
    SSL_set_accept_state(t->ssl);
    return t;
}

void tls_free(struct tls *t)
{
    if (!t)
        return;
    SSL_free(t->ssl);
    mem_free(t);
}

/* What a call that did not succeed means, in the terms of recv. */
static ssize_t outcome(struct tls *t, int n)
{
    int saved = errno;
    switch (SSL_get_error(t->ssl, n)) {
    case SSL_ERROR_WANT_READ:
    case SSL_ERROR_WANT_WRITE:
        errno = EAGAIN;
        return -1;
    case SSL_ERROR_ZERO_RETURN:
        return 0;
    case SSL_ERROR_SYSCALL:
        t->is_broken = true;
        errno = saved && saved != EAGAIN && saved != EINTR ? saved : ECONNRESET;
        return -1;
    default:
        t->is_broken = true;
        errno = EPROTO;
        return -1;
    }
}

int tls_shake(struct tls *t)
{
    ERR_clear_error();
    errno = 0;
    int n = SSL_do_handshake(t->ssl);
    t->is_open = n == 1;
    if (t->is_open)
        return 1;
    if (outcome(t, n) < 0 && errno == EAGAIN)
        return 0;
    t->is_broken = true;
    return -1;
}

ssize_t tls_recv(struct tls *t, void *bytes, size_t n)
{
    size_t got = 0;
    ERR_clear_error();
    errno = 0;
    int ok = SSL_read_ex(t->ssl, bytes, n, &got);
    return ok == 1 ? (ssize_t)got : outcome(t, ok);
}

ssize_t tls_send(struct tls *t, const void *bytes, size_t n)
{
    size_t sent = 0;
    ERR_clear_error();
    errno = 0;
    int ok = SSL_write_ex(t->ssl, bytes, n, &sent);
    if (ok == 1)
        return (ssize_t)sent;
    ssize_t status = outcome(t, ok);
    if (status == 0) { /* the other side has ended; so do we */
        errno = EPIPE;
        status = -1;
    }
    return status;
}

void tls_finish(struct tls *t)
{
    if (!t->is_open || t->is_broken)
        return;
    t->is_broken = true;
    ERR_clear_error();
    (void)SSL_shutdown(t->ssl);
    ERR_clear_error();
}
