/* cli/cmd_plan.c - `seine plan`: what to open with the few hands there are. */
#include "cli/output.h"
#include "cli/quarantine.h"
#include "pipeline/planning.h"

#include <stddef.h>

struct plan_command {
    struct cli_common common;
    struct cli_texts records;
    const char *db, *posts, *from, *output, *quarantine, *mapping;
    int64_t capacity, days, seed;
    double explore, finds;
    int format, choose;
    bool exact, expected, no_explore;
};

static const char *const formats[] = {"table", "ndjson", "json", "csv", NULL};
static const char *const choices[] = {"gain", "score", "random", NULL};

struct run {
    const struct plan_command *o;
    const struct cli_texts *cases;
    struct geo *geo;
    struct store *store;
    struct plan_posts posts;
    struct planning *planning;
    struct cli_quarantine quarantine;
    struct buf out;
    int32_t from_day;
};

static double finds(const struct run *r)
{
    return r->o->finds > 0 ? r->o->finds : PLAN_FINDS;
}

static enum seine_status read_posts(struct run *r, struct seine_error *err)
{
    return r->o->posts ? plan_posts_read(&r->posts, r->o->posts, r->geo, finds(r), err)
                       : plan_posts_single(&r->posts, r->o->capacity, finds(r), err);
}

static enum seine_status read_input(struct run *r, struct seine_error *err)
{
    struct planning_source from = {.geo = r->geo,
                                   .store = r->store,
                                   .cases = r->cases->v,
                                   .n_cases = r->cases->n,
                                   .records = r->o->records.v,
                                   .n_records = r->o->records.n,
                                   .mapping = r->o->mapping,
                                   .from_day = r->from_day,
                                   .reject = cli_quarantine_take,
                                   .reject_context = &r->quarantine};
    return planning_new(&from, &r->planning, err);
}

static enum seine_status work(struct run *r, struct seine_error *err)
{
    const struct plan *plan = NULL;
    enum seine_status status = geo_open(&r->geo, err);
    if (status == SEINE_OK)
        status = read_posts(r, err);
    if (status == SEINE_OK && r->o->db)
        status = store_open_existing(r->o->db, &r->store, err);
    if (status == SEINE_OK)
        status = read_input(r, err);
    struct plan_options o = {.posts = &r->posts,
                             .from_day = r->from_day,
                             .n_days = (int)(r->o->days ? r->o->days : 1),
                             .explore = r->o->no_explore    ? 0
                                        : r->o->explore > 0 ? r->o->explore
                                                            : PLAN_EXPLORE,
                             .seed = (uint64_t)(r->o->seed ? r->o->seed : 1),
                             .finds = finds(r),
                             .choice = (enum plan_choice)r->o->choose,
                             .is_exact = r->o->exact,
                             .with_expected = r->o->expected};
    if (status == SEINE_OK)
        status = planning_make(r->planning, &o, &plan, err);
    if (status != SEINE_OK)
        return status;
    plan_write(&r->out, plan, (enum plan_format)r->o->format);
    if (r->o->format == PLAN_JSON)
        buf_add_c(&r->out, '\n');
    status = buf_status(&r->out);
    return status == SEINE_OK ? status : error_set(err, status, "the plan is too long to write");
}

static void release(struct run *r)
{
    planning_free(r->planning);
    plan_posts_release(&r->posts);
    store_close(r->store);
    geo_free(r->geo);
    buf_release(&r->out);
}

static int check_usage(struct run *r)
{
    const struct cli_command *me = cli_find("plan");
    const char *const outputs[] = {r->o->output, r->o->quarantine};
    int32_t second;
    if (!r->o->db == !r->cases->n)
        return cli_wrong(me, "give either --db or CASES");
    if (!r->o->db && !r->o->records.n)
        return cli_wrong(me, "CASES needs --records: when and where the consignments move");
    if (!r->o->posts == !r->o->capacity)
        return cli_wrong(me, "give either --posts or --capacity");
    if (!r->o->from || !date_parse(str_of(r->o->from), &r->from_day, &second))
        return cli_wrong(me, "--from is the first day to plan for, as 2026-07-31");
    if (r->o->no_explore && r->o->explore > 0)
        return cli_wrong(me, "give either --explore or --no-explore");
    const char *others[] = {r->o->db, r->o->posts, r->o->mapping};
    const struct cli_texts read[] = {*r->cases, r->o->records, {others, 3}};
    return cli_output_spares(outputs, 2, read, 3) ? CLI_DONE : CLI_USAGE;
}

