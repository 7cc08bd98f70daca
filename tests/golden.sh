#!/bin/bash
# Golden tests: tests/golden/NAME/cmd is run by bash in its own folder, and what it prints must equal the files beside it.
#   stdout   expected output (required)      status   expected exit code (default 0)
#   stderr   expected messages (optional)
# In cmd: $SEINE is the program, $SEINE_SOURCE the source tree, $SCRATCH an empty folder that is removed afterwards.
#   tests/golden.sh            all cases, as TAP
#   tests/golden.sh --update   write what is printed now as what is expected (then review the difference)
#   tests/golden.sh --first N  the first N cases only (used with valgrind, where the output is compared too)
set -u
here=$(cd "$(dirname "$0")" && pwd)
SEINE_SOURCE=$(dirname "$here")
SEINE=${SEINE:-$SEINE_SOURCE/build/seine}
export SEINE_SOURCE SEINE LC_ALL=C.UTF-8 TZ=UTC NO_COLOR=1
update=0 first=1000000
case ${1:-} in
--update) update=1 ;;
--first) first=$2 ;;
esac
top=$(mktemp -d)
trap 'rm -rf "$top"' EXIT

n=0 failed=0
for folder in "$here"/golden/*/; do
    [ -f "$folder/cmd" ] || continue
    [ $n -lt "$first" ] || break
    n=$((n + 1))
    name=$(basename "$folder")
    SCRATCH=$top/$name
    export SCRATCH
    mkdir -p "$SCRATCH"
    (cd "$folder" && timeout 300 bash ./cmd >"$top/stdout" 2>"$top/stderr" </dev/null)
    status=$?
    if [ $update = 1 ]; then
        cp "$top/stdout" "$folder/stdout"
        [ ! -f "$folder/stderr" ] || cp "$top/stderr" "$folder/stderr"
        if [ $status = 0 ]; then rm -f "$folder/status"; else echo $status >"$folder/status"; fi
    fi
    wanted=$(cat "$folder/status" 2>/dev/null || echo 0)
    bad=""
    [ $status = "$wanted" ] || bad="$bad exit code $status instead of $wanted;"
    diff -u "$folder/stdout" "$top/stdout" >"$top/diff" 2>&1 || bad="$bad stdout differs;"
    [ ! -f "$folder/stderr" ] || diff -u "$folder/stderr" "$top/stderr" >>"$top/diff" 2>&1 || bad="$bad stderr differs;"
    if [ -z "$bad" ]; then
        echo "ok $n - golden: $name"
    else
        failed=1
        echo "not ok $n - golden: $name:$bad"
        head -n 30 "$top/diff" | sed 's/^/# /'
        tail -n 20 "$top/stderr" | sed 's/^/# stderr: /'
    fi
done
echo "1..$n"
exit $failed
