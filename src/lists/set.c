/* lists/set.c - a set of lists: names of kinds, sealing into the total order, hashes, differences.
 */
#include "lists/internal.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

void list_set_init(struct list_set *set)
{
    *set = (struct list_set){0};
    arena_init(&set->arena, LIMIT_ARENA);
}

void list_set_release(struct list_set *set)
{
    if (set->image) {
        munmap(set->image, set->image_bytes);
        list_set_init(set);
        return;
    }
    VEC_RELEASE(&set->lists);
    VEC_RELEASE(&set->entities);
    VEC_RELEASE(&set->faults);
    arena_release(&set->arena);
}

static const char *const kind_names[] = {"unknown", "person", "company", "vessel", "aircraft"};
const char *list_kind_name(enum list_kind kind)
{
    return kind_names[kind];
}

bool list_kind_parse(struct str s, enum list_kind *ret)
{
    static const struct {
        const char *name;
        enum list_kind kind;
    } words[] = {{"person", LIST_PERSON},        {"individual", LIST_PERSON},
                 {"company", LIST_COMPANY},      {"entity", LIST_COMPANY},
                 {"organization", LIST_COMPANY}, {"organisation", LIST_COMPANY},
                 {"legalentity", LIST_COMPANY},  {"vessel", LIST_VESSEL},
                 {"legal entity", LIST_COMPANY}, {"natural person", LIST_PERSON},
                 {"corporate", LIST_COMPANY},    {"legal person", LIST_COMPANY},
                 {"business", LIST_COMPANY},     {"corporation", LIST_COMPANY},
                 {"ship", LIST_VESSEL},          {"aircraft", LIST_AIRCRAFT},
                 {"airplane", LIST_AIRCRAFT},    {"unknown", LIST_KIND_UNKNOWN}};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (str_is_ci(str_trim(s), str_of(words[i].name))) {
            *ret = words[i].kind;
            return true;
        }
    return false;
}

const char *list_id_kind_name(enum list_id_kind kind)
{
    static const char *const names[] = {"other",        "passport",      "national-id", "tax-id",
                                        "registration", "imo",           "mmsi",        "call-sign",
                                        "tail-number",  "serial-number", "lei",         "bic",
                                        "email",        "phone",         "website",     "wallet"};
    return names[kind];
}

const char *list_name_kind_name(enum list_name_kind kind)
{
    static const char *const names[] = {"primary", "alias", "weak", "former", "script"};
    return names[kind];
}

static uint64_t mix(uint64_t hash, struct str s)
{
    hash ^= str_hash(s) + 0x9E3779B97F4A7C15u + (hash << 6) + (hash >> 2);
    return hash * 0xBF58476D1CE4E5B9u;
}

static uint64_t content_hash(const struct listed_entity *e)
{
    uint64_t h = mix((uint64_t)e->kind, e->id);
    for (size_t i = 0; i < e->n_names; i++)
        h = mix(h + (uint64_t)e->names[i].kind, e->names[i].text);
    for (size_t i = 0; i < e->n_countries; i++)
        h = mix(h + 1, e->countries[i]);
    for (size_t i = 0; i < e->n_programs; i++)
        h = mix(h + 2, e->programs[i]);
    for (size_t i = 0; i < e->n_ids; i++)
        h = mix(mix(h + (uint64_t)e->ids[i].kind, e->ids[i].value), e->ids[i].country);
    for (size_t i = 0; i < e->n_addresses; i++) {
        const struct list_address *a = &e->addresses[i];
        h = mix(mix(mix(mix(mix(h, a->text), a->city), a->region), a->postcode), a->country);
    }
    for (size_t i = 0; i < e->n_births; i++)
        h = mix(h, (struct str){(const char *)&e->births[i], sizeof e->births[i]});
    return mix(mix(mix(h, e->gender), e->remarks), e->listed_on);
}

/* said: how much each list says in all, by number. */
struct sorted {
    const struct list_set *set;
    const size_t *said;
    struct listed_entity e;
};

