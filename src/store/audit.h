/* store/audit.h - who did what, when: rows chained by hash, so that a row that was changed, removed
 * or moved is found. Row n's hash is BLAKE2b-256 over the hash of row n - 1 (32 zero bytes for the
 * first), n, and every field with its length; all numbers 8 bytes, little-endian. Rows at the end
 * can be cut off unseen: whoever must rule that out keeps the head outside, signed. */
#ifndef STORE_AUDIT_H
#define STORE_AUDIT_H

#include "store/store.h"

#define STORE_HASH 32

struct store_audit {
    int64_t n;                             /* 1, 2, ...; given by the store */
    struct str at, by, what, object, note; /* at: ISO date-time, UTC */
    unsigned char hash[STORE_HASH];        /* made by the store */
};

/* Appends a row: within store_begin and store_commit together with the rest, else by itself. n and
 * hash are not looked at. An empty `at` is now, an empty `by` whom store_act_as named. What the
 * room writes by itself: "decision" (store_put_decision), "list" (store_put_list, of a version that
 * was not there) and "token" (store_put_token, store_revoke_token). */
enum seine_status store_put_audit(struct store *s, const struct store_audit *row,
                                  struct seine_error *err) MUST_CHECK;
/* How a note tells which version of a list it was: "TITLE (DATE, N entries, content HASH)"; a list
 * without a date has none. */
void store_list_words(struct buf *out, struct str title, const struct store_list *l);
typedef enum seine_status store_audit_fn(void *context, const struct store_audit *row,
                                         struct seine_error *err);
/* Rows after `after`, oldest first, as they stand: store_verify_audit tells whether they may be
 * believed. */
enum seine_status store_each_audit(struct store *s, int64_t after, store_audit_fn *fn,
                                   void *context, struct seine_error *err) MUST_CHECK;

/* At most `limit` rows before row `before` (0: the last ones), newest first. */
enum seine_status store_look_audit(struct store *s, int64_t before, int64_t limit,
                                   store_audit_fn *fn, void *context,
                                   struct seine_error *err) MUST_CHECK;

/* The chain's last row. n 0: there is none. */
struct store_head {
    int64_t n;
    unsigned char hash[STORE_HASH];
};
enum seine_status store_audit_head(struct store *s, struct store_head *ret,
                                   struct seine_error *err) MUST_CHECK;
/* Recomputes the chain. SEINE_CONFLICT, with the first row that does not hold in the message, if it
 * is broken, or does not go through `expected` (NULL: none). *ret_n: rows that hold. */
enum seine_status store_verify_audit(struct store *s, const struct store_head *expected,
                                     int64_t *ret_n, struct seine_error *err) MUST_CHECK;

/* ---- a head outside of the store ----------------------------------------------------------------
 */

#define STORE_KEY       64 /* an Ed25519 secret key, as libsodium has it */
#define STORE_PUBLIC    32
#define STORE_SIGNATURE 64

struct store_seal {
    struct store_head head;
    char at[32]; /* when it was sealed; ISO, UTC */
    bool is_signed;
    unsigned char public_key[STORE_PUBLIC], signature[STORE_SIGNATURE];
};
/* A new pair of keys. */
enum seine_status store_key_new(unsigned char key[STORE_KEY],
                                unsigned char public_key[STORE_PUBLIC],
                                struct seine_error *err) MUST_CHECK;
/* Signs n, hash and at. */
enum seine_status store_seal_sign(struct store_seal *seal, const unsigned char key[STORE_KEY],
                                  struct seine_error *err) MUST_CHECK;
/* One line of JSON: {"n","hash","at"} and, if signed, {"public_key","signature"}; hexadecimal. */
void store_seal_write(struct buf *out, const struct store_seal *seal);
/* Reads that line. A signature that does not hold is SEINE_CONFLICT. */
enum seine_status store_seal_read(struct str text, struct store_seal *ret,
                                  struct seine_error *err) MUST_CHECK;

#endif
