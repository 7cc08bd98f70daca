/* base/input.c - a chain: file or memory -> gzip or zstd (at most two, found by magic bytes) ->
 * UTF-16 to UTF-8 if a byte-order mark says so. Each link is a small pull filter with its own
 * buffer. Folders: base/paths.c. */
#include "base/input.h"

#include "base/limits.h"
#include "base/mem.h"
#include "base/utf8.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>
#include <zstd_errors.h>

#define BLOCK      ((size_t)128 << 10)
#define PEEK_MAX   ((size_t)64 << 10)
#define HEAD_ROOM  (PEEK_MAX + 16) /* for the last of a text that is read in steps of 16 or more */
#define MAX_LAYERS 2

enum layer_kind { LAYER_GZIP, LAYER_ZSTD };

struct layer {
    enum layer_kind kind;
    unsigned char *in; /* compressed bytes waiting */
    size_t from, to;
    unsigned char *out; /* bytes behind it: in steps of its own, so that a damaged stream gives the
                           same text however it is read */
    size_t out_from, out_to;
    bool is_source_eof, is_between_members, is_done;
    z_stream gzip;
    ZSTD_DStream *zstd;
    const char *broken; /* why it cannot be read further: told when what came before it is read */
};

struct input {
    char *name;
    int fd; /* -1: memory */
    struct str memory;
    size_t memory_at;
    uint64_t raw_bytes, raw_size;
    struct layer layers[MAX_LAYERS + 1]; /* behind the last: the text's own first bytes */
    int n_layers;
    char *pre; /* raw bytes that were read to find out what this is */
    size_t pre_from, pre_to;
    bool is_raw_eof;
    char *head; /* text that was peeked at */
    size_t head_from, head_to;
    bool is_eof;
    int utf16;              /* 0 none, 1 little endian, 2 big endian */
    unsigned char carry[4]; /* bytes of an unfinished UTF-16 unit or pair */
    size_t n_carry;
    struct seine_error late; /* an error met while peeking: told after the good bytes */
};

static enum seine_status read_source(struct input *in, void *out, size_t n, size_t *ret_n,
                                     struct seine_error *err)
{
    if (in->fd < 0) {
        size_t left = in->memory.n - in->memory_at;
        *ret_n = n < left ? n : left;
        if (*ret_n)
            memcpy(out, in->memory.p + in->memory_at, *ret_n);
        in->memory_at += *ret_n;
    } else {
        ssize_t got;
        do
            got = read(in->fd, out, n);
        while (got < 0 && errno == EINTR);
        if (got < 0) {
            error_at(err, in->name, 0, 0);
            return error_set(err, SEINE_IO, "cannot read: %s", strerror(errno));
        }
        *ret_n = (size_t)got;
    }
    in->raw_bytes += *ret_n;
    return SEINE_OK;
}

static enum seine_status read_layer(struct input *in, int layer, void *out, size_t n, size_t *ret_n,
                                    struct seine_error *err);

static enum seine_status layer_fill(struct input *in, int layer, struct seine_error *err)
{
    struct layer *l = &in->layers[layer];
    size_t got;
    if (l->from < l->to || l->is_source_eof)
        return SEINE_OK;
    enum seine_status status = read_layer(in, layer - 1, l->in, BLOCK, &got, err);
    if (status != SEINE_OK)
        return status;
    l->from = 0;
    l->to = got;
    l->is_source_eof = got == 0;
    return SEINE_OK;
}

static enum seine_status damaged(struct input *in, const char *what, struct seine_error *err)
{
    error_at(err, in->name, 0, 0);
    return error_set(err, SEINE_FORMAT, "%s", what);
}

static enum seine_status no_memory(struct input *in, struct seine_error *err)
{
    return error_set(err, SEINE_NOMEM, "out of memory while reading %s", in->name);
}

