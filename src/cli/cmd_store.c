/* cli/cmd_store.c - `seine store`: checking, copying and pruning the memory of the scans. */
#include "cli/cli.h"
#include "store/audit.h"
#include "store/care.h"
#include "store/views.h"

#include <stddef.h>
#include <string.h>
#include <time.h>

struct store_options {
    struct cli_common common;
    const char *db, *before;
    int64_t days;
    bool force, rehearse;
};

enum action { CHECK, BACKUP, RESTORE, PRUNE, N_ACTIONS };
static const char *const actions[N_ACTIONS] = {"check", "backup", "restore", "prune"};

/* The copy, with the views that wait in the journal of what is copied: read before it, so that
 * what is moved into the store meanwhile is known there. */
static enum seine_status copy_with_views(struct store *s, const char *to, struct seine_error *err)
{
    struct store *target = NULL;
    struct buf lines;
    buf_init(&lines, STORE_VIEWS_MAX);
    enum seine_status status = store_views_read(s, &lines, err);
    if (status == SEINE_OK)
        status = store_copy(s, to, err);
    if (status == SEINE_OK && lines.n > 0) {
        status = store_open_existing(to, &target, err);
        if (status == SEINE_OK)
            status = store_views_add(target, buf_str(&lines), err);
        store_close(target);
    }
    buf_release(&lines);
    return status;
}

/* Copies a store that holds onto a file that is not there, or may be replaced. */
static enum seine_status copy(const struct store_options *o, const char *from, const char *to,
                              struct seine_error *err)
{
    struct store *s = NULL;
    bool is_there = false;
    enum seine_status status = o->force ? SEINE_OK : store_is_there(to, &is_there, err);
    if (is_there) {
        struct buf shown;
        buf_init(&shown, LIMIT_TEXT);
        store_shown(to, &shown);
        error_at(err, shown.p, 0, 0);
        buf_release(&shown);
        return error_set(err, SEINE_CONFLICT, "is there already; --force replaces it");
    }
    if (status == SEINE_OK)
        status = store_open_existing(from, &s, err);
    if (status == SEINE_OK)
        status = store_check(s, err);
    if (status == SEINE_OK)
        status = copy_with_views(s, to, err);
    store_close(s);
    return status;
}

static enum seine_status restore(const struct store_options *o, const char *from,
                                 struct seine_error *err)
{
    struct store *s = NULL;
    char user[256];
    struct buf shown;
    buf_init(&shown, LIMIT_TEXT);
    store_shown(from, &shown);
    struct store_audit row = {.by = str_of(cli_user(user, sizeof user)),
                              .what = STR("restore"),
                              .object = buf_str(&shown)};
    enum seine_status status = copy(o, from, o->db, err);
    if (status == SEINE_OK)
        status = store_open_existing(o->db, &s, err);
    if (status == SEINE_OK)
        status = store_put_audit(s, &row, err);
    if (status == SEINE_OK) /* of what was there before: it was seen all the same */
        status = store_views_move(s, err);
    store_close(s);
    buf_release(&shown);
    return status;
}

static bool is_day(const char *text, int32_t *ret)
{
    int32_t second;
    return date_parse(str_of(text), ret, &second);
}

static enum seine_status prune(const struct store_options *o, struct store *s,
                               struct seine_error *err)
{
    struct store_pruned p;
    int32_t day = (int32_t)((int64_t)time(NULL) / 86400 - o->days);
    char user[256];
    if (o->before)
        (void)is_day(o->before, &day);
    store_act_as(s, str_of(cli_user(user, sizeof user)));
    enum seine_status status = store_prune(s, day, o->rehearse, &p, err);
    if (status == SEINE_OK && !o->rehearse)
        status = store_compact(s, err);
    if (status == SEINE_OK && !o->common.quiet)
        cli_say("%s: %llu closed cases and %llu records%s", store_name(s),
                (unsigned long long)p.cases, (unsigned long long)p.records,
                o->rehearse ? " would be forgotten" : " forgotten");
    return status;
}

