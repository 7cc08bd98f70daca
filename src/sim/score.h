/* sim/score.h - how good a ranking of cases is, given the truth of a world.
 *
 * Found rule (docs/records.md): a scheme is found by a case that holds at least half of the
 * scheme's consignments and of whose consignments at least half are the scheme's. Cases are read in
 * order of their rank. A second case of a scheme already found is read, but neither a hit nor
 * innocent. */
#ifndef SIM_SCORE_H
#define SIM_SCORE_H

#include "base/base.h"

#define SCORE_WORKLOADS 4 /* 1, 5, 20, 100 */
#define SCORE_BINS      10
#define SCORE_CONTROLS  2 /* e-BH, decoys */
#define SCORE_LEVELS    3 /* 5, 10, 20 % */
extern const uint32_t score_workloads[SCORE_WORKLOADS];

struct score_tag {         /* what a scheme is grouped by */
    const char *dimension; /* static: "tactic", "kit", "pieces", ... */
    struct str value;
};
struct score_scheme {
    struct str id;
    struct score_tag *tags;
    uint32_t n_tags;
    uint32_t n; /* consignments */
    int32_t first_day, last_day;
    uint32_t rank;     /* of the best case that finds it over all files; 0 = not found */
    uint32_t pure;     /* of the best case half of which is the scheme's, however small a part */
    uint32_t touched;  /* of the best case that holds any of its consignments */
    int32_t found_day; /* of the first file in which it was among the first 20; DATE_NONE */
};
struct score_bits {
    uint32_t kind; /* index in score.kinds */
    float bits;
};
struct score_case {
    uint32_t rank, given, n;   /* given: place in the ranking as it was read */
    uint32_t scheme;           /* found by it, or MAP_NONE */
    uint32_t touches;          /* scheme with most of its consignments, or MAP_NONE */
    uint32_t held;             /* how many of them */
    uint32_t innocent;         /* kind that most of its consignments belong to, or MAP_NONE */
    double score, probability; /* probability NaN if not given */
    double q[SCORE_CONTROLS];  /* level at which each control takes it; NaN if not given */
    struct score_bits *bits;
    uint32_t n_bits;
};
/* Whoever opens it has something of a scheme, however small a part: at least half of its
 * consignments are one scheme's. All others are innocent. */
static inline bool score_is_guilty(const struct score_case *c)
{
    return c->touches != MAP_NONE && c->held * 2 >= c->n;
}
struct score_file {
    struct score_case *cases;
    size_t n;
    int32_t day; /* from the file's name, or DATE_NONE */
};
struct score {
    struct arena arena;
    struct strtab ids;   /* consignments of schemes and of labelled innocents */
    VEC(uint32_t) owner; /* by string id: scheme, or 0x80000000 + innocent kind, or MAP_NONE */
    VEC(struct score_scheme) schemes;
    struct strtab kinds;     /* evidence kinds */
    struct strtab innocents; /* kinds of innocents */
    VEC(struct score_file) files;
};

struct score_bin {
    uint64_t n, hits;
    double sum; /* of probabilities */
};
struct score_metrics {
    uint32_t n_schemes, n_cases, n_found;
    double average_precision;
    double recall[SCORE_WORKLOADS];
    double part[SCORE_WORKLOADS]; /* as recall, by cases half of which is the scheme's */
    double innocents_per_true;    /* innocent files read before a found scheme, mean; NaN if none */
    double median_rank;           /* of found schemes; NaN if none */
    double percentile;            /* mean rank percentile, 100 = not found; 0 = best */
    double lead_days;             /* median over schemes found in daily files; NaN if none */
    double brier;                 /* NaN if no case states a probability */
    struct score_bin bins[SCORE_BINS];
};
struct score_group {
    const char *dimension;
    struct str value;
    uint32_t n, found;
    double recall[SCORE_WORKLOADS];
    double percentile;
};

