/* assemble/alone.c - cases that one kind of conduct opens without a kit. How rare the conduct is
 * among all records of the data at hand is its null; a party with f of n records that show it has
 * an e-value (as_alone_bits), and the prior is that few of all parties looked at are meant. Parties
 * whose records stand in better cases already are passed over. */
#include "assemble/gamma.h"
#include "assemble/alone.h"

#include <math.h>
#include <stdlib.h>

#define CONCENTRATION 2.0
#define HALF          0.5 /* what the alternative bets on: it loses a bit where nothing is shown */
#define MAX_OF_KIND   1000
#define MEANT         5.0 /* of all parties; that more kinds are looked for does not make it more */

static const struct {
    const char *kind, *text;
    uint32_t least; /* records of one party that it takes to show it, 0: one */
} words[AS_N_FACTS] = {
    [AS_DATA_MEDIA] = {"data-media",
                       "nothing but data media, drawings or software, from a sender of machines",
                       0},
    [AS_SAMPLE] = {"sample",
                   "samples or prototypes of machines or chemicals as the first goods "
                   "between two parties",
                   0},
    [AS_DANGEROUS] = {"undeclared-danger",
                      "small lots that are dangerous by their words and not "
                      "declared so, the first between two parties",
                      0},
    [AS_REORDER] = {"re-order", "like goods within 180 days of a seizure", 0},
    [AS_FREIGHT_FAR] = {"freight-far",
                        "carriage far above what the lane costs and above what the "
                        "goods are worth",
                        0},
    [AS_RENAMED] = {"renamed-goods",
                    "goods that came from one country and soon left for a third "
                    "with the same mass, under other words",
                    2},
    [AS_THROUGH] = {"passed-through",
                    "goods that came from one country and soon left for a third "
                    "with the same mass",
                    2},
    [AS_GATHERED] = {"gathered",
                     "all that a party received from abroad left for a third country as "
                     "one lot",
                     3},
    [AS_SUCCESSOR] = {"successor",
                      "one name of a hand after another, with the same partner and in "
                      "the same trade",
                      2},
    [AS_BANNED] = {"banned-goods",
                   "goods that may not be traded with the country that they come from or go to", 0},
};

double as_alone_bits(double f, double n, double rate)
{
    return n > 0 ? as_beta_binomial(f, n, HALF, CONCENTRATION) -
                       as_beta_binomial(f, n, rate, CONCENTRATION)
                 : 0;
}

struct party {
    double bits;
    uint32_t actor, f, n;
};

struct alone {
    const struct as_context *x;
    uint8_t *taken; /* per record: in a better case */
    struct party *parties;
    double prior;
};

static bool is_named(const struct as_context *x, uint32_t record, enum assemble_side side,
                     uint32_t actor)
{
    size_t n, i = 0;
    const uint32_t *actors = as_actors_of(x, record, side, &n);
    while (i < n && actors[i] != actor)
        i++;
    return i < n;
}

/* Records of the actor on either side, those that show the fact, and those of them still free. */
static struct party count(const struct alone *s, uint32_t actor, enum as_fact fact,
                          uint32_t *ret_free)
{
    const struct as_context *x = s->x;
    struct party p = {.actor = actor};
    bool was_seized = fact != AS_REORDER;
    *ret_free = 0;
    for (int side = 0; side < 2; side++)
        for (uint32_t i = x->actor_first[side][actor]; i < x->actor_first[side][actor + 1]; i++) {
            uint32_t r = x->actor_records[side][i];
            if (side == ASSEMBLE_SOURCE && is_named(x, r, ASSEMBLE_SINK, actor))
                continue; /* to itself: it is counted already */
            bool shows = (unsigned)x->facts[r] >> fact & 1u;
            was_seized = was_seized || (x->facts[r] & AS_WAS_SEIZED);
            p.n++;
            p.f += shows;
            *ret_free += shows && !s->taken[r];
        }
    if (!was_seized) /* it was the other end's loss */
        p.f = 0;
    return p;
}

static int party_order(const void *l, const void *r)
{
    const struct party *a = l, *b = r;
    if (a->bits > b->bits || a->bits < b->bits)
        return a->bits > b->bits ? -1 : 1;
    return a->actor < b->actor ? -1 : a->actor > b->actor;
}

