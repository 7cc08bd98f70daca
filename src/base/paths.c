/* base/paths.c - the files below a path, in bytewise order of their names. Links to folders are not
 * followed, so there are no cycles. */
#include "base/input.h"

#include "base/mem.h"
#include "base/vec.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

typedef VEC(char *) path_vec;

static enum seine_status no_memory(struct seine_error *err, const char *path)
{
    return error_set(err, SEINE_NOMEM, "out of memory while listing %s", path);
}

static int path_order(const void *l, const void *r)
{
    return strcmp(*(char *const *)l, *(char *const *)r);
}

static char *child_path(const char *folder, const char *name)
{
    size_t length = strlen(folder), n = length + strlen(name) + 2;
    char *path = mem_alloc(n);
    if (path)
        snprintf(path, n, "%s%s%s", folder, length && folder[length - 1] == '/' ? "" : "/", name);
    return path;
}

enum entry_kind { OTHER, A_FILE, A_FOLDER };

/* A link counts as what it leads to if that is a file; links to folders are left alone. One that
 * leads nowhere is a file that cannot be opened: whoever opens it says so. */
static enum entry_kind kind_of(const char *path)
{
    struct stat info;
    if (lstat(path, &info) != 0)
        return OTHER;
    if (S_ISLNK(info.st_mode))
        return stat(path, &info) != 0 || S_ISREG(info.st_mode) ? A_FILE : OTHER;
    return S_ISREG(info.st_mode) ? A_FILE : S_ISDIR(info.st_mode) ? A_FOLDER : OTHER;
}

static bool add_entry(const char *folder, const char *name, path_vec *found, path_vec *folders)
{
    char *path = child_path(folder, name);
    if (!path)
        return false;
    enum entry_kind kind = kind_of(path);
    bool kept = kind != OTHER && (kind == A_FILE ? VEC_PUSH(found, path) : VEC_PUSH(folders, path));
    if (!kept)
        mem_free(path);
    return kept || kind == OTHER;
}

/* Adds what stands in the folder: files to found, folders to the list of those still to open. */
static enum seine_status list_folder(const char *folder, path_vec *found, path_vec *folders,
                                     struct seine_error *err)
{
    DIR *dir = opendir(folder);
    struct dirent *entry;
    bool ok = true;
    if (!dir) {
        error_at(err, folder, 0, 0);
        return error_set(err, SEINE_IO, "cannot open the folder: %s", strerror(errno));
    }
    while (ok && (entry = readdir(dir)) != NULL)
        if (entry->d_name[0] != '.')
            ok = add_entry(folder, entry->d_name, found, folders);
    closedir(dir);
    return ok ? SEINE_OK : no_memory(err, folder);
}

static void release(path_vec *v)
{
    for (size_t i = 0; i < v->n; i++)
        mem_free(v->v[i]);
    VEC_RELEASE(v);
}

/* Opens one folder after the other until none is left. One below the path that cannot be opened is
 * taken for a file, for whoever opens it to say so: the files beside it are there. */
static enum seine_status list_below(const char *path, path_vec *found, path_vec *folders,
                                    struct seine_error *err)
{
    enum seine_status status = SEINE_OK;
    while (status == SEINE_OK && folders->n > 0) {
        char *folder = folders->v[--folders->n];
        bool is_below = strcmp(folder, path) != 0;
        status = list_folder(folder, found, folders, is_below ? NULL : err);
        if (status == SEINE_IO && is_below && VEC_PUSH(found, folder)) {
            status = SEINE_OK;
            continue;
        }
        if (status != SEINE_OK && is_below)
            status = no_memory(err, path);
        mem_free(folder);
    }
    return status;
}

enum seine_status input_paths(const char *path, char ***ret_paths, size_t *ret_n,
                              struct seine_error *err)
{
    path_vec found = {0}, folders = {0};
    struct stat info;
    enum seine_status status = SEINE_OK;
    bool is_stdin = strcmp(path, "-") == 0;
    if (!is_stdin && stat(path, &info) != 0) {
        int why = errno;
        error_at(err, path, 0, 0);
        return error_set(err, why == ENOENT ? SEINE_NOT_FOUND : SEINE_IO, "cannot open: %s",
                         strerror(why));
    }
    char *first = mem_copy_string(path);
    if (!first || !(is_stdin || !S_ISDIR(info.st_mode) ? VEC_PUSH(&found, first)
                                                       : VEC_PUSH(&folders, first))) {
        mem_free(first);
        return no_memory(err, path);
    }
    status = list_below(path, &found, &folders, err);
    release(&folders);
    if (status != SEINE_OK) {
        release(&found);
        return status;
    }
    if (found.n > 1)
        qsort(found.v, found.n, sizeof *found.v, path_order);
    *ret_paths = found.v;
    *ret_n = found.n;
    return SEINE_OK;
}

void input_paths_free(char **paths, size_t n)
{
    for (size_t i = 0; i < n; i++)
        mem_free(paths[i]);
    mem_free(paths);
}

uint64_t input_path_size(const char *path)
{
    struct stat info;
    return stat(path, &info) == 0 && S_ISREG(info.st_mode) && info.st_size > 0
               ? (uint64_t)info.st_size
               : 0;
}
