/* trade/field.h - what a record consists of, as tables, and how one value is read and written.
 *
 * Private to trade/. The readers, the writers and the mapping all walk these tables, so that a
 * field is named, checked and printed in one place. A value that is missing is the empty text. */
#ifndef TRADE_FIELD_H
#define TRADE_FIELD_H

#include "geo/geo.h"
#include "trade/trade.h"

struct name_table {
    const char *const *names; /* index = value of the enumeration; "" where it means "none" */
    unsigned n;
};
extern const struct name_table names_mode, names_document, names_role, names_outcome;
bool names_find(const struct name_table *t, struct str s, unsigned *ret);

enum field_kind {
    FIELD_TEXT = 0, /* struct str, as it is */
    FIELD_PLACE,   /* struct str: IATA (3) or UN/LOCODE (5), made upper case; with a geo any text */
    FIELD_COUNTRY, /* struct str: two letters, made upper case */
    FIELD_CURRENCY,  /* struct str: three letters, made upper case */
    FIELD_AMOUNT,    /* int64_t fixed point, not negative */
    FIELD_MONEY,     /* the same; with a geo it may be written with its currency */
    FIELD_MASS,      /* the same; in grams, read in the mapping's unit */
    FIELD_LINE,      /* int64_t, whole number from 0 to 999999999 */
    FIELD_WHEN,      /* struct trade_when */
    FIELD_MONTH_DAY, /* int32_t: month * 100 + day, written --01-12 */
    FIELD_FLAG,      /* bool: yes, true, 1 or no, false, 0; missing is no */
    FIELD_MODE,
    FIELD_DOCUMENT,
    FIELD_ROLE,
    FIELD_OUTCOME
};

struct field {
    const char *key;
    enum field_kind kind;
    int decimals; /* of AMOUNT, MONEY and MASS */
    size_t offset;
};

struct field_table {
    const struct field *fields;
    size_t n;
};

/* The members of one JSON object each. document_fields and outcome_fields also lie in
 * struct trade_consignment. */
extern const struct field_table consignment_fields, document_fields, outcome_fields, party_fields,
    leg_fields, goods_fields;
/* Position of the field with this key, looked for from `hint` on; table->n if there is none. */
size_t field_find(const struct field_table *table, struct str key, size_t hint);

/* How numbers and dates are written in the input. Zeroed = as in docs/records.md. */
struct field_formats {
    char decimal;                   /* 0 = '.' */
    char thousands;                 /* 0 = none */
    int64_t mass_mg;                /* milligrams in one unit of mass; 0 = kilograms */
    const struct str *date_formats; /* tried in order; none = ISO 8601 */
    size_t n_date_formats;
};

struct field_context {
    const struct field_formats *formats; /* NULL between values */
    struct arena *arena;                 /* for values that must be changed */
    char reason[320];                    /* what is wrong, after SEINE_RANGE */
    const struct geo *geo; /* names of countries, signs of currencies are read too; NULL: codes */
    struct str money;      /* set by a MONEY: see money_cut */
};

/* Reads text (trimmed, not empty, lives as long as the arena) into the object. SEINE_RANGE: the
 * value is bad, see reason; SEINE_NOMEM. */
enum seine_status field_set(const struct field *f, void *object, struct str text,
                            struct field_context *x) MUST_CHECK;
/* The reason: the value, and what is wrong with it. SEINE_RANGE. */
enum seine_status field_bad(struct field_context *x, struct str text, const char *what);
/* Three letters, or five characters of which the first two are letters. */
bool field_is_place_code(struct str text);
/* Milligrams of one unit of mass: kg, g, lb, t, oz and their usual spellings; 0 if unknown.
 * mass_unit.c */
int64_t mass_unit_mg(struct str unit);
/* Takes the currency off an amount that is written with one ("$12,500", "12.500,00 EUR"). Returns
 * the codes of the currencies that may be meant, three letters each without anything between; "":
 * none is written, or what is no currency, and the amount is as it was. money.c */
struct str money_cut(const struct geo *geo, struct str *amount);
/* The same of a sign or code that stands alone. */
struct str money_of_sign(const struct geo *geo, struct str sign);
bool money_may_be(struct str codes, struct str code);
/* Whether they are those of one currency alone. */
bool money_is_sure(struct str codes);
/* Whether a mass is written with its unit ("12.5 kg"). */
bool field_has_unit(struct str mass);
/* True if the object has no value in this field. */
bool field_is_missing(const struct field *f, const void *object);
/* The value as text: for CSV and, for kinds other than numbers, JSON. */
void field_text(const struct field *f, const void *object, struct buf *out);

/* Objects without any value: texts "", numbers TRADE_NONE, dates DATE_NONE. */
extern const struct trade_consignment consignment_none;
extern const struct trade_party party_none;
extern const struct trade_leg leg_none;
extern const struct trade_goods goods_none;

/* The key of the extra with what several items together, or otherwise than their sum, are declared
 * for: "7200.00 USD". */
#define DECLARED_VALUE_KEY "declared_value"

/* The sum of what the items are worth, TRADE_NONE if it is not said of each, or in several
 * currencies. A further tariff number of the item before, which says nothing else, is no item. */
int64_t goods_value(const struct trade_goods *goods, size_t n, size_t *ret_n_items,
                    struct str *ret_currency);

/* Reads a date by a format of %Y %y %m %d %b %H %M %S, literal characters and blanks. %y: 00-68 are
 * 2000-2068, 69-99 are 1969-1999. */
bool date_by_format(struct str text, struct str format, struct trade_when *ret);
/* Whether the format has codes that are read alone, among them those of a year, month and day. */
bool date_format_gives_a_day(struct str format);

#endif
