/* Who is one actor: what joins, what does not, what a hub is; and the same actors for any order and
 * number of threads. */
#include "table_of.h"

#include "link/link.h"

struct linked {
    struct trade_table table;
    struct link_result result;
};

static void link_table(struct linked *l, struct str ndjson, unsigned threads)
{
    struct seine_error err = {0};
    struct pool *pool = NULL;
    table_of(&l->table, ndjson);
    assert_ok(pool_new(threads, &pool, &err));
    assert_ok(link_run(&l->table, NULL, pool, NULL, &l->result, &err));
    pool_free(pool);
}

static void linked_release(struct linked *l)
{
    link_result_release(&l->result);
    trade_table_release(&l->table);
}

/* The actor of the consignee of a record. */
static uint32_t consignee(const struct linked *l, const char *id)
{
    uint32_t r = table_find(&l->table, str_of(id));
    assert_int_not_equal(r, MAP_NONE);
    uint32_t m = table_mention_of(&l->table, &l->table.records.v[r], TRADE_CONSIGNEE);
    assert_int_not_equal(m, MAP_NONE);
    return l->result.actor_of[m];
}

/* Firms of their own with made-up names, phones and addresses. */
static void strangers(struct buf *b, int n)
{
    uint64_t seed = 5;
    for (int i = 0; i < n; i++) {
        char name[2][12];
        for (int k = 0; k < 2; k++) {
            for (size_t c = 0; c < 7; c++)
                name[k][c] = (char)((c % 2 ? "aeiou"[random_below(&seed, 5)]
                                           : "bdfgklmnprstvz"[random_below(&seed, 14)]));
            name[k][7] = '\0';
        }
        buf_add_f(b,
                  "{\"id\":\"S%04d\",\"parties\":[{\"role\":\"consignee\",\"name\":\"%s %s Ltd\","
                  "\"country\":\"%s\",\"phone\":\"+86 10 %07d\",\"address\":\"%d %s Road %d\","
                  "\"city\":\"Town%d\"}]}\n",
                  i, name[0], name[1], i % 3 ? "CN" : "AE", 1000000 + i * 37, i, name[1], i * 7,
                  i % 40);
    }
}

static void party(struct buf *b, const char *id, const char *members)
{
    buf_add_f(b, "{\"id\":\"%s\",\"parties\":[{\"role\":\"consignee\",%s}]}\n", id, members);
}

#define N_STRANGERS 3000
static void link_with_strangers(struct linked *l, void (*add)(struct buf *))
{
    struct buf b;
    buf_init(&b, 16 * MIB);
    strangers(&b, N_STRANGERS);
    add(&b);
    link_table(l, buf_str(&b), 1);
    buf_release(&b);
}

static void add_one_hand(struct buf *b)
{
    party(
        b, "A1",
        "\"name\":\"Liangfeng Precision Trading Co., Ltd\",\"country\":\"CN\",\"phone\":\"+86 415 "
        "5501012\",\"address\":\"Room 1203, 88 Binjiang Road\",\"city\":\"Dandong\"");
    party(b, "A2",
          "\"name\":\"Golden Heron Agricultural Machinery\",\"country\":\"CN\",\"phone\":\"0415-"
          "5501012\",\"address\":\"88 Binjiang Road Room 1203\",\"city\":\"Dandong\"");
    party(b, "B1",
          "\"name\":\"Morning Star Electronics LLC\",\"country\":\"AE\",\"email\":\"info@mse.ae\"");
    party(b, "B2",
          "\"name\":\"MORNING STAR ELECTRONICS "
          "L.L.C.\",\"country\":\"AE\",\"email\":\"INFO@mse.ae\"");
    party(b, "C1",
          "\"name\":\"Kestovar Optics\",\"country\":\"DE\",\"ids\":[{\"type\":\"tax\","
          "\"value\":\"DE811\"}]");
    party(b, "C2",
          "\"name\":\"Kestovar Optik GmbH\",\"country\":\"DE\",\"ids\":[{\"type\":\"tax\","
          "\"value\":\"DE811\"}]");
}

static void one_hand_is_joined(void **state)
{
    struct linked l;
    (void)state;
    link_with_strangers(&l, add_one_hand);
    assert_int_equal(consignee(&l, "A1"), consignee(&l, "A2"));
    assert_int_equal(consignee(&l, "B1"), consignee(&l, "B2"));
    assert_int_equal(consignee(&l, "C1"), consignee(&l, "C2"));
    assert_int_not_equal(consignee(&l, "A1"), consignee(&l, "B1"));
    linked_release(&l);
}

/* Among few parties a shared phone and address are not enough against two names: an uncertain link.
 */
