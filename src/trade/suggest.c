/* trade/suggest.c - proposes a mapping for a CSV of unknown columns, from its header and content.
 *
 * The names say what a column may be; the values must agree: a column of which too many values
 * would be bad stays an extra field, and the proposal says why. Formats of dates and the decimal
 * sign are those under which the values are good. It decides nothing for the user: what is printed
 * is a mapping file to read and to change. */
#include "trade/suggest.h"

#include <stdio.h>
#include <string.h>

enum { SAMPLE_ROWS = 1000, SAMPLE_VALUES = 200, MAX_COLUMNS = 512 };

static const char *const date_formats[] = {
    "%Y-%m-%d",
    "%Y%m%d",
    "%d.%m.%Y",
    "%d/%m/%Y",
    "%m/%d/%Y",
    "%d-%b-%Y",
    "%d%b%y",
    "%Y/%m/%d",
    "%d-%m-%Y",
    "%d.%m.%y",
    "%d/%m/%y",
    "%m/%d/%y",
    "%d-%m-%y",
    "%d-%b-%y",
    "%d %b %Y",
    "%Y.%m.%d",
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%d %H:%M",
    "%Y-%m-%dT%H:%M:%S",
    "%Y-%m-%dT%H:%M:%SZ",
    "%Y-%m-%dT%H:%M:%S.000Z",
    "%Y-%m-%dT%H:%M",
    "%Y/%m/%d %H:%M:%S",
    "%Y/%m/%d %H:%M",
    "%d.%m.%Y %H:%M:%S",
    "%d.%m.%Y %H:%M",
    "%d/%m/%Y %H:%M:%S",
    "%d/%m/%Y %H:%M",
    "%m/%d/%Y %H:%M:%S",
    "%m/%d/%Y %H:%M",
    "%d-%b-%Y %H:%M:%S",
    "%d-%b-%Y %H:%M",
    "%d-%m-%Y %H:%M:%S",
    "%d-%m-%Y %H:%M",
    "%b %d, %Y",
};
enum { N_DATE_FORMATS = sizeof date_formats / sizeof *date_formats };

/* How the numbers of a file may be written; of those that read as many the first is proposed. */
static const struct field_formats number_formats[] = {
    {.decimal = 0},
    {.thousands = ','},
    {.decimal = ',', .thousands = '.'},
    {.decimal = ',', .thousands = ' '},
    {.thousands = ' '},
    {.thousands = '\''},
};
enum { N_NUMBER_FORMATS = sizeof number_formats / sizeof *number_formats };

/* How many values a format reads, and their sum: equal numbers of values with other sums mean that
 * the values do not tell which of two formats is right. */
struct reading {
    size_t n;
    uint64_t sum;
};

static struct reading read_dates(const struct column *c, const char *format)
{
    struct trade_when when;
    struct reading r = {0, 0};
    for (size_t i = 0; i < c->values.n; i++)
        if (date_by_format(c->values.v[i], str_of(format), &when)) {
            r.n++;
            r.sum += (uint64_t)when.day;
        }
    return r;
}

static bool has_format(const struct proposal *p, struct str format)
{
    for (size_t i = 0; i < p->n_dates; i++)
        if (str_is(p->dates[i], format))
            return true;
    return false;
}

/* Whether a value is another day by the formats before, which are tried first: a mapping has one
 * list of them for all columns. */
static bool is_read_otherwise(const struct proposal *p, const struct column *c, const char *format)
{
    struct trade_when first, own;
    for (size_t i = 0; i < c->values.n; i++) {
        size_t k = 0;
        while (k < p->n_dates && !date_by_format(c->values.v[i], p->dates[k], &first))
            k++;
        if (k < p->n_dates && date_by_format(c->values.v[i], str_of(format), &own) &&
            own.day != first.day)
            return true;
    }
    return false;
}

static size_t count_all_dates(const struct proposal *p, const char *format)
{
    size_t n = 0;
    for (size_t i = 0; i < p->n; i++)
        if (p->columns[i].is_bound && p->columns[i].binding.field->kind == FIELD_WHEN)
            n += read_dates(&p->columns[i], format).n;
    return n;
}

/* The format that reads the most values; of equal ones that which reads the most in all columns of
 * dates, for a file is mostly written in one way; then the first. */
