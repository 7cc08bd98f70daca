/* cli/cmd_rescreen.c - `seine rescreen`: the parties that are kept against what is new on the
 * lists. Scores are those of the whole new list, so that a hit here is a hit of the next scan. */
#include "cli/lists.h"
#include "pipeline/pipeline.h"
#include "screen/screen.h"
#include "store/audit.h"

#include <stddef.h>
#include <string.h>

struct rescreen_options {
    struct cli_common common;
    const char *db;
    struct cli_texts watchlists, previous;
    double threshold;
    int64_t threads;
    int format;
};

static const char *const formats[] = {"table", "ndjson", NULL};

struct run {
    const struct rescreen_options *o;
    struct list_set before, after;
    struct list_delta *deltas;
    size_t n_deltas;
    unsigned char *is_new; /* by entity of after: 0, or 1 + enum list_change */
    struct store *store;
    struct buf out;
    size_t n_parties, n_hits;
};

static void print_row(struct run *r, const struct pipeline_rescreened *h, struct str party,
                      struct str entry, struct str listed, const char *change)
{
    buf_add_f(&r->out, STR_FMT "  %5.1f%%  ", STR_ARG(party), h->score * 100);
    buf_add_shown(&r->out, h->name);
    buf_add_z(&r->out, h->country.n ? ", " : "");
    buf_add_shown(&r->out, h->country);
    buf_add_f(&r->out, "  %s  " STR_FMT "  ", change, STR_ARG(entry));
    buf_add_shown(&r->out, listed);
    buf_add_c(&r->out, '\n');
}

static void print_object(struct run *r, const struct pipeline_rescreened *h, struct str party,
                         struct str entry, struct str listed, const char *change)
{
    struct json_writer w;
    json_writer_init(&w, &r->out);
    json_object(&w);
    json_member(&w, "party", party);
    json_member(&w, "name", h->name);
    json_member(&w, "country", h->country);
    json_member(&w, "change", str_of(change));
    json_member(&w, "entity", entry);
    json_member(&w, "listed", listed);
    json_member_decimal(&w, "score", h->score, 4);
    json_object_end(&w);
    buf_add_c(&r->out, '\n');
}

static enum seine_status on_found(void *context, const struct pipeline_rescreened *h,
                                  struct seine_error *err)
{
    struct run *r = context;
    const struct listed_entity *e = &r->after.entities.v[h->entity];
    const char *change = cli_change_name((enum list_change)(r->is_new[h->entity] - 1));
    struct buf party, entry;
    buf_init(&party, 64);
    buf_init(&entry, LIMIT_TEXT);
    pipeline_party_key(&party, h->name, h->country);
    pipeline_entry_key(&entry, &r->after, e);
    (r->o->format == 0 ? print_row : print_object)(r, h, buf_str(&party), buf_str(&entry),
                                                   e->names[h->listed].text, change);
    buf_release(&party);
    buf_release(&entry);
    r->n_hits++;
    return buf_status(&r->out) == SEINE_OK
               ? SEINE_OK
               : error_set(err, SEINE_LIMIT, "more matches than can be told");
}

static enum seine_status prepare(struct run *r, struct seine_error *err)
{
    enum seine_status status =
        screen_open(r->o->previous.v, r->o->previous.n, NULL, &r->before, NULL, err);
    if (status == SEINE_OK)
        status = screen_open(r->o->watchlists.v, r->o->watchlists.n, NULL, &r->after, NULL, err);
    if (status == SEINE_OK)
        cli_lists_align(&r->before, &r->after);
    if (status == SEINE_OK &&
        (status = list_set_diff(&r->before, &r->after, &r->deltas, &r->n_deltas)) != SEINE_OK)
        error_set(err, status, "out of memory while comparing lists");
    if (status == SEINE_OK && !(r->is_new = mem_calloc(r->after.entities.n + 1, 1)))
        status = error_set(err, SEINE_NOMEM, "out of memory while comparing lists");
    for (size_t i = 0; i < r->n_deltas && status == SEINE_OK; i++)
        if (r->deltas[i].after)
            r->is_new[r->deltas[i].after - r->after.entities.v] =
                (unsigned char)(1 + r->deltas[i].change);
    return status == SEINE_OK ? store_open_existing(r->o->db, &r->store, err) : status;
}

