#!/usr/bin/env python3
"""How good the rules of `seine watch` are: made-up years are cut at several days, the past is scanned, its rules are
applied to what comes after, and the truth tells which of those records were pieces of a scheme.

    bench/watch.py SEINE [SEEDS] [CONSIGNMENTS]

Prints, over all worlds and cuts: how many later pieces of schemes that had a case were announced, what share of the
records that answer to a rule belong to a scheme (also by how likely the likeliest of their rules was: `comes`), how often
a piece came within its rule's days, and what those were that no rule announced."""
import csv, json, os, subprocess, sys, tempfile

seine, seeds, size = (sys.argv[1:] + ["build/seine", "3", "20000"][len(sys.argv) - 1:])[:3]
seeds = int(seeds)
source = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
kits, lists = source + "/data/kits.json", source + "/data/lists/dprk.csv"


def run(*args):
    done = subprocess.run([seine, *args], capture_output=True, text=True)
    if done.returncode > 1:
        sys.exit(done.stderr)
    return done.stdout


def day(row):
    return (row.get("departed") or row["issued"])[:10]


BY = (0.01, 0.05, 0.3, 1.01)
by_comes = {least: [0, 0] for least in BY[:-1]}
missed = {"of another kit than its case's": 0, "of a part that is there already": 0, "of a part that is awaited": 0, "a leg of no part": 0}


def why_missed(scheme, part, cases, known):
    mine = [c for c in cases if known.get(c["case"]) == scheme]
    if part is None:
        return "a leg of no part"
    if all(c["kit"] != part[0] for c in mine):
        return "of another kit than its case's"
    awaited = any(e["component"] == part[1] for c in mine for e in c["expected"])
    return "of a part that is awaited" if awaited else "of a part that is there already"


later = told = hits = true_hits = windows = inside = records = 0
for seed in range(1, seeds + 1):
    with tempfile.TemporaryDirectory() as top:
        run("simulate", "--consignments", size, "--schemes", "20", "--seed", str(4000 + seed), "--quiet", "--kits", kits, "--out", top)
        rows = list(csv.DictReader(open(top + "/consignments.csv", newline="")))
        truth = [json.loads(l) for l in open(top + "/truth.ndjson")]
        of = {i: t["scheme"] for t in truth for i in t["consignments"]}
        part = {i: (t["kit"], c) for t in truth for c, ids in t["components"].items() for i in ids}
        days = sorted(day(r) for r in rows)
        for share in (0.4, 0.55, 0.7):
            cut = days[int(len(days) * share)]
            for name, keep in (("past", lambda r: day(r) <= cut), ("new", lambda r: day(r) > cut)):
                with open(f"{top}/{name}.csv", "w", newline="") as f:
                    w = csv.DictWriter(f, rows[0])
                    w.writeheader()
                    w.writerows(r for r in rows if keep(r))
            run("scan", "-q", "-w", lists, "-k", kits, "-f", "ndjson", "-n", "40", "-o", top + "/cases", top + "/past.csv")
            cases = [json.loads(l) for l in open(top + "/cases")]
            known = {}
            for c in cases:
                mine = [of[r["id"]] for r in c["consignments"] if r["id"] in of]
                if len(mine) * 2 >= len(c["consignments"]):
                    known[c["case"]] = max(set(mine), key=mine.count)
            rules = {r["rule"]: r for r in json.loads(run("watch", "-q", "-f", "json", top + "/cases"))}
            found = [json.loads(l) for l in run("watch", "-q", "-f", "ndjson", "-k", kits, "-a", top + "/new.csv", "--", top + "/cases").splitlines()]
            dated = {r["id"]: day(r) for r in rows}
            after = {i for i, s in of.items() if dated.get(i, "") > cut and s in known.values()}
            records += sum(d > cut for d in dated.values())
            answered = {h["record"] for h in found}
            later += len(after)
            told += len(after & answered)
            hits += len(answered)
            true_hits += sum(i in of for i in answered)
            for i in after - answered:
                missed[why_missed(of[i], part.get(i), cases, known)] += 1
            likeliest = {}
            for h in found:
                likeliest[h["record"]] = max(likeliest.get(h["record"], 0), h["comes"])
            for i, comes in likeliest.items():
                least = max((b for b in BY if b <= comes), default=BY[0])
                by_comes[least][0] += 1
                by_comes[least][1] += i in of
            for h in found:
                if known.get(h["case"]) == of.get(h["record"], 0):
                    r = rules[h["rule"]]
                    windows += 1
                    inside += r["from_day"] <= dated[h["record"]] <= r["to_day"]
print(f"{'later records':44}{records:10}")
print(f"{'pieces of known schemes among them':44}{later:10}")
print(f"{'announced by a rule':44}{told:10}{100 * told / max(1, later):8.1f} %")
print(f"{'records that answer to a rule':44}{hits:10}{100 * hits / max(1, records):8.2f} %")
print(f"{'of them pieces of a scheme':44}{true_hits:10}{100 * true_hits / max(1, hits):8.1f} %")
print(f"{'answers of the right case':44}{windows:10}")
print(f"{'of them within the days of the rule (80 %)':44}{inside:10}{100 * inside / max(1, windows):8.1f} %")
for (least, (n, pieces)), most in zip(by_comes.items(), BY[1:]):
    print(f"{f'answers to rules that come with {least:.2f} to {min(most, 1):.2f}':44}{n:10}{100 * pieces / max(1, n):8.1f} % pieces of a scheme")
for what, n in missed.items():
    print(f"{'not announced: ' + what:58}{n:10}")
