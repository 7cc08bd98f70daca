/* serve/own_view.c - who looked at which case, for the audit. A running scan holds the store's lock
 * for as long as it runs, and a case is not shown before it is certain that the view will be in the
 * audit: what cannot be written to the store at once goes to a journal beside it (DB.views), is
 * forced to the disk there, and only then the answer is sent. The next view that finds the store
 * free, the end of the server or its next start moves the journal into the audit.
 *
 * One line a view: {"after","note","at","by","case"}. `note` is of random letters and stands in the
 * row of the audit too; `after` is the last row when the line was written. So a journal that was
 * moved, but not removed because of a kill in between, is known, and no row comes twice. A line cut
 * short by a kill was not acknowledged, and is passed over. */
#include "serve/own_internal.h"
#include "store/audit.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { PATIENCE_MS = 20, NOTE_BYTES = 8, JOURNAL_MAX = 64 * 1024 * 1024 };

/* Beside the store; of one that is no file, in the spool. */
static void path_of(const struct own *o, struct buf *out)
{
    struct str db = str_of(o->config->db);
    if (str_contains(db, STR("://")))
        buf_add_f(out, "%s/seine-%016llx.views", o->config->spool,
                  (unsigned long long)str_hash(db));
    else
        buf_add_f(out, STR_FMT ".views", STR_ARG(db));
}

static enum seine_status failed(const char *path, struct seine_error *err)
{
    return error_set(err, SEINE_IO, "cannot note a view in %s: %s", path, strerror(errno));
}

/* Opens and locks it: several servers may share a store. -1: errno. */
static int open_journal(const char *path, bool makes)
{
    int fd = open(path, O_RDWR | O_APPEND | O_CLOEXEC | (makes ? O_CREAT : 0), 0600);
    if (fd >= 0 && flock(fd, LOCK_EX) != 0) {
        close(fd);
        fd = -1;
    }
    return fd;
}

static bool put_all(int fd, struct str bytes)
{
    while (bytes.n > 0) {
        ssize_t n = write(fd, bytes.p, bytes.n);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        bytes = str_slice(bytes, (size_t)n, bytes.n);
    }
    return true;
}

