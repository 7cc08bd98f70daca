"""Other matchers on the names and queries that bench/screen measured: rapidfuzz and nomenklatura's logic-v2.

usage: screen_peers.py FOLDER, which holds names.txt, queries.txt and seine.md of the same run (bench/screen.sh).
Both score every listed name, so their time for a query is a pair's time by the number of names; logic-v2 is timed on a
sample of pairs. rapidfuzz takes all cores, the others one.
"""
import os
import random
import re
import sys
import time

import nomenklatura
import rapidfuzz
from followthemoney import model
from nomenklatura.matching import get_algorithm
from rapidfuzz import fuzz, process, utils
from rapidfuzz.distance import JaroWinkler

PAIRS = 4000


def lines(path):
    with open(path, encoding="utf-8") as f:
        return [line.rstrip("\n") for line in f if line.strip()]


def seine_mean(path):
    """Mean microseconds of a party name, from the table of the same run."""
    for line in lines(path):
        cells = [c.strip() for c in line.split("|")]
        if len(cells) > 6 and cells[1].startswith("party names") and re.fullmatch(r"[0-9.]+", cells[5]):
            return float(cells[5])
    sys.exit(f"{path}: no row of party names")


def rapidfuzz_us(names, queries, scorer):
    names = [utils.default_process(n) for n in names]
    queries = [utils.default_process(q) for q in queries]
    start = time.perf_counter()
    scores = process.cdist(queries, names, scorer=scorer, workers=-1, score_cutoff=0.8 if scorer is JaroWinkler.similarity else 80)
    took = time.perf_counter() - start
    assert scores.shape == (len(queries), len(names))
    return took / len(queries) * 1e6


def logic_us(names, queries, seed=1):
    algorithm = get_algorithm("logic-v2")
    config = algorithm.default_config()
    rng = random.Random(seed)

    def entity(name):
        return model.get_proxy({"id": name, "schema": "LegalEntity", "properties": {"name": [name]}})

    pairs = [(entity(rng.choice(queries)), entity(rng.choice(names))) for _ in range(PAIRS)]
    for a, b in pairs[:200]:
        algorithm.compare(a, b, config)
    start = time.perf_counter()
    for a, b in pairs:
        algorithm.compare(a, b, config)
    return (time.perf_counter() - start) / PAIRS * len(names) * 1e6


def main():
    folder = sys.argv[1]
    names, queries = lines(os.path.join(folder, "names.txt")), lines(os.path.join(folder, "queries.txt"))
    own = seine_mean(os.path.join(folder, "seine.md"))
    some = queries[:100]
    rows = [("seine, one core", own)]
    for label, scorer in (("Jaro-Winkler", JaroWinkler.similarity), ("token_sort_ratio", fuzz.token_sort_ratio), ("WRatio", fuzz.WRatio)):
        rows.append((f"rapidfuzz {rapidfuzz.__version__} {label}, {os.cpu_count()} cores", rapidfuzz_us(names, some, scorer)))
    rows.append((f"nomenklatura {nomenklatura.__version__} logic-v2, one core", logic_us(names, some)))
    print(f"\n| one query against {len(names):,} names | us | by seine's |\n|---|---|---|")
    for label, us in rows:
        print(f"| {label} | {us:,.0f} | {us / own:,.1f} |")


main()
