/* goods/measures.c - reading tables of what may not be traded with a country, and finding the row
 * of the longest prefix. The form is that of docs/records.md, "Measures". Columns that are not
 * known are left alone. Whether a heading exists beyond its chapter is not checked: users' tables
 * may follow other editions. */
#include "goods/measures.h"

#include "goods/hs.h"

#include <stdio.h>
#include <string.h>

#define LETTERS    26
#define LONGEST    6 /* digits of a prefix */
#define N_PREFIXES 1000000

enum column { COUNTRY = 0, DIRECTION, HS, MEASURE, SOURCE, N_COLUMNS };
static const char *const column_names[N_COLUMNS] = {"country", "direction", "hs", "measure",
                                                    "source"};

struct goods_measures {
    struct arena arena;
    VEC(struct goods_measure) rows;
    struct map by_key;           /* key_of -> row */
    struct map by_rule;          /* hash of country, measure and source -> row */
    bool has[LETTERS * LETTERS]; /* countries with a row */
    uint64_t hash;
    char version[17];
};

struct reading {
    struct goods_measures *m;
    const struct geo *geo;
    struct seine_error *err;
    const struct csv_row *row;
    size_t at[N_COLUMNS]; /* where each stands */
    size_t n_before;      /* rows of earlier files */
};

static int slot_of(struct str country)
{
    if (country.n != 2)
        return -1;
    int a = country.p[0] - 'A', b = country.p[1] - 'A';
    return a >= 0 && a < LETTERS && b >= 0 && b < LETTERS ? a * LETTERS + b : -1;
}

/* One number for country, direction and prefix; "01" and "1" differ by their length. */
static uint64_t key_of(int slot, int direction, struct str digits)
{
    uint64_t code = 0;
    for (size_t i = 0; i < digits.n; i++)
        code = code * 10 + (uint64_t)(digits.p[i] - '0');
    return (((uint64_t)slot * 2 + (uint64_t)direction) * (LONGEST + 1) + digits.n) * N_PREFIXES +
           code;
}

PRINTF_LIKE(3, 4)
static enum seine_status bad(struct reading *r, size_t column, const char *fmt, ...)
{
    char what[256];
    va_list args;
    va_start(args, fmt);
    vsnprintf(what, sizeof what, fmt, args);
    va_end(args);
    enum seine_status status = error_set(r->err, SEINE_FORMAT, "%s", what);
    error_at(r->err, NULL, r->row->line, (int64_t)column);
    return status;
}

static enum seine_status nomem(struct reading *r)
{
    return error_set(r->err, SEINE_NOMEM, "no memory for the measures");
}

static struct str field(const struct reading *r, enum column c)
{
    return str_trim(r->row->fields[r->at[c]]);
}

static enum seine_status bad_field(struct reading *r, enum column c, const char *right)
{
    char shown[64];
    struct str v = field(r, c);
    for (size_t i = 0; i < v.n && i < sizeof shown - 1; i++) /* it may be any bytes */
        shown[i] = v.p[i] >= ' ' && v.p[i] <= '~' ? v.p[i] : '?';
    shown[v.n < sizeof shown - 1 ? v.n : sizeof shown - 1] = '\0';
    return bad(r, r->at[c] + 1, "%s \"%s\": %s", column_names[c], shown, right);
}

static enum seine_status read_header(struct reading *r)
{
    if (r->row->status != SEINE_OK)
        return bad(r, 1, "the header row cannot be used: %s", r->row->reason);
    for (int c = 0; c < N_COLUMNS; c++) {
        r->at[c] = SIZE_MAX;
        for (size_t i = 0; i < r->row->n_fields && r->at[c] == SIZE_MAX; i++)
            if (str_is_ci(str_trim(r->row->fields[i]), str_of(column_names[c])))
                r->at[c] = i;
        if (r->at[c] == SIZE_MAX)
            return bad(r, 1,
                       "there is no column \"%s\"; the first row names the columns "
                       "country,direction,hs,measure,source",
                       column_names[c]);
    }
    return SEINE_OK;
}

static enum seine_status read_country(struct reading *r, struct goods_measure *ret)
{
    struct str v = field(r, COUNTRY);
    if (slot_of(v) < 0 || !geo_country(r->geo, v))
        return bad_field(r, COUNTRY,
                         "must be a country's two capital letters, as in KP (ISO 3166-1)");
    memcpy(ret->country, v.p, 2);
    return SEINE_OK;
}

