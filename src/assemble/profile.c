/* assemble/profile.c - what units of a sector usually handle. An actor's sector is where most of
 * its records lie; the profile of a sector is how often a record of its actors shows each symbol,
 * shrunk towards its HS section and that towards all trade. The null of the score stands on these
 * rates. A unit is always judged by the others: its own records are left out. */
#include "assemble/internal.h"

#include <math.h>
#include <string.h>

#define SHRINK 20.0 /* records' worth of the wider rate in each narrower one */

size_t as_level(double strength)
{
    return strength >= 0.6 ? 0 : strength >= 0.25 ? 1 : 2;
}

static uint16_t plurality(const struct as_context *x, const uint32_t *records, uint32_t n)
{
    uint32_t counts[AS_N_SECTORS] = {0};
    size_t best = AS_N_SECTORS - 1;
    for (uint32_t i = 0; i < n; i++)
        counts[x->brief[records[i]].sector]++;
    for (size_t s = 0; s + 1 < AS_N_SECTORS; s++)
        if (counts[s] > 0 && (best == AS_N_SECTORS - 1 || counts[s] > counts[best]))
            best = s;
    return (uint16_t)best;
}

static bool symbols_of(const struct as_context *x, double **at)
{
    if (!*at)
        *at = arena_array(x->arena, goods_n_components(x->in->catalogue) * AS_LEVELS + 1,
                          sizeof **at);
    return *at != NULL;
}

/* A record's candidates: within each kit the strongest, as in as_record_class. */
static void add_record(const struct as_context *x, uint32_t r, double *sector, double *section,
                       double *all)
{
    const struct goods_catalogue *cat = x->in->catalogue;
    for (uint32_t i = x->first_cand[r], end = x->first_cand[r + 1]; i < end;) {
        uint32_t kit = goods_component(cat, x->cands[i].component)->kit, best = i;
        while (i < end && goods_component(cat, x->cands[i].component)->kit == kit) {
            if (x->cands[i].q > x->cands[best].q)
                best = i;
            i++;
        }
        size_t symbol =
            x->cands[best].component * (size_t)AS_LEVELS + as_level((double)x->cands[best].q);
        sector[symbol] += 1;
        section[symbol] += 1;
        all[symbol] += 1;
    }
}

/* Adds one actor's records to its sector, for which there is room. */
static void add_actor(const struct as_context *x, struct as_sector_profile *p, size_t actor,
                      const uint32_t *records, uint32_t n)
{
    size_t s = p->sector_of[actor], section = as_section_of(s);
    p->log_prior[s] += 1;
    p->n[s] += n;
    p->section_n[section] += n;
    p->all_n += n;
    for (uint32_t i = 0; i < n; i++) {
        p->log_emission[x->brief[records[i]].sector * (size_t)AS_N_SECTORS + s] += 1;
        add_record(x, records[i], p->symbols[s], p->section_symbols[section], p->all_symbols);
    }
}

static void take_logs(struct as_sector_profile *p)
{
    double n_units = 0, all[AS_N_SECTORS] = {0};
    for (size_t s = 0; s < AS_N_SECTORS; s++) {
        n_units += p->log_prior[s];
        for (size_t k = 0; k < AS_N_SECTORS; k++)
            all[k] += p->log_emission[k * AS_N_SECTORS + s];
    }
    for (size_t s = 0; s < AS_N_SECTORS; s++) {
        p->log_prior[s] = log((p->log_prior[s] + 0.5) / (n_units + 0.5 * AS_N_SECTORS));
        for (size_t k = 0; k < AS_N_SECTORS; k++) {
            double *v = &p->log_emission[k * AS_N_SECTORS + s];
            double rate = (all[k] + 0.5) / (p->all_n + 0.5 * AS_N_SECTORS);
            *v = log((*v + SHRINK * rate) / (p->n[s] + SHRINK));
        }
    }
}

#define ACTORS_AT_ONCE 4096

static enum seine_status find_sectors(void *context, unsigned worker, size_t from, size_t to,
                                      struct seine_error *err)
{
    struct as_context *x = context;
    (void)worker;
    (void)err;
    for (int side = 0; side < 2; side++)
        for (size_t a = from; a < to; a++) {
            uint32_t first = x->actor_first[side][a], n = x->actor_first[side][a + 1] - first;
            x->profile[side].sector_of[a] = plurality(x, x->actor_records[side] + first, n);
        }
    return SEINE_OK;
}

