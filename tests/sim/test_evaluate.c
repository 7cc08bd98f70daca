/* Scoring against small rankings worked out by hand. */
#include "sim/score.h"
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

static const char *file(const char *name, const char *text)
{
    static char path[6][256];
    static int at;
    at = (at + 1) % 6;
    const char *tmp = getenv("TMPDIR");
    snprintf(path[at], sizeof path[at], "%s/seine-eval-%d-%s", tmp ? tmp : "/tmp", (int)getpid(),
             name);
    FILE *f = fopen(path[at], "wb");
    assert_non_null(f);
    fputs(text, f);
    fclose(f);
    return path[at];
}

/* Three schemes: S1 = {a b c d}, S2 = {e f}, S3 = {g h i}. */
static const char truth[] =
    "{\"scheme\":\"S1\",\"kit\":\"k1\",\"consignments\":[\"a\",\"b\",\"c\",\"d\"],\"direction\":"
    "\"import\","
    "\"tactics\":[\"split\",\"alias\"],\"pieces\":4,\"difficulty\":1,\"first\":\"2026-01-01\","
    "\"last\":\"2026-03-01\"}\n"
    "{\"scheme\":\"S2\",\"kit\":\"k2\",\"consignments\":[\"e\",\"f\"],\"direction\":\"export\","
    "\"tactics\":[\"split\"],"
    "\"pieces\":20,\"difficulty\":2,\"first\":\"2026-01-01\",\"last\":\"2026-02-01\",\"hub_"
    "density\":300}\n"
    "{\"scheme\":\"S3\",\"kit\":\"k1\",\"consignments\":[\"g\",\"h\",\"i\"],\"direction\":"
    "\"import\",\"tactics\":[],"
    "\"pieces\":3,\"difficulty\":1}\n";

/* 1 innocent; 2 finds S1 (2 of 4, 2 of 4 of the case); 3 holds a third of S3 only; 4 S1 again; 5
 * has all of S2 but is mostly other trade; 6 finds S2. */
static const char cases[] =
    "{\"rank\":1,\"score\":9,\"probability\":0.95,\"consignments\":[{\"id\":\"x\"},{\"id\":\"y\"}],"
    "\"evidence\":[{\"kind\":\"kit\",\"bits\":8},{\"kind\":\"name\",\"bits\":1}]}\n"
    "{\"rank\":2,\"score\":8,\"probability\":0.85,\"consignments\":[{\"id\":\"a\"},{\"id\":\"b\"},{"
    "\"id\":\"x\"},{\"id\":\"y\"}],"
    "\"evidence\":[{\"kind\":\"kit\",\"bits\":1},{\"kind\":\"name\",\"bits\":7}]}\n"
    "{\"rank\":3,\"score\":7,\"probability\":0.5,\"consignments\":[{\"id\":\"g\"},{\"id\":\"z\"}]}"
    "\n"
    "{\"rank\":4,\"score\":6,\"probability\":0.5,\"consignments\":[{\"id\":\"a\"},{\"id\":\"b\"},{"
    "\"id\":\"c\"}]}\n"
    "{\"rank\":5,\"score\":5,\"probability\":0.5,\"consignments\":[{\"id\":\"e\"},{\"id\":\"f\"},{"
    "\"id\":\"q\"},{\"id\":\"r\"},{\"id\":\"s\"}]}\n"
    "{\"rank\":6,\"score\":4,\"probability\":0.15,\"consignments\":[{\"id\":\"e\"},{\"id\":\"f\"},{"
    "\"id\":\"q\"},{\"id\":\"r\"}]}\n";

static void load(struct score *s, const char *case_name)
{
    assert_int_equal(score_init(s), SEINE_OK);
    assert_int_equal(score_truth(s, file("truth", truth), NULL), SEINE_OK);
    assert_int_equal(score_cases(s, file(case_name, cases), NULL), SEINE_OK);
}

static void found_rule_and_precision(void **state)
{
    (void)state;
    struct score s;
    struct score_metrics m;
    load(&s, "cases");
    assert_int_equal(score_match(&s, NULL), SEINE_OK);
    assert_int_equal(score_measure(&s, &m), SEINE_OK);
    assert_int_equal(m.n_found, 2);
    assert_int_equal(s.schemes.v[0].rank, 2);
    assert_int_equal(s.schemes.v[1].rank, 6);
    assert_int_equal(s.schemes.v[2].rank, 0);
    assert_int_equal(s.schemes.v[2].touched, 3);
    near(m.average_precision, (1 / 2.0 + 2 / 6.0) / 3, 1e-12);
    near(m.part[1], 2 / 3.0, 1e-12); /* the third scheme by its case of one in two */
    near(m.part[2], 1, 0);
    near(m.recall[0], 0, 0);
    near(m.recall[1], 1 / 3.0, 1e-12);
    near(m.recall[2], 2 / 3.0, 1e-12);
    near(m.innocents_per_true, (1 + 2) / 2.0, 1e-12); /* the third case is in half a scheme's */
    near(m.median_rank, 4, 1e-12);
    near(m.percentile, (100.0 / 6 + 500.0 / 6 + 100) / 3, 1e-9);
    double brier = 0.95 * 0.95 + 0.15 * 0.15 + 0.25 + 0.25 + 0.25 + 0.85 * 0.85;
    near(m.brier, brier / 6, 1e-12);
    assert_int_equal(m.bins[5].n, 3);
    assert_int_equal(m.bins[5].hits, 1);
    score_release(&s);
}

