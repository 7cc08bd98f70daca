/* serve/tls.h - TLS 1.2 and 1.3 over a socket that does not block, from a certificate and a key in
 * PEM files. What counts: no renegotiation, no compression, no resumption, no early data; ECDHE
 * with AES-GCM or ChaCha20-Poly1305 only; of ALPN "http/1.1". It knows nothing of requests. */
#ifndef SERVE_TLS_H
#define SERVE_TLS_H

#include "base/base.h"

#include <sys/types.h>

/* The certificate, with the chain that may follow it in its file, and its key. Threads may share
 * it. */
struct tls_keys;
/* SEINE_IO: a file cannot be read. SEINE_FORMAT: no certificate or key in it, or an encrypted key.
 * SEINE_CONFLICT: the key is not the certificate's. SEINE_RANGE: the certificate has ended, or does
 * not count yet. The paths are borrowed. */
enum seine_status tls_keys_new(const char *certificate, const char *key, struct tls_keys **ret,
                               struct seine_error *err) MUST_CHECK;
void tls_keys_free(struct tls_keys *k); /* after all its connections */
/* Reads the files again: for connections made from then on. On failure the old ones go on. */
enum seine_status tls_keys_reload(struct tls_keys *k, struct seine_error *err) MUST_CHECK;
int64_t tls_keys_end(struct tls_keys *k); /* when the certificate ends; seconds since 1970 */

struct tls; /* one connection; one thread at a time */
/* NULL: out of memory. The socket stays the caller's. */
struct tls *tls_new(struct tls_keys *k, int fd);
void tls_free(struct tls *t);
/* The handshake: 1 done, 0 not yet (errno is EAGAIN), -1 it failed and an alert was sent. */
int tls_shake(struct tls *t);
/* As recv and send: -1 with EAGAIN to wait, another errno if the connection is of no more use;
 * tls_recv gives 0 after the other side has ended its writing in good order. After EAGAIN tls_send
 * is called again with the same bytes, which may have moved and may be followed by more. */
ssize_t tls_recv(struct tls *t, void *bytes, size_t n);
ssize_t tls_send(struct tls *t, const void *bytes, size_t n);
/* Tells the other side that nothing follows, if that can be done without waiting. */
void tls_finish(struct tls *t);

#endif
