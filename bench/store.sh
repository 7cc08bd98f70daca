#!/bin/bash
# What remembering costs: the demo's world scanned without a store, into a file, and into a PostgreSQL of its own on loopback
# (tests/with_postgres.sh, with fsync on). Best of RUNS of each: the first scan, the same records once more (recalled and
# found unchanged), a check, a backup into a file. Seconds of the wall clock, as Markdown.
set -euo pipefail
cd "$(dirname "$0")/.."
if [ -z "${SEINE_POSTGRES:-}" ]; then
    exec env FSYNC=on bash tests/with_postgres.sh bash bench/store.sh
fi
folder=${BENCH_FOLDER:-build/bench-data}/store n=${CONSIGNMENTS:-200000} runs=${RUNS:-3}
mkdir -p "$folder"
if [ "$(cat "$folder/n" 2>/dev/null)" != "$n" ]; then
    build/seine simulate --quiet --consignments "$n" --days 365 --seed 7 --profile data/sim/profiles/demo.json --kits data/kits.json \
        --listed data/lists/dprk.csv --out "$folder"
    echo "$n" >"$folder/n"
fi
scan=(build/seine scan -q -w data/lists/dprk.csv -k data/kits.json -f ndjson -n 100 "$folder/consignments.csv")
best=()
timed() { # timed NUMBER COMMAND...: keeps the best of the runs
    local at=$1 began took
    shift
    began=$(date +%s%N)
    "$@" >"$folder/out"
    took=$((($(date +%s%N) - began) / 1000000))
    [ -n "${best[$at]:-}" ] && [ "${best[$at]}" -le $took ] || best[at]=$took
}
seconds() { awk -v ms="$1" 'BEGIN { printf "%.1f", ms / 1000 }'; }
echo "| store | first scan | again | check | backup | bytes |"
echo "|---|---|---|---|---|---|"
for _ in $(seq "$runs"); do timed 0 "${scan[@]}"; done
echo "| none | $(seconds "${best[0]}") s | | | | |"
for store in "$folder/memory.db" "$SEINE_POSTGRES"; do
    best=()
    for _ in $(seq "$runs"); do
        rm -f "$folder"/memory.db* "$folder"/backup.db*
        psql -qAt "$SEINE_POSTGRES" -c "SET client_min_messages = error" -c "DROP SCHEMA IF EXISTS seine CASCADE"
        timed 0 "${scan[@]}" --db "$store"
        timed 1 "${scan[@]}" --db "$store"
        timed 2 build/seine store check -q --db "$store"
        timed 3 build/seine store backup -q --db "$store" "$folder/backup.db"
    done
    case $store in
    *.db) name="file (SQLite)" bytes=$(stat -c %s "$store") ;;
    *) name="PostgreSQL, loopback" bytes=$(psql -qAt "$store" -c "SELECT sum(pg_total_relation_size(c.oid))::bigint FROM pg_class c WHERE relnamespace = 'seine'::regnamespace AND relkind = 'r'") ;;
    esac
    echo "| $name | $(seconds "${best[0]}") s | $(seconds "${best[1]}") s | $(seconds "${best[2]}") s | $(seconds "${best[3]}") s | $((bytes / 1000000)) MB |"
done
