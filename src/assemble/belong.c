/* assemble/belong.c - which consignments of a grown net belong to it. Growth follows every tie and
 * brings in honest trade of busy hands too. Here each consignment is judged by all that is known of
 * it within the net: how well its goods fit, whether it is passed on, how much of what its hands do
 * around is in the net, how much of what goes under the very name on its papers. The weights are a
 * logistic regression of "it is the scheme's" on simulated years (bench/membership.py). */
#include "assemble/net.h"

#include <math.h>
#include <string.h>

#define N_NAMES      1024 /* slots, a power of two, of which half are used at most */
#define MOST_PARTNER 800  /* a partner with more consignments is nobody's front */
#define MOST_FAR     300  /* consignments of a hand before and after the net that are its custom */
#define FULL_BITS    10.0
#define N_LOGS       1024 /* logarithms of small counts that are kept */

const char *const net_sign_names[NET_N_SIGNS] = {[NET_STRONG] = "strong",
                                                 [NET_MIDDLING] = "middling",
                                                 [NET_WEAK] = "weak",
                                                 [NET_LEG] = "leg",
                                                 [NET_PASSED_IN] = "passed-in",
                                                 [NET_PASSED_ON] = "passed-on",
                                                 [NET_AWAY] = "away",
                                                 [NET_BETWEEN] = "between",
                                                 [NET_OUTWARD] = "outward",
                                                 [NET_PARTNER] = "partner",
                                                 [NET_PARTNER_SHARE] = "partner-share",
                                                 [NET_PARTNER_OURS] = "partner-ours",
                                                 [NET_PURER_HAND] = "purer-hand",
                                                 [NET_OTHER_HAND] = "other-hand",
                                                 [NET_PURER_NAME] = "purer-name",
                                                 [NET_OTHER_NAME] = "other-name",
                                                 [NET_RELAYS] = "relays",
                                                 [NET_FITTING] = "fitting",
                                                 [NET_REPEAT] = "repeat",
                                                 [NET_ORDINARY] = "ordinary",
                                                 [NET_SIZE] = "size"};

struct count { /* consignments of a hand or a name around the net, and in it */
    uint32_t name, around, ours, relays;
    uint32_t fitting, away; /* around that can be pieces; not around */
};

struct dealings { /* of a hand with a partner that it has in the net, not around the net */
    uint32_t hand, partner, n;
};

struct net_tally {
    struct count hands[NET_CORE];
    uint16_t sectors[NET_CORE][AS_N_SECTORS]; /* of a hand's consignments not around the net */
    struct dealings dealings[N_NAMES]; /* by open addressing; n == 0: free, else one too many */
    struct count names[N_NAMES];       /* the same of around */
    uint16_t of_dealings[N_NAMES / 2], of_names[N_NAMES / 2]; /* slots in use: hardly any */
    size_t n_dealings, n_names;
    float log2_of[N_LOGS]; /* log2(1 + n) */
};

struct net_tally *as_tally_new(void)
{
    struct net_tally *y = mem_calloc(1, sizeof *y);
    for (size_t i = 0; y && i < N_LOGS; i++)
        y->log2_of[i] = log2f(1 + (float)i);
    return y;
}

static float doublings(const struct net_tally *y, uint32_t n)
{
    return n < N_LOGS ? y->log2_of[n] : log2f(1 + (float)n);
}

static void clear(struct net_tally *y, size_t n_core)
{
    memset(y->hands, 0, n_core * sizeof y->hands[0]);
    memset(y->sectors, 0, n_core * sizeof y->sectors[0]);
    for (size_t i = 0; i < y->n_dealings; i++)
        y->dealings[y->of_dealings[i]].n = 0;
    for (size_t i = 0; i < y->n_names; i++)
        y->names[y->of_names[i]].around = 0;
    y->n_names = y->n_dealings = 0;
}

static struct count *name_slot(struct net_tally *y, uint32_t name)
{
    size_t at = (name * 2654435761u) % N_NAMES;
    while (y->names[at].around > 0 && y->names[at].name != name)
        at = (at + 1) % N_NAMES;
    return &y->names[at];
}

static void enter_name(struct net_tally *y, uint32_t name)
{
    struct count *c = name_slot(y, name);
    if (c->around > 0 || y->n_names == N_NAMES / 2)
        return;
    *c = (struct count){.name = name, .around = 1};
    y->of_names[y->n_names++] = (uint16_t)(c - y->names);
}

static struct dealings *dealings_slot(struct net_tally *y, size_t hand, uint32_t partner)
{
    size_t at = (partner * 2654435761u + hand * 40503u) % N_NAMES;
    while (y->dealings[at].n > 0 &&
           (y->dealings[at].hand != hand || y->dealings[at].partner != partner))
        at = (at + 1) % N_NAMES;
    return &y->dealings[at];
}

