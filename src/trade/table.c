/* trade/table.c - taking records in: every string, party, cargo and route once.
 *
 * Nothing here depends on more than one record at a time, so adding is O(1) per row. Which rows are
 * repeats and which version of a document wins is decided when the table is sealed. */
#include "trade/table_index.h"

#include <assert.h>
#include <string.h>

/* Where the strings of the record being added stand in its plan. */
struct cursor {
    const uint32_t *hash;
    const struct str *text;
};

/* The id of s in t->strings; 0 for the empty string. */
static enum seine_status intern(struct trade_table *t, struct str s, uint32_t hash, uint32_t *ret)
{
    *ret = 0;
    if (s.n == 0) {
        return SEINE_OK;
    }
    return strtab_add_hashed(&t->strings, s, hash, ret);
}

/* n strings, whose hashes come next in the plan. */
static enum seine_status intern_all(struct trade_table *t, struct cursor *at,
                                    const struct str *list, size_t n, uint32_t *ret)
{
    enum seine_status status = SEINE_OK;
    for (size_t i = 0; i < n && status == SEINE_OK; i++) {
        status = intern(t, list[i], at->hash[i], &ret[i]);
    }
    at->hash += n;
    return status;
}

/* Content hash of the strings of one distinct thing; `kind` keeps kinds apart. */
static uint64_t hash_texts(uint64_t kind, const struct str *list, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        kind = hash_mix(kind, table_text_hash(list[i]));
    }
    return kind;
}

uint64_t table_cargo_hash(const struct trade_table *t, const struct table_cargo *c)
{
    const struct str list[TABLE_CARGO_TEXTS] = {
        table_str(t, c->description), table_str(t, c->hs),    table_str(t, c->un_number),
        table_str(t, c->brand),       table_str(t, c->model), table_str(t, c->origin)};
    return hash_texts(TABLE_CARGO, list, TABLE_CARGO_TEXTS);
}

/* Mentions, cargos and routes begin with the ids of the strings that make them distinct. */
static_assert(offsetof(struct table_mention, n_records) == TABLE_MENTION_TEXTS * sizeof(uint32_t) &&
                  offsetof(struct table_cargo, n_lines) == TABLE_CARGO_TEXTS * sizeof(uint32_t) &&
                  offsetof(struct table_route, n_records) == TABLE_ROUTE_TEXTS * sizeof(uint32_t),
              "strings first");

struct kind {
    struct lookup *index;
    const void *rows;
    size_t n, size, n_texts;
};

static bool is_same(const struct trade_table *t, const uint32_t *ids, const struct str *list,
                    size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (!str_is(table_str(t, ids[i]), list[i])) {
            return false;
        }
    }
    return true;
}

/* The number of the thing with the strings of list, whose hashes come next in the plan. *ret_new:
 * it was not there, got its number, and its strings have the ids s. */
static enum seine_status find_distinct(struct trade_table *t, const struct kind *k,
                                       struct cursor *at, const struct str *list, uint32_t *s,
                                       uint32_t *ret, bool *ret_new)
{
    uint32_t hash = *at->hash++;
    size_t place = lookup_place(k->index, hash);
    while ((*ret = lookup_next(k->index, hash, &place)) != MAP_NONE) {
        const void *row = (const char *)k->rows + *ret * k->size;
        if (is_same(t, row, list, k->n_texts)) {
            at->hash += k->n_texts;
            return SEINE_OK;
        }
    }
    *ret = (uint32_t)k->n;
    *ret_new = true;
    enum seine_status status = k->n < MAP_NONE - 1 ? SEINE_OK : SEINE_LIMIT;
    if (status == SEINE_OK) {
        status = intern_all(t, at, list, k->n_texts, s);
    }
    return status == SEINE_OK ? lookup_put(k->index, hash, *ret) : status;
}

