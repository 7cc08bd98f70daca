/* bench/link.c - how well src/link finds which records are one actor, on records whose truth is
 * known. usage: link LABEL RECORDS.ndjson [THREADS]
 *
 * Each record has one consignee; its id is "CLUSTER.NUMBER", and records of one cluster are one
 * actor (bench/link_records.py writes them). Prints pairwise and B-cubed precision, recall and F1,
 * the share of true pairs that the blocking lets be compared, and pairs scored per second of the
 * whole run. */
#include "link/mention.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

struct place {
    uint32_t cluster, actor, mention;
};

struct counts {
    double both, actors, clusters, b_precision, b_recall;
};

static double seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static enum seine_status read_table(const char *path, struct trade_table *t,
                                    struct seine_error *err)
{
    struct input *in = NULL;
    struct trade_reader *r = NULL;
    struct trade_batch batch;
    bool more = true;
    trade_batch_init(&batch);
    enum seine_status status = input_open(path, &in, err);
    if (status == SEINE_OK)
        status = trade_reader_open(in, NULL, &r, err);
    while (status == SEINE_OK && more) {
        trade_batch_reset(&batch);
        status = trade_reader_next(r, 1000, &batch, &more, err);
        if (status == SEINE_OK && batch.rejects.n)
            status =
                error_set(err, SEINE_CONFLICT, "line %lld: " STR_FMT,
                          (long long)batch.rejects.v[0].line, STR_ARG(batch.rejects.v[0].reason));
        for (size_t i = 0; status == SEINE_OK && i < batch.consignments.n; i++)
            status = trade_table_add(t, &batch.consignments.v[i]);
    }
    trade_reader_free(r);
    input_free(in);
    trade_batch_release(&batch);
    return status == SEINE_OK ? trade_table_seal(t, NULL, err) : status;
}

static int by_cluster(const void *a, const void *b)
{
    const struct place *l = a, *r = b;
    if (l->cluster != r->cluster)
        return l->cluster < r->cluster ? -1 : 1;
    return l->actor < r->actor ? -1 : l->actor > r->actor;
}

static double pairs_of(double n)
{
    return n * (n - 1) / 2;
}

/* Records in the order of cluster and actor; records without a consignee are left out. */
static size_t place_all(const struct trade_table *t, const uint32_t *actor_of, struct place *ret)
{
    struct strtab clusters;
    size_t n = 0;
    if (strtab_init(&clusters) != SEINE_OK)
        return 0;
    for (size_t i = 0; i < t->records.n; i++) {
        struct str id = table_str(t, t->records.v[i].id);
        uint32_t m = table_mention_of(t, &t->records.v[i], TRADE_CONSIGNEE);
        size_t dot = str_find_byte(id, '.', 0);
        if (m == MAP_NONE || dot == SIZE_MAX ||
            strtab_add(&clusters, str_slice(id, 0, dot), &ret[n].cluster) != SEINE_OK)
            continue;
        ret[n].mention = m;
        ret[n++].actor = actor_of[m];
    }
    strtab_release(&clusters);
    qsort(ret, n, sizeof *ret, by_cluster);
    return n;
}

/* Where cluster and actor meet, cell by cell. */
static void count(const struct place *p, size_t n, const uint32_t *of_actor, size_t n_actors,
                  struct counts *c)
{
    for (size_t i = 0; i < n_actors; i++)
        c->actors += pairs_of(of_actor[i]);
    for (size_t from = 0, to; from < n; from = to) {
        for (to = from; to < n && p[to].cluster == p[from].cluster;)
            to++;
        c->clusters += pairs_of((double)(to - from));
        for (size_t i = from, k; i < to; i = k) {
            for (k = i; k < to && p[k].actor == p[i].actor;)
                k++;
            double cell = (double)(k - i);
            c->both += pairs_of(cell);
            c->b_precision += cell * cell / of_actor[p[i].actor];
            c->b_recall += cell * cell / (double)(to - from);
        }
    }
}

