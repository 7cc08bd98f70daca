/* assemble/profile.c - what units of a sector usually handle. A unit's sector is the HS section of
 * most of its records; the profile of a sector is how often a record of it can be each component,
 * shrunk towards the rate over all trade. The null of the score stands on these rates. */
#include "assemble/internal.h"

#include <math.h>
#include <string.h>

#define SHRINK 20.0 /* records' worth of the overall rate in each sector's rate */

static int plurality(const struct as_context *x, const uint32_t *records, uint32_t n)
{
    uint32_t counts[AS_N_SECTORS] = {0};
    int best = AS_N_SECTORS - 1;
    for (uint32_t i = 0; i < n; i++)
        counts[x->section[records[i]]]++;
    for (int s = AS_N_SECTORS - 2; s >= 0; s--)
        if (counts[s] > 0 && (best == AS_N_SECTORS - 1 || counts[s] >= counts[best]))
            best = s;
    return best;
}

/* Adds one actor's records to its sector; overall[] collects the same over all sectors. */
static void add_actor(const struct as_context *x, struct as_sector_profile *p,
                      const uint32_t *records, uint32_t n, double *n_of_sector, double *overall)
{
    int s = plurality(x, records, n);
    p->prior[s] += 1;
    n_of_sector[s] += n;
    for (uint32_t i = 0; i < n; i++) {
        uint32_t r = records[i];
        p->section[s][x->section[r]] += 1;
        for (uint32_t k = x->first_cand[r]; k < x->first_cand[r + 1]; k++) {
            p->component[s][x->cands[k].component] += (double)x->cands[k].q;
            overall[x->cands[k].component] += (double)x->cands[k].q;
        }
    }
}

static void normalise(struct as_sector_profile *p, const double *n_of_sector, const double *overall,
                      size_t n_components)
{
    double n_units = 0, n_records = 0;
    for (int s = 0; s < AS_N_SECTORS; s++) {
        n_units += p->prior[s];
        n_records += n_of_sector[s];
    }
    for (int s = 0; s < AS_N_SECTORS; s++) {
        p->prior[s] = (p->prior[s] + 0.5) / (n_units + 0.5 * AS_N_SECTORS);
        for (int k = 0; k < AS_N_SECTORS; k++)
            p->section[s][k] = (p->section[s][k] + 0.5) / (n_of_sector[s] + 0.5 * AS_N_SECTORS);
        for (size_t c = 0; c < n_components; c++) {
            double rate = (overall[c] + 0.5) / (n_records + 1);
            p->component[s][c] = (p->component[s][c] + SHRINK * rate) / (n_of_sector[s] + SHRINK);
        }
    }
}

static enum seine_status profile_side(struct as_context *x, enum assemble_side side,
                                      struct seine_error *err)
{
    struct as_sector_profile *p = &x->profile[side];
    size_t n_components = goods_n_components(x->in->catalogue);
    double n_of_sector[AS_N_SECTORS] = {0};
    double *overall = arena_array(x->arena, n_components + 1, sizeof *overall);
    bool ok = overall != NULL;
    memset(p, 0, sizeof *p);
    for (int s = 0; s < AS_N_SECTORS; s++) {
        p->component[s] = arena_array(x->arena, n_components + 1, sizeof *p->component[s]);
        ok = ok && p->component[s];
    }
    if (!ok)
        return error_set(err, SEINE_NOMEM, "out of memory while assembling");
    for (size_t a = 0; a < x->in->links->actors.n; a++) {
        uint32_t first = x->actor_first[side][a], n = x->actor_first[side][a + 1] - first;
        if (n > 0)
            add_actor(x, p, x->actor_records[side] + first, n, n_of_sector, overall);
    }
    normalise(p, n_of_sector, overall, n_components);
    return SEINE_OK;
}

enum seine_status as_profiles(struct as_context *x, struct seine_error *err)
{
    enum seine_status status = profile_side(x, ASSEMBLE_SINK, err);
    return status == SEINE_OK ? profile_side(x, ASSEMBLE_SOURCE, err) : status;
}

void as_sector_posterior(const struct as_context *x, const struct as_unit *u,
                         int ret_sector[AS_TOP_SECTORS], double ret_weight[AS_TOP_SECTORS])
{
    const struct as_sector_profile *p = &x->profile[u->side];
    double logs[AS_N_SECTORS], counts[AS_N_SECTORS] = {0}, sum = 0;
    for (uint32_t i = 0; i < u->n_records; i++)
        counts[x->section[u->records[i]]] += 1;
    for (int s = 0; s < AS_N_SECTORS; s++) {
        logs[s] = log(p->prior[s]);
        for (int k = 0; k < AS_N_SECTORS; k++)
            logs[s] += counts[k] * log(p->section[s][k]);
    }
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
