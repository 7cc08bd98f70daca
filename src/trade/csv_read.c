/* trade/csv_read.c - consignments from CSV rows.
 *
 *   row ──► fields (trimmed, repaired) ──► same header values as the open record?
 *             yes: one more goods item of it        no: close it, open the next
 *
 * A row with a bad value is a reject by itself; the other rows of its record stay. At the end of a
 * batch the row that starts the next record waits in the CSV reader, whose slices stay valid until
 * the next row is asked for, so that no record is cut by a batch. Splitting bytes into fields is
 * base/csv.h's job. */
#include "trade/reader.h"

#include <stdio.h>
#include <string.h>

/* Bytes of extra columns' names shown in the extra REPAIRED_KEY. */
enum { REPAIRED_ROOM = 200 };

struct row {
    const struct csv_row *csv;
    const struct str *fields;
    size_t n;
    char repaired[REPAIRED_ROOM]; /* names of columns that were not UTF-8 */
};

static void flat_clear(struct flat *flat)
{
    flat->c = consignment_none;
    for (size_t i = 0; i <= TRADE_N_ROLES; i++) {
        flat->parties[i] = party_none;
        flat->ids[i] = STR_EMPTY;
    }
    flat->parties[TRADE_N_ROLES].role = TRADE_N_ROLES;
    flat->goods = goods_none;
    flat->route = flat->leg_carriers = flat->vehicle = STR_EMPTY;
    flat->from = flat->via = flat->to = STR_EMPTY;
    flat->from_country = flat->via_country = flat->to_country = STR_EMPTY;
    flat->legs = flat->more_parties = flat->extras = STR_EMPTY;
    flat->departed = flat->arrived = (struct trade_when){DATE_NONE, -1};
}

static enum seine_status reject(const struct csv_source *s, struct trade_batch *batch,
                                const struct csv_row *row, size_t column, struct str field,
                                const char *reason)
{
    struct place at = {s->source, row->line, (int64_t)column};
    return batch_reject(batch, at, field, str_of(reason), row->raw);
}

/* One field that is not ASCII: repaired into the batch's arena if it is not UTF-8, and without the
 * blanks that pages and spreadsheets have besides the common one. */
static enum seine_status repair(struct csv_source *s, struct trade_batch *batch, struct row *row,
                                size_t i)
{
    struct str *f = &s->fields.v[i];
    bool ok = true;
    if (utf8_is_valid(*f)) {
        *f = utf8_trim(*f);
        return SEINE_OK;
    }
    buf_reset(&s->repaired);
    (void)utf8_repair(*f, &s->repaired);
    if (buf_status(&s->repaired) != SEINE_OK) {
        return SEINE_NOMEM;
    }
    *f = utf8_trim(arena_str(&batch->arena, buf_str(&s->repaired), &ok));
    size_t used = strlen(row->repaired);
    struct str name = s->columns.names.v[i];
    if (name.n + 2 < sizeof row->repaired - used) {
        (void)snprintf(row->repaired + used, sizeof row->repaired - used, "%s%.*s", used ? " " : "",
                       (int)name.n, name.p);
    } else if (used == 0) { /* the column's name is too long to be listed */
        (void)snprintf(row->repaired, sizeof row->repaired, "record");
    }
    return ok ? SEINE_OK : SEINE_NOMEM;
}

