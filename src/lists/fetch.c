/* lists/fetch.c - the publishers' own files: where they are, and how versions are kept.
 *
 *   download ─► NAME/.part/ ─► its reader accepts it? ─► lost too much? ─► NAME/DATE-HASH/ ─►
 * current
 *
 * Each arrow may end the run; nothing that counts has changed by then. `current` is replaced by a
 * rename, so that there is never a moment without a version. */
#include "lists/internal.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *const ofac_sdn[] = {
    "https://sanctionslistservice.ofac.treas.gov/api/PublicationPreview/exports/SDN.CSV",
    "https://sanctionslistservice.ofac.treas.gov/api/PublicationPreview/exports/ADD.CSV",
    "https://sanctionslistservice.ofac.treas.gov/api/PublicationPreview/exports/ALT.CSV",
    "https://sanctionslistservice.ofac.treas.gov/api/PublicationPreview/exports/SDN_COMMENTS.CSV",
    NULL};
static const char *const ofac_cons[] = {
    "https://sanctionslistservice.ofac.treas.gov/api/PublicationPreview/exports/CONS_PRIM.CSV",
    "https://sanctionslistservice.ofac.treas.gov/api/PublicationPreview/exports/CONS_ADD.CSV",
    "https://sanctionslistservice.ofac.treas.gov/api/PublicationPreview/exports/CONS_ALT.CSV",
    "https://sanctionslistservice.ofac.treas.gov/api/PublicationPreview/exports/CONS_COMMENTS.CSV",
    NULL};
static const char *const un[] = {"https://scsanctions.un.org/resources/xml/en/consolidated.xml",
                                 NULL};
static const char *const us_csl[] = {
    "https://data.trade.gov/downloadable_consolidated_screening_list/v1/consolidated.csv", NULL};
static const char *const eu[] = {"https://webgate.ec.europa.eu/fsd/fsf/public/files/"
                                 "csvFullSanctionsList_1_1/content?token=dG9rZW4tMjAxNw",
                                 NULL};
static const char *const uk[] = {"https://sanctionslist.fcdo.gov.uk/docs/UK-Sanctions-List.csv",
                                 NULL};

static const char *const sdn_files[] = {"sdn.csv", "add.csv", "alt.csv", "sdn_comments.csv", NULL};
static const char *const cons_files[] = {"cons_prim.csv", "cons_add.csv", "cons_alt.csv",
                                         "cons_comments.csv", NULL};
static const char *const un_files[] = {"un.xml", NULL};
static const char *const eu_files[] = {"eu.csv", NULL};
static const char *const uk_files[] = {"uk.csv", NULL};
static const char *const csl_files[] = {"consolidated.csv", NULL};

static const struct list_source sources[] = {
    {"ofac-sdn", "US Treasury, OFAC", "Specially Designated Nationals", "ofac-csv", ofac_sdn,
     sdn_files},
    {"ofac-cons", "US Treasury, OFAC", "Consolidated non-SDN lists", "ofac-csv", ofac_cons,
     cons_files},
    {"un", "United Nations Security Council", "Consolidated list", "un-xml", un, un_files},
    {"eu", "European Commission", "Consolidated list of financial sanctions", "eu-csv", eu,
     eu_files},
    {"uk", "Foreign, Commonwealth and Development Office", "UK Sanctions List", "uk-csv", uk,
     uk_files},
    {"us-csl", "US Departments of Commerce, State and the Treasury", "Consolidated Screening List",
     "csl-csv", us_csl, csl_files},
};

const struct list_source *list_sources(size_t *ret_n)
{
    *ret_n = sizeof sources / sizeof *sources;
    return sources;
}

