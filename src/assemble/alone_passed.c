/* assemble/alone_passed.c - which records are legs of goods that only went through a hand: in from
 * one country, soon out to a third. Two things that typologies name are told apart: the goods left
 * under other words or another heading than they came (false description behind a trader's new
 * papers), and they left as they came (re-export at once, "cargo laundering"). Entrepots do the
 * second all day and anybody may do the first once: how rare either is in the data at hand is found
 * by alone.c. A pair of consignments comes from relay.c; here it must have the same mass, not only
 * about the same, for a mass is what a new paper leaves alone. */
#include "assemble/alone.h"

#include <math.h>

#define SAME_MASS   0.002 /* rounding */
#define SAME_VALUE  1.25  /* a margin, not another thing */
#define SOON_DAYS   45
#define SAME_SUM    0.01 /* of several roundings, and the packing */
#define LOTS        3
#define MOST_OF_IT  0.75 /* of one lot; with more the others are beside it by chance */
#define GATHER_DAYS 365
#define MAX_WORDS   32

static uint32_t country_of(const struct as_context *x, uint32_t record, enum trade_role role)
{
    const struct trade_table *t = x->in->table;
    uint32_t mention = table_mention_of(t, &t->records.v[record], role);
    return mention == MAP_NONE ? 0 : t->mentions.v[mention].country;
}

/* From one country through another to a third. */
static bool goes_through(const struct as_context *x, uint32_t in, uint32_t out)
{
    uint32_t from = country_of(x, in, TRADE_SHIPPER), to = country_of(x, out, TRADE_CONSIGNEE),
             by = country_of(x, in, TRADE_CONSIGNEE);
    return from && by && to && from != by && by != to && from != to;
}

static double usd_of(const struct as_context *x, const struct table_line *l)
{
    const struct geo_currency *c = geo_currency(x->in->geo, table_str(x->in->table, l->currency));
    return l->value_cents == TRADE_NONE || !c ? NAN : (double)l->value_cents * c->usd_rate;
}

static bool is_same_value(const struct as_context *x, const struct table_line *in,
                          const struct table_line *out)
{
    double ratio = usd_of(x, out) / usd_of(x, in); /* NaN is neither */
    return ratio > 1 / SAME_VALUE && ratio < SAME_VALUE;
}

static const struct table_cargo *cargo_of(const struct as_context *x, const struct table_line *l)
{
    return &x->in->table->cargos.v[l->cargo];
}

/* Words of some length that are no numbers. */
static size_t words_of(struct str description, char *room, struct str *ret)
{
    struct str text = {room, goods_fold(description, room, GOODS_FOLD_ROOM)}, word;
    bool more = true;
    size_t n = 0;
    while (n < MAX_WORDS && str_cut(&text, &more, ' ', &word))
        if (word.n >= 3 && !(word.p[0] >= '0' && word.p[0] <= '9'))
            ret[n++] = word;
    return n;
}

/* Does `out` say less than `in`, and nothing of what that says? */
static bool says_less(struct str in, struct str out)
{
    char in_room[GOODS_FOLD_ROOM], out_room[GOODS_FOLD_ROOM];
    struct str a[MAX_WORDS], b[MAX_WORDS];
    size_t n = words_of(in, in_room, a), m = words_of(out, out_room, b);
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < m; k++)
            if (str_is(a[i], b[k]))
                return false;
    return m < n;
}

static unsigned facts_of(const struct as_context *x, const struct as_relay *relay)
{
    const struct trade_table *t = x->in->table;
    const struct table_line *in = &t->lines.v[relay->in_line], *out = &t->lines.v[relay->out_line];
    int64_t a = as_line_mass(x, relay->in, relay->in_line),
            b = as_line_mass(x, relay->out, relay->out_line);
    if (fabs((double)(a - b)) > SAME_MASS * (double)a ||
        x->brief[relay->out].day - x->brief[relay->in].day > SOON_DAYS ||
        !goes_through(x, relay->in, relay->out))
        return 0;
    int heading =
        as_same_heading(as_line_stated(x, relay->in_line), as_line_stated(x, relay->out_line));
    bool is_renamed = heading == 0 ? is_same_value(x, in, out)
                                   : says_less(table_str(t, cargo_of(x, in)->description),
                                               table_str(t, cargo_of(x, out)->description));
    bool is_alike = heading == 1 || relay->component != MAP_NONE;
    return (is_renamed ? 1u << AS_RENAMED : 0) | (is_alike ? 1u << AS_THROUGH : 0);
}

static int64_t mass_of(const struct as_context *x, uint32_t record)
{
    const struct table_record *r = &x->in->table->records.v[record];
    int64_t sum = 0;
    for (uint32_t i = 0; i < r->n_lines; i++) {
        int64_t mass = as_line_mass(x, record, r->first_line + i);
        if (mass == TRADE_NONE || mass <= 0 || sum > INT64_MAX - mass)
            return TRADE_NONE;
        sum += mass;
    }
    return sum > 0 ? sum : TRADE_NONE;
}

/* All that came in [from, to) left as this one lot. */
static bool is_gathered(const struct as_context *x, const uint32_t *in, uint32_t n, uint32_t out)
{
    int64_t sum = 0, most = 0, whole = mass_of(x, out);
    for (uint32_t i = 0; i < n; i++) {
        int64_t mass = mass_of(x, in[i]);
        if (mass == TRADE_NONE || sum > INT64_MAX - mass || !goes_through(x, in[i], out))
            return false;
        sum += mass;
        most = mass > most ? mass : most;
    }
    return whole != TRADE_NONE && (double)most <= MOST_OF_IT * (double)whole &&
           fabs((double)(sum - whole)) <= SAME_SUM * (double)whole;
}

/* What one hand received between two lots that it sent, against the second, which left soon after
 * the last of it came. */
static void gather(const struct as_context *x, uint32_t actor, uint16_t *ret)
{
    const uint32_t *in = x->actor_records[ASSEMBLE_SINK] + x->actor_first[ASSEMBLE_SINK][actor],
                   *end =
                       x->actor_records[ASSEMBLE_SINK] + x->actor_first[ASSEMBLE_SINK][actor + 1];
    for (uint32_t k = x->actor_first[ASSEMBLE_SOURCE][actor];
         k < x->actor_first[ASSEMBLE_SOURCE][actor + 1]; k++) {
        uint32_t out = x->actor_records[ASSEMBLE_SOURCE][k], n = 0;
        while (in + n < end && in[n] < out)
            n++;
        bool is = n >= LOTS && x->brief[in[0]].day != DATE_NONE &&
                  x->brief[out].day - x->brief[in[0]].day <= GATHER_DAYS &&
                  x->brief[out].day - x->brief[in[n - 1]].day <= SOON_DAYS &&
                  is_gathered(x, in, n, out);
        for (uint32_t i = 0; i < n && is; i++)
            ret[in[i]] = (uint16_t)(ret[in[i]] | 1u << AS_GATHERED);
        if (is)
            ret[out] = (uint16_t)(ret[out] | 1u << AS_GATHERED);
        in += n;
    }
}

void as_passed_facts(const struct as_context *x, uint16_t *ret)
{
    for (size_t i = 0; i < x->relays.n; i++) {
        const struct as_relay *relay = &x->relays.v[i];
        unsigned set = facts_of(x, relay);
        ret[relay->in] = (uint16_t)(ret[relay->in] | set);
        ret[relay->out] = (uint16_t)(ret[relay->out] | set);
    }
    for (uint32_t a = 0; a < x->in->links->actors.n; a++)
        if (!x->in->links->actors.v[a].is_hub)
            gather(x, a, ret);
}
