/* assemble/relay.c - goods that went into an actor and came out again: a line of like mass within
 * three months, to somebody else than it came from. Neither papers nor words need agree, for a
 * scheme's papers often do not; how much a coincidence of mass and goods would say is weighed
 * against the actor's own traffic. It finds pairs; what they mean for a case is decided elsewhere.
 */
#include "assemble/internal.h"
#include "base/sort.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define RELAY_CAP_BITS  10.0
#define RELAY_MIN_BITS  2.5  /* less is a coincidence that every trader shows */
#define NET_TOLERANCE   0.05 /* mass out within 5 % of mass in */
#define GROSS_TOLERANCE 0.15 /* packed anew: the packing is 5 to 20 % of the goods */
#define MAX_OUT_TRIED   64   /* lines out that are tried for one line in, at the first of them */
#define MASS_BINS       256  /* of the logarithm of masses, each a tenth wide */
#define N_HEADINGS      10000
#define N_CHAPTERS      (N_HEADINGS / 100)
#define OWN_TRAFFIC     8.0 /* lines of its own that count as much as what all trade */

/* How well the goods of the two lines agree. */
enum agreement { AGREE_NOT = 0, AGREE_CHAPTER, AGREE_HEADING, AGREE_PIECE, N_AGREEMENTS };

struct out_line {
    int64_t mass_g;
    uint32_t record, line;
    int32_t day;
};

struct pairing { /* a line in with a line out that it may be */
    uint32_t in, out, in_line, out_line, component;
    float bits;
    uint32_t actor;
};

struct flow {
    const struct as_context *x;
    double mass_rate[MASS_BINS]; /* share of all lines with a mass within NET_TOLERANCE */
    double agree_rate[N_AGREEMENTS];
    VEC(struct out_line) outs;
    bool is_any_gross;                                     /* of them */
    uint32_t n_heading[N_HEADINGS], n_chapter[N_CHAPTERS]; /* of outs */
    VEC(uint32_t) cargos; /* of those without a heading, ascending */
    VEC(struct pairing) pairings;
};

int64_t as_line_mass(const struct as_context *x, uint32_t record, uint32_t line)
{
    const struct table_line *l = &x->in->table->lines.v[line];
    if (l->net_g != TRADE_NONE)
        return l->net_g;
    if (l->gross_g != TRADE_NONE)
        return l->gross_g;
    const struct table_record *r = &x->in->table->records.v[record];
    return r->n_lines == 1 ? table_gross_g(x->in->table, r) : TRADE_NONE;
}

static bool is_net(const struct as_context *x, uint32_t line)
{
    return x->in->table->lines.v[line].net_g != TRADE_NONE;
}

static double tolerance(const struct as_context *x, uint32_t line, uint32_t other)
{
    return is_net(x, line) && is_net(x, other) ? NET_TOLERANCE : GROSS_TOLERANCE;
}

static int64_t slack_of(int64_t mass, double within)
{
    return (int64_t)(within * (double)mass) + 1;
}

static size_t mass_bin(int64_t mass_g)
{
    double bin = 10 * log((double)mass_g);
    return bin < 0 ? 0 : bin < MASS_BINS - 1 ? (size_t)bin : MASS_BINS - 1;
}

unsigned as_line_stated(const struct as_context *x, uint32_t line)
{
    const struct trade_table *t = x->in->table;
    return t->cargos.v[t->lines.v[line].cargo].stated;
}

unsigned as_line_heading(const struct as_context *x, uint32_t line)
{
    const struct trade_table *t = x->in->table;
    return t->cargos.v[t->lines.v[line].cargo].heading;
}

/* N_HEADINGS: none is stated. */
static uint32_t heading_of(unsigned code)
{
    return code % 100 != 0 ? code : N_HEADINGS;
}

struct trade { /* lines by mass and by heading; whole numbers, so that their order is no matter */
    double mass[MASS_BINS], heading[N_HEADINGS], n_mass, n_heading;
};

struct measuring {
    const struct as_context *x;
    struct trade *trades; /* per worker */
};

