/* screen/query.h - one name of a query on its way through the index, for screen/query*.c. */
#ifndef SCREEN_QUERY_H
#define SCREEN_QUERY_H

#include "screen/index.h"

struct search {
    struct screen_scratch *s;
    struct screen_name q;
    struct screen_side side;
    double floor;      /* bits that a name must reach */
    uint32_t possible; /* tokens that any listed name may have */
    uint32_t taken;    /* tokens whose words were asked for candidates */
    uint32_t needed;   /* tokens that every name above the floor has */
    bool several;
    bool is_same; /* only the very names asked for are wanted */
    struct screen_bounds bounds;
    uint32_t letters[SCREEN_UNITS]; /* of the units whose words have no keys */
    uint8_t unkeyed[SCREEN_UNITS];
    size_t n_unkeyed;
};

/* Candidates of the name at hand into s->candidates: every listed name that can reach the floor is
 * among them. *ret_all: the index cannot help, all names have to be scored. */
enum seine_status screen_gather(struct search *q, bool *ret_all) MUST_CHECK;
/* The words near every unit of the query; units that cannot match are left out from then on. */
enum seine_status screen_look_up(struct search *q) MUST_CHECK;

/* No name that has only the tokens in `matched`, worth at most `info`, can score more. */
double screen_most(const struct search *q, uint32_t matched, double info);
/* No listed name with these matches, all it has, can score more; one that may reach q->floor is
 * bounded, any other is somewhere below it. */
double screen_most_of(const struct search *q, const struct screen_side *l,
                      const struct screen_match *matches, size_t n);

static inline bool search_has_keys(const struct search *q, size_t unit)
{
    return screen_word_has_keys(&q->side.words[q->q.units[unit].word]);
}

/* Of a unit that has keys, once it was looked up. */
static inline const struct near_list *search_near(const struct search *q, size_t unit)
{
    return &q->s->lists.v[2 * (size_t)q->q.units[unit].word + !q->several];
}

static inline float search_loss(const struct search *q, size_t unit, const struct neighbour *n)
{
    return screen_crowd_loss(n->loss, &q->side.words[q->q.units[unit].word],
                             &q->s->index->words.list.v[n->word], q->several);
}

#endif
