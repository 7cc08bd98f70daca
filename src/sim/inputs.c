/* sim/inputs.c - what a world is told from outside: kits, listed names, a profile. Untrusted: every
 * size is bounded. It knows the formats of docs/records.md and nothing of how kits are matched. */
#include "sim/tables.h"

#include <math.h>
#include <string.h>

#define MAX_KITS       1024
#define MAX_COMPONENTS 16384
#define MAX_LISTED     200000

static enum seine_status read_file(const char *path, size_t max, struct buf *out,
                                   struct seine_error *err)
{
    buf_init(out, max);
    struct input *in;
    enum seine_status status = input_open(path, &in, err);
    if (status)
        return status;
    status = input_read_all(in, out, err);
    input_free(in);
    return status;
}

static enum seine_status strings(struct sim_tables *t, const struct json_value *array,
                                 struct sim_words *ret)
{
    size_t n = array && array->type == JSON_ARRAY ? array->n : 0;
    ret->v = arena_array(&t->arena, n + 1, sizeof *ret->v);
    ret->n = 0;
    if (!ret->v)
        return SEINE_NOMEM;
    for (const struct json_value *v = n ? array->first : NULL; v; v = v->next)
        if (v->type == JSON_STRING && v->text.n > 0 && v->text.n < 120)
            ret->v[ret->n++] = v->text;
    return SEINE_OK;
}

static double decimal(const struct json_value *v, double otherwise)
{
    double d;
    return v && v->type == JSON_NUMBER && str_to_double(v->text, &d) ? d : otherwise;
}

/* Rows of the goods table whose subheading lies under one of the component's headings, or the
 * other way round when the component names more digits than six. */
static void match_goods(const struct sim_tables *t, struct sim_component *c)
{
    for (uint32_t g = 0; g < t->n_goods && c->n_goods < 6; g++)
        for (uint32_t h = 0; h < c->hs.n; h++) {
            struct str want = str_slice(c->hs.v[h], 0, c->hs.v[h].n > 6 ? 6 : c->hs.v[h].n);
            if (want.n >= 4 && str_starts(t->goods[g].hs, want)) {
                c->goods[c->n_goods++] = g;
                break;
            }
        }
}

static enum seine_status read_component(struct sim_tables *t, const struct json_value *v,
                                        struct sim_component *c)
{
    c->id = json_text(v, "id");
    c->name = json_text(v, "name");
    enum seine_status status = strings(t, json_get(v, "hs"), &c->hs);
    if (!status)
        status = strings(t, json_get(v, "terms"), &c->terms);
    const struct json_value *kg = json_get(v, "typical_kg");
    const struct json_value *lo = kg && kg->type == JSON_ARRAY ? kg->first : NULL;
    c->kg_lo = fmax(0.01, decimal(lo, 0.5));
    c->kg_hi = fmax(c->kg_lo, decimal(lo ? lo->next : NULL, 40));
    const struct json_value *essential = json_get(v, "essential");
    c->essential = !essential || essential->type != JSON_FALSE;
    if (!status)
        match_goods(t, c);
    return status;
}

static bool is_decoy(const struct json_value *kit)
{
    const struct json_value *decoy = json_get(kit, "decoy");
    return (decoy && decoy->type == JSON_TRUE) || str_contains(json_text(kit, "id"), STR("decoy"));
}

static enum seine_status read_kit(struct sim_tables *t, const struct json_value *k)
{
    const struct json_value *parts = json_get(k, "components");
    if (t->n_kits == MAX_KITS)
        return SEINE_LIMIT;
    struct sim_kit *kit = &t->kits[t->n_kits];
    *kit = (struct sim_kit){json_text(k, "id"), t->n_components, 0, is_decoy(k)};
    for (const struct json_value *c = parts ? parts->first : NULL; c; c = c->next) {
        if (t->n_components == MAX_COMPONENTS)
            return SEINE_LIMIT;
        struct sim_component *to = &t->components[t->n_components];
        *to = (struct sim_component){0};
        enum seine_status status = read_component(t, c, to);
        if (status)
            return status;
        if (to->id.n == 0)
            continue;
        t->n_components++;
        kit->n++;
    }
    if (kit->n >= 2 && kit->id.n > 0)
        t->n_kits++;
    else
        t->n_components = kit->first;
    return SEINE_OK;
}

