/* cli/cmd_scan.c - `seine scan`: records in, ranked cases out. */
#include "base/spill.h"
#include "cli/cli.h"
#include "cli/lists.h"
#include "cli/output.h"
#include "cli/quarantine.h"
#include "cli/weighed.h"

#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

struct scan_options {
    struct cli_common common;
    struct cli_texts watchlists, kits, measures;
    const char *db, *output, *quarantine, *mapping, *html, *weighed, *spill;
    int64_t top, threads;
    double threshold, below, memory;
    int format;
};

static void pass_on(void *output, struct buf *text)
{
    (void)cli_output_pass(output, text);
}

static bool write_report(const struct report_input *in, enum report_format format, const char *path)
{
    struct cli_output output;
    struct report_input passed = *in;
    struct buf out;
    buf_init(&out, LIMIT_REPORT);
    passed.pass = pass_on;
    passed.pass_context = &output;
    if (cli_output_open(&output, path)) {
        report_write(&out, format, &passed);
        (void)cli_output_put(&output, &out);
    }
    buf_release(&out);
    return cli_output_close(&output, true);
}

/* Not called for a scan that read nothing: a mistyped path must not replace yesterday's cases. */
static bool write_reports(const struct report_input *in, const struct scan_options *o)
{
    return write_report(in, (enum report_format)o->format, o->output) &&
           (!o->html || write_report(in, REPORT_HTML, o->html));
}

/* Records under columns of other names are read whole, as fields that no stage looks at. */
static void tell_empty(const struct report_run *run, const struct scan_options *o, bool all_read)
{
    if (run->n_records == 0 && all_read && !o->common.quiet)
        cli_say("the inputs hold no record");
    if (run->n_records && run->n_parties + run->n_lines == 0 && !o->common.quiet)
        cli_say("no record has a party or goods: if columns have other names, 'seine map --suggest "
                "FILE' proposes a mapping file");
}

static double in_gib(uint64_t bytes)
{
    return (double)bytes / (double)GIB;
}

static void tell_stages(const struct pipeline *p)
{
    size_t n;
    const struct pipeline_stage *stages = pipeline_stages(p, &n);
    for (size_t i = 0; i < n; i++)
        cli_say(
            "%-20s %10llu items %8.2f s %8.2f s of processor %8.2f GiB at its end, %.2f at most",
            stages[i].name, (unsigned long long)stages[i].items, stages[i].seconds,
            stages[i].processor, in_gib(stages[i].held), in_gib(stages[i].most));
    if (spill_held_most())
        cli_say("spilt to a file             %.2f GiB at most", in_gib(spill_held_most()));
    if (pipeline_went_on(p))
        cli_say("went on from what the last scan left beside the store");
    cli_lists_faults(pipeline_lists(p), pipeline_lists(p)->faults.n);
}

static void tell_settled(const struct store_settled *s)
{
    if (s->lost)
        cli_say("%llu of the kept cases %s no longer found", (unsigned long long)s->lost,
                s->lost == 1 ? "is" : "are");
    if (s->back)
        cli_say("%llu of the kept cases that %s no longer found %s back",
                (unsigned long long)s->back, s->back == 1 ? "was" : "were",
                s->back == 1 ? "is" : "are");
}

static int report(const struct scan_options *o, struct pipeline *p, const struct cli_quarantine *q)
{
    struct report_input in = *pipeline_report(p);
    const struct seine_error *unreadable;
    size_t n_unreadable = pipeline_unreadable(p, &unreadable);
    bool to_terminal = !o->output || strcmp(o->output, "-") == 0;
    in.colour = to_terminal && cli_is_coloured();
    in.width = to_terminal ? cli_width() : 0;
    bool is_nothing = n_unreadable && !o->db && in.run.n_records + q->n == 0;
    bool ok = is_nothing || write_reports(&in, o);
    if (o->common.verbose)
        tell_stages(p);
    else if (!o->common.quiet)
        cli_lists_n_faults(pipeline_lists(p), "--verbose names them");
    for (size_t i = 0; i < n_unreadable; i++)
        cli_fail(&unreadable[i]);
    tell_empty(&in.run, o, n_unreadable + q->n == 0);
    if (!o->common.quiet)
        tell_settled(pipeline_settled(p));
    cli_quarantine_tell(q);
    if (!ok || n_unreadable)
        return CLI_UNREADABLE;
    return q->n ? CLI_QUARANTINED : CLI_DONE;
}

