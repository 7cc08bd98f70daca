/* pipeline/planning.h - what a plan of inspections is made from: cases out of a store or files of
 * case objects, and the records that can still be opened or that the cases rest on. plan/ does the
 * rest. */
#ifndef PIPELINE_PLANNING_H
#define PIPELINE_PLANNING_H

#include "plan/plan.h"
#include "store/store.h"

struct planning_source { /* all borrowed during planning_new; geo until planning_free */
    const struct geo *geo;
    struct store
        *store; /* its cases, without those cleared or released, and its records; or NULL */
    const char *const *cases; /* files that scan --format ndjson or json wrote */
    size_t n_cases;
    const char *const *records; /* files or folders of consignments, "-" */
    size_t n_records;
    const char *mapping; /* of the records' columns, or NULL */
    int32_t from_day;    /* records of the past that no case rests on are left out */
    enum seine_status (*reject)(void *context, const struct trade_reject *r,
                                struct seine_error *err); /* NULL: passed over */
    void *reject_context;
};

struct planning;
enum seine_status planning_new(const struct planning_source *from, struct planning **ret,
                               struct seine_error *err) MUST_CHECK;
void planning_free(struct planning *p);
/* Once. Of the options table and geo are set here. The plan lives until planning_free; the posts
 * must live as long. */
enum seine_status planning_make(struct planning *p, const struct plan_options *options,
                                const struct plan **ret, struct seine_error *err) MUST_CHECK;

#endif
