#!/bin/bash
# The page in a real browser: Debian's Chromium driven by playwright-core, over a world made by the simulator.
# In the release build only: what the browser asks for, the scripts of the server ask for too.
. "$(dirname "$0")/lib.sh"
tests=$SEINE_SOURCE/tests/e2e/page

why=""
for tool in node npm python3 chromium; do command -v $tool >/dev/null || why="$tool is not there"; done
"$SEINE" serve --help >/dev/null 2>&1 || why="this build has no seine serve"
if [ -z "$why" ]; then
    mkdir tests && cp "$tests"/*.* "$tests/.npmrc" tests/
    (cd tests && timeout 200 npm ci --no-audit --no-fund --prefer-offline --fetch-retries=1 --loglevel=error >npm.log 2>&1) ||
        why="playwright-core and axe-core cannot be installed"
fi
if [ -n "$why" ]; then
    skip "the page in a browser" "$why"
    finish
    exit
fi

# The lines of a test's output as results of this script.
take() {
    while IFS= read -r line; do
        case $line in
        "ok "*) pass "${line#ok }" ;;
        "not ok "*) fail "${line#not ok }" ;;
        *) printf '%s\n' "$line" ;;
        esac
    done
}

python3 tests/catalogue.py "$SEINE_SOURCE" >words.tap || fail "the words of the page are compared"
take <words.tap
cp -r "$SEINE_SOURCE/web" web && (cd web && timeout 200 npm ci --prefer-offline --loglevel=error && npx tsc --noEmit) >types.log 2>&1 &&
    pass "the page's types agree" || fail "the page's types agree" "$(tail -n 15 types.log)"

timeout 100 node tests/words.mjs web >keys.tap 2>keys.err || fail "texts from outside as keys" "$(tail -n 5 keys.err)"
take <keys.tap

"$SEINE" simulate --consignments 6000 --schemes 8 --seed 7 --quiet \
    --kits "$SEINE_SOURCE/data/kits.json" --out world &&
    "$SEINE" scan --quiet -w "$SEINE_SOURCE/data/lists/dprk.csv" -k "$SEINE_SOURCE/data/kits.json" \
        --measures "$SEINE_SOURCE/data/measures.csv" --top 40 --db few.db \
        --html report.html -f ndjson -o cases.ndjson world/consignments.csv || fail "a world for the page"
python3 tests/prepare.py few.db many.db 10000 || fail "10,000 cases for the page"
timeout 1800 node tests/page.mjs "$SEINE" "$SEINE_SOURCE" few.db many.db >page.tap 2>page.err
code=$?
take <page.tap
[ $code = 0 ] || fail "the browser's tests end by themselves (code $code)" "$(tail -n 15 page.err)"
finish
