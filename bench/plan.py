#!/usr/bin/env python3
"""What plans of inspection stop in made-up years of trade, held against the truth: plan.py SEINE FOLDER

Every STEP days what was issued until then is scanned, and the hands of the next STEP days are given out three ways: by
`seine plan`, by the highest score first and at random. What was opened goes into each way's own records as its outcome
(seized if it was a piece that was there and was found: by the same luck for all), and the next days go on from there. At the end the truth tells, of each way:

  opened        consignments
  pieces        of schemes among them that were found
  essential     schemes of which an essential piece was found
  stopped       schemes of which an essential piece was found before any other piece of its class had come through
  for good      schemes that had an essential class of which nothing came through, before or after

Environment: SEEDS (1..3), CONSIGNMENTS (20000), SCHEMES (20), HANDS ("1 3"): inspections a day at one post that sees everything, STEP (5)
days, FIRST (100) and LAST (340) day of the year, FINDS (0.8). Goods that went on by another paper (an agent in between)
count as one piece: the consignee's country is the next shipper's, and the mass is the same within 6 %."""
import csv, datetime, hashlib, json, os, statistics, subprocess, sys

seine, top = sys.argv[1:3]
env = os.environ.get
lo, hi = env("SEEDS", "1..3").split("..")
SEEDS = range(int(lo), int(hi) + 1)
SIZE, SCHEMES, HANDS = env("CONSIGNMENTS", "20000"), env("SCHEMES", "20"), env("HANDS", "1 3").split()
STEP, FIRST, LAST, FINDS = int(env("STEP", "5")), int(env("FIRST", "100")), int(env("LAST", "340")), float(env("FINDS", "0.8"))
SOURCE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
KITS, LISTS = SOURCE + "/data/kits.json", SOURCE + "/data/lists/dprk.csv"
ESSENTIAL = {k["id"]: {c["id"] for c in k["components"] if c.get("essential")} for k in json.load(open(KITS))}
BOUNDS = []
WAYS = [(hands, way) for hands in HANDS for way in ("gain", "score", "random")]


def run(*args):
    done = subprocess.run([seine, *args], capture_output=True, text=True)
    if done.returncode > 1:
        sys.exit(done.stderr)
    return done.stdout


def write(path, header, rows):
    with open(path, "w", newline="") as f:
        w = csv.DictWriter(f, header)
        w.writeheader()
        w.writerows(rows)


def luck(record):
    return int(hashlib.sha256(record.encode()).hexdigest()[:8], 16) / 2**32


class World:
    def __init__(self, seed):
        self.folder = f"{top}/{seed}"
        run("simulate", "-n", SIZE, "--schemes", SCHEMES, "--seed", str(seed), "-q", "-k", KITS, "--out", self.folder)
        with open(self.folder + "/consignments.csv", newline="") as f:
            reader = csv.DictReader(f)
            self.rows, self.header = list(reader), reader.fieldnames
        self.rows.sort(key=lambda r: r["issued"])
        self.of = {}
        for r in self.rows:
            self.of.setdefault(r["id"], []).append(r)
        self.truth = [json.loads(l) for l in open(self.folder + "/truth.ndjson")]
        self.component = {i: c for t in self.truth for c, ids in t["components"].items() for i in ids}
        self.scheme = {i: t["scheme"] for t in self.truth for i in t["consignments"]}

    def passed(self, record):
        r = self.of[record][0]
        return (r["arrived"] or r["departed"] or r["issued"])[:10]

    def goes_on_as(self, a, b):
        x, y = self.of[a][0], self.of[b][0]
        if y["doc_master"] and y["doc_master"] == x["doc_number"] or x["doc_master"] and x["doc_master"] == y["doc_number"]:
            return True
        m, n = float(x["total_gross_kg"] or 0), float(y["total_gross_kg"] or 0)
        return (x["consignee_country"] == y["shipper_country"] and self.passed(a) <= (y["departed"] or y["issued"])[:10]
                and m > 0 and abs(m - n) <= 0.06 * m)

    def pieces(self, ids):
        """The class's consignments, those of the same goods together."""
        groups = []
        for i in sorted((i for i in ids if i in self.of), key=self.passed):
            home = next((g for g in groups if any(self.goes_on_as(j, i) for j in g)), None)
            if home is None:
                groups.append([i])
            else:
                home.append(i)
        return groups


