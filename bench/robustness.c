/* bench/robustness.c - how often a listed party is still found when its name is written badly.
 *
 * usage: robustness names LISTS                       prints every listed name, as bench/perturb.py
 *                                                     reads it
 *        robustness run LISTS QUERIES [FAILS]         asks them, prints the table by kind and
 * script
 *
 * QUERIES are lines of tab-separated fields, written by bench/perturb.py:
 *     actor  ENTITY ACTOR                 entities of several lists that are one party
 *     query  KIND SCRIPT CLASS INDEX ENTITY TYPE NAME
 * INDEX says which names are listed: all of them, only the Latin ones (latin), or of each entity
 * that has names in other scripts only those (native). A party is found at k if fewer than k other
 * parties stand before it among the hits at the default threshold; "any" is @5 when scores from 0.3
 * on are shown. It makes no name itself. */
#include "screen/screen.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define LOW   0.30
#define DEPTH 200 /* hits looked at: several entries may be one party */

struct row {
    char kind[32], script[16], class_[16];
    size_t n, at1, at5, any;
};

struct bench {
    struct list_set set;
    uint32_t *actors;
    VEC(struct row) rows;
    struct screen_index *index;
    struct screen_scratch *scratch;
    char index_name[16];
    FILE *fails;
    const char *lists;
    size_t n;
    double seconds, slowest;
};

static bool is_latin(struct str name)
{
    size_t latin = 0, other = 0;
    for (size_t i = 0; i < name.n;) {
        uint32_t c = utf8_next(name, &i);
        if (c < 0x250)
            latin += (c | 32) >= 'a' && (c | 32) <= 'z';
        else if (text_script_of(c) < TEXT_OTHER_SCRIPT && text_script_of(c) != TEXT_LATIN)
            other++;
    }
    return latin >= other;
}

static bool load(struct bench *b)
{
    struct seine_error err = {0};
    list_set_init(&b->set);
    if (list_set_read(&b->set, NULL, b->lists, NULL, &err) == SEINE_OK &&
        list_set_seal(&b->set, &err) == SEINE_OK)
        return true;
    fprintf(stderr, "robustness: %s\n", err.message);
    return false;
}

static void print_names(const struct list_set *set)
{
    for (size_t i = 0; i < set->entities.n; i++) {
        const struct listed_entity *e = &set->entities.v[i];
        for (size_t k = 0; k < e->n_names; k++) {
            printf("%zu\t%s\t%s\t" STR_FMT "\t", i, list_kind_name(e->kind),
                   list_name_kind_name(e->names[k].kind), STR_ARG(e->id));
            for (size_t j = 0; j < e->names[k].text.n; j++) {
                char c = e->names[k].text.p[j];
                putchar(c == '\t' || c == '\n' || c == '\r' ? ' ' : c);
            }
            putchar('\n');
        }
    }
}

/* Leaves of each entity the names in one kind of script, if it has both. */
static void keep_names(struct list_set *set, bool latin)
{
    for (size_t i = 0; i < set->entities.n; i++) {
        struct listed_entity *e = &set->entities.v[i];
        size_t wanted = 0, n = 0;
        for (size_t k = 0; k < e->n_names; k++)
            wanted += is_latin(e->names[k].text) == latin;
        for (size_t k = 0; wanted && k < e->n_names; k++)
            if (is_latin(e->names[k].text) == latin)
                e->names[n++] = e->names[k];
        if (wanted)
            e->n_names = n;
    }
}

static void close_index(struct bench *b)
{
    screen_scratch_free(b->scratch);
    screen_index_free(b->index);
    list_set_release(&b->set);
    b->scratch = NULL;
    b->index = NULL;
    b->index_name[0] = 0;
}

static bool open_index(struct bench *b, struct str name)
{
    struct seine_error err = {0};
    if (str_is(name, str_of(b->index_name)))
        return true;
    close_index(b);
    if (!load(b))
        return false;
    if (!str_is(name, STR("all")))
        keep_names(&b->set, str_is(name, STR("latin")));
    if (screen_index_build(&b->set, NULL, &b->index, &err) != SEINE_OK ||
        screen_scratch_new(b->index, &b->scratch) != SEINE_OK)
        return false;
    snprintf(b->index_name, sizeof b->index_name, STR_FMT, STR_ARG(name));
    return true;
}

