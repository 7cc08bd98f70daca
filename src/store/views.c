/* store/views.c - the journal of views: lines of JSON in a file, locked with flock, or in a table
 * of the server's, and how they become rows of the audit. */
#include "store/views.h"

#include "store/internal.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { NOTE_BYTES = 8, NOTE_LETTERS = 2 * NOTE_BYTES };
enum { PIECE = 1000, LARGE_PIECE = 25000 }; /* rows of a table */
#define PIECE_BYTES (8 * MIB)

/* Of a store that is a file. */
static enum seine_status path_of(const struct store *s, struct buf *out, struct seine_error *err)
{
    buf_add_f(out, "%s.views", sql_name(s->db));
    return buf_status(out) == SEINE_OK ? SEINE_OK : error_set(err, SEINE_NOMEM, "out of memory");
}

/* ---- beside a file --------------------------------------------------------------------------- */

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
    if (ok && (uint64_t)info.st_size + line.n + 1 > STORE_VIEWS_MAX) {
        close(fd); /* what is longer could not be moved any more */
        return error_set(err, SEINE_LIMIT,
                         "the journal of views %s is full; it is moved into the store when the "
                         "scan or whoever writes there has ended",
                         path);
    }
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

/* Under a transaction, which ends here: the row, if it is not NULL, unless something failed before.
 */
static enum seine_status write_and_end(struct store *s, enum seine_status status,
                                       const struct store_audit *row, struct seine_error *err)
{
    if (status == SEINE_OK && row)
        status = store_put_audit(s, row, err);
    if (status == SEINE_OK)
        status = store_commit(s, err);
    if (status != SEINE_OK)
        store_rollback(s);
    return status;
}

