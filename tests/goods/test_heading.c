/* Headings that are read from words, against asking every word of the table; and the table itself.
 */
#include "goods_fixture.h"
#include "unit.h"

#include "geo/tables.h"
#include "goods/hs.h"
#include "goods/room.h"

#include <string.h>

static struct goods_words *words;

static int set_up(void **state)
{
    struct seine_error err = {0};
    (void)state;
    return goods_words_new(&words, &err) == SEINE_OK ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    goods_words_free(words);
    return 0;
}

static unsigned of_words(const char *description)
{
    return goods_heading_of_words(words, str_of(description));
}

static void a_code_says_what_it_is(void **state)
{
    (void)state;
    assert_int_equal(goods_heading_of_code(STR("8413.70.21")), 8413);
    assert_int_equal(goods_heading_of_code(STR("84")), 8400);
    assert_int_equal(goods_heading_of_code(STR("841")), 8400);
    assert_int_equal(goods_heading_of_code(STR("")), 0);
    assert_int_equal(goods_heading_of_code(STR("7701")), 0);
    assert_int_equal(goods_heading_of_code(STR("pumps")), 0);
}

static void what_is_stated_stands_whatever_the_words_are(void **state)
{
    (void)state;
    assert_int_equal(goods_heading(words, STR("centrifugal pump"), STR("950300")), 9503);
    assert_int_equal(goods_heading(words, STR("centrifugal pump"), STR("n/a")), 8413);
}

static void words_are_read_in_seven_languages(void **state)
{
    (void)state;
    assert_int_equal(of_words("CENTRIFUGAL PUMPS, 4 PCS"), 8413);
    assert_int_equal(of_words("Frozen shrimp in cartons"), 306);
    assert_int_equal(of_words("\u79bb\u5fc3\u6cf5"), 8413);
    assert_int_equal(of_words("\u041d\u0430\u0441\u043e\u0441\u044b"), 8413);
    assert_int_equal(of_words("\uc6d0\uc2ec\ud38c\ud504 2\ub300"), 8413);
    assert_int_equal(of_words("2 Stk. KREISELPUMPEN"), 8413);
    assert_int_equal(of_words("pompes centrifuges"), 8413);
    assert_int_equal(of_words("BOMBA CENTR\u00cdFUGA"), 8413);
}

static void the_longest_word_counts_then_the_one_behind(void **state)
{
    (void)state;
    assert_int_equal(of_words("engine"), of_words("used engine"));
    assert_int_equal(of_words("engine piston rings"), 8409);
    assert_int_equal(of_words("camera engine"), of_words("engine"));
    assert_int_equal(of_words("engine camera"), of_words("camera"));
    assert_int_not_equal(of_words("engine"), of_words("camera"));
}

static void what_goods_are_for_or_packed_in_is_not_what_they_are(void **state)
{
    (void)state;
    assert_int_equal(of_words("bearing for centrifugal pump"), of_words("bearing"));
    assert_int_equal(of_words("bearing with steel housing in a wooden case"), of_words("bearing"));
    assert_int_equal(of_words("roulement pour pompe centrifuge"), of_words("roulement"));
    assert_int_equal(of_words("articles for centrifugal pump"), 8413);
}

static void a_word_that_the_field_cuts_off_is_read(void **state)
{
    (void)state;
    assert_int_equal(of_words("CENTRIFUGAL PUM"), 8413); /* 15 characters, as on a waybill */
    assert_int_equal(of_words("NEW PRESSURE TRANSMITTE"), of_words("pressure transmitter"));
    assert_int_equal(of_words("CENTRIFUG"), 0);
}

static void what_says_nothing_is_read_as_nothing(void **state)
{
    static const char *const texts[] = {"",        "spare parts", "goods as per invoice",
                                        "samples", "12 x 40",     "\xff\xfe"};
    (void)state;
    for (size_t i = 0; i < N_OF(texts); i++)
        if (of_words(texts[i]) != 0)
            fail_msg("%s: %u", texts[i], of_words(texts[i]));
}

