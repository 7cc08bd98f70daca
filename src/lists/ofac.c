/* lists/ofac.c - OFAC's own CSV files: sdn.csv (or cons_prim.csv) with add, alt and comments beside
 * it. No header; "-0-" is nothing; programmes are joined by "] ["; the file ends with a lone
 * Ctrl-Z. The companions are found by what they look like among the files of the same folder. */
#include "lists/facts.h"

#include <stdlib.h>
#include <string.h>

#define MAX_FOLDER    4096
#define REMARKS_BYTES 1000 /* of the remarks in the main file */

/* Fields of the first line, at most room; a plain split is enough to tell the files apart. */
static size_t first_fields(struct str head, struct str *out, size_t room)
{
    size_t end = str_find_byte(head, '\n', 0), n = 0, start = 0;
    bool quoted = false;
    struct str line = str_trim(end == SIZE_MAX ? head : str_slice(head, 0, end));
    for (size_t i = 0; i <= line.n && n < room; i++)
        if (i == line.n || (line.p[i] == ',' && !quoted)) {
            out[n++] = str_trim(str_slice(line, start, i));
            start = i + 1;
        } else if (line.p[i] == '"') {
            quoted = !quoted;
        }
    return n;
}

static bool all_digits(struct str s)
{
    int64_t v;
    return s.n > 0 && str_to_i64(s, &v) && v >= 0;
}

bool is_ofac_sdn(struct list_probe *p)
{
    struct str f[14];
    return first_fields(p->head, f, 14) == 12 && all_digits(f[0]) && f[1].n > 1 &&
           f[1].p[0] == '"' && str_contains(p->head, STR("-0-"));
}

enum companion { NONE, ADDRESSES, ALIASES, COMMENTS };

static enum companion companion_of(struct str head)
{
    struct str f[14];
    size_t n = first_fields(head, f, 14);
    if (n == 0 || !all_digits(f[0]))
        return NONE;
    if (n == 6 && all_digits(f[1]) && str_contains(head, STR("-0-")))
        return ADDRESSES;
    if (n == 5 && all_digits(f[1]) &&
        (str_is(f[2], STR("\"aka\"")) || str_is(f[2], STR("\"fka\"")) ||
         str_is(f[2], STR("\"nka\""))))
        return ALIASES;
    return n == 2 && f[1].n > 1 && f[1].p[0] == '"' ? COMMENTS : NONE;
}

bool is_ofac_companion(struct str head)
{
    return companion_of(head) != NONE;
}

/* A companion's row, kept until the main file is read. */
struct row {
    int64_t uid;
    uint32_t order;
    struct str f[5];
};
struct companions {
    VEC(struct row) rows[4]; /* by enum companion, sorted by uid */
};

static int row_order(const void *l, const void *r)
{
    const struct row *a = l, *b = r;
    if (a->uid != b->uid)
        return a->uid < b->uid ? -1 : 1;
    return a->order < b->order ? -1 : a->order > b->order;
}

static bool is_end_mark(const struct csv_row *row)
{
    return row->n_fields >= 1 && row->fields[0].n == 1 && row->fields[0].p[0] == 0x1a;
}

static enum seine_status keep_row(struct list_builder *b, const struct csv_row *row,
                                  struct companions *c, enum companion which,
                                  struct seine_error *err)
{
    struct row r = {.order = (uint32_t)c->rows[which].n};
    if (row->status != SEINE_OK || row->n_fields < 2 ||
        !str_to_i64(str_trim(row->fields[0]), &r.uid))
        return list_builder_fault(
            b, row->line, row->reason ? row->reason : "the first field is no entity number", err);
    for (size_t i = 1; i <= 5; i++)
        r.f[i - 1] = i < row->n_fields ? list_builder_keep(b, row->fields[i]) : STR_EMPTY;
    return VEC_PUSH(&c->rows[which], r)
               ? SEINE_OK
               : error_set(err, SEINE_NOMEM, "out of memory while reading lists");
}

static enum seine_status read_companion(struct list_builder *b, const char *path,
                                        enum companion which, struct companions *c,
                                        struct seine_error *err)
{
    struct input *in = NULL;
    struct csv_reader *reader = NULL;
    const struct csv_row *row = NULL;
    const char *main_source = b->source;
    enum seine_status status = input_open(path, &in, err);
    b->source = path;
    if (status == SEINE_OK)
        status = csv_open(in, ',', &reader, err);
    while (status == SEINE_OK && (status = csv_next(reader, &row, err)) == SEINE_OK && row)
        if (!is_end_mark(row))
            status = keep_row(b, row, c, which, err);
    b->source = main_source;
    csv_free(reader);
    input_free(in);
    return status;
}

/* A file that cannot be read is no companion; the caller of the folder says so. */
static enum companion look_at(const char *path)
{
    struct input *in = NULL;
    if (input_open(path, &in, NULL) != SEINE_OK)
        return NONE;
    enum companion which = companion_of(input_peek(in, 4096));
    input_free(in);
    return which;
}

static enum seine_status read_companions(struct list_builder *b, struct companions *c,
                                         struct seine_error *err)
{
    char folder[MAX_FOLDER], **paths = NULL;
    size_t n = 0;
    const char *slash = strrchr(b->source, '/');
    size_t length = slash ? (size_t)(slash - b->source) : 1;
    if (strcmp(b->source, "-") == 0 || length >= sizeof folder)
        return SEINE_OK;
    memcpy(folder, slash ? b->source : ".", length);
    folder[length] = '\0';
    enum seine_status status = input_paths(folder[0] ? folder : "/", &paths, &n, err);
    for (size_t i = 0; i < n && status == SEINE_OK; i++) {
        const char *file = strrchr(paths[i], '/');
        bool is_beside = (file ? (size_t)(file - paths[i]) : 0) == (slash ? length : 1);
        enum companion which = is_beside ? look_at(paths[i]) : NONE; /* deeper: other lists */
        if (which != NONE)
            status = read_companion(b, paths[i], which, c, err);
    }
    input_paths_free(paths, n);
    for (int k = 0; k < 4; k++)
        if (c->rows[k].n > 1)
            qsort(c->rows[k].v, c->rows[k].n, sizeof(struct row), row_order);
    return status;
}

