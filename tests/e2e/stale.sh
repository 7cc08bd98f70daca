#!/bin/bash
# A case that the last scan no longer finds: it stays in the store and is told from the others; plan, watch and the server
# no longer count it, unless somebody holds it open; found again it is as before. What only stands behind --top, or was not
# looked for, is not taken for gone.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
LISTS=$SEINE_SOURCE/data/lists/dprk.csv
KITS=$SEINE_SOURCE/data/kits.json
server=""
trap '[ -z "$server" ] || kill "$server" 2>/dev/null; rm -rf "$SCRATCH"' EXIT

cat >tool.py <<'PY'
import datetime, json, sys
lines = lambda name: [json.loads(l) for l in open(name)]
def of_case(scan, case):
    return {r["id"] for c in lines(scan) if c["case"] == case for r in c["consignments"]}
def put(name, rows):
    with open(name, "w") as f:
        f.writelines(json.dumps(r, ensure_ascii=False) + "\n" for r in rows)
def later(r, days):
    day = datetime.date.fromisoformat(r["document"]["issued"][:10]) + datetime.timedelta(days)
    return {**r, "document": {**r["document"], "issued": day.isoformat()}}
do, args = sys.argv[1], sys.argv[2:]
if do == "correct": # SCAN CASE: its consignments held steel bolts between parties of their own; put.ndjson puts that right
    ids = of_case(*args)
    rows = [r for r in lines("world/consignments.ndjson") if r["id"] in ids]
    put("again.ndjson", [later(r, 2) for r in rows])
    for i, r in enumerate(rows):
        r["goods"] = [{"line": 1, "description": "steel bolts", "hs": "731815"}]
        r["parties"] = [{"role": role, "name": "%s %d Hardware" % (role, i), "country": "DE"} for role in ("shipper", "consignee")]
    put("put.ndjson", [later(r, 1) for r in rows])
elif do == "seize": # SCAN CASE: all that came of one of its parts was seized
    c = next(c for c in lines(args[0]) if c["case"] == args[1])
    pieces = min((p["consignments"] for p in c["components"] if p["strength"] > 0.5), key=len)
    rows = [r for r in lines("world/consignments.ndjson") if r["id"] in pieces]
    put("seized.ndjson", [later({**r, "outcome": {"status": "seized", "at": r["document"]["issued"][:10]}}, 1) for r in rows])
elif do == "bare": # FILE: rules without what differs between a store that grew and one that did not
    rules = json.load(open(args[0]))
    for r in rules:
        for key in ("rule", "case"):
            r.pop(key)
    print("\n".join(sorted(json.dumps(r, sort_keys=True) for r in rules)))
PY
scan() { # scan OUTPUT ARGUMENTS...
    local output=$1
    shift
    run "$SEINE" scan -w "$LISTS" -k "$KITS" -f ndjson -o "$output" "$@"
}
stale() { sqlite3 "$1" "SELECT case_id FROM stale ORDER BY 1"; }
is() { if [ "$2" = "$3" ]; then pass "$1"; else fail "$1" "'$2' instead of '$3'"; fi; }

run "$SEINE" simulate --consignments 3000 --schemes 6 --seed 6 --days 200 --quiet --kits "$KITS" --format ndjson --out world
expect "a world is made" 0
scan one.nd -n 1000 --db kept.db world/consignments.ndjson
expect "and scanned" 0
case=$(sed -n '1s/.*"case":"\([^"]*\)".*/\1/p' one.nd)
other=$(sed -n '2s/.*"case":"\([^"]*\)".*/\1/p' one.nd)
is "at first every case is found" "$(stale kept.db)" ""
cp kept.db first.db
cp kept.db.state first.db.state

