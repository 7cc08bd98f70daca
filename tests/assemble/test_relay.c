/* Relays against asking every line in with every line out of every hand, by the formula of
 * docs/method.md, "Flow"; hands that pass on hundreds of lines among them. */
#include "assemble_trade.h"

#include "assemble/internal.h"

#include <math.h>
#include <stdlib.h>

/* Goods by number: the first two are parts, of some no tariff number is stated. */
static void describe(struct piece *p, size_t what, char text[24], char hs[8])
{
    snprintf(text, 24, "goods %zu", what);
    snprintf(hs, 8, "%04zu10", 3000 + what * 73);
    p->text = what < 2 ? parts[what].text : text;
    p->hs = what < 2 ? parts[what].hs : what % 9 == 0 ? "" : hs;
}

/* Of one in four papers tell the mass with its packing alone. */
static void add_weighed(struct buf *b, const struct piece *p, uint64_t *random)
{
    struct piece weighed = *p;
    if (random_below(random, 4) == 0)
        weighed.kg = -weighed.kg;
    add_piece(b, &weighed);
}

/* What comes is sent on, now and then as something else; light goods are of other kinds than heavy
 * ones. */
static void hand(struct buf *b, uint64_t *random, const char *name, int n)
{
    for (int i = 0; i < n; i++) {
        char id[48], far[32], text[24], hs[8];
        size_t size = random_below(random, 80), what = size / 20 * 20 + random_below(random, 20);
        struct piece p = {.id = id, .from = far, .to = name};
        p.day = 100 + (int)random_below(random, 300);
        p.kg = (int)(10 * exp((double)size / 10)) + (int)random_below(random, 9);
        snprintf(far, sizeof far, "Hanbok%03zu Export", (size_t)random_below(random, 40));
        snprintf(id, sizeof id, "IN %s %d", name, i);
        describe(&p, what, text, hs);
        add_weighed(b, &p, random);
        if (random_below(random, 4) == 0)
            describe(&p, random_below(random, 80), text, hs);
        if (random_below(random, 8)) /* else it goes back */
            snprintf(far, sizeof far, "Qasr%03zu Import", (size_t)random_below(random, 40));
        p.from = name;
        p.to = far;
        p.day += (int)random_below(random, 120) - 5;
        p.kg += p.kg * ((int)random_below(random, 33) - 16) / 100;
        snprintf(id, sizeof id, "ON %s %d", name, i);
        add_weighed(b, &p, random);
    }
}

struct line {
    uint32_t record, line;
    int64_t mass;
};

/* An actor's dated lines of known mass on a side. */
static size_t lines_of(const struct as_context *x, uint32_t actor, int side, struct line *ret)
{
    size_t n = 0;
    for (uint32_t i = x->actor_first[side][actor]; i < x->actor_first[side][actor + 1]; i++) {
        const struct table_record *r = &x->in->table->records.v[x->actor_records[side][i]];
        for (uint32_t k = r->first_line; k < r->first_line + r->n_lines; k++) {
            int64_t mass = as_line_mass(x, x->actor_records[side][i], k);
            if (r->day != DATE_NONE && mass != TRADE_NONE && mass > 0)
                ret[n++] = (struct line){x->actor_records[side][i], k, mass};
        }
    }
    return n;
}

/* 0: no, 1: one chapter, 2: one heading or the same words. */
static int agree(const struct as_context *x, uint32_t a, uint32_t b)
{
    unsigned l = as_line_stated(x, a), r = as_line_stated(x, b);
    if (x->in->table->lines.v[a].cargo == x->in->table->lines.v[b].cargo)
        return 2;
    if (l == 0 || r == 0 || l / 100 != r / 100)
        return 0;
    return l == r ? 2 : 1;
}

static bool is_piece(const struct as_context *x, const struct line *in, const struct line *out)
{
    for (uint32_t i = x->first_cand[in->record]; i < x->first_cand[in->record + 1]; i++)
        for (uint32_t k = x->first_cand[out->record]; k < x->first_cand[out->record + 1]; k++)
            if (x->cands[i].component == x->cands[k].component && x->cands[i].line == in->line &&
                x->cands[k].line == out->line)
                return true;
    return false;
}

static bool goes_back(const struct as_context *x, uint32_t in, uint32_t out)
{
    uint32_t from[AS_RECORD_ACTORS], to[AS_RECORD_ACTORS];
    size_t n = as_record_actors(x, in, ASSEMBLE_SOURCE, from);
    size_t m = as_record_actors(x, out, ASSEMBLE_SINK, to);
    for (size_t i = 0; i < n * m; i++)
        if (from[i / m] == to[i % m])
            return true;
    return false;
}

struct rates {
    double mass[256], agree[3];
};

static size_t bin_of(int64_t mass)
{
    double bin = floor(10 * log((double)mass));
    return (size_t)fmin(bin, 255);
}

/* Shares of all lines: of each mass, of those that agree. */
static struct rates rates_of(const struct as_context *x)
{
    const struct trade_table *t = x->in->table;
    struct rates ret = {.agree = {1, 0, 0}};
    static double heading[10000], chapter[100];
    double n = 0, n_mass = 0;
    memset(heading, 0, sizeof heading);
    memset(chapter, 0, sizeof chapter);
    for (uint32_t r = 0; r < t->records.n; r++)
        for (uint32_t k = 0; k < t->records.v[r].n_lines; k++) {
            uint32_t line = t->records.v[r].first_line + k;
            unsigned of_line = as_line_stated(x, line);
            ret.mass[bin_of(as_line_mass(x, r, line))]++;
            n_mass++;
            if (of_line == 0)
                continue;
            heading[of_line]++;
            chapter[of_line / 100]++;
            n++;
        }
    for (size_t i = 0; i < 256; i++)
        ret.mass[i] = (ret.mass[i] + 1) / (n_mass + 256);
    for (size_t i = 0; i < 10000; i++)
        ret.agree[2] += heading[i] / n * (heading[i] / n);
    for (size_t i = 0; i < 100; i++)
        ret.agree[1] += chapter[i] / n * (chapter[i] / n);
    return ret;
}

