/* trade/builder.c - the lists of one record, and the rejects of a batch.
 *
 * The lists grow in memory that is kept from record to record and are copied to the batch's arena
 * once their length is known. Order is made canonical here: the writers and the table rely on it.
 */
#include "trade/reader.h"

#include <stdlib.h>
#include <string.h>

void builder_clear(struct builder *b)
{
    VEC_CLEAR(&b->legs);
    VEC_CLEAR(&b->parties);
    VEC_CLEAR(&b->goods);
    VEC_CLEAR(&b->extras);
    VEC_CLEAR(&b->ids);
}

void builder_release(struct builder *b)
{
    VEC_RELEASE(&b->legs);
    VEC_RELEASE(&b->parties);
    VEC_RELEASE(&b->goods);
    VEC_RELEASE(&b->extras);
    VEC_RELEASE(&b->ids);
}

/* Stable: parties of one role stay in the order of the document. */
static void sort_parties(struct trade_party *p, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        struct trade_party moved = p[i];
        size_t j = i;
        while (j > 0 && p[j - 1].role > moved.role) {
            p[j] = p[j - 1];
            j--;
        }
        p[j] = moved;
    }
}

static int compare_extras(const void *a, const void *b)
{
    const struct trade_extra *x = a;
    const struct trade_extra *y = b;
    int order = str_compare(x->key, y->key);
    if (order == 0) {
        order = str_compare(x->value, y->value);
    }
    return order != 0 ? order : (int)x->is_json - (int)y->is_json;
}

/* Several values of one unknown column in the rows of one record: ["a","b"]. */
static enum seine_status join_extras(const struct trade_extra *e, size_t n, struct arena *arena,
                                     struct trade_extra *ret)
{
    struct buf out;
    struct json_writer w;
    buf_init(&out, 8 * LIMIT_NDJSON_LINE); /* one byte may become \u0001 */
    json_writer_init(&w, &out);
    json_array(&w);
    for (size_t i = 0; i < n; i++) {
        if (e[i].is_json) {
            json_raw(&w, e[i].value);
        } else {
            json_string(&w, e[i].value);
        }
    }
    json_array_end(&w);
    bool ok = buf_status(&out) == SEINE_OK;
    *ret = (struct trade_extra){e[0].key, STR_EMPTY, true};
    if (ok) {
        ret->value = arena_str(arena, buf_str(&out), &ok);
    }
    buf_release(&out);
    return ok ? SEINE_OK : SEINE_NOMEM;
}

static enum seine_status finish_extras(struct builder *b, struct arena *arena)
{
    struct trade_extra *e = b->extras.v;
    size_t n = 0;
    if (b->extras.n > 1) {
        qsort(e, b->extras.n, sizeof *e, compare_extras);
    }
    for (size_t i = 0; i < b->extras.n; i++) {
        if (n == 0 || compare_extras(&e[n - 1], &e[i]) != 0) {
            e[n++] = e[i];
        }
    }
    b->extras.n = 0;
    for (size_t i = 0; i < n;) {
        size_t end = i + 1;
        while (end < n && str_is(e[i].key, e[end].key)) {
            end++;
        }
        struct trade_extra one = e[i];
        if (end - i > 1 && join_extras(e + i, end - i, arena, &one) != SEINE_OK) {
            return SEINE_NOMEM;
        }
        e[b->extras.n++] = one;
        i = end;
    }
    return SEINE_OK;
}

static bool to_arena(struct arena *arena, const void *from, size_t n, size_t size, void **ret)
{
    *ret = NULL;
    if (n == 0) {
        return true;
    }
    *ret = arena_alloc(arena, n * size);
    if (*ret == NULL) {
        return false;
    }
    memcpy(*ret, from, n * size);
    return true;
}

static size_t bytes_of(const struct str *texts, size_t n)
{
    size_t sum = 0;
    for (size_t i = 0; i < n; i++) {
        sum += texts[i].n;
    }
    return sum;
}

/* Of the texts that may be of any length. */
static size_t text_bytes(const struct trade_consignment *c)
{
    const struct str own[] = {c->id, c->number, c->master, c->carrier, c->remarks, c->outcome_note};
    size_t sum = bytes_of(own, sizeof own / sizeof *own);
    for (size_t i = 0; i < c->n_legs; i++) {
        const struct trade_leg *l = &c->legs[i];
        sum += l->from.n + l->to.n + l->carrier.n + l->vehicle.n;
    }
    for (size_t i = 0; i < c->n_parties; i++) {
        const struct trade_party *p = &c->parties[i];
        const struct str texts[] = {p->name, p->address, p->city, p->postcode, p->phone, p->email};
        sum += bytes_of(texts, sizeof texts / sizeof *texts);
        for (size_t k = 0; k < p->n_ids; k++) {
            sum += p->ids[k].type.n + p->ids[k].value.n;
        }
    }
    for (size_t i = 0; i < c->n_goods; i++) {
        const struct trade_goods *g = &c->goods[i];
        const struct str texts[] = {g->description, g->hs,    g->unit,
                                    g->un_number,   g->brand, g->model};
        sum += bytes_of(texts, sizeof texts / sizeof *texts);
    }
    for (size_t i = 0; i < c->n_extras; i++) {
        sum += c->extras[i].key.n + c->extras[i].value.n;
    }
    return sum;
}

/* Whether the record can be read again once it is written. One byte may become six, and each list
 * has names of its own; only where the texts leave that open is it tried. */
