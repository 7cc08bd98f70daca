/* What is learnt from the data: against a plain version of the same EM, from planted data whose
 * shares are known, from little data, and whatever the order of records and number of threads. */
#include "table_of.h"

#include "link/mention.h"

#include <math.h>

/* Profiles in their blocks, ready to be learnt from. */
struct learnt {
    struct trade_table table;
    struct link_context x;
};

static void prepare(struct learnt *l, struct str ndjson, struct pool *pool)
{
    struct seine_error err = {0};
    table_of(&l->table, ndjson);
    l->x = (struct link_context){.table = &l->table};
    assert_ok(strtab_init(&l->x.keys));
    assert_ok(link_keys(&l->x, pool, &err));
    assert_ok(link_profiles(&l->x, pool, &err));
    assert_ok(link_block(&l->x, pool, &err));
}

static void learn(struct learnt *l, struct str ndjson, unsigned threads)
{
    struct seine_error err = {0};
    struct pool *pool = NULL;
    assert_ok(pool_new(threads, &pool, &err));
    prepare(l, ndjson, pool);
    assert_ok(link_learn(&l->x, pool, &err));
    pool_free(pool);
}

static void learnt_release(struct learnt *l)
{
    link_context_release(&l->x);
    trade_table_release(&l->table);
}

static void word(uint64_t *seed, char *ret)
{
    size_t i = 0;
    for (; i < 7; i++)
        ret[i] = (i % 2 ? "aeiou" : "bdfgklmnprstv")[random_below(seed, i % 2 ? 5 : 13)];
    ret[i] = '\0';
}

/* Firms under two spellings each: the telephone is the same in 9 of 10, the tax number in all; and
 * namesakes in one town, each with a telephone of its own. */
#define FIRMS     400
#define NAMESAKES 300
static void firms(struct buf *b, uint64_t seed, int n)
{
    for (int i = 0; i < n; i++) {
        char name[2][8];
        word(&seed, name[0]);
        word(&seed, name[1]);
        bool moved = random_below(&seed, 10) == 0;
        for (int k = 0; k < 2; k++)
            buf_add_f(
                b,
                "{\"id\":\"F%d.%d\",\"parties\":[{\"role\":\"consignee\",\"name\":\"%s %s%s\","
                "\"country\":\"DE\",\"phone\":\"+49 30 %07d\",\"ids\":[{\"type\":\"tax\","
                "\"value\":\"DE%09d\"}]}]}\n",
                i, k, name[0], name[1], k ? " Trading" : "", 2000000 + i * 2 + (moved && k),
                100000 + i * 7919);
    }
}

static void namesakes(struct buf *b, uint64_t seed, int n)
{
    for (int i = 0; i < n; i++) {
        char own[8];
        word(&seed, own);
        buf_add_f(b,
                  "{\"id\":\"N%d.0\",\"parties\":[{\"role\":\"consignee\",\"name\":\"Thanvara %s\","
                  "\"country\":\"VN\",\"city\":\"Hanoi\",\"phone\":\"+84 4 %07d\"}]}\n",
                  i, own, 3000000 + i * 13);
    }
}

static void add_to(double *shares, const struct link_marks *marks, double p)
{
    for (size_t i = 0; i < marks->n; i++)
        shares[marks->level[i]] += p;
}

