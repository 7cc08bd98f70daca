/* cli/watch_print.c - a live rule and a hit as text for a person. For a machine: watch_json.c. */
#include "cli/watch_print.h"

#define MAX_SHOWN 4 /* names in one line of text */

static const struct watch_case *case_of(const struct watch *w, const struct watch_rule *r)
{
    return &w->cases.v[r->of];
}

static bool is_side(const struct watch_party *p, enum watch_role role)
{
    return p->role == role || p->role == WATCH_AGENT;
}

/* Whether a party before i, of those shown, has the same name but for capitals. */
static bool is_shown(const struct watch *w, const struct watch_case *c, uint32_t i,
                     enum watch_role role)
{
    for (uint32_t k = c->first_party; k < i; k++)
        if (is_side(&w->parties.v[k], role) &&
            utf8_is_ci(w->parties.v[k].names[0], w->parties.v[i].names[0]))
            return true;
    return false;
}

/* The names of a case's own side: those it is built around, and agents. */
static void parties_text(struct buf *out, const struct watch *w, const struct watch_case *c,
                         enum watch_role role)
{
    size_t n = 0;
    for (uint32_t i = c->first_party; i < c->first_party + c->n_parties; i++) {
        if (!is_side(&w->parties.v[i], role) || is_shown(w, c, i, role))
            continue;
        if (n < MAX_SHOWN) {
            buf_add_z(out, n ? ", " : "");
            buf_add_shown(out, w->parties.v[i].names[0]);
        }
        n++;
    }
    if (n > MAX_SHOWN)
        buf_add_f(out, " and %zu more", n - MAX_SHOWN);
    if (n == 0)
        buf_add_z(out, "not known");
}

static void way_text(struct buf *out, const struct watch_rule *r)
{
    for (size_t i = 0; i < r->n_lanes; i++) {
        const struct watch_lane *l = &r->lanes[i];
        buf_add_z(out, i ? ", " : "    by       ");
        buf_add_shown(out, l->from.n ? l->from : STR("?"));
        buf_add_z(out, "-");
        buf_add_shown(out, l->to.n ? l->to : STR("?"));
        buf_add_z(out, l->carrier.n ? " " : "");
        buf_add_shown(out, l->carrier);
    }
    buf_add_z(out, r->n_lanes ? "\n" : "");
    if (r->from_day == DATE_NONE)
        return;
    buf_add_z(out, "    when     ");
    buf_add_date(out, r->from_day);
    buf_add_z(out, " to ");
    buf_add_date(out, r->to_day);
    buf_add_z(out, ", most likely until ");
    buf_add_date(out, r->likely_day);
    buf_add_c(out, '\n');
}

static void list_text(struct buf *out, const char *head, const struct str *v, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        buf_add_z(out, i ? ", " : head);
        buf_add_shown(out, v[i]);
    }
    buf_add_z(out, n ? "\n" : "");
}

/* Each spelling once: capitals make no other name. */
static void names_text(struct buf *out, const char *head, const struct str *v, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        size_t k = 0;
        while (k < i && !utf8_is_ci(v[k], v[i]))
            k++;
        if (k < i)
            continue;
        buf_add_z(out, i ? ", " : head);
        buf_add_shown(out, v[i]);
    }
    buf_add_z(out, n ? "\n" : "");
}

void cli_watch_rule_text(struct buf *out, const struct watch *w, const struct watch_rule *r)
{
    const struct watch_case *c = case_of(w, r);
    buf_add_shown(out, r->id);
    buf_add_z(out, "  ");
    buf_add_percent(out, r->comes);
    buf_add_z(out, " to come, ");
    buf_add_percent(out, r->soon);
    buf_add_z(out, " within 30 days\n    what     ");
    buf_add_shown(out, r->name);
    buf_add_z(out, r->is_essential ? " (essential)" : "");
    buf_add_z(out, "; ");
    buf_add_shown(out, r->reason);
    if (r->seized.n) {
        buf_add_z(out, ": ");
        buf_add_shown(out, r->seized);
    }
    buf_add_c(out, '\n');
    list_text(out, "    HS       ", r->hs, r->n_hs);
    buf_add_z(out, c->is_sink ? "    to       " : "    from     ");
    parties_text(out, w, c, c->is_sink ? WATCH_RECEIVER : WATCH_SENDER);
    buf_add_c(out, '\n');
    names_text(out, c->is_sink ? "    from     " : "    to       ", r->counterparts,
               r->n_counterparts);
    way_text(out, r);
}

void cli_watch_hit_text(struct buf *out, const struct watch *w, struct str record,
                        const struct watch_hit *h)
{
    const struct watch_rule *r = &w->rules.v[h->rule];
    bool any = false;
    buf_add_shown(out, record);
    buf_add_z(out, "  ");
    buf_add_shown(out, r->id);
    buf_add_z(out, "  ");
    for (int k = 0; k < WATCH_N_WHY; k++)
        if (h->why & 1u << k) {
            buf_add_f(out, "%s%s", any ? "+" : "", watch_why_name[k]);
            any = true;
        }
    buf_add_z(out, "  fit ");
    buf_add_percent(out, h->strength);
    buf_add_f(out, ", item %lld: ", (long long)h->line);
    buf_add_shown(out, r->name);
    buf_add_z(out, "; ");
    buf_add_shown(out, h->party);
    buf_add_z(out, " is ");
    buf_add_percent(out, h->name_score);
    buf_add_z(out, " like ");
    buf_add_shown(out, h->known);
    buf_add_z(out, "; ");
    buf_add_shown(out, r->reason);
    buf_add_c(out, '\n');
}
