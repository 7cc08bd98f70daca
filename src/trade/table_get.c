/* trade/table_get.c - sealing as a whole, and reading a sealed table. */
#include "trade/table_index.h"

#include <string.h>

/* What only adding needed; gone before sealing asks for room of its own. */
static void release_keys(struct trade_table *t)
{
    struct table_index *x = t->index;
    lookup_release(&x->records);
    lookup_release(&x->mentions);
    lookup_release(&x->cargos);
    lookup_release(&x->routes);
    strtab_forget_index(&t->strings);
}

static void release_hashes(struct table_index *x)
{
    VEC_RELEASE(&x->headers);
    VEC_RELEASE(&x->mention_hashes);
    VEC_RELEASE(&x->route_hashes);
}

/* The look-up by id: the records are in their final places now. */
static enum seine_status index_ids(struct trade_table *t, struct seine_error *err)
{
    struct lookup *l = &t->index->by_id;
    enum seine_status status = lookup_reserve(l, t->records.n);
    for (uint32_t i = 0; i < t->records.n && status == SEINE_OK; i++) {
        status = lookup_put(l, strtab_hash(&t->strings, table_str(t, t->records.v[i].id)), i);
    }
    return status == SEINE_OK ? status : error_set(err, status, "no memory to find the records");
}

enum seine_status trade_table_seal(struct trade_table *t, struct pool *pool,
                                   struct seine_error *err)
{
    struct seal s = {.t = t, .pool = pool};
    if (t->is_sealed) {
        return SEINE_OK;
    }
    release_keys(t);
    enum seine_status status = seal_best(&s, err);
    if (status == SEINE_OK) {
        status = seal_lines(&s, err);
    }
    if (status == SEINE_OK) {
        status = seal_versions(&s, err);
    }
    if (status == SEINE_OK) {
        status = seal_joins(&s, err);
    }
    if (status == SEINE_OK) {
        status = seal_distinct(&s, err);
    }
    if (status == SEINE_OK) {
        status = seal_records(&s, err);
    }
    mem_free(s.cargo_hashes);
    mem_free(s.line_counts);
    mem_free(s.line_conflicts);
    mem_free(s.best);
    mem_free(s.versions);
    if (status == SEINE_OK) {
        release_hashes(t->index);
        status = index_ids(t, err);
        t->is_sealed = status == SEINE_OK;
    }
    return status;
}

uint32_t table_mention_of(const struct trade_table *t, const struct table_record *r,
                          enum trade_role role)
{
    for (uint32_t i = 0; i < r->n_parties; i++) {
        if (t->parties.v[r->first_party + i].role == (uint32_t)role) {
            return t->parties.v[r->first_party + i].mention;
        }
    }
    return MAP_NONE;
}

uint32_t table_find(const struct trade_table *t, struct str id)
{
    const struct lookup *l = &t->index->by_id;
    uint32_t hash = strtab_hash(&t->strings, id), record;
    size_t at = lookup_place(l, hash);
    while ((record = lookup_next(l, hash, &at)) != MAP_NONE &&
           !str_is(table_str(t, t->records.v[record].id), id)) {
    }
    return record;
}

/* The days of the records that have one, as they stand, or from their end with the sign turned:
 * they rise from the outermost on either way. */
struct dated {
    const struct table_record *r;
    size_t n;
    int sign;
};

static int64_t day_at(const struct dated *d, size_t i)
{
    return d->sign * (int64_t)d->r[d->sign > 0 ? i : d->n - 1 - i].day;
}

static int32_t outermost_day(const struct trade_table *t, int sign)
{
    enum { SILENCE_DAYS = 2 * 366 };
    struct dated d = {t->records.v, t->records.n, sign};
    while (d.n > 0 && d.r->day == DATE_NONE) {
        d.r++;
        d.n--;
    }
    if (d.n == 0) {
        return DATE_NONE;
    }
    size_t few = d.n < 200 ? 1 : d.n / 100;
    int64_t other_end = day_at(&d, d.n - 1 - (few < d.n ? few : 0));
    int64_t day = day_at(&d, 0);
    for (size_t i = 1; i <= few && i < d.n - i; i++) {
        int64_t silence = day_at(&d, i) - day_at(&d, i - 1);
        if (silence > SILENCE_DAYS && silence > other_end - day_at(&d, i)) {
            day = day_at(&d, i);
        }
    }
    return (int32_t)(sign * day);
}

