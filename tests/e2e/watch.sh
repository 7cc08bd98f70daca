#!/bin/bash
# `seine watch`: what cases still wait for; records of the future against it; a seized piece is waited for again and known
# when it comes; closed cases are left out.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
LISTS=$SEINE_SOURCE/data/lists/dprk.csv
KITS=$SEINE_SOURCE/data/kits.json
RUN_TIMEOUT=250

run "$SEINE" simulate --consignments 4000 --schemes 12 --seed 6 --quiet --kits "$KITS" --out world
expect "a world is made" 0
python3 - <<'PY'
import csv
rows = list(csv.DictReader(open("world/consignments.csv", newline="")))
cut = sorted(r["issued"][:10] for r in rows)[len(rows) * 6 // 10]
for name, keep in (("past.csv", lambda r: r["issued"][:10] <= cut), ("new.csv", lambda r: r["issued"][:10] > cut)):
    w = csv.DictWriter(open(name, "w", newline=""), rows[0])
    w.writeheader()
    w.writerows(r for r in rows if keep(r))
PY
run "$SEINE" scan -q -w "$LISTS" -k "$KITS" -f ndjson -n 50 --db memory.db -o cases.ndjson past.csv
expect "the past is scanned" 0

run "$SEINE" watch cases.ndjson
expect "rules are printed" 0
expect_text "a rule says what, when and by which lane" out "to come, .* within 30 days"
cp out text
run "$SEINE" watch --db memory.db
expect_same "the memory gives the same rules as the file" text out
(printf '{"run":{},"cases":['; paste -sd, cases.ndjson; printf ']}\n') >cases.json
run "$SEINE" watch cases.json
expect_same "what scan --format json writes gives them too, over several lines" text out
mkdir nothing
run "$SEINE" watch --apply nothing new.csv -- cases.ndjson
expect "a folder without files is told" 3
expect_text "by its name" err 'nothing: no file in this folder'
expect_text "and the other input is read" err ' of [1-9][0-9]* records answer'
run "$SEINE" plan -r nothing --from 2026-09-01 --capacity 3 -- cases.ndjson
expect "a plan of a folder without files is none" 3
run "$SEINE" convert nothing
expect "nor is there anything to convert in it" 3
(cat cases.ndjson; echo '{"no":"case"}') >bad.ndjson
run "$SEINE" watch bad.ndjson
expect "what is no case is refused" 3
expect_text "with its line" err "bad.ndjson:$(($(wc -l <cases.ndjson) + 1)): not a case"
run "$SEINE" watch -f json cases.ndjson
expect "the rules as JSON" 0
cp out rules.json
cat >rules.py <<'PY'
import json
cases = {json.loads(l)["case"]: json.loads(l) for l in open("cases.ndjson")}
rules = json.load(open("rules.json"))
assert rules and len({r["rule"] for r in rules}) == len(rules)
for r in rules:
    c = cases[r["case"]]
    assert r["component"] in c["missing"] and r["kit"] == c["kit"]
    assert 0.01 <= r["comes"] <= c["probability"] and 0 <= r["within_30_days"] <= r["comes"]
    assert r["from_day"] <= r["likely_day"] <= r["to_day"] and r["from_day"] > max(c["first"], "2026")
    assert r["parties"] and r["hs"] and all("role" in p and p["names"] for p in r["parties"])
PY
run python3 rules.py
expect "each rule is a missing piece of its case" 0
run "$SEINE" watch -q -f ndjson -k "$KITS" --apply new.csv -- cases.ndjson
expect "records are held against the rules" 0
cp out hits
if [ -s hits ]; then pass "some answer"; else fail "some answer"; fi
cat >hits.py <<'PY'
import csv, json
new = {r["id"] for r in csv.DictReader(open("new.csv", newline=""))}
rules = {r["rule"] for r in json.load(open("rules.json"))}
for h in map(json.loads, open("hits")):
    assert h["record"] in new and h["rule"] in rules
    assert "goods" in h["why"] and ("party" in h["why"] or "lane" in h["why"]) and h["strength"] >= 0.04
PY
run python3 hits.py
expect "they are new records, by goods and party" 0
run "$SEINE" watch -q -f ndjson -k "$KITS" --apply new.csv --db memory.db
cp out held
timeout 100 "$SEINE" watch -q -f ndjson -k "$KITS" --apply - -- cases.ndjson <new.csv >out 2>err
expect_same "standard input gives the same" hits out
run "$SEINE" watch -q -f ndjson -k "$KITS" --apply past.csv -- cases.ndjson
python3 - <<'PY' >mine
import json
held = {c["case"]: {r["id"] for r in c["consignments"]} for c in map(json.loads, open("cases.ndjson"))}
print(sum(h["record"] in held[h["case"]] for h in map(json.loads, open("out"))))
PY
[ "$(cat mine)" = 0 ] && pass "what a case has does not answer to it" || fail "what a case has does not answer to it"

# The same over HTTP, and what comes in is told.
server="" listener=""
trap 'kill $server $listener 2>/dev/null; rm -rf "$SCRATCH"' EXIT
if command -v curl >/dev/null; then
    "$SEINE" serve --no-token --quiet --listen 127.0.0.1:0 -w "$LISTS" -k "$KITS" --measures "$SEINE_SOURCE/data/measures.csv" \
        --db memory.db >serve.out 2>serve.err &
    server=$!
    await_server
    curl -sSN -m 120 "$url/api/v1/events/stream" >events 2>/dev/null &
    listener=$!
    curl -sS --data-binary '{"id":"M","parties":[{"role":"shipper","name":"Hanbok Export","country":"CN"},{"role":"consignee","name":"Qasr Import","country":"KP"}],"goods":[{"line":1,"description":"pump","hs":"841350"}]}' \
        "$url/api/v1/assess" >measured.json
    expect_text "what may not be traded is asked about before loading" measured.json '"code":"measure".*: to KP, HS 841350 [(]UNSCR'
    curl -sS "$url/api/v1/watch?limit=500" >served.json
    curl -sS --data-binary @new.csv "$url/api/v1/watch/apply" >applied.json
    job=$(curl -sS --data-binary @new.csv "$url/api/v1/consignments" | sed 's/.*"job":"\([^"]*\)".*/\1/')
    for _ in $(seq 600); do
        curl -sS "$url/api/v1/jobs/$job" >job.json
        grep -qE '"(done|failed)"' job.json && break
        sleep 0.2
    done
    curl -sS "$url/api/v1/watch/arrivals?limit=500" >arrivals.json
    curl -sS "$url/api/v1/cases?limit=200" | grep -o '"case":"[^"]*"' | cut -d'"' -f4 >served.ids
    while read -r id; do curl -sS "$url/api/v1/cases/$id"; done <served.ids >served.cases
    expect_text "cases of a server's scan are told of measures" served.cases '"kind":"measure"'
    sleep 1.5
    cat >served.py <<'PY'
import json
rules = json.load(open("rules.json"))
assert json.load(open("served.json"))["rules"] == rules
hits = [json.loads(l) for l in open("held")]
applied = json.load(open("applied.json"))
assert applied["arrivals"] == hits and applied["rules"] == len(rules) and applied["records"] > 100
kept = [a["notice"] for a in json.load(open("arrivals.json"))["arrivals"]]
assert sorted(json.dumps(n["arrival"], sort_keys=True) for n in kept) == sorted(json.dumps(h, sort_keys=True) for h in hits)
assert all(n["event"] == "watch" and n["arrival"]["case"] == n["case"] for n in kept)
told = [json.loads(l[6:]) for l in open("events") if l.startswith('data: {"event":"watch"')]
assert sorted(json.dumps(t, sort_keys=True) for t in told) == sorted(json.dumps(n, sort_keys=True) for n in kept)
PY
    run python3 served.py
    expect "the server has the same rules and the same answers, keeps and tells them" 0
    kill "$server" "$listener" 2>/dev/null
    wait "$server"
    server="" listener=""
    if grep -qE 'ERROR: (Address|Leak|Thread|Undefined)|runtime error:' serve.err; then fail "no sanitizer complains" "$(cat serve.err)"; else pass "no sanitizer complains"; fi
    run "$SEINE" watch -q -f ndjson -k "$KITS" --apply new.csv --db memory.db
    cp out after
    cat >held.py <<'PY'
import json, subprocess, sys
held = {}
for h in map(json.loads, open("after")):
    if h["case"] not in held:
        told = subprocess.run([sys.argv[1], "explain", "--json", "--db", "memory.db", h["case"]], capture_output=True, check=True)
        held[h["case"]] = {r["id"] for r in json.loads(told.stdout)["consignments"]}
    assert h["record"] not in held[h["case"]], h
PY
    run python3 held.py "$SEINE"
    expect "what was taken in by a case is waited for no longer" 0
else
    skip "rules over HTTP" "curl is not installed"
fi

# Goods without a number are told by what the last scan's lines of the same words state, which the store keeps and a file of
# cases does not.
cat >words.py <<'PY'
import csv, json, sys
rules = json.load(open("rules.json"))
of, prefix, name = next((r, r["hs"][0], p["names"][0]) for r in rules for p in r["parties"] if p["role"] == "agent")
kits = json.load(open(sys.argv[1]))
for c in next(k for k in kits if k["id"] == of["kit"])["components"]: # a heading is enough for the piece
    if c["id"] == of["component"]:
        c["hs"] = [prefix[:4]]
json.dump(kits, open("kits.json", "w"))
columns = ["id", "issued", "mode", "shipper_name", "shipper_country", "consignee_name", "consignee_country", "line", "description", "hs"]
with open("stated.csv", "w", newline="") as f:
    w = csv.writer(f)
    w.writerow(columns)
    for i in range(3):
        w.writerow([f"ST-{i}", "2026-02-01", "air", f"Zorvik {i} Mills", "DE", f"Quellan {i} Stores", "FR", 1, f"qzwx doodah {i}", prefix])
with open("single.csv", "w", newline="") as f:
    w = csv.writer(f)
    w.writerow(columns)
    w.writerow(["SINGLE", of["likely_day"], "air", "Some Sender", "CN", name, "AE", 1, "QZWX Doodah, 12kg", ""])
PY
run python3 words.py "$KITS"
expect "a record of words that others state a number for" 0
run "$SEINE" scan -q -w "$LISTS" -k "$KITS" -f ndjson -n 50 --db words.db -o words.ndjson past.csv stated.csv
expect "these are scanned" 0
run "$SEINE" watch -q -f ndjson -k kits.json --apply single.csv --db words.db
expect_text "it answers by the store" out '"record":"SINGLE"'
run "$SEINE" watch -q -f ndjson -k kits.json --apply single.csv -- words.ndjson
[ -s out ] && fail "and not by its words alone" "$(cat out)" || pass "and not by its words alone"

usage_wrong() {
    run "$SEINE" watch "$@"
    expect "wrong usage: $*" 2
}
usage_wrong
usage_wrong --db memory.db cases.ndjson
usage_wrong --least 2 cases.ndjson
echo '{"not":"a case"}' >bad.ndjson
run "$SEINE" watch bad.ndjson
expect "what is no case is refused" 3
expect_text "and its place is told" err "bad.ndjson:1"
run "$SEINE" watch nothing.ndjson
expect "a missing file is an error" 3
: >empty
run "$SEINE" watch -f json empty
expect "no cases give no rules" 0
[ "$(cat out)" = "[]" ] && pass "as an empty array" || fail "as an empty array"

# One name in several casings, in any script, is told once to a person and as it stands to a program.
cat >casings.ndjson <<'JSON'
{"case":"SC-A","rank":1,"score":3,"probability":0.9,"kit":"k","kind":"","side":"receiver","first":"2026-01-01","last":"2026-02-01","components":[],"missing":["p"],"consignments":[{"id":"R1","lines":[1],"role":"piece"}],"actors":[{"actor":1,"names":["ACME LTD","Acme Ltd","ЗАВОД","Завод"],"roles":["receiver"],"countries":[],"watchlist":[]},{"actor":9,"names":["acme ltd"],"roles":["receiver"],"countries":[],"watchlist":[]}],"links":[],"evidence":[],"expected":[{"component":"p","name":"Pump","hs":["8414"],"essential":true,"reason":"not seen yet","comes":0.5,"within_30_days":0.2,"from_day":"2026-03-01","likely_day":"2026-04-01","to_day":"2026-05-01","counterparts":[{"actor":2,"names":["OMEGA","omega"]},{"actor":3,"names":["Omega"]},{"actor":4,"names":["ОМЕГА"]},{"actor":5,"names":["омега"]}],"lanes":[]}]}
JSON
run "$SEINE" watch casings.ndjson
expect_text "each spelling of a counterpart is told once" out '^    from     OMEGA, ОМЕГА$'
expect_text "and of a party" out '^    to       ACME LTD$'
run "$SEINE" watch -f ndjson casings.ndjson
expect_text "a program is told all" out '"counterparts":\["OMEGA","Omega","ОМЕГА","омега"\]'
run "$SEINE" explain --cases casings.ndjson SC-A
expect_text "an account tells each spelling once" out '^  ACME LTD, ЗАВОД \(receiver\)$'
expect_text "of a counterpart too" out '^           with OMEGA$'

finish