/* All or nothing. */
static enum seine_status write_all(struct store *s, struct str lines, const struct store_audit *row,
                                   struct seine_error *err)
{
    if (lines.n == 0 && !row)
        return SEINE_OK;
    enum seine_status status = store_begin(s, err);
    if (status != SEINE_OK)
        return status;
    if (lines.n > 0)
        status = put_rows(s, lines, err);
    return write_and_end(s, status, row, err);
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

/* Moves the file and appends the row, if it is not NULL, while the file is locked. */
static enum seine_status move_file(struct store *s, const char *path, const struct store_audit *row,
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

static enum seine_status read_file(const char *path, struct buf *out, struct seine_error *err)
{
    int fd = open_journal(path, false);
    if (fd < 0)
        return errno == ENOENT ? SEINE_OK : failed(path, err);
    enum seine_status status = read_all(fd, out, err);
    close(fd);
    return status;
}

/* ---- in a server ----------------------------------------------------------------------------- */

/* Some of a table's rows, in the order in which they were written. */
struct piece {
    struct buf lines, ids; /* the ids one after the other */
    bool is_last;          /* nothing comes behind them */
};

static void piece_init(struct piece *p, size_t most)
{
    buf_init(&p->lines, most);
    buf_init(&p->ids, most);
    p->is_last = true;
}

static void piece_release(struct piece *p)
{
    buf_release(&p->lines);
    buf_release(&p->ids);
}

/* At most n_rows, and PIECE_BYTES unless it is one line. */
static enum seine_status read_piece(struct store *s, int64_t n_rows, size_t most, struct piece *p,
                                    struct seine_error *err)
{
    struct sql_query *q = store_sql(s, SQL_EACH_VIEW);
    enum sql_step last;
    int64_t n = 0;
    sql_put_int(q, 1, n_rows);
    while ((last = sql_step(q)) == SQL_ROW) {
        struct str line = sql_text(q, 1);
        if (n > 0 && p->lines.n + line.n > most)
            break;
        buf_add(&p->ids, sql_text(q, 0));
        buf_add(&p->lines, line);
        n++;
    }
    p->is_last = last == SQL_DONE && n < n_rows;
    enum seine_status status =
        buf_status(&p->lines) == SEINE_OK && buf_status(&p->ids) == SEINE_OK
            ? SEINE_OK
            : error_set(err, SEINE_NOMEM, "out of memory while reading the journal of views");
    return store_ended(s, q, status, last, err, "cannot read the journal of views");
}

static enum seine_status read_table(struct store *s, struct buf *out, struct seine_error *err)
{
    struct piece p;
    piece_init(&p, 2 * STORE_VIEWS_MAX);
    enum seine_status status = read_piece(s, INT64_MAX, STORE_VIEWS_MAX - 1, &p, err);
    if (status == SEINE_OK && !p.is_last)
        status = error_set(err, SEINE_LIMIT,
                           "more than %zu MiB of views wait in the journal; they are moved into "
                           "the audit when the scan or whoever writes there has ended",
                           STORE_VIEWS_MAX / MIB);
    if (status == SEINE_OK)
        buf_add(out, buf_str(&p.lines));
    piece_release(&p);
    return status != SEINE_OK ? status : buf_status(out);
}

static enum seine_status drop_rows(struct store *s, struct str ids, struct seine_error *err)
{
    enum seine_status status = SEINE_OK;
    for (size_t at = 0; at < ids.n && status == SEINE_OK; at += NOTE_LETTERS) {
        struct sql_query *q = store_sql(s, SQL_DROP_VIEW);
        sql_put_text(q, 1, str_slice(ids, at, at + NOTE_LETTERS));
        status = store_run(s, q, err, "cannot empty the journal of views");
    }
    return status;
}

/* One piece and, if it is the last, the row, in one transaction. Who comes between with a view adds
 * a row that the next one moves. What was put back from a copy may have the rows already: for each
 * piece the audit is read from where the piece was written, so pieces are larger if nobody waits.
 */
static enum seine_status move_piece(struct store *s, const struct store_audit *row, bool *ret_last,
                                    struct seine_error *err)
{
    struct piece p;
    enum seine_status status = store_begin(s, err);
    if (status != SEINE_OK)
        return status;
    piece_init(&p, 2 * PIECE_BYTES);
    status = read_piece(s, row ? PIECE : LARGE_PIECE, PIECE_BYTES, &p, err);
    if (status == SEINE_OK)
        status = drop_rows(s, buf_str(&p.ids), err);
    if (status == SEINE_OK)
        status = put_rows(s, buf_str(&p.lines), err);
    *ret_last = p.is_last;
    piece_release(&p);
    return write_and_end(s, status, *ret_last ? row : NULL, err);
}

static enum seine_status is_table_empty(struct store *s, bool *ret, struct seine_error *err)
{
    struct piece p;
    piece_init(&p, 2 * PIECE_BYTES);
    enum seine_status status = read_piece(s, 1, PIECE_BYTES, &p, err);
    *ret = p.ids.n == 0;
    piece_release(&p);
    return status;
}

/* A row waits for one piece; if more is left it goes behind them into the journal, SEINE_CONFLICT,
 * so that no view takes longer the more of them wait. Without a row all is moved. */
static enum seine_status move_table(struct store *s, const struct store_audit *row,
                                    struct seine_error *err)
{
    bool is_over = false;
    enum seine_status status = row ? SEINE_OK : is_table_empty(s, &is_over, err);
    while (status == SEINE_OK && !is_over) {
        status = move_piece(s, row, &is_over, err);
        if (status == SEINE_OK && !is_over && row)
            status = error_set(err, SEINE_CONFLICT, "more views wait in the journal");
    }
    return status;
}

/* A statement alone: it does not ask for the writer's lock, and is on the disk when it returns. */
static enum seine_status insert_line(struct store *s, const char *letters, struct str line,
                                     struct seine_error *err)
{
    struct timespec now = {0};
    struct sql_query *q = store_sql(s, SQL_PUT_VIEW);
    clock_gettime(CLOCK_REALTIME, &now);
    sql_put_text(q, 1, str_of(letters));
    sql_put_int(q, 2, (int64_t)now.tv_sec * 1000000000 + now.tv_nsec);
    sql_put_text(q, 3, line);
    return store_run(s, q, err, "cannot note a view");
}

/* ---- either ---------------------------------------------------------------------------------- */

static enum seine_status move(struct store *s, const struct store_audit *row,
                              struct seine_error *err)
{
    struct buf path;
    if (sql_is_postgres(s->db))
        return move_table(s, row, err);
    buf_init(&path, LIMIT_TEXT);
    enum seine_status status = path_of(s, &path, err);
    if (status == SEINE_OK)
        status = move_file(s, path.p, row, err);
    buf_release(&path);
    return status;
}

enum seine_status store_views_move(struct store *s, struct seine_error *err)
{
    return move(s, NULL, err);
}

enum seine_status store_views_read(struct store *s, struct buf *out, struct seine_error *err)
{
    struct buf path;
    if (sql_is_postgres(s->db))
        return read_table(s, out, err);
    buf_init(&path, LIMIT_TEXT);
    enum seine_status status = path_of(s, &path, err);
    if (status == SEINE_OK)
        status = read_file(path.p, out, err);
    buf_release(&path);
    return status;
}

enum seine_status store_views_add(struct store *s, struct str lines, struct seine_error *err)
{
    return write_all(s, lines, NULL, err);
}

/* ---- one row --------------------------------------------------------------------------------- */

static void write_line(struct buf *out, const struct store_head *head,
                       const struct store_audit *row, const char *letters)
{
    char hash[2 * STORE_HASH + 1];
    struct buf note;
    struct json_writer w;
    buf_init(&note, LIMIT_TEXT);
    sodium_bin2hex(hash, sizeof hash, head->hash, STORE_HASH);
    buf_add_f(&note, STR_FMT "%s%s", STR_ARG(row->note), row->note.n > 0 ? "; " : "", letters);
    json_writer_init(&w, out);
    json_object(&w);
    json_member_i64(&w, "after", head->n);
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

static enum seine_status write_later(struct store *s, const struct store_audit *row,
                                     struct seine_error *err)
{
    unsigned char bytes[NOTE_BYTES];
    char letters[NOTE_LETTERS + 1];
    struct store_head head;
    struct buf line, path;
    enum seine_status status = store_audit_head(s, &head, err);
    if (status != SEINE_OK)
        return status;
    randombytes_buf(bytes, sizeof bytes);
    sodium_bin2hex(letters, sizeof letters, bytes, sizeof bytes);
    buf_init(&line, LIMIT_TEXT);
    buf_init(&path, LIMIT_TEXT);
    write_line(&line, &head, row, letters);
    if (buf_status(&line) != SEINE_OK)
        status = error_set(err, SEINE_NOMEM, "out of memory");
    else if (sql_is_postgres(s->db))
        status = insert_line(s, letters, buf_str(&line), err);
    else if ((status = path_of(s, &path, err)) == SEINE_OK)
        status = append(path.p, buf_str(&line), err);
    buf_release(&line);
    buf_release(&path);
    return status;
}

enum seine_status store_views_put(struct store *s, const struct store_audit *row,
                                  struct seine_error *err)
{
    struct seine_error busy = {0};
    enum seine_status status = sodium_init() < 0
                                   ? error_set(&busy, SEINE_INTERNAL, "libsodium cannot be used")
                                   : move(s, row, &busy);
    if (status == SEINE_CONFLICT)
        return write_later(s, row, err);
    if (status != SEINE_OK && err)
        *err = busy;
    return status;
}
