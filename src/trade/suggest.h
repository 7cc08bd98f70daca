/* trade/suggest.h - the parts of the proposal of a mapping. Private to trade/. */
#ifndef TRADE_SUGGEST_H
#define TRADE_SUGGEST_H

#include "trade/reader.h"

/* What a column's name says: our column, or "" if nothing is known. weight: how many words of the
 * name were used; more is surer, then fewer words in all ("Vessel" before "Vessel Flag"). */
struct meaning {
    struct str ours; /* lives as long as the arena, or is static */
    size_t weight, n_words;
};
struct meaning suggest_meaning(struct str theirs, struct arena *arena);

/* The words of a column's name: in small letters without accents, without digits. */
enum { SUGGEST_WORDS = 16, SUGGEST_WORD = 64 };
struct words {
    char text[SUGGEST_WORDS][SUGGEST_WORD];
    size_t n;
};
void suggest_split(struct str name, struct words *w);

enum { SUGGEST_DATES = 8, SUGGEST_SHOWN = 3 };

struct column {
    struct str name;
    struct meaning meaning;
    struct binding binding;
    VEC(struct str) values; /* not empty, the first ones */
    VEC(size_t) rows;       /* of each value */
    size_t n_values;        /* of all rows */
    bool is_bound;          /* its name means the column of ours that binding has */
    bool is_used, is_unfit; /* unfit: no mapping can name it */
    const char *why_not;
    const char *unit; /* of mass, that its name says; NULL: none */
    size_t n_unknown; /* values that are not understood */
    struct str unknown[SUGGEST_SHOWN];
};

struct proposal {
    const struct geo *geo; /* may be NULL */
    struct arena arena;
    struct column *columns;
    size_t n, n_rows;
    int64_t heading; /* its line; 0: none */
    bool is_headless;
    struct str dates[SUGGEST_DATES]; /* [0..n_dates) are in use */
    size_t n_dates;
    const struct field_formats *numbers;
    const struct column *mass_units; /* names the unit of each row; NULL: none */
    enum trade_mode mode;            /* that the names of the columns tell */
    bool is_ambiguous;               /* of days and months */
    bool is_sign_unclear;            /* of decimals and thousands */
    char separator;
};

/* suggest_place.c */
/* Counts a value that is not understood, and keeps the first different ones to be shown. */
void suggest_note_unknown(struct column *c, struct str text);
/* Whether the values of a column of places are ones; notes those that are not understood. */
bool suggest_places(struct proposal *p, struct column *c);
/* The mode that all names together tell: vessels and bills of lading, flights and air waybills. */
enum trade_mode suggest_mode(const struct proposal *p);

/* suggest_unit.c: gives each column of masses the unit that its name says, finds the column that
 * names units, and refuses columns whose unit may be one of several. */
void suggest_units(struct proposal *p);
/* The currency that the heading of a column of amounts names ("Value (EUR)"), "" if none. */
struct str suggest_currency(const struct proposal *p, struct str heading);
/* The first amount of money in the column whose sign several currencies have; "" if none. */
struct str suggest_unsure_money(const struct proposal *p, const struct column *c);

#endif