static enum seine_status read_kits(struct sim_tables *t, const struct json_value *root,
                                   struct seine_error *err)
{
    if (!t->kits) {
        t->kits = arena_array(&t->arena, MAX_KITS, sizeof *t->kits);
        t->components = arena_array(&t->arena, MAX_COMPONENTS, sizeof *t->components);
    }
    if (!t->kits || !t->components)
        return error_set(err, SEINE_NOMEM, "no memory for the kits");
    uint32_t before = t->n_kits;
    for (const struct json_value *k = root->first; k; k = k->next) {
        enum seine_status status = read_kit(t, k);
        if (status)
            return error_set(err, status, "at most %d kits with %d components in all are used",
                             MAX_KITS, MAX_COMPONENTS);
    }
    if (t->n_kits == before)
        return error_set(err, SEINE_FORMAT, "no kit with an id and two components was found");
    return SEINE_OK;
}

enum seine_status sim_kits_read(struct sim_tables *t, const char *path, struct seine_error *err)
{
    struct buf text;
    enum seine_status status = read_file(path, LIMIT_KIT_FILE, &text, err);
    if (status) {
        error_context(err, "kits for the schemes (--kits FILE)");
        buf_release(&text);
        return status;
    }
    bool ok = true;
    struct str copy = arena_str(&t->arena, buf_str(&text), &ok);
    buf_release(&text);
    if (!ok)
        return error_set(err, SEINE_NOMEM, "no memory for the kits");
    const struct json_value *root;
    status = json_parse(copy, &t->arena, &root, err);
    if (!status && root->type != JSON_ARRAY)
        status = error_set(err, SEINE_FORMAT, "a kit file is a JSON array of kits");
    if (!status)
        status = read_kits(t, root, err);
    if (status)
        error_at(err, path, 0, 0);
    return status;
}

static size_t column_of(const struct csv_row *row, const char *name)
{
    for (size_t i = 0; i < row->n_fields; i++)
        if (str_is_ci(str_trim(row->fields[i]), str_of(name)))
            return i;
    return SIZE_MAX;
}

/* The name and each of "a;b;c". */
static bool add_listed(struct sim_tables *t, struct str names)
{
    bool more = true, ok = true;
    struct str one;
    while (ok && str_cut(&names, &more, ';', &one)) {
        one = str_trim(one);
        if (one.n < 4 || one.n > 120 || t->n_listed == MAX_LISTED)
            continue;
        t->listed[t->n_listed] = arena_str(&t->arena, one, &ok);
        if (ok)
            t->n_listed++;
    }
    return ok;
}

static bool is_comment(const struct csv_row *row)
{
    return row->n_fields == 0 || (row->fields[0].n > 0 && row->fields[0].p[0] == '#');
}

static bool add_cell(struct sim_tables *t, const struct csv_row *row, size_t column)
{
    return row->status || column >= row->n_fields || add_listed(t, row->fields[column]);
}

static enum seine_status read_listed(struct sim_tables *t, struct csv_reader *csv,
                                     struct seine_error *err)
{
    size_t name = SIZE_MAX, aliases = SIZE_MAX;
    for (;;) {
        const struct csv_row *row;
        enum seine_status status = csv_next(csv, &row, err);
        if (status || !row)
            return status;
        if (is_comment(row))
            continue;
        if (name != SIZE_MAX) {
            if (!add_cell(t, row, name) || !add_cell(t, row, aliases))
                return error_set(err, SEINE_NOMEM, "no memory for the listed names");
            continue;
        }
        name = column_of(row, "name");
        aliases = column_of(row, "aliases");
        if (name == SIZE_MAX)
            return error_set(err, SEINE_FORMAT, "the listed names need a column `name`");
    }
}

enum seine_status sim_listed_read(struct sim_tables *t, const char *path, struct seine_error *err)
{
    struct input *in;
    enum seine_status status = input_open(path, &in, err);
    if (status)
        return status;
    struct csv_reader *csv = NULL;
    t->listed = arena_array(&t->arena, MAX_LISTED, sizeof *t->listed);
    status = t->listed ? csv_open(in, 0, &csv, err)
                       : error_set(err, SEINE_NOMEM, "no memory for the listed names");
    if (!status) {
        status = read_listed(t, csv, err);
        csv_free(csv);
    }
    input_free(in);
    if (status)
        error_at(err, path, 0, 0);
    return status;
}
