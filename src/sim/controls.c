/* sim/controls.c - do the stated levels of false discoveries hold? Cases that a control takes at 5,
 * 10 and 20 %, counted against the truth. Levels are read from the cases, never made here. */
#include "sim/score.h"

#include <math.h>

static const double levels[SCORE_LEVELS] = {0.05, 0.1, 0.2};
static const char *const names[SCORE_CONTROLS] = {"e-BH", "decoys"};

static void count(const struct score_file *f, int control, int level, uint8_t *seen,
                  struct score_control *ret)
{
    uint64_t n_cases = 0, n_false = 0;
    for (size_t i = 0; i < f->n; i++) {
        const struct score_case *c = &f->cases[i];
        if (!(c->q[control] <= levels[level]))
            continue;
        n_cases++;
        n_false += !score_is_guilty(c);
        if (score_is_guilty(c) && !(seen[c->touches] & 1u << level)) {
            seen[c->touches] |= (uint8_t)(1u << level);
            ret->n_schemes[level]++;
        }
    }
    ret->n_cases[level] += n_cases;
    ret->n_false[level] += n_false;
    ret->proportions[level] += n_cases ? (double)n_false / (double)n_cases : 0;
}

enum seine_status score_count_controls(const struct score *s, struct score_controls *ret)
{
    uint8_t *seen = mem_alloc(s->schemes.n + 1);
    const struct score_file *f = s->files.n ? &s->files.v[0] : NULL;
    if (!seen)
        return SEINE_NOMEM;
    ret->n_schemes += s->schemes.n;
    ret->n_worlds++;
    for (int k = 0; f && k < SCORE_CONTROLS; k++) {
        for (size_t i = 0; i < s->schemes.n; i++)
            seen[i] = 0;
        for (size_t i = 0; i < f->n; i++)
            ret->of[k].n_stated += isnan(f->cases[i].q[k]) ? 0 : 1;
        for (int level = 0; level < SCORE_LEVELS; level++)
            count(f, k, level, seen, &ret->of[k]);
    }
    mem_free(seen);
    return SEINE_OK;
}

static double share(uint64_t n, uint64_t of)
{
    return of ? (double)n / (double)of : NAN;
}

static double mean_proportion(const struct score_controls *c, int control, int level)
{
    return c->n_worlds ? c->of[control].proportions[level] / (double)c->n_worlds : NAN;
}

void score_controls_text(const struct score_controls *c, struct buf *out)
{
    if (c->of[0].n_stated + c->of[1].n_stated == 0)
        return;
    buf_add_f(out, "\n%-10s %8s %8s %8s %12s %12s %10s\n", "control", "nominal", "cases", "false",
              "proportion", "world mean", "schemes");
    for (int k = 0; k < SCORE_CONTROLS; k++)
        for (int level = 0; level < SCORE_LEVELS && c->of[k].n_stated; level++) {
            double p = share(c->of[k].n_false[level], c->of[k].n_cases[level]);
            buf_add_f(out, "%-10s %6.0f %% %8llu %8llu ", names[k], 100 * levels[level],
                      (unsigned long long)c->of[k].n_cases[level],
                      (unsigned long long)c->of[k].n_false[level]);
            if (isnan(p))
                buf_add_f(out, "%12s", "-");
            else
                buf_add_f(out, "%10.1f %%", 100 * p);
            buf_add_f(out, " %10.1f %%", 100 * mean_proportion(c, k, level));
            buf_add_f(out, " %4llu/%-5llu\n", (unsigned long long)c->of[k].n_schemes[level],
                      (unsigned long long)c->n_schemes);
        }
}

void score_controls_json(const struct score_controls *c, struct json_writer *j)
{
    json_key(j, "false_discoveries");
    json_array(j);
    for (int k = 0; k < SCORE_CONTROLS; k++)
        for (int level = 0; level < SCORE_LEVELS && c->of[k].n_stated; level++) {
            json_object(j);
            json_member(j, "control", str_of(names[k]));
            json_member_decimal(j, "nominal", levels[level], 2);
            json_member_count(j, "cases", c->of[k].n_cases[level]);
            json_member_count(j, "false", c->of[k].n_false[level]);
            json_member_decimal(j, "proportion",
                                share(c->of[k].n_false[level], c->of[k].n_cases[level]), 6);
            json_member_decimal(j, "world_mean", mean_proportion(c, k, level), 6);
            json_member_count(j, "schemes", c->of[k].n_schemes[level]);
            json_object_end(j);
        }
    json_array_end(j);
}
