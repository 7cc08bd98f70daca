#!/bin/bash
# How long it takes to screen PARTIES stored parties again when a list changes from OLD to NEW (default:
# the bundled list and the same without every tenth entry). The store is made once.
set -euo pipefail
cd "$(dirname "$0")/.."
parties=${PARTIES:-1000000} folder=${BENCH_FOLDER:-build/bench-data}/screen
old=${OLD:-$folder/old.csv} new=${NEW:-data/lists/dprk.csv} db=$folder/parties-$parties.db
ninja -C build seine bench/rescreen >/dev/null
mkdir -p "$folder"
[ -s "$folder/consignments.csv" ] || build/seine simulate --quiet --kits data/kits.json --consignments 20000 --days 365 --seed 5 --out "$folder"
awk 'NR % 10 != 2' data/lists/dprk.csv >"$folder/old.csv"
[ -s "$db" ] || build/bench/rescreen "$folder/consignments.csv" "$parties" "$db"
echo "$(grep -m1 'model name' /proc/cpuinfo | cut -d: -f2 | sed 's/^ //'), $(nproc) processors; store of $(stat -c %s "$db") bytes"
/usr/bin/time -f '%e s, %M KiB at most' build/seine rescreen --db "$db" --previous "$old" --watchlist "$new" 2>&1 >"$folder/rescreened.txt"
