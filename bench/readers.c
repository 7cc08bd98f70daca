/* bench/readers.c - the speed of every reader of records: a small file is repeated until there are
 * enough bytes, read once to warm up and then three times, and the best is printed as a row.
 *
 *     readers MIB FILE...
 *
 * Formats that hold one document a file (XML, JSON-LD, EDIFACT) are read as that many files. It
 * measures reading to records only: no table, no writing. */
#include "trade/trade.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

struct result {
    uint64_t records, rejects;
    const char *format;
};

static bool read_all(struct str bytes, struct trade_batch *batch, struct result *ret)
{
    struct input *in = NULL;
    struct trade_reader *reader = NULL;
    struct seine_error err = {0};
    bool more = true;
    enum seine_status status = input_open_bytes(bytes, "bench", &in, &err);
    if (status == SEINE_OK)
        status = trade_reader_open(in, NULL, &reader, &err);
    while (status == SEINE_OK && more) {
        trade_batch_reset(batch);
        status = trade_reader_next(reader, 4096, batch, &more, &err);
        ret->records += batch->consignments.n;
        ret->rejects += batch->rejects.n;
    }
    if (status == SEINE_OK)
        ret->format = trade_reader_format(reader);
    else
        fprintf(stderr, "%s\n", err.message);
    trade_reader_free(reader);
    input_free(in);
    return status == SEINE_OK;
}

static bool is_stream(const char *format)
{
    return strcmp(format, "csv") == 0 || strcmp(format, "ndjson") == 0 ||
           strcmp(format, "cargo-imp") == 0;
}

/* The file's bytes again and again; the header of a CSV once. */
static bool repeat(struct buf *all, struct str one, const char *format, size_t bytes)
{
    size_t head = str_find_byte(one, '\n', 0);
    bool has_header = strcmp(format, "csv") == 0 && head != SIZE_MAX;
    buf_add(all, one);
    while (all->n < bytes && buf_status(all) == SEINE_OK)
        buf_add(all, has_header ? str_slice(one, head + 1, one.n) : one);
    return buf_status(all) == SEINE_OK;
}

struct run {
    struct buf one, all;
    struct trade_batch batch;
    const char *format;
    size_t n, bytes; /* inputs in a round, and all their bytes */
};

static bool prepare(struct run *r, const char *path, size_t mib)
{
    struct input *in = NULL;
    struct seine_error err = {0};
    struct result first = {0};
    bool ok =
        input_open(path, &in, &err) == SEINE_OK && input_read_all(in, &r->one, &err) == SEINE_OK;
    if (!ok)
        fprintf(stderr, "%s\n", err.message);
    input_free(in);
    if (!ok || !read_all(buf_str(&r->one), &r->batch, &first))
        return false;
    r->format = first.format;
    r->n = is_stream(r->format) ? 1 : mib * MIB / (r->one.n + 1) + 1;
    size_t wanted = r->n == 1 ? mib * MIB : r->one.n;
    bool filled = repeat(&r->all, buf_str(&r->one), r->format, wanted);
    r->bytes = r->all.n * r->n;
    return filled;
}

static bool rounds(struct run *r, double *ret_best, uint64_t *ret_records)
{
    bool ok = true;
    *ret_best = 1e9;
    for (int round = 0; round < 4 && ok; round++) {
        struct result result = {0};
        double start = now();
        for (size_t i = 0; i < r->n && ok; i++)
            ok = read_all(buf_str(&r->all), &r->batch, &result);
        double seconds = now() - start;
        *ret_best = round > 0 && seconds < *ret_best ? seconds : *ret_best;
        *ret_records = result.records;
    }
    return ok;
}

static bool measure(const char *path, size_t mib)
{
    struct run r = {0};
    double best = 0;
    uint64_t records = 0;
    buf_init(&r.one, 64 * MIB);
    buf_init(&r.all, GIB);
    trade_batch_init(&r.batch);
    bool ok = prepare(&r, path, mib) && rounds(&r, &best, &records);
    const char *slash = strrchr(path, '/');
    if (ok)
        printf("| %s | %s | %.1f MB | %llu | %.2f s | %.0f | %.0f |\n", r.format,
               slash ? slash + 1 : path, (double)r.bytes / 1e6, (unsigned long long)records, best,
               (double)r.bytes / 1e6 / best, (double)records / best);
    else
        fprintf(stderr, "%s: cannot be measured\n", path);
    trade_batch_release(&r.batch);
    buf_release(&r.one);
    buf_release(&r.all);
    return ok;
}

int main(int argc, char **argv)
{
    size_t mib = argc > 1 ? (size_t)strtoul(argv[1], NULL, 10) : 0;
    bool ok = mib > 0 && mib <= 900 && argc > 2;
    if (!ok)
        fprintf(stderr, "usage: readers MIB FILE...\n");
    printf("| reader | file | bytes | records | best of 3 | MB/s | records/s |\n"
           "|---|---|---|---|---|---|---|\n");
    for (int i = 2; i < argc && ok; i++)
        ok = measure(argv[i], mib) && ok;
    return ok ? 0 : 1;
}
