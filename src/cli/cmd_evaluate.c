/* cli/cmd_evaluate.c - `seine evaluate`: how good a ranking is. Worlds and documented cases are
 * scanned by this same program as a process of its own (`seine scan`), so that what is measured is
 * what users run, and a scan's memory is given back before the next. */
#include "cli/output.h"
#include "sim/sim.h"

#include <errno.h>
#include <spawn.h>
#include <stddef.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

#define MAX_KITS 16

struct evaluate_options {
    struct cli_common common;
    struct cli_texts kits, scan_kits, scan_measures, baselines;
    const char *truth, *world, *documented, *watchlist, *output, *out, *seeds;
    int64_t consignments, days, schemes;
    int format;
    bool worlds, ablate, regimes, keep, stripped;
};

/* What the options mean for sim: kits and rankings filled in. */
struct arguments {
    const struct evaluate_options *given;
    const char **files;
    size_t n_files;
    struct sim_ranking rankings[32];
    const char *baseline_files[32];
    char names[32][64];
    size_t n_rankings;
    const char *kits[MAX_KITS];
    size_t n_kits;
    const char *truth, *world, *documented, *watchlist;
    struct sim_options o;
    uint64_t first_seed, last_seed;
    enum sim_format format;
    bool worlds, ablate, regimes, keep, stripped;
};

static bool seeds(struct arguments *a, const char *text)
{
    const char *dots = strstr(text, "..");
    int64_t from, to;
    if (!dots || !str_to_i64((struct str){text, (size_t)(dots - text)}, &from) ||
        !str_to_i64(str_of(dots + 2), &to) || from < 0 || to < from)
        return false;
    a->first_seed = (uint64_t)from;
    a->last_seed = (uint64_t)to;
    return true;
}

static bool baseline(struct arguments *a, const char *text)
{
    const char *equals = strchr(text, '=');
    if (!equals || a->n_rankings == 31 || (size_t)(equals - text) >= sizeof a->names[0])
        return false;
    size_t at = ++a->n_rankings; /* 0 is ours */
    memcpy(a->names[at], text, (size_t)(equals - text));
    a->baseline_files[at] = equals + 1;
    a->rankings[at] = (struct sim_ranking){a->names[at], &a->baseline_files[at], 1};
    return true;
}

/* Adds the option with each of the values; how many arguments there are then. */
static size_t add_each(const char **args, size_t n, const char *option, const char *const *v,
                       size_t n_values)
{
    for (size_t i = 0; i < n_values && i < MAX_KITS; i++) {
        args[n++] = option;
        args[n++] = v[i];
    }
    return n;
}

/* seine scan --quiet --watchlist W --kits K... --measures M... --top 2000 --format ndjson -o CASES
 * INPUT... */
static enum seine_status scan(void *context, const char *const *inputs, size_t n_inputs,
                              const char *cases, struct seine_error *err)
{
    const struct arguments *a = context;
    const char *args[4 * MAX_KITS + 32];
    size_t n = 0;
    const char *const fixed[] = {"seine",    "scan",   "--quiet", "--top", "2000",
                                 "--format", "ndjson", "-o",      cases};
    for (size_t i = 0; i < sizeof fixed / sizeof *fixed; i++)
        args[n++] = fixed[i];
    n = add_each(args, n, "--watchlist", &a->watchlist, a->watchlist != NULL);
    const struct cli_texts *own = &a->given->scan_kits, *measures = &a->given->scan_measures;
    n = own->n ? add_each(args, n, "--kits", own->v, own->n)
               : add_each(args, n, "--kits", a->kits, a->n_kits);
    n = add_each(args, n, "--measures", measures->v, measures->n);
    for (size_t i = 0; i < n_inputs && i < 8; i++)
        args[n++] = inputs[i];
    args[n] = NULL;
    pid_t child;
    int code, failed = posix_spawn(&child, "/proc/self/exe", NULL, NULL,
                                   (char *const *)(uintptr_t)args, environ);
    if (failed)
        return error_set(err, SEINE_IO, "the scan cannot be started: %s", strerror(failed));
    while (waitpid(child, &code, 0) < 0)
        if (errno != EINTR)
            return error_set(err, SEINE_IO, "the scan was lost: %s", strerror(errno));
    if (!WIFEXITED(code) || WEXITSTATUS(code) > 1)
        return error_set(err, SEINE_IO, "the scan failed with code %d",
                         WIFEXITED(code) ? WEXITSTATUS(code) : -1);
    return SEINE_OK;
}

