/* lists/read.c - which format is this, and reading a file or a folder of lists. */
#include "lists/internal.h"

#include <string.h>

#define HEAD 65536 /* bytes that the formats see */

/* The first that knows the file reads it: what says most about itself comes first. */
static const struct list_format formats[] = {
    {"un-xml", is_un_xml, read_un_xml},
    {"ofac-xml", is_ofac_xml, read_ofac_xml},
    {"eu-xml", is_eu_xml, read_eu_xml},
    {"csl-json", is_csl_json, read_csl_json},
    {"ofac-json", is_ofac_json, read_ofac_json},
    {"senzing", is_senzing, read_senzing},
    {"ftm", is_ftm, read_ftm},
    {"registry-json", is_registry, read_registry},
    {"ofac-csv", is_ofac_sdn, read_ofac_sdn},
    {"uk-csv", is_uk_csv, read_uk_csv},
    {"eu-csv", is_eu_csv, read_eu_csv},
    {"eu-journal", is_eu_journal, read_eu_journal},
    {"csl-csv", is_csl_csv, read_csl_csv},
    {"bis-dpl", is_bis_dpl, read_bis_dpl},
    {"ofac-table", is_ofac_table, read_ofac_table},
    {"table", is_table, read_table},
    {"lines", is_lines, read_lines},
};

/* What a path turned out to be. */
enum found { A_LIST, A_COMPANION, A_TABLE, NO_LIST };

static enum found found_by(const struct list_probe *p, const struct list_format *format)
{
    if (format)
        return A_LIST;
    return p->is_probed && p->what == PARTY_TABLE ? A_TABLE : NO_LIST;
}

/* Leaves the reader of the file's format in *ret, NULL if it has none that is known. */
static enum seine_status find_format(struct list_probe *p, const char *path,
                                     const struct list_format **ret, struct seine_error *err)
{
    *ret = NULL;
    for (size_t i = 0; p->ok && !*ret && i < sizeof formats / sizeof *formats; i++)
        if (formats[i].is(p))
            *ret = &formats[i];
    return p->ok ? SEINE_OK : error_set(err, SEINE_NOMEM, "out of memory while reading %s", path);
}

static void peek(struct input *in, struct list_probe *p)
{
    p->head = input_peek(in, HEAD);
    p->lines = p->head;
    while (p->head.n == HEAD && p->lines.n > 0 && p->lines.p[p->lines.n - 1] != '\n')
        p->lines.n--;
}

/* Nobody is found on a list without an entry, whatever the reason. */
static enum seine_status read_list(struct list_builder *b, const struct list_format *format,
                                   struct input *in, struct seine_error *err)
{
    size_t n_before = b->set->entities.n + b->set->faults.n;
    enum seine_status status = format->read(b, in, err);
    if (status == SEINE_OK && b->ok && b->set->entities.n + b->set->faults.n == n_before)
        status = list_builder_fault(b, 0, "is a list without an entry", err);
    return status;
}

static enum seine_status read_file(struct list_set *set, const struct geo *geo, const char *path,
                                   bool is_named, enum found *ret, struct seine_error *err)
{
    struct input *in = NULL;
    struct list_probe probe = {.is_named = is_named, .ok = true};
    const struct list_format *format = NULL;
    struct list_builder b;
    enum seine_status status = input_open(path, &in, err);
    if (status == SEINE_OK) {
        peek(in, &probe);
        status = find_format(&probe, path, &format, err);
    }
    *ret = found_by(&probe, format);
    list_builder_init(&b, set, geo, path);
    if (format)
        status = read_list(&b, format, in, err);
    else if (status == SEINE_OK && is_ofac_companion(probe.head))
        *ret = A_COMPANION;
    else if (status == SEINE_OK && input_foreign(probe.head))
        status = error_set(err, SEINE_FORMAT, "%s", input_foreign(probe.head));
    else if (status == SEINE_OK && is_named)
        status = list_refuse(&probe, err);
    if (status == SEINE_OK && !b.ok)
        status = error_set(err, SEINE_NOMEM, "out of memory while reading %s", path);
    error_at(status == SEINE_OK ? NULL : err, path, 0, 0);
    list_builder_release(&b);
    input_free(in);
    return status;
}

static enum seine_status note_fault(struct list_set *set, const struct geo *geo, const char *path,
                                    int64_t line, const char *reason, struct seine_error *err)
{
    struct list_builder b;
    list_builder_init(&b, set, geo, path);
    return list_builder_fault(&b, line, reason, err);
}

