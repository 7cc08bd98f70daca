/* What is told of two profiles from the lines in which they lie is what their texts tell, and those
 * that are compared are those that their blocks hold: against plain versions. */
#include "table_of.h"

#include "link/hint.h"
#include "link/mention.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define PARTIES 300

struct scored {
    struct trade_table table;
    struct link_context x;
};

static const char *const words[] = {
    "Robert",
    "Bob",
    "Elena",
    "Lenochka",
    "Liangfeng",
    "Liangfend",
    "Liangfeng Precision",
    "Norvath",
    "Norvatek",
    "Norvatekov",
    "Zhou",
    "Zou",
    "K",
    "R",
    "Trading",
    "Limited",
    "12",
    "Shanghai",
    "Marwes",
    "Marwez",
    "Intermarwes",
};
static const char *const streets[] = {"Binjiang", "Road", "88", "Room", "1203",  "Nanjing",
                                      "West",     "12",   "No", "5",    "Floor", "Road"};

static const char *pick(uint64_t *seed, const char *const *from, size_t n)
{
    return from[random_below(seed, n)];
}
#define PICK(seed, from) pick(seed, from, sizeof(from) / sizeof *(from))

/* Now and then one letter is another. */
static void slip(uint64_t *seed, char *text)
{
    if (random_below(seed, 3) == 0)
        text[random_below(seed, strlen(text))] = (char)('a' + random_below(seed, 26));
}

static void party(struct buf *b, uint64_t *seed, int id)
{
    char mail[64], tax[32];
    snprintf(mail, sizeof mail, "sales.office%u", (unsigned)random_below(seed, 30));
    snprintf(tax, sizeof tax, "%zu", (size_t)7700000000u + random_below(seed, 20));
    slip(seed, mail);
    slip(seed, tax);
    buf_add_f(b, "{\"id\":\"R%d\",\"parties\":[{\"role\":\"consignee\",\"name\":\"%s %s %s\"", id,
              PICK(seed, words), PICK(seed, words), PICK(seed, words));
    buf_add_f(b, ",\"country\":\"%s\"", random_below(seed, 4) ? "CN" : "AE");
    if (random_below(seed, 3))
        buf_add_f(b, ",\"phone\":\"+86 415 550%zu\"", 1000 + random_below(seed, 60));
    if (random_below(seed, 3))
        buf_add_f(b, ",\"email\":\"%s@host%zu.cn\"", mail, random_below(seed, 4));
    if (random_below(seed, 3))
        buf_add_f(b, ",\"ids\":[{\"type\":\"%s\",\"value\":\"%s\"}]",
                  random_below(seed, 3) ? "inn" : "registration", tax);
    if (random_below(seed, 4)) {
        buf_add_z(b, ",\"address\":\"");
        for (size_t k = random_below(seed, 7) + 1; k > 0; k--)
            buf_add_f(b, "%s ", PICK(seed, streets));
        buf_add_z(b, "\"");
    }
    if (random_below(seed, 2))
        buf_add_f(b, ",\"postcode\":\"11800%u\"", (unsigned)random_below(seed, 3));
    if (random_below(seed, 4))
        buf_add_f(b, ",\"city\":\"Town%zu\"", random_below(seed, 3));
    buf_add_z(b, "}]}\n");
}

static void prepare(struct scored *s, uint64_t seed)
{
    struct seine_error err = {0};
    struct buf b;
    buf_init(&b, 4 * MIB);
    for (int i = 0; i < PARTIES; i++)
        party(&b, &seed, i);
    table_of(&s->table, buf_str(&b));
    buf_release(&b);
    s->x = (struct link_context){.table = &s->table};
    assert_ok(strtab_init(&s->x.keys));
    assert_ok(link_keys(&s->x, NULL, &err));
    assert_ok(link_profiles(&s->x, NULL, &err));
    assert_ok(link_block(&s->x, NULL, &err));
    link_model_init(&s->x.model, s->x.n);
}

static void scored_release(struct scored *s)
{
    link_context_release(&s->x);
    trade_table_release(&s->table);
}

/* The level of a mark of this group; LINK_N_LEVELS: there is none. */
static enum link_level level_of(const struct link_marks *marks, enum link_level group)
{
    for (size_t i = 0; i < marks->n; i++)
        if (link_level_rules[marks->level[i]].group == group)
            return marks->level[i];
    return LINK_N_LEVELS;
}

static bool share(const struct link_context *x, const struct link_profile *a,
                  const struct link_profile *b, enum link_value kind)
{
    const uint32_t *l = link_values(x, a, kind), *r = link_values(x, b, kind);
    for (size_t i = 0; i < a->n[kind]; i++)
        for (size_t k = 0; k < b->n[kind]; k++)
            if (l[i] == r[k])
                return true;
    return false;
}

