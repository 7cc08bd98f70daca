/* bench/screen.c - how fast a name is screened.
 *
 * usage: screen [-p CONSIGNMENTS] [-n QUERIES] [-s NAMES] [-b BRUTE] [-o FOLDER] LIST...
 *
 * Reads the lists together and prints, as Markdown tables, the index's size and the time of
 * distinct queries on one core, each asked once: party names of a consignments file (without and
 * with the country that stands beside them), listed names with one slip, and queries made to be
 * slow. With -s the same on a list of that many made-up names; with -b that many queries also by
 * scoring every name; with -o the names and queries are written as text, one a line, for other
 * programs to be measured on. */
#include "screen_input.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

struct options {
    const char *papers, *folder;
    size_t n_queries, scale, brute;
};

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static double resident_mb(void)
{
    unsigned long long size = 0, resident = 0;
    FILE *f = fopen("/proc/self/statm", "r");
    if (!f)
        return 0;
    if (fscanf(f, "%llu %llu", &size, &resident) != 2)
        resident = 0;
    fclose(f);
    return (double)resident * (double)sysconf(_SC_PAGESIZE) / 1e6;
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* One row: every subject once, in a scratch that has seen nothing yet. */
static enum seine_status measure(const char *what, const struct screen_index *x,
                                 const subjects *queries, bool plain)
{
    struct screen_scratch *scratch = NULL;
    size_t hits = 0, n = queries->n;
    double *took = mem_calloc(n + 1, sizeof *took), sum = 0;
    enum seine_status s = took ? screen_scratch_new(x, &scratch) : SEINE_NOMEM;
    for (size_t i = 0; i < n && s == SEINE_OK; i++) {
        const struct screen_hit *h;
        size_t n_hits, total = 0;
        double from = now();
        s = (plain ? screen_query_plain : screen_query)(x, &queries->v[i], SCREEN_THRESHOLD, 10,
                                                        scratch, &h, &n_hits, &total);
        took[i] = (now() - from) * 1e6;
        sum += took[i];
        hits += total > 0;
    }
    if (s == SEINE_OK && n) {
        qsort(took, n, sizeof *took, by_value);
        printf("| %s | %zu | %zu | %.0f | %.1f | %.1f | %.1f | %.1f |\n", what, n, hits,
               (double)n / sum * 1e6, sum / (double)n, took[n / 2], took[n * 99 / 100],
               took[n - 1]);
        fflush(stdout);
    }
    screen_scratch_free(scratch);
    mem_free(took);
    return s;
}

static bool same_hits(const struct screen_hit *a, size_t n, const struct screen_hit *b, size_t m)
{
    for (size_t i = 0; n == m && i < n; i++)
        if (a[i].entity != b[i].entity || a[i].name != b[i].name || a[i].bits < b[i].bits ||
            a[i].bits > b[i].bits)
            return false;
    return n == m;
}

/* The index's hits against those of scoring every name. */
static enum seine_status compare(const struct screen_index *x, const subjects *queries)
{
    struct screen_scratch *fast = NULL, *slow = NULL;
    size_t same = 0;
    enum seine_status s = screen_scratch_new(x, &fast);
    if (s == SEINE_OK)
        s = screen_scratch_new(x, &slow);
    for (size_t i = 0; i < queries->n && s == SEINE_OK; i++) {
        const struct screen_hit *a = NULL, *b = NULL;
        size_t n = 0, m = 0, total;
        s = screen_query(x, &queries->v[i], SCREEN_THRESHOLD, 0, fast, &a, &n, &total);
        if (s == SEINE_OK)
            s = screen_query_plain(x, &queries->v[i], SCREEN_THRESHOLD, 0, slow, &b, &m, &total);
        if (s == SEINE_OK && same_hits(a, n, b, m))
            same++;
        else
            fprintf(stderr, "differs: " STR_FMT "\n", STR_ARG(queries->v[i].name));
    }
    printf("\nIndex and brute force give the same hits for %zu of %zu queries.\n", same,
           queries->n);
    screen_scratch_free(fast);
    screen_scratch_free(slow);
    return s;
}

static enum seine_status brute(const struct screen_index *x, size_t n, const subjects *papers,
                               const subjects *slips)
{
    subjects sample = *papers, other = *slips;
    sample.n = n < papers->n ? n : papers->n;
    other.n = n < slips->n ? n : slips->n;
    enum seine_status s = measure("every name scored (brute force)", x, &sample, true);
    if (s == SEINE_OK)
        s = compare(x, &sample);
    return s == SEINE_OK ? compare(x, &other) : s;
}

static enum seine_status worst_cases(const struct screen_index *x, const struct list_set *set,
                                     struct arena *arena)
{
    struct bench_worst worst[BENCH_WORST];
    size_t n;
    enum seine_status s = bench_worst(set, arena, worst, &n);
    printf("\n| worst cases | first time, us | again, us | hits |\n|---|---|---|---|\n");
    for (size_t i = 0; i < n && s == SEINE_OK; i++) {
        struct screen_scratch *scratch = NULL;
        const struct screen_hit *h;
        size_t n_hits, total = 0;
        double took[2] = {0, 0};
        s = screen_scratch_new(x, &scratch);
        for (int k = 0; k < 2 && s == SEINE_OK; k++) {
            double from = now();
            s = screen_query(x, &worst[i].subject, SCREEN_THRESHOLD, 10, scratch, &h, &n_hits,
                             &total);
            took[k] = (now() - from) * 1e6;
        }
        screen_scratch_free(scratch);
        printf("| %s | %.1f | %.1f | %zu |\n", worst[i].what, took[0], took[1], total);
    }
    return s;
}

static enum seine_status write_lines(const char *folder, const char *name, const subjects *q)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *f = fopen(path, "w");
    if (!f)
        return SEINE_IO;
    for (size_t i = 0; i < q->n; i++)
        fprintf(f, STR_FMT "\n", STR_ARG(q->v[i].name));
    return fclose(f) ? SEINE_IO : SEINE_OK;
}

