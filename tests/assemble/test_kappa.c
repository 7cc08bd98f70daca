/* The concentration of the null against the same likelihood added up plainly over all actors. */
#include "assemble_frame.h"

#include "assemble/gamma.h"

#include <math.h>

/* Some keep to one part, others have a little of each. */
static void specialists(struct buf *b)
{
    uint64_t random = 3;
    background(b, 1500);
    for (int i = 0; i < 240; i++) {
        char id[16], from[32], to[32];
        size_t hand = random_below(&random, 12);
        size_t part = random_below(&random, 3) ? hand % 6 : random_below(&random, 6);
        bool is_told = random_below(&random, 3) != 0;
        snprintf(id, sizeof id, "S%d", i);
        snprintf(from, sizeof from, "Zelig Piru%zu", (size_t)random_below(&random, 30));
        snprintf(to, sizeof to, "Marvo%zu Linden", hand);
        add_piece(b, &(struct piece){id, from, to, is_told ? parts[part].text : "parts",
                                     parts[part].hs, (int)random_below(&random, 700), 20 + i, 0});
    }
}

static void everybody(struct buf *b)
{
    background(b, 3000);
}

/* The strongest candidate of a record, as component and level; -1: none. */
static long symbol_of(const struct as_context *x, uint32_t record)
{
    long best = -1;
    float most = 0;
    for (uint32_t i = x->first_cand[record]; i < x->first_cand[record + 1]; i++)
        if (x->cands[i].q > most) {
            most = x->cands[i].q;
            best = (long)x->cands[i].component * AS_LEVELS + (long)as_level((double)most);
        }
    return best;
}

/* log P(counts of one actor | kappa), without what does not depend on it. */
static double likelihood(const struct as_context *x, int side, uint32_t actor, double kappa)
{
    const struct as_sector_profile *p = &x->profile[side];
    uint32_t first = x->actor_first[side][actor], n = x->actor_first[side][actor + 1] - first;
    double rest = n, alpha_rest = kappa, sum = as_lgamma(kappa) - as_lgamma(kappa + n);
    bool is_any = false;
    for (uint32_t i = 0; i < n; i++) {
        long symbol = symbol_of(x, x->actor_records[side][first + i]);
        double count = 0;
        bool is_first = symbol >= 0;
        for (uint32_t k = 0; k < n; k++) {
            bool is_same = symbol_of(x, x->actor_records[side][first + k]) == symbol;
            count += is_same;
            is_first = is_first && !(is_same && k < i);
        }
        if (!is_first)
            continue;
        double alpha =
            kappa * as_sector_rate(p, p->sector_of[actor], (size_t)symbol, count, (double)n);
        sum += as_lgamma(alpha + count) - as_lgamma(alpha);
        rest -= count;
        alpha_rest -= alpha;
        is_any = true;
    }
    if (rest > 0)
        sum += as_lgamma(alpha_rest + rest) - as_lgamma(alpha_rest);
    return is_any ? sum : 0;
}

static void kappa_is_the_likeliest(void **state)
{
    static const double grid[] = {1, 2, 3, 5, 8, 12, 20, 30, 50, 80, 120, 200};
    void (*const worlds[])(struct buf *) = {specialists, everybody};
    double found[2] = {0};
    (void)state;
    for (size_t w = 0; w < N_OF(worlds); w++) {
        static struct frame f;
        const struct as_context *x = &f.x;
        frame_init(&f, worlds[w]);
        for (int side = 0; side < 2; side++) {
            double best = -INFINITY, kappa = 0;
            for (size_t g = 0; g < N_OF(grid); g++) {
                double sum = 0;
                for (uint32_t a = 0; a < x->in->links->actors.n; a++)
                    if (x->actor_first[side][a + 1] - x->actor_first[side][a] >= 3 &&
                        !x->in->links->actors.v[a].is_hub)
                        sum += likelihood(x, side, a, grid[g]);
                kappa = sum > best ? grid[g] : kappa;
                best = fmax(best, sum);
            }
            assert_true(fabs(x->profile[side].kappa - kappa) < 1e-9);
            found[w] += kappa;
        }
        frame_release(&f);
    }
    assert_true(found[0] < found[1]); /* whoever keeps to one thing keeps less to what is usual */
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(kappa_is_the_likeliest)};
    return RUN(tests);
}
