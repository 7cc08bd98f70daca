/* Bit-parallel distances against the textbook. */
#include "unit.h"

#include "text/text.h"

#include <math.h>
#include <stdlib.h>

static unsigned least(unsigned a, unsigned b)
{
    return a < b ? a : b;
}

/* The definition, cell by cell. */
static unsigned plain_osa(struct str a, struct str b)
{
    static unsigned d[66][66];
    for (size_t i = 0; i <= a.n; i++)
        for (size_t j = 0; j <= b.n; j++) {
            if (!i || !j) {
                d[i][j] = (unsigned)(i + j);
                continue;
            }
            unsigned v = least(d[i - 1][j] + 1, d[i][j - 1] + 1);
            v = least(v, d[i - 1][j - 1] + (a.p[i - 1] != b.p[j - 1]));
            if (i > 1 && j > 1 && a.p[i - 1] == b.p[j - 2] && a.p[i - 2] == b.p[j - 1])
                v = least(v, d[i - 2][j - 2] + 1);
            d[i][j] = v;
        }
    return d[a.n][b.n];
}

static struct str random_word(uint64_t *seed, char *out, size_t max, size_t letters)
{
    size_t n = random_below(seed, max + 1);
    for (size_t i = 0; i < n; i++)
        out[i] = (char)('a' + random_below(seed, letters));
    return (struct str){out, n};
}

static void osa_equals_its_definition(void **state)
{
    (void)state;
    uint64_t seed = 11;
    for (int i = 0; i < 20000; i++) {
        char x[64], y[64];
        size_t letters = 2 + random_below(&seed, 5), max = i % 10 ? 9 : 64;
        struct str a = random_word(&seed, x, max, letters), b = random_word(&seed, y, max, letters);
        if (text_osa(a, b) != plain_osa(a, b))
            print_error("seed 11: " STR_FMT " " STR_FMT "\n", STR_ARG(a), STR_ARG(b));
        assert_int_equal(text_osa(a, b), plain_osa(a, b));
        assert_int_equal(text_is_slip(a, b), plain_osa(a, b) <= 1);
    }
}

static void jaro_winkler_has_the_published_values(void **state)
{
    (void)state;
    assert_float_equal(text_jaro_winkler(STR("martha"), STR("marhta")), 0.9611, 1e-4);
    assert_float_equal(text_jaro_winkler(STR("dwayne"), STR("duane")), 0.84, 1e-4);
    assert_float_equal(text_jaro(STR("dixon"), STR("dicksonx")), 0.7667, 1e-4);
    assert_float_equal(text_jaro(STR(""), STR("")), 1, 0);
    assert_float_equal(text_jaro(STR("a"), STR("b")), 0, 0);
}

/* Jaro (1989): letters match that are the same and at most max(a, b) / 2 - 1 apart, each once; half
 * of the matches that stand in another order are transpositions. */
static double plain_jaro(struct str a, struct str b)
{
    bool in_a[64] = {0}, in_b[64] = {0};
    int longer = (int)(a.n > b.n ? a.n : b.n), window = longer > 1 ? longer / 2 - 1 : 0;
    double matches = 0, moved = 0;
    for (int i = 0; i < (int)a.n; i++)
        for (int j = 0; j < (int)b.n && !in_a[i]; j++)
            if (!in_b[j] && abs(i - j) <= window && a.p[i] == b.p[j]) {
                in_a[i] = in_b[j] = true;
                matches++;
            }
    if (a.n + b.n == 0)
        return 1;
    if (matches == 0)
        return 0;
    for (size_t i = 0, j = 0; i < a.n; i++)
        if (in_a[i]) {
            for (; !in_b[j]; j++) {
            }
            moved += a.p[i] != b.p[j++];
        }
    return (matches / (double)a.n + matches / (double)b.n + (matches - moved / 2) / matches) / 3;
}

static void jaro_equals_its_definition(void **state)
{
    (void)state;
    uint64_t seed = 12;
    for (int i = 0; i < 20000; i++) {
        char x[64], y[64];
        size_t letters = 2 + random_below(&seed, 5), max = i % 10 ? 9 : 64, prefix = 0;
        struct str a = random_word(&seed, x, max, letters), b = random_word(&seed, y, max, letters);
        double jaro = plain_jaro(a, b);
        if (fabs(text_jaro(a, b) - jaro) > 1e-12)
            print_error("seed 12: " STR_FMT " " STR_FMT "\n", STR_ARG(a), STR_ARG(b));
        assert_true(fabs(text_jaro(a, b) - jaro) <= 1e-12);
        while (prefix < 4 && prefix < a.n && prefix < b.n && a.p[prefix] == b.p[prefix])
            prefix++;
        assert_true(fabs(text_jaro_winkler(a, b) - (jaro + 0.1 * (double)prefix * (1 - jaro))) <=
                    1e-12);
    }
}

static double sound_distance(const char *a, const char *b)
{
    char x[TEXT_TOKEN_MAX], y[TEXT_TOKEN_MAX];
    struct str sa = {x, text_sound(str_of(a), x)}, sb = {y, text_sound(str_of(b), y)};
    return text_sound_distance(sa, sb);
}

