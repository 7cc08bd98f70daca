/* goods/kits.c - reading kits from JSON.
 *
 * The form is that of docs/records.md, "Kits", plus "decoy" of a kit and "negative_terms" and
 * "source" of a component. Members that are not known are left alone. Whether the HS prefixes and
 * control entries exist is not checked here (tools/kits_check.py does): users' kits may follow
 * newer tables. */
#include "goods/room.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define MAX_TERMS 4096 /* of one component */
#define MAX_TERM  200  /* bytes */
#define SHOWN     64   /* bytes of an id in a message */

struct reading {
    struct goods_catalogue *c;
    struct seine_error *err;
    struct str kit, component; /* ids, for messages */
};

PRINTF_LIKE(3, 4)
static enum seine_status bad(struct reading *r, const char *field, const char *fmt, ...)
{
    char what[256];
    va_list args;
    va_start(args, fmt);
    vsnprintf(what, sizeof what, fmt, args);
    va_end(args);
    struct str kit = utf8_cut(r->kit, SHOWN), part = utf8_cut(r->component, SHOWN);
    if (part.n)
        return error_set(r->err, SEINE_FORMAT,
                         "kit \"" STR_FMT "\", component \"" STR_FMT "\", field \"%s\": %s",
                         STR_ARG(kit), STR_ARG(part), field, what);
    return error_set(r->err, SEINE_FORMAT, "kit \"" STR_FMT "\", field \"%s\": %s", STR_ARG(kit),
                     field, what);
}

static enum seine_status nomem(struct reading *r)
{
    return error_set(r->err, SEINE_NOMEM, "no memory for the kits");
}

/* A string member; absent is "" unless it is required. */
static enum seine_status text_of(struct reading *r, const struct json_value *object,
                                 const char *field, bool is_required, struct str *ret)
{
    const struct json_value *v = json_get(object, field);
    *ret = STR_EMPTY;
    if (v && v->type != JSON_STRING)
        return bad(r, field, "must be a string");
    if (v)
        *ret = v->text;
    if (is_required && str_trim(*ret).n == 0)
        return bad(r, field, "is missing; a non-empty string is needed");
    return SEINE_OK;
}

static enum seine_status flag_of(struct reading *r, const struct json_value *object,
                                 const char *field, bool *ret)
{
    const struct json_value *v = json_get(object, field);
    if (v && v->type != JSON_TRUE && v->type != JSON_FALSE)
        return bad(r, field, "must be true or false");
    *ret = v && v->type == JSON_TRUE;
    return SEINE_OK;
}

static enum seine_status texts_of(struct reading *r, const struct json_value *object,
                                  const char *field, struct str **ret, size_t *ret_n)
{
    const struct json_value *v = json_get(object, field);
    size_t i = 0;
    if (!v)
        return SEINE_OK;
    if (v->type != JSON_ARRAY)
        return bad(r, field, "must be an array of strings");
    if (v->n > MAX_TERMS)
        return bad(r, field, "has %zu entries; at most %d are allowed", v->n, MAX_TERMS);
    struct str *all = arena_array(&r->c->arena, v->n ? v->n : 1, sizeof *all);
    if (!all)
        return nomem(r);
    for (const struct json_value *e = v->first; e; e = e->next) {
        if (e->type != JSON_STRING)
            return bad(r, field, "entry %zu must be a string", i + 1);
        all[i++] = e->text;
    }
    *ret = all;
    *ret_n = i;
    return SEINE_OK;
}

static enum seine_status check_hs(struct reading *r, const struct goods_component *part)
{
    for (size_t i = 0; i < part->n_hs; i++) {
        struct str hs = part->hs[i];
        bool is_good = hs.n >= 2 && hs.n <= 10;
        for (size_t k = 0; k < hs.n && is_good; k++)
            is_good = hs.p[k] >= '0' && hs.p[k] <= '9';
        if (!is_good)
            return bad(r, "hs", "entry %zu must be 2 to 10 digits, without dots", i + 1);
    }
    return SEINE_OK;
}