static enum seine_status read_one_of_many(struct list_set *set, const struct geo *geo,
                                          const char *path, size_t *n_lists,
                                          struct seine_error *err)
{
    enum found found;
    struct seine_error problem = {0};
    enum seine_status status = read_file(set, geo, path, false, &found, &problem);
    *n_lists += found == A_LIST;
    if (status == SEINE_NOMEM) {
        if (err)
            *err = problem;
        return status;
    }
    if (status != SEINE_OK)
        return note_fault(set, geo, path, problem.line, problem.message, err);
    const char *dot = strrchr(path, '.');
    bool is_document = dot && (strcmp(dot, ".md") == 0 || strcmp(dot, ".txt") == 0);
    if (found == A_TABLE)
        return note_fault(set, geo, path, 0,
                          "has names, but no column aliases, nor id and program: if it is a list, "
                          "give it itself, not its folder",
                          err);
    return found == NO_LIST && !is_document
               ? note_fault(set, geo, path, 0, "is no list of a known format", err)
               : SEINE_OK;
}

/* Folders of fetched lists keep every version and a file `current` with the name of the one that
 * counts. keep: FOLDER/VERSION/ of each. */
struct versions {
    VEC(struct str) folders; /* "lists/un/" */
    VEC(struct str) keep;    /* "lists/un/2026-02-27-.../" */
    struct arena arena;
};

static bool note_version(struct versions *v, const char *path)
{
    static const char name[] = "/current";
    size_t n = strlen(path), m = sizeof name - 1;
    struct buf text;
    bool ok = true;
    if (n <= m || strcmp(path + n - m, name) != 0)
        return true;
    buf_init(&text, 8192);
    struct str version = list_small_file(path, &text);
    if (version.n && str_find_byte(version, '/', 0) == SIZE_MAX) {
        struct buf keep;
        buf_init(&keep, 16384);
        buf_add_f(&keep, "%.*s" STR_FMT "/", (int)(n - m + 1), path, STR_ARG(version));
        struct str folder = arena_str(&v->arena, (struct str){path, n - m + 1}, &ok),
                   kept = arena_str(&v->arena, buf_str(&keep), &ok);
        ok = ok && VEC_PUSH(&v->folders, folder) && VEC_PUSH(&v->keep, kept);
        buf_release(&keep);
    }
    buf_release(&text);
    return ok;
}

static bool is_passed_over(const struct versions *v, const char *path)
{
    struct str s = str_of(path);
    if (s.n > 4 && strcmp(path + s.n - 4, ".tag") == 0)
        return true;
    for (size_t i = 0; i < v->folders.n; i++)
        if (str_starts(s, v->folders.v[i]) && !str_starts(s, v->keep.v[i]))
            return true;
    return false;
}

static enum seine_status read_folder(struct list_set *set, const struct geo *geo, char **paths,
                                     size_t n, const struct progress *progress, size_t *n_lists,
                                     struct seine_error *err)
{
    struct versions v = {0};
    enum seine_status status = SEINE_OK;
    arena_init(&v.arena, 64 * MIB);
    for (size_t i = 0; i < n && status == SEINE_OK; i++)
        if (!note_version(&v, paths[i]))
            status = error_set(err, SEINE_NOMEM, "out of memory while reading lists");
    for (size_t i = 0; i < n && status == SEINE_OK; i++) {
        if (!is_passed_over(&v, paths[i]))
            status = read_one_of_many(set, geo, paths[i], n_lists, err);
        progress_update(progress, "reading lists", i + 1, n, "files");
    }
    VEC_RELEASE(&v.folders);
    VEC_RELEASE(&v.keep);
    arena_release(&v.arena);
    return status;
}

static enum seine_status read_paths(struct list_set *set, const struct geo *geo, const char *path,
                                    const struct progress *progress, struct seine_error *err)
{
    char **paths = NULL;
    size_t n = 0, n_lists = 0;
    enum seine_status status = input_paths(path, &paths, &n, err);
    bool is_file = status == SEINE_OK && n == 1 && strcmp(paths[0], path) == 0;
    if (is_file) {
        enum found found;
        status = read_file(set, geo, path, true, &found, err);
        if (status == SEINE_OK && found == A_COMPANION) {
            error_at(err, path, 0, 0);
            status = error_set(err, SEINE_FORMAT,
                               "is a companion file; give the folder that has the main file too");
        }
        n_lists = 1;
    }
    if (status == SEINE_OK && !is_file)
        status = read_folder(set, geo, paths, n, progress, &n_lists, err);
    input_paths_free(paths, n);
    if (status == SEINE_OK && n_lists == 0) {
        error_at(err, path, 0, 0);
        return error_set(err, SEINE_NOT_FOUND, "no watchlist in this folder");
    }
    return status;
}

enum seine_status list_set_read(struct list_set *set, const struct geo *geo, const char *path,
                                const struct progress *progress, struct seine_error *err)
{
    struct geo *own = NULL;
    enum seine_status status = geo ? SEINE_OK : geo_open(&own, err);
    if (status == SEINE_OK)
        status = read_paths(set, geo ? geo : own, path, progress, err);
    geo_free(own);
    return status;
}
