/* Evidence besides the name. */
#include "unit.h"

#include "screen/screen.h"

#include <math.h>

static struct arena arena;

static double bits_of(const struct screen_subject *q, const struct listed_entity *e)
{
    struct screen_result r;
    size_t name;
    assert_ok(screen_entity(q, e, &arena, &r, &name));
    assert_true(evidence_sum(r.evidence, r.n_evidence) - r.bits < 1e-9);
    return r.bits;
}

struct fixture {
    struct list_name name;
    struct str country;
    struct list_id id;
    struct list_date birth;
    struct list_address address;
    struct listed_entity entity;
    struct screen_subject subject;
    struct str from[2], at[2]; /* of the subject */
    struct list_date born[2];
};

/* Each alone; empty or of no year: not given. */
static void comes_from(struct fixture *f, struct str country)
{
    f->from[0] = country;
    f->subject.n_countries = country.n > 0;
}

static void lives_at(struct fixture *f, struct str address)
{
    f->at[0] = address;
    f->subject.n_addresses = address.n > 0;
}

static void is_born(struct fixture *f, struct list_date day)
{
    f->born[0] = day;
    f->subject.n_births = day.year > 0;
}

static void set_up(struct fixture *f)
{
    memset(f, 0, sizeof *f);
    f->name = (struct list_name){STR("Ivan Nordwind"), LIST_NAME_PRIMARY};
    f->country = STR("RU");
    f->id = (struct list_id){LIST_ID_PASSPORT, STR("72 1234567"), STR("RU")};
    f->birth = (struct list_date){1961, 5, 7, 1961};
    f->address = (struct list_address){STR("12 Lenina Street"), STR("Perm"), STR_EMPTY, STR_EMPTY,
                                       STR("RU")};
    f->entity = (struct listed_entity){.id = STR("T-1"),
                                       .kind = LIST_PERSON,
                                       .names = &f->name,
                                       .n_names = 1,
                                       .countries = &f->country,
                                       .n_countries = 1,
                                       .ids = &f->id,
                                       .n_ids = 1,
                                       .addresses = &f->address,
                                       .n_addresses = 1,
                                       .births = &f->birth,
                                       .n_births = 1};
    f->subject = (struct screen_subject){.name = STR("Ivan Nordwind"),
                                         .kind = LIST_PERSON,
                                         .countries = f->from,
                                         .addresses = f->at,
                                         .births = f->born};
}

static void an_identifier_outweighs_another_name(void **state)
{
    (void)state;
    struct fixture f;
    set_up(&f);
    struct list_id same = {LIST_ID_PASSPORT, STR("721234567"), STR_EMPTY};
    f.subject.name = STR("Pyotr Ostwind");
    double before = bits_of(&f.subject, &f.entity);
    f.subject.ids = &same;
    f.subject.n_ids = 1;
    assert_true(bits_of(&f.subject, &f.entity) > before + 10);
}

/* Of several on either side the one that agrees counts, wherever it stands. */
static void any_of_several_identifiers_may_agree(void **state)
{
    struct fixture f;
    struct list_id listed[3] = {{LIST_ID_NATIONAL, STR("5550001"), STR_EMPTY},
                                {LIST_ID_TAX, STR("990088"), STR_EMPTY}},
                   asked[2] = {{LIST_ID_TAX, STR("440022"), STR_EMPTY}};
    (void)state;
    set_up(&f);
    listed[2] = asked[1] = f.id;
    f.subject.ids = &f.id;
    f.subject.n_ids = 1;
    double alone = bits_of(&f.subject, &f.entity);
    f.entity.ids = listed;
    f.entity.n_ids = 3;
    assert_true(fabs(bits_of(&f.subject, &f.entity) - alone) < 1e-9);
    f.subject.ids = asked;
    f.subject.n_ids = 2;
    assert_true(fabs(bits_of(&f.subject, &f.entity) - alone) < 1e-9);
}

/* Case, signs and the letters IMO do not matter; what is too short tells nothing; a number that
 * must not be another's counts for more, and one that is another's by chance for less. */
