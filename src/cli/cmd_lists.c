/* cli/cmd_lists.c - `seine lists`: what these lists are, and getting the publishers' own. */
#include "cli/lists.h"
#include "cli/output.h"
#include "screen/screen.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

struct lists_options {
    struct cli_common common;
    const char *into;
    const char *output;
    bool force;
    int format;
};

static const char *const formats[] = {"table", "json", NULL};

struct program {
    struct str name;
    size_t n; /* entries */
};
typedef VEC(struct program) programs;

/* Most entries first, then by name. */
static int program_order(const void *l, const void *r)
{
    const struct program *a = l, *b = r;
    return a->n != b->n ? (a->n > b->n ? -1 : 1) : str_compare(a->name, b->name);
}

static enum seine_status count_program(struct strtab *names, struct str name, programs *ret)
{
    uint32_t id;
    struct program new = {name, 0};
    enum seine_status status = strtab_add(names, name, &id);
    if (status != SEINE_OK || id == 0) /* 0 is the empty one */
        return status;
    if (id > ret->n && !VEC_PUSH(ret, new))
        return SEINE_NOMEM;
    ret->v[id - 1].n++;
    return SEINE_OK;
}

static enum seine_status programs_of(const struct list_set *set, uint32_t list, programs *ret)
{
    struct strtab names;
    enum seine_status status = strtab_init(&names);
    if (status != SEINE_OK)
        return status;
    for (size_t i = 0; i < set->entities.n; i++) {
        const struct listed_entity *e = &set->entities.v[i];
        for (size_t k = 0; e->list == list && k < e->n_programs && status == SEINE_OK; k++)
            status = count_program(&names, e->programs[k], ret);
    }
    strtab_release(&names);
    if (ret->n > 1)
        qsort(ret->v, ret->n, sizeof *ret->v, program_order);
    return status;
}

#define SHOWN_PROGRAMS 8

static bool has_versions(const struct list_set *set, uint32_t list)
{
    size_t n = 0;
    for (size_t i = 0; i < set->lists.n; i++)
        n += str_is(set->lists.v[i].key, set->lists.v[list].key);
    return n > 1;
}

static void one_table(struct buf *out, const struct list_set *set, uint32_t list)
{
    const struct list_info *l = &set->lists.v[list];
    programs p = {0};
    out->failed = out->failed ? out->failed : programs_of(set, list, &p);
    buf_add_shown(out, l->name);
    buf_add_z(out, "\n  key ");
    buf_add_shown(out, l->key);
    buf_add_z(out, ", date ");
    buf_add_shown(out, l->date.n ? l->date : STR("not stated"));
    buf_add_f(out, ", format " STR_FMT ", version %016llx\n", STR_ARG(l->format),
              (unsigned long long)l->hash);
    buf_add_f(out, "  %zu entries, %zu names%s; from " STR_FMT "\n", l->n_entities, l->n_names,
              !has_versions(set, list) ? ""
              : l->publisher.n         ? ", beside another version"
                                       : ", beside another list of this name",
              STR_ARG(l->source));
    if (l->unread.n)
        buf_add_f(out, "  " STR_FMT "\n", STR_ARG(l->unread));
    for (size_t i = 0; i < p.n && i < SHOWN_PROGRAMS; i++) {
        buf_add_z(out, i ? ", " : "  programmes: ");
        buf_add_shown(out, p.v[i].name);
        buf_add_f(out, " %zu", p.v[i].n);
    }
    if (p.n > SHOWN_PROGRAMS)
        buf_add_f(out, " and %zu more", p.n - SHOWN_PROGRAMS);
    buf_add_z(out, p.n ? "\n" : "");
    VEC_RELEASE(&p);
}

static void as_json(struct buf *out, const struct list_set *set)
{
    struct json_writer w;
    struct buf hash;
    buf_init(&hash, 64);
    json_writer_init(&w, out);
    json_array(&w);
    for (uint32_t i = 0; i < set->lists.n; i++) {
        const struct list_info *l = &set->lists.v[i];
        programs p = {0};
        out->failed = out->failed ? out->failed : programs_of(set, i, &p);
        buf_reset(&hash);
        buf_add_f(&hash, "%016llx", (unsigned long long)l->hash);
        json_object(&w);
        json_member(&w, "key", l->key);
        json_member(&w, "name", l->name);
        json_member(&w, "publisher", l->publisher);
        json_member(&w, "date", l->date);
        json_member(&w, "format", l->format);
        json_member(&w, "source", l->source);
        json_member(&w, "version", buf_str(&hash));
        json_member_count(&w, "entries", l->n_entities);
        json_member_count(&w, "names", l->n_names);
        json_member(&w, "unread", l->unread);
        json_key(&w, "programmes");
        json_object(&w);
        for (size_t k = 0; k < p.n; k++) {
            struct buf key;
            buf_init(&key, LIMIT_TEXT);
            buf_add(&key, p.v[k].name);
            json_member_count(&w, key.p, p.v[k].n);
            buf_release(&key);
        }
        VEC_RELEASE(&p);
        json_object_end(&w);
        json_object_end(&w);
    }
    json_array_end(&w);
    buf_add_c(out, '\n');
    buf_release(&hash);
}

