/* sim/documented.c - documented cases among a background of made-up honest trade. Their dates are
 * moved into the world's time, each case as a whole, so that spacing within a case stays what it
 * was. */
#include "sim/evaluate.h"
#include "trade/trade.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static struct str case_of(const struct trade_consignment *c)
{
    for (size_t i = 0; i < c->n_extras; i++)
        if (str_is(c->extras[i].key, STR("case")))
            return c->extras[i].value;
    return c->id;
}

struct span { /* of the case that a record belongs to, in its own time */
    int32_t first, last;
};

static struct span span_of(const struct trade_batch *b, size_t i)
{
    struct str name = case_of(&b->consignments.v[i]);
    struct span s = {INT32_MAX, INT32_MIN};
    for (size_t k = 0; k < b->consignments.n; k++) {
        const struct trade_consignment *c = &b->consignments.v[k];
        if (c->issued.day == DATE_NONE || !str_is(case_of(c), name))
            continue;
        s.first = c->issued.day < s.first ? c->issued.day : s.first;
        s.last = c->issued.day > s.last ? c->issued.day : s.last;
    }
    return s;
}

static void shift(struct trade_when *w, int32_t by)
{
    if (w->day != DATE_NONE)
        w->day += by;
}

/* A case of 100 days starts somewhere in the first (days - 100) days; one longer than the world is
 * told faster, in proportion. */
static void move_record(struct trade_consignment *c, struct span was, int32_t first_day, int days)
{
    if (c->issued.day == DATE_NONE || was.first > was.last)
        return;
    int32_t span = was.last - was.first, room = days - span - 30, at = c->issued.day - was.first;
    if (room < 1) {
        at = (int32_t)((int64_t)at * (days * 4 / 5) / (span + 1));
        room = days / 5 + 1;
    }
    int32_t start = first_day + (int32_t)(str_hash(case_of(c)) % (uint32_t)room);
    int32_t by = start + at - c->issued.day;
    shift(&c->issued, by);
    for (size_t k = 0; k < c->n_legs; k++) {
        shift(&c->legs[k].departed, by);
        shift(&c->legs[k].arrived, by);
    }
}

/* Spans are read from all records before the first is moved. */
static enum seine_status move_all(struct trade_batch *b, int32_t first_day, int days,
                                  struct seine_error *err)
{
    VEC(struct span) spans = {0};
    enum seine_status status = SEINE_OK;
    for (size_t i = 0; i < b->consignments.n && !status; i++)
        if (!VEC_PUSH(&spans, span_of(b, i)))
            status = error_set(err, SEINE_NOMEM, "no memory for the cases");
    for (size_t i = 0; i < spans.n && !status; i++)
        move_record(&b->consignments.v[i], spans.v[i], first_day, days);
    VEC_RELEASE(&spans);
    return status;
}

static enum seine_status write_records(const struct trade_batch *b, const char *path,
                                       struct seine_error *err)
{
    struct buf out;
    buf_init(&out, 64 * MIB);
    for (size_t i = 0; i < b->consignments.n; i++)
        trade_write_ndjson(&out, &b->consignments.v[i]);
    FILE *f = fopen(path, "wb");
    bool ok = f && !buf_status(&out) && fwrite(out.p, 1, out.n, f) == out.n;
    if (f && fclose(f) != 0)
        ok = false;
    buf_release(&out);
    return ok ? SEINE_OK
              : error_set(err, SEINE_IO, "%s cannot be written: %s", path, strerror(errno));
}

static enum seine_status read_all(struct trade_reader *r, struct trade_batch *b,
                                  struct seine_error *err)
{
    bool more = true;
    enum seine_status status = SEINE_OK;
    while (more && !status)
        status = trade_reader_next(r, 10000, b, &more, err);
    if (!status && b->rejects.n > 0)
        status = error_set(err, SEINE_FORMAT, "line %lld: " STR_FMT " " STR_FMT,
                           (long long)b->rejects.v[0].line, STR_ARG(b->rejects.v[0].field),
                           STR_ARG(b->rejects.v[0].reason));
    return status;
}

static enum seine_status move_records(const char *from, const char *to, int32_t first_day, int days,
                                      struct seine_error *err)
{
    struct input *in;
    struct trade_reader *r = NULL;
    struct trade_batch b;
    enum seine_status status = input_open(from, &in, err);
    if (status)
        return status;
    trade_batch_init(&b);
    status = trade_reader_open(in, NULL, &r, err);
    if (!status)
        status = read_all(r, &b, err);
    if (!status)
        status = move_all(&b, first_day, days, err);
    if (!status)
        status = write_records(&b, to, err);
    trade_reader_free(r);
    trade_batch_release(&b);
    input_free(in);
    return status;
}

