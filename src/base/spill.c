/* base/spill.c - one file of holes, mapped once. A block is a stretch of it that was never used,
 * behind a page that tells its size; a block given back becomes a hole again, and its addresses are
 * not used a second time: there are far more addresses than bytes, so that each block also has some
 * to grow into. What is handed out is reserved on the disk first: a full disk is told here, and not
 * by a signal when a page is written. Pages are read one by one, since most of what is read is
 * scattered. */
#include "base/spill.h"

#include "base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/vfs.h>
#include <unistd.h>

/* Addresses: so many are asked for, then half of it, down to what valgrind has. */
#define MOST      ((size_t)8 << 40)
#define FEWEST    ((size_t)1 << 35)
#define PAGE      ((size_t)4096)
#define GROWTH    4          /* a block can grow to this many times its first size without moving */
#define IN_MEMORY 0x01021994 /* f_type of tmpfs */

struct block {         /* its first page */
    size_t size, room; /* bytes that are in use; pages that it may have without moving, in bytes */
};

static struct {
    pthread_mutex_t lock;
    int file;
    char *base;
    size_t addresses;    /* bytes of the file that can ever be handed out */
    uint64_t memory;     /* bytes of the process that may lie in memory */
    size_t used;         /* addresses that were ever handed out */
    uint64_t held, most; /* bytes of the file that blocks hold */
} spill = {.lock = PTHREAD_MUTEX_INITIALIZER};

static struct block *block_of(void *p)
{
    return (struct block *)(void *)((char *)p - PAGE);
}

/* Where in the file. */
static size_t place_of(const void *p)
{
    return (size_t)((const char *)p - spill.base);
}

/* Bytes of the file that a block takes. */
static size_t pages_for(size_t n)
{
    return PAGE + ((n + PAGE - 1) & ~(PAGE - 1));
}

static bool change(int how, size_t from, size_t n)
{
    int code;
    do
        code = fallocate(spill.file, how, (off_t)from, (off_t)n);
    while (code != 0 && errno == EINTR);
    return code == 0;
}

static bool give_back(size_t from, size_t n)
{
    return change(FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, from, n);
}

/* A disk that becomes full meanwhile leaves what it had taken so far. */
static bool reserve(size_t from, size_t n)
{
    if (change(0, from, n))
        return true;
    int why = errno;
    (void)give_back(from, n);
    errno = why;
    return false;
}

static void count(uint64_t more, uint64_t less)
{
    (void)pthread_mutex_lock(&spill.lock);
    spill.held += more - less;
    if (spill.held > spill.most)
        spill.most = spill.held;
    (void)pthread_mutex_unlock(&spill.lock);
}

/* A file without a name: where there is no such thing, one whose name is taken away at once. */
static int nameless(const char *folder)
{
    int file = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    char path[PATH_MAX];
    if (file >= 0 || (errno != EOPNOTSUPP && errno != EISDIR) ||
        snprintf(path, sizeof path, "%s/seine-XXXXXX", folder) >= (int)sizeof path)
        return file;
    file = mkostemp(path, O_CLOEXEC);
    if (file >= 0)
        (void)unlink(path);
    return file;
}

static char *map_file(void)
{
    void *base = MAP_FAILED;
    if (!reserve(0, PAGE) || !give_back(0, PAGE))
        return NULL;
    for (spill.addresses = MOST * 2; base == MAP_FAILED && spill.addresses > FEWEST;) {
        spill.addresses /= 2;
        base = mmap(NULL, spill.addresses, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_NORESERVE,
                    spill.file, 0);
    }
    return base == MAP_FAILED ? NULL : base;
}

enum seine_status spill_begin(const char *folder, uint64_t memory, struct seine_error *err)
{
    struct statfs fs;
    spill.file = nameless(folder);
    if (spill.file < 0)
        return error_set(err, SEINE_IO, "nothing can be spilt to %s: %s", folder, strerror(errno));
    bool is_in_memory = fstatfs(spill.file, &fs) == 0 && fs.f_type == IN_MEMORY;
    char *base = is_in_memory ? NULL : map_file();
    if (!base) {
        const char *why = is_in_memory ? "it lies in memory itself" : strerror(errno);
        (void)close(spill.file);
        return error_set(err, SEINE_IO, "nothing can be spilt to %s: %s", folder, why);
    }
    (void)madvise(base, spill.addresses, MADV_RANDOM);
    spill.memory = memory;
    spill.base = base;
    return SEINE_OK;
}

bool spill_holds(const void *p)
{
    return spill.base && (const char *)p >= spill.base &&
           (const char *)p < spill.base + spill.addresses;
}

bool spill_wants(size_t n)
{
    return spill.base && n >= SPILL_LEAST && mem_unshared() + n > spill.memory;
}

void *spill_alloc(size_t n)
{
    if (n >= spill.addresses / GROWTH / 2)
        return NULL;
    size_t room = pages_for(n * GROWTH);
    (void)pthread_mutex_lock(&spill.lock);
    char *start = room <= spill.addresses - spill.used ? spill.base + spill.used : NULL;
    spill.used += start ? room : 0;
    (void)pthread_mutex_unlock(&spill.lock);
    if (!start || !reserve(place_of(start), pages_for(n)))
        return NULL;
    count(pages_for(n), 0);
    *(struct block *)(void *)start = (struct block){n, room};
    return start + PAGE;
}

void *spill_resize(void *p, size_t n)
{
    struct block *b = block_of(p);
    if (n >= spill.addresses)
        return NULL;
    size_t before = pages_for(b->size), now = pages_for(n);
    if (now > b->room) {
        void *larger = spill_alloc(n);
        if (larger) {
            memcpy(larger, p, b->size);
            spill_free(p);
        }
        return larger;
    }
    if (now > before && !reserve(place_of(b) + before, now - before))
        return NULL;
    if (now < before)
        (void)give_back(place_of(b) + now, before - now);
    count(now, before);
    b->size = n;
    return p;
}

void spill_free(void *p)
{
    struct block *b = block_of(p);
    size_t n = pages_for(b->size);
    (void)give_back(place_of(b), n);
    count(0, n);
}

uint64_t spill_held(void)
{
    (void)pthread_mutex_lock(&spill.lock);
    uint64_t held = spill.held;
    (void)pthread_mutex_unlock(&spill.lock);
    return held;
}

uint64_t spill_held_most(void)
{
    (void)pthread_mutex_lock(&spill.lock);
    uint64_t most = spill.most;
    (void)pthread_mutex_unlock(&spill.lock);
    return most;
}
