/* lists/transfer.c - one file over HTTPS into one file on the disk.
 *
 *   PATH.part + PATH.tag (ETag or Last-Modified)  ─► Range, If-Range: goes on, or begins anew
 *   KNOWN     + KNOWN.tag                         ─► If-None-Match or If-Modified-Since: may stay
 *
 * A part without a tag is thrown away: nobody can tell what it is a part of. Plain HTTP is spoken
 * with 127.0.0.1 only, and redirects lead nowhere but to HTTPS. */
#include "lists/internal.h"

#include <curl/curl.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define MAX_SMALL_FILE 4096

struct str list_small_file(const char *path, struct buf *out)
{
    char text[MAX_SMALL_FILE];
    FILE *f = fopen(path, "rb");
    buf_reset(out);
    if (!f)
        return STR_EMPTY;
    size_t n = fread(text, 1, sizeof text, f);
    (void)fclose(f);
    buf_add(out, str_trim((struct str){text, n}));
    return buf_str(out);
}

enum seine_status list_write_small_file(const char *path, struct str text, struct seine_error *err)
{
    struct buf beside;
    buf_init(&beside, 8192);
    buf_add_f(&beside, "%s.new", path);
    FILE *f = fopen(beside.p, "wb");
    bool ok =
        f && fwrite(text.p, 1, text.n, f) == text.n && fflush(f) == 0 && fsync(fileno(f)) == 0;
    ok = f && fclose(f) == 0 && ok;
    ok = ok && rename(beside.p, path) == 0;
    buf_release(&beside);
    return ok ? SEINE_OK : error_set(err, SEINE_IO, "%s: cannot write: %s", path, strerror(errno));
}

struct transfer {
    CURL *curl;
    FILE *file; /* PATH.part, opened at the first byte */
    const char *part, *tag_path;
    struct buf tag; /* "ETag: ..." or "Last-Modified: ..." of what is coming */
    bool is_broken; /* the disk did not take it */
    uint64_t had;   /* bytes of the part before */
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

static size_t on_header(char *bytes, size_t size, size_t n, void *context)
{
    struct transfer *t = context;
    struct str line = str_trim((struct str){bytes, size * n});
    if (str_starts(line, STR("HTTP/")))
        buf_reset(&t->tag); /* the answer after a redirect */
    bool is_etag = str_starts_ci(line, STR("ETag:")),
         is_time = str_starts_ci(line, STR("Last-Modified:"));
    if (is_etag || (is_time && t->tag.n == 0)) {
        size_t colon = str_find_byte(line, ':', 0);
        buf_reset(&t->tag);
        buf_add_f(&t->tag, "%s " STR_FMT, is_etag ? "ETag:" : "Last-Modified:",
                  STR_ARG(str_trim(str_slice(line, colon + 1, line.n))));
    }
    return size * n;
}

/* 206 goes on behind the part; anything else that has a body is the file from its beginning. */
static size_t on_body(char *bytes, size_t size, size_t n, void *context)
{
    struct transfer *t = context;
    long code = 0;
    curl_easy_getinfo(t->curl, CURLINFO_RESPONSE_CODE, &code);
    if (!t->file) {
        t->file = fopen(t->part, code == 206 ? "ab" : "wb");
        if (t->file && t->tag.n)
            t->is_broken = list_write_small_file(t->tag_path, buf_str(&t->tag), NULL) != SEINE_OK;
        else
            (void)unlink(t->tag_path);
    }
    t->is_broken = t->is_broken || !t->file || fwrite(bytes, size, n, t->file) != n;
    return t->is_broken ? 0 : size * n;
}

static struct curl_slist *add_header(struct curl_slist *headers, const char *name, struct str value)
{
    struct buf line;
    buf_init(&line, 8192);
    buf_add_f(&line, "%s: " STR_FMT, name, STR_ARG(value));
    struct curl_slist *longer = curl_slist_append(headers, line.p);
    buf_release(&line);
    return longer ? longer : headers;
}

/* What the publisher is asked: only the rest, only if it changed, or all of it. */
static struct curl_slist *conditions(struct transfer *t, const char *known)
{
    struct curl_slist *headers = NULL;
    struct buf tag, path;
    buf_init(&tag, MAX_SMALL_FILE);
    buf_init(&path, 8192);
    struct str value = list_small_file(t->tag_path, &tag);
    t->had = input_path_size(t->part);
    bool is_etag = str_starts(value, STR("ETag: "));
    size_t at = is_etag ? 6 : 15;
    if (t->had > 0 && value.n > at && !str_starts(value, STR("ETag: W/"))) {
        buf_add_f(&path, "bytes=%llu-", (unsigned long long)t->had);
        headers = add_header(headers, "Range", buf_str(&path));
        headers = add_header(headers, "If-Range", str_slice(value, at, value.n));
    } else if (known) {
        buf_add_f(&path, "%s.tag", known);
        value = list_small_file(path.p, &tag);
        is_etag = str_starts(value, STR("ETag: "));
        at = is_etag ? 6 : 15;
        if (value.n > at && input_path_size(known) > 0)
            headers = add_header(headers, is_etag ? "If-None-Match" : "If-Modified-Since",
                                 str_slice(value, at, value.n));
    }
    buf_release(&tag);
    buf_release(&path);
    return headers;
}

static void set_up(struct transfer *t, const char *url, const struct curl_slist *headers)
{
    bool is_here = strncmp(url, "http://127.0.0.1:", 17) == 0;
    CURL *c = t->curl;
    curl_easy_setopt(c, CURLOPT_URL, url);
    curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, is_here ? "http" : "https");
    curl_easy_setopt(c, CURLOPT_REDIR_PROTOCOLS_STR, "https");
    curl_easy_setopt(c, CURLOPT_FOLLOWLOCATION, 1L);
    curl_easy_setopt(c, CURLOPT_MAXREDIRS, 5L);
    curl_easy_setopt(c, CURLOPT_FAILONERROR, 1L);
    curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT, 20L);
    curl_easy_setopt(c, CURLOPT_LOW_SPEED_LIMIT, 100L);
    curl_easy_setopt(c, CURLOPT_LOW_SPEED_TIME, 60L);
    curl_easy_setopt(c, CURLOPT_MAXFILESIZE_LARGE, (curl_off_t)LIMIT_LIST_FILE);
    curl_easy_setopt(c, CURLOPT_USERAGENT, "seine/" SEINE_VERSION);
    curl_easy_setopt(c, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(c, CURLOPT_HEADERFUNCTION, on_header);
    curl_easy_setopt(c, CURLOPT_HEADERDATA, t);
    curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, on_body);
    curl_easy_setopt(c, CURLOPT_WRITEDATA, t);
    curl_easy_setopt(c, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(c, CURLOPT_XFERINFOFUNCTION, on_progress);
    curl_easy_setopt(c, CURLOPT_XFERINFODATA, t);
    if (is_here)
        curl_easy_setopt(c, CURLOPT_PROXY, "");
}