static enum seine_status count_lines(void *context, unsigned worker, size_t from, size_t to,
                                     struct seine_error *err)
{
    const struct measuring *job = context;
    const struct as_context *x = job->x;
    struct trade *trade = &job->trades[worker];
    (void)err;
    for (size_t r = from; r < to; r++) {
        const struct table_record *record = &x->in->table->records.v[r];
        for (uint32_t i = 0; i < record->n_lines; i++) {
            uint32_t line = record->first_line + i, heading = heading_of(as_line_stated(x, line));
            int64_t mass = as_line_mass(x, (uint32_t)r, line);
            if (mass > 0) {
                trade->mass[mass_bin(mass)] += 1;
                trade->n_mass += 1;
            }
            if (heading < N_HEADINGS) {
                trade->heading[heading] += 1;
                trade->n_heading += 1;
            }
        }
    }
    return SEINE_OK;
}

/* Into the first of them. */
static void add_trades(struct trade *trades, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        for (size_t b = 0; b < MASS_BINS; b++)
            trades->mass[b] += trades[i].mass[b];
        for (size_t h = 0; h < N_HEADINGS; h++)
            trades->heading[h] += trades[i].heading[h];
        trades->n_mass += trades[i].n_mass;
        trades->n_heading += trades[i].n_heading;
    }
}

/* How often two lines of all trade would be this alike by chance. */
static void take_rates(struct flow *f, const struct trade *trade)
{
    double chapter[N_CHAPTERS] = {0}, n = trade->n_heading;
    for (size_t b = 0; b < MASS_BINS; b++) /* a bin is as wide as NET_TOLERANCE to both sides */
        f->mass_rate[b] = (trade->mass[b] + 1) / (trade->n_mass + MASS_BINS);
    for (size_t h = 0; h < N_HEADINGS && n > 0; h++) {
        f->agree_rate[AGREE_HEADING] += trade->heading[h] / n * (trade->heading[h] / n);
        chapter[h / 100] += trade->heading[h];
    }
    for (size_t c = 0; c < N_CHAPTERS && n > 0; c++)
        f->agree_rate[AGREE_CHAPTER] += chapter[c] / n * (chapter[c] / n);
    f->agree_rate[AGREE_PIECE] = f->agree_rate[AGREE_HEADING];
    f->agree_rate[AGREE_NOT] = 1;
}

static enum seine_status measure_trade(struct flow *f, struct pool *pool, struct seine_error *err)
{
    size_t n = pool_threads(pool);
    struct measuring job = {f->x, mem_calloc(n, sizeof *job.trades)};
    enum seine_status status =
        job.trades ? pool_run(pool, f->x->in->table->records.n, 4096, count_lines, &job, err)
                   : error_set(err, SEINE_NOMEM, "out of memory while assembling");
    if (status == SEINE_OK) {
        add_trades(job.trades, n);
        take_rates(f, job.trades);
    }
    mem_free(job.trades);
    return status;
}

/* The component that both lines can be, or MAP_NONE. */
static uint32_t same_piece(const struct as_context *x, uint32_t in, uint32_t in_line, uint32_t out,
                           uint32_t out_line)
{
    uint32_t i = x->first_cand[in], k = x->first_cand[out];
    while (i < x->first_cand[in + 1] && k < x->first_cand[out + 1]) {
        const struct as_cand *a = &x->cands[i], *b = &x->cands[k];
        if (a->component == b->component && a->line == in_line && b->line == out_line)
            return a->component;
        if (a->component <= b->component)
            i++;
        if (b->component <= a->component)
            k++;
    }
    return MAP_NONE;
}

static enum agreement agree(const struct as_context *x, uint32_t in_line, uint32_t out_line)
{
    unsigned a = as_line_stated(x, in_line), b = as_line_stated(x, out_line);
    if (x->in->table->lines.v[in_line].cargo == x->in->table->lines.v[out_line].cargo)
        return AGREE_HEADING;
    int same = as_same_heading(a, b);
    if (same < 0 || a / 100 != b / 100)
        return AGREE_NOT;
    return same ? AGREE_HEADING : AGREE_CHAPTER;
}

