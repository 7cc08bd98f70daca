/* pipeline/known.c against looking at every party, and pipeline/seen.c: a remembered answer is the
 * answer. */
#include "store/opened.h"

#include "pipeline/known.h"
#include "pipeline/seen.h"

enum { N = 600 };

struct party {
    char name[24], phone[24], email[24], ids[24], actor[24];
    uint64_t n_records;
};

/* Few values, so that many parties share some, and some more than are told. */
static void make(struct party *p, uint64_t *random)
{
    snprintf(p->name, sizeof p->name, "Firm %zu", random_below(random, 150));
    snprintf(p->phone, sizeof p->phone, "+4940%07zu", 1000000 + random_below(random, 40));
    snprintf(p->email, sizeof p->email, "box%zu@firm.example", random_below(random, 300));
    snprintf(p->ids, sizeof p->ids, "vat=DE%09zu", random_below(random, 250));
    if (random_below(random, 2))
        p->phone[0] = '\0';
    if (random_below(random, 2))
        p->email[0] = '\0';
    if (random_below(random, 2))
        p->ids[0] = '\0';
    snprintf(p->actor, sizeof p->actor, "A-%016zx", random_below(random, 200));
    p->n_records = random_below(random, 9);
}

static struct known_party view(const struct party *p)
{
    return (struct known_party){str_of(p->name),  STR("DE"),     STR_EMPTY,
                                STR_EMPTY,        STR_EMPTY,     str_of(p->phone),
                                str_of(p->email), str_of(p->ids)};
}

/* Of the parties that share that kind of value with q: actors, each once; too many are none. */
static unsigned shares(const struct party *p, const struct party *q)
{
    unsigned by = 0;
    bool name = strcmp(p->name, q->name) == 0, phone = strcmp(p->phone, q->phone) == 0,
         email = strcmp(p->email, q->email) == 0, ids = strcmp(p->ids, q->ids) == 0;
    by |= name && phone && email && ids ? 1u << KNOWN_PAPER : 0;
    by |= name ? 1u << KNOWN_NAME : 0;
    by |= phone && p->phone[0] ? 1u << KNOWN_PHONE : 0;
    by |= email && p->email[0] ? 1u << KNOWN_EMAIL : 0;
    return by | (ids && p->ids[0] ? 1u << KNOWN_ID : 0);
}

static bool is_told(const struct party *all, const struct party *q, unsigned by)
{
    const char *actors[KNOWN_MAX_SHARED + 1];
    size_t n = 0;
    for (size_t i = 0; i < N; i++) {
        bool is_new = (shares(&all[i], q) & by) != 0;
        for (size_t k = 0; k < n && is_new; k++)
            is_new = strcmp(actors[k], all[i].actor) != 0;
        if (is_new && n == KNOWN_MAX_SHARED)
            return false;
        if (is_new)
            actors[n++] = all[i].actor;
    }
    return n > 0;
}

/* The kinds of value of q that are told of at all. */
static unsigned told_of(const struct party *all, const struct party *q)
{
    unsigned told = 0;
    for (unsigned b = 0; b < KNOWN_N_BY; b++)
        told |= is_told(all, q, 1u << b) ? 1u << b : 0;
    return told;
}

static unsigned wanted(const struct party *all, const struct party *q, unsigned told,
                       struct str actor)
{
    unsigned by = 0;
    for (size_t i = 0; i < N; i++)
        if (str_is(str_of(all[i].actor), actor))
            by |= shares(&all[i], q) & told;
    return by;
}

