/* pipeline/watch.h - live rules: for each piece that a kept case still lacks, by whom, as what and
 * by which lane it may come, and which new records answer to that. The rules are what the case
 * objects say (docs/records.md, "Case"); nothing is judged anew. Filled by one thread (add, seal),
 * then read by one thread for each struct watch_reader. */
#ifndef PIPELINE_WATCH_H
#define PIPELINE_WATCH_H

#include "goods/goods.h"
#include "lists/lists.h"
#include "screen/screen.h"
#include "store/store.h"
#include "trade/trade.h"

enum watch_role { WATCH_RECEIVER = 0, WATCH_SENDER, WATCH_AGENT, WATCH_N_ROLES };

struct watch_party { /* an actor of a case; forwarders are left out: they serve everybody */
    uint32_t of;     /* index of the case */
    enum watch_role role;
    struct str *names;
    size_t n_names;
};
struct watch_case {
    struct str id, kit;
    bool is_sink; /* seen from the receiver */
    uint32_t first_party, n_parties, first_rule, n_rules;
};
struct watch_lane {
    struct str from, to, carrier;
};
struct watch_rule {
    uint32_t of;                        /* index of the case */
    struct str id;                      /* "SC-0123456789/component" */
    struct str component, name, reason; /* reason: why it is awaited */
    struct str seized;                  /* id of the record that was seized, or "" */
    struct str *hs;                     /* tariff prefixes */
    size_t n_hs;
    bool is_essential;
    double comes, soon;                   /* P(it comes), P(within 30 days of the case) */
    int32_t from_day, likely_day, to_day; /* DATE_NONE: not known */
    struct str *counterparts;             /* names, likeliest first */
    size_t n_counterparts;
    struct watch_lane *lanes;
    size_t n_lanes;
};

struct json_value;
struct watch_added { /* a case object that was added */
    struct str id, text;
    double score;
    const struct json_value *value;
};

struct watch {
    struct arena arena;
    VEC(struct watch_added) added; /* until watch_seal, which makes the rest of them */
    struct list_set names;         /* one entity for each party, in their order */
    struct screen_index *index;
    VEC(struct watch_case) cases;
    VEC(struct watch_party) parties;
    VEC(struct watch_rule) rules;
    struct map known; /* consignments of the cases */
    double least;     /* rules less likely than this are left out */
};
enum seine_status watch_init(struct watch *w, double least, struct seine_error *err) MUST_CHECK;
void watch_release(struct watch *w);
/* One case object; a case without missing pieces adds nothing. The bytes are copied. Of several
 * with one id the best is taken; in which order they are added does not matter. */
enum seine_status watch_add(struct watch *w, struct str json, struct seine_error *err) MUST_CHECK;
/* All cases of a file that scan --format ndjson or json wrote. */
enum seine_status watch_add_file(struct watch *w, const char *path,
                                 struct seine_error *err) MUST_CHECK;
/* The kept cases that count (cases_look), with those of which a consignment was seized. */
enum seine_status watch_add_store(struct watch *w, struct store *s,
                                  struct seine_error *err) MUST_CHECK;
enum seine_status watch_seal(struct watch *w, struct seine_error *err) MUST_CHECK;

/* What of a rule a record answers to. */
enum watch_why {
    WATCH_WHY_OWN = 0,     /* a party that the case was built around, or one of its agents */
    WATCH_WHY_COUNTERPART, /* a party of the case on the other side */
    WATCH_WHY_GOODS,
    WATCH_WHY_LANE, /* first and last place */
    WATCH_WHY_CARRIER,
    WATCH_WHY_WINDOW, /* between the rule's days */
    WATCH_N_WHY
};
/* Under what watch.known keeps a consignment of a case. */
uint64_t watch_known_key(struct str id, uint32_t of);

extern const char *const watch_why_name[WATCH_N_WHY];

struct watch_hit {
    uint32_t rule;
    unsigned why;      /* set of 1 << enum watch_why */
    struct str party;  /* of the record: the name that was known best */
    struct str known;  /* as the case knows it */
    double name_score; /* of the two */
    double strength;   /* of the goods, 0..1 */
    int64_t line;      /* goods item, counted from 1 */
};

struct watch_reader;
/* catalogue may be NULL: then only tariff numbers tell the goods; headings too: then those that are
 * stated. They and w must outlive it. */
enum seine_status watch_reader_new(const struct watch *w, const struct goods_catalogue *catalogue,
                                   const struct goods_headings *headings, double threshold,
                                   struct watch_reader **ret, struct seine_error *err) MUST_CHECK;
void watch_reader_free(struct watch_reader *r);
/* The rules that the record answers to: goods that can be the piece, a party that the case was
 * built around or a counterpart on a lane of the case, on a record that the case does not hold yet.
 * Those with most reasons first, then the likelier, then in order. Borrowed until the next call. */
enum seine_status watch_apply(struct watch_reader *r, const struct trade_consignment *c,
                              const struct watch_hit **ret, size_t *ret_n,
                              struct seine_error *err) MUST_CHECK;

/* The objects of docs/records.md, "Watch rules". */
void watch_rule_json(struct json_writer *j, const struct watch *w, const struct watch_rule *r);
void watch_hit_json(struct json_writer *j, const struct watch *w, struct str record,
                    const struct watch_hit *h);

#endif