/* One step of inflating: some output, or progress, or the end. */
static enum seine_status gzip_step(struct input *in, struct layer *l, struct seine_error *err)
{
    if (l->is_between_members) {
        if (l->from == l->to && l->is_source_eof) {
            l->is_done = true;
            return SEINE_OK;
        }
        inflateReset(&l->gzip);
        l->is_between_members = false;
    }
    l->gzip.next_in = l->in + l->from;
    l->gzip.avail_in = (uInt)(l->to - l->from);
    l->gzip.next_out = l->out;
    l->gzip.avail_out = (uInt)BLOCK;
    int code = inflate(&l->gzip, Z_NO_FLUSH);
    l->from = l->to - l->gzip.avail_in;
    l->out_to = BLOCK - l->gzip.avail_out;
    if (code == Z_STREAM_END)
        l->is_between_members = true;
    else if (code == Z_MEM_ERROR)
        return no_memory(in, err);
    else if (code == Z_BUF_ERROR && l->is_source_eof && l->out_to == 0)
        return damaged(in, "the gzip stream breaks off before its end", err);
    else if (code != Z_OK && code != Z_BUF_ERROR && l->out_to == 0)
        return damaged(in, "the gzip stream is damaged", err); /* else zlib says it again */
    return SEINE_OK;
}

static enum seine_status zstd_step(struct input *in, struct layer *l, struct seine_error *err)
{
    if (l->is_between_members && l->from == l->to && l->is_source_eof) {
        l->is_done = true;
        return SEINE_OK;
    }
    if (l->broken)
        return damaged(in, l->broken, err);
    ZSTD_inBuffer source = {l->in, l->to, l->from};
    ZSTD_outBuffer target = {l->out, BLOCK, 0};
    size_t code = ZSTD_decompressStream(l->zstd, &target, &source);
    bool is_stuck = target.pos == 0 && source.pos == l->from && l->is_source_eof;
    if (ZSTD_isError(code) && ZSTD_getErrorCode(code) == ZSTD_error_memory_allocation)
        return no_memory(in, err);
    if (ZSTD_isError(code))
        l->broken = ZSTD_getErrorCode(code) == ZSTD_error_frameParameter_windowTooLarge
                        ? "the zstd stream needs more than 128 MiB to be read; compress it again "
                          "without --long"
                        : "the zstd stream is damaged";
    else if (code != 0 && is_stuck)
        l->broken = "the zstd stream breaks off before its end";
    l->from = source.pos;
    l->out_to = target.pos;
    l->is_between_members = code == 0;
    return SEINE_OK;
}

static enum seine_status read_layer(struct input *in, int layer, void *out, size_t n, size_t *ret_n,
                                    struct seine_error *err)
{
    if (layer < 0)
        return read_source(in, out, n, ret_n, err);
    struct layer *l = &in->layers[layer];
    *ret_n = 0;
    while (l->out_from == l->out_to && !l->is_done) {
        enum seine_status status = layer_fill(in, layer, err);
        l->out_from = l->out_to = 0;
        if (status == SEINE_OK)
            status = l->kind == LAYER_GZIP ? gzip_step(in, l, err) : zstd_step(in, l, err);
        if (status != SEINE_OK)
            return status;
    }
    *ret_n = l->out_to - l->out_from < n ? l->out_to - l->out_from : n;
    memcpy(out, l->out + l->out_from, *ret_n);
    l->out_from += *ret_n;
    return SEINE_OK;
}

static bool is_gzip(const unsigned char *p, size_t n)
{
    return n >= 2 && p[0] == 0x1f && p[1] == 0x8b;
}

/* A frame, or one that is to be skipped, as pzstd puts before each. */
static bool is_zstd(const unsigned char *p, size_t n)
{
    return n >= 4 && (memcmp(p, "\x28\xb5\x2f\xfd", 4) == 0 ||
                      (p[0] >> 4 == 5 && memcmp(p + 1, "\x2a\x4d\x18", 3) == 0));
}

/* Looks at the first bytes behind the present layers; adds a layer if they are a known stream and
 * one more is allowed. */