static bool judge_dates(struct proposal *p, const struct column *c)
{
    size_t best = 0;
    size_t most_in_all = 0;
    struct reading most = {0, 0};
    bool is_ambiguous = false;
    for (size_t i = 0; i < N_DATE_FORMATS; i++) {
        struct reading r = read_dates(c, date_formats[i]);
        size_t in_all = r.n > 0 && r.n >= most.n ? count_all_dates(p, date_formats[i]) : 0;
        if (r.n > most.n || (r.n == most.n && in_all > most_in_all)) {
            most = r;
            most_in_all = in_all;
            best = i;
            is_ambiguous = false;
        } else if (r.n == most.n && in_all == most_in_all) {
            is_ambiguous |= r.sum != most.sum;
        }
    }
    struct str format = str_of(date_formats[best]);
    if (most.n * 10 < c->values.n * 9 || is_read_otherwise(p, c, date_formats[best]))
        return false;
    p->is_ambiguous |= is_ambiguous;
    if (!has_format(p, format) && p->n_dates < SUGGEST_DATES)
        p->dates[p->n_dates++] = format;
    return true;
}

static bool is_number(enum field_kind kind)
{
    return kind == FIELD_AMOUNT || kind == FIELD_MONEY || kind == FIELD_MASS;
}

/* The values that the field takes under these formats. */
static struct reading read_values(struct proposal *p, struct column *c,
                                  const struct field_formats *formats, bool notes_others)
{
    struct field_context x = {.formats = formats, .arena = &p->arena, .geo = p->geo};
    struct reading r = {0, 0};
    for (size_t i = 0; i < c->values.n; i++) {
        union {
            struct str text;
            int64_t number;
            struct trade_when when;
            enum trade_mode mode;
        } value;
        struct field f = *c->binding.field;
        f.offset = 0;
        if (field_set(&f, &value, c->values.v[i], &x) != SEINE_OK) {
            if (notes_others)
                suggest_note_unknown(c, c->values.v[i]);
            continue;
        }
        r.n++;
        if (is_number(f.kind))
            r.sum += (uint64_t)value.number;
    }
    return r;
}

/* A mapping has one way of writing numbers, so all columns of numbers choose it together. */
static void choose_numbers(struct proposal *p)
{
    struct reading most = {0, 0};
    for (size_t k = 0; k < N_NUMBER_FORMATS; k++) {
        struct reading all = {0, 0};
        for (size_t i = 0; i < p->n; i++) {
            if (!p->columns[i].is_bound || !is_number(p->columns[i].binding.field->kind))
                continue;
            struct reading r = read_values(p, &p->columns[i], &number_formats[k], false);
            all.n += r.n;
            all.sum += r.sum;
        }
        if (all.n > most.n) {
            most = all;
            p->numbers = &number_formats[k];
            p->is_sign_unclear = false;
        } else if (all.n == most.n) {
            p->is_sign_unclear |= all.sum != most.sum;
        }
    }
}

static bool are_digits(struct str s)
{
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] >= '0' && s.p[i] <= '9')
            n++;
        else if (s.p[i] != '.' && s.p[i] != ' ')
            return false;
    }
    return n >= 2 && n <= 14;
}

static bool judge_codes(const struct column *c)
{
    size_t n = 0;
    for (size_t i = 0; i < c->values.n; i++)
        n += are_digits(c->values.v[i]);
    return n * 10 >= c->values.n * 9;
}

static const struct {
    const char *code, *mode;
} mode_codes[] = {{"1", "sea"},   {"10", "sea"}, {"2", "rail"}, {"20", "rail"}, {"3", "road"},
                  {"30", "road"}, {"4", "air"},  {"40", "air"}, {"5", "post"},  {"50", "post"}};
enum { N_MODE_CODES = sizeof mode_codes / sizeof *mode_codes };

static bool is_mode(struct str text)
{
    enum trade_mode mode;
    if (trade_mode_parse(text, &mode))
        return true;
    for (size_t i = 0; i < N_MODE_CODES; i++)
        if (str_is(text, str_of(mode_codes[i].code)))
            return true;
    return false;
}