static void say_faults(const struct lists_options *o, const struct list_set *set)
{
    if (!o->common.quiet)
        cli_lists_faults(set, o->common.verbose ? set->faults.n : 5);
}

static int show(const struct lists_options *o, const struct cli_texts *paths)
{
    struct list_set set;
    struct seine_error err = {0};
    struct buf out;
    int code = CLI_DONE;
    list_set_init(&set);
    buf_init(&out, LIMIT_REPORT);
    if (screen_open(paths->v, paths->n, NULL, &set, NULL, &err) != SEINE_OK) {
        code = cli_fail(&err);
    } else {
        for (uint32_t i = 0; i < set.lists.n && o->format == 0; i++)
            one_table(&out, &set, i);
        if (o->format == 1)
            as_json(&out, &set);
        say_faults(o, &set);
        if (buf_status(&out) != SEINE_OK)
            error_set(&err, buf_status(&out), "no room to tell what the lists are");
        code = buf_status(&out) != SEINE_OK      ? cli_fail(&err)
               : !cli_write(NULL, buf_str(&out)) ? CLI_UNREADABLE
               : set.faults.n                    ? CLI_QUARANTINED
                                                 : CLI_DONE;
    }
    buf_release(&out);
    list_set_release(&set);
    return code;
}

static int diff(const struct lists_options *o, const struct cli_texts *paths)
{
    struct list_set before, after;
    struct list_delta *deltas = NULL;
    struct seine_error err = {0};
    struct buf out;
    size_t n = 0;
    if (paths->n != 3)
        return cli_wrong(cli_find("lists"), "give two lists: diff OLD NEW");
    list_set_init(&before);
    list_set_init(&after);
    buf_init(&out, LIMIT_REPORT);
    enum seine_status status = screen_open(paths->v + 1, 1, NULL, &before, NULL, &err);
    if (status == SEINE_OK)
        status = screen_open(paths->v + 2, 1, NULL, &after, NULL, &err);
    if (status == SEINE_OK)
        cli_lists_align(&before, &after);
    if (status == SEINE_OK && (status = list_set_diff(&before, &after, &deltas, &n)) != SEINE_OK)
        error_set(&err, status, "out of memory while comparing lists");
    if (status == SEINE_OK)
        cli_lists_diff(&out, &before, &after, deltas, n, o->format == 1);
    say_faults(o, &before);
    say_faults(o, &after);
    int code = status != SEINE_OK               ? cli_fail(&err)
               : cli_write(NULL, buf_str(&out)) ? CLI_DONE
                                                : CLI_UNREADABLE;
    mem_free(deltas);
    buf_release(&out);
    list_set_release(&before);
    list_set_release(&after);
    return code;
}

static const struct list_source *find_source(const char *name)
{
    size_t n;
    const struct list_source *all = list_sources(&n);
    for (size_t i = 0; i < n; i++)
        if (strcmp(all[i].name, name) == 0)
            return &all[i];
    return NULL;
}

static int fetch_one(const struct lists_options *o, const struct list_source *source,
                     const struct progress *progress)
{
    struct arena arena;
    struct seine_error err = {0};
    struct str path;
    bool is_new;
    arena_init(&arena, 16 * MIB);
    enum seine_status status = list_fetch(source, o->into ? o->into : "lists", o->force, progress,
                                          &path, &is_new, &arena, &err);
    if (status == SEINE_OK && !o->common.quiet)
        cli_say("%s: %s " STR_FMT, source->name, is_new ? "fetched" : "nothing newer than",
                STR_ARG(path));
    int code = status == SEINE_OK ? CLI_DONE : cli_fail(&err);
    arena_release(&arena);
    return code;
}

