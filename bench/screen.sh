#!/bin/bash
# How fast a name is screened: bench/screen over the lists in LISTS (default: the bundled one) and a
# list of SCALE made-up names, asked the party names of a made-up year of trade. With PEERS=PYTHON, an
# interpreter that has rapidfuzz, nomenklatura and followthemoney (PyPI), they are timed on the same names.
set -euo pipefail
cd "$(dirname "$0")/.."
lists=${LISTS:-data/lists/dprk.csv} world=${BENCH_FOLDER:-build/bench-data}/screen
ninja -C build seine bench/screen >/dev/null
mkdir -p "$world"
[ -s "$world/consignments.csv" ] || build/seine simulate --quiet --kits data/kits.json --consignments 20000 --days 365 --seed 5 --out "$world"
echo "$(grep -m1 'model name' /proc/cpuinfo | cut -d: -f2 | sed 's/^ //'), one thread; seine $(build/seine version | head -1 | cut -d' ' -f2)"
echo
# shellcheck disable=SC2086 # LISTS is several paths
build/bench/screen -p "$world/consignments.csv" -n "${QUERIES:-20000}" -s "${SCALE:-1000000}" -b "${BRUTE:-20}" -o "$world" $lists | tee "$world/seine.md"
[ -z "${PEERS:-}" ] || "$PEERS" bench/screen_peers.py "$world"
