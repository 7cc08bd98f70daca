/* sim/write.c - a world goes to files: shards of consignments made in parallel and written in
 * order, the truth, the world's own companies. Memory: one wave of chunks. */
#include "sim/case.h"
#include "sim/papers.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <zstd.h>

#define CHUNK      2048 /* slots per piece of work */
#define MAX_WAVE   64   /* pieces of work in memory at once */
#define CHUNK_TEXT (64 * MIB)

struct packed { /* one zstd frame */
    char *p;
    size_t n, room;
};

struct writer {
    const struct sim_world *w;
    const struct sim_options *o;
    struct pool *pool;
    struct sim_scratch *scratch; /* per worker */
    struct sim_case **cases;     /* per worker: the case last made */
    uint32_t *case_of;           /* per worker: which it is */
    unsigned n_workers;
    struct buf text[MAX_WAVE];
    struct buf parties[MAX_WAVE]; /* who is behind the parties, if that is asked for */
    FILE *parties_file;           /* or NULL */
    struct packed packed[MAX_WAVE];
    uint64_t rows[MAX_WAVE];
    uint64_t from, to; /* slots of this wave */
    struct sim_summary *sum;
};

static enum seine_status open_file(const char *folder, const char *name, FILE **ret,
                                   struct seine_error *err)
{
    char path[4096];
    if (snprintf(path, sizeof path, "%s/%s", folder, name) >= (int)sizeof path)
        return error_set(err, SEINE_LIMIT, "the folder's name is too long");
    *ret = fopen(path, "wb");
    if (!*ret)
        return error_set(err, SEINE_IO, "%s cannot be written: %s", path, strerror(errno));
    return SEINE_OK;
}

static enum seine_status put_bytes(FILE *f, struct str s, struct seine_error *err)
{
    if (s.n > 0 && fwrite(s.p, 1, s.n, f) != s.n)
        return error_set(err, SEINE_IO, "writing failed: %s", strerror(errno));
    return SEINE_OK;
}

static enum seine_status put_text(FILE *f, const struct buf *b, struct seine_error *err)
{
    if (buf_status(b))
        return error_set(err, buf_status(b), "the text to be written is too large");
    return put_bytes(f, buf_str(b), err);
}

static enum seine_status close_file(FILE *f, enum seine_status status, struct seine_error *err)
{
    if (fclose(f) != 0 && !status)
        return error_set(err, SEINE_IO, "writing failed: %s", strerror(errno));
    return status;
}

