/* pipeline/watch_json.c - a live rule and what answers to it as objects for a machine
 * (docs/records.md, "Watch rules"). */
#include "pipeline/watch.h"

static const struct watch_case *case_of(const struct watch *w, const struct watch_rule *r)
{
    return &w->cases.v[r->of];
}

static void parties_json(struct json_writer *j, const struct watch *w, const struct watch_case *c)
{
    static const char *const roles[WATCH_N_ROLES] = {"receiver", "sender", "agent"};
    json_key(j, "parties");
    json_array(j);
    for (uint32_t i = c->first_party; i < c->first_party + c->n_parties; i++) {
        json_object(j);
        json_member(j, "role", str_of(roles[w->parties.v[i].role]));
        json_member_strings(j, "names", w->parties.v[i].names, w->parties.v[i].n_names);
        json_object_end(j);
    }
    json_array_end(j);
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

void watch_rule_json(struct json_writer *j, const struct watch *w, const struct watch_rule *r)
{
    json_object(j);
    head_json(j, w, r);
    json_member(j, "kit", case_of(w, r)->kit);
    json_member_strings(j, "hs", r->hs, r->n_hs);
    json_member_bool(j, "essential", r->is_essential);
    json_member_decimal(j, "comes", r->comes, 6);
    json_member_decimal(j, "within_30_days", r->soon, 6);
    json_member_day(j, "from_day", r->from_day);
    json_member_day(j, "likely_day", r->likely_day);
    json_member_day(j, "to_day", r->to_day);
    parties_json(j, w, case_of(w, r));
    json_member_strings(j, "counterparts", r->counterparts, r->n_counterparts);
    json_key(j, "lanes");
    json_array(j);
    for (size_t i = 0; i < r->n_lanes; i++) {
        json_object(j);
        json_member(j, "from", r->lanes[i].from);
        json_member(j, "to", r->lanes[i].to);
        json_member(j, "carrier", r->lanes[i].carrier);
        json_object_end(j);
    }
    json_array_end(j);
    json_object_end(j);
}

void watch_hit_json(struct json_writer *j, const struct watch *w, struct str record,
                    const struct watch_hit *h)
{
    json_object(j);
    json_member(j, "record", record);
    head_json(j, w, &w->rules.v[h->rule]);
    json_key(j, "why");
    json_array(j);
    for (int k = 0; k < WATCH_N_WHY; k++)
        if (h->why & 1u << k)
            json_string(j, str_of(watch_why_name[k]));
    json_array_end(j);
    json_member(j, "party", h->party);
    json_member(j, "known", h->known);
    json_member_decimal(j, "name_score", h->name_score, 3);
    json_member_decimal(j, "strength", h->strength, 3);
    json_member_i64(j, "line", h->line);
    json_member_decimal(j, "comes", w->rules.v[h->rule].comes, 6);
    json_object_end(j);
}
