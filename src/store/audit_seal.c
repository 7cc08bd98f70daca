/* store/audit_seal.c - the chain's head as a line of text that can be kept elsewhere, signed with
 * Ed25519 (libsodium). It does not look into a store. */
#include "store/audit.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

static enum seine_status ready(struct seine_error *err)
{
    return sodium_init() < 0 ? error_set(err, SEINE_INTERNAL, "libsodium cannot be used")
                             : SEINE_OK;
}

enum seine_status store_key_new(unsigned char key[STORE_KEY],
                                unsigned char public_key[STORE_PUBLIC], struct seine_error *err)
{
    enum seine_status status = ready(err);
    if (status == SEINE_OK)
        crypto_sign_keypair(public_key, key);
    return status;
}

/* What is signed: a word of its own, n, hash and at, a line each. */
static void message(struct buf *out, const struct store_seal *seal)
{
    char hex[2 * STORE_HASH + 1];
    sodium_bin2hex(hex, sizeof hex, seal->head.hash, STORE_HASH);
    buf_add_f(out, "seine audit head\n%lld\n%s\n%s\n", (long long)seal->head.n, hex, seal->at);
}

enum seine_status store_seal_sign(struct store_seal *seal, const unsigned char key[STORE_KEY],
                                  struct seine_error *err)
{
    struct buf text;
    enum seine_status status = ready(err);
    buf_init(&text, MIB);
    message(&text, seal);
    if (status == SEINE_OK && buf_status(&text) != SEINE_OK)
        status = error_set(err, SEINE_NOMEM, "out of memory");
    if (status == SEINE_OK) {
        crypto_sign_detached(seal->signature, NULL, (const unsigned char *)text.p, text.n, key);
        crypto_sign_ed25519_sk_to_pk(seal->public_key, key);
        seal->is_signed = true;
    }
    buf_release(&text);
    return status;
}

static void hex_member(struct json_writer *w, const char *key, const unsigned char *bytes, size_t n)
{
    char hex[2 * STORE_SIGNATURE + 1];
    sodium_bin2hex(hex, sizeof hex, bytes, n);
    json_member(w, key, str_of(hex));
}

void store_seal_write(struct buf *out, const struct store_seal *seal)
{
    struct json_writer w;
    json_writer_init(&w, out);
    json_object(&w);
    json_member_i64(&w, "n", seal->head.n);
    hex_member(&w, "hash", seal->head.hash, STORE_HASH);
    json_member(&w, "at", str_of(seal->at));
    if (seal->is_signed) {
        hex_member(&w, "public_key", seal->public_key, STORE_PUBLIC);
        hex_member(&w, "signature", seal->signature, STORE_SIGNATURE);
    }
    json_object_end(&w);
    buf_add_c(out, '\n');
}

static bool from_hex(const struct json_value *v, const char *key, unsigned char *ret, size_t n)
{
    struct str text = json_text(v, key);
    size_t got = 0;
    return text.n == 2 * n && sodium_hex2bin(ret, n, text.p, text.n, NULL, &got, NULL) == 0 &&
           got == n;
}

static enum seine_status take(const struct json_value *v, struct store_seal *ret,
                              struct seine_error *err)
{
    const struct json_value *n = json_get(v, "n");
    struct str at = json_text(v, "at");
    bool ok = n && n->type == JSON_NUMBER && str_to_i64(n->text, &ret->head.n) &&
              ret->head.n >= 0 && from_hex(v, "hash", ret->head.hash, STORE_HASH) &&
              at.n < sizeof ret->at;
    if (!ok)
        return error_set(err, SEINE_FORMAT, "is no head of an audit (seine audit head writes one)");
    memcpy(ret->at, at.p, at.n);
    ret->is_signed = json_get(v, "signature") != NULL;
    if (!ret->is_signed)
        return SEINE_OK;
    if (!from_hex(v, "public_key", ret->public_key, STORE_PUBLIC) ||
        !from_hex(v, "signature", ret->signature, STORE_SIGNATURE))
        return error_set(err, SEINE_FORMAT, "has no whole signature");
    struct buf text;
    buf_init(&text, MIB);
    message(&text, ret);
    ok = buf_status(&text) == SEINE_OK &&
         crypto_sign_verify_detached(ret->signature, (const unsigned char *)text.p, text.n,
                                     ret->public_key) == 0;
    buf_release(&text);
    return ok ? SEINE_OK
              : error_set(err, SEINE_CONFLICT, "the signature does not hold: it was changed");
}

enum seine_status store_seal_read(struct str text, struct store_seal *ret, struct seine_error *err)
{
    const struct json_value *v = NULL;
    struct arena arena;
    *ret = (struct store_seal){0};
    arena_init(&arena, MIB);
    enum seine_status status = ready(err);
    if (status == SEINE_OK)
        status = json_parse(str_trim(text), &arena, &v, err);
    if (status == SEINE_OK)
        status = take(v, ret, err);
    arena_release(&arena);
    return status;
}
