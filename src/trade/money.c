/* trade/money.c - in which currency an amount is, as it is written: a sign or a code before or
 * behind it ("$12,500", "12.500,00 EUR"). Of a sign that several countries use all are named: which
 * is meant the file must say, nothing here takes the likeliest. The signs are those of CLDR and
 * what papers write besides. */
#include "trade/field.h"

#include <utf8proc.h>

#define SIGN(sign, codes)                                                                          \
    {                                                                                              \
        {(sign), sizeof(sign) - 1},                                                                \
        {                                                                                          \
            (codes), sizeof(codes) - 1                                                             \
        }                                                                                          \
    }
/* A sign stands behind those that it is the end or the beginning of. */
static const struct {
    struct str sign, codes;
} signs[] = {
    SIGN("€", "EUR"),
    SIGN("AU$", "AUD"),
    SIGN("CAN$", "CAD"),
    SIGN("CA$", "CAD"),
    SIGN("EC$", "XCD"),
    SIGN("HK$", "HKD"),
    SIGN("MOP$", "MOP"),
    SIGN("MX$", "MXN"),
    SIGN("NT$", "TWD"),
    SIGN("NZ$", "NZD"),
    SIGN("RD$", "DOP"),
    SIGN("TT$", "TTD"),
    SIGN("US$", "USD"),
    SIGN("US $", "USD"),
    SIGN("U$S", "USD"),
    SIGN("A$", "AUD"),
    SIGN("C$", "CADNIO"),
    SIGN("R$", "BRL"),
    SIGN("S$", "SGD"),
    SIGN("$", "USDCADAUDNZDHKDSGDTWDMXNARSCLPCOPUYUBRLDOPCUPJMDTTDBBDBSDBZDBMDBNDFJDGYDKYDLRDMOPNAD"
              "NIOSBDSRDTOPWSTXCDCVEZWG"),
    SIGN("£", "GBPEGPFKPGIPLBPSDGSHPSSPSYP"),
    SIGN("CN¥", "CNY"),
    SIGN("JP¥", "JPY"),
    SIGN("¥", "CNYCNHJPY"),
    SIGN("\uffe5", "CNYCNHJPY"),
    SIGN("RMB", "CNY"),
    SIGN("人民币", "CNY"),
    SIGN("人民幣", "CNY"),
    SIGN("元", "CNYCNHTWDHKDMOP"),
    SIGN("円", "JPY"),
    SIGN("₩", "KRWKPW"),
    SIGN("원", "KRWKPW"),
    SIGN("₽", "RUB"),
    SIGN("руб.", "RUBBYN"),
    SIGN("руб", "RUBBYN"),
    SIGN("₴", "UAH"),
    SIGN("грн.", "UAH"),
    SIGN("грн", "UAH"),
    SIGN("₸", "KZT"),
    SIGN("₺", "TRY"),
    SIGN("TL", "TRY"),
    SIGN("₹", "INR"),
    SIGN("Rs.", "INRPKRLKRNPRMURSCR"),
    SIGN("Rs", "INRPKRLKRNPRMURSCR"),
    SIGN("₫", "VND"),
    SIGN("฿", "THB"),
    SIGN("₪", "ILS"),
    SIGN("₱", "PHPCUP"),
    SIGN("₦", "NGN"),
    SIGN("₾", "GEL"),
    SIGN("₼", "AZN"),
    SIGN("֏", "AMD"),
    SIGN("₮", "MNT"),
    SIGN("zł", "PLN"),
    SIGN("Kč", "CZK"),
    SIGN("Ft", "HUF"),
    SIGN("kr.", "SEKNOKDKKISK"),
    SIGN("kr", "SEKNOKDKKISK"),
    SIGN("Rp.", "IDR"),
    SIGN("Rp", "IDR"),
    SIGN("RM", "MYR"),
    SIGN("SFr.", "CHF"),
    SIGN("﷼", "IRRSARYEROMRQAR"),
    SIGN("R", "ZAR"),
};
enum { CODE = 3 };

