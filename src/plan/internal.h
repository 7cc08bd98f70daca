/* plan/internal.h - shared by the files of plan/ only.
 *
 *   raw_case (case objects, cases.c) ──► problem (build.c) ──► taken (greedy.c, exact.c) ──► rows
 *                                          ▲ where and when: reach.c          (make.c, rows.c)
 */
#ifndef PLAN_INTERNAL_H
#define PLAN_INTERNAL_H

#include "plan/plan.h"
#include "plan/problem.h"

/* Of a case object, what planning needs. All strings in the plan's arena. */
struct raw_component {
    struct str id, name;
    bool is_essential;
    double strength;
    struct str *ids;
    size_t n_ids;
};
struct raw_relay { /* the goods of one consignment went on with the other */
    struct str from, to;
};
struct raw_lane {
    struct str from, to;
    double pieces;
};
struct raw_expected {
    struct str id, name;
    double comes; /* P(the case is true and it comes) */
    int32_t day[3];
    struct raw_lane *lanes;
    size_t n_lanes;
};
struct raw_case {
    struct str id, kit, kind;
    uint64_t content; /* hash of the object as it was written */
    double score, probability;
    struct raw_component *components;
    size_t n_components;
    struct str *pieces; /* consignments that are pieces, all if none is, in time order */
    size_t n_pieces;
    struct str *all; /* every consignment */
    size_t n_all;
    struct raw_relay *relays;
    size_t n_relays;
    struct raw_expected *expected; /* the essential ones */
    size_t n_expected;
    size_t n_lacking, n_lacking_essential; /* classes of its kit that it has no piece of */
};

/* One way to open a record. */
struct reach {
    uint32_t cell;
    struct str place;
    double there; /* P(it is there that day) */
};
struct thing_info {
    uint32_t record;                     /* MAP_NONE: it is expected */
    const struct raw_expected *expected; /* of this one */
    int32_t last_chance;
    uint32_t n_options;
    uint32_t first_option; /* of a chain by option_info.next, MAP_NONE at its end */
};
struct option_info {
    struct str place;
    double there;
    uint32_t next;
};
struct class_info {
    uint32_t of; /* index in raw */
    struct str id, name;
};

struct plan {
    struct arena arena;
    VEC(struct raw_case) raw; /* by plan_build: in its case_order */
    struct map known;         /* hash of a consignment's id -> 0 */
    struct plan_options o;
    const struct plan_post **posts; /* by name */
    uint32_t n_posts, n_cells;      /* cell = day * n_posts + post */
    uint32_t *n_random;             /* per cell: inspections at random */
    int64_t *crowd;                 /* per cell: cost of opening all that can be opened there */
    struct problem problem;
    VEC(struct thing_info) thing_infos;   /* as problem.things */
    VEC(struct option_info) option_infos; /* as problem.options */
    VEC(struct class_info) class_infos;   /* as problem.classes */
    VEC(uint32_t) case_infos;             /* as problem.cases: index in raw */
    struct map thing_of;                  /* record -> thing */
    VEC(struct reach) reach;              /* of the record asked for last */
    uint32_t *reach_at;                   /* per cell: where it stands in reach while that grows */
    VEC(uint32_t) in_reach;               /* records that some post can open in these days */
    struct map opened;                    /* records that are in a row */
    VEC(struct plan_row) rows;
    struct plan_result result;
    bool is_made;
};

enum seine_status plan_nomem(struct seine_error *err);

/* posts.c: the place's key, "AEDXB" for DXB; the code itself if it is not known. At most 7 bytes.
 */
void plan_place_key(const struct geo *geo, struct str code, char ret[8]);
bool plan_post_covers(const struct plan_post *p, const char *key);
int64_t plan_dearest(const struct plan_post *p);

/* reach.c: fills plan->reach, by cell. *ret_last: the last day on which some post can open it,
 * within the plan's days or after; DATE_NONE: none can. */
enum seine_status plan_reach(struct plan *p, uint32_t record, int32_t *ret_last,
                             struct seine_error *err) MUST_CHECK;
