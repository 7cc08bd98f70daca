/* trade/field.c - one value: from text to the record and back.
 *
 * Here it is decided which values are bad. A bad value never becomes a missing one in silence: the
 * caller sends the record to the quarantine with the reason written here. Codes whose meaning other
 * rooms judge (HS, UN number, document numbers, phone) are only carried. */
#include "trade/field.h"

#include <stdio.h>
#include <string.h>

/* Above this an amount is a mistake; it also keeps sums over a record far from overflow. */
#define AMOUNT_MAX 10000000000000000 /* 10^16 */

int64_t trade_sum(int64_t a, int64_t b)
{
    int64_t sum;
    if (a == TRADE_NONE || b == TRADE_NONE)
        return a == TRADE_NONE ? b : a;
    if (__builtin_add_overflow(a, b, &sum))
        return a > 0 ? INT64_MAX : -INT64_MAX;
    return sum;
}

enum { SHOWN = 60 }; /* bytes of a bad value that a reason quotes */

enum seine_status field_bad(struct field_context *x, struct str text, const char *what)
{
    size_t n = text.n < SHOWN ? text.n : SHOWN;
    while (n > 0 && n < text.n && ((unsigned char)text.p[n] & 0xC0u) == 0x80u) {
        n--; /* not within a character */
    }
    (void)snprintf(x->reason, sizeof x->reason, "\"%.*s%s\" %s", (int)n, text.p,
                   n < text.n ? "..." : "", what);
    return SEINE_RANGE;
}

static bool all_letters(struct str s)
{
    for (size_t i = 0; i < s.n; i++) {
        if (!str_is_letter(s.p[i])) {
            return false;
        }
    }
    return true;
}

/* Borrowed as it is when it is upper case already, which is nearly always. */
static enum seine_status set_upper(struct str *ret, struct str text, struct field_context *x)
{
    bool has_lower = false;
    for (size_t i = 0; i < text.n; i++) {
        has_lower |= text.p[i] >= 'a' && text.p[i] <= 'z';
    }
    if (!has_lower) {
        *ret = text;
        return SEINE_OK;
    }
    char *copy = arena_alloc(x->arena, text.n);
    if (copy == NULL) {
        return SEINE_NOMEM;
    }
    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];
        copy[i] = (c >= 'a' && c <= 'z') ? (char)(c - 'a' + 'A') : c;
    }
    *ret = (struct str){copy, text.n};
    return SEINE_OK;
}

bool field_is_place_code(struct str text)
{
    bool ok = text.n == 3 && all_letters(text);
    if (text.n == 5) {
        ok = all_letters(str_slice(text, 0, 2));
        for (size_t i = 2; i < 5; i++) {
            ok = ok && (str_is_letter(text.p[i]) || str_is_digit(text.p[i]));
        }
    }
    return ok;
}

static enum seine_status set_place(struct str *ret, struct str text, struct field_context *x)
{
    if (!field_is_place_code(text)) {
        if (x->geo != NULL) {
            *ret = text;
            return SEINE_OK;
        }
        return field_bad(x, text,
                         "is no place code; give IATA (3 letters) or UN/LOCODE (5 characters)");
    }
    return set_upper(ret, text, x);
}

static enum seine_status set_letters(struct str *ret, struct str text, size_t n, const char *what,
                                     struct field_context *x)
{
    if (text.n != n || !all_letters(text)) {
        return field_bad(x, text, what);
    }
    return set_upper(ret, text, x);
}

/* Three letters are read as they are without a geo; with one "RMB" and "€" are known too. */
static enum seine_status set_currency(struct str *ret, struct str text, struct field_context *x)
{
    struct str codes = x->geo != NULL ? money_of_sign(x->geo, text) : STR_EMPTY;
    if (!money_is_sure(codes)) {
        return set_letters(ret, text, 3,
                           x->geo == NULL ? "is no currency code; give ISO 4217 (3 letters)"
                                          : "is neither a code of ISO 4217 nor the sign of one "
                                            "currency alone; [values] can translate it",
                           x);
    }
    bool ok = true;
    *ret = arena_str(x->arena, codes, &ok);
    return ok ? SEINE_OK : SEINE_NOMEM;
}

