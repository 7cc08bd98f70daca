/* Rules that look at one record alone: where each applies, and where its limits lie. */
#include "check_fixture.h"

enum { NONE, PASSED, FAILED };

struct row {
    enum check_kind kind;
    int wanted;
    const char *members; /* behind the id */
};

#define GOODS(members) "\"goods\":[{\"line\":1," members "}]"
#define TEXT(words)    GOODS("\"description\":\"" words "\"")
#define HS(code)       GOODS("\"description\":\"things\",\"hs\":\"" code "\"")
#define WORTH(cents)   GOODS("\"description\":\"gloves\",\"value\":" #cents ",\"currency\":\"USD\"")
#define FROM_TO(from, to, value)                                                                   \
    "\"parties\":[{\"role\":\"shipper\",\"name\":\"X\",\"country\":\"" from                        \
    "\"},{\"role\":\"consignee\",\"name\":\"Y\",\"country\":\"" to                                 \
    "\"}],\"goods\":[{\"line\":1,\"value\":" #value ",\"currency\":\"USD\"}]"
#define MOVED(issued, departed, arrived)                                                           \
    "\"document\":{\"type\":\"air-waybill\",\"number\":\"X1\",\"issued\":\"" issued                \
    "\"},\"legs\":[{\"from\":\"PEK\",\"to\":\"DXB\",\"departed\":\"" departed                      \
    "\",\"arrived\":\"" arrived "\"}]"
#define IDS(ids)       "\"parties\":[{\"role\":\"shipper\",\"name\":\"X\",\"ids\":[" ids "]}]"
#define ID(type, text) "{\"type\":\"" type "\",\"value\":\"" text "\"}"
#define PAPER(type, number, carrier)                                                               \
    "\"carrier\":\"" carrier "\",\"document\":{\"type\":\"" type "\",\"number\":\"" number "\"}"
#define VESSEL(mode, name)                                                                         \
    "\"mode\":\"" mode "\",\"legs\":[{\"from\":\"CNSHA\",\"to\":\"DEHAM\",\"mode\":\"" mode        \
    "\",\"vehicle\":\"" name "\"}]"
#define TO(type, name)                                                                             \
    "\"document\":{\"type\":\"" type "\",\"number\":\"H1\"},\"parties\":[{\"role\":\"consignee\"," \
    "\"name\":\"" name "\"}]"