static void identifiers_are_compared_in_a_normal_form(void **state)
{
    static const struct {
        enum list_id_kind asked, listed;
        const char *as_asked, *as_listed;
        double bits;
    } all[] = {{LIST_ID_PASSPORT, LIST_ID_PASSPORT, "az-09 999z", "AZ09999Z", 16},
               {LIST_ID_PASSPORT, LIST_ID_PASSPORT, "az-09 9z", "AZ099Z", 11.066},
               {LIST_ID_PASSPORT, LIST_ID_PASSPORT, "1234567", "1234567", 10.254},
               {LIST_ID_IMO, LIST_ID_IMO, "9074729", "IMO 9074729", 16},
               {LIST_ID_OTHER, LIST_ID_IMO, "9074729", "IMO 9074729", 8.254},
               {LIST_ID_LEI, LIST_ID_LEI, "5493001KJTIIGC8Y1R12", "5493001kjtiigc8y1r12", 16},
               {LIST_ID_OTHER, LIST_ID_PASSPORT, "AZ0999", "AZ0999", 7.688},
               {LIST_ID_OTHER, LIST_ID_PASSPORT, "AZ099999", "AZ099999", 14.332},
               {LIST_ID_TAX, LIST_ID_PASSPORT, "AZ099999", "AZ099999", 12},
               {LIST_ID_TAX, LIST_ID_TAX, "12345678", "12-34-56-78", 12},
               {LIST_ID_TAX, LIST_ID_TAX, "123456", "12-34-56", 6.932},
               {LIST_ID_TAX, LIST_ID_TAX, "12345", "12345", 3.61},
               {LIST_ID_OTHER, LIST_ID_OTHER, "12345", "12345", 1.61},
               {LIST_ID_TAX, LIST_ID_TAX, "\u0430\u0431\u0432", "\u0430\u0431\u0432", 1.1},
               {LIST_ID_TAX, LIST_ID_TAX, "1234", "1234", 0},
               {LIST_ID_TAX, LIST_ID_TAX, "123456", "123457", 0}};
    (void)state;
    struct fixture f;
    set_up(&f);
    double without = bits_of(&f.subject, &f.entity);
    for (size_t i = 0; i < N_OF(all); i++) {
        struct list_id one = {all[i].asked, str_of(all[i].as_asked), STR_EMPTY};
        f.id = (struct list_id){all[i].listed, str_of(all[i].as_listed), STR_EMPTY};
        f.subject.ids = &one;
        f.subject.n_ids = 1;
        assert_true(fabs(bits_of(&f.subject, &f.entity) - without - all[i].bits) < 1e-9);
    }
}

/* Listed are 7 May 1961 and the years 1970 to 1973. */
static void birth_dates_are_weighed_by_how_near_they_are(void **state)
{
    static const struct {
        struct list_date asked;
        double bits;
    } all[] = {{{1961, 5, 7, 1961}, 4.5}, {{1961, 7, 5, 1961}, 2},  {{1961, 5, 8, 1961}, -2},
               {{1961, 6, 7, 1961}, -2},  {{1961, 5, 0, 1961}, 3},  {{1961, 6, 0, 1961}, -2},
               {{1961, 0, 0, 1961}, 2},   {{1962, 5, 7, 1962}, -1}, {{1963, 5, 7, 1963}, -2},
               {{1964, 5, 7, 1964}, -5},  {{1968, 1, 1, 1968}, -2}, {{1970, 1, 1, 1970}, 2},
               {{1973, 12, 31, 1973}, 2}, {{1974, 1, 1, 1974}, -1}, {{1976, 1, 1, 1976}, -5}};
    struct list_date births[2] = {{1961, 5, 7, 1961}, {1970, 0, 0, 1973}};
    (void)state;
    struct fixture f;
    set_up(&f);
    double without = bits_of(&f.subject, &f.entity);
    f.entity.births = births;
    f.entity.n_births = 2;
    for (size_t i = 0; i < N_OF(all); i++) {
        is_born(&f, all[i].asked);
        if (fabs(bits_of(&f.subject, &f.entity) - without - all[i].bits) > 1e-9)
            fail_msg("%d-%d-%d", all[i].asked.year, all[i].asked.month, all[i].asked.day);
    }
    is_born(&f, (struct list_date){1950, 0, 0, 1990}); /* a range meets whatever is within it */
    assert_true(fabs(bits_of(&f.subject, &f.entity) - without - 2.0) < 1e-9);
    is_born(&f, (struct list_date){1930, 0, 0, 1940});
    assert_true(fabs(bits_of(&f.subject, &f.entity) - without + 5.0) < 1e-9);
    births[0].year = 0; /* it may be any */
    is_born(&f, (struct list_date){1990, 1, 1, 1990});
    assert_true(fabs(bits_of(&f.subject, &f.entity) - without) < 1e-9);
}

