/* Each rule on a record that breaks it and on one that does not; the learnt honest rate; the same
 * findings for any order and any number of threads. */
#include "check_fixture.h"

#include "check/meet.h"

#include <math.h>

/* Honest background, so that rates and costs can be learnt. */
static void honest(struct buf *b, int n)
{
    for (int i = 0; i < n; i++)
        buf_add_f(
            b,
            "{\"id\":\"H%03d\",\"document\":{\"type\":\"air-waybill\",\"number\":\"999-"
            "%07d%d\",\"issued\":\"2026-01-05\"},\"mode\":\"air\",\"carrier\":\"CA\","
            "\"legs\":[{\"from\":\"PEK\",\"to\":\"DXB\",\"carrier\":\"CA\",\"departed\":"
            "\"2026-01-06\",\"arrived\":\"2026-01-07\"}],\"parties\":[{\"role\":\"shipper\","
            "\"name\":\"Sender %d\",\"country\":\"CN\"},{\"role\":\"consignee\",\"name\":"
            "\"Receiver %d\",\"country\":\"AE\"}],\"goods\":[{\"line\":1,\"description\":"
            "\"gloves\",\"hs\":\"611610\",\"net_kg\":100,\"value\":9000,\"currency\":\"USD\"}]"
            ",\"gross_kg\":110,\"volume_m3\":0.5,\"volume_m3\":0.5,\"freight\":%d,\"freight_"
            "currency\":\"USD\"}\n",
            i, 1000 + i, (1000 + i) % 7, i, i, 400 + i % 20);
}

struct breach {
    enum check_kind kind;
    const char *bad, *good; /* the members behind the id */
};
#define LEG(from, to)  "{\"from\":\"" from "\",\"to\":\"" to "\",\"carrier\":\"CA\"}"
#define GOODS(members) "\"goods\":[{\"line\":1," members "}]"
#define HOUSE(consignee)                                                                           \
    "\"document\":{\"type\":\"house-air-waybill\",\"number\":\"H1\"},\"parties\":[{\"role\":"      \
    "\"consignee\",\"name\":\"" consignee "\"}]"
#define NUMBER(type, value)                                                                        \
    "\"parties\":[{\"role\":\"shipper\",\"name\":\"X\",\"ids\":[{\"type\":\"" type                 \
    "\",\"value\":\"" value "\"}]}]"
#define EXPORT(value)                                                                              \
    "\"parties\":[{\"role\":\"shipper\",\"name\":\"X\",\"country\":\"US\"},{\"role\":"             \
    "\"consignee\","                                                                               \
    "\"name\":\"Y\",\"country\":\"MX\"}],\"goods\":[{\"line\":1,\"value\":" #value                 \
    ",\"currency\":\"USD\"}]"
#define ISSUED(day)                                                                                \
    "\"document\":{\"type\":\"air-waybill\",\"number\":\"X1\",\"issued\":\"" day                   \
    "\"},\"legs\":[{\"from\":\"PEK\",\"to\":\"DXB\",\"departed\":\"2026-02-10\"}]"
#define ON_THE_WAY(arrived)                                                                        \
    "\"mode\":\"air\",\"legs\":[{\"from\":\"PEK\",\"to\":\"DXB\",\"departed\":\"2026-01-06\","     \
    "\"arrived\":\"" arrived "\"}]"
#define GLOVES(value, volume)                                                                      \
    "\"gross_kg\":110,\"volume_m3\":" #volume "," GOODS(                                           \
        "\"description\":\"gloves\",\"hs\":\"611610\",\"value\":" #value ",\"currency\":\"USD\"")