/* What an inspector who reads case by case has read before this one, in percent of all
 * consignments; one that stands in several cases is read as often. */
static double read_before(const struct score *s, uint32_t rank, uint64_t n_consignments)
{
    uint64_t n = 0;
    if (rank == 0 || s->files.n == 0)
        return 100;
    for (size_t i = 0; i + 1 < rank && i < s->files.v[0].n; i++)
        n += s->files.v[0].cases[i].n;
    return n < n_consignments ? 100.0 * (double)n / (double)n_consignments : 100;
}

static void case_json(struct json_writer *j, const struct score_scheme *t, double percentile,
                      double read)
{
    json_object(j);
    json_member(j, "case", t->id);
    json_member_i64(j, "consignments", t->n);
    json_member_i64(j, "found_at", t->rank);
    json_member_i64(j, "touched_at", t->touched);
    json_member_decimal(j, "rank_percentile", percentile, 4);
    json_member_decimal(j, "read_before_percent", read, 4);
    json_object_end(j);
}

/* n_consignments: of the background. */
static void write_ranks(const struct score *s, bool json, uint64_t n_consignments, struct buf *out)
{
    struct json_writer j;
    size_t n_cases = s->files.n ? s->files.v[0].n : 0;
    json_writer_init(&j, out);
    for (size_t i = 0; i < s->schemes.n; i++)
        n_consignments += s->schemes.v[i].n;
    if (json)
        json_array(&j);
    else
        buf_add_f(out, "%-8s %13s %10s %11s %14s %12s\n", "case", "consignments", "found at",
                  "touched at", "of the cases", "read before");
    for (size_t i = 0; i < s->schemes.n; i++) {
        const struct score_scheme *t = &s->schemes.v[i];
        uint32_t best = t->rank ? t->rank : t->touched;
        double percentile = best && n_cases ? 100.0 * (best - 1) / (double)n_cases : 100;
        double read = read_before(s, best, n_consignments);
        if (json)
            case_json(&j, t, percentile, read);
        else
            buf_add_f(out, STR_FMT "%*s %13u %10u %11u %13.2f%% %11.2f%%\n", STR_ARG(t->id),
                      t->id.n < 8 ? 8 - (int)t->id.n : 0, "", t->n, t->rank, t->touched, percentile,
                      read);
    }
    if (json) {
        json_array_end(&j);
        buf_add_z(out, "\n");
    } else {
        buf_add_f(out,
                  "0 = not; of %zu cases in all. Cases are C.., innocents N..\n"
                  "read before: consignments of better cases, of all %llu\n",
                  n_cases, (unsigned long long)n_consignments);
    }
}

enum seine_status sim_evaluate_documented(const struct sim_documented *e, struct buf *out,
                                          struct seine_error *err)
{
    struct paths p;
    char given[4096], records[4096], truth[4096];
    struct sim_options o = e->options;
    struct sim_summary sum;
    enum seine_status status = eval_folder(o.out, err);
    if (!status)
        status = eval_paths(&p, e->options.out, "documented", err);
    if (status)
        return status;
    snprintf(truth, sizeof truth, "%s/truth.ndjson", e->folder);
    o.out = p.folder;
    o.ndjson = o.zst = false;
    o.shards = 1;
    o.schemes = 0;
    int32_t first_day = o.first_day == DATE_NONE ? date_day(2026, 1, 1) : o.first_day;
    snprintf(given, sizeof given, "%s/%s", e->folder,
             e->stripped ? "cases-stripped.ndjson" : "cases.ndjson");
    snprintf(records, sizeof records, "%s/documented.ndjson", p.folder);
    status = sim_write(&o, &sum, err);
    if (!status)
        status = move_records(given, records, first_day, o.days, err);
    const char *inputs[] = {p.rows, records}, *files[] = {p.cases};
    if (!status)
        status = e->scan(e->context, inputs, 2, p.cases, err);
    struct sim_ranking ranking = {"documented", files, 1};
    struct sim_evaluation one = {.truth = truth, .rankings = &ranking, .n_rankings = 1};
    struct score s;
    if (!status && (status = eval_load(&s, &one, &ranking, err)) == SEINE_OK) {
        write_ranks(&s, e->format == SIM_JSON, sum.consignments, out);
        score_release(&s);
        if (buf_status(out))
            status = error_set(err, buf_status(out), "no memory for the evaluation");
    }
    if (!e->keep) {
        unlink(records);
        eval_remove(&p);
    }
    return status;
}
