/* cli/output.c - output that is either whole or not there: files are written beside themselves and
 * then renamed, devices and pipes in place. */
#include "cli/output.h"

#include "base/input.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool write_all(int fd, struct str text)
{
    while (text.n > 0) {
        ssize_t n = write(fd, text.p, text.n);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return false;
        text = str_slice(text, (size_t)n, text.n);
    }
    return true;
}

#define PART ".part" /* behind the name of a file that is not whole */

static char part_path[4096 + 16];
static volatile sig_atomic_t has_part;

/* Calls only what POSIX lets a handler call. The signal is blocked until it returns, and then ends
 * the program as it would have. */
static void on_end(int number)
{
    if (has_part)
        (void)unlink(part_path);
    (void)raise(number);
}

void cli_part(const char *path)
{
    static const int ends[] = {SIGINT, SIGTERM, SIGHUP};
    struct sigaction before, action = {.sa_handler = on_end, .sa_flags = (int)SA_RESETHAND};
    has_part = 0;
    atomic_signal_fence(memory_order_seq_cst);
    if (!path || strlen(path) >= sizeof part_path)
        return;
    memcpy(part_path, path, strlen(path) + 1);
    atomic_signal_fence(memory_order_seq_cst);
    has_part = 1;
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
        if (sigaction(ends[i], NULL, &before) == 0 && before.sa_handler != SIG_IGN) /* nohup */
            sigaction(ends[i], &action, NULL);
}

static bool is_standard(const char *path)
{
    return !path || strcmp(path, "-") == 0 || strcmp(path, "/dev/stdout") == 0;
}

/* Where a link leads to, so that the link stays one. */
static const char *behind(const char *path, char real[PATH_MAX])
{
    return realpath(path, real) ? real : path;
}

bool cli_may_write(const char *path)
{
    struct stat info;
    struct buf folder;
    char real[PATH_MAX];
    if (is_standard(path) || (stat(path, &info) == 0 && !S_ISREG(info.st_mode)))
        return true;
    path = behind(path, real);
    const char *slash = strrchr(path, '/');
    size_t n = !slash ? 0 : slash == path ? 1 : (size_t)(slash - path);
    buf_init(&folder, 4096);
    buf_add(&folder, n ? (struct str){path, n} : STR("."));
    bool ok = buf_status(&folder) == SEINE_OK && access(folder.p, W_OK | X_OK) == 0;
    if (!ok)
        cli_say("%s: cannot write: %s", path, strerror(errno));
    buf_release(&folder);
    return ok;
}

/* Which file a path is, also while it is not there; false: it is a device, or too long a path. */
static bool file_of(const char *path, struct buf *ret)
{
    struct stat info;
    char real[PATH_MAX];
    buf_init(ret, PATH_MAX + 16);
    if (is_standard(path) || (stat(path, &info) == 0 && !S_ISREG(info.st_mode)))
        return false;
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
    if (realpath(path, real)) {
        buf_add_z(ret, real);
    } else {
        struct buf folder;
        buf_init(&folder, PATH_MAX);
        buf_add(&folder, slash ? (struct str){path, (size_t)(name - path)} : STR("./"));
        bool is_known = buf_status(&folder) == SEINE_OK && realpath(folder.p, real);
        buf_add_f(ret, "%s/%s", is_known ? real : folder.p, name);
        buf_release(&folder);
    }
    return buf_status(ret) == SEINE_OK;
}

/* Whether they are one file, by one name or by two. */
static bool is_same(const char *a, const char *b)
{
    struct stat one, other;
    struct buf x, y;
    if (stat(a, &one) == 0)
        return S_ISREG(one.st_mode) && stat(b, &other) == 0 && one.st_ino == other.st_ino &&
               one.st_dev == other.st_dev;
    bool both = file_of(a, &x);
    both = file_of(b, &y) && both;
    both = both && str_is(buf_str(&x), buf_str(&y));
    buf_release(&x);
    buf_release(&y);
    return both;
}

/* A folder is all files below it. What cannot be listed is told of when it is read, or is made. */
static bool spares(const char *path, const struct cli_texts *files)
{
    struct seine_error ignored = {0};
    bool is_read = false;
    for (size_t i = 0; i < files->n && !is_read; i++) {
        char **below = NULL;
        size_t n = 0;
        if (!files->v[i] || is_standard(files->v[i]))
            continue;
        is_read = is_same(path, files->v[i]);
        if (is_read || input_paths(files->v[i], &below, &n, &ignored) != SEINE_OK)
            continue;
        for (size_t k = 0; k < n && !is_read; k++)
            is_read = is_same(path, below[k]);
        input_paths_free(below, n);
    }
    if (is_read)
        cli_say("%s is read, and cannot be written to as well", path);
    return !is_read;
}

