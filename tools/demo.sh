#!/bin/bash
# The main job, end to end: real sanctions lists against a generated year of trade with schemes planted in it.
# Lists, the first that can be had: the folder LISTS; the publishers' own by `seine lists fetch`; the bundled table of
# public designation facts. Everything lands in demo/: the world, its truth, the ranked table, report.html, the memory
# that the page shows.
set -eu
cd "$(dirname "$0")/.."
CONSIGNMENTS=${CONSIGNMENTS:-200000} SEED=${SEED:-32} SCHEMES=${SCHEMES:-10} DAYS=${DAYS:-365}
LISTS=${LISTS:-}

say() { printf '\n== %s\n' "$*"; }

say "What is needed"
tools/install-deps.sh demo
make --no-print-directory
mkdir -p demo

say "Sanctions lists"
if [ -n "$LISTS" ]; then
    [ -d "$LISTS" ] || [ -f "$LISTS" ] || { echo "LISTS=$LISTS: there is no such folder"; exit 2; }
    watchlist=$LISTS
    echo "from $LISTS"
elif timeout "${FETCH_SECONDS:-900}" build/seine lists fetch --into demo/lists; then
    watchlist=demo/lists
else
    echo "The publishers cannot be reached; the demo goes on with the bundled table data/lists/dprk.csv."
    watchlist=data/lists/dprk.csv
fi

say "A year of trade: $CONSIGNMENTS consignments, $SCHEMES schemes among them (seed $SEED)"
build/seine simulate --consignments "$CONSIGNMENTS" --days "$DAYS" --seed "$SEED" --schemes "$SCHEMES" \
    --profile "${PROFILE:-data/sim/profiles/demo.json}" --kits data/kits.json --kits data/kits-decoy.json --listed data/lists/dprk.csv --out demo/world

say "The scan"
inputs=$(find demo/world -type f \( -name 'consignments*' -o -name '*.ndjson' -o -name '*.csv' \) ! -name 'truth*' ! -name 'world*' | sort)
# shellcheck disable=SC2086
build/seine scan --watchlist "$watchlist" --kits data/kits.json --measures data/measures.csv --top 20 --html demo/report.html $inputs | tee demo/cases.txt
# shellcheck disable=SC2086
rm -f demo/memory.db demo/memory.db-wal demo/memory.db-shm
build/seine scan --quiet --watchlist "$watchlist" --kits data/kits.json --measures data/measures.csv --top 100 --db demo/memory.db --format ndjson -o demo/cases.ndjson $inputs || [ $? -eq 1 ]

say "Against the truth of this made-up year (a real one has none)"
build/seine evaluate --truth demo/world/truth.ndjson --world demo/world/world.ndjson demo/cases.ndjson | head -n 5

say "The report"
echo "demo/report.html is one self-contained page: open it in a browser, for example with"
echo "  xdg-open $PWD/demo/report.html"

say "The page, to work through the cases"
echo "This command prints an address: open it in a browser on this machine (docs/page.md tells what is there)."
printf '  cd %q && build/seine serve --db demo/memory.db --watchlist %q --kits data/kits.json --measures data/measures.csv\n' "$PWD" "$watchlist"