/* First planned slot at or after `slot`. */
static size_t first_planned(const struct sim_world *w, uint64_t slot)
{
    size_t lo = 0, hi = w->n_slots;
    while (lo < hi) {
        size_t mid = (lo + hi) / 2;
        if (w->slots[mid].slot < slot)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo;
}

static enum seine_status pack(const struct buf *in, struct packed *out)
{
    size_t room = ZSTD_compressBound(in->n);
    if (!vec_reserve((void **)&out->p, &out->room, room, 1))
        return SEINE_NOMEM;
    size_t n = ZSTD_compress(out->p, room, in->p, in->n, 3);
    if (ZSTD_isError(n))
        return SEINE_INTERNAL;
    out->n = n;
    return SEINE_OK;
}

/* What of a chunk goes to the file. */
static struct str bytes_of(const struct writer *x, size_t chunk)
{
    if (x->o->zst)
        return (struct str){x->packed[chunk].p, x->packed[chunk].n};
    return buf_str(&x->text[chunk]);
}

static const struct sim_shipment *planned(struct writer *x, unsigned worker,
                                          const struct sim_slot *s)
{
    if (x->case_of[worker] != s->of) {
        sim_case_make(x->w, s->of, x->cases[worker]);
        x->case_of[worker] = s->of;
    }
    return &x->cases[worker]->rows[s->row].s;
}

void sim_write_parties(const struct sim_scratch *x, int difficulty, struct buf *out);

/* One record and who is behind its parties. */
static uint64_t put_record(struct writer *x, unsigned worker, size_t chunk)
{
    const struct sim_scratch *text = &x->scratch[worker];
    if (x->o->ndjson)
        trade_write_ndjson(&x->text[chunk], &text->c);
    else
        trade_write_csv(&x->text[chunk], &text->c);
    if (x->parties_file)
        sim_write_parties(text, x->cases[worker]->difficulty, &x->parties[chunk]);
    return x->o->ndjson ? 1 : text->c.n_goods;
}

/* All papers of one shipment; the number of rows. */
static uint64_t put_papers(struct writer *x, unsigned worker, uint64_t slot,
                           const struct sim_shipment *s, size_t chunk)
{
    struct sim_scratch *text = &x->scratch[worker];
    struct sim_shipment first;
    uint64_t rows = 0;
    if (sim_reissued(x->w, slot, s, &first)) {
        sim_render_first(x->w, slot, &first, text);
        rows += put_record(x, worker, chunk);
    }
    sim_render(x->w, slot, s, text);
    rows += put_record(x, worker, chunk);
    if (sim_declared(x->w, slot, s)) {
        sim_render_declaration(x->w, slot, s, text);
        rows += put_record(x, worker, chunk);
    }
    return rows;
}

static enum seine_status make_chunk(struct writer *x, unsigned worker, size_t chunk,
                                    struct seine_error *err)
{
    const struct sim_world *w = x->w;
    struct buf *out = &x->text[chunk];
    uint64_t from = x->from + chunk * CHUNK, to = from + CHUNK < x->to ? from + CHUNK : x->to;
    size_t next = first_planned(w, from);
    int day = sim_day_of(w, from);
    struct sim_shipment s;
    buf_reset(out);
    buf_reset(&x->parties[chunk]);
    x->rows[chunk] = 0;
    for (uint64_t slot = from; slot < to; slot++) {
        while (day + 1 < w->days && w->first_slot[day + 1] <= slot)
            day++;
        const struct sim_shipment *it = &s;
        if (next < w->n_slots && w->slots[next].slot == slot)
            it = planned(x, worker, &w->slots[next++]);
        else
            sim_background(w, slot, day, &s);
        x->rows[chunk] += put_papers(x, worker, slot, it, chunk);
    }
    enum seine_status status = buf_status(out) ? buf_status(out) : buf_status(&x->parties[chunk]);
    if (!status && x->o->zst)
        status = pack(out, &x->packed[chunk]);
    return status ? error_set(err, status, "no memory for the rows") : SEINE_OK;
}

static enum seine_status make_chunks(void *context, unsigned worker, size_t from, size_t to,
                                     struct seine_error *err)
{
    for (size_t i = from; i < to; i++) {
        enum seine_status status = make_chunk(context, worker, i, err);
        if (status)
            return status;
    }
    return SEINE_OK;
}

static enum seine_status write_wave(struct writer *x, FILE *f, struct seine_error *err)
{
    size_t n = (size_t)((x->to - x->from + CHUNK - 1) / CHUNK);
    enum seine_status status = pool_run(x->pool, n, 1, make_chunks, x, err);
    for (size_t i = 0; !status && i < n; i++) {
        status = put_bytes(f, bytes_of(x, i), err);
        if (!status && x->parties_file)
            status = put_text(x->parties_file, &x->parties[i], err);
        x->sum->rows += x->rows[i];
        x->sum->bytes += bytes_of(x, i).n;
    }
    x->sum->consignments += x->to - x->from;
    progress_update(x->o->progress, "simulate", x->sum->consignments, x->w->n, "consignments");
    return status;
}

static enum seine_status write_header(struct writer *x, FILE *f, struct seine_error *err)
{
    if (x->o->ndjson)
        return SEINE_OK;
    buf_reset(&x->text[0]);
    trade_csv_header(&x->text[0]);
    enum seine_status status = buf_status(&x->text[0]);
    if (!status && x->o->zst)
        status = pack(&x->text[0], &x->packed[0]);
    if (status)
        return error_set(err, status, "no memory for the header");
    return put_bytes(f, bytes_of(x, 0), err);
}

static enum seine_status write_shard(struct writer *x, unsigned shard, unsigned n_shards,
                                     struct seine_error *err)
{
    char name[64], number[24] = "";
    if (n_shards > 1)
        snprintf(number, sizeof number, "-%04u", shard);
    snprintf(name, sizeof name, "consignments%s.%s%s", number, x->o->ndjson ? "ndjson" : "csv",
             x->o->zst ? ".zst" : "");
    FILE *f = NULL;
    enum seine_status status = open_file(x->o->out, name, &f, err);
    if (status)
        return status;
    status = write_header(x, f, err);
    uint64_t from = x->w->n / n_shards * shard;
    uint64_t to = shard + 1 == n_shards ? x->w->n : x->w->n / n_shards * (shard + 1);
    for (uint64_t at = from; !status && at < to; at = x->to) {
        x->from = at;
        x->to = to - at < (uint64_t)CHUNK * MAX_WAVE ? to : at + (uint64_t)CHUNK * MAX_WAVE;
        status = write_wave(x, f, err);
    }
    return close_file(f, status, err);
}

static enum seine_status writer_init(struct writer *x, const struct sim_world *w,
                                     const struct sim_options *o, struct sim_summary *sum,
                                     struct seine_error *err)
{
    memset(x, 0, sizeof *x);
    x->w = w;
    x->o = o;
    x->sum = sum;
    for (size_t i = 0; i < MAX_WAVE; i++) {
        buf_init(&x->text[i], CHUNK_TEXT);
        buf_init(&x->parties[i], CHUNK_TEXT);
    }
    enum seine_status status = pool_new(o->threads, &x->pool, err);
    if (status)
        return status;
    unsigned n = pool_threads(x->pool);
    x->scratch = mem_calloc(n, sizeof *x->scratch);
    x->cases = mem_calloc(n, sizeof *x->cases);
    x->case_of = mem_calloc(n, sizeof *x->case_of);
    if (x->scratch && x->cases && x->case_of)
        x->n_workers = n;
    for (unsigned i = 0; i < x->n_workers; i++) {
        x->cases[i] = mem_calloc(1, sizeof **x->cases);
        x->case_of[i] = UINT32_MAX;
        if (!x->cases[i] || sim_scratch_init(&x->scratch[i]))
            return error_set(err, SEINE_NOMEM, "no memory for the workers");
    }
    return x->n_workers ? SEINE_OK : error_set(err, SEINE_NOMEM, "no memory for the workers");
}

static void writer_release(struct writer *x)
{
    for (unsigned i = 0; i < x->n_workers; i++) {
        sim_scratch_release(&x->scratch[i]);
        mem_free(x->cases[i]);
    }
    mem_free(x->scratch);
    mem_free(x->cases);
    mem_free(x->case_of);
    for (size_t i = 0; i < MAX_WAVE; i++) {
        buf_release(&x->text[i]);
        buf_release(&x->parties[i]);
        mem_free(x->packed[i].p);
    }
    pool_free(x->pool);
}

enum seine_status sim_write_truth(const struct sim_world *w, struct sim_scratch *x,
                                  struct sim_case *c, struct buf *truth, struct buf *world,
                                  uint32_t index);
void sim_write_company(const struct sim_world *w, struct sim_scratch *x, struct buf *out,
                       uint32_t country, uint32_t sector, uint64_t rank);

static enum seine_status write_cases(struct writer *x, FILE *truth, FILE *world,
                                     struct seine_error *err)
{
    for (uint32_t i = 0; i < x->w->n_cases; i++) {
        buf_reset(&x->text[0]);
        buf_reset(&x->text[1]);
        struct sim_case *c = x->cases[0];
        x->case_of[0] = i;
        sim_case_make(x->w, i, c);
        enum seine_status status =
            sim_write_truth(x->w, &x->scratch[0], c, &x->text[0], &x->text[1], i);
        if (status)
            return error_set(err, status, "no memory for the truth");
        status = put_text(truth, &x->text[0], err);
        if (!status)
            status = put_text(world, &x->text[1], err);
        if (status)
            return status;
        x->sum->schemes += i < x->w->n_schemes;
        x->sum->innocents += i >= x->w->n_schemes;
        for (uint32_t k = 0; k < c->n; k++) {
            x->sum->scheme_consignments += i < x->w->n_schemes && c->rows[k].is_scheme;
            x->sum->innocent_consignments += i >= x->w->n_schemes;
        }
    }
    return SEINE_OK;
}

static enum seine_status write_companies(struct writer *x, FILE *world, struct seine_error *err)
{
    const struct sim_world *w = x->w;
    for (uint32_t cell = 0; cell < w->t.n_countries * w->t.n_sectors; cell++) {
        uint32_t n = w->cell_firms[cell], shown = x->o->world_companies ? n : n < 2 ? n : 2;
        buf_reset(&x->text[0]);
        for (uint32_t rank = 0; rank < shown; rank++) {
            sim_write_company(w, &x->scratch[0], &x->text[0], cell / w->t.n_sectors,
                              cell % w->t.n_sectors, rank);
            if (x->text[0].n < MIB)
                continue;
            enum seine_status status = put_text(world, &x->text[0], err);
            if (status)
                return status;
            buf_reset(&x->text[0]);
        }
        x->sum->companies += n;
        enum seine_status status = put_text(world, &x->text[0], err);
        if (status)
            return status;
    }
    return SEINE_OK;
}

static enum seine_status write_truth_and_world(struct writer *x, struct seine_error *err)
{
    FILE *truth = NULL, *world = NULL;
    enum seine_status status = open_file(x->o->out, "truth.ndjson", &truth, err);
    if (status)
        return status;
    status = open_file(x->o->out, "world.ndjson", &world, err);
    if (status) {
        fclose(truth);
        return status;
    }
    status = write_cases(x, truth, world, err);
    if (!status)
        status = write_companies(x, world, err);
    status = close_file(world, status, err);
    return close_file(truth, status, err);
}

/* The records, and beside them who is behind their parties. */
static enum seine_status write_records(struct writer *x, unsigned shards, struct seine_error *err)
{
    enum seine_status status = SEINE_OK;
    if (x->o->parties) {
        status = open_file(x->o->out, "parties.csv", &x->parties_file, err);
        if (!status)
            status = put_bytes(x->parties_file, STR("id,role,party,hand,difficulty\n"), err);
    }
    for (unsigned i = 0; !status && i < shards; i++)
        status = write_shard(x, i, shards, err);
    return x->parties_file ? close_file(x->parties_file, status, err) : status;
}

enum seine_status sim_write(const struct sim_options *o, struct sim_summary *ret,
                            struct seine_error *err)
{
    *ret = (struct sim_summary){0};
    unsigned shards = o->shards ? o->shards : 1;
    if (shards > 9999)
        return error_set(err, SEINE_RANGE, "at most 9999 shards");
    if (mkdir(o->out, 0777) != 0 && errno != EEXIST)
        return error_set(err, SEINE_IO, "%s cannot be made: %s", o->out, strerror(errno));
    struct sim_world w;
    enum seine_status status = sim_world_init(&w, o, err);
    if (status)
        return status;
    struct writer *x = mem_calloc(1, sizeof *x);
    status = x ? writer_init(x, &w, o, ret, err) : error_set(err, SEINE_NOMEM, "no memory");
    if (!status)
        status = write_records(x, shards, err);
    if (!status)
        status = write_truth_and_world(x, err);
    if (status == SEINE_IO)
        error_at(err, o->out, 0, 0);
    if (x)
        writer_release(x);
    mem_free(x);
    sim_world_release(&w);
    return status;
}
