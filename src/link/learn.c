/* link/learn.c - moves the stated model to the data at hand. u of levels that share no value is
 * counted on strangers: pairs drawn without regard to anything. m, and how many profiles an actor
 * has, are learnt by EM on pairs that meet in blocks: each pair counts as much as it is one actor
 * under the model so far, until nothing moves. The stated m counts as STATED pairs seen before
 * (the mean of a Dirichlet prior), so few data change little. No label is seen.
 *
 * What is drawn follows from the profiles' numbers, and sums are added up in their order: the model
 * is a function of the set of records, whatever their order and the number of threads. */
#include "link/mention.h"

#include <math.h>

#define DRAWN       16384 /* profiles whose partners are looked at, and pairs of strangers */
#define AT_ONCE     512
#define STATED      64.0
#define HOPELESS    (-12.0) /* bits under the stated model below which a pair is left out */
#define MOST_ROUNDS 32
#define STILL       0.01 /* bits */

struct piece {
    VEC(struct link_marks) marks;
    VEC(uint32_t) ends; /* per profile: where its marks end */
    uint64_t strangers[LINK_N_LEVELS];
};

struct learning {
    const struct link_context *x;
    size_t n_drawn, stride;
    struct piece *pieces;
    size_t n_pieces;
    link_partners *partners; /* per worker */
};

/* A stranger of the i-th profile drawn: numbers are mixed, for neighbours in order are alike. */
static uint32_t stranger(const struct learning *l, size_t i)
{
    uint64_t v = ((uint64_t)i + 1) * UINT64_C(0x9E3779B97F4A7C15);
    v = (v ^ v >> 29) * UINT64_C(0xBF58476D1CE4E5B9);
    return (uint32_t)((v ^ v >> 32) % l->x->n);
}

static bool keep(const struct link_context *x, uint32_t a, const link_partners *partners,
                 struct piece *out)
{
    bool ok = true;
    for (size_t i = 0; i < partners->n && ok; i++) {
        struct link_marks marks;
        link_compare(x, a, partners->v[i], &marks);
        if (link_marks_weight(&x->model, &marks) > HOPELESS)
            ok = VEC_PUSH(&out->marks, marks);
    }
    return ok;
}

static enum seine_status draw_range(void *context, unsigned worker, size_t from, size_t to,
                                    struct seine_error *err)
{
    struct learning *l = context;
    struct piece *out = &l->pieces[from / AT_ONCE];
    link_partners *partners = &l->partners[worker];
    bool ok = true;
    (void)err;
    for (size_t i = from; i < to && ok; i++) {
        uint32_t a = (uint32_t)(i * l->stride), other = stranger(l, i);
        struct link_marks marks = {.n = 0};
        if (other != a)
            link_compare(l->x, a, other, &marks);
        for (size_t k = 0; k < marks.n; k++)
            out->strangers[marks.level[k]]++;
        ok = link_partners_of(l->x, a, NULL, partners) && keep(l->x, a, partners, out) &&
             VEC_PUSH(&out->ends, (uint32_t)out->marks.n);
    }
    return ok ? SEINE_OK : SEINE_NOMEM;
}

/* What the levels of each group have together goes to every one of them. */
static void by_group(const double *of, double *ret)
{
    double sum[LINK_N_LEVELS] = {0};
    for (int l = 0; l < LINK_N_LEVELS; l++)
        sum[link_level_rules[l].group] += of[l];
    for (int l = 0; l < LINK_N_LEVELS; l++)
        ret[l] = sum[link_level_rules[l].group];
}

static void learn_u(const struct learning *l, struct link_model *model)
{
    double seen[LINK_N_LEVELS] = {0}, all[LINK_N_LEVELS];
    for (size_t k = 0; k < l->n_pieces; k++)
        for (int i = 0; i < LINK_N_LEVELS; i++)
            seen[i] += (double)l->pieces[k].strangers[i];
    by_group(seen, all);
    for (int i = 0; i < LINK_N_LEVELS; i++)
        model->u[i] = (seen[i] + STATED * (double)link_level_rules[i].u) / (all[i] + STATED);
}

struct seen { /* of one kind of pairs */
    double levels[LINK_N_LEVELS], pairs;
};

/* Adds what one profile's pairs say. An actor of many profiles has many pairs: a profile's pairs
 * count as one at most. */