enum seine_status list_version_check(const struct list_set *before, const struct list_set *after,
                                     struct seine_error *err)
{
    struct list_delta *deltas = NULL;
    size_t n = 0, lost = 0;
    enum seine_status status = list_set_diff(before, after, &deltas, &n);
    if (status != SEINE_OK)
        return error_set(err, status, "out of memory while comparing lists");
    for (size_t i = 0; i < n; i++)
        lost += deltas[i].change == LIST_REMOVED;
    mem_free(deltas);
    if (lost * 5 > before->entities.n)
        return error_set(err, SEINE_CONFLICT,
                         "%zu of %zu entries would be lost, more than 20 %%; look at it, then "
                         "fetch with --force",
                         lost, before->entities.n);
    return SEINE_OK;
}

/* The places of one source. */
struct places {
    struct buf home, part, version; /* version: that counts now, "" if there is none */
    struct buf file, known;         /* scratch */
};

static void places_init(struct places *p, const char *folder, const char *name)
{
    struct buf text;
    buf_init(&p->home, 4096);
    buf_init(&p->part, 4096);
    buf_init(&p->version, 4096);
    buf_init(&p->file, 8192);
    buf_init(&p->known, 8192);
    buf_init(&text, 4096);
    buf_add_f(&p->home, "%s/%s", folder, name);
    buf_add_f(&p->part, "%s/.part", p->home.p);
    buf_add_f(&p->file, "%s/current", p->home.p);
    struct str current = list_small_file(p->file.p, &text);
    if (current.n)
        buf_add_f(&p->version, "%s/" STR_FMT, p->home.p, STR_ARG(current));
    buf_release(&text);
}

static void places_release(struct places *p)
{
    buf_release(&p->home);
    buf_release(&p->part);
    buf_release(&p->version);
    buf_release(&p->file);
    buf_release(&p->known);
}

static enum seine_status make_folder(const char *path, struct seine_error *err)
{
    if (mkdir(path, 0755) == 0 || errno == EEXIST)
        return SEINE_OK;
    return error_set(err, SEINE_IO, "%s: cannot make the folder: %s", path, strerror(errno));
}

/* Removes the files of the source and what belongs to them from a folder, and the folder. */
static void discard(const struct list_source *source, const char *folder)
{
    static const char *const endings[] = {"", ".part", ".tag"};
    struct buf path;
    buf_init(&path, 8192);
    for (const char *const *f = source->files; *f; f++)
        for (size_t i = 0; i < 3; i++) {
            buf_reset(&path);
            buf_add_f(&path, "%s/%s%s", folder, *f, endings[i]);
            (void)unlink(path.p);
        }
    (void)rmdir(folder);
    buf_release(&path);
}

static enum seine_status download(const struct list_source *source, struct places *p,
                                  const struct progress *progress, bool *ret_all_known,
                                  struct seine_error *err)
{
    enum seine_status status = SEINE_OK;
    *ret_all_known = true;
    for (size_t i = 0; source->urls[i] && status == SEINE_OK; i++) {
        bool is_known = false;
        buf_reset(&p->file);
        buf_reset(&p->known);
        buf_add_f(&p->file, "%s/%s", p->part.p, source->files[i]);
        buf_add_f(&p->known, "%s/%s", p->version.n ? p->version.p : p->part.p, source->files[i]);
        status = list_transfer(source->urls[i], p->file.p, p->version.n ? p->known.p : NULL,
                               source->name, progress, &is_known, err);
        *ret_all_known = *ret_all_known && is_known;
    }
    return status;
}

/* Reads the files of one version one by one: a folder that begins with a dot would be left out. */
static enum seine_status read_version(struct list_set *set, const struct list_source *source,
                                      const char *folder, struct seine_error *err)
{
    struct buf path;
    buf_init(&path, 8192);
    buf_add_f(&path, "%s/%s", folder, source->files[0]);
    enum seine_status status = list_set_read(set, NULL, path.p, NULL, err);
    if (status == SEINE_OK)
        status = list_set_seal(set, err);
    buf_release(&path);
    return status;
}