static enum seine_status take_mention(struct trade_table *t, struct cursor *at,
                                      const struct trade_party *p, uint32_t *ret)
{
    struct table_index *x = t->index;
    const struct kind k = {&x->mentions, t->mentions.v, t->mentions.n, sizeof *t->mentions.v,
                           TABLE_MENTION_TEXTS};
    struct str list[TABLE_MENTION_TEXTS];
    uint32_t s[TABLE_MENTION_TEXTS];
    bool is_new = false;
    table_mention_texts(p, *at->text++, list);
    enum seine_status status = find_distinct(t, &k, at, list, s, ret, &is_new);
    if (status != SEINE_OK || !is_new) {
        return status;
    }
    struct table_mention m = {s[0], s[1], s[2], s[3], s[4], s[5], s[6], s[7], 0, 0};
    uint64_t hash = hash_texts(TABLE_MENTION, list, TABLE_MENTION_TEXTS);
    return VEC_PUSH(&t->mentions, m) && VEC_PUSH(&x->mention_hashes, hash) ? SEINE_OK : SEINE_NOMEM;
}

static enum seine_status take_cargo(struct trade_table *t, struct cursor *at,
                                    const struct trade_goods *g, uint32_t *ret)
{
    const struct kind k = {&t->index->cargos, t->cargos.v, t->cargos.n, sizeof *t->cargos.v,
                           TABLE_CARGO_TEXTS};
    struct str list[TABLE_CARGO_TEXTS];
    uint32_t s[TABLE_CARGO_TEXTS];
    bool is_new = false;
    table_cargo_texts(g, list);
    enum seine_status status = find_distinct(t, &k, at, list, s, ret, &is_new);
    if (status != SEINE_OK || !is_new) {
        return status;
    }
    struct table_cargo c = {s[0], s[1], s[2], s[3], s[4], s[5], 0, 0, 0};
    return VEC_PUSH(&t->cargos, c) ? SEINE_OK : SEINE_NOMEM;
}

static enum seine_status take_route(struct trade_table *t, struct cursor *at, uint32_t *ret)
{
    struct table_index *x = t->index;
    const struct kind k = {&x->routes, t->routes.v, t->routes.n, sizeof *t->routes.v,
                           TABLE_ROUTE_TEXTS};
    const struct str *list = at->text;
    uint32_t s[TABLE_ROUTE_TEXTS];
    bool is_new = false;
    at->text += TABLE_ROUTE_TEXTS;
    enum seine_status status = find_distinct(t, &k, at, list, s, ret, &is_new);
    if (status != SEINE_OK || !is_new) {
        return status;
    }
    struct table_route r = {s[0], s[1], s[2], 0};
    uint64_t hash = hash_texts(TABLE_ROUTE, list, TABLE_ROUTE_TEXTS);
    return VEC_PUSH(&t->routes, r) && VEC_PUSH(&x->route_hashes, hash) ? SEINE_OK : SEINE_NOMEM;
}

static void take_days(const struct trade_consignment *c, struct table_record *r)
{
    r->issued_day = c->issued.day;
    r->outcome_day = c->outcome_at.day;
    r->departed_day = DATE_NONE;
    r->arrived_day = DATE_NONE;
    r->departed_on = 0;
    for (size_t i = 0; i < c->n_legs; i++) {
        if (r->departed_day == DATE_NONE) {
            r->departed_day = c->legs[i].departed.day;
        }
        if (r->departed_on == 0) {
            r->departed_on = (uint16_t)c->legs[i].month_day;
        }
        if (c->legs[i].arrived.day != DATE_NONE) {
            r->arrived_day = c->legs[i].arrived.day;
        }
    }
    r->day = r->departed_day;
    r->day = r->day == DATE_NONE ? r->issued_day : r->day;
    r->day = r->day == DATE_NONE ? r->arrived_day : r->day;
}

