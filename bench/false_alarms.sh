#!/bin/bash
# How many ordinary names read like a listed one at the default threshold. NAMES: a file of names (one a line, or CSV
# with a column name or full_name), TYPE: person or company, LISTS: paths. Without NAMES, 100,000 ways in which the firms of a
# made-up world are written. Prints one line; the alarms themselves are left in build/false-alarms.csv.
set -euo pipefail
cd "$(dirname "$0")/.."
lists=${LISTS:-data/lists/dprk.csv} names=${NAMES:-} type=${TYPE:-company} folder=${BENCH_FOLDER:-build/bench-data}/names
ninja -C build seine >/dev/null
mkdir -p "$folder"
if [ -z "$names" ]; then
    [ -s "$folder/consignments.csv" ] || build/seine simulate --quiet --kits data/kits.json --consignments 100000 --schemes 1 --days 365 --seed 5 --out "$folder"
    names=$folder/consignments.csv
fi
python3 - "$names" >"$folder/asked.txt" <<'PY'
import csv, sys
seen = {}
with open(sys.argv[1], encoding="utf-8", newline="") as f:
    head = f.readline()
    columns = [c for c in ("name", "full_name", "shipper_name", "consignee_name") if c in head.strip().split(",")]
    f.seek(0)
    for row in csv.DictReader(f) if columns else ({"name": line.strip()} for line in f):
        for c in columns or ["name"]:
            if row[c] and len(seen) < 100000:
                seen.setdefault(" ".join(row[c].split()))
print(*seen, sep="\n")
PY
# shellcheck disable=SC2086 # LISTS is several paths
build/seine match --quiet -w $lists --type "$type" --format csv --limit 1 --input "$folder/asked.txt" -o build/false-alarms.csv
asked=$(wc -l <"$folder/asked.txt") alarms=$(($(wc -l <build/false-alarms.csv) - 1))
awk -v n="$asked" -v a="$alarms" 'BEGIN { printf "%d distinct names, %d alarms: %.1f per thousand\n", n, a, a * 1000 / n }'
