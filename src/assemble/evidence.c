/* assemble/evidence.c - why a case has its score: one row for the prior, one for each piece, one
 * for what the pieces mean together, one for each mark of conduct that could be measured, one for
 * each listed party. Bits are rounded here once; the score is their sum. */
#include "assemble/alone.h"

#include <math.h>
#include <string.h>

#define MAX_ROWS (AS_MAX_CLASSES + AS_N_CURVES + AS_N_MARKS + AS_N_REUSE + CHECK_N + 8)

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
                    const struct as_account *a, const struct assemble_case *c, struct rows *rows)
{
    double rest = a->curve_bits[AS_C_PARTS];
    for (size_t i = 0; i < c->n_components; i++)
        rest -= evidence_round(c->components[i].bits);
    int32_t days = (int32_t)(h->last_day - h->first_day + 1);
    if (days == 1)
        buf_add_z(&rows->text, "on the day that tells most,");
    else
        buf_add_f(&rows->text, "in the %d days that tell most,", (int)days);
    buf_add_f(
        &rows->text,
        " %d of %zu kinds of part are among the party's %u consignments, which can be chance: "
        "there are many ways to pick them (windows of 30 to 480 days, averaged)",
        __builtin_popcount(h->covered), (size_t)goods_kit(x->in->catalogue, h->kit)->n_components,
        h->to - h->from);
    add(rows, "together", rest, NULL, 0);
    buf_add_z(&rows->text, "a dealer in such parts would receive them too");
    add(rows, "dealer", a->curve_bits[AS_C_DEALER], NULL, 0);
}

static double sum(const struct as_account *a, enum as_curve first, enum as_curve last)
{
    double bits = 0;
    for (int c = (int)first; c <= (int)last; c++)
        bits += a->curve_bits[c];
    return bits;
}

/* Kinds of the whole net, as the case's components; the row `together` counts those of the window
 * that its likelihood ratio is largest in. */
static void write_variety(const struct as_net_stats *s, struct buf *out)
{
    if (s->n_pieces == 1)
        buf_add_f(out, "one of the net's %u goods can be a part", s->n_goods);
    else if (s->n_pieces == s->n_goods && s->n_kinds > 1)
        buf_add_f(out, "all the net's %u goods can be parts, of %u kinds", s->n_goods, s->n_kinds);
    else if (s->n_kinds == 1)
        buf_add_f(out, "%u of the net's %u goods can be parts, all of one kind", s->n_pieces,
                  s->n_goods);
    else
        buf_add_f(out, "%u of the net's %u goods can be parts, of %u kinds", s->n_pieces,
                  s->n_goods, s->n_kinds);
    if (s->n_strong > 1)
        buf_add_f(out, "; %u fit well", s->n_strong);
    else
        buf_add_z(out, s->n_strong ? "; one fits well" : "; none fits well");
}

static void write_relays(const struct as_net_stats *s, struct buf *out)
{
    if (s->n_relays == 0) {
        buf_add_z(out, "no goods were seen to be received and sent on");
        return;
    }
    if (s->n_relays <= 2)
        buf_add_f(out, "goods were received and sent on %s", s->n_relays == 1 ? "once" : "twice");
    else
        buf_add_f(out, "goods were received and sent on %u times", s->n_relays);
    if (s->n_relayed_kinds > 1)
        buf_add_f(out, "; %u kinds of part were among them", s->n_relayed_kinds);
    else
        buf_add_z(out, s->n_relayed_kinds ? "; one kind of part was among them"
                                          : "; no part was among them");
}

static void write_size(const struct as_net_stats *s, struct buf *out)
{
    uint32_t others = s->core_all - s->core_ours;
    if (s->n_core == 1)
        buf_add_z(out, "the party at its core has ");
    else
        buf_add_f(out, "the %u parties at its core have ", s->n_core);
    if (others > 1)
        buf_add_f(out, "%u other consignments", others);
    else
        buf_add_z(out, others ? "one other consignment" : "no other consignment");
}

static void write_span(int32_t days, struct buf *out)
{
    if (days == 1)
        buf_add_z(out, "everything took place on one day");
    else
        buf_add_f(out, "everything took place within %d days", (int)days);
}

/* What the net as a whole shows: each row adds up the curves of one subject, which lean on each
 * other. */
static void add_net(const struct as_hypothesis *h, const struct as_account *a, struct rows *rows)
{
    const struct as_net_stats *s = &h->net;
    write_variety(s, &rows->text);
    add(rows, "variety", sum(a, AS_C_KINDS, AS_C_SHARE), NULL, 0);
    write_relays(s, &rows->text);
    add(rows, "relay", sum(a, AS_C_RELAY_BITS, AS_C_RELAY_SHARE), NULL, 0);
    write_size(s, &rows->text);
    add(rows, "size", sum(a, AS_C_OTHER, AS_C_HANDS), NULL, 0);
    write_span((int32_t)s->span + 1, &rows->text);
    add(rows, "span", a->curve_bits[AS_C_SPAN], NULL, 0);
    double custom = sum(a, AS_C_ODDS, AS_C_ORDINARY);
    buf_add_z(
        &rows->text,
        custom > 0
            ? "its consignments hang together and are unlike its hands' other trade"
            : "its consignments hardly hang together or are much like its hands' other trade");
    add(rows, "custom", custom, NULL, 0);
}