static void enter_dealings(struct net_tally *y, size_t hand, uint32_t partner)
{
    struct dealings *d = dealings_slot(y, hand, partner);
    if (d->n > 0 || y->n_dealings == N_NAMES / 2)
        return;
    *d = (struct dealings){(uint32_t)hand, partner, 1};
    y->of_dealings[y->n_dealings++] = (uint16_t)(d - y->dealings);
}

/* The names of the hands on the net's papers, and the partners of each there: of no others is
 * anything counted. */
static void enter_ends(const struct as_net *net, const struct as_context *x)
{
    for (size_t i = 0; i < net->n; i++)
        for (int side = 0; side < 2; side++) {
            uint32_t r = net->records[i];
            size_t n, n_far;
            const uint32_t *actors = as_actors_of(x, r, (enum assemble_side)side, &n);
            const uint32_t *far = as_actors_of(x, r, (enum assemble_side)(1 - side), &n_far);
            const uint32_t *names = as_names_of(x, r, (enum assemble_side)side);
            for (size_t k = 0; k < n; k++) {
                size_t hand = as_net_hand(net, actors[k]);
                if (hand == net->n_core)
                    continue;
                enter_name(net->tally, names[k]);
                for (size_t j = 0; j < n_far; j++)
                    enter_dealings(net->tally, hand, far[j]);
            }
        }
}

/* What the hand does at other times: its ordinary trade. */
static void count_away(struct net_tally *y, const struct as_context *x, uint32_t at,
                       enum assemble_side side, size_t hand)
{
    size_t n;
    const struct as_entry *e = &x->actor_entries[side][at];
    const uint32_t *far = as_partners_of(x, e, x->actor_records[side][at], (int)side, &n);
    y->hands[hand].away++;
    uint16_t *of_sector = &y->sectors[hand][e->sector];
    *of_sector = (uint16_t)(*of_sector + (*of_sector < UINT16_MAX));
    for (size_t k = 0; k < n; k++) {
        struct dealings *d = dealings_slot(y, hand, far[k]);
        d->n += d->n > 0;
    }
}

/* By the hand of that side, to or from another consignment of the net. */
static bool is_passed_within(const struct as_net *net, const struct as_context *x, uint32_t record,
                             enum assemble_side side)
{
    uint32_t relay = side == ASSEMBLE_SINK ? x->relay_from[record] : x->relay_of[record];
    return as_is_telling(x, relay) &&
           as_net_has(net, side == ASSEMBLE_SINK ? x->relays.v[relay].out : x->relays.v[relay].in);
}

static void count_entry(const struct as_net *net, const struct as_context *x, uint32_t kit,
                        uint32_t at, enum assemble_side side, size_t hand)
{
    const struct as_entry *e = &x->actor_entries[side][at];
    uint32_t record = x->actor_records[side][at];
    struct count *h = &net->tally->hands[hand];
    bool ours = as_net_has(net, record);
    if (!ours && !as_net_is_around(net, x, record)) {
        count_away(net->tally, x, at, side, hand);
        return;
    }
    h->fitting += as_symbol(x, e->fits, kit) >= 0;
    h->around++;
    h->ours += ours;
    h->relays += ours && is_passed_within(net, x, record, side);
    struct count *c = name_slot(net->tally, e->name);
    if (c->around > 0) {
        c->around++;
        c->ours += ours;
    }
}

/* The nearest of what lies outside of the part. */
static void count_far(const struct as_net *net, const struct as_context *x, struct as_net_part part,
                      enum assemble_side side, size_t hand)
{
    uint32_t first = part.to[0], end = x->actor_first[side][net->core[hand] + 1];
    if (part.from[1] - first > MOST_FAR)
        first = part.from[1] - MOST_FAR;
    if (end - part.to[1] > MOST_FAR)
        end = part.to[1] + MOST_FAR;
    for (uint32_t k = first; k < part.from[1]; k++)
        count_away(net->tally, x, k, side, hand);
    for (uint32_t k = part.to[1]; k < end; k++)
        count_away(net->tally, x, k, side, hand);
}

static void count_all(const struct as_net *net, const struct as_context *x, uint32_t kit)
{
    struct net_tally *y = net->tally;
    clear(y, net->n_core);
    enter_ends(net, x);
    for (size_t i = 0; i < net->n_core; i++)
        for (int side = 0; side < 2; side++) {
            struct as_net_part part = as_net_part_of(net, x, net->core[i], side);
            for (int p = 0; p < 2; p++)
                for (uint32_t k = part.from[p]; k < part.to[p]; k++)
                    count_entry(net, x, kit, k, (enum assemble_side)side, i);
            count_far(net, x, part, (enum assemble_side)side, i);
        }
}