static void few_parties_leave_doubt(void **state)
{
    struct linked l;
    struct buf b;
    bool is_loose = false;
    (void)state;
    buf_init(&b, 4 * MIB);
    strangers(&b, 200);
    add_one_hand(&b);
    link_table(&l, buf_str(&b), 1);
    uint32_t first = consignee(&l, "A1"), second = consignee(&l, "A2");
    for (size_t i = 0; i < l.result.loose.n; i++) {
        uint32_t x = l.result.actor_of[l.result.loose.v[i].a],
                 y = l.result.actor_of[l.result.loose.v[i].b];
        is_loose = is_loose || (x == first && y == second) || (x == second && y == first);
    }
    assert_true(first == second || is_loose);
    buf_release(&b);
    linked_release(&l);
}

static void strangers_stay_apart(void **state)
{
    struct linked l;
    (void)state;
    link_with_strangers(&l, add_one_hand);
    size_t alone = 0;
    for (size_t a = 0; a < l.result.actors.n; a++)
        alone += l.result.actors.v[a].n == 1;
    assert_true(alone * 100 >= (size_t)N_STRANGERS * 99);
    linked_release(&l);
}

static void add_centre(struct buf *b)
{
    static const char *const names[] = {"Harbour Lights Fashion",
                                        "Delta Prime Seafood",
                                        "Vostok Timber",
                                        "Crescent Dental Supply",
                                        "Palm Grove Tiles",
                                        "Quick Byte Software",
                                        "Nordic Salt",
                                        "Sunrise Ceramics",
                                        "Iron Bridge Tools",
                                        "Maple Leaf Toys",
                                        "Oryx Perfumes",
                                        "Lotus Garments",
                                        "Silver Fox Furs",
                                        "Cedar Furniture",
                                        "Polar Ice Cream",
                                        "Amber Jewellery",
                                        "Tundra Fish",
                                        "Coral Paints",
                                        "Zenith Bearings",
                                        "Falcon Tyres"};
    for (size_t i = 0; i < N_OF(names); i++) {
        char id[8];
        struct buf members;
        buf_init(&members, MIB);
        snprintf(id, sizeof id, "T%02zu", i);
        buf_add_f(&members,
                  "\"name\":\"%s FZE\",\"country\":\"AE\",\"phone\":\"+971 4 5550000\",\"address\":"
                  "\"Business Centre Tower 2, Sheikh Road\",\"city\":\"Dubai\"",
                  names[i]);
        party(b, id, members.p);
        buf_release(&members);
    }
}

static void tenants_of_a_business_centre_stay_apart(void **state)
{
    struct linked l;
    (void)state;
    link_with_strangers(&l, add_centre);
    for (int i = 0; i < 20; i++)
        for (int k = 0; k < i; k++) {
            char a[8], b[8];
            snprintf(a, sizeof a, "T%02d", i);
            snprintf(b, sizeof b, "T%02d", k);
            if (consignee(&l, a) == consignee(&l, b))
                fail_msg("%s and %s were joined", a, b);
        }
    linked_release(&l);
}

static void add_numbered(struct buf *b)
{
    party(b, "N1",
          "\"name\":\"Chilgol Machine Plant No. 2\",\"country\":\"KP\",\"city\":\"Kaesong\"");
    party(b, "N2",
          "\"name\":\"Chilgol Machine Plant No. 3\",\"country\":\"KP\",\"city\":\"Wonsan\"");
    party(b, "W1", "\"name\":\"Tovarin Lumen\",\"country\":\"CN\",\"phone\":\"+86 10 7770001\"");
    party(b, "W2", "\"name\":\"Besselin Marok\",\"country\":\"RU\",\"phone\":\"+7 495 1112233\"");
}

static void other_countries_and_contacts_keep_apart(void **state)
{
    struct linked l;
    (void)state;
    link_with_strangers(&l, add_numbered);
    assert_int_not_equal(consignee(&l, "W1"), consignee(&l, "W2"));
    linked_release(&l);
}

static void add_forwarder(struct buf *b)
{
    for (int i = 0; i < 150; i++)
        buf_add_f(b,
                  "{\"id\":\"F%03d\",\"parties\":[{\"role\":\"shipper\",\"name\":\"Shipper%d\"},"
                  "{\"role\":\"consignee\",\"name\":\"Buyer%d\"},{\"role\":\"forwarder\",\"name\":"
                  "\"Oceanic Freight Forwarding\",\"country\":\"SG\"}]}\n",
                  i, i * 31, i * 17);
}

static void a_forwarder_is_a_hub(void **state)
{
    struct linked l;
    (void)state;
    link_with_strangers(&l, add_forwarder);
    uint32_t r = table_find(&l.table, STR("F001"));
    uint32_t m = table_mention_of(&l.table, &l.table.records.v[r], TRADE_FORWARDER);
    const struct link_actor *actor = &l.result.actors.v[l.result.actor_of[m]];
    assert_true(actor->is_hub);
    assert_int_equal(actor->n_records, 150);
    assert_false(l.result.actors.v[consignee(&l, "F001")].is_hub);
    linked_release(&l);
}