static bool is_near(const struct link_context *x, const struct link_profile *a,
                    const struct link_profile *b)
{
    const struct link_token *l = x->tokens.v + a->address, *r = x->tokens.v + b->address;
    bool used[LINK_MAX_TOKENS] = {false};
    size_t common = 0, smaller = a->n_address < b->n_address ? a->n_address : b->n_address;
    for (size_t i = 0; i < a->n_address; i++)
        for (size_t k = 0; k < b->n_address; k++)
            if (!used[k] && l[i].key == r[k].key) {
                used[k] = true;
                common++;
                break;
            }
    return common >= 2 && common * 3 >= smaller * 2;
}

static void check_address(const struct link_context *x, const struct link_profile *a,
                          const struct link_profile *b, const struct link_marks *marks,
                          size_t *denied)
{
    enum link_level level = level_of(marks, ADDRESS_SAME);
    if (a->n_address == 0 || b->n_address == 0)
        return;
    assert_int_equal(level == ADDRESS_SAME, share(x, a, b, VALUE_ADDRESS));
    if (level != ADDRESS_SAME)
        assert_int_equal(level == ADDRESS_NEAR, is_near(x, a, b));
    *denied += !link_may_share_address(a, b);
}

/* One e-mail and one number on each side, as most have. */
static void check_contacts(const struct link_context *x, const struct link_profile *a,
                           const struct link_profile *b, const struct link_marks *marks)
{
    if (a->n[VALUE_EMAIL] == 1 && b->n[VALUE_EMAIL] == 1) {
        struct str l = strtab_get(&x->keys, a->one[VALUE_EMAIL]);
        struct str r = strtab_get(&x->keys, b->one[VALUE_EMAIL]);
        bool is_like = text_osa(l, r) <= 2 && l.n > 12 && r.n > 12;
        enum link_level level = level_of(marks, EMAIL_SAME);
        assert_int_equal(level == EMAIL_SAME, str_is(l, r));
        if (is_like && level != EMAIL_SAME)
            assert_int_equal(level, EMAIL_LIKE);
        if (level == EMAIL_LIKE)
            assert_true(is_like || a->box == b->box);
    }
    if (a->n[VALUE_ID] == 1 && b->n[VALUE_ID] == 1) {
        struct str l = strtab_get(&x->keys, a->one[VALUE_ID]);
        struct str r = strtab_get(&x->keys, b->one[VALUE_ID]);
        size_t at = str_find_byte(l, '=', 0);
        bool is_one_type = str_starts(r, str_slice(l, 0, at + 1));
        bool is_slip = text_is_slip(str_slice(l, at + 1, l.n), str_slice(r, at + 1, r.n));
        enum link_level level = level_of(marks, ID_SAME);
        assert_int_equal(level, !is_one_type   ? LINK_N_LEVELS
                                : str_is(l, r) ? ID_SAME
                                : is_slip      ? ID_SLIP
                                               : ID_OTHER);
    }
}

static bool sound_alike(struct str l, struct str r)
{
    char sound[2][TEXT_TOKEN_MAX];
    size_t n = text_sound(l, sound[0]), m = text_sound(r, sound[1]);
    return n > 0 && n == m && memcmp(sound[0], sound[1], n) == 0;
}

/* How far two words are one by their spelling. */
static double plain_spelling(struct str l, struct str r)
{
    struct str shorter = l.n < r.n ? l : r, longer = l.n < r.n ? r : l;
    if (shorter.n >= LINK_START && str_starts(longer, shorter))
        return 0.5;
    if (shorter.n < 4 || longer.n - shorter.n > 2)
        return 0;
    if (text_is_slip(l, r))
        return 0.5;
    return shorter.n >= 7 && text_osa(l, r) <= 2 ? 0.35 : 0;
}

/* The likeness of two words by their letters alone. */
static double plain_likeness(const struct link_context *x, struct link_token a, struct link_token b)
{
    struct str l = str_slice(strtab_get(&x->keys, a.key), 1, SIZE_MAX);
    struct str r = str_slice(strtab_get(&x->keys, b.key), 1, SIZE_MAX);
    if (str_is(l, r))
        return 1;
    if (a.tag == TEXT_NUMBER || b.tag == TEXT_NUMBER)
        return 0;
    if (sound_alike(l, r))
        return 0.75;
    if (a.tag == TEXT_INITIAL || b.tag == TEXT_INITIAL)
        return l.p[0] == r.p[0] ? 0.35 : 0;
    if (a.tag == TEXT_GIVEN && b.tag == TEXT_GIVEN && text_is_nickname(l, r))
        return 0.75;
    return plain_spelling(l, r);
}

