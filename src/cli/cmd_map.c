/* cli/cmd_map.c - `seine map`: proposes a mapping file for a CSV and shows what it makes of it. */
#include "cli/output.h"
#include "geo/geo.h"
#include "trade/trade.h"

#include <stddef.h>
#include <string.h>

struct map_options {
    struct cli_common common;
    const char *suggest, *mapping, *output;
    int64_t rows;
};

/* The beginning of the file that is looked at. */
#define HEAD_BYTES (4 * MIB)

static enum seine_status read_head(const char *path, struct buf *out, bool *ret_cut,
                                   struct seine_error *err)
{
    struct input *in = NULL;
    char block[16384];
    size_t n = 1;
    enum seine_status status = input_open(path, &in, err);
    while (status == SEINE_OK && n > 0 && out->n < HEAD_BYTES) {
        status = input_read(in, block, sizeof block, &n, err);
        if (status == SEINE_OK)
            buf_add(out, (struct str){block, n});
    }
    input_free(in);
    *ret_cut = out->n >= HEAD_BYTES;
    if (*ret_cut) { /* the last line may be cut */
        size_t end = out->n;
        while (end > 0 && out->p[end - 1] != '\n')
            end--;
        out->n = end > 0 ? end : out->n;
    }
    return status;
}

/* As comments, so that the whole output is a mapping file. */
static void add_comments(struct buf *out, struct str text)
{
    struct str line;
    bool more = true;
    while (str_cut(&text, &more, '\n', &line)) {
        if (line.n == 0)
            continue;
        buf_add_z(out, "#   ");
        buf_add(out, line);
        buf_add_c(out, '\n');
    }
}

static void write_preview(struct buf *out, const struct trade_batch *b, const char *format,
                          size_t n, bool is_cut)
{
    struct buf record;
    buf_init(&record, 16 * MIB);
    buf_add_f(out, "\n# Preview (%s%s): %zu record%s, %zu row%s that cannot be used\n", format,
              is_cut ? ", the first 4 MiB" : "", b->consignments.n,
              b->consignments.n == 1 ? "" : "s", b->rejects.n, b->rejects.n == 1 ? "" : "s");
    for (size_t i = 0; i < b->consignments.n && i < n; i++)
        trade_write_ndjson(&record, &b->consignments.v[i]);
    for (size_t i = 0; i < b->rejects.n && i < n; i++) {
        const struct trade_reject *r = &b->rejects.v[i];
        buf_add_f(&record, "line %lld: " STR_FMT ": " STR_FMT "\n", (long long)r->line,
                  STR_ARG(r->field), STR_ARG(r->reason));
    }
    add_comments(out, buf_str(&record));
    buf_release(&record);
}

/* Reads the head by the mapping and shows the first records. */
static enum seine_status preview(const struct map_options *o, struct str head, bool is_cut,
                                 const struct trade_mapping *m, struct buf *out,
                                 struct seine_error *err)
{
    struct input *in = NULL;
    struct trade_reader *r = NULL;
    struct trade_batch b;
    bool more = true;
    size_t n = o->rows ? (size_t)o->rows : 3;
    trade_batch_init(&b);
    enum seine_status status = input_open_bytes(head, o->suggest, &in, err);
    if (status == SEINE_OK)
        status = trade_reader_open(in, m, &r, err);
    while (status == SEINE_OK && more)
        status = trade_reader_next(r, 1000, &b, &more, err);
    if (status == SEINE_OK)
        write_preview(out, &b, trade_reader_format(r), n, is_cut);
    trade_reader_free(r);
    input_free(in);
    trade_batch_release(&b);
    return status;
}

/* Only CSV wants a mapping; of JSON that is no NDJSON the reader says what it is. */
static enum seine_status check_format(const struct map_options *o, struct str head,
                                      struct seine_error *err)
{
    struct input *in = NULL;
    struct trade_reader *r = NULL;
    struct seine_error unread = {0};
    enum seine_status status = input_open_bytes(head, o->suggest, &in, &unread);
    if (status == SEINE_OK)
        status = trade_reader_open(in, NULL, &r, &unread);
    if (status == SEINE_OK && strcmp(trade_reader_format(r), "csv") != 0)
        status = error_set(err, SEINE_UNSUPPORTED, "is read as %s and needs no mapping",
                           trade_reader_format(r));
    else if (status == SEINE_UNSUPPORTED && err)
        *err = unread;
    else
        status = SEINE_OK; /* columns that are not known are why a mapping is wanted */
    trade_reader_free(r);
    input_free(in);
    return status;
}