static const struct row rows[] = {
    /* samples: by words, or at one unit of money; not where there are no words */
    {CHECK_SAMPLE, NONE, "\"pieces\":1"},
    {CHECK_SAMPLE, PASSED, TEXT("gloves")},
    {CHECK_SAMPLE, FAILED, TEXT("samples of gloves")},
    {CHECK_SAMPLE, FAILED, WORTH(1)},
    {CHECK_SAMPLE, PASSED, WORTH(1.01)},
    /* dangerous words want a UN number, in its field or among them */
    {CHECK_DANGEROUS_TEXT, NONE, TEXT("gloves")},
    {CHECK_DANGEROUS_TEXT, FAILED, TEXT("lithium batteries")},
    {CHECK_DANGEROUS_TEXT, PASSED, TEXT("lithium batteries UN 3480")},
    {CHECK_DANGEROUS_TEXT, PASSED, TEXT("lithium batteries, UN3480")},
    {CHECK_DANGEROUS_TEXT, FAILED, TEXT("lithium batteries 3480")},
    {CHECK_DANGEROUS_TEXT, FAILED, TEXT("lithium batteries un 348")},
    {CHECK_DANGEROUS_TEXT, NONE, TEXT("drums, empty, of flammable liquid")},
    /* codes: the heading must exist, but for those of national use; an odd length tells nothing */
    {CHECK_HS_CODE, NONE, TEXT("gloves")},
    {CHECK_HS_CODE, PASSED, HS("6116")},
    {CHECK_HS_CODE, PASSED, HS("611699")},
    {CHECK_HS_CODE, FAILED, HS("6120")},
    {CHECK_HS_CODE, FAILED, HS("775000")},
    {CHECK_HS_CODE, NONE, HS("61161")},
    {CHECK_HS_CODE, NONE, HS("61")},
    {CHECK_HS_CODE, NONE, HS("61X610")},
    {CHECK_HS_CODE, PASSED, HS("980100")},
    {CHECK_HS_CODE, PASSED, HS("999999")},
    {CHECK_HS_CODE, FAILED, HS("970800")},
    {CHECK_HS_CODE, PASSED, HS("7308.90.98.00.19")}, /* Turkey's twelve digits */
    /* a filing limit: from a tenth below it on, and counted only near it */
    {CHECK_UNDER_LIMIT, FAILED, FROM_TO("US", "MX", 2250)},
    {CHECK_UNDER_LIMIT, PASSED, FROM_TO("US", "MX", 2249)},
    {CHECK_UNDER_LIMIT, FAILED, FROM_TO("US", "MX", 2499)},
    {CHECK_UNDER_LIMIT, PASSED, FROM_TO("US", "MX", 2500)},
    {CHECK_UNDER_LIMIT, PASSED, FROM_TO("US", "MX", 3749)},
    {CHECK_UNDER_LIMIT, NONE, FROM_TO("US", "MX", 3750)},
    {CHECK_UNDER_LIMIT, PASSED, FROM_TO("US", "MX", 1250)},
    {CHECK_UNDER_LIMIT, NONE, FROM_TO("US", "MX", 1249)},
    {CHECK_UNDER_LIMIT, NONE, FROM_TO("US", "US", 2400)},
    {CHECK_UNDER_LIMIT, FAILED, FROM_TO("CN", "US", 790)},
    {CHECK_UNDER_LIMIT, FAILED, FROM_TO("CN", "KR", 149)},
    {CHECK_UNDER_LIMIT, PASSED, FROM_TO("CN", "KR", 151)},
    /* days: one is the date line's, or the clerk's */
    {CHECK_DATE_ORDER, PASSED, MOVED("2026-02-10", "2026-02-10", "2026-02-09")},
    {CHECK_DATE_ORDER, FAILED, MOVED("2026-02-10", "2026-02-10", "2026-02-08")},
    {CHECK_ISSUED_LATE, PASSED, MOVED("2026-02-11", "2026-02-10", "2026-02-12")},
    {CHECK_ISSUED_LATE, FAILED, MOVED("2026-02-12", "2026-02-10", "2026-02-12")},
    {CHECK_FREIGHT_OVER_VALUE, PASSED,
     "\"freight\":400,\"freight_currency\":\"USD\"," GOODS("\"value\":400,\"currency\":\"USD\"")},
    {CHECK_FREIGHT_OVER_VALUE, FAILED,
     "\"freight\":401,\"freight_currency\":\"USD\"," GOODS("\"value\":400,\"currency\":\"USD\"")},
    {CHECK_FREIGHT_OVER_VALUE, NONE,
     "\"freight\":401,\"freight_currency\":\"USD\"," GOODS("\"value\":0,\"currency\":\"USD\"")},
    /* numbers: one wrong among several is enough */
    {CHECK_EORI_FORM, PASSED, IDS(ID("eori", "DE123") "," ID("eori", "XI123456789000"))},
    {CHECK_EORI_FORM, FAILED, IDS(ID("eori", "DE123") "," ID("eori", "QQ123"))},
    {CHECK_EORI_FORM, FAILED, IDS(ID("eori", "QQ123") "," ID("eori", "DE123"))},
    {CHECK_EORI_FORM, NONE, IDS(ID("lei", "5493001KJTIIGC8Y1R12"))},
    {CHECK_LEI_DIGITS, FAILED,
     IDS(ID("lei", "5493001KJTIIGC8Y1R13") "," ID("lei", "5493001KJTIIGC8Y1R12"))},
    {CHECK_LEI_DIGITS, NONE, IDS(ID("eori", "DE123"))},
    {CHECK_AWB_DIGIT, NONE, PAPER("bill-of-lading", "020-12345674", "CA")},
    {CHECK_AWB_DIGIT, FAILED, PAPER("house-air-waybill", "020-12345674", "CA")},
    {CHECK_AWB_PREFIX, PASSED, PAPER("air-waybill", "999-50000005", "CA")},
    {CHECK_AWB_PREFIX, NONE, PAPER("air-waybill", "999-50000005", "CCA")},
    {CHECK_AWB_PREFIX, NONE, PAPER("air-waybill", "999-50000005", "")},
    {CHECK_AWB_PREFIX, NONE, PAPER("air-waybill", "999-5000", "EK")},
    {CHECK_IMO_DIGIT, FAILED, VESSEL("sea", "MV Paekdu (IMO 9074728)")},
    {CHECK_IMO_DIGIT, PASSED, VESSEL("sea", "MV Paekdu (IMO 9074729)")},
    {CHECK_IMO_DIGIT, NONE, VESSEL("sea", "MV Paekdu")},
    {CHECK_IMO_DIGIT, NONE, VESSEL("rail", "9074728")},
    {CHECK_FORWARDER_CONSIGNEE, NONE, TO("air-waybill", "Blue Sea Logistics")},
    {CHECK_FORWARDER_CONSIGNEE, FAILED, TO("house-bill-of-lading", "Blue Sea Logistics")},
    {CHECK_FORWARDER_CONSIGNEE, PASSED, TO("house-bill-of-lading", "Blue Sea")},
    {CHECK_DETOUR, NONE, "\"mode\":\"air\""},
};

static int state_of(const struct checked *c, const char *id, enum check_kind kind)
{
    uint32_t r = table_find(&c->table, str_of(id));
    assert_int_not_equal(r, MAP_NONE);
    if (!(c->result.applied[r] >> kind & 1))
        return NONE;
    return finding(c, id, kind) ? FAILED : PASSED;
}

static void each_rule_applies_where_it_should(void **state)
{
    (void)state;
    struct checked c;
    struct buf text;
    buf_init(&text, MIB);
    for (size_t i = 0; i < N_OF(rows); i++)
        buf_add_f(&text, "{\"id\":\"R%03zu\",%s}\n", i, rows[i].members);
    check_table(&c, buf_str(&text), 1);
    for (size_t i = 0; i < N_OF(rows); i++) {
        char id[8];
        snprintf(id, sizeof id, "R%03zu", i);
        int got = state_of(&c, id, rows[i].kind);
        if (got != rows[i].wanted)
            fail_msg("%s: %d, wanted %d: %s", check_rules[rows[i].kind].name, got, rows[i].wanted,
                     rows[i].members);
    }
    buf_release(&text);
    checked_release(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_rule_applies_where_it_should),
    };
    return RUN(tests);
}