/* m by the rule of the header of learn.c, all profiles drawn. */
static void plain_step(const struct learnt *l, struct link_model *model)
{
    const struct link_context *x = &l->x;
    double seen[2][LINK_N_LEVELS] = {{0}}, pairs[2] = {0};
    link_partners partners = {0};
    for (int i = 0; i < LINK_N_LEVELS; i++)
        seen[0][i] = (double)x->within[i];
    for (uint32_t a = 0; a < x->n; a++) {
        double of_a[2][LINK_N_LEVELS] = {{0}}, sum[2] = {0};
        assert_true(link_partners_of(x, a, NULL, &partners));
        for (size_t k = 0; k < partners.n; k++) {
            struct link_marks marks;
            link_compare(x, a, partners.v[k], &marks);
            double weight[2] = {exp2(link_marks_weight(model, &marks)),
                                exp2(link_kin_weight(model, &marks))};
            for (int c = 0; c < 2; c++) {
                double p = weight[c] / (1 + weight[0] + weight[1]);
                add_to(of_a[c], &marks, p);
                sum[c] += p;
            }
        }
        for (int c = 0; c < 2; c++) {
            for (int i = 0; i < LINK_N_LEVELS; i++)
                seen[c][i] += of_a[c][i] / (sum[c] > 1 ? sum[c] : 1);
            pairs[c] += sum[c];
        }
    }
    VEC_RELEASE(&partners);
    for (int c = 0; c < 2; c++)
        for (int i = 0; i < LINK_N_LEVELS; i++) {
            const struct link_level_rule *rule = &link_level_rules[i];
            double all = 0, stated = (double)(c ? rule->k : rule->m);
            for (int j = 0; j < LINK_N_LEVELS; j++)
                all += link_level_rules[j].group == rule->group ? seen[c][j] : 0;
            (c ? model->k : model->m)[i] = (seen[c][i] + 64 * stated) / (all + 64);
        }
    model->fellows = (2 * pairs[0] + 64 * LINK_FELLOWS) / ((double)x->n + 64);
    model->kin = (2 * pairs[1] + 64 * LINK_FELLOWS) / ((double)x->n + 64);
    link_model_weigh(model, x->n);
}

/* What was learnt is where the plain version stands still too. Pairs that are hopeless under the
 * stated model are left out of the fast one: they are next to nothing. */
static void is_where_the_plain_version_stands_still(void **state)
{
    struct learnt l;
    struct buf b;
    (void)state;
    buf_init(&b, 4 * MIB);
    firms(&b, 7, FIRMS);
    namesakes(&b, 8, NAMESAKES);
    learn(&l, buf_str(&b), 1);
    struct link_model plain = l.x.model;
    for (int i = 0; i < 3; i++)
        plain_step(&l, &plain);
    for (int i = 0; i < LINK_N_LEVELS; i++) {
        assert_true(fabs(log2(plain.m[i] / l.x.model.m[i])) < 0.05);
        if (link_level_rules[i].k > 0)
            assert_true(fabs(log2(plain.k[i] / l.x.model.k[i])) < 0.05);
    }
    assert_true(fabs(log2(plain.fellows / l.x.model.fellows)) < 0.05);
    assert_true(fabs(log2(plain.kin / l.x.model.kin)) < 0.05);
    learnt_release(&l);
    buf_release(&b);
}

/* u of what is not shared is how often any two profiles look like that, as far as a draw of so many
 * pairs tells, with the stated one as 64 pairs more. */
static void strangers_are_as_any_two(void **state)
{
    struct learnt l;
    struct buf b;
    double seen[LINK_N_LEVELS] = {0};
    size_t n_told = 0;
    (void)state;
    buf_init(&b, 4 * MIB);
    firms(&b, 7, FIRMS);
    namesakes(&b, 8, NAMESAKES);
    learn(&l, buf_str(&b), 1);
    double n = (double)l.x.n; /* all are drawn once */
    for (uint32_t a = 0; a < l.x.n; a++)
        for (uint32_t k = a + 1; k < l.x.n; k++) {
            struct link_marks marks;
            link_compare(&l.x, a, k, &marks);
            add_to(seen, &marks, 2 / (n - 1)); /* in n draws */
        }
    for (int i = 0; i < LINK_N_LEVELS; i++) {
        const struct link_level_rule *rule = &link_level_rules[i];
        double all = 0;
        for (int j = 0; j < LINK_N_LEVELS; j++)
            all += link_level_rules[j].group == rule->group ? seen[j] : 0;
        double u = (seen[i] + 64 * (double)rule->u) / (all + 64);
        double error = sqrt(u * (1 - u) / (all + 64));
        if (rule->is_shared)
            continue;
        assert_true(fabs(l.x.model.u[i] - u) < 4 * error + 0.01);
        n_told += fabs(u - (double)rule->u) > 4 * error + 0.02;
    }
    assert_true(n_told > 0); /* the world is not as stated */
    learnt_release(&l);
    buf_release(&b);
}

static void planted_shares_are_found(void **state)
{
    struct learnt l;
    struct buf b;
    (void)state;
    buf_init(&b, 4 * MIB);
    firms(&b, 11, 1500);
    namesakes(&b, 12, NAMESAKES);
    learn(&l, buf_str(&b), 2);
    const struct link_model *m = &l.x.model;
    assert_true(m->m[PHONE_SAME] > 0.85 && m->m[PHONE_SAME] < 0.93);
    assert_true(m->m[ID_SAME] > 0.98);
    assert_true(m->m[NAME_LONGER] > 0.9); /* "Trading" is a word that everybody uses */
    assert_true(m->m[COUNTRY_SAME] > 0.98);
    assert_true(m->fellows > 0.9 && m->fellows < 1.1); /* each has one */
    learnt_release(&l);
    buf_release(&b);
}