static enum seine_status set_country(struct str *ret, struct str text, struct field_context *x)
{
    const struct geo_country *c = NULL;
    bool ok = true;
    if (text.n != 2 || !all_letters(text)) {
        if (x->geo == NULL) {
            return field_bad(x, text, "is no country code; give ISO 3166-1 alpha-2 (2 letters)");
        }
        c = geo_country_sure(x->geo, text);
        if (c == NULL) {
            return field_bad(x, text,
                             "is neither a code of ISO 3166-1 nor the name of one country alone; "
                             "[values] can translate it");
        }
    } else if (x->geo != NULL) {
        c = geo_country_sure(x->geo, text); /* "UK" */
    }
    if (c == NULL) {
        return set_upper(ret, text, x);
    }
    *ret = arena_str(x->arena, str_of(c->alpha2), &ok);
    return ok ? SEINE_OK : SEINE_NOMEM;
}

/* How many bytes the mark between thousands has at `at`, 0 if none stands there. A blank is often
 * one that does not break, an apostrophe a curly one. */
static size_t mark_at(struct str text, size_t at, char mark)
{
    static const struct {
        char mark;
        const char *written;
    } others[] = {{' ', "\u00a0"}, {' ', "\u202f"}, {' ', "\u2009"}, {'\'', "\u2019"}};
    struct str rest = str_slice(text, at, text.n);
    if (mark != 0 && text.p[at] == mark) {
        return 1;
    }
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        if (others[i].mark == mark && str_starts(rest, str_of(others[i].written))) {
            return strlen(others[i].written);
        }
    }
    return 0;
}

/* Takes the marks between thousands out of the digits before the decimals. They stand in groups of
 * three (of two before the last, as in India): "1,234.5" read with the signs the other way round
 * would be a thousandth of what it is. */
static bool join_groups(struct str text, char mark, char *out, size_t room, size_t *ret_n)
{
    size_t n = 0, n_digits = 0;
    bool has_groups = false;
    for (size_t i = 0; i < text.n; i++) {
        size_t skip = mark_at(text, i, mark);
        if (skip > 0) {
            if (n_digits == 0 || n_digits > 3 || (has_groups && n_digits < 2)) {
                return false;
            }
            has_groups = true;
            n_digits = 0;
            i += skip - 1;
            continue;
        }
        if (n == room) {
            return false;
        }
        n_digits += str_is_digit(text.p[i]);
        out[n++] = text.p[i];
    }
    *ret_n = n;
    return !has_groups || n_digits == 3;
}

/* Rewrites a number in the mapping's spelling ("1.234,5") to the plain one. */
static bool plain_number(struct str text, const struct field_formats *f, char *out, size_t room,
                         struct str *ret)
{
    char decimal = '.';
    size_t at = 0, n = 0;
    if (f->decimal != 0) {
        decimal = f->decimal;
    }
    while (at < text.n && text.p[at] != decimal) {
        at++;
    }
    if (!join_groups(str_slice(text, 0, at), f->thousands, out, room, &n) ||
        text.n - at > room - n) {
        return false;
    }
    for (; at < text.n; at++) {
        out[n++] = text.p[at] == decimal ? '.' : text.p[at];
    }
    *ret = (struct str){out, n};
    return decimal == '.' || !str_contains(text, STR(".")) || f->thousands == '.';
}

static bool power_of_ten(int decimals, double *ret)
{
    static const double powers[] = {1, 10, 100, 1e3, 1e4, 1e5, 1e6};
    if (decimals < 0 || decimals > 6) {
        return false;
    }
    *ret = powers[decimals];
    return true;
}

