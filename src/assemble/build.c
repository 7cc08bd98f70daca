/* assemble/build.c - one hypothesis as a case: its components with their consignments, the actors
 * with their roles, the links that hold it together, what is missing. Evidence: evidence.c. */
#include "assemble/build.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MAX_PAIRS 40 /* of names that are one party's, told of a case: the strongest */

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

/* Components in the kit's order, each with its consignments in time order. */
static bool build_components(const struct as_context *x, const struct as_hypothesis *h,
                             const struct as_account *a, struct arena *arena,
                             struct assemble_case *c)
{
    const struct goods_kit *kit = goods_kit(x->in->catalogue, h->kit);
    size_t m = kit->n_components < AS_MAX_CLASSES ? kit->n_components : AS_MAX_CLASSES;
    c->components = arena_array(arena, m + 1, sizeof *c->components);
    if (!c->components)
        return false;
    for (uint32_t k = 0; k < m; k++) {
        struct assemble_component *out = &c->components[c->n_components];
        *out = (struct assemble_component){
            .component = kit->first_component + k,
            .bits = a->class_bits[k],
            .records = arena_array(arena, c->n_records + 1, sizeof *out->records),
            .fits = arena_array(arena, c->n_records + 1, sizeof *out->fits)};
        if (!out->records || !out->fits)
            return false;
        for (size_t i = 0; i < c->n_records; i++) {
            uint32_t at, line, r = c->records[i].record;
            double q;
            if (!as_record_class(x, r, h->kit, &at, &q, &line) || at != k)
                continue;
            out->fits[out->n_records] = (struct assemble_fit){line, (float)q};
            out->records[out->n_records++] = r;
            out->strength = q > out->strength ? q : out->strength;
        }
        c->n_components += out->n_records > 0;
    }
    return true;
}

/* The net's consignments, in time order: of a piece the line that is it. */
static bool build_records(const struct as_context *x, const struct as_hypothesis *h,
                          const struct as_net *net, struct arena *arena, struct assemble_case *c)
{
    static const char *const roles[] = {
        [NET_PIECE] = "piece", [NET_RELAY] = "relay", [NET_OTHER] = "other"};
    c->records = arena_array(arena, net->n + 1, sizeof *c->records);
    bool ok = c->records != NULL;
    for (size_t i = 0; i < net->n && ok; i++) {
        uint32_t at, line = MAP_NONE;
        double q;
        if (!as_record_class(x, net->records[i], h->kit, &at, &q, &line))
            line = MAP_NONE;
        ok = as_case_add_record(c, net->records[i], line, roles[net->roles[i]], arena);
    }
    if (ok && c->n_records > 1)
        qsort(c->records, c->n_records, sizeof *c->records, record_order);
    return ok;
}

static bool has_record(const struct assemble_case *c, uint32_t record)
{
    struct assemble_record key = {.record = record};
    return bsearch(&key, c->records, c->n_records, sizeof key, record_order) != NULL;
}

/* The relays by which the net's consignments follow one another, at most one for each: there is
 * room for all. */
static bool build_relays(const struct as_context *x, struct arena *arena, struct assemble_case *c)
{
    bool ok = true;
    for (size_t i = 0; i < c->n_records && ok; i++) {
        uint32_t at = x->relay_of[c->records[i].record];
        if (at == MAP_NONE || !has_record(c, x->relays.v[at].in))
            continue;
        const struct as_relay *relay = &x->relays.v[at];
        c->links[c->n_links++] = (struct assemble_link){
            relay->in,
            relay->out,
            true,
            evidence_round((double)relay->bits),
            STR("relay"),
            arena_str(arena, STR("goods of like kind and mass went in and came out again"), &ok)};
        as_case_add_actor(c, AS_CASE_ACTORS, relay->actor, "agent");
    }
    return ok;
}

static void build_actors(const struct as_context *x, const struct as_hypothesis *h,
                         const uint32_t *hands, size_t n_hands, struct assemble_case *c)
{
    const struct trade_table *t = x->in->table;
    const struct as_unit *u = &x->units.v[h->unit];
    bool sink = u->side == ASSEMBLE_SINK;
    for (uint32_t i = 0; i < u->n_members; i++)
        as_case_add_actor(c, AS_CASE_ACTORS, u->members[i], sink ? "receiver" : "sender");
    for (size_t i = 0; i < n_hands; i++)
        as_case_add_actor(c, AS_CASE_ACTORS, hands[i], "agent");
    for (size_t i = 0; i < c->n_records; i++) {
        uint32_t actors[AS_RECORD_ACTORS], r = c->records[i].record;
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
        x->in->links->actor_of[p->a] != x->in->links->actor_of[p->b] ? STR("shared-contact")
        : p->weight > 0                                              ? STR("same-actor")
                                                                     : STR("against"),
        arena_str(arena, buf_str(&text), &ok)};
    buf_release(&text);
    return ok;
}

struct told { /* a pair, and where it stands among all of the case */
    const struct link_pair *pair;
    size_t at;
};
typedef VEC(struct told) tolds;

static int by_place(const void *l, const void *r)
{
    const struct told *a = l, *b = r;
    return a->at < b->at ? -1 : a->at > b->at;
}

