/* plan/ - cases + inspection posts with few hands -> which consignments to open, where and when, so
 * that the expected number of items stopped is greatest; and a small share drawn at random. It does
 * not know how cases arose: it reads case objects (docs/records.md) and a sealed table of records.
 *
 * An item is stopped when an essential piece is caught and no other piece of its class has come
 * through before. docs/method.md, "What to open", states every factor. */
#ifndef PLAN_PLAN_H
#define PLAN_PLAN_H

#include "geo/geo.h"
#include "trade/table.h"

#define PLAN_MAX_POSTS 1000
#define PLAN_MAX_DAYS  366
#define PLAN_MAX_CELLS 50000 /* posts x days */
#define PLAN_FINDS     0.8   /* P(an inspection finds the piece), where nothing else is said */
#define PLAN_EXPLORE   0.05  /* share of the hands that opens at random */
#define PLAN_N_MODES   (TRADE_COURIER + 1)

/* One inspection post. Capacity counts inspections, or minutes if is_timed. */
struct plan_post {
    struct str name;
    struct str *covers; /* places as plan_place_key has them, and countries (two letters) */
    size_t n_covers;
    bool is_everywhere;
    bool is_timed;
    int64_t capacity;           /* a day */
    int64_t cost[PLAN_N_MODES]; /* of one inspection, by enum trade_mode; 1 if not timed */
    double finds;
};
struct plan_posts {
    struct arena arena;
    VEC(struct plan_post) v;
};
void plan_posts_init(struct plan_posts *p);
void plan_posts_release(struct plan_posts *p);
/* One post that every consignment passes. */
enum seine_status plan_posts_single(struct plan_posts *p, int64_t capacity, double finds,
                                    struct seine_error *err) MUST_CHECK;
/* A file of posts, CSV or JSON by content (docs/records.md, "Posts"). finds: where a row says
 * nothing. */
enum seine_status plan_posts_read(struct plan_posts *p, const char *path, const struct geo *geo,
                                  double finds, struct seine_error *err) MUST_CHECK;
enum seine_status plan_posts_input(struct plan_posts *p, struct input *in, const struct geo *geo,
                                   double finds, struct seine_error *err) MUST_CHECK;
enum seine_status plan_posts_json(struct plan_posts *p, const struct json_value *list,
                                  const struct geo *geo, double finds,
                                  struct seine_error *err) MUST_CHECK;

enum plan_choice {
    PLAN_GAIN = 0, /* what adds most, with a share at random */
    PLAN_SCORE,    /* the pieces of the highest-scored case first: to compare with */
    PLAN_RANDOM    /* any consignment: to compare with */
};

/* All borrowed until plan_free. */
struct plan_options {
    const struct trade_table *table; /* sealed */
    const struct geo *geo;
    const struct plan_posts *posts;
    int32_t from_day;
    int n_days;
    double explore; /* 0..1 */
    uint64_t seed;
    double finds; /* of inspections in the past that found nothing */
    enum plan_choice choice;
    bool is_exact;
    bool with_expected; /* keep hands free for missing pieces that may come */
};

/* One inspection. */
enum plan_why { PLAN_FOR_GAIN = 0, PLAN_FOR_SCORE, PLAN_AT_RANDOM };
struct plan_row {
    uint32_t post; /* index in posts by name, see plan_post_at */
    int32_t day;
    struct str consignment; /* "": a piece that is expected and not there yet */
    struct str place;       /* where it is then */
    struct str kase, kit, component, component_name; /* that it serves most; "" for none */
    enum plan_why why;
    double gain, total; /* items expected to be stopped: by it, and by all up to it */
    /* What the gain is made of, as far as it is this case's: P(the case is true), P(it is what it
     * seems), P(no other has come through), P(it is there that day), P(found). */
    double p_case, p_piece, p_open, p_there, p_find;
    bool is_last_chance; /* after that day no post can open it */
    struct str reason;   /* in words */
};
struct plan_result {
    const struct plan_row *rows; /* in the order of choice, for which gain and total hold */
    size_t n_rows;
    double expected;              /* items stopped by all rows */
    double by_score, by_random;   /* by the same hands, all of them, otherwise used */
    double at_most;               /* no plan stops more (with the hands that are not at random) */
    double guarantee;             /* greedy's proven share of the best */
    bool is_exact;                /* it is the best */
    uint64_t n_cases, n_in_reach; /* cases counted; records that some post can open in these days */
    /* Inspections: all, those at random, and those not used. What is left of a post's minutes
     * counts as so many as could be made if each were of the dearest kind. */
    uint64_t n_hands, n_random, n_unused;
    uint64_t n_undated; /* distinct pieces of cases without any day: never planned, never passed */
    uint64_t n_unknown; /* distinct pieces of cases that are not among the records */
};

struct plan;
enum seine_status plan_new(struct plan **ret) MUST_CHECK;
void plan_free(struct plan *p);
/* One case object and its bytes; what is needed of it is copied. SEINE_FORMAT if it is none. Of
 * several with one id the best is planned for. */
enum seine_status plan_add_case(struct plan *p, struct str json, const struct json_value *c,
                                struct seine_error *err) MUST_CHECK;
/* Whether a case that was added rests on this consignment. */
bool plan_knows(const struct plan *p, struct str consignment);
/* Once, after all cases. The result lives until plan_free and depends on the sets of cases, records
 * and posts alone, not on their order. */
enum seine_status plan_make(struct plan *p, const struct plan_options *options,
                            struct seine_error *err) MUST_CHECK;
const struct plan_result *plan_get(const struct plan *p);
const struct plan_post *plan_post_at(const struct plan *p, uint32_t post);

enum plan_format { PLAN_TABLE = 0, PLAN_NDJSON, PLAN_JSON, PLAN_CSV };
/* The bytes depend on the plan alone. */
void plan_write(struct buf *out, const struct plan *p, enum plan_format format);
extern const char *const plan_limits[]; /* what a plan does not know; NULL-terminated */

#endif
