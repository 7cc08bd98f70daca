#!/usr/bin/env python3
"""The weights of src/assemble/belong.c, fitted anew: membership.py WORLD... > src/assemble/membership.c

A WORLD is a folder of `seine simulate` with weighed.ndjson in it, made as bench/fusion.py says. Of the nets that hold
a good part of a scheme, each consignment is an example: does it belong to the scheme? Nets of one scheme share their
weight. A logistic regression with a ridge; how well it tells strays goes to standard error, by worlds it was not
fitted on. Never fit on a world that is to judge. Needs numpy and scipy.
"""
import collections
import json
import os
import sys

import numpy as np
from scipy.optimize import minimize

from truth import read_schemes

RIDGE = 1.0
PART_OF_SCHEME, PART_OF_NET = 0.3, 0.25  # a net holds so much of a scheme, and so much of it is the scheme's
BELONGS = -1.5  # log odds of about 0.2: a stray costs less than a missing piece


def read_world(folder):
    own, size = read_schemes(folder)
    signs, belongs, schemes, names = [], [], [], []
    for line in open(os.path.join(folder, "weighed.ndjson"), encoding="utf-8"):
        net = json.loads(line)
        ids = net.get("whole", [])
        best = collections.Counter(own[i] for i in ids if i in own).most_common(1)
        if net["decoy"] or not best:
            continue
        scheme, n = best[0]
        if n < PART_OF_SCHEME * size[scheme] or n < PART_OF_NET * len(ids):
            continue
        names = net["sign-names"]
        signs.append(np.array(net["signs"]).reshape(len(ids), len(names)))
        belongs.append(np.array([own.get(i) == scheme for i in ids]))
        schemes.append(scheme)
    count = collections.Counter(schemes)
    weights = [np.full(len(b), 20.0 / count[s] / len(b)) for s, b in zip(schemes, belongs)]
    return names, np.concatenate(signs), np.concatenate(belongs), np.concatenate(weights)


def fit(x, y, w):
    mean, scale = x.mean(0), x.std(0) + 1e-9
    z = (x - mean) / scale

    def loss(b):
        s = z @ b[1:] + b[0]
        g = w * (1 / (1 + np.exp(-s)) - y)
        return (np.sum(w * (np.logaddexp(0, s) - y * s)) + RIDGE / 2 * np.sum(b[1:] ** 2),
                np.concatenate([[g.sum()], z.T @ g + RIDGE * b[1:]]))

    best = minimize(loss, np.zeros(z.shape[1] + 1), jac=True, method="L-BFGS-B", options={"maxiter": 2000}).x
    slopes = best[1:] / scale
    return best[0] - float(slopes @ mean), slopes


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    worlds = [read_world(folder) for folder in sys.argv[1:]]
    names = worlds[0][0]
    for k, world in enumerate(worlds):
        others = [w for i, w in enumerate(worlds) if i != k]
        if not others:
            break
        constant, slopes = fit(*(np.concatenate([w[i] for w in others]) for i in (1, 2, 3)))
        stays = world[1] @ slopes + constant >= BELONGS
        w, y = world[3], world[2]
        print(f"{sys.argv[1 + k]}: {100 * w[y].sum() / w.sum():.0f} % belong; of these {100 * w[y & stays].sum() / w[y].sum():.1f} % "
              f"are kept, of strays {100 * w[~y & stays].sum() / w[~y].sum():.1f} %", file=sys.stderr)
    constant, slopes = fit(*(np.concatenate([w[i] for w in worlds]) for i in (1, 2, 3)))
    print("/* assemble/membership.c - made by bench/membership.py; do not edit. */")
    print('#include "assemble/net.h"\n')
    print(f"const double net_sign_least = {BELONGS};")
    print(f"const double net_sign_constant = {constant:.3f};")
    print("const double net_sign_weights[NET_N_SIGNS] = {")
    for name, slope in zip(names, slopes):
        print(f"    [NET_{name.upper().replace('-', '_')}] = {slope:.3f},")
    print("};")


main()
