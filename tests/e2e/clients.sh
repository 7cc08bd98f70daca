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
kit=$SEINE_SOURCE/tests/golden/scan-case/kit.json
"$SEINE" scan --quiet -w "$SEINE_SOURCE/data/lists/dprk.csv" -k "$kit" --db few.db "$SEINE_SOURCE/tests/golden/scan-case/records.csv" >scan.out 2>scan.err ||
    fail "a store for the server" "$(cat scan.err)"
lists=(--db few.db -k "$kit" -w "$SEINE_SOURCE/data/lists/dprk.csv")
with=none
if [ -f "$zala" ]; then
    lists+=(-w "$zala")
    with=zala
else
    skip "the zala entities" "../shared is absent"
fi
"$SEINE" serve --no-token --listen 127.0.0.1:0 "${lists[@]}" >serve.out 2>serve.err &
server=$!
await_server
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
"$python" -c "import urllib.request; urllib.request.urlretrieve('$url/openapi.json', 'openapi.json')"
run "$(dirname "$python")/openapi-spec-validator" openapi.json
expect "the description is OpenAPI" 0
if [ -x "$(dirname "$python")/schemathesis" ]; then
    # Requests made up from the description: each answer is one that the description knows.
    run "$(dirname "$python")/schemathesis" --config-file "$clients/schemathesis.toml" run "$url/openapi.json" \
        --phases examples,coverage,fuzzing --max-examples 10 --generation-deterministic --no-color \
        --checks not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance \
        --exclude-path /api/v1/events/stream --exclude-path /api/v1/lists/reload
    if [ "$status" = 0 ]; then pass "answers are as described"; else fail "answers are as described" "$(grep -B 2 -A 14 '^- ST' out | head -n 60)"; fi
    expect_text "requests were made up" out '^ +[0-9]{3,} generated'
else
    skip "answers are as described" "schemathesis is not installed"
fi
kill "$server"
wait "$server"
server=""
if grep -qE 'ERROR: (Address|Leak|Thread|Undefined)|runtime error:' serve.err; then fail "no sanitizer complains" "$(cat serve.err)"; else pass "no sanitizer complains"; fi
finish
