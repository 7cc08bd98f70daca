/* assemble/under.c - looks up the measures that a consignment is under, and says them in words. Who
 * is told of them is decided elsewhere: measures.c, pipeline/assess.c. */
#include "assemble/under.h"

#include <stdlib.h>
#include <string.h>

#define MOST_COUNTRIES                                                                             \
    (LIMIT_PARTIES + 2) /* of one side: the parties', the route's, the origin                      \
                         */
#define MOST_CODES 3    /* tariff numbers that a text names */

struct sides { /* of one item: where it comes from, by enum goods_direction, and where it goes */
    struct str v[2][MOST_COUNTRIES];
    size_t n[2];
};

static void place_end(const struct geo *geo, struct str code, char ret[3])
{
    const struct geo_place *place = code.n ? geo_place(geo, code) : NULL;
    if (place)
        memcpy(ret, place->country, 3);
}

void under_find_ends(const struct geo *geo, struct str code, struct under_ends *ret)
{
    struct str rest = code, stop, last = STR_EMPTY;
    bool more = true, is_first = true;
    memset(ret, 0, sizeof *ret);
    while (str_cut(&rest, &more, '-', &stop)) {
        if (is_first)
            place_end(geo, stop, ret->country[GOODS_FROM]);
        is_first = false;
        last = stop;
    }
    place_end(geo, last, ret->country[GOODS_TO]);
}

static void add_country(struct sides *s, int side, struct str country)
{
    size_t i = 0;
    while (i < s->n[side] && !str_is(s->v[side][i], country))
        i++;
    if (country.n == 2 && i == s->n[side] && i < MOST_COUNTRIES)
        s->v[side][s->n[side]++] = country;
}

static void sides_of(const struct under *u, const struct table_record *r,
                     const struct under_ends *ends, struct sides *ret)
{
    const struct trade_table *t = u->table;
    ret->n[GOODS_FROM] = ret->n[GOODS_TO] = 0;
    for (uint32_t i = 0; i < r->n_parties; i++) {
        const struct table_party *p = &t->parties.v[r->first_party + i];
        struct str country = table_str(t, t->mentions.v[p->mention].country);
        if (p->role == TRADE_SHIPPER)
            add_country(ret, GOODS_FROM, country);
        else if (p->role == TRADE_CONSIGNEE || p->role == TRADE_END_USER)
            add_country(ret, GOODS_TO, country);
    }
    for (int side = 0; side < 2; side++)
        add_country(ret, side, str_of(ends->country[side]));
}

/* All that is known of the other side is the country itself: that is no trade with it. */
static bool is_inside(const struct sides *s, int side, struct str country)
{
    return s->n[1 - side] == 1 && str_is(s->v[1 - side][0], country);
}

/* The item under the row that bans it, and under what holds for all goods beside that. */
static bool look_up(const struct under *u, const struct sides *s, struct under_hit hit,
                    struct str digits, under_hits *ret)
{
    bool ok = true;
    for (int side = 0; side < 2; side++)
        for (size_t i = 0; i < s->n[side] && ok; i++) {
            struct str country = s->v[side][i];
            if (is_inside(s, side, country))
                continue;
            hit.direction = (enum goods_direction)side;
            hit.row = goods_measure_find(u->measures, country, hit.direction, digits);
            uint32_t all = goods_measure_find(u->measures, country, hit.direction, STR_EMPTY);
            ok = hit.row == MAP_NONE || VEC_PUSH(ret, hit);
            if (all == hit.row || all == MAP_NONE || !ok)
                continue;
            hit.row = all;
            ok = VEC_PUSH(ret, hit);
        }
    return ok;
}

static struct str hs_of(const struct trade_table *t, uint32_t line)
{
    return table_str(t, t->cargos.v[t->lines.v[line].cargo].hs);
}

bool under_find(const struct under *u, uint32_t record, under_hits *ret)
{
    const struct trade_table *t = u->table;
    const struct table_record *r = &t->records.v[record];
    struct under_ends own;
    struct sides s;
    bool ok = true;
    if (!u->ends)
        under_find_ends(u->geo, table_str(t, t->routes.v[r->route].code), &own);
    sides_of(u, r, u->ends ? &u->ends[r->route] : &own, &s);
    if (r->n_lines == 0)
        return look_up(u, &s, (struct under_hit){.record = record, .line = MAP_NONE}, STR_EMPTY,
                       ret);
    for (uint32_t i = 0; i < r->n_lines && ok; i++) {
        uint32_t line = r->first_line + i;
        struct goods_hs hs = goods_hs_normalise(hs_of(t, line));
        size_t n_from = s.n[GOODS_FROM];
        add_country(&s, GOODS_FROM, table_str(t, t->cargos.v[t->lines.v[line].cargo].origin));
        ok = look_up(u, &s, (struct under_hit){.record = record, .line = line},
                     (struct str){hs.digits, hs.n}, ret);
        s.n[GOODS_FROM] = n_from; /* another item was made elsewhere */
    }
    return ok;
}