/* A number with an exponent, as programs print very small and very large ones. */
static bool fixed_from_double(struct str s, int decimals, int64_t *ret)
{
    double value = 0;
    double scale = 1;
    if (!str_to_double(s, &value) || !power_of_ten(decimals, &scale)) {
        return false;
    }
    double scaled = value * scale;
    if (!(scaled > -9e18 && scaled < 9e18)) {
        return false;
    }
    *ret = (int64_t)(scaled < 0 ? scaled - 0.5 : scaled + 0.5);
    return true;
}

/* Also of what rounds to zero: -0.0001. */
static bool is_below_zero(struct str s)
{
    double value = 0;
    return s.n > 0 && s.p[0] == '-' && str_to_double(s, &value) && value < 0;
}

static enum seine_status read_number(struct str text, int decimals, struct field_context *x,
                                     int64_t *ret)
{
    char plain[64];
    struct str s = text;
    const struct field_formats *f = x->formats;
    if ((f->decimal != 0 || f->thousands != 0) && !plain_number(text, f, plain, sizeof plain, &s)) {
        return field_bad(x, text, "is not a number in the mapping's spelling");
    }
    int64_t value = 0;
    if (!str_to_fixed(s, decimals, &value) && !fixed_from_double(s, decimals, &value)) {
        return field_bad(x, text, "is not a number; give digits with '.' before the decimals");
    }
    if (value < 0 || is_below_zero(s)) {
        return field_bad(x, text, "is negative; it must be 0 or more");
    }
    if (value > AMOUNT_MAX) {
        return field_bad(x, text, "is too large to be true");
    }
    *ret = value;
    return SEINE_OK;
}

static enum seine_status set_money(int64_t *ret, struct str text, int decimals,
                                   struct field_context *x)
{
    x->money = x->geo != NULL ? money_cut(x->geo, &text) : STR_EMPTY;
    return read_number(text, decimals, x, ret);
}

static bool may_be_unit(char c)
{
    return str_is_letter(c) || (unsigned char)c >= 0x80;
}

/* Takes the unit off a mass that is written with one ("12.5 kg"); 0 = it has none. "l" and "k"
 * alone are units in a column of units only. */
static int64_t cut_unit(struct str *text)
{
    bool is_short = text->n > 1 && text->p[text->n - 1] == '.' && may_be_unit(text->p[text->n - 2]);
    size_t end = text->n - (is_short ? 1 : 0); /* "kg." */
    size_t at = end;
    while (at > 0 && may_be_unit(text->p[at - 1])) {
        at--;
    }
    struct str unit = utf8_trim(str_slice(*text, at, end));
    int64_t mg = at > 0 ? mass_unit_mg(unit) : 0;
    if (mg == 0 || (unit.n == 1 && !str_is_ci(unit, STR("g")) && !str_is_ci(unit, STR("t")))) {
        return 0;
    }
    *text = utf8_trim(str_slice(*text, 0, at));
    return mg;
}

bool field_has_unit(struct str mass)
{
    return cut_unit(&mass) != 0;
}

/* Grams from a number in units of mass_mg milligrams, or of its own unit: read to 1/1000 of the
 * unit, then rounded half up to whole grams. Kilograms need no conversion. */
static enum seine_status read_mass(struct str text, struct field_context *x, int64_t *ret)
{
    int64_t milli = 0;
    int64_t unit = cut_unit(&text);
    enum seine_status status = read_number(text, 3, x, &milli);
    if (status != SEINE_OK) {
        return status;
    }
    unit = unit != 0 ? unit : x->formats->mass_mg;
    if (unit == 0 || unit == 1000000) {
        *ret = milli;
        return SEINE_OK;
    }
    int64_t product = 0;
    if (__builtin_mul_overflow(milli, unit, &product) || product > INT64_MAX - 500000) {
        return field_bad(x, text, "is too large to be true");
    }
    *ret = (product + 500000) / 1000000;
    return SEINE_OK;
}

