/* Uncertain links: what chance is learnt to be against plain counting, and what a shared contact is
 * worth by how many hold it, in a file where many share and in one where few do. */
#include "table_of.h"

#include "link/mention.h"

#include <math.h>

#define FIRMS 600

struct loose {
    struct trade_table table;
    struct link_context x;
    uint32_t profile[FIRMS]; /* of each firm */
};

static void make(struct loose *l, struct str ndjson)
{
    struct seine_error err = {0};
    table_of(&l->table, ndjson);
    l->x = (struct link_context){.table = &l->table};
    assert_ok(strtab_init(&l->x.keys));
    assert_ok(link_keys(&l->x, NULL, &err));
    assert_ok(link_profiles(&l->x, NULL, &err));
    assert_ok(link_block(&l->x, NULL, &err));
    link_model_init(&l->x.model, l->x.n);
    link_loose_learn(&l->x);
    for (uint32_t i = 0; i < FIRMS; i++) {
        char id[8];
        snprintf(id, sizeof id, "F%03u", i);
        uint32_t r = table_find(&l->table, str_of(id));
        uint32_t m = table_mention_of(&l->table, &l->table.records.v[r], TRADE_CONSIGNEE);
        l->profile[i] = l->x.profile_of[m];
    }
}

static void loose_release(struct loose *l)
{
    link_context_release(&l->x);
    trade_table_release(&l->table);
}

static void word(uint64_t *seed, char *ret)
{
    size_t i = 0;
    for (; i < 9; i++)
        ret[i] = (i % 2 ? "aeiou" : "bdfgklmnprstv")[random_below(seed, i % 2 ? 5 : 13)];
    ret[i] = '\0';
}

/* Firms with names of their own; firm i has telephone phone[i] and is abroad if it says so. */
static void firms(struct loose *l, uint64_t seed, const uint32_t *phone, uint32_t abroad)
{
    struct buf b;
    buf_init(&b, 4 * MIB);
    for (uint32_t i = 0; i < FIRMS; i++) {
        char name[2][10];
        word(&seed, name[0]);
        word(&seed, name[1]);
        buf_add_f(&b,
                  "{\"id\":\"F%03u\",\"parties\":[{\"role\":\"consignee\",\"name\":\"%s %s\","
                  "\"country\":\"%s\",\"phone\":\"+86 10 %07u\"}]}\n",
                  i, name[0], name[1], i == abroad ? "AE" : "CN", 1000000 + phone[i] * 37);
    }
    make(l, buf_str(&b));
    buf_release(&b);
}

/* Telephones with 1 to `most` holders each. */
static void draw_phones(uint64_t *seed, uint32_t most, uint32_t phone[FIRMS])
{
    for (uint32_t i = 0, number = 0; i < FIRMS; number++)
        for (uint32_t n = 1 + (uint32_t)random_below(seed, most); n > 0 && i < FIRMS; n--)
            phone[i++] = number;
}

static uint32_t holders_of(const uint32_t phone[FIRMS], uint32_t number)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < FIRMS; i++)
        n += phone[i] == number;
    return n;
}

static double weight(const struct loose *l, uint32_t i, uint32_t k, struct link_marks *marks)
{
    struct link_scoring s = {.pair = {.a = l->profile[i], .b = l->profile[k]}};
    link_score_rest(&l->x, &s);
    (void)link_score_name(&l->x, &s, -1000);
    *marks = s.marks;
    return link_loose_weight(&l->x, &s.pair, marks);
}

static bool are_unlike(const struct link_marks *marks)
{
    for (size_t i = 0; i < marks->n; i++)
        if (marks->level[i] < NAME_OTHER)
            return false;
    return true;
}

/* Firms of other names that share a telephone of D holders. */
static void worth_is_what_plain_counting_gives(void **state)
{
    static struct loose l;
    static uint32_t phone[FIRMS];
    uint64_t seed = 41;
    size_t n_checked = 0;
    (void)state;
    print_message("# seed 41\n");
    for (uint32_t most = 1; most <= 8; most += 1) {
        double alone = 64, by_two = 64 * 0.01;
        draw_phones(&seed, most, phone);
        firms(&l, most, phone, FIRMS);
        for (uint32_t i = 0; i < FIRMS; i++) {
            alone += holders_of(phone, phone[i]) == 1;
            by_two += holders_of(phone, phone[i]) == 2;
        }
        assert_true(fabs(l.x.chance[VALUE_PHONE] - by_two / alone) < 1e-9);
        for (uint32_t i = 0; i < FIRMS; i++)
            for (uint32_t k = i + 1; k < FIRMS && phone[k] == phone[i]; k++) {
                struct link_marks marks;
                double d = holders_of(phone, phone[i]);
                double odds = 1 / (d - 1) / (d - 2 + by_two / alone);
                double w = weight(&l, i, k, &marks);
                if (!are_unlike(&marks))
                    continue;
                assert_true(fabs(w - fmin(log2(odds), 6)) < 0.02);
                n_checked++;
            }
        loose_release(&l);
    }
    assert_true(n_checked > 1000);
}

/* The same two firms in a file where nobody else shares, and in one where many pairs do. */
static void what_many_share_says_less(void **state)
{
    static struct loose l;
    static uint32_t phone[FIRMS];
    struct link_marks marks;
    double before = INFINITY;
    (void)state;
    for (uint32_t sharing = 2; sharing <= 502; sharing += 100) {
        for (uint32_t i = 0; i < FIRMS; i++)
            phone[i] = i < sharing ? i / 2 : i;
        firms(&l, 7, phone, FIRMS);
        double w = weight(&l, 0, 1, &marks);
        assert_true(sharing <= 2 || w < before || w >= 6);
        before = w;
        loose_release(&l);
    }
    assert_true(before < 0);
}

static void a_contact_abroad_is_none(void **state)
{
    static struct loose l;
    static uint32_t phone[FIRMS];
    struct link_marks marks;
    (void)state;
    for (uint32_t i = 0; i < FIRMS; i++)
        phone[i] = i < 4 ? i / 2 : i;
    firms(&l, 11, phone, 1);
    assert_true(isinf(weight(&l, 0, 1, &marks)));
    assert_true(weight(&l, 2, 3, &marks) > 3);
    loose_release(&l);
}

/* What the model says counts where names are alike; where only kin's names are, if a contact is the
 * very same. */
static void names_decide_whether_the_model_counts(void **state)
{
    static struct loose l;
    static uint32_t phone[FIRMS];
    (void)state;
    for (uint32_t i = 0; i < FIRMS; i++)
        phone[i] = i;
    firms(&l, 13, phone, FIRMS);
    struct link_pair p = {.a = l.profile[0], .b = l.profile[1], .weight = -3};
    struct link_marks marks = {.n = 1, .level = {NAME_FULLER}};
    assert_true(fabs(link_loose_weight(&l.x, &p, &marks) + 3) < 0.02);
    p.weight = -8;
    assert_true(isinf(link_loose_weight(&l.x, &p, &marks)));
    p.weight = -3;
    marks.level[0] = NAME_TRADE;
    assert_true(isinf(link_loose_weight(&l.x, &p, &marks)));
    loose_release(&l);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(worth_is_what_plain_counting_gives),
        cmocka_unit_test(what_many_share_says_less),
        cmocka_unit_test(a_contact_abroad_is_none),
        cmocka_unit_test(names_decide_whether_the_model_counts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