static bool judge_modes(const struct column *c)
{
    size_t n = 0;
    for (size_t i = 0; i < c->values.n; i++)
        n += is_mode(c->values.v[i]);
    return n * 10 >= c->values.n * 9;
}

/* What the values would have to be. */
static const char *why_unfit(const struct column *c)
{
    switch (c->binding.field->kind) {
    case FIELD_WHEN:
        return "its values are no dates in one spelling, or not in that of the other columns";
    case FIELD_AMOUNT:
    case FIELD_MONEY:
    case FIELD_MASS:
        return "its values are not all numbers";
    case FIELD_COUNTRY:
        return "its values are no countries; [values] can translate them";
    case FIELD_CURRENCY:
        return "its values are no currency codes; [values] can translate them";
    case FIELD_PLACE:
        return "its values are no codes of places, nor names whose country stands in the cell, "
               "in a column beside it (from_country, to_country) or in [constants]";
    case FIELD_MODE:
        return "its values are no modes that are known; [values.mode] can translate them";
    case FIELD_TEXT:
        return "its values are no tariff numbers";
    default:
        return "its values do not agree with that";
    }
}

static void judge(struct proposal *p, struct column *c)
{
    static const struct field_formats plain = {0};
    bool good = true;
    if (!c->is_bound)
        return;
    enum field_kind kind = c->binding.field->kind;
    if (kind == FIELD_WHEN)
        good = judge_dates(p, c);
    else if (is_number(kind))
        good = read_values(p, c, p->numbers, true).n * 10 >= c->values.n * 9;
    else if (kind == FIELD_MODE)
        good = judge_modes(c);
    else if (kind == FIELD_PLACE)
        good = suggest_places(p, c);
    else if (kind != FIELD_TEXT)
        good = read_values(p, c, &plain, true).n * 10 >= c->values.n * 9;
    else if (strcmp(c->binding.name, "hs") == 0)
        good = judge_codes(c);
    c->is_used = good;
    c->why_not = good ? NULL : why_unfit(c);
}

/* A mapping cannot tell columns of one name apart. */
static void refuse_twins(struct proposal *p)
{
    for (size_t i = 0; i < p->n; i++) {
        for (size_t k = i + 1; k < p->n; k++) {
            if (!str_is_ci(p->columns[i].name, p->columns[k].name))
                continue;
            p->columns[i].is_unfit = p->columns[k].is_unfit = true;
        }
        struct column *c = &p->columns[i];
        if (c->is_unfit && c->is_used) {
            c->is_used = false;
            c->why_not = "its name stands more than once";
        }
    }
}

/* Whether b says more surely than a, which stands before it, what both may mean. */
static bool is_surer(const struct column *a, const struct column *b)
{
    bool a_says = a->n_values > 0;
    bool b_says = b->n_values > 0;
    if (a_says != b_says)
        return b_says;
    if (a->meaning.weight != b->meaning.weight)
        return b->meaning.weight > a->meaning.weight;
    return b->meaning.n_words < a->meaning.n_words;
}

/* One column of ours takes one of theirs, but for the lines of an address: the surest, then the
 * first. */
static void settle(struct proposal *p)
{
    for (size_t i = 0; i < p->n; i++) {
        struct column *a = &p->columns[i];
        bool may_join = a->is_used && str_contains(a->meaning.ours, STR("_address"));
        for (size_t k = i + 1; k < p->n && a->is_used && !may_join; k++) {
            struct column *b = &p->columns[k];
            if (!b->is_used || !str_is(a->meaning.ours, b->meaning.ours))
                continue;
            struct column *loser = is_surer(a, b) ? a : b;
            loser->is_used = false;
            loser->why_not = "another column says it already";
        }
    }
}

static struct column *user_of(struct proposal *p, const char *ours)
{
    for (size_t i = 0; i < p->n; i++)
        if (p->columns[i].is_used && str_is(p->columns[i].meaning.ours, str_of(ours)))
            return &p->columns[i];
    return NULL;
}

static bool is_key(const struct column *c)
{
    for (size_t i = 0; i < c->values.n; i++)
        for (size_t k = i + 1; k < c->values.n; k++)
            if (str_is(c->values.v[i], c->values.v[k]))
                return false;
    return c->values.n > 0;
}

