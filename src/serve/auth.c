/* serve/auth.c - who asks, and whether they may. */
#include "serve/internal.h"

struct auth {
    bool is_open;
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

enum seine_status auth_new(const struct serve_options *o, struct auth **ret,
                           struct seine_error *err)
{
    struct auth *a = mem_calloc(1, sizeof *a);
    if (!a)
        return error_set(err, SEINE_NOMEM, "out of memory");
    a->is_open = o->is_open;
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
    (void)head;
    (void)peer;
    (void)arena;
    q->role = a->is_open ? SERVE_ADMIN : SERVE_ANYONE;
    return q->role >= least ? 200 : 401;
}