static enum seine_status problem(const struct transfer *t, CURLcode result, long code,
                                 const char *url, struct seine_error *err)
{
    if (t->is_broken)
        return error_set(err, SEINE_IO, "%s: cannot write: %s", t->part, strerror(errno));
    if (result == CURLE_PARTIAL_FILE || result == CURLE_RECV_ERROR ||
        result == CURLE_OPERATION_TIMEDOUT)
        return error_set(err, SEINE_IO, "%s: the transfer broke off; run it again to go on", url);
    if (result == CURLE_HTTP_RETURNED_ERROR)
        return error_set(err, SEINE_IO, "%s: the publisher answers with HTTP status %ld", url,
                         code);
    return error_set(err, SEINE_IO,
                     "cannot reach %s (%s); offline, give list files with --watchlist", url,
                     curl_easy_strerror(result));
}

/* Puts a hard link or, where that cannot be, nothing at `to`. */
static bool same_file(const char *from, const char *to)
{
    (void)unlink(to);
    return link(from, to) == 0;
}

static enum seine_status take_known(const char *known, const char *path, struct seine_error *err)
{
    struct buf from, to;
    buf_init(&from, 8192);
    buf_init(&to, 8192);
    buf_add_f(&from, "%s.tag", known);
    buf_add_f(&to, "%s.tag", path);
    bool ok = same_file(known, path) && same_file(from.p, to.p);
    buf_release(&from);
    buf_release(&to);
    return ok ? SEINE_OK : error_set(err, SEINE_IO, "%s: cannot link: %s", path, strerror(errno));
}

enum seine_status list_transfer(const char *url, const char *path, const char *known,
                                const char *name, const struct progress *progress,
                                bool *ret_is_known, struct seine_error *err)
{
    struct buf part, tag_path;
    struct transfer t = {.curl = curl_easy_init(), .progress = progress, .name = name};
    long code = 0;
    buf_init(&part, 8192);
    buf_init(&tag_path, 8192);
    buf_init(&t.tag, MAX_SMALL_FILE);
    buf_add_f(&part, "%s.part", path);
    buf_add_f(&tag_path, "%s.tag", path);
    t.part = part.p;
    t.tag_path = tag_path.p;
    enum seine_status status =
        t.curl ? SEINE_OK : error_set(err, SEINE_NOMEM, "out of memory while fetching lists");
    if (status == SEINE_OK) {
        struct curl_slist *headers = conditions(&t, known);
        set_up(&t, url, headers);
        CURLcode result = curl_easy_perform(t.curl);
        curl_easy_getinfo(t.curl, CURLINFO_RESPONSE_CODE, &code);
        if (t.file && fclose(t.file) != 0)
            t.is_broken = true;
        if (result != CURLE_OK || t.is_broken)
            status = problem(&t, result, code, url, err);
        curl_slist_free_all(headers);
    }
    if (code == 416) /* the part does not fit the file any more */
        (void)unlink(t.part);
    *ret_is_known = status == SEINE_OK && code == 304;
    if (*ret_is_known)
        status = take_known(known, path, err);
    else if (status == SEINE_OK && rename(t.part, path) != 0)
        status = error_set(err, SEINE_IO, "%s: nothing came", url);
    curl_easy_cleanup(t.curl);
    buf_release(&part);
    buf_release(&tag_path);
    buf_release(&t.tag);
    return status;
}
