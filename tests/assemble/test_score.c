/* Ratios of units and kits against the formulas of docs/method.md, "Assembly", at every position
 * and in every window, from the records alone. */
#include "assemble_frame.h"

#include "assemble/gamma.h"

#include <math.h>

#define MAX_SYMBOLS (AS_MAX_CLASSES * AS_LEVELS)

static const double shown[AS_LEVELS] = {0.6, 0.2, 0.2};

/* Hands that receive parts now and then, groups of them by what is passed on, and busy partners. */
static void add(struct buf *b)
{
    static const char *const hands[] = {"Sablonwark Foundry", "Sablontrix Marine",
                                        "Sablonpeg Textile", "Sablondu Optics"};
    uint64_t random = 8;
    background(b, 1500);
    for (int i = 0; i < 150; i++) {
        char id[16], far[32];
        size_t part = random_below(&random, 6), hand = random_below(&random, 4);
        int day = 100 + (int)random_below(&random, 500), kg = 100 + 71 * i;
        bool is_part = random_below(&random, 3) != 0, is_told = random_below(&random, 3) != 0;
        const char *text = is_part && is_told ? parts[part].text : "office chairs";
        const char *hs = is_part ? parts[part].hs : "940130";
        snprintf(id, sizeof id, "IN%d", i);
        snprintf(far, sizeof far, "Zelig Piru%zu", (size_t)random_below(&random, 9));
        add_piece(b, &(struct piece){id, far, hands[hand], text, hs, day, kg, 0});
        snprintf(id, sizeof id, "ON%d", i);
        if (random_below(&random, 3) == 0)
            add_piece(b, &(struct piece){id, hands[hand], hands[(hand + 1) % 4], text, hs, day + 9,
                                         kg, 0});
    }
}

struct view { /* of one unit and kit */
    const struct as_context *x;
    const struct as_unit *u;
    uint32_t kit;
    size_t m;
    int sector[AS_TOP_SECTORS];
    double weight[AS_TOP_SECTORS], prior[AS_TOP_SECTORS][MAX_SYMBOLS];
};

struct counts { /* of the records from .. to, and before them of those that have a day */
    double inside[MAX_SYMBOLS], before[MAX_SYMBOLS], n, h;
    uint32_t covered;
};

static int32_t day_of(const struct view *v, uint32_t at)
{
    return v->x->in->table->records.v[v->u->records[at]].day;
}

static struct counts count(const struct view *v, uint32_t from, uint32_t to)
{
    struct counts c = {.n = to - from};
    for (uint32_t i = 0; i < to; i++) {
        int symbol = as_record_symbol(v->x, v->u->records[i], v->kit);
        if (day_of(v, i) == DATE_NONE)
            continue;
        c.h += i < from;
        if (symbol >= 0)
            (i < from ? c.before : c.inside)[symbol] += 1;
        if (symbol >= 0 && i >= from)
            c.covered |= 1u << symbol / AS_LEVELS;
    }
    return c;
}

/* The unit's own part of a sector's counts: of its members that are counted there. */
static double own_of(const struct view *v, int sector, double own[MAX_SYMBOLS])
{
    int side = (int)v->u->side;
    double n = 0;
    memset(own, 0, MAX_SYMBOLS * sizeof *own);
    for (uint32_t m = 0; m < v->u->n_members; m++) {
        uint32_t a = v->u->members[m];
        bool is_single = v->u->n_members == 1;
        const uint32_t *records =
            is_single ? v->u->records : v->x->actor_records[side] + v->x->actor_first[side][a];
        uint32_t all = is_single ? v->u->n_records
                                 : v->x->actor_first[side][a + 1] - v->x->actor_first[side][a];
        for (uint32_t i = 0; i < all && v->x->profile[side].sector_of[a] == sector; i++) {
            int symbol = as_record_symbol(v->x, records[i], v->kit);
            n++;
            if (symbol >= 0)
                own[symbol]++;
        }
    }
    return n;
}

