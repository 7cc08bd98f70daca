/* assemble/build.c - one hypothesis as a case: its components with their consignments, the actors
 * with their roles, the links that hold it together, what is missing. Evidence: evidence.c. */
#include "assemble/build.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MAX_PER_CLASS 50
#define MAX_LINKS     40
#define FRONT_SHARE   0.4 /* of an actor's records around the window are pieces: it is a front */
#define AROUND_DAYS   30  /* before and after the window, for what belongs to it */

void as_case_add_actor(struct assemble_case *c, size_t room, uint32_t actor, const char *role)
{
    for (size_t i = 0; i < c->n_actors; i++)
        if (c->actors[i].actor == actor)
            return;
    if (c->n_actors < room)
        c->actors[c->n_actors++] = (struct assemble_actor){actor, role};
}

static int record_order(const void *l, const void *r)
{
    const struct assemble_record *a = l, *b = r;
    return a->record < b->record ? -1 : a->record > b->record;
}

bool as_case_add_record(struct assemble_case *c, uint32_t record, uint32_t line, const char *role,
                        struct arena *arena)
{
    for (size_t i = 0; i < c->n_records; i++)
        if (c->records[i].record == record)
            return true;
    if (c->n_records >= AS_CASE_RECORDS)
        return true;
    uint32_t *lines = arena_array(arena, 1, sizeof *lines);
    if (!lines)
        return false;
    lines[0] = line;
    c->records[c->n_records++] =
        (struct assemble_record){record, lines, line == MAP_NONE ? 0 : 1, role};
    return true;
}

/* Components in the kit's order, each with its records in time order. */
static bool build_components(const struct as_context *x, const struct as_hypothesis *h,
                             struct arena *arena, struct assemble_case *c)
{
    const struct goods_kit *kit = goods_kit(x->in->catalogue, h->kit);
    const struct as_unit *u = &x->units.v[h->unit];
    size_t m = kit->n_components < AS_MAX_CLASSES ? kit->n_components : AS_MAX_CLASSES;
    c->components = arena_array(arena, m + 1, sizeof *c->components);
    c->records = arena_array(arena, AS_CASE_RECORDS, sizeof *c->records);
    bool ok = c->components && c->records;
    for (uint32_t k = 0; k < m && ok; k++) {
        if (!(h->covered & (1u << k)))
            continue;
        struct assemble_component *out = &c->components[c->n_components++];
        out->component = kit->first_component + k;
        out->bits = h->class_bits[k];
        out->records = arena_array(arena, MAX_PER_CLASS, sizeof *out->records);
        ok = out->records != NULL;
        for (uint32_t i = h->from; i < h->to && ok; i++) {
            uint32_t at, line;
            double q;
            if (!as_record_class(x, u->records[i], h->kit, &at, &q, &line) || at != k ||
                out->n_records >= MAX_PER_CLASS)
                continue;
            out->records[out->n_records++] = u->records[i];
            out->strength = q > out->strength ? q : out->strength;
            ok = as_case_add_record(c, u->records[i], line, "piece", arena);
        }
    }
    return ok;
}

/* Does the record lie in the window or shortly before or after it? */
static bool is_around(const struct as_context *x, const struct as_hypothesis *h, uint32_t record)
{
    int32_t day = x->in->table->records.v[record].day;
    return day != DATE_NONE && day >= h->first_day - AROUND_DAYS &&
           day <= h->last_day + AROUND_DAYS;
}

/* Is much of what the actor handles around the window a piece of the kit? Then it is a front, and
 * the rest of what it handles there belongs to the net as well: pieces under another description.
 */
static bool is_front(const struct as_context *x, const struct as_hypothesis *h,
                     enum assemble_side side, uint32_t actor)
{
    uint32_t pieces = 0, n = 0;
    for (uint32_t i = x->actor_first[side][actor]; i < x->actor_first[side][actor + 1]; i++) {
        uint32_t r = x->actor_records[side][i];
        if (is_around(x, h, r)) {
            pieces += as_record_symbol(x, r, h->kit) >= 0;
            n++;
        }
    }
    return (double)pieces >= FRONT_SHARE * (double)n;
}