def live(world):
    """The ways through one year: what each opened, when, and whether it was found; what plans expected; the last cases."""
    opened, expected = {w: {} for w in WAYS}, {h: 0.0 for h in HANDS}
    year = datetime.date.fromisoformat(min(r["issued"] for r in world.rows)[:10])
    seen, past = world.folder + "/seen.csv", world.folder + "/cases.ndjson"
    for n in range(FIRST, LAST, STEP):
        today = (year + datetime.timedelta(n)).isoformat()
        begin = (year + datetime.timedelta(n + 1)).isoformat()
        known = [r for r in world.rows if r["issued"][:10] <= today]
        write(seen, world.header, [{**r, "outcome": "", "outcome_at": ""} for r in known])
        run("scan", "-q", "-w", LISTS, "-k", KITS, "-n", "500", "-f", "ndjson", "-o", past, seen)
        for hands, choose in WAYS:
            mine = opened[hands, choose]
            done = f"{world.folder}/done-{hands}-{choose}.csv"
            write(done, world.header,
                  [{**r, "outcome": "seized" if found else "inspected-clean", "outcome_at": day}
                   for i, (day, found) in mine.items() for r in world.of[i]])
            plan = json.loads(run("plan", "-q", "-r", seen, done, "--from", begin, "--days", str(STEP), "-c", hands,
                                  "--finds", str(FINDS), "--seed", str(n), "--choose", choose, "-f", "json", "--", past))
            if choose == "gain":
                expected[hands] += plan["expected_stopped"]["plan"]
                chosen = sum(r["gain"] for r in plan["inspections"] if r["why"] != "random")
                if plan["at_most"] > 0:
                    BOUNDS.append(chosen / plan["at_most"])
            for r in plan["inspections"]:
                i = r["consignment"]
                mine[i] = r["day"], i in world.component and luck(i) < r["factors"]["there"] * r["factors"]["found"]
    return opened, expected, [json.loads(l) for l in open(past)]


def score(world, opened):
    found = {i: day for i, (day, is_found) in opened.items() if is_found}
    essential = stopped = good = 0
    for t in world.truth:
        hit = first = whole = False
        for c in ESSENTIAL[t["kit"]] & set(t["components"]):
            groups = world.pieces(t["components"][c])
            caught = [min((found[i] for i in g if i in found), default=None) for g in groups]
            hit |= any(caught)
            whole |= bool(groups) and all(caught)
            first |= any(d and not any(not caught[k] and max(map(world.passed, g)) < d for k, g in enumerate(groups))
                         for d in caught)
        essential, stopped, good = essential + hit, stopped + first, good + whole
    return len(opened), len(found), essential, stopped, good


def fits(world, cases, table):
    """How often consignments of cases are what the plan takes them for: counts of [yes, all] by what is asked."""

    def count(what, is_so):
        table.setdefault(what, [0, 0])[0] += is_so
        table[what][1] += 1

    for c in cases:
        ids = [r["id"] for r in c["consignments"]]
        is_true = 2 * sum(i in world.scheme for i in ids) >= len(ids)
        told = set()
        for p in c["components"] if c["kit"] else []:
            told |= set(p["consignments"])
            for i in p["consignments"]:
                if not is_true:
                    count("in false cases, pieces of a scheme" + (" (probability from 0.1)" if c["probability"] >= 0.1 else ""), i in world.component)
                    continue
                is_it = world.component.get(i) == p["component"]
                count(f"in true ones, with a strength {'from' if p['strength'] >= 0.5 else 'below'} 0.5, what they seem", is_it)
                if not is_it:
                    count("in true ones, not what they seem, but another piece", i in world.component)
        for r in c["consignments"] if c["kit"] and is_true else []:
            if r["id"] not in told and r["role"] == "other":
                count("in true ones, seeming nothing, but a piece", r["id"] in world.component)


def compare(hands, results):
    """By how much plans stop more than the highest score first, with the standard error over the worlds."""
    for at, what in ((3, "stopped"), (4, "for good")):
        d = [results[s, (hands, "gain")][at] - results[s, (hands, "score")][at] for s in SEEDS]
        error = f" (standard error {(len(d) * statistics.variance(d)) ** 0.5:.1f})" if len(d) > 1 else ""
        print(f"with {hands} a day plans have {sum(d):+d} {what} against the highest score first{error}")


def main():
    sums, rows, table, total = {w: [0] * 5 for w in WAYS}, [], {}, {h: 0.0 for h in HANDS}
    for seed in SEEDS:
        world = World(seed)
        opened, expected, cases = live(world)
        fits(world, cases, table)
        for way in WAYS:
            result = score(world, opened[way])
            sums[way] = [a + b for a, b in zip(sums[way], result)]
            rows.append((seed, way, result))
        total = {h: total[h] + expected[h] for h in HANDS}
    print(f"{SIZE} consignments a year, {SCHEMES} schemes, days {FIRST} to {LAST}, planned every {STEP} days")
    print("seed  hands  way      opened  pieces  essential  stopped  for good")
    for seed, (hands, way), r in rows + [("all", w, sums[w]) for w in WAYS]:
        print(f"{seed!s:5} {hands:>5}  {way:7} {r[0]:7} {r[1]:7} {r[2]:10} {r[3]:8} {r[4]:9}")
    for hands, n in total.items():
        print(f"plans for {hands} a day expected to stop {n:.1f}")
    print(f"share of the bound on any plan that they reach: mean {sum(BOUNDS) / len(BOUNDS):.4f}, least {min(BOUNDS):.4f}")
    for hands in HANDS:
        compare(hands, {(seed, way): r for seed, way, r in rows})
    for what, (n, of) in sorted(table.items()):
        print(f"consignments {what}: {n} of {of}, {n / of:.3f}")


main()
