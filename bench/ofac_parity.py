#!/usr/bin/env python3
"""How near the scores of `seine pair --algorithm ofac` come to those of OFAC's own search.

usage: ofac_parity.py SEINE ROWS.csv   (columns query_name, result_name, ofac_score)"""
import csv
import io
import subprocess
import sys


def main():
    seine, path = sys.argv[1:3]
    rows = list(csv.DictReader(open(path, encoding="utf-8", newline="")))
    table = io.StringIO()
    out = csv.writer(table)
    out.writerow(["name1", "name2"])
    out.writerows([r["query_name"], r["result_name"]] for r in rows)
    done = subprocess.run([seine, "pair", "--quiet", "--algorithm", "ofac", "--csv", "-", "--format", "csv"],
                          input=table.getvalue(), capture_output=True, text=True, check=True)
    off = []
    for r, s in zip(rows, csv.DictReader(io.StringIO(done.stdout))):
        ours, theirs = float(s["score"]) * 100, float(r["ofac_score"])
        off.append(abs(ours - theirs) if theirs >= 0 else max(0.0, ours - 50))  # -1: not shown, their search shows 50 and more
    near = sum(d <= 5 for d in off)
    print(f"{len(rows)} rows, {near} within 5 points ({near / len(rows) * 100:.1f} %), mean difference {sum(off) / len(off):.1f}, largest {max(off):.0f}")


if __name__ == "__main__":
    main()