static enum seine_status write_all(const struct list_set *set, const subjects *queries,
                                   const char *folder, struct arena *arena)
{
    subjects listed = {0};
    enum seine_status s = bench_listed(set, false, SIZE_MAX, arena, &listed);
    if (s == SEINE_OK)
        s = write_lines(folder, "names.txt", &listed);
    if (s == SEINE_OK)
        s = write_lines(folder, "queries.txt", queries);
    VEC_RELEASE(&listed);
    return s;
}

static enum seine_status tables(const struct options *o, const struct screen_index *x,
                                const struct list_set *set, bool real, struct arena *arena,
                                struct seine_error *err)
{
    subjects papers = {0}, countries = {0}, slips = {0};
    enum seine_status s = SEINE_OK;
    printf("\n| queries | asked | with a hit | queries/s | mean us | p50 | p99 | max |\n"
           "|---|---|---|---|---|---|---|---|\n");
    if (o->papers) {
        s = bench_papers(o->papers, false, o->n_queries, arena, &papers, err);
        if (s == SEINE_OK)
            s = bench_papers(o->papers, true, o->n_queries, arena, &countries, err);
        if (s == SEINE_OK)
            s = measure("party names", x, &papers, false);
        if (s == SEINE_OK)
            s = measure("party names with country", x, &countries, false);
    }
    if (s == SEINE_OK)
        s = bench_listed(set, true, o->n_queries, arena, &slips);
    if (s == SEINE_OK)
        s = measure("listed names with a slip", x, &slips, false);
    const subjects *few = papers.n ? &papers : &slips;
    if (s == SEINE_OK && real && o->folder)
        s = write_all(set, few, o->folder, arena);
    if (s == SEINE_OK && real && o->brute)
        s = brute(x, o->brute, few, &slips);
    VEC_RELEASE(&papers);
    VEC_RELEASE(&countries);
    VEC_RELEASE(&slips);
    return s;
}