static void defaults(struct arguments *a)
{
    static const char *const kits[] = {"data/kits.json", "data/kits-decoy.json"};
    bool none = a->n_kits == 0;
    for (size_t i = 0; none && i < 2; i++)
        if (access(kits[i], R_OK) == 0)
            a->kits[a->n_kits++] = kits[i];
    if (!a->watchlist && access("data/lists/dprk.csv", R_OK) == 0)
        a->watchlist = "data/lists/dprk.csv";
    a->o.kits = a->kits;
    a->o.n_kits = a->n_kits;
    if (a->watchlist && strstr(a->watchlist, ".csv"))
        a->o.listed = a->watchlist;
}

static enum seine_status work(struct arguments *a, struct buf *out, struct seine_error *err)
{
    if (a->documented) {
        struct sim_documented d = {.folder = a->documented,
                                   .stripped = a->stripped,
                                   .options = a->o,
                                   .keep = a->keep,
                                   .scan = scan,
                                   .context = a,
                                   .format = a->format};
        return sim_evaluate_documented(&d, out, err);
    }
    if (a->worlds) {
        struct sim_worlds w = {.profiles = a->files,
                               .n_profiles = a->n_files ? a->n_files : 1,
                               .first_seed = a->first_seed,
                               .last_seed = a->last_seed,
                               .options = a->o,
                               .regimes = a->regimes,
                               .keep = a->keep,
                               .scan = scan,
                               .context = a,
                               .format = a->format};
        return sim_evaluate_worlds(&w, out, err);
    }
    a->rankings[0] = (struct sim_ranking){"seine", a->files, a->n_files};
    struct sim_evaluation e = {.truth = a->truth,
                               .world = a->world,
                               .rankings = a->rankings,
                               .n_rankings = a->n_rankings + 1,
                               .ablate = a->ablate,
                               .format = a->format};
    return sim_evaluate(&e, out, err);
}

static int fill(struct arguments *a, const struct evaluate_options *o,
                const struct cli_texts *files)
{
    const struct cli_command *self = cli_find("evaluate");
    for (size_t i = 0; i < files->n; i++) /* the built-in profile is called usual */
        a->files[i] = o->worlds && strcmp(files->v[i], "usual") == 0 ? NULL : files->v[i];
    a->n_files = files->n;
    if (o->kits.n > MAX_KITS || o->scan_kits.n > MAX_KITS || o->scan_measures.n > MAX_KITS)
        return cli_wrong(self, "at most %d files of kits, and of measures", MAX_KITS);
    for (size_t i = 0; i < o->kits.n; i++)
        a->kits[a->n_kits++] = o->kits.v[i];
    if (o->seeds && !seeds(a, o->seeds))
        return cli_wrong(self, "--seeds takes a range such as 1..20, not '%s'", o->seeds);
    for (size_t i = 0; i < o->baselines.n; i++)
        if (!baseline(a, o->baselines.v[i]))
            return cli_wrong(self, "--baseline takes NAME=FILE, not '%s'", o->baselines.v[i]);
    if (o->worlds && files->n == 0)
        return cli_wrong(self, "--worlds takes profiles; the built-in one is called usual");
    return CLI_DONE;
}

/* What kind of evaluation, and the size of its worlds. */
static int fill_worlds(struct arguments *a, const struct evaluate_options *o, size_t n_files)
{
    const struct cli_command *self = cli_find("evaluate");
    bool makes = o->worlds || o->documented;
    if (makes && !o->out)
        return cli_wrong(self, "--out DIR is needed for the worlds");
    if (!makes && (!o->truth || n_files == 0))
        return cli_wrong(self, "--truth FILE and a file of cases are needed");
    if (o->consignments)
        a->o.consignments = (uint64_t)o->consignments;
    if (o->schemes)
        a->o.schemes = o->schemes;
    if (o->days)
        a->o.days = (int)o->days;
    a->o.out = o->out;
    return CLI_DONE;
}

static int run_evaluate(const void *options, const struct cli_texts *files)
{
    const struct evaluate_options *o = options;
    struct arguments a = {.given = o,
                          .files = files->v,
                          .truth = o->truth,
                          .world = o->world,
                          .documented = o->documented,
                          .watchlist = o->watchlist,
                          .first_seed = 1,
                          .last_seed = 1,
                          .format = (enum sim_format)o->format,
                          .worlds = o->worlds,
                          .ablate = o->ablate,
                          .regimes = o->regimes,
                          .keep = o->keep,
                          .stripped = o->stripped};
    struct seine_error err = {0};
    struct buf out;
    sim_options_default(&a.o);
    a.o.consignments = 60000;
    int code = fill(&a, o, files);
    if (code == CLI_DONE)
        code = fill_worlds(&a, o, files->n);
    if (code != CLI_DONE)
        return code;
    const char *others[] = {o->truth, o->world};
    const struct cli_texts read[] = {*files, {others, 2}, {a.baseline_files, a.n_rankings + 1}};
    if (!cli_output_spares(&o->output, 1, read, 3))
        return CLI_USAGE;
    defaults(&a);
    buf_init(&out, LIMIT_REPORT);
    enum seine_status status = work(&a, &out, &err);
    if (status != SEINE_OK)
        code = cli_fail(&err);
    else if (buf_status(&out) != SEINE_OK || !cli_write(o->output, buf_str(&out)))
        code = CLI_UNREADABLE;
    buf_release(&out);
    return code;
}

