/* check/ - do the papers agree? Document rules over the sealed table: check digits, plausibility,
 * contradiction, re-use, cost of carriage, sense of the route. It knows nothing of kits.
 *
 * Every check states how many records it could be applied to and how many failed; a failure's bits
 * are log2(P(fail | scheme) / P(fail | honest)) where the honest rate is learnt from the data at
 * hand (Laplace-smoothed) and the scheme rate is the check's documented prior; see check/rules.c.
 */
#ifndef CHECK_CHECK_H
#define CHECK_CHECK_H

#include "geo/geo.h"
#include "goods/goods.h"
#include "trade/table.h"

enum check_kind {
    CHECK_AWB_DIGIT = 0,
    CHECK_AWB_PREFIX,
    CHECK_CONTAINER_DIGIT,
    CHECK_IMO_DIGIT,
    CHECK_DOCUMENT_REUSED,
    CHECK_VERSIONS,
    CHECK_DATE_ORDER,
    CHECK_DETOUR,
    CHECK_FREIGHT_HIGH,
    CHECK_FREIGHT_OVER_VALUE,
    CHECK_HOUSE_ABOVE_MASTER,
    CHECK_HOUSE_SUMS,
    CHECK_DOCUMENT_CONTENT,
    CHECK_REAPPEARS,
    CHECK_COVER_PHRASE,
    CHECK_FORWARDER_CONSIGNEE,
    CHECK_DANGEROUS_TEXT,
    CHECK_UN_NUMBER,
    CHECK_HS_CODE,
    CHECK_TEXT_HS,
    CHECK_EORI_FORM,
    CHECK_LEI_DIGITS,
    CHECK_UNDER_LIMIT,
    CHECK_SAMPLE,
    CHECK_CONSIGNEE_CHANGED,
    CHECK_CONTRADICTION,
    CHECK_ISSUED_LATE,
    CHECK_LEG_NOT_FLOWN,
    CHECK_WAY_RARE,
    CHECK_SLOW,
    CHECK_VALUE_PER_KG,
    CHECK_DENSITY,
    CHECK_ORIGIN_RARE,
    CHECK_OTHER_BUSINESS,
    CHECK_WITHDRAWN,
    CHECK_MANIFEST_ABOVE,
    CHECK_N /* at most 64: check_result.applied is a bit set */
};

/* One row of the table of checks: what it is called, what it means, how often schemes fail it. */
struct check_rule {
    const char *name;   /* "awb-check-digit": the evidence kind */
    const char *what;   /* for help and docs */
    double scheme_rate; /* P(fail | scheme): documented prior, not fitted */
    double cap_bits;    /* no single failure counts more */
};
extern const struct check_rule check_rules[CHECK_N];

struct check_stat {
    uint64_t n_applied, n_failed;
    double bits; /* what one plain failure is worth on this data */
};

struct check_finding {
    uint32_t record;
    uint16_t kind;
    double bits;
    double measure; /* ratio, excess in USD, other record ..., as the kind says */
    uint32_t other; /* another record concerned, or MAP_NONE */
};

/* What carriage of a record should cost, USD: geo's distance model, moved to the data's level by
 * mode, mass, lane, carrier and month (freight_model.c); without a route, over the distance between
 * the parties' countries. */
struct check_freight {
    double paid_usd;     /* NaN if not stated */
    double expected_usd; /* NaN if mass or mode is missing, or where from and to */
};

#define CHECK_VAGUE      128
#define CHECK_MODES      8
#define CHECK_MASS_STEPS 20
struct check_result {
    struct check_stat stats[CHECK_N];
    VEC(struct check_finding) findings; /* by record, then kind */
    uint64_t *applied; /* per record: bit set of the checks that could be applied to it */
    uint32_t *first;   /* n_records + 1: findings of record r are [first[r], first[r+1]) */
    struct check_freight *freight; /* per record */
    uint8_t *goods;    /* per cargo: set of enum goods_kind that its words and code tell of, and
                          CHECK_VAGUE if its words tell nothing */
    double *direct_km; /* per route: great circle from end to end, NaN if not known */
    double *sea_km;    /* per route that goes by sea: the way of ships; NaN for others */
    /* What the freight model adds to the logarithm of geo's, by enum trade_mode; by_mass at
     * 2^(k - 4) kg, linear between; own_level per record: its lane, carrier and month. */
    double mode_level[CHECK_MODES], by_mass[CHECK_MODES][CHECK_MASS_STEPS];
    double by_month[CHECK_MODES][12];
    float *own_level;
    float *between_km; /* per record: between the parties' countries, where no route tells */
};

enum seine_status check_run(const struct trade_table *t, const struct geo *geo, struct pool *pool,
                            struct check_result *ret, struct seine_error *err) MUST_CHECK;
void check_result_release(struct check_result *r);

/* What the words of the Harmonized System's headings tell of their chapters: made anew by each
 * check_run, which a scan does not notice and a single record does. Whoever checks few records at a
 * time makes it once; threads may share it. The findings are the same, but that freight is held
 * against what it costs elsewhere: few records teach no price. */
struct check_words;
enum seine_status check_words_new(struct check_words **ret, struct seine_error *err) MUST_CHECK;
void check_words_free(struct check_words *w);
enum seine_status check_run_with(const struct trade_table *t, const struct geo *geo,
                                 const struct check_words *words, struct pool *pool,
                                 struct check_result *ret, struct seine_error *err) MUST_CHECK;
/* What carrying gross_g grams along a record's route by its mode should cost on this data, USD; NaN
 * if the route is not known. */
double check_freight_usd(const struct check_result *r, const struct trade_table *t, uint32_t record,
                         int64_t gross_g);
/* One sentence for a person: "airline prefix 999 belongs to Air China, but the carrier is EK". */
void check_text(const struct trade_table *t, const struct geo *geo, const struct check_finding *f,
                struct buf *out);

/* Check digits. All take the text as written (spaces and dashes are allowed). */
bool check_awb_digit(struct str number, bool *ret_applies);     /* 8-digit serial, mod 7 */
bool check_iso6346_digit(struct str number, bool *ret_applies); /* container number */
bool check_imo_digit(struct str number, bool *ret_applies);     /* ship number */
bool check_lei_digits(struct str number, bool *ret_applies);    /* ISO 7064 mod 97-10 */
/* The form of an EORI number: a member state, GB or XI, then 1 to 15 letters and digits; GB and XI
 * 12 or 15 digits (Delegated Regulation (EU) 2015/2446, annex B, type an..17). */
bool check_eori_form(struct str number, bool *ret_applies);

#endif
