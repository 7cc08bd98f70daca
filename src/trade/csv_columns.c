/* trade/csv_columns.c - which column of a CSV file feeds which field.
 *
 * Our columns are tables: the record's, one goods item's, and prefix x suffix for the parties. The
 * header row is bound to them once, directly or through a mapping; after that reading a row is a
 * walk over the bindings. */
#include "trade/reader.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define AT(member) offsetof(struct flat, member)
#define ROW(key, kind, member)                                                                     \
    {                                                                                              \
        key, kind, 0, AT(member)                                                                   \
    }

static const struct field header_rows[] = {
    ROW("id", FIELD_TEXT, c.id),
    ROW("doc_type", FIELD_DOCUMENT, c.document),
    ROW("doc_number", FIELD_TEXT, c.number),
    ROW("doc_master", FIELD_TEXT, c.master),
    ROW("issued", FIELD_WHEN, c.issued),
    ROW("mode", FIELD_MODE, c.mode),
    ROW("carrier", FIELD_TEXT, c.carrier),
    ROW("route", FIELD_TEXT, route),
    ROW("leg_carriers", FIELD_TEXT, leg_carriers),
    ROW("vehicle", FIELD_TEXT, vehicle),
    ROW("from", FIELD_PLACE, from),
    ROW("via", FIELD_PLACE, via),
    ROW("to", FIELD_PLACE, to),
    ROW("departed", FIELD_WHEN, departed),
    ROW("arrived", FIELD_WHEN, arrived),
    {"pieces", FIELD_AMOUNT, 0, AT(c.pieces)},
    {"total_gross_kg", FIELD_MASS, 3, AT(c.gross_g)},
    {"volume_m3", FIELD_AMOUNT, 6, AT(c.volume_cm3)},
    {"freight", FIELD_MONEY, 2, AT(c.freight_cents)},
    ROW("freight_currency", FIELD_CURRENCY, c.freight_currency),
    ROW("remarks", FIELD_TEXT, c.remarks),
    ROW("outcome", FIELD_OUTCOME, c.outcome),
    ROW("outcome_at", FIELD_WHEN, c.outcome_at),
    ROW("outcome_note", FIELD_TEXT, c.outcome_note),
    ROW("withdrawn", FIELD_FLAG, c.is_withdrawn),
    ROW("legs", FIELD_TEXT, legs),
    ROW("more_parties", FIELD_TEXT, more_parties),
    ROW("extras", FIELD_TEXT, extras),
    {"party_role", FIELD_ROLE, 0, AT(parties) + TRADE_N_ROLES * sizeof(struct trade_party)},
};
const struct field_table csv_header_fields = {header_rows,
                                              sizeof header_rows / sizeof *header_rows};
/* What helps to read others and is no part of the record. */
static const struct field stated_rows[] = {
    ROW("from_country", FIELD_TEXT, from_country),
    ROW("via_country", FIELD_TEXT, via_country),
    ROW("to_country", FIELD_TEXT, to_country),
};
static const struct field_table stated_fields = {stated_rows,
                                                 sizeof stated_rows / sizeof *stated_rows};
static const struct field id_row = {"id", FIELD_TEXT, 0, 0};

const char *const csv_party_prefixes[TRADE_N_ROLES + 1] = {"shipper",   "consignee", "notify",
                                                           "forwarder", "declarant", "buyer",
                                                           "seller",    "end_user",  "party"};

static void lower(struct str s, char *out, size_t room)
{
    size_t n = s.n < room - 1 ? s.n : room - 1;
    for (size_t i = 0; i < n; i++) {
        char c = s.p[i];
        out[i] = (c >= 'A' && c <= 'Z') ? (char)(c - 'A' + 'a') : c;
    }
    out[n] = '\0';
}

