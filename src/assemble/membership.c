/* assemble/membership.c - made by bench/membership.py; do not edit. */
#include "assemble/net.h"

const double net_sign_least = -1.5;
const double net_sign_constant = 2.913;
const double net_sign_weights[NET_N_SIGNS] = {
    [NET_STRONG] = 1.706,      [NET_MIDDLING] = 1.414,      [NET_WEAK] = 1.299,
    [NET_LEG] = 0.435,         [NET_PASSED_IN] = 2.382,     [NET_PASSED_ON] = 2.651,
    [NET_AWAY] = -0.127,       [NET_BETWEEN] = 4.495,       [NET_OUTWARD] = -1.177,
    [NET_PARTNER] = -0.024,    [NET_PARTNER_SHARE] = 3.033, [NET_PARTNER_OURS] = 0.985,
    [NET_PURER_HAND] = 1.156,  [NET_OTHER_HAND] = 1.475,    [NET_PURER_NAME] = 1.698,
    [NET_OTHER_NAME] = -0.015, [NET_RELAYS] = 0.437,        [NET_FITTING] = -0.862,
    [NET_REPEAT] = -2.129,     [NET_ORDINARY] = -5.619,     [NET_SIZE] = -1.701,
};