/* Does it go back to whom it came from? Then it was returned, not passed on. */
static bool is_returned(const struct as_context *x, uint32_t in, uint32_t out)
{
    uint32_t from[AS_RECORD_ACTORS], to[AS_RECORD_ACTORS];
    size_t n = as_record_actors(x, in, ASSEMBLE_SOURCE, from);
    size_t m = as_record_actors(x, out, ASSEMBLE_SINK, to);
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < m; k++)
            if (from[i] == to[k])
                return true;
    return false;
}

static bool is_moved(const struct as_context *x, uint32_t in, uint32_t out)
{
    int32_t from = x->in->table->records.v[in].day, to = x->in->table->records.v[out].day;
    return in != out && from != DATE_NONE && to != DATE_NONE && to >= from &&
           to - from <= AS_RELAY_DAYS;
}

static int out_order(const void *l, const void *r)
{
    const struct out_line *a = l, *b = r;
    if (a->mass_g != b->mass_g)
        return a->mass_g < b->mass_g ? -1 : 1;
    return a->line < b->line ? -1 : a->line > b->line;
}

/* Most bits first; then what came first in and went first out: a total order. */
static int pairing_order(const void *l, const void *r)
{
    const struct pairing *a = l, *b = r;
    if (a->bits > b->bits || a->bits < b->bits)
        return a->bits > b->bits ? -1 : 1;
    if (a->in_line != b->in_line)
        return a->in_line < b->in_line ? -1 : 1;
    return a->out_line < b->out_line ? -1 : a->out_line > b->out_line;
}

static uint32_t out_heading(const struct flow *f, size_t k)
{
    return heading_of(as_line_stated(f->x, f->outs.v[k].line));
}

/* Those of the hand before. */
static void forget_outs(struct flow *f)
{
    for (size_t k = 0; k < f->outs.n; k++) {
        uint32_t heading = out_heading(f, k);
        if (heading < N_HEADINGS)
            f->n_heading[heading] = f->n_chapter[heading / 100] = 0;
    }
    VEC_CLEAR(&f->outs);
    f->is_any_gross = false;
    VEC_CLEAR(&f->cargos);
}

/* What they are. */
static bool count_outs(struct flow *f)
{
    for (size_t k = 0; k < f->outs.n; k++) {
        uint32_t heading = out_heading(f, k);
        if (heading < N_HEADINGS) {
            f->n_heading[heading]++;
            f->n_chapter[heading / 100]++;
        } else if (!VEC_PUSH(&f->cargos, f->x->in->table->lines.v[f->outs.v[k].line].cargo)) {
            return false;
        }
    }
    sort_u32(f->cargos.v, f->cargos.n);
    return true;
}

static bool collect_outs(struct flow *f, const uint32_t *out, uint32_t n_out)
{
    const struct trade_table *t = f->x->in->table;
    forget_outs(f);
    for (uint32_t k = 0; k < n_out; k++) {
        const struct table_record *r = &t->records.v[out[k]];
        for (uint32_t i = 0; i < r->n_lines && r->day != DATE_NONE; i++) {
            int64_t mass = as_line_mass(f->x, out[k], r->first_line + i);
            struct out_line o = {mass, out[k], r->first_line + i, r->day};
            if (mass == TRADE_NONE || mass <= 0)
                continue;
            f->is_any_gross |= !is_net(f->x, o.line);
            if (!VEC_PUSH(&f->outs, o))
                return false;
        }
    }
    if (f->outs.n > 1)
        qsort(f->outs.v, f->outs.n, sizeof *f->outs.v, out_order);
    return count_outs(f);
}

/* log2 of one over how many such coincidences this actor's traffic would hold. */
static double pairing_bits(const struct flow *f, int64_t mass, double within, enum agreement level,
                           double alike)
{
    double n = (double)f->outs.n;
    double share = (alike - 1 + OWN_TRAFFIC * f->agree_rate[level]) / (n - 1 + OWN_TRAFFIC);
    double rate = f->mass_rate[mass_bin(mass)] * (within / NET_TOLERANCE);
    double bits = -log2(-expm1(-n * rate * share));
    return bits > RELAY_CAP_BITS ? RELAY_CAP_BITS : bits;
}

