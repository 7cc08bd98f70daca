/* link/loose.c - uncertain links: pairs of different actors that share a contact. If their names
 * are alike they may be one actor as papers usually show it, which the model tells (what the names
 * of kin have in common is no reason, unless a contact is the very same). Or it is one that wants
 * to be taken for several, whose papers differ in all else:
 *
 *     odds = links / (D - 1) / (D - 2 + chance)
 *
 * D parties hold the value that is shared, so it is this one of D - 1 others, and D - 2 of them
 * hold it although they are no part of the pair; chance is how many further parties hold such a
 * value where nobody is linked. The larger a file, the more strangers share an address by chance,
 * and the less it says: chance is learnt from the file, by how many parties hold values that two
 * hold for one that holds its alone (Good 1953). links, how many of a party's others are linked to
 * it by such a value, is stated: whoever hides is too rare to be learnt. That their names, numbers
 * and addresses differ says nothing against them; that their countries do, does: a contact is a
 * country's. */
#include "link/mention.h"

#include <math.h>

#define STATED_HOLDERS 64.0 /* of values, as if seen before */
#define PLACE_ALONE    8.0  /* bits of a city or a postcode at most, without the address */
#define MOST_BITS      6.0
/* Odds below which a link is not worth passing on. Who hides is who is looked for, and two that
 * make one kit complete say more than their link. */
#define LEAST_USUAL  0.01
#define LEAST_HIDDEN 0.001

struct kind {
    double links, chance; /* stated */
    bool of_any_name;     /* kin, who are alike in name, do not share it */
};
/* By simulated years of trade: docs/method.md. */
static const struct kind kinds[N_VALUES] = {
    [VALUE_PHONE] = {1, 0.01, true},
    [VALUE_EMAIL] = {0.04, 0.1, false},
    [VALUE_ADDRESS] = {0.003, 0.2, true},
    [VALUE_ID] = {0.04, 0.01, true},
};

bool link_shares_contact(const struct link_pair *p)
{
    return p->bits[LINK_PHONE] > 0 || p->bits[LINK_EMAIL] > 0 || p->bits[LINK_ID] > 0 ||
           (double)p->bits[LINK_ADDRESS] > PLACE_ALONE;
}

/* How many hold a value that is worth so much: block.c made n / (D (D - 1)) of it, or n / D. */
static double holders(const struct link_context *x, double bits)
{
    double z = (double)x->n / exp2(bits);
    return z < 1.5 ? 1 : (1 + sqrt(1 + 4 * z)) / 2;
}

void link_loose_learn(struct link_context *x)
{
    double alone[N_VALUES] = {0}, by_two[N_VALUES] = {0};
    for (size_t i = 0; i < x->n; i++) {
        const struct link_profile *p = &x->profiles[i];
        uint32_t at = x->rest[i].first;
        for (int k = 0; k < N_VALUES; k++)
            for (uint32_t end = at + p->n[k]; at < end; at++) {
                double n = holders(x, (double)x->contact[x->values.v[at]]);
                alone[k] += n < 1.5;
                by_two[k] += n >= 1.5 && n < 2.5;
            }
    }
    for (int k = 0; k < N_VALUES; k++)
        x->chance[k] = (by_two[k] + STATED_HOLDERS * kinds[k].chance) / (alone[k] + STATED_HOLDERS);
}

/* How alike the names of a pair are; a name that is not there is like no other. */
static enum link_level name_level(const struct link_marks *marks)
{
    for (size_t i = 0; i < marks->n; i++)
        if (marks->level[i] <= NAME_OTHER)
            return (enum link_level)marks->level[i];
    return NAME_OTHER;
}

static bool is_abroad(const struct link_marks *marks)
{
    for (size_t i = 0; i < marks->n; i++)
        if (marks->level[i] == COUNTRY_OTHER)
            return true;
    return false;
}

double link_loose_weight(const struct link_context *x, const struct link_pair *p,
                         const struct link_marks *marks)
{
    enum link_level name = name_level(marks);
    double hidden = 0;
    bool has_value = false;
    if (is_abroad(marks))
        return -INFINITY;
    for (int k = 0; k < N_VALUES; k++) {
        double bits = link_shared(x, &x->profiles[p->a], &x->profiles[p->b], (enum link_value)k);
        has_value = has_value || bits >= 0;
        double others = fmax(holders(x, bits) - 1, 1);
        if (bits >= 0 && (name == NAME_OTHER || kinds[k].of_any_name))
            hidden += kinds[k].links / others / (others - 1 + x->chance[k]);
    }
    bool is_usual = name < (has_value ? NAME_OTHER : NAME_TRADE);
    double usual = is_usual ? exp2((double)p->weight) : 0;
    if (hidden < LEAST_HIDDEN && usual < LEAST_USUAL)
        return -INFINITY;
    return link_rounded(fmin(log2(hidden + usual), MOST_BITS));
}
