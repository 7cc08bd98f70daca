/* Marks of conduct against counting plainly: what each measures, how rare that is among all
 * hypotheses, and that of two which tell the same story the weaker counts half. */
#include "assemble_frame.h"

#include "assemble/gamma.h"

#include <math.h>

/* By one of some carriers, routes and forwarders, or without saying by which; most hands come back
 * to the same ones. */
static void add_paper(struct buf *b, uint64_t *random, bool comes_back, const struct piece *p)
{
    static const char *const carriers[] = {"", "EK", "CA", "QR"};
    int year, month, day;
    date_civil(20454 + p->day, &year, &month, &day);
    buf_add_f(b, "{\"id\":\"%s\",\"mode\":\"air\",\"document\":{\"issued\":\"%04d-%02d-%02d\"}",
              p->id, year % 10000, month % 100, day % 100);
    if (random_below(random, 4))
        buf_add_f(b, ",\"carrier\":\"%s\",\"legs\":[{\"from\":\"%s\",\"to\":\"DXB\"}]",
                  carriers[comes_back ? 1 : random_below(random, 4)],
                  comes_back || random_below(random, 2) ? "PEK" : "SIN");
    buf_add_f(b,
              ",\"parties\":[{\"role\":\"shipper\",\"name\":\"%s\",\"country\":\"CN\"},{\"role\":"
              "\"consignee\",\"name\":\"%s\",\"country\":\"AE\"}",
              p->from, p->to);
    if (random_below(random, 3) == 0)
        buf_add_f(b, ",{\"role\":\"forwarder\",\"name\":\"Oceanic%zu Freight\"}",
                  comes_back ? 0 : (size_t)random_below(random, 3));
    buf_add_f(b,
              "],\"goods\":[{\"line\":1,\"description\":\"%s\",\"hs\":\"%s\",\"net_kg\":%d}],"
              "\"gross_kg\":%d",
              p->text, p->hs, p->kg, p->kg);
    if (random_below(random, 5))
        buf_add_f(b, ",\"freight\":%d,\"freight_currency\":\"USD\"",
                  20 + p->kg * (1 + (int)random_below(random, 9)));
    buf_add_z(b, "}\n");
}

/* Hands of several names that live short or long, old and new senders, vague words. */
static void add(struct buf *b)
{
    static const struct {
        const char *names[2];
        int from, days;
    } hands[] = {{{"Sablon Net Works", "Sablon Nets"}, 300, 90},
                 {{"Ubast Tovar", "Ubast Tovar"}, 100, 500},
                 {{"Koleg Trading", "Koleg Import"}, 400, 30},
                 {{"Vantor Place", "Vantor Place"}, 200, 300},
                 {{"Marvo Linden", "Marvo Lindens"}, 500, 150}};
    uint64_t random = 11;
    background(b, 1500);
    for (int i = 0; i < 150; i++) {
        char id[16], far[32];
        size_t hand = random_below(&random, 5), part = random_below(&random, 6);
        int day = hands[hand].from + (int)random_below(&random, (uint64_t)hands[hand].days);
        bool is_vague = random_below(&random, 4) == 0;
        snprintf(id, sizeof id, "IN%d", i);
        snprintf(far, sizeof far, "Zelig%d Piru", hand == 2 ? 1000 + i : day / 60);
        add_paper(b, &random, hand != 2,
                  &(struct piece){id, far, hands[hand].names[random_below(&random, 2)],
                                  is_vague ? "parts" : parts[part].text, parts[part].hs, day,
                                  20 + i, 0});
    }
}

static double aliases(const struct as_context *x, const struct as_unit *u, const uint32_t *pieces,
                      size_t n)
{
    const struct trade_table *t = x->in->table;
    uint32_t names[4 * AS_MARK_PIECES];
    size_t n_names = 0;
    for (size_t i = 0; i < n; i++) {
        const struct table_record *r = &t->records.v[pieces[i]];
        for (uint32_t k = r->first_party; k < r->first_party + r->n_parties; k++) {
            uint32_t mention = t->parties.v[k].mention, name = t->mentions.v[mention].name;
            size_t at = 0;
            while (at < n_names && names[at] != name)
                at++;
            if (as_is_member(u, x->in->links->actor_of[mention]) && at == n_names)
                names[n_names++] = name;
        }
    }
    return n < 2 || n_names == 0 ? NAN : (double)(n_names - 1) / (double)(n - 1);
}

