/* serve/yente_facets.c - the fields of an entry that a search counts and filters by. */
#include "serve/yente.h"

#include <stdlib.h>

enum { FACET_VALUES = 1000 }; /* told of each; yente has as many */

static const struct {
    const char *name, *property, *label;
} fields[YENTE_FIELDS] = {{"datasets", "dataset", "Data sources"},
                          {"schema", "schemata", "Entity types"},
                          {"countries", "properties.country", "Countries"},
                          {"identifiers", "properties.idNumber", "Identifiers"},
                          {"topics", "properties.topics", "Topics"},
                          {"genders", "properties.gender", "Genders"},
                          {"id", "entity_id", "Id"},
                          {"target", "target", "Target"}};

bool yente_field_parse(struct str name, enum yente_field *ret)
{
    for (int i = 0; i < YENTE_FIELDS; i++)
        if (str_is(name, str_of(fields[i].name)) || str_is(name, str_of(fields[i].property))) {
            *ret = (enum yente_field)i;
            return true;
        }
    return false;
}

/* How many values of the field the entry has, and the one at `at`. */
static size_t values(const struct list_set *set, const struct listed_entity *e,
                     enum yente_field field, size_t at, struct str *ret)
{
    switch (field) {
    case YENTE_DATASETS:
        *ret = set->lists.v[e->list].key;
        return 1;
    case YENTE_SCHEMA:
        *ret = str_of(ftm_schema_of(e->kind));
        return 1;
    case YENTE_COUNTRIES:
        if (at < e->n_countries)
            *ret = e->countries[at];
        return e->n_countries;
    case YENTE_IDENTIFIERS:
        if (at < e->n_ids)
            *ret = e->ids[at].value;
        return e->n_ids;
    case YENTE_TOPICS:
        *ret = ftm_topic(&set->lists.v[e->list]);
        return 1;
    case YENTE_GENDERS:
        *ret = e->gender;
        return e->gender.n > 0;
    case YENTE_ID:
        *ret = e->id;
        return 1;
    default:
        *ret = STR("true");
        return 1;
    }
}

bool yente_has(const struct list_set *set, const struct listed_entity *e, enum yente_field field,
               struct str value)
{
    struct str v = STR_EMPTY;
    if (field == YENTE_DATASETS)
        return yente_goes_by(set->lists.v[e->list].key, value);
    size_t n = values(set, e, field, 0, &v);
    for (size_t i = 0; i < n; i++) {
        (void)values(set, e, field, i, &v);
        if (str_is_ci(v, value))
            return true;
    }
    return false;
}

struct count {
    struct str name;
    size_t n;
    size_t last; /* the entry that was counted last, + 1: one that has a value twice is one */
};

static int most_first(const void *a, const void *b)
{
    const struct count *x = a, *y = b;
    if (x->n != y->n)
        return x->n > y->n ? -1 : 1;
    return str_compare(x->name, y->name);
}

typedef VEC(struct count) count_vec;

static enum seine_status count_field(const struct list_set *set, enum yente_field field,
                                     const uint32_t *entities, size_t n, count_vec *ret)
{
    struct strtab at; /* its id of a value is one more than its place: 0 is the empty one */
    enum seine_status status = strtab_init(&at);
    if (status == SEINE_OK && !VEC_PUSH(ret, ((struct count){STR_EMPTY, 0, 0})))
        status = SEINE_NOMEM;
    for (size_t i = 0; i < n && status == SEINE_OK; i++) {
        const struct listed_entity *e = &set->entities.v[entities[i]];
        struct str v = STR_EMPTY;
        size_t have = values(set, e, field, 0, &v);
        for (size_t k = 0; k < have && status == SEINE_OK; k++) {
            uint32_t where = 0;
            (void)values(set, e, field, k, &v);
            status = strtab_add(&at, v, &where);
            if (status == SEINE_OK && where == ret->n && !VEC_PUSH(ret, ((struct count){v, 0, 0})))
                status = SEINE_NOMEM;
            if (status != SEINE_OK || ret->v[where].last == i + 1)
                continue;
            ret->v[where].last = i + 1;
            ret->v[where].n++;
        }
    }
    strtab_release(&at);
    if (ret->n)
        qsort(ret->v, ret->n, sizeof *ret->v, most_first);
    while (ret->n && ret->v[ret->n - 1].n == 0)
        ret->n--;
    return status;
}

static void one_value(struct serve_context *x, enum yente_field field, const struct count *c,
                      struct json_writer *w)
{
    char room[3];
    struct str name = c->name, label = c->name;
    if (field == YENTE_COUNTRIES) {
        label = geo_country_name(x->server->geo, name);
        name = ftm_country(name, room);
    }
    for (size_t i = 0; field == YENTE_DATASETS && i < x->lists->set.lists.n; i++)
        if (str_is(x->lists->set.lists.v[i].key, name))
            label = x->lists->set.lists.v[i].name;
    json_object(w);
    json_key(w, "name");
    json_string(w, name);
    json_key(w, "label");
    json_string(w, label.n ? label : name);
    json_member_count(w, "count", c->n);
    json_object_end(w);
}

enum seine_status yente_facets(struct serve_context *x, unsigned wanted, const uint32_t *entities,
                               size_t n, struct json_writer *w)
{
    enum seine_status status = SEINE_OK;
    json_key(w, "facets");
    json_object(w);
    for (int f = 0; f < YENTE_ID && status == SEINE_OK; f++) {
        count_vec counts = {0};
        if (!(wanted & 1u << f))
            continue;
        status = count_field(&x->lists->set, (enum yente_field)f, entities, n, &counts);
        json_key(w, fields[f].name);
        json_object(w);
        json_member(w, "label", str_of(fields[f].label));
        json_member_count(w, "total", counts.n);
        json_key(w, "values");
        json_array(w);
        for (size_t i = 0; i < counts.n && i < FACET_VALUES; i++)
            one_value(x, (enum yente_field)f, &counts.v[i], w);
        json_array_end(w);
        json_object_end(w);
        VEC_RELEASE(&counts);
    }
    json_object_end(w);
    return status;
}