static bool is_compared(const struct link_context *x, uint32_t a, uint32_t b,
                        link_partners *partners)
{
    uint32_t first = a < b ? a : b, second = a < b ? b : a;
    if (a == b)
        return true;
    if (!link_partners_of(x, first, partners))
        return false;
    for (size_t i = 0; i < partners->n; i++)
        if (partners->v[i] == second)
            return true;
    return false;
}

static double completeness(const struct link_context *x, const struct place *p, size_t n)
{
    link_partners partners = {0};
    double met = 0, all = 0;
    for (size_t i = 0; i < n; i++)
        for (size_t k = i + 1; k < n && p[k].cluster == p[i].cluster; k++) {
            met +=
                is_compared(x, x->profile_of[p[i].mention], x->profile_of[p[k].mention], &partners);
            all++;
        }
    VEC_RELEASE(&partners);
    return all > 0 ? met / all : 1;
}

static double f1(double precision, double recall)
{
    return precision + recall > 0 ? 2 * precision * recall / (precision + recall) : 0;
}

static void print(const char *label, size_t n, const struct counts *c, double complete,
                  const struct link_stat *stat, double took)
{
    double p = c->actors > 0 ? c->both / c->actors : 1;
    double r = c->clusters > 0 ? c->both / c->clusters : 1;
    double bp = c->b_precision / (double)n, br = c->b_recall / (double)n;
    printf("| %s | %zu | %.0f | %.4f | %.4f | %.4f | %.4f | %.4f | %.4f | %.4f | %.2f | %.3f |\n",
           label, n, c->clusters, p, r, f1(p, r), bp, br, f1(bp, br), complete,
           (double)stat->n_pairs_scored / took / 1e6, took);
}

static enum seine_status measure(const char *label, const struct trade_table *t, struct pool *pool,
                                 struct seine_error *err)
{
    struct link_result links;
    struct link_context x = {.table = t};
    struct counts c = {0};
    double start = seconds();
    enum seine_status status = link_run(t, NULL, pool, NULL, &links, err);
    double took = seconds() - start;
    if (status == SEINE_OK)
        status = strtab_init(&x.keys);
    if (status == SEINE_OK)
        status = link_keys(&x, pool, err);
    if (status == SEINE_OK)
        status = link_profiles(&x, pool, err);
    if (status == SEINE_OK)
        status = link_block(&x, pool, err);
    struct place *p = mem_calloc(t->records.n + 1, sizeof *p);
    uint32_t *of_actor = mem_calloc(links.actors.n + 1, sizeof *of_actor);
    if (status != SEINE_OK || !p || !of_actor)
        return status == SEINE_OK ? SEINE_NOMEM : status;
    size_t n = place_all(t, links.actor_of, p);
    for (size_t i = 0; i < n; i++)
        of_actor[p[i].actor]++;
    count(p, n, of_actor, links.actors.n, &c);
    if (n)
        print(label, n, &c, completeness(&x, p, n), &links.stat, took);
    mem_free(p);
    mem_free(of_actor);
    link_context_release(&x);
    link_result_release(&links);
    return SEINE_OK;
}

int main(int argc, char **argv)
{
    struct trade_table t;
    struct pool *pool = NULL;
    struct seine_error err = {0};
    int64_t threads = 1;
    if (argc < 3 || (argc > 3 && !str_to_i64(str_of(argv[3]), &threads))) {
        fprintf(stderr, "usage: link LABEL RECORDS.ndjson [THREADS]\n");
        return 2;
    }
    if (pool_new((unsigned)threads, &pool, &err) != SEINE_OK || trade_table_init(&t) != SEINE_OK ||
        read_table(argv[2], &t, &err) != SEINE_OK || measure(argv[1], &t, pool, &err) != SEINE_OK) {
        fprintf(stderr, "link: %s\n", err.message);
        return 2;
    }
    trade_table_release(&t);
    pool_free(pool);
    return 0;
}