static const struct breach breaches[] = {
    {CHECK_AWB_DIGIT, "\"document\":{\"type\":\"air-waybill\",\"number\":\"020-12345674\"}",
     "\"document\":{\"type\":\"air-waybill\",\"number\":\"020-12345675\"}"},
    {CHECK_AWB_PREFIX,
     "\"carrier\":\"EK\",\"document\":{\"type\":\"air-waybill\",\"number\":\"999-50000006\"}",
     "\"carrier\":\"CA\",\"document\":{\"type\":\"air-waybill\",\"number\":\"999-50000006\"}"},
    {CHECK_CONTAINER_DIGIT, "\"mode\":\"sea\",\"remarks\":\"CSQU3054383, CSQU3054384; full\"",
     "\"mode\":\"sea\",\"remarks\":\"(container: CSQU3054383)\""},
    {CHECK_IMO_DIGIT,
     "\"mode\":\"sea\",\"legs\":[{\"from\":\"CNSHA\",\"to\":\"DEHAM\",\"mode\":\"sea\","
     "\"vehicle\":\"9074728\"}]",
     "\"mode\":\"sea\",\"legs\":[{\"from\":\"CNSHA\",\"to\":\"DEHAM\",\"mode\":\"sea\","
     "\"vehicle\":\"9074729\"}]"},
    {CHECK_DATE_ORDER,
     "\"legs\":[{\"from\":\"PEK\",\"to\":\"DXB\",\"departed\":\"2026-02-10\",\"arrived\":"
     "\"2026-02-01\"}]",
     "\"legs\":[{\"from\":\"PEK\",\"to\":\"DXB\",\"departed\":\"2026-02-10\",\"arrived\":"
     "\"2026-02-11\"}]"},
    {CHECK_DETOUR, "\"mode\":\"air\",\"legs\":[" LEG("PEK", "CDG") "," LEG("CDG", "ICN") "]",
     "\"mode\":\"air\",\"legs\":[" LEG("PEK", "ICN") "]"},
    {CHECK_FREIGHT_HIGH,
     "\"mode\":\"air\",\"legs\":[" LEG("PEK", "DXB") "],\"gross_kg\":110,\"freight\":9000,"
                                                     "\"freight_currency\":\"USD\"",
     "\"mode\":\"air\",\"legs\":[" LEG("PEK", "DXB") "],\"gross_kg\":110,\"freight\":410,"
                                                     "\"freight_currency\":\"USD\""},
    {CHECK_FREIGHT_OVER_VALUE,
     "\"freight\":500,\"freight_currency\":\"USD\",\"goods\":[{\"line\":1,\"value\":400,"
     "\"currency\":\"USD\"}]",
     "\"freight\":300,\"freight_currency\":\"USD\",\"goods\":[{\"line\":1,\"value\":400,"
     "\"currency\":\"USD\"}]"},
    {CHECK_FORWARDER_CONSIGNEE, HOUSE("Blue Sea Logistics"), HOUSE("Blue Sea Bakery")},
    {CHECK_DANGEROUS_TEXT, GOODS("\"description\":\"lithium batteries for drones\""),
     GOODS("\"description\":\"lithium batteries for drones\",\"un_number\":\"3480\"")},
    {CHECK_UN_NUMBER, GOODS("\"description\":\"paint\",\"un_number\":\"0001\""),
     GOODS("\"description\":\"paint\",\"un_number\":\"1263\"")},
    {CHECK_UN_NUMBER, GOODS("\"description\":\"paint\",\"un_number\":\"12630\""),
     GOODS("\"description\":\"paint\",\"un_number\":\"UN 1263, PG II\"")},
    {CHECK_DANGEROUS_TEXT, /* a field that says nothing declares nothing */
     GOODS("\"description\":\"lithium batteries for drones\",\"un_number\":\"N/A\""),
     GOODS("\"description\":\"consumer lithium batteries\",\"un_number\":\"ID8000\"")},
    {CHECK_UN_NUMBER, GOODS("\"description\":\"paint\",\"un_number\":\"1\""),
     GOODS("\"description\":\"paint\",\"un_number\":\"N/A\"")},
    {CHECK_HS_CODE, GOODS("\"description\":\"gloves\",\"hs\":\"775000\""),
     GOODS("\"description\":\"gloves\",\"hs\":\"611610\"")},
    {CHECK_EORI_FORM, NUMBER("eori", "QQ1234567890"), NUMBER("eori", "GB123456789000")},
    {CHECK_LEI_DIGITS, NUMBER("lei", "5493001KJTIIGC8Y1R13"),
     NUMBER("lei", "5493001KJTIIGC8Y1R12")},
    {CHECK_UNDER_LIMIT, EXPORT(2450), EXPORT(2550)},
    {CHECK_SAMPLE, GOODS("\"description\":\"test samples, no commercial value\""),
     GOODS("\"description\":\"gloves\"")},
    {CHECK_ISSUED_LATE, ISSUED("2026-02-20"), ISSUED("2026-02-09")},
    {CHECK_LEG_NOT_FLOWN, "\"mode\":\"air\",\"legs\":[" LEG("PEK", "ASM") "]",
     "\"mode\":\"air\",\"legs\":[" LEG("PEK", "ICN") "]"},
    {CHECK_WAY_RARE, "\"mode\":\"air\",\"legs\":[" LEG("PEK", "BKK") "," LEG("BKK", "DXB") "]",
     "\"mode\":\"air\",\"legs\":[" LEG("PEK", "DXB") "]"},
    {CHECK_SLOW, ON_THE_WAY("2026-03-28"), ON_THE_WAY("2026-01-09")},
    {CHECK_VALUE_PER_KG, GLOVES(900000, 0.5), GLOVES(9500, 0.5)},
    {CHECK_DENSITY, GLOVES(9000, 0.01), GLOVES(9000, 0.45)},
};

