/* sim/evaluate.h - what the evaluations share: where a world's files lie, how they are scored. */
#ifndef SIM_EVALUATE_H
#define SIM_EVALUATE_H

#include "sim/score.h"
#include "sim/sim.h"

struct paths {
    char folder[3500], rows[3600], truth[3600], world[3600], cases[3600];
};

enum seine_status eval_paths(struct paths *p, const char *base, const char *name,
                             struct seine_error *err) MUST_CHECK;
enum seine_status eval_folder(const char *path, struct seine_error *err) MUST_CHECK;
void eval_remove(const struct paths *p); /* the files of a world and its folder, if empty then */
/* Truth, world and one ranking, matched. On failure s is released. */
enum seine_status eval_load(struct score *s, const struct sim_evaluation *e,
                            const struct sim_ranking *r, struct seine_error *err) MUST_CHECK;

#endif
