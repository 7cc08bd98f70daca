/* assemble/ - actors + component candidates -> cases: which pieces make one item, for whom, how
 * sure, what is missing. It knows nothing of file formats.
 *
 * The score is the likelihood ratio of docs/method.md, "Assembly": a Dirichlet-multinomial null
 * with the unit's own history, its sector's profile and a dealer component; plus marks of conduct.
 * All of it is evidence in bits; assemble_case.score is their sum. */
#ifndef ASSEMBLE_ASSEMBLE_H
#define ASSEMBLE_ASSEMBLE_H

#include "check/check.h"
#include "goods/goods.h"
#include "goods/measures.h"
#include "link/link.h"
#include "trade/table.h"

/* What the stages before found, all borrowed. Per-cargo and per-mention arrays are indexed as in
 * the table. */
struct assemble_watch { /* a mention that screening found listed */
    uint32_t actor, mention;
    struct str entity, list, name, program; /* borrowed from the list set */
    double bits, score;
};
struct assemble_input {
    const struct trade_table *table;
    const struct goods_catalogue *catalogue;
    const struct goods_match *matches; /* of all cargos, cargo by cargo */
    const uint32_t *first_match;       /* n_cargos + 1 */
    const struct check_result *checks;
    const struct link_result *links;
    const struct geo *geo;
    const struct assemble_watch *watch; /* by actor, then by mention */
    size_t n_watch;
    const struct goods_measures *measures; /* NULL: none are looked for */
};

/* Kind of the evidence rows that tell which measure consignments are under; they have no bits. */
#define ASSEMBLE_MEASURE "measure"

/* Goods that fit a component less than this are not counted as pieces. */
#define ASSEMBLE_MIN_STRENGTH 0.04F

/* The goods item of a consignment that fits a component best, by its own papers or by those of
 * another leg of the same goods. */
struct assemble_fit {
    uint32_t line; /* index in the table */
    float strength;
};
struct assemble_component {
    uint32_t component;        /* index in the catalogue */
    uint32_t *records;         /* that can be it, in time order */
    struct assemble_fit *fits; /* of each of them */
    size_t n_records;
    double strength; /* the best record's */
    double bits;     /* log2 r_c: what this class adds */
};
enum assemble_side {
    ASSEMBLE_SINK = 0,
    ASSEMBLE_SOURCE
}; /* seen from the receiver or the sender */

struct assemble_record {
    uint32_t record;
    uint32_t *lines; /* line indices in the table */
    size_t n_lines;
    const char *role; /* "piece", "relay", "other" */
};
struct assemble_actor {
    uint32_t actor;   /* index in link_result.actors */
    const char *role; /* "receiver", "sender", "agent", "forwarder" */
};
struct assemble_link {
    uint32_t from, to; /* mentions for identity links, records for relays */
    bool is_relay;
    double bits;
    struct str kind, text;
};
struct assemble_lane {            /* by which pieces of the case came; slices of the table */
    struct str from, to, carrier; /* first and last place of the route; "" if not known */
    uint32_t n;                   /* pieces that did */
};
#define ASSEMBLE_EXPECTED 3 /* actors and lanes named for a missing piece, at most */
/* A class of the kit that the case does not have (yet, or no longer). Days are quantiles of its
 * arrival after the data's last day, given that it comes: docs/method.md, "What is missing". */