/* Fills s->fields; *ret_usable false when the row was rejected. */
static enum seine_status take_fields(struct csv_source *s, struct trade_batch *batch,
                                     struct row *row, bool *ret_usable)
{
    const struct csv_row *csv = row->csv;
    size_t n = s->columns.names.n;
    *ret_usable = false;
    if (csv->status != SEINE_OK) {
        return reject(s, batch, csv, 1, STR_EMPTY, csv->reason ? csv->reason : "broken CSV row");
    }
    for (size_t i = n; i < csv->n_fields; i++) {
        if (str_trim(csv->fields[i]).n > 0) {
            return reject(s, batch, csv, i + 1, STR_EMPTY,
                          "the row has more fields than the header");
        }
    }
    if (csv->n_fields < s->columns.n_named) {
        return reject(s, batch, csv, csv->n_fields, STR_EMPTY,
                      "the row has fewer fields than the header");
    }
    for (size_t i = 0; i < n; i++) {
        s->fields.v[i] = i < csv->n_fields ? str_trim(csv->fields[i]) : STR_EMPTY;
        int kind = s->fields.v[i].n ? bytes_kind(s->fields.v[i]) : 0;
        if (kind == 2) {
            return reject(s, batch, csv, i + 1, s->columns.names.v[i],
                          "the field has a NUL byte; is the file UTF-16 or binary?");
        }
        if (kind == 1 && repair(s, batch, row, i) != SEINE_OK) {
            return SEINE_NOMEM;
        }
    }
    row->fields = s->fields.v;
    row->n = n;
    *ret_usable = true;
    return SEINE_OK;
}

/* Empty where the mapping calls it so. */
static struct str cell(const struct csv_source *s, const struct row *row, size_t column)
{
    struct str said = row->fields[column];
    return s->mapping != NULL && mapping_is_missing(s->mapping, said) ? STR_EMPTY : said;
}

static struct str value_of(const struct csv_source *s, const struct binding *b,
                           const struct row *row)
{
    return b->column == SIZE_MAX ? b->constant : cell(s, row, b->column);
}

/* What the row leaves empty is said by the rows above it, but for its id. */
static bool is_same_header(const struct csv_source *s, const struct row *row)
{
    for (size_t i = 0; i < s->columns.n_header; i++) {
        const struct binding *b = &s->columns.bindings.v[i];
        struct str said = value_of(s, b, row);
        if (!str_is(s->held.v[i], said) && (said.n > 0 || strcmp(b->name, "id") == 0)) {
            return false;
        }
    }
    return true;
}

/* One copy of all values of the bindings [from, to): held[i] then points into the arena. */
static enum seine_status hold(struct csv_source *s, struct trade_batch *batch,
                              const struct row *row, size_t from, size_t to)
{
    size_t total = 0;
    for (size_t i = from; i < to; i++) {
        s->held.v[i] = value_of(s, &s->columns.bindings.v[i], row);
        total += s->held.v[i].n;
    }
    char *p = arena_alloc(&batch->arena, total + 1);
    if (p == NULL) {
        return SEINE_NOMEM;
    }
    s->n_bytes += total;
    for (size_t i = from; i < to; i++) {
        struct str v = s->held.v[i];
        if (v.n == 0) {
            continue;
        }
        memcpy(p, v.p, v.n);
        s->held.v[i] = (struct str){p, v.n};
        p += v.n;
    }
    return SEINE_OK;
}

static enum seine_status join(struct str *at, struct str more, const char *with,
                              struct arena *arena)
{
    size_t n_with = strlen(with);
    if (at->n == 0) {
        *at = more;
        return SEINE_OK;
    }
    char *p = arena_alloc(arena, at->n + n_with + more.n);
    if (p == NULL) {
        return SEINE_NOMEM;
    }
    memcpy(p, at->p, at->n);
    memcpy(p + at->n, with, n_with);
    memcpy(p + at->n + n_with, more.p, more.n);
    *at = (struct str){p, at->n + n_with + more.n};
    return SEINE_OK;
}

/* "2.01235E+10": what a spreadsheet leaves of a long number, the same of many. */
static bool is_shortened(struct str s)
{
    size_t n_digits = 0, at = 0;
    for (; at < s.n && s.p[at] != 'E'; at++) {
        bool is_digit = s.p[at] >= '0' && s.p[at] <= '9';
        if (!is_digit && (at != 1 || (s.p[at] != '.' && s.p[at] != ','))) {
            return false;
        }
        n_digits += is_digit;
    }
    int64_t exponent = 0;
    return n_digits > 0 && at + 2 < s.n && s.p[at + 1] == '+' &&
           str_to_i64(str_slice(s, at + 2, s.n), &exponent) && exponent > (int64_t)n_digits - 1;
}

