/* assemble/measures.c - which consignments are under a measure: goods of a tariff number that may
 * not be traded with the country that they come from or go to. A case that holds some is told so in
 * a row of its own without bits, for the law says what may be stopped and not what belongs
 * together. Countries are those of the papers, numbers those declared; exemptions and permits are
 * not known here. */
#include "assemble/alone.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MOST_COUNTRIES 8  /* of one side of a record */
#define MOST_HITS      64 /* of one record */
#define MOST_ROWS      5  /* of one case */
#define MOST_CODES     3  /* tariff numbers that a row names */

struct as_ends { /* countries where a route begins and ends; "" if not known */
    char country[2][3];
};

struct sides { /* of one record: where it comes from, by enum goods_direction, and where it goes */
    struct str v[2][MOST_COUNTRIES];
    size_t n[2];
};

struct hit { /* an item of a record under a row */
    uint32_t row, record, line;
    enum goods_direction direction;
};

struct hits {
    struct hit v[MOST_HITS];
    size_t n;
};

static void place_end(const struct as_context *x, struct str code, char ret[3])
{
    const struct geo_place *place = code.n ? geo_place(x->in->geo, code) : NULL;
    if (place)
        memcpy(ret, place->country, 3);
}

static enum seine_status find_ends(void *context, unsigned worker, size_t from, size_t to,
                                   struct seine_error *err)
{
    const struct as_context *x = context;
    const struct trade_table *t = x->in->table;
    (void)worker;
    (void)err;
    for (size_t i = from; i < to; i++) {
        struct str rest = table_str(t, t->routes.v[i].code), code, last = STR_EMPTY;
        bool more = true, is_first = true;
        memset(&x->ends[i], 0, sizeof x->ends[i]);
        while (str_cut(&rest, &more, '-', &code)) {
            if (is_first)
                place_end(x, code, x->ends[i].country[GOODS_FROM]);
            is_first = false;
            last = code;
        }
        place_end(x, last, x->ends[i].country[GOODS_TO]);
    }
    return SEINE_OK;
}

static void add_country(struct sides *s, int side, struct str country)
{
    size_t i = 0;
    while (i < s->n[side] && !str_is(s->v[side][i], country))
        i++;
    if (country.n == 2 && i == s->n[side] && i < MOST_COUNTRIES)
        s->v[side][s->n[side]++] = country;
}

static void sides_of(const struct as_context *x, uint32_t record, struct sides *ret)
{
    const struct trade_table *t = x->in->table;
    const struct table_record *r = &t->records.v[record];
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
        add_country(ret, side, str_of(x->ends[r->route].country[side]));
}

/* All that is known of the other side is the country itself: that is no trade with it. */
static bool is_inside(const struct sides *s, int side, struct str country)
{
    return s->n[1 - side] == 1 && str_is(s->v[1 - side][0], country);
}

static void add_hit(uint32_t row, uint32_t record, uint32_t line, int side, struct hits *ret)
{
    if (row != MAP_NONE && ret->n < MOST_HITS)
        ret->v[ret->n++] = (struct hit){row, record, line, (enum goods_direction)side};
}

/* A row for all goods holds beside the one that bans these. */
static void look_up(const struct as_context *x, const struct sides *s, uint32_t record,
                    uint32_t line, struct str digits, struct hits *ret)
{
    for (int side = 0; side < 2; side++)
        for (size_t i = 0; i < s->n[side]; i++) {
            enum goods_direction d = (enum goods_direction)side;
            struct str country = s->v[side][i];
            if (is_inside(s, side, country))
                continue;
            uint32_t row = goods_measure_find(x->in->measures, country, d, digits);
            uint32_t all = goods_measure_find(x->in->measures, country, d, STR_EMPTY);
            add_hit(row, record, line, side, ret);
            if (all != row)
                add_hit(all, record, line, side, ret);
        }
}