bool plan_is_dated(const struct plan *p, uint32_t record);
/* What was known of its outcome when the plan begins. */
enum trade_outcome plan_outcome(const struct plan *p, uint32_t record);

/* papers.c: the records of one case, in groups of papers that go with the same goods. */
struct plan_paper {
    uint32_t record, up; /* up: of union-find */
    uint32_t next;       /* behind the first one with its number: the others; MAP_NONE ends it */
    uint32_t group;
};
struct plan_group {
    uint32_t first, n; /* in members */
};
struct plan_papers {
    VEC(struct plan_paper) v;
    VEC(struct plan_group) groups; /* in the order of their first papers */
    VEC(uint32_t) members;         /* records */
    struct map of;                 /* record -> paper */
    struct map numbers;            /* document number -> first paper that has it */
};
void plan_papers_init(struct plan_papers *s);
void plan_papers_release(struct plan_papers *s);
/* Of components and relays, those that are among the records. Replaces what was there. */
enum seine_status plan_papers_find(struct plan_papers *s, const struct plan *p,
                                   const struct raw_case *raw, struct seine_error *err) MUST_CHECK;
/* MAP_NONE: the record is none of them. */
uint32_t plan_papers_group(const struct plan_papers *s, uint32_t record);

/* build.c */
enum seine_status plan_build(struct plan *p, struct seine_error *err) MUST_CHECK;
/* expected.c: a class for each essential piece that is missing and may come. */
enum seine_status plan_add_expected(struct plan *p, uint32_t raw,
                                    struct seine_error *err) MUST_CHECK;
/* A thing with the option to open it in a cell; shared by the two. */
enum seine_status plan_add_option(struct plan *p, uint32_t thing, const struct reach *at,
                                  double find, struct seine_error *err) MUST_CHECK;
enum seine_status plan_add_class(struct plan *p, uint32_t raw, struct str id, struct str name,
                                 double open, struct seine_error *err) MUST_CHECK;
enum seine_status plan_add_piece(struct plan *p, double is_it, struct seine_error *err) MUST_CHECK;
enum seine_status plan_add_member(struct plan *p, uint32_t thing,
                                  struct seine_error *err) MUST_CHECK;

/* random.c */
void plan_reserve(struct plan *p); /* after the survey: sets n_random */
/* The cells have room for everything, or for all but what is kept for random inspection; nothing is
 * taken. */
void plan_set_rooms(struct plan *p, bool is_all);
/* Draws from what is in reach and in no row: in each cell so many as n_random says, or, if all,
 * as the cell has room for. */
enum seine_status plan_draw(struct plan *p, bool is_all, struct seine_error *err) MUST_CHECK;
/* Counts what is in reach, and the crowd of each cell. */
enum seine_status plan_survey(struct plan *p, struct seine_error *err) MUST_CHECK;
/* *ret: what opening at random is expected to stop. Leaves nothing taken. */
enum seine_status plan_by_random(struct plan *p, double *ret, struct seine_error *err) MUST_CHECK;

/* score.c: fills the cells, or, if is_rest, what is left of them, from the best case down; rows are
 * written if keep. */
enum seine_status plan_fill_by_score(struct plan *p, bool is_rest, bool keep,
                                     struct seine_error *err) MUST_CHECK;

/* rows.c: the row of an option, or of opening a record that is in no case (option MAP_NONE). The
 * state must be that before it is taken. */
enum seine_status plan_add_row(struct plan *p, uint32_t option, uint32_t record,
                               const struct reach *at, enum plan_why why,
                               struct seine_error *err) MUST_CHECK;
uint32_t plan_find_option(const struct plan *p, uint32_t record, uint32_t cell);

static inline int32_t plan_cell_day(const struct plan *p, uint32_t cell)
{
    return p->o.from_day + (int32_t)(cell / p->n_posts);
}
static inline const struct plan_post *plan_cell_post(const struct plan *p, uint32_t cell)
{
    return p->posts[cell % p->n_posts];
}

#endif
