#!/bin/bash
# Tokens from the command line to the running server: roles, refusal, revocation, limits.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
LISTS=$SEINE_SOURCE/data/lists/dprk.csv
server=""
trap '[ -z "$server" ] || kill "$server" 2>/dev/null; rm -rf "$SCRATCH"' EXIT
get() { # get PATH CURL_OPTIONS...: code, out, head
    local path=$1
    shift
    code=$(curl -sS -m 30 -o out -D head -w '%{http_code}' "$@" "$url$path" 2>err)
}
answers() { # answers WHAT CODE
    if [ "$code" = "$2" ]; then pass "$1"; else fail "$1" "status $code instead of $2: $(cat out err)"; fi
}
start() {
    : >serve.out
    "$SEINE" serve --listen 127.0.0.1:0 -w "$LISTS" "$@" >serve.out 2>serve.err &
    server=$!
    await_server
}
command -v curl >/dev/null || { skip "tokens" "curl is not installed"; finish; exit; }

run "$SEINE" token
expect "token without a word is wrong usage" 2
run "$SEINE" token list --db none.db
expect "no tokens without a store" 3
for role in reader analyst admin; do
    run "$SEINE" token add "$role-1" --role $role --db t.db
    expect "a token for $role" 0
    eval "$role=$(cat out)"
done
run "$SEINE" token add admin-1 --db t.db
expect "a name is given once" 3
expect_text "and it is said why" err 'already'
run "$SEINE" token list --db t.db
expect "tokens are listed" 0
expect_text "with their roles" out '^analyst-1	analyst	'
if grep -aqF "${admin#*.}" t.db*; then fail "no secret is in the file"; else pass "no secret is in the file"; fi
run "$SEINE" serve --no-token --listen 127.0.0.1:0 -w "$LISTS" --db t.db -k "$SEINE_SOURCE/data/kits.json"
expect "a store with tokens is not served without" 3

start -d t.db -k "$SEINE_SOURCE/data/kits.json" && pass "the server starts" || fail "the server starts" "$(cat serve.err)"
if grep -q 'token=' serve.out; then fail "it makes no token of its own"; else pass "it makes no token of its own"; fi
get /healthz
answers "health needs no token" 200
get /catalog
answers "the catalogue needs one" 401
expect_text "as the standard says" head '^WWW-Authenticate: Bearer'
# shellcheck disable=SC2154
for who in reader analyst admin; do
    get /catalog -H "Authorization: Bearer ${!who}"
    answers "$who reads" 200
    get /api/v1/me -H "Authorization: Bearer ${!who}"
    expect_text "and is told who it is" out "\"name\": *\"$who-1\", *\"role\": *\"$who\""
done
get /catalog -H "Authorization: ApiKey $reader"
answers "as the clients of OpenSanctions send it" 200
get /api/v1/consignments --data-binary 'x' -H "Authorization: Bearer $reader"
answers "a reader takes nothing in" 403
get /api/v1/consignments --data-binary 'id' -H "Authorization: Bearer $analyst"
answers "an analyst does" 202
get /api/v1/lists/reload -X POST -H "Authorization: Bearer $analyst"
answers "an analyst does not manage" 403
get /api/v1/lists/reload -X POST -H "Authorization: Bearer $admin"
answers "an admin does" 200
get /catalog -H "Authorization: Bearer ${reader}x"
answers "a wrong secret" 401
(curl -sSN -m 60 -H "Authorization: Bearer $reader" "$url/api/v1/events/stream" >ended 2>/dev/null; echo $? >ended.code) &
(curl -sSN -m 25 -H "Authorization: Bearer $admin" "$url/api/v1/events/stream" >goes 2>/dev/null; echo $? >goes.code) &
for _ in $(seq 100); do [ -s ended ] && [ -s goes ] && break; sleep 0.1; done
run "$SEINE" token revoke reader-1 --db t.db
expect "a token is revoked" 0
for _ in $(seq 300); do # while a job writes to the store, the server's own rows wait for it
    run "$SEINE" audit --db t.db
    grep -q 'admin-1 *reload' out && break
    sleep 0.1
done
expect_text "both are in the audit" out ' token  reader-1  revoked'
expect_text "and with which settings the server began" out ' serve  127\.0\.0\.1:[0-9]+  lists dprk \(620 entries, content [0-9a-f]{16}\); kits .*; no TLS; tokens of the store'
expect_text "and for whom lists were read again" out 'admin-1 +reload  .*lists dprk \(620 entries'
sleep 1.5
get /catalog -H "Authorization: Bearer $reader"
answers "and ends in the running server" 401
for _ in $(seq 300); do [ -s ended.code ] && break; sleep 0.1; done
expect_text "its stream of events is closed" ended.code '^0$'
[ ! -s goes.code ] && pass "and others go on" || fail "and others go on" "curl ended with $(cat goes.code)"
kill "$server"
wait "$server"
server=""
if grep -qE 'ERROR: (Address|Leak|Thread|Undefined)|runtime error:' serve.err; then fail "no sanitizer complains" "$(cat serve.err)"; else pass "no sanitizer complains"; fi

start --tokens t.db --rate 3 && pass "tokens without cases" || fail "tokens without cases" "$(cat serve.err)"
# Over one connection: a program for each would ask too slowly on a busy machine.
codes=" $(curl -sS -m 60 -o out -w '%{http_code} ' -H "Authorization: Bearer $analyst" "$url/catalog?n=[1-200]" 2>err)"
case $codes in " 200"*429*) pass "who asks too often waits" ;; *) fail "who asks too often waits" "$codes" ;; esac
get /healthz
answers "health is always told" 200
kill "$server"
wait "$server"
server=""

# A long body is asked for first; that and the request itself are one. A burst is twice the rate.
start --tokens t.db --rate 1 || fail "a server of one request a second" "$(cat serve.err)"
head -c 100000 /dev/zero | tr '\0' ' ' >long
codes=$(curl -sS -m 60 -o out -w '%{http_code} ' -H "Authorization: Bearer $analyst" --data-binary @long "$url/match/default?n=[1-2]" 2>err)
case $codes in *429* | "") fail "a long request counts once" "$codes" ;; *) pass "a long request counts once" ;; esac
kill "$server"
wait "$server"
server=""

# Where addresses of IPv4 come in as some of IPv6, each still is its own.
if start --tokens t.db --listen '[::]:0' --insecure-http; then
    url=http://127.0.0.1:${url##*:}
    wrong() { codes=$(curl -sS -m 60 -o out -w '%{http_code} ' --interface "$1" -H "Authorization: Bearer wrong" "$url/catalog?n=[1-$2]" 2>err); }
    wrong 127.0.0.2 12
    case $codes in *401*429*) pass "wrong tokens from one address wait" ;; *) fail "wrong tokens from one address wait" "$codes$(cat err)" ;; esac
    wrong 127.0.0.3 1
    [ "$codes" = "401 " ] && pass "and nobody else" || fail "and nobody else" "$codes$(cat err)"
    kill "$server"
    wait "$server"
    server=""
else
    skip "addresses of IPv4 as some of IPv6" "there is no IPv6: $(head -1 serve.err)"
fi
finish
