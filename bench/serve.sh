#!/bin/bash
# How many match requests a second seine serve answers over loopback, and how long each takes: bench/serve_load
# posts party names of a made-up year of trade, one in twenty a listed name, one name a request. LISTS: the lists
# (default: the bundled one). The client shares the processors with the server. With PEERS=PYTHON, an interpreter
# that has rapidfuzz, a small Python server around it (bench/serve_peer.py) gets the same requests in the same run.
set -euo pipefail
cd "$(dirname "$0")/.."
lists=${LISTS:-data/lists/dprk.csv} folder=${BENCH_FOLDER:-build/bench-data}/screen seconds=${SECONDS_EACH:-10}
connections=${CONNECTIONS:-1 8 32}
ninja -C build seine bench/screen bench/serve_load >/dev/null
mkdir -p "$folder"
[ -s "$folder/consignments.csv" ] || build/seine simulate --quiet --kits data/kits.json --consignments 20000 --days 365 --seed 5 --out "$folder"
# shellcheck disable=SC2086 # LISTS is several paths
build/bench/screen -p "$folder/consignments.csv" -n 20000 -s 0 -b 0 -o "$folder" $lists >/dev/null
python3 - "$folder" <<'P'
import json, sys
folder = sys.argv[1]
lines = lambda name: [l.rstrip("\n") for l in open(f"{folder}/{name}.txt", encoding="utf-8") if l.strip()]
listed, asked = lines("names"), lines("queries")
with open(f"{folder}/bodies.ndjson", "w", encoding="utf-8") as out:
    for i, name in enumerate(asked):
        name = listed[i * 7919 % len(listed)] if i % 20 == 0 else name
        out.write(json.dumps({"queries": {"q": {"schema": "LegalEntity", "properties": {"name": [name]}}}, "weights": {}, "config": {}}, ensure_ascii=False) + "\n")
P
server=""
trap '[ -z "$server" ] || kill -- -"$server" 2>/dev/null || true' EXIT
begin() { # begin COMMAND...: server in a group of its own, port from its first line
    : >"$folder/server.out"
    setsid "$@" >"$folder/server.out" 2>"$folder/server.err" &
    server=$!
    for _ in $(seq 600); do
        port=$(sed -n 's/[^0-9]*$//; s/.*[^0-9]//; 1p' "$folder/server.out")
        [ -n "$port" ] && return 0
        sleep 0.1
    done
    cat "$folder/server.err" >&2
    return 1
}
finish() {
    kill -- -"$server" 2>/dev/null || true
    wait "$server" 2>/dev/null || true
    server=""
}
measure() { # measure WHAT CONNECTIONS [tls]
    build/bench/serve_load "$port" /match/default "$folder/bodies.ndjson" 8 1 "${@:3}" >/dev/null
    printf '| %s ' "$1"
    build/bench/serve_load "$port" /match/default "$folder/bodies.ndjson" "$2" "$seconds" "${@:3}"
}
echo "$(grep -m1 'model name' /proc/cpuinfo | cut -d: -f2 | sed 's/^ //'), $(nproc) processors; seine $(build/seine version | head -1 | cut -d' ' -f2); $(wc -l <"$folder/names.txt") names; $seconds s each; load before: $(cut -d' ' -f1 /proc/loadavg)"
echo
echo "| server | connections | requests | not 200 | requests/s | p50 ms | p90 ms | p99 ms | max ms |"
echo "|---|---|---|---|---|---|---|---|---|"
arguments=()
for l in $lists; do arguments+=(-w "$l"); done
begin build/seine serve --no-token --quiet --listen 127.0.0.1:0 "${arguments[@]}"
for n in $connections; do measure "seine serve" "$n"; done
finish
if command -v openssl >/dev/null; then # the same over TLS, then whole handshakes alone
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost \
        -keyout "$folder/key.pem" -out "$folder/certificate.pem" 2>/dev/null
    begin build/seine serve --no-token --quiet --listen 127.0.0.1:0 "${arguments[@]}" \
        --tls-cert "$folder/certificate.pem" --tls-key "$folder/key.pem"
    for n in $connections; do measure "seine serve, TLS" "$n" tls; done
    handshakes=$(openssl s_time -connect "127.0.0.1:$port" -new -time 5 2>/dev/null | sed -n 's/^\([0-9]*\) connections in \([0-9]*\) real seconds.*/\1 handshakes in \2 s, one after the other/p')
    finish
fi
[ -z "${PEERS:-}" ] || for scorer in jaro_winkler token_sort_ratio WRatio; do
    begin "$PEERS" bench/serve_peer.py "$folder/names.txt" "$scorer"
    measure "Python, rapidfuzz $scorer" 8
    finish
done
# What its own documents say (docs/deploy/scaling.md of opensanctions/yente): one processor in a cloud, 50 and 15 candidates.
cat <<'Y'
| yente, published: logic-v2, 50 candidates | | | | 4 | | | | |
| yente, published: logic-v1, 50 candidates | | | | 15 | | | | |
| yente, published: logic-v1, 15 candidates | | | | 30 | | | | |
Y
[ -z "${handshakes:-}" ] || printf '\nTLS 1.3, ECDSA P-256, new connections: %s\n' "$handshakes"
