/* report/json.c - cases as the objects of docs/records.md, "Case". Keys stand in a fixed order. */
#include "report/internal.h"

#define MAX_MENTIONS 12  /* of an actor, shown */
#define MAX_NAMES    200 /* of an actor, told: those who watch for it need all that they can get */

static struct str record_id(const struct report_input *in, uint32_t record)
{
    return table_str(in->stages->table, in->stages->table->records.v[record].id);
}

/* Each once, in the order of the mentions, as far as MAX_NAMES; and how many there are. */
static void actor_names(struct json_writer *w, const struct report_input *in, uint32_t actor)
{
    const struct trade_table *t = in->stages->table;
    const struct link_actor *a = &in->stages->links->actors.v[actor];
    uint32_t n = 0, counted = in->n_names ? map_get(in->n_names, actor) : MAP_NONE;
    struct map seen;
    map_init(&seen);
    json_key(w, "names");
    json_array(w);
    for (uint32_t k = 0; k < a->n && (counted == MAP_NONE || n < MAX_NAMES); k++) {
        uint32_t name = t->mentions.v[in->stages->links->members[a->first + k]].name, ignored;
        bool is_new = true;
        if (map_get_or_set(&seen, name, 0, &ignored, &is_new) != SEINE_OK)
            w->out->failed = SEINE_NOMEM;
        if (is_new && n++ < MAX_NAMES)
            json_string(w, table_str(t, name));
    }
    json_array_end(w);
    if (counted == MAP_NONE && in->n_names && map_set(in->n_names, actor, n) != SEINE_OK)
        w->out->failed = SEINE_NOMEM;
    json_member_count(w, "n_names", counted == MAP_NONE ? n : counted);
    map_release(&seen);
}

/* The ways in which papers name the actor, as far as MAX_MENTIONS. */
static void actor_mentions(struct json_writer *w, const struct report_input *in, uint32_t actor)
{
    const struct trade_table *t = in->stages->table;
    const struct link_actor *a = &in->stages->links->actors.v[actor];
    json_member_i64(w, "n_mentions", a->n);
    json_key(w, "mentions");
    json_array(w);
    for (uint32_t k = 0; k < a->n && k < MAX_MENTIONS; k++) {
        const struct table_mention *m = &t->mentions.v[in->stages->links->members[a->first + k]];
        json_object(w);
        json_member(w, "name", table_str(t, m->name));
        json_member(w, "address", table_str(t, m->address));
        json_member(w, "city", table_str(t, m->city));
        json_member(w, "postcode", table_str(t, m->postcode));
        json_member(w, "country", table_str(t, m->country));
        json_member(w, "phone", table_str(t, m->phone));
        json_member(w, "email", table_str(t, m->email));
        json_member(w, "ids", table_str(t, m->ids));
        json_member_i64(w, "papers", m->n_records);
        json_object_end(w);
    }
    json_array_end(w);
}

/* When, from whom and by which way a missing piece may come. */
static void expected_way(struct json_writer *w, const struct report_input *in,
                         const struct assemble_missing *m)
{
    json_member_day(w, "from_day", m->day[0]);
    json_member_day(w, "likely_day", m->day[1]);
    json_member_day(w, "to_day", m->day[2]);
    json_key(w, "counterparts");
    json_array(w);
    for (size_t i = 0; i < m->n_actors; i++) {
        json_object(w);
        json_member_i64(w, "actor", m->actors[i]);
        actor_names(w, in, m->actors[i]);
        json_object_end(w);
    }
    json_array_end(w);
    json_key(w, "lanes");
    json_array(w);
    for (size_t i = 0; i < m->n_lanes; i++) {
        json_object(w);
        json_member(w, "from", m->lanes[i].from);
        json_member(w, "to", m->lanes[i].to);
        json_member(w, "carrier", m->lanes[i].carrier);
        json_member_i64(w, "pieces", m->lanes[i].n);
        json_object_end(w);
    }
    json_array_end(w);
}

