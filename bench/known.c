/* bench/known.c - the index of known actors (pipeline/known.h) at a size: made-up parties, two ways
 * of naming each actor, then one look-up after the other, half of them of parties that are there.
 *
 * usage: known PARTIES LOOKUPS: prints one row of a table; times are of this thread's processor. */
#include "pipeline/known.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static double now_us(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

struct made {
    char name[64], address[64], phone[24], email[48], ids[32];
};

/* The i-th party: names of three words, of which some are many firms'. */
static struct known_party make(uint64_t i, struct made *m)
{
    uint64_t h = (i / 2 + 1) * 0x9E3779B97F4A7C15u;
    snprintf(m->name, sizeof m->name, "%llu Works %llu %s", (unsigned long long)(h >> 40),
             (unsigned long long)(h >> 20 & 0xfff), i % 2 ? "Ltd" : "Limited");
    snprintf(m->address, sizeof m->address, "%llu Harbour Road", (unsigned long long)(i % 999));
    snprintf(m->phone, sizeof m->phone, "+49%010llu", (unsigned long long)(h >> 32));
    snprintf(m->email, sizeof m->email, "office@w%llu.example", (unsigned long long)(h >> 30));
    snprintf(m->ids, sizeof m->ids, "vat=DE%llu", (unsigned long long)(h >> 31));
    return (struct known_party){str_of(m->name),
                                STR("DE"),
                                str_of(m->address),
                                STR("Hamburg"),
                                STR("20457"),
                                str_of(m->phone),
                                i % 3 ? STR_EMPTY : str_of(m->email),
                                i % 2 ? STR_EMPTY : str_of(m->ids)};
}

static int ascending(const void *a, const void *b)
{
    const double *x = a, *y = b;
    return *x < *y ? -1 : *x > *y;
}

int main(int argc, char **argv)
{
    uint64_t n = argc == 3 ? strtoull(argv[1], NULL, 10) : 0;
    size_t n_asked = argc == 3 ? strtoull(argv[2], NULL, 10) : 0, n_found = 0;
    struct known *k = NULL;
    struct made made;
    struct buf scratch;
    double *us = mem_alloc((n_asked + 1) * sizeof *us), began = now_us();
    if (!us || n_asked == 0 || known_new(&k) != SEINE_OK) {
        fputs("usage: known PARTIES LOOKUPS\n", stderr);
        return 2;
    }
    buf_init(&scratch, LIMIT_TEXT);
    for (uint64_t i = 0; i < n; i++) {
        char actor[24];
        struct known_party p = make(i, &made);
        snprintf(actor, sizeof actor, "A-%016llx", (unsigned long long)(i / 2));
        if (known_add(k, &p, str_of(actor), 1) != SEINE_OK)
            return 1;
    }
    if (known_seal(k) != SEINE_OK)
        return 1;
    double built = now_us() - began;
    for (size_t i = 0; i < n_asked; i++) {
        struct known_hit hits[KNOWN_MAX_HITS];
        struct known_party p = make(i * 0x9E3779B97F4A7C15u % (2 * n), &made);
        double start = now_us();
        n_found += known_find(k, &p, &scratch, hits) > 0;
        us[i] = now_us() - start;
    }
    qsort(us, n_asked, sizeof *us, ascending);
    struct known_stat stat = known_stat(k);
    printf("| %zu | %zu | %zu | %.0f MB | %.1f s | %.0f %% | %.2f | %.2f | %.1f |\n",
           stat.n_parties, stat.n_actors, stat.n_keys, (double)stat.bytes / 1e6, built / 1e6,
           100.0 * (double)n_found / (double)n_asked, us[n_asked / 2], us[n_asked * 99 / 100],
           us[n_asked - 1]);
    known_free(k);
    buf_release(&scratch);
    mem_free(us);
    return 0;
}
