#!/bin/bash
# Public clients and validators against the server. They live in a virtual environment that
# tools/install-deps.sh makes; without it this is skipped.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
clients=$SEINE_SOURCE/tests/e2e/clients
python=${SEINE_PYTHON:-$SEINE_SOURCE/build-check/python/bin/python}
server=""
trap '[ -z "$server" ] || kill "$server" 2>/dev/null; rm -rf "$SCRATCH"' EXIT
if ! "$python" -c 'import yente_client' 2>/dev/null; then
    skip "public clients" "yente-client is not installed (tools/install-deps.sh check)"
    finish
    exit
fi
zala=$SEINE_SOURCE/../shared/data/names/ftm_fixtures/zala.entities.ftm.json
lists=(-w "$SEINE_SOURCE/data/lists/dprk.csv")
with=none
if [ -f "$zala" ]; then
    lists+=(-w "$zala")
    with=zala
else
    skip "the zala entities" "../shared is absent"
fi
"$SEINE" serve --no-token --listen 127.0.0.1:0 "${lists[@]}" >serve.out 2>serve.err &
server=$!
for _ in $(seq 300); do
    url=$(sed -n 's,/$,,p' serve.out)
    [ -n "$url" ] && break
    sleep 0.1
done
tried() { # tried NAME: what a script printed, line by line; its last line is "end"
    while read -r word rest; do
        case $word in
        good) pass "$1: $rest" ;;
        bad) fail "$1: $rest" ;;
        end) ;;
        *) fail "$1" "$word $rest" ;;
        esac
    done <out
    [ "$(tail -n 1 out)" = end ] && pass "$1 came to its end" || fail "$1 came to its end" "$(tail -n 5 err)"
}
run "$python" "$clients/yente.py" "$url" "$with"
tried yente-client
kill "$server"
wait "$server"
server=""
if grep -qE 'ERROR: (Address|Leak|Thread|Undefined)|runtime error:' serve.err; then fail "no sanitizer complains" "$(cat serve.err)"; else pass "no sanitizer complains"; fi
finish
