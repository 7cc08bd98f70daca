/* lists/parties.h - somebody's own table of parties, whether they are listed or asked for: which
 * column says what, and what several columns say together. It does not know what is done with it.
 */
#ifndef LISTS_PARTIES_H
#define LISTS_PARTIES_H

#include "lists/lists.h"

enum party_column {
    PARTY_NAME,
    PARTY_FULL, /* only while the header is read */
    PARTY_GIVEN,
    PARTY_FAMILY,
    PARTY_KEY,
    PARTY_KIND,
    PARTY_COUNTRY,
    PARTY_ALIASES,
    PARTY_FORMER,  /* names that it had */
    PARTY_SCRIPT,  /* its name in its own script */
    PARTY_ADDRESS, /* a whole one, or its first line */
    PARTY_STREET,
    PARTY_HOUSE,
    PARTY_LINE,
    PARTY_POSTCODE,
    PARTY_TOWN,
    PARTY_STATE,
    PARTY_ADDRESS_COUNTRY, /* may be the column of PARTY_COUNTRY */
    PARTY_BIRTH,
    PARTY_IDS,
    PARTY_PASSPORT,
    PARTY_NATIONAL_ID,
    PARTY_TAX_ID,
    PARTY_REGISTRATION,
    PARTY_IMO,
    PARTY_PHONE,
    PARTY_EMAIL,
    PARTY_ASKED_COLUMNS,
    PARTY_PROGRAM = PARTY_ASKED_COLUMNS, /* from here on, of those who are listed */
    PARTY_REMARKS,
    PARTY_LISTED_ON,
    PARTY_COLUMNS
};

#define PARTY_MOST_ALIASES 32

struct party_columns {
    size_t at[PARTY_COLUMNS];                      /* SIZE_MAX: there is none */
    size_t aliases[PARTY_MOST_ALIASES], n_aliases; /* all columns of them; the first is in `at` */
    size_t n;                                      /* columns of the header */
    int64_t line;                                  /* where it stands */
    size_t twice[2]; /* two that are called the same, SIZE_MAX: there are none */
};

/* What the first row of a file says that it is. */
enum party_file {
    PARTY_TABLE,    /* a header with a column of names, or with given and family names */
    PARTY_LINES,    /* no header: each line is one name, commas and all */
    PARTY_NO_NAMES, /* columns, but none of names */
    PARTY_MARKUP    /* JSON, XML or a page, whose lines are nobody's names */
};

/* Finds the first n_wanted columns (PARTY_ASKED_COLUMNS or PARTY_COLUMNS) in a file's first row.
 * What PARTY_FULL was is PARTY_NAME then. The names of the columns that nothing is taken from are
 * appended to unread, which may be NULL. Fails only for want of memory. */
enum seine_status party_columns_find(struct party_columns *c, const struct csv_row *row,
                                     int n_wanted, enum party_file *ret, struct buf *unread,
                                     struct seine_error *err) MUST_CHECK;
/* SEINE_FORMAT for what is no file of parties, and for two columns of one name, which row, the
 * header, has then. */
enum seine_status party_columns_check(const struct party_columns *c, const struct csv_row *row,
                                      enum party_file what, struct seine_error *err) MUST_CHECK;

/* Why a row of a table cannot be used, NULL: it can. */
const char *party_row_fault(const struct party_columns *c, const struct csv_row *row);
/* A row that is one name: of a file without a header, or with the heading of one column. */
struct str party_line(const struct csv_row *row);
/* Without blanks at both ends; empty if there is no such column. */
struct str party_cell(const struct party_columns *c, const struct csv_row *row,
                      enum party_column column);
/* What there is in n columns, after what out holds. */
void party_join(const struct party_columns *c, const struct csv_row *row,
                const enum party_column *columns, size_t n, const char *between, struct buf *out);
/* Given, whole or other, family: what there is of them. Appended to out. */
void party_name(const struct party_columns *c, const struct csv_row *row, struct buf *out);
/* All columns of aliases, with semicolons between them. Appended to out. */
void party_aliases(const struct party_columns *c, const struct csv_row *row, struct buf *out);
/* Columns of numbers, and of which kind those are that do not say it themselves. */
#define PARTY_ID_COLUMNS 8
extern const struct party_id_column {
    enum party_column column;
    enum list_id_kind kind;
} party_id_columns[PARTY_ID_COLUMNS];
struct list_id party_number(enum list_id_kind kind, struct str text);
/* Each part of a cell between semicolons, outside of brackets, that is not empty. Start as for
 * str_cut. */
bool party_next_part(struct str *rest, bool *more, struct str *ret);
size_t party_count_parts(struct str cell);
/* The same of a cell of numbers: those of telephones, and addresses of mail, may stand between
 * commas, " / " or ends of lines as well. An extension behind a comma belongs to its number. */
bool party_next_number(enum list_id_kind kind, struct str *rest, bool *more, struct str *ret);
size_t party_count_numbers(enum list_id_kind kind, struct str cell);
enum { INN_DIGITS = 10, KPP_DIGITS = 9 };
/* "7708123456/770801001" is a Russian firm's number and its KPP, which all firms of a tax office
 * may have: without the latter. */
struct str list_without_kpp(struct str number);

/* A country by a code or name of its own, or by what somebody from there is called in English
 * ("Iranian", "Kuwaiti citizenship"); NULL: neither. */
const struct geo_country *list_country(const struct geo *geo, struct str text);
/* Whether it is what people write when they have nothing to say: "-0-", "n/a", "unknown". */
bool list_says_nothing(struct str s);
/* Values that are not understood. */
struct party_odd {
    uint64_t n;
    int64_t line; /* of the first */
};
/* Counts one that says something. */
void party_note_odd(struct party_odd *odd, struct str value, int64_t line);

#endif
