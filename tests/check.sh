#!/bin/bash
# All that must hold before a change is good. `make check` runs it whole; `make check CHECK="gates release"` parts of it.
#   gates     style and structure, tests/gates/*.sh
#   release   gcc -O3 -Werror: unit and property tests, fuzz corpora, golden and end-to-end tests
#   asan      gcc with AddressSanitizer and UndefinedBehaviorSanitizer: the same, but for the end-to-end tests that say
#             "In the release build only" and with smaller worlds (SEINE_SLOW)
#   valgrind  the first golden tests of the release build under memcheck
#   tsan      gcc with ThreadSanitizer: the tests listed in threaded_tests
#   fuzz      clang -Werror with libFuzzer: a short run of every target from its seeds
# Scripts and threaded tests run JOBS at a time, each in a folder of its own.
# The last line is "N passed, N failed": test functions, golden and end-to-end cases, gates, builds and fuzz runs.
set -u
cd "$(dirname "$0")/.." || exit 1
root=$PWD
STAGES=${*:-gates release asan valgrind tsan fuzz}
JOBS=${JOBS:-2}
SMOKE_SECONDS=${SMOKE_SECONDS:-30}
SMOKE_TOTAL_SECONDS=${SMOKE_TOTAL_SECONDS:-135}
VALGRIND_CASES=${VALGRIND_CASES:-6}
export LC_ALL=C.UTF-8 TZ=UTC NO_COLOR=1
export SEINE_SOURCE=$root
if [ -d "$root/../shared/data" ]; then
    SEINE_SHARED=$(cd "$root/../shared" && pwd)
    export SEINE_SHARED
fi
export ASAN_OPTIONS=detect_stack_use_after_return=1:strict_string_checks=1:check_initialization_order=1:allocator_may_return_null=1
export UBSAN_OPTIONS=print_stacktrace=1:halt_on_error=1
export TSAN_OPTIONS=halt_on_error=1:second_deadlock_stack=1
work=$(mktemp -d)
results=$work/results
: >"$results"
trap 'rm -rf "$work"' EXIT

record() { # record STAGE ok|bad|skip TEXT
    case $2 in
    ok) echo "$1 1 0 0" >>"$results" ;;
    bad) echo "$1 0 1 0" >>"$results"; echo "not ok - $1: $3" ;;
    skip) echo "$1 0 0 1" >>"$results"; echo "skipped - $1: $3" ;;
    esac
}

# configure STAGE COMPILER OPTIONS...: sets build-check/STAGE up anew when compiler or options are other than last time.
configure() {
    local stage=$1 compiler=$2 folder=build-check/$1
    shift 2
    mkdir -p build-check
    if [ "$(cat "$folder/options" 2>/dev/null)" != "$compiler $*" ] || [ ! -f "$folder/build.ninja" ]; then
        rm -rf "$folder"
        if ! CC=$compiler meson setup "$folder" -Dwerror=true "$@" >"$work/setup" 2>&1; then
            rm -rf "$folder"
            record "$stage" bad "meson setup failed"
            tail -n 30 "$work/setup"
            return 1
        fi
        echo "$compiler $*" >"$folder/options"
    fi
}

# build STAGE [TARGET...]: all, or these targets; the build itself counts as one test.
build() {
    local stage=$1 folder=build-check/$1
    shift
    if ! ninja -C "$folder" -j "$JOBS" "$@" >"$work/build" 2>&1; then
        record "$stage" bad "the build failed"
        grep -E '(error:|undefined reference|multiple definition|FAILED|ERROR)' -A 6 "$work/build" | cut -c 1-300 | head -n 80
        return 1
    fi
    record "$stage" ok
}

unit_tests() { # unit_tests STAGE TIME_FACTOR OPTIONS...
    local stage=$1 factor=$2 folder=build-check/$1
    shift 2
    timeout 1200 meson test -C "$folder" --no-rebuild --num-processes "$JOBS" -t "$factor" "$@" >"$work/meson" 2>&1
    if [ ! -s "$folder/meson-logs/testlog.json" ]; then
        record "$stage" bad "no test ran"
        tail -n 20 "$work/meson"
        return
    fi
    python3 tests/tap.py "$results" "$stage" meson "$folder/meson-logs/testlog.json"
}

