#!/usr/bin/env python3
"""Rankings to compare with, made from the same records: baselines.py WORLD_DIR KITS.json LIST.csv OUT_DIR

random       consignees in a fixed shuffle
list         consignees and shippers whose name equals or nearly equals a listed one (tokens in common)
red-flags    consignees by the sum of the rules of the US BIS red flags that records can show (docs/evaluation.md)
components   consignees joined by exactly equal phone, e-mail, address or name (hubs above 60 holders left out), ranked
             by how many component classes of one kit their headings cover
Each writes OUT_DIR/<name>.ndjson, one case per unit, best first, at most 2000. Standard library only.
"""
import collections
import csv
import json
import os
import re
import sys

TOP = 2000
VAGUE = {"parts", "spare parts", "components", "equipment", "machinery", "electronic parts", "goods", "machine",
         "instruments", "chemicals", "metal goods", "metal parts", "tools", "samples"}
FREIGHT_WORDS = re.compile(r"LOGISTIC|FORWARD|FREIGHT|CARGO|SHIPPING|EXPRESS")


def normal(text):
    return re.sub(r"[^A-Z0-9]+", " ", text.upper()).strip()


def read(folder):
    rows = {}
    with open(os.path.join(folder, "consignments.csv"), encoding="utf-8", newline="") as f:
        for r in csv.DictReader(f):
            if r["id"] in rows:
                rows[r["id"]]["headings"].add(r["hs"])
            else:
                r["headings"] = {r["hs"]}
                rows[r["id"]] = r
    return list(rows.values())


def write(out, name, cases):
    cases = [c for c in cases if c[1]][:TOP]
    with open(os.path.join(out, name + ".ndjson"), "w", encoding="utf-8") as f:
        for rank, (score, ids) in enumerate(cases, 1):
            f.write(json.dumps({"case": f"{name}-{rank}", "rank": rank, "score": score,
                                "consignments": [{"id": i} for i in ids]}) + "\n")


def shuffle_key(text):
    value = 1469598103934665603
    for byte in text.encode():
        value = (value ^ byte) * 1099511628211 % (1 << 64)
    return value


def by_party(rows, role):
    units = collections.defaultdict(list)
    for r in rows:
        units[normal(r[role + "_name"]) or r[role + "_name"]].append(r)
    return units


def random_ranking(rows):
    units = by_party(rows, "consignee")
    return [(0, [r["id"] for r in units[name]]) for name in sorted(units, key=shuffle_key)]


def list_ranking(rows, path):
    listed = set()
    with open(path, encoding="utf-8", newline="") as f:
        for r in csv.DictReader(line for line in f if not line.startswith("#")):
            for name in [r["name"]] + (r.get("aliases") or "").split(";"):
                tokens = frozenset(normal(name).split())
                if len(tokens) > 1:
                    listed.add(tokens)
    by_token = collections.defaultdict(set)
    for tokens in listed:
        for t in tokens:
            by_token[t].add(tokens)
    cases = []
    for role in ("consignee", "shipper"):
        for name, group in by_party(rows, role).items():
            tokens = frozenset(name.split())
            near = {x for t in tokens for x in by_token.get(t, ())}
            best = max((len(tokens & x) / len(tokens | x) for x in near), default=0)
            if best >= 0.6:
                cases.append((best, [r["id"] for r in group]))
    return sorted(cases, key=lambda c: (-c[0], c[1]))


def number(text):
    try:
        return float(text)
    except ValueError:
        return None


def flags(r):
    """Those of the BIS red flags that a record can show, one point each."""
    points = 0
    points += bool(FREIGHT_WORDS.search(r["consignee_name"].upper()))
    points += normal(r["description"]).lower() in VAGUE
    points += len(r["route"].split("-")) > 2
    freight, value = number(r["freight"]), number(r["value"])
    points += freight is not None and value is not None and value > 0 and freight > 0.5 * value
    points += not r["consignee_phone"] and not r["consignee_email"] and not r["consignee_id"]
    points += bool(r["end_user_country"]) and r["end_user_country"] != r["consignee_country"]
    return points


def flag_ranking(rows):
    cases = []
    for group in by_party(rows, "consignee").values():
        cases.append((sum(flags(r) for r in group) / (len(group) ** 0.5), [r["id"] for r in group]))
    return sorted(cases, key=lambda c: (-c[0], c[1]))


def component_ranking(rows, kits):
    parent = {}

    def find(x):
        while parent.setdefault(x, x) != x:
            parent[x] = parent[parent[x]]
            x = parent[x]
        return x

    cases = []
    for role in ("consignee", "shipper"):
        parent.clear()
        holders = collections.defaultdict(set)
        for r in rows:
            name = normal(r[role + "_name"]) or r[role + "_name"]
            for field in ("phone", "email", "address"):
                key = re.sub(r"\W+", "", r[role + "_" + field].upper())
                if len(key) > 6:
                    holders[field, key].add(name)
        for names in holders.values():
            if len(names) <= 60:
                first = min(names)
                for other in names:
                    parent[find(other)] = find(first)
        units = collections.defaultdict(list)
        for r in rows:
            units[find(normal(r[role + "_name"]) or r[role + "_name"])].append(r)
        for group in units.values():
            best, ids = 0, []
            for prefixes in kits:
                covered, used = set(), []
                for r in group:
                    hit = {c for hs in r["headings"] for p, c in prefixes if hs and hs.startswith(p)}
                    if hit:
                        covered |= hit
                        used.append(r["id"])
                share = len(covered) / len({c for _, c in prefixes})
                if len(covered) > 1 and share > best:
                    best, ids = share, used
            cases.append((best, ids))
    return sorted(cases, key=lambda c: (-c[0], len(c[1]), c[1]))


def main():
    world, kit_file, list_file, out = sys.argv[1:5]
    os.makedirs(out, exist_ok=True)
    rows = read(world)
    with open(kit_file, encoding="utf-8") as f:
        kits = [[(p[:6], c["id"]) for c in k["components"] for p in c["hs"]] for k in json.load(f)]
    write(out, "random", random_ranking(rows))
    write(out, "list", list_ranking(rows, list_file))
    write(out, "red-flags", flag_ranking(rows))
    write(out, "components", component_ranking(rows, kits))


if __name__ == "__main__":
    main()
