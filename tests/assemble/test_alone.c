/* Cases without a kit: each kind of conduct opens one by itself, is worth the less the commoner it
 * is in the data at hand, and its bits are an e-value. */
#include "assemble_trade.h"

#include "assemble/alone.h"
#include "assemble/gamma.h"

struct paper {
    const char *id, *from, *to, *text, *hs;
    int day, kg, value, freight; /* freight 0: not stated */
    int seized;                  /* on this day; 0: not */
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
        "\"CN\"},{\"role\":\"consignee\",\"name\":\"%s\",\"country\":\"AE\"}],\"goods\":[{"
        "\"line\":1,\"description\":\"%s\",\"hs\":\"%s\",\"net_kg\":%d,\"value\":%d,"
        "\"currency\":\"USD\"}],\"gross_kg\":%d",
        p->id, date, p->from, p->to, p->text, p->hs, p->kg, p->value, p->kg);
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
        struct paper p = {
            id,   from,        to, "steel bolts", "731815", (int)random_below(&seed, 700), kg,
            9000, kg * 4 + 60, 0};
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

struct conduct {
    const char *kind;
    struct paper paper[4];
    size_t n;
};

static const struct conduct conducts[] = {
    {"data-media",
     {{"X0", "Tavor Machines", "Sablon Works", "milling machine", "845961", 100, 900, 9000, 900, 0},
      {"X1", "Tavor Machines", "Orbin House", "hard disk drives with drawings", "847170", 130, 1,
       50, 40, 0},
      {"X2", "Tavor Machines", "Orbin House", "usb flash drives", "852351", 140, 1, 50, 40, 0}},
     3},
    {"sample",
     {{"X1", "Tavor Labs", "Orbin House", "sample of corrosion inhibitor", "381190", 130, 2, 10, 60,
       0},
      {"X2", "Kolma Labs", "Orbin House", "samples of valve bodies", "848180", 140, 2, 10, 60, 0}},
     2},
    {"undeclared-danger",
     {{"X1", "Tavor Labs", "Orbin House", "nitric acid", "280800", 130, 20, 300, 120, 0},
      {"X2", "Kolma Labs", "Orbin House", "sulphuric acid", "280700", 140, 20, 300, 120, 0}},
     2},
    {"re-order",
     {{"X1", "Tavor Labs", "Orbin House", "pressure gauges", "902620", 130, 20, 300, 120, 136},
      {"X2", "Kolma Labs", "Orbin House", "pressure gauges", "902620", 160, 20, 300, 120, 0}},
     2},
    {"freight-far",
     {{"X1", "Tavor Labs", "Orbin House", "tin boxes", "731021", 130, 100, 300, 9000, 0},
      {"X2", "Kolma Labs", "Orbin House", "tin boxes", "731021", 140, 100, 300, 9000, 0}},
     2},
};

static double bits_of(const struct conduct *c, int common)
{
    struct world w;
    struct buf b;
    double bits = 0;
    buf_init(&b, 16 * MIB);
    trade(&b, 1500, common, &c->paper[c->n - 1]);
    for (size_t i = 0; i < c->n; i++)
        add_paper(&b, &c->paper[i]);
    world_run(&w, buf_str(&b), 2);
    const struct assemble_case *found = case_of(&w, c->kind, c->paper[c->n - 1].id, &bits);
    if (found) {
        assert_int_equal(found->kit, MAP_NONE);
        assert_int_equal(found->n_missing, 0);
        assert_true(found->evidence[0].bits < -6); /* one of hundreds of parties */
        if (found->n_records != 2)
            fail_msg("%s: %zu records", c->kind, found->n_records);
    }
    world_release(&w);
    buf_release(&b);
    return bits;
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_kind_opens_a_case_alone),
        cmocka_unit_test(what_is_common_is_worth_less),
        cmocka_unit_test(plain_trade_opens_none),
        cmocka_unit_test(bits_are_an_e_value),
        cmocka_unit_test(a_piece_that_comes_again_after_a_seizure_adds_bits),
    };
    return RUN(tests);
}
