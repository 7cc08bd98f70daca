/* cli/cmd_convert.c - `seine convert`: records of any readable format in, records of one format
 * out.
 *
 * Records pass through one at a time in the order of the inputs: nothing is joined, sorted or
 * dropped. A file that is written appears whole or not at all. */
#include "cli/cli.h"
#include "cli/output.h"
#include "cli/quarantine.h"
#include "geo/geo.h"
#include "trade/inputs.h"
#include "trade/messages.h"

#include <stddef.h>

struct convert_options {
    struct cli_common common;
    const char *output, *quarantine, *mapping;
    int format;
};

static const char *const formats[] = {"ndjson",    "csv",     "fwb",     "fhl",        "ffm",
                                      "cargo-xml", "wco-xml", "edifact", "one-record", NULL};
enum { NDJSON, CSV, FIRST_MESSAGE };

#define XML_BEGIN "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<messages>\n"
#define XML_END   "</messages>\n"
#define GRAPH_BEGIN                                                                                \
    "{\"@context\": {\"cargo\": \"https://onerecord.iata.org/ns/cargo#\"}, \"@graph\": [\n"
#define GRAPH_END "\n]}\n"
static const struct { /* as formats, from FIRST_MESSAGE on */
    const char *(*write)(struct buf *, const struct trade_consignment *);
    const char *begin, *end; /* of the file */
    const char *between;     /* messages */
} messages[] = {
    {trade_write_fwb, "", "", ""},
    {trade_write_fhl, "", "", ""},
    {trade_write_ffm, "", "", ""},
    {trade_write_cargo_xml, XML_BEGIN, XML_END, ""},
    {trade_write_wco, XML_BEGIN, XML_END, ""},
    {trade_write_edifact, "UNA:+.? '\n", "", ""},
    {trade_write_one_record, GRAPH_BEGIN, GRAPH_END, ",\n"},
};

struct conversion {
    const struct convert_options *o;
    struct geo *geo; /* of the mapping */
    struct trade_mapping *mapping;
    struct cli_quarantine quarantine;
    struct buf out;
    struct cli_output output;
    size_t n_unreadable;
    bool has_message;
};

/* The output itself says why it failed. */
static enum seine_status written(bool ok, struct seine_error *err)
{
    return ok ? SEINE_OK : error_set(err, SEINE_IO, "cannot write");
}

/* A record that the format cannot hold goes to the quarantine as NDJSON. */
static enum seine_status put_message(struct conversion *c, const struct trade_consignment *record,
                                     struct seine_error *err)
{
    size_t before = c->out.n;
    struct buf raw;
    if (c->has_message)
        buf_add_z(&c->out, messages[c->o->format - FIRST_MESSAGE].between);
    const char *why = messages[c->o->format - FIRST_MESSAGE].write(&c->out, record);
    c->has_message = c->has_message || !why;
    if (!why)
        return SEINE_OK;
    c->out.n = before;
    buf_init(&raw, 64 * MIB);
    trade_write_ndjson(&raw, record);
    struct trade_reject r = {
        .source = record->source,
        .line = record->line,
        .field = STR_EMPTY,
        .reason = str_of(why),
        .raw = str_slice(buf_str(&raw), 0,
                         raw.n < LIMIT_QUARANTINE_RAW ? raw.n : LIMIT_QUARANTINE_RAW)};
    enum seine_status status = cli_quarantine_take(&c->quarantine, &r, err);
    buf_release(&raw);
    return status;
}

static enum seine_status put_record(struct conversion *c, const struct trade_consignment *record,
                                    struct seine_error *err)
{
    if (c->o->format == CSV)
        trade_write_csv(&c->out, record);
    else if (c->o->format == NDJSON)
        trade_write_ndjson(&c->out, record);
    else
        return put_message(c, record, err);
    return SEINE_OK;
}

static enum seine_status put_batch(void *context, const struct trade_batch *batch,
                                   struct seine_error *err)
{
    struct conversion *c = context;
    enum seine_status status = SEINE_OK;
    for (size_t i = 0; i < batch->consignments.n && status == SEINE_OK; i++) {
        status = put_record(c, &batch->consignments.v[i], err);
        if (status == SEINE_OK)
            status = written(cli_output_pass(&c->output, &c->out), err);
    }
    for (size_t i = 0; i < batch->rejects.n && status == SEINE_OK; i++)
        status = cli_quarantine_take(&c->quarantine, &batch->rejects.v[i], err);
    return status == SEINE_OK ? written(cli_output_put(&c->output, &c->out), err) : status;
}

static void unreadable(void *context, const struct seine_error *why)
{
    struct conversion *c = context;
    (void)cli_fail(why);
    c->n_unreadable++;
}

static void tell_format(void *context, const char *path, const char *format)
{
    const struct conversion *c = context;
    if (c->o->common.verbose)
        cli_say("%s: read as %s", path, format);
}

