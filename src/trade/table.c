/* trade/table.c - taking records in: every string, party, cargo and route once.
 *
 * Nothing here depends on more than one record at a time, so adding is O(1) per row. Which rows are
 * repeats and which version of a document wins is decided when the table is sealed. */
#include "trade/table_index.h"

#include <string.h>

enum seine_status table_intern(struct trade_table *t, struct str s, uint32_t *ret)
{
    *ret = 0;
    if (s.n == 0) {
        return SEINE_OK;
    }
    enum seine_status status = strtab_add(&t->strings, s, ret);
    if (status == SEINE_OK && *ret == t->index->hashes.n &&
        !VEC_PUSH(&t->index->hashes, str_hash(s))) {
        status = SEINE_NOMEM;
    }
    return status;
}

struct intern_list {
    struct str text;
    uint32_t *at;
};

static enum seine_status intern_all(struct trade_table *t, const struct intern_list *list, size_t n)
{
    enum seine_status status = SEINE_OK;
    for (size_t i = 0; i < n && status == SEINE_OK; i++) {
        status = table_intern(t, list[i].text, list[i].at);
    }
    return status;
}

#define INTERN_ALL(t, list) intern_all(t, list, sizeof(list) / sizeof *(list))

/* Hash of the interned strings of one distinct thing; `kind` keeps kinds apart. */
static uint64_t hash_ids(const struct trade_table *t, uint64_t kind, const uint32_t *ids, size_t n)
{
    const uint64_t *h = t->index->hashes.v;
    for (size_t i = 0; i < n; i++) {
        kind = hash_mix(kind, h[ids[i]]);
    }
    return kind;
}

uint64_t table_cargo_hash(const struct trade_table *t, const struct table_cargo *c)
{
    const uint32_t ids[] = {c->description, c->hs, c->un_number, c->brand, c->model, c->origin};
    return hash_ids(t, 2, ids, sizeof ids / sizeof *ids);
}

/* The texts one behind the other, each after its length, as the key of `keys`. *ret is the index,
 * *ret_new tells whether it was not there. */
static enum seine_status find_distinct(struct table_index *x, struct strtab *keys,
                                       const struct intern_list *list, size_t n, uint32_t *ret,
                                       bool *ret_new)
{
    size_t known = keys->n;
    buf_reset(&x->key);
    for (size_t i = 0; i < n; i++) {
        uint32_t length = (uint32_t)list[i].text.n;
        buf_add(&x->key, (struct str){(const char *)&length, sizeof length});
        buf_add(&x->key, list[i].text);
    }
    enum seine_status status = buf_status(&x->key);
    if (status == SEINE_OK) {
        status = strtab_add(keys, buf_str(&x->key), ret);
    }
    if (status == SEINE_OK) {
        *ret_new = keys->n > known;
        *ret -= 1; /* 0 is the empty text, which no key is */
    }
    return status;
}

#define FIND_DISTINCT(x, keys, list, ret, ret_new)                                                 \
    find_distinct(x, keys, list, sizeof(list) / sizeof *(list), ret, ret_new)

static enum seine_status take_mention(struct trade_table *t, const struct trade_party *p,
                                      uint32_t *ret)
{
    struct table_mention m = {0};
    struct table_index *x = t->index;
    bool is_new = false;
    struct str ids = p->n_ids > 0 ? table_ids_text(x, p) : STR_EMPTY;
    const struct intern_list list[] = {{p->name, &m.name},       {p->address, &m.address},
                                       {p->city, &m.city},       {p->postcode, &m.postcode},
                                       {p->country, &m.country}, {p->phone, &m.phone},
                                       {p->email, &m.email},     {ids, &m.ids}};
    enum seine_status status = p->n_ids > 0 ? buf_status(&x->text) : SEINE_OK;
    if (status == SEINE_OK) {
        status = FIND_DISTINCT(x, &x->mentions, list, ret, &is_new);
    }
    if (status != SEINE_OK || !is_new) {
        return status;
    }
    status = INTERN_ALL(t, list);
    const uint32_t strings[] = {m.name,    m.address, m.city,  m.postcode,
                                m.country, m.phone,   m.email, m.ids};
    if (status == SEINE_OK &&
        (!VEC_PUSH(&t->mentions, m) || !VEC_PUSH(&x->mention_hashes, hash_ids(t, 1, strings, 8)))) {
        status = SEINE_NOMEM;
    }
    return status;
}

