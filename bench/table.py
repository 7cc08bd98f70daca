#!/usr/bin/env python3
"""One table over several worlds: table.py EVALUATION.json... (each from seine evaluate --format json)

Of each ranking the mean over the worlds and the half-width of its 95 % interval (Student's t); of each group of schemes the
sums over the worlds; how often cases of a stated probability were schemes. Standard library only.
"""
import json
import math
import sys

T95 = [0, 12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131, 2.120,
       2.110, 2.101, 2.093, 2.086]
FIGURES = [("AP", lambda m: m["average_precision"]), ("R@1", lambda m: m["recall"]["1"]),
           ("R@5", lambda m: m["recall"]["5"]), ("R@20", lambda m: m["recall"]["20"]),
           ("R@100", lambda m: m["recall"]["100"]), ("found", lambda m: m["found"] / m["schemes"]),
           ("innocents", lambda m: m["innocents_per_true"]), ("pctile", lambda m: m["rank_percentile"]),
           ("Brier", lambda m: m["brier"])]


def interval(values):
    values = [v for v in values if v is not None]
    if not values:
        return "-"
    mean = sum(values) / len(values)
    digits = 1 if abs(mean) >= 10 else 3
    if len(values) < 2:
        return f"{mean:.{digits}f}"
    spread = math.sqrt(sum((v - mean) ** 2 for v in values) / (len(values) - 1) / len(values))
    half = T95[min(len(values) - 1, len(T95) - 1)] * spread
    return f"{mean:.{digits}f} ±{half:.{digits}f}"


def rankings(worlds):
    rows = {}
    for world in worlds:
        for m in world["rankings"]:
            rows.setdefault(m["name"], []).append(m)
    print(f"{'':28}" + "".join(f"{name:>15}" for name, _ in FIGURES) + "  worlds")
    for name, metrics in rows.items():
        print(f"{name:28}" + "".join(f"{interval([f(m) for m in metrics]):>15}" for _, f in FIGURES) +
              f"  {len(metrics)}")


def groups(worlds):
    sums = {}
    for world in worlds:
        for g in world["groups"]:
            s = sums.setdefault((g["dimension"], g["value"]), [0, 0, 0.0, 0.0, 0.0])
            n = g["schemes"]
            for i, v in enumerate((n, g["found"], n * g["recall_20"], n * g["recall_100"], n * g["rank_percentile"])):
                s[i] += v
    dimension = None
    for (d, value), (n, found, r20, r100, percentile) in sorted(sums.items(), key=lambda x: (x[0][0], number_first(x[0][1]))):
        if d != dimension:
            print(f"\n{d:28} {'found':>9} {'R@20':>6} {'R@100':>6} {'pctile':>7}")
        dimension = d
        print(f"{value:28} {found:>4.0f}/{n:<4.0f} {r20 / n:>6.2f} {r100 / n:>6.2f} {percentile / n:>7.1f}")


def number_first(text):
    head = text.split("-")[0].rstrip("+")
    return (int(head) if head.isdigit() else 0, text)


def calibration(worlds):
    bins = [w["rankings"][0]["calibration"] for w in worlds]
    print(f"\n{'stated probability':28} {'cases':>6} {'schemes':>8} {'share':>6} {'mean stated':>12}")
    for i in range(len(bins[0])):
        n, hits = (sum(b[i][k] for b in bins) for k in ("n", "hits"))
        if n:
            stated = sum(b[i]["n"] * (b[i]["mean_probability"] or 0) for b in bins) / n
            print(f"{f'{i / 10:.1f} to {(i + 1) / 10:.1f}':28} {n:>6.0f} {hits:>8.0f} {hits / n:>6.2f} {stated:>12.3f}")


def main():
    worlds = []
    for path in sys.argv[1:]:
        with open(path, encoding="utf-8") as f:
            worlds.append(json.load(f))
    rankings(worlds)
    groups(worlds)
    calibration(worlds)


if __name__ == "__main__":
    main()