static enum seine_status set_value(struct csv_source *s, const struct binding *b, struct str text,
                                   struct fault *f)
{
    if (b->has_values && b->column != SIZE_MAX) { /* copied: a record may outlive the mapping */
        bool ok = true;
        text = arena_str(f->x.arena, mapping_value_of(s->mapping, str_of(b->name), text), &ok);
        if (!ok) {
            return SEINE_NOMEM;
        }
    }
    if (text.n == 0) {
        return SEINE_OK;
    }
    if (b->is_key && is_shortened(text)) {
        (void)snprintf(f->x.reason, sizeof f->x.reason,
                       "\"%.*s\" is what a spreadsheet left of a number; export the column as text",
                       (int)(text.n < 40 ? text.n : 40), text.p);
        return SEINE_RANGE;
    }
    char *object = (char *)&s->flat + b->add;
    if (b->join != NULL) {
        return join((struct str *)(void *)(object + b->field->offset), text, b->join, f->x.arena);
    }
    enum seine_status status = field_set(b->field, object, text, &f->x);
    if (b->field->kind == FIELD_MONEY) {
        *(b->is_goods ? &s->flat.value_in : &s->flat.freight_in) = f->x.money;
    }
    return status;
}

/* Position of the column that a field's name or path ("parties[0].role") came from; 0 if none. */
static size_t column_of(const struct csv_source *s, const char *field)
{
    struct str name = str_of(field);
    if (str_starts(name, STR("parties["))) {
        name = STR("more_parties");
    } else if (str_starts(name, STR("legs["))) {
        name = STR("legs");
    }
    for (size_t i = 0; i < s->columns.bindings.n; i++) {
        const struct binding *b = &s->columns.bindings.v[i];
        if (b->column != SIZE_MAX && str_is(str_of(b->name), name)) {
            return b->column + 1;
        }
    }
    return 0;
}

/* Puts the currency that an amount is written with beside it: where a column says another one is
 * wrong, where a constant does the cell holds. A sign of several currencies says nothing alone. */
static enum seine_status settle_currency(struct csv_source *s, struct str codes, const char *ours,
                                         struct str *currency, struct fault *f)
{
    bool ok = true;
    if (codes.n == 0 || money_may_be(codes, *currency)) {
        return SEINE_OK;
    }
    if (currency->n > 0 && (!money_is_sure(codes) || column_of(s, ours) > 0)) {
        (void)snprintf(f->x.reason, sizeof f->x.reason,
                       "is written in another currency than %s says: " STR_FMT, ours,
                       STR_ARG(*currency));
        return SEINE_RANGE;
    }
    if (money_is_sure(codes)) {
        *currency = arena_str(f->x.arena, codes, &ok);
    }
    return ok ? SEINE_OK : SEINE_NOMEM;
}

static enum seine_status settle_currencies(struct csv_source *s, struct fault *f)
{
    struct flat *flat = &s->flat;
    (void)snprintf(f->field, sizeof f->field, "value");
    enum seine_status status =
        settle_currency(s, flat->value_in, "currency", &flat->goods.currency, f);
    if (status == SEINE_OK) {
        (void)snprintf(f->field, sizeof f->field, "freight");
        status =
            settle_currency(s, flat->freight_in, "freight_currency", &flat->c.freight_currency, f);
    }
    return status;
}

/* The formats of one value: a column of masses may have its own unit, and where the column of units
 * is empty the mass may be written with it. */
static bool formats_of(const struct csv_source *s, const struct binding *b, const struct row *row,
                       struct field_formats *ret)
{
    size_t units = s->columns.mass_column;
    *ret = s->mapping->formats;
    if (b->field->kind != FIELD_MASS || b->column == SIZE_MAX) {
        return true;
    }
    struct str unit = units != SIZE_MAX ? cell(s, row, units) : STR_EMPTY;
    if (b->mass_mg != 0) {
        ret->mass_mg = b->mass_mg;
    } else if (unit.n > 0) {
        ret->mass_mg = mass_unit_mg(unit);
    } else if (ret->mass_mg == 0 && units != SIZE_MAX) {
        return field_has_unit(row->fields[b->column]);
    }
    return ret->mass_mg != 0 || units == SIZE_MAX;
}

