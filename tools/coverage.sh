#!/bin/bash
# Line and branch coverage of the unit, golden and end-to-end tests, by room; files below 85 % are named.
# With COVERAGE_MIN=N a total below N % of the lines is an error. The HTML report is build-check/coverage/report.html.
set -u
cd "$(dirname "$0")/.." || exit 1
folder=build-check/coverage
export LC_ALL=C.UTF-8 TZ=UTC NO_COLOR=1 SEINE_SOURCE=$PWD SEINE=$PWD/$folder/seine
[ ! -d ../shared/data ] || SEINE_SHARED=$(cd ../shared && pwd)
export SEINE_SHARED=${SEINE_SHARED:-}
[ -n "$SEINE_SHARED" ] || unset SEINE_SHARED
[ -f $folder/build.ninja ] || CC=gcc meson setup $folder -Dbuildtype=debug -Db_coverage=true >/dev/null || exit 1
ninja -C $folder -j "${JOBS:-2}" >/dev/null || { echo "the build failed: ninja -C $folder"; exit 1; }
find $folder -name '*.gcda' -delete
meson test -C $folder --no-rebuild --num-processes "${JOBS:-2}" -t 3 >/dev/null 2>&1 || echo "some tests failed; 'make check' names them"
if [ -x "$SEINE" ]; then
    tests/golden.sh >/dev/null 2>&1
    for script in tests/e2e/*.sh; do
        case $script in */lib.sh | *'*'*) continue ;; esac
        scratch=$(mktemp -d)
        (cd "$scratch" && timeout 600 bash "$SEINE_SOURCE/$script" >/dev/null 2>&1 </dev/null)
        rm -rf "$scratch"
    done
fi
gcovr --root . --object-directory $folder --filter 'src/' --json-summary $folder/summary.json --html $folder/report.html \
    --print-summary >/dev/null || exit 1
exec python3 tools/ci-coverage.py $folder/summary.json "${COVERAGE_MIN:-0}"
