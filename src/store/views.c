/* store/views.c - the journal of views: lines of JSON in a file, locked with flock, and how they
 * become rows of the audit. */
#include "store/views.h"

#include "store/internal.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum { NOTE_BYTES = 8 };

void store_views_path(const char *db, const char *folder, struct buf *out)
{
    struct str name = str_of(db);
    if (!str_contains(name, STR("://")))
        buf_add_f(out, STR_FMT ".views", STR_ARG(name));
    else if (folder)
        buf_add_f(out, "%s/seine-%016llx.views", folder, (unsigned long long)str_hash(name));
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
    int64_t after;    /* the least of the lines */
    char head[2 * STORE_HASH + 1];
    bool is_other; /* the audit does not have that row: it was put back from a copy */
};

static enum seine_status take_line(struct moving *m, struct str line, struct seine_error *err)
{
    const struct json_value *v = NULL;
    struct seine_error cut = {0};
    int64_t after = 0;
    if (json_parse(line, &m->arena, &v, &cut) != SEINE_OK)
        return SEINE_OK;
    const struct json_value *number = json_get(v, "after");
    struct str head = json_text(v, "head");
    struct store_audit row = {.at = json_text(v, "at"),
                              .by = json_text(v, "by"),
                              .what = json_text(v, "what"),
                              .object = json_text(v, "object"),
                              .note = json_text(v, "note")};
    if (row.note.n == 0 || row.what.n == 0 || !number || !str_to_i64(number->text, &after))
        return SEINE_OK;
    if (after < m->after) {
        m->after = after;
        snprintf(m->head, sizeof m->head, STR_FMT, STR_ARG(head));
    }
    return VEC_PUSH(&m->rows, row) ? SEINE_OK : error_set(err, SEINE_NOMEM, "out of memory");
}

static enum seine_status take_lines(struct moving *m, struct str lines, struct seine_error *err)
{
    struct str line;
    bool more = true;
    enum seine_status status = SEINE_OK;
    while (status == SEINE_OK && str_cut(&lines, &more, '\n', &line))
        if (line.n > 0)
            status = take_line(m, line, err);
    return status;
}

static enum seine_status take_row(void *context, const struct store_audit *row,
                                  struct seine_error *err)
{
    struct moving *m = context;
    if (row->note.n == 0)
        return SEINE_OK;
    return map_set(&m->there, str_hash(row->note), 1) == SEINE_OK
               ? SEINE_OK
               : error_set(err, SEINE_NOMEM, "out of memory");
}

/* Whether the audit has the row after which the oldest line was written. */
static enum seine_status look_at_head(void *context, const struct store_audit *row,
                                      struct seine_error *err)
{
    struct moving *m = context;
    char hash[2 * STORE_HASH + 1];
    (void)err;
    sodium_bin2hex(hash, sizeof hash, row->hash, STORE_HASH);
    m->is_other = row->n != m->after || strcmp(hash, m->head) != 0;
    return SEINE_OK;
}

static enum seine_status find_notes(struct store *s, struct moving *m, struct seine_error *err)
{
    enum seine_status status = SEINE_OK;
    m->is_other = m->after > 0;
    if (m->after > 0 && m->after < INT64_MAX)
        status = store_look_audit(s, m->after + 1, 1, look_at_head, m, err);
    if (status != SEINE_OK)
        return status;
    return store_each_audit(s, m->is_other ? 0 : m->after, take_row, m, err);
}

/* Within a transaction of the store. */
static enum seine_status put_rows(struct store *s, struct str lines, struct seine_error *err)
{
    struct moving m = {.after = INT64_MAX};
    arena_init(&m.arena, 4 * (size_t)STORE_VIEWS_MAX);
    map_init(&m.there);
    enum seine_status status = take_lines(&m, lines, err);
    if (status == SEINE_OK && m.rows.n > 0)
        status = find_notes(s, &m, err);
    for (size_t i = 0; i < m.rows.n && status == SEINE_OK; i++)
        if (map_get(&m.there, str_hash(m.rows.v[i].note)) == MAP_NONE)
            status = store_put_audit(s, &m.rows.v[i], err);
    VEC_RELEASE(&m.rows);
    map_release(&m.there);
    arena_release(&m.arena);
    return status;
}

