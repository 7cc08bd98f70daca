/* docs/red-flags.md against the program: every kind of evidence it names exists, and every check
 * stands in it. */
#include "table_of.h"

#include "check/check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ROOM (256 * 1024)

static char *slurp(const char *name)
{
    char path[4096];
    const char *root = getenv("SEINE_SOURCE");
    assert_non_null(root);
    snprintf(path, sizeof path, "%s/%s", root, name);
    FILE *f = fopen(path, "rb");
    assert_non_null(f);
    char *text = calloc(ROOM, 1);
    assert_non_null(text);
    assert_true(fread(text, 1, ROOM - 1, f) > 0);
    assert_true(feof(f));
    fclose(f);
    return text;
}

static bool stands_between(const char *text, const char *name, char sign)
{
    char quoted[128];
    snprintf(quoted, sizeof quoted, "%c%s%c", sign, name, sign);
    return strstr(text, quoted) != NULL;
}

/* Where evidence that is no check gets its name. */
static const char *const makers[] = {"src/assemble/evidence.c", "src/assemble/alone.c",
                                     "src/assemble/assemble.h"};

static bool is_made(char *const sources[N_OF(makers)], const char *name)
{
    bool is = false;
    for (size_t i = 0; i < N_OF(makers); i++)
        is = is || stands_between(sources[i], name, '"');
    return is;
}

static void every_check_stands_in_the_page(void **state)
{
    (void)state;
    char *page = slurp("docs/red-flags.md");
    for (int k = 0; k < CHECK_N; k++)
        if (!stands_between(page, check_rules[k].name, '`'))
            fail_msg("docs/red-flags.md does not name %s", check_rules[k].name);
    free(page);
}

static void every_name_of_the_page_exists(void **state)
{
    (void)state;
    char *page = slurp("docs/red-flags.md"), *sources[N_OF(makers)];
    size_t n = 0;
    for (size_t i = 0; i < N_OF(makers); i++)
        sources[i] = slurp(makers[i]);
    for (char *at = strchr(strstr(page, "\n| "), '`'); at; at = strchr(at, '`')) {
        char *end = strchr(at + 1, '`');
        bool known = false;
        assert_non_null(end);
        *end = '\0';
        for (int k = 0; k < CHECK_N; k++)
            known = known || strcmp(check_rules[k].name, at + 1) == 0;
        if (!known && !is_made(sources, at + 1))
            fail_msg("docs/red-flags.md names %s, which nothing is called", at + 1);
        at = end + 1;
        n++;
    }
    assert_true(n > 20);
    free(page);
    for (size_t i = 0; i < N_OF(makers); i++)
        free(sources[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_check_stands_in_the_page),
        cmocka_unit_test(every_name_of_the_page_exists),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
