#!/usr/bin/env python3
"""The weights of src/assemble/fusion.c, fitted anew.

usage: fusion.py [--test WORLD...] WORLD...      (needs numpy and scipy)

A WORLD is a folder of `seine simulate` with cases.ndjson in it, made by
  seine scan -w data/lists/dprk.csv -k data/kits.json --below 60 --top 1000000 -f ndjson -o WORLD/cases.ndjson WORLD/consignments.csv
The weights of fusion.c are divided out of the evidence, a logistic regression finds better ones, and both are
compared on the test worlds. Cases are packed with the old weights, so run it again until nothing moves. Never fit on
a world that is to judge.
"""
import collections
import json
import math
import os
import re
import sys

import numpy as np
from scipy.optimize import minimize

SOURCE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "src", "assemble")
RIDGE = 1.0
LEAST = {"excess-freight": 0.1, "dispersal": 0.1, "vague-text": 0.1, "uncertain-links": 0.2,
         "new-parties": 0.1, "number": 0.8}  # not for nothing
FREE = {"size"}  # may be negative
CHECKS = "check"


def old_weights():
    text = open(os.path.join(SOURCE, "fusion.c"), encoding="utf-8").read()
    names = {"W_PARTS": "parts", "W_DEALER": "dealer", "W_LINK": "uncertain-links", "W_CHECK": CHECKS,
             "W_REUSE": "dispersal"}
    weights = {names[k]: float(v) for k, v in re.findall(r"#define (W_\w+)\s+(-?[\d.]+)", text)}
    kinds = {"AS_SIZE": "size", "AS_VARIETY": "variety", "AS_NUMBER": "number", "AS_FREIGHT": "excess-freight", "AS_NEWNESS": "new-parties", "AS_ALIASES": "aliases",
             "AS_VAGUE": "vague-text", "AS_RELAYS": "relay", "AS_SHORT_LIFE": "short-life"}
    for place, value in re.findall(r"\[(AS_\w+)\] = (-?[\d.]+)", text):
        weights[kinds[place]] = float(value)
    weights["listed-party"] = 1.0
    return weights


def read_world(folder, weights):
    own = {}
    for line in open(os.path.join(folder, "truth.ndjson"), encoding="utf-8"):
        truth = json.loads(line)
        for consignment in truth.get("consignments", []) if "scheme" in truth else []:
            own[consignment] = truth["scheme"]
    rows = []
    for line in open(os.path.join(folder, "cases.ndjson"), encoding="utf-8"):
        case = json.loads(line)
        if not case.get("components"):
            continue
        values = collections.Counter()
        for e in case["evidence"]:
            kind = "parts" if e["kind"] in ("component", "together") else e["kind"]
            if kind != "prior":
                kind = kind if kind in weights else CHECKS
                values[kind] += e["bits"] / weights[kind]
        pieces = {p for c in case["components"] for p in c["consignments"]}
        schemes = collections.Counter(own[p] for p in pieces if p in own).most_common(1)
        hit = bool(schemes) and schemes[0][1] * 2 >= len(pieces) and schemes[0][1] >= 2
        rows.append((values, hit, schemes[0][0] if hit else None, case["score"]))
    return rows


def fit(rows, kinds):
    x = np.array([[r[0][k] for k in kinds] for r in rows])
    y = np.array([r[1] for r in rows], float)
    scale = x.std(0) + 1e-9
    x = x / scale
    least = [(None, None)]
    least += [(None, None) if k in FREE else (LEAST.get(k, 0) * math.log(2) * s, None) for k, s in zip(kinds, scale)]

    def loss(b):
        z = x @ b[1:] + b[0]
        residual = 1 / (1 + np.exp(-z)) - y
        value = np.sum(np.logaddexp(0, z) - y * z) + RIDGE / 2 * np.sum(b[1:] ** 2)
        return value, np.concatenate([[residual.sum()], x.T @ residual + RIDGE * b[1:]])

    start = np.array([-5.0] + [0.1 * s for s in scale])
    best = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=least, options={"maxiter": 5000}).x
    return best[0] / math.log(2), dict(zip(kinds, best[1:] / scale / math.log(2)))


def firsts(rows, score):
    ranks = {}
    for rank, row in enumerate(sorted(rows, key=score, reverse=True), 1):
        if row[2]:
            ranks.setdefault(row[2], rank)
    return [sum(v <= k for v in ranks.values()) for k in (5, 20, 50, 100)] + [len(ranks)]


def main():
    arguments = sys.argv[1:]
    tests = []
    if "--test" in arguments:
        at = arguments.index("--test")
        tests, arguments = arguments[at + 1:], arguments[:at]
    if not arguments:
        sys.exit(__doc__)
    weights = old_weights()
    kinds = sorted(weights)
    rows = [row for folder in arguments for row in read_world(folder, weights)]
    prior, found = fit(rows, kinds)
    print(f"{len(rows)} cases, {sum(r[1] for r in rows)} of schemes; prior {prior:.2f}")
    for kind in kinds:
        print(f"  {kind:16} {found[kind]:8.3f}   was {weights[kind]:8.3f}")
    for folder in tests:
        world = read_world(folder, weights)
        old = firsts(world, lambda r: r[3])
        new = firsts(world, lambda r: sum(found[k] * r[0][k] for k in kinds))
        print(f"{folder}: schemes by the first 5, 20, 50, 100 cases, and all: {new}, was {old}")


main()
