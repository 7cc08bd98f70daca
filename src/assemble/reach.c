/* assemble/reach.c - how far the net of a hypothesis goes: of the nets of all reaches it takes the
 * one that is worth most. The further ones hold the nearer, so each is grown on from the one
 * before; what was dropped of that to weigh it is put back first. */
#include "assemble/net.h"

#include <math.h>
#include <string.h>

void as_net_choose(struct as_net *net, const struct as_context *x, struct as_hypothesis *h,
                   struct as_net_grown *ret)
{
    double best = -INFINITY;
    size_t before = 0;
    bool is_grown = false;
    uint8_t reach = (uint8_t)as_net_least_reach(x, h);
    struct as_net_stats stats = {0};
    struct as_net_grown grown;
    ret->n = ret->n_core = 0;
    for (h->reach = reach; h->reach < AS_N_REACHES; h->reach++) {
        is_grown = as_net_grow_on(net, x, h, is_grown);
        if (h->reach > AS_REACH_HANDS && (net->n == before || net->n == NET_RECORDS))
            break; /* what a step more does not enlarge grows no further; what has no end is trade
                    */
        before = net->n;
        as_net_keep(net, &grown);
        as_net_prune(net, x, h);
        as_net_measure(net, x, h);
        double worth = as_net_worth(x, h); /* the marks, which come later, are the same for all */
        if (worth > best) {
            best = worth;
            reach = h->reach;
            stats = h->net;
            ret->n = net->n;
            ret->n_core = net->n_core;
            memcpy(ret->records, net->records, net->n * sizeof *ret->records);
            memcpy(ret->core, net->core, net->n_core * sizeof *ret->core);
        }
        if (is_grown)
            as_net_restore(net, x, &grown);
    }
    h->reach = reach;
    h->net = stats;
}
