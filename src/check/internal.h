/* check/internal.h - shared by the files of check/ only. */
#ifndef CHECK_INTERNAL_H
#define CHECK_INTERNAL_H

#include "check/check.h"

#define N_OF(array) (sizeof(array) / sizeof *(array))

#define CHECK_MAX_LIMITS 16
struct check_context {
    const struct trade_table *table;
    const struct geo *geo;
    struct check_result *ret;
    const struct check_words *headings; /* learnt beforehand; NULL: learnt anew */
    uint8_t *failed[CHECK_N];           /* per record: 0 not applicable, 1 passed, 2 failed */
    double *measure[CHECK_N];           /* per record, NULL where a check has no figure */
    uint32_t
        *other[CHECK_N];    /* per record: another record concerned; NULL where a check has none */
    uint16_t *cargo;        /* per cargo: set of enum check_cargo */
    uint16_t *heading;      /* per cargo: of its code, or CHECK_NO_HEADING */
    uint32_t *worded;       /* per cargo: the first one with the same description */
    uint8_t *known_heading; /* per heading: goods.c; 0 nobody has asked */
    uint8_t *told;          /* per mention: parties.c */
    uint32_t *goods_of;     /* per cargo: documents.c; the last record looked at that has it, + 1 */
    uint64_t *phrase;     /* per cargo: hash of its words if they are a phrase, 0 if they are not */
    uint16_t *heading_of; /* per record: check_heading, and */
    double *value_usd;    /* what its lines are worth, NaN unknown: both by check_record */
    double *route_km;     /* per record's route: flown km, NaN unknown */
    double limit_usd[CHECK_MAX_LIMITS]; /* goods.c; 0: nobody knows its currency */
    struct lane_end {
        uint32_t from, to; /* countries, or codes, where the route begins and ends; 0 none */
    } * ends;              /* per route */
};

/* Great-circle kilometres along the route and straight; NaN if a place is not known. By route. */
enum seine_status check_routes(struct check_context *x, struct pool *pool,
                               struct seine_error *err) MUST_CHECK; /* freight.c */
/* Some of the work, by itself: pieces write to different places, so that several may run at once,
 * each on one thread. SEINE_NOMEM. */
typedef enum seine_status check_piece_fn(struct check_context *x);
check_piece_fn check_freight_fit MUST_CHECK; /* freight.c */
/* One number for the mode and the countries where the record's way begins and ends. */
uint64_t check_lane(const struct check_context *x, uint32_t record); /* freight.c */
double check_mass_level(const struct check_result *r, uint8_t mode, double kg);
/* Learns all levels from what freight[] says was paid and expected at level 0. SEINE_NOMEM. */
enum seine_status check_freight_model(struct check_context *x) MUST_CHECK; /* freight_model.c */
void check_record(struct check_context *x,
                  uint32_t record);        /* rules.c: rules that need one record */
check_piece_fn check_documents MUST_CHECK; /* documents.c */
/* What a goods item's words and codes give away by themselves (goods.c, wording.c). */
enum check_cargo {
    CARGO_TEXT = 1,        /* it has words */
    CARGO_DANGEROUS = 2,   /* words that mean dangerous goods */
    CARGO_UN = 4,          /* a UN number stands in its field or in the words */
    CARGO_UN_UNKNOWN = 8,  /* a UN number that was never given out */
    CARGO_HS = 16,         /* a code that can be looked up */
    CARGO_HS_UNKNOWN = 32, /* no such code in the Harmonized System */
    CARGO_JUDGED = 64,     /* enough of its words are known to tell the chapter */
    CARGO_ELSEWHERE = 128, /* words of another chapter than the code's */
    CARGO_SAMPLE = 256     /* samples, prototypes, no commercial value */
};
enum seine_status check_cargos(struct check_context *x, struct pool *pool,
                               struct seine_error *err) MUST_CHECK;                  /* goods.c */
check_piece_fn check_wording MUST_CHECK;                                             /* wording.c */
void check_goods(struct check_context *x, uint32_t i, const struct table_record *r); /* goods.c */
void check_parties(struct check_context *x, uint32_t i,
                   const struct table_record *r); /* parties.c */
check_piece_fn check_reappears MUST_CHECK, check_contradictions MUST_CHECK,
    check_phrases MUST_CHECK;                            /* pairs.c */
uint64_t check_phrase(struct str folded, bool is_vague); /* pairs.c */
check_piece_fn check_value_per_kg MUST_CHECK, check_density MUST_CHECK, check_slow MUST_CHECK,
    check_ways MUST_CHECK, check_origins MUST_CHECK, check_business MUST_CHECK,
    check_legs MUST_CHECK; /* habits.c */
bool check_differ(int64_t a, int64_t b,
                  double share); /* both known, and further apart than share */
/* The heading that all lines with a code share, 7318 for "731815"; 0 if they do not (habits.c). */
uint16_t check_heading(const struct check_context *x, const struct table_record *r);
#define CHECK_NO_HEADING 10000
uint16_t check_cargo_heading(struct str hs);                    /* of one code (habits.c) */
static inline uint16_t check_heading_number(const char *digits) /* of four digits */
{
    return (uint16_t)((digits[0] - '0') * 1000 + (digits[1] - '0') * 100 + (digits[2] - '0') * 10 +
                      (digits[3] - '0'));
}
/* Does any of the words, which are not empty, stand in the text? goods.c */
bool check_any_of(struct str text, const char *const *words, size_t n);
static inline void check_mark(struct check_context *x, enum check_kind kind, uint32_t record,
                              bool failed)
{
    x->failed[kind][record] = failed ? 2 : 1;
}
/* Both fail, each by the other. */
static inline void check_mark_both(struct check_context *x, enum check_kind kind, uint32_t a,
                                   uint32_t b)
{
    check_mark(x, kind, a, true);
    check_mark(x, kind, b, true);
    x->other[kind][a] = b;
    x->other[kind][b] = a;
}
/* The air waybill's number: a house's is its master's, where it names one. */
static inline struct str check_waybill(const struct trade_table *t, const struct table_record *r)
{
    return table_str(t, r->document == TRADE_DOC_AWB || r->master == 0 ? r->number : r->master);
}

#endif
