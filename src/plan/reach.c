/* plan/reach.c - where a record can be opened, and when. A record tells when it left its first
 * place and when it came to its last one, and through which places it goes between. So it is
 *
 *   at its first place  from its issue, at most two days before it leaves, until the day it leaves
 *   at its last place   on the day it comes and the day after
 *   at a place between  on one of the days from leaving to coming: each is as likely
 *
 * A record without a route is at its shipper's country, and then at its consignee's. */
#include "plan/internal.h"

#include <stdlib.h>
#include <string.h>

#define MAX_STOPS  72
#define DAYS_FIRST 2 /* at the first place before it leaves */
#define DAYS_LAST  1 /* at the last place after the day it comes */

struct stop {
    struct str place;
    char key[8];
    int32_t first, last;
    double there;
};
struct stops {
    struct stop v[MAX_STOPS];
    size_t n;
};

bool plan_is_dated(const struct plan *p, uint32_t record)
{
    return p->o.table->records.v[record].day != DATE_NONE;
}

enum trade_outcome plan_outcome(const struct plan *p, uint32_t record)
{
    const struct table_record *r = &p->o.table->records.v[record];
    bool is_known = r->outcome_day == DATE_NONE || r->outcome_day < p->o.from_day;
    return is_known ? (enum trade_outcome)r->outcome : TRADE_OUTCOME_NONE;
}

static void add_stop(const struct plan *p, struct stops *s, struct str place, int32_t first,
                     int32_t last)
{
    if (place.n == 0 || s->n == MAX_STOPS)
        return;
    struct stop *at = &s->v[s->n++];
    *at = (struct stop){.place = place, .first = first, .last = last, .there = 1};
    plan_place_key(p->o.geo, place, at->key);
}

static struct str country_of(const struct plan *p, const struct table_record *r,
                             enum trade_role role)
{
    uint32_t m = table_mention_of(p->o.table, r, role);
    return m == MAP_NONE ? STR_EMPTY : table_str(p->o.table, p->o.table->mentions.v[m].country);
}

/* The places between the first and the last: each on some day of the way. */
static void add_between(const struct plan *p, struct stops *s, const struct str *codes, size_t n,
                        int32_t left, int32_t came)
{
    for (size_t i = 1; i + 1 < n; i++) {
        size_t before = s->n;
        add_stop(p, s, codes[i], left, came);
        if (s->n > before)
            s->v[before].there = 1 / ((double)came - left + 1);
    }
}

static void find_stops(const struct plan *p, const struct table_record *r, struct stops *s)
{
    struct str codes[MAX_STOPS], rest = table_str(p->o.table, p->o.table->routes.v[r->route].code);
    size_t n = 0;
    bool more = rest.n > 0;
    while (more && n < MAX_STOPS && str_cut(&rest, &more, '-', &codes[n]))
        n++;
    int32_t left = r->departed_day != DATE_NONE ? r->departed_day : r->issued_day;
    int32_t came = r->arrived_day;
    if (n == 0) {
        codes[0] = country_of(p, r, TRADE_SHIPPER);
        codes[1] = country_of(p, r, TRADE_CONSIGNEE);
        n = 2;
    }
    if (left != DATE_NONE) {
        int32_t from = left - DAYS_FIRST;
        if (r->issued_day != DATE_NONE && r->issued_day > from)
            from = r->issued_day < left ? r->issued_day : left;
        add_stop(p, s, codes[0], from, left);
    }
    if (left != DATE_NONE && came != DATE_NONE && came >= left)
        add_between(p, s, codes, n, left, came);
    if (came != DATE_NONE && n > 1)
        add_stop(p, s, codes[n - 1], came, came + DAYS_LAST);
}

/* The same cell is kept once, with the place where it is likelier. */
static bool add_reach(struct plan *p, uint32_t cell, const struct stop *s)
{
    struct reach new = {cell, s->place, s->there};
    uint32_t at = p->reach_at[cell]; /* of this record only if that cell stands there */
    if (at >= p->reach.n || p->reach.v[at].cell != cell) {
        p->reach_at[cell] = (uint32_t)p->reach.n;
        return VEC_PUSH(&p->reach, new);
    }
    if (new.there > p->reach.v[at].there)
        p->reach.v[at] = new;
    return true;
}

static int by_cell(const void *l, const void *r)
{
    const struct reach *a = l, *b = r;
    return (a->cell > b->cell) - (a->cell < b->cell);
}

enum seine_status plan_reach(struct plan *p, uint32_t record, int32_t *ret_last,
                             struct seine_error *err)
{
    const struct table_record *r = &p->o.table->records.v[record];
    int32_t end = p->o.from_day + p->o.n_days - 1, last = DATE_NONE;
    int32_t ends = r->arrived_day > r->day ? r->arrived_day : r->day;
    struct stops s;
    s.n = 0;
    VEC_CLEAR(&p->reach);
    *ret_last = DATE_NONE;
    if (r->day == DATE_NONE || ends + DAYS_LAST < p->o.from_day)
        return SEINE_OK; /* most records: the past */
    find_stops(p, r, &s);
    for (size_t i = 0; i < s.n; i++)
        for (uint32_t post = 0; post < p->n_posts; post++) {
            const struct stop *at = &s.v[i];
            if (at->last < p->o.from_day || !plan_post_covers(p->posts[post], at->key))
                continue;
            last = at->last > last ? at->last : last;
            int32_t day = at->first > p->o.from_day ? at->first : p->o.from_day;
            for (; day <= at->last && day <= end; day++)
                if (!add_reach(p, (uint32_t)(day - p->o.from_day) * p->n_posts + post, at))
                    return plan_nomem(err);
        }
    if (p->reach.n > 1)
        qsort(p->reach.v, p->reach.n, sizeof *p->reach.v, by_cell);
    *ret_last = last;
    return SEINE_OK;
}