static int by_strength(const void *l, const void *r)
{
    const struct told *a = l, *b = r;
    double x = fabs((double)a->pair->weight), y = fabs((double)b->pair->weight);
    if (x > y || x < y)
        return x > y ? -1 : 1;
    return by_place(l, r);
}

static bool find_pairs(const struct as_context *x, const uint32_t *members, size_t n_members,
                       tolds *v)
{
    const struct link_result *links = x->in->links;
    bool ok = true;
    for (size_t m = 0; m < n_members; m++)
        for (uint32_t k = x->pair_first[0][members[m]]; k < x->pair_first[0][members[m] + 1] && ok;
             k++)
            ok = VEC_PUSH(v, ((struct told){&links->pairs.v[x->pair_of[0][k]], v->n}));
    for (size_t m = 0; m < n_members; m++)
        for (uint32_t k = x->pair_first[1][members[m]]; k < x->pair_first[1][members[m] + 1] && ok;
             k++) {
            const struct link_pair *p = &links->loose.v[x->pair_of[1][k]];
            if (links->actor_of[p->a] == members[m] && is_member(x, p->b, members, n_members))
                ok = VEC_PUSH(v, ((struct told){p, v->n}));
        }
    return ok;
}

bool as_case_links(const struct as_context *x, struct assemble_case *c, const uint32_t *members,
                   size_t n_members, struct arena *arena)
{
    tolds v = {0};
    c->links = arena_array(arena, MAX_PAIRS + c->n_records, sizeof *c->links);
    bool ok = c->links && find_pairs(x, members, n_members, &v);
    c->n_pairs = v.n;
    if (v.n > MAX_PAIRS) {
        qsort(v.v, v.n, sizeof *v.v, by_strength);
        v.n = MAX_PAIRS;
        qsort(v.v, v.n, sizeof *v.v, by_place);
    }
    for (size_t i = 0; i < v.n && ok; i++)
        ok = add_pair(x, c, v.v[i].pair, arena);
    VEC_RELEASE(&v);
    return ok;
}

static struct assemble_case begin(const struct as_context *x, const struct as_hypothesis *h)
{
    const struct as_unit *u = &x->units.v[h->unit];
    return (struct assemble_case){.kit = h->kit,
                                  .kind = "kit",
                                  .e_bits = NAN,
                                  .q_e = 1,
                                  .q_decoy = NAN,
                                  .side = u->side,
                                  .anchor = u->members[0],
                                  .paid_usd = h->paid_usd,
                                  .together_usd = h->together_usd};
}

enum seine_status as_build_case(const struct as_context *x, const struct as_hypothesis *h,
                                const struct as_net *net, struct arena *arena,
                                struct assemble_case *ret, struct seine_error *err)
{
    struct assemble_case c = begin(x, h);
    struct as_account a;
    as_account(x, h, &a);
    c.first_day = net->first_day;
    c.last_day = net->last_day;
    c.actors = arena_array(arena, AS_CASE_ACTORS, sizeof *c.actors);
    bool ok = c.actors && as_account_classes(x, h, &a) && build_records(x, h, net, arena, &c) &&
              build_components(x, h, &a, arena, &c) &&
              as_case_links(x, &c, net->core, net->n_core, arena);
    if (ok)
        build_actors(x, h, net->core, net->n_core, &c);
    if (!ok || !build_relays(x, arena, &c))
        return error_set(err, SEINE_NOMEM, "out of memory while assembling");
    enum seine_status status = as_case_evidence(x, h, &a, arena, &c, err);
    if (status == SEINE_OK &&
        (!as_case_expect(x, h, arena, &c) || assemble_case_id(x->in, &c, arena, &c.id) != SEINE_OK))
        status = error_set(err, SEINE_NOMEM, "out of memory while assembling");
    if (status == SEINE_OK)
        *ret = c;
    return status;
}

/* Who passes a piece on is at an end of it: build_relays finds no actor that is not here. */
enum seine_status as_sketch_case(const struct as_context *x, const struct as_hypothesis *h,
                                 const struct as_net_kept *net, struct arena *arena,
                                 struct assemble_case *ret, struct seine_error *err)
{
    struct assemble_case c = begin(x, h);
    struct assemble_actor actors[AS_CASE_ACTORS];
    struct as_account a;
    as_account(x, h, &a);
    c.score = as_case_score(h, &a);
    c.probability = bits_to_probability(c.score);
    c.records = arena_array(arena, net->n + 1, sizeof *c.records);
    if (!c.records)
        return error_set(err, SEINE_NOMEM, "out of memory while assembling");
    for (c.n_records = 0; c.n_records < net->n; c.n_records++)
        c.records[c.n_records].record = net->records[c.n_records];
    if (c.n_records > 1)
        qsort(c.records, c.n_records, sizeof *c.records, record_order);
    c.actors = actors;
    build_actors(x, h, net->hands, net->n_hands, &c);
    c.actors = arena_alloc(arena, (c.n_actors + 1) * sizeof *c.actors);
    if (!c.actors || assemble_case_id(x->in, &c, arena, &c.id) != SEINE_OK)
        return error_set(err, SEINE_NOMEM, "out of memory while assembling");
    memcpy(c.actors, actors, c.n_actors * sizeof *c.actors);
    *ret = c;
    return SEINE_OK;
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