static enum seine_status take_header(struct trade_table *t, struct cursor *at,
                                     const struct trade_consignment *c,
                                     const struct str list[TABLE_HEADER_TEXTS],
                                     struct table_record *r)
{
    uint32_t s[TABLE_HEADER_TEXTS];
    enum seine_status status = intern_all(t, at, list, TABLE_HEADER_TEXTS, s);
    if (status == SEINE_OK) {
        status = take_route(t, at, &r->route);
    }
    if (status != SEINE_OK) {
        return status;
    }
    r->id = s[0];
    r->number = s[1];
    r->master = s[2];
    r->carrier = s[3];
    r->remarks = s[4];
    r->vehicle = s[5];
    r->freight_currency = s[6];
    r->source = s[7];
    take_days(c, r);
    r->document = (uint8_t)c->document;
    r->mode = (uint8_t)c->mode;
    r->outcome = (uint8_t)c->outcome;
    r->n_versions = 1;
    r->changes = c->is_withdrawn ? TABLE_WITHDRAWN : 0;
    r->pieces = c->pieces;
    r->gross_g = c->gross_g;
    r->volume_cm3 = c->volume_cm3;
    r->freight_cents = c->freight_cents;
    r->source_line = c->line;
    return status;
}

/* The record's parties by role, each (role, mention) once, behind those of the records before it in
 * x->parties. */
static enum seine_status take_parties(struct trade_table *t, struct cursor *at,
                                      const struct trade_consignment *c, struct table_record *r)
{
    struct table_index *x = t->index;
    enum seine_status status = SEINE_OK;
    r->first_party = (uint32_t)x->parties.n;
    for (size_t i = 0; i < c->n_parties && status == SEINE_OK; i++) {
        struct table_party p = {0, (uint32_t)c->parties[i].role};
        size_t place = x->parties.n;
        status = take_mention(t, at, &c->parties[i], &p.mention);
        bool is_new = status == SEINE_OK && p.role < TRADE_N_ROLES;
        for (size_t k = r->first_party; k < x->parties.n && is_new; k++) {
            is_new = x->parties.v[k].mention != p.mention || x->parties.v[k].role != p.role;
        }
        if (is_new && !VEC_PUSH(&x->parties, p)) {
            status = SEINE_NOMEM;
        }
        for (; is_new && place > r->first_party && x->parties.v[place - 1].role > p.role; place--) {
            x->parties.v[place] = x->parties.v[place - 1];
            x->parties.v[place - 1] = p;
        }
    }
    r->n_parties = (uint32_t)x->parties.n - r->first_party;
    return status;
}

/* list: the strings of the header, the first of them its id. */
static uint64_t header_hash(const struct trade_table *t, const struct table_record *r,
                            const struct str list[TABLE_HEADER_TEXTS])
{
    const struct table_index *x = t->index;
    const uint64_t words[] = {table_text_hash(list[1]),
                              table_text_hash(list[2]),
                              table_text_hash(list[3]),
                              table_text_hash(list[4]),
                              table_text_hash(list[5]),
                              table_text_hash(list[6]),
                              (uint64_t)r->pieces,
                              (uint64_t)r->gross_g,
                              (uint64_t)r->volume_cm3,
                              (uint64_t)r->freight_cents,
                              (uint64_t)r->issued_day,
                              (uint64_t)r->departed_day,
                              (uint64_t)r->arrived_day,
                              (uint64_t)r->outcome_day,
                              (uint64_t)r->changes << 40 | (uint64_t)r->departed_on << 24 |
                                  (uint64_t)r->document << 16 | (uint64_t)r->mode << 8 | r->outcome,
                              x->route_hashes.v[r->route]};
    uint64_t hash = 4;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        hash = hash_mix(hash, words[i]);
    }
    for (uint32_t i = 0; i < r->n_parties; i++) {
        const struct table_party *p = &x->parties.v[r->first_party + i];
        hash = hash_mix(hash, p->role);
        hash = hash_mix(hash, x->mention_hashes.v[p->mention]);
    }
    return hash;
}

