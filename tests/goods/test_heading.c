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
    const struct goods_headings by_words = {.words = words};
    (void)state;
    assert_int_equal(goods_heading(&by_words, STR("centrifugal pump"), STR("950300")), 9503);
    assert_int_equal(goods_heading(&by_words, STR("centrifugal pump"), STR("n/a")), 8413);
}

static void what_others_state_stands_before_the_words(void **state)
{
    const struct goods_usage usage = {goods_usage_words(STR("centrifugal pump")), 1, 8421};
    const struct goods_headings both = {&usage, 1, words}, by_usage = {&usage, 1, NULL};
    (void)state;
    assert_int_equal(goods_heading(&both, STR("Centrifugal PUMP 40kW"), STR("n/a")), 8421);
    assert_int_equal(goods_heading(&both, STR("Centrifugal PUMP 40kW"), STR("9503")), 9503);
    assert_int_equal(goods_heading(&both, STR("centrifugal pumps"), STR_EMPTY), 8413);
    assert_int_equal(goods_heading(&by_usage, STR("centrifugal pumps"), STR_EMPTY), 0);
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

static void read_as(const char *const texts[][2], size_t n)
{
    for (size_t i = 0; i < n; i++) {
        char heading[8];
        (void)snprintf(heading, sizeof heading, "%04u", of_words(texts[i][0]));
        if (strcmp(heading, texts[i][1]) != 0)
            fail_msg("%s: %s, not %s", texts[i][0], heading, texts[i][1]);
    }
}

/* The longest word says most, but a machine that stands right behind it at the end is what it is.
 */
static void the_machine_behind_the_longest_word_is_what_it_is(void **state)
{
    static const char *const texts[][2] = {
        {"VACUUM FURNACE PUMP", "8413"},
        {"vacuum furnace pumps 40", "8413"},
        {"vacuum furnace pump for laboratories", "8413"},
        {"vacuum furnace pump, used", "8413"},
        {"1 pc; vacuum furnace pump", "8413"},
        {"spare parts for vacuum furnace pumps", "8413"},
        {"vacuum furnace, pump", "8514"},        /* two items */
        {"vacuum furnace pump housing", "8514"}, /* it goes on */
        {"vacuum furnace new pump", "8514"},
        {"vacuum furnace of pump", "8514"},
        {"rubber boots pvc", "6401"}, /* what of, what for: no machine */
        {"clutch disc bus", "8708"},
        {"garlic bulbs", "0703"},
        {"garlic pump", "0703"},
        {"turbo pump", "8414"},
        {"подшипник станка", "8482"}, /* whose it is */
    };
    (void)state;
    read_as(texts, N_OF(texts));
}

/* Vessels that go nowhere. */
static void a_vessel_for_matter_is_no_ship(void **state)
{
    static const char *const texts[][2] = {
        {"AGITATED VESSEL 2000 L", "8479"},
        {"mixing vessels", "8479"},
        {"reaction vessel, glass lined", "8419"},
        {"jacketed vessels of steel", "8419"},
        {"pressure vessel", "7311"},
        {"stainless steel vessel", "7309"},
        {"used vessel", "8901"},
        {"fishing vessel", "8902"},
    };
    (void)state;
    read_as(texts, N_OF(texts));
}

/* Russian puts what goods belong to into the dative. */
static void what_goods_belong_to_is_not_what_they_are(void **state)
{
    static const char *const texts[][2] = {
        {"подшипник к насосу", "8482"},
        {"ПОДШИПНИКИ К ЦЕНТРОБЕЖНЫМ НАСОСАМ", "8482"},
        {"горелка к печи", "8416"},
        {"запчасти к насосу", "8413"},
        {"запчасти к токарному станку", "8466"},
        {"запчасти к токарным станкам", "8466"},
        {"детали к вертолету", "8807"},
        {"кольцо к насосу", "8413"}, /* nothing else is said */
    };
    (void)state;
    read_as(texts, N_OF(texts));
}

static void what_goods_come_with_or_without_is_not_what_they_are(void **state)
{
    static const char *const texts[][2] = {
        {"bread, not containing eggs or cheese", "1905"},
        {"pump incl. motor", "8413"},
        {"PUMP W/MOTOR", "8413"},
        {"pump 100 W motor", "8501"}, /* watts */
        {"pump 99 W motor", "8501"},
        {"pump x1a w motor", "8413"},
        {"radios (excluding television sets)", "8527"},
        {"radio without battery", "8527"},
        {"lamp on a stand from brass", "9405"},
        {"Kamera ohne Batterie", "8525"},
        {"caméra sans batterie", "8525"},
        {"cámara sin batería", "8525"},
        {"насос с электродвигателем", "8413"},
        {"без подшипников", "8482"}, /* nothing else is said */
        {"for pumps", "8413"},
        {"not for pumps", "8413"},
    };
    (void)state;
    read_as(texts, N_OF(texts));
}

static void a_preposition_within_a_word_is_none(void **state)
{
    static const char *const texts[][2] = {
        {"plug-in charger", "8504"},    {"PLUG IN CHARGER", "8504"},
        {"clip on lamp", "9405"},       {"plug in a charger box", "8504"},
        {"all-in-one printer", "8443"}, {"parts for plug-in pianos", "9209"},
        {"lamp in pump", "9405"},       {"lamp-in pump", "8413"},
        {"lamp -in pump", "9405"},      {"lamp in- pump", "9405"},
        {"1-in pump", "8413"},
    };
    (void)state;
    read_as(texts, N_OF(texts));
}

/* Words as the table has them, then the plurals that follow from it, those of English first. */
static void of_one_text_under_several_headings_the_likely_one_counts(void **state)
{
    static const char *const texts[][2] = {
        {"SAFETY GLASSES", "9004"}, /* not panes of safety glass */
        {"lunettes", "9004"},       /* not steadies of a lathe, L\u00fcnetten */
        {"buses", "8702"},          /* not nozzles, a French buse */
        {"vises", "8205"},          /* not screws, a French vis */
        {"safety glass", "7007"},   {"L\u00fcnette", "8466"},
    };
    (void)state;
    read_as(texts, N_OF(texts));
}

/* HS 2022 has headings for the parts of these; those of all others stand with the whole. */
static void parts_are_read_as_parts(void **state)
{
    static const char *const texts[][2] = {
        {"parts of knitted gloves", "6117"},
        {"parts of overcoats", "6217"},
        {"parts for sneakers", "6406"},
        {"parts of felt hats", "6507"},
        {"parts for umbrellas", "6603"},
        {"parts for spark-ignition engines", "8409"},
        {"SPARE PARTS FOR DIESEL ENGINES", "8409"},
        {"parts of bulldozers", "8431"},
        {"parts for weaving looms", "8448"},
        {"CNC lathe spare parts", "8466"},
        {"parts for laptops", "8473"},
        {"components for electric motors", "8503"},
        {"parts for DVD players", "8522"},
        {"parts for television sets", "8529"},
        {"parts of circuit breakers", "8538"},
        {"parts for locomotives", "8607"},
        {"parts and accessories of cars", "8708"},
        {"spares for motorcycles", "8714"},
        {"parts for helicopters", "8807"},
        {"parts for drones", "8807"},
        {"parts of wrist watches", "9114"},
        {"parts for pianos", "9209"},
        {"parts for rifles", "9305"},
        {"spare parts of pumps", "8413"},
        {"parts for tug boats", "0000"}, /* ships have no parts */
        {"chicken parts", "0207"},       /* nor what is no machine */
    };
    (void)state;
    read_as(texts, N_OF(texts));
}

static void parts_may_be_said_before_or_behind_and_in_six_languages(void **state)
{
    static const char *const texts[][2] = {
        {"PIANO SPARE PARTS", "9209"},
        {"helicopter spares (blades)", "8807"},
        {"12 piano parts in wooden cases", "9209"},
        {"parts for pianos with keyboard", "9209"},
        {"one consignment of spare parts and accessories for a piano", "9209"},
        {"spare part of piano", "9209"},
        {"SPARE PART FOR HELICOPTER", "8807"},
        {"marine diesel engine spare parts", "8409"}, /* "engine part" */
        {"natural rubber parts", "4016"},             /* "rubber part" */
        {"parts of structures of steel", "7308"},     /* no "steel part" */
        {"Ersatzteile f\u00fcr Hubschrauber", "8807"},
        {"Ersatzteile fuer Klavier", "9209"},
        {"pi\u00e8ces de rechange pour h\u00e9licopt\u00e8re", "8807"},
        {"pi\u00e8ces d\u00e9tach\u00e9es d'h\u00e9licopt\u00e8re", "8807"},
        {"recambios para helic\u00f3ptero", "8807"},
        {"запчасти для вертолета", "8807"},
        {"детали вертолетов Ми-8", "8807"},
        {"КОМПЛЕКТУЮЩИЕ ТОКАРНЫХ СТАНКОВ", "8466"},
        {"комплектующие лебедки", "8431"},
        {"\u76f4\u5347\u673a\u914d\u4ef6", "8807"},
        {"\u76f4\u5347\u673a\u7528\u96f6\u4ef6", "8807"},
        {"\ud5ec\ub9ac\ucf65\ud130 \ubd80\ud488", "8807"},
    };
    (void)state;
    read_as(texts, N_OF(texts));
}

/* Behind numbers and amounts it is the goods; behind other goods it is what they belong to. */
static void goods_in_the_genitive_are_read_where_no_others_are(void **state)
{
    static const char *const texts[][2] = {
        {"2 насоса", "8413"},
        {"Партия токарных станков", "8458"},
        {"подшипник вертолета", "8482"},
        {"подшипники центробежных насосов", "8482"},
        {"вертолета подшипник", "8482"},
    };
    (void)state;
    read_as(texts, N_OF(texts));
}

static void what_parts_come_with_is_no_part(void **state)
{
    static const char *const texts[][2] = {
        {"piano, spare parts", "9201"},
        {"piano; spare parts", "9201"},
        {"piano/spare parts", "9201"},
        {"piano & spare parts", "9201"},
        {"piano + spare parts", "9201"},
        {"piano (spare parts)", "9201"},
        {"pianos and parts", "9201"},
        {"piano with spare parts", "9201"},
        {"PARTS: pianos", "9201"}, /* a label */
        {"part no. 4711 piano", "9201"},
        {"10 pieces of piano", "9201"},
        {"steel parts for pianos", "7326"}, /* made of, not for */
        {"spark plug, parts for helicopters", "8511"},
        {"partitions of helicopters", "8802"},
        {"spare parts for", "0000"},
        {"запчасти, вертолет", "8802"},
        {"запчасти подшипник вертолета", "8482"},
        {"запчасти изделия", "0000"},
        {"запчасти", "0000"},
        {"parts of articles", "0000"},
    };
    (void)state;
    read_as(texts, N_OF(texts));
}

static void a_word_that_the_field_cuts_off_is_read(void **state)
{
    (void)state;
    assert_int_equal(of_words("CENTRIFUGAL PUM"), 8413); /* 15 characters, as on a waybill */
    assert_int_equal(of_words("NEW PRESSURE TRANSMITTE"), of_words("pressure transmitter"));
    assert_int_equal(of_words("CENTRIFUG"), 0);
}

/* Words that stand in others' names are as long as they are. */
static void a_whole_word_is_not_cut_off(void **state)
{
    (void)state;
    assert_int_equal(of_words("30 T OF SILICON"), 0); /* no "silicona" */
    assert_int_equal(of_words("30 T OF SILICONA"), 3910);
    assert_int_equal(of_words("1 LOT TEST STAND"), 0); /* no German "Standuhr" */
    assert_int_equal(of_words("1 LOT OF STANDUH"), 9105);
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

struct match {
    size_t begin, end;
    double letters;
    unsigned heading;
};

struct plain {
    struct str text, folded;
    struct arena *arena;
    VEC(struct match) matches;
};

static double letters_of(struct str text)
{
    double n = 0;
    for (size_t at = 0; at < text.n;)
        n += goods_is_cjk(utf8_next(text, &at)) ? 2.5 : 1;
    return n;
}

/* Every place at which a word stands in one of its forms. */
static void look_for(void *context, unsigned heading, struct str word)
{
    struct plain *p = context;
    char room[GOODS_FOLD_ROOM];
    bool ok = true;
    struct str forms[1 + GOODS_FORMS + GOODS_DATIVES] = {goods_pattern_of(word, room, sizeof room)};
    size_t n = 1 + goods_forms(forms[0], forms + 1, p->arena, &ok);
    n += goods_datives(forms[0], forms + n, p->arena, &ok);
    for (size_t i = 0; i < n; i++)
        for (size_t at = 0; at + forms[i].n <= p->folded.n; at++) {
            struct match m = {at, at + forms[i].n, letters_of(forms[i]) / (i < 2 ? 1 : 1000),
                              heading};
            if (memcmp(p->folded.p + at, forms[i].p, forms[i].n) == 0)
                assert_true(VEC_PUSH(&p->matches, m));
        }
}

/* From left to right, at one place the longest first. */
static int match_order(const void *l, const void *r)
{
    const struct match *a = l, *b = r;
    if (a->end != b->end)
        return a->end < b->end ? -1 : 1;
    return (a->begin > b->begin) - (a->begin < b->begin);
}

static bool ends_item(const struct plain *p, size_t end)
{
    char room[GOODS_FOLD_ROOM];
    for (size_t i = 0; i < p->text.n; i++)
        if (strchr(",;:/+&()", p->text.p[i]) &&
            goods_fold(str_slice(p->text, 0, i), room, sizeof room) == end)
            return true;
    return end == p->folded.n;
}

/* "Vacuum furnace pump": what it is stands behind, if that is a machine and the other no food. */
static bool is_head(const struct plain *p, const struct match *m, const struct match *best)
{
    unsigned chapter = m->heading / 100;
    return m->letters >= 1 && m->begin + 1 == best->end && p->folded.p[m->begin] == ' ' &&
           best->heading >= 2500 && (chapter == 84 || chapter == 85 || chapter == 90) &&
           (ends_item(p, m->end) || str_is_digit(p->folded.p[m->end])) && !ends_item(p, best->end);
}

static unsigned plain_heading(struct str text, struct str folded, struct arena *arena)
{
    struct plain p = {.text = text, .folded = folded, .arena = arena};
    struct match best = {0};
    every_word(look_for, &p);
    if (p.matches.n)
        qsort(p.matches.v, p.matches.n, sizeof *p.matches.v, match_order);
    for (size_t i = 0; i < p.matches.n; i++)
        if (p.matches.v[i].letters >= best.letters || is_head(&p, &p.matches.v[i], &best))
            best = p.matches.v[i];
    VEC_RELEASE(&p.matches);
    return best.heading;
}

/* The part before such a word is looked at first; that is not what is compared here. */
static bool says_what_for(struct str folded)
{
    static const char *const ends[] = {
        " for ",       " in ",   " on ",         " with ",      " w ",    " without ",
        " from ",      " not ",  " containing ", " including ", " incl ", " incorporating ",
        " excluding ", " excl ", " except ",     " fur ",       " fuer ", " mit ",
        " inkl ",      " ohne ", " pour ",       " avec ",      " dans ", " en ",
        " contenant ", " sans ", " sauf ",       " para ",      " con ",  " sin ",
        " excepto ",   " для ",  " с ",          " со ",        " в ",    " на ",
        " включая ",   " без ",  " кроме ",      " к ",
    };
    bool any = false;
    for (size_t i = 0; i < N_OF(ends); i++)
        any = any || str_contains(folded, str_of(ends[i]));
    return any;
}

struct agreement {
    size_t n, n_agree;
};

static void compare_whole(void *context, unsigned heading, struct str word)
{
    struct agreement *a = context;
    char room[GOODS_FOLD_ROOM], text[256];
    if (!says_what_for((struct str){room, goods_fold(word, room, sizeof room)}))
        return;
    snprintf(text, sizeof text, STR_FMT, STR_ARG(word));
    a->n++;
    a->n_agree += of_words(text) == heading;
}

/* "Tuna in oil" is no fresh tuna, "cucumbers in vinegar with dill" are no fresh ones. */
static void a_phrase_of_the_table_may_say_what_for(void **state)
{
    static const char *const texts[][2] = {
        {"TUNA IN OIL FOR SHOPS", "1604"},
        {"frozen tuna", "0303"},
        {"camisas para mujer", "6206"},
        {"camisas para hombre", "6205"},
        {"SHOES WITH TEXTILE UPPE", "6404"}, /* cut off */
        {"shoes with textile boxes", "6403"},
        {"12 bearings for footwear with rubber uppers", "8482"},
        {"bearings in oil for pumps", "8482"},
    };
    struct agreement a = {0};
    (void)state;
    read_as(texts, N_OF(texts));
    every_word(compare_whole, &a);
    assert_true(a.n > 200);
    assert_int_equal(a.n_agree, a.n);
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
    static const char *const between[] = {" ", "s, new ", " ", ", "};
    struct drawing d = {.random = 8};
    struct arena arena;
    (void)state;
    arena_init(&arena, LIMIT_ARENA);
    every_word(draw, &d);
    for (size_t i = 0; i < 60; i++) {
        char text[256], room[GOODS_FOLD_ROOM];
        struct str a = d.words[random_below(&d.random, N_OF(d.words))],
                   b = d.words[random_below(&d.random, N_OF(d.words))];
        snprintf(text, sizeof text, STR_FMT "%s" STR_FMT, STR_ARG(a), between[i % N_OF(between)],
                 STR_ARG(b));
        struct str folded = {room, goods_fold(str_of(text), room, sizeof room)};
        if (says_what_for(folded))
            continue;
        unsigned plain = plain_heading(str_of(text), folded, &arena), fast = of_words(text);
        if (plain != fast)
            fail_msg("%s: %u, asking every word %u", text, fast, plain);
        arena_reset(&arena);
    }
    arena_release(&arena);
}

/* A row's "pump part", against "part" said of "pump". */
static void compare_part(void *context, unsigned heading, struct str word)
{
    struct agreement *a = context;
    const size_t n = strlen(" part");
    if (word.n <= n || !str_is(str_slice(word, word.n - n, word.n), STR(" part")))
        return;
    unsigned whole = goods_heading_of_words(words, str_slice(word, 0, word.n - n));
    a->n += whole != 0;
    a->n_agree += whole != 0 && goods_heading_of_parts((uint16_t)whole) == heading;
}

static void the_parts_of_the_table_stand_where_those_of_the_whole_do(void **state)
{
    struct agreement a = {0};
    (void)state;
    every_word(compare_part, &a);
    assert_true(a.n > 300);
    assert_true(a.n_agree * 10 > a.n * 8);
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
    const struct goods_headings by_words = {.words = words};
    text.heading = goods_heading(&by_words, text.description, text.hs);
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
        cmocka_unit_test(what_others_state_stands_before_the_words),
        cmocka_unit_test(words_are_read_in_seven_languages),
        cmocka_unit_test(the_longest_word_counts_then_the_one_behind),
        cmocka_unit_test(the_machine_behind_the_longest_word_is_what_it_is),
        cmocka_unit_test(a_vessel_for_matter_is_no_ship),
        cmocka_unit_test(what_goods_belong_to_is_not_what_they_are),
        cmocka_unit_test(what_goods_are_for_or_packed_in_is_not_what_they_are),
        cmocka_unit_test(what_goods_come_with_or_without_is_not_what_they_are),
        cmocka_unit_test(a_preposition_within_a_word_is_none),
        cmocka_unit_test(of_one_text_under_several_headings_the_likely_one_counts),
        cmocka_unit_test(parts_are_read_as_parts),
        cmocka_unit_test(parts_may_be_said_before_or_behind_and_in_six_languages),
        cmocka_unit_test(goods_in_the_genitive_are_read_where_no_others_are),
        cmocka_unit_test(what_parts_come_with_is_no_part),
        cmocka_unit_test(the_parts_of_the_table_stand_where_those_of_the_whole_do),
        cmocka_unit_test(a_word_that_the_field_cuts_off_is_read),
        cmocka_unit_test(a_whole_word_is_not_cut_off),
        cmocka_unit_test(what_says_nothing_is_read_as_nothing),
        cmocka_unit_test(without_words_the_code_alone_is_asked),
        cmocka_unit_test(a_phrase_of_the_table_may_say_what_for),
        cmocka_unit_test(the_automaton_finds_what_asking_every_word_finds),
        cmocka_unit_test(a_code_that_is_not_stated_is_read),
        cmocka_unit_test(rows_are_headings_in_order_and_words_stand_once),
        cmocka_unit_test(survives_failing_memory),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
