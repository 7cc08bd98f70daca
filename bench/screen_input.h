/* bench/screen_input.h - what bench/screen measures with: names to ask for, and lists made larger.
 */
#ifndef BENCH_SCREEN_INPUT_H
#define BENCH_SCREEN_INPUT_H

#include "screen/screen.h"

typedef VEC(struct screen_subject) subjects;

static inline uint64_t bench_random(uint64_t *seed)
{
    uint64_t z = *seed += UINT64_C(0x9E3779B97F4A7C15);
    z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
    return z ^ z >> 31;
}

/* The first `most` distinct party names of a consignments file (columns *_name), in file order;
 * with_country: with the column *_country beside it. */
enum seine_status bench_papers(const char *path, bool with_country, size_t most,
                               struct arena *arena, subjects *ret, struct seine_error *err);
/* Distinct listed names, taken at even steps through the lists; slips: with one letter of each
 * left out, doubled, swapped with the next or replaced. */
enum seine_status bench_listed(const struct list_set *set, bool slips, size_t most,
                               struct arena *arena, subjects *ret);
/* Lists of about n_names names recombined from the words of `from`: each word of a made-up name
 * stands where it stood in some listed name of the same kind; every eighth word is respelt, so that
 * the vocabulary grows as well. Every thousandth entity has 100 names, all others one or two. */
enum seine_status bench_scaled(const struct list_set *from, size_t n_names, struct list_set *ret,
                               struct seine_error *err);

struct bench_worst {
    const char *what;
    struct screen_subject subject;
};
#define BENCH_WORST 12
/* Queries made to be slow on this set. */
enum seine_status bench_worst(const struct list_set *set, struct arena *arena,
                              struct bench_worst ret[BENCH_WORST], size_t *ret_n);

#endif
