/* Profiles: what is turned, what is refused. */
#include "sim/sim.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static void near(double a, double b, double by)
{
    assert_true(fabs(a - b) <= by);
}

static enum seine_status read_text(const char *text, struct sim_profile *p, struct seine_error *err)
{
    char path[256];
    const char *tmp = getenv("TMPDIR");
    snprintf(path, sizeof path, "%s/seine-profile-%d.json", tmp ? tmp : "/tmp", (int)getpid());
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    fputs(text, f);
    fclose(f);
    sim_profile_default(p);
    memset(err, 0, sizeof *err);
    enum seine_status status = sim_profile_read(path, p, err);
    unlink(path);
    return status;
}

static void dials_presets_and_kinds_are_set(void **state)
{
    (void)state;
    struct sim_profile p;
    struct seine_error err;
    assert_int_equal(
        read_text("{\"typo\":0.5,\"presets\":{\"others\":0,\"mixed\":2},\"kinds\":{\"mro-aog\":0},"
                  "\"difficulty\":[2,3],\"reserved\":true}",
                  &p, &err),
        SEINE_OK);
    near(p.typo, 0.5, 1e-12);
    for (int i = 0; sim_preset_name(i); i++)
        near(p.preset_weight[i], strcmp(sim_preset_name(i), "mixed") == 0 ? 2 : 0, 0);
    near(p.kind_weight[0], 0, 0);
    near(p.kind_weight[1], 1, 0);
    assert_int_equal(p.difficulty_min, 2);
    assert_int_equal(p.difficulty_max, 3);
    assert_true(p.reserved);
}

static void what_is_not_known_is_refused_and_changes_nothing(void **state)
{
    (void)state;
    static const char *const bad[] = {"{\"typos\":1}",
                                      "{\"typo\":2}",
                                      "{\"typo\":\"x\"}",
                                      "[]",
                                      "{",
                                      "{\"presets\":{\"others\":0}}",
                                      "{\"kinds\":{\"nobody\":1}}",
                                      "{\"difficulty\":[3,9]}",
                                      "{\"reserved\":1}"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct sim_profile p, usual;
        struct seine_error err;
        sim_profile_default(&usual);
        assert_int_not_equal(read_text(bad[i], &p, &err), SEINE_OK);
        assert_true(err.message[0] != 0);
        assert_memory_equal(&p, &usual, sizeof p);
    }
}

static void every_preset_and_kind_has_a_name(void **state)
{
    (void)state;
    int n = 0;
    while (sim_preset_name(n)) {
        assert_non_null(sim_preset_help(n));
        n++;
    }
    assert_true(n >= 14 && n <= SIM_PRESETS);
    for (int i = 0; i < SIM_KINDS; i++)
        assert_non_null(sim_kind_name(i));
    assert_null(sim_kind_name(SIM_KINDS));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dials_presets_and_kinds_are_set),
        cmocka_unit_test(what_is_not_known_is_refused_and_changes_nothing),
        cmocka_unit_test(every_preset_and_kind_has_a_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
