#!/usr/bin/env python3
"""How well does a single column of a single record tell scheme consignments from honest ones?

usage: sim_leak.py WORLD_DIR [--above 0.6] [--matched]
Prints one line per column and view (value, category, length, presence, how often the value occurs) with the AUC
(0.5 = tells nothing; reported as max(auc, 1-auc)). Categories are encoded by their scheme rate on the other half of
the records, so that rare values cannot learn their own label. Standard library only.
--matched compares only with honest consignments to the same country by the same mode (up to ten for each of a
scheme's): what is left once the corridor, which is the schemes' whole point, is taken as given.
A simulator that gives its schemes away in one column would measure nothing; each AUC above the limit is explained in
docs/simulator.md by the documented tactic that causes it, or it is a fault.
"""
import collections
import csv
import json
import os
import sys


def auc(pairs):
    """Area under the ROC curve of (score, label) with ties shared."""
    pairs.sort(key=lambda p: p[0])
    n_pos = sum(1 for p in pairs if p[1])
    n_neg = len(pairs) - n_pos
    if not n_pos or not n_neg:
        return 0.5
    rank_sum, i = 0.0, 0
    while i < len(pairs):
        k = i
        while k < len(pairs) and pairs[k][0] == pairs[i][0]:
            k += 1
        mean = (i + k + 1) / 2
        rank_sum += mean * sum(1 for p in pairs[i:k] if p[1])
        i = k
    return (rank_sum - n_pos * (n_pos + 1) / 2) / (n_pos * n_neg)


def encoded(values, labels, halves):
    """Cross-fitted scheme rate of each category; all consignments of one scheme are in one half."""
    base = sum(labels) / len(labels)
    out = [0.0] * len(values)
    for half in (0, 1):
        seen, hits = collections.Counter(), collections.Counter()
        for i, v in enumerate(values):
            if halves[i] != half:
                seen[v] += 1
                hits[v] += labels[i]
        for i, v in enumerate(values):
            if halves[i] == half:
                out[i] = (hits[v] + 20 * base) / (seen[v] + 20)
    return out


def matched(rows, labels, halves):
    """All of the schemes' records and up to ten honest ones for each, of the same country and mode."""
    room = collections.Counter()
    for row, label in zip(rows, labels):
        room[row["consignee_country"], row["mode"]] += 10 * label
    keep = []
    order = sorted(range(len(rows)), key=lambda i: hash_of(rows[i]["id"]))
    for i in order:
        cell = rows[i]["consignee_country"], rows[i]["mode"]
        if labels[i] or room[cell] > 0:
            keep.append(i)
            room[cell] -= 1 - labels[i]
    keep.sort()
    return [rows[i] for i in keep], [labels[i] for i in keep], [halves[i] for i in keep]


def hash_of(text):
    """A fixed shuffle: the built-in hash differs from run to run."""
    value = 1469598103934665603
    for byte in text.encode():
        value = (value ^ byte) * 1099511628211 % (1 << 64)
    return value


def number(text):
    try:
        return float(text)
    except ValueError:
        return None


def main():
    folder = sys.argv[1]
    above = float(sys.argv[sys.argv.index("--above") + 1]) if "--above" in sys.argv else 0.6
    schemes = {}
    with open(os.path.join(folder, "truth.ndjson"), encoding="utf-8") as f:
        for n, line in enumerate(f):
            schemes.update((c, n % 2) for c in json.loads(line)["consignments"])
    rows, labels, halves, seen = [], [], [], set()
    with open(os.path.join(folder, "consignments.csv"), encoding="utf-8", newline="") as f:
        for row in csv.DictReader(f):
            if row["id"] in seen:
                continue
            seen.add(row["id"])
            rows.append(row)
            labels.append(1 if row["id"] in schemes else 0)
            halves.append(schemes.get(row["id"], len(rows) % 2))
    if "--matched" in sys.argv:
        rows, labels, halves = matched(rows, labels, halves)
    print(f"{len(rows)} consignments, {sum(labels)} of schemes")
    found = [("(place in the file)", "value", auc([(i, l) for i, l in enumerate(labels)]))]
    for column in rows[0]:
        values = [r[column] or "" for r in rows]
        if not any(values):
            continue
        numbers = [number(v) for v in values]
        share = sum(n is not None for n in numbers) / max(1, sum(v != "" for v in values))
        if share > 0.9:
            pairs = [(n, l) for n, l in zip(numbers, labels) if n is not None]
            found.append((column, "value", auc(pairs)))
        distinct = len(set(values))
        if 1 < distinct < len(values) / 3:
            found.append((column, "category", auc(list(zip(encoded(values, labels, halves), labels)))))
        times = collections.Counter(values)
        found.append((column, "times seen", auc([(times[v], l) for v, l in zip(values, labels) if v])))
        found.append((column, "length", auc([(len(v), l) for v, l in zip(values, labels) if v])))
        found.append((column, "present", auc([(v != "", l) for v, l in zip(values, labels)])))
    found = [(c, view, max(a, 1 - a)) for c, view, a in found]
    found.sort(key=lambda x: -x[2])
    for column, view, a in found:
        mark = "  <-- explain" if a > above else ""
        print(f"{a:6.3f}  {column:22} {view}{mark}")
    print(f"{sum(a > above for _, _, a in found)} of {len(found)} above {above}")


if __name__ == "__main__":
    main()