static enum seine_status read_binding(struct csv_source *s, const struct binding *b,
                                      const struct row *row, struct str held, struct fault *f)
{
    struct field_formats own = {0};
    if (held.n == 0) {
        return SEINE_OK;
    }
    if (s->mapping != NULL && !formats_of(s, b, row, &own)) {
        (void)snprintf(f->x.reason, sizeof f->x.reason,
                       "its unit of mass is unknown; allowed are kg, g, lb, t, oz");
        return SEINE_RANGE;
    }
    f->x.formats = &own;
    enum seine_status status = set_value(s, b, held, f);
    f->x.formats = NULL;
    return status;
}

/* Reads the bindings [from, to) into s->flat. SEINE_RANGE: rejected already. */
static enum seine_status read_bindings(struct csv_source *s, struct trade_batch *batch,
                                       const struct row *row, size_t from, size_t to)
{
    struct fault f = {.x = {.arena = &batch->arena}};
    f.x.geo = s->mapping != NULL ? s->mapping->geo : NULL;
    if (hold(s, batch, row, from, to) != SEINE_OK) {
        return SEINE_NOMEM;
    }
    s->flat.value_in = s->flat.freight_in = STR_EMPTY;
    enum seine_status status = SEINE_OK;
    for (size_t i = from; i < to && status == SEINE_OK; i++) {
        const struct binding *b = &s->columns.bindings.v[i];
        status = read_binding(s, b, row, s->held.v[i], &f);
        if (status == SEINE_RANGE) {
            size_t column = b->column == SIZE_MAX ? 0 : b->column + 1;
            status = reject(s, batch, row->csv, column, str_of(b->name), f.x.reason);
            return status == SEINE_OK ? SEINE_RANGE : status;
        }
    }
    status = status == SEINE_OK ? settle_currencies(s, &f) : status;
    if (status == SEINE_RANGE) {
        status = reject(s, batch, row->csv, column_of(s, f.field), str_of(f.field), f.x.reason);
        return status == SEINE_OK ? SEINE_RANGE : status;
    }
    return status;
}

static enum seine_status add_unknown(struct csv_source *s, struct trade_batch *batch,
                                     const struct row *row)
{
    bool ok = true;
    for (size_t i = 0; i < s->columns.unknown.n; i++) {
        size_t column = s->columns.unknown.v[i];
        struct str v = row->fields[column];
        if (v.n == 0) {
            continue;
        }
        s->n_bytes += v.n;
        struct str key = arena_str(&batch->arena, s->columns.names.v[column], &ok);
        v = arena_str(&batch->arena, v, &ok);
        if (!ok || builder_extra(&s->builder, &batch->arena, key, v, false) != SEINE_OK) {
            return SEINE_NOMEM;
        }
    }
    if (row->repaired[0] != '\0') {
        struct str v = arena_str(&batch->arena, str_of(row->repaired), &ok);
        return ok ? builder_extra(&s->builder, &batch->arena, STR(REPAIRED_KEY), v, false)
                  : SEINE_NOMEM;
    }
    return SEINE_OK;
}

static enum seine_status close_record(struct csv_source *s, struct trade_batch *batch)
{
    if (!s->is_open) {
        return SEINE_OK;
    }
    s->is_open = false;
    enum seine_status status = builder_finish(&s->builder, &batch->arena, &s->flat.c);
    if (status == SEINE_RANGE) {
        struct place at = {s->source, s->flat.c.line, 1};
        return batch_reject(batch, at, STR_EMPTY, STR(BUILDER_TOO_LONG), s->flat.c.id);
    }
    if (status != SEINE_OK) {
        return status;
    }
    return VEC_PUSH(&batch->consignments, s->flat.c) ? SEINE_OK : SEINE_NOMEM;
}