static const char *const formats[] = {"table", "json", "html", NULL};

#define AT(field) offsetof(struct evaluate_options, field)
static const struct cli_option table[] = {
    {"truth", 0, CLI_TEXT, AT(truth), "FILE", "the world's truth.ndjson", NULL, 0, 0},
    {"world", 0, CLI_TEXT, AT(world), "FILE",
     "the world's world.ndjson, to name labelled innocents", NULL, 0, 0},
    {"ablate", 0, CLI_FLAG, AT(ablate), NULL, "also without each kind of evidence", NULL, 0, 0},
    {"baseline", 0, CLI_TEXTS, AT(baselines), "NAME=FILE", "another ranking to show beside it",
     NULL, 0, 0},
    {"worlds", 0, CLI_FLAG, AT(worlds), NULL,
     "make worlds of the profiles given as arguments (usual: the built-in one), scan and score "
     "each",
     NULL, 0, 0},
    {"seeds", 0, CLI_TEXT, AT(seeds), "A..B", "which worlds (1..1)", NULL, 0, 0},
    {"cases", 0, CLI_TEXT, AT(documented), "DIR",
     "rank documented cases (data/cases) among a background world", NULL, 0, 0},
    {"stripped", 0, CLI_FLAG, AT(stripped), NULL, "the documented cases without names", NULL, 0, 0},
    {"regimes", 0, CLI_FLAG, AT(regimes), NULL,
     "each world in each field regime: all, declaration, routing, placi", NULL, 0, 0},
    {"consignments", 'n', CLI_NUMBER, AT(consignments), "N", "size of each world (60000)", NULL, 1,
     1e12},
    {"days", 'd', CLI_NUMBER, AT(days), "D", "days of each world (365)", NULL, 1, 10000},
    {"schemes", 0, CLI_NUMBER, AT(schemes), "M",
     "schemes in each world (one per 15000 consignments)", NULL, 1, 1e6},
    {"kits", 'k', CLI_TEXTS, AT(kits), "FILE", "kits for the worlds and their scans", NULL, 0, 0},
    {"scan-kits", 0, CLI_TEXTS, AT(scan_kits), "FILE",
     "kits for the scans, instead of those of the worlds", NULL, 0, 0},
    {"scan-measures", 0, CLI_TEXTS, AT(scan_measures), "FILE", "measures for the scans", NULL, 0,
     0},
    {"watchlist", 'w', CLI_TEXT, AT(watchlist), "PATH", "list for the scans", NULL, 0, 0},
    {"out", 0, CLI_TEXT, AT(out), "DIR", "folder for the worlds", NULL, 0, 0},
    {"keep", 0, CLI_FLAG, AT(keep), NULL, "leave worlds and cases in DIR", NULL, 0, 0},
    {"format", 'f', CLI_CHOICE, AT(format), "FORMAT", "how to print", formats, 0, 0},
    {"output", 'o', CLI_TEXT, AT(output), "FILE", "write there instead of to standard output", NULL,
     0, 0},
    CLI_COMMON_OPTIONS(struct evaluate_options)};
static const char *const examples[] = {
    "seine evaluate --truth w/truth.ndjson --world w/world.ndjson cases.ndjson",
    "seine evaluate --worlds usual --seeds 1..20 --out worlds",
    "seine evaluate --cases data/cases --out worlds", NULL};
const struct cli_command cmd_evaluate = {
    "evaluate",
    "CASES... | PROFILE...",
    "score a ranking against the truth",
    "Scores files of cases against the truth of a made-up world (several files: one a day, the "
    "date in the name); or, with"
    " --worlds, makes worlds, scans and scores each, with 95 % intervals over seeds; or, with "
    "--cases, ranks documented cases."
    " A scheme counts as found when one case holds at least half of its consignments and at least "
    "half of that case's"
    " consignments are the scheme's.",
    table,
    sizeof(struct evaluate_options),
    run_evaluate,
    examples};