static void each_rule_finds_its_breach(void **state)
{
    (void)state;
    for (size_t i = 0; i < N_OF(breaches); i++) {
        struct checked c;
        struct buf text, words;
        buf_init(&text, 4 * MIB);
        buf_init(&words, MIB);
        honest(&text, 200);
        buf_add_f(&text, "{\"id\":\"BAD\",%s}\n{\"id\":\"GOOD\",%s}\n", breaches[i].bad,
                  breaches[i].good);
        check_table(&c, buf_str(&text), 1);
        const struct check_finding *f = finding(&c, "BAD", breaches[i].kind);
        const char *name = check_rules[breaches[i].kind].name;
        if (!f)
            fail_msg("%s was not found", name);
        if (finding(&c, "GOOD", breaches[i].kind))
            fail_msg("%s was found where it is not", name);
        assert_true(f->bits >= 0 && f->bits <= check_rules[breaches[i].kind].cap_bits);
        if (c.result.stats[breaches[i].kind].n_applied > 100) /* enough to learn from */
            assert_true(f->bits > 0);
        check_text(&c.table, c.geo, f, &words);
        assert_true(str_starts(buf_str(&words), STR("BAD: ")));
        assert_true(str_contains(buf_str(&words), str_of(check_rules[breaches[i].kind].what)));
        buf_release(&words);
        buf_release(&text);
        checked_release(&c);
    }
}

/* A word of forwarding is found wherever it stands in a name, however long that is. */
static void a_forwarder_is_told_by_any_part_of_its_name(void **state)
{
    enum { N = 1100 };
    static const char *const words[] = {"Logistics",  "CONSOLIDATORS", "логистика", "ЛОГИСТИКА",
                                        "Экспедитор", "物流",          "Bakery"};
    (void)state;
    for (size_t k = 0; k < N_OF(words); k++) {
        struct checked c;
        struct buf text;
        char id[16];
        buf_init(&text, 4 * MIB);
        for (int at = 0; at < N; at++) {
            buf_add_f(&text,
                      "{\"id\":\"R%d\",\"document\":{\"type\":\"house-air-waybill\"},\"parties\":[{"
                      "\"role\":\"consignee\",\"name\":\"%0*d%s\"}]}\n",
                      at, at + 1, 0, words[k]);
        }
        check_table(&c, buf_str(&text), 1);
        for (int at = 0; at < N; at++) {
            snprintf(id, sizeof id, "R%d", at);
            bool is_found = finding(&c, id, CHECK_FORWARDER_CONSIGNEE) != NULL;
            if (is_found != (k + 1 < N_OF(words)))
                fail_msg("\"%s\" at byte %d", words[k], at + 1);
        }
        buf_release(&text);
        checked_release(&c);
    }
}

/* A consignment of goods under this heading, made in this country, for this consignee. */
static void made_in(struct buf *b, const char *id, const char *origin, const char *hs,
                    const char *consignee)
{
    buf_add_f(b,
              "{\"id\":\"%s\",\"parties\":[{\"role\":\"consignee\",\"name\":\"%s\"}],"
              "\"goods\":[{\"line\":1,\"hs\":\"%s\",\"origin\":\"%s\"}]}\n",
              id, consignee, hs, origin);
}

static void goods_from_where_they_are_not_made_are_told(void **state)
{
    struct checked c;
    struct buf text;
    char id[32];
    (void)state;
    buf_init(&text, MIB);
    for (int i = 0; i < 300; i++) {
        snprintf(id, sizeof id, "G%d", i);
        made_in(&text, id, "CN", "901420", id);
        snprintf(id, sizeof id, "T%d", i);
        made_in(&text, id, "BD", "610910", id);
    }
    made_in(&text, "BAD", "BD", "901420", "X");
    made_in(&text, "NEW", "MV", "901420", "Y"); /* a country that hardly sends anything */
    check_table(&c, buf_str(&text), 1);
    assert_non_null(finding(&c, "BAD", CHECK_ORIGIN_RARE));
    assert_null(finding(&c, "NEW", CHECK_ORIGIN_RARE));
    assert_int_equal(c.result.stats[CHECK_ORIGIN_RARE].n_failed, 1);
    buf_release(&text);
    checked_release(&c);
}

static void goods_of_another_business_are_told(void **state)
{
    struct checked c;
    struct buf text;
    char id[32];
    (void)state;
    buf_init(&text, MIB);
    for (int i = 0; i < 8; i++) {
        snprintf(id, sizeof id, "B%d", i);
        made_in(&text, id, "CN", "190590", "Harbour Bakery");
    }
    made_in(&text, "BAD", "CN", "901420", "Harbour Bakery");
    made_in(&text, "FEW", "CN", "901420", "Somebody"); /* too little to know a business by */
    check_table(&c, buf_str(&text), 1);
    assert_non_null(finding(&c, "BAD", CHECK_OTHER_BUSINESS));
    assert_null(finding(&c, "FEW", CHECK_OTHER_BUSINESS));
    assert_int_equal(c.result.stats[CHECK_OTHER_BUSINESS].n_applied, 9);
    buf_release(&text);
    checked_release(&c);
}

