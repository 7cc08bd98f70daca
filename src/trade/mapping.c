/* trade/mapping.c - the meaning of a mapping file.
 *
 * Every name in it is checked here, once, with its line, so that a misspelt column is an error
 * before the first row and not a silently missing field. It opens no consignment file. */
#include "trade/mapping.h"

#include "trade/reader.h"
#include "trade/toml.h"

#include <stdlib.h>
#include <string.h>

enum { MAPPING_BYTES = 4 * 1024 * 1024 };

static enum seine_status bad(const struct toml_entry *e, struct seine_error *err, const char *what)
{
    enum seine_status status =
        error_set(err, SEINE_FORMAT, "%s: %.*s", what,
                  (int)(e->path[e->n_path - 1].n < 80 ? e->path[e->n_path - 1].n : 80),
                  e->path[e->n_path - 1].p);
    error_at(err, NULL, e->line, e->column);
    return status;
}

static enum seine_status nomem(struct seine_error *err)
{
    return error_set(err, SEINE_NOMEM, "no memory for the mapping");
}

bool mapping_is_missing(const struct trade_mapping *m, struct str text)
{
    for (size_t i = 0; i < m->missing.n; i++) {
        struct str word = m->missing.v[i];
        bool is_start = word.n > 0 && word.p[word.n - 1] == '*';
        if (is_start ? str_starts_ci(text, str_slice(word, 0, word.n - 1))
                     : str_is_ci(word, text)) {
            return true;
        }
    }
    return false;
}

/* First value of `ours` in the sorted list; values.n if it has none. */
static size_t first_value(const struct trade_mapping *m, struct str ours)
{
    size_t low = 0;
    size_t high = m->values.n;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (str_compare(m->values.v[mid].ours, ours) < 0) {
            low = mid + 1;
        } else {
            high = mid;
        }
    }
    return low < m->values.n && str_is(m->values.v[low].ours, ours) ? low : m->values.n;
}

bool mapping_has_values(const struct trade_mapping *m, struct str ours)
{
    return first_value(m, ours) < m->values.n;
}

struct str mapping_value_of(const struct trade_mapping *m, struct str ours, struct str text)
{
    struct str result = text;
    for (size_t i = first_value(m, ours); i < m->values.n; i++) {
        const struct mapping_value *v = &m->values.v[i];
        if (!str_is(v->ours, ours)) {
            break;
        }
        if (str_is_ci(v->from, text)) {
            return v->to;
        }
        if (str_is(v->from, STR("*"))) {
            result = v->to;
        }
    }
    return result;
}

static enum seine_status one_char(const struct toml_entry *e, char *ret, struct seine_error *err)
{
    if (e->type != TOML_STRING || e->text.n != 1) {
        return bad(e, err, "must be one ASCII character in quotes");
    }
    *ret = e->text.p[0];
    return SEINE_OK;
}

/* The strings of an entry: one, or a list. */
static void strings_of(const struct toml_entry *e, const struct str **ret, size_t *ret_n)
{
    *ret = e->type == TOML_ARRAY ? e->items : &e->text;
    *ret_n = e->type == TOML_ARRAY ? e->n_items : 1;
}

static enum seine_status format_list(struct trade_mapping *m, const struct toml_entry *e,
                                     bool is_dates, struct seine_error *err)
{
    const struct str *items = NULL;
    size_t n = 0;
    strings_of(e, &items, &n);
    for (size_t i = 0; i < n; i++) {
        if (is_dates && !date_format_gives_a_day(items[i])) {
            return bad(e, err,
                       "a date is written with %Y or %y, %m or %b, and %d, also %H, %M and %S, "
                       "which is not so in");
        }
        bool ok = is_dates ? VEC_PUSH(&m->dates, items[i]) : VEC_PUSH(&m->missing, items[i]);
        if (!ok) {
            return nomem(err);
        }
    }
    return SEINE_OK;
}