static void write_life(uint32_t n, int32_t days, struct buf *out)
{
    if (n == 1)
        buf_add_z(out, "the party has one consignment");
    else if (days == 1)
        buf_add_f(out, "the party's %u consignments are all of one day", n);
    else
        buf_add_f(out, "the party's %u consignments all fall within %d days", n, (int)days);
}

static void add_marks(const struct as_context *x, const struct as_hypothesis *h,
                      const struct as_account *a, struct rows *rows)
{
    const struct as_unit *u = &x->units.v[h->unit];
    if (u->n_members > 1)
        buf_add_f(&rows->text, "%u actors are counted as one over uncertain links", u->n_members);
    else
        buf_add_z(&rows->text, "the party is one actor, without uncertain links");
    add(rows, "uncertain-links", a->curve_bits[AS_C_LINK], NULL, 0);
    double names = a->curve_bits[AS_C_NAMES] + a->curve_bits[AS_C_ALIASES];
    buf_add_z(&rows->text, names > 0 ? "the same party appears under several names"
                                     : "hardly a party appears under more names than one");
    add(rows, "aliases", names, NULL, 0);
    buf_add_z(&rows->text, a->curve_bits[AS_C_VAGUE] > 0
                               ? "the descriptions say little of what the goods are"
                               : "the descriptions say what the goods are");
    add(rows, "vague-text", a->curve_bits[AS_C_VAGUE], NULL, 0);
    write_life(u->n_records, (int32_t)h->life_days + 1, &rows->text);
    add(rows, "short-life", a->curve_bits[AS_C_SHORT_LIFE], NULL, 0);
    if (!isnan(h->paid_usd)) {
        buf_add_f(&rows->text,
                  "freight of %.0f USD was paid; all pieces together usually cost %.0f USD",
                  h->paid_usd, h->together_usd);
        add(rows, "excess-freight", h->mark_bits[AS_FREIGHT], NULL, 0);
    }
    if (h->mark_bits[AS_NEWNESS] > 0 || h->mark_bits[AS_NEWNESS] < 0) {
        buf_add_z(&rows->text, h->mark_bits[AS_NEWNESS] > 0
                                   ? "counterparts were first seen just before the pieces"
                                   : "counterparts were known long before the pieces");
        add(rows, "new-parties", h->mark_bits[AS_NEWNESS], NULL, 0);
    }
}

static void add_dispersal(const struct as_hypothesis *h, struct rows *rows)
{
    static const char *const what[AS_N_REUSE] = {"counterpart", "carrier", "route", "forwarder"};
    for (int k = 0; k < AS_N_REUSE; k++) {
        if (h->reuse_bits[k] >= 0 && h->reuse_bits[k] <= 0)
            continue;
        buf_add_f(&rows->text,
                  "%u of %u pieces after the first come by a %s that an earlier one had",
                  h->n_reused[k], h->n_steps[k], what[k]);
        add(rows, "dispersal", h->reuse_bits[k], NULL, 0);
    }
}

static void add_resend(const struct as_context *x, const struct as_hypothesis *h, struct rows *rows)
{
    const struct table_record *records = x->in->table->records.v;
    if (h->resent == MAP_NONE || h->resend_bits <= 0)
        return;
    uint32_t pair[2] = {h->seized, h->resent};
    buf_add_f(&rows->text,
              "a piece was seized and one of its kind came again %d days later; %.2g %% of all "
              "records follow a seizure of like goods",
              (int)(records[h->resent].day - as_seized_day(&records[h->seized])),
              100 * x->fact_rate[AS_REORDER]);
    struct str *refs = record_refs(x, pair, 2, rows);
    add(rows, "re-sent", h->resend_bits, refs, refs ? 2 : 0);
}

static bool has_failed(const struct check_result *checks, uint32_t record, int kind)
{
    for (uint32_t f = checks->first[record]; f < checks->first[record + 1]; f++)
        if (checks->findings.v[f].kind == kind)
            return true;
    return false;
}

/* The records of the case's pieces that failed a check, so that a reader finds the papers. */
static struct str *failed_refs(const struct as_context *x, const struct assemble_case *c, int kind,
                               struct rows *rows, size_t *ret_n)
{
    uint32_t *failed = arena_array(rows->arena, c->n_records + 1, sizeof *failed);
    *ret_n = 0;
    if (!failed) {
        rows->ok = false;
        return NULL;
    }
    for (size_t i = 0; i < c->n_records; i++)
        if (strcmp(c->records[i].role, "piece") == 0 &&
            has_failed(x->in->checks, c->records[i].record, kind))
            failed[(*ret_n)++] = c->records[i].record;
    return record_refs(x, failed, *ret_n, rows);
}