static double vague(const struct as_context *x, const uint32_t *pieces, size_t n)
{
    const struct trade_table *t = x->in->table;
    double said = 0;
    for (size_t i = 0; i < n; i++) {
        uint32_t cargo = t->lines.v[t->records.v[pieces[i]].first_line].cargo;
        said += (x->in->checks->goods[cargo] & CHECK_VAGUE) != 0;
    }
    return said / (double)n;
}

/* Of the other ends of the pieces, as often as they are named, those that nobody named until 30
 * days before them. */
static double newness(const struct as_context *x, const struct as_hypothesis *h,
                      const uint32_t *pieces, size_t n)
{
    const struct trade_table *t = x->in->table;
    double fresh = 0, all = 0;
    int32_t begin = DATE_NONE;
    for (size_t r = 0; r < t->records.n && begin == DATE_NONE; r++)
        begin = t->records.v[r].day;
    if (h->first_day - begin < 90)
        return NAN;
    for (size_t i = 0; i < n; i++) {
        uint32_t far[AS_RECORD_ACTORS];
        size_t m = as_record_actors(x, pieces[i],
                                    (enum assemble_side)(1 - (int)x->units.v[h->unit].side), far);
        for (size_t k = 0; k < m; k++) {
            bool is_known = false;
            for (size_t p = 0; p < t->records.n; p++)
                for (uint32_t q = 0; q < t->records.v[p].n_parties; q++) {
                    uint32_t mention = t->parties.v[t->records.v[p].first_party + q].mention;
                    is_known = is_known || (x->in->links->actor_of[mention] == far[k] &&
                                            t->records.v[p].day != DATE_NONE &&
                                            t->records.v[p].day < h->first_day - 30);
                }
            fresh += !is_known;
            all++;
        }
    }
    return all > 0 ? fresh / all : NAN;
}

/* log2 of what was paid for those of known mass and freight over what all of them would cost as one
 * consignment, by the dearest of them. */
static double excess(const struct as_context *x, const uint32_t *pieces, size_t n)
{
    const struct check_result *checks = x->in->checks;
    double paid = 0, together = 0;
    int64_t mass = 0, n_known = 0;
    for (size_t i = 0; i < n; i++) {
        int64_t g = table_gross_g(x->in->table, &x->in->table->records.v[pieces[i]]);
        const struct check_freight *f = &checks->freight[pieces[i]];
        bool is_known = !isnan(f->paid_usd) && !isnan(f->expected_usd) && g != TRADE_NONE && g > 0;
        paid += is_known ? f->paid_usd : 0;
        mass += is_known ? g : 0;
        n_known += is_known;
    }
    for (size_t i = 0; i < n; i++)
        together = fmax(together, check_freight_usd(checks, x->in->table, pieces[i], mass));
    return n_known >= 2 && together > 0 ? log2((paid + 1) / (together + 1)) : NAN;
}

/* Of the unit and the pieces' other ends the bits of the strongest that is listed and half of the
 * next one's. */
static double listed(const struct as_context *x, const struct as_unit *u, const uint32_t *pieces,
                     size_t n)
{
    double most[2] = {0};
    for (uint32_t a = 0; a < x->in->links->actors.n; a++) {
        bool is_there = as_is_member(u, a);
        for (size_t i = 0; i < n && x->watch_of[a] != MAP_NONE; i++) {
            uint32_t far[AS_RECORD_ACTORS];
            size_t m = as_record_actors(x, pieces[i], (enum assemble_side)(1 - (int)u->side), far);
            for (size_t k = 0; k < m; k++)
                is_there = is_there || far[k] == a;
        }
        if (!is_there || x->watch_of[a] == MAP_NONE)
            continue;
        most[1] = fmax(most[1], fmin(most[0], x->watch_bits[a]));
        most[0] = fmax(most[0], x->watch_bits[a]);
    }
    return most[0] + most[1] / 2;
}

static int32_t days_of(const struct as_context *x, const uint32_t *records, uint32_t n)
{
    const struct table_record *all = x->in->table->records.v;
    int32_t first = INT32_MAX, last = INT32_MIN;
    for (uint32_t i = 0; i < n; i++) {
        int32_t day = all[records[i]].day;
        if (day == DATE_NONE)
            continue;
        first = day < first ? day : first;
        last = day > last ? day : last;
    }
    return last < first ? 0 : last - first;
}

/* Class of so many records: each holds half as many again as the one before, from five on. */
static int size_class(uint32_t n)
{
    int class = 0;
    for (double most = 5 * 1.5; most <= n; most *= 1.5)
        class ++;
    return class;
}