static void expected(struct json_writer *w, const struct report_input *in,
                     const struct assemble_missing *m)
{
    const struct goods_component *g = goods_component(in->stages->catalogue, m->component);
    json_object(w);
    json_member(w, "component", g->id);
    json_member(w, "name", g->name);
    json_member_strings(w, "hs", g->hs, g->n_hs);
    json_member_bool(w, "essential", m->is_essential);
    json_member(w, "reason",
                m->seized == MAP_NONE ? STR("not seen yet")
                                      : STR("seized; expected to be sent again"));
    if (m->seized != MAP_NONE)
        json_member(w, "seized", record_id(in, m->seized));
    json_member_decimal(w, "comes", m->comes, 6);
    json_member_decimal(w, "within_30_days", m->probability, 6);
    expected_way(w, in, m);
    json_object_end(w);
}

/* Of each consignment what fits, and why. */
static void fits(struct json_writer *w, const struct report_input *in,
                 const struct assemble_component *p)
{
    const struct trade_table *t = in->stages->table;
    struct buf text;
    buf_init(&text, LIMIT_TEXT);
    json_key(w, "goods");
    json_array(w);
    for (size_t k = 0; k < p->n_records; k++) {
        uint32_t line = p->fits[k].line;
        const struct table_cargo *cargo = &t->cargos.v[t->lines.v[line].cargo];
        buf_reset(&text);
        report_fit_text(&text, in, p->component, &p->fits[k]);
        json_object(w);
        json_member(w, "consignment", record_id(in, p->records[k]));
        json_member_i64(w, "line", (int64_t)(line - t->records.v[p->records[k]].first_line) + 1);
        json_member(w, "description", table_str(t, cargo->description));
        json_member(w, "hs", table_str(t, cargo->hs));
        json_member_decimal(w, "strength", (double)p->fits[k].strength, 3);
        json_member(w, "text", buf_str(&text));
        json_object_end(w);
    }
    json_array_end(w);
    buf_release(&text);
}

static void components(struct json_writer *w, const struct report_input *in,
                       const struct assemble_case *c)
{
    json_key(w, "components");
    json_array(w);
    for (size_t i = 0; i < c->n_components; i++) {
        const struct goods_component *g =
            goods_component(in->stages->catalogue, c->components[i].component);
        json_object(w);
        json_member(w, "component", g->id);
        json_member(w, "name", g->name);
        json_member_bool(w, "essential", g->is_essential);
        json_key(w, "consignments");
        json_array(w);
        for (size_t k = 0; k < c->components[i].n_records; k++)
            json_string(w, record_id(in, c->components[i].records[k]));
        json_array_end(w);
        json_member_decimal(w, "strength", c->components[i].strength, 3);
        json_member_decimal(w, "bits", c->components[i].bits, 3);
        fits(w, in, &c->components[i]);
        json_object_end(w);
    }
    json_array_end(w);
    json_key(w, "missing");
    json_array(w);
    for (size_t i = 0; i < c->n_missing; i++)
        json_string(w, goods_component(in->stages->catalogue, c->missing[i].component)->id);
    json_array_end(w);
    json_key(w, "expected");
    json_array(w);
    for (size_t i = 0; i < c->n_missing; i++)
        expected(w, in, &c->missing[i]);
    json_array_end(w);
}

static void consignments(struct json_writer *w, const struct report_input *in,
                         const struct assemble_case *c)
{
    const struct trade_table *t = in->stages->table;
    json_key(w, "consignments");
    json_array(w);
    for (size_t i = 0; i < c->n_records; i++) {
        const struct assemble_record *r = &c->records[i];
        json_object(w);
        json_member(w, "id", record_id(in, r->record));
        json_key(w, "lines");
        json_array(w);
        for (size_t k = 0; k < r->n_lines; k++) /* counted from 1 within the consignment */
            json_i64(w, (int64_t)(r->lines[k] - t->records.v[r->record].first_line) + 1);
        json_array_end(w);
        json_member(w, "role", str_of(r->role));
        if (t->records.v[r->record].changes & TABLE_WITHDRAWN) {
            json_key(w, "withdrawn");
            json_bool(w, true);
        }
        json_object_end(w);
    }
    json_array_end(w);
}