/* b is being added: its parties stand in the index. */
static bool is_same_header(const struct trade_table *t, const struct table_record *a,
                           const struct table_record *b)
{
    const struct table_index *x = t->index;
    const int64_t p[] = {a->id,         a->number,       a->master,        a->carrier,
                         a->remarks,    a->route,        a->vehicle,       a->freight_currency,
                         a->issued_day, a->departed_day, a->arrived_day,   a->outcome_day,
                         a->document,   a->mode,         a->outcome,       a->pieces,
                         a->gross_g,    a->volume_cm3,   a->freight_cents, a->departed_on,
                         a->changes};
    const int64_t q[] = {b->id,         b->number,       b->master,        b->carrier,
                         b->remarks,    b->route,        b->vehicle,       b->freight_currency,
                         b->issued_day, b->departed_day, b->arrived_day,   b->outcome_day,
                         b->document,   b->mode,         b->outcome,       b->pieces,
                         b->gross_g,    b->volume_cm3,   b->freight_cents, b->departed_on,
                         b->changes};
    if (memcmp(p, q, sizeof p) != 0 || a->n_parties != b->n_parties) {
        return false;
    }
    return a->n_parties == 0 || memcmp(&t->parties.v[a->first_party], &x->parties.v[b->first_party],
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

/* The record that is being added, between having its header and being in the table. */
struct coming {
    struct table_record record;
    uint64_t hash; /* of the header */
    uint32_t key;  /* where x->records has it */
};

static enum seine_status new_record(struct trade_table *t, const struct coming *c, uint32_t *ret)
{
    struct table_index *x = t->index;
    struct table_header h = {{(uint32_t)(c->hash >> 32), (uint32_t)c->hash}, -1};
    struct table_record r = c->record;
    uint32_t from = r.first_party;
    r.first_party = (uint32_t)t->parties.n;
    if (t->parties.n + r.n_parties >= MAP_NONE || t->records.n >= MAP_NONE - 1) {
        return SEINE_LIMIT;
    }
    for (uint32_t i = 0; i < r.n_parties; i++) {
        if (!VEC_PUSH(&t->parties, x->parties.v[from + i])) {
            return SEINE_NOMEM;
        }
    }
    *ret = (uint32_t)t->records.n;
    if (!VEC_PUSH(&t->records, r) || !VEC_PUSH(&x->headers, h)) {
        return SEINE_NOMEM;
    }
    return lookup_put(&x->records, c->key, *ret);
}

static enum seine_status take_record(struct trade_table *t, const struct coming *c, uint32_t *ret)
{
    size_t at = lookup_place(&t->index->records, c->key);
    while ((*ret = lookup_next(&t->index->records, c->key, &at)) != MAP_NONE) {
        if (is_same_header(t, &t->records.v[*ret], &c->record)) {
            keep_place(t, &t->records.v[*ret], &c->record);
            return SEINE_OK;
        }
    }
    return new_record(t, c, ret);
}

static enum seine_status take_line(struct trade_table *t, struct cursor *at,
                                   const struct trade_goods *g)
{
    struct table_line l = {.line = g->line == TRADE_NONE ? 0 : (int32_t)g->line,
                           .quantity_milli = g->quantity_milli,
                           .net_g = g->net_g,
                           .gross_g = g->gross_g,
                           .value_cents = g->value_cents};
    const struct str list[] = {g->unit, g->currency};
    uint32_t s[2];
    enum seine_status status = take_cargo(t, at, g, &l.cargo);
    if (status == SEINE_OK) {
        status = intern_all(t, at, list, 2, s);
    }
    if (status == SEINE_OK && t->lines.n >= MAP_NONE) {
        status = SEINE_LIMIT;
    }
    if (status != SEINE_OK) {
        return status;
    }
    l.unit = s[0];
    l.currency = s[1];
    return VEC_PUSH(&t->lines, l) ? SEINE_OK : SEINE_NOMEM;
}

/* Header, parties and lines; which record the lines belong to is told afterwards. */
static enum seine_status take_parts(struct trade_table *t, struct cursor *at,
                                    const struct trade_consignment *c, struct coming *ret)
{
    struct str list[TABLE_HEADER_TEXTS];
    uint32_t id_hash = at->hash[0];
    *ret = (struct coming){0};
    table_header_texts(c, list);
    enum seine_status status = take_header(t, at, c, list, &ret->record);
    if (status == SEINE_OK) {
        status = take_parties(t, at, c, &ret->record);
    }
    if (status != SEINE_OK) {
        return status;
    }
    ret->hash = header_hash(t, &ret->record, list);
    ret->key = table_record_hash(id_hash, ret->hash);
    lookup_prefetch(&t->index->records, ret->key);
    for (size_t i = 0; i < c->n_goods && status == SEINE_OK; i++) {
        status = take_line(t, at, &c->goods[i]);
    }
    return status;
}

static enum seine_status take_whole(struct trade_table *t, const struct trade_consignment *c,
                                    const struct coming *coming)
{
    struct table_index *x = t->index;
    uint32_t record = 0;
    enum seine_status status = take_record(t, coming, &record);
    if (status != SEINE_OK) {
        return status;
    }
    struct table_header *h = &x->headers.v[record];
    h->issued_second = c->issued.second > h->issued_second ? c->issued.second : h->issued_second;
    x->n_rows += c->n_goods ? c->n_goods : 1;
    for (size_t i = 0; i < c->n_goods; i++) {
        if (!VEC_PUSH(&x->owners, record)) {
            return SEINE_NOMEM;
        }
    }
    return SEINE_OK;
}

enum { TOGETHER = 8 }; /* records whose waits for memory overlap */

enum seine_status trade_table_add_all(struct trade_table *t, const struct trade_consignment *c,
                                      size_t n, const struct trade_plan *plan)
{
    struct table_index *x = t->index;
    enum seine_status status = t->is_sealed ? SEINE_CONFLICT : SEINE_OK;
    if (status == SEINE_OK && plan == NULL) {
        status = trade_plan_make(t, c, n, &x->plan);
        plan = &x->plan;
    }
    if (status != SEINE_OK) {
        return status;
    }
    struct cursor at = {plan->hashes.v, plan->texts.v};
    for (size_t from = 0; from < n && status == SEINE_OK; from += TOGETHER) {
        size_t some = n - from < TOGETHER ? n - from : TOGETHER;
        struct coming coming[TOGETHER];
        VEC_CLEAR(&x->parties);
        if (some > 1) {
            table_fetch(t, c + from, some, at.hash);
        }
        for (size_t i = 0; i < some && status == SEINE_OK; i++) {
            status = take_parts(t, &at, &c[from + i], &coming[i]);
        }
        for (size_t i = 0; i < some && status == SEINE_OK; i++) {
            status = take_whole(t, &c[from + i], &coming[i]);
        }
    }
    return status;
}

enum seine_status trade_table_add(struct trade_table *t, const struct trade_consignment *c)
{
    return trade_table_add_all(t, c, 1, NULL);
}

enum seine_status trade_table_init(struct trade_table *t)
{
    *t = (struct trade_table){0};
    t->index = mem_calloc(1, sizeof *t->index);
    if (t->index == NULL) {
        return SEINE_NOMEM;
    }
    lookup_init(&t->index->records);
    lookup_init(&t->index->mentions);
    lookup_init(&t->index->cargos);
    lookup_init(&t->index->routes);
    lookup_init(&t->index->by_id);
    trade_plan_init(&t->index->plan);
    enum seine_status status = strtab_init(&t->strings);
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
    lookup_release(&x->records);
    lookup_release(&x->mentions);
    lookup_release(&x->cargos);
    lookup_release(&x->routes);
    lookup_release(&x->by_id);
    VEC_RELEASE(&x->mention_hashes);
    VEC_RELEASE(&x->route_hashes);
    VEC_RELEASE(&x->headers);
    VEC_RELEASE(&x->owners);
    VEC_RELEASE(&x->parties);
    trade_plan_release(&x->plan);
    mem_free(x->mention_was);
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