static int open_outputs(const struct scan_options *o, const struct cli_texts *inputs,
                        struct cli_quarantine *rejects, struct cli_weighed *weighed)
{
    const char *const outputs[] = {o->output, o->html, o->quarantine, o->weighed};
    const char *others[] = {o->db, o->mapping};
    const struct cli_texts read[] = {*inputs, o->watchlists, o->kits, o->measures, {others, 2}};
    if (!cli_output_spares(outputs, sizeof outputs / sizeof *outputs, read,
                           sizeof read / sizeof *read))
        return CLI_USAGE;
    if (!cli_may_write(o->output) || !cli_may_write(o->html))
        return CLI_UNREADABLE;
    int code = cli_quarantine_open(rejects, o->quarantine, o->common);
    return code == CLI_DONE ? cli_weighed_open(weighed, o->weighed) : code;
}

/* Half of the machine's memory, where nothing is said: pages of the file want the other half. */
static int begin_to_spill(const struct scan_options *o, const struct cli_command *self)
{
    struct seine_error err = {0};
    double memory = o->memory * (double)GIB;
    if (o->memory > 0 && !o->spill)
        return cli_wrong(self, "--memory needs --spill: where to put the rest");
    if (o->memory <= 0)
        memory = (double)sysconf(_SC_PHYS_PAGES) * (double)sysconf(_SC_PAGESIZE) / 2;
    return !o->spill || spill_begin(o->spill, (uint64_t)memory, &err) == SEINE_OK ? CLI_DONE
                                                                                  : cli_fail(&err);
}

static int fail(const struct scan_options *o, enum seine_status status,
                const struct seine_error *err)
{
    int code = cli_fail(err);
    if (o->spill && status == SEINE_NOMEM)
        cli_say("the disk of %s may be full: %.2f GiB were spilt", o->spill,
                in_gib(spill_held_most()));
    return code;
}

/* Kits from the options, else those that were installed. */
static int run_scan(const void *options, const struct cli_texts *arguments)
{
    const struct scan_options *o = options;
    const struct cli_command *self = cli_find("scan");
    const char *kits = cli_default_kits();
    struct seine_error err = {0};
    struct progress progress;
    struct pipeline *p = NULL;
    struct cli_quarantine rejects;
    struct cli_weighed weighed;
    if (o->watchlists.n == 0)
        return cli_wrong(self, "--watchlist is needed: a list file or a folder of lists");
    if (o->kits.n == 0 && !kits)
        return cli_wrong(self, "--kits is needed: a kit file such as data/kits.json");
    if (arguments->n == 0)
        return cli_wrong(self, "no INPUT given: files, folders, or - for standard input");
    int code = begin_to_spill(o, self);
    if (code == CLI_DONE)
        code = open_outputs(o, arguments, &rejects, &weighed);
    if (code != CLI_DONE)
        return code;
    struct terminal_progress *bar = terminal_progress_new(o->common.quiet, &progress);
    char user[256];
    struct pipeline_options run = {.inputs = arguments->v,
                                   .n_inputs = arguments->n,
                                   .watchlists = o->watchlists.v,
                                   .n_watchlists = o->watchlists.n,
                                   .kits = o->kits.n ? o->kits.v : &kits,
                                   .n_kits = o->kits.n ? o->kits.n : 1,
                                   .measures = o->measures.v,
                                   .n_measures = o->measures.n,
                                   .mapping = o->mapping,
                                   .db = o->db,
                                   .by = cli_user(user, sizeof user),
                                   .threads = (unsigned)o->threads,
                                   .threshold = o->threshold,
                                   .below = o->below,
                                   .top = o->top ? (size_t)o->top : 20,
                                   .progress = &progress,
                                   .reject = cli_quarantine_take,
                                   .reject_context = &rejects,
                                   .weighed = weighed.file ? cli_weighed_take : NULL,
                                   .weighed_context = &weighed};
    enum seine_status status = pipeline_scan(&run, &p, &err);
    terminal_progress_free(bar);
    code = status == SEINE_OK ? report(o, p, &rejects) : fail(o, status, &err);
    pipeline_free(p);
    int closed = cli_quarantine_close(&rejects), written = cli_weighed_close(&weighed);
    return closed != CLI_DONE ? closed : written != CLI_DONE ? written : code;
}