/* A case does not find more of a scheme by naming one of its consignments again and again, nor less
 * by naming others so. */
static void a_consignment_named_twice_is_one(void **state)
{
    static const char named_again[] =
        "{\"rank\":1,\"consignments\":[\"a\",\"a\",{\"id\":\"a\"},\"a\"]}\n"
        "{\"rank\":2,\"consignments\":[\"e\",\"q\",\"q\",\"q\",\"q\"]}\n";
    (void)state;
    struct score s;
    assert_int_equal(score_init(&s), SEINE_OK);
    assert_int_equal(score_truth(&s, file("truth", truth), NULL), SEINE_OK);
    assert_int_equal(score_cases(&s, file("again", named_again), NULL), SEINE_OK);
    assert_int_equal(score_match(&s, NULL), SEINE_OK);
    assert_int_equal(s.schemes.v[0].rank, 0); /* one of four */
    assert_int_equal(s.schemes.v[0].pure, 1);
    assert_int_equal(s.schemes.v[1].rank, 2); /* one of two, half of the case */
    score_release(&s);
}

static void leaving_out_a_kind_of_evidence_reorders(void **state)
{
    (void)state;
    struct score s;
    load(&s, "cases");
    assert_int_equal(score_match(&s, "kit"), SEINE_OK); /* 1, 7, 7, 6, 5, 4 */
    assert_int_equal(s.schemes.v[0].rank, 1);
    assert_int_equal(score_match(&s, "name"),
                     SEINE_OK); /* 8, 1, 7, 6, 5, 4: the fourth finds it too */
    assert_int_equal(s.schemes.v[0].rank, 3);
    assert_int_equal(score_match(&s, NULL), SEINE_OK);
    assert_int_equal(s.schemes.v[0].rank, 2);
    score_release(&s);
}

static void daily_files_give_lead(void **state)
{
    (void)state;
    struct score s;
    struct score_metrics m;
    load(&s, "cases-2026-02-20.ndjson");
    assert_int_equal(score_cases(&s, file("cases-2026-01-25.ndjson", cases), NULL), SEINE_OK);
    assert_int_equal(score_match(&s, NULL), SEINE_OK);
    assert_int_equal(score_measure(&s, &m), SEINE_OK);
    near(m.lead_days, (35 + 7) / 2.0, 1e-12); /* 25 January to 1 March and to 1 February */
    struct score_pooled p = {0};
    assert_int_equal(score_pool(&s, &m, &p), SEINE_OK); /* 26 days of reading reach all cases */
    assert_true(p.is_dated);
    assert_int_equal(p.daily[0].n, 3);
    assert_int_equal(p.daily[0].read, 2);
    assert_int_equal(p.daily[0].in_time, 2);
    score_release(&s);
}

/* Twenty innocent cases a day stand before the one that counts. */
static void a_day_s_work_ends_after_twenty_cases(void **state)
{
    (void)state;
    for (int before = 39; before <= 40; before++) {
        struct score s;
        struct score_metrics m;
        struct score_pooled p = {0};
        struct buf b;
        buf_init(&b, LIMIT_TEXT);
        for (int i = 0; i <= before; i++)
            buf_add_f(&b,
                      "{\"rank\":%d,\"score\":%d,\"probability\":0.25,\"consignments\":[{\"id\":\"%"
                      "s%d\"}]}\n",
                      i + 1, 90 - i, i == before ? "e" : "x", i == before ? 0 : i);
        assert_int_equal(score_init(&s), SEINE_OK);
        assert_int_equal(
            score_truth(
                &s,
                file("truth",
                     "{\"scheme\":\"S1\",\"kit\":\"k\",\"consignments\":[\"e0\"],"
                     "\"difficulty\":4,\"first\":\"2026-01-01\",\"last\":\"2026-01-02\"}\n"),
                NULL),
            SEINE_OK);
        assert_int_equal(score_cases(&s, file("cases", b.p), NULL), SEINE_OK);
        assert_int_equal(score_match(&s, NULL), SEINE_OK);
        assert_int_equal(score_measure(&s, &m), SEINE_OK);
        assert_int_equal(score_pool(&s, &m, &p), SEINE_OK);
        assert_false(p.is_dated);
        assert_int_equal(p.daily[1].n, 1);
        assert_int_equal(p.daily[1].read, before == 39); /* two days, forty cases */
        assert_int_equal(p.depths[0].found, 0);
        assert_int_equal(p.depths[0].innocent, 20);
        assert_int_equal(p.depths[1].found, 1);
        assert_int_equal(p.depths[1].innocent, before);
        assert_int_equal(p.bins[2].n, before + 1);
        assert_int_equal(p.bins[2].hits, 1);
        score_release(&s);
        buf_release(&b);
    }
}

