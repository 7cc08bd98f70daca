/* assemble/evidence.c - why a case has its score: one row for the prior, one for each piece, one
 * for what the pieces mean together, one for each mark of conduct that could be measured, one for
 * each listed party. Bits are rounded here once; the score is their sum. */
#include "assemble/alone.h"

#include <math.h>

#define MAX_ROWS (AS_MAX_CLASSES + AS_N_MARKS + AS_N_REUSE + AS_N_SHAPES + CHECK_N + 16)

/* What a mark is called, and what it says when it speaks for the case and when against. */
static const struct {
    const char *kind, *text, *against;
} mark_words[AS_N_MARKS] = {
    [AS_FREIGHT] = {"excess-freight", "freight paid against one usual consignment of all pieces",
                    "freight paid is no more than usual"},
    [AS_NEWNESS] = {"new-parties", "counterparts first seen just before the pieces",
                    "counterparts were known long before the pieces"},
    [AS_ALIASES] = {"aliases", "the same hand under several names",
                    "hardly a hand under more names than one"},
    [AS_VAGUE] = {"vague-text", "descriptions that say little",
                  "descriptions say what the goods are"},
    [AS_RELAYS] = {"relay", "pieces that were received and passed on",
                   "pieces were not received and passed on"},
    [AS_SHORT_LIFE] = {"short-life", "all that is known of the party lies close together in time",
                       "the party is known over a long time"},
};

struct rows {
    struct evidence *v;
    size_t n;
    struct arena *arena;
    struct buf text;
    bool ok;
};

static void add(struct rows *rows, const char *kind, double bits, struct str *refs, size_t n_refs)
{
    struct str text = arena_str(rows->arena, buf_str(&rows->text), &rows->ok);
    if (rows->n < MAX_ROWS)
        rows->v[rows->n++] = (struct evidence){kind, evidence_round(bits), text, refs, n_refs};
    buf_reset(&rows->text);
}

static struct str *record_refs(const struct as_context *x, const uint32_t *records, size_t n,
                               struct rows *rows)
{
    struct str *refs = arena_array(rows->arena, n + 1, sizeof *refs);
    if (!refs)
        rows->ok = false;
    for (size_t i = 0; i < n && refs; i++)
        refs[i] = table_str(x->in->table, x->in->table->records.v[records[i]].id);
    return refs;
}

static void add_components(const struct as_context *x, const struct assemble_case *c,
                           struct rows *rows)
{
    for (size_t i = 0; i < c->n_components && rows->ok; i++) {
        const struct assemble_component *p = &c->components[i];
        buf_add(&rows->text, goods_component(x->in->catalogue, p->component)->name);
        if (p->n_records > 1)
            buf_add_f(&rows->text, ": %zu consignments can be it", p->n_records);
        else
            buf_add_z(&rows->text, ": one consignment can be it");
        buf_add_f(&rows->text, " (fit %d %%)", (int)(p->strength * 100 + 0.5));
        struct str *refs = record_refs(x, p->records, p->n_records, rows);
        add(rows, "component", p->bits, refs, refs ? p->n_records : 0);
    }
}

static void add_kit(const struct as_context *x, const struct as_hypothesis *h,
                    const struct assemble_case *c, struct rows *rows)
{
    double rest = h->parts_bits;
    for (size_t i = 0; i < c->n_components; i++)
        rest -= evidence_round(c->components[i].bits);
    buf_add_f(&rows->text,
              "less the many ways to pick %zu of %zu kinds of part among %u consignments within %d "
              "days; averaged over windows of 30 to 480 days",
              c->n_components, (size_t)goods_kit(x->in->catalogue, h->kit)->n_components,
              h->to - h->from, (int)(h->last_day - h->first_day + 1));
    add(rows, "together", rest, NULL, 0);
    buf_add_z(&rows->text, "a dealer in such parts would receive them too");
    add(rows, "dealer", h->dealer_bits, NULL, 0);
}

