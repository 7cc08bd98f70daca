/* assemble/names.c - under how many names an actor goes. Mentions that say the same name, be it
 * abbreviated, misspelt or in another script, are one name; mentions that are joined to the actor
 * by a telephone or an address alone are further ones. */
#include "assemble/internal.h"

#define FEW 64 /* mentions: compared each with each, which is quicker than to look them up */

/* Joins the mentions `of` one actor that say the very same name. False: out of memory. */
static bool join_same(const struct table_mention *mentions, const uint32_t *of, uint32_t n,
                      uint32_t *parent)
{
    struct map first; /* mention with a name */
    bool ok = true;
    for (uint32_t i = 0; i < n && n <= FEW; i++)
        for (uint32_t k = 0; k < i; k++)
            if (mentions[of[i]].name == mentions[of[k]].name)
                set_join(parent, of[i], of[k]);
    map_init(&first);
    for (uint32_t i = 0; i < n && n > FEW && ok; i++) {
        uint32_t same;
        bool is_new;
        ok = map_get_or_set(&first, mentions[of[i]].name, of[i], &same, &is_new) == SEINE_OK;
        if (ok && !is_new)
            set_join(parent, of[i], same);
    }
    map_release(&first);
    return ok;
}

static enum seine_status name_range(void *context, unsigned worker, size_t from, size_t to,
                                    struct seine_error *err)
{
    struct as_context *x = context;
    const struct link_result *links = x->in->links;
    const struct table_mention *mentions = x->in->table->mentions.v;
    uint32_t *parent = x->name_of;
    bool ok = true;
    (void)worker;
    for (size_t a = from; a < to && ok; a++) {
        const uint32_t *of = links->members + links->actors.v[a].first;
        uint32_t n = links->actors.v[a].n;
        for (uint32_t i = 0; i < n; i++)
            parent[of[i]] = of[i];
        ok = join_same(mentions, of, n, parent);
        for (uint32_t i = x->pair_first[0][a]; i < x->pair_first[0][a + 1]; i++) {
            const struct link_pair *p = &links->pairs.v[x->pair_of[0][i]];
            if (p->bits[LINK_NAME] > 0)
                set_join(parent, p->a, p->b);
        }
        for (uint32_t i = 0; i < n; i++)
            parent[of[i]] = set_root(parent, of[i]);
    }
    return ok ? SEINE_OK : error_set(err, SEINE_NOMEM, "out of memory while assembling");
}

enum seine_status as_names(struct as_context *x, struct pool *pool, struct seine_error *err)
{
    x->name_of = arena_alloc(x->arena, (x->in->table->mentions.n + 1) * sizeof *x->name_of);
    return x->name_of ? pool_run(pool, x->in->links->actors.n, 1024, name_range, x, err)
                      : error_set(err, SEINE_NOMEM, "out of memory while assembling");
}