/* A name or a mass that no two rows of a small file share is no key. */
static bool may_be_key(const struct column *c)
{
    bool is_document = c->is_used && str_starts(c->meaning.ours, STR("doc_")) &&
                       c->binding.field->kind == FIELD_TEXT;
    return (is_document || !c->is_bound) && !c->is_unfit && c->name.n > 0;
}

/* A record needs a key: without a column named like one, the first whose values are all different
 * and in every row. */
static void find_key(struct proposal *p)
{
    for (size_t i = 0; i < p->n && user_of(p, "id") == NULL; i++) {
        struct column *c = &p->columns[i];
        if (may_be_key(c) && c->n_values == p->n_rows && is_key(c)) {
            c->meaning.ours = STR("id");
            c->is_used = csv_column_find(c->meaning.ours, &c->binding);
        }
    }
}

static void add_quoted(struct buf *out, struct str s)
{
    buf_add_c(out, '"');
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if (c == '"' || c == '\\')
            buf_add_c(out, '\\');
        if (c < ' ' || c == 0x7f)
            buf_add_f(out, "\\u%04X", c);
        else
            buf_add_c(out, s.p[i]);
    }
    buf_add_c(out, '"');
}

/* One line of a comment: no line ends, cut short at a character. */
static void add_shown(struct buf *out, struct str s)
{
    size_t n = s.n < 40 ? s.n : 40;
    while (n > 0 && n < s.n && ((unsigned char)s.p[n] & 0xC0u) == 0x80u)
        n--;
    for (size_t i = 0; i < n; i++)
        buf_add_c(out, (unsigned char)s.p[i] < ' ' || s.p[i] == 0x7f ? ' ' : s.p[i]);
    if (n < s.n)
        buf_add_z(out, "...");
}

static void add_example(struct buf *out, const struct column *c)
{
    add_shown(out, c->values.n > 0 ? c->values.v[0] : STR("(always empty)"));
}

/* A column of masses whose unit is said nowhere. */
static bool lacks_unit(const struct proposal *p)
{
    for (size_t i = 0; i < p->n; i++) {
        const struct column *c = &p->columns[i];
        if (c->is_used && c->binding.field->kind == FIELD_MASS && c->unit == NULL)
            return true;
    }
    return false;
}

/* What of a column's values is not understood, and what becomes of it. */
static void add_unknown(struct buf *out, const struct column *c)
{
    bool is_place = c->is_bound && c->binding.field->kind == FIELD_PLACE;
    if (c->n_unknown == 0)
        return;
    buf_add_f(out, "#   %zu of %zu values looked at are not understood", c->n_unknown, c->values.n);
    if (c->is_used)
        buf_add_z(out, is_place ? " and stay an extra field" : " and cost their rows");
    for (size_t i = 0; i < SUGGEST_SHOWN && c->unknown[i].n > 0; i++) {
        buf_add_z(out, i > 0 ? "; " : ": ");
        add_shown(out, c->unknown[i]);
    }
    buf_add_z(out, c->is_used && !is_place ? "; [values] can translate them\n" : "\n");
}

static bool has_dates(const struct proposal *p)
{
    bool only_iso = p->n_dates == 1 && str_is(p->dates[0], STR("%Y-%m-%d"));
    return p->n_dates > 0 && !only_iso;
}

static void write_dates(const struct proposal *p, struct buf *out)
{
    if (!has_dates(p))
        return;
    buf_add_z(out, "dates = [");
    for (size_t i = 0; i < p->n_dates; i++) {
        buf_add_z(out, i > 0 ? ", " : "");
        add_quoted(out, p->dates[i]);
    }
    buf_add_z(out, "]");
    buf_add_z(out, p->is_ambiguous ? " # or month before day: no value tells\n" : "\n");
}

static void write_numbers(const struct proposal *p, struct buf *out)
{
    if (p->numbers->decimal != 0)
        buf_add_f(out, "decimal = \"%c\"\n", p->numbers->decimal);
    if (p->numbers->thousands != 0)
        buf_add_f(out, "thousands = \"%c\"\n", p->numbers->thousands);
    if (p->is_sign_unclear)
        buf_add_z(out,
                  "# check: no value tells which sign stands before decimals and which between "
                  "thousands\n");
}