static void add_checks(const struct as_context *x, const struct as_account *a,
                       const struct assemble_case *c, struct rows *rows)
{
    for (int k = 0; k < CHECK_N; k++) {
        const struct check_stat *s = &x->in->checks->stats[k];
        if (a->faults.bits[k] >= 0 && a->faults.bits[k] <= 0)
            continue;
        buf_add_f(&rows->text, "%s: on %u of %u pieces, against %.2g %% of all records",
                  check_rules[k].what, a->faults.n_failed[k], a->faults.n_applied[k],
                  100 * (double)s->n_failed / (double)(s->n_applied ? s->n_applied : 1));
        size_t n = 0;
        struct str *refs = failed_refs(x, c, k, rows, &n);
        add(rows, check_rules[k].name, a->faults.bits[k], refs, refs ? n : 0);
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

/* The case's actor with the most bits of a listed party, but for one; MAP_NONE: none. */
static uint32_t most_listed(const struct as_context *x, const struct assemble_case *c, uint32_t but)
{
    uint32_t best = MAP_NONE;
    for (size_t i = 0; i < c->n_actors; i++) {
        uint32_t actor = c->actors[i].actor;
        if (actor != but && x->watch_of[actor] != MAP_NONE && x->watch_bits[actor] > 0 &&
            (best == MAP_NONE || x->watch_bits[actor] > x->watch_bits[best]))
            best = actor;
    }
    return best;
}

/* The rows add up to what the curve gives: the strongest in proportion, the rest to the next. */
static void add_listed(const struct as_context *x, const struct as_hypothesis *h,
                       const struct as_account *a, const struct assemble_case *c, struct rows *rows)
{
    double left = a->curve_bits[AS_C_WATCH];
    if (!(left > 0) || !(h->watch_bits > 0))
        return;
    uint32_t first = most_listed(x, c, MAP_NONE);
    uint32_t second = first == MAP_NONE ? MAP_NONE : most_listed(x, c, first);
    double strongest =
        first == MAP_NONE ? 0 : evidence_round(left * x->watch_bits[first] / h->watch_bits);
    double bits = second != MAP_NONE && left - strongest > 0.0005 ? strongest : left;
    if (first == MAP_NONE) /* the case's list of actors was full */
        buf_add_z(&rows->text, "a listed party is among the hands");
    else
        buf_add(&rows->text, as_watch_text(x, first, rows->arena));
    add(rows, "listed-party", bits, NULL, 0);
    if (evidence_round(left - bits) > 0) {
        buf_add(&rows->text, as_watch_text(x, second, rows->arena));
        add(rows, "listed-party", left - bits, NULL, 0);
    }
}

/* What is rounded adds up in any order; faults come check by check and not as their curve gives. */
double as_case_score(const struct as_hypothesis *h, const struct as_account *a)
{
    struct evidence parts[AS_N_CURVES + AS_N_MARKS + AS_N_REUSE + CHECK_N + 2];
    size_t n = 0;
    parts[n++].bits = h->prior_bits;
    for (int c = 0; c < AS_N_CURVES; c++)
        if (c != AS_C_CHECK && (c != AS_C_WATCH || (a->curve_bits[c] > 0 && h->watch_bits > 0)))
            parts[n++].bits = a->curve_bits[c];
    if (!isnan(h->paid_usd))
        parts[n++].bits = h->mark_bits[AS_FREIGHT];
    parts[n++].bits = h->mark_bits[AS_NEWNESS];
    for (int k = 0; k < AS_N_REUSE; k++)
        parts[n++].bits = h->reuse_bits[k];
    for (int k = 0; k < CHECK_N; k++)
        parts[n++].bits = a->faults.bits[k];
    if (h->resent != MAP_NONE && h->resend_bits > 0)
        parts[n++].bits = h->resend_bits;
    return evidence_sum(parts, n);
}

enum seine_status as_case_evidence(const struct as_context *x, const struct as_hypothesis *h,
                                   const struct as_account *a, struct arena *arena,
                                   struct assemble_case *c, struct seine_error *err)
{
    struct rows rows = {arena_array(arena, MAX_ROWS, sizeof *rows.v), 0, arena, {0}, true};
    if (!rows.v)
        return error_set(err, SEINE_NOMEM, "out of memory while assembling");
    buf_init(&rows.text, LIMIT_TEXT);
    buf_add_z(&rows.text, "before anything is seen: few parties that touch a kit are schemes");
    add(&rows, "prior", h->prior_bits, NULL, 0);
    add_components(x, c, &rows);
    add_kit(x, h, a, c, &rows);
    add_net(h, a, &rows);
    add_marks(x, h, a, &rows);
    add_dispersal(h, &rows);
    add_resend(x, h, &rows);
    add_checks(x, a, c, &rows);
    add_listed(x, h, a, c, &rows);
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
