#!/bin/bash
# Speed and memory of a whole scan over worlds of growing size, beside the bare pass that only splits
# the same file into fields. Prints one Markdown table. SIZES: rows asked for (about), in thousands;
# the default stops at a million rows, SIZES="100 1000 10000" is the full table (about 8 GB on disk).
set -euo pipefail
cd "$(dirname "$0")/.."
seine=build/seine folder=${BENCH_FOLDER:-build/bench-data} sizes=${SIZES:-100 1000}
lists=${LISTS:-data/lists/dprk.csv}
ninja -C build seine bench/split >/dev/null
mkdir -p "$folder"
echo "$(grep -m1 'model name' /proc/cpuinfo | cut -d: -f2 | sed 's/^ //'), $(nproc) processors, $(free -g | awk '/Mem:/{print $2}') GiB; seine $($seine version | head -1 | cut -d' ' -f2); lists: $lists"
echo
echo "| rows | bytes | bare split | scan | rows/s | MB/s | peak memory | scan / split |"
echo "|---|---|---|---|---|---|---|---|"
for k in $sizes; do
    world=$folder/$k
    # The simulator writes about 1.4 rows a consignment.
    [ -s "$world/consignments.csv" ] || "$seine" simulate --quiet --kits data/kits.json --consignments $((k * 1000 * 10 / 14)) --days 365 --seed 5 --out "$world"
    file=$world/consignments.csv
    read -r rows _ split < <(build/bench/split "$file")
    /usr/bin/time -f '%e %M' -o "$world/time" "$seine" scan --quiet --watchlist "$lists" --kits data/kits.json -o "$world/cases.txt" "$file"
    read -r seconds kib < <(tail -n 1 "$world/time")
    bytes=$(stat -c %s "$file")
    awk -v r="$rows" -v b="$bytes" -v s="$split" -v t="$seconds" -v k="$kib" 'BEGIN {
        printf "| %d | %.2f GB | %.2f s | %.1f s | %d | %.0f | %.2f GiB | %.0f |\n", r, b / 1e9, s, t, r / t, b / t / 1e6, k / 1048576, t / s }'
done