static enum seine_status rescreen(struct run *r, struct seine_error *err)
{
    const struct pipeline_rescreen what = {.store = r->store,
                                           .lists = &r->after,
                                           .wanted = r->is_new,
                                           .threshold = r->o->threshold > 0 ? r->o->threshold
                                                                            : SCREEN_THRESHOLD,
                                           .threads = (unsigned)r->o->threads,
                                           .found = on_found,
                                           .context = r};
    return pipeline_rescreen(&what, &r->n_parties, err);
}

/* What was screened against stands in the audit before it is told. */
static enum seine_status note(struct run *r, struct seine_error *err)
{
    char user[256];
    struct buf lists, text;
    buf_init(&lists, LIMIT_TEXT);
    buf_init(&text, 256);
    for (size_t i = 0; i < r->after.lists.n; i++)
        buf_add_f(&lists, "%s" STR_FMT " %016llx", i ? ", " : "", STR_ARG(r->after.lists.v[i].key),
                  (unsigned long long)r->after.lists.v[i].hash);
    buf_add_f(&text, "%zu parties, %zu matches", r->n_parties, r->n_hits);
    struct store_audit row = {.by = str_of(cli_user(user, sizeof user)),
                              .what = STR("rescreen"),
                              .object = buf_str(&lists),
                              .note = buf_str(&text)};
    enum seine_status status = buf_status(&lists) == SEINE_OK && buf_status(&text) == SEINE_OK
                                   ? store_put_audit(r->store, &row, err)
                                   : error_set(err, SEINE_NOMEM, "out of memory");
    buf_release(&lists);
    buf_release(&text);
    return status;
}

static int run_rescreen(const void *options, const struct cli_texts *arguments)
{
    struct run r = {.o = options};
    struct seine_error err = {0};
    size_t counts[3] = {0, 0, 0};
    if (arguments->n || !r.o->db || !r.o->watchlists.n)
        return cli_wrong(cli_find("rescreen"), "give --db STORE and --watchlist NEW");
    list_set_init(&r.before);
    list_set_init(&r.after);
    buf_init(&r.out, LIMIT_REPORT);
    enum seine_status status = prepare(&r, &err);
    if (status == SEINE_OK)
        status = rescreen(&r, &err);
    if (status == SEINE_OK)
        status = note(&r, &err);
    for (size_t i = 0; i < r.n_deltas; i++)
        counts[r.deltas[i].change]++;
    int code = status != SEINE_OK                 ? cli_fail(&err)
               : cli_write(NULL, buf_str(&r.out)) ? CLI_DONE
                                                  : CLI_UNREADABLE;
    if (status == SEINE_OK && !r.o->common.quiet)
        cli_say("%zu added, %zu changed, %zu delisted; %zu parties, %zu matches",
                counts[LIST_ADDED], counts[LIST_CHANGED], counts[LIST_REMOVED], r.n_parties,
                r.n_hits);
    store_close(r.store);
    mem_free(r.is_new);
    mem_free(r.deltas);
    buf_release(&r.out);
    list_set_release(&r.before);
    list_set_release(&r.after);
    return code;
}

#define AT(field) offsetof(struct rescreen_options, field)
static const struct cli_option table[] = {
    {"db", 'd', CLI_TEXT, AT(db), "STORE", CLI_STORE, NULL, 0, 0},
    {"watchlist", 'w', CLI_TEXTS, AT(watchlists), "NEW", "the lists as they are now", NULL, 0, 0},
    {"previous", 0, CLI_TEXTS, AT(previous), "OLD",
     "the lists as they were; without it every entry is new", NULL, 0, 0},
    {"threshold", 't', CLI_DECIMAL, AT(threshold), "SCORE", "least score of a match (0.70)", NULL,
     0.01, 1},
    {"format", 'f', CLI_CHOICE, AT(format), "FORMAT", "how to print", formats, 0, 0},
    {"threads", 0, CLI_NUMBER, AT(threads), "N", "worker threads (one per processor)", NULL, 1,
     256},
    CLI_COMMON_OPTIONS(struct rescreen_options)};
static const char *const examples[] = {
    "seine rescreen --db seine.db --watchlist new/sdn.csv --previous old/sdn.csv", NULL};
const struct cli_command cmd_rescreen = {
    "rescreen",
    "--db STORE --watchlist NEW [--previous OLD]",
    "screen the parties of earlier scans against what is new on the lists",
    "Compares two versions of the lists and prints which of the parties kept in STORE match an "
    "entry "
    "that was added or changed. Pairs that were cleared with seine decide are left out while the "
    "entry stays as it was.",
    table,
    sizeof(struct rescreen_options),
    run_rescreen,
    examples};
