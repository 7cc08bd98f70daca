/* cli/cmd_evaluate.c - `seine evaluate`: how good a ranking is. Worlds and documented cases are
 * scanned by this same program as a process of its own (`seine scan`), so that what is measured is
 * what users run, and a scan's memory is given back before the next. */
#include "sim/sim.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

int cmd_evaluate(int argc, char **argv);

extern char **environ;

#define MAX_FILES 512
#define MAX_KITS  16

static const char *const help =
    "usage: seine evaluate --truth truth.ndjson [--world world.ndjson] [options] cases.ndjson...\n"
    "       seine evaluate --worlds PROFILE... --seeds A..B --out DIR [options]\n"
    "       seine evaluate --cases data/cases --out DIR [--stripped] [options]\n"
    "Scores files of cases against the truth of a made-up world (several files: one a day, the "
    "date in the name);\n"
    "or makes worlds, scans and scores each, with 95 % intervals over seeds; or ranks documented "
    "cases.\n"
    "  --ablate             also without each kind of evidence\n"
    "  --baseline NAME=FILE another ranking beside it, may be repeated\n"
    "  --regimes            each world in each field regime (all, declaration, routing, placi)\n"
    "  --consignments N --days D --schemes M   size of each world (60000, 365, one per 15000)\n"
    "  --kits FILE --watchlist FILE            for the worlds and their scans, kits may be "
    "repeated\n"
    "  --keep               leave worlds and cases in DIR\n"
    "  --format table|json|html   -o FILE\n"
    "A profile named `usual` is the built-in one.\n";

struct arguments {
    const char *files[MAX_FILES];
    size_t n_files;
    struct sim_ranking rankings[32];
    const char *baseline_files[32];
    char names[32][64];
    size_t n_rankings;
    const char *kits[MAX_KITS];
    size_t n_kits;
    const char *truth, *world, *documented, *watchlist, *output;
    struct sim_options o;
    uint64_t first_seed, last_seed;
    enum sim_format format;
    bool worlds, ablate, regimes, keep, stripped, help;
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

static bool format(struct arguments *a, const char *text)
{
    static const char *const names[] = {"table", "json", "html"};
    for (int i = 0; i < 3; i++)
        if (strcmp(text, names[i]) == 0) {
            a->format = (enum sim_format)i;
            return true;
        }
    return false;
}

static bool number(struct arguments *a, const char *name, const char *text)
{
    int64_t v;
    if (!str_to_i64(str_of(text), &v) || v < 0)
        return false;
    if (strcmp(name, "--consignments") == 0)
        a->o.consignments = (uint64_t)v;
    else if (strcmp(name, "--schemes") == 0)
        a->o.schemes = v;
    else if (strcmp(name, "--days") == 0 && v < 10000)
        a->o.days = (int)v;
    else
        return false;
    return true;
}

static bool value(struct arguments *a, const char *name, const char *text)
{
    const struct {
        const char *name;
        const char **to;
    } plain[] = {{"--truth", &a->truth},      {"--world", &a->world},
                 {"--cases", &a->documented}, {"--watchlist", &a->watchlist},
                 {"-o", &a->output},          {"--out", &a->o.out}};
    if (!text)
        return false;
    for (size_t i = 0; i < sizeof plain / sizeof *plain; i++)
        if (strcmp(name, plain[i].name) == 0) {
            *plain[i].to = text;
            return true;
        }
    if (strcmp(name, "--kits") == 0 && a->n_kits < MAX_KITS) {
        a->kits[a->n_kits++] = text;
        return true;
    }
    if (strcmp(name, "--seeds") == 0)
        return seeds(a, text);
    if (strcmp(name, "--baseline") == 0)
        return baseline(a, text);
    if (strcmp(name, "--format") == 0)
        return format(a, text);
    return number(a, name, text);
}

static bool flag(struct arguments *a, const char *name)
{
    const struct {
        const char *name;
        bool *to;
    } flags[] = {{"--worlds", &a->worlds}, {"--ablate", &a->ablate},     {"--regimes", &a->regimes},
                 {"--keep", &a->keep},     {"--stripped", &a->stripped}, {"--help", &a->help}};
    for (size_t i = 0; i < sizeof flags / sizeof *flags; i++)
        if (strcmp(name, flags[i].name) == 0)
            return *flags[i].to = true;
    return false;
}

static bool parse(struct arguments *a, int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        if (flag(a, argv[i]))
            continue;
        if (argv[i][0] != '-' && a->n_files < MAX_FILES) {
            a->files[a->n_files++] = strcmp(argv[i], "usual") == 0 && a->worlds ? NULL : argv[i];
        } else if (value(a, argv[i], i + 1 < argc ? argv[i + 1] : NULL)) {
            i++;
        } else {
            fprintf(stderr, "seine evaluate: %s %s cannot be used\n%s", argv[i],
                    i + 1 < argc ? argv[i + 1] : "(nothing)", help);
            return false;
        }
    }
    return true;
}

static bool is_enough(const struct arguments *a)
{
    bool makes = a->worlds || a->documented;
    bool enough = makes ? a->o.out != NULL : a->truth && a->n_files > 0;
    if (!enough && !a->help)
        fprintf(stderr, "seine evaluate: %s\n%s",
                makes ? "--out DIR is needed for the worlds"
                      : "--truth FILE and a file of cases are needed",
                help);
    return enough || a->help;
}

/* seine scan --quiet --watchlist W --kits K... --top 2000 --format ndjson -o CASES INPUT... */
static enum seine_status scan(void *context, const char *const *inputs, size_t n_inputs,
                              const char *cases, struct seine_error *err)
{
    const struct arguments *a = context;
    const char *args[2 * MAX_KITS + 32];
    size_t n = 0;
    const char *const fixed[] = {"seine",    "scan",   "--quiet", "--top", "2000",
                                 "--format", "ndjson", "-o",      cases};
    for (size_t i = 0; i < sizeof fixed / sizeof *fixed; i++)
        args[n++] = fixed[i];
    if (a->watchlist) {
        args[n++] = "--watchlist";
        args[n++] = a->watchlist;
    }
    for (size_t i = 0; i < a->n_kits; i++) {
        args[n++] = "--kits";
        args[n++] = a->kits[i];
    }
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

static int print(const struct buf *out, const char *path)
{
    FILE *f = path ? fopen(path, "wb") : stdout;
    if (!f) {
        fprintf(stderr, "seine evaluate: %s cannot be written: %s\n", path, strerror(errno));
        return 3;
    }
    bool ok = fwrite(out->p, 1, out->n, f) == out->n;
    ok = (path ? fclose(f) : fflush(f)) == 0 && ok;
    return ok ? 0 : 3;
}

int cmd_evaluate(int argc, char **argv)
{
    static struct arguments a; /* large, once per run */
    memset(&a, 0, sizeof a);
    struct seine_error err = {0};
    struct buf out;
    char text[1024];
    sim_options_default(&a.o);
    a.o.consignments = 60000;
    a.first_seed = a.last_seed = 1;
    if (!parse(&a, argc, argv) || !is_enough(&a))
        return 2;
    if (a.help) {
        fputs(help, stdout);
        return 0;
    }
    defaults(&a);
    buf_init(&out, LIMIT_REPORT);
    int code = 0;
    if (work(&a, &out, &err)) {
        fprintf(stderr, "seine evaluate: %s\n", error_text(&err, text, sizeof text));
        code = err.status == SEINE_RANGE ? 2 : 3;
    } else {
        code = print(&out, a.output);
    }
    buf_release(&out);
    return code;
}
