/* goods/strength.c - the formula of goods/strength.h, and nothing else.
 *
 * The constants are judgements, not fits: a six-digit code alone is common (about one in five is
 * meant), a long many-worded term hardly ever stands for something else, and honest papers agree
 * with themselves. What a strength is worth in bits is decided in assemble/. */
#include "goods/strength.h"

#include "goods/room.h"

#include <math.h>
#include <string.h>

double strength_letters(struct str text, size_t *ret_blanks)
{
    double letters = 0;
    *ret_blanks = 0;
    for (size_t at = 0; at < text.n;) {
        uint32_t cp = utf8_next(text, &at);
        if (cp == ' ')
            ++*ret_blanks;
        else
            letters += goods_is_cjk(cp) ? 2.5 : 1;
    }
    return letters;
}

double strength_term(struct str pattern, size_t n_components)
{
    size_t blanks;
    double letters = strength_letters(str_trim(pattern), &blanks);
    double w = 0.15 + 0.05 * (letters - 4) + 0.12 * (double)blanks;
    w = w < 0.10 ? 0.10 : w > 0.85 ? 0.85 : w;
    return w / (1 + 0.25 * ((double)n_components - 1));
}

double strength_cut(double weight, size_t matched, struct str pattern)
{
    size_t whole = pattern.n - (pattern.p[pattern.n - 1] == ' ');
    if (matched < STRENGTH_CUT_MIN_BYTES || matched >= whole || matched * 3 < whole * 2 ||
        memchr(pattern.p + matched, ' ', whole - matched))
        return 0;
    double share = (double)matched / (double)whole;
    return weight * share * share;
}

double strength_cut_trust(struct str description)
{
    size_t widths[2] = {description.n, utf8_length(description)};
    if (widths[1] < STRENGTH_CUT_MIN_LENGTH || description.n > LIMIT_GOODS_TEXT)
        return 0;
    for (size_t i = 0; i < 2; i++)
        if ((widths[i] <= 100 && widths[i] % 5 == 0) || widths[i] == 64 || widths[i] == 128 ||
            widths[i] == 255 || widths[i] == 256)
            return 1;
    return 0.5;
}

double strength_model(double weight)
{
    return 0.9 * weight;
}

double strength_code(struct str digits, struct str prefix)
{
    static const double by_digits[11] = {0,    0,    0.03, 0.06, 0.10, 0.14,
                                         0.22, 0.25, 0.30, 0.32, 0.36};
    size_t n = digits.n < prefix.n ? digits.n : prefix.n;
    if (n > 10 || n < 2 || (n < prefix.n && n < 4) || memcmp(digits.p, prefix.p, n) != 0)
        return 0;
    double w = by_digits[n];
    if (n >= 6) {
        struct str tail = str_slice(prefix, 4, 6);
        if (str_is(tail, STR("80")) || str_is(tail, STR("89")) || str_is(tail, STR("90")) ||
            str_is(tail, STR("99")))
            w *= 0.6;
    }
    return w;
}

double strength_code_shared(double weight, size_t n_components)
{
    return weight / (1 + 0.15 * ((double)n_components - 1));
}

static double outside(double grams, const struct goods_component *c)
{
    double least = (double)c->min_g / 2, most = (double)c->max_g * 2;
    if (grams < least)
        return log2(least / grams);
    return grams > most ? log2(grams / most) : 0;
}

static double mass_factor(const struct goods_component *c, const struct strength_item *item)
{
    if (c->max_g <= 0 || item->net_g <= 0)
        return 1;
    double k = outside((double)item->net_g, c);
    if (item->quantity > 1) {
        double each = outside((double)item->net_g / item->quantity, c);
        k = each < k ? each : k;
    }
    double factor = pow(0.85, k);
    return factor < 0.3 ? 0.3 : factor;
}

double strength_combine(const struct goods_component *component, const struct strength_found *found,
                        const struct strength_item *item)
{
    double s;
    if (found->term > 0 && found->code > 0)
        s = 1 - 0.55 * (1 - found->term) * (1 - found->code);
    else if (found->term > 0 && !item->has_code)
        s = found->term;
    else if (found->term > 0)
        s = found->is_heading ? 1 - 0.9 * (1 - found->term) : 0.8 * found->term;
    else
        s = item->is_vague ? found->code : 0.5 * found->code;
    if (found->is_negative)
        s *= 0.25;
    return s * mass_factor(component, item);
}