static size_t first_out(const struct flow *f, int64_t at_least)
{
    size_t lo = 0, hi = f->outs.n;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (f->outs.v[mid].mass_g < at_least)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo;
}

/* Lines out whose goods agree with the line in at least this well; one at least. */
static double count_alike(const struct flow *f, uint32_t in_line, enum agreement level)
{
    uint32_t heading = heading_of(as_line_stated(f->x, in_line)), n = 0;
    uint32_t cargo = f->x->in->table->lines.v[in_line].cargo;
    if (level == AGREE_NOT)
        return (double)f->outs.n;
    if (heading < N_HEADINGS)
        n = level == AGREE_CHAPTER ? f->n_chapter[heading / 100] : f->n_heading[heading];
    else if (f->cargos.n > 0)
        n = as_place_from(f->cargos.v, 0, (uint32_t)f->cargos.n, cargo + 1) -
            as_place_from(f->cargos.v, 0, (uint32_t)f->cargos.n, cargo);
    return n < 1 ? 1 : n;
}

static bool try_line(struct flow *f, uint32_t in, uint32_t in_line, int64_t mass)
{
    const struct as_context *x = f->x;
    double widest = f->is_any_gross ? GROSS_TOLERANCE : tolerance(x, in_line, in_line);
    int64_t slack = slack_of(mass, widest);
    size_t k = first_out(f, mass - slack);
    double alike[N_AGREEMENTS] = {0};
    for (size_t tried = 0; k < f->outs.n && f->outs.v[k].mass_g <= mass + slack &&
                           (double)tried * NET_TOLERANCE < MAX_OUT_TRIED * widest;
         k++, tried++) {
        const struct out_line *o = &f->outs.v[k];
        double within = tolerance(x, in_line, o->line);
        if (llabs(o->mass_g - mass) > slack_of(mass, within) || !is_moved(x, in, o->record) ||
            is_returned(x, in, o->record))
            continue;
        uint32_t component = same_piece(x, in, in_line, o->record, o->line);
        enum agreement level = component != MAP_NONE ? AGREE_PIECE : agree(x, in_line, o->line);
        if (alike[level] <= 0)
            alike[level] = count_alike(f, in_line, level);
        struct pairing p = {.in = in,
                            .out = o->record,
                            .in_line = in_line,
                            .out_line = o->line,
                            .component = component,
                            .bits = (float)pairing_bits(f, mass, within, level, alike[level])};
        if ((double)p.bits >= RELAY_MIN_BITS && !VEC_PUSH(&f->pairings, p))
            return false;
    }
    return true;
}

/* The likeliest pairs first; each consignment is passed on once and came in once. */
static bool keep_best(struct as_context *x, const struct pairing *pairings, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const struct pairing *p = &pairings[i];
        if (x->relay_from[p->in] != MAP_NONE || x->relay_of[p->out] != MAP_NONE)
            continue;
        struct as_relay relay = {p->in,       p->out,       p->actor, p->in_line,
                                 p->out_line, p->component, p->bits};
        x->relay_of[p->out] = x->relay_from[p->in] = (uint32_t)x->relays.n;
        if (!VEC_PUSH(&x->relays, relay))
            return false;
    }
    return true;
}

static bool actor_relays(struct flow *f, uint32_t actor)
{
    const struct as_context *x = f->x;
    const struct trade_table *t = x->in->table;
    const uint32_t *in = x->actor_records[ASSEMBLE_SINK] + x->actor_first[ASSEMBLE_SINK][actor];
    const uint32_t *out =
        x->actor_records[ASSEMBLE_SOURCE] + x->actor_first[ASSEMBLE_SOURCE][actor];
    uint32_t n_in = x->actor_first[ASSEMBLE_SINK][actor + 1] - x->actor_first[ASSEMBLE_SINK][actor];
    uint32_t n_out =
        x->actor_first[ASSEMBLE_SOURCE][actor + 1] - x->actor_first[ASSEMBLE_SOURCE][actor];
    if (n_in == 0 || n_out == 0)
        return true;
    bool ok = collect_outs(f, out, n_out);
    f->pairings.n = 0;
    for (uint32_t i = 0; i < n_in && ok; i++) {
        const struct table_record *r = &t->records.v[in[i]];
        for (uint32_t k = 0; k < r->n_lines && ok; k++) {
            int64_t mass = as_line_mass(x, in[i], r->first_line + k);
            if (mass != TRADE_NONE && mass > 0)
                ok = try_line(f, in[i], r->first_line + k, mass);
        }
    }
    for (size_t i = 0; i < f->pairings.n; i++)
        f->pairings.v[i].actor = actor;
    if (f->pairings.n > 1)
        qsort(f->pairings.v, f->pairings.n, sizeof *f->pairings.v, pairing_order);
    return ok;
}