/* Paid by air from PEK to this place on this day, 100 kg; freight 0: not stated. */
static void flown_on(struct buf *b, const char *id, const char *to, const char *carrier, double usd,
                     const char *day)
{
    buf_add_f(
        b,
        "{\"id\":\"%s\",\"mode\":\"air\",\"carrier\":\"%s\",\"legs\":[{\"from\":\"PEK\",\"to\":"
        "\"%s\",\"departed\":\"%s\"}],\"gross_kg\":100%s",
        id, carrier, to, day, usd > 0 ? ",\"freight_currency\":\"USD\",\"freight\":" : "");
    if (usd > 0)
        buf_add_f(b, "%.2f", usd);
    buf_add_z(b, "}\n");
}

static void flown(struct buf *b, const char *id, const char *to, const char *carrier, double usd)
{
    flown_on(b, id, to, carrier, usd, "2026-01-06");
}

static double expected_of(const struct checked *c, const char *id)
{
    return c->result.freight[table_find(&c->table, str_of(id))].expected_usd;
}

/* Made-up prices: every lane has its own level, and one carrier takes half as much again. */
static void freight_is_learnt_by_lane_and_carrier(void **state)
{
    static const struct {
        const char *to;
        double usd;
    } lanes[] = {{"DXB", 400}, {"ICN", 900}, {"FRA", 500}, {"JNB", 300}};
    struct checked c;
    struct buf text;
    char id[32];
    (void)state;
    buf_init(&text, 4 * MIB);
    for (int i = 0; i < 400; i++)
        for (size_t k = 0; k < N_OF(lanes); k++) {
            bool is_dear = i % 4 == 0;
            snprintf(id, sizeof id, "F%d-%zu", i, k);
            flown(&text, id, lanes[k].to, is_dear ? "EK" : "CA",
                  lanes[k].usd * (is_dear ? 1.5 : 1) * (0.95 + 0.001 * (i % 100)));
        }
    flown(&text, "ICN", "ICN", "CA", 0);
    flown(&text, "DEAR", "JNB", "EK", 0);
    flown(&text, "HIGH", "FRA", "CA", 5000);
    check_table(&c, buf_str(&text), 1);
    assert_true(fabs(expected_of(&c, "ICN") / 900 - 1) < 0.1);
    assert_true(fabs(expected_of(&c, "DEAR") / 450 - 1) < 0.1);
    assert_true(fabs(expected_of(&c, "HIGH") / 500 - 1) < 0.1); /* one does not move it */
    assert_non_null(finding(&c, "HIGH", CHECK_FREIGHT_HIGH));
    assert_null(finding(&c, "F0-1", CHECK_FREIGHT_HIGH));
    buf_release(&text);
    checked_release(&c);
}

/* What all pay more in one month is no overpayment, nor a reason to expect it in another. */
static void freight_is_learnt_by_month(void **state)
{
    struct checked c;
    struct buf text;
    char id[32];
    (void)state;
    buf_init(&text, MIB);
    for (int i = 0; i < 600; i++) {
        bool is_dear = i % 6 == 0;
        snprintf(id, sizeof id, "F%d", i);
        flown_on(&text, id, "DXB", "CA", is_dear ? 800 : 400,
                 is_dear ? "2026-12-06" : "2026-03-06");
    }
    flown_on(&text, "MARCH", "DXB", "CA", 0, "2027-03-06");
    flown_on(&text, "DECEMBER", "DXB", "CA", 0, "2027-12-06");
    check_table(&c, buf_str(&text), 1);
    assert_true(fabs(expected_of(&c, "MARCH") / 400 - 1) < 0.1);
    assert_true(expected_of(&c, "DECEMBER") > 1.5 * 400); /* a hundred records say so */
    assert_null(finding(&c, "F0", CHECK_FREIGHT_HIGH));
    buf_release(&text);
    checked_release(&c);
}

/* One air waybill of the hub test; the rest of it is the same. */
static void carried(struct buf *b, const char *id, const char *from, const char *to,
                    const char *day, const char *who, const char *text, double kg)
{
    buf_add_f(
        b,
        "{\"id\":\"%s\",\"document\":{\"type\":\"air-waybill\",\"number\":\"N%s\"},\"legs\":[{"
        "\"from\":\"%s\",\"to\":\"%s\",\"departed\":\"%s\"}],\"parties\":[{\"role\":\"shipper\","
        "\"name\":\"S%s\"},{\"role\":\"consignee\",\"name\":\"C%s\"}],\"pieces\":7,\"gross_kg\":"
        "%.1f,\"goods\":[{\"line\":1,\"description\":\"%s\"}]}\n",
        id, id, from, to, day, who, who, kg, text);
}

