/* Cases without a kit: each kind of conduct opens one by itself, is worth the less the commoner it
 * is in the data at hand, and its bits are an e-value. */
#include "assemble_trade.h"

#include "assemble/alone.h"
#include "assemble/gamma.h"

struct paper {
    const char *id, *from, *to, *text, *hs;
    int day, kg, value, freight; /* freight 0: not stated */
    int seized;                  /* on this day; 0: not */
    const char *from_in, *to_in; /* countries; NULL: CN, AE */
    const char *contact;         /* of whom it goes to: members of the object, or NULL */
};

static void add_paper(struct buf *b, const struct paper *p)
{
    char date[16];
    int year, month, day;
    date_civil(20454 + p->day, &year, &month, &day);
    snprintf(date, sizeof date, "%04d-%02d-%02d", year % 10000, month % 100, day % 100);
    buf_add_f(
        b,
        "{\"id\":\"%s\",\"mode\":\"air\",\"legs\":[{\"from\":\"PEK\",\"to\":\"DXB\","
        "\"departed\":\"%s\"}],\"parties\":[{\"role\":\"shipper\",\"name\":\"%s\",\"country\":"
        "\"%s\"},{\"role\":\"consignee\",\"name\":\"%s\",\"country\":\"%s\"%s}],"
        "\"goods\":[{\"line\":1,\"description\":\"%s\",\"hs\":\"%s\",\"net_kg\":%d,\"value\":%d,"
        "\"currency\":\"USD\"}],\"gross_kg\":%d",
        p->id, date, p->from, p->from_in ? p->from_in : "CN", p->to, p->to_in ? p->to_in : "AE",
        p->contact ? p->contact : "", p->text, p->hs, p->kg, p->value, p->kg);
    if (p->freight)
        buf_add_f(b, ",\"freight\":%d,\"freight_currency\":\"USD\"", p->freight);
    if (p->seized) {
        date_civil(20454 + p->seized, &year, &month, &day);
        buf_add_f(b, ",\"outcome\":{\"status\":\"seized\",\"at\":\"%04d-%02d-%02d\"}", year % 10000,
                  month % 100, day % 100);
    }
    buf_add_z(b, "}\n");
}

/* Ordinary trade, freight stated; every `common`-th consignment shows the conduct (0: none does).
 */
static void trade(struct buf *b, int n, int common, const struct paper *conduct)
{
    uint64_t seed = 9;
    for (int i = 0; i < n; i++) {
        char id[16], from[32], to[32];
        snprintf(id, sizeof id, "T%05d", i);
        snprintf(from, sizeof from, "Hanbok%03zu Export", random_below(&seed, 150));
        snprintf(to, sizeof to, "Qasr%03zu Import", random_below(&seed, 150));
        int kg = (int)(20 + random_below(&seed, 400));
        struct paper p = {id,          from,
                          to,          "steel bolts",
                          "731815",    (int)random_below(&seed, 700),
                          kg,          9000,
                          kg * 4 + 60, 0,
                          NULL,        NULL,
                          NULL};
        if (common && i % common == 0) {
            p.text = conduct->text;
            p.hs = conduct->hs;
            p.kg = conduct->kg;
            p.value = conduct->value;
            p.freight = conduct->freight;
        }
        add_paper(b, &p);
    }
}

/* The strongest case of that kind that holds the record; its bits of that kind into *ret. */
static const struct assemble_case *case_of(const struct world *w, const char *kind, const char *id,
                                           double *ret)
{
    for (size_t i = 0; i < w->result.cases.n; i++) {
        const struct assemble_case *c = &w->result.cases.v[i];
        if (strcmp(c->kind, kind) != 0)
            continue;
        for (size_t k = 0; k < c->n_records; k++)
            if (str_is(table_str(&w->table, w->table.records.v[c->records[k].record].id),
                       str_of(id))) {
                *ret = 0;
                for (size_t e = 0; e < c->n_evidence; e++)
                    if (strcmp(c->evidence[e].kind, kind) == 0)
                        *ret += c->evidence[e].bits;
                return c;
            }
    }
    return NULL;
}

#define HOUSE ",\"phone\":\"+971 4 271 5501\",\"address\":\"Villa 14, Tarif Corniche\""

struct conduct {
    const char *kind;
    struct paper paper[4]; /* the last one shows it, on `n_shown` records of its case in all */
    size_t n, n_shown;
};