static enum seine_status check_length(const struct trade_consignment *c)
{
    struct buf line;
    if (text_bytes(c) < BUILDER_SURELY_A_LINE) {
        return SEINE_OK;
    }
    buf_init(&line, LIMIT_NDJSON_LINE + 1);
    trade_write_ndjson(&line, c);
    enum seine_status status = buf_status(&line);
    buf_release(&line);
    return status == SEINE_LIMIT ? SEINE_RANGE : status;
}

enum seine_status builder_finish(struct builder *b, struct arena *arena,
                                 struct trade_consignment *c)
{
    void *legs = NULL;
    void *parties = NULL;
    void *goods = NULL;
    void *extras = NULL;
    sort_parties(b->parties.v, b->parties.n);
    if (finish_extras(b, arena) != SEINE_OK ||
        !to_arena(arena, b->legs.v, b->legs.n, sizeof *b->legs.v, &legs) ||
        !to_arena(arena, b->parties.v, b->parties.n, sizeof *b->parties.v, &parties) ||
        !to_arena(arena, b->goods.v, b->goods.n, sizeof *b->goods.v, &goods) ||
        !to_arena(arena, b->extras.v, b->extras.n, sizeof *b->extras.v, &extras)) {
        return SEINE_NOMEM;
    }
    c->legs = legs;
    c->n_legs = b->legs.n;
    c->parties = parties;
    c->n_parties = b->parties.n;
    c->goods = goods;
    c->n_goods = b->goods.n;
    c->extras = extras;
    c->n_extras = b->extras.n;
    return check_length(c);
}

static bool is_empty(const struct field_table *t, const void *object)
{
    for (size_t i = 0; i < t->n; i++) {
        if (!field_is_missing(&t->fields[i], object)) {
            return false;
        }
    }
    return true;
}

enum seine_status builder_goods(struct builder *b, const struct trade_goods *g)
{
    return is_empty(&goods_fields, g) || VEC_PUSH(&b->goods, *g) ? SEINE_OK : SEINE_NOMEM;
}

enum seine_status builder_leg(struct builder *b, const struct trade_leg *leg)
{
    return is_empty(&leg_fields, leg) || VEC_PUSH(&b->legs, *leg) ? SEINE_OK : SEINE_NOMEM;
}

static bool is_own_key(struct str key)
{
    static const char *const lists[] = {"document", "legs", "parties", "goods", "outcome"};
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        if (str_is(key, str_of(lists[i]))) {
            return true;
        }
    }
    return field_find(&consignment_fields, key, 0) < consignment_fields.n;
}

enum seine_status builder_extra(struct builder *b, struct arena *arena, struct str key,
                                struct str value, bool is_json)
{
    struct trade_extra e = {key, value, is_json};
    if (is_own_key(key)) {
        char *p = arena_alloc(arena, key.n + 2);
        if (p == NULL) {
            return SEINE_NOMEM;
        }
        memcpy(p, "x.", 2);
        memcpy(p + 2, key.p, key.n);
        e.key = (struct str){p, key.n + 2};
    }
    return VEC_PUSH(&b->extras, e) ? SEINE_OK : SEINE_NOMEM;
}

enum seine_status batch_reject(struct trade_batch *batch, struct place at, struct str field,
                               struct str reason, struct str raw)
{
    bool ok = true;
    struct trade_reject r = {.line = at.line, .column = at.column};
    r.source = arena_str(&batch->arena, at.source, &ok);
    r.field = arena_str(&batch->arena, field, &ok);
    r.reason = arena_str(&batch->arena, reason, &ok);
    r.raw = arena_str(
        &batch->arena,
        str_slice(raw, 0, raw.n < LIMIT_QUARANTINE_RAW ? raw.n : LIMIT_QUARANTINE_RAW), &ok);
    return ok && VEC_PUSH(&batch->rejects, r) ? SEINE_OK : SEINE_NOMEM;
}

static bool is_further_code(const struct trade_goods *g)
{
    return g->value_cents == TRADE_NONE && g->gross_g == TRADE_NONE && g->net_g == TRADE_NONE &&
           g->quantity_milli == TRADE_NONE && str_is(g->description, g[-1].description);
}

int64_t goods_value(const struct trade_goods *goods, size_t n, size_t *ret_n_items,
                    struct str *ret_currency)
{
    bool is_sum = n > 0;
    int64_t sum = TRADE_NONE;
    *ret_n_items = 0;
    *ret_currency = n > 0 ? goods[0].currency : STR_EMPTY;
    for (size_t i = 0; i < n; i++) {
        if (i > 0 && is_further_code(&goods[i]))
            continue;
        (*ret_n_items)++;
        is_sum = is_sum && goods[i].value_cents != TRADE_NONE &&
                 str_is_ci(goods[i].currency, *ret_currency);
        sum = trade_sum(sum, goods[i].value_cents);
    }
    return is_sum ? sum : TRADE_NONE;
}

int bytes_kind(struct str s)
{
    uint64_t high = 0;
    uint64_t zero = 0;
    size_t i = 0;
    for (; i + 8 <= s.n; i += 8) {
        uint64_t w;
        memcpy(&w, s.p + i, 8);
        high |= w & 0x8080808080808080u;
        zero |= (w - 0x0101010101010101u) & ~w & 0x8080808080808080u;
    }
    for (; i < s.n; i++) {
        high |= (unsigned char)s.p[i] & 0x80u;
        zero |= s.p[i] == '\0';
    }
    return zero != 0 ? 2 : high != 0;
}
