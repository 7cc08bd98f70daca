/* bench/link.c - how well src/link finds which records are one actor, on records whose truth is
 * known. usage: link LABEL RECORDS.ndjson [THREADS [ACTORS.csv]]
 *
 * Each record has one consignee; its id is "CLUSTER.NUMBER", and records of one cluster are one
 * actor (bench/link_records.py writes them), or "dN-ANY:CLUSTER:PARTY.NUMBER" where an
 * actor of difficulty N is several parties (bench/link_world.py): recall is over the pairs of a
 * cluster, precision lets pass whatever is one in ANY. Prints pairwise and B-cubed precision,
 * recall and F1, the share of true pairs that the blocking lets be compared, and pairs scored per
 * second of processor time of the whole run, seconds, and seconds of processor time; where there
 * are difficulties, the same by difficulty, what of it are pairs of different parties, and the
 * share of true pairs that are tied by anything on their papers (a chain of equal phones, e-mails,
 * ids, addresses or names within the actor): who is not tied cannot be found by anybody. */
#include "link/mention.h"
#include "records.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define N_GROUPS 7 /* difficulties 0 to 5, and all */
#define ALL      (N_GROUPS - 1)

struct place {
    uint32_t any, cluster, actor, party, mention;
    uint8_t group;
};

struct counts { /* of pairs, and of those whose ends are different parties of one actor */
    double n, claimed, right, truth, both, met, tied;
    double alias_truth, alias_both, alias_met, alias_tied, alias_loose;
    double b_precision, b_recall;
};

