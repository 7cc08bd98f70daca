/* bench/accuracy.c - prints the figures of the name scorer on labelled pairs, half by half.
 *
 * usage: accuracy [--algorithm NAME] [--threshold T] [--rows] PAIRS.csv
 * Columns name1, name2, is_match; case_group, schema, category if there. A pair's family is its
 * listed name folded; families whose hash is odd are "half 1" (used while building the model), the
 * others "half 2" (looked at only in this table). */
#include "screen/screen.h"

#include <stdio.h>
#include <string.h>

struct column {
    int name1, name2, is_match, group, schema, category;
};

struct pair_row {
    struct screen_sample sample;
    char group[32], schema[32], category[64], name1[200], name2[200];
    bool held_out;
};

static int find_column(const struct csv_row *r, const char *name)
{
    for (size_t i = 0; i < r->n_fields; i++)
        if (str_is_ci(r->fields[i], str_of(name)))
            return (int)i;
    return -1;
}

static struct str field(const struct csv_row *r, int c)
{
    return c >= 0 && (size_t)c < r->n_fields ? r->fields[c] : STR_EMPTY;
}

static enum list_kind kind_of(struct str schema)
{
    if (str_is(schema, STR("Person")))
        return LIST_PERSON;
    if (str_is(schema, STR("Company")) || str_is(schema, STR("Organization")))
        return LIST_COMPANY;
    if (str_is(schema, STR("Vessel")))
        return LIST_VESSEL;
    return LIST_KIND_UNKNOWN;
}

static void keep(char *out, size_t room, struct str s)
{
    snprintf(out, room, STR_FMT, STR_ARG(s));
}

static void report(const char *what, const struct pair_row *rows, size_t n, double threshold,
                   int half, const char *group, const char *schema, const char *category)
{
    struct screen_sample *s = mem_calloc(n ? n : 1, sizeof *s);
    size_t got = 0;
    for (size_t i = 0; s && i < n; i++)
        if ((half < 0 || rows[i].held_out == (half == 2)) &&
            (!group || !strcmp(group, rows[i].group)) &&
            (!schema || !strcmp(schema, rows[i].schema)) &&
            (!category || !strcmp(category, rows[i].category)))
            s[got++] = rows[i].sample;
    struct screen_measure m;
    if (s && got) {
        screen_measure(s, got, threshold, &m);
        printf("%-34s %5zu %5zu  %.3f  %.3f %.3f  %.3f @%.3f  %.3f  %.3f  %.3f\n", what, m.n,
               m.n_match, m.f1, m.precision, m.recall, m.best_f1, m.best_threshold,
               m.average_precision, m.auc, m.top_tie);
    }
    mem_free(s);
}

static void by_key(const struct pair_row *rows, size_t n, double threshold, int which)
{
    for (size_t i = 0; i < n; i++) {
        const char *key = which == 0   ? rows[i].group
                          : which == 1 ? rows[i].schema
                                       : rows[i].category;
        bool seen = !key[0];
        for (size_t k = 0; k < i && !seen; k++)
            seen = !strcmp(key, which == 0   ? rows[k].group
                                : which == 1 ? rows[k].schema
                                             : rows[k].category);
        if (!seen)
            report(key, rows, n, threshold, -1, which == 0 ? key : NULL, which == 1 ? key : NULL,
                   which == 2 ? key : NULL);
    }
}

static bool family_is_held_out(struct str listed)
{
    struct buf b;
    buf_init(&b, LIMIT_TEXT);
    text_fold(listed, &b);
    uint32_t h = 2166136261u;
    for (size_t i = 0; i < b.n; i++)
        h = (h ^ (unsigned char)b.p[i]) * 16777619u;
    buf_release(&b);
    return !((h >> 7) & 1);
}

static void print_row(const struct pair_row *r, double threshold)
{
    printf("%s %.3f %s %-14s %-12s %s | %s\n",
           r->sample.is_match == (r->sample.score >= threshold) ? "ok " : "BAD", r->sample.score,
           r->sample.is_match ? "match" : "other", r->group, r->schema, r->name1, r->name2);
}

