/* trade/cimp.h - the parts of the Cargo-IMP reader. Private to trade/.
 *
 * A message is its lines. A segment starts with three letters ("RTG/DXBEK") and goes on in the
 * lines that start with '/'. NAM, ADR and LOC are parts of a party. */
#ifndef TRADE_CIMP_H
#define TRADE_CIMP_H

#include "trade/draft.h"

struct cimp_line {
    struct str text; /* trimmed */
    int64_t number;
};

struct cimp_flight {
    struct str code; /* "LH400" */
    int day;         /* of the month, 0 = not given */
};

struct cimp_message {
    struct draft *d;
    struct trade_batch *batch;
    struct str text; /* the whole message, lines end with LF */
    struct str kind; /* "FWB" */
    int64_t version;
    bool is_repaired;
    VEC(struct cimp_line) lines; /* the first one is the head */
    VEC(struct cimp_flight) flights;
    VEC(struct str) codes; /* HS codes of the goods item after its first */
};

struct cimp_segment {
    struct str name; /* three letters, or "" for a line of another form */
    size_t first, n; /* lines */
    struct str raw;  /* its lines as they stand */
};

/* Reads the segment at line *at and moves on; false at the end. */
bool cimp_next(const struct cimp_message *m, size_t *at, struct cimp_segment *ret);
/* What follows the name, or the '/', of line i of the segment. */
struct str cimp_rest(const struct cimp_message *m, const struct cimp_segment *s, size_t i);
/* Cuts a part off at '/'; "" when nothing is left. */
struct str cimp_part(struct str *rest);

/* "020-12345675FRAJFK": number (kept with its '-'), origin, destination. */
struct cimp_air {
    struct str number, from, to, rest;
};
bool cimp_air(struct str text, struct cimp_air *ret);
/* "T12K345.5MC1.25", "P5K100T12": pieces, mass and volume into the record; what part of the
 * shipment this is. */
struct cimp_shipment {
    struct str part;  /* "T": all of it; "P", "D", "S" */
    struct str total; /* pieces of all of it, where this is a part */
    int64_t n_total;
};
void cimp_quantity(struct draft *d, struct str text, struct cimp_shipment *ret);
/* A code and its amount: "K345.5" gives "K" and "345.5". Cut off *rest. */
bool cimp_coded(struct str *rest, struct str *ret_code, struct str *ret_number);
int64_t cimp_mass_mg(struct str code); /* K and L; 0 for others */

/* starts_with_name: the first line holds the name, not an account. */
void cimp_party(struct cimp_message *m, const struct cimp_segment *s, enum trade_role role,
                bool starts_with_name);
void cimp_agent(struct cimp_message *m, const struct cimp_segment *s);
/* The codes of the item; those behind its first are the message's `codes`. */
void cimp_codes(struct cimp_message *m, struct trade_goods *g, struct str rest);
/* Customs information: identities of the parties that were read before. */
void cimp_customs(struct cimp_message *m, const struct cimp_segment *s);
/* Joins the texts of all its lines in d->text. */
void cimp_text(struct cimp_message *m, const struct cimp_segment *s);
/* "USD/PP/NVD/NCV/100": currency, and the value for customs if there is one. */
void cimp_values(struct cimp_message *m, const struct cimp_segment *s, struct str *ret_currency,
                 struct str *ret_customs);
/* Keeps the segment as it stands, as the extra "cimp.NAME". */
void cimp_keep(struct cimp_message *m, const struct cimp_segment *s);
/* A date of which only the day of the month is known: the one nearest to `near`. */
struct trade_when cimp_day_near(int day, struct trade_when near);

/* Each puts its records or rejects into m->batch. SEINE_NOMEM only. */
enum seine_status cimp_fwb(struct cimp_message *m) MUST_CHECK;
enum seine_status cimp_fhl(struct cimp_message *m) MUST_CHECK;
enum seine_status cimp_ffm(struct cimp_message *m) MUST_CHECK;

#endif