static enum seine_status add_layer(struct input *in, bool *ret_added, struct seine_error *err)
{
    struct layer *l = &in->layers[in->n_layers];
    size_t got = 1;
    *ret_added = false;
    l->in = mem_alloc(BLOCK);
    if (!l->in)
        return error_set(err, SEINE_NOMEM, "out of memory while opening %s", in->name);
    while (l->to < 4 && got > 0) {
        enum seine_status status =
            read_layer(in, in->n_layers - 1, l->in + l->to, BLOCK - l->to, &got, err);
        if (status != SEINE_OK)
            return status;
        l->to += got;
    }
    l->is_source_eof = got == 0;
    if (in->n_layers == MAX_LAYERS)
        return SEINE_OK;
    if (is_gzip(l->in, l->to)) {
        l->kind = LAYER_GZIP;
        if (inflateInit2(&l->gzip, 16 + MAX_WBITS) != Z_OK)
            return error_set(err, SEINE_NOMEM, "out of memory while opening %s", in->name);
    } else if (is_zstd(l->in, l->to)) {
        l->kind = LAYER_ZSTD;
        l->zstd = ZSTD_createDStream();
        if (!l->zstd)
            return error_set(err, SEINE_NOMEM, "out of memory while opening %s", in->name);
    } else {
        return SEINE_OK; /* plain: these bytes become the head */
    }
    l->out = mem_alloc(BLOCK);
    in->n_layers++;
    if (!l->out)
        return error_set(err, SEINE_NOMEM, "out of memory while opening %s", in->name);
    *ret_added = true;
    return SEINE_OK;
}

/* The bytes that were read to look for a stream are the first bytes of the text. */
static void take_pre(struct input *in)
{
    struct layer *l = &in->layers[in->n_layers];
    in->pre = (char *)l->in;
    in->pre_to = l->to;
    in->is_raw_eof = l->is_source_eof;
    *l = (struct layer){0};
}

/* Bytes behind the layers, before any change of encoding. */
static enum seine_status read_raw(struct input *in, char *out, size_t n, size_t *ret_n,
                                  struct seine_error *err)
{
    size_t waiting = in->pre_to - in->pre_from;
    *ret_n = n < waiting ? n : waiting;
    if (waiting > 0) {
        memcpy(out, in->pre + in->pre_from, *ret_n);
        in->pre_from += *ret_n;
        return SEINE_OK;
    }
    return in->is_raw_eof ? SEINE_OK : read_layer(in, in->n_layers - 1, out, n, ret_n, err);
}

static enum seine_status prepare(struct input *in, struct seine_error *err)
{
    bool added = true;
    while (added) {
        enum seine_status status = add_layer(in, &added, err);
        if (status != SEINE_OK)
            return status;
    }
    take_pre(in);
    in->head = mem_alloc(HEAD_ROOM);
    return in->head ? SEINE_OK
                    : error_set(err, SEINE_NOMEM, "out of memory while opening %s", in->name);
}

/* Byte-order marks: UTF-8's is dropped, UTF-16's switches conversion on. */
static void detect_encoding(struct input *in)
{
    const unsigned char *p = (const unsigned char *)in->pre;
    size_t n = in->pre_to;
    if (n >= 3 && memcmp(p, "\xEF\xBB\xBF", 3) == 0)
        in->pre_from = 3;
    else if (n >= 2 && p[0] == 0xFF && p[1] == 0xFE)
        in->utf16 = 1;
    else if (n >= 2 && p[0] == 0xFE && p[1] == 0xFF)
        in->utf16 = 2;
    if (in->utf16)
        in->pre_from = 2;
}

static enum seine_status open_common(struct input *in, struct input **ret, struct seine_error *err)
{
    enum seine_status status = prepare(in, err);
    if (status != SEINE_OK) {
        input_free(in);
        return status;
    }
    detect_encoding(in);
    *ret = in;
    return SEINE_OK;
}

static struct input *new_input(const char *name)
{
    struct input *in = mem_calloc(1, sizeof *in);
    if (!in)
        return NULL;
    in->fd = -1;
    in->name = mem_copy_string(name);
    if (in->name)
        return in;
    mem_free(in);
    return NULL;
}