static enum seine_status read_direction(struct reading *r, struct goods_measure *ret)
{
    struct str v = field(r, DIRECTION);
    bool is_both = str_is(v, STR("both"));
    ret->is_of[GOODS_FROM] = is_both || str_is(v, STR("from"));
    ret->is_of[GOODS_TO] = is_both || str_is(v, STR("to"));
    return ret->is_of[GOODS_FROM] || ret->is_of[GOODS_TO]
               ? SEINE_OK
               : bad_field(r, DIRECTION, "must be from, to or both");
}

static enum seine_status read_hs(struct reading *r, struct goods_measure *ret)
{
    struct str v = field(r, HS);
    /* A spreadsheet drops a leading 0: 306 is rather fish (0306) than a chapter of medicine. */
    bool ok = true, is_good = v.n >= 2 && v.n <= LONGEST && v.n % 2 == 0;
    for (size_t i = 0; i < v.n && is_good; i++)
        is_good = v.p[i] >= '0' && v.p[i] <= '9';
    if (str_is(v, STR("*")))
        return SEINE_OK;
    if (!is_good || !hs_is_valid(str_slice(v, 0, 2)))
        return bad_field(r, HS,
                         "must be the first 2, 4 or 6 digits of a tariff number, without dots and "
                         "with a leading 0, or *");
    ret->hs = arena_str(&r->m->arena, v, &ok);
    return ok ? SEINE_OK : nomem(r);
}

static enum seine_status read_text(struct reading *r, enum column c, struct str *ret)
{
    struct str v = field(r, c);
    bool ok = true;
    bool is_good = v.n > 0 && v.n <= LIMIT_MEASURE_TEXT && utf8_is_valid(v);
    for (size_t i = 0; i < v.n && is_good; i++)
        is_good = (unsigned char)v.p[i] >= ' ';
    if (!is_good)
        return bad_field(r, c, "must be one line of text in UTF-8, of 300 bytes at most");
    *ret = arena_str(&r->m->arena, v, &ok);
    return ok ? SEINE_OK : nomem(r);
}

/* Files are read one after the other: a row may stand in for one of an earlier file, not of its
 * own. */
static enum seine_status put(struct reading *r, const struct goods_measure *row)
{
    struct goods_measures *m = r->m;
    int slot = slot_of((struct str){row->country, 2});
    for (int d = 0; d < 2; d++) {
        uint64_t key = key_of(slot, d, row->hs);
        uint32_t before = row->is_of[d] ? map_get(&m->by_key, key) : MAP_NONE;
        if (before != MAP_NONE && before >= r->n_before)
            return bad_field(r, HS, "stands twice for this country and direction");
        if (row->is_of[d] && map_set(&m->by_key, key, (uint32_t)m->rows.n))
            return nomem(r);
    }
    m->has[slot] = true;
    return VEC_PUSH(&m->rows, *row) ? SEINE_OK : nomem(r);
}

static bool is_rule(const struct goods_measure *a, const struct goods_measure *b)
{
    return strcmp(a->country, b->country) == 0 && str_is(a->measure, b->measure) &&
           str_is(a->source, b->source);
}

static uint64_t mix(uint64_t hash, struct str s)
{
    uint64_t both[2] = {hash, str_hash(s)};
    return str_hash((struct str){(const char *)both, sizeof both});
}

static enum seine_status find_rule(struct reading *r, struct goods_measure *row)
{
    struct goods_measures *m = r->m;
    uint64_t hash = mix(mix(str_hash(str_of(row->country)), row->measure), row->source);
    bool is_new;
    if (map_get_or_set(&m->by_rule, hash, (uint32_t)m->rows.n, &row->rule, &is_new))
        return nomem(r);
    if (!is_new && !is_rule(&m->rows.v[row->rule], row))
        row->rule = (uint32_t)m->rows.n;
    return SEINE_OK;
}

