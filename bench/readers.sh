#!/bin/bash
# The speed of every reader of records, as one Markdown table. MIB: bytes to read of each (64). CSV
# and NDJSON come from the simulator, messages from the tests.
set -euo pipefail
cd "$(dirname "$0")/.."
folder=${BENCH_FOLDER:-build/bench-data}/readers
ninja -C build seine bench/readers >/dev/null
mkdir -p "$folder"
[ -s "$folder/csv/consignments.csv" ] || build/seine simulate --quiet --kits data/kits.json -n 20000 --seed 5 --out "$folder/csv"
[ -s "$folder/records.ndjson" ] || build/seine convert -o "$folder/records.ndjson" "$folder/csv/consignments.csv"
m=tests/trade/messages
build/bench/readers "${MIB:-64}" "$folder/csv/consignments.csv" "$folder/records.ndjson" $m/waybills.fwb $m/houses.fhl \
    $m/manifest.ffm $m/xfwb.xml $m/xfzb.xml $m/xfhl.xml $m/declaration.xml $m/waybill.jsonld $m/cuscar.edi