/* Which of two files of one list is kept, as a whole: the later one; the one that says more, of
 * those without a date; and no matter which was read first. */
static int list_order(const struct sorted *l, const struct sorted *r)
{
    const struct list_info *a = &l->set->lists.v[l->e.list], *b = &r->set->lists.v[r->e.list];
    size_t said_a = l->said[l->e.list], said_b = r->said[r->e.list];
    int order = -str_compare(a->date, b->date);
    if (order == 0)
        order = said_a > said_b ? -1 : said_a < said_b;
    if (order == 0)
        order = a->hash < b->hash ? -1 : a->hash > b->hash;
    return order ? order : str_compare(a->source, b->source);
}

static int entity_order(const void *l, const void *r)
{
    const struct sorted *a = l, *b = r;
    const struct list_info *in_a = &a->set->lists.v[a->e.list], *in_b = &b->set->lists.v[b->e.list];
    int order = str_compare(in_a->key, in_b->key);
    if (order == 0)
        order = str_compare(a->e.id, b->e.id);
    if (order == 0 && in_a != in_b)
        order = list_order(a, b);
    if (order == 0)
        order = a->e.content_hash < b->e.content_hash ? -1 : a->e.content_hash > b->e.content_hash;
    return order;
}

static bool same_entry(const struct list_set *set, const struct listed_entity *a,
                       const struct listed_entity *b)
{
    return str_is(a->id, b->id) && str_is(set->lists.v[a->list].key, set->lists.v[b->list].key);
}

/* Whether its key is the name of a file, which other lists may have too. */
static bool is_own(const struct list_set *set, const struct listed_entity *e)
{
    struct str format = set->lists.v[e->list].format;
    return str_is(format, STR("table")) || str_is(format, STR("lines")) ||
           str_is(format, STR("ftm"));
}

/* Entries of lists of one's own that are called alike, and number their entries alike, are others
 * if they say other things: their ids get "~2", "~3", ... *ret: there are such. */
static bool tell_apart(struct list_set *set, struct sorted *sorted, bool *ret)
{
    bool ok = true;
    size_t n_other = 0;
    *ret = false;
    for (size_t i = 1, first = 0; i < set->entities.n && ok; i++) {
        struct listed_entity *e = &sorted[i].e;
        struct buf id;
        if (!same_entry(set, e, &sorted[first].e)) {
            first = i;
            n_other = 0;
            continue;
        }
        if (e->content_hash == sorted[i - 1].e.content_hash || !is_own(set, e))
            continue;
        buf_init(&id, LIMIT_TEXT);
        buf_add_f(&id, STR_FMT "~%zu", STR_ARG(e->id), ++n_other + 1);
        e->id = arena_str(&set->arena, buf_str(&id), &ok);
        ok = ok && buf_status(&id) == SEINE_OK;
        buf_release(&id);
        *ret = true;
    }
    return ok;
}

/* Into the total order; false: out of memory. */
static bool sort_all(struct list_set *set, struct sorted *sorted)
{
    bool again = false;
    if (set->entities.n > 1)
        qsort(sorted, set->entities.n, sizeof *sorted, entity_order);
    if (!tell_apart(set, sorted, &again))
        return false;
    for (size_t i = 0; i < set->entities.n && again; i++)
        sorted[i].e.content_hash = content_hash(&sorted[i].e);
    if (again)
        qsort(sorted, set->entities.n, sizeof *sorted, entity_order);
    return true;
}

/* The hashes of all, and how much each list says, by which its files are ordered. */
static void weigh(struct list_set *set, struct sorted *sorted, size_t *said)
{
    for (size_t i = 0; i < set->lists.n; i++)
        set->lists.v[i].hash = 0;
    for (size_t i = 0; i < set->entities.n; i++) {
        struct listed_entity *e = &sorted[i].e;
        sorted[i] = (struct sorted){set, said, set->entities.v[i]};
        e->content_hash = content_hash(e);
        said[e->list] += e->n_names + e->n_ids + e->n_addresses + e->n_births;
        set->lists.v[e->list].hash += e->content_hash;
    }
}

