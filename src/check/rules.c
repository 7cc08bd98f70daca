/* check/rules.c - the table of checks and the rules that look at one record alone. scheme_rate is a
 * prior, stated so that it can be disputed: how often such papers fail the check in the documented
 * cases (docs/method.md, "Papers"); the honest rate always comes from the data. */
#include "check/internal.h"

#include <math.h>

const struct check_rule check_rules[CHECK_N] = {
    [CHECK_AWB_DIGIT] = {"awb-check-digit", "the air waybill number's last digit is wrong", 0.08,
                         5},
    [CHECK_AWB_PREFIX] = {"awb-prefix", "the air waybill's prefix belongs to another carrier", 0.10,
                          5},
    [CHECK_CONTAINER_DIGIT] = {"container-check-digit",
                               "the container number's check digit is wrong", 0.08, 5},
    [CHECK_IMO_DIGIT] = {"imo-check-digit", "the ship's IMO number's check digit is wrong", 0.08,
                         5},
    [CHECK_DOCUMENT_REUSED] = {"document-reused",
                               "the same document number covers other parties or goods", 0.10, 7},
    [CHECK_VERSIONS] = {"document-changed", "the document was issued again with other content",
                        0.15, 5},
    [CHECK_DATE_ORDER] = {"date-order", "dates that cannot follow one another", 0.06, 5},
    [CHECK_DETOUR] = {"detour", "the route is far longer than the straight way", 0.25, 6},
    [CHECK_FREIGHT_HIGH] = {"freight-high", "freight far above what this lane and mass cost", 0.40,
                            6},
    [CHECK_FREIGHT_OVER_VALUE] = {"freight-over-value", "carriage costs more than the goods", 0.20,
                                  6},
    [CHECK_HOUSE_ABOVE_MASTER] = {"house-above-master",
                                  "houses weigh more than their master document", 0.08, 5},
    [CHECK_HOUSE_SUMS] = {"house-sums", "houses' pieces or mass do not add up to their master's",
                          0.10, 5},
    [CHECK_DOCUMENT_CONTENT] = {"document-content",
                                "the same document number and parties cover other goods", 0.08, 6},
    [CHECK_REAPPEARS] = {"reappears", "same pieces and mass leave the hub again under new parties",
                         0.10, 7},
    [CHECK_COVER_PHRASE] = {"cover-phrase",
                            "a rare description that shippers with nothing in common use", 0.10, 5},
    [CHECK_FORWARDER_CONSIGNEE] = {"forwarder-consignee",
                                   "a forwarder is consignee of the house document", 0.15, 5},
    [CHECK_DANGEROUS_TEXT] = {"dangerous-no-un", "dangerous goods by their words, no UN number",
                              0.30, 4},
    [CHECK_UN_NUMBER] = {"un-number", "a UN number that does not exist", 0.05, 5},
    [CHECK_HS_CODE] = {"hs-code", "a tariff heading that does not exist", 0.05, 4},
    [CHECK_TEXT_HS] = {"text-against-hs", "the words belong to another chapter than the code", 0.25,
                       4},
    [CHECK_EORI_FORM] = {"eori-form", "an EORI number of impossible form", 0.05, 5},
    [CHECK_LEI_DIGITS] = {"lei-check-digits", "an LEI's check digits are wrong", 0.05, 5},
    [CHECK_UNDER_LIMIT] = {"value-under-limit", "the value lies just under a filing limit", 0.30,
                           3},
    [CHECK_SAMPLE] = {"sample", "samples, or goods of no commercial value", 0.10, 4},
    [CHECK_CONSIGNEE_CHANGED] = {"consignee-changed", "a later version names another consignee",
                                 0.30, 6},
    [CHECK_CONTRADICTION] =
        {"contradiction",
         "declaration and transport document differ in pieces, mass, value, goods or parties", 0.15,
         5},
    [CHECK_ISSUED_LATE] = {"issued-late", "issued after the goods had left", 0.08, 5},
    [CHECK_LEG_NOT_FLOWN] = {"leg-not-flown", "a leg that the stated airline is not known to fly",
                             0.15, 4},
    [CHECK_WAY_RARE] = {"way-rare", "a sequence of hubs that this lane hardly ever takes", 0.20, 5},
    [CHECK_SLOW] = {"slow", "far longer on the way than others by this mode", 0.15, 4},
    [CHECK_VALUE_PER_KG] = {"value-per-kg", "a value by mass far from that of such goods", 0.20, 5},
    [CHECK_DENSITY] = {"density", "a density far from that of such goods", 0.10, 4},
    [CHECK_ORIGIN_RARE] = {"origin-rare", "a country that such goods hardly ever come from", 0.10,
                           5},
    [CHECK_OTHER_BUSINESS] = {"other-business",
                              "goods that their consignee never had before or "
                              "after",
                              0.25, 4},
    [CHECK_WITHDRAWN] = {"withdrawn", "the document was withdrawn", 0.20, 5},
    [CHECK_MANIFEST_ABOVE] = {"manifest-above-waybill",
                              "a manifest names more pieces or mass than the waybill", 0.08, 5},
};

#define DETOUR_RATIO  1.8    /* flown / straight */
#define DETOUR_MIN_KM 1500.0 /* extra kilometres, so that short hops do not count */

static bool is_apart(char c)
{
    return c == ' ' || c == ',' || c == ';' || c == ':' || c == '(' || c == ')';
}

/* Whether all words of the text that are numbers of this kind are in order; *ret_applies: there is
 * one. */
