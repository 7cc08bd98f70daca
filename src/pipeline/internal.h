/* pipeline/internal.h - what a running scan holds; shared by the files of pipeline/ only.
 *
 *   inputs ─► batches ─► table ─► seal ─► screen ─► classify ─► check ─► link ─► assemble ─► report
 *                          ▲ records of the store, if one is given
 */
#ifndef PIPELINE_INTERNAL_H
#define PIPELINE_INTERNAL_H

#include "pipeline/pipeline.h"
#include "pipeline/state.h"
#include "screen/screen.h"

#define PIPELINE_MAX_STAGES 16

struct pipeline {
    const struct pipeline_options *options; /* only while scanning */
    struct pool *pool;
    struct arena arena;
    struct geo *geo;
    struct list_set lists;
    struct screen_index *index;
    struct goods_catalogue *catalogue;
    struct goods_words *words; /* NULL while every item states its code */
    struct goods_usage *usage; /* settled; likewise, but with a store */
    size_t n_usage;
    struct goods_measures *measures; /* NULL: none are looked for */
    struct trade_table table;
    struct check_result checks;
    struct link_result links;
    struct goods_match *matches;
    uint32_t *first_match;
    VEC(struct assemble_watch) watch;
    struct assemble_result assembled;
    struct assemble_input stages_in;
    struct report_input report;
    struct map n_names; /* of actors, as the report has counted them */
    VEC(struct seine_error) unreadable;
    uint64_t n_rejects, n_rows;
    struct store *store; /* NULL: nothing is kept */
    struct state state;  /* what the last scan into it left, and what this one leaves */
    struct store_settled settled;
    struct buf record; /* scratch for one record's text */
    struct pipeline_stage stages[PIPELINE_MAX_STAGES];
    size_t n_stages;
};

enum seine_status pipeline_read(struct pipeline *p,
                                struct seine_error *err) MUST_CHECK; /* read.c */
enum seine_status pipeline_screen(struct pipeline *p,
                                  struct seine_error *err) MUST_CHECK; /* screening.c */
enum seine_status pipeline_classify(struct pipeline *p,
                                    struct seine_error *err) MUST_CHECK; /* classify.c */
/* With a store: what it remembers goes into the table; each record read is kept as it came; at the
 * end lists, parties, actors and cases are kept and cases get the ids they had. memory.c */
enum seine_status pipeline_recall(struct pipeline *p, struct seine_error *err) MUST_CHECK;
enum seine_status pipeline_keep_record(struct pipeline *p, const struct trade_consignment *c,
                                       struct seine_error *err) MUST_CHECK;
enum seine_status pipeline_keep(struct pipeline *p, struct seine_error *err) MUST_CHECK;
/* For that, of one case: what the store calls its kit and its consignments (NULL: out of memory),
 * and putting it there under its id. memory.c */
struct str pipeline_kit_id(const struct pipeline *p, const struct assemble_case *c);
const struct str *pipeline_record_ids(const struct pipeline *p, const struct assemble_case *c,
                                      struct arena *arena);
enum seine_status pipeline_put_case(struct pipeline *p, const struct assemble_case *c, size_t rank,
                                    struct arena *arena, struct seine_error *err) MUST_CHECK;
/* When those that are reported have their ids: which of the kept cases were left out of the best;
 * they are kept as they stand now. settle.c */
enum seine_status pipeline_keep_behind(struct pipeline *p, struct seine_error *err) MUST_CHECK;
/* Then, which of the kept cases were not found at all. settle.c */
enum seine_status pipeline_settle(struct pipeline *p, struct seine_error *err) MUST_CHECK;
double pipeline_least(const struct pipeline *p); /* bits; cases below are not looked for */

#endif