/* Tables that others made of OFAC's list have its names alone: the rest is taken from the file of
 * OFAC's own that says it. */
static void fill(const struct list_set *set, struct listed_entity *kept,
                 const struct listed_entity *other)
{
    struct str format = set->lists.v[kept->list].format;
    if (!str_is(format, STR("ofac-table")) && !str_is(format, STR("ofac-json")))
        return;
    if (kept->n_countries + kept->n_ids + kept->n_addresses + kept->n_births)
        return;
    struct listed_entity all = *other;
    all.id = kept->id;
    all.list = kept->list;
    all.kind = kept->kind;
    all.names = kept->names;
    all.n_names = kept->n_names;
    all.programs = kept->programs;
    all.n_programs = kept->n_programs;
    all.content_hash = content_hash(&all);
    *kept = all;
}

/* Once each, with what tables of names lack; and what each list has of them. */
static void keep_first(struct list_set *set, const struct sorted *sorted)
{
    size_t kept = 0;
    for (size_t i = 0; i < set->entities.n; i++)
        if (kept == 0 || !same_entry(set, &set->entities.v[kept - 1], &sorted[i].e))
            set->entities.v[kept++] = sorted[i].e;
        else
            fill(set, &set->entities.v[kept - 1], &sorted[i].e);
    set->entities.n = kept;
    for (size_t i = 0; i < set->lists.n; i++)
        set->lists.v[i].n_entities = set->lists.v[i].n_names = set->lists.v[i].hash = 0;
    for (size_t i = 0; i < kept; i++) {
        struct list_info *l = &set->lists.v[set->entities.v[i].list];
        l->n_entities++;
        l->n_names += set->entities.v[i].n_names;
        l->hash += set->entities.v[i].content_hash; /* a sum does not depend on order */
    }
}

enum seine_status list_set_seal(struct list_set *set, struct seine_error *err)
{
    struct sorted *sorted = mem_alloc((set->entities.n + 1) * sizeof *sorted);
    size_t *said = mem_calloc(set->lists.n + 1, sizeof *said);
    bool ok = sorted && said;
    if (ok) {
        weigh(set, sorted, said);
        ok = sort_all(set, sorted);
    }
    if (ok)
        keep_first(set, sorted);
    mem_free(sorted);
    mem_free(said);
    return ok ? SEINE_OK : error_set(err, SEINE_NOMEM, "out of memory while sorting lists");
}

static int across(const struct list_set *a, const struct listed_entity *x, const struct list_set *b,
                  const struct listed_entity *y)
{
    int order = str_compare(a->lists.v[x->list].key, b->lists.v[y->list].key);
    return order ? order : str_compare(x->id, y->id);
}

enum seine_status list_set_diff(const struct list_set *before, const struct list_set *after,
                                struct list_delta **ret, size_t *ret_n)
{
    struct list_delta *out = mem_alloc((before->entities.n + after->entities.n + 1) * sizeof *out);
    size_t i = 0, k = 0, n = 0;
    if (!out)
        return SEINE_NOMEM;
    while (i < before->entities.n || k < after->entities.n) {
        const struct listed_entity *x = i < before->entities.n ? &before->entities.v[i] : NULL;
        const struct listed_entity *y = k < after->entities.n ? &after->entities.v[k] : NULL;
        int order = !x ? 1 : !y ? -1 : across(before, x, after, y);
        if (order < 0)
            out[n++] = (struct list_delta){LIST_REMOVED, x, NULL};
        else if (order > 0)
            out[n++] = (struct list_delta){LIST_ADDED, NULL, y};
        else if (x->content_hash != y->content_hash)
            out[n++] = (struct list_delta){LIST_CHANGED, x, y};
        i += order <= 0;
        k += order >= 0;
    }
    *ret = out;
    *ret_n = n;
    return SEINE_OK;
}