static const struct row *first_row(const struct companions *c, enum companion which, int64_t uid,
                                   size_t *ret_n)
{
    size_t lo = 0, hi = c->rows[which].n, end;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (c->rows[which].v[mid].uid < uid)
            lo = mid + 1;
        else
            hi = mid;
    }
    for (end = lo; end < c->rows[which].n && c->rows[which].v[end].uid == uid; end++)
        ;
    *ret_n = end - lo;
    return *ret_n > 0 ? c->rows[which].v + lo : NULL;
}

static void join(struct list_builder *b, const struct companions *c, int64_t uid)
{
    size_t n;
    const struct row *r = first_row(c, ALIASES, uid, &n);
    for (size_t i = 0; i < n; i++)
        list_builder_name(b, str_is(r[i].f[1], STR("fka")) ? LIST_NAME_FORMER : LIST_NAME_ALIAS,
                          r[i].f[2]);
    r = first_row(c, ADDRESSES, uid, &n);
    for (size_t i = 0; i < n; i++) {
        list_builder_address(
            b, (struct list_address){.text = r[i].f[1], .city = r[i].f[2], .country = r[i].f[3]});
        list_builder_country(b, r[i].f[3]);
    }
}

/* Remarks that do not fit into their field go on in the comments, often in the middle of a word. */
static struct str all_remarks(struct list_builder *b, const struct companions *c, int64_t uid,
                              struct str remarks)
{
    struct buf all;
    size_t n;
    const struct row *r = first_row(c, COMMENTS, uid, &n);
    remarks = str_is(str_trim(remarks), STR("-0-")) ? STR_EMPTY : remarks;
    if (n == 0)
        return remarks;
    buf_init(&all, LIMIT_CSV_ROW);
    buf_add(&all, remarks);
    for (size_t i = 0; i < n; i++) {
        buf_add_z(&all, all.n > 0 && all.n < REMARKS_BYTES ? "; " : "");
        buf_add(&all, r[i].f[0]);
    }
    struct str kept = list_builder_keep(b, buf_str(&all));
    b->ok = b->ok && buf_status(&all) == SEINE_OK;
    buf_release(&all);
    return kept;
}

static void programs(struct list_builder *b, struct str all)
{
    size_t start = 0;
    for (size_t i = 0; i <= all.n; i++)
        if (i == all.n || all.p[i] == ']') {
            struct str one = str_slice(all, start, i);
            while (one.n && (one.p[0] == ' ' || one.p[0] == '['))
                one = str_slice(one, 1, one.n);
            list_builder_program(b, one);
            start = i + 1;
        }
}

static enum seine_status one_row(struct list_builder *b, const struct csv_row *row,
                                 const struct companions *c, struct seine_error *err)
{
    struct buf id;
    int64_t uid;
    enum list_kind kind = LIST_COMPANY;
    if (is_end_mark(row))
        return SEINE_OK;
    struct str number = row->n_fields ? str_trim(row->fields[0]) : STR_EMPTY;
    if (str_starts(number, STR("\x1a"))) /* two files put together: the next row stands behind it */
        number = str_trim(str_slice(number, 1, number.n));
    if (row->status != SEINE_OK || row->n_fields < 12 || !str_to_i64(number, &uid))
        return list_builder_fault(
            b, row->line,
            row->reason ? row->reason
                        : "a row of OFAC's list has 12 fields and begins with a number",
            err);
    buf_init(&id, 64);
    buf_add_f(&id, "OFAC-%lld", (long long)uid);
    list_kind_parse(row->fields[2], &kind); /* "-0-" stays: an entity */
    list_builder_start(b, buf_str(&id), kind);
    list_builder_name(b, LIST_NAME_PRIMARY, row->fields[1]);
    programs(b, row->fields[3]);
    join(b, c, uid);
    if (kind == LIST_VESSEL) {
        list_builder_id(b, LIST_ID_CALL_SIGN, row->fields[5], STR_EMPTY);
        list_builder_country(b, row->fields[9]);
    }
    b->remarks = all_remarks(b, c, uid, row->fields[11]);
    ofac_remarks(b, b->remarks);
    enum seine_status status = list_builder_finish(b, row->line, err);
    buf_release(&id);
    return status;
}

enum seine_status read_ofac_sdn(struct list_builder *b, struct input *in, struct seine_error *err)
{
    struct companions c = {0};
    struct csv_reader *reader = NULL;
    const struct csv_row *row = NULL;
    const char *file = strrchr(b->source, '/');
    bool cons = strstr(file ? file : b->source, "cons") != NULL;
    list_builder_list(b, cons ? STR("ofac-cons") : STR("ofac-sdn"),
                      cons ? STR("US OFAC Consolidated (non-SDN)") : STR("US OFAC SDN"), "ofac-csv",
                      STR("US Treasury, Office of Foreign Assets Control"), STR_EMPTY);
    enum seine_status status = read_companions(b, &c, err);
    if (status == SEINE_OK)
        status = csv_open(in, ',', &reader, err);
    while (status == SEINE_OK && (status = csv_next(reader, &row, err)) == SEINE_OK && row)
        status = one_row(b, row, &c, err);
    csv_free(reader);
    for (int k = 0; k < 4; k++)
        VEC_RELEASE(&c.rows[k]);
    return status;
}