/* Every reason that a pair tells sums to its weight with the prior; more in common never weighs
 * less. */
static void reasons_add_up(void **state)
{
    static const char *const steps[] = {
        "", ",\"address\":\"77 Kumsong Street\",\"city\":\"Sinuiju\"",
        ",\"address\":\"77 Kumsong Street\",\"city\":\"Sinuiju\",\"phone\":\"+850 61 5552\"",
        ",\"address\":\"77 Kumsong Street\",\"city\":\"Sinuiju\",\"phone\":\"+850 61 5552\","
        "\"ids\":[{\"type\":\"tax\",\"value\":\"9\"}]"};
    double last = -1000;
    (void)state;
    for (size_t i = 0; i < N_OF(steps); i++) {
        struct linked l;
        struct buf b, members;
        buf_init(&b, 4 * MIB);
        buf_init(&members, MIB);
        strangers(&b, 600);
        buf_add_f(&members, "\"name\":\"Ryongbong Tractor Supply\",\"country\":\"CN\"%s", steps[i]);
        party(&b, "P1", members.p);
        buf_reset(&members);
        buf_add_f(&members, "\"name\":\"Ryongbong Traktor\",\"country\":\"CN\"%s", steps[i]);
        party(&b, "P2", members.p);
        link_table(&l, buf_str(&b), 1);
        double weight = -999;
        for (size_t k = 0; k < l.result.pairs.n; k++) {
            const struct link_pair *p = &l.result.pairs.v[k];
            if (l.result.actor_of[p->a] == consignee(&l, "P1"))
                weight = (double)p->weight;
            assert_true(p->a < p->b);
            assert_int_equal(l.result.actor_of[p->a], l.result.actor_of[p->b]);
            buf_reset(&members);
            link_text(&l.table, p, &members);
            assert_true(members.n > 0);
        }
        assert_true(weight >= last);
        last = weight;
        linked_release(&l);
        buf_release(&b);
        buf_release(&members);
    }
    assert_true(last > 0);
}

static void dump(const struct linked *l, struct buf *out)
{
    for (size_t r = 0; r < l->table.records.n; r++) {
        const struct table_record *record = &l->table.records.v[r];
        buf_add_f(out, STR_FMT, STR_ARG(table_str(&l->table, record->id)));
        for (uint32_t k = 0; k < record->n_parties; k++) {
            uint32_t m = l->table.parties.v[record->first_party + k].mention;
            buf_add_f(out, " %u", l->result.actor_of[m]);
        }
        buf_add_c(out, '\n');
    }
    for (size_t i = 0; i < l->result.pairs.n; i++) {
        link_text(&l->table, &l->result.pairs.v[i], out);
        buf_add_f(out, " %.9g\n", (double)l->result.pairs.v[i].weight);
    }
    for (size_t i = 0; i < l->result.loose.n; i++)
        buf_add_f(out, "%u %u %.9g\n", l->result.loose.v[i].a, l->result.loose.v[i].b,
                  (double)l->result.loose.v[i].weight);
}

static void order_and_threads_do_not_matter(void **state)
{
    struct buf text, other, plain, again;
    struct linked l;
    (void)state;
    buf_init(&text, 16 * MIB);
    buf_init(&plain, 16 * MIB);
    strangers(&text, 400);
    add_one_hand(&text);
    add_centre(&text);
    add_forwarder(&text);
    add_numbered(&text);
    link_table(&l, buf_str(&text), 1);
    dump(&l, &plain);
    linked_release(&l);
    for (uint64_t seed = 1; seed <= 3; seed++) {
        buf_init(&other, 16 * MIB);
        buf_init(&again, 16 * MIB);
        shuffle_lines(buf_str(&text), seed, &other);
        link_table(&l, buf_str(&other), (unsigned)seed);
        dump(&l, &again);
        linked_release(&l);
        assert_true(plain.n > 0 && str_is(buf_str(&plain), buf_str(&again)));
        buf_release(&other);
        buf_release(&again);
    }
    buf_release(&text);
    buf_release(&plain);
}

static void nothing_gives_nothing(void **state)
{
    struct linked l;
    (void)state;
    link_table(&l, STR(""), 1);
    assert_int_equal(l.result.actors.n, 0);
    linked_release(&l);
    link_table(&l, STR("{\"id\":\"A\",\"parties\":[{\"role\":\"consignee\",\"name\":\"?\"}]}\n"),
               1);
    assert_int_equal(l.result.actors.n, 1);
    linked_release(&l);
}

