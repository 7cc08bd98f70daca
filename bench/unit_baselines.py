#!/usr/bin/env python3
"""Other ways to put pieces together: unit_baselines.py WORLD_DIR KITS.json OUT_DIR [TRAIN_DIR...]

They are given what a scan of the program finds before it assembles (pieces.tsv in each folder, made by bench/pieces.c): the
actors, and what of kits their goods can be. A unit is an actor as receiver or as sender; windows of 30 to 480 days begin at
each of its pieces.

coverage     units by how many classes of one kit the best window holds
surprisal    by the sum over those classes of -log2 of the chance that as many consignments as the unit has in the
             window hold one of that class, at the rate of all consignments
gbm-units    LightGBM's probability that the window of most surprisal is a scheme's, from what the window and the unit
             look like, learnt with the truth of the worlds TRAIN_DIR (other seeds)
A case is what is in the window and can be a piece of the kit, received or sent, by the unit and by those of whom it had
its pieces from or sent them to.

Two more are given the nets that the program grew (weighed.ndjson in each folder, made by `seine scan --below 16 --weighed`),
and differ from it in what they are weighed by alone; a net of which better ones hold more than a third is left out:
coverage-nets  by how many classes of the kit the net holds
gbm-nets       by LightGBM's probability, from what the program measures of a net

Each writes OUT_DIR/<name>.ndjson, best first, at most 2000. The gbm rankings need the package lightgbm and are left out
without it.
"""
import bisect
import collections
import json
import math
import os
import sys

import baselines
from truth import read_schemes

WINDOWS = (30, 60, 120, 240, 480)
STRONG, MIDDLING = 0.6, 0.25
STEP = 45   # days that a piece may lie with a hand before or after
MOST = 600  # consignments of a hand on a side: those with more are not looked at