static void groups_count_schemes_once_each(void **state)
{
    (void)state;
    struct score s;
    struct score_group *g;
    size_t n, split = 0;
    load(&s, "cases");
    assert_int_equal(score_match(&s, NULL), SEINE_OK);
    assert_int_equal(score_groups(&s, &g, &n), SEINE_OK);
    for (size_t i = 0; i < n; i++)
        if (strcmp(g[i].dimension, "tactic") == 0 && str_is(g[i].value, STR("split"))) {
            split++;
            assert_int_equal(g[i].n, 2);
            assert_int_equal(g[i].found, 2);
        }
    assert_int_equal(split, 1);
    for (size_t i = 0; i < n; i++)
        if (strcmp(g[i].dimension, "hub density") == 0) {
            assert_true(str_is(g[i].value, STR("250-499")));
            assert_int_equal(g[i].n, 1);
            split++;
        }
    assert_int_equal(split, 2);
    mem_free(g);
    score_release(&s);
}

/* Neither the groups nor the kinds of evidence that are left out one by one end at some number. */
static void many_are_all_told(void **state)
{
    enum { MANY = 600 };
    (void)state;
    struct buf text, one, out;
    struct score s;
    struct score_group *g;
    size_t n, kits = 0;
    buf_init(&text, MIB);
    buf_init(&one, MIB);
    buf_init(&out, MIB);
    buf_add_z(&one, "{\"rank\":1,\"score\":9,\"consignments\":[\"c0\"],\"evidence\":[");
    for (int i = 0; i < MANY; i++) {
        buf_add_f(&text,
                  "{\"scheme\":\"S%d\",\"kit\":\"k%d\",\"tactics\":[\"split\",\"split\"],"
                  "\"consignments\":[\"c%d\"]}\n",
                  i, i, i);
        buf_add_f(&one, "%s{\"kind\":\"kind-%d\",\"bits\":1}", i ? "," : "", i);
    }
    buf_add_z(&one, "]}\n");
    const char *files[] = {file("many-cases", one.p)}, *many = file("many", text.p);
    assert_int_equal(score_init(&s), SEINE_OK);
    assert_int_equal(score_truth(&s, many, NULL), SEINE_OK);
    assert_int_equal(score_groups(&s, &g, &n), SEINE_OK);
    for (size_t i = 0; i < n; i++) {
        kits += strcmp(g[i].dimension, "kit") == 0;
        if (strcmp(g[i].dimension, "tactic") == 0)
            assert_int_equal(g[i].n, MANY); /* each once, however often it names it */
    }
    assert_int_equal(kits, MANY);
    mem_free(g);
    score_release(&s);
    struct sim_ranking ranking = {"cases", files, 1};
    struct sim_evaluation e = {
        .truth = many, .rankings = &ranking, .n_rankings = 1, .ablate = true};
    assert_int_equal(sim_evaluate(&e, &out, NULL), SEINE_OK);
    assert_true(str_contains(buf_str(&out), STR("without kind-599")));
    buf_release(&text);
    buf_release(&one);
    buf_release(&out);
}

static void intervals_are_student_s(void **state)
{
    (void)state;
    const double v[] = {1, 2, 3, 4, NAN};
    double mean, half;
    score_interval(v, 5, &mean, &half);
    near(mean, 2.5, 1e-12);
    near(half, 3.182 * sqrt(5 / 3.0 / 4), 1e-3);
    score_interval(v, 1, &mean, &half);
    assert_true(isnan(half));
}

static void innocents_are_named(void **state)
{
    (void)state;
    struct score s;
    assert_int_equal(score_init(&s), SEINE_OK);
    assert_int_equal(score_truth(&s, file("truth", truth), NULL), SEINE_OK);
    assert_int_equal(
        score_world(
            &s,
            file(
                "world",
                "{\"innocent\":\"mro-aog\",\"consignments\":[\"x\",\"y\"]}\n{\"company\":\"A\"}\n"),
            NULL),
        SEINE_OK);
    assert_int_equal(score_cases(&s, file("cases", cases), NULL), SEINE_OK);
    assert_int_equal(score_match(&s, NULL), SEINE_OK);
    assert_int_equal(s.files.v[0].cases[0].innocent, 1);
    assert_int_equal(s.files.v[0].cases[2].innocent, MAP_NONE);
    score_release(&s);
}

