/* trade/table_text.c - what several values of a record become as one interned text: the ids of a
 * party, the legs of a route. */
#include "trade/table_index.h"

#include <stdlib.h>
#include <string.h>

/* Sorted, so that the order of ids in the document does not make another mention. A ';' within a
 * value becomes ','. */
static int compare_pieces(const void *a, const void *b)
{
    return str_compare(*(const struct str *)a, *(const struct str *)b);
}

struct str table_ids_text(struct table_scratch *s, const struct trade_party *p)
{
    struct buf *text = &s->text;
    buf_reset(text);
    VEC_CLEAR(&s->pieces);
    if (!VEC_RESERVE(&s->pieces, p->n_ids)) {
        text->failed = SEINE_NOMEM;
        return STR_EMPTY;
    }
    for (size_t i = 0; i < p->n_ids; i++) {
        buf_add(text, p->ids[i].type);
        buf_add_c(text, '=');
        buf_add(text, p->ids[i].value);
        buf_add_c(text, '\0');
    }
    for (size_t i = 0; i < text->n; i++) {
        text->p[i] = text->p[i] == ';' ? ',' : text->p[i];
    }
    size_t parts = text->n;
    for (size_t from = 0; text->failed == SEINE_OK && from < parts;) {
        size_t n = strlen(text->p + from);
        s->pieces.v[s->pieces.n++] = (struct str){text->p + from, n};
        from += n + 1;
    }
    if (s->pieces.n == 1) {
        return s->pieces.v[0];
    }
    qsort(s->pieces.v, s->pieces.n, sizeof *s->pieces.v, compare_pieces);
    struct buf joined;
    buf_init(&joined, text->max);
    for (size_t i = 0; i < s->pieces.n; i++) {
        buf_add_z(&joined, i ? ";" : "");
        buf_add(&joined, s->pieces.v[i]);
    }
    buf_add(text, buf_str(&joined));
    text->failed = joined.failed ? joined.failed : text->failed;
    buf_release(&joined);
    return text->failed == SEINE_OK ? str_slice(buf_str(text), parts, text->n) : STR_EMPTY;
}

/* '-' separates the legs; within a carrier's name it becomes a blank. */
static void add_part(struct buf *b, bool is_first, struct str s)
{
    if (!is_first) {
        buf_add_c(b, '-');
    }
    size_t from = b->n;
    buf_add(b, s);
    for (size_t i = from; i < b->n; i++) {
        b->p[i] = b->p[i] == '-' ? ' ' : b->p[i];
    }
}

/* One text of a route. Where a leg does not start at the end of the one before it, the gap counts
 * as a leg without carrier and mode. */
void table_route_text(struct buf *out, const struct trade_consignment *c, enum route_part part)
{
    bool has_any = false;
    size_t from = out->n;
    for (size_t i = 0; i < c->n_legs; i++) {
        const struct trade_leg *l = &c->legs[i];
        bool is_gap = i > 0 && !str_is(c->legs[i - 1].to, l->from);
        enum trade_mode mode = l->mode ? l->mode : c->mode;
        struct str piece = part == ROUTE_CODE       ? l->to
                           : part == ROUTE_CARRIERS ? l->carrier
                                                    : str_of(trade_mode_name(mode));
        has_any |= piece.n > 0;
        if (part == ROUTE_CODE && (i == 0 || is_gap)) {
            add_part(out, i == 0, l->from);
            has_any |= l->from.n > 0;
        } else if (is_gap) {
            add_part(out, false, STR_EMPTY);
        }
        add_part(out, part != ROUTE_CODE && i == 0, piece);
    }
    if (!has_any && out->failed == SEINE_OK) {
        out->n = from;
    }
}

/* The vehicle of the first leg in the document's own mode, else of any leg. */
struct str table_main_vehicle(const struct trade_consignment *c)
{
    struct str any = STR_EMPTY;
    for (size_t i = 0; i < c->n_legs; i++) {
        const struct trade_leg *l = &c->legs[i];
        if (l->vehicle.n > 0 && (l->mode == c->mode || l->mode == TRADE_MODE_NONE)) {
            return l->vehicle;
        }
        any = any.n == 0 ? l->vehicle : any;
    }
    return any;
}

void table_header_texts(const struct trade_consignment *c, struct str ret[TABLE_HEADER_TEXTS])
{
    const struct str texts[] = {c->id,
                                c->number,
                                c->master,
                                c->carrier,
                                c->remarks,
                                table_main_vehicle(c),
                                c->freight_currency,
                                c->source};
    memcpy(ret, texts, sizeof texts);
}

void table_mention_texts(const struct trade_party *p, struct str ids,
                         struct str ret[TABLE_MENTION_TEXTS])
{
    const struct str texts[] = {p->name,    p->address, p->city,  p->postcode,
                                p->country, p->phone,   p->email, ids};
    memcpy(ret, texts, sizeof texts);
}

void table_cargo_texts(const struct trade_goods *g, struct str ret[TABLE_CARGO_TEXTS])
{
    const struct str texts[] = {g->description, g->hs, g->un_number, g->brand, g->model, g->origin};
    memcpy(ret, texts, sizeof texts);
}