static void write_formats(const struct proposal *p, struct buf *out)
{
    bool has_numbers = p->numbers->decimal != 0 || p->numbers->thousands != 0 || p->is_sign_unclear;
    bool has_unit = p->mass_units != NULL || lacks_unit(p);
    if (has_numbers || has_unit || has_dates(p))
        buf_add_z(out, "\n[format]\n");
    write_numbers(p, out);
    write_dates(p, out);
    if (p->mass_units != NULL) {
        buf_add_z(out, "mass_unit_column = ");
        add_quoted(out, p->mass_units->name);
        buf_add_c(out, '\n');
    } else if (has_unit) {
        buf_add_z(out, "mass_unit = \"kg\" # check: the file does not say it\n");
    }
}

static void write_units(const struct proposal *p, struct buf *out)
{
    bool is_first = true;
    for (size_t i = 0; i < p->n; i++) {
        const struct column *c = &p->columns[i];
        if (!c->is_used || c->unit == NULL)
            continue;
        buf_add_z(out, is_first ? "\n[units]\n" : "");
        add_quoted(out, c->name);
        buf_add_f(out, " = \"%s\"\n", c->unit);
        is_first = false;
    }
}

/* What the heading of the column of amounts names, if no column does. */
static struct str currency_of(struct proposal *p, const char *amount, const char *ours)
{
    const struct column *c = user_of(p, amount);
    return c != NULL && user_of(p, ours) == NULL ? suggest_currency(p, c->name) : STR_EMPTY;
}

static void write_constants(struct proposal *p, struct buf *out)
{
    struct str value = currency_of(p, "value", "currency");
    struct str freight = currency_of(p, "freight", "freight_currency");
    if (p->mode == TRADE_MODE_NONE && value.n + freight.n == 0)
        return;
    buf_add_z(out, "\n[constants]\n");
    if (p->mode != TRADE_MODE_NONE)
        buf_add_f(out, "mode = \"%s\" # check: told by the names of columns\n",
                  trade_mode_name(p->mode));
    if (value.n > 0)
        buf_add_f(out, "currency = \"" STR_FMT "\" # told by a column's name\n", STR_ARG(value));
    if (freight.n > 0)
        buf_add_f(out, "freight_currency = \"" STR_FMT "\" # told by a column's name\n",
                  STR_ARG(freight));
}

/* What a sign of several currencies leaves open. */
static void add_unsure_money(struct proposal *p, struct buf *out, const struct column *c)
{
    const char *ours = c->is_bound && c->binding.is_goods ? "currency" : "freight_currency";
    struct str amount = suggest_unsure_money(p, c);
    if (amount.n == 0 || user_of(p, ours) != NULL || suggest_currency(p, c->name).n > 0)
        return;
    buf_add_z(out, "#   check: of \"");
    add_shown(out, amount);
    buf_add_f(out, "\" no currency is sure, and none is taken; [constants] can give %s\n", ours);
}

static void write_columns(struct proposal *p, struct buf *out)
{
    buf_add_z(out, "\n[columns]\n");
    for (size_t i = 0; i < p->n; i++) {
        const struct column *c = &p->columns[i];
        if (!c->is_used)
            continue;
        add_quoted(out, c->name);
        bool is_id = str_is(c->meaning.ours, STR("id"));
        buf_add_z(out, " = ");
        if (is_id)
            buf_add_z(out, "[\"id\", \"doc_number\"]");
        else
            add_quoted(out, c->meaning.ours);
        buf_add_z(out, " # ");
        add_example(out, c);
        buf_add_c(out, '\n');
        add_unknown(out, c);
        add_unsure_money(p, out, c);
    }
    for (size_t i = 0; i < p->n; i++) {
        const struct column *c = &p->columns[i];
        if (c->is_used || c == p->mass_units)
            continue;
        buf_add_z(out, "# ");
        if (c->name.n > 0)
            add_quoted(out, c->name);
        else
            buf_add_f(out, "\"column %zu\"", i + 1);
        buf_add_z(out, " stays an extra field: ");
        if (c->why_not != NULL)
            buf_add_f(out, "it may be %.*s, but %s", STR_ARG(c->meaning.ours), c->why_not);
        else
            buf_add_z(out, "its name says nothing known");
        if (c->n_unknown == 0) {
            buf_add_z(out, "; ");
            add_example(out, c);
        }
        buf_add_c(out, '\n');
        add_unknown(out, c);
    }
}