static float part(double some, double all)
{
    return (float)(some / all);
}

static void sign_hand(struct net_tally *y, size_t hand, uint32_t name, float *ret)
{
    const struct count *h = &y->hands[hand], *c = name_slot(y, name);
    float of_hand = part(h->ours, h->around + 1.0);
    float of_name = c->around > 0 ? part(c->ours - 1.0, c->around - 1.0) : of_hand;
    ret[NET_PURER_HAND] = fmaxf(ret[NET_PURER_HAND], of_hand);
    ret[NET_OTHER_HAND] = fminf(ret[NET_OTHER_HAND], of_hand);
    ret[NET_PURER_NAME] = fmaxf(ret[NET_PURER_NAME], of_name);
    ret[NET_OTHER_NAME] = fminf(ret[NET_OTHER_NAME], of_name);
    ret[NET_RELAYS] = fmaxf(ret[NET_RELAYS], doublings(y, h->relays));
    ret[NET_FITTING] = fmaxf(ret[NET_FITTING], part(h->fitting, h->around + 1.0));
}

/* Goods and partner against what the hand does at other times. */
static void sign_custom(struct net_tally *y, const struct as_context *x, uint32_t record,
                        size_t hand, int side, float *ret)
{
    size_t n;
    const uint32_t *far = as_actors_of(x, record, (enum assemble_side)(1 - side), &n);
    ret[NET_ORDINARY] = fmaxf(ret[NET_ORDINARY], part(y->sectors[hand][x->brief[record].sector],
                                                      y->hands[hand].away + 2.0));
    for (size_t k = 0; k < n; k++) {
        uint32_t entered = dealings_slot(y, hand, far[k])->n;
        ret[NET_REPEAT] = fmaxf(ret[NET_REPEAT], doublings(y, entered - (entered > 0)));
    }
}

static void sign_partner(const struct as_net *net, const struct as_context *x, int side,
                         uint32_t actor, float *ret)
{
    uint32_t all = x->actor_first[side][actor + 1] - x->actor_first[side][actor];
    uint32_t ours = all > MOST_PARTNER ? 0 : as_net_ours(net, actor, side);
    float of_partner = part(ours, all + 1.0);
    if (of_partner < ret[NET_PARTNER_SHARE])
        return;
    ret[NET_PARTNER] = doublings(net->tally, all);
    ret[NET_PARTNER_SHARE] = of_partner;
    ret[NET_PARTNER_OURS] = doublings(net->tally, ours);
}

static void sign_ends(const struct as_net *net, const struct as_context *x, uint32_t record,
                      float *ret)
{
    const uint32_t *actors[2];
    size_t n[2];
    bool is_hand[2] = {false, false};
    ret[NET_OTHER_HAND] = ret[NET_OTHER_NAME] = 1;
    for (int side = 0; side < 2; side++) {
        const uint32_t *names = as_names_of(x, record, (enum assemble_side)side);
        actors[side] = as_actors_of(x, record, (enum assemble_side)side, &n[side]);
        for (size_t k = 0; k < n[side]; k++) {
            size_t hand = as_net_hand(net, actors[side][k]);
            if (hand == net->n_core)
                continue;
            is_hand[side] = true;
            sign_hand(net->tally, hand, names[k], ret);
            sign_custom(net->tally, x, record, hand, side, ret);
        }
    }
    ret[NET_BETWEEN] = is_hand[ASSEMBLE_SINK] && is_hand[ASSEMBLE_SOURCE];
    ret[NET_OUTWARD] = is_hand[ASSEMBLE_SOURCE];
    for (int side = 0; side < 2; side++)
        for (size_t k = 0; k < n[side] && !is_hand[side]; k++)
            sign_partner(net, x, side, actors[side][k], ret);
}

/* How surely the relay joins the consignment to its other leg, `leg`, of the same net. */
static float passed(const struct as_net *net, const struct as_relay *relay, uint32_t leg)
{
    return as_net_has(net, leg) ? part(fmin(FULL_BITS, (double)relay->bits), FULL_BITS) : 0;
}

static void sign(const struct as_net *net, const struct as_context *x,
                 const struct as_hypothesis *h, size_t i, float *ret)
{
    uint32_t r = net->records[i], came = x->relay_of[r], went = x->relay_from[r];
    int symbol = as_record_symbol(x, r, h->kit);
    int32_t day = x->brief[r].day, away = 0;
    memset(ret, 0, NET_N_SIGNS * sizeof *ret);
    if (symbol >= 0)
        ret[NET_STRONG + symbol % AS_LEVELS] = 1;
    if (day != DATE_NONE)
        away = day < h->first_day ? h->first_day - day : day > h->last_day ? day - h->last_day : 0;
    ret[NET_LEG] = net->roles[i] == NET_RELAY;
    if (came != MAP_NONE)
        ret[NET_PASSED_IN] = passed(net, &x->relays.v[came], x->relays.v[came].in);
    if (went != MAP_NONE)
        ret[NET_PASSED_ON] = passed(net, &x->relays.v[went], x->relays.v[went].out);
    ret[NET_AWAY] = doublings(net->tally, (uint32_t)away);
    ret[NET_SIZE] = doublings(net->tally, (uint32_t)net->n - 1);
    sign_ends(net, x, r, ret);
}