static int fetch(const struct lists_options *o, const struct cli_texts *names)
{
    size_t n;
    const struct list_source *all = list_sources(&n);
    struct progress progress;
    int code = CLI_DONE;
    for (size_t i = 1; i < names->n; i++)
        if (!find_source(names->v[i])) {
            struct buf known;
            buf_init(&known, LIMIT_TEXT);
            for (size_t k = 0; k < n; k++)
                buf_add_f(&known, "%s%s", k ? ", " : "", all[k].name);
            code = cli_wrong(cli_find("lists"), "there is no source '%s'; known: %s", names->v[i],
                             known.p);
            buf_release(&known);
            return code;
        }
    struct terminal_progress *bar = terminal_progress_new(o->common.quiet, &progress);
    for (size_t i = 0; i < (names->n > 1 ? names->n - 1 : n); i++) {
        int one = fetch_one(o, names->n > 1 ? find_source(names->v[i + 1]) : &all[i], &progress);
        code = one != CLI_DONE ? one : code;
    }
    terminal_progress_free(bar);
    return code;
}

static int compile(const struct lists_options *o, const struct cli_texts *paths)
{
    struct list_set set;
    struct screen_index *index = NULL;
    struct seine_error err = {0};
    struct buf image;
    if (paths->n < 2 || !o->output)
        return cli_wrong(cli_find("lists"), "give lists and a file: compile PATH... --output FILE");
    const struct cli_texts read = {paths->v + 1, paths->n - 1};
    if (!cli_output_spares(&o->output, 1, &read, 1))
        return CLI_USAGE;
    list_set_init(&set);
    buf_init(&image, LIMIT_INDEX_IMAGE);
    enum seine_status status = screen_open(read.v, read.n, NULL, &set, &index, &err);
    if (status == SEINE_OK && (status = screen_image_write(index, &image)) != SEINE_OK)
        error_set(&err, status, "no memory for the compiled index");
    int code = status != SEINE_OK                      ? cli_fail(&err)
               : cli_write(o->output, buf_str(&image)) ? CLI_DONE
                                                       : CLI_UNREADABLE;
    if (code == CLI_DONE) {
        struct screen_index_stat stat = screen_index_stat(index);
        say_faults(o, &set);
        if (!o->common.quiet)
            cli_say("%s: %zu entries, %zu names, %zu bytes", o->output, stat.n_entities,
                    stat.n_names, image.n);
    }
    screen_index_free(index);
    list_set_release(&set);
    buf_release(&image);
    return code;
}

static int run_lists(const void *options, const struct cli_texts *arguments)
{
    if (arguments->n == 0)
        return cli_wrong(cli_find("lists"), "give list files or folders, or 'fetch'");
    if (strcmp(arguments->v[0], "fetch") == 0)
        return fetch(options, arguments);
    if (strcmp(arguments->v[0], "diff") == 0)
        return diff(options, arguments);
    if (strcmp(arguments->v[0], "compile") == 0)
        return compile(options, arguments);
    return show(options, arguments);
}

#define AT(field) offsetof(struct lists_options, field)
static const struct cli_option table[] = {
    {"format", 'f', CLI_CHOICE, AT(format), "FORMAT", "how to print", formats, 0, 0},
    {"into", 0, CLI_TEXT, AT(into), "FOLDER", "fetch: where to keep the lists (lists)", NULL, 0, 0},
    {"output", 'o', CLI_TEXT, AT(output), "FILE", "compile: the file to write", NULL, 0, 0},
    {"force", 0, CLI_FLAG, AT(force), NULL,
     "fetch: take a version that has lost more than 20 % of its entries", NULL, 0, 0},
    CLI_COMMON_OPTIONS(struct lists_options)};
static const char *const examples[] = {"seine lists data/lists/dprk.csv",
                                       "seine lists fetch",
                                       "seine lists fetch un ofac-sdn --into lists",
                                       "seine lists diff old/sdn.csv new/sdn.csv",
                                       "seine lists compile lists/ --output lists.index",
                                       NULL};
const struct cli_command cmd_lists = {
    "lists",
    "[fetch | diff | compile] PATH...",
    "say what lists these are, compare two versions, or fetch the publishers' own",
    "Reads watchlists in their publishers' formats (found by content) and prints their dates, "
    "entries, names and programmes. Of a list that is found in several versions an entry counts "
    "once, where the latest date has it, and one that a later version has dropped still counts: "
    "give the newest alone."
    "\n\nWith diff OLD NEW, prints the entries that the second has added, changed (and which "
    "fields) or "
    "delisted."
    "\n\nWith fetch [NAME...], downloads the lists of OFAC, the UN, the EU, the UK and the US "
    "Consolidated "
    "Screening List from their"
    " publishers over HTTPS. A list is checked by reading it before it replaces the last one; "
    "older versions are kept; a"
    " broken transfer is resumed."
    "\n\nWith compile PATH..., reads and indexes the lists once and keeps the result: every "
    "command takes "
    "that "
    "file as its one --watchlist and is ready in milliseconds. It belongs to the build of seine "
    "that made it; compile again after an update of either.",
    table,
    sizeof(struct lists_options),
    run_lists,
    examples};