/* Rates of the sectors that somebody is of. */
static bool make_room(struct as_context *x, enum assemble_side side)
{
    struct as_sector_profile *p = &x->profile[side];
    bool ok = symbols_of(x, &p->all_symbols);
    p->log_emission =
        arena_array(x->arena, (size_t)AS_N_SECTORS * AS_N_SECTORS, sizeof *p->log_emission);
    for (size_t a = 0; a < x->in->links->actors.n && ok; a++)
        if (x->actor_first[side][a + 1] > x->actor_first[side][a])
            ok = symbols_of(x, &p->symbols[p->sector_of[a]]) &&
                 symbols_of(x, &p->section_symbols[as_section_of(p->sector_of[a])]);
    return ok && p->log_emission;
}

/* Each side is added up by one thread, in the order of the actors. */
static enum seine_status add_sides(void *context, unsigned worker, size_t from, size_t to,
                                   struct seine_error *err)
{
    struct as_context *x = context;
    (void)worker;
    (void)err;
    for (size_t side = from; side < to; side++) {
        struct as_sector_profile *p = &x->profile[side];
        for (size_t a = 0; a < x->in->links->actors.n; a++) {
            uint32_t first = x->actor_first[side][a], n = x->actor_first[side][a + 1] - first;
            if (n > 0)
                add_actor(x, p, a, x->actor_records[side] + first, n);
        }
        take_logs(p);
        as_kappa(x, (enum assemble_side)side);
    }
    return SEINE_OK;
}

enum seine_status as_profiles(struct as_context *x, struct pool *pool, struct seine_error *err)
{
    size_t n_actors = x->in->links->actors.n;
    memset(x->profile, 0, sizeof x->profile);
    for (int side = 0; side < 2; side++)
        x->profile[side].sector_of = arena_array(x->arena, n_actors + 1, sizeof(uint16_t));
    if (!x->profile[0].sector_of || !x->profile[1].sector_of)
        return error_set(err, SEINE_NOMEM, "out of memory while assembling");
    enum seine_status status = pool_run(pool, n_actors, ACTORS_AT_ONCE, find_sectors, x, err);
    if (status != SEINE_OK)
        return status;
    if (!make_room(x, ASSEMBLE_SINK) || !make_room(x, ASSEMBLE_SOURCE))
        return error_set(err, SEINE_NOMEM, "out of memory while assembling");
    return pool_run(pool, 2, 1, add_sides, x, err);
}

double as_sector_rate(const struct as_sector_profile *p, size_t sector, size_t symbol, double own,
                      double own_n)
{
    size_t section = as_section_of(sector);
    double rate = (p->all_symbols[symbol] + 0.5) / (p->all_n + 1);
    if (p->section_symbols[section])
        rate = (fmax(p->section_symbols[section][symbol] - own, 0) + SHRINK * rate) /
               (fmax(p->section_n[section] - own_n, 0) + SHRINK);
    if (p->symbols[sector])
        rate = (fmax(p->symbols[sector][symbol] - own, 0) + SHRINK * rate) /
               (fmax(p->n[sector] - own_n, 0) + SHRINK);
    return rate;
}

void as_sector_posterior(const struct as_context *x, const struct as_unit *u,
                         int ret_sector[AS_TOP_SECTORS], double ret_weight[AS_TOP_SECTORS])
{
    const struct as_sector_profile *p = &x->profile[u->side];
    double logs[AS_N_SECTORS], counts[AS_N_SECTORS] = {0}, sum = 0;
    for (uint32_t i = 0; i < u->n_records; i++)
        counts[x->brief[u->records[i]].sector] += 1;
    memcpy(logs, p->log_prior, sizeof logs);
    for (size_t k = 0; k < AS_N_SECTORS; k++)
        for (size_t s = 0; s < AS_N_SECTORS && counts[k] > 0; s++)
            logs[s] += counts[k] * p->log_emission[k * AS_N_SECTORS + s];
    for (int i = 0; i < AS_TOP_SECTORS; i++) {
        int best = 0;
        for (int s = 1; s < AS_N_SECTORS; s++)
            if (logs[s] > logs[best])
                best = s;
        ret_sector[i] = best;
        ret_weight[i] = i == 0 ? logs[best] : exp(logs[best] - ret_weight[0]);
        logs[best] = -INFINITY;
    }
    ret_weight[0] = 1;
    for (int i = 0; i < AS_TOP_SECTORS; i++)
        sum += ret_weight[i];
    for (int i = 0; i < AS_TOP_SECTORS; i++)
        ret_weight[i] /= sum;
}