/* Goods and unknown columns of a row whose record is open. */
static enum seine_status take_goods(struct csv_source *s, struct trade_batch *batch,
                                    const struct row *row)
{
    enum seine_status status = builder_goods(&s->builder, &s->flat.goods);
    return status == SEINE_OK ? add_unknown(s, batch, row) : status;
}

static enum seine_status open_record(struct csv_source *s, struct trade_batch *batch,
                                     const struct row *row)
{
    static const struct field_formats plain = {0};
    struct fault f = {.x = {.formats = &plain, .arena = &batch->arena}};
    enum seine_status status = close_record(s, batch);
    if (status != SEINE_OK) {
        return status;
    }
    flat_clear(&s->flat);
    builder_clear(&s->builder);
    s->n_bytes = 0;
    status = read_bindings(s, batch, row, 0, s->columns.bindings.n);
    if (status == SEINE_OK) {
        status = csv_places_settle(s, &batch->arena);
    }
    if (status == SEINE_OK) {
        struct trade_consignment c;
        status = flat_finish(&s->flat, &s->builder, &batch->arena, &c, &f);
        if (status == SEINE_RANGE) {
            return reject(s, batch, row->csv, column_of(s, f.field), str_of(f.field), f.x.reason);
        }
        s->flat.c = c;
    }
    if (status != SEINE_OK) {
        return status == SEINE_RANGE ? SEINE_OK : status;
    }
    s->flat.c.source = s->batch_source;
    s->flat.c.line = row->csv->line;
    s->is_open = true;
    return take_goods(s, batch, row);
}

static enum seine_status continue_record(struct csv_source *s, struct trade_batch *batch,
                                         const struct row *row)
{
    s->flat.goods = goods_none;
    enum seine_status status =
        read_bindings(s, batch, row, s->columns.n_header, s->columns.bindings.n);
    if (status == SEINE_RANGE) {
        return SEINE_OK;
    }
    return status == SEINE_OK ? take_goods(s, batch, row) : status;
}

static bool is_end_mark(const struct csv_row *row)
{
    return row->n_fields == 1 && str_is(row->fields[0], STR("\x1a"));
}

/* The rows that follow are a record of the same header then, and the table puts the two together.
 */
static bool is_large(const struct csv_source *s)
{
    return s->builder.goods.n >= LIMIT_GOODS_PER_CONSIGNMENT || s->n_bytes >= BUILDER_SURELY_A_LINE;
}

/* Binds the columns that the row names. */
static enum seine_status bind(struct csv_source *s, const struct csv_row *row,
                              struct seine_error *err)
{
    enum seine_status status =
        csv_columns_init(&s->columns, row->fields, row->n_fields, s->mapping, err);
    if (status == SEINE_OK && (!VEC_RESERVE(&s->fields, s->columns.names.n) ||
                               !VEC_RESERVE(&s->held, s->columns.bindings.n))) {
        status = error_set(err, SEINE_NOMEM, "no memory for %zu columns", s->columns.names.n);
    }
    return status;
}

/* What spreadsheets call the sums below a table. */
static bool is_total(struct str id)
{
    static const char *const words[] = {
        "total",       "totals",    "grand total",   "subtotal", "sum",  "summe",  "gesamt",
        "gesamtsumme", "insgesamt", "zwischensumme", "totaux",   "suma", "totale", "всего",
        "итого",       "合计",      "总计",          "合計",     "總計", "합계"};
    if (id.n == 0 || ((unsigned char)id.p[0] < 0x80 && strchr("tgsizTGSIZ", id.p[0]) == NULL)) {
        return false; /* most rows */
    }
    if (id.p[id.n - 1] == ':') {
        id = str_trim(str_slice(id, 0, id.n - 1));
    }
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (utf8_is_ci(id, str_of(words[i]))) {
            return true;
        }
    }
    return false;
}

/* A heading that stands again, as where sheets were put below one another, holds for the rows below
 * it. */
