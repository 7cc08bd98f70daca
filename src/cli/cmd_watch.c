/* cli/cmd_watch.c - `seine watch`: what the cases still wait for, as rules; and which records of a
 * stream answer to them. */
#include "cli/output.h"
#include "cli/quarantine.h"
#include "cli/watch_print.h"
#include "geo/geo.h"
#include "store/usage.h"
#include "trade/inputs.h"

#include <stddef.h>

struct watch_options {
    struct cli_common common;
    struct cli_texts apply, kits;
    const char *db, *output, *quarantine, *mapping;
    double least, threshold;
    int format;
};

static const char *const formats[] = {"text", "ndjson", "json", NULL};
enum { TEXT, NDJSON, JSON };

struct run {
    const struct watch_options *o;
    struct watch watch;
    struct goods_catalogue *catalogue;
    struct goods_words *words;
    struct goods_usage *usage;
    struct goods_headings headings;
    struct watch_reader *reader;
    struct geo *geo; /* of the mapping */
    struct trade_mapping *mapping;
    struct cli_quarantine quarantine;
    struct store *store;
    struct buf out;
    size_t n_written, n_records, n_hit, n_unreadable;
};

static enum seine_status from_db(struct run *r, struct seine_error *err)
{
    enum seine_status status = store_open_existing(r->o->db, &r->store, err);
    return status == SEINE_OK ? watch_add_store(&r->watch, r->store, err) : status;
}

/* An object of its own each: an array of them, or a line each. */
static void next(struct run *r)
{
    if (r->o->format == JSON)
        buf_add_z(&r->out, r->n_written ? ",\n" : "[");
    else if (r->n_written && r->o->format == NDJSON)
        buf_add_c(&r->out, '\n');
    r->n_written++;
}

static void finish(struct run *r)
{
    if (r->o->format == JSON)
        buf_add_z(&r->out, r->n_written ? "]\n" : "[]\n");
    else if (r->n_written && r->o->format == NDJSON)
        buf_add_c(&r->out, '\n');
}

static void print_rules(struct run *r)
{
    struct json_writer w;
    for (size_t i = 0; i < r->watch.rules.n; i++) {
        next(r);
        if (r->o->format == TEXT) {
            cli_watch_rule_text(&r->out, &r->watch, &r->watch.rules.v[i]);
        } else {
            json_writer_init(&w, &r->out);
            watch_rule_json(&w, &r->watch, &r->watch.rules.v[i]);
        }
    }
}

static enum seine_status apply_record(struct run *r, const struct trade_consignment *c,
                                      struct seine_error *err)
{
    const struct watch_hit *hits;
    size_t n;
    enum seine_status status = watch_apply(r->reader, c, &hits, &n, err);
    struct json_writer w;
    r->n_records++;
    if (status != SEINE_OK)
        return status;
    r->n_hit += n > 0;
    for (size_t i = 0; i < n; i++) {
        next(r);
        if (r->o->format == TEXT) {
            cli_watch_hit_text(&r->out, &r->watch, c->id, &hits[i]);
        } else {
            json_writer_init(&w, &r->out);
            watch_hit_json(&w, &r->watch, c->id, &hits[i]);
        }
    }
    return SEINE_OK;
}

static enum seine_status apply_batch(void *context, const struct trade_batch *batch,
                                     struct seine_error *err)
{
    struct run *r = context;
    enum seine_status status = SEINE_OK;
    for (size_t i = 0; i < batch->consignments.n && status == SEINE_OK; i++)
        status = apply_record(r, &batch->consignments.v[i], err);
    for (size_t i = 0; i < batch->rejects.n && status == SEINE_OK; i++)
        status = cli_quarantine_take(&r->quarantine, &batch->rejects.v[i], err);
    return status;
}

static void unreadable(void *context, const struct seine_error *why)
{
    struct run *r = context;
    (void)cli_fail(why);
    r->n_unreadable++;
}

/* What tells the goods' headings, as in the scan whose cases these are. */
static enum seine_status load_headings(struct run *r, struct seine_error *err)
{
    enum seine_status status = goods_words_new(&r->words, err);
    if (status == SEINE_OK && r->store)
        status = store_get_usage(r->store, &r->usage, &r->headings.n_usage, err);
    r->headings.usage = r->usage;
    r->headings.words = r->words;
    return status;
}

static enum seine_status load_kits(struct run *r, struct seine_error *err)
{
    const char *installed = cli_default_kits();
    size_t n = r->o->kits.n ? r->o->kits.n : installed != NULL;
    if (n == 0) {
        if (!r->o->common.quiet)
            cli_say("no --kits given: goods are told by their tariff numbers alone");
        return SEINE_OK;
    }
    const char *const *kits = r->o->kits.n ? r->o->kits.v : &installed;
    enum seine_status status = load_headings(r, err);
    return status == SEINE_OK ? goods_catalogue_open(kits, n, &r->catalogue, err) : status;
}

static enum seine_status apply(struct run *r, struct seine_error *err)
{
    double threshold = r->o->threshold > 0 ? r->o->threshold : SCREEN_THRESHOLD;
    enum seine_status status = load_kits(r, err);
    if (status == SEINE_OK && r->o->mapping)
        status = geo_open(&r->geo, err);
    if (status == SEINE_OK && r->o->mapping)
        status = trade_mapping_read(r->o->mapping, r->geo, &r->mapping, err);
    if (status == SEINE_OK)
        status =
            watch_reader_new(&r->watch, r->catalogue, &r->headings, threshold, &r->reader, err);
    const struct trade_inputs records = {
        .mapping = r->mapping, .take = apply_batch, .unreadable = unreadable, .context = r};
    for (size_t i = 0; i < r->o->apply.n && status == SEINE_OK; i++)
        status = trade_inputs_read(&records, r->o->apply.v[i], err);
    return status;
}