static void goods_that_leave_the_hub_under_new_parties_are_told(void **state)
{
    struct checked c;
    struct buf text;
    (void)state;
    buf_init(&text, MIB);
    carried(&text, "IN", "PEK", "DXB", "2026-01-05", "a", "nuts", 812.4);
    carried(&text, "OUT", "DXB", "ASM", "2026-01-15", "b", "bolts", 812.4);
    carried(&text, "SAME", "DXB", "CAI", "2026-01-16", "a", "nuts", 812.4); /* passed on openly */
    carried(&text, "LATE", "DXB", "CAI", "2026-06-16", "e", "nuts", 812.4);
    carried(&text, "MASS", "DXB", "CAI", "2026-01-16", "f", "nuts", 812.5);
    check_table(&c, buf_str(&text), 1);
    const struct check_finding *f = finding(&c, "OUT", CHECK_REAPPEARS);
    assert_non_null(f);
    assert_int_equal(f->other, table_find(&c.table, STR("IN")));
    assert_non_null(finding(&c, "IN", CHECK_REAPPEARS));
    assert_null(finding(&c, "SAME", CHECK_REAPPEARS));
    assert_null(finding(&c, "LATE", CHECK_REAPPEARS));
    assert_null(finding(&c, "MASS", CHECK_REAPPEARS));
    buf_release(&text);
    checked_release(&c);
}

static void a_rare_phrase_of_strangers_is_told(void **state)
{
    struct checked c;
    struct buf text;
    char id[16];
    (void)state;
    buf_init(&text, MIB);
    carried(&text, "A", "PEK", "DXB", "2026-01-05", "a", "Parts of bulldozer boom", 10);
    carried(&text, "B", "DUR", "PNR", "2026-03-05", "b", "PARTS OF BULLDOZER BOOM", 20);
    carried(&text, "C", "PEK", "DXB", "2026-01-05", "c", "white cotton shirts", 30);
    carried(&text, "D", "PEK", "DXB", "2026-02-05", "c", "white cotton shirts", 40);
    for (int i = 0; i < 20; i++) { /* wording of the trade */
        snprintf(id, sizeof id, "T%d", i);
        carried(&text, id, "PEK", "DXB", "2026-01-05", id, "toys made of plastic", 50 + i);
    }
    check_table(&c, buf_str(&text), 1);
    assert_non_null(finding(&c, "A", CHECK_COVER_PHRASE));
    assert_non_null(finding(&c, "B", CHECK_COVER_PHRASE));
    assert_null(finding(&c, "C", CHECK_COVER_PHRASE));
    assert_null(finding(&c, "T3", CHECK_COVER_PHRASE));
    buf_release(&text);
    checked_release(&c);
}

static void words_of_another_chapter_are_told(void **state)
{
    struct checked c;
    struct buf text;
    (void)state;
    buf_init(&text, MIB);
    for (int i = 0; i < 40; i++)
        buf_add_f(
            &text,
            "{\"id\":\"A%02d\",\"goods\":[{\"line\":1,\"description\":\"knitted cotton gloves "
            "style "
            "%d\",\"hs\":\"611692\"}]}\n{\"id\":\"B%02d\",\"goods\":[{\"line\":1,\"description\":"
            "\"gyroscope sensor module type %d\",\"hs\":\"901420\"}]}\n",
            i, i, i, i);
    buf_add_z(&text, "{\"id\":\"BAD\",\"goods\":[{\"line\":1,\"description\":\"gyroscope sensor "
                     "module\",\"hs\":\"611692\"}]}\n");
    check_table(&c, buf_str(&text), 1);
    assert_non_null(finding(&c, "BAD", CHECK_TEXT_HS));
    assert_int_equal(c.result.stats[CHECK_TEXT_HS].n_failed, 1);
    assert_true(c.result.stats[CHECK_TEXT_HS].n_applied >= 81);
    buf_release(&text);
    checked_release(&c);
}

/* Records by the hundred with words of the headings, own words and both: the same findings whether
 * the words of the headings are learnt anew or were made beforehand, twice over. */
static void words_made_once_find_the_same(void **state)
{
    static const char *const what[] = {"gyroscope sensor module", "knitted cotton gloves",
                                       "ball bearings of steel",  "carbon electrodes for furnaces",
                                       "wooden furniture seats",  "frozen fish fillets"};
    static const char *const codes[] = {"611692", "901420", "848210", "854511", "940169", "030481"};
    struct checked c;
    struct check_words *words = NULL;
    struct check_result again;
    struct pool *pool = NULL;
    struct seine_error err = {0};
    struct buf text;
    uint64_t seed = 11;
    (void)state;
    buf_init(&text, MIB);
    for (int i = 0; i < 300; i++) {
        size_t w = random_below(&seed, N_OF(what));
        size_t k = random_below(&seed, 10) ? (w ? w : 1) : random_below(&seed, N_OF(codes));
        buf_add_f(&text,
                  "{\"id\":\"R%03d\",\"goods\":[{\"line\":1,\"description\":\"%s type %c%c\","
                  "\"hs\":\"%s\"}]}\n",
                  i, what[w], 'a' + i % 26, 'a' + i % 7, codes[k]);
    }
    check_table(&c, buf_str(&text), 1);
    assert_true(c.result.stats[CHECK_TEXT_HS].n_failed > 5);
    assert_ok(pool_new(1, &pool, &err));
    assert_ok(check_words_new(&words, &err));
    for (int turn = 0; turn < 2; turn++) {
        assert_ok(check_run_with(&c.table, c.geo, words, pool, &again, &err));
        assert_int_equal(again.findings.n, c.result.findings.n);
        assert_int_equal(again.stats[CHECK_TEXT_HS].n_applied,
                         c.result.stats[CHECK_TEXT_HS].n_applied);
        for (size_t i = 0; i < again.findings.n; i++) {
            assert_int_equal(again.findings.v[i].record, c.result.findings.v[i].record);
            assert_int_equal(again.findings.v[i].kind, c.result.findings.v[i].kind);
        }
        check_result_release(&again);
    }
    check_words_free(words);
    pool_free(pool);
    buf_release(&text);
    checked_release(&c);
}