static void spellings_of_one_name_sound_alike(void **state)
{
    (void)state;
    static const char *const PAIRS[][2] = {
        {"chong", "jong"},    {"yusuf", "youssef"}, {"khaled", "khalid"},      {"schmidt", "shmit"},
        {"zhukov", "joukov"}, {"philip", "filip"},  {"aleksandr", "alexander"}};
    for (size_t i = 0; i < N_OF(PAIRS); i++)
        assert_true(sound_distance(PAIRS[i][0], PAIRS[i][1]) < 1.1);
    assert_true(sound_distance("castro", "miller") > 2.5);
}

static void sound_distance_is_a_symmetric_distance(void **state)
{
    (void)state;
    uint64_t seed = 5;
    for (int i = 0; i < 5000; i++) {
        char x[16], y[16], sx[TEXT_TOKEN_MAX], sy[TEXT_TOKEN_MAX];
        struct str a = random_word(&seed, x, 12, 26), b = random_word(&seed, y, 12, 26);
        a = (struct str){sx, text_sound(a, sx)};
        b = (struct str){sy, text_sound(b, sy)};
        double d = text_sound_distance(a, b);
        assert_float_equal(d, text_sound_distance(b, a), 1e-9);
        assert_float_equal(text_sound_distance(a, a), 0, 0);
        double most = (double)random_below(&seed, 30) / 10;
        double within = text_sound_distance_within(a, b, most);
        if (d <= most)
            assert_float_equal(within, d, 1e-9);
        else
            assert_true(within > most);
    }
}

static void skeletons_forget_vowels_and_doubles(void **state)
{
    (void)state;
    char x[TEXT_TOKEN_MAX], y[TEXT_TOKEN_MAX];
    struct str a = {x, text_sound(STR("mohammed"), x)}, b = {y, text_sound(STR("muhamad"), y)};
    assert_int_equal(text_skeleton(a), text_skeleton(b));
    assert_int_equal(text_skeleton_length(text_skeleton(a)), 3);
    assert_int_equal(text_skeleton(STR("aeiou")), 0);
}

/* The first and the last row of each letter, and letters that have none. */
static void every_spelling_has_its_sound(void **state)
{
    static const char *const rows[][2] = {
        {"aa", "a"},   {"ay", "ai"}, {"b", "b"},      {"cc", "k"},      {"cz", "C"},
        {"dh", "d"},   {"dzh", "Z"}, {"eau", "o"},    {"ey", "ai"},     {"f", "f"},
        {"gh", "g"},   {"gn", "n"},  {"h", "h"},      {"ie", "i"},      {"iy", "i"},
        {"j", "j"},    {"kh", "x"},  {"ks", "ks"},    {"lj", "l"},      {"m", "m"},
        {"nj", "n"},   {"oe", "o"},  {"oy", "oi"},    {"ph", "f"},      {"qu", "k"},
        {"rh", "r"},   {"sch", "S"}, {"sz", "s"},     {"tch", "C"},     {"tz", "c"},
        {"ue", "u"},   {"uu", "u"},  {"v", "v"},      {"wh", "w"},      {"x", "s"},
        {"yi", "i"},   {"zh", "Z"},  {"zs", "Z"},     {"tsch", "C"},    {"chr", "kr"},
        {"shch", "S"}, {"7", "7"},   {"hsia", "sia"}, {"gahsa", "gasa"}};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char sound[TEXT_TOKEN_MAX];
        size_t n = text_sound(str_of(rows[i][0]), sound);
        assert_int_equal(n, strlen(rows[i][1]));
        assert_memory_equal(sound, rows[i][1], n);
    }
}

static void who_mistypes_is_understood(void **state)
{
    static const char *const known[] = {"name", "birthDate", "birthPlace", "watchlist"};
    static const char *const rows[][2] = {{"xame", "name"},
                                          {"namen", "name"},
                                          {"names", "name"},
                                          {"nam", "name"},
                                          {"xxme", NULL},
                                          {"na", NULL},
                                          {"", NULL},
                                          {"birth", "birthDate"},
                                          {"BIRTHDATE", "birthDate"},
                                          {"birhtdate", "birthDate"},
                                          {"wacthlsit", "watchlist"},
                                          {"wactlsitx", NULL},
                                          {"birthplace", "birthPlace"}};
    (void)state;
    for (size_t i = 0; i < N_OF(rows); i++) {
        struct text_guess g = {.given = str_of(rows[i][0])};
        for (size_t k = 0; k < N_OF(known); k++)
            text_guess(&g, known[k]);
        print_message("# %s\n", rows[i][0]);
        assert_string_equal(g.meant ? g.meant : "", rows[i][1] ? rows[i][1] : "");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_spelling_has_its_sound),
        cmocka_unit_test(osa_equals_its_definition),
        cmocka_unit_test(who_mistypes_is_understood),
        cmocka_unit_test(jaro_equals_its_definition),
        cmocka_unit_test(jaro_winkler_has_the_published_values),
        cmocka_unit_test(spellings_of_one_name_sound_alike),
        cmocka_unit_test(sound_distance_is_a_symmetric_distance),
        cmocka_unit_test(skeletons_forget_vowels_and_doubles),
    };
    return RUN(tests);
}