static struct row *row_of(struct bench *b, struct str kind, struct str script, struct str class_)
{
    for (size_t i = 0; i < b->rows.n; i++)
        if (str_is(kind, str_of(b->rows.v[i].kind)) && str_is(script, str_of(b->rows.v[i].script)))
            return &b->rows.v[i];
    struct row r = {0};
    snprintf(r.kind, sizeof r.kind, STR_FMT, STR_ARG(kind));
    snprintf(r.script, sizeof r.script, STR_FMT, STR_ARG(script));
    snprintf(r.class_, sizeof r.class_, STR_FMT, STR_ARG(class_));
    return VEC_PUSH(&b->rows, r) ? &b->rows.v[b->rows.n - 1] : NULL;
}

/* How many other actors stand before the one meant; SIZE_MAX if it is not among the hits. */
static size_t rank_of(const struct bench *b, const struct screen_hit *hits, size_t n, size_t entity,
                      double *ret_score)
{
    uint32_t seen[DEPTH];
    size_t n_seen = 0;
    for (size_t i = 0; i < n && i < DEPTH; i++) {
        uint32_t actor = b->actors[hits[i].entity];
        *ret_score = hits[i].score;
        if (actor == b->actors[entity])
            return n_seen;
        bool known = false;
        for (size_t k = 0; k < n_seen && !known; k++)
            known = seen[k] == actor;
        if (!known)
            seen[n_seen++] = actor;
    }
    *ret_score = 0;
    return SIZE_MAX;
}

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void write_fail(const struct bench *b, const struct str *f, size_t entity, double score,
                       size_t rank, const struct screen_hit *hits, size_t n)
{
    const struct listed_entity *e = &b->set.entities.v[entity];
    fprintf(b->fails,
            STR_FMT "\t" STR_FMT "\t%s\t%.3f\t" STR_FMT "\t" STR_FMT "\t" STR_FMT "\t" STR_FMT "\n",
            STR_ARG(f[1]), STR_ARG(f[2]),
            rank == SIZE_MAX ? "none"
            : rank < 5       ? "low"
                             : "late",
            score, STR_ARG(f[7]), STR_ARG(e->names[0].text), STR_ARG(f[8]),
            STR_ARG(n ? b->set.entities.v[hits[0].entity].names[hits[0].name].text : STR_EMPTY));
}

static bool ask(struct bench *b, const struct str *f)
{
    int64_t entity;
    struct screen_subject subject = {.name = f[7]};
    const struct screen_hit *hits;
    size_t n, total;
    double score, start;
    if (!open_index(b, f[4]) || !str_to_i64(f[5], &entity) || entity < 0 ||
        (size_t)entity >= b->set.entities.n || !list_kind_parse(f[6], &subject.kind))
        return false;
    struct row *r = row_of(b, f[1], f[2], f[3]);
    start = now();
    if (!r ||
        screen_query(b->index, &subject, LOW, DEPTH, b->scratch, &hits, &n, &total) != SEINE_OK)
        return false;
    double spent = now() - start;
    b->seconds += spent;
    b->slowest = spent > b->slowest ? spent : b->slowest;
    b->n++;
    size_t rank = rank_of(b, hits, n, (size_t)entity, &score);
    r->n++;
    r->any += rank < 5;
    r->at1 += rank < 1 && score >= SCREEN_THRESHOLD;
    r->at5 += rank < 5 && score >= SCREEN_THRESHOLD;
    if (b->fails && (rank >= 5 || score < SCREEN_THRESHOLD))
        write_fail(b, f, (size_t)entity, score, rank, hits, n);
    return true;
}

static int by_kind(const void *x, const void *y)
{
    const struct row *a = x, *b = y;
    int c = strcmp(b->class_, a->class_);
    c = c ? c : strcmp(a->kind, b->kind);
    return c ? c : strcmp(a->script, b->script);
}

static void print_row(const char *class_, const char *kind, const char *script, const struct row *r)
{
    double n = r->n ? (double)r->n : 1;
    double target = strcmp(class_, "single") == 0 ? 0.99 : 0.95;
    bool is_aim = strcmp(class_, "harder") != 0;
    printf("%-12s %-24s %-10s %6zu  %.4f  %.4f  %.4f%s\n", class_, kind, script, r->n,
           (double)r->at1 / n, (double)r->at5 / n, (double)r->any / n,
           is_aim && (double)r->at5 < target * n ? "  below" : "");
}

