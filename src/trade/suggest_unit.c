/* trade/suggest_unit.c - in which unit the masses of a file are, and in which currency its amounts,
 * as the names of its columns and a column of units beside them say it. What a unit is stands in
 * mass_unit.c alone; words that mean several (ton, cwt) are refused, for reading them wrong is an
 * error of a tenth that nobody sees.
 */
#include "trade/suggest.h"

#include <string.h>

static const char *const tons[] = {"ton", "tons", "tn"}; /* metric ones are tonnes */
static const char *const doubtful[] = {"cwt",    "quintal", "quintals", "quintaux", "quintales",
                                       "qtl",    "qtls",    "stone",    "st",       "libra",
                                       "libras", "pfund",   "livre",    "livres"};

static const char *plain_unit(struct str word)
{
    static const struct {
        int64_t mg;
        const char *name;
    } units[] = {{1000000, "kg"}, {1000, "g"}, {453592, "lb"}, {1000000000, "t"}, {28350, "oz"}};
    int64_t mg = mass_unit_mg(word);
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (units[i].mg == mg)
            return units[i].name;
    return NULL;
}

static bool is_one_of(struct str word, const char *const *list, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (str_is(word, str_of(list[i])))
            return true;
    return false;
}

static bool is_ton(struct str word)
{
    return is_one_of(word, tons, sizeof tons / sizeof *tons);
}

static bool is_doubtful(struct str word)
{
    return is_one_of(word, doubtful, sizeof doubtful / sizeof *doubtful);
}

/* What stands in the last brackets, letters only in small: "M/T" is mt. */
static struct str in_brackets(struct str name, char out[SUGGEST_WORD])
{
    size_t end = name.n;
    size_t n = 0;
    while (end > 0 && name.p[end - 1] != ')' && name.p[end - 1] != ']')
        end--;
    size_t at = end;
    while (at > 0 && name.p[at - 1] != '(' && name.p[at - 1] != '[')
        at--;
    for (; at > 0 && at < end && n < SUGGEST_WORD; at++) {
        char c = name.p[at];
        if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'))
            out[n++] = (char)(c | 0x20);
    }
    return (struct str){out, n};
}

/* "k" and "l" are units in a column of units only; "g" alone may be "gross", so that it must stand
 * in brackets or behind "in", as "t" must stand last. */
static bool may_be_unit(const struct words *w, size_t i)
{
    struct str word = str_of(w->text[i]);
    if (word.n > 1)
        return true;
    bool is_behind_in = i > 0 && strcmp(w->text[i - 1], "in") == 0;
    return is_behind_in || (str_is(word, STR("t")) && i + 1 == w->n);
}

/* The unit that a name says, NULL if none; *ret_doubtful: it says one that may be several. */
static const char *unit_of(struct str name, bool *ret_doubtful)
{
    char room[SUGGEST_WORD];
    struct words w;
    struct str word = in_brackets(name, room);
    const char *unit =
        word.n > 0 && !str_is(word, STR("k")) && !str_is(word, STR("l")) ? plain_unit(word) : NULL;
    *ret_doubtful = is_doubtful(word);
    bool has_tons = is_ton(word);
    suggest_split(name, &w);
    bool is_metric = false;
    for (size_t i = 0; i < w.n; i++) {
        word = str_of(w.text[i]);
        is_metric |= str_starts(word, STR("metric"));
        *ret_doubtful |= is_doubtful(word);
        has_tons |= is_ton(word);
        if (unit == NULL && may_be_unit(&w, i))
            unit = plain_unit(word);
    }
    if (has_tons && is_metric)
        unit = "t";
    *ret_doubtful |= has_tons && !is_metric;
    return *ret_doubtful ? NULL : unit;
}