static enum seine_status set_line(int64_t *ret, struct str text, struct field_context *x)
{
    int64_t value = 0;
    if (!str_to_i64(text, &value) || value < 0 || value > 999999999) {
        return field_bad(x, text, "is no line number; give a whole number from 1 on");
    }
    *ret = value == 0 ? TRADE_NONE : value;
    return SEINE_OK;
}

static enum seine_status set_when(struct trade_when *ret, struct str text, struct field_context *x)
{
    const struct field_formats *f = x->formats;
    for (size_t i = 0; i < f->n_date_formats; i++) {
        if (date_by_format(text, f->date_formats[i], ret)) {
            return SEINE_OK;
        }
    }
    struct trade_when when = {DATE_NONE, -1};
    if (f->n_date_formats > 0) {
        return field_bad(x, text, "is no date in the mapping's formats");
    }
    if (!date_parse(text, &when.day, &when.second)) {
        return field_bad(x, text,
                         "is no date of the years 1 to 9999; give ISO 8601 (2026-07-31), or "
                         "a mapping that says how dates are written");
    }
    *ret = when;
    return SEINE_OK;
}

/* XML Schema's gMonthDay. 2000 has a 29 February. */
static enum seine_status set_month_day(int32_t *ret, struct str text, struct field_context *x)
{
    int64_t month = 0;
    int64_t day = 0;
    bool ok = text.n == 7 && str_starts(text, STR("--")) && text.p[4] == '-' &&
              str_to_i64(str_slice(text, 2, 4), &month) &&
              str_to_i64(str_slice(text, 5, 7), &day) && date_is_valid(2000, (int)month, (int)day);
    if (!ok) {
        return field_bad(x, text,
                         "is no month and day; give --01-12 for 12 January of an unknown year");
    }
    *ret = (int32_t)(month * 100 + day);
    return SEINE_OK;
}

static enum seine_status read_name(const struct name_table *t, struct str text,
                                   struct field_context *x, unsigned *ret)
{
    if (names_find(t, text, ret)) {
        return SEINE_OK;
    }
    (void)field_bad(x, text, "is unknown; allowed are");
    size_t n = strlen(x->reason);
    const char *separator = " ";
    for (unsigned i = 0; i < t->n && n < sizeof x->reason; i++) {
        if (t->names[i][0] != '\0') {
            int added =
                snprintf(x->reason + n, sizeof x->reason - n, "%s%s", separator, t->names[i]);
            n += added > 0 ? (size_t)added : 0;
            separator = ", ";
        }
    }
    return SEINE_RANGE;
}

static const struct name_table *names_of(enum field_kind kind)
{
    switch (kind) {
    case FIELD_MODE:
        return &names_mode;
    case FIELD_DOCUMENT:
        return &names_document;
    case FIELD_ROLE:
        return &names_role;
    default:
        return &names_outcome;
    }
}

/* The enumerations are stored as int by every compiler that the build accepts; going through the
 * real types keeps that an assumption of nobody. */
static void put_name(enum field_kind kind, void *at, unsigned value)
{
    switch (kind) {
    case FIELD_MODE:
        *(enum trade_mode *)at = (enum trade_mode)value;
        break;
    case FIELD_DOCUMENT:
        *(enum trade_document *)at = (enum trade_document)value;
        break;
    case FIELD_ROLE:
        *(enum trade_role *)at = (enum trade_role)value;
        break;
    default:
        *(enum trade_outcome *)at = (enum trade_outcome)value;
        break;
    }
}

static unsigned get_name(enum field_kind kind, const void *at)
{
    switch (kind) {
    case FIELD_MODE:
        return (unsigned)*(const enum trade_mode *)at;
    case FIELD_DOCUMENT:
        return (unsigned)*(const enum trade_document *)at;
    case FIELD_ROLE:
        return (unsigned)*(const enum trade_role *)at;
    default:
        return (unsigned)*(const enum trade_outcome *)at;
    }
}