static void every_format_is_written(void **state)
{
    (void)state;
    const char *t = file("truth", truth), *c = file("cases", cases);
    struct sim_ranking rankings[] = {{"ours", &c, 1}, {"other", &c, 1}};
    static const char *const want[] = {"without name", "\"average_precision\":0.277778", "</svg>"};
    for (int f = 0; f < 3; f++) {
        struct buf out;
        buf_init(&out, LIMIT_REPORT);
        struct sim_evaluation e = {.truth = t,
                                   .rankings = rankings,
                                   .n_rankings = 2,
                                   .ablate = true,
                                   .format = (enum sim_format)f};
        assert_int_equal(sim_evaluate(&e, &out, NULL), SEINE_OK);
        assert_non_null(strstr(out.p, want[f]));
        assert_non_null(strstr(out.p, "other"));
        buf_release(&out);
    }
}

static void bad_files_are_errors_with_a_line(void **state)
{
    (void)state;
    static const char *const bad[] = {"",
                                      "{\"scheme\":\"S\"}\n",
                                      "[]\n",
                                      "{\"scheme\":\"S\",\"consignments\":[1]}\n",
                                      "{",
                                      "{\"scheme\":\"S\",\"consignments\":[\"a\",\"b\",\"a\"]}\n",
                                      "{\"scheme\":\"S\",\"consignments\":[\"a\"]}\n"
                                      "{\"scheme\":\"T\",\"consignments\":[\"b\",\"a\"]}\n"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct score s;
        struct seine_error err = {0};
        assert_int_equal(score_init(&s), SEINE_OK);
        assert_int_not_equal(score_truth(&s, file("truth", bad[i]), &err), SEINE_OK);
        assert_true(err.message[0] != 0);
        score_release(&s);
    }
}

/* A scan that finds everything: each scheme of the truth becomes a case. */
static enum seine_status perfect(void *context, const char *const *inputs, size_t n,
                                 const char *out, struct seine_error *err)
{
    (void)n;
    (void)err;
    char path[4096], line[65536];
    snprintf(path, sizeof path, "%.*struth.ndjson", (int)(strrchr(inputs[0], '/') - inputs[0] + 1),
             inputs[0]);
    FILE *in = fopen(path, "rb"), *f = fopen(out, "wb");
    assert_non_null(in);
    assert_non_null(f);
    while (fgets(line, sizeof line, in)) {
        char *list = strstr(line, "\"consignments\":");
        assert_non_null(list);
        *(strchr(list, ']') + 1) = 0;
        fprintf(f, "{\"rank\":%d,%s}\n", ++*(int *)context, list);
    }
    fclose(in);
    fclose(f);
    return SEINE_OK;
}

static void worlds_are_made_scanned_and_scored(void **state)
{
    (void)state;
    char kits[512], dir[300];
    const char *root = getenv("SEINE_SOURCE"), *paths[] = {kits}, *profiles[] = {NULL};
    int calls = 0;
    snprintf(kits, sizeof kits, "%s/data/kits.json", root ? root : ".");
    snprintf(dir, sizeof dir, "%s-worlds", file("dir", ""));
    struct sim_worlds w = {.profiles = profiles,
                           .n_profiles = 1,
                           .first_seed = 1,
                           .last_seed = 2,
                           .scan = perfect,
                           .context = &calls,
                           .format = SIM_JSON};
    struct buf out;
    buf_init(&out, LIMIT_REPORT);
    sim_options_default(&w.options);
    w.options.consignments = 6000;
    w.options.schemes = 2;
    w.options.out = dir;
    w.options.kits = paths;
    w.options.n_kits = 1;
    assert_int_equal(sim_evaluate_worlds(&w, &out, NULL), SEINE_OK);
    assert_non_null(strstr(out.p, "\"recall_100\":{\"mean\":1,"));
    assert_int_equal(calls, 4);
    assert_int_equal(rmdir(dir), 0);
    buf_release(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(found_rule_and_precision),
        cmocka_unit_test(a_consignment_named_twice_is_one),
        cmocka_unit_test(leaving_out_a_kind_of_evidence_reorders),
        cmocka_unit_test(daily_files_give_lead),
        cmocka_unit_test(a_day_s_work_ends_after_twenty_cases),
        cmocka_unit_test(groups_count_schemes_once_each),
        cmocka_unit_test(many_are_all_told),
        cmocka_unit_test(intervals_are_student_s),
        cmocka_unit_test(innocents_are_named),
        cmocka_unit_test(every_format_is_written),
        cmocka_unit_test(bad_files_are_errors_with_a_line),
        cmocka_unit_test(worlds_are_made_scanned_and_scored),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
