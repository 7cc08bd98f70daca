/* sim/ - a made-up world of trade with planted schemes, and the scoring of what a scan found in it.
 *
 * It includes nothing of screen, check, link, assemble and not the classifier: the judge must not
 * know the judged. A world is a function of (seed, options): the same call writes the same bytes,
 * whatever the number of threads. Memory does not grow with the number of consignments. */
#ifndef SIM_SIM_H
#define SIM_SIM_H

#include "base/base.h"

#define SIM_PRESETS 16
#define SIM_KINDS   16 /* kinds of hard innocents */

/* What a field regime lets through (see docs/simulator.md), from most to least. */
enum sim_fields {
    SIM_FIELDS_ALL = 0,     /* everything */
    SIM_FIELDS_DECLARATION, /* no forwarder, freight, remarks */
    SIM_FIELDS_ROUTING,     /* as well no further parties, contacts, HS, values, origin, net mass */
    SIM_FIELDS_PLACI        /* pieces, weight, description, shipper and consignee, waybill number */
};

struct sim_profile {
    double companies_per_consignment; /* size of the population, before Zipf */
    double corridor_focus;            /* weight of corridor countries in honest trade */
    double one_off;                   /* share of buyers seen once or twice */
    double consolidated;              /* share of air freight under a master document */
    double missing_hs, missing_value, missing_phone, missing_email, missing_freight;
    double wrong_hs, wrong_digit, typo, vague, native, swapped;
    double kit_words;  /* share of component lines in the kit's words; difficulty lowers it */
    double more_lines; /* share of planned papers with further lines, as in honest trade */
    double amended;    /* share of documents issued again with other content */
    double declared;   /* share of consignments whose customs declaration is in the file too */
    double loading;    /* days for which a forwarder gathers houses under one master; <= 1: one */
    double real_lanes; /* weight of airlines that really fly a lane over the others, less one */
    double kit_goods;  /* share of relations whose goods are a component of some kit */
    double dealers;    /* share of firms of a kit-like trade that deal in all its classes */
    double innocents;  /* episodes of hard innocents per scheme */
    double kind_weight[SIM_KINDS]; /* 0 switches a kind off; names: sim_kind_name */
    double preset_weight[SIM_PRESETS];
    int difficulty_min, difficulty_max; /* 1..5 */
    double freight_factor;              /* multiplies what schemes pay for carriage */
    double dilution; /* further honest consignments per scheme piece, cover firm */
    double pieces;   /* multiplies the number of pieces of a scheme */
    double span;     /* multiplies its span in days */
    double homonyms; /* chance that an honest firm reads like a listed one */
    double listed;   /* chance that a scheme party carries a listed name */
    double mirrored; /* chance that a scheme goes against its corridor: out of where others bring */
    bool reserved;   /* corridor families kept from tuning */
    bool closed_strait; /* sea lanes through one strait are diverted half-way */
};
void sim_profile_default(struct sim_profile *p);
/* A JSON object of the fields above; kinds and presets as objects of weights. Unknown keys are
 * SEINE_FORMAT with the list of known ones. */
enum seine_status sim_profile_read(const char *path, struct sim_profile *p,
                                   struct seine_error *err) MUST_CHECK;
const char *sim_kind_name(int kind);
const char *sim_preset_name(int preset); /* NULL past the last */
const char *sim_preset_help(int preset);

struct sim_options {
    uint64_t consignments;
    int days;
    uint64_t seed;
    int32_t first_day;       /* day of the first consignment; DATE_NONE = 2026-01-01 */
    int64_t schemes;         /* -1 = one per 15,000 consignments, at least 3 */
    const char *out;         /* folder, made if missing */
    const char *const *kits; /* files of kits, decoys among them; needed when schemes != 0 */
    size_t n_kits;
    const char *listed; /* file of listed names (CSV with a column `name`), or NULL */
    bool ndjson;
    bool zst;
    unsigned shards; /* 0 = 1 */
    unsigned threads;
    enum sim_fields fields;
    bool parties;         /* write parties.csv: who is behind each party of each record */
    bool world_companies; /* write every company to world.ndjson, not just the labelled ones */
    struct sim_profile profile;
    const struct progress *progress;
};
void sim_options_default(struct sim_options *o);

struct sim_summary {
    uint64_t consignments, rows, bytes;
    uint64_t schemes, scheme_consignments, innocents, innocent_consignments, companies;
};
/* Writes consignments*.csv|ndjson[.zst], truth.ndjson, world.ndjson and, if asked for, parties.csv
 * into the folder. */
enum seine_status sim_write(const struct sim_options *o, struct sim_summary *ret,
                            struct seine_error *err) MUST_CHECK;

/* Scoring. A scan is whatever turns inputs into a file of cases (docs/records.md); the program
 * hands it in, because sim may not know the pipeline. */
enum sim_format { SIM_TABLE = 0, SIM_JSON, SIM_HTML };
typedef enum seine_status sim_scan_fn(void *context, const char *const *inputs, size_t n_inputs,
                                      const char *cases, struct seine_error *err);

struct sim_ranking { /* files of cases: one, or one per day with the date in its name */
    const char *name;
    const char *const *files;
    size_t n_files;
};
struct sim_evaluation {
    const char *truth;
    const char *world; /* world.ndjson for the labelled innocents, or NULL */
    const struct sim_ranking *rankings;
    size_t n_rankings; /* >= 1: the first is ours, the others are shown beside it */
    bool ablate;       /* also the first ranking without each kind of evidence */
    enum sim_format format;
};
enum seine_status sim_evaluate(const struct sim_evaluation *e, struct buf *out,
                               struct seine_error *err) MUST_CHECK;

struct sim_worlds {
    const char *const *profiles; /* NULL entries are the usual profile */
    size_t n_profiles;
    uint64_t first_seed, last_seed;
    struct sim_options options; /* of every world; out is the folder for them all */
    bool regimes;               /* each world in each field regime */
    bool keep;                  /* leave the worlds' files in place */
    sim_scan_fn *scan;
    void *context;
    enum sim_format format; /* table or JSON */
};
enum seine_status sim_evaluate_worlds(const struct sim_worlds *e, struct buf *out,
                                      struct seine_error *err) MUST_CHECK;

/* Documented cases (folder with cases.ndjson and truth.ndjson) among a background world: the rank
 * percentile of each, innocents beside them. */
struct sim_documented {
    const char *folder;
    bool stripped; /* the version without names */
    struct sim_options options;
    bool keep;
    sim_scan_fn *scan;
    void *context;
    enum sim_format format;
};
enum seine_status sim_evaluate_documented(const struct sim_documented *e, struct buf *out,
                                          struct seine_error *err) MUST_CHECK;

#endif