static void actor_countries(struct json_writer *w, const struct report_input *in,
                            const struct link_actor *a)
{
    const struct trade_table *t = in->stages->table;
    uint32_t seen[256]; /* there are fewer */
    size_t n = 0;
    json_key(w, "countries");
    json_array(w);
    for (uint32_t i = 0; i < a->n && n < 256; i++) {
        uint32_t country = t->mentions.v[in->stages->links->members[a->first + i]].country;
        size_t k = 0;
        while (k < n && seen[k] != country)
            k++;
        if (country == 0 || k < n)
            continue;
        seen[n++] = country;
        json_string(w, table_str(t, country));
    }
    json_array_end(w);
}

static void actor_watchlist(struct json_writer *w, const struct report_input *in, uint32_t actor)
{
    size_t n;
    const struct assemble_watch *watch = report_listed(in, actor, &n);
    json_key(w, "watchlist");
    json_array(w);
    for (size_t i = 0; i < n; i++) {
        json_object(w);
        json_member(w, "list", watch[i].list);
        json_member(w, "entity", watch[i].entity);
        json_member(w, "name", watch[i].name);
        json_member(w, "program", watch[i].program);
        json_member_decimal(w, "score", watch[i].score, 3);
        json_object_end(w);
    }
    json_array_end(w);
}

static void actor_id(struct json_writer *w, const struct report_input *in, uint32_t actor)
{
    struct buf key, id;
    buf_init(&key, LIMIT_TEXT);
    buf_init(&id, 64);
    link_actor_id(in->stages->table, in->stages->links, actor, &key, &id);
    json_member(w, "id", buf_str(&id));
    buf_release(&key);
    buf_release(&id);
}

static void actors(struct json_writer *w, const struct report_input *in,
                   const struct assemble_case *c)
{
    json_key(w, "actors");
    json_array(w);
    for (size_t i = 0; i < c->n_actors; i++) {
        const struct link_actor *a = &in->stages->links->actors.v[c->actors[i].actor];
        json_object(w);
        json_member_i64(w, "actor", c->actors[i].actor);
        actor_id(w, in, c->actors[i].actor);
        actor_names(w, in, c->actors[i].actor);
        actor_mentions(w, in, c->actors[i].actor);
        json_key(w, "roles");
        json_array(w);
        json_string(w, str_of(c->actors[i].role));
        json_array_end(w);
        actor_countries(w, in, a);
        actor_watchlist(w, in, c->actors[i].actor);
        json_object_end(w);
    }
    json_array_end(w);
}

static void links(struct json_writer *w, const struct report_input *in,
                  const struct assemble_case *c)
{
    const struct trade_table *t = in->stages->table;
    json_key(w, "links");
    json_array(w);
    for (size_t i = 0; i < c->n_links; i++) {
        const struct assemble_link *l = &c->links[i];
        json_object(w);
        json_member(w, "from",
                    l->is_relay ? record_id(in, l->from)
                                : table_str(t, t->mentions.v[l->from].name));
        json_member(w, "to",
                    l->is_relay ? record_id(in, l->to) : table_str(t, t->mentions.v[l->to].name));
        json_member(w, "kind", l->kind);
        json_member_decimal(w, "bits", l->bits, 3);
        json_member(w, "text", l->text);
        json_object_end(w);
    }
    json_array_end(w);
}

static void evidence(struct json_writer *w, const struct assemble_case *c)
{
    json_key(w, "evidence");
    json_array(w);
    for (size_t i = 0; i < c->n_evidence; i++) {
        json_object(w);
        json_member(w, "kind", str_of(c->evidence[i].kind));
        json_member_decimal(w, "bits", c->evidence[i].bits, 3);
        json_member(w, "text", c->evidence[i].text);
        json_member_strings(w, "refs", c->evidence[i].refs, c->evidence[i].n_refs);
        json_object_end(w);
    }
    json_array_end(w);
}

static void decided(struct json_writer *w, const struct report_decision *d)
{
    if (!d)
        return;
    json_key(w, "decided");
    json_object(w);
    json_member(w, "verdict", d->verdict);
    json_member(w, "reason", d->reason);
    json_member(w, "by", d->by);
    json_member(w, "at", d->at);
    json_object_end(w);
}

