#!/bin/bash
# How often the heading read from words is the one that papers state (docs/accuracy.md, "Headings from words"): made-up worlds, the published
# example declarations of the British customs, the United Nations' wording of the six-digit codes. SEEDS, CONSIGNMENTS, DATA (the folder with
# trade/ and goods/), FOLDER as environment. Sets that are absent are left out.
set -eu
cd "$(dirname "$0")/.."
CONSIGNMENTS=${CONSIGNMENTS:-60000} SEEDS=${SEEDS:-1 2 3} DATA=${DATA:-../shared/data} FOLDER=${FOLDER:-build/headings}
mkdir -p "$FOLDER"
ninja -C build bench/headings >/dev/null
for seed in $SEEDS; do
    build/seine simulate -n "$CONSIGNMENTS" --seed "$seed" --no-schemes --quiet --out "$FOLDER/world"
    build/bench/headings "world $seed" "$FOLDER/world/consignments.csv"
done
python3 bench/real_records.py "$DATA" "$FOLDER" | while read -r label files; do
    # shellcheck disable=SC2086
    [ "$label" != declarations ] || build/bench/headings "$label" $files 2>/dev/null
done
[ ! -e "$DATA/goods/hs/harmonized-system.csv" ] || {
    python3 -c 'import csv, sys
rows = csv.DictReader(open(sys.argv[1], newline=""))
out = csv.writer(sys.stdout)
out.writerow(["id", "description", "hs", "shipper_name", "consignee_name"])
out.writerows([r["hscode"], r["description"], r["hscode"], "none", "none"] for r in rows if r["level"] == "6")' \
        "$DATA/goods/hs/harmonized-system.csv" >"$FOLDER/wording.csv"
    build/bench/headings "wording of codes" "$FOLDER/wording.csv"
}
