/* screen/query_bound.c - the most that a listed name can score, from little knowledge of it. Each
 * bound is a sum of what screen/score.c would have to charge in any case; none of them is the
 * score. */
#include "screen/query.h"

double screen_most(const struct search *q, uint32_t matched, double info)
{
    double most = screen_bound_of(&q->bounds, matched, info);
    if (q->bounds.names && !(q->bounds.names & matched))
        most -= SCREEN_WEIGHTS.thin_generic;
    return most;
}

/* What the matches say of each token of the query at its best. */
struct at_best {
    double loss[SCREEN_TOKENS], info[SCREEN_TOKENS];
    uint32_t in_q, in_l;
};

static void least_loss(const struct screen_match *m, size_t n, struct at_best *ret)
{
    ret->in_q = ret->in_l = 0;
    for (size_t i = 0; i < n; i++) {
        double loss = (double)m[i].loss / m[i].q_span;
        for (size_t t = m[i].q_at; t < (size_t)m[i].q_at + m[i].q_span; t++) {
            bool known = ret->in_q >> t & 1;
            ret->loss[t] = known && ret->loss[t] < loss ? ret->loss[t] : loss;
            ret->in_q |= UINT32_C(1) << t;
        }
        ret->in_l |= ((UINT32_C(1) << m[i].l_span) - 1) << m[i].l_at;
    }
}

static void most_info(const struct search *q, const struct screen_bounds *l,
                      const struct screen_match *m, size_t n, struct at_best *ret)
{
    for (size_t t = 0; t < q->bounds.n; t++)
        ret->info[t] = 0;
    for (size_t i = 0; i < n; i++) {
        double info = 0;
        for (size_t k = m[i].l_at; k < (size_t)m[i].l_at + m[i].l_span && k < l->n; k++)
            info += l->info[k];
        for (size_t t = m[i].q_at; t < (size_t)m[i].q_at + m[i].q_span; t++) {
            double worth = info < q->bounds.info[t] ? info : q->bounds.info[t];
            ret->info[t] = worth > ret->info[t] ? worth : ret->info[t];
        }
    }
}

/* What the listed words without a match cost at least, each for itself. Numbers are left out: they
 * may stand against numbers, cheaply. */
static size_t listed_costs(const struct screen_side *l, const struct screen_bounds *b,
                           uint32_t matched, double ret[SCREEN_TOKENS])
{
    const struct screen_weights *w = &SCREEN_WEIGHTS;
    size_t n = 0;
    for (size_t i = 0; i < l->name->n_units; i++) {
        const struct screen_unit *u = &l->name->units[i];
        if (!u->is_first || (matched >> u->at & 1) || l->words[u->word].tag == TEXT_NUMBER)
            continue;
        double cost = b->miss[u->at] / w->extra * (b->names >> u->at & 1 ? w->miss_more : 1.0);
        size_t k = n++;
        for (; k && ret[k - 1] < cost; k--)
            ret[k] = ret[k - 1];
        ret[k] = cost;
    }
    return n;
}

/* The least that a word of the query pays for standing against a listed one, numbers apart. */
static double least_clash(void)
{
    const struct screen_weights *w = &SCREEN_WEIGHTS;
    const double all[] = {w->clash_generic, w->clash_place, w->clash_form, w->clash_patronymic};
    double least = w->clash_word;
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        least = all[i] < least ? all[i] : least;
    return least * w->clash_more;
}

/* What the matched tokens pay at least: their loss or their absence; only their loss, when no name
 * without the token reaches the floor. off: tokens that might pay for a listed word as well, by
 * standing against it, less than the two apart; the dearest one costs `dearest`. */
static double payments(const struct search *q, const struct at_best *best, double info,
                       double dearest, size_t *ret_off)
{
    double factor = screen_loss_factor((size_t)__builtin_popcount(best->in_q)), sum = 0;
    double clash = least_clash();
    *ret_off = 0;
    for (size_t t = 0; t < q->bounds.n; t++) {
        double pays = q->bounds.miss[t];
        if (best->in_q >> t & 1) {
            uint32_t without = best->in_q & ~(UINT32_C(1) << t);
            double loss = factor * best->loss[t];
            bool needed = screen_most(q, without, info - best->info[t]) < q->floor;
            pays = needed || loss < pays ? loss : pays;
            sum += pays;
            if (needed)
                continue;
        }
        *ret_off += pays + dearest > clash;
    }
    return sum;
}

/* In two steps, as the words of the listed name are far away in memory. */
double screen_most_of(const struct search *q, const struct screen_side *l,
                      const struct screen_match *matches, size_t n)
{
    struct screen_bounds listed;
    struct at_best best;
    double left[SCREEN_TOKENS], info = 0;
    size_t off = 0;
    least_loss(matches, n, &best);
    for (size_t t = 0; t < q->bounds.n; t++) {
        best.info[t] = q->bounds.info[t];
        info += best.in_q >> t & 1 ? best.info[t] : 0;
    }
    double most = screen_most(q, best.in_q, info);
    if (most < q->floor || (most -= payments(q, &best, info, 0, &off)) < q->floor)
        return most;
    screen_bounds_init(l, &SCREEN_WEIGHTS, &listed);
    most_info(q, &listed, matches, n, &best);
    info = 0;
    for (size_t t = 0; t < q->bounds.n; t++)
        info += best.info[t];
    size_t n_left = listed_costs(l, &listed, best.in_l, left);
    double cost = payments(q, &best, info, n_left ? left[0] : 0, &off);
    for (size_t i = off; i < n_left; i++)
        cost += left[i];
    return screen_most(q, best.in_q, info) - cost;
}
