#!/bin/bash
# How the page's inbox scrolls with 10,000 cases in it: frame times in Chromium. Needs node, npm, chromium, python3.
#   bash bench/page.sh
set -eu
source=$(cd "$(dirname "$0")/.." && pwd)
seine=${SEINE:-$source/build/seine}
room=$(mktemp -d)
trap 'rm -rf "$room"' EXIT
cp "$source"/tests/e2e/page/*.* "$source/tests/e2e/page/.npmrc" "$source/bench/page_scroll.mjs" "$room"
cd "$room"
npm ci --no-audit --no-fund --prefer-offline --loglevel=error >npm.log 2>&1 || { cat npm.log; exit 1; }
"$seine" simulate --consignments 6000 --schemes 8 --seed 7 --quiet --kits "$source/data/kits.json" --out world
"$seine" scan --quiet -w "$source/data/lists/dprk.csv" -k "$source/data/kits.json" --top 40 --db few.db -f ndjson -o cases.ndjson world/consignments.csv || [ $? -eq 1 ]
python3 prepare.py few.db many.db 10000
node page_scroll.mjs "$seine" "$source" "$room/many.db"
