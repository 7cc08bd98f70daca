/* lists/header.c - CSV files with a header row: columns found by any of their names, rows of one
 * entity brought together. It does not know what the columns mean. */
#include "lists/internal.h"

#include <stdlib.h>
#include <string.h>

/* Place of the column called by one of `names` ("id|uid"), the first name first. */
static size_t find_column(const struct csv_row *header, const char *names)
{
    struct str rest = str_of(names), name;
    bool more = true;
    while (str_cut(&rest, &more, '|', &name))
        for (size_t i = 0; i < header->n_fields; i++)
            if (str_is_ci(str_trim(header->fields[i]), name))
                return i;
    return SIZE_MAX;
}

/* The first row of some bytes. */
struct first_row {
    struct input *in;
    struct csv_reader *reader;
    const struct csv_row *row; /* NULL: there is none */
};

static void open_first(struct first_row *f, struct list_probe *p, struct str bytes, char separator)
{
    *f = (struct first_row){0};
    enum seine_status status = input_open_bytes(bytes, "", &f->in, NULL);
    if (status == SEINE_OK)
        status = csv_open(f->in, separator, &f->reader, NULL);
    if (status == SEINE_OK)
        status = csv_next(f->reader, &f->row, NULL);
    p->ok = p->ok && status != SEINE_NOMEM;
    if (status != SEINE_OK)
        f->row = NULL;
}

static void close_first(struct first_row *f)
{
    csv_free(f->reader);
    input_free(f->in);
}

bool list_table_is(struct list_probe *p, struct str bytes, char separator,
                   const char *const *columns, size_t n_needed)
{
    struct first_row f;
    open_first(&f, p, bytes, separator);
    bool is = f.row && f.row->status == SEINE_OK;
    for (size_t i = 0; is && i < n_needed; i++)
        is = find_column(f.row, columns[i]) != SIZE_MAX;
    close_first(&f);
    return is;
}

enum party_file list_probe_parties(struct list_probe *p)
{
    struct first_row f;
    if (p->is_probed)
        return p->what;
    p->is_probed = true;
    p->what = PARTY_LINES;
    open_first(&f, p, p->head, 0);
    if (f.row &&
        party_columns_find(&p->columns, f.row, PARTY_COLUMNS, &p->what, NULL, NULL) != SEINE_OK)
        p->ok = false;
    close_first(&f);
    if (!p->ok)
        p->what = PARTY_MARKUP;
    return p->what;
}

enum seine_status list_table_header(struct list_table *t, const char *const *columns, size_t n,
                                    struct seine_error *err)
{
    enum seine_status status = csv_next(t->reader, &t->row, err);
    if (status == SEINE_OK && (!t->row || t->row->status != SEINE_OK))
        status = error_set(err, SEINE_FORMAT, "the header row cannot be read");
    for (size_t i = 0; i < LIST_COLUMNS; i++)
        t->at[i] = status == SEINE_OK && i < n ? find_column(t->row, columns[i]) : SIZE_MAX;
    t->n_header = status == SEINE_OK ? t->row->n_fields : 0;
    return status;
}

enum seine_status list_table_open(struct list_table *t, struct input *in, char separator,
                                  const char *const *columns, size_t n, struct seine_error *err)
{
    *t = (struct list_table){0};
    enum seine_status status = csv_open(in, separator, &t->reader, err);
    return status == SEINE_OK ? list_table_header(t, columns, n, err) : status;
}

void list_table_close(struct list_table *t)
{
    csv_free(t->reader);
    t->reader = NULL;
}

enum seine_status list_table_next(struct list_table *t, struct list_builder *b,
                                  struct seine_error *err)
{
    for (;;) {
        enum seine_status status = csv_next(t->reader, &t->row, err);
        if (status != SEINE_OK || !t->row)
            return status;
        const char *reason = t->row->status != SEINE_OK ? t->row->reason
                             : t->row->n_fields * 2 < t->n_header
                                 ? "the row has fewer fields than the header"
                                 : NULL;
        if (!reason)
            return SEINE_OK;
        status = list_builder_fault(b, t->row->line, reason, err);
        if (status != SEINE_OK)
            return status;
    }
}

struct str list_table_cell(const struct list_table *t, size_t column)
{
    size_t at = t->at[column];
    return at < t->row->n_fields ? str_trim(t->row->fields[at]) : STR_EMPTY;
}

void list_groups_init(struct list_groups *g)
{
    *g = (struct list_groups){0};
    arena_init(&g->arena, LIMIT_ARENA);
}

void list_groups_release(struct list_groups *g)
{
    VEC_RELEASE(&g->rows);
    arena_release(&g->arena);
}

bool list_groups_add(struct list_groups *g, struct str key, int64_t line, const struct str *cells,
                     size_t n)
{
    bool ok = true;
    struct str *kept = arena_array(&g->arena, n + 1, sizeof *kept);
    for (size_t i = 0; kept && i < n; i++)
        kept[i] = cells[i].n ? arena_str(&g->arena, cells[i], &ok) : STR_EMPTY;
    struct list_row row = {arena_str(&g->arena, key, &ok), line, kept};
    return kept && ok && VEC_PUSH(&g->rows, row);
}

static int row_order(const void *l, const void *r)
{
    const struct list_row *a = l, *b = r;
    int order = str_compare(a->key, b->key);
    return order ? order : a->line < b->line ? -1 : a->line > b->line;
}

void list_groups_sort(struct list_groups *g)
{
    if (g->rows.n > 1)
        qsort(g->rows.v, g->rows.n, sizeof *g->rows.v, row_order);
}

void list_split(struct list_builder *b, struct str all,
                void (*add)(struct list_builder *, struct str))
{
    struct str one;
    for (bool more = true; party_next_part(&all, &more, &one);)
        add(b, one);
}

void list_add_alias(struct list_builder *b, struct str name)
{
    list_builder_name(b, LIST_NAME_ALIAS, name);
}

void list_add_address(struct list_builder *b, struct str whole)
{
    list_builder_whole_address(b, whole, STR_EMPTY);
}

struct str list_stem(const char *path)
{
    struct str s = str_of(path);
    for (size_t i = s.n; i > 0; i--)
        if (s.p[i - 1] == '/') {
            s = str_slice(s, i, s.n);
            break;
        }
    size_t dot = str_find_byte(s, '.', 1);
    return dot == SIZE_MAX ? s : str_slice(s, 0, dot);
}
