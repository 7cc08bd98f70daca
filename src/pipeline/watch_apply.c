/* pipeline/watch_apply.c - which rules a record answers to. Parties are compared by the screening's
 * own score, goods by the classifier's; a rule is hit when a party of its case and goods that can
 * be the missing piece are on one paper. Lane, carrier and days are told, and do not decide:
 * whoever is waited for may come by another way. */
#include "pipeline/pipeline.h"
#include "pipeline/watch.h"

#include <stdlib.h>

#define MIN_STRENGTH ((double)ASSEMBLE_MIN_STRENGTH)
#define HS_ALONE     MIN_STRENGTH /* of an agreeing tariff number without a catalogue */

const char *const watch_why_name[WATCH_N_WHY] = {"party", "counterpart", "goods",
                                                 "lane",  "carrier",     "window"};

struct fit {
    double strength;
    int64_t line;
};

struct watch_reader {
    const struct watch *w;
    const struct goods_catalogue *catalogue;
    uint32_t *component_of; /* per rule: in the catalogue, or MAP_NONE */
    const struct goods_headings *headings;
    double threshold;
    struct screen_scratch *scratch;
    struct arena arena;
    struct fit *fits;    /* per component: the best line of the record at hand */
    bool *is_awaited;    /* per component: by some rule */
    bool has_plain_rule; /* one whose component is not in the catalogue */
    uint32_t *hit_of;    /* per rule: its hit, counted from 1; 0: none */
    VEC(struct watch_hit) hits;
};

enum seine_status watch_reader_new(const struct watch *w, const struct goods_catalogue *catalogue,
                                   const struct goods_headings *headings, double threshold,
                                   struct watch_reader **ret, struct seine_error *err)
{
    struct watch_reader *r = mem_calloc(1, sizeof *r);
    if (!r)
        return error_set(err, SEINE_NOMEM, "out of memory while watching");
    *r = (struct watch_reader){
        .w = w, .catalogue = catalogue, .headings = headings, .threshold = threshold};
    arena_init(&r->arena, LIMIT_ARENA);
    size_t n = catalogue ? goods_n_components(catalogue) : 0;
    r->component_of = mem_alloc((w->rules.n + 1) * sizeof *r->component_of);
    r->fits = mem_calloc(n + 1, sizeof *r->fits);
    r->is_awaited = mem_calloc(n + 1, sizeof *r->is_awaited);
    r->hit_of = mem_calloc(w->rules.n + 1, sizeof *r->hit_of);
    if (!r->component_of || !r->fits || !r->is_awaited || !r->hit_of ||
        screen_scratch_new(w->index, &r->scratch) != SEINE_OK) {
        watch_reader_free(r);
        return error_set(err, SEINE_NOMEM, "out of memory while watching");
    }
    for (size_t i = 0; i < w->rules.n; i++) {
        const struct watch_rule *rule = &w->rules.v[i];
        uint32_t kit = catalogue ? goods_kit_find(catalogue, w->cases.v[rule->of].kit) : MAP_NONE;
        r->component_of[i] =
            kit == MAP_NONE ? MAP_NONE : goods_component_find(catalogue, kit, rule->component);
        if (r->component_of[i] == MAP_NONE)
            r->has_plain_rule = true;
        else
            r->is_awaited[r->component_of[i]] = true;
    }
    *ret = r;
    return SEINE_OK;
}

void watch_reader_free(struct watch_reader *r)
{
    if (!r)
        return;
    screen_scratch_free(r->scratch);
    VEC_RELEASE(&r->hits);
    arena_release(&r->arena);
    mem_free(r->component_of);
    mem_free(r->fits);
    mem_free(r->is_awaited);
    mem_free(r->hit_of);
    mem_free(r);
}

/* What each component's best line is. */
static enum seine_status classify(struct watch_reader *r, const struct trade_consignment *c)
{
    size_t n_components = r->catalogue ? goods_n_components(r->catalogue) : 0;
    for (size_t i = 0; i < n_components; i++)
        r->fits[i] = (struct fit){0, 0};
    for (size_t i = 0; i < c->n_goods && r->catalogue; i++) {
        const struct trade_goods *g = &c->goods[i];
        struct goods_text text = pipeline_goods_text(r->headings, g);
        struct goods_match *matches = NULL;
        size_t n = 0;
        arena_reset(&r->arena);
        if (goods_classify(r->catalogue, &text, &r->arena, &matches, &n) != SEINE_OK)
            return SEINE_NOMEM;
        for (size_t k = 0; k < n; k++)
            if ((double)matches[k].strength > r->fits[matches[k].component].strength)
                r->fits[matches[k].component] =
                    (struct fit){(double)matches[k].strength, (int64_t)i + 1};
    }
    return SEINE_OK;
}

static struct fit fit_of(const struct watch_reader *r, const struct trade_consignment *c,
                         uint32_t rule)
{
    const struct watch_rule *w = &r->w->rules.v[rule];
    if (r->component_of[rule] != MAP_NONE)
        return r->fits[r->component_of[rule]];
    for (size_t i = 0; i < c->n_goods; i++) {
        struct goods_hs hs = goods_hs_normalise(c->goods[i].hs);
        for (size_t k = 0; hs.is_valid && k < w->n_hs; k++)
            if (str_starts(str_of(hs.digits), w->hs[k]))
                return (struct fit){HS_ALONE, (int64_t)i + 1};
    }
    return (struct fit){0, 0};
}