/* As the readers of messages put them there. */
static void containers_of_messages_are_checked(void **state)
{
    static const char text[] =
        "UNH+1+CUSCAR'CNI+1+A'EQD+CN+CSQU3054383'CNI+2+B'SGP+CMAU5110876'CNI+3+"
        "C'FTX+AAI+++FULL'EQD+CN+CSQU3054383'EQD+CN+CSQU3054384'";
    struct checked c;
    (void)state;
    check_table(&c, str_of(text), 1);
    assert_null(finding(&c, "A", CHECK_CONTAINER_DIGIT));
    assert_non_null(finding(&c, "B", CHECK_CONTAINER_DIGIT));
    assert_non_null(finding(&c, "C", CHECK_CONTAINER_DIGIT));
    assert_int_equal(c.result.stats[CHECK_CONTAINER_DIGIT].n_applied, 3);
    checked_release(&c);
}

static void a_number_with_other_goods_and_a_declaration_that_differs_are_told(void **state)
{
    static const char text[] =
        "{\"id\":\"A\",\"document\":{\"type\":\"air-waybill\",\"number\":\"N1\"},\"gross_kg\":10,"
        "\"pieces\":1,\"goods\":[{\"line\":1,\"description\":\"nuts\"}]}\n"
        "{\"id\":\"B\",\"document\":{\"type\":\"air-waybill\",\"number\":\"N1\"},\"gross_kg\":90,"
        "\"pieces\":4,\"goods\":[{\"line\":1,\"description\":\"pumps\"}]}\n"
        "{\"id\":\"T\",\"document\":{\"type\":\"air-waybill\",\"number\":\"N2\"},\"gross_kg\":90}\n"
        "{\"id\":\"D\",\"document\":{\"type\":\"export-declaration\",\"number\":\"E2\",\"master\":"
        "\"N2\"},\"gross_kg\":190}\n"
        "{\"id\":\"U\",\"document\":{\"type\":\"air-waybill\",\"number\":\"N3\"},\"gross_kg\":90}\n"
        "{\"id\":\"E\",\"document\":{\"type\":\"export-declaration\",\"number\":\"E3\",\"master\":"
        "\"N3\"},\"gross_kg\":91}\n";
    struct checked c;
    (void)state;
    check_table(&c, str_of(text), 1);
    assert_non_null(finding(&c, "A", CHECK_DOCUMENT_CONTENT));
    assert_non_null(finding(&c, "B", CHECK_DOCUMENT_CONTENT));
    assert_null(finding(&c, "A", CHECK_DOCUMENT_REUSED));
    assert_non_null(finding(&c, "T", CHECK_CONTRADICTION));
    assert_non_null(finding(&c, "D", CHECK_CONTRADICTION));
    assert_null(finding(&c, "U", CHECK_CONTRADICTION));
    assert_null(finding(&c, "E", CHECK_CONTRADICTION));
    checked_release(&c);
}

/* Of the parties those are compared whom both papers name: a name written anew or cut short is no
 * other. */
static void a_declaration_for_somebody_else_is_told(void **state)
{
    static const struct {
        const char *carried, *declared;
        bool differs;
    } all[] = {{"Paekdu Trading Company", "Sablon Machine Works", true},
               {"Paekdu Trading Company", "PAEKDU TRADING CO LTD", false},
               {"Paekdu Trading Company", "Paekdu Trading Company", false},
               {"Paekdu Trading Company", NULL, false}};
    (void)state;
    for (size_t i = 0; i < N_OF(all); i++) {
        struct checked c;
        struct buf text;
        buf_init(&text, MIB);
        buf_add_f(
            &text,
            "{\"id\":\"T\",\"document\":{\"type\":\"air-waybill\",\"number\":\"N\"},\"parties\":["
            "{\"role\":\"shipper\",\"name\":\"X\"},{\"role\":\"consignee\",\"name\":\"%s\"}]}\n"
            "{\"id\":\"D\",\"document\":{\"type\":\"import-declaration\",\"number\":\"I\","
            "\"master\":"
            "\"N\"},\"parties\":[{\"role\":\"shipper\",\"name\":\"X\"}",
            all[i].carried);
        if (all[i].declared)
            buf_add_f(&text, ",{\"role\":\"consignee\",\"name\":\"%s\"}", all[i].declared);
        buf_add_z(&text, "]}\n");
        check_table(&c, buf_str(&text), 1);
        if (!finding(&c, "D", CHECK_CONTRADICTION) == all[i].differs ||
            !finding(&c, "T", CHECK_CONTRADICTION) == all[i].differs)
            fail_msg("%s", text.p);
        assert_int_equal(c.result.stats[CHECK_CONTRADICTION].n_applied, 2);
        buf_release(&text);
        checked_release(&c);
    }
}

