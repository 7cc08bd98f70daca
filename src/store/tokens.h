/* store/tokens.h - who may ask the server: names, roles and hashes of tokens; the tokens themselves
 * are kept nowhere. A revoked token keeps its row, so that it stays known whose decisions those
 * were; its name may be given anew. */
#ifndef STORE_TOKENS_H
#define STORE_TOKENS_H

#include "store/store.h"

struct store_token {
    struct str id;      /* the public part of the token */
    struct str name;    /* whose it is */
    struct str role;    /* reader, analyst, admin */
    struct str hash;    /* of the secret part, as libsodium writes it */
    struct str made;    /* ISO date-time given by the caller */
    struct str ends;    /* the same; "" never */
    struct str revoked; /* the same; "" it counts */
};
/* SEINE_CONFLICT if a token that counts has the name. */
enum seine_status store_put_token(struct store *s, const struct store_token *t,
                                  struct seine_error *err) MUST_CHECK;
/* The token that counts of this name; SEINE_NOT_FOUND if there is none. */
enum seine_status store_revoke_token(struct store *s, struct str name, struct str at,
                                     struct seine_error *err) MUST_CHECK;
/* Whatever became of it; SEINE_NOT_FOUND if there is none. */
enum seine_status store_get_token(struct store *s, struct str id, struct arena *arena,
                                  struct store_token *ret, struct seine_error *err) MUST_CHECK;
typedef enum seine_status store_token_fn(void *context, const struct store_token *t,
                                         struct seine_error *err);
/* Those that count and those that were revoked, by name and time. */
enum seine_status store_each_token(struct store *s, store_token_fn *fn, void *context,
                                   struct seine_error *err) MUST_CHECK;
/* True if there is a token that was not revoked. */
enum seine_status store_has_tokens(struct store *s, bool *ret, struct seine_error *err) MUST_CHECK;

#endif
