/* serve/own_state.c - what is known already bears on one consignment: which actors its parties
 * share a value with and the open cases they are in, which pieces of kits its goods can be, and
 * which awaited pieces it answers to. */
#include "serve/own_internal.h"

enum { MAX_MATCHES = 8, MAX_ACTORS = 5, MAX_CASES = 5 }; /* told of one line, party, actor */

enum seine_status own_state_open(struct own *o, struct own_state *ret, struct seine_error *err)
{
    *ret = (struct own_state){0};
    enum seine_status status = own_rules_read(o, &ret->rules, err);
    if (status != SEINE_OK)
        return status;
    ret->known = own_known_hold(o, &ret->held);
    arena_init(&ret->arena, LIMIT_REPORT);
    buf_init(&ret->scratch, LIMIT_TEXT);
    return SEINE_OK;
}

void own_state_close(struct own *o, struct own_state *s)
{
    if (!s->held)
        return;
    own_rules_done(o, &s->rules);
    own_known_let_go(o, s->held);
    arena_release(&s->arena);
    buf_release(&s->scratch);
}

static void write_actor(struct own_state *s, const char *role, const struct known_hit *hit,
                        struct json_writer *w)
{
    struct str id;
    buf_reset(&s->scratch);
    known_actor_id(s->known, hit->actor, &s->scratch);
    json_object(w);
    json_member(w, "role", str_of(role));
    json_member(w, "actor", buf_str(&s->scratch));
    json_key(w, "by");
    json_array(w);
    for (unsigned by = 0; by < KNOWN_N_BY; by++)
        if (hit->by & 1u << by)
            json_string(w, str_of(known_by_name[by]));
    json_array_end(w);
    json_member_count(w, "records", known_actor_records(s->known, hit->actor));
    json_key(w, "cases");
    json_array(w);
    for (size_t i = 0; i < MAX_CASES && known_actor_case(s->known, hit->actor, i, &id); i++)
        json_string(w, id);
    json_array_end(w);
    json_object_end(w);
}

static void write_known(struct own_state *s, const struct trade_table *t,
                        const struct table_record *r, struct json_writer *w)
{
    json_key(w, "known");
    json_array(w);
    for (uint32_t i = 0; i < r->n_parties; i++) {
        const struct table_party *p = &t->parties.v[r->first_party + i];
        const struct table_mention *m = &t->mentions.v[p->mention];
        struct known_party party = {table_str(t, m->name),     table_str(t, m->country),
                                    table_str(t, m->address),  table_str(t, m->city),
                                    table_str(t, m->postcode), table_str(t, m->phone),
                                    table_str(t, m->email),    table_str(t, m->ids)};
        struct known_hit hits[KNOWN_MAX_HITS];
        size_t n = known_find(s->known, &party, &s->scratch, hits);
        for (size_t k = 0; k < n && k < MAX_ACTORS; k++)
            write_actor(s, trade_role_name((enum trade_role)p->role), &hits[k], w);
    }
    json_array_end(w);
}

static enum seine_status write_line(struct own_state *s, const struct trade_goods *g, int64_t line,
                                    struct json_writer *w)
{
    const struct goods_catalogue *catalogue = s->rules.catalogue;
    struct goods_text text = pipeline_goods_text(s->rules.headings, g);
    struct goods_match *matches = NULL;
    size_t n = 0;
    enum seine_status status = goods_classify(catalogue, &text, &s->arena, &matches, &n);
    for (size_t i = 0; i < n && i < MAX_MATCHES && status == SEINE_OK; i++) {
        const struct goods_component *c = goods_component(catalogue, matches[i].component);
        if (goods_kit(catalogue, c->kit)->is_decoy)
            continue;
        json_object(w);
        json_member_i64(w, "line", line);
        json_member(w, "kit", goods_kit(catalogue, c->kit)->id);
        json_member(w, "component", c->id);
        json_member_decimal(w, "strength", (double)matches[i].strength, 3);
        json_object_end(w);
    }
    return status;
}

static enum seine_status write_awaited(struct own_state *s, const struct trade_consignment *c,
                                       struct json_writer *w, struct seine_error *err)
{
    const struct watch_hit *hits = NULL;
    size_t n = 0;
    enum seine_status status = SEINE_OK;
    if (s->rules.watch->rules.n > 0)
        status = watch_apply(s->rules.reader, c, &hits, &n, err);
    json_key(w, "awaited");
    json_array(w);
    for (size_t i = 0; i < n && status == SEINE_OK; i++)
        watch_hit_json(w, s->rules.watch, c->id, &hits[i]);
    json_array_end(w);
    return status;
}

enum seine_status own_state_write(struct own_state *s, const struct trade_table *t, uint32_t record,
                                  struct json_writer *w, struct seine_error *err)
{
    struct trade_consignment c;
    arena_reset(&s->arena);
    enum seine_status status = table_consignment(t, record, &s->arena, &c);
    write_known(s, t, &t->records.v[record], w);
    json_key(w, "goods");
    json_array(w);
    for (size_t i = 0; status == SEINE_OK && i < c.n_goods; i++)
        status = write_line(s, &c.goods[i], (int64_t)i + 1, w);
    json_array_end(w);
    if (status != SEINE_OK)
        return error_set(err, status, "cannot assess: %s", status_name(status));
    return write_awaited(s, &c, w, err);
}