static enum seine_status take_cargo(struct trade_table *t, const struct trade_goods *g,
                                    uint32_t *ret)
{
    struct table_cargo c = {0};
    struct table_index *x = t->index;
    bool is_new = false;
    const struct intern_list list[] = {{g->description, &c.description},
                                       {g->hs, &c.hs},
                                       {g->un_number, &c.un_number},
                                       {g->brand, &c.brand},
                                       {g->model, &c.model},
                                       {g->origin, &c.origin}};
    enum seine_status status = FIND_DISTINCT(x, &x->cargos, list, ret, &is_new);
    if (status != SEINE_OK || !is_new) {
        return status;
    }
    status = INTERN_ALL(t, list);
    return status == SEINE_OK && !VEC_PUSH(&t->cargos, c) ? SEINE_NOMEM : status;
}

static enum seine_status take_route(struct trade_table *t, const struct trade_consignment *c,
                                    uint32_t *ret)
{
    struct table_route r = {0};
    struct table_index *x = t->index;
    struct buf *b = &x->text;
    bool is_new = false;
    buf_reset(b);
    table_route_text(b, c, ROUTE_CODE);
    size_t carriers = b->n;
    table_route_text(b, c, ROUTE_CARRIERS);
    size_t modes = b->n;
    table_route_text(b, c, ROUTE_MODES);
    enum seine_status status = buf_status(b);
    if (status != SEINE_OK) {
        return status;
    }
    struct str all = buf_str(b);
    const struct intern_list list[] = {{str_slice(all, 0, carriers), &r.code},
                                       {str_slice(all, carriers, modes), &r.carriers},
                                       {str_slice(all, modes, all.n), &r.modes}};
    status = FIND_DISTINCT(x, &x->routes, list, ret, &is_new);
    if (status != SEINE_OK || !is_new) {
        return status;
    }
    status = INTERN_ALL(t, list);
    const uint32_t strings[] = {r.code, r.carriers, r.modes};
    if (status == SEINE_OK &&
        (!VEC_PUSH(&t->routes, r) || !VEC_PUSH(&x->route_hashes, hash_ids(t, 3, strings, 3)))) {
        status = SEINE_NOMEM;
    }
    return status;
}

static void take_days(const struct trade_consignment *c, struct table_record *r)
{
    r->issued_day = c->issued.day;
    r->outcome_day = c->outcome_at.day;
    r->departed_day = DATE_NONE;
    r->arrived_day = DATE_NONE;
    for (size_t i = 0; i < c->n_legs; i++) {
        if (r->departed_day == DATE_NONE) {
            r->departed_day = c->legs[i].departed.day;
        }
        if (c->legs[i].arrived.day != DATE_NONE) {
            r->arrived_day = c->legs[i].arrived.day;
        }
    }
    r->day = r->departed_day;
    r->day = r->day == DATE_NONE ? r->issued_day : r->day;
    r->day = r->day == DATE_NONE ? r->arrived_day : r->day;
}

static enum seine_status take_header(struct trade_table *t, const struct trade_consignment *c,
                                     struct table_record *r)
{
    const struct intern_list list[] = {{c->id, &r->id},
                                       {c->number, &r->number},
                                       {c->master, &r->master},
                                       {c->carrier, &r->carrier},
                                       {c->remarks, &r->remarks},
                                       {table_main_vehicle(c), &r->vehicle},
                                       {c->freight_currency, &r->freight_currency},
                                       {c->source, &r->source}};
    enum seine_status status = INTERN_ALL(t, list);
    if (status == SEINE_OK) {
        status = take_route(t, c, &r->route);
    }
    take_days(c, r);
    r->document = (uint8_t)c->document;
    r->mode = (uint8_t)c->mode;
    r->outcome = (uint8_t)c->outcome;
    r->n_versions = 1;
    r->pieces = c->pieces;
    r->gross_g = c->gross_g;
    r->volume_cm3 = c->volume_cm3;
    r->freight_cents = c->freight_cents;
    r->source_line = c->line;
    return status;
}