struct settings {
    enum screen_algorithm algorithm;
    double threshold;
    bool show;
    const char *path;
};

static void read_settings(int argc, char **argv, struct settings *s)
{
    for (int i = 1; i < argc; i++) {
        if (!strcmp(argv[i], "--rows"))
            s->show = true;
        else if (!strcmp(argv[i], "--algorithm") && i + 1 < argc)
            screen_algorithm_parse(str_of(argv[++i]), &s->algorithm);
        else if (!strcmp(argv[i], "--threshold") && i + 1 < argc)
            str_to_double(str_of(argv[++i]), &s->threshold);
        else
            s->path = argv[i];
    }
}

static void show_row(const struct pair_row *p, const struct screen_result *r, double threshold)
{
    print_row(p, threshold);
    if (p->sample.is_match == (p->sample.score >= threshold))
        return;
    for (size_t i = 0; i < r->n_evidence; i++)
        printf("      %+7.3f " STR_FMT "\n", r->evidence[i].bits, STR_ARG(r->evidence[i].text));
}

static enum seine_status score_row(const struct csv_row *r, const struct column *c,
                                   const struct settings *s, struct arena *arena,
                                   struct pair_row *p)
{
    struct screen_result result;
    arena_reset(arena);
    enum seine_status status =
        screen_pair(field(r, c->name1), field(r, c->name2), kind_of(field(r, c->schema)),
                    s->algorithm, arena, &result);
    if (status != SEINE_OK)
        return status;
    p->sample.score = result.score;
    p->sample.is_match = str_is_ci(field(r, c->is_match), STR("true"));
    keep(p->group, sizeof p->group, field(r, c->group));
    keep(p->schema, sizeof p->schema, field(r, c->schema));
    keep(p->category, sizeof p->category, field(r, c->category));
    keep(p->name1, sizeof p->name1, field(r, c->name1));
    keep(p->name2, sizeof p->name2, field(r, c->name2));
    p->held_out = family_is_held_out(field(r, c->name2));
    if (s->show)
        show_row(p, &result, s->threshold);
    return SEINE_OK;
}

int main(int argc, char **argv)
{
    struct settings s = {SCREEN_SEINE, SCREEN_THRESHOLD, false, NULL};
    struct input *in;
    struct csv_reader *csv;
    struct seine_error err = {0};
    const struct csv_row *r;
    read_settings(argc, argv, &s);
    if (!s.path || input_open(s.path, &in, &err) != SEINE_OK ||
        csv_open(in, 0, &csv, &err) != SEINE_OK || csv_next(csv, &r, &err) != SEINE_OK || !r) {
        fprintf(stderr, "accuracy: %s\n", err.message);
        return 2;
    }
    struct column c = {find_column(r, "name1"),    find_column(r, "name2"),
                       find_column(r, "is_match"), find_column(r, "case_group"),
                       find_column(r, "schema"),   find_column(r, "category")};
    VEC(struct pair_row) rows = {0};
    struct arena arena;
    arena_init(&arena, LIMIT_ARENA);
    while (csv_next(csv, &r, &err) == SEINE_OK && r) {
        struct pair_row p = {0};
        if (score_row(r, &c, &s, &arena, &p) != SEINE_OK || !VEC_PUSH(&rows, p))
            return 2;
    }
    printf("%-34s %5s %5s  %5s  %5s %5s  %5s         %5s  %5s  %5s\n", "", "pairs", "match", "F1",
           "P", "R", "best", "AP", "AUC", "tie");
    report("all", rows.v, rows.n, s.threshold, -1, NULL, NULL, NULL);
    report("half 1 (built on)", rows.v, rows.n, s.threshold, 1, NULL, NULL, NULL);
    report("half 2 (held out)", rows.v, rows.n, s.threshold, 2, NULL, NULL, NULL);
    for (int which = 0; which < 3; which++)
        by_key(rows.v, rows.n, s.threshold, which);
    VEC_RELEASE(&rows);
    arena_release(&arena);
    csv_free(csv);
    input_free(in);
    return 0;
}