int32_t table_first_day(const struct trade_table *t)
{
    return outermost_day(t, 1);
}

int32_t table_last_day(const struct trade_table *t)
{
    return outermost_day(t, -1);
}

int64_t table_gross_g(const struct trade_table *t, const struct table_record *r)
{
    if (r->gross_g != TRADE_NONE) {
        return r->gross_g;
    }
    int64_t sum = TRADE_NONE;
    for (uint32_t i = 0; i < r->n_lines; i++) {
        sum = trade_sum(sum, t->lines.v[r->first_line + i].gross_g);
    }
    return sum;
}

static enum seine_status put_ids(struct str text, struct arena *arena, struct trade_party *p)
{
    size_t n = text.n > 0;
    for (size_t i = 0; i < text.n; i++) {
        n += text.p[i] == ';';
    }
    p->n_ids = n;
    p->ids = n ? arena_array(arena, n, sizeof *p->ids) : NULL;
    if (n > 0 && p->ids == NULL) {
        return SEINE_NOMEM;
    }
    bool more = n > 0;
    struct str part = STR_EMPTY;
    for (size_t i = 0; i < n && str_cut(&text, &more, ';', &part); i++) {
        size_t at = str_find_byte(part, '=', 0);
        at = at == SIZE_MAX ? 0 : at;
        p->ids[i].type = str_slice(part, 0, at);
        p->ids[i].value = str_slice(part, at + 1, part.n);
    }
    return SEINE_OK;
}

static enum seine_status put_parties(const struct trade_table *t, const struct table_record *r,
                                     struct arena *arena, struct trade_consignment *c)
{
    c->n_parties = r->n_parties;
    c->parties = r->n_parties ? arena_array(arena, r->n_parties, sizeof *c->parties) : NULL;
    if (r->n_parties > 0 && c->parties == NULL) {
        return SEINE_NOMEM;
    }
    for (uint32_t i = 0; i < r->n_parties; i++) {
        const struct table_party *from = &t->parties.v[r->first_party + i];
        const struct table_mention *m = &t->mentions.v[from->mention];
        struct trade_party *p = &c->parties[i];
        *p = (struct trade_party){.role = (enum trade_role)from->role,
                                  .name = table_str(t, m->name),
                                  .address = table_str(t, m->address),
                                  .city = table_str(t, m->city),
                                  .postcode = table_str(t, m->postcode),
                                  .country = table_str(t, m->country),
                                  .phone = table_str(t, m->phone),
                                  .email = table_str(t, m->email)};
        if (put_ids(table_str(t, m->ids), arena, p) != SEINE_OK) {
            return SEINE_NOMEM;
        }
    }
    return SEINE_OK;
}

static enum seine_status put_goods(const struct trade_table *t, const struct table_record *r,
                                   struct arena *arena, struct trade_consignment *c)
{
    c->n_goods = r->n_lines;
    c->goods = r->n_lines ? arena_array(arena, r->n_lines, sizeof *c->goods) : NULL;
    if (r->n_lines > 0 && c->goods == NULL) {
        return SEINE_NOMEM;
    }
    for (uint32_t i = 0; i < r->n_lines; i++) {
        const struct table_line *l = &t->lines.v[r->first_line + i];
        const struct table_cargo *g = &t->cargos.v[l->cargo];
        c->goods[i] = (struct trade_goods){.line = l->line ? l->line : TRADE_NONE,
                                           .description = table_str(t, g->description),
                                           .hs = table_str(t, g->hs),
                                           .unit = table_str(t, l->unit),
                                           .currency = table_str(t, l->currency),
                                           .origin = table_str(t, g->origin),
                                           .un_number = table_str(t, g->un_number),
                                           .brand = table_str(t, g->brand),
                                           .model = table_str(t, g->model),
                                           .quantity_milli = l->quantity_milli,
                                           .net_g = l->net_g,
                                           .gross_g = l->gross_g,
                                           .value_cents = l->value_cents};
    }
    return SEINE_OK;
}

