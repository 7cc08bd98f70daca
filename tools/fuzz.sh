#!/bin/bash
# Runs libFuzzer targets: tools/fuzz.sh [TARGET [SECONDS]]; without a target it lists them, with "all" it runs each.
# New inputs are collected in build-check/corpus/TARGET (kept from run to run); a crashing input is named at the end.
set -eu
cd "$(dirname "$0")/.."
target=${1:-} seconds=${2:-60}
folder=build-check/fuzz
if [ -z "$target" ]; then
    echo "usage: make fuzz TARGET=NAME|all SECONDS=60; the targets:"
    ls fuzz/fuzz_*.c 2>/dev/null | sed 's|.*/fuzz_|  |; s|\.c$||'
    exit 2
fi
[ -f $folder/build.ninja ] || CC=clang meson setup $folder -Dbuildtype=debugoptimized -Doptimization=1 -Dfuzz=true \
    -Db_sanitize=address,undefined -Db_lundef=false -Dc_args=-fno-sanitize-recover=all >/dev/null
ninja -C $folder -j "${JOBS:-2}" >/dev/null
[ "$target" != all ] || target=$(ls fuzz/fuzz_*.c | sed 's|.*/fuzz_||; s|\.c$||')
failed=0
for name in $target; do
    [ -x "$folder/fuzz/fuzz_$name" ] || { echo "there is no target '$name'"; exit 2; }
    mkdir -p "build-check/corpus/$name"
    echo "== $name, $seconds s"
    "$folder/fuzz/fuzz_$name" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -max_len=65536 \
        -artifact_prefix="build-check/corpus/$name-" -print_final_stats=1 "build-check/corpus/$name" "fuzz/corpus/$name" || failed=1
done
exit $failed
