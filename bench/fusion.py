#!/usr/bin/env python3
"""The curves of src/assemble/fusion.c, fitted anew: fusion.py [--words] [--choice] [--test WORLD... --] [--dense WORLD... --] WORLD... > FILE

A WORLD is a folder of `seine simulate` with weighed.ndjson in it, made by
  seine scan -w data/lists/dprk.csv -k data/kits.json -k data/kits-decoy.json --below 30 --weighed WORLD/weighed.ndjson \\
    -o WORLD/cases.txt WORLD/consignments.csv
Each kind of evidence gets a curve of straight pieces; a logistic regression with a ridge finds them all at once, apart for
nets whose goods were passed on and for the others. A net is a scheme when at least half of it is the scheme's and it
holds at least half of the scheme; nets that hold a part of one count little; all nets of one scheme together weigh as much
as one. Nets that the old curves give less than LEAST bits are left out, unless they are schemes. How schemes rank on the
test worlds, by the old curves and the new, goes to standard error. With --choice the curves that choose among the nets of
a hypothesis are fitted instead, to all nets together, a scheme of many nets weighing more; the worlds are then to be
scanned again, for other nets are chosen. Whichever is not fitted stays. Worlds after --dense hold more schemes in fewer
consignments than what probabilities are stated for: they help to fit the curves alone. With --words the curves are those of files whose
goods have no tariff numbers (`seine simulate --fields routing` and `placi`). The table replaces src/assemble/curves_numbers.c, or with
--words curves_words.c. Never fit on a world that is to judge. Needs numpy and scipy.
"""
import bisect
import collections
import json
import math
import os
import re
import sys

import numpy as np
from scipy.optimize import minimize

from truth import read_schemes

HERE = os.path.dirname(os.path.abspath(__file__))
KNOTS = 3           # per curve, at quantiles of what schemes show
RIDGE = 0.5
WORTH = -6.0        # bits from which on cases are looked at
LEAST = -12.0       # bits
FOLDS = 3           # of worlds, by which the others are settled
PART = 0.1          # weight of a net that holds a part of a scheme
LINEAR = {"dealer", "uncertain-links", "listed-party", "check"}  # through zero: no such evidence, no bits
RISING = {"listed-party", "check", "uncertain-links", "dealer",  # public guidance calls it a sign: never against
          "share"}  # that little of a net fits the kit must not speak for it


def source(name):
    return open(os.path.join(HERE, "..", "src", "assemble", name), encoding="utf-8").read()


PAPERS = "words" if "--words" in sys.argv else "numbers"
PACKING = {k: float(v) for k, v in re.findall(r"#define (\w+) +([\d.]+)", source("pack.c"))}


def table():
    """What stands in the file now: prior and curves, and the curves that choose."""
    weigh, choose = source(f"curves_{PAPERS}.c").split(".choose =")
    return weigh[weigh.index("    .prior"):], "    .choose =" + choose[:choose.index("};")]


def names():
    return list(dict.fromkeys(re.findall(r"\[(AS_C_\w+)\]\s*=\s*\{\s*\"([a-z-]+)\"", table()[1])))


def is_relayed(values):
    return values["relay-bits"] > 0


def read_world(folder):
    own, size = read_schemes(folder)
    rows = []
    for line in open(os.path.join(folder, "weighed.ndjson"), encoding="utf-8"):
        net = json.loads(line)
        ids = net["consignments"]
        if net["decoy"] or not ids:
            continue
        best = collections.Counter(own[i] for i in ids if i in own).most_common(1)
        scheme, n = best[0] if best else (None, 0)
        hit = bool(n) and 2 * n >= len(ids) and 2 * n >= size[scheme]
        part = not hit and n >= 0.3 * len(ids)
        rows.append((net["values"], hit, part, scheme, net["score"], frozenset(ids)))
    return rows, size


def columns(rows, kinds, knots):
    values = {k: np.array([r[0][k] if r[0][k] is not None else 0.0 for r in rows]) for k in kinds}
    out = []
    for k in kinds:
        at = knots[k]
        v = np.clip(values[k], at[0], at[-1])
        out.append(v)
        out += [np.maximum(0, v - t) for t in at[1:-1]]
    return np.array(out).T


def choose_knots(rows, kinds, inside=KNOTS):
    knots = {}
    for k in kinds:
        v = np.array([r[0][k] for r in rows if r[0][k] is not None])
        hits = np.array([r[0][k] for r in rows if r[1]])
        lo, hi = float(v.min()), float(np.quantile(v, 0.999))
        inner = [] if k in LINEAR else list(np.unique(np.round(np.quantile(hits, np.linspace(0, 1, inside + 2)[1:-1]), 2)))
        hi = max(hi, float(np.quantile(hits, 0.99)))
        if k in LINEAR:
            lo, hi = min(lo, 0.0), max(hi, 0.0)
        at = sorted({lo, hi} | {float(t) for t in inner if lo < t < hi})
        knots[k] = at if len(at) > 1 else [lo, lo + 1]
    return knots