/* What came must be what was asked for, and not a rump of it. */
static enum seine_status accept(const struct list_source *source, struct list_set *set,
                                const struct places *p, bool force, struct seine_error *err)
{
    enum seine_status status = read_version(set, source, p->part.p, err);
    if (status != SEINE_OK) {
        error_context(err, "what came from the publisher of '%s' is not kept", source->name);
        return status;
    }
    for (size_t i = 0; i < set->lists.n; i++)
        if (!str_is(set->lists.v[i].format, str_of(source->format)))
            status = SEINE_FORMAT;
    if (status != SEINE_OK || set->entities.n == 0)
        return error_set(err, SEINE_FORMAT, "what came from the publisher of '%s' is no %s list",
                         source->name, source->format);
    if (force || p->version.n == 0)
        return SEINE_OK;
    struct list_set before;
    struct seine_error ignored = {0};
    list_set_init(&before);
    if (read_version(&before, source, p->version.p, &ignored) == SEINE_OK)
        status = list_version_check(&before, set, err);
    list_set_release(&before);
    return status;
}

static void version_name(const struct list_set *set, struct buf *out)
{
    uint64_t hash = 0;
    struct str date = STR_EMPTY;
    for (size_t i = 0; i < set->lists.n; i++) {
        hash += set->lists.v[i].hash;
        if (str_compare(set->lists.v[i].date, date) > 0)
            date = set->lists.v[i].date;
    }
    buf_add_f(out, STR_FMT "-%016llx", STR_ARG(date.n ? date : STR("undated")),
              (unsigned long long)hash);
}

/* Moves .part to its version and points `current` at it. */
static enum seine_status put_in_place(const struct list_source *source, struct places *p,
                                      const struct list_set *set, bool *ret_is_new,
                                      struct seine_error *err)
{
    struct buf name, path;
    buf_init(&name, 256);
    buf_init(&path, 8192);
    version_name(set, &name);
    buf_add_f(&path, "%s/%s", p->home.p, name.p);
    enum seine_status status = SEINE_OK;
    *ret_is_new = !str_is(buf_str(&path), buf_str(&p->version));
    if (*ret_is_new)
        discard(source, path.p); /* an older version that has come back */
    if (!*ret_is_new)
        discard(source, p->part.p);
    else if (rename(p->part.p, path.p) != 0)
        status = error_set(err, SEINE_IO, "%s: cannot put in place: %s", path.p, strerror(errno));
    buf_reset(&p->file);
    buf_add_f(&p->file, "%s/current", p->home.p);
    buf_add_c(&name, '\n');
    if (status == SEINE_OK)
        status = list_write_small_file(p->file.p, buf_str(&name), err);
    if (status == SEINE_OK) {
        buf_reset(&p->version);
        buf_add(&p->version, buf_str(&path));
    }
    buf_release(&name);
    buf_release(&path);
    return status;
}

enum seine_status list_fetch(const struct list_source *source, const char *folder, bool force,
                             const struct progress *progress, struct str *ret_path,
                             bool *ret_is_new, struct arena *arena, struct seine_error *err)
{
    struct places p;
    struct list_set set;
    bool ok = true, is_known = false;
    places_init(&p, folder, source->name);
    list_set_init(&set);
    *ret_is_new = false;
    enum seine_status status = make_folder(folder, err);
    if (status == SEINE_OK)
        status = make_folder(p.home.p, err);
    if (status == SEINE_OK)
        status = make_folder(p.part.p, err);
    if (status == SEINE_OK)
        status = download(source, &p, progress, &is_known, err);
    if (status == SEINE_OK && is_known) {
        discard(source, p.part.p);
    } else if (status == SEINE_OK) {
        status = accept(source, &set, &p, force, err);
        if (status == SEINE_OK)
            status = put_in_place(source, &p, &set, ret_is_new, err);
        else
            discard(source, p.part.p);
    }
    if (status == SEINE_OK)
        *ret_path = arena_str(arena, buf_str(&p.version), &ok);
    list_set_release(&set);
    places_release(&p);
    return ok ? status : error_set(err, SEINE_NOMEM, "out of memory while fetching lists");
}
