/* link/model.h - what agreement and difference of two profiles are worth; private to link/.
 *
 * A comparison of two profiles gives marks: one per group of levels that both sides allow to be
 * compared (per type of number for identifiers). A mark's bits are
 *
 *     log2 m(level | one actor) + rarity      where the level says that a value is shared: u is the
 *                                             frequency of that very value (term frequency)
 *     log2 m(level | one actor) / u(level)    where it does not: u is measured on strangers
 *
 * Strangers drawn at random are not all there is beside one actor: kin are alike in name, place and
 * mail without being one (namesakes, sister firms, neighbours), though they have telephones and
 * numbers of their own. The weight is that of one actor against both:
 *
 *     weight = prior + sum of bits - log2(1 + 2^(prior of kin + sum of bits as kin))
 *
 * m and k start from the table in model.c and are moved to the data at hand by EM (learn.c). */
#ifndef LINK_MODEL_H
#define LINK_MODEL_H

#include "link/link.h"

#include <math.h>

enum link_level {
    NAME_SAME,   /* folded alike */
    NAME_WORDS,  /* all words have their likes */
    NAME_LONGER, /* one side says a trade, a place or an initial more */
    NAME_FULLER, /* one side has further words of its own */
    NAME_TRADE,  /* alike, but both name another trade or place */
    NAME_PARTLY, /* something in common */
    NAME_OTHER,
    PHONE_SAME,
    PHONE_OTHER,
    EMAIL_SAME,
    EMAIL_LIKE, /* a slip, or the same box at another host */
    EMAIL_DOMAIN,
    EMAIL_OTHER,
    ID_SAME,
    ID_SLIP,
    ID_OTHER,
    ADDRESS_SAME, /* as a set of words */
    ADDRESS_NEAR, /* most of the words of the shorter one */
    ADDRESS_POSTCODE,
    ADDRESS_CITY,
    ADDRESS_OTHER,
    PLACE_POSTCODE, /* where one side states no address */
    PLACE_CITY,
    PLACE_OTHER,
    COUNTRY_SAME,
    COUNTRY_OTHER,
    LINK_N_LEVELS
};

#define LINK_MAX_MARKS 13    /* one of each field, and of each kind of identifier: mention.h */
#define LINK_MOST_NAME 16.0F /* bits of a name */
#define LINK_FELLOWS   4.0   /* profiles of one actor beside this one, as stated; and kin */

struct link_marks {
    float rarity[LINK_MAX_MARKS]; /* 0 where no value is shared */
    uint8_t level[LINK_MAX_MARKS];
    uint8_t n;
};

struct link_level_rule {
    enum link_field field; /* that shows its bits */
    enum link_level group; /* its first level: m sums to one over a group */
    bool is_shared;        /* u is the value's own frequency */
    float m, k, u;         /* stated, of one actor, kin, strangers; k 0: kin are strangers in it */
    float least, most;     /* bits */
};
extern const struct link_level_rule link_level_rules[LINK_N_LEVELS];

struct link_model {
    double m[LINK_N_LEVELS], k[LINK_N_LEVELS], u[LINK_N_LEVELS];
    double bits[LINK_N_LEVELS];     /* log2 m / u, or log2 m for a shared value */
    double kin_bits[LINK_N_LEVELS]; /* the same of kin; 0 where they are strangers */
    double prior_bits, kin_prior;   /* that two profiles drawn at random are one actor, are kin */
    double fellows, kin;            /* of a profile, on average */
};

void link_model_init(struct link_model *model, size_t n_profiles);
/* Bits from m, u and fellows. */
void link_model_weigh(struct link_model *model, size_t n_profiles);
/* What a level may be worth. */
static inline double link_bound(const struct link_level_rule *rule, double bits)
{
    bits = bits < (double)rule->least ? (double)rule->least : bits;
    return bits > (double)rule->most ? (double)rule->most : bits;
}

/* To the nearest 64th, halves away from zero, as round() does; of numbers that are no larger than
 * bits are. */
static inline double link_rounded(double bits)
{
    double n = (double)(int64_t)(bits * 64), over = bits * 64 - n;
    return (n + (over >= 0.5 ? 1 : over <= -0.5 ? -1 : 0)) / 64;
}

/* One mark's bits, rounded so that any machine has the same sum. */
static inline double link_mark_bits(const struct link_model *model, const struct link_marks *marks,
                                    size_t i)
{
    const struct link_level_rule *rule = &link_level_rules[marks->level[i]];
    double rarity = (double)marks->rarity[i];
    return link_rounded(link_bound(rule, model->bits[marks->level[i]] + rarity));
}

/* All marks and the prior as kin. */
static inline double link_kin_weight(const struct link_model *model, const struct link_marks *marks)
{
    double sum = model->kin_prior;
    for (size_t i = 0; i < marks->n; i++) {
        const struct link_level_rule *rule = &link_level_rules[marks->level[i]];
        double rarity = (double)marks->rarity[i];
        if (rule->k > 0)
            sum += link_bound(rule, model->kin_bits[marks->level[i]] + rarity);
    }
    return sum;
}

/* What it costs that kin look like that too: 0 or less. */
static inline double link_kin_bits(double kin_weight)
{
    return -link_rounded(log2(1 + exp2(kin_weight < 60 ? kin_weight : 60)));
}

/* All marks and the prior as one actor, against strangers alone. */
static inline double link_marks_weight(const struct link_model *model,
                                       const struct link_marks *marks)
{
    double sum = model->prior_bits;
    for (size_t i = 0; i < marks->n; i++)
        sum += link_mark_bits(model, marks, i);
    return sum;
}

#endif
