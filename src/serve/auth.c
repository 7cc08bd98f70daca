/* serve/auth.c - who asks, and whether they may. */
#include "serve/internal.h"

#include <sodium.h>

enum { DIGEST = 32 };

struct auth {
    bool is_open;
    struct str by; /* of the one token, or without any */
    bool has_one;
    unsigned char one[DIGEST];
};

const char *serve_role_name(enum serve_role r)
{
    static const char *const names[] = {"anyone", "reader", "analyst", "admin"};
    return names[r];
}

bool serve_role_parse(struct str s, enum serve_role *ret)
{
    for (int i = SERVE_READER; i <= SERVE_ADMIN; i++)
        if (str_is(s, str_of(serve_role_name((enum serve_role)i)))) {
            *ret = (enum serve_role)i;
            return true;
        }
    return false;
}

static void digest(struct str token, unsigned char *ret)
{
    crypto_generichash(ret, DIGEST, (const unsigned char *)token.p, token.n, NULL, 0);
}

enum seine_status auth_new(const struct serve_options *o, struct auth **ret,
                           struct seine_error *err)
{
    struct auth *a = mem_calloc(1, sizeof *a);
    if (!a)
        return error_set(err, SEINE_NOMEM, "out of memory");
    if (sodium_init() < 0) {
        auth_free(a);
        return error_set(err, SEINE_INTERNAL, "libsodium cannot be used");
    }
    a->is_open = o->is_open;
    a->by = str_of(o->by);
    a->has_one = o->token != NULL;
    if (a->has_one)
        digest(str_of(o->token), a->one);
    *ret = a;
    return SEINE_OK;
}

void auth_free(struct auth *a)
{
    mem_free(a);
}

int auth_check(struct auth *a, const struct http_head *head, uint64_t peer, enum serve_role least,
               struct arena *arena, struct request *q)
{
    unsigned char given[DIGEST];
    (void)peer;
    (void)arena;
    if (least == SERVE_ANYONE)
        return 200;
    q->caller = a->by;
    q->role = SERVE_ADMIN;
    if (a->is_open)
        return 200;
    struct str text = http_header(head, "Authorization");
    if (!a->has_one || !str_starts_ci(text, STR("Bearer ")))
        return 401;
    digest(str_trim(str_slice(text, 7, text.n)), given);
    if (sodium_memcmp(given, a->one, DIGEST) != 0)
        return 401;
    q->role = SERVE_ANALYST;
    return q->role >= least ? 200 : 403;
}