static void finds_whom_a_plain_search_finds(void **state)
{
    static struct party all[N];
    struct known *k = NULL;
    struct buf scratch, id;
    uint64_t random = 5;
    size_t n_hits = 0;
    (void)state;
    print_message("# seed 5\n");
    buf_init(&scratch, LIMIT_TEXT);
    buf_init(&id, 64);
    assert_ok(known_new(&k));
    for (size_t i = 0; i < N; i++) {
        make(&all[i], &random);
        struct known_party p = view(&all[i]);
        assert_ok(known_add(k, &p, str_of(all[i].actor), all[i].n_records));
    }
    assert_ok(known_seal(k));
    assert_int_equal(known_stat(k).n_parties, N);
    for (int i = 0; i < 100; i++) {
        struct party q;
        struct known_hit hits[KNOWN_MAX_HITS];
        make(&q, &random);
        struct known_party p = view(&q);
        size_t n = known_find(k, &p, &scratch, hits);
        unsigned told = told_of(all, &q);
        for (size_t h = 0; h < n; h++) {
            buf_reset(&id);
            known_actor_id(k, hits[h].actor, &id);
            assert_int_equal(hits[h].by, wanted(all, &q, told, buf_str(&id)));
            assert_true(h == 0 ||
                        __builtin_popcount(hits[h - 1].by) >= __builtin_popcount(hits[h].by));
        }
        for (size_t a = 0; a < N && n < KNOWN_MAX_HITS; a++) { /* and nobody is missed */
            bool is_there = wanted(all, &q, told, str_of(all[a].actor)) == 0;
            for (size_t h = 0; h < n && !is_there; h++) {
                buf_reset(&id);
                known_actor_id(k, hits[h].actor, &id);
                is_there = str_is(buf_str(&id), str_of(all[a].actor));
            }
            assert_true(is_there);
        }
        n_hits += n;
    }
    assert_true(n_hits > 100);
    known_free(k);
    buf_release(&scratch);
    buf_release(&id);
}

static void tells_the_cases_of_an_actor(void **state)
{
    struct known *k = NULL;
    struct known_hit hits[KNOWN_MAX_HITS];
    struct known_party p = {.name = STR("Paekdu Works"),
                            .country = STR("CN"),
                            .address = STR_EMPTY,
                            .city = STR_EMPTY,
                            .postcode = STR_EMPTY,
                            .phone = STR_EMPTY,
                            .email = STR_EMPTY,
                            .ids = STR_EMPTY};
    struct buf scratch;
    struct str id;
    (void)state;
    buf_init(&scratch, LIMIT_TEXT);
    assert_ok(known_new(&k));
    assert_ok(known_add(k, &p, STR("A-0000000000000001"), 3));
    assert_ok(known_add_case(k, STR("A-0000000000000002"), STR("SC-A")));
    assert_ok(known_add_case(k, STR("A-0000000000000001"), STR("SC-B")));
    assert_ok(known_add_case(k, STR("A-0000000000000001"), STR("SC-C")));
    assert_ok(known_seal(k));
    assert_int_equal(known_find(k, &p, &scratch, hits), 1);
    assert_int_equal(known_actor_records(k, hits[0].actor), 3);
    assert_true(known_actor_case(k, hits[0].actor, 0, &id));
    assert_str(id, "SC-B");
    assert_true(known_actor_case(k, hits[0].actor, 1, &id));
    assert_str(id, "SC-C");
    assert_false(known_actor_case(k, hits[0].actor, 2, &id));
    p.name = STR("PAEKDU  works");
    assert_int_equal(known_find(k, &p, &scratch, hits), 1);
    assert_int_equal(hits[0].by, 1u << KNOWN_NAME);
    p.country = STR("KP");
    assert_int_equal(known_find(k, &p, &scratch, hits), 0);
    known_free(k);
    buf_release(&scratch);
}

static struct known_party nobody(void)
{
    return (struct known_party){STR_EMPTY, STR_EMPTY, STR_EMPTY, STR_EMPTY,
                                STR_EMPTY, STR_EMPTY, STR_EMPTY, STR_EMPTY};
}

static void sees_every_identifier(void **state)
{
    struct known *k = NULL;
    struct known_hit hits[KNOWN_MAX_HITS];
    struct known_party p = nobody(), q = nobody();
    struct buf scratch, ids;
    (void)state;
    buf_init(&scratch, LIMIT_TEXT);
    buf_init(&ids, LIMIT_TEXT);
    for (int i = 0; i < 64; i++)
        buf_add_f(&ids, "%svat=DE%07d", i ? ";" : "", i);
    p.ids = STR("vat=DE0000063");
    q.ids = buf_str(&ids);
    assert_ok(known_new(&k));
    assert_ok(known_add(k, &p, STR("A-0000000000000001"), 1));
    assert_ok(known_seal(k));
    assert_int_equal(known_find(k, &q, &scratch, hits), 1);
    assert_int_equal(hits[0].by, 1u << KNOWN_ID);
    known_free(k);
    buf_release(&scratch);
    buf_release(&ids);
}