static void no_memory_is_an_error_and_leaks_nothing(void **state)
{
    struct trade_table t;
    struct buf text;
    enum seine_status status = SEINE_NOMEM;
    (void)state;
    buf_init(&text, MIB);
    add_one_hand(&text);
    table_of(&t, buf_str(&text));
    for (uint64_t n = 1; status != SEINE_OK && n < 2000; n++) {
        struct link_result result;
        struct seine_error err = {0};
        struct pool *pool = NULL;
        assert_ok(pool_new(1, &pool, &err));
        mem_fail_at(n);
        status = link_run(&t, NULL, pool, NULL, &result, &err);
        mem_fail_at(0);
        pool_free(pool);
        if (status == SEINE_OK)
            link_result_release(&result);
        else
            assert_int_equal(status, SEINE_NOMEM);
    }
    assert_ok(status);
    trade_table_release(&t);
    buf_release(&text);
}

/* All that two parties can be compared by at once: the name is not left out. */
static void many_numbers_leave_room_for_the_name(void **state)
{
    static const char same[] =
        "\"country\":\"CN\",\"phone\":\"+86 415 5501234\",\"email\":\"sales.office7@host.cn\","
        "\"address\":\"88 Binjiang Road Room 12\",\"ids\":[{\"type\":\"inn\",\"value\":"
        "\"7700000011\"},{\"type\":\"vat\",\"value\":\"7700000012\"},{\"type\":\"eori\",\"value\":"
        "\"CN770000013\"},{\"type\":\"lei\",\"value\":\"7700000014\"},{\"type\":\"duns\",\"value\":"
        "\"7700000015\"},{\"type\":\"imo\",\"value\":\"7700000016\"},{\"type\":\"tax\",\"value\":"
        "\"7700000017\"},{\"type\":\"reg\",\"value\":\"7700000018\"}]";
    struct linked l;
    struct buf b;
    (void)state;
    buf_init(&b, MIB);
    strangers(&b, 40);
    buf_add_f(
        &b, "{\"id\":\"A\",\"parties\":[{\"role\":\"consignee\",\"name\":\"Marwes Gears\",%s}]}\n",
        same);
    buf_add_f(
        &b, "{\"id\":\"B\",\"parties\":[{\"role\":\"consignee\",\"name\":\"Dolti Bakery\",%s}]}\n",
        same);
    link_table(&l, buf_str(&b), 1);
    assert_int_equal(l.result.pairs.n, 1);
    const struct link_pair *p = &l.result.pairs.v[0];
    for (int f = 0; f < LINK_N_FIELDS; f++)
        if (f != LINK_DOMAIN && f != LINK_KIN && !(p->bits[f] < 0 || p->bits[f] > 0))
            fail_msg("the field %s is not compared", link_field_name((enum link_field)f));
    assert_true(p->bits[LINK_NAME] < 0);
    linked_release(&l);
    buf_release(&b);
}

/* One record that says too much must not end a scan. */
static void texts_of_any_length_are_linked(void **state)
{
    static const char *const around[][2] = {{"\"email\":\"", "@firm.example\""},
                                            {"\"email\":\"box@", ".example\""},
                                            {"\"phone\":\"+86", "\""},
                                            {"\"city\":\"", "\""},
                                            {"\"address\":\"", "\""},
                                            {"\"ids\":[\"", "\"]"}};
    (void)state;
    for (size_t i = 0; i < N_OF(around); i++) {
        struct linked l;
        struct buf text;
        buf_init(&text, 16 * MIB);
        buf_add_f(&text,
                  "{\"id\":\"a\",\"parties\":[{\"role\":\"consignee\",\"name\":\"Sablon\",%s",
                  around[i][0]);
        for (size_t k = 0; k < 2 * MIB; k++)
            buf_add_c(&text, (char)('1' + k % 7));
        buf_add_f(&text, "%s}]}\n", around[i][1]);
        link_table(&l, buf_str(&text), 1);
        linked_release(&l);
        buf_release(&text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_hand_is_joined),
        cmocka_unit_test(many_numbers_leave_room_for_the_name),
        cmocka_unit_test(texts_of_any_length_are_linked),
        cmocka_unit_test(few_parties_leave_doubt),
        cmocka_unit_test(strangers_stay_apart),
        cmocka_unit_test(tenants_of_a_business_centre_stay_apart),
        cmocka_unit_test(other_countries_and_contacts_keep_apart),
        cmocka_unit_test(a_forwarder_is_a_hub),
        cmocka_unit_test(reasons_add_up),
        cmocka_unit_test(order_and_threads_do_not_matter),
        cmocka_unit_test(nothing_gives_nothing),
        cmocka_unit_test(no_memory_is_an_error_and_leaks_nothing),
    };
    return RUN(tests);
}
