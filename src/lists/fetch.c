/* lists/fetch.c - the publishers' own files over HTTPS. A file is written beside its place, read by
 * the reader of its format, and only then takes the place of the last version. */
#include "lists/internal.h"

#include <curl/curl.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

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
static const char *const uk[] = {
    "https://ofsistorage.blob.core.windows.net/publishlive/2022format/ConList.csv", NULL};

static const struct list_source sources[] = {
    {"ofac-sdn", "US Treasury, OFAC", "Specially Designated Nationals", ofac_sdn},
    {"ofac-cons", "US Treasury, OFAC", "Consolidated non-SDN lists", ofac_cons},
    {"un", "United Nations Security Council", "Consolidated list", un},
    {"eu", "European Commission", "Consolidated list of financial sanctions", eu},
    {"uk", "HM Treasury, OFSI", "Consolidated list of asset freeze targets", uk},
    {"us-csl", "US Departments of Commerce, State and the Treasury", "Consolidated Screening List",
     us_csl},
};

const struct list_source *list_sources(size_t *ret_n)
{
    *ret_n = sizeof sources / sizeof *sources;
    return sources;
}

struct transfer {
    const struct progress *progress;
    const char *name;
};

static int on_progress(void *context, curl_off_t total, curl_off_t now, curl_off_t up_total,
                       curl_off_t up_now)
{
    const struct transfer *t = context;
    (void)up_total;
    (void)up_now;
    progress_update(t->progress, t->name, (uint64_t)now, (uint64_t)total, "bytes");
    return 0;
}

/* One file to path; continues a part that a broken run left. */
static enum seine_status download(const char *url, const char *path, struct transfer *t,
                                  struct seine_error *err)
{
    CURL *curl = curl_easy_init();
    FILE *file = fopen(path, "ab");
    long code = 0;
    enum seine_status status = SEINE_OK;
    if (!curl || !file) {
        status = file ? error_set(err, SEINE_NOMEM, "out of memory while fetching %s", url)
                      : error_set(err, SEINE_IO, "%s: cannot write: %s", path, strerror(errno));
    } else {
        fseek(file, 0, SEEK_END);
        curl_easy_setopt(curl, CURLOPT_URL, url);
        curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "https");
        curl_easy_setopt(curl, CURLOPT_REDIR_PROTOCOLS_STR, "https");
        curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 1L);
        curl_easy_setopt(curl, CURLOPT_MAXREDIRS, 5L);
        curl_easy_setopt(curl, CURLOPT_FAILONERROR, 1L);
        curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, 20L);
        curl_easy_setopt(curl, CURLOPT_LOW_SPEED_LIMIT, 100L);
        curl_easy_setopt(curl, CURLOPT_LOW_SPEED_TIME, 60L);
        curl_easy_setopt(curl, CURLOPT_MAXFILESIZE_LARGE, (curl_off_t)LIMIT_LIST_FILE);
        curl_easy_setopt(curl, CURLOPT_USERAGENT, "seine/" SEINE_VERSION);
        curl_easy_setopt(curl, CURLOPT_WRITEDATA, file);
        curl_easy_setopt(curl, CURLOPT_RESUME_FROM_LARGE, (curl_off_t)ftell(file));
        curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
        curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, on_progress);
        curl_easy_setopt(curl, CURLOPT_XFERINFODATA, t);
        CURLcode result = curl_easy_perform(curl);
        curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &code);
        if (result != CURLE_OK)
            status = error_set(err, SEINE_IO,
                               "cannot fetch %s: %s; give a folder of lists with --watchlist, or "
                               "use data/lists/dprk.csv",
                               url, curl_easy_strerror(result));
    }
    if (file && fclose(file) != 0 && status == SEINE_OK)
        status = error_set(err, SEINE_IO, "%s: cannot write: %s", path, strerror(errno));
    curl_easy_cleanup(curl);
    return status;
}

static bool make_folder(const char *path, struct seine_error *err)
{
    if (mkdir(path, 0755) == 0 || errno == EEXIST)
        return true;
    error_set(err, SEINE_IO, "%s: cannot make the folder: %s", path, strerror(errno));
    return false;
}

static const char *file_of(const char *url)
{
    const char *slash = strrchr(url, '/');
    return strstr(url, "csvFull") ? "eu-fsf.csv" : slash ? slash + 1 : url;
}

/* Reads what came; a list that its reader does not take is not kept. */
static enum seine_status check_folder(const char *folder, struct seine_error *err)
{
    struct list_set set;
    list_set_init(&set);
    enum seine_status status = list_set_read(&set, folder, NULL, err);
    if (status == SEINE_OK && set.entities.n == 0)
        status = error_set(err, SEINE_FORMAT, "%s: what came holds no entry", folder);
    list_set_release(&set);
    return status;
}

enum seine_status list_fetch(const struct list_source *source, const char *folder,
                             const struct progress *progress, struct str *ret_path,
                             struct arena *arena, struct seine_error *err)
{
    struct transfer t = {progress, source->name};
    struct buf part, whole, file;
    bool ok = true;
    enum seine_status status = SEINE_OK;
    buf_init(&part, 4096);
    buf_init(&whole, 4096);
    buf_init(&file, 8192);
    buf_add_f(&part, "%s/%s.part", folder, source->name);
    buf_add_f(&whole, "%s/%s", folder, source->name);
    if (!make_folder(folder, err) || !make_folder(part.p, err))
        status = SEINE_IO;
    for (const char *const *url = source->urls; *url && status == SEINE_OK; url++) {
        buf_reset(&file);
        buf_add_f(&file, "%s/%s", part.p, file_of(*url));
        status = download(*url, file.p, &t, err);
    }
    if (status == SEINE_OK)
        status = check_folder(part.p, err);
    if (status == SEINE_OK) {
        buf_reset(&file);
        buf_add_f(&file, "%s/%s.previous", folder, source->name);
        rename(whole.p, file.p); /* the first fetch has none */
        if (rename(part.p, whole.p) != 0)
            status =
                error_set(err, SEINE_IO, "%s: cannot put in place: %s", whole.p, strerror(errno));
    }
    if (status == SEINE_OK)
        *ret_path = arena_str(arena, buf_str(&whole), &ok);
    buf_release(&part);
    buf_release(&whole);
    buf_release(&file);
    return ok ? status : error_set(err, SEINE_NOMEM, "out of memory");
}