static enum seine_status take_format(struct trade_mapping *m, const struct toml_entry *e,
                                     struct seine_error *err)
{
    struct str key = e->path[1];
    if (str_is(key, STR("separator"))) {
        return one_char(e, &m->separator, err);
    }
    if (str_is(key, STR("decimal"))) {
        return one_char(e, &m->formats.decimal, err);
    }
    if (str_is(key, STR("thousands"))) {
        return one_char(e, &m->formats.thousands, err);
    }
    if (str_is(key, STR("dates")) || str_is(key, STR("missing"))) {
        return format_list(m, e, str_is(key, STR("dates")), err);
    }
    if (str_is(key, STR("mass_unit"))) {
        m->formats.mass_mg = mass_unit_mg(e->text);
        return m->formats.mass_mg ? SEINE_OK : bad(e, err, "must be one of kg, g, lb, t, oz");
    }
    if (str_is(key, STR("mass_unit_column")) && e->type == TOML_STRING) {
        m->mass_column = e->text;
        return SEINE_OK;
    }
    return bad(e, err,
               "[format] has separator, decimal, thousands, dates, missing, mass_unit, "
               "mass_unit_column, not");
}

static enum seine_status take_column(struct trade_mapping *m, const struct toml_entry *e,
                                     struct seine_error *err)
{
    const struct str *items = NULL;
    size_t n = 0;
    struct binding b;
    strings_of(e, &items, &n);
    for (size_t i = 0; i < n; i++) {
        struct mapping_pair pair = {e->path[1], items[i], e->line};
        if (!csv_column_find(items[i], &b)) {
            return bad(e, err, "no column of ours has the name that this column is mapped to");
        }
        if (!VEC_PUSH(&m->columns, pair)) {
            return nomem(err);
        }
    }
    return SEINE_OK;
}

static enum seine_status take_constant(struct trade_mapping *m, const struct toml_entry *e,
                                       struct seine_error *err)
{
    struct binding b;
    struct mapping_pair pair = {e->path[1], str_trim(e->text), e->line};
    if (!csv_column_find(pair.a, &b)) {
        return bad(e, err, "no column of ours has this name");
    }
    if (e->type == TOML_ARRAY || str_is(pair.a, STR("id"))) {
        return bad(e, err, "a constant is one text or number, and never the id");
    }
    return VEC_PUSH(&m->constants, pair) ? SEINE_OK : nomem(err);
}

static enum seine_status take_unit(struct trade_mapping *m, const struct toml_entry *e,
                                   struct seine_error *err)
{
    struct mapping_unit unit = {e->path[1], mass_unit_mg(e->text)};
    if (unit.mg == 0) {
        return bad(e, err, "the unit of mass must be one of kg, g, lb, t, oz");
    }
    return VEC_PUSH(&m->units, unit) ? SEINE_OK : nomem(err);
}

static enum seine_status take_value(struct trade_mapping *m, const struct toml_entry *e,
                                    struct seine_error *err)
{
    struct binding b;
    if (e->n_path != 3 || e->type == TOML_ARRAY) {
        return bad(e, err, "give [values.OUR_COLUMN] and below it \"their value\" = \"ours\"");
    }
    if (!csv_column_find(e->path[1], &b)) {
        return bad(e, err, "no column of ours has the name of this [values] table");
    }
    bool ok = true;
    struct mapping_value v = {STR_EMPTY, e->path[2], str_trim(e->text)};
    v.ours = arena_str(&m->arena, str_of(b.name), &ok);
    return ok && VEC_PUSH(&m->values, v) ? SEINE_OK : nomem(err);
}