static double seconds(clockid_t clock)
{
    struct timespec t;
    clock_gettime(clock, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static int by_any(const void *a, const void *b)
{
    const struct place *l = a, *r = b;
    if (l->any != r->any)
        return l->any < r->any ? -1 : 1;
    return l->actor < r->actor ? -1 : l->actor > r->actor;
}

static int by_cluster(const void *a, const void *b)
{
    const struct place *l = a, *r = b;
    if (l->cluster != r->cluster)
        return l->cluster < r->cluster ? -1 : 1;
    if (l->actor != r->actor)
        return l->actor < r->actor ? -1 : 1;
    return l->party < r->party ? -1 : l->party > r->party;
}

static double pairs_of(double n)
{
    return n * (n - 1) / 2;
}

/* Takes "dN-" off. */
static uint8_t group_of(struct str *id)
{
    bool has =
        id->n > 3 && id->p[0] == 'd' && id->p[1] >= '0' && id->p[1] <= '5' && id->p[2] == '-';
    uint8_t group = has ? (uint8_t)(id->p[1] - '0') : 0;
    *id = str_slice(*id, has ? 3 : 0, id->n);
    return group;
}

/* The labels of an id: each counts for those that are not said. */
static bool labels(struct strtab *names, struct str id, struct place *ret)
{
    ret->group = group_of(&id);
    size_t dot = str_find_byte(id, '.', 0);
    uint32_t *label[] = {&ret->any, &ret->cluster, &ret->party};
    struct str rest = str_slice(id, 0, dot), one = rest;
    bool more = true, ok = dot != SIZE_MAX;
    for (int i = 0; i < 3 && ok; i++) {
        if (more)
            (void)str_cut(&rest, &more, ':', &one);
        ok = strtab_add(names, one, label[i]) == SEINE_OK;
    }
    return ok;
}

/* Records without a consignee are left out. */
static size_t place_all(const struct trade_table *t, const uint32_t *actor_of, struct place *ret)
{
    struct strtab names;
    size_t n = 0;
    if (strtab_init(&names) != SEINE_OK)
        return 0;
    for (size_t i = 0; i < t->records.n; i++) {
        uint32_t m = table_mention_of(t, &t->records.v[i], TRADE_CONSIGNEE);
        if (m == MAP_NONE || !labels(&names, table_str(t, t->records.v[i].id), &ret[n]))
            continue;
        ret[n].mention = m;
        ret[n++].actor = actor_of[m];
    }
    strtab_release(&names);
    return n;
}

/* What is claimed of each group: pairs of an actor with an end in the group; and which of it holds:
 * places are in the order of any and actor. */
static void count_claims(const struct place *p, size_t n, const uint32_t *of_actor, size_t n_actors,
                         struct counts *c)
{
    for (size_t i = 0; i < n_actors; i++) {
        const uint32_t *of = of_actor + i * N_GROUPS;
        for (int g = 0; g < N_GROUPS; g++)
            c[g].claimed += pairs_of(of[ALL]) - pairs_of(of[ALL] - of[g]);
    }
    for (size_t i = 0, k; i < n; i = k) {
        double of[N_GROUPS] = {0};
        for (k = i; k < n && p[k].any == p[i].any && p[k].actor == p[i].actor; k++) {
            of[p[k].group]++;
            of[ALL]++;
        }
        for (int g = 0; g < N_GROUPS; g++) {
            c[g].right += pairs_of(of[ALL]) - pairs_of(of[ALL] - of[g]);
            c[g].b_precision += of[g] * of[ALL] / of_actor[p[i].actor * N_GROUPS + ALL];
        }
    }
}

/* Pairs of one party among places that are in the order of parties. */
static double within_parties(const struct place *p, size_t from, size_t to)
{
    double sum = 0;
    for (size_t i = from, k; i < to; i = k) {
        for (k = i; k < to && p[k].party == p[i].party;)
            k++;
        sum += pairs_of((double)(k - i));
    }
    return sum;
}

/* One true cluster, actor by actor. */
static void count_cluster(const struct place *p, size_t from, size_t to, struct counts *c)
{
    double all = (double)(to - from);
    c->n += all;
    c->truth += pairs_of(all);
    for (size_t i = from, k; i < to; i = k) {
        for (k = i; k < to && p[k].actor == p[i].actor;)
            k++;
        double cell = (double)(k - i);
        c->both += pairs_of(cell);
        c->alias_both += pairs_of(cell) - within_parties(p, i, k);
        c->b_recall += cell * cell / all;
    }
}

static int by_value(const void *a, const void *b)
{
    const uint32_t *l = a, *r = b; /* key, place */
    return l[0] != r[0] ? (l[0] < r[0] ? -1 : 1) : l[1] < r[1] ? -1 : l[1] > r[1];
}

static bool hold(uint32_t (**v)[2], size_t *n, size_t *room, uint32_t key, uint32_t place)
{
    if (key == 0)
        return true;
    if (!vec_reserve((void **)v, room, *n + 1, sizeof **v))
        return false;
    (*v)[*n][0] = key;
    (*v)[(*n)++][1] = place;
    return true;
}

/* parent[i]: which places of the cluster are tied by a chain of equal values. */
static bool tie(const struct link_context *x, const struct place *p, uint32_t n, uint32_t *parent)
{
    uint32_t(*v)[2] = NULL;
    size_t n_held = 0, room = 0;
    bool ok = true;
    for (uint32_t i = 0; i < n && ok; i++) {
        const struct link_profile *a = &x->profiles[x->profile_of[p[i].mention]];
        uint32_t n_values = 0;
        parent[i] = i;
        for (int k = 0; k < N_VALUES; k++)
            n_values += a->n[k];
        ok = hold(&v, &n_held, &room, a->name, i);
        for (uint32_t k = 0; k < n_values && ok; k++)
            ok = hold(&v, &n_held, &room,
                      x->values.v[x->rest[x->profile_of[p[i].mention]].first + k], i);
    }
    if (n_held > 1)
        qsort(v, n_held, sizeof *v, by_value);
    for (size_t i = 1; i < n_held && ok; i++)
        if (v[i][0] == v[i - 1][0])
            set_join(parent, v[i - 1][1], v[i][1]);
    mem_free(v);
    return ok;
}

static int by_number(const void *a, const void *b)
{
    const uint32_t *l = a, *r = b;
    return *l < *r ? -1 : *l > *r;
}

static int by_number64(const void *a, const void *b)
{
    const uint64_t *l = a, *r = b;
    return *l < *r ? -1 : *l > *r;
}

/* Actors that are tied by an uncertain link, smaller one first, in order. */
static uint64_t *loose_actors(const struct link_result *links)
{
    uint64_t *ret = mem_calloc(links->loose.n + 1, sizeof *ret);
    for (size_t i = 0; ret && i < links->loose.n; i++) {
        uint64_t a = links->actor_of[links->loose.v[i].a], b = links->actor_of[links->loose.v[i].b];
        ret[i] = a < b ? a << 32 | b : b << 32 | a;
    }
    if (ret && links->loose.n > 1)
        qsort(ret, links->loose.n, sizeof *ret, by_number64);
    return ret;
}

static bool is_loose(const uint64_t *loose, size_t n, uint64_t a, uint64_t b)
{
    uint64_t key = a < b ? a << 32 | b : b << 32 | a;
    return n && bsearch(&key, loose, n, sizeof key, by_number64);
}

/* Which true pairs are compared at all, and which are tied by their papers. */
static bool count_compared(const struct link_context *x, const struct place *p, size_t n,
                           const uint64_t *loose, size_t n_loose, struct counts *c)
{
    uint32_t *parent = mem_calloc(n + 1, sizeof *parent);
    link_partners partners = {0};
    bool ok = parent && tie(x, p, (uint32_t)n, parent);
    for (uint32_t i = 0; i < n && ok; i++) {
        uint32_t a = x->profile_of[p[i].mention];
        ok = link_partners_of(x, a, NULL, &partners);
        for (uint32_t k = 0; k < n && ok; k++) {
            uint32_t b = x->profile_of[p[k].mention];
            bool is_pair = b > a || (b == a && k > i);
            if (!is_pair)
                continue;
            bool met =
                a == b || (partners.n && bsearch(&b, partners.v, partners.n, sizeof b, by_number));
            bool tied = set_root(parent, i) == set_root(parent, k);
            bool alias = p[i].party != p[k].party;
            c->met += met;
            c->tied += tied;
            c->alias_truth += alias;
            c->alias_met += alias && met;
            c->alias_tied += alias && tied;
            c->alias_loose += alias && (p[i].actor == p[k].actor ||
                                        is_loose(loose, n_loose, p[i].actor, p[k].actor));
        }
    }
    VEC_RELEASE(&partners);
    mem_free(parent);
    return ok;
}

static void add_counts(struct counts *sum, const struct counts *c)
{
    double *to = (double *)sum;
    const double *from = (const double *)c;
    for (size_t i = 0; i < sizeof *c / sizeof *to; i++)
        to[i] += from[i];
}

static bool count(const struct link_context *x, struct place *p, size_t n, const uint32_t *of_actor,
                  const struct link_result *links, struct counts *c)
{
    uint64_t *loose = loose_actors(links);
    bool ok = loose != NULL;
    qsort(p, n, sizeof *p, by_any);
    count_claims(p, n, of_actor, links->actors.n, c);
    qsort(p, n, sizeof *p, by_cluster);
    for (size_t from = 0, to; from < n && ok; from = to) {
        struct counts one = {0};
        for (to = from; to < n && p[to].cluster == p[from].cluster;)
            to++;
        count_cluster(p, from, to, &one);
        ok = count_compared(x, p + from, to - from, loose, links->loose.n, &one);
        add_counts(&c[p[from].group], &one);
        add_counts(&c[ALL], &one);
    }
    mem_free(loose);
    return ok;
}

static double f1(double precision, double recall)
{
    return precision + recall > 0 ? 2 * precision * recall / (precision + recall) : 0;
}

static double share(double part, double whole)
{
    return whole > 0 ? part / whole : 1;
}

static void print(const char *label, const struct counts *c)
{
    double p = share(c->right, c->claimed), r = share(c->both, c->truth);
    double bp = share(c->b_precision, c->n), br = share(c->b_recall, c->n);
    printf("| %s | %.0f | %.0f | %.4f | %.4f | %.4f | %.4f | %.4f | %.4f | %.4f |", label, c->n,
           c->truth, p, r, f1(p, r), bp, br, f1(bp, br), share(c->met, c->truth));
}

static void print_all(const char *label, const struct counts *c, uint64_t n_scored,
                      const double took[2])
{
    print(label, &c[ALL]);
    printf(" %.2f | %.3f | %.3f |\n", (double)n_scored / took[1] / 1e6, took[0], took[1]);
    for (int g = 0; g < ALL && c[ALL].n > c[0].n; g++) {
        char name[80];
        const struct counts *of = &c[g];
        if (of->n <= 0)
            continue;
        snprintf(name, sizeof name, g ? "difficulty %d" : "honest", g);
        print(name, of);
        printf(" tied %.4f | | |\n", share(of->tied, of->truth));
        if (of->alias_truth > 0)
            printf("| its aliases | | %.0f | | %.4f, with uncertain links %.4f | | | | | %.4f | "
                   "tied %.4f | | |\n",
                   of->alias_truth, share(of->alias_both, of->alias_truth),
                   share(of->alias_loose, of->alias_truth), share(of->alias_met, of->alias_truth),
                   share(of->alias_tied, of->alias_truth));
    }
}

static enum seine_status block(struct link_context *x, struct pool *pool, struct seine_error *err)
{
    enum seine_status status = strtab_init(&x->keys);
    if (status == SEINE_OK)
        status = link_keys(x, pool, err);
    if (status == SEINE_OK)
        status = link_profiles(x, pool, err);
    return status == SEINE_OK ? link_block(x, pool, err) : status;
}

/* "id,actor" of each record, for whoever wants to see what went wrong. */
static void write_actors(const char *path, const struct trade_table *t, const uint32_t *actor_of)
{
    FILE *f = path ? fopen(path, "w") : NULL;
    for (size_t i = 0; f && i < t->records.n; i++) {
        uint32_t m = table_mention_of(t, &t->records.v[i], TRADE_CONSIGNEE);
        if (m != MAP_NONE)
            fprintf(f, STR_FMT ",%u\n", STR_ARG(table_str(t, t->records.v[i].id)), actor_of[m]);
    }
    if (f)
        fclose(f);
}

/* What was learnt. */
static void print_model(const struct link_model *model)
{
    printf("prior %.2f, fellows %.2f, kin %.2f\n", model->prior_bits, model->fellows, model->kin);
    for (int l = 0; l < LINK_N_LEVELS; l++)
        printf("%-14s %2d m %.4f (%.4f) k %.4f (%.4f) u %.4f (%.4f) bits %.2f kin %.2f\n",
               link_field_name(link_level_rules[l].field), l, model->m[l],
               (double)link_level_rules[l].m, model->k[l], (double)link_level_rules[l].k,
               model->u[l], (double)link_level_rules[l].u, model->bits[l], model->kin_bits[l]);
}

/* The true pairs that were not joined, and what spoke for and against each. */
static void print_lost(const struct link_context *x, const struct place *p, size_t n)
{
    struct buf out;
    buf_init(&out, MIB);
    for (size_t i = 0; i < n; i++)
        for (size_t k = i + 1; k < n && p[k].cluster == p[i].cluster; k++) {
            uint32_t a = x->profile_of[p[i].mention], b = x->profile_of[p[k].mention];
            struct link_pair pair = {.a = a < b ? a : b, .b = a < b ? b : a};
            if (p[i].actor == p[k].actor)
                continue;
            link_score(x, &pair);
            pair.a = p[i].mention;
            pair.b = p[k].mention;
            buf_reset(&out);
            link_text(x->table, &pair, &out);
            printf("lost %+.1f " STR_FMT "\n", (double)pair.weight, STR_ARG(buf_str(&out)));
        }
    buf_release(&out);
}

/* Uncertain links by what they are said to be worth, and how often they hold: LOOSE=1. */
static bool print_loose(const struct link_result *links, const struct place *p, size_t n,
                        size_t n_mentions)
{
    static const double least[] = {0.0, 0.003, 0.01, 0.03, 0.1, 0.3, 0.6, 0.9, 1.01};
    uint32_t *any_of = mem_calloc(n_mentions + 1, sizeof *any_of);
    for (size_t i = 0; any_of && i < n; i++)
        any_of[p[i].mention] = p[i].any;
    printf("| uncertain links | stated | one actor |\n|---|---|---|\n");
    for (size_t bin = 0; any_of && least[bin] < 1; bin++) {
        double all = 0, stated = 0, right = 0;
        for (size_t i = 0; i < links->loose.n; i++) {
            const struct link_pair *l = &links->loose.v[i];
            double p_one = bits_to_probability((double)l->weight);
            if (p_one < least[bin] || p_one >= least[bin + 1])
                continue;
            all++;
            stated += p_one;
            right += any_of[l->a] == any_of[l->b];
        }
        printf("| %.0f | %.4f | %.4f |\n", all, share(stated, all), share(right, all));
    }
    bool ok = any_of != NULL;
    mem_free(any_of);
    return ok;
}

static bool print_wanted(const struct link_context *x, const struct link_result *links,
                         const struct place *p, size_t n)
{
    if (getenv("LOST"))
        print_lost(x, p, n);
    return !getenv("LOOSE") || print_loose(links, p, n, x->table->mentions.n);
}

static enum seine_status measure(const char *label, const struct trade_table *t, struct pool *pool,
                                 const char *actors, struct seine_error *err)
{
    struct link_result links;
    struct link_context x = {.table = t};
    struct counts c[N_GROUPS] = {0};
    double start = seconds(CLOCK_MONOTONIC), start_cpu = seconds(CLOCK_PROCESS_CPUTIME_ID);
    struct link_options options = {.as_stated = getenv("AS_STATED") != NULL};
    enum seine_status status = link_run(t, &options, pool, NULL, &links, err);
    double took[2] = {seconds(CLOCK_MONOTONIC) - start,
                      seconds(CLOCK_PROCESS_CPUTIME_ID) - start_cpu};
    if (status == SEINE_OK)
        status = block(&x, pool, err);
    if (status == SEINE_OK && (getenv("MODEL") || getenv("LOST")))
        status = link_learn(&x, pool, err);
    if (getenv("MODEL"))
        print_model(&x.model);
    struct place *p = mem_calloc(t->records.n + 1, sizeof *p);
    uint32_t *of_actor = mem_calloc((links.actors.n + 1) * N_GROUPS, sizeof *of_actor);
    if (status != SEINE_OK || !p || !of_actor)
        return status == SEINE_OK ? SEINE_NOMEM : status;
    size_t n = place_all(t, links.actor_of, p);
    for (size_t i = 0; i < n; i++) {
        of_actor[p[i].actor * N_GROUPS + p[i].group]++;
        of_actor[p[i].actor * N_GROUPS + ALL]++;
    }
    if (!count(&x, p, n, of_actor, &links, c))
        status = SEINE_NOMEM;
    else if (n)
        print_all(label, c, links.n_scored, took);
    if (status == SEINE_OK && !print_wanted(&x, &links, p, n))
        status = SEINE_NOMEM;
    write_actors(actors, t, links.actor_of);
    mem_free(p);
    mem_free(of_actor);
    link_context_release(&x);
    link_result_release(&links);
    return status;
}

int main(int argc, char **argv)
{
    struct trade_table t;
    struct pool *pool = NULL;
    struct seine_error err = {0};
    int64_t threads = 1;
    if (argc < 3 || (argc > 3 && !str_to_i64(str_of(argv[3]), &threads))) {
        fprintf(stderr, "usage: link LABEL RECORDS.ndjson [THREADS [ACTORS.csv]]\n");
        return 2;
    }
    if (pool_new((unsigned)threads, &pool, &err) != SEINE_OK || trade_table_init(&t) != SEINE_OK ||
        bench_read_file(argv[2], true, &t, &err) != SEINE_OK ||
        trade_table_seal(&t, NULL, &err) != SEINE_OK ||
        measure(argv[1], &t, pool, argc > 4 ? argv[4] : NULL, &err) != SEINE_OK) {
        fprintf(stderr, "link: %s\n", err.message);
        return 2;
    }
    trade_table_release(&t);
    pool_free(pool);
    return 0;
}
