/* TLS over a socket that does not block: hands shaken in pieces, long bodies both ways through a
 * narrow pipe, what is refused, and certificates that cannot be used or change under way. */
#include "unit.h"

#include "certificate.h"
#include "serve/tls.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#define DAY 86400

static char folder[64], certificate[96], key[96], other[96], other_key[96];
static struct tls_keys *keys;
static struct tls *server;
static SSL_CTX *context;
static SSL *client;
static int pipe_fd[2]; /* server, client */

static int start(void **state)
{
    struct seine_error err = {0};
    (void)state;
    snprintf(folder, sizeof folder, "%s/seine-tls-XXXXXX", P_tmpdir);
    if (!mkdtemp(folder))
        return -1;
    snprintf(certificate, sizeof certificate, "%s/certificate", folder);
    snprintf(key, sizeof key, "%s/key", folder);
    snprintf(other, sizeof other, "%s/other", folder);
    snprintf(other_key, sizeof other_key, "%s/other-key", folder);
    context = SSL_CTX_new(TLS_client_method());
    SSL_CTX_set_security_level(context, 0); /* of the client: it may ask for what is refused */
    return context && certificate_write(certificate, key, -DAY, DAY, 1, NULL) &&
                   tls_keys_new(certificate, key, &keys, &err) == SEINE_OK
               ? 0
               : -1;
}

static int stop(void **state)
{
    (void)state;
    tls_keys_free(keys);
    SSL_CTX_free(context);
    unlink(certificate);
    unlink(key);
    unlink(other);
    unlink(other_key);
    return rmdir(folder);
}

static void begin(void)
{
    const int narrow = 4096;
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, pipe_fd), 0);
    for (int i = 0; i < 2; i++)
        setsockopt(pipe_fd[i], SOL_SOCKET, SO_SNDBUF, &narrow, sizeof narrow);
    server = tls_new(keys, pipe_fd[0]);
    client = SSL_new(context);
    assert_non_null(server);
    assert_true(SSL_set_fd(client, pipe_fd[1]) == 1);
    SSL_set_connect_state(client);
}

static void end(void)
{
    tls_free(server);
    SSL_free(client);
    close(pipe_fd[0]);
    close(pipe_fd[1]);
    ERR_clear_error();
}

/* 1 when both have shaken hands, -1 when the server refused. */
static int shake(void)
{
    int ours = 0, theirs = 0;
    for (int i = 0; i < 1000 && (ours == 0 || theirs != 1); i++) {
        if (theirs != 1)
            theirs = SSL_do_handshake(client);
        if (ours == 0)
            ours = tls_shake(server);
        if (ours < 0)
            return -1;
    }
    assert_int_equal(theirs, 1);
    return ours;
}

static void hands_are_shaken(void **state)
{
    char bytes[64];
    const unsigned char *chosen;
    unsigned n = 0;
    (void)state;
    begin();
    SSL_set_alpn_protos(client, (const unsigned char *)"\x02h2\x08http/1.1", 12);
    assert_int_equal(tls_shake(server), 0); /* nothing has come */
    assert_int_equal(errno, EAGAIN);
    assert_int_equal(shake(), 1);
    assert_string_equal(SSL_get_version(client), "TLSv1.3");
    SSL_get0_alpn_selected(client, &chosen, &n);
    assert_int_equal(n, 8);
    assert_memory_equal(chosen, "http/1.1", 8);
    assert_int_equal(tls_recv(server, bytes, sizeof bytes), -1);
    assert_int_equal(errno, EAGAIN);
    assert_int_equal(SSL_write(client, "hello", 5), 5);
    assert_int_equal(tls_recv(server, bytes, sizeof bytes), 5);
    assert_memory_equal(bytes, "hello", 5);
    assert_int_equal(tls_send(server, "there", 5), 5);
    assert_int_equal(SSL_read(client, bytes, sizeof bytes), 5);
    assert_memory_equal(bytes, "there", 5);
    tls_finish(server);
    assert_int_equal(SSL_read(client, bytes, sizeof bytes), 0);
    assert_int_equal(SSL_get_error(client, 0), SSL_ERROR_ZERO_RETURN);
    SSL_shutdown(client);
    end();
}

static void an_end_in_good_order_is_seen(void **state)
{
    char bytes[64];
    (void)state;
    begin();
    assert_int_equal(shake(), 1);
    SSL_shutdown(client);
    assert_int_equal(tls_recv(server, bytes, sizeof bytes), 0);
    end();
}

/* A socket that takes little at a time; the buffer moves and grows between tries, as the one of a
 * stream does. */