static enum seine_status check_terms(struct reading *r, const char *field, const struct str *terms,
                                     size_t n)
{
    char folded[GOODS_FOLD_ROOM];
    for (size_t i = 0; i < n; i++) {
        size_t length = goods_fold(terms[i], folded, sizeof folded);
        struct str core = str_trim((struct str){folded, length});
        if (core.n < 2 || terms[i].n > MAX_TERM)
            return bad(r, field, "entry %zu must have two letters at least and %d bytes at most",
                       i + 1, MAX_TERM);
    }
    r->c->n_terms += n;
    if (r->c->n_terms > LIMIT_KIT_TERMS)
        return error_set(r->err, SEINE_LIMIT, "more than %d terms in all kits", LIMIT_KIT_TERMS);
    return SEINE_OK;
}

static enum seine_status read_mass(struct reading *r, const struct json_value *object,
                                   struct goods_component *part)
{
    const struct json_value *v = json_get(object, "typical_kg");
    double low, high;
    if (!v)
        return SEINE_OK;
    if (v->type != JSON_ARRAY || v->n != 2 || v->first->type != JSON_NUMBER ||
        v->first->next->type != JSON_NUMBER || !str_to_double(v->first->text, &low) ||
        !str_to_double(v->first->next->text, &high))
        return bad(r, "typical_kg", "must be two numbers, [least, greatest]");
    if (!(low >= 0 && high > 0 && low <= high && high <= 1e9))
        return bad(r, "typical_kg", "must be 0 <= least <= greatest <= 1000000000");
    part->min_g = llround(low * 1000);
    part->max_g = llround(high * 1000);
    return SEINE_OK;
}

static enum seine_status fill_words(struct reading *r, const struct json_value *v,
                                    struct goods_component *part)
{
    enum seine_status status = text_of(r, v, "id", true, &part->id);
    r->component = part->id;
    if (!status)
        status = text_of(r, v, "name", false, &part->name);
    if (!status)
        status = text_of(r, v, "source", false, &part->source);
    if (!status)
        status = flag_of(r, v, "essential", &part->is_essential);
    if (part->name.n == 0)
        part->name = part->id;
    return status;
}

static enum seine_status fill_signs(struct reading *r, const struct json_value *v,
                                    struct goods_component *part)
{
    enum seine_status status = texts_of(r, v, "hs", &part->hs, &part->n_hs);
    if (!status)
        status = check_hs(r, part);
    if (!status)
        status = texts_of(r, v, "terms", &part->terms, &part->n_terms);
    if (!status)
        status = check_terms(r, "terms", part->terms, part->n_terms);
    if (!status)
        status = texts_of(r, v, "negative_terms", &part->negative_terms, &part->n_negative_terms);
    if (!status)
        status = check_terms(r, "negative_terms", part->negative_terms, part->n_negative_terms);
    if (!status)
        status = texts_of(r, v, "control", &part->control, &part->n_control);
    if (!status)
        status = read_mass(r, v, part);
    if (!status && part->n_hs == 0 && part->n_terms == 0)
        status = bad(r, "terms", "hs and terms are both missing; one of them is needed");
    return status;
}

static enum seine_status read_component(struct reading *r, const struct json_value *v)
{
    struct goods_component part = {.kit = (uint32_t)r->c->kits.n};
    r->component = STR_EMPTY;
    if (v->type != JSON_OBJECT)
        return bad(r, "components", "every entry must be an object");
    enum seine_status status = fill_words(r, v, &part);
    if (!status)
        status = fill_signs(r, v, &part);
    if (status)
        return status;
    for (size_t i = r->c->components.n; i-- > 0 && r->c->components.v[i].kit == part.kit;)
        if (str_is(r->c->components.v[i].id, part.id))
            return bad(r, "id", "this id stands twice in the kit");
    if (r->c->components.n >= LIMIT_KIT_COMPONENTS)
        return error_set(r->err, SEINE_LIMIT, "more than %d components in all kits",
                         LIMIT_KIT_COMPONENTS);
    return VEC_PUSH(&r->c->components, part) ? SEINE_OK : nomem(r);
}