static void long_record(struct buf *b, const char *id, int pieces, const char *own)
{
    buf_add_f(b,
              "{\"id\":\"%s\",\"document\":{\"type\":\"air-waybill\",\"number\":\"N1\"},"
              "\"pieces\":%d,\"goods\":[",
              id, pieces);
    for (int i = 1; i <= 100; i++)
        buf_add_f(b, "{\"line\":%d,\"description\":\"%s %d\"},", i, own, i);
    buf_add_z(b, "{\"line\":101,\"description\":\"pumps\"}]}\n");
}

static void goods_in_common_are_found_behind_many_others(void **state)
{
    struct checked c;
    struct buf text;
    (void)state;
    buf_init(&text, MIB);
    long_record(&text, "A", 1, "nuts");
    long_record(&text, "B", 4, "bolts");
    check_table(&c, buf_str(&text), 1);
    assert_null(finding(&c, "A", CHECK_DOCUMENT_CONTENT));
    assert_null(finding(&c, "B", CHECK_DOCUMENT_CONTENT));
    checked_release(&c);
    buf_release(&text);
}

static void another_consignee_on_a_later_version_is_told(void **state)
{
    struct checked c;
    (void)state;
    check_table(
        &c,
        STR("{\"id\":\"A\",\"pieces\":1,\"parties\":[{\"role\":\"consignee\",\"name\":\"X\"}]}\n"
            "{\"id\":\"A\",\"pieces\":1,\"parties\":[{\"role\":\"consignee\",\"name\":\"Y\"}]}\n"
            "{\"id\":\"B\",\"pieces\":1,\"parties\":[{\"role\":\"consignee\",\"name\":\"X\"}]}\n"
            "{\"id\":\"B\",\"pieces\":2,\"parties\":[{\"role\":\"consignee\",\"name\":\"x\"}]}\n"),
        1);
    assert_non_null(finding(&c, "A", CHECK_CONSIGNEE_CHANGED));
    assert_null(finding(&c, "B", CHECK_CONSIGNEE_CHANGED));
    assert_non_null(finding(&c, "B", CHECK_VERSIONS));
    checked_release(&c);
}

static void a_changed_document_is_told(void **state)
{
    struct checked c;
    (void)state;
    check_table(&c,
                STR("{\"id\":\"A\",\"pieces\":1}\n{\"id\":\"A\",\"pieces\":2}\n{\"id\":\"B\"}\n"
                    "{\"id\":\"B\"}\n"),
                1);
    assert_non_null(finding(&c, "A", CHECK_VERSIONS));
    assert_null(finding(&c, "B", CHECK_VERSIONS));
    checked_release(&c);
}

/* A fault that many honest records have is worth less, down to nothing. */
static void common_faults_are_worth_little(void **state)
{
    double last = INFINITY;
    (void)state;
    for (int wrong = 1; wrong <= 256; wrong *= 4) {
        struct checked c;
        struct buf text;
        buf_init(&text, 4 * MIB);
        for (int i = 0; i < 1000; i++)
            buf_add_f(&text,
                      "{\"id\":\"R%04d\",\"document\":{\"type\":\"air-waybill\",\"number\":\"999-"
                      "%07d%d\"}}\n",
                      i, i, (i + (i < wrong)) % 7);
        check_table(&c, buf_str(&text), 1);
        const struct check_stat *s = &c.result.stats[CHECK_AWB_DIGIT];
        assert_int_equal(s->n_applied, 1000);
        assert_int_equal(s->n_failed, wrong);
        double plain = log2(check_rules[CHECK_AWB_DIGIT].scheme_rate / ((wrong + 1.0) / 1002.0));
        plain = fmax(0, fmin(plain, check_rules[CHECK_AWB_DIGIT].cap_bits));
        assert_true(fabs(s->bits - plain) <= 0.0005);
        assert_true(s->bits <= last && s->bits >= 0);
        last = s->bits;
        buf_release(&text);
        checked_release(&c);
    }
    assert_true(last <= 0);
}

static void dump(const struct checked *c, struct buf *out)
{
    for (size_t i = 0; i < c->result.findings.n; i++) {
        const struct check_finding *f = &c->result.findings.v[i];
        check_text(&c->table, c->geo, f, out);
        buf_add_f(out, " %.17g %.17g %u\n", f->bits, f->measure, f->other);
    }
    for (size_t i = 0; i < c->table.records.n; i++)
        buf_add_f(out, "%.17g %.17g\n", c->result.freight[i].paid_usd,
                  c->result.freight[i].expected_usd);
}