/* How long a compiled index takes to be opened: the best of several, the file being in memory. */
static enum seine_status opening(const char *folder, const struct screen_index *x,
                                 struct seine_error *err)
{
    char path[4096];
    const char *paths[1] = {path};
    struct buf image;
    buf_init(&image, LIMIT_INDEX_IMAGE);
    snprintf(path, sizeof path, "%s/lists.index", folder);
    double from = now(), best = 1e9;
    enum seine_status s = screen_image_write(x, &image);
    FILE *f = s == SEINE_OK ? fopen(path, "wb") : NULL;
    if (f && (fwrite(image.p, 1, image.n, f) != image.n) + fclose(f))
        s = error_set(err, SEINE_IO, "cannot write %s", path);
    double wrote = now() - from;
    for (int i = 0; i < 9 && f && s == SEINE_OK; i++) {
        struct list_set set;
        struct screen_index *y = NULL;
        list_set_init(&set);
        from = now();
        s = screen_open(paths, 1, NULL, &set, &y, err);
        best = now() - from < best ? now() - from : best;
        screen_index_free(y);
        list_set_release(&set);
    }
    if (s == SEINE_OK)
        printf("Compiled index: %.0f MB, written in %.2f s, opened and checked in %.1f ms (best of "
               "9)\n",
               (double)image.n / 1e6, wrote, best * 1e3);
    remove(path);
    buf_release(&image);
    return s;
}

static enum seine_status one_list(const struct options *o, const struct list_set *set, bool real,
                                  struct seine_error *err)
{
    struct screen_index *x = NULL;
    struct arena arena;
    double before = resident_mb(), from = now();
    enum seine_status s = screen_index_build(set, NULL, &x, err);
    if (s != SEINE_OK)
        return s;
    double built = now() - from;
    struct screen_index_stat stat = screen_index_stat(x);
    arena_init(&arena, LIMIT_ARENA);
    printf("\n%s: %zu entities, %zu names, %zu words; built in %.2f s on one thread; index %.0f "
           "bytes a name; resident %.0f MB with it, of which %.0f MB the lists and the program\n",
           real ? "Lists as published" : "Made-up list", stat.n_entities, stat.n_names,
           stat.n_tokens, built, (double)stat.bytes / (double)(stat.n_names ? stat.n_names : 1),
           resident_mb(), before);
    s = o->folder ? opening(o->folder, x, err) : SEINE_OK;
    if (s == SEINE_OK)
        s = tables(o, x, set, real, &arena, err);
    if (s == SEINE_OK)
        s = worst_cases(x, set, &arena);
    arena_release(&arena);
    screen_index_free(x);
    return s;
}

static bool parse(int argc, char **argv, struct options *o)
{
    int c;
    while ((c = getopt(argc, argv, "p:n:s:b:o:")) != -1)
        switch (c) {
        case 'p':
            o->papers = optarg;
            break;
        case 'n':
            o->n_queries = strtoull(optarg, NULL, 10);
            break;
        case 's':
            o->scale = strtoull(optarg, NULL, 10);
            break;
        case 'b':
            o->brute = strtoull(optarg, NULL, 10);
            break;
        case 'o':
            o->folder = optarg;
            break;
        default:
            return false;
        }
    return optind < argc;
}

int main(int argc, char **argv)
{
    struct options o = {.n_queries = 20000};
    struct seine_error err = {0};
    struct list_set set, scaled;
    char text[1024];
    if (!parse(argc, argv, &o)) {
        fprintf(stderr, "usage: screen [-p CONSIGNMENTS] [-n QUERIES] [-s NAMES] [-b BRUTE] "
                        "[-o FOLDER] LIST...\n");
        return 2;
    }
    list_set_init(&set);
    list_set_init(&scaled);
    enum seine_status s = SEINE_OK;
    double from = now();
    for (int i = optind; i < argc && s == SEINE_OK; i++)
        s = list_set_read(&set, NULL, argv[i], NULL, &err);
    if (s == SEINE_OK)
        s = list_set_seal(&set, &err);
    if (s == SEINE_OK) {
        printf("Lists read in %.2f s\n", now() - from);
        s = one_list(&o, &set, true, &err);
    }
    if (s == SEINE_OK && o.scale)
        s = bench_scaled(&set, o.scale, &scaled, &err);
    if (s == SEINE_OK && o.scale)
        s = one_list(&o, &scaled, false, &err);
    list_set_release(&set);
    list_set_release(&scaled);
    if (s != SEINE_OK)
        fprintf(stderr, "%s\n", error_text(&err, text, sizeof text));
    return s == SEINE_OK ? 0 : 1;
}
