/* lists/columns.c - lists with a header row: the plain CSV of docs/records.md, the US Consolidated
 * Screening List as CSV, the OpenSanctions simple CSV, and derived tables with the same columns
 * under other names. One row is one entity. */
#include "lists/internal.h"

enum column {
    C_ID,
    C_NAME,
    C_KIND,
    C_COUNTRY,
    C_ALIASES,
    C_ADDRESS,
    C_PROGRAM,
    C_LIST,
    C_IDS,
    C_BIRTH,
    C_REMARKS,
    C_SOURCE,
    C_N
};

static const char *const column_names[C_N][6] = {
    [C_ID] = {"id", "uid", "_id", "entity_number"},
    [C_NAME] = {"name", "caption"},
    [C_KIND] = {"type", "schema"},
    [C_COUNTRY] = {"country", "countries", "nationalities"},
    [C_ALIASES] = {"aliases", "alt_names", "alternate_names"},
    [C_ADDRESS] = {"address", "addresses"},
    [C_PROGRAM] = {"program", "programs", "program_ids", "sanctions"},
    [C_LIST] = {"list", "dataset"},
    [C_IDS] = {"identifiers", "ids"},
    [C_BIRTH] = {"birth_date", "dates_of_birth", "dob"},
    [C_REMARKS] = {"remarks"},
    [C_SOURCE] = {"source"},
};

static size_t find_column(const struct csv_row *header, enum column c)
{
    for (size_t k = 0; k < 6 && column_names[c][k]; k++)
        for (size_t i = 0; i < header->n_fields; i++)
            if (str_is_ci(str_trim(header->fields[i]), str_of(column_names[c][k])))
                return i;
    return SIZE_MAX;
}

/* The first line must name a column of names and one of aliases, types or countries. */
bool is_table(struct str head, const char *path)
{
    struct input *in = NULL;
    struct csv_reader *reader = NULL;
    const struct csv_row *row = NULL;
    bool is = false;
    (void)path;
    if (input_open_bytes(head, "", &in, NULL) == SEINE_OK &&
        csv_open(in, 0, &reader, NULL) == SEINE_OK && csv_next(reader, &row, NULL) == SEINE_OK &&
        row && row->status == SEINE_OK && row->n_fields >= 3)
        is = find_column(row, C_NAME) != SIZE_MAX && find_column(row, C_ID) != SIZE_MAX &&
             (find_column(row, C_ALIASES) != SIZE_MAX || find_column(row, C_PROGRAM) != SIZE_MAX);
    csv_free(reader);
    input_free(in);
    return is;
}

static struct str cell(const struct csv_row *row, const size_t *at, enum column c)
{
    return at[c] < row->n_fields ? str_trim(row->fields[at[c]]) : STR_EMPTY;
}

static void split(struct list_builder *b, struct str all,
                  void (*add)(struct list_builder *, struct str))
{
    bool more = true;
    struct str one;
    while (str_cut(&all, &more, ';', &one))
        add(b, str_trim(one));
}

static void add_alias(struct list_builder *b, struct str s)
{
    list_builder_name(b, LIST_NAME_ALIAS, s);
}
static void add_address(struct list_builder *b, struct str s)
{
    size_t comma = s.n;
    while (comma > 0 && s.p[comma - 1] != ',')
        comma--;
    list_builder_address(b, (struct list_address){.text = s, .country = str_slice(s, comma, s.n)});
    list_builder_country(b, str_slice(s, comma, s.n));
}

static void add_birth(struct list_builder *b, struct str s)
{
    struct list_date d;
    if (list_date_parse(s, &d))
        list_builder_birth(b, d);
}

/* "IMO 9187629", "passport:A12 (IR)", or a bare number. */
static void add_id(struct list_builder *b, struct str s)
{
    enum list_id_kind kind = LIST_ID_OTHER;
    static const struct {
        const char *prefix;
        enum list_id_kind kind;
    } prefixes[] = {{"imo", LIST_ID_IMO},
                    {"mmsi", LIST_ID_MMSI},
                    {"passport", LIST_ID_PASSPORT},
                    {"lei", LIST_ID_LEI},
                    {"tail number", LIST_ID_TAIL},
                    {"tail", LIST_ID_TAIL},
                    {"tax", LIST_ID_TAX},
                    {"bic", LIST_ID_BIC},
                    {"call sign", LIST_ID_CALL_SIGN},
                    {"registration", LIST_ID_REGISTRATION},
                    {"serial", LIST_ID_SERIAL}};
    for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes && kind == LIST_ID_OTHER; i++) {
        struct str p = str_of(prefixes[i].prefix);
        if (str_starts_ci(s, p) && s.n > p.n &&
            (s.p[p.n] == ' ' || s.p[p.n] == ':' || s.p[p.n] == '=')) {
            kind = prefixes[i].kind;
            s = str_trim(str_slice(s, p.n + 1, s.n));
        }
    }
    list_builder_id(b, kind, s, STR_EMPTY);
}

static enum seine_status one_row(struct list_builder *b, const struct csv_row *row,
                                 const size_t *at, struct seine_error *err)
{
    enum list_kind kind = LIST_KIND_UNKNOWN;
    if (row->status != SEINE_OK)
        return list_builder_fault(b, row->line, row->reason, err);
    if (row->n_fields <= at[C_ID] || row->n_fields <= at[C_NAME])
        return list_builder_fault(b, row->line, "the row has fewer fields than the header", err);
    list_kind_parse(cell(row, at, C_KIND), &kind);
    struct str id = cell(row, at, C_ID);
    list_builder_start(b, id.n ? id : cell(row, at, C_NAME), kind);
    list_builder_name(b, LIST_NAME_PRIMARY, cell(row, at, C_NAME));
    split(b, cell(row, at, C_ALIASES), add_alias);
    split(b, cell(row, at, C_COUNTRY), list_builder_country);
    split(b, cell(row, at, C_ADDRESS), add_address);
    split(b, cell(row, at, C_PROGRAM), list_builder_program);
    split(b, cell(row, at, C_IDS), add_id);
    split(b, cell(row, at, C_BIRTH), add_birth);
    b->remarks = cell(row, at, C_REMARKS);
    return list_builder_finish(b, row->line, err);
}

/* "lists/dprk.csv" -> "dprk". */
static struct str stem(const char *path)
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

enum seine_status read_table(struct list_builder *b, struct input *in, struct seine_error *err)
{
    struct csv_reader *reader = NULL;
    const struct csv_row *row = NULL;
    size_t at[C_N];
    bool is_first = true;
    struct str name = stem(b->source);
    enum seine_status status = csv_open(in, 0, &reader, err);
    list_builder_list(b, name, name, "table", STR_EMPTY, STR_EMPTY);
    while (status == SEINE_OK && (status = csv_next(reader, &row, err)) == SEINE_OK && row) {
        if (is_first) {
            for (int c = 0; c < C_N; c++)
                at[c] = find_column(row, (enum column)c);
            is_first = false;
        } else {
            status = one_row(b, row, at, err);
        }
    }
    csv_free(reader);
    return status;
}
