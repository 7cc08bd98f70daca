/* trade/write.c - canonical NDJSON: fixed key order, missing members left out.
 *
 * The field tables give the order. What cannot be text in JSON (bytes that are no UTF-8) cannot be
 * in a record either: the readers repaired it. */
#include "trade/write.h"

#include "trade/field.h"

static void write_field(struct json_writer *w, const struct field *f, const void *object,
                        struct buf *scratch)
{
    if (field_is_missing(f, object)) {
        return;
    }
    const void *at = (const char *)object + f->offset;
    json_key(w, f->key);
    switch (f->kind) {
    case FIELD_TEXT:
    case FIELD_PLACE:
    case FIELD_COUNTRY:
    case FIELD_CURRENCY:
        json_string(w, *(const struct str *)at);
        break;
    case FIELD_AMOUNT:
    case FIELD_MONEY:
    case FIELD_MASS:
    case FIELD_LINE:
        json_fixed(w, *(const int64_t *)at, f->decimals);
        break;
    case FIELD_FLAG:
        json_bool(w, true); /* no is missing */
        break;
    default:
        buf_reset(scratch);
        field_text(f, object, scratch);
        json_string(w, buf_str(scratch));
        break;
    }
}

static void write_fields(struct json_writer *w, const struct field_table *t, size_t from, size_t to,
                         const void *object)
{
    struct buf scratch;
    buf_init(&scratch, 64);
    for (size_t i = from; i < to && i < t->n; i++) {
        write_field(w, &t->fields[i], object, &scratch);
    }
    buf_release(&scratch);
}

/* An object under `key`, left out if it would be empty. */
static void write_part(struct json_writer *w, const char *key, const struct field_table *t,
                       const void *object)
{
    bool is_empty = true;
    for (size_t i = 0; i < t->n; i++) {
        is_empty = is_empty && field_is_missing(&t->fields[i], object);
    }
    if (is_empty) {
        return;
    }
    json_key(w, key);
    json_object(w);
    write_fields(w, t, 0, t->n, object);
    json_object_end(w);
}

void write_party(struct json_writer *w, const struct trade_party *p)
{
    json_object(w);
    write_fields(w, &party_fields, 0, party_fields.n, p);
    if (p->n_ids > 0) {
        json_key(w, "ids");
        json_array(w);
        for (size_t i = 0; i < p->n_ids; i++) {
            json_object(w);
            json_member(w, "type", p->ids[i].type);
            json_member(w, "value", p->ids[i].value);
            json_object_end(w);
        }
        json_array_end(w);
    }
    json_object_end(w);
}

void write_legs(struct json_writer *w, const struct trade_consignment *c)
{
    json_array(w);
    for (size_t i = 0; i < c->n_legs; i++) {
        json_object(w);
        write_fields(w, &leg_fields, 0, leg_fields.n, &c->legs[i]);
        json_object_end(w);
    }
    json_array_end(w);
}

static void write_goods(struct json_writer *w, const struct trade_consignment *c)
{
    json_array(w);
    for (size_t i = 0; i < c->n_goods; i++) {
        json_object(w);
        write_fields(w, &goods_fields, 0, goods_fields.n, &c->goods[i]);
        json_object_end(w);
    }
    json_array_end(w);
}

/* Keys of extras come from outside and need not be NUL-terminated. */
void write_extras(struct json_writer *w, const struct trade_consignment *c)
{
    struct buf key;
    buf_init(&key, LIMIT_NDJSON_LINE);
    for (size_t i = 0; i < c->n_extras; i++) {
        const struct trade_extra *e = &c->extras[i];
        buf_reset(&key);
        buf_add(&key, e->key);
        json_key(w, key.p);
        if (e->is_json) {
            json_raw(w, e->value);
        } else {
            json_string(w, e->value);
        }
    }
    buf_release(&key);
}

void trade_write_ndjson(struct buf *out, const struct trade_consignment *c)
{
    const struct field_table *t = &consignment_fields;
    struct json_writer w;
    json_writer_init(&w, out);
    json_object(&w);
    write_fields(&w, t, 0, 1, c); /* id */
    write_part(&w, "document", &document_fields, c);
    write_fields(&w, t, 1, 3, c); /* mode, carrier */
    if (c->n_legs > 0) {
        json_key(&w, "legs");
        write_legs(&w, c);
    }
    if (c->n_parties > 0) {
        json_key(&w, "parties");
        json_array(&w);
        for (size_t i = 0; i < c->n_parties; i++) {
            write_party(&w, &c->parties[i]);
        }
        json_array_end(&w);
    }
    if (c->n_goods > 0) {
        json_key(&w, "goods");
        write_goods(&w, c);
    }
    write_fields(&w, t, 3, t->n, c);
    write_part(&w, "outcome", &outcome_fields, c);
    write_extras(&w, c);
    json_object_end(&w);
    buf_add_c(out, '\n');
}

void trade_write_reject(struct buf *out, const struct trade_reject *r)
{
    struct json_writer w;
    json_writer_init(&w, out);
    json_object(&w);
    json_member(&w, "file", r->source);
    json_member_i64(&w, "line", r->line);
    json_member_i64(&w, "column", r->column);
    json_member(&w, "field", r->field);
    json_member(&w, "reason", r->reason);
    json_member(&w, "raw", r->raw);
    json_object_end(&w);
    buf_add_c(out, '\n');
}

struct str record_extra(const struct trade_consignment *c, const char *key)
{
    for (size_t i = 0; i < c->n_extras; i++)
        if (str_is(c->extras[i].key, str_of(key)) && !c->extras[i].is_json)
            return c->extras[i].value;
    return STR_EMPTY;
}

bool record_declared(const struct trade_consignment *c, int64_t *ret_cents,
                     struct str *ret_currency)
{
    struct str kept = record_extra(c, DECLARED_VALUE_KEY);
    size_t blank = str_find_byte(kept, ' ', 0);
    *ret_currency = blank == SIZE_MAX ? STR_EMPTY : str_slice(kept, blank + 1, kept.n);
    if (str_to_fixed(str_slice(kept, 0, blank), 2, ret_cents))
        return true;
    size_t n_items = 0;
    *ret_cents = goods_value(c->goods, c->n_goods, &n_items, ret_currency);
    return *ret_cents != TRADE_NONE;
}

const struct trade_party *record_party(const struct trade_consignment *c, enum trade_role role)
{
    for (size_t i = 0; i < c->n_parties; i++)
        if (c->parties[i].role == role)
            return &c->parties[i];
    return NULL;
}

struct str party_id(const struct trade_party *p, const char *type)
{
    for (size_t i = 0; i < p->n_ids; i++)
        if (str_is(p->ids[i].type, str_of(type)))
            return p->ids[i].value;
    return STR_EMPTY;
}

struct str un_digits(struct str un_number)
{
    struct str rest = un_number;
    if (str_starts_ci(rest, STR("UN")))
        rest = str_trim(str_slice(rest, 2, rest.n));
    bool begins = rest.n > 0 && rest.p[0] >= '0' && rest.p[0] <= '9';
    return begins ? rest : STR_EMPTY;
}

bool is_air_number(struct str s)
{
    bool good = s.n == 12 && s.p[3] == '-';
    for (size_t i = 0; i < s.n && good; i++)
        good = i == 3 || (s.p[i] >= '0' && s.p[i] <= '9');
    return good;
}
