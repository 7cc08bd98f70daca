#!/bin/bash
# More arrivals than fit into one piece: all are kept, a stream is told of all, and one that does not keep up of how many it
# missed.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
server="" listener="" slow=""
trap 'kill $server $listener $slow 2>/dev/null; rm -rf "$SCRATCH"' EXIT
for tool in curl python3; do command -v $tool >/dev/null || { skip "streams" "$tool is not installed"; finish; exit; }; done
N=12000
"$SEINE" serve --no-token --listen 127.0.0.1:0 --db memory.db -k "$SEINE_SOURCE/tests/golden/scan-case/kit.json" \
    -w "$SEINE_SOURCE/data/lists/dprk.csv" --watch-least 0.000001 >serve.out 2>serve.err &
server=$!
await_server
done_job() { # done_job FILE: posts it and waits until it was scanned
    job=$(curl -sS --data-binary @"$1" "$url/api/v1/consignments" | sed 's/.*"job":"\([^"]*\)".*/\1/')
    for _ in $(seq 600); do
        curl -sS "$url/api/v1/jobs/$job" >job.json
        grep -qE '"(done|failed)"' job.json && break
        sleep 0.1
    done
}
done_job "$SEINE_SOURCE/tests/golden/scan-case/records.csv"
cat >slow.py <<'P'
"""Listens, reads nothing until the file "told" is there, then tells what came: events, and events missed."""
import json, os, re, socket, sys, time
s = socket.socket()
s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
s.connect(("127.0.0.1", int(sys.argv[1])))
s.sendall(b"GET /api/v1/events/stream HTTP/1.1\r\nHost: localhost\r\n\r\n")
text = s.recv(1)
open("listens", "w").close()
while not os.path.exists("told"):
    time.sleep(0.05)
s.settimeout(20)
while b"event: missed" not in text or not text.endswith(b"\n\n"):
    piece = s.recv(1 << 16)
    if not piece:
        break
    text += piece
text = text.decode()
told = {json.loads(d)["arrival"]["record"] for d in re.findall(r'^event: watch\ndata: (.*)$', text, re.M)}
others = len(re.findall(r'^event: (?!watch|missed)', text, re.M))
missed = sum(json.loads(d)["events"] for d in re.findall(r'^event: missed\ndata: (.*)$', text, re.M))
print(len(told), others, missed)
P
curl -sSN -m 300 "$url/api/v1/events/stream" >events 2>/dev/null &
listener=$!
python3 slow.py "${url##*:}" >slow.out 2>slow.err &
slow=$!
for _ in $(seq 100); do [ -e listens ] && break; sleep 0.1; done
sleep 0.3
{
    head -n 1 "$SEINE_SOURCE/tests/golden/scan-case/records.csv"
    for i in $(seq $N); do echo "Z$i,2026-06-02,air,PEK-DXB,Koral Tools,CN,Sablon Net Works,AE,1,epsilon fibre,681511,24"; done
} >many.csv
curl -sS --data-binary @many.csv "$url/api/v1/watch/apply" >applied.json
done_job many.csv
expect_text "the file is taken in" job.json '"done"'
for _ in $(seq 600); do
    [ "$(grep -c '^event: watch' events)" -ge $N ] && break
    sleep 0.1
done
touch told
cat >count.py <<'P'
import json, re, sys, urllib.request
url, n = sys.argv[1], int(sys.argv[2])
applied = json.load(open("applied.json"))
assert len(applied["arrivals"]) == 10000 and applied["total"] == n and applied["records"] == n, applied["total"]
kept, before = set(), 0
while True:
    page = json.load(urllib.request.urlopen(f"{url}/api/v1/watch/arrivals?limit=500&before={before}"))["arrivals"]
    if not page:
        break
    kept |= {a["notice"]["arrival"]["record"] for a in page}
    before = page[-1]["n"]
assert len(kept) == n, len(kept)
told = re.findall(r'^event: watch\ndata: .*"record":"([^"]*)"', open("events").read(), re.M)
assert len(told) == len(set(told)) == n, (len(told), len(set(told)))
assert "event: missed" not in open("events").read()
P
run python3 count.py "$url" $N
expect "all that answered are kept and told, once each" 0
[ "$status" = 0 ] || tail -n 3 err | sed 's/^/# /'
wait "$slow"
slow=""
read -r told others missed <slow.out
if [ "${told:-0}" -gt 0 ] && [ "${missed:-0}" -gt 0 ] && [ $((told + missed)) -ge $N ] && [ $((told + missed + others)) -le $((N + 20)) ]; then
    pass "who does not keep up is told how many were missed"
else
    fail "who does not keep up is told how many were missed" "$(cat slow.out slow.err)"
fi
curl -sS "$url/metrics" >out
expect_text "they are counted" out "^seine_events_missed_total ${missed:-none}\$"
kill "$server"
wait "$server"
[ $? = 0 ] && pass "the server ends" || fail "the server ends"
server=""
if grep -qE 'ERROR: (Address|Leak|Thread|Undefined)|runtime error:' serve.err; then fail "no sanitizer complains" "$(cat serve.err)"; else pass "no sanitizer complains"; fi
finish