static size_t find(struct alone *s, enum as_fact fact, double min_score)
{
    size_t n = 0;
    for (uint32_t a = 0; a < s->x->in->links->actors.n; a++) {
        uint32_t n_free;
        if (s->x->in->links->actors.v[a].is_hub)
            continue;
        struct party p = count(s, a, fact, &n_free);
        if (p.f == 0 || p.f < words[fact].least || n_free * 2 < p.f)
            continue;
        p.bits = evidence_round(as_alone_bits(p.f, p.n, s->x->fact_rate[fact]));
        if (p.bits > 0 && p.bits + s->prior > min_score)
            s->parties[n++] = p;
    }
    if (n > 1)
        qsort(s->parties, n, sizeof *s->parties, party_order);
    return n < MAX_OF_KIND ? n : MAX_OF_KIND;
}

static struct str text_of(const struct alone *s, const struct party *p, enum as_fact fact,
                          struct arena *arena)
{
    struct buf text;
    bool ok = true;
    buf_init(&text, LIMIT_TEXT);
    buf_add_f(&text, "%s: ", words[fact].text);
    if (p->n == 1)
        buf_add_z(&text, "the party's only consignment");
    else if (p->f == p->n)
        buf_add_f(&text, "all %u of the party's consignments", p->n);
    else
        buf_add_f(&text, "%u of the party's %u consignments", p->f, p->n);
    buf_add_f(&text, ", against %.2g %% of all records", 100 * s->x->fact_rate[fact]);
    struct str ret = arena_str(arena, buf_str(&text), &ok);
    buf_release(&text);
    return ret;
}

static enum seine_status add_case(struct alone *s, const struct party *p, enum as_fact fact,
                                  struct assemble_result *ret, struct seine_error *err)
{
    const struct as_context *x = s->x;
    struct assemble_case c;
    uint32_t n_free;
    (void)count(s, p->actor, fact, &n_free);
    if (n_free * 2 < p->f) /* the other end of the same records was better */
        return SEINE_OK;
    enum seine_status status = as_alone_case(x, p->actor, fact, &ret->arena, &c, err);
    if (status != SEINE_OK)
        return status;
    c.kind = words[fact].kind;
    c.e_bits = p->bits;
    struct str *refs = arena_array(&ret->arena, c.n_records + 1, sizeof *refs);
    if (!refs)
        return error_set(err, SEINE_NOMEM, "out of memory while assembling");
    for (size_t i = 0; i < c.n_records; i++)
        refs[i] = table_str(x->in->table, x->in->table->records.v[c.records[i].record].id);
    c.evidence[c.n_evidence++] = (struct evidence){
        "prior", s->prior, STR("few of all parties that were looked at are meant"), NULL, 0};
    c.evidence[c.n_evidence++] = (struct evidence){
        words[fact].kind, p->bits, text_of(s, p, fact, &ret->arena), refs, c.n_records};
    double listed = x->watch_of[p->actor] == MAP_NONE ? 0 : x->watch_bits[p->actor];
    if (listed > 0)
        c.evidence[c.n_evidence++] = (struct evidence){
            "listed-party", listed, as_watch_text(x, p->actor, &ret->arena), NULL, 0};
    status = as_alone_finish(x, p->actor, &ret->arena, &c, err);
    for (size_t i = 0; i < c.n_records; i++)
        s->taken[c.records[i].record] = 1;
    if (status == SEINE_OK && !VEC_PUSH(&ret->cases, c))
        status = error_set(err, SEINE_NOMEM, "out of memory while assembling");
    return status;
}

static enum seine_status all_kinds(struct alone *s, const struct assemble_options *options,
                                   struct assemble_result *ret, struct seine_error *err)
{
    enum seine_status status = SEINE_OK;
    int n_facts = as_n_facts(s->x);
    s->prior = evidence_round(-log2(((double)s->x->in->links->actors.n + 1) * n_facts / MEANT));
    for (size_t i = 0; i < ret->cases.n; i++)
        for (size_t k = 0; k < ret->cases.v[i].n_records; k++)
            s->taken[ret->cases.v[i].records[k].record] = 1;
    for (int f = 0; f < n_facts; f++) {
        size_t n = find(s, (enum as_fact)f, options->min_score);
        for (size_t i = 0; i < n && status == SEINE_OK; i++)
            status = add_case(s, &s->parties[i], (enum as_fact)f, ret, err);
    }
    return status;
}

enum seine_status as_alone_cases(struct as_context *x, const struct assemble_options *options,
                                 struct assemble_result *ret, struct seine_error *err)
{
    struct alone s = {.x = x,
                      .taken = mem_calloc(x->in->table->records.n + 1, 1),
                      .parties = mem_calloc(x->in->links->actors.n + 1, sizeof *s.parties)};
    enum seine_status status = s.taken && s.parties
                                   ? all_kinds(&s, options, ret, err)
                                   : error_set(err, SEINE_NOMEM, "out of memory while assembling");
    mem_free(s.taken);
    mem_free(s.parties);
    return status;
}
