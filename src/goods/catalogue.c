/* goods/catalogue.c - the life of a catalogue and looking things up in it.
 *
 * Reading kits is in kits.c, the term and HS indexes in patterns.c, classification in classify.c.
 * Everything a catalogue hands out is owned by it and does not change after seal. */
#include "goods/room.h"

#include <stdio.h>
#include <string.h>

enum seine_status goods_catalogue_new(struct goods_catalogue **ret)
{
    struct goods_catalogue *c = mem_calloc(1, sizeof *c);
    if (!c)
        return SEINE_NOMEM;
    arena_init(&c->arena, LIMIT_KIT_FILE * 16);
    automaton_init(&c->automaton);
    *ret = c;
    return SEINE_OK;
}

void goods_catalogue_free(struct goods_catalogue *c)
{
    if (!c)
        return;
    automaton_release(&c->automaton);
    VEC_RELEASE(&c->kits);
    VEC_RELEASE(&c->components);
    arena_release(&c->arena);
    mem_free(c);
}

enum seine_status goods_catalogue_seal(struct goods_catalogue *c, struct seine_error *err)
{
    if (c->is_sealed)
        return SEINE_OK;
    enum seine_status status = goods_patterns_build(c, err);
    if (!status)
        status = goods_prefixes_build(c, err);
    if (status)
        return status;
    snprintf(c->version, sizeof c->version, "%016llx", (unsigned long long)c->hash);
    c->is_sealed = true;
    return SEINE_OK;
}

enum seine_status goods_catalogue_open(const char *const *paths, size_t n,
                                       struct goods_catalogue **ret, struct seine_error *err)
{
    enum seine_status status = goods_catalogue_new(ret);
    if (status != SEINE_OK)
        return error_set(err, status, "out of memory while reading kits");
    for (size_t i = 0; i < n && status == SEINE_OK; i++)
        status = goods_catalogue_read_path(*ret, paths[i], err);
    return status == SEINE_OK ? goods_catalogue_seal(*ret, err) : status;
}

size_t goods_n_kits(const struct goods_catalogue *c)
{
    return c->kits.n;
}

size_t goods_n_components(const struct goods_catalogue *c)
{
    return c->components.n;
}

const struct goods_kit *goods_kit(const struct goods_catalogue *c, size_t kit)
{
    return &c->kits.v[kit];
}

const struct goods_component *goods_component(const struct goods_catalogue *c, size_t component)
{
    return &c->components.v[component];
}

uint32_t goods_kit_find(const struct goods_catalogue *c, struct str id)
{
    for (size_t i = 0; i < c->kits.n; i++)
        if (str_is(c->kits.v[i].id, id))
            return (uint32_t)i;
    return MAP_NONE;
}

uint32_t goods_component_find(const struct goods_catalogue *c, uint32_t kit, struct str id)
{
    if (kit >= c->kits.n)
        return MAP_NONE;
    const struct goods_kit *k = &c->kits.v[kit];
    for (uint32_t i = 0; i < k->n_components; i++)
        if (str_is(c->components.v[k->first_component + i].id, id))
            return k->first_component + i;
    return MAP_NONE;
}

struct str goods_catalogue_version(const struct goods_catalogue *c)
{
    return (struct str){c->version, strlen(c->version)};
}