static void long_bodies_pass_in_pieces(void **state)
{
    enum { N = 3000000 };
    char *bytes = malloc(N), *got = malloc(N), *moved;
    size_t sent = 0, received = 0, back = 0, returned = 0;
    (void)state;
    assert_true(bytes && got);
    for (size_t i = 0; i < N; i++)
        bytes[i] = (char)(i * 2654435761u >> 13);
    begin();
    assert_int_equal(shake(), 1);
    while (received < N) {
        size_t end_of_now = sent + 50000 < N ? sent + 50000 : N;
        moved = malloc(end_of_now - sent + 1);
        assert_non_null(moved);
        memcpy(moved, bytes + sent, end_of_now - sent);
        ssize_t n = sent < N ? tls_send(server, moved, end_of_now - sent) : 0;
        assert_true(n >= 0 || errno == EAGAIN);
        sent += n > 0 ? (size_t)n : 0;
        free(moved);
        int m = SSL_read(client, got + received, (int)(N - received));
        received += m > 0 ? (size_t)m : 0;
    }
    assert_memory_equal(bytes, got, N);
    memset(got, 0, N);
    SSL_set_mode(client, SSL_MODE_ENABLE_PARTIAL_WRITE);
    while (returned < N) {
        int m = back < N ? SSL_write(client, bytes + back, (int)(N - back)) : 0;
        back += m > 0 ? (size_t)m : 0;
        ssize_t n = tls_recv(server, got + returned, N - returned);
        assert_true(n > 0 || (n < 0 && errno == EAGAIN));
        returned += n > 0 ? (size_t)n : 0;
    }
    assert_memory_equal(bytes, got, N);
    end();
    free(bytes);
    free(got);
}

static void old_versions_and_other_protocols_are_refused(void **state)
{
    (void)state;
    begin();
    SSL_set_min_proto_version(client, TLS1_VERSION);
    SSL_set_max_proto_version(client, TLS1_1_VERSION);
    assert_int_equal(shake(), -1);
    end();
    begin();
    SSL_set_alpn_protos(client, (const unsigned char *)"\x02h2", 3);
    assert_int_equal(shake(), -1);
    end();
    begin(); /* no forward secrecy */
    SSL_set_max_proto_version(client, TLS1_2_VERSION);
    SSL_set_cipher_list(client, "AES128-SHA:AES256-GCM-SHA384");
    assert_int_equal(shake(), -1);
    end();
    begin(); /* no authenticated encryption */
    SSL_set_max_proto_version(client, TLS1_2_VERSION);
    SSL_set_cipher_list(client, "ECDHE-ECDSA-AES256-SHA384");
    assert_int_equal(shake(), -1);
    end();
    begin();
    SSL_set_max_proto_version(client, TLS1_2_VERSION);
    assert_int_equal(shake(), 1);
    assert_int_equal(SSL_session_reused(client), 0);
    end();
}

/* TLS 1.2 would let the other side begin anew at any time. */
static void nothing_is_agreed_on_again(void **state)
{
    char bytes[64];
    int n = 0;
    (void)state;
    begin();
    SSL_set_max_proto_version(client, TLS1_2_VERSION);
    assert_int_equal(shake(), 1);
    assert_int_equal(SSL_renegotiate(client), 1);
    for (int i = 0; i < 20 && n <= 0; i++) {
        n = SSL_do_handshake(client);
        if (SSL_get_error(client, n) == SSL_ERROR_SSL)
            break;
        (void)!tls_recv(server, bytes, sizeof bytes);
    }
    assert_int_not_equal(n, 1);
    assert_int_equal(ERR_GET_REASON(ERR_get_error()), SSL_R_NO_RENEGOTIATION); /* by an alert */
    end();
}

static void garbage_is_refused(void **state)
{
    const struct str garbage[] = {
        STR("\0\0\0\0\0\0\0\0\0\0\0\0"), STR("\x16\x03\x01\xff\xff\x01\x00\xff\xfc\x03\x03"),
        STR("\x80\x09\x01\x00\x02\x00\x00\x00\x00\x00\x00"), STR("\x17\x03\x03\x00\x05hello"),
        STR("\x16\x03\x01\x00\x05\x01\x00\x00\x01\x00")};
    char bytes[64];
    (void)state;
    for (size_t i = 0; i < N_OF(garbage); i++) {
        begin();
        assert_int_equal(write(pipe_fd[1], garbage[i].p, garbage[i].n), (ssize_t)garbage[i].n);
        assert_int_equal(tls_shake(server), -1);
        end();
    }
    begin();
    assert_int_equal(shake(), 1);
    assert_int_equal(write(pipe_fd[1], "\x17\x03\x03\x00\x14not what was sealed!", 25), 25);
    assert_int_equal(tls_recv(server, bytes, sizeof bytes), -1);
    assert_int_not_equal(errno, EAGAIN);
    assert_int_equal(tls_send(server, "x", 1), -1);
    tls_finish(server); /* does nothing any more */
    end();
}

