/* link/apart.h - items taken apart over the pool in pieces of fixed size; private to link/. Each
 * piece interns into a table of its own; the tables are merged in order, so that keys do not depend
 * on the number of threads. */
#ifndef LINK_APART_H
#define LINK_APART_H

#include "link/mention.h"

/* One piece: parts of its items, keys and tokens local to it. */
struct apart_piece {
    struct strtab keys;
    VEC(uint32_t) hashes; /* of the keys in the table of all */
    VEC(struct link_parts) parts;
    VEC(struct link_token) tokens;
};

struct apart_work { /* a worker's scratch */
    struct buf text, key;
    struct arena arena;
};

/* Interns prefix+key in the piece, so that a phone never equals an e-mail; "" is 0. */
enum seine_status apart_key(struct apart_piece *p, struct apart_work *w, char prefix,
                            struct str key, uint32_t *ret) MUST_CHECK;
/* Appends a token to the parts that are being made. */
enum seine_status apart_token(struct apart_piece *p, struct apart_work *w, char prefix,
                              struct str key, unsigned tag, struct link_parts *parts) MUST_CHECK;

/* Takes one item apart: fills *ret, whose first is set and n is 0. */
typedef enum seine_status apart_fn(const struct trade_table *t, uint32_t item,
                                   struct apart_piece *p, struct apart_work *w,
                                   struct link_parts *ret);
apart_fn link_take_address; /* address.c */

/* All items; item i's parts go to ret[i], their tokens to x->tokens. */
enum seine_status apart_all(struct link_context *x, const uint32_t *items, size_t n, apart_fn *fn,
                            struct pool *pool, struct link_parts *ret,
                            struct seine_error *err) MUST_CHECK;

#endif