void as_net_signs(struct as_net *net, const struct as_context *x, const struct as_hypothesis *h,
                  float *ret)
{
    count_all(net, x, h->kit);
    for (size_t i = 0; i < net->n; i++)
        sign(net, x, h, i, ret + i * NET_N_SIGNS);
}

static double log_odds(const float *sign)
{
    double odds = net_sign_constant;
    for (int k = 0; k < NET_N_SIGNS; k++)
        odds += net_sign_weights[k] * (double)sign[k];
    return odds;
}

/* Hands at no end of what is left are no hands of it. */
static void drop_hands(struct as_net *net, const struct as_context *x)
{
    bool stays[NET_CORE] = {false};
    size_t kept = 0;
    for (size_t i = 0; i < net->n; i++)
        for (int side = 0; side < 2; side++) {
            size_t n;
            const uint32_t *actors = as_actors_of(x, net->records[i], (enum assemble_side)side, &n);
            for (size_t k = 0; k < n; k++) {
                size_t hand = as_net_hand(net, actors[k]);
                if (hand < net->n_core)
                    stays[hand] = true;
            }
        }
    for (size_t i = 0; i < net->n_core; i++)
        if (stays[i])
            net->core[kept++] = net->core[i];
    net->n_core = kept;
}

static void narrow_days(struct as_net *net, const struct as_context *x)
{
    int32_t first = net->first_day, last = net->last_day;
    bool seen = false;
    for (size_t i = 0; i < net->n; i++) {
        int32_t day = x->brief[net->records[i]].day;
        if (day == DATE_NONE)
            continue;
        first = !seen || day < first ? day : first;
        last = !seen || day > last ? day : last;
        seen = true;
    }
    as_net_set_days(net, x, first, last);
}

/* Means over what stays, or over all. */
static void tell_custom(struct as_net *net, const float *sums, size_t n)
{
    net->odds = sums[0] / (float)n;
    net->repeat = sums[1] / (float)n;
    net->ordinary = sums[2] / (float)n;
}

void as_net_prune(struct as_net *net, const struct as_context *x, const struct as_hypothesis *h)
{
    bool stays[NET_RECORDS];
    float sums[2][3] = {{0}};
    size_t n = net->n, kept = 0;
    count_all(net, x, h->kit);
    for (size_t i = 0; i < n; i++) {
        float signs[NET_N_SIGNS];
        sign(net, x, h, i, signs);
        float odds = (float)log_odds(signs);
        kept += stays[i] = (double)odds >= net_sign_least;
        for (int all = !stays[i]; all < 2; all++) {
            sums[all][0] += odds;
            sums[all][1] += signs[NET_REPEAT];
            sums[all][2] += signs[NET_ORDINARY];
        }
    }
    if (kept < 2 || kept == n) {
        tell_custom(net, sums[1], n ? n : 1);
        return;
    }
    tell_custom(net, sums[0], kept);
    net->n = 0;
    for (size_t i = 0; i < n; i++) {
        if (!stays[i]) {
            as_net_slot(net, net->records[i])->mark = net->mark + 1;
            continue;
        }
        net->records[net->n] = net->records[i];
        net->roles[net->n++] = net->roles[i];
    }
    drop_hands(net, x);
    narrow_days(net, x);
}

uint32_t as_net_names(const struct as_net *net, const struct as_context *x)
{
    uint32_t names[2 * NET_RECORDS], hands[2 * NET_RECORDS];
    size_t n = 0;
    for (size_t i = 0; i < net->n; i++)
        for (int side = 0; side < 2; side++) {
            size_t m;
            const uint32_t *actors = as_actors_of(x, net->records[i], (enum assemble_side)side, &m);
            const uint32_t *of = as_names_of(x, net->records[i], (enum assemble_side)side);
            for (size_t k = 0; k < m && n < 2 * NET_RECORDS; k++) {
                if (as_net_hand(net, actors[k]) == net->n_core)
                    continue;
                names[n] = of[k];
                hands[n++] = actors[k];
            }
        }
    return (uint32_t)(sort_count_distinct_u32(names, n) - sort_count_distinct_u32(hands, n));
}