static enum seine_status read_row(struct reading *r)
{
    struct goods_measure row = {.hs = STR_EMPTY};
    if (r->row->status != SEINE_OK)
        return bad(r, 1, "the row cannot be used: %s", r->row->reason);
    for (int c = 0; c < N_COLUMNS; c++)
        if (r->at[c] >= r->row->n_fields)
            return bad(r, r->row->n_fields, "there is no %s: the row ends too early",
                       column_names[c]);
    if (r->m->rows.n >= LIMIT_MEASURES)
        return error_set(r->err, SEINE_LIMIT, "more than %d measures in all", LIMIT_MEASURES);
    enum seine_status status = read_country(r, &row);
    if (!status)
        status = read_direction(r, &row);
    if (!status)
        status = read_hs(r, &row);
    if (!status)
        status = read_text(r, MEASURE, &row.measure);
    if (!status)
        status = read_text(r, SOURCE, &row.source);
    if (!status)
        status = find_rule(r, &row);
    if (!status)
        status = put(r, &row);
    for (int c = 0; c < N_COLUMNS && !status; c++)
        r->m->hash = mix(r->m->hash, field(r, (enum column)c));
    return status;
}

static enum seine_status read_rows(struct reading *r, struct csv_reader *rows)
{
    bool has_header = false;
    for (;;) {
        enum seine_status status = csv_next(rows, &r->row, r->err);
        if (status)
            return status;
        if (!r->row)
            break;
        status = has_header ? read_row(r) : read_header(r);
        has_header = true;
        if (status)
            return status;
    }
    return r->m->rows.n > r->n_before
               ? SEINE_OK
               : error_set(r->err, SEINE_FORMAT,
                           "a table of measures must have a row below the names of its columns");
}

enum seine_status goods_measures_read(struct goods_measures *m, struct input *in,
                                      const struct geo *geo, struct seine_error *err)
{
    struct seine_error own = {0};
    struct reading r = {.m = m, .geo = geo, .err = err ? err : &own, .n_before = m->rows.n};
    struct csv_reader *rows = NULL;
    enum seine_status status = csv_open(in, 0, &rows, r.err);
    if (!status)
        status = read_rows(&r, rows);
    csv_free(rows);
    snprintf(m->version, sizeof m->version, "%016llx", (unsigned long long)m->hash);
    if (status)
        error_at(r.err, input_name(in), 0, 0);
    return status;
}

enum seine_status goods_measures_read_path(struct goods_measures *m, const char *path,
                                           const struct geo *geo, struct seine_error *err)
{
    struct input *in;
    enum seine_status status = input_open(path, &in, err);
    if (status)
        return status;
    status = goods_measures_read(m, in, geo, err);
    input_free(in);
    return status;
}

enum seine_status goods_measures_new(struct goods_measures **ret)
{
    struct goods_measures *m = mem_calloc(1, sizeof *m);
    if (!m)
        return SEINE_NOMEM;
    arena_init(&m->arena, LIMIT_ARENA);
    map_init(&m->by_key);
    map_init(&m->by_rule);
    *ret = m;
    return SEINE_OK;
}

enum seine_status goods_measures_open(const char *const *paths, size_t n, const struct geo *geo,
                                      struct goods_measures **ret, struct seine_error *err)
{
    struct goods_measures *m = NULL;
    enum seine_status status = n ? goods_measures_new(&m) : SEINE_OK;
    if (status)
        return error_set(err, status, "no memory for the measures");
    for (size_t i = 0; i < n && !status; i++)
        status = goods_measures_read_path(m, paths[i], geo, err);
    if (status)
        goods_measures_free(m);
    else
        *ret = m;
    return status;
}

void goods_measures_free(struct goods_measures *m)
{
    if (!m)
        return;
    VEC_RELEASE(&m->rows);
    map_release(&m->by_key);
    map_release(&m->by_rule);
    arena_release(&m->arena);
    mem_free(m);
}

size_t goods_n_measures(const struct goods_measures *m)
{
    return m->rows.n;
}

const struct goods_measure *goods_measure(const struct goods_measures *m, size_t i)
{
    return &m->rows.v[i];
}

uint32_t goods_measure_find(const struct goods_measures *m, struct str country,
                            enum goods_direction direction, struct str digits)
{
    int slot = slot_of(country);
    if (slot < 0 || !m->has[slot])
        return MAP_NONE;
    for (size_t n = digits.n < LONGEST ? digits.n : LONGEST;; n--) {
        uint32_t row = map_get(&m->by_key, key_of(slot, (int)direction, str_slice(digits, 0, n)));
        if (row != MAP_NONE || n == 0)
            return row;
    }
}

struct str goods_measures_version(const struct goods_measures *m)
{
    return (struct str){m->version, strlen(m->version)};
}