def fit(rows, kinds, knots, crowd=1.0):
    """Prior and curves. A net of a scheme with n nets weighs 1 / n^crowd."""
    x = columns(rows, kinds, knots)
    y = np.array([r[1] for r in rows], float)
    count = collections.Counter(r[3] for r in rows if r[1])
    w = np.array([count[r[3]] ** -crowd if r[1] else PART if r[2] else 1.0 for r in rows])
    mean, scale = x[y == 0].mean(0), x.std(0) + 1e-9
    z = (x - mean) / scale
    rising = [k in RISING for k in kinds for _ in knots[k][1:]]

    def loss(b):
        s = z @ b[1:] + b[0]
        g = w * (1 / (1 + np.exp(-s)) - y)
        return (np.sum(w * (np.logaddexp(0, s) - y * s)) + RIDGE / 2 * np.sum(b[1:] ** 2),
                np.concatenate([[g.sum()], z.T @ g + RIDGE * b[1:]]))

    bounds = [(None, None)] + [(0, None) if r else (None, None) for r in rising]
    best = minimize(loss, np.concatenate([[-5.0], np.zeros(z.shape[1])]), jac=True, method="L-BFGS-B", bounds=bounds,
                    options={"maxiter": 3000}).x
    slopes = best[1:] / scale / math.log(2)
    prior = best[0] / math.log(2)
    curves, at = {}, 0
    for k in kinds:
        n = len(knots[k]) - 1
        own = slopes[at:at + n]
        t = np.array(knots[k])
        bits = own[0] * t + sum(own[i] * np.maximum(0, t - t[i]) for i in range(1, n))
        if k in LINEAR:
            prior -= float(own[0] * mean[at])
        else:
            bits = bits - float((own * mean[at:at + n]).sum())
        curves[k] = (list(t), list(bits))
        at += n
    return prior, curves


def score(row, models):
    prior, curves = models[is_relayed(row[0])]
    total = prior
    for k, (t, bits) in curves.items():
        v = row[0][k]
        total += float(np.interp(v, t, bits)) if v is not None else 0
    return total


def agree(a, b):
    both = 2 * len(a & b)
    return both >= len(a) and both >= len(b)


def typical(rows, scores, alike):
    """The first of `alike`, or who of the others has more votes: src/assemble/pack.c."""
    votes = [sum(2.0 ** (scores[k] - scores[alike[0]]) for k in alike if agree(rows[i][5], rows[k][5])) for i in alike]
    return alike[max(range(len(alike)), key=lambda i: (votes[i], -i))]


def pack(rows, scores):
    """The nets that become cases, best first, as src/assemble/pack.c packs them."""
    order = sorted(range(len(rows)), key=lambda i: -scores[i])
    holding = collections.defaultdict(list)
    for place, i in enumerate(order):
        for r in rows[i][5]:
            holding[r].append(place)
    taken, kept, most = set(), [], PACKING["TAKEN_AT_MOST"]
    for place, i in enumerate(order):
        ids = rows[i][5]
        if most * len(ids & taken) > len(ids):
            continue
        shared = collections.Counter()
        for r in ids:
            for k in holding[r][bisect.bisect(holding[r], place):]:
                if scores[order[k]] < scores[i] - PACKING["NEARLY_AS_GOOD"]:
                    break
                shared[order[k]] += 1
        alike = [k for k in sorted(shared, key=lambda k: -scores[k]) if shared[k] >= PACKING["HOLDS_OF_BEST"] * len(ids)
                 and most * len(rows[k][5] & taken) < len(rows[k][5])]
        best = typical(rows, scores, [i] + alike[:int(PACKING["ALIKE_MOST"]) - 1])
        taken |= ids | rows[best][5]
        kept.append(best)
    return sorted(kept, key=lambda i: -scores[i])


def ranks(rows, scores):
    first = {}
    for rank, i in enumerate(pack(rows, scores), 1):
        if rows[i][1]:
            first.setdefault(rows[i][3], rank)
    return sorted(first.values())


def fit_regimes(worlds):
    models, kinds = {}, [k for _, k in names()]
    for relayed in (False, True):
        rows = [row for world in worlds for row in world[0] if is_relayed(row[0]) == relayed]
        models[relayed] = fit(rows, kinds, choose_knots(rows, kinds))
    return models


def scaled(models, slope, constants):
    return {regime: (slope * prior + constants[regime], {k: (t, [slope * v for v in bits]) for k, (t, bits) in curves.items()})
            for regime, (prior, curves) in models.items()}


