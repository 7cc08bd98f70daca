#!/bin/bash
# New cases and awaited arrivals are told to streams of events and to webhooks: signed, tried again, known ones not
# told; what waits when the server is killed is told after the next start, under the same number.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
kit=$SEINE_SOURCE/tests/golden/scan-case/kit.json
server="" receiver=""
trap 'kill $server $receiver 2>/dev/null; rm -rf "$SCRATCH"' EXIT
for tool in curl python3; do command -v $tool >/dev/null || { skip "webhooks" "$tool is not installed"; finish; exit; }; done
cat >receiver.py <<'P'
"""Notes every delivery: refuses the first with 503, then takes all; says whether the signature is right."""
import hashlib, hmac, http.server, json, re, sys
KEY = open("key").read().strip().encode()
seen = []
class Handler(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        t, mac = re.fullmatch(r"t=(\d+),v1=([0-9a-f]{64})", self.headers["Seine-Signature"]).groups()
        good = hmac.compare_digest(mac, hmac.new(KEY, t.encode() + b"." + body, hashlib.sha256).hexdigest())
        seen.append(self.headers["Seine-Event"])
        with open("asked", "a") as f:
            print(self.path, self.headers.get("Authorization", "-"), file=f)
        status = 503 if len(seen) == 1 and len(sys.argv) == 1 else 200
        event = json.loads(body)
        with open("told", "a") as f:
            print(status, "signed" if good else "forged", self.headers["Seine-Event"], event["event"], event["case"], event.get("score", "-"), file=f)
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()
    def log_message(self, *_): pass
s = http.server.HTTPServer(("127.0.0.1", int(sys.argv[1]) if len(sys.argv) > 1 else 0), Handler)
print(s.server_port, flush=True)
s.serve_forever()
P
: >told
echo "a key of more than sixteen bytes" >key
python3 receiver.py >port 2>receiver.err &
receiver=$!
for _ in $(seq 100); do [ -s port ] && break; sleep 0.1; done
hook=http://127.0.0.1:$(cat port)/seine
run "$SEINE" serve --webhook "$hook" -w "$SEINE_SOURCE/data/lists/dprk.csv" --db x.db -k "$kit"
expect "a webhook without a key is wrong usage" 2
run "$SEINE" serve --webhook ftp://x --webhook-key key -w "$SEINE_SOURCE/data/lists/dprk.csv" --db x.db -k "$kit"
expect "a webhook is reached over HTTP" 2
run "$SEINE" serve --webhook http://someone:pass/word@host:port/ --webhook-key key -w "$SEINE_SOURCE/data/lists/dprk.csv" --db x.db -k "$kit"
expect "an address where nothing can be is refused" 3
expect_text "with the reason" err 'no webhook can be at its address: '
if grep -qE 'pass|word' err; then fail "without its secrets" "$(cat err)"; else pass "without its secrets"; fi
"$SEINE" serve --no-token --listen 127.0.0.1:0 --db few.db -k "$kit" -w "$SEINE_SOURCE/data/lists/dprk.csv" \
    --webhook "${hook/127/some:key1@127}?t=key2" --webhook-key key >serve.out 2>serve.err &
server=$!
await_server
curl -sSN -m 60 "$url/api/v1/events/stream" >events 2>/dev/null &
listener=$!
curl -sS --data-binary @"$SEINE_SOURCE/tests/golden/scan-case/records.csv" "$url/api/v1/consignments?name=a.csv" >job
for _ in $(seq 200); do [ "$(wc -l <told 2>/dev/null)" = 2 ] && break; sleep 0.1; done
[ "$(wc -l <told)" = 2 ] && pass "a refused delivery is tried again" || fail "a refused delivery is tried again" "$(cat told serve.err receiver.err)"
expect_text "first it was refused" told '^503 signed'
expect_text "then it was taken, signed, with the case" told '^200 signed [0-9a-f]{24} case SC-'
[ "$(cut -d' ' -f3 told | sort -u | wc -l)" = 1 ] && pass "both tries bear the same number" || fail "both tries bear the same number" "$(cat told)"
sleep 0.3
expect_text "the stream tells of the case too" events '^data: \{"event":"case","case":"SC-'
curl -sS "$url/metrics" >out
expect_text "deliveries are counted" out '^seine_webhooks_total\{result="delivered"\} 1$'
expect_text "and tries" out '^seine_webhooks_total\{result="retried"\} 1$'
curl -sS --data-binary @"$SEINE_SOURCE/tests/golden/scan-case/records.csv" "$url/api/v1/consignments?name=a.csv" >job
sleep 2
[ "$(wc -l <told)" = 2 ] && pass "a case that is known is not told again" || fail "a case that is known is not told again" "$(cat told)"
kill "$listener" 2>/dev/null
kill "$server"
wait "$server"
[ $? = 0 ] && pass "the server ends" || fail "the server ends"
server=""

expect_text "the address is asked as it was given" asked '^/seine[?]t=key2 Basic c29tZTprZXkx$'
run "$SEINE" audit --db few.db
expect_text "the audit tells where webhooks are" out "; webhooks ${hook%/seine}/[.]{3};"
if grep -qE 'key1|key2|some' out; then fail "and not their secrets" "$(cat out)"; else pass "and not their secrets"; fi

# The receiver is away; the server is killed; both come back.
kill "$receiver"
wait "$receiver" 2>/dev/null
receiver=""
: >told
begin() { # begin OPTIONS...: server, url
    : >serve.out
    "$SEINE" serve --no-token --listen 127.0.0.1:0 --db late.db -k "$kit" -w "$SEINE_SOURCE/data/lists/dprk.csv" --watch-least 0.000001 \
        --webhook "$hook" --webhook-key key "$@" >serve.out 2>>serve.err &
    server=$!
    await_server
}
murder() {
    kill -9 "$server"
    wait "$server" 2>/dev/null
    server=""
}
is_told() { # is_told LINES
    for _ in $(seq 200); do [ "$(wc -l <told)" -ge "$1" ] && break; sleep 0.1; done
    [ "$(wc -l <told)" = "$1" ]
}
begin
curl -sS --data-binary @"$SEINE_SOURCE/tests/golden/scan-case/records.csv" "$url/api/v1/consignments?name=a.csv" >job
for _ in $(seq 300); do
    curl -sS "$url/metrics" | grep -q '^seine_webhooks_total{result="retried"} [1-9]' && break
    sleep 0.1
done
murder
port=${hook##*127.0.0.1:}
port=${port%%/*}
python3 receiver.py "$port" >port 2>>receiver.err &
receiver=$!
begin
is_told 1 && pass "what waited when the server was killed is told" || fail "what waited when the server was killed is told" "$(cat told serve.err receiver.err)"
expect_text "signed, with the case" told '^200 signed [0-9a-f]{24} case SC-'
murder
begin
sleep 1.5
is_told 1 && pass "and not told again after another kill" || fail "and not told again after another kill" "$(cat told)"

# A piece that was awaited comes, with the receiver away, and the server is killed.
kill "$receiver"
wait "$receiver" 2>/dev/null
receiver=""
(head -n 1 "$SEINE_SOURCE/tests/golden/scan-case/records.csv"
 echo "P9,2026-06-02,air,PEK-DXB,Koral Tools,CN,Sablon Net Works,AE,1,epsilon fibre,681511,24") >awaited.csv
curl -sSN -m 60 "$url/api/v1/events/stream" >events 2>/dev/null &
listener=$!
sleep 0.3
curl -sS --data-binary @awaited.csv "$url/api/v1/consignments?name=b.csv" >job
for _ in $(seq 300); do
    grep -q 'event: watch' events && break
    sleep 0.1
done
expect_text "a stream tells that an awaited piece came" events '^data: \{"event":"watch","case":"SC-.*"record":"P9"'
murder
wait "$listener" 2>/dev/null
python3 receiver.py "$port" >port 2>>receiver.err &
receiver=$!
begin
is_told 2 && pass "a webhook is told after the kill" || fail "a webhook is told after the kill" "$(cat told serve.err receiver.err)"
expect_text "as an arrival" told '^200 signed [0-9a-f]{24} watch SC-'

# What a scan finds while no server runs is told by the next one; a new address is not told of old things.
murder
sed 's/^P/Q/; s/Sablon Net Works/Tamber Kite House/; s/Tools/Supply/' "$SEINE_SOURCE/tests/golden/scan-case/records.csv" >more.csv
run "$SEINE" scan -q -w "$SEINE_SOURCE/data/lists/dprk.csv" -k "$kit" --below 60 --db late.db more.csv
before=$(sqlite3 late.db 'SELECT count(*) FROM cases' 2>/dev/null || python3 -c 'import sqlite3; print(sqlite3.connect("late.db").execute("SELECT count(*) FROM cases").fetchone()[0])')
begin --webhook "http://127.0.0.1:$port/other"
is_told $((before + 1)) && pass "cases of a scan without a server are told" || fail "cases of a scan without a server are told" "$before cases; $(cat told)"
kill "$server"
wait "$server"
server=""
if grep -qE 'ERROR: (Address|Leak|Thread|Undefined)|runtime error:' serve.err; then fail "no sanitizer complains" "$(cat serve.err)"; else pass "no sanitizer complains"; fi
finish