static void birth_dates_speak_both_ways(void **state)
{
    (void)state;
    struct fixture f;
    set_up(&f);
    double without = bits_of(&f.subject, &f.entity);
    is_born(&f, (struct list_date){1961, 5, 7, 1961});
    double same = bits_of(&f.subject, &f.entity);
    is_born(&f, (struct list_date){1961, 7, 5, 1961});
    double swapped = bits_of(&f.subject, &f.entity);
    is_born(&f, (struct list_date){1961, 0, 0, 1961});
    double year = bits_of(&f.subject, &f.entity);
    is_born(&f, (struct list_date){1985, 1, 1, 1985});
    double other = bits_of(&f.subject, &f.entity);
    assert_true(same > swapped && swapped > without && year > without && other < without - 3);
}

static void country_kind_and_address_speak(void **state)
{
    (void)state;
    struct fixture f;
    set_up(&f);
    double without = bits_of(&f.subject, &f.entity);
    comes_from(&f, STR("ru"));
    assert_true(bits_of(&f.subject, &f.entity) > without);
    comes_from(&f, STR("BR"));
    assert_true(bits_of(&f.subject, &f.entity) < without);
    comes_from(&f, STR_EMPTY);
    lives_at(&f, STR("Lenina Street 12, Perm, Russia"));
    assert_true(bits_of(&f.subject, &f.entity) > without + 3);
    lives_at(&f, STR_EMPTY);
    f.subject.kind = LIST_VESSEL;
    assert_true(bits_of(&f.subject, &f.entity) < without - 3);
}

/* Whatever else the party has beside it, the one that fits counts, wherever it stands. */
static void of_several_the_best_counts(void **state)
{
    (void)state;
    struct fixture f;
    set_up(&f);
    struct str other = STR("BR"), same = STR("RU"), far = STR("1 Rua Direita, Santos");
    struct str near = STR("Lenina Street 12, Perm, Russia");
    struct list_date young = {1985, 1, 1, 1985}, right = {1961, 5, 7, 1961};
    comes_from(&f, same);
    lives_at(&f, near);
    is_born(&f, right);
    double best = bits_of(&f.subject, &f.entity);
    f.subject.n_countries = f.subject.n_births = f.subject.n_addresses = 2;
    for (size_t at = 0; at < 2; at++) {
        f.from[at] = same;
        f.from[1 - at] = other;
        f.born[at] = right;
        f.born[1 - at] = young;
        f.at[at] = near;
        f.at[1 - at] = far;
        assert_true(fabs(bits_of(&f.subject, &f.entity) - best) < 1e-9);
    }
    f.from[0] = f.from[1] = other;
    f.born[0] = f.born[1] = young;
    assert_true(bits_of(&f.subject, &f.entity) < best - 6);
}

static void a_weak_alias_is_worth_less(void **state)
{
    (void)state;
    struct fixture f;
    set_up(&f);
    double primary = bits_of(&f.subject, &f.entity);
    f.name.kind = LIST_NAME_WEAK;
    assert_true(bits_of(&f.subject, &f.entity) < primary);
}

/* An alias that the publisher calls weak takes nothing from an entity whose other name says more.
 */
static void a_weak_alias_does_not_hide_a_better_name(void **state)
{
    struct list_name names[2] = {{STR("Nordwind Ivan"), LIST_NAME_PRIMARY},
                                 {STR("Ivan Nordwind"), LIST_NAME_WEAK}};
    struct screen_result r;
    size_t best;
    (void)state;
    struct fixture f;
    set_up(&f);
    f.entity.names = names;
    double without = bits_of(&f.subject, &f.entity);
    f.entity.n_names = 2;
    assert_ok(screen_entity(&f.subject, &f.entity, &arena, &r, &best));
    assert_int_equal(best, 0);
    for (size_t i = 0; i < r.n_evidence; i++)
        assert_string_not_equal(r.evidence[i].kind, "weak-alias");
    assert_true(fabs(r.bits - without) < 1e-9);
    names[0].text = STR("Pyotr Ostwind"); /* and counts where no other does */
    assert_ok(screen_entity(&f.subject, &f.entity, &arena, &r, &best));
    assert_int_equal(best, 1);
}