/* The lines, if there are any, and then the row, if it is not NULL: all or nothing. */
static enum seine_status write_all(struct store *s, struct str lines, const struct store_audit *row,
                                   struct seine_error *err)
{
    enum seine_status status = lines.n == 0 && !row ? SEINE_OK : store_begin(s, err);
    if (status != SEINE_OK || (lines.n == 0 && !row))
        return status;
    if (lines.n > 0)
        status = put_rows(s, lines, err);
    if (status == SEINE_OK && row)
        status = store_put_audit(s, row, err);
    if (status == SEINE_OK)
        status = store_commit(s, err);
    if (status != SEINE_OK)
        store_rollback(s);
    return status;
}

static enum seine_status read_all(int fd, struct buf *out, struct seine_error *err)
{
    char bytes[16 * 1024];
    ssize_t n = 0;
    while ((n = read(fd, bytes, sizeof bytes)) > 0)
        buf_add(out, (struct str){bytes, (size_t)n});
    return n < 0 || buf_status(out) != SEINE_OK
               ? error_set(err, SEINE_IO, "the journal of views cannot be read")
               : SEINE_OK;
}

/* Moves the journal and appends the row, if it is not NULL, while the journal is locked. */
static enum seine_status move(struct store *s, const char *path, const struct store_audit *row,
                              struct seine_error *err)
{
    struct buf lines;
    int fd = open_journal(path, false);
    enum seine_status status = SEINE_OK;
    buf_init(&lines, STORE_VIEWS_MAX);
    if (fd >= 0)
        status = read_all(fd, &lines, err);
    if (status == SEINE_OK)
        status = write_all(s, buf_str(&lines), row, err);
    if (fd >= 0 && status == SEINE_OK && lines.n > 0 && ftruncate(fd, 0) != 0)
        status = failed(path, err);
    if (fd >= 0)
        close(fd);
    buf_release(&lines);
    return status;
}

enum seine_status store_views_move(struct store *s, const char *path, struct seine_error *err)
{
    return move(s, path, NULL, err);
}

enum seine_status store_views_read(const char *path, struct buf *out, struct seine_error *err)
{
    int fd = open_journal(path, false);
    if (fd < 0)
        return errno == ENOENT ? SEINE_OK : failed(path, err);
    enum seine_status status = read_all(fd, out, err);
    close(fd);
    return status;
}

enum seine_status store_views_add(struct store *s, struct str lines, struct seine_error *err)
{
    return write_all(s, lines, NULL, err);
}

/* ---- one row --------------------------------------------------------------------------------- */

static void write_line(struct buf *out, const struct store_head *head,
                       const struct store_audit *row)
{
    unsigned char bytes[NOTE_BYTES];
    char letters[2 * NOTE_BYTES + 1], hash[2 * STORE_HASH + 1];
    struct buf note;
    struct json_writer w;
    buf_init(&note, LIMIT_TEXT);
    randombytes_buf(bytes, sizeof bytes);
    sodium_bin2hex(letters, sizeof letters, bytes, sizeof bytes);
    sodium_bin2hex(hash, sizeof hash, head->hash, STORE_HASH);
    buf_add_f(&note, STR_FMT "%s%s", STR_ARG(row->note), row->note.n > 0 ? "; " : "", letters);
    json_writer_init(&w, out);
    json_object(&w);
    json_key(&w, "after");
    json_i64(&w, head->n);
    json_member(&w, "head", str_of(hash));
    json_member(&w, "note", buf_str(&note));
    json_member(&w, "at", row->at);
    json_member(&w, "by", row->by);
    json_member(&w, "what", row->what);
    json_member(&w, "object", row->object);
    json_object_end(&w);
    buf_add_c(out, '\n');
    buf_release(&note);
}

static enum seine_status write_later(struct store *s, const char *path,
                                     const struct store_audit *row, struct seine_error *err)
{
    struct store_head head;
    struct buf line;
    enum seine_status status = store_audit_head(s, &head, err);
    if (status != SEINE_OK)
        return status;
    buf_init(&line, LIMIT_TEXT);
    write_line(&line, &head, row);
    status = buf_status(&line) == SEINE_OK ? append(path, buf_str(&line), err)
                                           : error_set(err, SEINE_NOMEM, "out of memory");
    buf_release(&line);
    return status;
}

enum seine_status store_views_put(struct store *s, const char *path, const struct store_audit *row,
                                  struct seine_error *err)
{
    struct seine_error busy = {0};
    enum seine_status status = sodium_init() < 0
                                   ? error_set(&busy, SEINE_INTERNAL, "libsodium cannot be used")
                                   : move(s, path, row, &busy);
    if (status == SEINE_CONFLICT)
        return write_later(s, path, row, err);
    if (status != SEINE_OK && err)
        *err = busy;
    return status;
}