static bool find_party_column(struct str name, struct binding *b)
{
    for (size_t i = 0; i <= TRADE_N_ROLES; i++) {
        struct str prefix = str_of(csv_party_prefixes[i]);
        if (!str_starts(name, prefix) || name.n <= prefix.n || name.p[prefix.n] != '_') {
            continue;
        }
        struct str suffix = str_slice(name, prefix.n + 1, name.n);
        size_t f = field_find(&party_fields, suffix, 0);
        if (str_is(suffix, STR("id"))) {
            b->field = &id_row;
            b->add = AT(ids) + i * sizeof(struct str);
            return true;
        }
        if (f < party_fields.n && party_fields.fields[f].kind != FIELD_ROLE) {
            b->field = &party_fields.fields[f];
            b->add = AT(parties) + i * sizeof(struct trade_party);
            return true;
        }
    }
    return false;
}

bool csv_column_find(struct str name, struct binding *ret)
{
    struct binding b = {.column = SIZE_MAX, .constant = STR_EMPTY};
    if (name.n >= sizeof b.name) {
        return false;
    }
    lower(name, b.name, sizeof b.name);
    struct str key = str_of(b.name);
    size_t i = field_find(&csv_header_fields, key, 0);
    if (i < csv_header_fields.n) {
        b.field = &header_rows[i];
        b.is_key = str_is(key, STR("id")) || str_is(key, STR("doc_number")) ||
                   str_is(key, STR("doc_master"));
    } else if ((i = field_find(&stated_fields, key, 0)) < stated_fields.n) {
        b.field = &stated_rows[i];
    } else if ((i = field_find(&goods_fields, key, 0)) < goods_fields.n) {
        b.field = &goods_fields.fields[i];
        b.add = AT(goods);
        b.is_goods = true;
    } else if (!find_party_column(key, &b)) {
        return false;
    }
    *ret = b;
    return true;
}

static const char *joiner_of(const struct binding *b)
{
    if (b->field->kind != FIELD_TEXT) {
        return NULL;
    }
    if (strcmp(b->name, "id") == 0) {
        return "/";
    }
    return strcmp(b->name, "route") == 0 || strcmp(b->name, "leg_carriers") == 0 ? "-" : ", ";
}

/* A second binding of one field is joined if that makes sense, else refused. */
static enum seine_status add_binding(struct csv_columns *c, struct binding b, bool may_join,
                                     struct seine_error *err)
{
    for (size_t i = 0; i < c->bindings.n; i++) {
        const struct binding *o = &c->bindings.v[i];
        if (o->field == b.field && o->add == b.add) {
            b.join = may_join ? joiner_of(&b) : NULL;
            if (b.join == NULL) {
                return error_set(err, SEINE_FORMAT, "column %s is given twice", b.name);
            }
        }
    }
    return VEC_PUSH(&c->bindings, b) ? SEINE_OK : error_set(err, SEINE_NOMEM, "no memory");
}

static int64_t unit_of(const struct trade_mapping *m, struct str theirs)
{
    for (size_t i = 0; i < m->units.n; i++) {
        if (str_is_ci(m->units.v[i].theirs, theirs)) {
            return m->units.v[i].mg;
        }
    }
    return 0;
}

/* Two columns of one heading would be joined, whichever is meant: "SELLER, BUYER" for a name. */
static enum seine_status check_twin(const struct csv_columns *c, size_t at, struct seine_error *err)
{
    for (size_t i = 0; i < at; i++) {
        if (str_is_ci(c->names.v[i], c->names.v[at])) {
            struct str name = utf8_cut(c->names.v[at], 80);
            return error_set(err, SEINE_FORMAT,
                             "the mapping names \"%.*s\", which stands over the columns %zu and "
                             "%zu: name the one that is not meant otherwise",
                             STR_ARG(name), i + 1, at + 1);
        }
    }
    return SEINE_OK;
}