# beside COMMAND...: in the background, JOBS at a time; what it prints is shown in one piece when it has ended.
beside() {
    while [ "$(jobs -rp | wc -l)" -ge "$JOBS" ]; do wait -n; done
    {
        out=$("$@" 2>&1)
        [ -z "$out" ] || printf '%s\n' "$out"
    } &
}

one_script() { # one_script STAGE SCRIPT
    local folder
    folder=$(mktemp -d "$work/e2e.XXXXXX")
    (cd "$folder" && TAP_TIMEOUT=400 python3 "$root/tests/tap.py" "$results" "$1" run "$(basename "$2")" bash "$root/$2")
    rm -rf "$folder"
}

whole_runs() { # whole_runs STAGE: golden and end-to-end tests with that build's program
    local stage=$1 script
    export SEINE=$root/build-check/$stage/seine
    [ -x "$SEINE" ] || { record "$stage" bad "the program was not built"; return; }
    for script in tests/e2e/*.sh; do
        case $script in */lib.sh | *'*'*) continue ;; esac
        [ "$stage" != asan ] || ! grep -q '^# In the release build only' "$script" || continue
        beside one_script "$stage" "$script"
    done
    ls tests/golden/*/cmd >/dev/null 2>&1 &&
        TAP_TIMEOUT=600 beside python3 tests/tap.py "$results" "$stage" run golden bash tests/golden.sh
    wait
}

one_gate() { # one_gate SCRIPT
    local out status
    out=$(timeout 300 bash "$1" 2>&1)
    status=$?
    case $status in
    0) record gates ok ;;
    77) record gates skip "$(basename "$1" .sh): $out" ;;
    *) record gates bad "$(basename "$1" .sh)"; printf '%s\n' "$out" | head -n 60 | sed 's/^/    /' ;;
    esac
}

stage_gates() {
    local gate
    TAP_TIMEOUT=300 beside python3 tests/tap.py "$results" gates run "the gates' own test" bash tests/gates-test.sh
    for gate in tests/gates/*.sh; do
        case $gate in */lib.sh) continue ;; esac
        beside one_gate "$gate"
    done
    wait
}

stage_release() {
    configure release gcc -Dbuildtype=release && build release || return
    unit_tests release 1
    whole_runs release
}

stage_asan() {
    # Instrumented code makes gcc see lengths that cannot be; the release build keeps these two warnings.
    configure asan gcc -Dbuildtype=debugoptimized -Doptimization=1 -Db_sanitize=address,undefined -Db_lundef=false \
        "-Dc_args=-fno-sanitize-recover=all -Wno-format-truncation -Wno-stringop-overflow" && build asan || return
    unit_tests asan 2
    SEINE_SLOW=1 whole_runs asan
}