static enum seine_status fill_kit(struct reading *r, const struct json_value *v,
                                  struct goods_kit *kit)
{
    enum seine_status status = text_of(r, v, "id", true, &kit->id);
    r->kit = kit->id;
    if (!status)
        status = text_of(r, v, "name", false, &kit->name);
    if (!status)
        status = text_of(r, v, "source", false, &kit->source);
    if (!status)
        status = flag_of(r, v, "decoy", &kit->is_decoy);
    if (kit->name.n == 0)
        kit->name = kit->id;
    if (!status && goods_kit_find(r->c, kit->id) != MAP_NONE)
        status = error_set(r->err, SEINE_CONFLICT, "kit \"" STR_FMT "\" was read before",
                           STR_ARG(utf8_cut(kit->id, SHOWN)));
    return status;
}

static enum seine_status read_kit(struct reading *r, const struct json_value *v)
{
    struct goods_kit kit = {.first_component = (uint32_t)r->c->components.n};
    r->component = r->kit = STR_EMPTY;
    if (v->type != JSON_OBJECT)
        return bad(r, "", "every entry of the file must be an object");
    enum seine_status status = fill_kit(r, v, &kit);
    if (status)
        return status;
    const struct json_value *parts = json_get(v, "components");
    if (!parts || parts->type != JSON_ARRAY || parts->n == 0)
        return bad(r, "components", "must be an array with one component at least");
    if (parts->n > LIMIT_COMPONENTS_PER_KIT)
        return error_set(r->err, SEINE_LIMIT,
                         "kit \"" STR_FMT "\" has more than %d components: join those that serve "
                         "one end",
                         STR_ARG(utf8_cut(kit.id, SHOWN)), LIMIT_COMPONENTS_PER_KIT);
    for (const struct json_value *e = parts->first; e && !status; e = e->next)
        status = read_component(r, e);
    if (status)
        return status;
    kit.n_components = (uint32_t)(r->c->components.n - kit.first_component);
    return VEC_PUSH(&r->c->kits, kit) ? SEINE_OK : nomem(r);
}

static enum seine_status read_bytes(struct reading *r, struct str bytes)
{
    const struct json_value *root;
    bool ok = true;
    struct str kept = arena_str(&r->c->arena, bytes, &ok);
    if (!ok)
        return nomem(r);
    enum seine_status status = json_parse(kept, &r->c->arena, &root, r->err);
    if (status)
        return status;
    if (root->type != JSON_ARRAY)
        return error_set(r->err, SEINE_FORMAT, "a kit file must be a JSON array of kits");
    if (!root->first)
        return error_set(r->err, SEINE_FORMAT, "a kit file must hold at least one kit");
    for (const struct json_value *v = root->first; v && !status; v = v->next)
        status = read_kit(r, v);
    uint64_t both[2] = {r->c->hash, str_hash(kept)};
    r->c->hash = str_hash((struct str){(const char *)both, sizeof both});
    return status;
}

enum seine_status goods_catalogue_read(struct goods_catalogue *c, struct input *in,
                                       struct seine_error *err)
{
    struct seine_error own = {0};
    struct reading r = {.c = c, .err = err ? err : &own, .kit = STR_EMPTY, .component = STR_EMPTY};
    struct buf bytes;
    if (c->is_sealed)
        return error_set(err, SEINE_INTERNAL, "the catalogue is sealed");
    buf_init(&bytes, LIMIT_KIT_FILE);
    enum seine_status status = input_read_all(in, &bytes, r.err);
    if (!status)
        status = read_bytes(&r, buf_str(&bytes));
    buf_release(&bytes);
    if (status)
        error_at(r.err, input_name(in), 0, 0);
    return status;
}

enum seine_status goods_catalogue_read_path(struct goods_catalogue *c, const char *path,
                                            struct seine_error *err)
{
    struct input *in;
    enum seine_status status = input_open(path, &in, err);
    if (status)
        return status;
    status = goods_catalogue_read(c, in, err);
    input_free(in);
    return status;
}