enum seine_status input_open(const char *path, struct input **ret, struct seine_error *err)
{
    struct stat info;
    struct input *in = new_input(path);
    if (!in)
        return error_set(err, SEINE_NOMEM, "out of memory while opening %s", path);
    in->fd = strcmp(path, "-") == 0 ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC);
    if (in->fd < 0 || fstat(in->fd, &info) != 0) {
        int why = errno;
        input_free(in);
        error_at(err, path, 0, 0);
        return error_set(err, why == ENOENT ? SEINE_NOT_FOUND : SEINE_IO, "cannot open: %s",
                         strerror(why));
    }
    if (S_ISDIR(info.st_mode)) {
        input_free(in);
        error_at(err, path, 0, 0);
        return error_set(err, SEINE_UNSUPPORTED, "is a folder, not a file");
    }
    in->raw_size = S_ISREG(info.st_mode) && info.st_size > 0 ? (uint64_t)info.st_size : 0;
    return open_common(in, ret, err);
}

enum seine_status input_open_bytes(struct str bytes, const char *name, struct input **ret,
                                   struct seine_error *err)
{
    struct input *in = new_input(name);
    if (!in)
        return error_set(err, SEINE_NOMEM, "out of memory while opening %s", name);
    in->memory = bytes;
    in->raw_size = bytes.n;
    return open_common(in, ret, err);
}

void input_free(struct input *in)
{
    if (!in)
        return;
    for (int i = 0; i <= in->n_layers; i++) {
        struct layer *l = &in->layers[i];
        mem_free(l->in);
        mem_free(l->out);
        if (i < in->n_layers && l->kind == LAYER_GZIP)
            inflateEnd(&l->gzip);
        ZSTD_freeDStream(l->zstd);
    }
    if (in->fd >= 0)
        close(in->fd);
    mem_free(in->pre);
    mem_free(in->head);
    mem_free(in->name);
    mem_free(in);
}

static unsigned unit_of(const struct input *in, const unsigned char *p)
{
    return in->utf16 == 1 ? (unsigned)(p[0] | p[1] << 8) : (unsigned)(p[0] << 8 | p[1]);
}

/* Converts whole code points of p[0..n) into out (3 bytes for 2); returns the bytes used. */
static size_t convert16(const struct input *in, const unsigned char *p, size_t n, bool is_last,
                        char *out, size_t *ret_n)
{
    size_t at = 0, made = 0;
    while (n - at >= 2) {
        uint32_t cp = unit_of(in, p + at);
        size_t used = 2;
        if (cp >= 0xD800 && cp <= 0xDBFF) {
            if (n - at < 4 && !is_last)
                break;
            uint32_t low = n - at >= 4 ? unit_of(in, p + at + 2) : 0;
            bool pair = low >= 0xDC00 && low <= 0xDFFF;
            cp = pair ? 0x10000u + ((cp - 0xD800u) << 10) + (low - 0xDC00u) : 0xFFFD;
            used = pair ? 4 : 2;
        } else if (cp >= 0xDC00 && cp <= 0xDFFF) {
            cp = 0xFFFD;
        }
        made += utf8_put(cp, out + made);
        at += used;
    }
    *ret_n = made;
    return at;
}

static enum seine_status read_utf16(struct input *in, char *out, size_t n, size_t *ret_n,
                                    struct seine_error *err)
{
    unsigned char block[4096];
    size_t want = n / 3 * 2, got = 1;
    if (want > sizeof block)
        want = sizeof block;
    while (*ret_n == 0 && got > 0) {
        size_t have = in->n_carry;
        memcpy(block, in->carry, have);
        enum seine_status status = read_raw(in, (char *)block + have, want - have, &got, err);
        if (status != SEINE_OK)
            return status;
        have += got;
        size_t used = convert16(in, block, have, got == 0, out, ret_n);
        in->n_carry = got == 0 ? 0 : have - used;
        memcpy(in->carry, block + used, in->n_carry);
    }
    return SEINE_OK;
}

/* UTF-8 text; n >= 16 so that a UTF-16 pair always fits. */
static enum seine_status read_text(struct input *in, char *out, size_t n, size_t *ret_n,
                                   struct seine_error *err)
{
    *ret_n = 0;
    return in->utf16 ? read_utf16(in, out, n, ret_n, err) : read_raw(in, out, n, ret_n, err);
}