/* What the unit's actors send and receive around the window: further pieces, on both sides; and the
 * rest if it is a front. */
static bool build_around(const struct as_context *x, const struct as_hypothesis *h,
                         struct arena *arena, struct assemble_case *c)
{
    const struct as_unit *u = &x->units.v[h->unit];
    bool ok = true;
    for (uint32_t m = 0; m < 2 * u->n_members && ok; m++) {
        enum assemble_side side = m % 2 ? ASSEMBLE_SOURCE : ASSEMBLE_SINK;
        uint32_t actor = u->members[m / 2];
        bool front = is_front(x, h, side, actor);
        for (uint32_t i = x->actor_first[side][actor]; i < x->actor_first[side][actor + 1] && ok;
             i++) {
            uint32_t r = x->actor_records[side][i], at, line;
            double q;
            if (!is_around(x, h, r))
                continue;
            bool piece = as_record_class(x, r, h->kit, &at, &q, &line);
            if (piece)
                ok = as_case_add_record(c, r, line, side == u->side ? "piece" : "relay", arena);
            else if (front)
                ok = as_case_add_record(c, r, MAP_NONE, "other", arena);
        }
    }
    return ok;
}

/* The pieces' way before (or after) the unit: the other half of each relay. */
static bool build_relays(const struct as_context *x, struct arena *arena, struct assemble_case *c)
{
    size_t n_pieces = c->n_records;
    bool ok = true;
    for (size_t i = 0; i < x->relays.n && ok; i++) {
        const struct as_relay *relay = &x->relays.v[i];
        uint32_t other = MAP_NONE;
        for (size_t k = 0; k < n_pieces && other == MAP_NONE; k++)
            if (c->records[k].record == relay->out)
                other = relay->in;
            else if (c->records[k].record == relay->in)
                other = relay->out;
        if (other == MAP_NONE || c->n_links >= MAX_LINKS)
            continue;
        struct buf text;
        buf_init(&text, LIMIT_TEXT);
        buf_add_z(&text, "goods of like kind and mass went in and came out again");
        c->links[c->n_links++] =
            (struct assemble_link){relay->in,    relay->out,
                                   true,         evidence_round((double)relay->bits),
                                   STR("relay"), arena_str(arena, buf_str(&text), &ok)};
        buf_release(&text);
        ok = ok && as_case_add_record(c, other, MAP_NONE, "relay", arena);
        as_case_add_actor(c, AS_CASE_ACTORS, relay->actor, "agent");
    }
    return ok;
}

static void build_actors(const struct as_context *x, const struct as_hypothesis *h,
                         struct assemble_case *c)
{
    const struct trade_table *t = x->in->table;
    const struct as_unit *u = &x->units.v[h->unit];
    bool sink = u->side == ASSEMBLE_SINK;
    for (uint32_t i = 0; i < u->n_members; i++)
        as_case_add_actor(c, AS_CASE_ACTORS, u->members[i], sink ? "receiver" : "sender");
    for (size_t i = 0; i < c->n_records; i++) {
        uint32_t actors[8], r = c->records[i].record;
        size_t n = as_record_actors(x, r, sink ? ASSEMBLE_SOURCE : ASSEMBLE_SINK, actors);
        for (size_t k = 0; k < n; k++)
            as_case_add_actor(c, AS_CASE_ACTORS, actors[k], sink ? "sender" : "receiver");
        uint32_t forwarder = table_mention_of(t, &t->records.v[r], TRADE_FORWARDER);
        if (forwarder != MAP_NONE)
            as_case_add_actor(c, AS_CASE_ACTORS, x->in->links->actor_of[forwarder], "forwarder");
    }
}

static bool is_member(const struct as_context *x, uint32_t mention, const uint32_t *members,
                      size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (x->in->links->actor_of[mention] == members[i])
            return true;
    return false;
}

static bool add_pair(const struct as_context *x, struct assemble_case *c, const struct link_pair *p,
                     struct arena *arena)
{
    struct buf text;
    bool ok = true;
    buf_init(&text, LIMIT_TEXT);
    link_text(x->in->table, p, &text);
    c->links[c->n_links++] = (struct assemble_link){
        p->a,
        p->b,
        false,
        evidence_round((double)p->weight),
        x->in->links->actor_of[p->a] == x->in->links->actor_of[p->b] ? STR("same-actor")
                                                                     : STR("shared-contact"),
        arena_str(arena, buf_str(&text), &ok)};
    buf_release(&text);
    return ok;
}

