/* cli/cmd_simulate.c - `seine simulate`: arguments in, a made-up world out. */
#include "cli/cli.h"
#include "sim/sim.h"

#include <stddef.h>
#include <string.h>
#include <unistd.h>

struct simulate_options {
    struct cli_common common;
    struct cli_texts kits;
    const char *out, *first, *profile, *listed;
    int64_t consignments, days, seed, schemes, shards, threads;
    int format, fields;
    bool zst, companies, parties, no_schemes;
};

static const char *const formats[] = {"csv", "ndjson", NULL};
static const char *const fields[] = {"all", "declaration", "routing", "placi", NULL};

/* What lies beside the program's data is used when nothing else was said. */
static size_t default_kits(const char *kits[2])
{
    static const char *const places[2][2] = {
        {"data/kits.json", "data/kits-decoy.json"},
        {SEINE_DATADIR "/kits.json", SEINE_DATADIR "/kits-decoy.json"}};
    for (int p = 0; p < 2; p++) {
        size_t n = 0;
        for (int i = 0; i < 2; i++)
            if (access(places[p][i], R_OK) == 0)
                kits[n++] = places[p][i];
        if (n > 0)
            return n;
    }
    return 0;
}

static const char *default_listed(void)
{
    return access("data/lists/dprk.csv", R_OK) == 0 ? "data/lists/dprk.csv" : NULL;
}

static void numbers(const struct simulate_options *o, struct sim_options *s)
{
    if (o->consignments)
        s->consignments = (uint64_t)o->consignments;
    if (o->days)
        s->days = (int)o->days;
    if (o->seed)
        s->seed = (uint64_t)o->seed;
    if (o->schemes || o->no_schemes)
        s->schemes = o->schemes;
    s->shards = (unsigned)o->shards;
    s->threads = (unsigned)o->threads;
    s->out = o->out;
    s->ndjson = o->format == 1;
    s->fields = (enum sim_fields)o->fields;
    s->zst = o->zst;
    s->world_companies = o->companies;
    s->parties = o->parties;
}

static int write_world(const struct simulate_options *o, struct sim_options *s)
{
    struct seine_error err = {0};
    struct progress progress;
    struct sim_summary sum;
    struct terminal_progress *bar = terminal_progress_new(o->common.quiet, &progress);
    s->progress = &progress;
    enum seine_status status = sim_write(s, &sum, &err);
    terminal_progress_free(bar);
    s->progress = NULL;
    if (status != SEINE_OK)
        return cli_fail(&err);
    if (!o->common.quiet)
        cli_say("%llu consignments, %llu schemes (%llu consignments), %llu innocent episodes "
                "(%llu), %llu companies",
                (unsigned long long)sum.consignments, (unsigned long long)sum.schemes,
                (unsigned long long)sum.scheme_consignments, (unsigned long long)sum.innocents,
                (unsigned long long)sum.innocent_consignments, (unsigned long long)sum.companies);
    return CLI_DONE;
}

static int run_simulate(const void *options, const struct cli_texts *arguments)
{
    const struct simulate_options *o = options;
    const struct cli_command *self = cli_find("simulate");
    const char *kits[2];
    struct sim_options s;
    struct seine_error err = {0};
    int32_t second;
    sim_options_default(&s);
    if (!o->out || arguments->n > 0)
        return cli_wrong(self, "--out DIR is needed, and nothing beside the options");
    if (o->first && !date_parse(str_of(o->first), &s.first_day, &second))
        return cli_wrong(self, "--first takes a date such as 2026-01-01, not '%s'", o->first);
    numbers(o, &s);
    s.kits = o->kits.n ? o->kits.v : kits;
    s.n_kits = o->kits.n ? o->kits.n : default_kits(kits);
    if (s.n_kits == 0 && s.schemes != 0)
        return cli_wrong(self, "schemes need kits: give --kits FILE or --no-schemes");
    s.listed = o->listed && strcmp(o->listed, "none") == 0 ? NULL
               : o->listed                                 ? o->listed
                                                           : default_listed();
    if (o->profile && sim_profile_read(o->profile, &s.profile, &err) != SEINE_OK)
        return cli_fail(&err);
    return write_world(o, &s);
}

#define AT(field) offsetof(struct simulate_options, field)
static const struct cli_option table[] = {
    {"out", 'o', CLI_TEXT, AT(out), "DIR", "folder to write the world to", NULL, 0, 0},
    {"consignments", 'n', CLI_NUMBER, AT(consignments), "N", "how many consignments (100000)", NULL,
     1, 1e12},
    {"days", 'd', CLI_NUMBER, AT(days), "D", "over how many days (365)", NULL, 1, 10000},
    {"seed", 's', CLI_NUMBER, AT(seed), "S", "which world (1)", NULL, 1, 1e15},
    {"schemes", 0, CLI_NUMBER, AT(schemes), "M",
     "how many schemes (one per 15000 consignments, at least 3)", NULL, 1, 1e6},
    {"no-schemes", 0, CLI_FLAG, AT(no_schemes), NULL, "honest trade alone", NULL, 0, 0},
    {"first", 0, CLI_TEXT, AT(first), "DATE", "first day (2026-01-01)", NULL, 0, 0},
    {"profile", 'p', CLI_TEXT, AT(profile), "FILE", "dials of the world, JSON (docs/simulator.md)",
     NULL, 0, 0},
    {"kits", 'k', CLI_TEXTS, AT(kits), "FILE", "kits that schemes and dealers draw from", NULL, 0,
     0},
    {"listed", 0, CLI_TEXT, AT(listed), "FILE",
     "CSV of listed names that some scheme parties carry; none for nobody", NULL, 0, 0},
    {"format", 'f', CLI_CHOICE, AT(format), "FORMAT", "how the records are written", formats, 0, 0},
    {"fields", 0, CLI_CHOICE, AT(fields), "REGIME", "what the records carry", fields, 0, 0},
    {"shards", 0, CLI_NUMBER, AT(shards), "K", "number of files of records (1)", NULL, 1, 10000},
    {"zst", 'z', CLI_FLAG, AT(zst), NULL, "compress the records with zstd", NULL, 0, 0},
    {"companies", 0, CLI_FLAG, AT(companies), NULL,
     "every company in world.ndjson, not only the labelled ones", NULL, 0, 0},
    {"parties", 0, CLI_FLAG, AT(parties), NULL,
     "also parties.csv: who is behind each party of each record", NULL, 0, 0},
    {"threads", 't', CLI_NUMBER, AT(threads), "N",
     "worker threads (one per processor); the bytes do not depend on it", NULL, 1, 256},
    CLI_COMMON_OPTIONS(struct simulate_options)};
static const char *const examples[] = {
    "seine simulate -n 200000 --seed 7 --kits data/kits.json --out world",
    "seine simulate -n 200000 --no-schemes --out honest", NULL};
const struct cli_command cmd_simulate = {
    "simulate",
    "",
    "write a made-up world of trade with planted schemes",
    "Writes consignments, truth.ndjson (which consignments are one scheme) and world.ndjson "
    "(companies, labelled innocents) to"
    " a folder. The same seed and options give the same bytes. What the world resembles and what "
    "not: docs/simulator.md.",
    table,
    sizeof(struct simulate_options),
    run_simulate,
    examples};