/* Items in the order of the lines; a record without items can be under a measure of all goods. */
static void hits_of(const struct as_context *x, uint32_t record, struct hits *ret)
{
    const struct trade_table *t = x->in->table;
    const struct table_record *r = &t->records.v[record];
    struct sides all;
    ret->n = 0;
    sides_of(x, record, &all);
    if (r->n_lines == 0)
        look_up(x, &all, record, MAP_NONE, STR_EMPTY, ret);
    for (uint32_t i = 0; i < r->n_lines; i++) {
        uint32_t line = r->first_line + i;
        struct goods_hs hs = goods_hs_normalise(as_line_hs(x, line));
        struct sides own = all;
        add_country(&own, GOODS_FROM, table_str(t, t->cargos.v[t->lines.v[line].cargo].origin));
        look_up(x, &own, record, line, (struct str){hs.digits, hs.n}, ret);
    }
}

struct facts_job {
    const struct as_context *x;
    uint16_t *ret;
};

/* What holds for all goods bans none: to be looked at is no conduct. */
static enum seine_status banned_range(void *context, unsigned worker, size_t from, size_t to,
                                      struct seine_error *err)
{
    struct facts_job *job = context;
    struct hits hits;
    (void)worker;
    (void)err;
    for (size_t r = from; r < to; r++) {
        bool is_banned = false;
        hits_of(job->x, (uint32_t)r, &hits);
        for (size_t i = 0; i < hits.n && !is_banned; i++)
            is_banned = goods_measure(job->x->in->measures, hits.v[i].row)->hs.n > 0;
        if (is_banned)
            job->ret[r] = (uint16_t)(job->ret[r] | 1u << AS_BANNED);
    }
    return SEINE_OK;
}

bool as_banned_facts(struct as_context *x, struct pool *pool, uint16_t *ret)
{
    const struct trade_table *t = x->in->table;
    struct facts_job job = {x, ret};
    if (!x->in->measures)
        return true;
    x->ends = arena_array(x->arena, t->routes.n + 1, sizeof *x->ends);
    return x->ends && pool_run(pool, t->routes.n, 1024, find_ends, x, NULL) == SEINE_OK &&
           pool_run(pool, t->records.n, 1024, banned_range, &job, NULL) == SEINE_OK;
}

struct group { /* the hits of a case under one measure in one direction */
    size_t first, n;
    uint32_t rule, n_records;
    enum goods_direction direction;
    bool is_ban;
};

struct telling {
    const struct as_context *x;
    struct arena *arena;
    VEC(struct hit) hits;
    VEC(struct group) groups;
    bool ok;
};

/* hit.row becomes the rule: rows of one measure are one. By rule, direction, record, line. */
static int hit_order(const void *l, const void *r)
{
    const struct hit *a = l, *b = r;
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
    const struct group *a = l, *b = r;
    if (a->is_ban != b->is_ban)
        return a->is_ban ? -1 : 1;
    if (a->n_records != b->n_records)
        return a->n_records > b->n_records ? -1 : 1;
    return a->first < b->first ? -1 : a->first > b->first; /* by rule, then direction */
}

static void gather(struct telling *t, const struct assemble_case *c)
{
    const struct goods_measures *m = t->x->in->measures;
    struct hits hits;
    t->hits.n = t->groups.n = 0;
    for (size_t i = 0; i < c->n_records && t->ok; i++) {
        hits_of(t->x, c->records[i].record, &hits);
        for (size_t k = 0; k < hits.n && t->ok; k++) {
            hits.v[k].row = goods_measure(m, hits.v[k].row)->rule;
            t->ok = VEC_PUSH(&t->hits, hits.v[k]);
        }
    }
    if (t->hits.n > 1)
        qsort(t->hits.v, t->hits.n, sizeof *t->hits.v, hit_order);
    for (size_t i = 0; i < t->hits.n && t->ok; i++) {
        const struct hit *h = &t->hits.v[i], *before = i ? h - 1 : NULL;
        bool is_new = !before || before->row != h->row || before->direction != h->direction;
        if (is_new)
            t->ok = VEC_PUSH(&t->groups,
                             ((struct group){.first = i,
                                             .rule = h->row,
                                             .direction = h->direction,
                                             .is_ban = goods_measure(m, h->row)->hs.n > 0}));
        if (!t->ok)
            break;
        struct group *g = &t->groups.v[t->groups.n - 1];
        g->n++;
        g->n_records += is_new || before->record != h->record;
    }
    if (t->groups.n > 1)
        qsort(t->groups.v, t->groups.n, sizeof *t->groups.v, group_order);
}