/* Half open: the other end is gone; no signal is raised. */
static void who_is_gone_is_noticed(void **state)
{
    char bytes[5000] = {0};
    ssize_t n = 1;
    (void)state;
    begin();
    assert_int_equal(shake(), 1);
    close(pipe_fd[1]);
    for (int i = 0; i < 10 && (n > 0 || errno == EAGAIN); i++)
        n = tls_send(server, bytes, sizeof bytes);
    assert_int_equal(n, -1);
    assert_int_not_equal(errno, EAGAIN);
    pipe_fd[1] = dup(pipe_fd[0]);
    end();
}

static void refused(enum seine_status status, const char *words)
{
    struct seine_error err = {0};
    struct tls_keys *k = NULL;
    assert_int_equal(tls_keys_new(other, other_key, &k, &err), status);
    assert_null(k);
    if (!strstr(err.message, words))
        fail_msg("no '%s' in '%s'", words, err.message);
}

static void keys_that_cannot_be_used_are_told(void **state)
{
    struct seine_error err = {0};
    struct tls_keys *k = NULL;
    (void)state;
    unlink(other);
    unlink(other_key);
    refused(SEINE_IO, "cannot read");
    assert_true(certificate_write(other, other_key, -2 * DAY, -DAY, 2, NULL));
    refused(SEINE_RANGE, "the certificate ended at 20");
    assert_true(certificate_write(other, other_key, DAY, 2 * DAY, 2, NULL));
    refused(SEINE_RANGE, "begins to count at 20");
    assert_true(certificate_write(other, other_key, -DAY, DAY, 2, "secret"));
    refused(SEINE_FORMAT, "encrypted");
    assert_true(certificate_write(other, other_key, -DAY, DAY, 2, NULL));
    assert_int_equal(tls_keys_new(other, key, &k, &err), SEINE_CONFLICT);
    assert_non_null(strstr(err.message, "is not that of the certificate"));
    assert_int_equal(tls_keys_new(other, other, &k, &err), SEINE_FORMAT);
    assert_int_equal(tls_keys_new(other_key, other_key, &k, &err), SEINE_FORMAT);
    assert_null(k);
}

static long serial_seen(void)
{
    X509 *x = SSL_get1_peer_certificate(client);
    long n = x ? ASN1_INTEGER_get(X509_get0_serialNumber(x)) : 0;
    X509_free(x);
    return n;
}

static void certificates_change_under_way(void **state)
{
    struct seine_error err = {0};
    struct tls_keys *before = keys;
    char bytes[8];
    (void)state;
    assert_true(certificate_write(other, other_key, -DAY, DAY, 7, NULL));
    assert_ok(tls_keys_new(other, other_key, &keys, &err));
    int64_t first = tls_keys_end(keys);
    begin();
    assert_int_equal(shake(), 1);
    assert_int_equal(serial_seen(), 7);
    assert_true(certificate_write(other, other_key, -DAY, 3 * DAY, 8, NULL));
    assert_ok(tls_keys_reload(keys, &err));
    assert_true(tls_keys_end(keys) > first + DAY);
    assert_int_equal(SSL_write(client, "old", 3), 3);
    assert_int_equal(tls_recv(server, bytes, sizeof bytes), 3); /* the old one goes on */
    end();
    begin();
    assert_int_equal(shake(), 1);
    assert_int_equal(serial_seen(), 8);
    end();
    assert_true(certificate_write(other, other_key, -2 * DAY, -DAY, 9, NULL));
    assert_int_equal(tls_keys_reload(keys, &err), SEINE_RANGE);
    begin();
    assert_int_equal(shake(), 1);
    assert_int_equal(serial_seen(), 8);
    end();
    tls_keys_free(keys);
    keys = before;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hands_are_shaken),
        cmocka_unit_test(an_end_in_good_order_is_seen),
        cmocka_unit_test(long_bodies_pass_in_pieces),
        cmocka_unit_test(old_versions_and_other_protocols_are_refused),
        cmocka_unit_test(nothing_is_agreed_on_again),
        cmocka_unit_test(garbage_is_refused),
        cmocka_unit_test(who_is_gone_is_noticed),
        cmocka_unit_test(keys_that_cannot_be_used_are_told),
        cmocka_unit_test(certificates_change_under_way),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