#define ACTORS_AT_ONCE 4096

struct found { /* of some actors, one after the other */
    struct pairing *v;
    size_t n, room;
};

struct finding {
    struct as_context *x;
    struct flow *flows; /* per worker */
    struct found *found;
};

static enum seine_status find_range(void *context, unsigned worker, size_t from, size_t to,
                                    struct seine_error *err)
{
    struct finding *job = context;
    struct flow *f = &job->flows[worker];
    struct found *found = &job->found[from / ACTORS_AT_ONCE];
    for (size_t a = from; a < to; a++) {
        if (job->x->in->links->actors.v[a].is_hub)
            continue;
        f->pairings.n = 0;
        if (!actor_relays(f, (uint32_t)a) || !VEC_RESERVE(found, found->n + f->pairings.n))
            return error_set(err, SEINE_NOMEM, "out of memory while assembling");
        for (size_t i = 0; i < f->pairings.n; i++)
            found->v[found->n++] = f->pairings.v[i];
    }
    return SEINE_OK;
}

/* Actor by actor in their order: what one has passed on the next cannot. */
static enum seine_status keep_range(void *context, unsigned worker, size_t from, size_t to,
                                    struct seine_error *err)
{
    struct finding *job = context;
    struct found *found = &job->found[from / ACTORS_AT_ONCE];
    bool ok = keep_best(job->x, found->v, found->n);
    (void)worker;
    (void)to;
    VEC_RELEASE(found);
    return ok ? SEINE_OK : error_set(err, SEINE_NOMEM, "out of memory while assembling");
}

static enum seine_status find_all(struct as_context *x, const struct flow *rates, struct pool *pool,
                                  struct seine_error *err)
{
    size_t n_actors = x->in->links->actors.n, n_found = n_actors / ACTORS_AT_ONCE + 1;
    struct finding job = {x, mem_calloc(pool_threads(pool), sizeof *job.flows),
                          mem_calloc(n_found, sizeof *job.found)};
    bool ok = job.flows && job.found;
    for (unsigned i = 0; i < pool_threads(pool) && ok; i++)
        job.flows[i] = *rates;
    enum seine_status status =
        ok ? pool_run_ordered(pool, n_actors, ACTORS_AT_ONCE, find_range, keep_range, &job, err)
           : error_set(err, SEINE_NOMEM, "out of memory while assembling");
    for (unsigned i = 0; i < pool_threads(pool) && ok; i++) {
        VEC_RELEASE(&job.flows[i].outs);
        VEC_RELEASE(&job.flows[i].cargos);
        VEC_RELEASE(&job.flows[i].pairings);
    }
    for (size_t i = 0; i < n_found && ok; i++)
        VEC_RELEASE(&job.found[i]);
    mem_free(job.flows);
    mem_free(job.found);
    return status;
}

enum seine_status as_relays(struct as_context *x, struct pool *pool, struct seine_error *err)
{
    size_t n_records = x->in->table->records.n;
    struct flow f = {.x = x};
    x->relay_of = arena_array(x->arena, n_records + 1, sizeof *x->relay_of);
    x->relay_from = arena_array(x->arena, n_records + 1, sizeof *x->relay_from);
    if (!x->relay_of || !x->relay_from)
        return error_set(err, SEINE_NOMEM, "out of memory while assembling");
    for (size_t r = 0; r < n_records; r++)
        x->relay_of[r] = x->relay_from[r] = MAP_NONE;
    enum seine_status status = measure_trade(&f, pool, err);
    return status == SEINE_OK ? find_all(x, &f, pool, err) : status;
}
