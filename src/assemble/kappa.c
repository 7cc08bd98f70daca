/* assemble/kappa.c - how closely units keep to what is usual in their sector: the concentration of
 * the Dirichlet-multinomial null, by maximum likelihood over a grid. Firms have product lines, so
 * it is far from a plain multinomial; assuming too close a fit would make every specialist look
 * odd. */
#include "assemble/gamma.h"
#include "assemble/internal.h"

#include <math.h>

#define MAX_UNITS   20000 /* a sample is enough for one number */
#define MIN_RECORDS 3
#define MAX_SYMBOLS 64 /* different ones of a unit that are looked at */

static const double grid[] = {1, 2, 3, 5, 8, 12, 20, 30, 50, 80, 120, 200};
#define N_GRID (sizeof grid / sizeof *grid)

/* The best symbol of a record over all components; SIZE_MAX: none. */
static size_t best_symbol(const struct as_context *x, uint32_t record)
{
    size_t best = SIZE_MAX;
    float q = 0;
    for (uint32_t i = x->first_cand[record]; i < x->first_cand[record + 1]; i++)
        if (x->cands[i].q > q) {
            q = x->cands[i].q;
            best = x->cands[i].component * (size_t)AS_LEVELS + as_level((double)q);
        }
    return best;
}

static void add_unit(const struct as_context *x, const struct as_sector_profile *p, size_t sector,
                     const uint32_t *records, uint32_t n, struct as_gammas *gammas,
                     double *log_likelihood)
{
    size_t symbols[MAX_SYMBOLS], m = 0;
    double counts[MAX_SYMBOLS], alpha[MAX_SYMBOLS], total = 0;
    for (uint32_t i = 0; i < n; i++) {
        size_t symbol = best_symbol(x, records[i]), k = 0;
        while (k < m && symbols[k] != symbol)
            k++;
        if (symbol == SIZE_MAX || k == MAX_SYMBOLS)
            continue;
        if (k == m) {
            symbols[m] = symbol;
            counts[m++] = 0;
        }
        counts[k] += 1;
        total += 1;
    }
    for (size_t g = 0; g < N_GRID; g++) {
        for (size_t k = 0; k < m; k++)
            alpha[k] = grid[g] * as_sector_rate(p, sector, symbols[k], counts[k], (double)n);
        if (total > 0)
            log_likelihood[g] += as_log_dm(gammas, counts, alpha, m, (double)n, grid[g]);
    }
}

void as_kappa(struct as_context *x, enum assemble_side side)
{
    struct as_sector_profile *p = &x->profile[side];
    double log_likelihood[N_GRID] = {0};
    size_t n_actors = x->in->links->actors.n, step = n_actors / MAX_UNITS + 1, best = 0;
    struct as_gammas gammas;
    as_gammas_init(&gammas);
    for (size_t a = 0; a < n_actors; a += step) {
        uint32_t first = x->actor_first[side][a], n = x->actor_first[side][a + 1] - first;
        if (n >= MIN_RECORDS && !x->in->links->actors.v[a].is_hub)
            add_unit(x, p, p->sector_of[a], x->actor_records[side] + first, n, &gammas,
                     log_likelihood);
    }
    for (size_t g = 1; g < N_GRID; g++)
        if (log_likelihood[g] > log_likelihood[best])
            best = g;
    p->kappa = grid[best];
}
