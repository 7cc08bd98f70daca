/* Which actors are hubs, against counting each of them by itself over all records; around the
 * numbers at which one becomes a hub. */
#include "table_of.h"

#include "link/link.h"

#define TRADERS    25
#define FORWARDERS 12
#define BUYERS     104

static void word(uint64_t *seed, char ret[10])
{
    for (size_t i = 0; i < 9; i++)
        ret[i] = (i % 2 ? "aeiou" : "bdfgklmnprstv")[random_below(seed, i % 2 ? 5 : 13)];
    ret[9] = '\0';
}

/* A party of its own: name, telephone. */
static void party(struct buf *b, const char *role, int number)
{
    uint64_t seed = 1000 + (uint64_t)number;
    char name[2][10];
    word(&seed, name[0]);
    word(&seed, name[1]);
    buf_add_f(b, "{\"role\":\"%s\",\"name\":\"%s %s\",\"phone\":\"+49 30 %07d\"}", role, name[0],
              name[1], 2000000 + number * 7919);
}

/* Traders of 98..102 counterparts and 23..27 kinds of goods, who stand on some papers twice; of
 * the rest the goods have no number, which is no kind. */
static void traders(struct buf *b)
{
    for (int i = 0; i < TRADERS; i++)
        for (int k = 0; k < 130; k++) {
            int buyer = k % (98 + i % 5), chapter = 10 + k % (23 + i / 5);
            buf_add_f(b, "{\"id\":\"T%d.%d\",\"parties\":[", i, k);
            party(b, "shipper", BUYERS + i);
            if (k % 3 == 0) {
                buf_add_c(b, ',');
                party(b, "seller", BUYERS + i);
            }
            buf_add_c(b, ',');
            party(b, "consignee", buyer);
            buf_add_z(b, "],\"goods\":[{\"description\":\"goods\"");
            if (k < 120)
                buf_add_f(b, ",\"hs\":\"%02d01\"", chapter);
            buf_add_z(b, "}]}\n");
        }
}

/* Of ten papers some name them as forwarder or declarant, the others as shipper. */
static void forwarders(struct buf *b)
{
    for (int i = 0; i < FORWARDERS; i++)
        for (int k = 0; k < 10; k++) {
            buf_add_f(b, "{\"id\":\"F%d.%d\",\"parties\":[", i, k);
            party(b, k >= i ? "shipper" : k % 2 ? "forwarder" : "declarant", BUYERS + TRADERS + i);
            buf_add_c(b, ',');
            party(b, "consignee", k);
            buf_add_z(b, "]}\n");
        }
}

struct plain {
    uint32_t records, named, forwarded, counterparts, chapters;
};

static struct plain count(const struct trade_table *t, const struct link_result *l, uint32_t actor)
{
    struct plain ret = {0};
    bool *met = mem_calloc(l->actors.n + 1, 1), seen[100] = {false};
    assert_non_null(met);
    for (size_t i = 0; i < t->records.n; i++) {
        const struct table_record *r = &t->records.v[i];
        const struct table_party *p = t->parties.v + r->first_party;
        uint32_t n = 0;
        for (uint32_t k = 0; k < r->n_parties; k++) {
            bool is_it = l->actor_of[p[k].mention] == actor;
            n += is_it;
            ret.forwarded +=
                is_it && (p[k].role == TRADE_FORWARDER || p[k].role == TRADE_DECLARANT);
        }
        ret.named += n;
        ret.records += n > 0;
        for (uint32_t k = 0; n > 0 && k < r->n_parties; k++)
            met[l->actor_of[p[k].mention]] = true;
        struct str hs =
            r->n_lines ? table_str(t, t->cargos.v[t->lines.v[r->first_line].cargo].hs) : STR_EMPTY;
        if (n > 0 && hs.n >= 2)
            seen[(hs.p[0] - '0') * 10 + hs.p[1] - '0'] = true;
    }
    met[actor] = false;
    for (size_t a = 0; a < l->actors.n; a++)
        ret.counterparts += met[a];
    for (size_t c = 0; c < N_OF(seen); c++)
        ret.chapters += seen[c];
    mem_free(met);
    return ret;
}

static void hubs_are_those_that_counting_says(void **state)
{
    struct trade_table table;
    struct link_result links;
    struct seine_error err = {0};
    struct pool *pool = NULL;
    struct buf b;
    size_t hubs = 0, forwarding = 0;
    (void)state;
    buf_init(&b, 8 * MIB);
    traders(&b);
    forwarders(&b);
    table_of(&table, buf_str(&b));
    assert_ok(pool_new(2, &pool, &err));
    assert_ok(link_run(&table, NULL, pool, NULL, &links, &err));
    assert_int_equal(links.actors.n, TRADERS + FORWARDERS + 102); /* nobody was taken for one */
    for (uint32_t a = 0; a < links.actors.n; a++) {
        struct plain p = count(&table, &links, a);
        bool forwards = 2 * p.forwarded > p.named;
        bool is_hub = forwards || (p.counterparts >= 100 && p.chapters >= 25);
        assert_int_equal(links.actors.v[a].is_hub, is_hub);
        assert_int_equal(links.actors.v[a].n_records, p.records);
        hubs += is_hub;
        forwarding += forwards;
    }
    assert_int_equal(forwarding, 6);        /* six to eleven of ten */
    assert_int_equal(hubs - forwarding, 9); /* 100..102 by 25..27 */
    link_result_release(&links);
    trade_table_release(&table);
    pool_free(pool);
    buf_release(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(hubs_are_those_that_counting_says)};
    return RUN(tests);
}
