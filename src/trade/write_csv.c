/* trade/write_csv.c - CSV, one row per goods item.
 *
 * Columns hold what they can; legs, more_parties and extras carry the rest as JSON, so that reading
 * the rows again gives the same record. Roles without columns of their own go to more_parties. */
#include "trade/reader.h"
#include "trade/write.h"

/* The roles that have columns, in the order of docs/records.md. */
static const enum trade_role column_roles[] = {TRADE_SHIPPER, TRADE_CONSIGNEE, TRADE_NOTIFY,
                                               TRADE_FORWARDER, TRADE_END_USER};
enum { N_COLUMN_ROLES = sizeof column_roles / sizeof *column_roles };

/* Which of the record's own columns stand before the parties and which behind the goods, as ranges
 * of csv_header_fields: id to leg_carriers, departed and arrived; pieces to extras. `vehicle`,
 * `from`, `via`, `to` and `party_role` are read, never written. */
struct range {
    size_t from, to;
};
static const struct range head_columns[] = {{0, 9}, {13, 15}};
static const struct range tail_columns[] = {{15, 28}};

#define COUNT(table) (sizeof(table) / sizeof *(table))

/* What a row is made from: the flat form, and which parties did not fit into it. */
struct csv_row_parts {
    struct flat flat;
    struct buf route, carriers, legs, parties, extras;
    struct buf ids[N_COLUMN_ROLES];
};

static void header_names(struct buf *out, const struct range *ranges, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        for (size_t k = ranges[i].from; k < ranges[i].to; k++) {
            buf_add_f(out, "%s,", csv_header_fields.fields[k].key);
        }
    }
}

/* Every column ends in a comma; the last one's becomes the line end. */
static void end_row(struct buf *out)
{
    if (out->failed == SEINE_OK) {
        out->p[out->n - 1] = '\n';
    }
}

void trade_csv_header(struct buf *out)
{
    header_names(out, head_columns, COUNT(head_columns));
    for (size_t i = 0; i < N_COLUMN_ROLES; i++) {
        const char *prefix = csv_party_prefixes[column_roles[i]];
        for (size_t k = 1; k < party_fields.n; k++) { /* 0 is the role */
            buf_add_f(out, "%s_%s,", prefix, party_fields.fields[k].key);
        }
        buf_add_f(out, "%s_id,", prefix);
    }
    for (size_t k = 0; k < goods_fields.n; k++) {
        buf_add_f(out, "%s,", goods_fields.fields[k].key);
    }
    header_names(out, tail_columns, COUNT(tail_columns));
    end_row(out);
}

static bool is_plain_word(struct str s)
{
    return str_find_byte(s, '-', 0) == SIZE_MAX;
}

static bool leg_fits(const struct trade_consignment *c, size_t i)
{
    const struct trade_leg *l = &c->legs[i];
    bool is_last = i + 1 == c->n_legs;
    if (l->mode != TRADE_MODE_NONE || l->vehicle.n > 0 || l->month_day != 0 ||
        !is_plain_word(l->carrier)) {
        return false;
    }
    if ((i > 0 && l->departed.day != DATE_NONE) || (!is_last && l->arrived.day != DATE_NONE)) {
        return false;
    }
    return l->from.n > 0 && l->to.n > 0 && (i == 0 || str_is(c->legs[i - 1].to, l->from));
}

/* True if route, leg_carriers, departed and arrived say all that the legs say. */
static bool legs_fit(const struct trade_consignment *c)
{
    for (size_t i = 0; i < c->n_legs; i++) {
        if (!leg_fits(c, i)) {
            return false;
        }
    }
    return true;
}