static void add_row(struct row *sum, const struct row *r)
{
    sum->n += r->n;
    sum->at1 += r->at1;
    sum->at5 += r->at5;
    sum->any += r->any;
}

static void print_table(struct bench *b)
{
    printf("%-12s %-24s %-10s %6s  %6s  %6s  %6s\n", "class", "kind", "script", "n", "@1", "@5",
           "any@5");
    if (!b->rows.n)
        return;
    qsort(b->rows.v, b->rows.n, sizeof b->rows.v[0], by_kind);
    struct row all = {0}, kind = {0};
    for (size_t i = 0, first = 0; i < b->rows.n; i++) {
        const struct row *r = &b->rows.v[i];
        print_row(r->class_, r->kind, r->script, r);
        add_row(&kind, r);
        add_row(&all, r);
        if (i + 1 == b->rows.n || strcmp(r->kind, b->rows.v[i + 1].kind) != 0) {
            if (i > first)
                print_row(r->class_, r->kind, "(all)", &kind);
            kind = (struct row){0};
            first = i + 1;
        }
    }
    print_row("all", "", "", &all);
    printf("%zu queries, %.0f us each, slowest %.1f ms\n", b->n,
           b->n ? 1e6 * b->seconds / (double)b->n : 0.0, 1e3 * b->slowest);
}

static size_t split(char *line, struct str *f, size_t room)
{
    size_t n = 0;
    for (char *p = line; p && n < room;) {
        char *tab = strpbrk(p, "\t\n");
        f[n++] = (struct str){p, tab ? (size_t)(tab - p) : strlen(p)};
        p = tab && *tab == '\t' ? tab + 1 : NULL;
    }
    return n;
}

/* Every entity is its own actor until the queries say otherwise. */
static bool own_actors(struct bench *b)
{
    b->actors = mem_calloc(b->set.entities.n, sizeof *b->actors);
    for (size_t i = 0; b->actors && i < b->set.entities.n; i++)
        b->actors[i] = (uint32_t)i;
    return b->actors;
}

static bool take_line(struct bench *b, char *line)
{
    struct str f[9] = {0};
    size_t n = split(line, f, 9);
    int64_t entity, actor;
    if (n >= 8 && str_is(f[0], STR("query")))
        return ask(b, f);
    if (n != 3 || !str_is(f[0], STR("actor")))
        return n && str_is(f[0], STR("note"));
    if (!open_index(b, STR("all")) || !str_to_i64(f[1], &entity) || !str_to_i64(f[2], &actor) ||
        entity < 0 || (size_t)entity >= b->set.entities.n || actor < 0)
        return false;
    if (b->actors || own_actors(b))
        b->actors[entity] = (uint32_t)actor;
    return b->actors;
}

static int run(struct bench *b, const char *queries, const char *fails)
{
    char line[16384];
    size_t number = 0;
    FILE *in = fopen(queries, "r");
    b->fails = fails ? fopen(fails, "w") : NULL;
    bool ok = in;
    while (ok && fgets(line, sizeof line, in)) {
        number++;
        ok = take_line(b, line);
        if (ok && strncmp(line, "note\t", 5) == 0)
            printf("%s", line + 5);
    }
    if (!ok)
        fprintf(stderr, "robustness: cannot use line %zu of %s\n", number, queries);
    else
        print_table(b);
    if (in)
        fclose(in);
    if (b->fails)
        fclose(b->fails);
    close_index(b);
    VEC_RELEASE(&b->rows);
    mem_free(b->actors);
    return ok ? 0 : 2;
}

int main(int argc, char **argv)
{
    struct bench b = {0};
    b.lists = argc > 2 ? argv[2] : NULL;
    if (argc == 3 && strcmp(argv[1], "names") == 0) {
        bool ok = load(&b);
        if (ok)
            print_names(&b.set);
        list_set_release(&b.set);
        return ok ? 0 : 2;
    }
    if ((argc == 4 || argc == 5) && strcmp(argv[1], "run") == 0)
        return run(&b, argv[3], argc == 5 ? argv[4] : NULL);
    fprintf(stderr, "usage: robustness names LISTS | robustness run LISTS QUERIES [FAILS]\n");
    return 2;
}