static void without_words_the_code_alone_is_asked(void **state)
{
    (void)state;
    assert_int_equal(goods_heading(NULL, STR("centrifugal pump"), STR_EMPTY), 0);
    assert_int_equal(goods_heading(NULL, STR("centrifugal pump"), STR("8413")), 8413);
}

/* ---- the plain way -----------------------------------------------------------------------------
 */

#define N_LANGUAGES 7

typedef void word_fn(void *context, unsigned heading, struct str word);

static void every_word(word_fn *fn, void *context)
{
    struct str rest = REF(goods_words), row[1 + N_LANGUAGES], word;
    while (ref_row(&rest, row, 1 + N_LANGUAGES))
        for (size_t i = 1; i <= N_LANGUAGES; i++) {
            bool more = row[i].n > 0;
            while (str_cut(&row[i], &more, ';', &word))
                fn(context, goods_heading_of_code(row[0]), str_trim(word));
        }
}

struct plain {
    struct str folded;
    struct arena *arena;
    double letters;
    size_t end;
    unsigned heading;
};

static double letters_of(struct str text)
{
    double n = 0;
    for (size_t at = 0; at < text.n;)
        n += goods_is_cjk(utf8_next(text, &at)) ? 2.5 : 1;
    return n;
}

/* The last place at which it stands, SIZE_MAX if at none. */
static size_t last_end(struct str text, struct str word)
{
    for (size_t at = text.n + 1; at-- > word.n;)
        if (memcmp(text.p + at - word.n, word.p, word.n) == 0)
            return at;
    return SIZE_MAX;
}

static void look_for(void *context, unsigned heading, struct str word)
{
    struct plain *p = context;
    char room[GOODS_FOLD_ROOM];
    bool ok = true;
    struct str forms[1 + GOODS_FORMS] = {goods_pattern_of(word, room, sizeof room)};
    size_t n = 1 + goods_forms(forms[0], forms + 1, p->arena, &ok);
    for (size_t i = 0; i < n && i < 2; i++) {
        size_t end = last_end(p->folded, forms[i]);
        double letters = letters_of(forms[i]);
        if (end == SIZE_MAX || letters < p->letters || (letters <= p->letters && end < p->end))
            continue;
        p->letters = letters;
        p->end = end;
        p->heading = heading;
    }
}

static unsigned plain_heading(struct str folded, struct arena *arena)
{
    struct plain p = {.folded = folded, .arena = arena};
    every_word(look_for, &p);
    return p.heading;
}

/* The part before such a word is looked at first; that is not what is compared here. */
static bool says_what_for(struct str folded)
{
    static const char *const ends[] = {" for ",  " in ",   " with ", " fur ", " fuer ", " mit ",
                                       " pour ", " avec ", " para ", " con ", " для "};
    bool any = false;
    for (size_t i = 0; i < N_OF(ends); i++)
        any = any || str_contains(folded, str_of(ends[i]));
    return any;
}

struct drawing {
    uint64_t random;
    size_t n;
    struct str words[64];
};

static void draw(void *context, unsigned heading, struct str word)
{
    struct drawing *d = context;
    (void)heading;
    if (random_below(&d->random, ++d->n) < N_OF(d->words))
        d->words[random_below(&d->random, N_OF(d->words))] = word;
}

static void the_automaton_finds_what_asking_every_word_finds(void **state)
{
    struct drawing d = {.random = 8};
    struct arena arena;
    (void)state;
    arena_init(&arena, LIMIT_ARENA);
    every_word(draw, &d);
    for (int i = 0; i < 60; i++) {
        char text[256], room[GOODS_FOLD_ROOM];
        struct str a = d.words[random_below(&d.random, N_OF(d.words))],
                   b = d.words[random_below(&d.random, N_OF(d.words))];
        snprintf(text, sizeof text, STR_FMT "%s" STR_FMT, STR_ARG(a), i % 3 ? " " : "s, new ",
                 STR_ARG(b));
        struct str folded = {room, goods_fold(str_of(text), room, sizeof room)};
        if (says_what_for(folded))
            continue;
        unsigned plain = plain_heading(folded, &arena), fast = of_words(text);
        if (plain != fast)
            fail_msg("%s: %u, asking every word %u", text, fast, plain);
        arena_reset(&arena);
    }
    arena_release(&arena);
}