/* A forwarder's telephone and e-mail stand on the papers of many. */
static void who_shares_most_comes_first_behind_many(void **state)
{
    struct known *k = NULL;
    struct known_hit hits[KNOWN_MAX_HITS];
    struct known_party q = nobody();
    struct buf scratch, id;
    (void)state;
    buf_init(&scratch, LIMIT_TEXT);
    buf_init(&id, LIMIT_TEXT);
    assert_ok(known_new(&k));
    for (int i = 0; i < 2 * KNOWN_MAX_SHARED; i++) {
        struct known_party p = nobody();
        char actor[24];
        snprintf(actor, sizeof actor, "A-%016d", 100 + i);
        p.country = STR("DE");
        if (i % 2)
            p.phone = STR("+49 40 1234567");
        else
            p.email = STR("box@firm.example");
        assert_ok(known_add(k, &p, str_of(actor), 9));
    }
    q = (struct known_party){STR("Paekdu Works"), STR("DE"), STR_EMPTY, STR_EMPTY,
                             STR_EMPTY,           STR_EMPTY, STR_EMPTY, STR("vat=DE12345")};
    assert_ok(known_add(k, &q, STR("A-0000000000000001"), 1));
    assert_ok(known_seal(k));
    q.address = STR("somewhere else");
    q.phone = STR("+49 40 1234567");
    q.email = STR("box@firm.example");
    assert_int_equal(known_find(k, &q, &scratch, hits), KNOWN_MAX_HITS);
    known_actor_id(k, hits[0].actor, &id);
    assert_str(buf_str(&id), "A-0000000000000001");
    assert_int_equal(hits[0].by, 1u << KNOWN_NAME | 1u << KNOWN_ID);
    known_free(k);
    buf_release(&scratch);
    buf_release(&id);
}

static void put_case(struct store *s, const char *id, struct str actor, const char *verdict)
{
    struct seine_error err = {0};
    struct store_case c = {.id = str_of(id), .json = STR("{}"), .actors = &actor, .n_actors = 1};
    struct store_decision d = {.subject = c.id, .verdict = str_of(verdict), .by = STR("ann")};
    assert_ok(store_put_case(s, &c, &err));
    if (d.verdict.n > 0)
        assert_ok(store_put_decision(s, &d, &err));
}

/* Each field of a kept party stands for what a paper says in that field, and the paper of all of
 * them is the one whose every field is the same. */
