/* assemble/names.c - under how many names an actor goes. Mentions that say the same name, be it
 * abbreviated, misspelt or in another script, are one name; mentions that are joined to the actor
 * by a telephone or an address alone are further ones. */
#include "assemble/internal.h"

enum seine_status as_names(struct as_context *x, struct seine_error *err)
{
    const struct link_result *links = x->in->links;
    const struct table_mention *mentions = x->in->table->mentions.v;
    size_t n = x->in->table->mentions.n;
    uint32_t *parent = arena_array(x->arena, n + 1, sizeof *parent);
    if (!parent)
        return error_set(err, SEINE_NOMEM, "out of memory while assembling");
    for (uint32_t m = 0; m < n; m++)
        parent[m] = m;
    for (size_t a = 0; a < links->actors.n; a++) {
        const uint32_t *of = links->members + links->actors.v[a].first;
        for (uint32_t i = 0; i < links->actors.v[a].n; i++)
            for (uint32_t k = 0; k < i && k < 64; k++)
                if (mentions[of[i]].name == mentions[of[k]].name)
                    set_join(parent, of[i], of[k]);
    }
    for (size_t i = 0; i < links->pairs.n; i++)
        if (links->pairs.v[i].bits[LINK_NAME] > 0)
            set_join(parent, links->pairs.v[i].a, links->pairs.v[i].b);
    for (uint32_t m = 0; m < n; m++)
        parent[m] = set_root(parent, m);
    x->name_of = parent;
    return SEINE_OK;
}
