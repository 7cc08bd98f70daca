/* sim/rng.h - counter-based random numbers: any draw can be made without the draws before it.
 *
 * A stream is named by (seed, stream, index); its n-th number is a finaliser over key + n * odd
 * (SplitMix64: Steele, Lea, Flood, OOPSLA 2014). Equal names give equal numbers on any thread. */
#ifndef SIM_RNG_H
#define SIM_RNG_H

#include <math.h>
#include <stdbool.h>
#include <stdint.h>

#define RNG_GOLDEN 0x9E3779B97F4A7C15ull

struct rng {
    uint64_t at;
};

static inline uint64_t rng_mix(uint64_t z)
{
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ull;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBull;
    return z ^ (z >> 31);
}

static inline uint64_t rng_key(uint64_t a, uint64_t b)
{
    return rng_mix(rng_mix(a + RNG_GOLDEN) ^ (b * 0xD6E8FEB86659FD93ull + RNG_GOLDEN));
}

static inline struct rng rng_of(uint64_t key)
{
    return (struct rng){rng_mix(key + RNG_GOLDEN)};
}

static inline uint64_t rng_u64(struct rng *r)
{
    r->at += RNG_GOLDEN;
    return rng_mix(r->at);
}

static inline double rng_unit(struct rng *r) /* [0, 1) */
{
    return (double)(rng_u64(r) >> 11) * 0x1.0p-53;
}

static inline uint32_t rng_below(struct rng *r, uint32_t n) /* [0, n), n > 0 */
{
    return (uint32_t)(((rng_u64(r) >> 32) * n) >> 32);
}

static inline bool rng_chance(struct rng *r, double p)
{
    return rng_unit(r) < p;
}

static inline int rng_between(struct rng *r, int lo, int hi) /* both included */
{
    return hi <= lo ? lo : lo + (int)rng_below(r, (uint32_t)(hi - lo) + 1u);
}

/* Sum of twelve uniforms less six: close to a standard normal within 3 deviations, cut at 6. */
static inline double rng_normal(struct rng *r)
{
    double sum = -6;
    for (int i = 0; i < 3; i++) {
        uint64_t u = rng_u64(r);
        sum += (double)((u & 0xFFFF) + (u >> 16 & 0xFFFF) + (u >> 32 & 0xFFFF) + (u >> 48)) / 65536;
    }
    return sum;
}

static inline double rng_lognormal(struct rng *r, double median, double sigma)
{
    return median * exp(sigma * rng_normal(r));
}

#endif
