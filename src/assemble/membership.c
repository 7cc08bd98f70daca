/* assemble/membership.c - made by bench/membership.py; do not edit. */
#include "assemble/net.h"

const double net_sign_constant = 2.531;
const double net_sign_weights[NET_N_SIGNS] = {
    [NET_STRONG] = 1.977,      [NET_MIDDLING] = 1.372,      [NET_WEAK] = 1.550,
    [NET_LEG] = 0.751,         [NET_PASSED_IN] = 2.442,     [NET_PASSED_ON] = 2.190,
    [NET_AWAY] = -0.219,       [NET_BETWEEN] = 3.991,       [NET_OUTWARD] = -1.547,
    [NET_PARTNER] = -0.100,    [NET_PARTNER_SHARE] = 1.853, [NET_PARTNER_OURS] = 1.066,
    [NET_PURER_HAND] = 1.249,  [NET_OTHER_HAND] = 1.522,    [NET_PURER_NAME] = 2.224,
    [NET_OTHER_NAME] = -0.522, [NET_RELAYS] = 0.466,        [NET_SIZE] = -1.726,
};