/* Binds column `at` by the mapping; *ret_known tells whether the mapping names it. */
static enum seine_status bind_mapped(struct csv_columns *c, size_t at,
                                     const struct trade_mapping *m, bool *ret_known,
                                     struct seine_error *err)
{
    struct str name = c->names.v[at];
    for (size_t i = 0; i < m->columns.n; i++) {
        struct binding b;
        if (!str_is_ci(m->columns.v[i].a, name) || !csv_column_find(m->columns.v[i].b, &b)) {
            continue;
        }
        *ret_known = true;
        b.column = at;
        b.mass_mg = unit_of(m, name);
        b.has_values = mapping_has_values(m, str_of(b.name));
        enum seine_status status = check_twin(c, at, err);
        if (status == SEINE_OK) {
            status = add_binding(c, b, true, err);
        }
        if (status != SEINE_OK) {
            return status;
        }
    }
    return SEINE_OK;
}

static enum seine_status bind_column(struct csv_columns *c, size_t at,
                                     const struct trade_mapping *m, struct seine_error *err)
{
    struct binding b;
    bool known = false;
    enum seine_status status = SEINE_OK;
    if (m != NULL) {
        status = bind_mapped(c, at, m, &known, err);
        if (m->mass_column.n > 0 && str_is_ci(m->mass_column, c->names.v[at])) {
            c->mass_column = at;
            known = true;
        }
    } else if (csv_column_find(c->names.v[at], &b)) {
        known = true;
        b.column = at;
        status = add_binding(c, b, false, err);
    }
    if (status == SEINE_OK && !known && !VEC_PUSH(&c->unknown, at)) {
        status = error_set(err, SEINE_NOMEM, "no memory");
    }
    return status;
}

/* Constants fill what no column of the file feeds. */
static enum seine_status bind_constants(struct csv_columns *c, const struct trade_mapping *m,
                                        struct seine_error *err)
{
    for (size_t i = 0; i < m->constants.n; i++) {
        struct binding b;
        if (!csv_column_find(m->constants.v[i].a, &b)) {
            continue;
        }
        bool is_fed = false;
        for (size_t k = 0; k < c->bindings.n; k++) {
            is_fed |= c->bindings.v[k].field == b.field && c->bindings.v[k].add == b.add;
        }
        b.constant = m->constants.v[i].b;
        if (!is_fed && !VEC_PUSH(&c->bindings, b)) {
            return error_set(err, SEINE_NOMEM, "no memory");
        }
    }
    return SEINE_OK;
}

static int compare_bindings(const void *a, const void *b)
{
    const struct binding *x = a;
    const struct binding *y = b;
    if (x->is_goods != y->is_goods) {
        return (int)x->is_goods - (int)y->is_goods;
    }
    if (x->column != y->column) {
        return x->column < y->column ? -1 : 1;
    }
    return strcmp(x->name, y->name);
}

static bool find_id(struct csv_columns *c)
{
    for (size_t i = 0; i < c->bindings.n; i++) {
        if (strcmp(c->bindings.v[i].name, "id") == 0 && c->bindings.v[i].column != SIZE_MAX) {
            c->id_column = c->bindings.v[i].column;
            return true;
        }
    }
    return false;
}

static bool is_name(const struct csv_columns *c, struct str text)
{
    if (text.n == 0 || (c->shapes[text.n < 32 ? text.n : 31] >> (text.p[0] & 31) & 1) == 0) {
        return false;
    }
    for (size_t i = 0; i < c->names.n; i++) {
        if (str_is_ci(c->names.v[i], text)) {
            return true;
        }
    }
    return false;
}

bool csv_is_heading(const struct csv_columns *c, const struct str *fields)
{
    size_t n = 0, n_names = 0;
    if (!is_name(c, fields[c->id_column])) {
        return false;
    }
    for (size_t i = 0; i < c->names.n; i++) {
        n += fields[i].n > 0;
        n_names += fields[i].n > 0 && is_name(c, fields[i]);
    }
    return 2 * n_names > n;
}

bool csv_has_numbers(const struct str *fields, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        bool has_digit = false, has_letter = false;
        for (size_t k = 0; k < fields[i].n; k++) {
            char ch = fields[i].p[k];
            has_digit |= ch >= '0' && ch <= '9';
            has_letter |= (ch >= 'a' && ch <= 'z') || (ch >= 'A' && ch <= 'Z') || (ch & 0x80) != 0;
        }
        if (has_digit && !has_letter) {
            return true;
        }
    }
    return false;
}