static void namesakes_stay_apart(void **state)
{
    struct trade_table table;
    struct link_result result;
    struct seine_error err = {0};
    struct pool *pool = NULL;
    struct buf b;
    size_t joined = 0;
    (void)state;
    buf_init(&b, 4 * MIB);
    firms(&b, 21, FIRMS);
    namesakes(&b, 22, NAMESAKES);
    table_of(&table, buf_str(&b));
    assert_ok(pool_new(1, &pool, &err));
    assert_ok(link_run(&table, NULL, pool, NULL, &result, &err));
    for (size_t i = 0; i < table.records.n; i++) {
        uint32_t m = table_mention_of(&table, &table.records.v[i], TRADE_CONSIGNEE);
        bool is_firm = table_str(&table, table.records.v[i].id).p[0] == 'F';
        joined += is_firm && result.actors.v[result.actor_of[m]].n > 1;
        assert_true(is_firm || result.actors.v[result.actor_of[m]].n == 1);
    }
    assert_true(joined > FIRMS * 2 * 95 / 100);
    link_result_release(&result);
    trade_table_release(&table);
    pool_free(pool);
    buf_release(&b);
}

static void little_data_leave_what_is_stated(void **state)
{
    struct learnt l;
    struct buf b;
    (void)state;
    buf_init(&b, MIB);
    firms(&b, 31, 3);
    learn(&l, buf_str(&b), 1);
    for (int i = 0; i < LINK_N_LEVELS; i++)
        assert_true(fabs(l.x.model.m[i] - (double)link_level_rules[i].m) < 0.06);
    learnt_release(&l);
    learn(&l, STR(""), 1);
    for (int i = 0; i < LINK_N_LEVELS; i++)
        assert_true(fabs(l.x.model.m[i] - (double)link_level_rules[i].m) < 1e-6);
    learnt_release(&l);
    buf_release(&b);
}

/* Bit for bit: weights are a function of the set of records. */
static void order_and_threads_do_not_matter(void **state)
{
    struct buf b;
    struct learnt first;
    (void)state;
    buf_init(&b, 4 * MIB);
    firms(&b, 41, FIRMS);
    namesakes(&b, 42, NAMESAKES);
    learn(&first, buf_str(&b), 1);
    for (uint64_t seed = 1; seed <= 3; seed++) {
        struct learnt other;
        struct buf shuffled;
        buf_init(&shuffled, 4 * MIB);
        shuffle_lines(buf_str(&b), seed, &shuffled);
        learn(&other, buf_str(&shuffled), (unsigned)seed);
        assert_memory_equal(&first.x.model, &other.x.model, sizeof first.x.model);
        learnt_release(&other);
        buf_release(&shuffled);
    }
    learnt_release(&first);
    buf_release(&b);
}

/* A stem that a whole country uses says less there than elsewhere. */
static void a_countrys_words_are_common_there(void **state)
{
    struct learnt l;
    struct buf b;
    uint32_t key = 0;
    (void)state;
    buf_init(&b, 4 * MIB);
    firms(&b, 51, FIRMS);
    namesakes(&b, 52, NAMESAKES);
    learn(&l, buf_str(&b), 1);
    for (uint32_t k = 1; k < l.x.keys.n && !key; k++)
        key = str_is(strtab_get(&l.x.keys, k), STR("wthanvara")) ? k : 0;
    assert_int_not_equal(key, 0);
    assert_true(l.x.rarity[key] > 1);
    assert_true(l.x.home[key].there < 0.1F);
    learnt_release(&l);
    buf_release(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(is_where_the_plain_version_stands_still),
        cmocka_unit_test(strangers_are_as_any_two),
        cmocka_unit_test(planted_shares_are_found),
        cmocka_unit_test(namesakes_stay_apart),
        cmocka_unit_test(little_data_leave_what_is_stated),
        cmocka_unit_test(order_and_threads_do_not_matter),
        cmocka_unit_test(a_countrys_words_are_common_there),
    };
    return RUN(tests);
}
