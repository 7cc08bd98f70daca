/* cli/cmd_simulate.c - `seine simulate`: arguments in, a made-up world out. */
#include "sim/sim.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

int cmd_simulate(int argc, char **argv);

#define MAX_KIT_FILES 16

static const char *const help =
    "usage: seine simulate --out DIR [options]\n"
    "Writes a made-up world of trade with planted schemes: consignments, truth.ndjson, "
    "world.ndjson.\n"
    "  --consignments N   how many (100000)      --days D        over how many days (365)\n"
    "  --seed S           which world (1)        --schemes M     how many schemes (one per 15000, "
    "at least 3)\n"
    "  --first DATE       first day (2026-01-01) --profile FILE  dials of the world, JSON "
    "(docs/simulator.md)\n"
    "  --kits FILE        kits to draw from, may be repeated (data/kits.json, "
    "data/kits-decoy.json)\n"
    "  --listed FILE      CSV of listed names that some scheme parties carry "
    "(data/lists/dprk.csv)\n"
    "  --format csv|ndjson  --shards K  --zst    how it is written\n"
    "  --fields all|declaration|routing|placi    what the records carry\n"
    "  --companies        every company in world.ndjson, not just a few per cell\n"
    "  --threads T        0 = all processors; the bytes do not depend on it\n";

struct arguments {
    struct sim_options o;
    const char *kits[MAX_KIT_FILES];
    const char *profile;
    bool help, no_listed;
};

static bool count(const char *text, int64_t lo, int64_t hi, int64_t *ret)
{
    return text && str_to_i64(str_of(text), ret) && *ret >= lo && *ret <= hi;
}

static bool set_number(struct arguments *a, const char *name, const char *value)
{
    int64_t v;
    if (!count(value, 0, INT64_MAX, &v))
        return false;
    if (strcmp(name, "--consignments") == 0)
        a->o.consignments = (uint64_t)v;
    else if (strcmp(name, "--seed") == 0)
        a->o.seed = (uint64_t)v;
    else if (strcmp(name, "--schemes") == 0)
        a->o.schemes = v;
    else if (v > 1000000)
        return false;
    else if (strcmp(name, "--days") == 0)
        a->o.days = (int)v;
    else if (strcmp(name, "--shards") == 0)
        a->o.shards = (unsigned)v;
    else if (strcmp(name, "--threads") == 0)
        a->o.threads = (unsigned)v;
    else
        return false;
    return true;
}

static bool set_text(struct arguments *a, const char *name, const char *value)
{
    static const char *const fields[] = {"all", "declaration", "routing", "placi"};
    if (!value)
        return false;
    if (strcmp(name, "--out") == 0) {
        a->o.out = value;
    } else if (strcmp(name, "--profile") == 0) {
        a->profile = value;
    } else if (strcmp(name, "--listed") == 0) {
        a->o.listed = strcmp(value, "none") == 0 ? NULL : value;
        a->no_listed = true;
    } else if (strcmp(name, "--kits") == 0 && a->o.n_kits < MAX_KIT_FILES) {
        a->kits[a->o.n_kits++] = value;
    } else if (strcmp(name, "--first") == 0) {
        int32_t second;
        return date_parse(str_of(value), &a->o.first_day, &second);
    } else if (strcmp(name, "--format") == 0) {
        a->o.ndjson = strcmp(value, "ndjson") == 0;
        return a->o.ndjson || strcmp(value, "csv") == 0;
    } else if (strcmp(name, "--fields") == 0) {
        for (int i = 0; i < 4; i++)
            if (strcmp(value, fields[i]) == 0) {
                a->o.fields = (enum sim_fields)i;
                return true;
            }
        return false;
    } else {
        return set_number(a, name, value);
    }
    return true;
}

static bool parse(struct arguments *a, int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0) {
            a->help = true;
        } else if (strcmp(argv[i], "--zst") == 0) {
            a->o.zst = true;
        } else if (strcmp(argv[i], "--companies") == 0) {
            a->o.world_companies = true;
        } else if (set_text(a, argv[i], i + 1 < argc ? argv[i + 1] : NULL)) {
            i++;
        } else {
            fprintf(stderr, "seine simulate: %s %s cannot be used\n%s", argv[i],
                    i + 1 < argc ? argv[i + 1] : "(nothing)", help);
            return false;
        }
    }
    if (!a->help && !a->o.out)
        fprintf(stderr, "seine simulate: --out DIR is needed\n%s", help);
    return a->help || a->o.out;
}

/* What lies beside the program's data is used when nothing else was said. */
static void defaults(struct arguments *a)
{
    static const char *const kits[] = {"data/kits.json", "data/kits-decoy.json"};
    for (size_t i = 0; a->o.n_kits < 2 && i < 2; i++)
        if ((a->o.n_kits > 0) == (i > 0) && access(kits[i], R_OK) == 0 && a->kits[0] != kits[i])
            a->kits[a->o.n_kits++] = kits[i];
    if (!a->no_listed && access("data/lists/dprk.csv", R_OK) == 0)
        a->o.listed = "data/lists/dprk.csv";
    a->o.kits = a->kits;
}

static int fail(const struct seine_error *err)
{
    char text[1024];
    fprintf(stderr, "seine simulate: %s\n", error_text(err, text, sizeof text));
    return err->status == SEINE_RANGE ? 2 : 3;
}

int cmd_simulate(int argc, char **argv)
{
    struct arguments a = {0};
    struct seine_error err = {0};
    sim_options_default(&a.o);
    if (!parse(&a, argc, argv))
        return 2;
    if (a.help) {
        fputs(help, stdout);
        return 0;
    }
    bool own_kits = a.o.n_kits > 0;
    if (!own_kits)
        defaults(&a);
    else
        a.o.kits = a.kits;
    if (own_kits && !a.no_listed && access("data/lists/dprk.csv", R_OK) == 0)
        a.o.listed = "data/lists/dprk.csv";
    if (a.profile && sim_profile_read(a.profile, &a.o.profile, &err))
        return fail(&err);
    struct progress progress;
    struct terminal_progress *bar = terminal_progress_new(false, &progress);
    a.o.progress = &progress;
    struct sim_summary sum;
    enum seine_status status = sim_write(&a.o, &sum, &err);
    terminal_progress_free(bar);
    if (status)
        return fail(&err);
    fprintf(stderr,
            "%llu consignments, %llu schemes (%llu consignments), %llu innocent episodes (%llu), "
            "%llu companies\n",
            (unsigned long long)sum.consignments, (unsigned long long)sum.schemes,
            (unsigned long long)sum.scheme_consignments, (unsigned long long)sum.innocents,
            (unsigned long long)sum.innocent_consignments, (unsigned long long)sum.companies);
    return 0;
}