static enum seine_status bind_again(struct csv_source *s, struct trade_batch *batch,
                                    const struct csv_row *row)
{
    struct seine_error why = {0};
    enum seine_status status = close_record(s, batch);
    if (status != SEINE_OK) {
        return status;
    }
    csv_columns_release(&s->columns);
    status = bind(s, row, &why);
    if (status == SEINE_OK || status == SEINE_NOMEM) {
        return status;
    }
    s->is_done = true; /* under which columns the rows below stand is not known */
    struct place at = {s->source, row->line, 1};
    return batch_reject(batch, at, STR_EMPTY, str_of(why.message), row->raw);
}

/* Takes one row, or leaves it waiting (*ret_full) when it starts a record and the batch is full. */
static enum seine_status take_row(struct csv_source *s, struct trade_batch *batch,
                                  const struct csv_row *csv, bool is_full, bool *ret_full)
{
    struct row row = {.csv = csv};
    bool usable = false;
    if (csv->status == SEINE_OK && is_end_mark(csv)) {
        return SEINE_OK;
    }
    size_t n_rejects = batch->rejects.n;
    enum seine_status status = take_fields(s, batch, &row, &usable);
    if (status != SEINE_OK || !usable) {
        batch->rows += batch->rejects.n - n_rejects;
        return status;
    }
    if (csv_is_heading(&s->columns, row.fields)) {
        return bind_again(s, batch, csv);
    }
    if (is_total(row.fields[s->columns.id_column])) {
        batch->rows++;
        return reject(s, batch, csv, s->columns.id_column + 1, STR("id"),
                      "is no key; the row has the sums of others");
    }
    bool continues = s->is_open && !is_large(s) && is_same_header(s, &row);
    if (is_full && !continues) {
        *ret_full = true;
        return SEINE_OK;
    }
    batch->rows++;
    return continues ? continue_record(s, batch, &row) : open_record(s, batch, &row);
}

/* A file that breaks off: what was read stays, and the break is a reject of its own. */
static enum seine_status broken_off(struct csv_source *s, struct trade_batch *batch,
                                    struct seine_error *failed)
{
    char reason[640];
    (void)snprintf(reason, sizeof reason, "the file breaks off here: %s", failed->message);
    s->is_done = true;
    struct place at = {s->source, failed->line > 0 ? failed->line : s->line + 1, failed->column};
    return batch_reject(batch, at, STR_EMPTY, str_of(reason), STR_EMPTY);
}

static enum seine_status next_row(struct csv_source *s, struct trade_batch *batch,
                                  const struct csv_row **ret, struct seine_error *err)
{
    struct seine_error failed = {0};
    *ret = s->waiting;
    s->waiting = NULL;
    if (*ret != NULL || s->is_done) {
        return SEINE_OK;
    }
    enum seine_status status = csv_next(s->rows, ret, &failed);
    if (status == SEINE_FORMAT) {
        *ret = NULL;
        return broken_off(s, batch, &failed);
    }
    if (status != SEINE_OK && err != NULL && err->status == SEINE_OK) {
        *err = failed;
    }
    s->is_done = status != SEINE_OK || *ret == NULL;
    s->line = *ret != NULL ? (*ret)->line : s->line;
    return status;
}

enum seine_status csv_source_next(struct csv_source *s, size_t max_rows, struct trade_batch *batch,
                                  bool *ret_more, struct seine_error *err)
{
    bool ok = true;
    bool full = false;
    s->batch_source = arena_str(&batch->arena, s->source, &ok);
    if (!ok) {
        return error_set(err, SEINE_NOMEM, "no memory for a batch");
    }
    uint64_t end = batch->rows + max_rows;
    enum seine_status status = SEINE_OK;
    while (status == SEINE_OK && !full) {
        const struct csv_row *row = NULL;
        status = next_row(s, batch, &row, err);
        if (status != SEINE_OK || row == NULL) {
            break;
        }
        status = take_row(s, batch, row, batch->rows >= end, &full);
        s->waiting = full ? row : NULL;
    }
    *ret_more = full;
    enum seine_status closed = close_record(s, batch);
    if (status == SEINE_OK) {
        status = closed;
    }
    return status == SEINE_OK ? status : error_set(err, status, "no memory for a record");
}