static void add_marks(const struct as_context *x, const struct as_hypothesis *h, struct rows *rows)
{
    const struct as_unit *u = &x->units.v[h->unit];
    if (u->n_members > 1) {
        buf_add_f(&rows->text, "%u actors counted as one over uncertain links", u->n_members);
        add(rows, "uncertain-links", h->link_bits, NULL, 0);
    }
    for (int m = 0; m < AS_N_MARKS; m++) {
        if (h->mark_bits[m] >= 0 && h->mark_bits[m] <= 0)
            continue;
        buf_add_z(&rows->text, h->mark_bits[m] > 0 ? mark_words[m].text : mark_words[m].against);
        if (m == AS_FREIGHT && !isnan(h->paid_usd))
            buf_add_f(&rows->text, ": paid %.0f USD, together %.0f USD", h->paid_usd,
                      h->together_usd);
        if (m == AS_SHORT_LIFE)
            buf_add_f(&rows->text, ": %u consignments within %d days", u->n_records,
                      (int)h->life_days + 1);
        add(rows, mark_words[m].kind, h->mark_bits[m], NULL, 0);
    }
}

static void add_shape(const struct as_context *x, const struct as_hypothesis *h, struct rows *rows)
{
    buf_add_f(&rows->text, "%u other consignments of the party on this side",
              x->units.v[h->unit].n_records - h->n_pieces);
    add(rows, "size", h->shape_bits[AS_SIZE], NULL, 0);
    buf_add_f(&rows->text, "%u different kinds among %u pieces%s", h->n_kinds, h->n_pieces,
              h->shape_bits[AS_VARIETY] > 0 ? ": collected rather than traded" : "");
    add(rows, "variety", h->shape_bits[AS_VARIETY], NULL, 0);
    buf_add_f(&rows->text, "%u pieces", h->n_pieces);
    add(rows, "number", h->shape_bits[AS_NUMBER], NULL, 0);
}

static void add_dispersal(const struct as_hypothesis *h, struct rows *rows)
{
    static const char *const what[AS_N_REUSE] = {"counterpart", "carrier", "route", "forwarder"};
    for (int k = 0; k < AS_N_REUSE; k++) {
        if (h->reuse_bits[k] >= 0 && h->reuse_bits[k] <= 0)
            continue;
        buf_add_f(&rows->text,
                  "%u of %u pieces after the first come by a %s that an earlier one had",
                  h->n_reused[k], h->n_steps, what[k]);
        add(rows, "dispersal", h->reuse_bits[k], NULL, 0);
    }
}

static void add_resend(const struct as_context *x, const struct as_hypothesis *h, struct rows *rows)
{
    const struct table_record *records = x->in->table->records.v;
    if (h->resent == MAP_NONE || h->resend_bits <= 0)
        return;
    uint32_t pair[2] = {h->seized, h->resent};
    int32_t from = records[h->seized].outcome_day != DATE_NONE ? records[h->seized].outcome_day
                                                               : records[h->seized].day;
    buf_add_f(&rows->text,
              "a piece was seized and one of its kind came again %d days later; of all records "
              "%.2g %% follow a seizure of like goods",
              (int)(records[h->resent].day - from), 100 * x->fact_rate[AS_REORDER]);
    struct str *refs = record_refs(x, pair, 2, rows);
    add(rows, "re-sent", h->resend_bits, refs, refs ? 2 : 0);
}

static void add_checks(const struct as_context *x, const struct as_hypothesis *h, struct rows *rows)
{
    for (int k = 0; k < CHECK_N; k++) {
        const struct check_stat *s = &x->in->checks->stats[k];
        if (h->check_bits[k] >= 0 && h->check_bits[k] <= 0)
            continue;
        buf_add_f(&rows->text, "%s: %u of %u pieces; of all records %.2g %%", check_rules[k].what,
                  h->n_failed[k], h->n_applied[k],
                  100 * (double)s->n_failed / (double)(s->n_applied ? s->n_applied : 1));
        add(rows, check_rules[k].name, h->check_bits[k], NULL, 0);
    }
}

