/* base/saved.c - arrays to a file and back. The file is mapped for reading and never trusted before
 * its checksum holds; it is not flushed to the disk, since a torn one is only a lost cache. */
#include "base/saved.h"

#include "base/mem.h"
#include "base/str.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xxhash.h>

#define MAGIC     "Seine saved 001\n"
#define MAX_PATH  4096
#define ALIGNMENT 8u

struct saved_header {
    char magic[16];
    uint64_t key, stamp;
    uint64_t bytes;    /* of the whole */
    uint64_t checksum; /* XXH3 of everything behind the header */
};

struct saver {
    FILE *file; /* NULL once it is sealed */
    XXH3_state_t *hash;
    uint64_t n;
    size_t due; /* bytes of the array that was begun */
    bool failed;
    char path[MAX_PATH], part[MAX_PATH + 8];
};

enum seine_status saver_open(const char *path, struct saver **ret)
{
    const struct saved_header none = {0};
    struct saver *s = strlen(path) < MAX_PATH ? mem_calloc(1, sizeof *s) : NULL;
    if (!s)
        return SEINE_NOMEM;
    snprintf(s->path, sizeof s->path, "%s", path);
    snprintf(s->part, sizeof s->part, "%s.part", path);
    s->hash = XXH3_createState();
    s->file = s->hash ? fopen(s->part, "wbe") : NULL;
    if (!s->file) {
        enum seine_status status = s->hash ? SEINE_IO : SEINE_NOMEM;
        XXH3_freeState(s->hash);
        mem_free(s);
        return status;
    }
    XXH3_64bits_reset(s->hash);
    s->failed = fwrite(&none, sizeof none, 1, s->file) != 1;
    *ret = s;
    return SEINE_OK;
}

void saver_add(struct saver *s, const void *bytes, size_t n)
{
    if (n == 0 || s->failed)
        return;
    s->failed = n > s->due || fwrite(bytes, 1, n, s->file) != n;
    if (s->failed && ftruncate(fileno(s->file), 0) == 0)
        return; /* its room is given back at once: what is no cache may need it */
    XXH3_64bits_update(s->hash, bytes, n);
    s->n += n;
    s->due -= n < s->due ? n : s->due;
}

void saver_begin(struct saver *s, size_t n, size_t size)
{
    static const char zeros[ALIGNMENT];
    uint64_t count = n;
    size_t pad = (size_t)((ALIGNMENT - s->n % ALIGNMENT) % ALIGNMENT);
    s->failed = s->failed || s->due > 0;
    s->due = pad + sizeof count + n * size;
    saver_add(s, zeros, pad);
    saver_add(s, &count, sizeof count);
}

void saver_put(struct saver *s, const void *rows, size_t n, size_t size)
{
    saver_begin(s, n, size);
    saver_add(s, rows, n * size);
}

void saver_seal(struct saver *s, uint64_t key, uint64_t stamp)
{
    struct saved_header h = {.magic = MAGIC,
                             .key = key,
                             .stamp = stamp,
                             .bytes = sizeof h + s->n,
                             .checksum = XXH3_64bits_digest(s->hash)};
    s->failed = s->failed || s->due > 0 || fseek(s->file, 0, SEEK_SET) != 0 ||
                fwrite(&h, sizeof h, 1, s->file) != 1;
    s->failed = fclose(s->file) != 0 || s->failed;
    s->file = NULL;
    if (s->failed)
        unlink(s->part); /* as in saver_add */
}

static bool end(struct saver *s, bool is_kept)
{
    bool is_sealed = s->file == NULL;
    if (!is_sealed)
        fclose(s->file);
    bool ok = is_sealed && is_kept && rename(s->part, s->path) == 0;
    if (!ok)
        unlink(s->part);
    XXH3_freeState(s->hash);
    mem_free(s);
    return ok;
}

bool saver_close(struct saver *s)
{
    return end(s, !s->failed);
}

void saver_drop(struct saver *s)
{
    if (s)
        end(s, false);
}

struct loader {
    const char *bytes;
    size_t n, at;
    bool failed;
};

static bool is_whole(const struct loader *l, uint64_t key, uint64_t stamp)
{
    struct saved_header h;
    memcpy(&h, l->bytes, sizeof h);
    return memcmp(h.magic, MAGIC, sizeof h.magic) == 0 && h.key == key && h.stamp == stamp &&
           h.bytes == l->n && h.checksum == XXH3_64bits(l->bytes + sizeof h, l->n - sizeof h);
}

static enum seine_status open_file(const char *path, uint64_t key, uint64_t stamp,
                                   struct loader **ret)
{
    struct stat st;
    struct loader *l = mem_calloc(1, sizeof *l);
    if (!l)
        return SEINE_NOMEM;
    void *bytes = MAP_FAILED;
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (file >= 0 && fstat(file, &st) == 0 && S_ISREG(st.st_mode) &&
        (size_t)st.st_size >= sizeof(struct saved_header))
        bytes = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, file, 0);
    if (file >= 0)
        close(file);
    if (bytes != MAP_FAILED) {
        *l = (struct loader){bytes, (size_t)st.st_size, sizeof(struct saved_header), false};
        if (is_whole(l, key, stamp)) {
            *ret = l;
            return SEINE_OK;
        }
    }
    loader_free(l);
    return SEINE_NOT_FOUND;
}

enum seine_status loader_open(const char *path, uint64_t key, uint64_t stamp, struct loader **ret)
{
    char part[MAX_PATH + 8];
    enum seine_status status = open_file(path, key, stamp, ret);
    if (status != SEINE_NOT_FOUND || strlen(path) >= MAX_PATH)
        return status;
    snprintf(part, sizeof part, "%s.part", path);
    status = open_file(part, key, stamp, ret);
    if (status == SEINE_OK)
        (void)rename(part, path); /* else it is written anew at the end */
    return status;
}

const void *loader_get(struct loader *l, size_t size, size_t *ret_n)
{
    uint64_t n = 0;
    *ret_n = 0;
    l->at += (ALIGNMENT - l->at % ALIGNMENT) % ALIGNMENT;
    if (l->failed || l->at > l->n || l->n - l->at < sizeof n) {
        l->failed = true;
        return NULL;
    }
    memcpy(&n, l->bytes + l->at, sizeof n);
    if (n > (l->n - l->at - sizeof n) / size) {
        l->failed = true;
        return NULL;
    }
    const void *rows = l->bytes + l->at + sizeof n;
    l->at += sizeof n + (size_t)n * size;
    *ret_n = (size_t)n;
    return rows;
}

const void *loader_get_n(struct loader *l, size_t size, size_t n)
{
    size_t found = 0;
    const void *rows = loader_get(l, size, &found);
    l->failed = l->failed || found != n;
    return l->failed ? NULL : rows;
}

void loader_fail(struct loader *l)
{
    l->failed = true;
}

bool loader_ok(const struct loader *l)
{
    return !l->failed;
}

void loader_free(struct loader *l)
{
    if (!l)
        return;
    if (l->bytes)
        munmap((void *)(uintptr_t)l->bytes, l->n);
    mem_free(l);
}