static void write_modes(struct proposal *p, struct buf *out)
{
    const struct column *c = user_of(p, "mode");
    bool is_coded = false;
    enum trade_mode mode;
    for (size_t i = 0; c != NULL && i < c->values.n; i++)
        is_coded |= !trade_mode_parse(c->values.v[i], &mode);
    if (!is_coded)
        return;
    buf_add_z(out, "\n[values.mode] # check: as the EU and UN/ECE number them, others do not\n");
    for (size_t i = 0; i < N_MODE_CODES; i++)
        buf_add_f(out, "\"%s\" = \"%s\"\n", mode_codes[i].code, mode_codes[i].mode);
}

/* Bytes that are no UTF-8 are read as Windows-1252, as the reader does. */
static struct str keep(struct proposal *p, struct str s, bool *ok)
{
    struct buf repaired;
    s = utf8_trim(s);
    if (bytes_kind(s) == 0 || utf8_is_valid(s))
        return arena_str(&p->arena, s, ok);
    buf_init(&repaired, 3 * LIMIT_CSV_FIELD);
    (void)utf8_repair(s, &repaired);
    *ok = *ok && buf_status(&repaired) == SEINE_OK;
    struct str kept = arena_str(&p->arena, utf8_trim(buf_str(&repaired)), ok);
    buf_release(&repaired);
    return kept;
}

static enum seine_status take_header(struct proposal *p, const struct csv_row *row)
{
    bool ok = true;
    p->n = row->n_fields < MAX_COLUMNS ? row->n_fields : MAX_COLUMNS;
    p->columns = mem_calloc(p->n + 1, sizeof *p->columns);
    if (p->columns == NULL)
        return SEINE_NOMEM;
    for (size_t i = 0; i < p->n; i++) {
        p->columns[i].name = keep(p, row->fields[i], &ok);
        p->columns[i].is_unfit = bytes_kind(p->columns[i].name) == 2;
        if (!p->columns[i].is_unfit)
            p->columns[i].meaning = suggest_meaning(p->columns[i].name, &p->arena);
        else
            p->columns[i].meaning.ours = STR_EMPTY;
    }
    return ok ? SEINE_OK : SEINE_NOMEM;
}

static enum seine_status take_row(struct proposal *p, const struct csv_row *row)
{
    bool ok = true;
    p->n_rows++;
    for (size_t i = 0; i < p->n && i < row->n_fields; i++) {
        struct column *c = &p->columns[i];
        struct str value = str_trim(row->fields[i]);
        c->n_values += value.n > 0;
        if (value.n > 0 && c->values.n < SAMPLE_VALUES)
            ok = ok && VEC_PUSH(&c->values, keep(p, value, &ok)) && VEC_PUSH(&c->rows, p->n_rows);
    }
    return ok ? SEINE_OK : SEINE_NOMEM;
}

static size_t count_meanings(struct proposal *p, const struct csv_row *row, size_t *ret_values)
{
    size_t n = 0;
    bool ok = true;
    *ret_values = 0;
    for (size_t i = 0; i < row->n_fields && i < MAX_COLUMNS; i++) {
        struct str name = keep(p, row->fields[i], &ok);
        *ret_values += name.n > 0;
        n += bytes_kind(name) != 2 && suggest_meaning(name, &p->arena).ours.n > 0;
    }
    return n;
}

/* The heading is the row, of those where the reader looks for it, whose names mean the most; above
 * it stand titles, which have few values. */
static enum seine_status find_heading(struct proposal *p, struct csv_reader *rows,
                                      struct seine_error *err)
{
    size_t best = 0, most_above = 0, n_values = 0;
    for (int i = 0; i < CSV_HEADING_ROWS; i++) {
        const struct csv_row *row = NULL;
        enum seine_status status = csv_next(rows, &row, err);
        if (status != SEINE_OK || row == NULL)
            return status;
        size_t n = row->status == SEINE_OK ? count_meanings(p, row, &n_values) : 0;
        bool is_better = n > best && csv_may_be_titles(most_above, n_values);
        if (p->heading == 0 || is_better) {
            best = n;
            p->heading = row->line;
            p->is_headless = csv_has_numbers(row->fields, row->n_fields);
        }
        most_above = n_values > most_above ? n_values : most_above;
    }
    return SEINE_OK;
}