/* ", HS 847160, 850440, +2": the first of the numbers declared, as the papers come. */
static void add_codes(const struct telling *t, const struct group *g, struct buf *out)
{
    char codes[MOST_CODES][11];
    size_t n = 0;
    bool more = false;
    for (size_t i = g->first; i < g->first + g->n; i++) {
        uint32_t line = t->hits.v[i].line;
        struct goods_hs hs =
            goods_hs_normalise(line == MAP_NONE ? STR_EMPTY : as_line_hs(t->x, line));
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

static void add_row(struct telling *t, const struct group *g, struct assemble_case *c)
{
    const struct goods_measure *m = goods_measure(t->x->in->measures, g->rule);
    const struct trade_table *table = t->x->in->table;
    struct str *refs = arena_array(t->arena, g->n_records, sizeof *refs);
    struct buf text;
    size_t n = 0;
    buf_init(&text, LIMIT_TEXT);
    buf_add(&text, m->measure);
    if (g->n_records == 1)
        buf_add_z(&text, ": one consignment");
    else
        buf_add_f(&text, ": %u consignments", g->n_records);
    buf_add_f(&text, " %s %s", g->direction == GOODS_FROM ? "from" : "to", m->country);
    if (m->hs.n)
        add_codes(t, g, &text);
    buf_add_f(&text, " (" STR_FMT ")", STR_ARG(m->source));
    for (size_t i = g->first; i < g->first + g->n && refs; i++)
        if (i == g->first || t->hits.v[i].record != t->hits.v[i - 1].record)
            refs[n++] = table_str(table, table->records.v[t->hits.v[i].record].id);
    t->ok = t->ok && refs && buf_status(&text) == SEINE_OK;
    c->evidence[c->n_evidence++] =
        (struct evidence){"measure", 0, arena_str(t->arena, buf_str(&text), &t->ok), refs, n};
    buf_release(&text);
}

static void add_rest(struct telling *t, size_t n, struct assemble_case *c)
{
    char text[64];
    snprintf(text, sizeof text, "%zu other measures hold for its consignments", n);
    c->evidence[c->n_evidence++] =
        (struct evidence){"measure", 0, arena_str(t->arena, str_of(text), &t->ok), NULL, 0};
}

static void tell(struct telling *t, struct assemble_case *c)
{
    gather(t, c);
    if (!t->ok || t->groups.n == 0)
        return;
    struct evidence *rows = arena_array(t->arena, c->n_evidence + MOST_ROWS, sizeof *rows);
    size_t shown = t->groups.n > MOST_ROWS ? MOST_ROWS - 1 : t->groups.n;
    t->ok = rows != NULL;
    if (!t->ok)
        return;
    if (c->n_evidence)
        memcpy(rows, c->evidence, c->n_evidence * sizeof *rows);
    c->evidence = rows;
    for (size_t i = 0; i < shown; i++)
        add_row(t, &t->groups.v[i], c);
    if (t->groups.n > shown)
        add_rest(t, t->groups.n - shown, c);
}

enum seine_status as_measure_rows(const struct as_context *x, struct assemble_result *ret,
                                  struct seine_error *err)
{
    struct telling t = {.x = x, .arena = &ret->arena, .ok = true};
    for (size_t i = 0; i < ret->cases.n && t.ok && x->in->measures; i++)
        tell(&t, &ret->cases.v[i]);
    VEC_RELEASE(&t.hits);
    VEC_RELEASE(&t.groups);
    return t.ok ? SEINE_OK : error_set(err, SEINE_NOMEM, "out of memory while assembling");
}
