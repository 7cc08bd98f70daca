#!/usr/bin/env python3
"""Rankings to compare with, made from the same records: baselines.py WORLD_DIR KITS.json LIST.csv OUT_DIR [TRAIN_DIR...]

random       consignees in a fixed shuffle
list         consignees and shippers whose name equals or nearly equals a listed one (tokens in common)
red-flags    consignees by the sum of the rules of the US BIS red flags that records can show (docs/evaluation.md)
components   consignees joined by exactly equal phone, e-mail, address or name (hubs above 60 holders left out), ranked
             by how many component classes of one kit their headings cover
gbm          LightGBM's probability of each consignment, learnt on the worlds TRAIN_DIR (other seeds); consignees by the
             sum over their consignments above the threshold that was best on the last of those worlds
gbm-joined   the same probabilities, consignees joined as in components
Each writes OUT_DIR/<name>.ndjson, one case per unit, best first, at most 2000. Standard library only, but for the last
two, which need the package lightgbm (bench/evaluate.sh puts it into build/venv) and are left out without it.
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


def joined(rows, role):
    """Units of a role: names that share a phone, an e-mail or an address to the letter are one."""
    parent = {}

    def find(x):
        while parent.setdefault(x, x) != x:
            parent[x] = parent[parent[x]]
            x = parent[x]
        return x

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
    return units


def component_ranking(rows, kits):
    cases = []
    for role in ("consignee", "shipper"):
        for group in joined(rows, role).values():
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


COLUMNS = ("mode", "doc_type", "carrier", "shipper_country", "consignee_country", "shipper_city", "consignee_city",
           "forwarder_country", "notify_country", "origin", "unit", "currency", "freight_currency", "remarks")
SEEN = ("shipper_name", "consignee_name", "shipper_phone", "consignee_phone", "consignee_address", "forwarder_name",
        "description", "hs", "doc_master", "doc_number")


def features(rows):
    """Of each record: categories as text (hashed later), numbers, how often its values occur in the file."""
    seen = {c: collections.Counter(r[c] for r in rows) for c in SEEN}
    pairs = collections.Counter((r["shipper_name"], r["consignee_name"]) for r in rows)
    lanes = collections.Counter((r["shipper_country"], r["consignee_country"]) for r in rows)
    out = []
    for r in rows:
        words = sorted(normal(r["description"]).split(), key=lambda w: (-len(w), w)) + ["", ""]
        texts = [r[c] for c in COLUMNS] + [r["hs"][:2], r["hs"][:4], r["hs"][:6], words[0], words[1]]
        mass, value, freight = (number(r[c]) for c in ("total_gross_kg", "value", "freight"))
        numbers = [mass, value, freight, number(r["volume_m3"]), number(r["pieces"]), number(r["net_kg"])]
        numbers += [value / mass if value and mass else None, freight / mass if freight and mass else None,
                    freight / value if freight and value else None]
        numbers += [len(r["headings"]), r["route"].count("-"), len(r["description"]), len(r["consignee_name"]),
                    flags(r), bool(r["consignee_phone"]), bool(r["consignee_email"]), bool(r["doc_master"]),
                    pairs[r["shipper_name"], r["consignee_name"]],
                    lanes[r["shipper_country"], r["consignee_country"]] / len(rows)]
        numbers += [seen[c][r[c]] if r[c] else None for c in SEEN]
        out.append((texts, numbers))
    return out


def truth(folder):
    with open(os.path.join(folder, "truth.ndjson"), encoding="utf-8") as f:
        return {c for line in f for c in json.loads(line)["consignments"]}


def average_precision(pairs):
    pairs = sorted(pairs, reverse=True)
    hits, total = 0, 0.0
    for i, (_, label) in enumerate(pairs, 1):
        hits += label
        total += label * hits / i
    return total / hits if hits else 0.0


def best_threshold(pairs):
    """Where the F1 score is highest."""
    pairs = sorted(pairs, reverse=True)
    positives, hits, best = sum(label for _, label in pairs), 0, (0.0, 1.0)
    for i, (p, label) in enumerate(pairs, 1):
        hits += label
        best = max(best, (2 * hits / (i + positives), p))
    return best[1]


def probabilities(rows, train):
    """(probability by id, threshold), or None without the package. The last training world is kept for stopping."""
    try:
        import lightgbm
        import numpy
    except ImportError:
        print("baselines: lightgbm is not installed, gbm is left out", file=sys.stderr)
        return None
    sets, codes = [], [{} for _ in range(len(COLUMNS) + 5)]
    for known, part in [(True, read(f)) for f in train] + [(False, rows)]:
        table = []
        for texts, numbers in features(part):
            for code, text in zip(codes, texts):
                if known and text not in code:
                    code[text] = len(code)
            table.append([code.get(t, -1) for code, t in zip(codes, texts)] +
                         [float("nan") if n is None else float(n) for n in numbers])
        sets.append((part, numpy.array(table)))
    labels = [numpy.array([r["id"] in ids for r in part], dtype=float)
              for (part, _), ids in zip(sets, [truth(f) for f in train])]
    categories = list(range(len(codes)))
    options = {"objective": "binary", "learning_rate": 0.05, "num_leaves": 31, "min_data_in_leaf": 50, "seed": 1,
               "feature_fraction": 0.7, "bagging_fraction": 0.8, "bagging_freq": 1, "cat_smooth": 20,
               "deterministic": True, "force_row_wise": True, "num_threads": 2, "verbosity": -1,
               "metric": "average_precision"}
    fit = lightgbm.Dataset(numpy.vstack([t for _, t in sets[:-2]]), numpy.concatenate(labels[:-1]),
                           categorical_feature=categories, free_raw_data=False)
    check = lightgbm.Dataset(sets[-2][1], labels[-1], reference=fit, categorical_feature=categories)
    model = lightgbm.train(options, fit, 600, valid_sets=[check],
                           callbacks=[lightgbm.early_stopping(50, verbose=False)])
    last = list(zip(model.predict(sets[-2][1]).tolist(), labels[-1].tolist()))
    return dict(zip((r["id"] for r in rows), model.predict(sets[-1][1]).tolist())), best_threshold(last)


def gbm_ranking(units, p, threshold):
    cases = []
    for group in units:
        ids = [r["id"] for r in group if p[r["id"]] >= threshold]
        cases.append((sum(p[i] for i in ids), ids))
    return sorted(cases, key=lambda c: (-c[0], c[1]))


def write_gbm(rows, world, train, out):
    learnt = probabilities(rows, train)
    if not learnt:
        return
    p, threshold = learnt
    both = ("consignee", "shipper")
    write(out, "gbm", gbm_ranking([g for role in both for g in by_party(rows, role).values()], p, threshold))
    write(out, "gbm-joined", gbm_ranking([g for role in both for g in joined(rows, role).values()], p, threshold))
    ids = truth(world)
    print(f"gbm, by consignment: average precision {average_precision([(p[i], i in ids) for i in p]):.3f}"
          f" (share of schemes' consignments {len(ids) / len(rows):.4f})")


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
    if len(sys.argv) > 6:
        write_gbm(rows, world, sys.argv[5:], out)


if __name__ == "__main__":
    main()
