#!/bin/bash
# What the next day costs a scan with a store: a made-up world (CONSIGNMENTS) is scanned up to its last days, then the records of
# those days alone; beside them one scan of everything without a store. Seconds of the processor of each stage, as Markdown, from
# --verbose; and whether the cases are the same bytes but for ids. LISTS: lists to compile and use (the bundled one).
set -euo pipefail
cd "$(dirname "$0")/.."
n=${CONSIGNMENTS:-300000} from=${FROM:-2026-12-29} folder=${BENCH_FOLDER:-build/bench-data}/next-day-${CONSIGNMENTS:-300000}
mkdir -p "$folder"
[ -s "$folder/consignments.csv" ] ||
    build/seine simulate --quiet -n "$n" --schemes 30 --seed 301 --kits data/kits.json --out "$folder"
{ head -n 1 "$folder/consignments.csv"; awk -F, -v day="$from" 'NR > 1 && $5 < day' "$folder/consignments.csv"; } >"$folder/before.csv"
{ head -n 1 "$folder/consignments.csv"; awk -F, -v day="$from" 'NR > 1 && $5 >= day' "$folder/consignments.csv"; } >"$folder/day.csv"
# shellcheck disable=SC2086 # LISTS is several paths
build/seine lists compile ${LISTS:-data/lists/dprk.csv} --output "$folder/lists.index" 2>/dev/null
rm -f "$folder"/memory.db*
scan() { # scan NAME ARGUMENTS...
    build/seine scan -v -w "$folder/lists.index" -k data/kits.json -f ndjson -o "$folder/$1.ndjson" "${@:2}" 2>&1 |
        sed -n 's/^seine: \(.*[^ ]\)  *[0-9]* items .* s  *\([0-9.]*\) s of processor.*$/\1\t\2/p' >"$folder/$1.stages"
}
scan all "$folder/consignments.csv"
scan before --db "$folder/memory.db" "$folder/before.csv"
cp "$folder/memory.db" "$folder/recall.db"
scan day --db "$folder/memory.db" "$folder/day.csv"
scan recall --db "$folder/recall.db" "$folder/day.csv"
rm -f "$folder"/recall.db*
echo "$(grep -m1 'model name' /proc/cpuinfo | cut -d: -f2 | sed 's/^ //'), $(nproc) processors; $n consignments, $(($(wc -l <"$folder/day.csv") - 1)) rows of the last days; load: $(cut -d' ' -f1 /proc/loadavg)"
echo
echo "| processor, s | everything, no store | first scan with a store | next day, all recalled | next day |"
echo "|---|---|---|---|---|"
paste "$folder/all.stages" "$folder/before.stages" "$folder/recall.stages" "$folder/day.stages" |
    awk -F'\t' '{ printf "| %s | %s | %s | %s | %s |\n", $1, $2, $4, $6, $8; a += $2; b += $4; c += $6; d += $8 }
        END { printf "| all | %.2f | %.2f | %.2f | %.2f |\n", a, b, c, d }'
echo
bare() { sed 's/"case":"[^"]*"//' "$folder/$1.ndjson"; } # a case that grew keeps the id that it had
for one in recall day; do
    if cmp -s <(bare all) <(bare "$one"); then
        echo "$one: the same cases, $(diff "$folder/all.ndjson" "$folder/$one.ndjson" | grep -c '^>' || true) under an id that they had before"
    else
        echo "$one: OTHER CASES"
    fi
done
ls -l "$folder"/memory.db "$folder"/memory.db.state | awk '{ print $5, $NF }'
