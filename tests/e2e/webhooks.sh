#!/bin/bash
# New cases are told to streams of events and to webhooks: signed, tried again, known ones not told.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
kit=$SEINE_SOURCE/tests/golden/scan-case/kit.json
server="" receiver=""
trap 'kill $server $receiver 2>/dev/null; rm -rf "$SCRATCH"' EXIT
for tool in curl python3; do command -v $tool >/dev/null || { skip "webhooks" "$tool is not installed"; finish; exit; }; done
cat >receiver.py <<'P'
"""Notes every delivery: refuses the first with 503, then takes all; says whether the signature is right."""
import hashlib, hmac, http.server, json, re
KEY = open("key").read().strip().encode()
seen = []
class Handler(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        t, mac = re.fullmatch(r"t=(\d+),v1=([0-9a-f]{64})", self.headers["Seine-Signature"]).groups()
        good = hmac.compare_digest(mac, hmac.new(KEY, t.encode() + b"." + body, hashlib.sha256).hexdigest())
        seen.append(self.headers["Seine-Event"])
        status = 503 if len(seen) == 1 else 200
        event = json.loads(body)
        with open("told", "a") as f:
            print(status, "signed" if good else "forged", self.headers["Seine-Event"], event["event"], event["case"], event["score"], file=f)
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()
    def log_message(self, *_): pass
s = http.server.HTTPServer(("127.0.0.1", 0), Handler)
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
"$SEINE" serve --no-token --listen 127.0.0.1:0 --db few.db -k "$kit" -w "$SEINE_SOURCE/data/lists/dprk.csv" \
    --webhook "$hook" --webhook-key key >serve.out 2>serve.err &
server=$!
for _ in $(seq 300); do
    url=$(sed -n 's,/$,,p' serve.out)
    [ -n "$url" ] && break
    sleep 0.1
done
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
if grep -qE 'ERROR: (Address|Leak|Thread|Undefined)|runtime error:' serve.err; then fail "no sanitizer complains" "$(cat serve.err)"; else pass "no sanitizer complains"; fi
finish