static void a_code_that_is_not_stated_is_read(void **state)
{
    struct goods_catalogue *kits = NULL;
    struct seine_error err = {0};
    struct arena arena;
    struct goods_match *m = NULL;
    size_t n = 0;
    char path[4096];
    const char *root = getenv("SEINE_SOURCE"), *paths[] = {path};
    struct goods_text text = fixture_item("centrifugal pump", "");
    (void)state;
    snprintf(path, sizeof path, "%s/data/kits.json", root ? root : ".");
    arena_init(&arena, 64 * MIB);
    assert_ok(goods_catalogue_open(paths, 1, &kits, &err));
    assert_ok(goods_classify(kits, &text, &arena, &m, &n));
    size_t before = n;
    text.heading = goods_heading(words, text.description, text.hs);
    assert_ok(goods_classify(kits, &text, &arena, &m, &n));
    assert_true(n > before);
    for (size_t i = 0; i < n; i++)
        assert_true(m[i].strength < 0.9F);
    goods_catalogue_free(kits);
    arena_release(&arena);
}

/* ---- the table ---------------------------------------------------------------------------------
 */

static void rows_are_headings_in_order_and_words_stand_once(void **state)
{
    struct str rest = REF(goods_words), row[1 + N_LANGUAGES], word;
    struct strtab seen;
    unsigned last = 0;
    size_t n = 0;
    (void)state;
    assert_ok(strtab_init(&seen));
    while (ref_row(&rest, row, 1 + N_LANGUAGES)) {
        unsigned heading = goods_heading_of_code(row[0]);
        assert_true(row[0].n == 4 && hs_is_valid(row[0]) && heading > last);
        last = heading;
        for (size_t i = 1; i <= N_LANGUAGES; i++) {
            bool more = row[i].n > 0;
            while (str_cut(&row[i], &more, ';', &word)) {
                uint32_t id;
                word = str_trim(word);
                if (word.n == 0 || goods_is_vague(word) || strtab_find(&seen, word) != MAP_NONE)
                    fail_msg("%u: '" STR_FMT "' is empty, vague or there already", heading,
                             STR_ARG(word));
                assert_ok(strtab_add(&seen, word, &id));
                n++;
            }
        }
    }
    assert_true(n > 30000);
    strtab_release(&seen);
}

static void survives_failing_memory(void **state)
{
    enum seine_status status = SEINE_NOMEM;
    (void)state;
    for (uint64_t at = 1; status != SEINE_OK; at += at / 8 + 1) {
        struct goods_words *w = NULL;
        mem_fail_at(at);
        status = goods_words_new(&w, NULL);
        mem_fail_at(0);
        goods_words_free(w);
        assert_true(status == SEINE_OK || status == SEINE_NOMEM);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_code_says_what_it_is),
        cmocka_unit_test(what_is_stated_stands_whatever_the_words_are),
        cmocka_unit_test(words_are_read_in_seven_languages),
        cmocka_unit_test(the_longest_word_counts_then_the_one_behind),
        cmocka_unit_test(what_goods_are_for_or_packed_in_is_not_what_they_are),
        cmocka_unit_test(a_word_that_the_field_cuts_off_is_read),
        cmocka_unit_test(what_says_nothing_is_read_as_nothing),
        cmocka_unit_test(without_words_the_code_alone_is_asked),
        cmocka_unit_test(the_automaton_finds_what_asking_every_word_finds),
        cmocka_unit_test(a_code_that_is_not_stated_is_read),
        cmocka_unit_test(rows_are_headings_in_order_and_words_stand_once),
        cmocka_unit_test(survives_failing_memory),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
