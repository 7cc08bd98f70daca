#!/bin/bash
# Static analysis: clang-tidy (.clang-tidy), cppcheck, shellcheck, codespell; with "analyzer", gcc -fanalyzer over the library instead.
set -u
cd "$(dirname "$0")/.." || exit 1
jobs=${JOBS:-2} failed=0

if [ "${1:-}" = analyzer ]; then
    folder=build-check/analyzer
    [ -f $folder/build.ninja ] || CC=gcc meson setup $folder -Dtests=false -Dbuildtype=debugoptimized -Dc_args=-fanalyzer >/dev/null || exit 1
    ninja -C $folder -t clean >/dev/null
    ninja -C $folder -j "$jobs" >$folder/log 2>&1 || { tail -n 30 $folder/log; exit 1; }
    grep -E 'warning:' $folder/log | sort | uniq
    n=$(grep -c 'warning:' $folder/log)
    echo "gcc -fanalyzer: $n warnings (paths in $folder/log)"
    [ "$n" = 0 ]
    exit
fi

folder=build-check/lint
[ -f $folder/build.ninja ] || CC=clang meson setup $folder >/dev/null || exit 1
sources=$(bash -c '. tests/gates/lib.sh; c_files "src/*" "fuzz/*"' | grep '\.c$')
echo "== clang-tidy"
# shellcheck disable=SC2086
printf '%s\n' $sources | grep '^src/' | xargs -r -P "$jobs" -n 4 clang-tidy -p $folder --quiet 2>/dev/null | grep -E '(warning|error):' | sort -u >$folder/tidy
cat $folder/tidy
[ ! -s $folder/tidy ] || failed=1
echo "== cppcheck"
# shellcheck disable=SC2086
cppcheck -q -j "$jobs" --std=c11 --enable=warning,performance,portability --inline-suppr --error-exitcode=1 \
    --suppress=missingIncludeSystem --suppress=normalCheckLevelMaxBranches --suppressions-list=tools/cppcheck.txt \
    -D_GNU_SOURCE -Iinclude -Isrc $sources || failed=1
echo "== shellcheck"
shellcheck -S warning -e SC2154,SC2034 tests/*.sh tests/gates/*.sh tests/e2e/*.sh tools/*.sh .ci/run || failed=1
echo "== codespell"
bash tests/gates/spelling.sh || failed=1
[ $failed = 0 ] && echo "nothing to mend"
exit $failed