static void put_legs(struct csv_row_parts *p, const struct trade_consignment *c)
{
    if (c->n_legs == 0) {
        return;
    }
    if (!legs_fit(c)) {
        struct json_writer w;
        json_writer_init(&w, &p->legs);
        write_legs(&w, c);
        p->flat.legs = buf_str(&p->legs);
        return;
    }
    bool has_carrier = false;
    for (size_t i = 0; i < c->n_legs; i++) {
        const struct trade_leg *l = &c->legs[i];
        buf_add(&p->route, l->from);
        buf_add_c(&p->route, '-');
        buf_add_z(&p->carriers, i ? "-" : "");
        buf_add(&p->carriers, l->carrier);
        has_carrier |= l->carrier.n > 0;
    }
    buf_add(&p->route, c->legs[c->n_legs - 1].to);
    p->flat.route = buf_str(&p->route);
    p->flat.leg_carriers = has_carrier ? buf_str(&p->carriers) : STR_EMPTY;
    p->flat.departed = c->legs[0].departed;
    p->flat.arrived = c->legs[c->n_legs - 1].arrived;
}

/* The ids as "type=value;..."; false if a type or value has a character that this cannot carry. */
static bool put_ids(struct buf *out, const struct trade_party *p)
{
    for (size_t i = 0; i < p->n_ids; i++) {
        const struct trade_id *id = &p->ids[i];
        if (str_find_byte(id->type, ';', 0) != SIZE_MAX ||
            str_find_byte(id->type, '=', 0) != SIZE_MAX ||
            str_find_byte(id->value, ';', 0) != SIZE_MAX) {
            return false;
        }
        buf_add_z(out, i ? ";" : "");
        buf_add(out, id->type);
        if (id->type.n > 0 || str_find_byte(id->value, '=', 0) != SIZE_MAX) {
            buf_add_c(out, '=');
        }
        buf_add(out, id->value);
    }
    return true;
}

static bool is_nameless(const struct trade_party *p)
{
    for (size_t k = 1; k < party_fields.n; k++) {
        if (!field_is_missing(&party_fields.fields[k], p)) {
            return false;
        }
    }
    return p->n_ids == 0;
}

/* Parties come by role. The first of a role takes the columns, the others stand in more_parties;
 * where the first does not fit, all of the role stand there, so that their order is kept. */
static void put_parties(struct csv_row_parts *p, const struct trade_consignment *c)
{
    struct json_writer w;
    json_writer_init(&w, &p->parties);
    json_array(&w);
    bool has_more = false;
    for (size_t i = 0; i < c->n_parties; i++) {
        const struct trade_party *party = &c->parties[i];
        bool fits = (i == 0 || c->parties[i - 1].role != party->role) && !is_nameless(party);
        size_t column = 0;
        while (column < N_COLUMN_ROLES && column_roles[column] != party->role) {
            column++;
        }
        fits = fits && column < N_COLUMN_ROLES && put_ids(&p->ids[column], party);
        if (fits) {
            p->flat.parties[party->role] = *party;
            p->flat.ids[party->role] = buf_str(&p->ids[column]);
        } else {
            write_party(&w, party);
            has_more = true;
        }
    }
    json_array_end(&w);
    p->flat.more_parties = has_more ? buf_str(&p->parties) : STR_EMPTY;
}

static void put_extras(struct csv_row_parts *p, const struct trade_consignment *c)
{
    struct json_writer w;
    if (c->n_extras == 0) {
        return;
    }
    json_writer_init(&w, &p->extras);
    json_object(&w);
    write_extras(&w, c);
    json_object_end(&w);
    p->flat.extras = buf_str(&p->extras);
}

/* Most cells of a row are empty, and most others need no quotes. */
static void write_cell(struct buf *out, struct str s)
{
    if (s.n > 0) {
        csv_write_field(out, s);
    }
    buf_add_c(out, ',');
}

static bool is_text(const struct field *f)
{
    return f->kind == FIELD_TEXT || f->kind == FIELD_PLACE || f->kind == FIELD_COUNTRY ||
           f->kind == FIELD_CURRENCY;
}