/* Most goods are awaited by nobody: then no name has to be compared. */
static bool is_any_awaited(const struct watch_reader *r)
{
    size_t n = r->catalogue ? goods_n_components(r->catalogue) : 0;
    bool is = r->has_plain_rule;
    for (size_t i = 0; i < n && !is; i++)
        is = r->is_awaited[i] && r->fits[i].strength >= MIN_STRENGTH;
    return is;
}

/* Does the paper's role go with what the case knows the party as? Ends of the chain may change
 * places as goods are passed on; a forwarder's name on a paper is nobody's. */
static bool is_end(enum trade_role role)
{
    return role != TRADE_FORWARDER && role != TRADE_DECLARANT;
}

static unsigned party_why(const struct watch *w, const struct watch_party *p)
{
    bool is_own =
        p->role == WATCH_AGENT || (p->role == WATCH_RECEIVER) == w->cases.v[p->of].is_sink;
    return 1u << (is_own ? WATCH_WHY_OWN : WATCH_WHY_COUNTERPART);
}

static unsigned way_why(const struct watch_rule *rule, const struct trade_consignment *c)
{
    struct str from = c->n_legs ? c->legs[0].from : STR_EMPTY,
               to = c->n_legs ? c->legs[c->n_legs - 1].to : STR_EMPTY;
    int32_t day = c->n_legs ? c->legs[0].departed.day : DATE_NONE;
    unsigned why = 0;
    if (day == DATE_NONE)
        day = c->issued.day;
    for (size_t i = 0; i < rule->n_lanes; i++) {
        const struct watch_lane *l = &rule->lanes[i];
        if (l->from.n && str_is(l->from, from) && str_is(l->to, to))
            why |= 1u << WATCH_WHY_LANE;
        if (l->carrier.n && str_is(l->carrier, c->carrier))
            why |= 1u << WATCH_WHY_CARRIER;
    }
    if (day != DATE_NONE && rule->from_day != DATE_NONE && day >= rule->from_day &&
        day <= rule->to_day)
        why |= 1u << WATCH_WHY_WINDOW;
    return why;
}

/* One hit for each rule: a further party adds its reason and its name if that is known better. */
static bool add_hit(struct watch_reader *r, struct watch_hit hit)
{
    uint32_t *at = &r->hit_of[hit.rule];
    if (*at == 0) {
        if (!VEC_PUSH(&r->hits, hit))
            return false;
        *at = (uint32_t)r->hits.n;
        return true;
    }
    struct watch_hit *old = &r->hits.v[*at - 1];
    unsigned why = old->why | hit.why;
    if (hit.name_score > old->name_score)
        *old = hit;
    old->why = why;
    return true;
}

static bool known_party(struct watch_reader *r, const struct trade_consignment *c, struct str name,
                        const struct screen_hit *s)
{
    const struct watch_party *p = &r->w->parties.v[s->entity];
    const struct watch_case *of = &r->w->cases.v[p->of];
    bool ok = true;
    if (map_get(&r->w->known, watch_known_key(c->id, p->of)) != MAP_NONE)
        return true;
    for (uint32_t i = of->first_rule; i < of->first_rule + of->n_rules && ok; i++) {
        struct fit f = fit_of(r, c, i);
        if (f.strength < MIN_STRENGTH)
            continue;
        unsigned why = party_why(r->w, p) | 1u << WATCH_WHY_GOODS | way_why(&r->w->rules.v[i], c);
        if (why & (1u << WATCH_WHY_OWN | 1u << WATCH_WHY_LANE))
            ok = add_hit(r, (struct watch_hit){i, why, name, p->names[s->name], s->score,
                                               f.strength, f.line});
    }
    return ok;
}

/* More reasons first, then the likelier rule, then in order. */
static int by_reasons(const void *a, const void *b, void *context)
{
    const struct watch *w = context;
    const struct watch_hit *x = a, *y = b;
    int n = __builtin_popcount(x->why), m = __builtin_popcount(y->why);
    if (n != m)
        return n > m ? -1 : 1;
    double p = w->rules.v[x->rule].comes, q = w->rules.v[y->rule].comes;
    if (p > q || p < q)
        return p > q ? -1 : 1;
    return (x->rule > y->rule) - (x->rule < y->rule);
}

static void forget_hits(struct watch_reader *r)
{
    for (size_t i = 0; i < r->hits.n; i++)
        r->hit_of[r->hits.v[i].rule] = 0;
    r->hits.n = 0;
}

enum seine_status watch_apply(struct watch_reader *r, const struct trade_consignment *c,
                              const struct watch_hit **ret, size_t *ret_n, struct seine_error *err)
{
    bool ok = classify(r, c) == SEINE_OK;
    size_t n_parties = ok && is_any_awaited(r) ? c->n_parties : 0;
    forget_hits(r);
    for (size_t i = 0; i < n_parties && ok; i++) {
        const struct trade_party *p = &c->parties[i];
        struct screen_subject subject = {
            .name = p->name, .countries = &p->country, .n_countries = p->country.n > 0};
        const struct screen_hit *known;
        size_t n, total;
        if (!is_end(p->role) || p->name.n == 0)
            continue;
        ok = screen_query(r->w->index, &subject, r->threshold, 0, r->scratch, &known, &n, &total) ==
             SEINE_OK;
        for (size_t k = 0; k < n && ok; k++)
            ok = known_party(r, c, p->name, &known[k]);
    }
    if (!ok)
        return error_set(err, SEINE_NOMEM, "out of memory while watching");
    if (r->hits.n > 1)
        qsort_r(r->hits.v, r->hits.n, sizeof *r->hits.v, by_reasons, (void *)(uintptr_t)r->w);
    *ret = r->hits.v;
    *ret_n = r->hits.n;
    return SEINE_OK;
}