static enum seine_status on_store(const struct store_options *o, enum action action,
                                  struct seine_error *err)
{
    struct store *s = NULL;
    enum seine_status status = store_open_existing(o->db, &s, err);
    if (status == SEINE_OK && action == CHECK)
        status = store_check(s, err);
    else if (status == SEINE_OK)
        status = prune(o, s, err);
    if (status == SEINE_OK && action == CHECK && !o->common.quiet)
        cli_say("%s: the store and its audit hold", store_name(s));
    store_close(s);
    return status;
}

static const char *what_is_missing(const struct store_options *o, enum action action,
                                   const struct cli_texts *arguments)
{
    bool copies = action == BACKUP || action == RESTORE;
    if (action == N_ACTIONS)
        return "give one of check, backup, restore and prune";
    if (!o->db)
        return "--db STORE is needed";
    if (arguments->n != (copies ? 2u : 1u))
        return copies ? "give the store to copy to or from" : "check and prune take no file";
    if (action == PRUNE && !o->before == !o->days)
        return "prune needs one of --before DATE and --older-than DAYS";
    int32_t day;
    if (o->before && !is_day(o->before, &day))
        return "--before takes a day, such as 2026-01-31";
    return NULL;
}

static int run_store(const void *options, const struct cli_texts *arguments)
{
    const struct store_options *o = options;
    struct seine_error err = {0};
    enum action action = arguments->n > 0 ? CHECK : N_ACTIONS;
    while (action < N_ACTIONS && strcmp(arguments->v[0], actions[action]) != 0)
        action++;
    const char *missing = what_is_missing(o, action, arguments);
    if (missing)
        return cli_wrong(cli_find("store"), "%s", missing);
    enum seine_status status = action == BACKUP    ? copy(o, o->db, arguments->v[1], &err)
                               : action == RESTORE ? restore(o, arguments->v[1], &err)
                                                   : on_store(o, action, &err);
    return status == SEINE_OK ? CLI_DONE : cli_fail(&err);
}

#define AT(field) offsetof(struct store_options, field)
static const struct cli_option table[] = {
    {"db", 'd', CLI_TEXT, AT(db), "STORE", CLI_STORE, NULL, 0, 0},
    {"force", 0, CLI_FLAG, AT(force), NULL, "backup, restore: replace what is there", NULL, 0, 0},
    {"before", 0, CLI_TEXT, AT(before), "DATE", "prune: forget what ended before that day", NULL, 0,
     0},
    {"older-than", 0, CLI_NUMBER, AT(days), "DAYS", "prune: the same, counted back from today",
     NULL, 1, 100000},
    {"rehearse", 0, CLI_FLAG, AT(rehearse), NULL, "prune: say what would go, and keep it", NULL, 0,
     0},
    CLI_COMMON_OPTIONS(struct store_options)};

static const char *const examples[] = {
    "seine store check --db seine.db",
    "seine store backup --db seine.db seine-2026-11-24.db",
    "seine store restore --db seine.db seine-2026-11-24.db --force",
    "seine store backup --db postgresql://ann@db.example/seine seine-2026-11-24.db",
    "seine store prune --db seine.db --older-than 1825 --rehearse",
    NULL};

const struct cli_command cmd_store = {
    "store",
    "check | backup TO | restore FROM | prune",
    "check, copy and prune the memory of the scans",
    "check looks through the file, its references and the chain of its audit; the files of a "
    "PostgreSQL server are the server's to check.\n\n"
    "backup copies the store as it stands at one moment, while others go on reading and writing; "
    "restore puts such a copy back. Both check what they copy first, and replace a store in one "
    "transaction, so a server that has it open sees the old or the new one. What was shown while a "
    "scan wrote, and waits to be in the audit, is in the copy's. Each of the two can be a "
    "file or postgresql://USER@HOST/DATABASE, so that a store can move between them.\n\n"
    "prune forgets what is too old: cases that were cleared or released and ended before the day, "
    "with what was to be told of them, and documents, with all their versions, issued before it "
    "that no kept case rests on. Open and undecided cases, also those that are no longer found, "
    "list versions and the audit stay; what went is a row of the audit. Later scans do not know "
    "what was forgotten.",
    table,
    sizeof(struct store_options),
    run_store,
    examples};
