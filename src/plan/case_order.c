/* plan/case_order.c - the order of cases. Two scans can give cases of one id, score and probability
 * that hold other consignments: an id is made of a case's first consignment, kit and side, not of
 * all that it holds. Which of them is planned for must not hang on which file came first, so what
 * scores leave open is decided by content. */
#include "plan/internal.h"

static int by_number(double a, double b)
{
    return (a > b) - (a < b);
}

static int by_texts(const struct str *a, size_t n_a, const struct str *b, size_t n_b)
{
    int order = (n_a > n_b) - (n_a < n_b);
    for (size_t i = 0; i < n_a && order == 0; i++)
        order = str_compare(a[i], b[i]);
    return order;
}

static int by_components(const struct raw_case *a, const struct raw_case *b)
{
    int order = (a->n_components > b->n_components) - (a->n_components < b->n_components);
    for (size_t i = 0; i < a->n_components && order == 0; i++) {
        const struct raw_component *x = &a->components[i], *y = &b->components[i];
        order = str_compare(x->id, y->id);
        order = order ? order : str_compare(x->name, y->name);
        order = order ? order : (int)x->is_essential - (int)y->is_essential;
        order = order ? order : by_number(x->strength, y->strength);
        order = order ? order : by_texts(x->ids, x->n_ids, y->ids, y->n_ids);
    }
    return order;
}

static int by_relays(const struct raw_case *a, const struct raw_case *b)
{
    int order = (a->n_relays > b->n_relays) - (a->n_relays < b->n_relays);
    for (size_t i = 0; i < a->n_relays && order == 0; i++) {
        order = str_compare(a->relays[i].from, b->relays[i].from);
        order = order ? order : str_compare(a->relays[i].to, b->relays[i].to);
    }
    return order;
}

static int by_lanes(const struct raw_expected *a, const struct raw_expected *b)
{
    int order = (a->n_lanes > b->n_lanes) - (a->n_lanes < b->n_lanes);
    for (size_t i = 0; i < a->n_lanes && order == 0; i++) {
        order = str_compare(a->lanes[i].from, b->lanes[i].from);
        order = order ? order : str_compare(a->lanes[i].to, b->lanes[i].to);
        order = order ? order : by_number(a->lanes[i].pieces, b->lanes[i].pieces);
    }
    return order;
}

static int by_expected(const struct raw_case *a, const struct raw_case *b)
{
    int order = (a->n_expected > b->n_expected) - (a->n_expected < b->n_expected);
    for (size_t i = 0; i < a->n_expected && order == 0; i++) {
        const struct raw_expected *x = &a->expected[i], *y = &b->expected[i];
        order = str_compare(x->id, y->id);
        order = order ? order : str_compare(x->name, y->name);
        order = order ? order : by_number(x->comes, y->comes);
        for (int d = 0; d < 3 && order == 0; d++)
            order = (x->day[d] > y->day[d]) - (x->day[d] < y->day[d]);
        order = order ? order : by_lanes(x, y);
    }
    return order;
}

int plan_case_order(const void *l, const void *r)
{
    const struct raw_case *a = l, *b = r;
    int order = by_number(b->score, a->score); /* the best first */
    order = order ? order : str_compare(a->id, b->id);
    order = order ? order : by_number(b->probability, a->probability);
    order = order ? order : str_compare(a->kit, b->kit);
    order = order ? order : str_compare(a->kind, b->kind);
    order = order ? order : by_components(a, b);
    order = order ? order : by_texts(a->pieces, a->n_pieces, b->pieces, b->n_pieces);
    order = order ? order : by_relays(a, b);
    return order ? order : by_expected(a, b);
}
