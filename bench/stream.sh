#!/bin/bash
# A stream of single consignments into a running server: each is asked for by POST /api/v1/assess with one record in its body
# (papers checked, parties screened, held against known actors, kits and what is awaited), with a store of CONSIGNMENTS behind
# it. The world's last days are not in the store: they are what comes, new parties among known ones. The first WARM of them go
# through as fast as they can, so that the server is as one that has run for a while; then others, on a server of its own for
# each row: as fast as it goes, and arrivals at each of RATES a second, whatever was answered before (bench/serve_load; the time
# runs from when a request was due). LISTS: the lists; WORLD: a folder with consignments.csv or consignments.csv.zst that is there
# already; ARRIVE: rows of the last days. On a machine that does other things: chrt -r 1 bash bench/stream.sh, as root.
set -euo pipefail
cd "$(dirname "$0")/.."
n=${CONSIGNMENTS:-200000} lists=${LISTS:-data/lists/dprk.csv} rates=${RATES:-1000 2000 5000} seconds=${SECONDS_EACH:-5}
connections=${CONNECTIONS:-16} arrive=${ARRIVE:-60000} warm=${WARM:-15000}
folder=${BENCH_FOLDER:-build/bench-data}/stream-$n
world=${WORLD:-$folder}
ninja -C build seine bench/serve_load >/dev/null
mkdir -p "$folder"
rows() { zstdcat -f "$world"/consignments.csv*; }
compgen -G "$world/consignments.csv*" >/dev/null || build/seine simulate --quiet -n "$n" --schemes 30 --seed 301 --kits data/kits.json --out "$world"
# shellcheck disable=SC2086 # LISTS is several paths
build/seine lists compile $lists --output "$folder/lists.index" 2>/dev/null
if [ ! -s "$folder/memory.db" ]; then
    # The first of the last days that together have as many rows as are to come.
    from=$(rows | awk -F, 'NR > 1 && $5 ~ /^20/ { days[$5]++ } END { for (d in days) print d, days[d] }' |
        sort -r | awk -v want="$arrive" '{ if (sum < want) from = $1; sum += $2 } END { print from }')
    rows | awk -F, -v day="$from" 'NR == 1 || $5 >= day' | build/seine convert -q -f ndjson - -o "$folder/bodies.ndjson"
    rm -f "$folder"/new.db*
    rows | awk -F, -v day="$from" 'NR == 1 || $5 < day' |
        build/seine scan -q -w "$folder/lists.index" -k data/kits.json -f ndjson -n 100 -o /dev/null --db "$folder/new.db" - || [ $? -eq 1 ]
    rm -f "$folder/new.db.state"
    mv "$folder/new.db" "$folder/memory.db"
fi
head -n "$warm" "$folder/bodies.ndjson" >"$folder/warm.ndjson"
tail -n +$((warm + 1)) "$folder/bodies.ndjson" >"$folder/stream.ndjson"
server="" up=""
trap '[ -z "$server" ] || kill "$server" 2>/dev/null || true' EXIT
begin() {
    local began
    began=$(date +%s%N)
    : >"$folder/server.out"
    TMPDIR=$folder build/seine serve --no-token --quiet --listen 127.0.0.1:0 -w "$folder/lists.index" -k data/kits.json \
        --db "$folder/memory.db" >"$folder/server.out" 2>"$folder/server.err" &
    server=$!
    for _ in $(seq 3000); do
        port=$(sed -n 's/[^0-9]*$//; s/.*[^0-9]//; 1p' "$folder/server.out")
        [ -z "$port" ] || up=$((($(date +%s%N) - began) / 1000000))
        [ -z "$port" ] || return 0
        kill -0 "$server" 2>/dev/null || break
        sleep 0.1
    done
    cat "$folder/server.err" >&2
    return 1
}
used() { awk '{ sub(/.*\) /, ""); print ($12 + $13) / '"$(getconf CLK_TCK)"' }' "/proc/$server/stat"; } # processor's seconds
measure() { # measure WHAT CONNECTIONS SECONDS [RATE]
    local before row
    begin
    build/bench/serve_load "$port" /api/v1/assess "$folder/warm.ndjson" 8 4 >/dev/null
    before=$(used)
    row=$(build/bench/serve_load "$port" /api/v1/assess "$folder/stream.ndjson" "${@:2}")
    echo "| $1 $row $(echo "$row" | awk -F'|' -v a="$before" -v b="$(used)" '{ printf "%.2f", (b - a) * 1000 / $3 }') | $(awk '/VmRSS/ { printf "%.2f GB", $2 / 1e6 }' "/proc/$server/status") |"
    most=$(awk '/VmHWM/ { printf "%.2f GB", $2 / 1e6 }' "/proc/$server/status")
    kill "$server"
    wait "$server" || true
    server=""
}
echo "$(grep -m1 'model name' /proc/cpuinfo | cut -d: -f2 | sed 's/^ //'), $(nproc) processors; $(sqlite3 "$folder/memory.db" 'SELECT count(*) FROM record') records known, $(wc -l <"$folder/stream.ndjson") to come; $seconds s each; load before: $(cut -d' ' -f1 /proc/loadavg)"
echo
echo "| arrivals | connections | requests | not 200 | requests/s | p50 ms | p90 ms | p99 ms | max ms | processor, ms each | resident |"
echo "|---|---|---|---|---|---|---|---|---|---|---|"
measure "as fast as it goes" "$connections" "$seconds"
for rate in $rates; do measure "$rate a second" "$connections" "$seconds" "$rate"; done
echo
echo "The last of these servers answered $(awk -v ms="$up" 'BEGIN { printf "%.1f", ms / 1000 }') s after it was started, and was resident with $most at most."