static double short_life(const struct as_context *x, const struct as_unit *u)
{
    double n = 0, shorter = 0;
    int32_t own = days_of(x, u->records, u->n_records);
    if (u->n_records < 5)
        return NAN;
    for (uint32_t a = 0; a < x->in->links->actors.n; a++) {
        uint32_t first = x->actor_first[u->side][a], m = x->actor_first[u->side][a + 1] - first;
        if (m < 5 || x->in->links->actors.v[a].is_hub || size_class(m) != size_class(u->n_records))
            continue;
        n++;
        shorter += days_of(x, x->actor_records[u->side] + first, m) <= own;
    }
    return (shorter + 1) / (n + 1);
}

/* Bits by rank: 1 / (2 sqrt p), at least a half; of a short life the share itself is p. */
static double bits_of(const double *stats, size_t n, size_t i, enum as_mark mark)
{
    double told = 0, as_much = 0;
    if (isnan(stats[i]))
        return 0;
    if (mark == AS_SHORT_LIFE)
        return -log2(stats[i]);
    for (size_t k = 0; k < n; k++) {
        told += !isnan(stats[k]);
        as_much += !isnan(stats[k]) && stats[k] >= stats[i];
    }
    return fmax(-1, log2(1 / (2 * sqrt(as_much / told))));
}

/* Which counterpart, carrier, route or forwarder; MAP_NONE: that is not told. */
static uint32_t told(const struct as_context *x, enum assemble_side side, uint32_t record,
                     enum as_reuse kind)
{
    const struct trade_table *t = x->in->table;
    const struct table_record *r = &t->records.v[record];
    uint32_t far[AS_RECORD_ACTORS], forwarder = table_mention_of(t, r, TRADE_FORWARDER);
    size_t n = as_record_actors(x, record, (enum assemble_side)(1 - (int)side), far);
    if (kind == AS_COUNTERPART)
        return n > 0 ? far[0] : MAP_NONE;
    if (kind == AS_CARRIER)
        return table_str(t, r->carrier).n ? r->carrier : MAP_NONE;
    if (kind == AS_ROUTE)
        return table_str(t, t->routes.v[r->route].code).n ? r->route : MAP_NONE;
    return forwarder == MAP_NONE ? MAP_NONE : x->in->links->actor_of[forwarder];
}

/* Pieces after the first that tell it, and of them those that have what an earlier one had. */
static void count_reuse(const struct as_context *x, const struct as_hypothesis *h,
                        enum as_reuse kind, uint32_t *ret_steps, uint32_t *ret_reused)
{
    uint32_t pieces[AS_MARK_PIECES], n_told = 0;
    size_t n = as_window_pieces(x, h, pieces);
    enum assemble_side side = x->units.v[h->unit].side;
    *ret_reused = 0;
    for (size_t i = 0; i < n; i++) {
        uint32_t is = told(x, side, pieces[i], kind);
        bool is_again = false;
        for (size_t k = 0; k < i && is != MAP_NONE; k++)
            is_again = is_again || told(x, side, pieces[k], kind) == is;
        n_told += is != MAP_NONE;
        *ret_reused += is_again;
    }
    *ret_steps = n_told > 0 ? n_told - 1 : 0;
}

static void expect(double found, double wanted)
{
    if (!(fabs(found - wanted) < 0.001))
        fail_msg("%.6f, not %.6f", found, wanted);
}

