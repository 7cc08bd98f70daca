/* cli/cmd_decide.c - `seine decide`: somebody has looked at a party and a listed entry. */
#include "cli/cli.h"
#include "pipeline/pipeline.h"
#include "screen/screen.h"

#include <stddef.h>
#include <string.h>
#include <time.h>

struct decide_options {
    struct cli_common common;
    const char *db, *party, *entity, *reason, *by;
    struct cli_texts watchlists;
    int verdict;
};

static const char *const verdicts[] = {"open", "cleared", "confirmed", NULL};
enum { OPEN, CLEARED, CONFIRMED };

static const struct listed_entity *find(const struct list_set *set, struct str wanted)
{
    struct buf key;
    const struct listed_entity *found = NULL;
    buf_init(&key, LIMIT_TEXT);
    for (size_t i = 0; i < set->entities.n && !found; i++) {
        buf_reset(&key);
        pipeline_entry_key(&key, set, &set->entities.v[i]);
        if (str_is(buf_str(&key), wanted))
            found = &set->entities.v[i];
    }
    buf_release(&key);
    return found;
}

static enum seine_status keep(const struct decide_options *o, const struct listed_entity *e,
                              struct seine_error *err)
{
    struct store *s = NULL;
    struct buf at;
    int64_t now = (int64_t)time(NULL);
    char user[256];
    const char *by = o->by ? o->by : cli_user(user, sizeof user);
    buf_init(&at, 64);
    buf_add_date_time(&at, (int32_t)(now / 86400), (int32_t)(now % 86400));
    enum seine_status status = store_open_existing(o->db, &s, err);
    if (status == SEINE_OK)
        status = pipeline_has_party(s, str_of(o->party), err);
    if (status == SEINE_OK)
        status = store_begin(s, err);
    struct store_decision d = {.subject = str_of(o->party),
                               .object = str_of(o->entity),
                               .verdict = str_of(verdicts[o->verdict]),
                               .reason = str_of(o->reason),
                               .by = str_of(by),
                               .at = buf_str(&at),
                               .entity_hash = e->content_hash};
    if (status == SEINE_OK)
        status = store_put_decision(s, &d, err);
    if (status == SEINE_OK)
        status = store_commit(s, err);
    store_close(s);
    buf_release(&at);
    return status;
}

static bool is_complete(const struct decide_options *o)
{
    return o->db && o->party && o->entity && o->reason && o->watchlists.n;
}

static int run_decide(const void *options, const struct cli_texts *arguments)
{
    const struct decide_options *o = options;
    struct list_set set;
    struct seine_error err = {0};
    if (arguments->n || !is_complete(o))
        return cli_wrong(cli_find("decide"),
                         "give --db, --party, --entity, --watchlist and --reason");
    list_set_init(&set);
    enum seine_status status =
        screen_open(o->watchlists.v, o->watchlists.n, NULL, &set, NULL, &err);
    const struct listed_entity *e = status == SEINE_OK ? find(&set, str_of(o->entity)) : NULL;
    if (status == SEINE_OK && !e)
        status = error_set(
            &err, SEINE_NOT_FOUND,
            "no entry '%s' on these lists; it is named LIST/ID, as rescreen names it", o->entity);
    if (status == SEINE_OK)
        status = keep(o, e, &err);
    list_set_release(&set);
    if (status != SEINE_OK)
        return cli_fail(&err);
    if (!o->common.quiet)
        cli_say("%s and %s: %s%s", o->party, o->entity, verdicts[o->verdict],
                o->verdict == CLEARED ? ", until the entry changes" : "");
    return CLI_DONE;
}

#define AT(field) offsetof(struct decide_options, field)
static const struct cli_option table[] = {
    {"db", 'd', CLI_TEXT, AT(db), "STORE", CLI_STORE, NULL, 0, 0},
    {"party", 'p', CLI_TEXT, AT(party), "KEY", "the party, as rescreen names it (P-...)", NULL, 0,
     0},
    {"entity", 'e', CLI_TEXT, AT(entity), "LIST/ID", "the listed entry", NULL, 0, 0},
    {"watchlist", 'w', CLI_TEXTS, AT(watchlists), "PATH", "the list it stands on", NULL, 0, 0},
    {"verdict", 0, CLI_CHOICE, AT(verdict), "VERDICT", "what was found (open)", verdicts, 0, 0},
    {"reason", 'r', CLI_TEXT, AT(reason), "TEXT", "why", NULL, 0, 0},
    {"by", 0, CLI_TEXT, AT(by), "NAME", "who decided (the user's name)", NULL, 0, 0},
    CLI_COMMON_OPTIONS(struct decide_options)};
static const char *const examples[] = {
    "seine decide -d s.db -w un.xml -p PARTY -e un/KPe.058 --verdict cleared -r why", NULL};
const struct cli_command cmd_decide = {
    "decide",
    "--db STORE --party KEY --entity LIST/ID ...",
    "keep what somebody found out about a party and a listed entry",
    "Keeps a decision with its reason, who took it and when. A party that is cleared of an entry "
    "is "
    "not matched to it by later scans and screenings with the same --db, until the entry's content "
    "changes. The latest decision counts: \"open\" takes an earlier one back.",
    table,
    sizeof(struct decide_options),
    run_decide,
    examples};
