# Helpers of the end-to-end tests; source it. Results are TAP; the script ends with `finish`.
# A script with a line "# In the release build only" is left out with instrumented programs; where SEINE_SLOW is set the
# program is such a one, and worlds may be smaller.
# shellcheck shell=bash
set -u
SEINE_SOURCE=${SEINE_SOURCE:-$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)}
SEINE=${SEINE:-$SEINE_SOURCE/build/seine}
case $SEINE in /*) ;; *) SEINE=$PWD/$SEINE ;; esac
export SEINE_SOURCE SEINE LC_ALL=C.UTF-8 TZ=UTC NO_COLOR=1
SCRATCH=$(mktemp -d)
trap 'rm -rf "$SCRATCH"' EXIT
cd "$SCRATCH" || exit 1
results=0

pass() {
    results=$((results + 1))
    echo "ok $results - $*"
}
# fail WHAT [DETAIL]
fail() {
    results=$((results + 1))
    echo "not ok $results - $1"
    [ -z "${2:-}" ] || printf '%s\n' "$2" | head -n 20 | cut -c 1-400 | sed 's/^/# /'
}
skip() { # skip WHAT WHY
    results=$((results + 1))
    echo "ok $results - $1 # SKIP $2"
}
# run COMMAND...: sets status, and the files out and err
run() {
    timeout "${RUN_TIMEOUT:-120}" "$@" >out 2>err </dev/null
    status=$?
}
# await_server: until $server has printed its address to serve.out; sets url to it, without the token behind it
await_server() {
    for _ in $(seq 300); do
        url=$(sed -n 's,/\(#.*\)*$,,p' serve.out 2>/dev/null)
        [ -n "$url" ] && return 0
        kill -0 "$server" 2>/dev/null || return 1
        sleep 0.1
    done
    return 1
}
# expect WHAT STATUS: the last run ended with that exit code and not by a signal or a sanitizer's report
expect() {
    if grep -qE 'ERROR: (Address|Leak|Thread|Undefined)|runtime error:' err; then
        fail "$1" "$(grep -E -A 12 'ERROR: |runtime error:' err)"
    elif [ "$status" = "$2" ]; then
        pass "$1"
    else
        fail "$1" "exit code $status instead of $2; stderr: $(tail -n 8 err)"
    fi
}
# expect_text WHAT FILE PATTERN
expect_text() {
    if grep -qE -- "$3" "$2"; then pass "$1"; else fail "$1" "$2 has no line like '$3': $(tail -n 8 "$2")"; fi
}
# expect_same WHAT FILE FILE
expect_same() {
    if cmp -s "$2" "$3"; then pass "$1"; else fail "$1" "$(diff "$2" "$3" 2>&1 | head -n 12)"; fi
}
finish() {
    echo "1..$results"
    exit 0
}