/* What the controls of false discoveries take at each nominal level, and what of it is false: no
 * scheme has half of the case's consignments. */
struct score_control {
    uint64_t n_stated; /* cases that state a level at all, nominal or not */
    uint64_t n_cases[SCORE_LEVELS], n_false[SCORE_LEVELS];
    uint64_t n_schemes[SCORE_LEVELS]; /* different ones among the true */
    double proportions[SCORE_LEVELS]; /* false by cases of each world (none taken: 0), summed */
};
struct score_controls {
    struct score_control of[SCORE_CONTROLS];
    uint64_t n_schemes, n_worlds; /* there are */
};
/* Adds the first file's figures to *ret; call it once for a world. A level promises the mean over
 * worlds of the false proportion (Benjamini and Hochberg 1995). controls.c */
enum seine_status score_count_controls(const struct score *s,
                                       struct score_controls *ret) MUST_CHECK;
/* Nothing when no case states a level. */
void score_controls_text(const struct score_controls *c, struct buf *out);
void score_controls_json(const struct score_controls *c, struct json_writer *j);

#define SCORE_DIFFICULTIES 3 /* 1 to 3, 4, 5 */
struct score_daily {
    uint64_t n, read, in_time; /* schemes: there are; read of; before their last piece left */
};
#define SCORE_DEPTHS 3 /* 20, 50 and 100 cases of each world read */
struct score_depth {
    uint64_t found, innocent; /* different schemes; innocent files */
};
/* What worlds add up to. Twenty cases a day are read: of each file as many of the best as there are
 * days since the file before, of a single one as many as all schemes take. The
 * depths are of the last file. pooled.c */
struct score_pooled {
    struct score_controls controls;
    struct score_depth depths[SCORE_DEPTHS];
    struct score_daily daily[SCORE_DIFFICULTIES];
    struct score_bin bins[SCORE_BINS];
    bool is_dated; /* from several files of known days: in_time is told */
};
/* Adds the figures of one matched ranking, as score_measure gave them, to *ret. */
enum seine_status score_pool(const struct score *s, const struct score_metrics *m,
                             struct score_pooled *ret) MUST_CHECK;
void score_pooled_text(const struct score_pooled *p, struct buf *out);
void score_pooled_json(const struct score_pooled *p, struct json_writer *j);

enum seine_status score_init(struct score *s) MUST_CHECK;
void score_release(struct score *s);
enum seine_status score_truth(struct score *s, const char *path,
                              struct seine_error *err) MUST_CHECK;
/* The labelled innocents of world.ndjson; optional. */
enum seine_status score_world(struct score *s, const char *path,
                              struct seine_error *err) MUST_CHECK;
enum seine_status score_cases(struct score *s, const char *path,
                              struct seine_error *err) MUST_CHECK;
/* Matches every file's cases to the schemes. without: an evidence kind whose bits are taken off
 * before the cases are put in order again, or NULL. */
enum seine_status score_match(struct score *s, const char *without) MUST_CHECK;
enum seine_status score_measure(const struct score *s, struct score_metrics *ret) MUST_CHECK;
/* Groups by dimension, then value; a scheme is in one once. Freed with mem_free. */
enum seine_status score_groups(const struct score *s, struct score_group **ret,
                               size_t *ret_n) MUST_CHECK;

/* Mean and half-width of the 95 % interval (Student's t) of n values; NaNs are left out. */
void score_interval(const double *v, size_t n, double *ret_mean, double *ret_half);

/* Texts. rows: metrics of one or several rankings (ours, ablations, baselines) under their names.
 */
struct score_row {
    const char *name;
    struct score_metrics m;
};
void score_table(const struct score *s, const struct score_row *rows, size_t n, struct buf *out);
void score_json(const struct score *s, const struct score_row *rows, size_t n, struct buf *out);
void score_html(const struct score *s, const struct score_row *rows, size_t n, struct buf *out);

#endif