/* A column that names units: its name says so, and its values are ones. */
static bool names_units(const struct column *c)
{
    static const char *const nouns[] = {"unit",   "uom",   "units",           "einheit",
                                        "unidad", "unite", "gewichtseinheit", "masseinheit"};
    static const char *const masses[] = {"weight", "wt", "mass", "gewicht", "peso", "poids"};
    struct words w;
    bool is_unit = false;
    bool is_mass = false;
    size_t n = 0;
    suggest_split(c->name, &w);
    for (size_t i = 0; i < w.n; i++) {
        struct str word = str_of(w.text[i]);
        for (size_t k = 0; k < sizeof nouns / sizeof *nouns; k++)
            is_unit |= str_is(word, str_of(nouns[k]));
        for (size_t k = 0; k < sizeof masses / sizeof *masses; k++)
            is_mass |= str_is(word, str_of(masses[k]));
        is_mass |= str_is(word, STR("gewichtseinheit")) || str_is(word, STR("masseinheit"));
    }
    for (size_t i = 0; i < c->values.n; i++)
        n += mass_unit_mg(c->values.v[i]) != 0;
    return is_unit && is_mass && !c->is_unfit && n > 0 && n * 10 >= c->values.n * 9;
}

static bool say_the_same(const struct column *a, const struct column *b)
{
    bool are_same = a->values.n == b->values.n;
    for (size_t i = 0; i < a->values.n && are_same; i++)
        are_same = a->rows.v[i] == b->rows.v[i] &&
                   mass_unit_mg(a->values.v[i]) == mass_unit_mg(b->values.v[i]);
    return are_same;
}

/* A mapping has one column of units; two that differ leave no way to say which is whose. */
static bool find_column(struct proposal *p)
{
    for (size_t i = 0; i < p->n; i++) {
        const struct column *c = &p->columns[i];
        if (c->is_used || !names_units(c))
            continue;
        if (p->mass_units == NULL)
            p->mass_units = c;
        else if (!say_the_same(p->mass_units, c))
            return false;
    }
    return true;
}

void suggest_units(struct proposal *p)
{
    bool is_one = find_column(p);
    if (!is_one)
        p->mass_units = NULL;
    for (size_t i = 0; i < p->n; i++) {
        struct column *c = &p->columns[i];
        bool is_unclear = false;
        if (!c->is_used || c->binding.field->kind != FIELD_MASS)
            continue;
        c->unit = unit_of(c->name, &is_unclear);
        if (!is_unclear && (is_one || c->unit != NULL))
            continue;
        c->is_used = false;
        c->why_not = is_unclear ? "its unit may be one of several; [units] can say which"
                                : "several columns name units";
    }
}

static bool is_capital(char c)
{
    return c >= 'A' && c <= 'Z';
}

static bool is_part_of_word(char c)
{
    return is_capital(c) || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c & 0x80) != 0;
}

/* In capitals, and alone: "ALL" is a currency too. */
struct str suggest_currency(const struct proposal *p, struct str heading)
{
    struct str found = STR_EMPTY;
    if (str_contains(heading, STR("\u20ac")))
        return STR("EUR");
    for (size_t at = 0, end; at < heading.n; at = end + 1) {
        for (end = at; end < heading.n && is_part_of_word(heading.p[end]);)
            end++;
        struct str word = str_slice(heading, at, end);
        if (word.n != 3 || !is_capital(word.p[0]) || !is_capital(word.p[1]) ||
            !is_capital(word.p[2]) || p->geo == NULL || geo_currency(p->geo, word) == NULL)
            continue;
        if (found.n > 0)
            return STR_EMPTY; /* two */
        found = word;
    }
    return found;
}

struct str suggest_unsure_money(const struct proposal *p, const struct column *c)
{
    bool is_money = c->is_bound && c->binding.field->kind == FIELD_MONEY && p->geo != NULL;
    for (size_t i = 0; i < c->values.n && is_money; i++) {
        struct str amount = c->values.v[i];
        struct str codes = money_cut(p->geo, &amount);
        if (codes.n > 0 && !money_is_sure(codes))
            return c->values.v[i];
    }
    return STR_EMPTY;
}
