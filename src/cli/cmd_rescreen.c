/* cli/cmd_rescreen.c - `seine rescreen`: the parties that are kept against what is new on the
 * lists. Scores are those of the whole new list, so that a hit here is a hit of the next scan. */
#include "cli/lists.h"
#include "pipeline/pipeline.h"
#include "screen/screen.h"

#include <stddef.h>
#include <string.h>

struct rescreen_options {
    struct cli_common common;
    const char *db;
    struct cli_texts watchlists, previous;
    double threshold;
    int format;
};

static const char *const formats[] = {"table", "ndjson", NULL};

struct run {
    const struct rescreen_options *o;
    struct list_set before, after;
    struct list_delta *deltas;
    size_t n_deltas;
    unsigned char *is_new; /* by entity of after: 0, or 1 + enum list_change */
    struct screen_index *index;
    struct screen_scratch *scratch;
    struct store *store;
    struct map seen; /* distinct (name, country) */
    struct buf out;
    size_t n_parties, n_hits;
};

static void print_hit(struct run *r, const struct store_party *p, const struct screen_hit *h)
{
    const struct listed_entity *e = &r->after.entities.v[h->entity];
    struct buf party, entry;
    const char *change = cli_change_name((enum list_change)(r->is_new[h->entity] - 1));
    buf_init(&party, 64);
    buf_init(&entry, LIMIT_TEXT);
    pipeline_party_key(&party, p->name, p->country);
    pipeline_entry_key(&entry, &r->after, e);
    if (r->o->format == 0) {
        buf_add_f(&r->out, "%s  %5.1f%%  ", party.p, h->score * 100);
        buf_add_shown(&r->out, p->name);
        buf_add_z(&r->out, p->country.n ? ", " : "");
        buf_add_shown(&r->out, p->country);
        buf_add_f(&r->out, "  %s  %s  ", change, entry.p);
        buf_add_shown(&r->out, e->names[h->name].text);
        buf_add_c(&r->out, '\n');
    } else {
        struct json_writer w;
        json_writer_init(&w, &r->out);
        json_object(&w);
        json_member(&w, "party", buf_str(&party));
        json_member(&w, "name", p->name);
        json_member(&w, "country", p->country);
        json_member(&w, "change", str_of(change));
        json_member(&w, "entity", buf_str(&entry));
        json_member(&w, "listed", e->names[h->name].text);
        json_key(&w, "score");
        json_decimal(&w, h->score, 4);
        json_object_end(&w);
        buf_add_c(&r->out, '\n');
    }
    buf_release(&party);
    buf_release(&entry);
}

static enum seine_status on_party(void *context, const struct store_party *p,
                                  struct seine_error *err)
{
    struct run *r = context;
    struct screen_subject subject = {.name = p->name, .country = p->country, .address = STR_EMPTY};
    const struct screen_hit *hits;
    size_t n, total;
    uint32_t value;
    bool is_first;
    struct buf key;
    buf_init(&key, 64);
    pipeline_party_key(&key, p->name, p->country);
    enum seine_status status =
        map_get_or_set(&r->seen, str_hash(buf_str(&key)), 1, &value, &is_first);
    buf_release(&key);
    if (status == SEINE_OK && !is_first)
        return SEINE_OK;
    r->n_parties++;
    if (status == SEINE_OK)
        status = screen_query(r->index, &subject,
                              r->o->threshold > 0 ? r->o->threshold : SCREEN_THRESHOLD, 0,
                              r->scratch, &hits, &n, &total);
    if (status != SEINE_OK)
        return error_set(err, status, "cannot screen a party: %s", status_name(status));
    for (size_t i = 0; i < n && status == SEINE_OK; i++) {
        bool is_cleared = false;
        if (!r->is_new[hits[i].entity])
            continue;
        status = pipeline_is_cleared(r->store, &r->after, &r->after.entities.v[hits[i].entity],
                                     p->name, p->country, &is_cleared, err);
        if (status == SEINE_OK && !is_cleared) {
            print_hit(r, p, &hits[i]);
            r->n_hits++;
        }
    }
    return status;
}

static enum seine_status prepare(struct run *r, struct seine_error *err)
{
    enum seine_status status =
        screen_open(r->o->previous.v, r->o->previous.n, NULL, NULL, &r->before, NULL, err);
    if (status == SEINE_OK)
        status = screen_open(r->o->watchlists.v, r->o->watchlists.n, NULL, NULL, &r->after,
                             &r->index, err);
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
    if (status == SEINE_OK && (status = screen_scratch_new(r->index, &r->scratch)) != SEINE_OK)
        error_set(err, status, "out of memory while screening");
    return status == SEINE_OK ? store_open_existing(r->o->db, &r->store, err) : status;
}

static int run_rescreen(const void *options, const struct cli_texts *arguments)
{
    struct run r = {.o = options};
    struct seine_error err = {0};
    size_t counts[3] = {0, 0, 0};
    if (arguments->n || !r.o->db || !r.o->watchlists.n)
        return cli_wrong(cli_find("rescreen"), "give --db FILE and --watchlist NEW");
    list_set_init(&r.before);
    list_set_init(&r.after);
    map_init(&r.seen);
    buf_init(&r.out, LIMIT_REPORT);
    enum seine_status status = prepare(&r, &err);
    if (status == SEINE_OK)
        status = store_each_party(r.store, on_party, &r, &err);
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
    screen_scratch_free(r.scratch);
    screen_index_free(r.index);
    mem_free(r.is_new);
    mem_free(r.deltas);
    buf_release(&r.out);
    map_release(&r.seen);
    list_set_release(&r.before);
    list_set_release(&r.after);
    return code;
}

#define AT(field) offsetof(struct rescreen_options, field)
static const struct cli_option table[] = {
    {"db", 'd', CLI_TEXT, AT(db), "FILE", "the memory of the scans", NULL, 0, 0},
    {"watchlist", 'w', CLI_TEXTS, AT(watchlists), "NEW", "the lists as they are now", NULL, 0, 0},
    {"previous", 0, CLI_TEXTS, AT(previous), "OLD",
     "the lists as they were; without it every entry is new", NULL, 0, 0},
    {"threshold", 't', CLI_DECIMAL, AT(threshold), "SCORE", "least score of a match (0.70)", NULL,
     0.01, 1},
    {"format", 'f', CLI_CHOICE, AT(format), "FORMAT", "how to print", formats, 0, 0},
    CLI_COMMON_OPTIONS(struct rescreen_options)};
static const char *const examples[] = {
    "seine rescreen --db seine.db --watchlist new/sdn.csv --previous old/sdn.csv", NULL};
const struct cli_command cmd_rescreen = {
    "rescreen",
    "--db FILE --watchlist NEW [--previous OLD]",
    "screen the parties of earlier scans against what is new on the lists",
    "Compares two versions of the lists and prints which of the parties kept in FILE match an "
    "entry "
    "that was added or changed. Pairs that were cleared with seine decide are left out while the "
    "entry stays as it was.",
    table,
    sizeof(struct rescreen_options),
    run_rescreen,
    examples};