static enum seine_status convert(struct conversion *c, const struct cli_texts *inputs,
                                 struct seine_error *err)
{
    enum seine_status status = SEINE_OK;
    if (c->o->mapping)
        status = geo_open(&c->geo, err);
    if (status == SEINE_OK && c->o->mapping)
        status = trade_mapping_read(c->o->mapping, c->geo, &c->mapping, err);
    if (status == SEINE_OK)
        status = written(cli_output_open(&c->output, c->o->output), err);
    if (status == SEINE_OK && c->o->format == CSV)
        trade_csv_header(&c->out);
    bool is_message = c->o->format >= FIRST_MESSAGE;
    if (is_message)
        buf_add_z(&c->out, messages[c->o->format - FIRST_MESSAGE].begin);
    const struct trade_inputs records = {.mapping = c->mapping,
                                         .take = put_batch,
                                         .unreadable = unreadable,
                                         .done = tell_format,
                                         .context = c};
    for (size_t i = 0; i < inputs->n && status == SEINE_OK; i++)
        status = trade_inputs_read(&records, inputs->v[i], err);
    if (is_message)
        buf_add_z(&c->out, messages[c->o->format - FIRST_MESSAGE].end);
    return status == SEINE_OK ? written(cli_output_put(&c->output, &c->out), err) : status;
}

static int run_convert(const void *options, const struct cli_texts *arguments)
{
    struct conversion c = {.o = options};
    struct seine_error err = {0};
    if (arguments->n == 0)
        return cli_wrong(cli_find("convert"), "no INPUT given: files, folders, or - for standard "
                                              "input");
    const char *const outputs[] = {c.o->output, c.o->quarantine};
    const char *mapping = c.o->mapping;
    const struct cli_texts read[] = {*arguments, {&mapping, 1}};
    if (!cli_output_spares(outputs, 2, read, 2))
        return CLI_USAGE;
    int code = cli_quarantine_open(&c.quarantine, c.o->quarantine, c.o->common);
    if (code != CLI_DONE)
        return code;
    buf_init(&c.out, LIMIT_REPORT);
    enum seine_status status = convert(&c, arguments, &err);
    bool is_written = cli_output_close(&c.output, status == SEINE_OK);
    if (status != SEINE_OK && is_written)
        code = cli_fail(&err);
    else if (!is_written)
        code = CLI_UNREADABLE;
    else if (c.n_unreadable)
        code = CLI_UNREADABLE;
    else if (c.quarantine.n)
        code = CLI_QUARANTINED;
    cli_quarantine_tell(&c.quarantine);
    int closed = cli_quarantine_close(&c.quarantine);
    trade_mapping_free(c.mapping);
    geo_free(c.geo);
    buf_release(&c.out);
    return closed != CLI_DONE ? closed : code;
}

#define AT(field) offsetof(struct convert_options, field)
static const struct cli_option table[] = {
    {"format", 'f', CLI_CHOICE, AT(format), "FORMAT", "what to write", formats, 0, 0},
    {"output", 'o', CLI_TEXT, AT(output), "FILE",
     "write the records there instead of to standard output", NULL, 0, 0},
    {"quarantine", 0, CLI_TEXT, AT(quarantine), "FILE",
     "write the records that could not be used there, with the reasons (NDJSON)", NULL, 0, 0},
    {"map", 'm', CLI_TEXT, AT(mapping), "MAP",
     "mapping file for other people's columns (TOML; see data/mappings)", NULL, 0, 0},
    CLI_COMMON_OPTIONS(struct convert_options)};

static const char *const examples[] = {
    "seine convert -f csv -o waybills.csv messages/*.fwb",
    "seine convert -m data/mappings/us-ams-manifest.toml manifest.csv", NULL};

const struct cli_command cmd_convert = {
    "convert",
    "INPUT...",
    "write the records of any input as NDJSON, CSV or messages",
    "Reads what seine scan reads (formats are found by content) and writes the records, in their "
    "order, as NDJSON or CSV. Neither loses anything: what has no column or key of its own is kept "
    "under the name it came with.\n\n"
    "A record that cannot be used goes to the quarantine with its place and the reason; the exit "
    "status is then 1, and 3 when an input cannot be read at all. A file is replaced only when all "
    "was written.\n\n"
    "fwb, fhl and ffm write air waybills, houses and manifests as messages of Cargo-IMP, in their "
    "alphabet and lengths; cargo-xml writes waybills and houses as Cargo-XML and one-record as "
    "linked data of ONE Record; edifact writes cargo of any mode as CUSCAR (IFTMIN, if it was read "
    "from one); wco-xml writes declarations in the data model of the WCO. What a message has no "
    "place for is left out; records of another kind go to the quarantine.",
    table,
    sizeof(struct convert_options),
    run_convert,
    examples};