/* Whether a word goes on at this place, between two characters: letters stand on both sides. */
static bool is_in_word(struct str text, size_t at)
{
    size_t before = at;
    while (before > 0 && ((unsigned char)text.p[--before] & 0xC0) == 0x80) {
        continue;
    }
    utf8proc_category_t left = utf8proc_category((utf8proc_int32_t)utf8_next(text, &before));
    utf8proc_category_t right = utf8proc_category((utf8proc_int32_t)utf8_next(text, &at));
    return left >= UTF8PROC_CATEGORY_LU && left <= UTF8PROC_CATEGORY_LO &&
           right >= UTF8PROC_CATEGORY_LU && right <= UTF8PROC_CATEGORY_LO;
}

bool money_may_be(struct str codes, struct str code)
{
    for (size_t i = 0; i + CODE <= codes.n; i += CODE) {
        if (str_is_ci(str_slice(codes, i, i + CODE), code)) {
            return true;
        }
    }
    return false;
}

bool money_is_sure(struct str codes)
{
    return codes.n == CODE;
}

struct str money_of_sign(const struct geo *geo, struct str sign)
{
    const struct geo_currency *c = sign.n == CODE ? geo_currency(geo, sign) : NULL;
    for (size_t i = 0; c == NULL && i < sizeof signs / sizeof *signs; i++) {
        if (utf8_is_ci(sign, signs[i].sign)) {
            return signs[i].codes;
        }
    }
    return c != NULL ? str_of(c->code) : STR_EMPTY;
}

/* The first or last n bytes. */
static struct str end_of(struct str text, size_t n, bool at_end)
{
    n = n < text.n ? n : text.n;
    return at_end ? str_slice(text, text.n - n, text.n) : str_slice(text, 0, n);
}

/* Takes them off. False if nothing else is there, or within a word. */
static bool cut_end(struct str *text, size_t n, bool at_end)
{
    if (n >= text->n) {
        return false;
    }
    size_t at = at_end ? text->n - n : n;
    struct str rest = utf8_trim(at_end ? str_slice(*text, 0, at) : str_slice(*text, at, text->n));
    if (is_in_word(*text, at) && rest.n + n == text->n) {
        return false;
    }
    *text = rest;
    return true;
}

/* Takes one sign or code off an end of the amount; its currencies, "" if none stands there. */
static struct str take_sign(const struct geo *geo, struct str *text, bool at_end)
{
    const struct geo_currency *c = geo_currency(geo, end_of(*text, CODE, at_end));
    if (c != NULL && cut_end(text, CODE, at_end)) {
        return str_of(c->code);
    }
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
        struct str sign = signs[i].sign;
        if (utf8_is_ci(end_of(*text, sign.n, at_end), sign) && cut_end(text, sign.n, at_end)) {
            return signs[i].codes;
        }
    }
    return STR_EMPTY;
}

/* What two signs of one amount say together ("$12 CAD"); "" if they contradict each other. */
static struct str both(struct str a, struct str b)
{
    if (money_is_sure(a)) {
        return money_may_be(b, a) ? a : STR_EMPTY;
    }
    return str_is(a, b) || (money_is_sure(b) && money_may_be(a, b)) ? b : STR_EMPTY;
}

static bool ends_as_number(struct str s, bool at_end)
{
    char c = s.p[at_end ? s.n - 1 : 0];
    return (c >= '0' && c <= '9') || (!at_end && (c == '.' || c == ',' || c == '-'));
}

struct str money_cut(const struct geo *geo, struct str *amount)
{
    struct str text = *amount;
    struct str codes = STR_EMPTY;
    for (int end = 0; end <= 1; end++) {
        bool at_end = end == 1;
        while (text.n > 0 && !ends_as_number(text, at_end)) {
            struct str said = take_sign(geo, &text, at_end);
            codes = codes.n == 0 ? said : both(codes, said);
            if (said.n == 0 || codes.n == 0) {
                return STR_EMPTY;
            }
        }
    }
    *amount = text;
    return codes;
}