static void order_and_threads_do_not_matter(void **state)
{
    struct buf text, other, plain, again;
    struct checked c;
    (void)state;
    buf_init(&text, 16 * MIB);
    buf_init(&other, 16 * MIB);
    buf_init(&plain, 16 * MIB);
    buf_init(&again, 16 * MIB);
    honest(&text, 900);
    for (size_t i = 0; i < N_OF(breaches); i++)
        buf_add_f(&text, "{\"id\":\"B%zu\",%s}\n", i, breaches[i].bad);
    check_table(&c, buf_str(&text), 1);
    dump(&c, &plain);
    checked_release(&c);
    shuffle_lines(buf_str(&text), 3, &other);
    check_table(&c, buf_str(&other), 3);
    dump(&c, &again);
    checked_release(&c);
    assert_true(plain.n > 0 && str_is(buf_str(&plain), buf_str(&again)));
    buf_release(&text);
    buf_release(&other);
    buf_release(&plain);
    buf_release(&again);
}

static void no_memory_is_an_error_and_leaks_nothing(void **state)
{
    struct trade_table t;
    struct geo *geo = NULL;
    struct buf text;
    struct seine_error err = {0};
    enum seine_status status = SEINE_NOMEM;
    (void)state;
    buf_init(&text, MIB);
    honest(&text, 10);
    table_of(&t, buf_str(&text));
    assert_ok(geo_open(&geo, &err));
    for (uint64_t n = 1; status != SEINE_OK && n < 500; n++) {
        struct check_result result;
        struct pool *pool = NULL;
        assert_ok(pool_new(1, &pool, &err));
        error_clear(&err);
        mem_fail_at(n);
        status = check_run(&t, geo, pool, &result, &err);
        mem_fail_at(0);
        pool_free(pool);
        if (status == SEINE_OK)
            check_result_release(&result);
        else
            assert_int_equal(status, SEINE_NOMEM);
    }
    assert_ok(status);
    geo_free(geo);
    trade_table_release(&t);
    buf_release(&text);
}

/* What meets only by chance of the hash may be told; what met is never denied. */
static void keys_that_meet_are_told(void **state)
{
    enum { KEYS = 5000 };
    static uint8_t sides[KEYS], times[KEYS];
    struct meet both, again;
    uint64_t random = 5;
    size_t n_both = 0, n_again = 0;
    (void)state;
    assert_int_equal(meet_init(&both, KEYS), SEINE_OK);
    assert_int_equal(meet_init(&again, KEYS), SEINE_OK);
    for (size_t i = 0; i < KEYS; i++) {
        random = random * 6364136223846793005u + 1442695040888963407u;
        uint32_t key = (uint32_t)(random >> 33) % KEYS;
        unsigned side = (unsigned)(random >> 20) & 1;
        meet_see(&both, key, side);
        meet_again(&again, key);
        sides[key] |= (uint8_t)(1u << side);
        times[key]++;
    }
    for (uint32_t key = 0; key < KEYS; key++) {
        assert_true(sides[key] != 3 || meet_both(&both, key));
        assert_true(times[key] < 2 || meet_both(&again, key));
        n_both += sides[key] != 3 && meet_both(&both, key);
        n_again += times[key] < 2 && meet_both(&again, key);
    }
    assert_true(n_both < KEYS / 10);
    assert_true(n_again < KEYS / 5);
    meet_release(&both);
    meet_release(&again);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_rule_finds_its_breach),
        cmocka_unit_test(a_forwarder_is_told_by_any_part_of_its_name),
        cmocka_unit_test(goods_from_where_they_are_not_made_are_told),
        cmocka_unit_test(goods_of_another_business_are_told),
        cmocka_unit_test(freight_is_learnt_by_lane_and_carrier),
        cmocka_unit_test(freight_is_learnt_by_month),
        cmocka_unit_test(keys_that_meet_are_told),
        cmocka_unit_test(goods_that_leave_the_hub_under_new_parties_are_told),
        cmocka_unit_test(a_rare_phrase_of_strangers_is_told),
        cmocka_unit_test(words_of_another_chapter_are_told),
        cmocka_unit_test(words_made_once_find_the_same),
        cmocka_unit_test(containers_of_messages_are_checked),
        cmocka_unit_test(a_number_with_other_goods_and_a_declaration_that_differs_are_told),
        cmocka_unit_test(a_declaration_for_somebody_else_is_told),
        cmocka_unit_test(goods_in_common_are_found_behind_many_others),
        cmocka_unit_test(another_consignee_on_a_later_version_is_told),
        cmocka_unit_test(a_changed_document_is_told),
        cmocka_unit_test(common_faults_are_worth_little),
        cmocka_unit_test(order_and_threads_do_not_matter),
        cmocka_unit_test(no_memory_is_an_error_and_leaks_nothing),
    };
    return RUN(tests);
}