/* The mapping that was given, or the one proposed, whose text goes out first; *ret is NULL when the
 * proposal is not whole, which its text says. */
static enum seine_status get_mapping(const struct map_options *o, const struct geo *geo,
                                     struct str head, struct buf *out, struct trade_mapping **ret,
                                     struct seine_error *err)
{
    if (o->mapping)
        return trade_mapping_read(o->mapping, geo, ret, err);
    enum seine_status status = trade_mapping_suggest(head, o->suggest, geo, out, err);
    if (status == SEINE_OK &&
        trade_mapping_parse(buf_str(out), "proposal", geo, ret, NULL) != SEINE_OK)
        *ret = NULL;
    return status;
}

static int run_map(const void *options, const struct cli_texts *arguments)
{
    const struct map_options *o = options;
    struct seine_error err = {0};
    struct seine_error shown = {0};
    struct trade_mapping *m = NULL;
    struct geo *geo = NULL;
    struct buf head;
    struct buf out;
    if (!o->suggest || arguments->n > 0)
        return cli_wrong(cli_find("map"), "give --suggest FILE");
    const char *files[] = {o->suggest, o->mapping};
    if (!cli_output_spares(&o->output, 1, &(struct cli_texts){files, 2}, 1))
        return CLI_USAGE;
    buf_init(&head, HEAD_BYTES + 32768);
    buf_init(&out, 64 * MIB);
    bool is_cut = false;
    enum seine_status status = read_head(o->suggest, &head, &is_cut, &err);
    if (status == SEINE_OK)
        status = check_format(o, buf_str(&head), &err);
    if (status == SEINE_OK)
        status = geo_open(&geo, &err);
    if (status == SEINE_OK)
        status = get_mapping(o, geo, buf_str(&head), &out, &m, &err);
    if (status == SEINE_OK && m && preview(o, buf_str(&head), is_cut, m, &out, &shown) != SEINE_OK)
        buf_add_f(&out, "\n# No preview: %s\n", shown.message);
    if (status != SEINE_OK)
        error_at(&err, o->suggest, 0, 0);
    int code = status != SEINE_OK                    ? cli_fail(&err)
               : cli_write(o->output, buf_str(&out)) ? CLI_DONE
                                                     : CLI_UNREADABLE;
    trade_mapping_free(m);
    geo_free(geo);
    buf_release(&head);
    buf_release(&out);
    return code;
}

#define AT(field) offsetof(struct map_options, field)
static const struct cli_option table[] = {
    {"suggest", 0, CLI_TEXT, AT(suggest), "FILE", "the CSV that wants a mapping", NULL, 0, 0},
    {"map", 'm', CLI_TEXT, AT(mapping), "MAP", "preview with this mapping instead of proposing one",
     NULL, 0, 0},
    {"rows", 'n', CLI_NUMBER, AT(rows), "N", "how many records to preview (3)", NULL, 1, 1000},
    {"output", 'o', CLI_TEXT, AT(output), "FILE", "write there instead of to standard output", NULL,
     0, 0},
    CLI_COMMON_OPTIONS(struct map_options)};

static const char *const examples[] = {
    "seine map --suggest export.csv -o export.toml",
    "seine map --suggest export.csv --map data/mappings/sad-declaration.toml -n 10", NULL};

const struct cli_command cmd_map = {
    "map",
    "--suggest FILE",
    "propose a mapping file for a CSV of unknown columns",
    "Looks at the header and the first rows of a CSV and prints a mapping file for --map: which of "
    "its columns is which of the record's, how dates and numbers are written, and why a column was "
    "left as an extra field. Below it, as comments, stands what the mapping makes of the file: the "
    "first records and the first rows that cannot be used.\n\n"
    "It is a proposal: read it before use. Units of mass and days before months cannot always be "
    "told from values.",
    table,
    sizeof(struct map_options),
    run_map,
    examples};