static void write_columns(struct buf *out, const struct field_table *t, struct range columns,
                          const void *object)
{
    for (size_t k = columns.from; k < columns.to; k++) {
        const struct field *f = &t->fields[k];
        if (is_text(f)) {
            write_cell(out, *(const struct str *)((const char *)object + f->offset));
        } else { /* numbers, dates and names of kinds need no quotes */
            field_text(f, object, out);
            buf_add_c(out, ',');
        }
    }
}

/* A party that is not there: its columns and its ids are empty. */
static void write_party_columns(struct csv_row_parts *p, struct buf *out, enum trade_role role)
{
    static const char commas[] = ",,,,,,,,,,,,,,,,";
    const struct trade_party *party = &p->flat.parties[role];
    if (p->flat.ids[role].n == 0 && party_fields.n < sizeof commas && is_nameless(party)) {
        buf_add(out, (struct str){commas, party_fields.n});
        return;
    }
    write_columns(out, &party_fields, (struct range){1, party_fields.n}, party);
    write_cell(out, p->flat.ids[role]);
}

static void write_row(struct csv_row_parts *p, struct buf *out, const struct trade_goods *goods)
{
    for (size_t i = 0; i < COUNT(head_columns); i++) {
        write_columns(out, &csv_header_fields, head_columns[i], &p->flat);
    }
    for (size_t i = 0; i < N_COLUMN_ROLES; i++) {
        write_party_columns(p, out, column_roles[i]);
    }
    write_columns(out, &goods_fields, (struct range){0, goods_fields.n}, goods);
    for (size_t i = 0; i < COUNT(tail_columns); i++) {
        write_columns(out, &csv_header_fields, tail_columns[i], &p->flat);
    }
    end_row(out);
}

static void parts_init(struct csv_row_parts *p, const struct trade_consignment *c)
{
    struct buf *all[] = {&p->route, &p->carriers, &p->legs, &p->parties, &p->extras};
    for (size_t i = 0; i < COUNT(all); i++) {
        buf_init(all[i], LIMIT_CSV_ROW);
    }
    for (size_t i = 0; i < N_COLUMN_ROLES; i++) {
        buf_init(&p->ids[i], LIMIT_CSV_FIELD);
    }
    p->flat.c = *c;
    for (size_t i = 0; i <= TRADE_N_ROLES; i++) {
        p->flat.parties[i] = party_none;
        p->flat.ids[i] = STR_EMPTY;
    }
    p->flat.goods = goods_none;
    p->flat.route = p->flat.leg_carriers = p->flat.vehicle = STR_EMPTY;
    p->flat.from = p->flat.via = p->flat.to = STR_EMPTY;
    p->flat.legs = p->flat.more_parties = p->flat.extras = STR_EMPTY;
    p->flat.departed = p->flat.arrived = (struct trade_when){DATE_NONE, -1};
}

static enum seine_status parts_release(struct csv_row_parts *p)
{
    struct buf *all[] = {&p->route, &p->carriers, &p->legs, &p->parties, &p->extras};
    enum seine_status status = SEINE_OK;
    for (size_t i = 0; i < COUNT(all); i++) {
        status = status == SEINE_OK ? buf_status(all[i]) : status;
        buf_release(all[i]);
    }
    for (size_t i = 0; i < N_COLUMN_ROLES; i++) {
        status = status == SEINE_OK ? buf_status(&p->ids[i]) : status;
        buf_release(&p->ids[i]);
    }
    return status;
}

void trade_write_csv(struct buf *out, const struct trade_consignment *c)
{
    struct csv_row_parts p;
    parts_init(&p, c);
    put_legs(&p, c);
    put_parties(&p, c);
    put_extras(&p, c);
    for (size_t i = 0; i < c->n_goods; i++) {
        write_row(&p, out, &c->goods[i]);
    }
    if (c->n_goods == 0) {
        write_row(&p, out, &goods_none);
    }
    enum seine_status status = parts_release(&p);
    if (status != SEINE_OK && out->failed == SEINE_OK) {
        out->failed = status; /* a part that did not fit must not be lost in silence */
    }
}