def settle(worlds, dense):
    """Nets overlap and share their weight in the fit, and the ridge draws all bits together; what is stated is of cases.
    So a slope for all and a constant for either regime are found by which of the packed cases above WORTH bits are schemes
    (Platt 1999), of each world by curves that were fitted on others; a few rounds, for cases compete with each other."""
    models = fit_regimes(worlds + dense)
    parts = [worlds[k::FOLDS] for k in range(FOLDS)]
    others = [fit_regimes([w for i, w in enumerate(worlds) if i % FOLDS != k] + dense) for k in range(FOLDS)]
    for _ in range(3):
        stated, relayed, hit = [], [], []
        for part, held_out in zip(parts, others):
            for rows, _ in part:
                own = [score(r, held_out) for r in rows]
                for i in pack(rows, own):
                    if own[i] >= WORTH:
                        stated.append(own[i])
                        relayed.append(is_relayed(rows[i][0]))
                        hit.append(rows[i][1])
        stated, relayed = np.array(stated), np.array(relayed)
        sign = 2.0 * np.array(hit) - 1

        def loss(p):
            return np.sum(np.logaddexp(0, -sign * math.log(2) * (p[0] * stated + np.where(relayed, p[2], p[1]))))

        slope, *constants = minimize(loss, [1.0, 0.0, 0.0], method="Nelder-Mead", options={"maxiter": 2000}).x
        print(f"slope {slope:.2f}, constants {constants[0]:.2f} and {constants[1]:.2f}", file=sys.stderr)
        models = scaled(models, slope, constants)
        others = [scaled(m, slope, constants) for m in others]
    return models


def write_curves(places, curves, more=0.0):
    for curve, k in places:
        t, bits = curves[k]
        if k == "relay-bits":
            bits = [v + more for v in bits]
        print(f"    [{curve}] = {{\"{k}\",\n        {len(t)},\n        {{{', '.join(f'{v:.2f}' for v in t)}}},"
              f"\n        {{{', '.join(f'{v:.2f}' for v in bits)}}}}},")


def write_choice(places, curves):
    print("    .choose = {")
    write_curves(places, curves)
    print("    },")


def write_regimes(places, models):
    """One prior for all; that something was passed on is what the relay is worth."""
    prior, more = models[False][0], models[True][0] - models[False][0]
    print(f"    .prior = {prior:.2f},\n    .weigh = {{")
    for relayed, place in ((False, "AS_NOT_RELAYED"), (True, "AS_RELAYED")):
        print(f"    [{place}] = {{")
        write_curves(places, models[relayed][1], more if relayed else 0.0)
        print("    },")
    print("    },")


def rank_tests(tests, models):
    for folder in tests:
        world, size = read_world(folder)
        for what, scores in (("old", [r[4] for r in world]), ("new", [score(r, models) for r in world])):
            found = ranks(world, scores)
            ap = sum((i + 1) / r for i, r in enumerate(found)) / len(size)
            print(f"{folder} {what}: AP {ap:.3f}, among 20: {sum(r <= 20 for r in found)}, among 100: "
                  f"{sum(r <= 100 for r in found)}, at all: {len(found)} of {len(size)}", file=sys.stderr)


def take(arguments, option):
    """The worlds between the option and `--`, or the end, off the list of arguments."""
    if option not in arguments:
        return []
    at = arguments.index(option)
    end = arguments.index("--", at) if "--" in arguments[at:] else len(arguments)
    worlds = arguments[at + 1:end]
    del arguments[at:end + 1]
    return worlds


def main():
    arguments = [a for a in sys.argv[1:] if a != "--words"]
    is_choice = "--choice" in arguments
    if is_choice:
        arguments.remove("--choice")
    tests, dense = take(arguments, "--test"), take(arguments, "--dense")
    if not arguments:
        sys.exit(__doc__)
    places = names()
    kinds = [name for _, name in places]
    weigh, choose = table()
    worlds = [read_world(folder) for folder in arguments + dense]
    print(f"/* assemble/curves_{PAPERS}.c - made by bench/fusion.py; do not edit. */")
    print('#include "assemble/hypothesis.h"\n')
    print(f"const struct as_curves as_curves_{PAPERS} = {{")
    if is_choice:
        rows = [row for world in worlds for row in world[0]]
        print(weigh)
        write_choice(places, fit(rows, kinds, choose_knots(rows, kinds, KNOTS + 1), crowd=0.5)[1])
    else:
        worlds = [([r for r in rows if r[1] or r[4] > LEAST], size) for rows, size in worlds]
        models = settle(worlds[:len(arguments)], worlds[len(arguments):])
        write_regimes(places, models)
        print(choose)
        rank_tests(tests, models)
    print("};")


main()