void report_case_json(struct json_writer *w, const struct report_input *in,
                      const struct assemble_case *c, size_t rank,
                      const struct report_decision *decision)
{
    json_object(w);
    json_member(w, "case", c->id);
    json_member_count(w, "rank", rank);
    json_member_decimal(w, "score", c->score, 3);
    json_member_decimal(w, "probability", c->probability, 6);
    json_member_decimal(w, "e_bits", c->e_bits, 3);
    json_member_decimal(w, "q_e", c->q_e, 6);
    json_member_decimal(w, "q_decoy", c->q_decoy, 6);
    json_key(w, "kit");
    if (c->kit == MAP_NONE)
        json_null(w);
    else
        json_string(w, goods_kit(in->stages->catalogue, c->kit)->id);
    json_member(w, "kind", c->kind ? str_of(c->kind) : STR_EMPTY);
    json_member(w, "side", c->side == ASSEMBLE_SINK ? STR("receiver") : STR("sender"));
    json_member_day(w, "first", c->first_day);
    json_member_day(w, "last", c->last_day);
    json_member_decimal(w, "freight_paid_usd", c->paid_usd, 0);
    json_member_decimal(w, "freight_together_usd", c->together_usd, 0);
    components(w, in, c);
    consignments(w, in, c);
    actors(w, in, c);
    links(w, in, c);
    json_member_count(w, "n_links", c->n_pairs + report_count_relays(c));
    evidence(w, c);
    decided(w, decision);
    json_object_end(w);
}

static void write_case(struct json_writer *w, const struct report_input *in, size_t index)
{
    report_case_json(w, in, &in->cases[index], index + 1, report_decided(in, index));
}

void report_ndjson(struct buf *out, const struct report_input *in)
{
    for (size_t i = 0; i < in->n_cases; i++) {
        struct json_writer w;
        json_writer_init(&w, out);
        write_case(&w, in, i);
        buf_add_c(out, '\n');
        report_pass(out, in);
    }
}

static void run(struct json_writer *w, const struct report_run *r)
{
    json_key(w, "run");
    json_object(w);
    json_member(w, "version", str_of(r->version));
    json_member(w, "kits", r->kits_version);
    if (r->measures_version.n)
        json_member(w, "measures", r->measures_version);
    json_member_count(w, "records", r->n_records);
    json_member_count(w, "lines", r->n_lines);
    json_member_count(w, "headings_from_words", r->n_read);
    json_member_count(w, "parties", r->n_parties);
    json_member_count(w, "parties_listed", r->n_listed);
    json_member_count(w, "quarantined", r->n_rejects);
    json_member_count(w, "repeats", r->n_repeats);
    json_member_count(w, "document_versions", r->n_versions);
    json_member_count(w, "documents_withdrawn", r->n_withdrawn);
    json_member_count(w, "hypotheses", r->n_hypotheses);
    json_key(w, "lists");
    json_array(w);
    for (size_t i = 0; i < r->n_lists; i++) {
        json_object(w);
        json_member(w, "key", r->lists[i].key);
        json_member(w, "name", r->lists[i].name);
        json_member(w, "date", r->lists[i].date);
        json_member_count(w, "entities", r->lists[i].n_entities);
        json_object_end(w);
    }
    json_array_end(w);
    json_object_end(w);
}

void report_json(struct buf *out, const struct report_input *in)
{
    struct json_writer w;
    json_writer_init(&w, out);
    json_object(&w);
    run(&w, &in->run);
    json_key(&w, "cases");
    json_array(&w);
    for (size_t i = 0; i < in->n_cases; i++) {
        write_case(&w, in, i);
        report_pass(out, in);
    }
    json_array_end(&w);
    json_key(&w, "limits");
    json_array(&w);
    for (const char *const *l = report_limits; *l; l++)
        json_string(&w, str_of(*l));
    json_array_end(&w);
    json_object_end(&w);
    buf_add_c(out, '\n');
}