static enum seine_status set_name(const struct field *f, void *at, struct str text,
                                  struct field_context *x)
{
    unsigned value = 0;
    enum seine_status status = read_name(names_of(f->kind), text, x, &value);
    if (status == SEINE_OK) {
        put_name(f->kind, at, value);
    }
    return status;
}

static enum seine_status set_flag(bool *ret, struct str text, struct field_context *x)
{
    static const char *const words[] = {"no", "yes", "false", "true", "0", "1"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (str_is_ci(text, str_of(words[i]))) {
            *ret = i % 2 == 1;
            return SEINE_OK;
        }
    }
    return field_bad(x, text, "is neither yes nor no");
}

enum seine_status field_set(const struct field *f, void *object, struct str text,
                            struct field_context *x)
{
    void *at = (char *)object + f->offset;
    switch (f->kind) {
    case FIELD_TEXT:
        *(struct str *)at = text;
        return SEINE_OK;
    case FIELD_PLACE:
        return set_place(at, text, x);
    case FIELD_COUNTRY:
        return set_country(at, text, x);
    case FIELD_CURRENCY:
        return set_currency(at, text, x);
    case FIELD_AMOUNT:
        return read_number(text, f->decimals, x, at);
    case FIELD_MONEY:
        return set_money(at, text, f->decimals, x);
    case FIELD_MASS:
        return read_mass(text, x, at);
    case FIELD_LINE:
        return set_line(at, text, x);
    case FIELD_WHEN:
        return set_when(at, text, x);
    case FIELD_MONTH_DAY:
        return set_month_day(at, text, x);
    case FIELD_FLAG:
        return set_flag(at, text, x);
    default:
        return set_name(f, at, text, x);
    }
}

bool field_is_missing(const struct field *f, const void *object)
{
    const void *at = (const char *)object + f->offset;
    switch (f->kind) {
    case FIELD_TEXT:
    case FIELD_PLACE:
    case FIELD_COUNTRY:
    case FIELD_CURRENCY:
        return ((const struct str *)at)->n == 0;
    case FIELD_AMOUNT:
    case FIELD_MONEY:
    case FIELD_MASS:
    case FIELD_LINE:
        return *(const int64_t *)at == TRADE_NONE;
    case FIELD_WHEN:
        return ((const struct trade_when *)at)->day == DATE_NONE;
    case FIELD_MONTH_DAY:
        return *(const int32_t *)at == 0;
    case FIELD_FLAG:
        return !*(const bool *)at;
    case FIELD_ROLE:
        return false;
    default:
        return get_name(f->kind, at) == 0;
    }
}

void field_text(const struct field *f, const void *object, struct buf *out)
{
    const void *at = (const char *)object + f->offset;
    if (field_is_missing(f, object)) {
        return;
    }
    switch (f->kind) {
    case FIELD_TEXT:
    case FIELD_PLACE:
    case FIELD_COUNTRY:
    case FIELD_CURRENCY:
        buf_add(out, *(const struct str *)at);
        break;
    case FIELD_AMOUNT:
    case FIELD_MONEY:
    case FIELD_MASS:
    case FIELD_LINE:
        buf_add_fixed(out, *(const int64_t *)at, f->decimals);
        break;
    case FIELD_WHEN: {
        const struct trade_when *when = at;
        buf_add_date_time(out, when->day, when->second);
        break;
    }
    case FIELD_MONTH_DAY: {
        int32_t on = *(const int32_t *)at;
        buf_add_f(out, "--%02d-%02d", on / 100 % 100, on % 100);
        break;
    }
    case FIELD_FLAG:
        buf_add_z(out, "yes");
        break;
    default: {
        const struct name_table *t = names_of(f->kind);
        unsigned value = get_name(f->kind, at);
        buf_add_z(out, value < t->n ? t->names[value] : "");
        break;
    }
    }
}