/* A city of several words may have short ones; two letters alone are none. */
static void a_city_is_known_with_its_short_words(void **state)
{
    (void)state;
    struct fixture f;
    set_up(&f);
    double without = bits_of(&f.subject, &f.entity);
    f.address.city = STR("Ho Chi Minh City");
    lives_at(&f, STR("7 Le Loi, Ho Chi Minh City, Vietnam"));
    assert_true(bits_of(&f.subject, &f.entity) > without + 1);
    lives_at(&f, STR("7 Le Loi, Chi Minh City, Vietnam"));
    assert_true(fabs(bits_of(&f.subject, &f.entity) - without) < 1e-9);
    f.address.city = STR("Xi");
    lives_at(&f, STR("7 Xi, Vietnam"));
    assert_true(fabs(bits_of(&f.subject, &f.entity) - without) < 1e-9);
}

/* A street counts by how much of it agrees. */
static void half_a_street_is_half_of_it(void **state)
{
    (void)state;
    struct fixture f;
    set_up(&f);
    double without = bits_of(&f.subject, &f.entity);
    f.address.text = STR("Lenina Prospekt Severnaya Building");
    f.address.city = STR_EMPTY;
    lives_at(&f, STR("Lenina Prospekt Severnaya Building"));
    double whole = bits_of(&f.subject, &f.entity) - without;
    lives_at(&f, STR("Lenina Prospekt, Omsk"));
    double half = bits_of(&f.subject, &f.entity) - without;
    assert_true(whole > 3 && fabs(2 * half - whole) < 1e-9);
    lives_at(&f, STR("Lenina Ulitsa, Omsk"));
    assert_true(fabs(bits_of(&f.subject, &f.entity) - without) < 1e-9);
}

/* A listed entity may have hundreds of names, and a question to the server 64. */
static void many_names_take_no_more_memory_than_few(void **state)
{
    enum { NAMES = 40, ALIASES = 40 };
    static char texts[NAMES + ALIASES][32];
    struct list_name names[NAMES];
    struct str aliases[ALIASES];
    struct arena room;
    struct screen_result r;
    size_t best;
    (void)state;
    for (size_t i = 0; i < NAMES; i++) {
        snprintf(texts[i], sizeof texts[i], "Paekdu Trading %c", (char)('A' + i % 26));
        names[i] = (struct list_name){str_of(texts[i]), i ? LIST_NAME_ALIAS : LIST_NAME_PRIMARY};
    }
    for (size_t i = 0; i < ALIASES; i++) {
        snprintf(texts[NAMES + i], sizeof *texts, "Sablon Works %c", (char)('A' + i % 26));
        aliases[i] = str_of(texts[NAMES + i]);
    }
    aliases[ALIASES - 1] = STR("Paekdu Trading C");
    struct listed_entity e = {.names = names, .n_names = NAMES};
    struct screen_subject q = {
        .name = STR("Sablon Works"), .aliases = aliases, .n_aliases = ALIASES};
    arena_init(&room, 8 * MIB);
    assert_ok(screen_entity(&q, &e, &room, &r, &best));
    assert_int_equal(best, 2);
    arena_release(&room);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(half_a_street_is_half_of_it),
        cmocka_unit_test(many_names_take_no_more_memory_than_few),
        cmocka_unit_test(an_identifier_outweighs_another_name),
        cmocka_unit_test(any_of_several_identifiers_may_agree),
        cmocka_unit_test(identifiers_are_compared_in_a_normal_form),
        cmocka_unit_test(birth_dates_are_weighed_by_how_near_they_are),
        cmocka_unit_test(birth_dates_speak_both_ways),
        cmocka_unit_test(country_kind_and_address_speak),
        cmocka_unit_test(of_several_the_best_counts),
        cmocka_unit_test(a_weak_alias_does_not_hide_a_better_name),
        cmocka_unit_test(a_city_is_known_with_its_short_words),
        cmocka_unit_test(a_weak_alias_is_worth_less),
    };
    arena_init(&arena, LIMIT_ARENA);
    int failed = RUN(tests);
    arena_release(&arena);
    return failed;
}
