/* assemble/names.c - under how many names an actor goes. Mentions that say the same name, be it
 * abbreviated, misspelt or in another script, are one name; mentions that are joined to the actor
 * by a telephone or an address alone are further ones. */
#include "assemble/internal.h"

#include <stdlib.h>

static uint32_t root_of(uint32_t *parent, uint32_t mention)
{
    while (parent[mention] != mention)
        mention = parent[mention] = parent[parent[mention]];
    return mention;
}

static void join(uint32_t *parent, uint32_t a, uint32_t b)
{
    a = root_of(parent, a);
    b = root_of(parent, b);
    if (a < b)
        parent[b] = a;
    else
        parent[a] = b;
}

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
                    join(parent, of[i], of[k]);
    }
    for (size_t i = 0; i < links->pairs.n; i++)
        if (links->pairs.v[i].bits[LINK_NAME] > 0)
            join(parent, links->pairs.v[i].a, links->pairs.v[i].b);
    for (uint32_t m = 0; m < n; m++)
        parent[m] = root_of(parent, m);
    x->name_of = parent;
    return SEINE_OK;
}