/* By rule, direction, record, line. */
static int hit_order(const void *l, const void *r)
{
    const struct under_hit *a = l, *b = r;
    if (a->row != b->row)
        return a->row < b->row ? -1 : 1;
    if (a->direction != b->direction)
        return a->direction < b->direction ? -1 : 1;
    if (a->record != b->record)
        return a->record < b->record ? -1 : 1;
    return a->line < b->line ? -1 : a->line > b->line;
}

static int group_order(const void *l, const void *r)
{
    const struct under_group *a = l, *b = r;
    if (a->is_ban != b->is_ban)
        return a->is_ban ? -1 : 1;
    if (a->n_records != b->n_records)
        return a->n_records > b->n_records ? -1 : 1;
    return a->first < b->first ? -1 : a->first > b->first; /* by rule, then direction */
}

bool under_group(const struct under *u, under_hits *hits, under_groups *ret)
{
    const struct goods_measures *m = u->measures;
    VEC_CLEAR(ret);
    for (size_t i = 0; i < hits->n; i++)
        hits->v[i].row = goods_measure(m, hits->v[i].row)->rule;
    if (hits->n > 1)
        qsort(hits->v, hits->n, sizeof *hits->v, hit_order);
    for (size_t i = 0; i < hits->n; i++) {
        const struct under_hit *h = &hits->v[i], *before = i ? h - 1 : NULL;
        bool is_new = !before || before->row != h->row || before->direction != h->direction;
        struct under_group group = {.first = i,
                                    .rule = h->row,
                                    .direction = h->direction,
                                    .is_ban = goods_measure(m, h->row)->hs.n > 0};
        if (is_new && !VEC_PUSH(ret, group))
            return false;
        struct under_group *g = &ret->v[ret->n - 1];
        g->n++;
        g->n_records += is_new || before->record != h->record;
    }
    if (ret->n > 1)
        qsort(ret->v, ret->n, sizeof *ret->v, group_order);
    return true;
}

/* ", HS 847160, 850440, ...": the first of the numbers declared, as the papers come. */
static void add_codes(const struct under *u, const under_hits *hits, const struct under_group *g,
                      struct buf *out)
{
    char codes[MOST_CODES][11]; /* as goods_hs.digits */
    size_t n = 0;
    bool more = false;
    for (size_t i = g->first; i < g->first + g->n; i++) {
        uint32_t line = hits->v[i].line;
        struct goods_hs hs =
            goods_hs_normalise(line == MAP_NONE ? STR_EMPTY : hs_of(u->table, line));
        size_t k = 0;
        hs.digits[6] = '\0'; /* what is behind is national */
        while (k < n && strcmp(codes[k], hs.digits) != 0)
            k++;
        if (k < n || hs.n == 0)
            continue;
        if (n == MOST_CODES)
            more = true;
        else
            memcpy(codes[n++], hs.digits, sizeof codes[0]);
    }
    for (size_t k = 0; k < n; k++)
        buf_add_f(out, "%s%s", k ? ", " : ", HS ", codes[k]);
    if (more)
        buf_add_z(out, ", ...");
}

void under_text(const struct under *u, const under_hits *hits, const struct under_group *g,
                bool is_alone, struct buf *out)
{
    const struct goods_measure *m = goods_measure(u->measures, g->rule);
    buf_add(out, m->measure);
    buf_add_c(out, ':');
    if (!is_alone && g->n_records == 1)
        buf_add_z(out, " one consignment");
    else if (!is_alone)
        buf_add_f(out, " %u consignments", g->n_records);
    buf_add_f(out, " %s %s", g->direction == GOODS_FROM ? "from" : "to", m->country);
    if (m->hs.n)
        add_codes(u, hits, g, out);
    buf_add_f(out, " (" STR_FMT ")", STR_ARG(m->source));
}
