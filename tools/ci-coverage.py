#!/usr/bin/env python3
"""Prints gcovr's summary by room and names the files below 85 % of lines: ci-coverage.py SUMMARY.json MINIMUM."""
import json
import sys

LOW = 85.0


def percent(part, whole):
    return 100.0 * part / whole if whole else 100.0


def main(path, minimum):
    with open(path, encoding="utf-8") as f:
        files = json.load(f)["files"]
    rooms, low = {}, []
    for row in files:
        parts = row["filename"].split("/")
        at = parts.index("src") + 1
        room = rooms.setdefault(parts[at], [0, 0, 0, 0])
        for i, key in enumerate(("line_covered", "line_total", "branch_covered", "branch_total")):
            room[i] += row[key]
        rate = percent(row["line_covered"], row["line_total"])
        if rate < LOW:
            low.append((rate, "/".join(parts[at:]), row["line_total"] - row["line_covered"]))
    print(f"{'room':10} {'lines':>7} {'covered':>8} {'%':>6} {'branch %':>9}")
    total = [sum(r[i] for r in rooms.values()) for i in range(4)]
    for name, r in sorted(rooms.items()) + [("all", total)]:
        print(f"{name:10} {r[1]:7} {r[0]:8} {percent(r[0], r[1]):6.1f} {percent(r[2], r[3]):9.1f}")
    if low:
        print(f"\nfiles below {LOW:.0f} % of lines:")
        for rate, name, missed in sorted(low):
            print(f"  {rate:5.1f} %  {name} ({missed} lines)")
    rate = percent(total[0], total[1])
    if rate < minimum:
        print(f"\nline coverage is {rate:.1f} %, at least {minimum:g} % is asked for")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], float(sys.argv[2])))