struct pair {
    struct line in, out;
    float bits;
};

static int by_bits(const void *l, const void *r)
{
    const struct pair *a = l, *b = r;
    if (a->bits > b->bits || a->bits < b->bits)
        return a->bits > b->bits ? -1 : 1;
    if (a->in.line != b->in.line)
        return a->in.line < b->in.line ? -1 : 1;
    return (a->out.line > b->out.line) - (a->out.line < b->out.line);
}

static bool is_net(const struct as_context *x, const struct line *l)
{
    return x->in->table->lines.v[l->line].net_g != TRADE_NONE;
}

/* Bits of a line in with a line out of n, of which so many agree with it as well; 0: no pair. */
static float bits_of(const struct as_context *x, const struct rates *rates, const struct line *in,
                     const struct line *outs, size_t n, size_t at)
{
    const struct line *out = &outs[at];
    const struct table_record *records = x->in->table->records.v;
    int32_t days = records[out->record].day - records[in->record].day;
    double within = is_net(x, in) && is_net(x, out) ? 0.05 : 0.15;
    if (in->record == out->record || days < 0 || days > 90 ||
        llabs(out->mass - in->mass) > (int64_t)(within * (double)in->mass) + 1 ||
        goes_back(x, in->record, out->record))
        return 0;
    int level = is_piece(x, in, out) ? 2 : agree(x, in->line, out->line);
    double alike = 0;
    for (size_t k = 0; k < n; k++)
        alike += agree(x, in->line, outs[k].line) >= level;
    double share = (fmax(1, alike) - 1 + 8 * rates->agree[level]) / ((double)n - 1 + 8);
    double expected = (double)n * rates->mass[bin_of(in->mass)] * share * within / 0.05;
    return (float)fmin(10, -log2(1 - exp(-expected)));
}

static size_t pairs_of(const struct as_context *x, const struct rates *rates, uint32_t actor,
                       struct pair *ret, size_t room)
{
    static struct line ins[1000], outs[1000];
    size_t n_in = lines_of(x, actor, ASSEMBLE_SINK, ins), n = 0;
    size_t n_out = lines_of(x, actor, ASSEMBLE_SOURCE, outs);
    for (size_t i = 0; i < n_in; i++)
        for (size_t k = 0; k < n_out; k++) {
            float bits = bits_of(x, rates, &ins[i], outs, n_out, k);
            if (bits < 2.5F)
                continue;
            assert_true(n < room);
            ret[n++] = (struct pair){ins[i], outs[k], bits};
        }
    if (n > 1)
        qsort(ret, n, sizeof *ret, by_bits);
    return n;
}

static void relays_are_what_asking_every_pair_says(void **state)
{
    enum { ROOM = 20000 };
    static const char *const names[] = {/* in one country on both sides: assemble_trade.h */
                                        "Sablonwark Foundry", "Sablontrix Marine",
                                        "Sablonpeg Textile", "Sablondu Optics", "Sablonzor Mills"};
    static struct world w;
    struct buf b;
    struct arena arena;
    struct seine_error err = {0};
    uint64_t random = 12;
    size_t n_found = 0, n_capped = 0;
    struct pair *pairs = mem_calloc(ROOM, sizeof *pairs);
    (void)state;
    assert_non_null(pairs);
    buf_init(&b, 16 * MIB);
    background(&b, 800);
    for (int i = 0; i < 5; i++)
        hand(&b, &random, names[i], 20 + 40 * i);
    world_run(&w, buf_str(&b), 2);
    arena_init(&arena, LIMIT_ARENA);
    struct as_context x = {.in = &w.in, .arena = &arena};
    assert_ok(as_prepare(&x, w.pool, &err));
    assert_ok(as_relays(&x, w.pool, &err));
    struct rates rates = rates_of(&x);
    bool *has_come = mem_calloc(w.table.records.n, 2), *has_gone = has_come + w.table.records.n;
    for (uint32_t a = 0; a < w.links.actors.n; a++) {
        size_t n = w.links.actors.v[a].is_hub ? 0 : pairs_of(&x, &rates, a, pairs, ROOM);
        for (size_t i = 0; i < n; i++) {
            const struct pair *p = &pairs[i];
            if (has_gone[p->in.record] || has_come[p->out.record])
                continue;
            has_gone[p->in.record] = has_come[p->out.record] = true;
            assert_true(n_found < x.relays.n);
            const struct as_relay *r = &x.relays.v[n_found++];
            assert_int_equal(r->in, p->in.record);
            assert_int_equal(r->out, p->out.record);
            assert_int_equal(r->actor, a);
            assert_true(fabs((double)r->bits - (double)p->bits) < 1e-4);
            n_capped += p->bits >= 10;
        }
    }
    assert_int_equal(n_found, x.relays.n);
    if (n_found < 50 || n_capped * 4 > n_found * 3)
        fail_msg("%zu relays, of which %zu say all that one can", n_found, n_capped);
    mem_free(has_come);
    mem_free(pairs);
    as_context_release(&x);
    world_release(&w);
    buf_release(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(relays_are_what_asking_every_pair_says)};
    return RUN(tests);
}