static void add_seen(struct seen *all, const struct seen *one)
{
    for (int l = 0; l < LINK_N_LEVELS; l++)
        all->levels[l] += one->levels[l] / fmax(1, one->pairs);
    all->pairs += one->pairs;
}

/* Expectation: how often each level was seen in pairs of one actor [0] and of kin [1], and how many
 * such pairs there are. */
static void expect(const struct learning *l, const struct link_model *model, struct seen seen[2])
{
    for (size_t k = 0; k < l->n_pieces; k++) {
        const struct piece *piece = &l->pieces[k];
        for (size_t i = 0, from = 0; i < piece->ends.n; from = piece->ends.v[i++]) {
            struct seen one[2] = {0};
            for (size_t j = from; j < piece->ends.v[i]; j++) {
                const struct link_marks *marks = &piece->marks.v[j];
                double actor = exp2(link_marks_weight(model, marks));
                double kin = exp2(link_kin_weight(model, marks));
                double p[2] = {actor / (1 + actor + kin), kin / (1 + actor + kin)};
                for (int c = 0; c < 2; c++) {
                    for (size_t m = 0; m < marks->n; m++)
                        one[c].levels[marks->level[m]] += p[c];
                    one[c].pairs += p[c];
                }
            }
            add_seen(&seen[0], &one[0]);
            add_seen(&seen[1], &one[1]);
        }
    }
}

/* Maximisation; tells by how many bits the most moved level moved. */
static double maximise(const struct seen *seen, double share[LINK_N_LEVELS], bool of_kin)
{
    double all[LINK_N_LEVELS], moved = 0;
    by_group(seen->levels, all);
    for (int i = 0; i < LINK_N_LEVELS; i++) {
        const struct link_level_rule *rule = &link_level_rules[i];
        double stated = (double)(of_kin ? rule->k : rule->m);
        double now = (seen->levels[i] + STATED * stated) / (all[i] + STATED);
        if (stated > 0)
            moved = fmax(moved, fabs(log2(now / share[i])));
        share[i] = now;
    }
    return moved;
}

/* Partners stand after the profile, so each pair was seen from one end. */
static double fellows(const struct learning *l, double pairs)
{
    return (2 * pairs + STATED * LINK_FELLOWS) / ((double)l->n_drawn + STATED);
}

static void learn(const struct learning *l, struct link_model *model)
{
    double moved = 1;
    learn_u(l, model);
    link_model_weigh(model, l->x->n);
    for (int round = 0; round < MOST_ROUNDS && moved > STILL; round++) {
        struct seen seen[2] = {0};
        for (int i = 0; i < LINK_N_LEVELS; i++)
            seen[0].levels[i] = (double)l->x->within[i] / (double)l->stride;
        expect(l, model, seen);
        moved = fmax(maximise(&seen[0], model->m, false), maximise(&seen[1], model->k, true));
        model->fellows = fellows(l, seen[0].pairs);
        model->kin = fellows(l, seen[1].pairs);
        link_model_weigh(model, l->x->n);
    }
}

enum seine_status link_learn(struct link_context *x, struct pool *pool, struct seine_error *err)
{
    unsigned n_workers = pool_threads(pool);
    struct learning l = {.x = x, .stride = x->n / DRAWN + 1};
    l.n_drawn = (x->n + l.stride - 1) / l.stride;
    l.n_pieces = (l.n_drawn + AT_ONCE - 1) / AT_ONCE;
    l.pieces = mem_calloc(l.n_pieces + 1, sizeof *l.pieces);
    l.partners = mem_calloc(n_workers, sizeof *l.partners);
    link_model_init(&x->model, x->n);
    enum seine_status status = l.pieces && l.partners ? SEINE_OK : SEINE_NOMEM;
    if (status == SEINE_OK)
        status = pool_run(pool, l.n_drawn, AT_ONCE, draw_range, &l, err);
    if (status == SEINE_OK)
        learn(&l, &x->model);
    for (size_t k = 0; k < l.n_pieces && l.pieces; k++) {
        VEC_RELEASE(&l.pieces[k].marks);
        VEC_RELEASE(&l.pieces[k].ends);
    }
    for (unsigned i = 0; i < n_workers && l.partners; i++)
        VEC_RELEASE(&l.partners[i]);
    mem_free(l.partners);
    mem_free(l.pieces);
    return status == SEINE_OK
               ? status
               : error_set(err, status, "out of memory while linking %zu parties", x->n_mentions);
}