class World:
    def __init__(self, folder, kits):
        self.rows = {r["id"]: r for r in baselines.read(folder)}
        self.units = collections.defaultdict(list)
        self.other = collections.defaultdict(list)
        self.records, rates = [], collections.Counter()
        with open(os.path.join(folder, "pieces.tsv"), encoding="utf-8") as f:
            for line in f:
                name, day, sink, source, bits, *pieces = line.rstrip("\n").split("\t")
                fits = {}
                for piece in pieces:
                    component, _, strength = piece.partition("=")
                    if float(strength) >= MIDDLING:
                        fits[component] = float(strength)
                rates.update(fits)
                at = len(self.records)
                self.records.append((int(day), name, sink, source, float(bits), fits))
                if sink != "-":
                    self.units[sink, "sink"].append(at)
                if source != "-":
                    self.units[source, "source"].append(at)
        for ids in self.units.values():
            ids.sort(key=lambda i: self.records[i][:2])
        self.rate = {c: n / len(self.records) for c, n in rates.items()}
        self.kits = kits

    def surprisal(self, classes, n):
        return sum(-math.log2(-math.expm1(n * math.log1p(-min(self.rate[c], 0.999)))) for c in classes)

    def windows(self):
        """(unit, kit, coverage, surprisal, first and last day) of each unit's best window of each kit, by surprisal."""
        for unit, ids in self.units.items():
            if len(ids) > MOST:
                continue
            days = [self.records[i][0] for i in ids]
            by_kit = collections.defaultdict(list)
            for i in ids:
                for component in self.records[i][5]:
                    by_kit[component.split("/")[0]].append((self.records[i][0], component))
            for kit, pieces in by_kit.items():
                if len({c for _, c in pieces}) < 2:
                    continue
                best = None
                for at, (start, _) in enumerate(pieces):
                    for length in WINDOWS:
                        classes, last = set(), start
                        for day, c in pieces[at:]:
                            if day > start + length:
                                break
                            classes.add(c)
                            last = day
                        n = bisect.bisect_right(days, last) - bisect.bisect_left(days, start)
                        if len(classes) > 1:
                            best = max(best or (0,), (self.surprisal(classes, n), len(classes), start, last))
                if best and best[0] > 0:
                    yield unit, kit, best

    def pieces_of(self, actor, kit, start, last):
        """What the actor received or sent that can be a piece."""
        return [i for side in ("sink", "source") for i in self.units.get((actor, side), ())
                if len(self.units[actor, side]) <= MOST and start <= self.records[i][0] <= last and any(c.startswith(kit + "/") for c in self.records[i][5])]

    def case(self, unit, kit, start, last):
        """Ids of the unit's pieces and of those of whom it had them from or sent them to: papers name two hands at a time."""
        found = self.pieces_of(unit[0], kit, start, last)
        for actor in sorted({actor for i in found for actor in self.records[i][2:4]} - {unit[0], "-"}):
            found = found + self.pieces_of(actor, kit, start - STEP, last + STEP)
        return list(dict.fromkeys(self.records[i][1] for i in found))

    def features(self, unit, kit, best):
        surprisal, n_classes, start, last = best
        ids = self.units[unit]
        inside = [i for i in ids if start <= self.records[i][0] <= last]
        pieces = [i for i in inside if any(c.startswith(kit + "/") for c in self.records[i][5])]
        rows = [self.rows[self.records[i][1]] for i in pieces]
        everything = [self.rows[self.records[i][1]] for i in ids]
        role, partner = ("consignee", "shipper") if unit[1] == "sink" else ("shipper", "consignee")
        best_of = {}
        for i in pieces:
            for c, s in self.records[i][5].items():
                if c.startswith(kit + "/"):
                    best_of[c] = max(s, best_of.get(c, 0))
        outside = {c for i in ids if i not in set(pieces) for c in self.records[i][5] if c.startswith(kit + "/")}
        other = 3 if unit[1] == "sink" else 2

        def distinct(table, field):
            return len({r[field] for r in table if r[field]})

        def mean(values):
            values = [v for v in values if v is not None]
            return sum(values) / len(values) if values else float("nan")

        def ratio(r, a, b):
            x, y = baselines.number(r[a]), baselines.number(r[b])
            return math.log(x / y) if x and y and x > 0 and y > 0 else None

        mass = [baselines.number(r["total_gross_kg"]) or 0 for r in rows]
        passed_on = self.units.get((unit[0], "source" if unit[1] == "sink" else "sink"), ())
        first, end = self.records[ids[0]][0], self.records[ids[-1]][0]
        return [
            unit[1] == "sink", surprisal, n_classes, n_classes / self.kits[kit], sum(s >= STRONG for s in best_of.values()),
            sum(best_of.values()), len(pieces), len(inside), len(ids), len(pieces) / len(inside), len(inside) / len(ids),
            len(outside), last - start, start - first, end - first, len({self.records[i][other] for i in pieces}),
            len({self.records[i][other] for i in ids}), len({self.records[i][1 + other] for i in pieces}),
            sum(start - 45 <= self.records[i][0] <= last + 90 for i in passed_on), len(passed_on),
            distinct(rows, "carrier"), distinct(rows, "route"), distinct(rows, "forwarder_name"),
            distinct(rows, partner + "_country"), distinct(rows, partner + "_name"), distinct(rows, role + "_name"),
            distinct(everything, role + "_name"), distinct(everything, role + "_phone"), distinct(everything, partner + "_name"),
            distinct(everything, role + "_address"), distinct(rows, "hs"), distinct(everything, "hs"),
            len({r["hs"][:2] for r in everything}), mean([ratio(r, "freight", "total_gross_kg") for r in rows]),
            mean([ratio(r, "freight", "value") for r in rows]), mean([ratio(r, "value", "net_kg") for r in rows]),
            mean([baselines.flags(r) for r in rows]), mean([self.records[i][4] for i in pieces]),
            mean([self.records[i][4] for i in ids]), math.log1p(sum(mass)), mean([math.log1p(m) for m in mass]),
            mean([r["mode"] == "air" for r in rows]), mean([bool(r[role + "_phone"]) for r in rows]),
            mean([bool(r[role + "_id"]) for r in rows]), mean([r["end_user_country"] != "" for r in rows]),
        ]


def is_mostly_planted(ids, scheme_of):
    of_schemes = collections.Counter(scheme_of[i] for i in ids if i in scheme_of)
    return bool(of_schemes) and 2 * max(of_schemes.values()) >= len(ids)