static int run_plan(const void *options, const struct cli_texts *arguments)
{
    struct run r = {.o = options, .cases = arguments};
    struct seine_error err = {0};
    int code = check_usage(&r);
    if (code == CLI_DONE)
        code = cli_quarantine_open(&r.quarantine, r.o->quarantine, r.o->common);
    if (code != CLI_DONE)
        return code;
    plan_posts_init(&r.posts);
    buf_init(&r.out, LIMIT_REPORT);
    if (work(&r, &err) != SEINE_OK)
        code = cli_fail(&err);
    else if (!cli_write(r.o->output, buf_str(&r.out)))
        code = CLI_UNREADABLE;
    if (code == CLI_DONE) {
        cli_quarantine_tell(&r.quarantine);
        code = r.quarantine.n ? CLI_QUARANTINED : CLI_DONE;
    }
    int closed = cli_quarantine_close(&r.quarantine);
    release(&r);
    return closed != CLI_DONE ? closed : code;
}

#define AT(field) offsetof(struct plan_command, field)
static const struct cli_option table[] = {
    {"db", 'd', CLI_TEXT, AT(db), "STORE",
     "the memory of the scans, a file or postgresql://...: cases (without those closed or no "
     "longer found) and records",
     NULL, 0, 0},
    {"records", 'r', CLI_TEXTS, AT(records), "RECORDS",
     "consignments in any format that a scan reads (- for standard input)", NULL, 0, 0},
    {"from", 0, CLI_TEXT, AT(from), "DAY", "the first day to plan for", NULL, 0, 0},
    {"days", 0, CLI_NUMBER, AT(days), "N", "days to plan for (1)", NULL, 1, PLAN_MAX_DAYS},
    {"posts", 'p', CLI_TEXT, AT(posts), "FILE",
     "inspection posts (CSV or JSON): what each covers, and its capacity a day", NULL, 0, 0},
    {"capacity", 'c', CLI_NUMBER, AT(capacity), "N",
     "instead of --posts: one post that sees everything, with N inspections a day", NULL, 1,
     1000000},
    {"finds", 0, CLI_DECIMAL, AT(finds), "P",
     "chance that an inspection finds the piece, where a post says nothing (0.8)", NULL, 0.001, 1},
    {"explore", 0, CLI_DECIMAL, AT(explore), "SHARE", "share of inspections at random (0.05)", NULL,
     0.0001, 1},
    {"no-explore", 0, CLI_FLAG, AT(no_explore), NULL, "no inspections at random", NULL, 0, 0},
    {"seed", 0, CLI_NUMBER, AT(seed), "N", "of what is drawn at random (1)", NULL, 1, 1e15},
    {"expected", 0, CLI_FLAG, AT(expected), NULL,
     "keep hands free for missing pieces that may come in these days", NULL, 0, 0},
    {"exact", 0, CLI_FLAG, AT(exact), NULL,
     "find the best plan there is; small inputs only, else an error", NULL, 0, 0},
    {"choose", 0, CLI_CHOICE, AT(choose), "HOW",
     "gain; to compare with: score (the pieces of the best case first) or random", choices, 0, 0},
    {"format", 'f', CLI_CHOICE, AT(format), "FORMAT", "how to write", formats, 0, 0},
    {"output", 'o', CLI_TEXT, AT(output), "FILE", "write there instead of to standard output", NULL,
     0, 0},
    {"quarantine", 0, CLI_TEXT, AT(quarantine), "FILE",
     "write the records that could not be used there, with the reasons (NDJSON)", NULL, 0, 0},
    {"map", 'm', CLI_TEXT, AT(mapping), "MAP",
     "mapping file for other people's columns (TOML; see data/mappings)", NULL, 0, 0},
    CLI_COMMON_OPTIONS(struct plan_command)};

static const char *const examples[] = {
    "seine plan --db memory.db --from 2026-07-31 --capacity 10",
    "seine plan --db memory.db --from 2026-07-31 --days 7 --posts posts.csv -f csv",
    "seine plan --from 2026-07-31 --capacity 10 -r today.csv -- cases.ndjson", NULL};

const struct cli_command cmd_plan = {
    "plan",
    "CASES | --db STORE",
    "what to open, where and when, with the few hands there are",
    "Chooses which consignments to open so that the expected number of items stopped is greatest: "
    "an item is stopped when a piece that it cannot do without is caught and no other of its class "
    "has come through before. Each row tells what it adds and why. A share of the hands opens at "
    "random, because who only opens what he suspects never learns what he does not. The end tells "
    "what the same hands are expected to stop by the best cases first and at random, and what no "
    "plan can surpass.\n\n"
    "CASES is what scan --format ndjson or json wrote. A post's row has post, covers (UN/LOCODEs, "
    "airports, countries, or *), and capacity, or hours and minutes for one inspection "
    "(minutes_air, minutes_sea ...), and finds.",
    table,
    sizeof(struct plan_command),
    run_plan,
    examples};