static double plain_rarity(const struct link_context *x, uint32_t key, uint32_t country)
{
    const struct link_home *home = &x->home[key];
    if (country == 0)
        return (double)x->rarity[key];
    return (double)(home->country == country ? home->there : home->elsewhere);
}

static double plain_tag_weight(unsigned tag)
{
    return tag == TEXT_FORM                           ? 0
           : tag == TEXT_GENERIC                      ? 0.3
           : tag == TEXT_PLACE || tag == TEXT_INITIAL ? 0.5
                                                      : 1;
}

/* How rare all that two names have in common is: each word of a takes what of b is most like it. */
static double plain_common(const struct link_context *x, const struct link_profile *a,
                           const struct link_profile *b)
{
    const struct link_token *l = link_words(x, a), *r = link_words(x, b);
    uint32_t country = a->country == b->country ? a->country : 0;
    bool used[LINK_MAX_TOKENS] = {false};
    double bits = 0;
    for (size_t i = 0; i < a->n_words; i++) {
        double best = 0;
        size_t at = 0;
        for (size_t k = 0; k < b->n_words; k++)
            if (!used[k] && plain_likeness(x, l[i], r[k]) > best) {
                best = plain_likeness(x, l[i], r[k]);
                at = k;
            }
        if (best > 0) {
            used[at] = true;
            bits += best * plain_tag_weight(l[i].tag) *
                    fmin(plain_rarity(x, l[i].key, country), plain_rarity(x, r[at].key, country));
        }
    }
    return bits;
}

static void check_name(const struct link_context *x, const struct link_profile *a,
                       const struct link_profile *b, const struct link_marks *marks)
{
    double common = plain_common(x, a, b);
    enum link_level level = level_of(marks, NAME_SAME);
    assert_int_equal(level == NAME_SAME, a->name == b->name);
    if (level == NAME_SAME)
        return;
    assert_int_equal(level == NAME_OTHER, common < 2);
    for (size_t i = 0; i < marks->n && level != NAME_OTHER; i++)
        if (marks->level[i] == level)
            assert_true(fabs((double)marks->rarity[i] - common) < 1e-4);
}

static void levels_are_those_of_the_texts(void **state)
{
    size_t denied = 0, levels[LINK_N_LEVELS] = {0};
    (void)state;
    for (uint64_t seed = 1; seed <= 3; seed++) {
        struct scored s;
        prepare(&s, seed);
        print_message("seed %llu\n", (unsigned long long)seed);
        for (uint32_t a = 0; a < s.x.n; a++)
            for (uint32_t b = a + 1; b < s.x.n; b++) {
                const struct link_profile *p = &s.x.profiles[a], *q = &s.x.profiles[b];
                struct link_marks marks;
                link_compare(&s.x, a, b, &marks);
                check_address(&s.x, p, q, &marks, &denied);
                check_contacts(&s.x, p, q, &marks);
                check_name(&s.x, p, q, &marks);
                for (size_t i = 0; i < marks.n; i++)
                    levels[marks.level[i]]++;
            }
        scored_release(&s);
    }
    assert_true(denied > 1000);
    for (int l = 0; l < LINK_N_LEVELS; l++)
        assert_true(levels[l] > 0);
}

/* What the two steps give is what one step gives, and who is left out by the first weighs less. */
static void steps_weigh_what_the_whole_weighs(void **state)
{
    struct scored s;
    size_t out = 0;
    (void)state;
    prepare(&s, 7);
    for (uint32_t a = 0; a < s.x.n; a++)
        for (uint32_t b = a + 1; b < s.x.n; b += 3) {
            struct link_pair whole = {.a = a, .b = b};
            struct link_scoring steps = {.pair = whole};
            link_score(&s.x, &whole);
            link_score_rest(&s.x, &steps);
            if (!link_may_weigh(&steps, 0)) {
                assert_true(whole.weight <= 0);
                out++;
            } else {
                assert_int_equal(link_score_name(&s.x, &steps, 0), whole.weight > 0);
                if (whole.weight > 0)
                    assert_memory_equal(&steps.pair, &whole, sizeof whole);
            }
        }
    assert_true(out > 100);
    scored_release(&s);
}

/* ---- blocks -------------------------------------------------------------------------------- */

static bool is_key_word(unsigned tag)
{
    return tag != TEXT_FORM && tag != TEXT_NUMBER;
}