static void knows_what_a_store_keeps(void **state)
{
    enum { FIELDS = 8, ALL = (1u << KNOWN_N_BY) - 1 };
    static const struct {
        const char *kept, *other;
        unsigned lost; /* of the kinds, when a paper says the other */
    } fields[FIELDS] = {
        {"Firm A", "Firm B", 1u << KNOWN_NAME},
        {"DE", "AT", 1u << KNOWN_NAME},
        {"Hafenstr. 5", "Hafenstr. 6", 0},
        {"Hamburg", "Bremen", 0},
        {"20457", "28195", 0},
        {"+49 40 1234567", "+49 40 1234568", 1u << KNOWN_PHONE},
        {"box@firm.example", "post@firm.example", 1u << KNOWN_EMAIL},
        {"vat=DE123456789", "vat=DE987654321", 1u << KNOWN_ID},
    };
    struct store_party parties[] = {{STR_EMPTY, STR("Firm A"), STR("DE"), 4, STR("A-1")},
                                    {STR("Firm C\x1f"
                                         "DE"),
                                     STR("Firm C"), STR("DE"), 4, STR_EMPTY}};
    struct known *k = NULL;
    struct known_hit hits[KNOWN_MAX_HITS];
    struct seine_error err = {0};
    struct str id, *part[FIELDS];
    struct known_party q;
    struct buf scratch;
    struct store *s = opened();
    (void)state;
    buf_init(&scratch, LIMIT_TEXT);
    for (size_t i = 0; i < FIELDS; i++)
        buf_add_f(&scratch, "%s%s", i ? "\x1f" : "", fields[i].kept);
    parties[0].key = buf_str(&scratch);
    for (size_t i = 0; i < N_OF(parties); i++)
        assert_ok(store_put_party(s, &parties[i], &err));
    put_case(s, "SC-OPEN", STR("A-1"), "");
    put_case(s, "SC-CLOSED", STR("A-1"), "cleared");
    put_case(s, "SC-ELSE", STR("A-2"), "hold");
    assert_ok(known_new(&k));
    assert_ok(known_add_store(k, s, &err));
    assert_ok(known_seal(k));
    store_close(s);
    part[0] = &q.name, part[1] = &q.country, part[2] = &q.address, part[3] = &q.city;
    part[4] = &q.postcode, part[5] = &q.phone, part[6] = &q.email, part[7] = &q.ids;
    for (size_t other = 0; other <= FIELDS; other++) {
        for (size_t i = 0; i < FIELDS; i++)
            *part[i] = str_of(i == other ? fields[i].other : fields[i].kept);
        unsigned by = other == FIELDS ? ALL : ALL & ~(1u << KNOWN_PAPER | fields[other].lost);
        assert_int_equal(known_find(k, &q, &scratch, hits), 1);
        assert_int_equal(hits[0].by, by);
    }
    assert_int_equal(known_actor_records(k, hits[0].actor), 4);
    assert_true(known_actor_case(k, hits[0].actor, 0, &id));
    assert_str(id, "SC-OPEN");
    assert_false(known_actor_case(k, hits[0].actor, 1, &id));
    q = (struct known_party){.name = STR("Firm C"), .country = STR("DE")};
    assert_int_equal(known_find(k, &q, &scratch, hits), 0); /* nobody knows whose it is */
    known_free(k);
    buf_release(&scratch);
}

/* The name first, then a country and an address. */
static struct screen_subject party(const struct str parts[3])
{
    return (struct screen_subject){.name = parts[0],
                                   .countries = parts + 1,
                                   .n_countries = 1,
                                   .addresses = parts + 2,
                                   .n_addresses = 1};
}

static void remembers_the_very_question(void **state)
{
    static const struct str asked[] = {{"A", 1}, {"CN", 2}, {"B", 1}},
                            others[][3] = {
                                {{"AC", 2}, {"N", 1}, {"B", 1}},
                                {{"X", 1}, {"CN", 2}, {"B", 1}}, /* as long */
                                {{"A", 1}, {"CX", 2}, {"B", 1}},
                                {{"A", 1}, {"CN", 2}, {"X", 1}},
                            };
    struct seen *s = NULL;
    struct screen_hit hit = {7, 1, 0.9, 3}, found;
    struct screen_subject q = party(asked), other;
    (void)state;
    assert_ok(seen_new(1, &s)); /* one slot: whoever comes last has it */
    assert_false(seen_get(s, 1, &q, &found));
    seen_put(s, 1, &q, &hit);
    assert_true(seen_get(s, 1, &q, &found));
    assert_int_equal(found.entity, 7);
    assert_false(seen_get(s, 2, &q, &found)); /* other lists */
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        other = party(others[i]);
        assert_false(seen_get(s, 1, &other, &found));
    }
    other = q;
    other.n_countries = 2; /* CN and B */
    other.n_addresses = 0;
    assert_false(seen_get(s, 1, &other, &found));
    seen_put(s, 1, &other, &hit);
    assert_false(seen_get(s, 1, &q, &found));
    seen_free(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_whom_a_plain_search_finds),
        cmocka_unit_test(tells_the_cases_of_an_actor),
        cmocka_unit_test(sees_every_identifier),
        cmocka_unit_test(who_shares_most_comes_first_behind_many),
        TEST(knows_what_a_store_keeps),
        cmocka_unit_test(remembers_the_very_question),
    };
    return RUN(tests);
}