static enum seine_status check_header(const struct csv_row *row, struct seine_error *err)
{
    if (row->status != SEINE_OK) {
        return error_set(err, row->status, "the header row cannot be used: %s",
                         row->reason ? row->reason : "broken CSV row");
    }
    for (size_t i = 0; i < row->n_fields; i++) {
        if (bytes_kind(row->fields[i]) == 2) {
            return error_set(err, SEINE_FORMAT,
                             "is no text, and no format of records that is known");
        }
    }
    return SEINE_OK;
}

static size_t count_values(const struct csv_row *row)
{
    size_t n = 0;
    for (size_t i = 0; i < row->n_fields; i++) {
        n += utf8_trim(row->fields[i]).n > 0;
    }
    return n;
}

/* Binds the next row. *ret_n: its values; MAP_NONE at the end. */
static enum seine_status try_heading(struct csv_source *s, const char *name, size_t *ret_n,
                                     struct seine_error *ret_why)
{
    const struct csv_row *row = NULL;
    *ret_n = MAP_NONE;
    enum seine_status status = csv_next(s->rows, &row, ret_why);
    if (status == SEINE_OK && row == NULL) {
        return SEINE_NOT_FOUND;
    }
    bool is_first = s->line == 0;
    s->line = row != NULL ? row->line : 1;
    *ret_n = row != NULL ? count_values(row) : 0;
    if (status == SEINE_OK) {
        status = check_header(row, ret_why);
        status = status != SEINE_OK && !is_first ? SEINE_NOT_FOUND : status;
    }
    if (status == SEINE_OK) {
        status = bind(s, row, ret_why);
    }
    error_at(ret_why, name, s->line, 1);
    return status;
}

/* The first row that names the id's column; an empty input is done. The error is that of the first
 * row, unless a later one names the id and cannot be used. */
static enum seine_status find_heading(struct csv_source *s, const char *name,
                                      struct seine_error *ret_why)
{
    size_t n = 0, most = 0;
    enum seine_status status = try_heading(s, name, &n, ret_why);
    if (n == MAP_NONE) {
        s->is_done = true;
        return SEINE_OK;
    }
    for (int i = 1; i < CSV_HEADING_ROWS && status == SEINE_NOT_FOUND && n != MAP_NONE; i++) {
        struct seine_error why = {0};
        most = n > most ? n : most;
        enum seine_status found = try_heading(s, name, &n, &why);
        if (found == SEINE_OK && !csv_may_be_titles(most, s->columns.n_named)) {
            csv_columns_release(&s->columns);
            break;
        }
        status = found;
        if (status != SEINE_NOT_FOUND) {
            *ret_why = why;
        }
    }
    return status == SEINE_NOT_FOUND ? SEINE_FORMAT : status;
}

enum seine_status csv_source_open(struct csv_source *s, struct input *in,
                                  const struct trade_mapping *mapping, struct seine_error *err)
{
    struct seine_error why = {0};
    *s = (struct csv_source){.mapping = mapping, .source = str_of(input_name(in))};
    buf_init(&s->repaired, LIMIT_CSV_ROW * 4);
    enum seine_status status = csv_open(in, mapping ? mapping->separator : '\0', &s->rows, &why);
    if (status == SEINE_OK) {
        status = find_heading(s, input_name(in), &why);
    }
    if (status != SEINE_OK) {
        error_at(&why, input_name(in), 1, 1);
        why.status = status;
        if (err != NULL && err->status == SEINE_OK) {
            *err = why;
        }
        csv_source_release(s);
    }
    return status;
}

void csv_source_release(struct csv_source *s)
{
    csv_free(s->rows);
    csv_columns_release(&s->columns);
    VEC_RELEASE(&s->fields);
    VEC_RELEASE(&s->held);
    builder_release(&s->builder);
    buf_release(&s->repaired);
    s->rows = NULL;
}