stage_valgrind() {
    [ -x build-check/release/seine ] || { configure release gcc -Dbuildtype=release && build release; } || return
    ls tests/golden/*/cmd >/dev/null 2>&1 || { record valgrind skip "there is no golden test"; return; }
    # The tests name the program as one word, so memcheck stands behind a script.
    wrapper=build-check/seine-valgrind
    printf '#!/bin/sh\nexec valgrind -q --error-exitcode=99 --leak-check=full --show-leak-kinds=definite "%s" "$@"\n' \
        "$root/build-check/release/seine" >"$wrapper"
    chmod +x "$wrapper"
    SEINE="$root/$wrapper" \
        TAP_TIMEOUT=600 python3 tests/tap.py "$results" valgrind run golden bash tests/golden.sh --first "$VALGRIND_CASES"
}

# Only the threaded tests are built. Address-space randomisation is off: ThreadSanitizer needs its own layout.
stage_tsan() {
    local folder=build-check/tsan programs fixed_layout=""
    configure tsan gcc -Dbuildtype=debugoptimized -Db_sanitize=thread -Db_lundef=false \
        "-Dc_args=-Wno-format-truncation -Wno-stringop-overflow" || return
    ninja -C $folder build.ninja >/dev/null 2>&1 # the list of tests may have changed
    programs=$(meson introspect --tests $folder | python3 -c '
import json, os, sys
for t in json.load(sys.stdin):
    if any(s.endswith("threaded") for s in t["suite"]):
        print(os.path.relpath(t["cmd"][0], sys.argv[1]))' "$folder")
    [ -n "$programs" ] || { record tsan skip "no test is listed in threaded_tests"; return; }
    # shellcheck disable=SC2086
    build tsan $programs || return
    setarch -R true 2>/dev/null && fixed_layout="setarch -R"
    export CMOCKA_MESSAGE_OUTPUT=TAP
    for program in $programs; do
        TAP_TIMEOUT=600 beside python3 tests/tap.py "$results" tsan run "$program" $fixed_layout "$folder/$program"
    done
    wait
}

fuzz_one() { # fuzz_one PROGRAM SECONDS: one line "ok|bad NAME"; the log stays beside it
    local name seeds
    name=$(basename "$1"); name=${name#fuzz_}
    seeds=$root/fuzz/corpus/$name
    mkdir -p "$work/fuzz/$name"
    if (cd "$work/fuzz/$name" && mkdir -p new && timeout $(($2 * 3 + 60)) "$1" -seed=1 -max_total_time="$2" -timeout=10 -rss_limit_mb=2048 \
        -max_len=65536 -print_final_stats=0 -verbosity=0 new "$seeds") >"$work/fuzz/$name/log" 2>&1; then
        echo "ok $name" >>"$work/fuzz/done"
    else
        echo "bad $name" >>"$work/fuzz/done"
        mkdir -p "$root/build-check/crashes/$name"
        find "$work/fuzz/$name" -maxdepth 1 -type f ! -name log -exec cp {} "$root/build-check/crashes/$name/" \;
    fi
}

stage_fuzz() {
    local programs n seconds program word name
    configure fuzz clang -Dbuildtype=debugoptimized -Doptimization=1 -Dfuzz=true -Db_sanitize=address,undefined -Db_lundef=false \
        -Dc_args=-fno-sanitize-recover=all && build fuzz || return
    programs=$(find "$root/build-check/fuzz/fuzz" -maxdepth 1 -type f -name 'fuzz_*' -perm -u+x 2>/dev/null | sort)
    [ -n "$programs" ] || { record fuzz skip "there is no fuzz target"; return; }
    n=$(printf '%s\n' "$programs" | wc -l)
    seconds=$((SMOKE_TOTAL_SECONDS / n))
    [ "$seconds" -lt "$SMOKE_SECONDS" ] || seconds=$SMOKE_SECONDS
    echo "fuzz: $n targets, $seconds seconds each (the smaller of $SMOKE_SECONDS and $SMOKE_TOTAL_SECONDS / $n), $JOBS at a time"
    mkdir -p "$work/fuzz"
    : >"$work/fuzz/done"
    for program in $programs; do
        beside fuzz_one "$program" "$seconds"
    done
    wait
    while read -r word name; do
        record fuzz "$word" "$name: libFuzzer found an input, kept in build-check/crashes/$name/ (log follows)"
        [ "$word" = ok ] || tail -n 40 "$work/fuzz/$name/log" | sed 's/^/    /'
    done < <(sort "$work/fuzz/done")
}

for stage in $STAGES; do
    case $stage in
    gates | release | asan | valgrind | tsan | fuzz) ;;
    *) echo "check.sh: there is no stage '$stage'" >&2; exit 2 ;;
    esac
    began=$SECONDS
    "stage_$stage"
    awk -v stage="$stage" -v took=$((SECONDS - began)) '$1 == stage { p += $2; f += $3; s += $4 }
        END { printf "== %s: %d ok, %d not ok, %d skipped, %d s\n", stage, p, f, s, took }' "$results"
done
awk '{ p += $2; f += $3 } END { printf "%d passed, %d failed\n", p, f; exit f > 0 || p == 0 }' "$results"
