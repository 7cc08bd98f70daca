/* Latin readings of every script. */
#include "unit.h"

#include "base/utf8.h"
#include "text/text.h"

static struct arena arena;

static bool reads_as(const char *word, const char *latin)
{
    struct str readings[TEXT_READINGS];
    struct buf folded;
    buf_init(&folded, LIMIT_TEXT);
    text_fold(str_of(word), &folded);
    size_t n = text_romanise(buf_str(&folded), readings, &arena);
    bool found = false;
    for (size_t i = 0; i < n; i++)
        found = found || str_is(readings[i], str_of(latin));
    if (!found) {
        print_error("'%s' is not read as '%s' but as", word, latin);
        for (size_t i = 0; i < n; i++)
            print_error(" '" STR_FMT "'", STR_ARG(readings[i]));
        print_error("\n");
    }
    buf_release(&folded);
    return found;
}

static void cyrillic(void **state)
{
    (void)state;
    assert_true(reads_as("\u041f\u0443\u0442\u0438\u043d", "putin"));
    assert_true(reads_as("\u0425\u0440\u0443\u0449\u0451\u0432", "khrushchev"));
    assert_true(
        reads_as("\u0417\u0435\u043b\u0435\u043d\u0441\u044c\u043a\u0438\u0439", "zelenskii"));
}

static void greek_armenian_georgian(void **state)
{
    (void)state;
    assert_true(
        reads_as("\u039c\u03b7\u03c4\u03c3\u03bf\u03c4\u03ac\u03ba\u03b7\u03c2", "mitsotakis"));
    assert_true(reads_as("\u0555\u0562\u0561\u0574\u0561", "obama"));
    assert_true(reads_as("\u10dd\u10d1\u10d0\u10db\u10d0", "obama"));
}

static void arabic_and_hebrew_have_skeleton_and_guess(void **state)
{
    (void)state;
    assert_true(reads_as("\u0645\u062d\u0645\u062f", "mhmd"));
    assert_true(reads_as("\u0645\u062d\u0645\u062f", "mahmad"));
    assert_true(
        reads_as("\u0627\u0644\u0633\u0648\u062f\u0627\u0646\u064a", "sudani")); /* article */
    assert_true(reads_as("\u05e0\u05ea\u05e0\u05d9\u05d4\u05d5", "ntnyho"));
}

static void han_in_three_languages(void **state)
{
    (void)state;
    assert_true(reads_as("\u91d1\u6b63\u6069", "jinzhengen"));
    assert_true(reads_as("\u9673", "chan"));
    assert_true(reads_as("\u6b63", "jeong"));
}

/* As the North writes itself: no initial is softened, "thaek" for "taek". Simplified characters are
 * read as those that they stand for. */
static void han_as_koreans_of_the_north_read_it(void **state)
{
    (void)state;
    assert_true(reads_as("\u6b63", "jong"));
    assert_true(reads_as("\u674e", "ri"));
    assert_true(reads_as("\u8def", "ro"));
    assert_true(reads_as("\u6fa4", "thaek"));
    assert_true(reads_as("\u6cfd", "thaek"));        /* simplified */
    assert_true(reads_as("\u9547", "jin"));          /* whose full form is another in Korea */
    assert_true(reads_as("\u91d1", "kim"));          /* a family .. */
    assert_true(reads_as("\u91d1", "kum"));          /* or a syllable of a given name */
    assert_true(reads_as("\u91d1\u5c71", "kumsan")); /* in a word it is no family */
    assert_true(reads_as("\u671d\u9c9c", "joson"));
}

static void hangul_in_three_schemes(void **state)
{
    (void)state;
    assert_true(reads_as("\uc870\uc120", "joseon"));
    assert_true(reads_as("\uc870\uc120", "choson"));
    assert_true(reads_as("\ud55c\uad6d", "hanguk"));
    assert_true(reads_as("\ud3c9\uc591", "phyongyang"));
}

static void kana_thai_devanagari(void **state)
{
    (void)state;
    assert_true(reads_as("\u30a6\u30a7\u30c6\u30a3\u30b0", "wetigu"));
    assert_true(reads_as("\u30f4\u30a3\u30af\u30c8\u30eb", "vikutoru"));
    assert_true(reads_as("\u30b7\u30e3\u30c3\u30c8", "shatto"));
    assert_true(reads_as("\u0e19\u0e31\u0e01\u0e23\u0e1a", "nakrob"));
    assert_true(reads_as("\u0e28\u0e31\u0e01\u0e14\u0e34\u0e4c", "sak")); /* a silent di .. */
    assert_true(reads_as("\u0e28\u0e31\u0e01\u0e14\u0e34\u0e4c", "sakdi"));
    assert_false(reads_as("\u0e28\u0e31\u0e01\u0e14\u0e34", "sak")); /* and one that is not */
    assert_true(reads_as("\u0e4c\u0e19\u0e31\u0e01", "nak"));
    assert_true(reads_as("\u0928\u0930\u0947\u0928\u094d\u0926\u094d\u0930", "narendr"));
}

/* A letter that is not read is missing from the word: "Җәлил" was Alil. The letters of the national
 * alphabets, and of those by which Africa's languages are written. */