static const struct conduct conducts[] = {
    {"data-media",
     {{"X0", "Tavor Machines", "Sablon Works", "milling machine", "845961", 100, 900, 9000, 900, 0,
       NULL, NULL, NULL},
      {"X1", "Tavor Machines", "Orbin House", "hard disk drives with drawings", "847170", 130, 1,
       50, 40, 0, NULL, NULL, NULL},
      {"X2", "Tavor Machines", "Orbin House", "usb flash drives", "852351", 140, 1, 50, 40, 0, NULL,
       NULL, NULL}},
     3,
     2},
    {"sample",
     {{"X1", "Tavor Labs", "Orbin House", "sample of corrosion inhibitor", "381190", 130, 2, 10, 60,
       0, NULL, NULL, NULL},
      {"X2", "Kolma Labs", "Orbin House", "samples of valve bodies", "848180", 140, 2, 10, 60, 0,
       NULL, NULL, NULL}},
     2,
     2},
    {"undeclared-danger",
     {{"X1", "Tavor Labs", "Orbin House", "nitric acid", "280800", 130, 20, 300, 120, 0, NULL, NULL,
       NULL},
      {"X2", "Kolma Labs", "Orbin House", "sulphuric acid", "280700", 140, 20, 300, 120, 0, NULL,
       NULL, NULL}},
     2,
     2},
    {"re-order",
     {{"X1", "Tavor Labs", "Orbin House", "pressure gauges", "902620", 130, 20, 300, 120, 136, NULL,
       NULL, NULL},
      {"X2", "Kolma Labs", "Orbin House", "pressure gauges", "902620", 160, 20, 300, 120, 0, NULL,
       NULL, NULL}},
     2,
     2},
    {"freight-far",
     {{"X1", "Tavor Labs", "Orbin House", "tin boxes", "731021", 130, 100, 300, 9000, 0, NULL, NULL,
       NULL},
      {"X2", "Kolma Labs", "Orbin House", "tin boxes", "731021", 140, 100, 300, 9000, 0, NULL, NULL,
       NULL}},
     2,
     2},
    {"renamed-goods",
     {{"X1", "Tavor Fibres", "Orbin House", "carbon fibre", "681511", 130, 911, 60000, 0, 0, "US",
       "DE", NULL},
      {"X2", "Orbin House", "Sablon Works", "polyester yarn", "540220", 150, 911, 58000, 0, 0, "DE",
       "OM", NULL}},
     2,
     2},
    {"passed-through",
     {{"X1", "Tavor Labs", "Orbin House", "mass spectrometer", "902781", 130, 187, 60000, 0, 0,
       "US", "FI", NULL},
      {"X2", "Orbin House", "Sablon Works", "mass spectrometer", "902781", 150, 187, 70000, 0, 0,
       "FI", "OM", NULL}},
     2,
     2},
    {"gathered",
     {{"X1", "Tavor Forge", "Orbin House", "aluminium parts", "761699", 130, 620, 9000, 0, 0, "MY",
       "AE", NULL},
      {"X2", "Tavor Forge", "Orbin House", "aluminium parts", "761699", 160, 510, 9000, 0, 0, "MY",
       "AE", NULL},
      {"X3", "Kolma Forge", "Orbin House", "steel rings", "732690", 170, 300, 9000, 0, 0, "TR",
       "AE", NULL},
      {"X4", "Orbin House", "Sablon Works", "machine parts", "847990", 190, 1436, 30000, 0, 0, "AE",
       "OM", NULL}},
     4,
     4},
    {"successor",
     {{"X1", "Tavor Tools", "Orbin House", "milling machine", "845961", 130, 900, 9000, 0, 0, "US",
       "AE", HOUSE},
      {"X2", "Tavor Tools", "Sablon Works", "grinding machine", "846019", 170, 700, 9000, 0, 0,
       "US", "AE", HOUSE},
      {"X3", "Tavor Tools", "Kelim Mechanics", "lathe", "845811", 220, 950, 9000, 0, 0, "US", "AE",
       HOUSE}},
     3,
     3},
};

/* `left_out`: papers at the end that are not there. */
static double bits_without(const struct conduct *c, int common, size_t left_out)
{
    struct world w;
    struct buf b;
    double bits = 0;
    buf_init(&b, 16 * MIB);
    trade(&b, 1500, common, &c->paper[c->n - 1]);
    for (size_t i = 0; i + left_out < c->n; i++)
        add_paper(&b, &c->paper[i]);
    world_run(&w, buf_str(&b), 2);
    const struct assemble_case *found =
        case_of(&w, c->kind, c->paper[c->n - 1 - left_out].id, &bits);
    if (found) {
        assert_int_equal(found->kit, MAP_NONE);
        assert_int_equal(found->n_missing, 0);
        assert_true(found->evidence[0].bits < -6); /* one of hundreds of parties */
        if (found->n_records != c->n_shown)
            fail_msg("%s: %zu records", c->kind, found->n_records);
    }
    world_release(&w);
    buf_release(&b);
    return bits;
}