static enum seine_status load(struct run *r, const struct cli_texts *arguments,
                              struct seine_error *err)
{
    double least = r->o->least > 0 ? r->o->least : 0.01;
    enum seine_status status = watch_init(&r->watch, least, err);
    if (status == SEINE_OK && r->o->db)
        status = from_db(r, err);
    for (size_t i = 0; i < arguments->n && status == SEINE_OK; i++)
        status = watch_add_file(&r->watch, arguments->v[i], err);
    return status == SEINE_OK ? watch_seal(&r->watch, err) : status;
}

static void release(struct run *r)
{
    watch_reader_free(r->reader);
    goods_catalogue_free(r->catalogue);
    goods_words_free(r->words);
    mem_free(r->usage);
    trade_mapping_free(r->mapping);
    geo_free(r->geo);
    watch_release(&r->watch);
    store_close(r->store);
    buf_release(&r->out);
}

static int work(struct run *r, const struct cli_texts *arguments)
{
    struct seine_error err = {0};
    enum seine_status status = load(r, arguments, &err);
    if (status == SEINE_OK && r->o->apply.n)
        status = apply(r, &err);
    else if (status == SEINE_OK)
        print_rules(r);
    finish(r);
    if (status == SEINE_OK && buf_status(&r->out) != SEINE_OK)
        status = error_set(&err, buf_status(&r->out), "what was found is too long to be written");
    if (status != SEINE_OK)
        return cli_fail(&err);
    if (!cli_write(r->o->output, buf_str(&r->out)))
        return CLI_UNREADABLE;
    if (!r->o->apply.n && r->watch.rules.n == 0 && !r->o->common.quiet)
        cli_say("no case waits for a piece that is likely enough (--least)");
    if (r->o->apply.n && !r->o->common.quiet)
        cli_say("%zu of %zu records answer to %zu rules of %zu cases", r->n_hit, r->n_records,
                r->watch.rules.n, r->watch.cases.n);
    cli_quarantine_tell(&r->quarantine);
    return r->n_unreadable ? CLI_UNREADABLE : r->quarantine.n ? CLI_QUARANTINED : CLI_DONE;
}

static int run_watch(const void *options, const struct cli_texts *arguments)
{
    struct run r = {.o = options};
    if (!r.o->db == !arguments->n)
        return cli_wrong(cli_find("watch"), "give either --db or CASES");
    const char *const outputs[] = {r.o->output, r.o->quarantine};
    const char *others[] = {r.o->db, r.o->mapping};
    const struct cli_texts read[] = {*arguments, r.o->apply, r.o->kits, {others, 2}};
    if (!cli_output_spares(outputs, 2, read, sizeof read / sizeof *read))
        return CLI_USAGE;
    int code = cli_quarantine_open(&r.quarantine, r.o->quarantine, r.o->common);
    if (code != CLI_DONE)
        return code;
    buf_init(&r.out, LIMIT_REPORT);
    code = work(&r, arguments);
    int closed = cli_quarantine_close(&r.quarantine);
    release(&r);
    return closed != CLI_DONE ? closed : code;
}

#define AT(field) offsetof(struct watch_options, field)
static const struct cli_option table[] = {
    {"db", 'd', CLI_TEXT, AT(db), "STORE",
     CLI_STORE "; cases that are closed or no longer found are left out", NULL, 0, 0},
    {"apply", 'a', CLI_TEXTS, AT(apply), "RECORDS",
     "tell which of these records answer to a rule (- for standard input)", NULL, 0, 0},
    {"kits", 'k', CLI_TEXTS, AT(kits), "PATH",
     "with --apply: the kits of the scan, to tell goods by their words", NULL, 0, 0},
    {"least", 0, CLI_DECIMAL, AT(least), "P",
     "leave out pieces less likely to come than this (0.01)", NULL, 1e-12, 1},
    {"threshold", 0, CLI_DECIMAL, AT(threshold), "P",
     "name scores from here on are a party of the case (0.7)", NULL, 0.01, 1},
    {"format", 'f', CLI_CHOICE, AT(format), "FORMAT", "how to write", formats, 0, 0},
    {"output", 'o', CLI_TEXT, AT(output), "FILE", "write there instead of to standard output", NULL,
     0, 0},
    {"quarantine", 0, CLI_TEXT, AT(quarantine), "FILE",
     "write the records that could not be used there, with the reasons (NDJSON)", NULL, 0, 0},
    {"map", 'm', CLI_TEXT, AT(mapping), "MAP",
     "mapping file for other people's columns (TOML; see data/mappings)", NULL, 0, 0},
    CLI_COMMON_OPTIONS(struct watch_options)};

static const char *const examples[] = {
    "seine watch cases.ndjson", "seine watch --db memory.db -f json",
    "seine watch --db memory.db -k data/kits.json --apply today.csv", NULL};

const struct cli_command cmd_watch = {
    "watch",
    "CASES | --db STORE",
    "what the cases still wait for, and which records answer to it",
    "Prints one rule for each piece that a case still lacks, or that was seized and is expected to "
    "be sent again: what it is, for and from whom, by which lane, within which days, and how "
    "likely it is to come. CASES is what scan --format ndjson or json wrote.\n\n"
    "With --apply it reads records instead and tells which of them answer to which rule: goods "
    "that can be the piece, and a party that the case was built around, or a counterpart of it on "
    "a "
    "lane of the case. Carrier and days are told when they agree, and do not decide.",
    table,
    sizeof(struct watch_options),
    run_watch,
    examples};
