#!/bin/bash
# docs/api.md: every interface that the server describes is named there, and every example runs.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
doc=$SEINE_SOURCE/docs/api.md
kit=$SEINE_SOURCE/tests/golden/scan-case/kit.json
cp "$SEINE_SOURCE/tests/golden/scan-case/records.csv" shipments.csv
server=""
trap '[ -z "$server" ] || kill "$server" 2>/dev/null; rm -rf "$SCRATCH"' EXIT
command -v curl >/dev/null || { skip "the examples of docs/api.md" "curl is not installed"; finish; exit; }
run "$SEINE" scan --quiet -w "$SEINE_SOURCE/data/lists/dprk.csv" -k "$kit" --db few.db shipments.csv
expect "a store" 0
run "$SEINE" token add desk --role admin --db few.db
expect "a token" 0
TOKEN=$(cat out)
"$SEINE" serve --listen 127.0.0.1:0 --db few.db -w "$SEINE_SOURCE/data/lists/dprk.csv" -k "$kit" >serve.out 2>serve.err &
server=$!
await_server
URL=$url
export URL TOKEN
command curl -sS -H "Authorization: Bearer $TOKEN" -o openapi.json "$URL/openapi.json"
python3 -c '
import json
for path, methods in json.load(open("openapi.json"))["paths"].items():
    for method in methods:
        print("%s %s" % (method.upper(), path))' >paths
missing=""
while read -r line; do grep -qF "\`$line\`" "$doc" || missing="$missing$line; "; done <paths
[ -s paths ] && [ -z "$missing" ] && pass "every interface is named in docs/api.md" || fail "every interface is named in docs/api.md" "$missing"

# The blocks marked sh, with a curl that notes what it was answered.
cat >examples.sh <<'E2'
curl() {
    local code
    code=$(command curl -sS -m 30 -o answer -w '%{http_code}' "$@" 2>/dev/null)
    echo "$code ${*: -1} $*" | tr '\n' ' ' | cut -c 1-300 >>codes
    cat answer
}
E2
sed -n '/^```sh$/,/^```$/{/^```/d;p}' "$doc" >>examples.sh
run bash examples.sh
grep -c '^curl \|$(curl ' examples.sh >wanted
while read -r code rest; do
    case $code in 20[02]) ;; *) fail "an example of docs/api.md" "$code $rest" ;; esac
done <codes
[ "$(wc -l <codes)" = "$(cat wanted)" ] && pass "$(cat wanted) examples of docs/api.md were run" || fail "all examples of docs/api.md were run" "$(cat codes)"
kill "$server"
wait "$server"
server=""
if grep -qE 'ERROR: (Address|Leak|Thread|Undefined)|runtime error:' serve.err; then fail "no sanitizer complains" "$(cat serve.err)"; else pass "no sanitizer complains"; fi
finish
