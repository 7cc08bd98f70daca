/* One spelling for what is one character. */
#include "unit.h"

#include "text/text.h"

#include <string.h>

static void folds_to(const char *name, const char *wanted)
{
    struct buf b;
    buf_init(&b, LIMIT_TEXT);
    text_fold(str_of(name), &b);
    assert_ok(buf_status(&b));
    if (strcmp(b.p, wanted) != 0)
        print_error("'%s' folds to '%s', wanted '%s'\n", name, b.p, wanted);
    assert_string_equal(b.p, wanted);
    buf_release(&b);
}

static void case_and_marks_go(void **state)
{
    (void)state;
    folds_to("ACME  Trading, Ltd.", "acme trading ltd");
    folds_to("Erdo\u011fan", "erdogan");
    folds_to("\u00d8rsted & S\u00f8n", "orsted son");
    folds_to("STRA\u00dfE", "strasse");
    folds_to("\uff21\uff22\uff23", "abc"); /* full-width letters */
    folds_to("", "");
    folds_to(" -- ", "");
}

static void apostrophes_vanish(void **state)
{
    (void)state;
    folds_to("Al-Qa'ida", "al qaida");
    folds_to("O\u2019Neill", "oneill");
    folds_to("CHO'NG", "chong");
}

static void invisible_characters_vanish(void **state)
{
    (void)state;
    folds_to("Pu\u200btin", "putin");
    folds_to("\u202ePutin\u202c", "putin");
    folds_to("\ufeffPu\u00adtin", "putin");
}

static void look_alikes_of_a_mixed_word_become_one_script(void **state)
{
    (void)state;
    folds_to("\u0420utin", "putin");       /* Cyrillic er */
    folds_to("Vl\u0430dimir", "vladimir"); /* Cyrillic a */
    folds_to("\u041f\u0443\u0442\u0438\u043d", "\u043f\u0443\u0442\u0438\u043d");
}

static void a_disguise_is_seen_through(void **state)
{
    (void)state;
    /* "advanced weapons and": the Komi de and the Kurdish we give it away */
    folds_to("\u0430\u0501\u03bd\u0430\u043f\u0441\u0435\u0501 "
             "\u051d\u0435\u0430\u0440\u043e\u043f\u0455 "
             "\u0430\u043f\u0501",
             "advanced weapons and");
    /* an honest name whose letters all have twins stays as it is */
    folds_to("\u0412\u0456\u043a\u0442\u043e\u0440 \u0413\u043e\u043d\u0442\u0430",
             "\u0432\u0456\u043a\u0442\u043e\u0440 \u0433\u043e\u043d\u0442\u0430");
}

static void scripts_are_kept(void **state)
{
    (void)state;
    folds_to("\u8d1d\u62c9\u514b\u00b7\u5965\u5df4\u9a6c", "\u8d1d\u62c9\u514b \u5965\u5df4\u9a6c");
    folds_to("\uc774\uc7ac\uba85", "\uc774\uc7ac\uba85");
    folds_to("\u30ac\u30b9", "\u30ac\u30b9");
}

/* Unicode's canonical pairs of kana and voicing mark, precomposed, apart and in half width. */
static void voiced_kana_are_one_character(void **state)
{
    static const char *const pairs[][2] = {
        {"\u30ab\u3099", "\u30ac"}, {"\u30cf\u309a", "\u30d1"}, {"\u30a6\u3099", "\u30f4"},
        {"\u30ef\u3099", "\u30f7"}, {"\u30f0\u3099", "\u30f8"}, {"\u30f1\u3099", "\u30f9"},
        {"\u30f2\u3099", "\u30fa"}, {"\u3046\u3099", "\u3094"}, {"\u306f\u309a", "\u3071"},
        {"\uff73\uff9e", "\u30f4"}, {"\uff8a\uff9f", "\u30d1"}, {"\uff76\uff9e", "\u30ac"},
    };
    (void)state;
    for (size_t i = 0; i < N_OF(pairs); i++) {
        folds_to(pairs[i][0], pairs[i][1]);
        folds_to(pairs[i][1], pairs[i][1]);
    }
    folds_to("\u30f4\u30a3\u30af\u30c8\u30eb", "\u30f4\u30a3\u30af\u30c8\u30eb"); /* Viktor */
    folds_to("\u30a2\u3099", "\u30a2\u3099"); /* there is no voiced a: not another kana */
}

static void broken_bytes_are_read_as_windows(void **state)
{
    (void)state;
    folds_to("Andr\xe9", "andre");
}

/* A sign that is not seen takes a name off the short way for ASCII. */
static void short_names_fold_as_others_do(void **state)
{
    static const char signs[] = "abzAZ09 '`.,-&\t\x01\x7f";
    uint64_t seed = 9;
    (void)state;
    for (int i = 0; i < 20000; i++) {
        char name[400];
        struct buf plain, other;
        size_t n = random_below(&seed, i % 8 ? 30 : 300);
        for (size_t k = 0; k < n; k++)
            name[k] = i % 16 ? signs[random_below(&seed, sizeof signs)] : 'x';
        memcpy(name + n, "\u200b", 3);
        buf_init(&plain, 1000);
        buf_init(&other, 1000);
        if (i % 3) {
            buf_add_z(&plain, i % 3 == 1 ? "before" : "before ");
            buf_add_z(&other, i % 3 == 1 ? "before" : "before ");
        }
        text_fold((struct str){name, n}, &plain);
        text_fold((struct str){name, n + 3}, &other);
        assert_true(str_is(buf_str(&plain), buf_str(&other)));
        buf_release(&plain);
        buf_release(&other);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(short_names_fold_as_others_do),
        cmocka_unit_test(case_and_marks_go),
        cmocka_unit_test(apostrophes_vanish),
        cmocka_unit_test(invisible_characters_vanish),
        cmocka_unit_test(look_alikes_of_a_mixed_word_become_one_script),
        cmocka_unit_test(a_disguise_is_seen_through),
        cmocka_unit_test(scripts_are_kept),
        cmocka_unit_test(voiced_kana_are_one_character),
        cmocka_unit_test(broken_bytes_are_read_as_windows),
    };
    return RUN(tests);
}
