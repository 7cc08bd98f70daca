/* screen/open.c - watchlists made ready to be asked: read and indexed, or mapped when they were
 * compiled before. */
#include "geo/geo.h"
#include "screen/image.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xxhash.h>

/* The file's bytes, private to this process; *ret_bytes stays NULL for whatever is no compiled
 * index. */
static enum seine_status map_image(const char *path, char **ret_bytes, size_t *ret_n,
                                   struct seine_error *err)
{
    char magic[sizeof SCREEN_IMAGE_MAGIC];
    struct stat st;
    enum seine_status status = SEINE_OK;
    *ret_bytes = NULL;
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (file < 0)
        return SEINE_OK; /* whoever reads it as a list says what is wrong */
    if (fstat(file, &st) == 0 && S_ISREG(st.st_mode) &&
        read(file, magic, sizeof magic) == (ssize_t)sizeof magic &&
        memcmp(magic, SCREEN_IMAGE_MAGIC, sizeof magic) == 0) {
        void *p = mmap(NULL, (size_t)st.st_size, PROT_READ | PROT_WRITE, MAP_PRIVATE, file, 0);
        if (p == MAP_FAILED)
            status = error_set(err, SEINE_IO, "cannot map the compiled index: %s", strerror(errno));
        else
            *ret_bytes = p;
        *ret_n = (size_t)st.st_size;
    }
    close(file);
    return status;
}

static bool is_whole(char *bytes, size_t n)
{
    struct image_header *h = (struct image_header *)(void *)bytes;
    if (n < sizeof *h)
        return false;
    uint64_t told = h->checksum;
    h->checksum = 0;
    return XXH3_64bits(bytes, n) == told;
}

static enum seine_status take(const char *path, char *bytes, size_t n, struct list_set *set,
                              struct screen_index **ret, struct seine_error *err)
{
    struct screen_index *x = mem_calloc(1, sizeof *x);
    enum seine_status status = SEINE_OK;
    list_set_release(set);
    set->image = bytes;
    set->image_bytes = n;
    if (!x)
        return error_set(err, SEINE_NOMEM, "no memory for the name index");
    if (!is_whole(bytes, n))
        status = error_set(err, SEINE_FORMAT, "the compiled index is damaged; compile it again");
    if (status == SEINE_OK)
        status = screen_image_take(bytes, n, set, x, err);
    if (status != SEINE_OK) {
        set->entities.n = set->lists.n = 0;
        error_at(err, path, 0, 0);
    }
    if (status == SEINE_OK && ret)
        *ret = x;
    else
        mem_free(x);
    return status;
}

enum seine_status screen_open(const char *const *paths, size_t n, const struct progress *progress,
                              struct list_set *set, struct screen_index **ret,
                              struct seine_error *err)
{
    char *bytes = NULL;
    size_t n_bytes = 0;
    struct geo *geo = NULL;
    enum seine_status status = SEINE_OK;
    for (size_t i = 0; i < n && status == SEINE_OK; i++) {
        status = map_image(paths[i], &bytes, &n_bytes, err);
        if (bytes && n == 1)
            return take(paths[0], bytes, n_bytes, set, ret, err);
        if (bytes) {
            munmap(bytes, n_bytes);
            status = error_set(err, SEINE_UNSUPPORTED,
                               "a compiled index holds all its lists: give it alone");
        }
        if (status != SEINE_OK)
            error_at(err, paths[i], 0, 0);
        else if (geo || (status = geo_open(&geo, err)) == SEINE_OK)
            status = list_set_read(set, geo, paths[i], progress, err);
    }
    geo_free(geo);
    if (status == SEINE_OK)
        status = list_set_seal(set, err);
    return status == SEINE_OK && ret ? screen_index_build(set, NULL, ret, err) : status;
}