/* Says so if they are one file, or one is what the other is while it is not whole. */
static bool are_apart(const char *a, const char *b)
{
    struct buf x, y;
    bool both = file_of(a, &x);
    both = file_of(b, &y) && both;
    bool is_one = both && str_is(buf_str(&x), buf_str(&y));
    if (is_one)
        cli_say("%s: two outputs cannot go to one file", a);
    if (both && !is_one) {
        bool is_first = x.n > y.n;
        struct buf *longer = is_first ? &x : &y, *shorter = is_first ? &y : &x;
        buf_add_z(shorter, PART);
        is_one = str_is(buf_str(longer), buf_str(shorter));
        if (is_one)
            cli_say("%s is what %s is called until it is whole: choose another name",
                    is_first ? a : b, is_first ? b : a);
    }
    buf_release(&x);
    buf_release(&y);
    return !is_one;
}

bool cli_output_spares(const char *const *paths, size_t n, const struct cli_texts *files,
                       size_t n_files)
{
    bool ok = true;
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < i && ok; k++)
            ok = are_apart(paths[k], paths[i]);
    for (size_t i = 0; i < n && ok; i++) {
        struct buf part;
        char real[PATH_MAX];
        if (is_standard(paths[i]))
            continue;
        buf_init(&part, sizeof part_path);
        buf_add_f(&part, "%s" PART, behind(paths[i], real));
        for (size_t k = 0; k < n_files && ok; k++)
            ok = spares(paths[i], &files[k]) &&
                 (buf_status(&part) != SEINE_OK || spares(part.p, &files[k]));
        buf_release(&part);
    }
    return ok;
}

static bool cannot_write(struct cli_output *o, int why)
{
    if (!o->failed && !(is_standard(o->path) && why == EPIPE))
        cli_say("%s: cannot write: %s", is_standard(o->path) ? "standard output" : o->path,
                strerror(why));
    o->failed = true;
    return false;
}

bool cli_output_open(struct cli_output *o, const char *path)
{
    struct stat info;
    char real[PATH_MAX];
    mode_t mode = 0644;
    *o = (struct cli_output){.path = path, .file = STDOUT_FILENO};
    buf_init(&o->part, sizeof part_path);
    buf_init(&o->target, sizeof part_path);
    if (is_standard(path)) {
        fflush(stdout);
        return true;
    }
    bool is_there = stat(path, &info) == 0;
    if (!is_there || S_ISREG(info.st_mode)) {
        buf_add_z(&o->target, behind(path, real));
        buf_add_f(&o->part, "%s" PART, behind(path, real));
        cli_part(o->part.p);
        mode = is_there ? info.st_mode & 0777 : mode; /* what was private stays so */
    }
    errno = ENAMETOOLONG;
    o->file =
        buf_status(&o->part) == SEINE_OK
            ? open(o->part.n ? o->part.p : path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode)
            : -1;
    return o->file >= 0 || cannot_write(o, errno);
}

static bool put(struct cli_output *o, struct str text)
{
    return !o->failed && (write_all(o->file, text) || cannot_write(o, errno));
}

bool cli_output_put(struct cli_output *o, struct buf *text)
{
    if (buf_status(text) != SEINE_OK && !o->failed) {
        cli_say("the output cannot be made: %s", status_name(buf_status(text)));
        o->failed = true;
    }
    bool ok = put(o, buf_str(text));
    buf_reset(text);
    return ok;
}

bool cli_output_pass(struct cli_output *o, struct buf *text)
{
    return text->n < CLI_PIECE && buf_status(text) == SEINE_OK ? !o->failed
                                                               : cli_output_put(o, text);
}

bool cli_output_close(struct cli_output *o, bool keep)
{
    if (!is_standard(o->path) && o->file >= 0 && close(o->file) != 0)
        (void)cannot_write(o, errno);
    if (o->part.n && keep && !o->failed && rename(o->part.p, o->target.p) != 0)
        (void)cannot_write(o, errno);
    if (o->part.n && o->file >= 0 && (!keep || o->failed))
        (void)unlink(o->part.p);
    cli_part(NULL);
    buf_release(&o->part);
    buf_release(&o->target);
    return !o->failed;
}

bool cli_write(const char *path, struct str text)
{
    struct cli_output o;
    if (cli_output_open(&o, path))
        (void)put(&o, text);
    return cli_output_close(&o, true);
}
