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
    char *page = slurp("docs/red-flags.md"), *marks = slurp("src/assemble/evidence.c");
    size_t n = 0;
    for (char *at = strchr(strstr(page, "\n| "), '`'); at; at = strchr(at, '`')) {
        char *end = strchr(at + 1, '`');
        bool known = false;
        assert_non_null(end);
        *end = '\0';
        for (int k = 0; k < CHECK_N; k++)
            known = known || strcmp(check_rules[k].name, at + 1) == 0;
        if (!known && !stands_between(marks, at + 1, '"'))
            fail_msg("docs/red-flags.md names %s, which nothing is called", at + 1);
        at = end + 1;
        n++;
    }
    assert_true(n > 20);
    free(page);
    free(marks);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_check_stands_in_the_page),
        cmocka_unit_test(every_name_of_the_page_exists),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