struct assemble_missing {
    uint32_t component;
    bool is_essential;
    double probability; /* of arriving within 30 days, 0..1 */
    double comes;       /* of arriving at all */
    int32_t day[3];     /* by when, if it comes: 10, 50 and 90 %; DATE_NONE: no dated piece */
    uint32_t seized;    /* the record that it was seized with; MAP_NONE: not seen at all */
    uint32_t actors[ASSEMBLE_EXPECTED]; /* on the far side, likeliest first */
    size_t n_actors;
    struct assemble_lane lanes[ASSEMBLE_EXPECTED]; /* likeliest first */
    size_t n_lanes;
};
struct assemble_case {
    struct str id;    /* stable: see assemble_case_id */
    uint32_t kit;     /* index in the catalogue, MAP_NONE = rests on other evidence */
    const char *kind; /* "kit", or the evidence that a case without one rests on */
    enum assemble_side side;
    uint32_t anchor;    /* the actor it was built around */
    double score;       /* bits: evidence_sum(evidence) */
    double probability; /* logistic of the score (calibration: docs/method.md) */
    double e_bits;      /* log2 of its e-value, of kits' against the decoys; NaN: it has none */
    double q_e;         /* least level at which e-BH takes it, 1: none */
    double q_decoy;     /* least level at which target-decoy competition does; NaN: no decoys */
    struct assemble_component *components;
    size_t n_components;
    struct assemble_missing *missing;
    size_t n_missing;
    struct assemble_record *records; /* by day, then id */
    size_t n_records;
    struct assemble_actor *actors;
    size_t n_actors;
    struct assemble_link *links;
    size_t n_links;
    size_t n_pairs; /* pairs of mentions that are linked; links[] has the strongest of many */
    struct evidence *evidence;
    size_t n_evidence;
    int32_t first_day, last_day;
    double paid_usd,
        together_usd;    /* freight as paid, and by one usual consignment; NaN if unknown */
    uint32_t hypothesis; /* of no meaning outside of assemble/ */
};
struct assemble_result {
    struct arena arena;
    VEC(struct assemble_case) cases; /* best first: score, then id */
    /* Behind them those that `top` left out, in the same order: sketches, of which id (without -2,
     * -3), kit, side, score and the consignments in records can be read. */
    const struct assemble_case *cut;
    size_t n_cut;
    struct as_run *run;    /* what assemble_whole rests on */
    uint64_t n_hypotheses; /* unit x kit x window combinations examined */
    uint64_t n_tested;     /* cases that held out against the decoys: e-BH divides by it */
};

/* One unit and kit as it was weighed, for those who fit the weights (bench/fusion.py). */
struct assemble_weighed {
    uint32_t kit; /* index in the catalogue */
    double score; /* bits */
    const float *values;
    const char *const *names; /* of the values */
    size_t n_values;
    const uint32_t *records; /* of its net */
    size_t n_records;
    /* Of the best ones also what its net had grown to before strays were dropped, and the signs by
     * which they were: n_signs for each of whole. n_whole is 0 for the others. */
    const uint32_t *whole;
    const float *signs;
    const char *const *sign_names;
    size_t n_whole, n_signs;
};

struct assemble_options {
    size_t top;       /* keep this many cases, 0 = all above zero */
    double min_score; /* bits; cases below are dropped */
    /* Called for every unit and kit above min_score, best first, on the calling thread. May be
     * NULL. */
    void (*weighed)(void *context, const struct assemble_weighed *w);
    void *weighed_context;
};
enum seine_status assemble_run(const struct assemble_input *in,
                               const struct assemble_options *options, struct pool *pool,
                               const struct progress *progress, struct assemble_result *ret,
                               struct seine_error *err) MUST_CHECK;
void assemble_result_release(struct assemble_result *r);
/* cut[at] with all that is told of a case, as it would stand among the best; in the arena. */
enum seine_status assemble_whole(const struct assemble_result *r, size_t at, struct arena *arena,
                                 struct assemble_case *ret, struct seine_error *err) MUST_CHECK;
/* When no more of them will be asked for: gives back the memory that this takes. `in` must live
 * until then. */
void assemble_forget(struct assemble_result *r);

/* "SC-" + 10 base32 letters of the hash of (kit id, side, id of the case's first piece). Of several
 * cases with one id assemble_run gives the later ones -2, -3 behind it. A store that knows an older
 * case of the same network and kit keeps the older id. */
enum seine_status assemble_case_id(const struct assemble_input *in, const struct assemble_case *c,
                                   struct arena *arena, struct str *ret) MUST_CHECK;

/* What the score's core sees of one unit, kit and window; exported for its oracle tests. A
 * consignment that can be class c shows it at a level l: how well goods fit, best first. Arrays are
 * borrowed. */
struct assemble_counts {
    size_t m, levels;       /* classes, at most 24; levels of each, at most ASSEMBLE_LEVELS */
    const double *counts;   /* [m * levels], whole numbers */
    const double *alpha;    /* [m * levels], kappa * pi + history */
    double n, alpha_total;  /* over everything the unit receives */
    const double *share;    /* [levels]: how a scheme's piece shows itself; sums to at most 1 */
    const double *strength; /* [m] in 0..1, scales what the class adds; NULL: all 1 */
    const double *p;        /* [m + 1]: the prior on k classes */
    size_t k_min;           /* fewer classes are not looked at */
};
#define ASSEMBLE_LEVELS 3
/* Returns LR (not log); its mean under the null is at most 1. O(classes^2 x pieces). */
double assemble_lr(const struct assemble_counts *q);

#endif
