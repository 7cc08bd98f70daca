#!/bin/bash
# What remembering costs: the demo's world scanned without a store, into a file, and into a PostgreSQL of its own on loopback
# (tests/with_postgres.sh, with fsync on). Best of RUNS of each: the first scan, the same records once more (recalled and
# found unchanged), a check, a backup into a file. Seconds of the wall clock, and in brackets of the processor, that of the server
# included; as Markdown.
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
server=$(head -n 1 "$(dirname "$SEINE_POSTGRES_RUN")/data/postmaster.pid")
ticks() { # processor time of the children that a process has waited for
    awk '{ sub(/.*\) /, ""); print $14 + $15 }' "/proc/$1/stat"
}
best=() used=()
timed() { # timed NUMBER COMMAND...: the best of the runs in ms, and the processor's ms of seine and the server together
    local at=$1 began ticks_before took spent
    shift
    ticks_before=$(($(ticks $$) + $(ticks "$server"))) began=$(date +%s%N)
    "$@" >"$folder/out"
    took=$((($(date +%s%N) - began) / 1000000))
    sleep 0.3 # until the server has reaped who served it
    spent=$((($(ticks $$) + $(ticks "$server") - ticks_before) * 1000 / $(getconf CLK_TCK)))
    [ -n "${best[$at]:-}" ] && [ "${best[$at]}" -le $took ] || best[at]=$took
    [ -n "${used[$at]:-}" ] && [ "${used[$at]}" -le $spent ] || used[at]=$spent
}
show() { awk -v ms="${best[$1]}" -v cpu="${used[$1]}" 'BEGIN { printf "%.1f s (%.1f)", ms / 1000, cpu / 1000 }'; }
echo "| store | first scan | again | check | backup | bytes |"
echo "|---|---|---|---|---|---|"
for _ in $(seq "$runs"); do timed 0 "${scan[@]}"; done
echo "| none | $(show 0) | | | | |"
for store in "$folder/memory.db" "$SEINE_POSTGRES"; do
    best=() used=()
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
    echo "| $name | $(show 0) | $(show 1) | $(show 2) | $(show 3) | $((bytes / 1000000)) MB |"
done