# Its papers are put right, and it is gone.
python3 tool.py correct one.nd "$case"
scan two.nd -n 1000 --db kept.db put.ndjson
expect "the papers of the best case are put right" 0
expect_text "the scan tells that it is no longer found" err '[1-9][0-9]* of the kept cases (is|are) no longer found'
stale kept.db >gone
expect_text "it is kept as no longer found" gone "^$case$"
sed 's/.*"case":"\([^"]*\)".*/\1/' one.nd two.nd | sort -u >all.ids
sed 's/.*"case":"\([^"]*\)".*/\1/' two.nd | cat - gone | sort >either.ids
expect_same "each case is either found or gone" all.ids either.ids
"$SEINE" watch -f json two.nd >rules.two
"$SEINE" watch --db kept.db -f json >rules.kept
expect_same "watch has the rules of the last scan's cases" rules.two rules.kept
"$SEINE" watch -q -f ndjson one.nd >rules.one
expect_text "of which the case had some" rules.one "\"case\":\"$case\""
if grep -q "\"case\":\"$case\"" rules.kept; then fail "that are left out"; else pass "that are left out"; fi
day=$(sqlite3 kept.db "SELECT date(max(day) * 86400 - 86400 * 20, 'unixepoch') FROM record")
run "$SEINE" plan --db kept.db --from "$day" --days 14 --capacity 5 -f json
cp out plan.kept
run "$SEINE" plan -r world/consignments.ndjson put.ndjson --from "$day" --days 14 --capacity 5 -f json -- two.nd
expect_same "the plan is that of the last scan's cases" out plan.kept
run "$SEINE" explain --db kept.db "$case"
expect "the case can still be read" 0
expect_text "and says what it is" out '^NO LONGER FOUND by the last scan'
run "$SEINE" explain --db kept.db "$(sed -n '1s/.*"case":"\([^"]*\)".*/\1/p' two.nd)"
if grep -q 'NO LONGER' out; then fail "another does not"; else pass "another does not"; fi
run "$SEINE" audit --db kept.db
expect_text "the audit tells of the scan" out 'scan  .*of the kept cases [1-9][0-9]* no longer found, 0 found again'
run "$SEINE" store check --db kept.db
expect "the store holds" 0

# In one go or one after the other.
scan fresh.nd -n 1000 --db fresh.db world/consignments.ndjson put.ndjson
"$SEINE" watch --db fresh.db -f json >rules.fresh
python3 tool.py bare rules.fresh >bare.fresh
python3 tool.py bare rules.kept >bare.kept
expect_same "a store that grew waits for the same as one of all at once" bare.fresh bare.kept
cp first.db slow.db
scan slow.nd -n 1000 --db slow.db put.ndjson
if grep -q 'went on' err; then fail "without what the last scan left"; else pass "without what the last scan left"; fi
stale slow.db >gone.slow
expect_same "the same are gone" gone gone.slow

# What is behind the best is not gone, what is not looked for neither.
cp first.db top.db
scan top.nd -n 1 --db top.db put.ndjson
expect "a scan that reports one case" 0
stale top.db >gone.top
expect_same "loses the same and no other" gone gone.top
scan top.nd -n 1 --db top.db put.ndjson
is "and says it once" "$(grep -c 'no longer found' err)" 0
is "it reports one" "$(wc -l <top.nd)" 1
known() { # known STORE: all of the cases that the first scan found, and how often each was written
    for table in "id, kit, score, body, seq FROM cases WHERE id" "case_id, n, score FROM case_history WHERE case_id" \
        "case_id, record FROM case_record WHERE case_id" "case_id, actor FROM case_actor WHERE case_id"; do
        sqlite3 "$1" "ATTACH 'first.db' AS first; SELECT $table IN (SELECT id FROM first.cases) ORDER BY 1, 2"
    done
}
known kept.db >known.all
known top.db >known.top
expect_same "and keeps what is behind it as if it had been reported" known.all known.top
known first.db >known.first
if cmp -s known.first known.top; then fail "which is not as it was"; else pass "which is not as it was"; fi
sqlite3 first.db "SELECT id FROM cases" | sort >first.ids
"$SEINE" watch --db top.db -f json >rules.top
python3 - <<'PY'
import json
there = {l.strip() for l in open("first.ids")} | {json.loads(l)["case"] for l in open("top.nd")}
kept = [r for r in json.load(open("rules.kept")) if r["case"] in there]
assert kept and kept == json.load(open("rules.top"))
PY
is "watch waits for the same" $? 0
cp first.db narrow.db
python3 - "$KITS" <<'PY'
import json, sys
kits = json.load(open(sys.argv[1]))
first = json.loads(open("one.nd").readline())["kit"]
json.dump([k for k in kits if k["id"] != first], open("few.json", "w"))
PY
run "$SEINE" scan -q -w "$LISTS" -k few.json -f ndjson -n 1000 -o few.nd --db narrow.db put.ndjson
expect "a scan without its kit" 0
if stale narrow.db | grep -q "$case"; then fail "says nothing of the case"; else pass "says nothing of the case"; fi

# Who decided to hold it open goes on seeing it; who closed it does not.
token=$("$SEINE" token add ann --role admin --db kept.db)
"$SEINE" serve --listen 127.0.0.1:0 -w "$LISTS" -k "$KITS" -d kept.db >serve.out 2>serve.err &
server=$!
await_server
asks() { curl -sS -m 30 -H "Authorization: Bearer $token" "$@" 2>>err; }
take_in() { # take_in FILE: job is how it ended
    asks --data-binary "@$1" "$url/api/v1/consignments?name=$1" >job
    local id
    id=$(field job <job | tr -d '"')
    for _ in $(seq 300); do
        asks "$url/api/v1/jobs/$id" >job
        grep -qE '"state":"(done|failed)"' job && break
        sleep 0.1
    done
}
field() { python3 -c 'import json, sys; v = json.load(sys.stdin)
for k in sys.argv[1:]: v = v[int(k) if k.isdigit() else k]
print(json.dumps(v))' "$@"; }
if [ -n "$url" ] && command -v curl >/dev/null; then
    n_gone=$(wc -l <gone)
    is "the server counts what is found" "$(asks "$url/api/v1/cases" | field counts undecided)" "$(wc -l <two.nd)"
    is "and what is no longer" "$(asks "$url/api/v1/cases" | field counts stale)" "$n_gone"
    is "it shows those when asked" "$(asks "$url/api/v1/cases?status=stale" | field total)" "$n_gone"
    is "marked" "$(asks "$url/api/v1/cases?status=stale" | field cases 0 stale)" true
    is "as others are not" "$(asks "$url/api/v1/cases?status=undecided" | field cases 0 stale)" false
    is "the case says it itself" "$(asks "$url/api/v1/cases/$case" | field stale)" true
    is "nothing is awaited of it" "$(asks "$url/api/v1/watch?case=$case" | field total)" 0
    asks "$url/api/v1/consignments/$(head -n 1 put.ndjson | field id | tr -d '"')" >consignment
    expect_text "papers tell it of their cases" consignment '"stale":true'
    asks -X POST -d '{"verdict":"open","reason":"seen there"}' "$url/api/v1/cases/$case/decision" >decided
    expect_text "somebody holds it open" decided '"verdict":"open"'
    [ "$(asks "$url/api/v1/watch?case=$case" | field total)" != 0 ] && pass "and it is waited for" || fail "and it is waited for"
    is "it counts as open" "$(asks "$url/api/v1/cases" | field counts open)" 1
    is "and is marked all the same" "$(asks "$url/api/v1/cases?status=open" | field cases 0 stale)" true
    # Found again: the papers as they were come in through the server.
    take_in again.ndjson
    expect_text "its papers come again" job '"state":"done"'
    is "and it is found again, by its id" "$(asks "$url/api/v1/cases/$case" | field stale)" false
    run "$SEINE" audit --db kept.db
    expect_text "which the audit tells" out 'scan  .* [1-9][0-9]* found again'
    [ "$(asks "$url/api/v1/watch?case=$other" | field total)" != 0 ] && pass "another is waited for" || fail "another is waited for"
    python3 tool.py correct one.nd "$other"
    take_in put.ndjson
    is "until the server's own scan no longer finds it" "$(asks "$url/api/v1/watch?case=$other" | field total)" 0
    is "which is told" "$(asks "$url/api/v1/cases/$other" | field stale)" true
    kill "$server"
    wait "$server" 2>/dev/null
    server=""
else
    skip "the server tells found from no longer found" "no curl"
fi

# What was seized is sent again, whatever its papers say by now.
scan two.nd -n 1000 --db first.db world/consignments.ndjson
python3 tool.py seize one.nd "$other"
scan two.nd -n 1000 --db first.db seized.ndjson
expect "a piece is seized" 0
run "$SEINE" watch --db first.db -f ndjson
grep "\"case\":\"$other\".*\"seized\":\"[^\"]" out >awaited
[ -s awaited ] && pass "it is waited for again" || fail "it is waited for again" "$(cat out)"
python3 tool.py correct one.nd "$other"
python3 - <<'PY'
import json
seized = {json.loads(l)["id"] for l in open("seized.ndjson")}
rows = [json.loads(l) for l in open("put.ndjson")]
for r in rows:
    if r["id"] in seized: # the finding stays on the paper
        r["outcome"] = {"status": "seized"}
open("put.ndjson", "w").writelines(json.dumps(r) + "\n" for r in rows)
PY
sed -i 's/"issued": "\([0-9-]*\)"/"issued": "2027-01-01"/' put.ndjson
scan two.nd -n 1000 --db first.db put.ndjson
stale first.db >gone.seized
expect_text "its case is no longer found" gone.seized "^$other$"
run "$SEINE" watch --db first.db -f ndjson
expect_text "and is waited for all the same" out "\"case\":\"$other\""
finish