def best_of_units(rows):
    """(score, unit, ids): one case per unit, best first."""
    best = {}
    for score, unit, ids in rows:
        if unit not in best or (-score, ids) < (-best[unit][0], best[unit][2]):
            best[unit] = (score, unit, ids)
    return [(score, ids) for score, _, ids in sorted(best.values(), key=lambda c: (-c[0], len(c[2]), c[2]))]


def learn(sets):
    """A model of (features, labels) of worlds, of which the last says when to stop; None without the package."""
    try:
        import lightgbm
        import numpy
    except ImportError:
        print("unit_baselines: lightgbm is not installed, the gbm rankings are left out", file=sys.stderr)
        return None
    sets = [(numpy.array(x, dtype=float), numpy.array(y, dtype=float)) for x, y in sets]
    fit = lightgbm.Dataset(numpy.vstack([x for x, _ in sets[:-1]]), numpy.concatenate([y for _, y in sets[:-1]]))
    check = lightgbm.Dataset(sets[-1][0], sets[-1][1], reference=fit)
    model = lightgbm.train({"objective": "binary", "learning_rate": 0.03, "num_leaves": 15, "min_data_in_leaf": 20, "seed": 1,
                            "feature_fraction": 0.7, "bagging_fraction": 0.8, "bagging_freq": 1, "deterministic": True,
                            "force_row_wise": True, "num_threads": 2, "verbosity": -1, "metric": "average_precision"},
                           fit, 1000, valid_sets=[check], callbacks=[lightgbm.early_stopping(100, verbose=False)])
    return lambda x: model.predict(numpy.array(x, dtype=float)).tolist()


def unit_rankings(folder, kits, train, out):
    world = World(folder, kits)
    found = list(world.windows())
    cases = [world.case(unit, kit, best[2], best[3]) for unit, kit, best in found]

    def rank(name, scores):
        baselines.write(out, name, best_of_units((score, f[0], ids) for score, f, ids in zip(scores, found, cases)))

    rank("coverage", [best[1] for _, _, best in found])
    rank("surprisal", [best[0] for _, _, best in found])
    sets = []
    for other in train:
        known, truth = World(other, kits), read_schemes(other)[0]
        windows = list(known.windows())
        sets.append(([known.features(*w) for w in windows],
                     [is_mostly_planted(known.case(unit, kit, b[2], b[3]), truth) for unit, kit, b in windows]))
    model = learn(sets) if len(sets) > 1 else None
    if model:
        rank("gbm-units", model([world.features(*w) for w in found]))


def nets_of(folder):
    """(what was measured, ids, whether the net is a scheme: half of each is the other's)"""
    own, size = read_schemes(folder)
    nets = []
    with open(os.path.join(folder, "weighed.ndjson"), encoding="utf-8") as f:
        for net in map(json.loads, f):
            ids = net["consignments"]
            best = collections.Counter(own[i] for i in ids if i in own).most_common(1)
            hit = bool(best) and 2 * best[0][1] >= max(len(ids), size[best[0][0]])
            if ids and not net["decoy"]:
                nets.append(([math.nan if v is None else v for v in net["values"].values()], net["values"]["kinds"], ids, hit))
    return nets


def net_rankings(folder, train, out):
    nets = nets_of(folder)

    def rank(name, scores):
        taken, cases = set(), []
        for score, ids in sorted(((s, net[2]) for s, net in zip(scores, nets)), key=lambda c: (-c[0], len(c[1]), c[1])):
            if 3 * len(taken.intersection(ids)) <= len(ids):
                taken.update(ids)
                cases.append((score, ids))
        baselines.write(out, name, cases)

    rank("coverage-nets", [kinds for _, kinds, _, _ in nets])
    model = learn([([n[0] for n in known], [n[3] for n in known]) for known in map(nets_of, train)]) if len(train) > 1 else None
    if model:
        rank("gbm-nets", model([n[0] for n in nets]))


def main():
    folder, kit_file, out, *train = sys.argv[1:]
    os.makedirs(out, exist_ok=True)
    with open(kit_file, encoding="utf-8") as f:
        kits = {k["id"]: len(k["components"]) for k in json.load(f)}
    unit_rankings(folder, kits, train, out)
    net_rankings(folder, train, out)


if __name__ == "__main__":
    main()