static void look(struct view *v, const struct as_context *x, const struct as_hypothesis *h)
{
    const struct goods_kit *kit = goods_kit(x->in->catalogue, h->kit);
    v->x = x;
    v->u = &x->units.v[h->unit];
    v->kit = h->kit;
    v->m = kit->n_components;
    as_sector_posterior(x, v->u, v->sector, v->weight);
    for (int s = 0; s < AS_TOP_SECTORS; s++) {
        const struct as_sector_profile *p = &x->profile[v->u->side];
        double own[MAX_SYMBOLS], n = own_of(v, v->sector[s], own);
        for (size_t i = 0; i < v->m * AS_LEVELS; i++)
            v->prior[s][i] =
                p->kappa * as_sector_rate(p, (size_t)v->sector[s],
                                          kit->first_component * (size_t)AS_LEVELS + i, own[i], n);
    }
}

/* log of the Dirichlet-multinomial probability of the counts, without the coefficient. */
static double log_dm(const double *counts, const double *alpha, size_t m, double n, double total)
{
    double rest = n, alpha_rest = total, sum = as_lgamma(total) - as_lgamma(total + n);
    for (size_t i = 0; i < m; i++) {
        rest -= counts[i];
        alpha_rest -= alpha[i];
        sum += as_lgamma(alpha[i] + counts[i]) - as_lgamma(alpha[i]);
    }
    return sum + (rest > 0 ? as_lgamma(alpha_rest + rest) - as_lgamma(alpha_rest) : 0);
}

/* The ratio over the sectors, each by its posterior after these counts; *ret_null: log of what they
 * give the counts together. */
static double mixture(const struct view *v, const struct counts *c, const double *counts,
                      double *ret_null)
{
    double alpha[MAX_SYMBOLS], p[AS_MAX_CLASSES + 1] = {0}, essential[AS_MAX_CLASSES];
    double log_w[AS_TOP_SECTORS], lr[AS_TOP_SECTORS], sum = 0, mix = 0, top = -INFINITY;
    double kappa = v->x->profile[v->u->side].kappa;
    for (size_t k = 2; k <= v->m; k++)
        p[k] = 1 / (double)(v->m - 1);
    for (uint32_t k = 0; k < v->m; k++)
        essential[k] = goods_component(v->x->in->catalogue,
                                       goods_kit(v->x->in->catalogue, v->kit)->first_component + k)
                               ->is_essential
                           ? 1
                           : 0.6;
    for (int s = 0; s < AS_TOP_SECTORS; s++) {
        for (size_t i = 0; i < v->m * AS_LEVELS; i++)
            alpha[i] = v->prior[s][i] + c->before[i];
        log_w[s] = log(v->weight[s]) + log_dm(counts, alpha, v->m * AS_LEVELS, c->n, kappa + c->h);
        lr[s] = assemble_lr(&(struct assemble_counts){v->m, AS_LEVELS, counts, alpha, c->n,
                                                      kappa + c->h, shown, essential, p, 2});
        top = fmax(top, log_w[s]);
    }
    for (int s = 0; s < AS_TOP_SECTORS; s++) {
        double weight = exp(log_w[s] - top);
        sum += weight;
        mix += weight > 1e-4 ? weight * lr[s] : 0;
    }
    *ret_null = top + log(sum);
    return mix / sum;
}

/* With a dealer in the kit's goods among the null. */
static double ratio_of(const struct view *v, const struct counts *c, double *ret_dealer_bits)
{
    double alpha[MAX_SYMBOLS], null, lr = mixture(v, c, c->inside, &null);
    double prior = 0.02 / (double)goods_n_kits(v->x->in->catalogue);
    for (size_t i = 0; i < v->m * AS_LEVELS; i++)
        alpha[i] = 30 * 0.35 * shown[i % AS_LEVELS] / (double)v->m + c->before[i];
    double dealer = exp(log_dm(c->inside, alpha, v->m * AS_LEVELS, c->n, 30 + c->h) - null);
    *ret_dealer_bits = -log2(1 - prior + prior * dealer);
    return lr / (1 - prior + prior * dealer);
}