/* Forces the name of a file that may be new to the disk. */
static bool sync_folder(const char *path)
{
    const char *slash = strrchr(path, '/');
    struct buf folder;
    buf_init(&folder, LIMIT_TEXT);
    buf_add(&folder, slash ? (struct str){path, (size_t)(slash - path) + 1} : STR("."));
    int fd =
        buf_status(&folder) == SEINE_OK ? open(folder.p, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
    bool ok = fd >= 0 && fsync(fd) == 0;
    if (fd >= 0)
        close(fd);
    buf_release(&folder);
    return ok;
}

static enum seine_status append(const char *path, struct str line, struct seine_error *err)
{
    int fd = open_journal(path, true);
    struct stat info;
    char last = '\n';
    bool ok = fd >= 0 && fstat(fd, &info) == 0;
    if (ok && info.st_size > 0) /* a line that was cut short must not spoil this one */
        ok = pread(fd, &last, 1, info.st_size - 1) == 1;
    ok = ok && (last == '\n' || put_all(fd, STR("\n"))) && put_all(fd, line) && fsync(fd) == 0 &&
         (info.st_size > 0 || sync_folder(path));
    enum seine_status status = ok ? SEINE_OK : failed(path, err);
    if (fd >= 0)
        close(fd);
    return status;
}

/* ---- moving ---------------------------------------------------------------------------------- */

struct moving {
    struct arena arena;
    VEC(struct store_audit) rows;
    struct map there; /* notes that stand in the audit */
    int64_t after;
};

static enum seine_status take_line(struct moving *m, struct str line, struct seine_error *err)
{
    const struct json_value *v = NULL;
    struct seine_error cut = {0};
    int64_t after = 0;
    if (json_parse(line, &m->arena, &v, &cut) != SEINE_OK)
        return SEINE_OK;
    const struct json_value *number = json_get(v, "after");
    struct store_audit row = {.at = json_text(v, "at"),
                              .by = json_text(v, "by"),
                              .what = STR("view"),
                              .object = json_text(v, "case"),
                              .note = json_text(v, "note")};
    if (row.note.n == 0 || !number || !str_to_i64(number->text, &after))
        return SEINE_OK;
    m->after = after < m->after ? after : m->after;
    return VEC_PUSH(&m->rows, row) ? SEINE_OK : error_set(err, SEINE_NOMEM, "out of memory");
}

static enum seine_status take_row(void *context, const struct store_audit *row,
                                  struct seine_error *err)
{
    struct moving *m = context;
    if (!str_is(row->what, STR("view")) || row->note.n == 0)
        return SEINE_OK;
    return map_set(&m->there, str_hash(row->note), 1) == SEINE_OK
               ? SEINE_OK
               : error_set(err, SEINE_NOMEM, "out of memory");
}

static enum seine_status read_lines(int fd, struct moving *m, struct seine_error *err)
{
    struct buf text;
    struct str rest, line;
    char bytes[16 * 1024];
    bool more = true;
    ssize_t n = 0;
    buf_init(&text, JOURNAL_MAX);
    while ((n = read(fd, bytes, sizeof bytes)) > 0)
        buf_add(&text, (struct str){bytes, (size_t)n});
    enum seine_status status = n < 0 || buf_status(&text) != SEINE_OK
                                   ? error_set(err, SEINE_IO, "the journal of views cannot be read")
                                   : SEINE_OK;
    bool ok = true;
    rest = status == SEINE_OK ? arena_str(&m->arena, buf_str(&text), &ok) : STR_EMPTY;
    while (ok && status == SEINE_OK && str_cut(&rest, &more, '\n', &line))
        if (line.n > 0)
            status = take_line(m, line, err);
    buf_release(&text);
    return ok ? status : error_set(err, SEINE_NOMEM, "out of memory");
}

/* Within a transaction of the store. */
static enum seine_status put_rows(struct store *s, int fd, struct seine_error *err)
{
    struct moving m = {.after = INT64_MAX};
    arena_init(&m.arena, 4 * (size_t)JOURNAL_MAX);
    map_init(&m.there);
    enum seine_status status = read_lines(fd, &m, err);
    if (status == SEINE_OK && m.rows.n > 0)
        status = store_each_audit(s, m.after, take_row, &m, err);
    for (size_t i = 0; i < m.rows.n && status == SEINE_OK; i++)
        if (map_get(&m.there, str_hash(m.rows.v[i].note)) == MAP_NONE)
            status = store_put_audit(s, &m.rows.v[i], err);
    VEC_RELEASE(&m.rows);
    map_release(&m.there);
    arena_release(&m.arena);
    return status;
}

/* The journal, if there is one, and then the row, if it is not NULL: all or nothing. */
static enum seine_status write_all(struct own *o, struct store *s, const struct store_audit *row,
                                   struct seine_error *err)
{
    struct buf path;
    buf_init(&path, LIMIT_TEXT);
    path_of(o, &path);
    int fd = buf_status(&path) == SEINE_OK ? open_journal(path.p, false) : -1;
    enum seine_status status = SEINE_OK;
    if (fd >= 0 || row) {
        status = store_begin(s, err);
        if (status == SEINE_OK && fd >= 0)
            status = put_rows(s, fd, err);
        if (status == SEINE_OK && row)
            status = store_put_audit(s, row, err);
        if (status == SEINE_OK)
            status = store_commit(s, err);
        if (status != SEINE_OK)
            store_rollback(s);
    }
    if (fd >= 0 && status == SEINE_OK && ftruncate(fd, 0) != 0)
        status = failed(path.p, err);
    if (fd >= 0)
        close(fd);
    buf_release(&path);
    return status;
}

/* ---- one view -------------------------------------------------------------------------------- */

static enum seine_status write_later(struct own *o, struct store *s, const struct store_audit *row,
                                     struct seine_error *err)
{
    unsigned char bytes[NOTE_BYTES];
    char note[2 * NOTE_BYTES + 1];
    struct store_head head;
    struct json_writer w;
    struct buf line, path;
    enum seine_status status = store_audit_head(s, &head, err);
    if (status != SEINE_OK)
        return status;
    buf_init(&line, LIMIT_TEXT);
    buf_init(&path, LIMIT_TEXT);
    path_of(o, &path);
    randombytes_buf(bytes, sizeof bytes);
    sodium_bin2hex(note, sizeof note, bytes, sizeof bytes);
    json_writer_init(&w, &line);
    json_object(&w);
    json_key(&w, "after");
    json_i64(&w, head.n);
    json_member(&w, "note", str_of(note));
    json_member(&w, "at", row->at);
    json_member(&w, "by", row->by);
    json_member(&w, "case", row->object);
    json_object_end(&w);
    buf_add_c(&line, '\n');
    status = buf_status(&line) == SEINE_OK && buf_status(&path) == SEINE_OK
                 ? append(path.p, buf_str(&line), err)
                 : error_set(err, SEINE_NOMEM, "out of memory");
    buf_release(&line);
    buf_release(&path);
    return status;
}

enum seine_status own_viewed(struct own *o, struct store *s, struct str id, struct str by,
                             struct seine_error *err)
{
    struct seine_error busy = {0};
    struct buf at;
    int64_t now = (int64_t)time(NULL);
    buf_init(&at, 64);
    buf_add_date_time(&at, (int32_t)(now / 86400), (int32_t)(now % 86400));
    struct store_audit row = {
        .at = buf_str(&at), .by = by, .what = STR("view"), .object = id, .note = STR_EMPTY};
    pthread_mutex_lock(&o->views_lock);
    store_wait(s, PATIENCE_MS);
    enum seine_status status = write_all(o, s, &row, &busy);
    store_wait(s, STORE_WAIT_MS);
    if (status == SEINE_CONFLICT)
        status = write_later(o, s, &row, err);
    else if (status != SEINE_OK && err)
        *err = busy;
    pthread_mutex_unlock(&o->views_lock);
    buf_release(&at);
    return status;
}

void own_views_flush(struct own *o)
{
    struct seine_error ignored = {0};
    pthread_mutex_lock(&o->views_lock);
    if (o->n_readers > 0)
        (void)!write_all(o, o->readers[0].store, NULL, &ignored);
    pthread_mutex_unlock(&o->views_lock);
}
