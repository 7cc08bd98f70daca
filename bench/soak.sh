#!/bin/bash
# A day of work for `seine serve`, by count, and whether its memory stays what it was: bench/soak.py says what a day is.
# SHARE=1 is all of it (about 1,045,000 requests); without it a fiftieth. LISTS: the lists (default: the bundled one).
set -euo pipefail
cd "$(dirname "$0")/.."
lists=${LISTS:-data/lists/dprk.csv}
ninja -C build seine bench/serve_load >/dev/null
folder=$(mktemp -d)
server=""
trap '[ -z "$server" ] || kill "$server" 2>/dev/null || true; rm -rf "$folder"' EXIT
build/seine simulate --quiet --kits data/kits.json --consignments 2000 --schemes 5 --days 200 --seed 3 --out "$folder/world"
arguments=(-k data/kits.json --db "$folder/soak.db")
for l in $lists; do arguments+=(-w "$l"); done
build/seine scan --quiet "${arguments[@]}" -o /dev/null "$folder/world/consignments.csv"
python3 - "$folder" <<'P'
import csv, json, sys
folder = sys.argv[1]
with open(folder + "/world/consignments.csv", newline="", encoding="utf-8") as f, open(folder + "/bodies", "w", encoding="utf-8") as out:
    for row in csv.DictReader(f):
        for role in ("shipper", "consignee"):
            query = {"q": {"schema": "LegalEntity", "properties": {"name": [row[role + "_name"] or "nobody"]}}}
            out.write(json.dumps({"queries": query}, ensure_ascii=False) + "\n")
P
TMPDIR=$folder build/seine serve --no-token --quiet --listen 127.0.0.1:0 "${arguments[@]}" >"$folder/out" 2>"$folder/err" &
server=$!
for _ in $(seq 300); do
    url=$(sed -n 's,/$,,p' "$folder/out")
    [ -n "$url" ] && break
    sleep 0.1
done
[ -n "$url" ] || { cat "$folder/err" >&2; exit 1; }
python3 bench/soak.py "$url" "$server" "${SHARE:-0.02}" "$folder/bodies" build/bench/serve_load
kill "$server"
wait "$server" || { echo "the server ended with $?" >&2; exit 1; }
server=""
build/seine store check --db "$folder/soak.db"
build/seine audit verify --db "$folder/soak.db"
