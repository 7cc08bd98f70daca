/* serve/token.c - making tokens. Their secret is 192 random bits, so that the hash protects a store
 * that fell into wrong hands, not weak words. */
#include "serve/internal.h"

#include <sodium.h>

enum { ID_BYTES = 6, SECRET_BYTES = 24 };

static enum seine_status random_text(size_t bytes, char *ret, size_t room, struct seine_error *err)
{
    unsigned char random[SECRET_BYTES];
    if (sodium_init() < 0)
        return error_set(err, SEINE_INTERNAL, "libsodium cannot be used");
    randombytes_buf(random, bytes);
    sodium_bin2base64(ret, room, random, bytes, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    sodium_memzero(random, sizeof random);
    return SEINE_OK;
}

enum seine_status token_random(char *ret, struct seine_error *err)
{
    return random_text(SECRET_BYTES, ret, TOKEN_TEXT_MAX, err);
}

void token_time(int64_t seconds, struct buf *out)
{
    buf_add_date_time(out, (int32_t)(seconds / 86400), (int32_t)(seconds % 86400));
}

/* Letters, digits and - _ . @ : fit for a line of a log and for a shell. */
static bool is_name(struct str s)
{
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        bool good = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                    c == '-' || c == '_' || c == '.' || c == '@';
        if (!good)
            return false;
    }
    return s.n > 0 && s.n <= TOKEN_NAME_MAX;
}

enum seine_status token_add(struct store *store, struct str name, enum serve_role role,
                            int64_t days, int64_t now, struct buf *ret_token,
                            struct seine_error *err)
{
    char id[TOKEN_TEXT_MAX], secret[TOKEN_TEXT_MAX], hash[crypto_pwhash_STRBYTES];
    struct buf made, ends;
    if (!is_name(name))
        return error_set(err, SEINE_RANGE,
                         "a token's name is 1 to %d letters, digits and any of -_.@",
                         TOKEN_NAME_MAX);
    enum seine_status status = random_text(ID_BYTES, id, sizeof id, err);
    if (status == SEINE_OK)
        status = token_random(secret, err);
    if (status != SEINE_OK)
        return status;
    if (crypto_pwhash_str(hash, secret, str_of(secret).n, crypto_pwhash_OPSLIMIT_INTERACTIVE,
                          crypto_pwhash_MEMLIMIT_INTERACTIVE) != 0)
        return error_set(err, SEINE_NOMEM, "out of memory");
    buf_init(&made, 64);
    buf_init(&ends, 64);
    token_time(now, &made);
    if (days)
        token_time(now + days * 86400, &ends);
    const struct store_token t = {str_of(id),   name,           str_of(serve_role_name(role)),
                                  str_of(hash), buf_str(&made), buf_str(&ends),
                                  STR_EMPTY};
    status = store_put_token(store, &t, err);
    if (status == SEINE_OK)
        buf_add_f(ret_token, "%s.%s", id, secret);
    sodium_memzero(secret, sizeof secret);
    buf_release(&made);
    buf_release(&ends);
    return status;
}