struct best {
    double mean, dealer_bits;
    uint32_t from, to, covered;
};

static void look_at(const struct view *v, uint32_t at, struct best *best)
{
    static const int days[AS_N_WINDOWS] = {30, 60, 120, 240, 480};
    static const double weights[AS_N_WINDOWS] = {0.3, 0.3, 0.25, 0.1, 0.05};
    double lr[AS_N_WINDOWS], bits[AS_N_WINDOWS], mean = 0;
    struct counts counts[AS_N_WINDOWS];
    for (int w = 0; w < AS_N_WINDOWS; w++) {
        uint32_t from = at;
        while (from > 0 && day_of(v, from - 1) != DATE_NONE &&
               day_of(v, from - 1) > day_of(v, at) - days[w])
            from--;
        counts[w] = count(v, from, at + 1);
        lr[w] = bits[w] = 0;
        if (__builtin_popcount(counts[w].covered) >= 2)
            lr[w] = ratio_of(v, &counts[w], &bits[w]);
        mean += weights[w] * lr[w];
    }
    if (mean <= best->mean * (1 + 1e-9))
        return;
    int w = as_widest_window(lr);
    *best = (struct best){mean, bits[w], at + 1 - (uint32_t)counts[w].n, at + 1, counts[w].covered};
}

/* Positions are the pieces that fit well; if these are of one class only, all. */
static struct best best_of(const struct view *v)
{
    struct best best = {0};
    uint32_t telling = 0;
    for (uint32_t i = 0; i < v->u->n_records; i++) {
        int symbol = as_record_symbol(v->x, v->u->records[i], v->kit);
        telling |= as_fits_well(symbol) ? 1u << symbol / AS_LEVELS : 0;
    }
    for (uint32_t i = 0; i < v->u->n_records; i++) {
        int symbol = as_record_symbol(v->x, v->u->records[i], v->kit);
        if (day_of(v, i) != DATE_NONE && symbol >= 0 &&
            (as_fits_well(symbol) || __builtin_popcount(telling) < 2))
            look_at(v, i, &best);
    }
    return best;
}

/* What the ratio loses if a class's pieces are ordinary trade. */
static void check_classes(const struct view *v, const struct as_hypothesis *h)
{
    struct counts c = count(v, h->from, h->to);
    double found[AS_MAX_CLASSES] = {0}, null, all = mixture(v, &c, c.inside, &null);
    assert_true(as_class_bits(v->x, h, found));
    for (size_t k = 0; k < v->m; k++) {
        double counts[MAX_SYMBOLS];
        memcpy(counts, c.inside, sizeof counts);
        memset(counts + k * AS_LEVELS, 0, AS_LEVELS * sizeof *counts);
        double without = mixture(v, &c, counts, &null);
        double wanted = c.covered >> k & 1u ? log2(all) - (without > 0 ? log2(without) : 0) : 0;
        assert_true(fabs(found[k] - wanted) < 1e-6);
    }
}

static void ratios_are_what_the_formulas_say(void **state)
{
    static struct frame f;
    const struct as_context *x = &f.x;
    size_t n_groups = 0, n_dealings = 0;
    (void)state;
    frame_init(&f, add);
    for (size_t i = 0; i < x->hypotheses.n; i++) {
        const struct as_hypothesis *h = &x->hypotheses.v[i];
        struct view v;
        look(&v, x, h);
        struct best best = best_of(&v);
        assert_true(fabs(h->log2_lr - log2(best.mean)) < 1e-6);
        assert_int_equal(h->from, best.from);
        assert_int_equal(h->to, best.to);
        assert_int_equal(h->covered, best.covered);
        assert_true(fabs(h->dealer_bits - best.dealer_bits) < 1e-6);
        check_classes(&v, h);
        n_groups += v.u->n_members > 1;
        n_dealings += v.u->with != MAP_NONE;
    }
    assert_true(n_groups > 0 && n_dealings > 0);
    frame_release(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(ratios_are_what_the_formulas_say)};
    return RUN(tests);
}
