#!/usr/bin/env python3
"""Scans a made-up world as it would have been seen day by day, and scores it: daily.py WORLD_DIR OUT_DIR [STEP_DAYS]

Every STEP_DAYS (14) the records issued up to that day are scanned with build/seine; the rankings
OUT_DIR/cases-YYYY-MM-DD.ndjson are scored together: how many days before its last piece leaves a scheme first was among
the first 20. Needs data/kits.json and data/lists/dprk.csv; run from the root of the repository.
"""
import csv
import datetime
import os
import subprocess
import sys


def main():
    world, out = sys.argv[1:3]
    step = int(sys.argv[3]) if len(sys.argv) > 3 else 14
    os.makedirs(out, exist_ok=True)
    with open(os.path.join(world, "consignments.csv"), encoding="utf-8", newline="") as f:
        reader = csv.reader(f)
        header = next(reader)
        rows = list(reader)
    issued = header.index("issued")
    rows.sort(key=lambda r: r[issued])
    first = datetime.date.fromisoformat(rows[0][issued])
    last = datetime.date.fromisoformat(rows[-1][issued])
    files, day = [], first + datetime.timedelta(days=60)
    while day <= last:
        seen = os.path.join(out, "seen.csv")
        with open(seen, "w", encoding="utf-8", newline="") as f:
            writer = csv.writer(f)
            writer.writerow(header)
            writer.writerows(r for r in rows if r[issued] <= day.isoformat())
        cases = os.path.join(out, f"cases-{day.isoformat()}.ndjson")
        subprocess.run(["build/seine", "scan", "--quiet", "--watchlist", "data/lists/dprk.csv", "--kits", "data/kits.json",
                        "--top", "500", "--format", "ndjson", "-o", cases, seen], check=True)
        files.append(cases)
        day += datetime.timedelta(days=step)
    subprocess.run(["build/seine", "evaluate", "--truth", os.path.join(world, "truth.ndjson"), "--world",
                    os.path.join(world, "world.ndjson")] + files, check=True)


if __name__ == "__main__":
    main()