struct str as_watch_text(const struct as_context *x, uint32_t actor, struct arena *arena)
{
    const struct trade_table *t = x->in->table;
    const struct assemble_watch *w = &x->in->watch[x->watch_of[actor]];
    struct buf text;
    bool ok = true;
    buf_init(&text, LIMIT_TEXT);
    buf_add(&text, table_str(t, t->mentions.v[w->mention].name));
    buf_add_f(&text, " reads like " STR_FMT " (" STR_FMT ", " STR_FMT, STR_ARG(w->name),
              STR_ARG(w->list), STR_ARG(w->entity));
    if (w->program.n)
        buf_add_f(&text, ", " STR_FMT, STR_ARG(w->program));
    buf_add_f(&text, "), name score %d %%", (int)(w->score * 100 + 0.5));
    if (x->namesakes[actor] > 1)
        buf_add_f(&text, "; %u different parties here read like it", x->namesakes[actor]);
    struct str ret = arena_str(arena, buf_str(&text), &ok);
    buf_release(&text);
    return ret;
}

/* The rows must add up to what marks.c counted: the strongest whole, the next one half. */
static void add_listed(const struct as_context *x, const struct as_hypothesis *h,
                       const struct assemble_case *c, struct rows *rows)
{
    uint32_t first = MAP_NONE, second = MAP_NONE;
    for (size_t i = 0; i < c->n_actors; i++) {
        uint32_t actor = c->actors[i].actor;
        if (x->watch_of[actor] == MAP_NONE || x->watch_bits[actor] <= 0)
            continue;
        if (first == MAP_NONE || x->watch_bits[actor] > x->watch_bits[first]) {
            second = first;
            first = actor;
        } else if (second == MAP_NONE || x->watch_bits[actor] > x->watch_bits[second]) {
            second = actor;
        }
    }
    double left = h->watch_bits;
    if (first != MAP_NONE && left > 0) {
        double bits =
            second != MAP_NONE && left > x->watch_bits[first] ? x->watch_bits[first] : left;
        buf_add(&rows->text, as_watch_text(x, first, rows->arena));
        add(rows, "listed-party", bits, NULL, 0);
        left -= bits;
    }
    if (second != MAP_NONE && left > 0.0005) {
        buf_add(&rows->text, as_watch_text(x, second, rows->arena));
        add(rows, "listed-party", left, NULL, 0);
    }
}

enum seine_status as_case_evidence(const struct as_context *x, const struct as_hypothesis *h,
                                   struct arena *arena, struct assemble_case *c,
                                   struct seine_error *err)
{
    struct rows rows = {arena_array(arena, MAX_ROWS, sizeof *rows.v), 0, arena, {0}, true};
    if (!rows.v)
        return error_set(err, SEINE_NOMEM, "out of memory while assembling");
    buf_init(&rows.text, LIMIT_TEXT);
    buf_add_z(&rows.text, "before anything is seen: few parties that touch a kit are schemes");
    add(&rows, "prior", h->prior_bits, NULL, 0);
    add_components(x, c, &rows);
    add_kit(x, h, c, &rows);
    add_shape(x, h, &rows);
    add_marks(x, h, &rows);
    add_dispersal(h, &rows);
    add_resend(x, h, &rows);
    add_checks(x, h, &rows);
    add_listed(x, h, c, &rows);
    bool ok = rows.ok && buf_status(&rows.text) == SEINE_OK;
    buf_release(&rows.text);
    if (!ok)
        return error_set(err, SEINE_NOMEM, "out of memory while assembling");
    c->evidence = rows.v;
    c->n_evidence = rows.n;
    c->score = evidence_sum(rows.v, rows.n);
    c->probability = bits_to_probability(c->score);
    return SEINE_OK;
}
