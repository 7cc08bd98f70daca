/* The mean of the assembly score's likelihood ratio under its own null, by simulation: it must not
 * be above 1 (docs/method.md, "Assembly"). Prints mean and standard error for units of several
 * sizes and histories. Usage: assemble_null [DRAWS [SEED]] */
#include "assemble/assemble.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#define CLASSES 10

static double uniform(uint64_t *state)
{
    uint64_t z = *state += 0x9E3779B97F4A7C15u;
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
    z = (z ^ z >> 27) * 0x94D049BB133111EBu;
    return (double)((z ^ z >> 31) >> 11) * 0x1p-53;
}

/* Counts of a Polya urn: what a unit receives under the null. */
static void draw(const double *alpha, double alpha_total, int n, double *counts, uint64_t *seed)
{
    for (size_t c = 0; c < CLASSES; c++)
        counts[c] = 0;
    for (int i = 0; i < n; i++) {
        double at = uniform(seed) * (alpha_total + i);
        for (size_t c = 0; c < CLASSES; c++) {
            at -= alpha[c] + counts[c];
            if (at < 0) {
                counts[c]++;
                break;
            }
        }
    }
}

static void measure(int n, double history, long draws, uint64_t seed)
{
    double alpha[CLASSES], p[CLASSES + 1] = {0}, total = 30 + history, sum = 0, squares = 0;
    double counts[CLASSES], share = 1, rare = 0.004; /* a class is one consignment of 250 */
    for (size_t c = 0; c < CLASSES; c++)
        alpha[c] = 30 * rare * (double)(c + 1) + (c == 0 ? history / 2 : 0);
    for (size_t k = 2; k <= CLASSES; k++)
        p[k] = 1.0 / (CLASSES - 1);
    for (long i = 0; i < draws; i++) {
        draw(alpha, total, n, counts, &seed);
        struct assemble_counts view = {.m = CLASSES,
                                       .levels = 1,
                                       .counts = counts,
                                       .alpha = alpha,
                                       .n = n,
                                       .alpha_total = total,
                                       .share = &share,
                                       .p = p,
                                       .k_min = 2};
        double lr = assemble_lr(&view);
        sum += lr;
        squares += lr * lr;
    }
    double mean = sum / (double)draws;
    printf("%12d %8.0f %12ld %10.4f +- %.4f\n", n, history, draws, mean,
           sqrt((squares / (double)draws - mean * mean) / (double)draws));
}

int main(int argc, char **argv)
{
    long draws = argc > 1 ? strtol(argv[1], NULL, 10) : 1000000;
    uint64_t seed = argc > 2 ? strtoull(argv[2], NULL, 10) : 1;
    static const int sizes[] = {20, 60, 200};
    if (draws < 1) {
        fprintf(stderr, "usage: assemble_null [DRAWS [SEED]]\n");
        return 2;
    }
    printf("%12s %8s %12s %10s (%d classes, seed %llu)\n", "consignments", "history", "draws",
           "mean LR", CLASSES, (unsigned long long)seed);
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        measure(sizes[i], 0, draws, seed);
        measure(sizes[i], 40, draws, seed);
    }
    return 0;
}