static bool find_number(struct str text, bool (*check)(struct str, bool *), bool *ret_applies)
{
    bool fine = true;
    *ret_applies = false;
    for (size_t at = 0, end; at < text.n; at = end + 1) {
        bool applies;
        for (end = at; end < text.n && !is_apart(text.p[end]);)
            end++;
        bool ok = check(str_slice(text, at, end), &applies);
        if (applies) {
            *ret_applies = true;
            fine = fine && ok;
        }
    }
    return fine;
}

static bool has_prefix(const struct geo *geo, struct str carrier, struct str prefix)
{
    size_t n;
    const struct geo_carrier *all = geo_carriers_with_prefix(geo, prefix, &n);
    for (size_t i = 0; i < n; i++)
        if (str_is_ci(str_of(all[i].code), carrier))
            return true;
    return false;
}

static void check_numbers(struct check_context *x, uint32_t i, const struct table_record *r)
{
    const struct trade_table *t = x->table;
    bool applies, fine;
    if (r->document == TRADE_DOC_AWB || r->document == TRADE_DOC_HAWB) {
        struct str number = check_waybill(t, r);
        fine = check_awb_digit(number, &applies);
        if (applies) {
            check_mark(x, CHECK_AWB_DIGIT, i, !fine);
            struct str carrier = table_str(t, r->carrier);
            const struct geo_carrier *owner =
                carrier.n == 2 ? geo_carrier_by_code(x->geo, carrier) : NULL;
            if (owner && owner->prefix[0] && number.n >= 3)
                check_mark(x, CHECK_AWB_PREFIX, i,
                           !has_prefix(x->geo, carrier, str_slice(number, 0, 3)));
        }
    }
    fine = find_number(table_str(t, r->remarks), check_iso6346_digit, &applies);
    if (applies)
        check_mark(x, CHECK_CONTAINER_DIGIT, i, !fine);
    if (r->mode == TRADE_SEA) {
        fine = find_number(table_str(t, r->vehicle), check_imo_digit, &applies);
        if (applies)
            check_mark(x, CHECK_IMO_DIGIT, i, !fine);
    }
}

static void check_dates(struct check_context *x, uint32_t i, const struct table_record *r)
{
    if (r->departed_day != DATE_NONE && r->arrived_day != DATE_NONE)
        check_mark(x, CHECK_DATE_ORDER, i, r->arrived_day < r->departed_day - 1);
    bool is_transport = r->document < TRADE_DOC_EXPORT; /* import declarations are made later */
    bool is_once = r->n_versions == 1 && !table_was_withdrawn(r);
    if (is_transport && is_once && r->issued_day != DATE_NONE && r->departed_day != DATE_NONE) {
        x->measure[CHECK_ISSUED_LATE][i] = (double)r->issued_day - r->departed_day;
        check_mark(x, CHECK_ISSUED_LATE, i, r->issued_day > r->departed_day + 1);
    }
}

static void check_route(struct check_context *x, uint32_t i, const struct table_record *r)
{
    double km = x->route_km[r->route], direct = x->ret->direct_km[r->route];
    if (isnan(km) || isnan(direct) || r->mode == TRADE_SEA)
        return;
    double ratio = direct > 1 ? km / direct : 1;
    x->measure[CHECK_DETOUR][i] = ratio;
    check_mark(x, CHECK_DETOUR, i, ratio > DETOUR_RATIO && km - direct > DETOUR_MIN_KM);
}

static double value_usd(const struct check_context *x, const struct table_record *r)
{
    const struct trade_table *t = x->table;
    double sum = 0;
    bool any = false;
    for (uint32_t i = 0; i < r->n_lines; i++) {
        const struct table_line *line = &t->lines.v[r->first_line + i];
        const struct geo_currency *c = geo_currency(x->geo, table_str(t, line->currency));
        if (line->value_cents == TRADE_NONE || !c || !(c->usd_rate > 0))
            continue;
        sum += (double)line->value_cents / 100 * c->usd_rate;
        any = true;
    }
    return any ? sum : NAN;
}

static void check_costs(struct check_context *x, uint32_t i)
{
    const struct check_freight *f = &x->ret->freight[i];
    double value = x->value_usd[i];
    if (!isnan(f->paid_usd) && !isnan(value) && value > 0) {
        x->measure[CHECK_FREIGHT_OVER_VALUE][i] = f->paid_usd / value;
        check_mark(x, CHECK_FREIGHT_OVER_VALUE, i, f->paid_usd > value);
    }
}

void check_record(struct check_context *x, uint32_t record)
{
    const struct table_record *r = &x->table->records.v[record];
    x->heading_of[record] = check_heading(x, r);
    x->value_usd[record] = value_usd(x, r);
    check_numbers(x, record, r);
    check_dates(x, record, r);
    check_route(x, record, r);
    check_costs(x, record);
    check_goods(x, record, r);
    check_parties(x, record, r);
    check_mark(x, CHECK_VERSIONS, record, r->n_versions > 1);
    bool is_withdrawn = table_was_withdrawn(r);
    if (r->n_versions > 1 || is_withdrawn) /* of the others no more than one message is there */
        check_mark(x, CHECK_WITHDRAWN, record, is_withdrawn);
    if (r->changes & TABLE_MANIFESTED)
        check_mark(x, CHECK_MANIFEST_ABOVE, record, r->changes & TABLE_MORE_ABOARD);
    if (r->n_versions > 1)
        check_mark(x, CHECK_CONSIGNEE_CHANGED, record, r->changes & TABLE_CHANGED_CONSIGNEE);
}