bool csv_may_be_titles(size_t n, size_t n_columns)
{
    return 2 * n <= n_columns;
}

static enum seine_status no_id(const struct csv_columns *c, const struct trade_mapping *m,
                               struct seine_error *err)
{
    char seen[300] = "";
    size_t n = 0;
    for (size_t i = 0; i < c->names.n && n < sizeof seen - 1; i++) {
        struct str s = c->names.v[i];
        int added = snprintf(seen + n, sizeof seen - n, "%s%.*s", i ? ", " : "",
                             (int)(s.n < 40 ? s.n : 40), s.p);
        n += added > 0 ? (size_t)added : 0;
    }
    if (m == NULL && csv_has_numbers(c->names.v, c->names.n)) {
        return error_set(err, SEINE_NOT_FOUND,
                         "the first row must name the columns, but looks like a row of data: %s",
                         seen);
    }
    return error_set(err, SEINE_NOT_FOUND, "no column gives the record's id%s; the header has: %s",
                     m ? " by this mapping"
                       : " (other names need a mapping file; seine map --suggest proposes one)",
                     seen);
}

/* A column without a name has its number, so that its values are not lost. */
static enum seine_status copy_names(struct csv_columns *c, const struct str *names, size_t n,
                                    struct seine_error *err)
{
    struct buf repaired;
    bool ok = true;
    buf_init(&repaired, 4 * LIMIT_CSV_ROW);
    for (size_t i = 0; i < n && ok; i++) {
        struct str name = utf8_trim(names[i]);
        buf_reset(&repaired);
        if (bytes_kind(name) == 2 || !utf8_is_valid(name)) {
            (void)utf8_repair(name, &repaired);
            for (size_t k = 0; k < repaired.n; k++)
                repaired.p[k] = repaired.p[k] ? repaired.p[k] : ' ';
            name = utf8_trim(buf_str(&repaired));
        }
        if (name.n > 0) {
            c->n_named = i + 1;
        } else if (buf_status(&repaired) == SEINE_OK) {
            buf_reset(&repaired);
            buf_add_f(&repaired, "column %zu", i + 1);
            name = buf_str(&repaired);
        }
        if (name.n > 0) {
            c->shapes[name.n < 32 ? name.n : 31] |= UINT32_C(1)
                                                    << (name.p[0] & 31); /* without case */
        }
        name = arena_str(&c->arena, name, &ok);
        ok = ok && buf_status(&repaired) == SEINE_OK && VEC_PUSH(&c->names, name);
    }
    buf_release(&repaired);
    return ok ? SEINE_OK : error_set(err, SEINE_NOMEM, "no memory for the header row");
}

enum seine_status csv_columns_init(struct csv_columns *c, const struct str *names, size_t n,
                                   const struct trade_mapping *mapping, struct seine_error *err)
{
    *c = (struct csv_columns){.mass_column = SIZE_MAX};
    arena_init(&c->arena, 8 * LIMIT_CSV_ROW);
    enum seine_status status = copy_names(c, names, n, err);
    for (size_t i = 0; i < n && status == SEINE_OK; i++) {
        status = bind_column(c, i, mapping, err);
    }
    if (status == SEINE_OK && mapping != NULL) {
        status = bind_constants(c, mapping, err);
    }
    if (status == SEINE_OK && !find_id(c)) {
        status = no_id(c, mapping, err);
    }
    if (status != SEINE_OK) {
        csv_columns_release(c);
        return status;
    }
    qsort(c->bindings.v, c->bindings.n, sizeof *c->bindings.v, compare_bindings);
    while (c->n_header < c->bindings.n && !c->bindings.v[c->n_header].is_goods) {
        c->n_header++;
    }
    return SEINE_OK;
}

void csv_columns_release(struct csv_columns *c)
{
    VEC_RELEASE(&c->bindings);
    VEC_RELEASE(&c->names);
    VEC_RELEASE(&c->unknown);
    arena_release(&c->arena);
    *c = (struct csv_columns){.mass_column = SIZE_MAX};
}