static enum seine_status put_legs(const struct trade_table *t, const struct table_record *r,
                                  struct arena *arena, struct trade_consignment *c)
{
    const struct table_route *route = &t->routes.v[r->route];
    struct str code = table_str(t, route->code);
    struct str carriers = table_str(t, route->carriers);
    struct str modes = table_str(t, route->modes);
    size_t n = 0;
    for (size_t i = 0; i < code.n; i++) {
        n += code.p[i] == '-';
    }
    bool has_times = r->departed_day != DATE_NONE || r->arrived_day != DATE_NONE;
    if (n == 0 && (code.n | carriers.n | r->vehicle) == 0 && !has_times) {
        return SEINE_OK;
    }
    n = n ? n : 1;
    c->legs = arena_array(arena, n, sizeof *c->legs);
    if (c->legs == NULL) {
        return SEINE_NOMEM;
    }
    c->n_legs = n;
    bool more[3] = {true, true, true};
    struct str part = STR_EMPTY;
    (void)str_cut(&code, &more[0], '-', &part);
    for (size_t i = 0; i < n; i++) {
        struct trade_leg *l = &c->legs[i];
        *l = (struct trade_leg){.from = part,
                                .to = STR_EMPTY,
                                .carrier = STR_EMPTY,
                                .vehicle = STR_EMPTY,
                                .departed = {DATE_NONE, -1},
                                .arrived = {DATE_NONE, -1}};
        struct str mode = STR_EMPTY;
        if (str_cut(&code, &more[0], '-', &part)) {
            l->to = part;
        }
        (void)str_cut(&carriers, &more[1], '-', &l->carrier);
        if (str_cut(&modes, &more[2], '-', &mode)) {
            (void)trade_mode_parse(mode, &l->mode);
        }
    }
    c->legs[0].vehicle = table_str(t, r->vehicle);
    c->legs[0].departed.day = r->departed_day;
    c->legs[0].month_day = r->departed_on;
    c->legs[n - 1].arrived.day = r->arrived_day;
    return SEINE_OK;
}

enum seine_status table_consignment(const struct trade_table *t, uint32_t record,
                                    struct arena *arena, struct trade_consignment *ret)
{
    const struct table_record *r = &t->records.v[record];
    struct trade_consignment c = {.id = table_str(t, r->id),
                                  .document = (enum trade_document)r->document,
                                  .number = table_str(t, r->number),
                                  .master = table_str(t, r->master),
                                  .issued = {r->issued_day, -1},
                                  .is_withdrawn = (r->changes & TABLE_WITHDRAWN) != 0,
                                  .mode = (enum trade_mode)r->mode,
                                  .carrier = table_str(t, r->carrier),
                                  .pieces = r->pieces,
                                  .gross_g = r->gross_g,
                                  .volume_cm3 = r->volume_cm3,
                                  .freight_cents = r->freight_cents,
                                  .freight_currency = table_str(t, r->freight_currency),
                                  .remarks = table_str(t, r->remarks),
                                  .outcome = (enum trade_outcome)r->outcome,
                                  .outcome_at = {r->outcome_day, -1},
                                  .outcome_note = STR_EMPTY,
                                  .source = table_str(t, r->source),
                                  .line = r->source_line};
    enum seine_status status = put_legs(t, r, arena, &c);
    if (status == SEINE_OK) {
        status = put_parties(t, r, arena, &c);
    }
    if (status == SEINE_OK) {
        status = put_goods(t, r, arena, &c);
    }
    if (status == SEINE_OK) {
        *ret = c;
    }
    return status;
}

uint32_t table_mention_was(const struct trade_table *t, uint32_t mention)
{
    return t->index->mention_was[mention];
}