static double bits_of(const struct conduct *c, int common)
{
    return bits_without(c, common, 0);
}

static const struct conduct *conduct_of(const char *kind)
{
    for (size_t i = 0; i < N_OF(conducts); i++)
        if (strcmp(conducts[i].kind, kind) == 0)
            return &conducts[i];
    fail_msg("%s", kind);
    return NULL;
}

static void each_kind_opens_a_case_alone(void **state)
{
    (void)state;
    for (size_t i = 0; i < N_OF(conducts); i++) {
        double bits = bits_of(&conducts[i], 0);
        if (!(bits > 6))
            fail_msg("%s: %g bits", conducts[i].kind, bits);
    }
}

/* What many do is worth little: the null is the data's own. Re-orders and carriage are measured
 * against what the others do in other ways; data media count from senders of machines only. */
static void what_is_common_is_worth_less(void **state)
{
    (void)state;
    for (size_t i = 1; i < 3; i++) {
        double rare = bits_of(&conducts[i], 0), common = bits_of(&conducts[i], 4);
        if (!(common < rare - 2))
            fail_msg("%s: %g bits when rare, %g when common", conducts[i].kind, rare, common);
    }
}

/* Takes one thing away that it needs: the day, the mass, the third country (twice), and the other
 * or the like words, or lots that are each a part. */
static void spoil(struct conduct *c, int change)
{
    struct paper *in = &c->paper[0], *out = &c->paper[c->n - 1];
    bool is_gathered = c->n == 4, is_renamed = strcmp(c->kind, "renamed-goods") == 0;
    if (change == 0) {
        out->day += is_gathered ? 400 : 60;
    } else if (change == 1) {
        out->kg += 40;
    } else if (change == 2) {
        out->to_in = in->from_in;
    } else if (change == 3) {
        out->to_in = out->from_in;
    } else if (is_gathered) {
        in->kg += 9000;
        out->kg += 9000;
    } else {
        out->text = is_renamed ? in->text : "shoes";
        out->hs = is_renamed ? in->hs : "640299";
    }
}

static void goods_that_stay_or_change_are_not_passed_on(void **state)
{
    static const char *const kinds[] = {"renamed-goods", "passed-through", "gathered"};
    (void)state;
    for (size_t i = 0; i < N_OF(kinds); i++)
        for (int change = 0; change < 5; change++) {
            struct conduct c = *conduct_of(kinds[i]);
            spoil(&c, change);
            double bits = bits_of(&c, 0);
            if (bits > 0)
                fail_msg("%s, change %d: %g bits", kinds[i], change, bits);
        }
}

static void fewer_words_are_other_words(void **state)
{
    struct conduct c = *conduct_of("renamed-goods");
    (void)state;
    c.paper[0].text = "pressure transducers mks type";
    c.paper[1].text = "sensor";
    c.paper[0].hs = c.paper[1].hs = "902620";
    assert_true(bits_of(&c, 0) > 6);
    c.paper[1].text = "pressure sensors"; /* still says what it is */
    assert_true(bits_of(&c, 0) <= 0);
}

/* Names that overlap in time, that share nothing, or that are one name in another spelling. */
static void names_that_do_not_follow_are_no_succession(void **state)
{
    (void)state;
    for (int change = 0; change < 4; change++) {
        struct conduct c = *conduct_of("successor");
        if (change == 0)
            c.paper[1].to = c.paper[2].to = "Orbin Hause";
        else if (change == 1)
            c.paper[1].contact = c.paper[2].contact = NULL;
        else if (change == 2)
            c.paper[1].hs = "610910", c.paper[2].hs = "030617";
        else
            c.paper[1].day = 120, c.paper[2].to = c.paper[0].to;
        if (change == 3)
            c.paper[2].day = 125, c.paper[0].day = 110;
        double bits = bits_of(&c, 0);
        if (bits > 0)
            fail_msg("change %d: %g bits", change, bits);
    }
}

/* One leg, or two lots, are not enough. */
static void it_takes_both_legs(void **state)
{
    static const char *const kinds[] = {"renamed-goods", "passed-through", "gathered"};
    (void)state;
    for (size_t i = 0; i < N_OF(kinds); i++)
        assert_true(bits_without(conduct_of(kinds[i]), 0, 1) <= 0);
}