static void every_letter_of_an_alphabet_is_read(void **state)
{
    static const char *const alphabets[] = {
        "абвгдежзийклмнопрстуфхцчшщыэюя", /* Russian .. */
        "ґєіїў",
        "ђѓѕјљњќћџ",
        "әғқңөұүһ",       /* Kazakh */
        "җ",              /* Tatar, Turkmen */
        "ҙҡҫ",            /* Bashkir, Chuvash */
        "ҕҥ",             /* Yakut */
        "ӕ",              /* Ossetian */
        "ҷҳӣӯ",           /* Tajik */
        "ҝҹ",             /* Azerbaijani */
        "ӌғң",            /* Khakas */
        "ӷҕӡқҟҧԥҭҵҩҳҽҿџ", /* Abkhaz */
        "ابتثجحخدذرزسشصضطظعغفقكلمنهوي",
        "پچژگ",                 /* Persian */
        "ٹڈڑںےھ",               /* Urdu */
        "ټډړڼږښګځڅېۍ",          /* Pashto */
        "ڕڵڤێۆە",               /* Kurdish */
        "ڭۇۆۈۋې",               /* Uyghur */
        "ڀٻٿٽٺڄڃڇڌڏڊڍڙڦڪڳڱڻ",   /* Sindhi */
        "æøåþðđħıłŋœßəŧǥ",      /* Europe */
        "ɓɗɖɛǝɣƙŋɔʋƴɩʊɲʃʒƥƭɨʉ", /* Africa */
        "αβγδεζηθικλμνξοπρστυφχψω",
        "աբգդեզէըթժիլխծկհձղճմյնշոչպջռսվտրցւփքօֆև",
        "აბგდევზთიკლმნოპჟრსტუფქღყშჩცძწჭხჯჰ",
        "אבגדהוזחטיכלמנסעפצקרשת",
        "กขคฆงจฉชซญดตถทธนบปผฝพฟภมยรฤลฦวศษสหอฮ",
    };
    (void)state;
    for (size_t i = 0; i < N_OF(alphabets); i++) {
        struct str all = str_of(alphabets[i]);
        for (size_t at = 0; at < all.n;) {
            struct str readings[TEXT_READINGS];
            struct buf folded;
            size_t from = at;
            (void)utf8_next(all, &at);
            buf_init(&folded, LIMIT_TEXT);
            text_fold(str_slice(all, from, at), &folded);
            if (text_romanise(buf_str(&folded), readings, &arena) == 0)
                fail_msg("%.*s is not read", (int)(at - from), all.p + from);
            buf_release(&folded);
        }
    }
    assert_true(reads_as("Җәлил", "jalil"));
    assert_true(reads_as("Ҡадир", "kadir"));
}

/* Names of people and places as atlases and papers spell them, or their consonants. */
static void names_are_read_as_papers_spell_them(void **state)
{
    static const char *const names[][2] = {
        {"Щербаков", "shcherbakov"},
        {"Юрьев", "yurev"},
        {"Київ", "kiiv"},
        {"Γιάννης", "giannis"},
        {"Μπουτζούκας", "boutzoukas"},
        {"Երևան", "erevan"},
        {"يوسف", "yusf"},
        {"وليد", "wlid"},
        {"عبدالله", "bdallh"},
        {"राहुल", "rahul"},
        {"मोदी", "modi"},
        {"ทักษิณ", "thaksin"},
        {"サッポロ", "sapporo"},
        {"とうきょう", "toukyou"},
        {"ファミリー", "famiri"},
        {"한국어", "hangugeo"},
        {"삼성", "samseong"},
        {"김일성", "kimilsong"},
        {"신의주", "sinuiju"},
        {"신라", "silla"},
        {"전라", "jeolla"},
    };
    (void)state;
    for (size_t i = 0; i < N_OF(names); i++)
        assert_true(reads_as(names[i][0], names[i][1]));
}

static void any_bytes_are_survived(void **state)
{
    (void)state;
    uint64_t seed = 7;
    for (int i = 0; i < 3000; i++) {
        struct str readings[TEXT_READINGS];
        struct buf b;
        buf_init(&b, LIMIT_TEXT);
        for (size_t k = random_below(&seed, 90); k; k--)
            buf_add_utf8(&b, (uint32_t)random_below(&seed, 0x11000));
        arena_reset(&arena);
        size_t n = text_romanise(buf_str(&b), readings, &arena);
        for (size_t r = 0; r < n; r++) {
            assert_in_range(readings[r].n, 1, TEXT_TOKEN_MAX);
            for (size_t k = 0; k < readings[r].n; k++) {
                char c = readings[r].p[k];
                assert_true((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
                            (unsigned char)c < 0x80);
            }
        }
        buf_release(&b);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cyrillic),
        cmocka_unit_test(greek_armenian_georgian),
        cmocka_unit_test(arabic_and_hebrew_have_skeleton_and_guess),
        cmocka_unit_test(han_in_three_languages),
        cmocka_unit_test(han_as_koreans_of_the_north_read_it),
        cmocka_unit_test(hangul_in_three_schemes),
        cmocka_unit_test(kana_thai_devanagari),
        cmocka_unit_test(every_letter_of_an_alphabet_is_read),
        cmocka_unit_test(names_are_read_as_papers_spell_them),
        cmocka_unit_test(any_bytes_are_survived),
    };
    arena_init(&arena, LIMIT_ARENA);
    int failed = RUN(tests);
    arena_release(&arena);
    return failed;
}