static enum seine_status take_entry(struct trade_mapping *m, const struct toml_entry *e,
                                    struct seine_error *err)
{
    static const struct {
        const char *table;
        enum seine_status (*take)(struct trade_mapping *, const struct toml_entry *,
                                  struct seine_error *);
    } tables[] = {{"format", take_format},
                  {"columns", take_column},
                  {"constants", take_constant},
                  {"units", take_unit}};
    if (e->n_path == 1 && str_is(e->path[0], STR("name")) && e->type == TOML_STRING) {
        m->name = e->text;
        return SEINE_OK;
    }
    if (e->n_path >= 2 && str_is(e->path[0], STR("values"))) {
        return take_value(m, e, err);
    }
    for (size_t i = 0; e->n_path == 2 && i < sizeof tables / sizeof *tables; i++) {
        if (str_is(e->path[0], str_of(tables[i].table))) {
            return tables[i].take(m, e, err);
        }
    }
    return bad(e, err,
               "a mapping has name, [format], [columns], [units], [constants], "
               "[values.COLUMN], not");
}

static int compare_values(const void *a, const void *b)
{
    const struct mapping_value *x = a;
    const struct mapping_value *y = b;
    int order = str_compare(x->ours, y->ours);
    return order ? order : str_compare(x->from, y->from);
}

static enum seine_status take_all(struct trade_mapping *m, struct str bytes,
                                  struct seine_error *err)
{
    struct toml toml;
    enum seine_status status = toml_parse(bytes, &m->arena, &toml, err);
    if (status != SEINE_OK) {
        return status;
    }
    for (size_t i = 0; i < toml.entries.n && status == SEINE_OK; i++) {
        status = take_entry(m, &toml.entries.v[i], err);
    }
    toml_release(&toml);
    if (status == SEINE_OK && m->columns.n == 0) {
        status = error_set(err, SEINE_FORMAT, "the mapping maps no column: [columns] is missing");
    }
    if (status == SEINE_OK && m->formats.thousands != 0 &&
        m->formats.thousands == (m->formats.decimal ? m->formats.decimal : '.')) {
        status = error_set(err, SEINE_FORMAT, "decimal and thousands are the same character");
    }
    if (m->values.n > 0) {
        qsort(m->values.v, m->values.n, sizeof *m->values.v, compare_values);
    }
    m->formats.date_formats = m->dates.v;
    m->formats.n_date_formats = m->dates.n;
    return status;
}

enum seine_status mapping_parse(struct str bytes, const char *source, struct trade_mapping **ret,
                                struct seine_error *err)
{
    struct trade_mapping *m = mem_calloc(1, sizeof *m);
    if (m == NULL) {
        return nomem(err);
    }
    m->name = m->source = m->mass_column = STR_EMPTY;
    arena_init(&m->arena, 64 * MIB);
    enum seine_status status = take_all(m, bytes, err);
    if (status != SEINE_OK) {
        error_at(err, source, 0, 0);
        trade_mapping_free(m);
        return status;
    }
    *ret = m;
    return SEINE_OK;
}

enum seine_status trade_mapping_read(const char *path, const struct geo *geo,
                                     struct trade_mapping **ret, struct seine_error *err)
{
    struct input *in = NULL;
    struct buf bytes;
    enum seine_status status = input_open(path, &in, err);
    if (status != SEINE_OK) {
        return status;
    }
    buf_init(&bytes, MAPPING_BYTES);
    status = input_read_all(in, &bytes, err);
    if (status == SEINE_OK) {
        status = trade_mapping_parse(buf_str(&bytes), path, geo, ret, err);
    }
    buf_release(&bytes);
    input_free(in);
    return status;
}

void trade_mapping_free(struct trade_mapping *m)
{
    if (m == NULL) {
        return;
    }
    VEC_RELEASE(&m->dates);
    VEC_RELEASE(&m->missing);
    VEC_RELEASE(&m->columns);
    VEC_RELEASE(&m->constants);
    VEC_RELEASE(&m->values);
    VEC_RELEASE(&m->units);
    arena_release(&m->arena);
    mem_free(m);
}

enum seine_status trade_mapping_parse(struct str bytes, const char *source, const struct geo *geo,
                                      struct trade_mapping **ret, struct seine_error *err)
{
    enum seine_status status = mapping_parse(bytes, source, ret, err);
    if (status == SEINE_OK) {
        (*ret)->geo = geo;
    }
    return status;
}