/* The sounds of the two rarest words and the start of the first one. */
static size_t plain_name_keys(const struct link_context *x, const struct link_profile *p,
                              uint32_t *ret)
{
    const struct link_token *t = link_words(x, p);
    uint32_t best = MAP_NONE, second = MAP_NONE, n = 0;
    for (uint32_t i = 0; i < p->n_words; i++)
        if (is_key_word(t[i].tag) &&
            (best == MAP_NONE || x->rarity[t[i].key] > x->rarity[t[best].key]))
            best = i;
    for (uint32_t i = 0; i < p->n_words; i++)
        if (i != best && is_key_word(t[i].tag) &&
            (second == MAP_NONE || x->rarity[t[i].key] > x->rarity[t[second].key]))
            second = i;
    if (best != MAP_NONE)
        ret[n++] = x->word[t[best].key].sound;
    if (second != MAP_NONE)
        ret[n++] = x->word[t[second].key].sound;
    for (uint32_t i = 0; i < p->n_words; i++)
        if (is_key_word(t[i].tag)) {
            ret[n++] = x->word[t[i].key].start;
            break;
        }
    return n;
}

static size_t plain_contacts(const struct link_context *x, const struct link_profile *p,
                             uint32_t *ret)
{
    size_t n = 0;
    ret[n++] = p->name;
    ret[n++] = p->domain;
    ret[n++] = (double)x->rarity[p->box] >= 5 ? p->box : 0;
    for (int kind = 0; kind < N_VALUES; kind++)
        for (size_t i = 0; i < p->n[kind]; i++)
            ret[n++] = link_values(x, p, (enum link_value)kind)[i];
    return n;
}

/* The rarest number of the address, if there is a postcode. */
static uint32_t plain_number(const struct link_context *x, const struct link_profile *p)
{
    const struct link_token *t = x->tokens.v + p->address;
    uint32_t best = 0;
    for (uint32_t i = 0; i < p->n_address && p->postcode != 0; i++) {
        struct str word = strtab_get(&x->keys, t[i].key);
        if (word.n > 1 && word.p[1] >= '0' && word.p[1] <= '9' &&
            (best == 0 || x->rarity[t[i].key] > x->rarity[best]))
            best = t[i].key;
    }
    return best;
}

static bool have_common(const uint32_t *l, size_t n, const uint32_t *r, size_t m)
{
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < m; k++)
            if (l[i] != 0 && l[i] == r[k])
                return true;
    return false;
}

static bool should_meet(const struct link_context *x, const struct link_profile *a,
                        const struct link_profile *b)
{
    uint32_t l[32], r[32];
    size_t n = plain_contacts(x, a, l), m = plain_contacts(x, b, r);
    if (have_common(l, n, r, m))
        return true;
    n = plain_name_keys(x, a, l);
    m = plain_name_keys(x, b, r);
    if (a->country != b->country || have_common(l, n, r, m))
        return a->country == b->country;
    uint32_t number = plain_number(x, a);
    return a->postcode == b->postcode && number != 0 && number == plain_number(x, b);
}

/* No block of 150 parties is too large: all that share a key meet, and nobody else does. Groups
 * leave out those of others. */
static void partners_are_those_of_the_blocks(void **state)
{
    struct seine_error err = {0};
    (void)state;
    for (uint64_t seed = 11; seed < 21; seed++) {
        struct scored s;
        struct buf b;
        uint64_t random = seed;
        uint32_t group[PARTIES];
        link_partners all = {0}, some = {0};
        buf_init(&b, 4 * MIB);
        for (int i = 0; i < 150; i++)
            party(&b, &random, i);
        table_of(&s.table, buf_str(&b));
        buf_release(&b);
        s.x = (struct link_context){.table = &s.table};
        assert_ok(strtab_init(&s.x.keys));
        assert_ok(link_keys(&s.x, NULL, &err));
        assert_ok(link_profiles(&s.x, NULL, &err));
        assert_ok(link_block(&s.x, NULL, &err));
        for (uint32_t a = 0; a < s.x.n; a++)
            group[a] = a % 3;
        for (uint32_t a = 0; a < s.x.n; a++) {
            size_t at = 0, in_group = 0;
            assert_true(link_partners_of(&s.x, a, NULL, &all));
            assert_true(link_partners_of(&s.x, a, group, &some));
            for (uint32_t k = a + 1; k < s.x.n; k++) {
                bool met = at < all.n && all.v[at] == k;
                bool kept = in_group < some.n && some.v[in_group] == k;
                assert_int_equal(met, should_meet(&s.x, &s.x.profiles[a], &s.x.profiles[k]));
                assert_int_equal(kept, met && group[k] == group[a]);
                at += met;
                in_group += kept;
            }
            assert_int_equal(at, all.n);
            assert_int_equal(in_group, some.n);
        }
        VEC_RELEASE(&all);
        VEC_RELEASE(&some);
        scored_release(&s);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(levels_are_those_of_the_texts),
        cmocka_unit_test(steps_weigh_what_the_whole_weighs),
        cmocka_unit_test(partners_are_those_of_the_blocks),
    };
    return RUN(tests);
}