/* The record's parties by role, each (role, mention) once, into x->parties. */
static enum seine_status take_parties(struct trade_table *t, const struct trade_consignment *c)
{
    struct table_index *x = t->index;
    VEC_CLEAR(&x->parties);
    for (unsigned role = 0; role < TRADE_N_ROLES; role++) {
        size_t first = x->parties.n;
        for (size_t i = 0; i < c->n_parties; i++) {
            struct table_party p = {0, role};
            if ((unsigned)c->parties[i].role != role) {
                continue;
            }
            enum seine_status status = take_mention(t, &c->parties[i], &p.mention);
            bool is_new = status == SEINE_OK;
            for (size_t k = first; k < x->parties.n && is_new; k++) {
                is_new = x->parties.v[k].mention != p.mention;
            }
            if (is_new && !VEC_PUSH(&x->parties, p)) {
                status = SEINE_NOMEM;
            }
            if (status != SEINE_OK) {
                return status;
            }
        }
    }
    return SEINE_OK;
}

static uint64_t header_hash(const struct trade_table *t, const struct table_record *r)
{
    const struct table_index *x = t->index;
    const uint64_t *h = x->hashes.v;
    const uint64_t words[] = {h[r->number],
                              h[r->master],
                              h[r->carrier],
                              h[r->remarks],
                              h[r->vehicle],
                              h[r->freight_currency],
                              (uint64_t)r->pieces,
                              (uint64_t)r->gross_g,
                              (uint64_t)r->volume_cm3,
                              (uint64_t)r->freight_cents,
                              (uint64_t)r->issued_day,
                              (uint64_t)r->departed_day,
                              (uint64_t)r->arrived_day,
                              (uint64_t)r->outcome_day,
                              (uint64_t)r->document << 16 | (uint64_t)r->mode << 8 | r->outcome,
                              x->route_hashes.v[r->route]};
    uint64_t hash = 4;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        hash = hash_mix(hash, words[i]);
    }
    for (size_t i = 0; i < x->parties.n; i++) {
        hash = hash_mix(hash, x->parties.v[i].role);
        hash = hash_mix(hash, x->mention_hashes.v[x->parties.v[i].mention]);
    }
    return hash;
}

static bool is_same_header(const struct trade_table *t, const struct table_record *a,
                           const struct table_record *b)
{
    const struct table_index *x = t->index;
    const int64_t p[] = {a->id,         a->number,       a->master,       a->carrier,
                         a->remarks,    a->route,        a->vehicle,      a->freight_currency,
                         a->issued_day, a->departed_day, a->arrived_day,  a->outcome_day,
                         a->document,   a->mode,         a->outcome,      a->pieces,
                         a->gross_g,    a->volume_cm3,   a->freight_cents};
    const int64_t q[] = {b->id,         b->number,       b->master,       b->carrier,
                         b->remarks,    b->route,        b->vehicle,      b->freight_currency,
                         b->issued_day, b->departed_day, b->arrived_day,  b->outcome_day,
                         b->document,   b->mode,         b->outcome,      b->pieces,
                         b->gross_g,    b->volume_cm3,   b->freight_cents};
    if (memcmp(p, q, sizeof p) != 0 || a->n_parties != x->parties.n) {
        return false;
    }
    return a->n_parties == 0 || memcmp(&t->parties.v[a->first_party], x->parties.v,
                                       a->n_parties * sizeof *x->parties.v) == 0;
}

/* Where the same record is seen twice, the smallest (source, line) names its place. */
static void keep_place(const struct trade_table *t, struct table_record *old,
                       const struct table_record *more)
{
    int order = str_compare(table_str(t, more->source), table_str(t, old->source));
    if (order < 0 || (order == 0 && more->source_line < old->source_line)) {
        old->source = more->source;
        old->source_line = more->source_line;
    }
}

static enum seine_status new_record(struct trade_table *t, struct table_record *r, uint64_t hash,
                                    uint64_t key, uint32_t *ret)
{
    struct table_index *x = t->index;
    struct table_header h = {hash, -1};
    r->first_party = (uint32_t)t->parties.n;
    r->n_parties = (uint32_t)x->parties.n;
    if (t->parties.n + x->parties.n >= MAP_NONE || t->records.n >= MAP_NONE - 1) {
        return SEINE_LIMIT;
    }
    for (size_t i = 0; i < x->parties.n; i++) {
        if (!VEC_PUSH(&t->parties, x->parties.v[i])) {
            return SEINE_NOMEM;
        }
    }
    *ret = (uint32_t)t->records.n;
    if (!VEC_PUSH(&t->records, *r) || !VEC_PUSH(&x->headers, h)) {
        return SEINE_NOMEM;
    }
    return map_set(&x->records, key, *ret);
}