#define AT(field) offsetof(struct scan_options, field)
static const struct cli_option table[] = {
    {"watchlist", 'w', CLI_TEXTS, AT(watchlists), "PATH",
     "lists to screen against: files or folders, in their publishers' formats", NULL, 0, 0},
    {"kits", 'k', CLI_TEXTS, AT(kits), "PATH", "what controlled items break into (JSON)", NULL, 0,
     0},
    {"measures", 0, CLI_TEXTS, AT(measures), "PATH", CLI_MEASURES, NULL, 0, 0},
    {"db", 0, CLI_TEXT, AT(db), "STORE",
     "remember records and cases in this file, or in postgresql://USER@HOST/DATABASE; without it "
     "nothing is kept",
     NULL, 0, 0},
    {"top", 'n', CLI_NUMBER, AT(top), "N", "how many cases to report (20)", NULL, 1, 1000000},
    {"below", 0, CLI_DECIMAL, AT(below), "BITS",
     "report cases down to this many bits below even odds (20)", NULL, 0.001, 1000},
    {"format", 'f', CLI_CHOICE, AT(format), "FORMAT", "how to write the cases", cli_output_formats,
     0, 0},
    {"output", 'o', CLI_TEXT, AT(output), "FILE",
     "write the cases there instead of to standard output", NULL, 0, 0},
    {"html", 0, CLI_TEXT, AT(html), "FILE", "write a report page there as well", NULL, 0, 0},
    {"quarantine", 0, CLI_TEXT, AT(quarantine), "FILE",
     "write the records that could not be used there, with the reasons (NDJSON)", NULL, 0, 0},
    {"weighed", 0, CLI_TEXT, AT(weighed), "FILE",
     "write what was weighed of every unit and kit there (NDJSON), for bench/fusion.py", NULL, 0,
     0},
    {"map", 'm', CLI_TEXT, AT(mapping), "MAP",
     "mapping file for other people's columns (TOML; see data/mappings)", NULL, 0, 0},
    {"threads", 't', CLI_NUMBER, AT(threads), "N",
     "worker threads (one per processor); the result does not depend on it", NULL, 1, 256},
    {"spill", 0, CLI_TEXT, AT(spill), "FOLDER",
     "put what does not fit into memory into a file there, without a name and gone with the "
     "process; the result does not depend on it",
     NULL, 0, 0},
    {"memory", 0, CLI_DECIMAL, AT(memory), "GIB",
     "with --spill: how much may lie in memory before (half of the machine's)", NULL, 0.001,
     1000000},
    {"threshold", 0, CLI_DECIMAL, AT(threshold), "P",
     "name scores from here on count as listed (0.7)", NULL, 0.01, 1},
    CLI_COMMON_OPTIONS(struct scan_options)};

static const char *const examples[] = {
    "seine scan --watchlist data/lists/dprk.csv --kits data/kits.json shipments.csv",
    "seine scan -w lists/ -k data/kits.json --db memory.db -f ndjson 2026-07/*.gz",
    "zstd -dc big.zst | seine scan -w lists/ -k data/kits.json -", NULL};

const struct cli_command cmd_scan = {
    "scan",
    "INPUT...",
    "rank the consignments that add up to a controlled item",
    "Reads consignment records (CSV, NDJSON, messages of carriers; plain, gzip or zstd; formats "
    "are found by content), "
    "screens every party"
    " against the lists, classifies the goods, checks the documents, finds which names are one "
    "actor, puts together the"
    " pieces of each kit, and writes the cases, best first, each with its reasons in bits that add "
    "up to its score.\n\n"
    "A record that cannot be used never stops the run: it goes to the quarantine with its place "
    "and the reason. An input"
    " that cannot be read at all is named, the others are scanned, and the exit status is 3.\n\n"
    "With --db a later scan adds its records to those of earlier ones, and a case keeps its id "
    "while it grows. One that is no longer found stays, and counts no more unless somebody decided "
    "to hold it open. STORE is a file (SQLite), made if it is not there, or a database of a "
    "PostgreSQL server.",
    table,
    sizeof(struct scan_options),
    run_scan,
    examples};