static enum seine_status take_sample(struct proposal *p, struct csv_reader *rows,
                                     struct seine_error *err)
{
    enum seine_status status = SEINE_OK;
    while (status == SEINE_OK && p->n_rows < SAMPLE_ROWS) {
        const struct csv_row *row = NULL;
        status = csv_next(rows, &row, err);
        if (status != SEINE_OK || row == NULL)
            break;
        if (row->status == SEINE_OK && row->line >= p->heading)
            status = p->columns == NULL ? take_header(p, row) : take_row(p, row);
        if (status != SEINE_OK)
            error_set(err, status, "no memory for the sample");
    }
    return status;
}

typedef enum seine_status read_fn(struct proposal *p, struct csv_reader *rows,
                                  struct seine_error *err);

/* The rows from the first one on. */
static enum seine_status read_rows(struct proposal *p, struct str bytes, const char *source,
                                   read_fn *read, struct seine_error *err)
{
    struct input *in = NULL;
    struct csv_reader *rows = NULL;
    enum seine_status status = input_open_bytes(bytes, source, &in, err);
    if (status == SEINE_OK)
        status = csv_open(in, 0, &rows, err);
    if (status == SEINE_OK)
        status = read(p, rows, err);
    csv_free(rows);
    input_free(in);
    return status;
}

static void release_column(struct column *c)
{
    VEC_RELEASE(&c->values);
    VEC_RELEASE(&c->rows);
}

static void release(struct proposal *p)
{
    for (size_t i = 0; i < p->n; i++)
        release_column(&p->columns[i]);
    mem_free(p->columns);
    arena_release(&p->arena);
}

static void write_all(struct proposal *p, const char *source, struct buf *out)
{
    const char *slash = strrchr(source, '/');
    buf_add_f(out,
              "# Proposed from the header and %zu rows: read it before use.\nname = ", p->n_rows);
    add_quoted(out, str_of(slash != NULL ? slash + 1 : source));
    buf_add_c(out, '\n');
    if (p->is_headless)
        buf_add_f(out,
                  "# Line %lld looks like a row of data: above it must stand one that names the "
                  "columns\n",
                  (long long)p->heading);
    else if (p->heading > 1)
        buf_add_f(out, "# The columns are named in line %lld; what stands above is passed over\n",
                  (long long)p->heading);
    if (user_of(p, "id") == NULL)
        buf_add_z(out, "# No column is a key; every record needs one: \"THEIRS\" = \"id\"\n");
    write_formats(p, out);
    write_columns(p, out);
    write_units(p, out);
    write_constants(p, out);
    write_modes(p, out);
}

static void decide(struct proposal *p)
{
    for (size_t i = 0; i < p->n; i++) {
        struct column *c = &p->columns[i];
        c->is_bound = c->meaning.ours.n > 0 && csv_column_find(c->meaning.ours, &c->binding);
    }
    p->mode = suggest_mode(p);
    choose_numbers(p);
    for (size_t i = 0; i < p->n; i++)
        judge(p, &p->columns[i]);
    refuse_twins(p);
    suggest_units(p);
    settle(p);
    find_key(p);
}

enum seine_status trade_mapping_suggest(struct str bytes, const char *source, const struct geo *geo,
                                        struct buf *out, struct seine_error *err)
{
    struct proposal p = {.geo = geo, .numbers = &number_formats[0]};
    arena_init(&p.arena, 256 * MIB);
    enum seine_status status = read_rows(&p, bytes, source, find_heading, err);
    if (status == SEINE_OK && p.heading > 0)
        status = read_rows(&p, bytes, source, take_sample, err);
    if (status == SEINE_OK && (p.n_rows == 0 || bytes_kind(bytes) == 2))
        status = error_set(err, SEINE_FORMAT, "needs a header and at least one row of CSV");
    if (status == SEINE_OK) {
        decide(&p);
        write_all(&p, source, out);
        status = buf_status(out);
        if (status != SEINE_OK)
            error_set(err, status, "the mapping is too long");
    }
    release(&p);
    return status;
}
