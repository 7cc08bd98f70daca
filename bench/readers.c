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

static bool measure(const char *path, size_t mib)
{
    struct input *in = NULL;
    struct seine_error err = {0};
    struct buf one;
    struct buf all;
    struct trade_batch batch;
    struct result first = {0};
    double best = 1e9;
    uint64_t records = 0;
    buf_init(&one, 64 * MIB);
    buf_init(&all, GIB);
    trade_batch_init(&batch);
    bool ok = input_open(path, &in, &err) == SEINE_OK &&
              input_read_all(in, &one, &err) == SEINE_OK && read_all(buf_str(&one), &batch, &first);
    bool stream = ok && is_stream(first.format);
    ok = ok && (!stream || repeat(&all, buf_str(&one), first.format, mib * MIB));
    size_t n = stream || !ok ? 1 : mib * MIB / (one.n + 1) + 1;
    size_t bytes = stream ? all.n : one.n * n;
    for (int round = 0; round < 4 && ok; round++) {
        struct result r = {0};
        double start = now();
        for (size_t i = 0; i < n && ok; i++)
            ok = read_all(buf_str(stream ? &all : &one), &batch, &r);
        double seconds = now() - start;
        best = round > 0 && seconds < best ? seconds : best;
        records = r.records;
    }
    if (ok)
        printf("| %s | %s | %.1f MB | %llu | %.2f s | %.0f | %.0f |\n", first.format,
               strrchr(path, '/') ? strrchr(path, '/') + 1 : path, (double)bytes / 1e6,
               (unsigned long long)records, best, (double)bytes / 1e6 / best,
               (double)records / best);
    else
        fprintf(stderr, "%s: cannot be measured %s\n", path, err.message);
    trade_batch_release(&batch);
    buf_release(&one);
    buf_release(&all);
    input_free(in);
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