bool as_case_links(const struct as_context *x, struct assemble_case *c, const uint32_t *members,
                   size_t n_members, struct arena *arena)
{
    const struct link_result *links = x->in->links;
    if (!c->links) {
        c->links = arena_array(arena, MAX_LINKS, sizeof *c->links);
        if (!c->links)
            return false;
    }
    bool ok = true;
    for (size_t m = 0; m < n_members; m++)
        for (uint32_t k = x->pair_first[0][members[m]]; k < x->pair_first[0][members[m] + 1] && ok;
             k++)
            if (c->n_links < MAX_LINKS)
                ok = add_pair(x, c, &links->pairs.v[x->pair_of[0][k]], arena);
    for (size_t m = 0; m < n_members; m++)
        for (uint32_t k = x->pair_first[1][members[m]]; k < x->pair_first[1][members[m] + 1] && ok;
             k++) {
            const struct link_pair *p = &links->loose.v[x->pair_of[1][k]];
            if (c->n_links < MAX_LINKS && links->actor_of[p->a] == members[m] &&
                is_member(x, p->b, members, n_members))
                ok = add_pair(x, c, p, arena);
        }
    return ok;
}

enum seine_status as_build_case(const struct as_context *x, const struct as_hypothesis *h,
                                struct arena *arena, struct assemble_case *ret,
                                struct seine_error *err)
{
    const struct as_unit *u = &x->units.v[h->unit];
    struct assemble_case c = {.kit = h->kit,
                              .kind = "kit",
                              .e_bits = as_e_bits(h),
                              .q_e = 1,
                              .q_decoy = NAN,
                              .side = u->side,
                              .anchor = u->members[0],
                              .first_day = h->first_day,
                              .last_day = h->last_day,
                              .paid_usd = h->paid_usd,
                              .together_usd = h->together_usd};
    c.actors = arena_array(arena, AS_CASE_ACTORS, sizeof *c.actors);
    bool ok = c.actors && build_components(x, h, arena, &c) && build_around(x, h, arena, &c) &&
              as_case_chase(x, h, arena, &c) &&
              as_case_links(x, &c, u->members, u->n_members, arena) && build_relays(x, arena, &c);
    if (!ok)
        return error_set(err, SEINE_NOMEM, "out of memory while assembling");
    build_actors(x, h, &c);
    qsort(c.records, c.n_records, sizeof *c.records, record_order);
    enum seine_status status = as_case_evidence(x, h, arena, &c, err);
    if (status == SEINE_OK && !as_case_expect(x, h, arena, &c))
        status = error_set(err, SEINE_NOMEM, "out of memory while assembling");
    if (status == SEINE_OK)
        status = assemble_case_id(x->in, &c, arena, &c.id);
    if (status == SEINE_OK)
        *ret = c;
    return status;
}

enum seine_status assemble_case_id(const struct assemble_input *in, const struct assemble_case *c,
                                   struct arena *arena, struct str *ret)
{
    static const char letters[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    struct buf key;
    char id[14] = "SC-";
    bool ok = true;
    buf_init(&key, LIMIT_TEXT);
    buf_add(&key, c->kit == MAP_NONE ? STR("-") : goods_kit(in->catalogue, c->kit)->id);
    if (c->kind && c->kit == MAP_NONE && strcmp(c->kind, "listed-party") != 0)
        buf_add_z(&key, c->kind);
    buf_add_f(&key, "|%d|", (int)c->side);
    if (c->n_records > 0)
        buf_add(&key, table_str(in->table, in->table->records.v[c->records[0].record].id));
    uint64_t hash = str_hash(buf_str(&key));
    if (buf_status(&key) != SEINE_OK)
        ok = false;
    buf_release(&key);
    for (int i = 0; i < 10; i++, hash >>= 5)
        id[3 + i] = letters[hash & 31];
    *ret = arena_str(arena, str_of(id), &ok);
    return ok ? SEINE_OK : SEINE_NOMEM;
}