static enum seine_status take_record(struct trade_table *t, struct table_record *r, uint32_t *ret)
{
    struct table_index *x = t->index;
    uint64_t hash = header_hash(t, r);
    for (uint64_t key = hash_mix(hash, x->hashes.v[r->id]);; key++) {
        *ret = map_get(&x->records, key);
        if (*ret == MAP_NONE) {
            return new_record(t, r, hash, key, ret);
        }
        if (is_same_header(t, &t->records.v[*ret], r)) {
            keep_place(t, &t->records.v[*ret], r);
            return SEINE_OK;
        }
    }
}

static enum seine_status take_line(struct trade_table *t, uint32_t record,
                                   const struct trade_goods *g)
{
    struct table_line l = {.line = g->line == TRADE_NONE ? 0 : (int32_t)g->line,
                           .quantity_milli = g->quantity_milli,
                           .net_g = g->net_g,
                           .gross_g = g->gross_g,
                           .value_cents = g->value_cents};
    const struct intern_list list[] = {{g->unit, &l.unit}, {g->currency, &l.currency}};
    enum seine_status status = take_cargo(t, g, &l.cargo);
    if (status == SEINE_OK) {
        status = INTERN_ALL(t, list);
    }
    if (status == SEINE_OK && t->lines.n >= MAP_NONE) {
        status = SEINE_LIMIT;
    }
    if (status != SEINE_OK) {
        return status;
    }
    return VEC_PUSH(&t->lines, l) && VEC_PUSH(&t->index->owners, record) ? SEINE_OK : SEINE_NOMEM;
}

enum seine_status trade_table_add(struct trade_table *t, const struct trade_consignment *c)
{
    struct table_record r = {0};
    uint32_t at = 0;
    if (t->is_sealed) {
        return SEINE_CONFLICT;
    }
    enum seine_status status = take_header(t, c, &r);
    if (status == SEINE_OK) {
        status = take_parties(t, c);
    }
    if (status == SEINE_OK) {
        status = take_record(t, &r, &at);
    }
    if (status != SEINE_OK) {
        return status;
    }
    struct table_header *h = &t->index->headers.v[at];
    h->issued_second = c->issued.second > h->issued_second ? c->issued.second : h->issued_second;
    t->index->n_rows += c->n_goods ? c->n_goods : 1;
    for (size_t i = 0; i < c->n_goods && status == SEINE_OK; i++) {
        status = take_line(t, at, &c->goods[i]);
    }
    return status;
}

enum seine_status trade_table_init(struct trade_table *t)
{
    *t = (struct trade_table){0};
    t->index = mem_calloc(1, sizeof *t->index);
    if (t->index == NULL) {
        return SEINE_NOMEM;
    }
    map_init(&t->index->records);
    buf_init(&t->index->text, LIMIT_CSV_ROW);
    buf_init(&t->index->key, 4 * LIMIT_NDJSON_LINE);
    enum seine_status status = strtab_init(&t->strings);
    struct strtab *keys[] = {&t->index->mentions, &t->index->cargos, &t->index->routes};
    for (size_t i = 0; i < 3 && status == SEINE_OK; i++) {
        status = strtab_init(keys[i]);
    }
    if (status == SEINE_OK && !VEC_PUSH(&t->index->hashes, 0)) {
        status = SEINE_NOMEM;
    }
    if (status != SEINE_OK) {
        trade_table_release(t);
    }
    return status;
}

static void release_index(struct table_index *x)
{
    if (x == NULL) {
        return;
    }
    map_release(&x->records);
    strtab_release(&x->mentions);
    strtab_release(&x->cargos);
    strtab_release(&x->routes);
    VEC_RELEASE(&x->mention_hashes);
    VEC_RELEASE(&x->route_hashes);
    VEC_RELEASE(&x->hashes);
    VEC_RELEASE(&x->headers);
    VEC_RELEASE(&x->owners);
    VEC_RELEASE(&x->parties);
    VEC_RELEASE(&x->pieces);
    buf_release(&x->text);
    buf_release(&x->key);
    mem_free(x->record_of_id);
    mem_free(x);
}

void trade_table_release(struct trade_table *t)
{
    release_index(t->index);
    strtab_release(&t->strings);
    VEC_RELEASE(&t->mentions);
    VEC_RELEASE(&t->cargos);
    VEC_RELEASE(&t->routes);
    VEC_RELEASE(&t->parties);
    VEC_RELEASE(&t->lines);
    VEC_RELEASE(&t->records);
    *t = (struct trade_table){0};
}