static void plain_trade_opens_none(void **state)
{
    struct world w;
    struct buf b;
    (void)state;
    buf_init(&b, 16 * MIB);
    trade(&b, 1500, 0, NULL);
    world_run(&w, buf_str(&b), 1);
    for (size_t i = 0; i < w.result.cases.n; i++)
        assert_string_equal(w.result.cases.v[i].kind, "kit");
    world_release(&w);
    buf_release(&b);
}

/* The mean of 2^bits under the null is 1, whatever the number of records: summed over all f. */
static void bits_are_an_e_value(void **state)
{
    (void)state;
    for (int n = 1; n <= 200; n += n / 4 + 1)
        for (double rate = 0.0001; rate < 0.6; rate *= 7) {
            double mean = 0, mass = 0;
            for (int f = 0; f <= n; f++) {
                double choose = (lgamma(n + 1.0) - lgamma(f + 1.0) - lgamma(n - f + 1.0)) / M_LN2;
                double p = exp2(choose + as_beta_binomial(f, n, rate, 2));
                mass += p;
                mean += p * exp2(as_alone_bits(f, n, rate));
            }
            assert_float_equal(mass, 1, 1e-6);
            assert_float_equal(mean, 1, 1e-6);
        }
}

static void a_piece_that_comes_again_after_a_seizure_adds_bits(void **state)
{
    double score[2];
    (void)state;
    for (int is_seized = 0; is_seized < 2; is_seized++) {
        struct world w;
        struct buf b;
        bool told = false;
        buf_init(&b, 16 * MIB);
        background(&b, 1200);
        for (int i = 0; i < 5; i++) {
            char id[16], from[32];
            snprintf(id, sizeof id, "S%d", i);
            snprintf(from, sizeof from, "Zelig Tovar%d", i * 13);
            add_piece(&b, &(struct piece){id, from, "Sablon Net Works", parts[i % 4].text,
                                          parts[i % 4].hs, 600 + 9 * i, 20 + i,
                                          is_seized && i == 0 ? 605 : 0});
        }
        world_run(&w, buf_str(&b), 1);
        for (size_t i = 0; i < w.result.cases.n && !told; i++) {
            const struct assemble_case *c = &w.result.cases.v[i];
            if (c->kit == MAP_NONE || c->records[0].record != table_find(&w.table, STR("S0")))
                continue;
            score[is_seized] = c->score;
            for (size_t e = 0; e < c->n_evidence; e++)
                if (strcmp(c->evidence[e].kind, "re-sent") == 0) {
                    told = true;
                    assert_true(c->evidence[e].bits > 2);
                    assert_int_equal(c->evidence[e].n_refs, 2);
                    assert_true(str_is(c->evidence[e].refs[0], STR("S0")));
                    assert_true(str_is(c->evidence[e].refs[1], STR("S4")));
                }
        }
        assert_int_equal(told, is_seized);
        world_release(&w);
        buf_release(&b);
    }
    assert_true(score[1] > score[0] + 2);
}

/* What a party sends to itself is one consignment, though it stands on both sides of it. */
static void what_goes_to_oneself_counts_once(void **state)
{
    struct buf b;
    struct world w;
    double bits;
    (void)state;
    buf_init(&b, 16 * MIB);
    trade(&b, 2000, 0, NULL);
    add_paper(&b, &(struct paper){"X1", "Orbin House", "Orbin House", "tin boxes", "731021", 130,
                                  100, 300, 9000, 0, "AE", "AE", NULL});
    world_run(&w, buf_str(&b), 1);
    const struct assemble_case *c = case_of(&w, "freight-far", "X1", &bits);
    assert_non_null(c);
    assert_int_equal(c->n_records, 1);
    assert_non_null(strstr(c->evidence[1].text.p, "the party's only consignment"));
    double rate = 2.0 / (2001 + 2); /* one of all shows it */
    assert_true(fabs(bits - as_alone_bits(1, 1, rate)) < 0.001);
    world_release(&w);
    buf_release(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_kind_opens_a_case_alone),
        cmocka_unit_test(what_is_common_is_worth_less),
        cmocka_unit_test(goods_that_stay_or_change_are_not_passed_on),
        cmocka_unit_test(fewer_words_are_other_words),
        cmocka_unit_test(names_that_do_not_follow_are_no_succession),
        cmocka_unit_test(it_takes_both_legs),
        cmocka_unit_test(plain_trade_opens_none),
        cmocka_unit_test(bits_are_an_e_value),
        cmocka_unit_test(a_piece_that_comes_again_after_a_seizure_adds_bits),
        cmocka_unit_test(what_goes_to_oneself_counts_once),
    };
    return RUN(tests);
}