static void fill_head(struct input *in, size_t n)
{
    if (in->head_from > 0) {
        memmove(in->head, in->head + in->head_from, in->head_to - in->head_from);
        in->head_to -= in->head_from;
        in->head_from = 0;
    }
    while (in->head_to < n && !in->is_eof && in->late.status == SEINE_OK) {
        size_t got;
        if (read_text(in, in->head + in->head_to, HEAD_ROOM - in->head_to, &got, &in->late) ==
            SEINE_OK) {
            in->head_to += got;
            in->is_eof = got == 0;
        }
    }
}

enum seine_status input_read(struct input *in, char *out, size_t n, size_t *ret_n,
                             struct seine_error *err)
{
    *ret_n = 0;
    if (in->head_from == in->head_to && n < 16)
        fill_head(in, 16);
    size_t waiting = in->head_to - in->head_from;
    if (waiting > 0) {
        *ret_n = n < waiting ? n : waiting;
        memcpy(out, in->head + in->head_from, *ret_n);
        in->head_from += *ret_n;
        return SEINE_OK;
    }
    if (in->late.status != SEINE_OK) {
        if (err && err->status == SEINE_OK)
            *err = in->late;
        return in->late.status;
    }
    return in->is_eof ? SEINE_OK : read_text(in, out, n, ret_n, err);
}

struct str input_peek(struct input *in, size_t n)
{
    if (n > PEEK_MAX)
        n = PEEK_MAX;
    fill_head(in, n);
    size_t waiting = in->head_to - in->head_from;
    return (struct str){in->head + in->head_from, waiting < n ? waiting : n};
}

enum seine_status input_read_all(struct input *in, struct buf *out, struct seine_error *err)
{
    char *block = mem_alloc(BLOCK);
    size_t got = 1;
    enum seine_status status = block ? SEINE_OK : error_set(err, SEINE_NOMEM, "out of memory");
    while (status == SEINE_OK && got > 0) {
        status = input_read(in, block, BLOCK, &got, err);
        if (status == SEINE_OK) {
            buf_add(out, (struct str){block, got});
            status = buf_status(out);
            if (status == SEINE_LIMIT)
                error_set(err, status, "is larger than %zu bytes", out->max);
            else if (status != SEINE_OK)
                error_set(err, status, "out of memory");
        }
    }
    mem_free(block);
    if (status != SEINE_OK)
        error_at(err, in->name, 0, 0);
    return status;
}

/* Two Latin letters in two bytes each. */
static bool is_unmarked_utf16(struct str s)
{
    return s.n >= 4 &&
           ((s.p[0] && !s.p[1] && s.p[2] && !s.p[3]) || (!s.p[0] && s.p[1] && !s.p[2] && s.p[3]));
}

const char *input_foreign(struct str head)
{
    static const struct {
        const char *begin, *what;
    } kinds[] = {
        {"PK\x03\x04", "is an archive or a workbook; unpack it, or save its sheet as CSV"},
        {"\xd0\xcf\x11\xe0", "is a workbook or document of an older Office; save its sheet as CSV"},
        {"%PDF-", "is a PDF; ask for the table behind it as CSV"},
        {"\x89PNG", "is a picture; ask for the table behind it as CSV"},
        {"\xff\xd8\xff", "is a picture; ask for the table behind it as CSV"},
        {INPUT_STORE, "is a store: what reads one takes it with --db"},
    };
    const unsigned char *bytes = (const unsigned char *)head.p;
    if (is_gzip(bytes, head.n) || is_zstd(bytes, head.n))
        return "is packed more than twice; unpack it";
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (str_starts(head, str_of(kinds[i].begin)))
            return kinds[i].what;
    return is_unmarked_utf16(head) ? "is UTF-16 without its byte-order mark; save it as UTF-8"
                                   : NULL;
}

const char *input_name(const struct input *in)
{
    return in->name;
}
uint64_t input_raw_bytes(const struct input *in)
{
    return in->raw_bytes;
}
uint64_t input_raw_size(const struct input *in)
{
    return in->raw_size;
}