static void marks_are_what_plain_counting_says(void **state)
{
    static struct frame f;
    struct as_context *x = &f.x;
    struct seine_error err = {0};
    double *stats[AS_N_MARKS];
    size_t n_halved = 0, n_listed = 0, n_dear = 0;
    (void)state;
    frame_init(&f, add);
    assert_ok(as_facts(x, f.w.pool, &err));
    for (uint32_t a = 0, random = 1; a < x->in->links->actors.n; a++) { /* some are listed */
        random = random * 1664525u + 1013904223u;
        x->watch_of[a] = random >> 29 ? MAP_NONE : 0;
        x->watch_bits[a] = 1 + (double)(random >> 20 & 63) / 8;
    }
    assert_ok(as_marks(x, f.w.pool, &err));
    size_t n = x->hypotheses.n;
    for (int m = 0; m < AS_N_MARKS; m++)
        assert_non_null(stats[m] = mem_calloc(n, sizeof *stats[m]));
    for (size_t i = 0; i < n; i++) {
        const struct as_hypothesis *h = &x->hypotheses.v[i];
        const struct as_unit *u = &x->units.v[h->unit];
        uint32_t pieces[AS_MARK_PIECES];
        size_t n_pieces = as_window_pieces(x, h, pieces);
        stats[AS_ALIASES][i] = aliases(x, u, pieces, n_pieces);
        stats[AS_VAGUE][i] = vague(x, pieces, n_pieces);
        stats[AS_NEWNESS][i] = newness(x, h, pieces, n_pieces);
        stats[AS_SHORT_LIFE][i] = short_life(x, u);
        stats[AS_FREIGHT][i] = excess(x, pieces, n_pieces);
        double bits = listed(x, u, pieces, n_pieces);
        expect(h->watch_bits, bits);
        n_listed += bits > 8;
    }
    for (size_t i = 0; i < n; i++) {
        const struct as_hypothesis *h = &x->hypotheses.v[i];
        double alias = bits_of(stats[AS_ALIASES], n, i, AS_ALIASES);
        double fresh = bits_of(stats[AS_NEWNESS], n, i, AS_NEWNESS);
        bool is_less = fresh >= alias; /* newness is the first of the two */
        n_halved += alias > 0 && fresh > 0;
        expect(h->mark_bits[AS_ALIASES], is_less && alias > 0 ? alias / 2 : alias);
        expect(h->mark_bits[AS_NEWNESS], 0.1 * (!is_less && fresh > 0 ? fresh / 2 : fresh));
        expect(h->mark_bits[AS_FREIGHT], 0.1 * bits_of(stats[AS_FREIGHT], n, i, AS_FREIGHT));
        n_dear += h->mark_bits[AS_FREIGHT] > 0;
        expect(h->mark_bits[AS_VAGUE], bits_of(stats[AS_VAGUE], n, i, AS_VAGUE));
        expect(h->mark_bits[AS_SHORT_LIFE], bits_of(stats[AS_SHORT_LIFE], n, i, AS_SHORT_LIFE));
    }
    assert_true(n_halved > 0 && n_listed > 0 && n_dear > 0);
    for (int m = 0; m < AS_N_MARKS; m++)
        mem_free(stats[m]);
    frame_release(&f);
}

static void dispersal_is_what_plain_counting_says(void **state)
{
    static const double schemes[AS_N_REUSE] = {0.15, 0.35, 0.35, 0.5};
    static struct frame f;
    struct as_context *x = &f.x;
    struct seine_error err = {0};
    double steps[AS_N_REUSE], reused[AS_N_REUSE];
    size_t n_silent = 0, n_told = 0;
    (void)state;
    frame_init(&f, add);
    assert_ok(as_facts(x, f.w.pool, &err));
    assert_ok(as_marks(x, f.w.pool, &err));
    for (int k = 0; k < AS_N_REUSE; k++) {
        steps[k] = 2;
        reused[k] = 1;
        for (size_t i = 0; i < x->hypotheses.n; i++) {
            const struct as_hypothesis *h = &x->hypotheses.v[i];
            uint32_t s, r;
            count_reuse(x, h, (enum as_reuse)k, &s, &r);
            assert_int_equal(h->n_steps[k], s);
            assert_int_equal(h->n_reused[k], r);
            steps[k] += s;
            reused[k] += r;
            n_silent += s == 0;
        }
    }
    for (size_t i = 0; i < x->hypotheses.n; i++) {
        const struct as_hypothesis *h = &x->hypotheses.v[i];
        double bits[AS_N_REUSE], most = -INFINITY;
        bool is_taken = false;
        for (int k = 0; k < AS_N_REUSE; k++) {
            double honest = reused[k] / steps[k], n = h->n_steps[k], again = h->n_reused[k];
            bits[k] = honest > schemes[k] && n > 0
                          ? fmax(-1, as_beta_binomial(again, n, schemes[k], 4) -
                                         as_beta_binomial(again, n, honest, 4))
                          : 0;
            most = fmax(most, bits[k]);
            n_told += bits[k] > 0;
        }
        for (int k = 0; k < AS_N_REUSE; k++) { /* the strongest whole, the others half */
            bool is_most = !is_taken && bits[k] >= most;
            is_taken = is_taken || is_most;
            expect(h->reuse_bits[k], 0.1 * (is_most ? bits[k] : bits[k] / 2));
        }
    }
    assert_true(n_silent > 0 && n_told > 0);
    frame_release(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(marks_are_what_plain_counting_says),
                                       cmocka_unit_test(dispersal_is_what_plain_counting_says)};
    return RUN(tests);
}
