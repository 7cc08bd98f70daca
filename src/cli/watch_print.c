/* cli/watch_print.c - a live rule and a hit as text for a person and as an object for a machine
 * (docs/records.md, "Watch rules"). */
#include "cli/watch_print.h"

#define MAX_SHOWN 4 /* names in one line of text */

static const struct watch_case *case_of(const struct watch *w, const struct watch_rule *r)
{
    return &w->cases.v[r->of];
}

/* The names of a case's own side: those it is built around, and agents. */
static void parties_text(struct buf *out, const struct watch *w, const struct watch_case *c,
                         enum watch_role role)
{
    size_t n = 0;
    for (uint32_t i = c->first_party; i < c->first_party + c->n_parties; i++) {
        if (w->parties.v[i].role != role && w->parties.v[i].role != WATCH_AGENT)
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

void cli_watch_rule_text(struct buf *out, const struct watch *w, const struct watch_rule *r)
{
    const struct watch_case *c = case_of(w, r);
    buf_add_shown(out, r->id);
    buf_add_f(out, "  %.2g %% to come, %.2g %% within 30 days\n    what     ", 100 * r->comes,
              100 * r->soon);
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
    list_text(out, c->is_sink ? "    from     " : "    to       ", r->counterparts,
              r->n_counterparts);
    way_text(out, r);
}

static void strings(struct json_writer *j, const char *key, const struct str *v, size_t n)
{
    json_key(j, key);
    json_array(j);
    for (size_t i = 0; i < n; i++)
        json_string(j, v[i]);
    json_array_end(j);
}

static void parties_json(struct json_writer *j, const struct watch *w, const struct watch_case *c)
{
    static const char *const roles[WATCH_N_ROLES] = {"receiver", "sender", "agent"};
    json_key(j, "parties");
    json_array(j);
    for (uint32_t i = c->first_party; i < c->first_party + c->n_parties; i++) {
        json_object(j);
        json_member(j, "role", str_of(roles[w->parties.v[i].role]));
        strings(j, "names", w->parties.v[i].names, w->parties.v[i].n_names);
        json_object_end(j);
    }
    json_array_end(j);
}

static void day_json(struct json_writer *j, const char *key, int32_t day)
{
    struct buf text;
    buf_init(&text, 32);
    json_key(j, key);
    if (day == DATE_NONE) {
        json_null(j);
    } else {
        buf_add_date(&text, day);
        json_string(j, buf_str(&text));
    }
    buf_release(&text);
}

static void head_json(struct json_writer *j, const struct watch *w, const struct watch_rule *r)
{
    json_member(j, "rule", r->id);
    json_member(j, "case", case_of(w, r)->id);
    json_member(j, "component", r->component);
    json_member(j, "name", r->name);
    json_member(j, "reason", r->reason);
    json_member(j, "seized", r->seized);
}

void cli_watch_rule_json(struct buf *out, const struct watch *w, const struct watch_rule *r)
{
    struct json_writer j;
    json_writer_init(&j, out);
    json_object(&j);
    head_json(&j, w, r);
    json_member(&j, "kit", case_of(w, r)->kit);
    strings(&j, "hs", r->hs, r->n_hs);
    json_key(&j, "essential");
    json_bool(&j, r->is_essential);
    json_key(&j, "comes");
    json_decimal(&j, r->comes, 6);
    json_key(&j, "within_30_days");
    json_decimal(&j, r->soon, 6);
    day_json(&j, "from_day", r->from_day);
    day_json(&j, "likely_day", r->likely_day);
    day_json(&j, "to_day", r->to_day);
    parties_json(&j, w, case_of(w, r));
    strings(&j, "counterparts", r->counterparts, r->n_counterparts);
    json_key(&j, "lanes");
    json_array(&j);
    for (size_t i = 0; i < r->n_lanes; i++) {
        json_object(&j);
        json_member(&j, "from", r->lanes[i].from);
        json_member(&j, "to", r->lanes[i].to);
        json_member(&j, "carrier", r->lanes[i].carrier);
        json_object_end(&j);
    }
    json_array_end(&j);
    json_object_end(&j);
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
    buf_add_f(out, "  fit %.0f %%, item %lld: ", 100 * h->strength, (long long)h->line);
    buf_add_shown(out, r->name);
    buf_add_z(out, "; ");
    buf_add_shown(out, h->party);
    buf_add_f(out, " is %.0f %% like ", 100 * h->name_score);
    buf_add_shown(out, h->known);
    buf_add_z(out, "; ");
    buf_add_shown(out, r->reason);
    buf_add_c(out, '\n');
}

void cli_watch_hit_json(struct buf *out, const struct watch *w, struct str record,
                        const struct watch_hit *h)
{
    struct json_writer j;
    json_writer_init(&j, out);
    json_object(&j);
    json_member(&j, "record", record);
    head_json(&j, w, &w->rules.v[h->rule]);
    json_key(&j, "why");
    json_array(&j);
    for (int k = 0; k < WATCH_N_WHY; k++)
        if (h->why & 1u << k)
            json_string(&j, str_of(watch_why_name[k]));
    json_array_end(&j);
    json_member(&j, "party", h->party);
    json_member(&j, "known", h->known);
    json_key(&j, "name_score");
    json_decimal(&j, h->name_score, 3);
    json_key(&j, "strength");
    json_decimal(&j, h->strength, 3);
    json_key(&j, "line");
    json_i64(&j, h->line);
    json_key(&j, "comes");
    json_decimal(&j, w->rules.v[h->rule].comes, 6);
    json_object_end(&j);
}
