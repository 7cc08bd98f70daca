#!/bin/bash
# `seine plan`: a scanned year, planned from files and from the memory; posts with their hands; what is refused.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
LISTS=$SEINE_SOURCE/data/lists/dprk.csv
KITS=$SEINE_SOURCE/data/kits.json
RUN_TIMEOUT=250

run "$SEINE" simulate --consignments 4000 --schemes 12 --seed 5 --quiet --kits "$KITS" --out world
expect "a world is made" 0
python3 - <<'PY'
import csv
rows = list(csv.DictReader(open("world/consignments.csv", newline="")))
cut = sorted(r["issued"][:10] for r in rows)[len(rows) * 6 // 10]
for r in rows: # what is known on that day
    r["outcome"] = r["outcome_at"] = ""
w = csv.DictWriter(open("past.csv", "w", newline=""), rows[0])
w.writeheader()
w.writerows(r for r in rows if r["issued"][:10] <= cut)
open("day", "w").write(cut)
PY
day=$(cat day)
run "$SEINE" scan -q -w "$LISTS" -k "$KITS" -f ndjson -n 60 --db memory.db -o cases.ndjson past.csv
expect "the past is scanned" 0
run "$SEINE" scan -q -w "$LISTS" -k "$KITS" -f json -n 60 -o cases.json past.csv
expect "and written as one object" 0
run python3 -c 'import json; ids = [c["case"] for c in json.load(open("cases.json"))["cases"]]; assert len(set(ids)) == len(ids) == 60'
expect "no two cases have one id, though two begin with the same consignment" 0
cat >posts.csv <<'E2'
post,covers,capacity,hours,minutes,minutes_sea,finds
china,CN HK,2,,,,
gulf,AE;OM DXB,,4,40,120,0.9
rest,*,3,,,,0.7
E2

run "$SEINE" plan --from "$day" --days 5 -p posts.csv -f json -r past.csv -- cases.ndjson
expect "a plan from files" 0
cp out plan.json
run "$SEINE" plan --from "$day" --days 5 -p posts.csv -f json --db memory.db
expect "a plan from the memory" 0
expect_same "both are the same" plan.json out
run "$SEINE" plan --from "$day" --days 5 -p posts.csv -f json -r past.csv -- cases.json
expect_same "cases in one object give it too" plan.json out
(head -n 1 past.csv; tail -n +2 past.csv | sort -r) >turned.csv
tac cases.ndjson >turned.ndjson
(head -n 1 posts.csv; tail -n +2 posts.csv | tac) >turned-posts.csv
run "$SEINE" plan --from "$day" --days 5 -p turned-posts.csv -f json -r turned.csv -- turned.ndjson
expect_same "the order of the input changes nothing" plan.json out
cat >check.py <<'PY'
import csv, json, sys
plan = json.load(open("plan.json"))
known = {r["id"]: r for r in csv.DictReader(open("past.csv", newline=""))}
pieces = {c["case"]: {i for p in c["components"] for i in p["consignments"]} | {i["id"] for i in c["consignments"]}
          for c in map(json.loads, open("cases.ndjson"))}
rows, sum_, days = plan["inspections"], 0, {}
assert rows and len({r["consignment"] for r in rows}) == len(rows)
for r in rows:
    sum_ += r["gain"]
    assert abs(r["total"] - sum_) < 1e-4 and r["consignment"] in known
    assert r["case"] is None or r["consignment"] in pieces[r["case"]]
    assert plan["from"] <= r["day"] and r["day"] <= (known[r["consignment"]]["arrived"] or "9")[:8] + "99"
    days.setdefault((r["post"], r["day"]), []).append(r)
room = {"china": 2, "gulf": 6, "rest": 3}
assert all(len(v) <= room[k[0]] for k, v in days.items())
gains = [r["gain"] for r in rows if r["why"] == "gain"]
assert gains and gains == sorted(gains, reverse=True) and gains[-1] >= 0 and gains[0] > 0
assert all(r["place"][:2] in ("CN", "HK") or len(r["place"]) == 3 for r in rows if r["post"] == "china")
e = plan["expected_stopped"]
assert abs(e["plan"] - sum_) < 1e-4 and e["by_random"] < e["plan"] and plan["at_most"] >= sum(gains) - 1e-6 * len(gains)  # each is rounded
PY
run python3 check.py
expect "each row can be done and the sums are right" 0
for choose in score random; do
    run "$SEINE" plan --from "$day" --days 5 -p posts.csv -f ndjson --choose $choose -r past.csv -- cases.ndjson
    expect "to compare with: $choose" 0
    if [ -s out ] && ! grep -v "\"why\":\"$choose\"" out; then pass "all of it $choose"; else fail "all of it $choose" "$(head -n 3 out)"; fi
done
run "$SEINE" plan --from "$day" -c 2 --no-explore --exact -r past.csv -- cases.ndjson
expect "the best plan for few hands" 0
expect_text "and it says so" out "exact"
run "$SEINE" plan --from "$day" --days 30 -c 1 --expected -f csv -r past.csv -- cases.ndjson
expect "hands are kept free for what may come" 0
expect_text "as rows without a consignment" out "^all,.*,,SC-.*a hand kept free"
timeout 100 "$SEINE" plan --from "$day" -c 3 -f csv -r - -- cases.ndjson <past.csv >out 2>err
cp out piped
run "$SEINE" plan --from "$day" -c 3 -f csv -r past.csv -- cases.ndjson
expect_same "standard input gives the same" piped out
{ cat past.csv; echo '"broken'; } >broken.csv
run "$SEINE" plan --from "$day" -c 3 -f csv --quarantine bad.ndjson -r broken.csv -- cases.ndjson
expect "a bad record is put aside" 1
expect_same "and changes nothing" piped out
[ -s bad.ndjson ] && pass "with its reason" || fail "with its reason"

# What is past may still speak of what is not: a later version, or the master of a house without days.
cat >alone.ndjson <<'E'
{"case":"C1","score":1,"probability":0.5,"kit":"kite","links":[],"consignments":[{"id":"H","role":"piece"},{"id":"P","role":"piece"}],"components":[{"component":"a","name":"A","essential":true,"strength":0.5,"consignments":["H","P"]}]}
E
cat >versions.ndjson <<'E'
{"id":"X","document":{"type":"air-waybill","number":"1","issued":"2026-07-01"},"mode":"air","legs":[{"from":"PEK","to":"DXB","departed":"2026-07-20","arrived":"2026-07-21"}],"goods":[{"description":"x"}]}
{"id":"X","document":{"type":"air-waybill","number":"1","issued":"2026-07-02"},"mode":"air","legs":[{"from":"PEK","to":"DXB","departed":"2026-07-05","arrived":"2026-07-06"}],"goods":[{"description":"x"}]}
{"id":"H","document":{"type":"house-air-waybill","number":"H","master":"M"},"mode":"air","goods":[{"description":"x"}]}
{"id":"M1","document":{"type":"air-waybill","number":"M","issued":"2026-06-01"},"mode":"air","legs":[{"from":"PEK","to":"DXB","departed":"2026-06-05","arrived":"2026-06-06"}],"goods":[{"description":"x"}]}
{"id":"P","document":{"type":"air-waybill","number":"2","issued":"2026-07-13"},"mode":"air","legs":[{"from":"PEK","to":"DXB","departed":"2026-07-16","arrived":"2026-07-17"}],"goods":[{"description":"x"}]}
E
tac versions.ndjson >snoisrev.ndjson
run "$SEINE" plan --from 2026-07-15 --days 10 -c 1 -f json -r versions.ndjson -- alone.ndjson
cp out versions.json
run python3 -c 'import json
p = json.load(open("versions.json"))
assert p["in_reach"] == 1, "the last word on X is that it left"
assert p["pieces_without_day"] == 0, "the master tells the day of H"
assert p["inspections"][0]["consignment"] == "P" and p["inspections"][0]["factors"]["no_replacement"] < 0.5, "H has passed"'
expect "what is past tells of what is not" 0
run "$SEINE" plan --from 2026-07-15 --days 10 -c 1 -f json -r snoisrev.ndjson -- alone.ndjson
expect_same "in any order" versions.json out
timeout 100 "$SEINE" plan --from 2026-07-15 --days 10 -c 1 -f json -r <(cat versions.ndjson) -- alone.ndjson >out 2>err
expect_same "and from a pipe" versions.json out

usage_wrong() {
    run "$SEINE" plan "$@"
    expect "wrong usage: $*" 2
}
usage_wrong
usage_wrong --from "$day" -c 1
usage_wrong --from "$day" -c 1 cases.ndjson
usage_wrong --from "$day" --db memory.db
usage_wrong --from "$day" -c 1 -p posts.csv --db memory.db
usage_wrong --from soon -c 1 --db memory.db
usage_wrong --from "$day" -c 1 --explore 0.1 --no-explore --db memory.db
refused() { # refused WHAT PATTERN <POSTS
    cat >bad-posts
    run "$SEINE" plan --from "$day" -p bad-posts --db memory.db
    expect "$1" 3
    expect_text "$1: the reason" err "$2"
}
refused "a place that is none" "bad-posts:2: .*Dubai" < <(printf 'post,covers,capacity\na,Dubai,1\n')
refused "a column that is none" "staff" < <(printf 'post,covers,staff\na,DXB,1\n')
refused "no posts" "at least one" < <(printf '{"posts": []}')
run "$SEINE" plan --from "$day" -c 1 --db nothing.db
expect "a missing memory is an error" 3
[ -e nothing.db ] && fail "and is not made" || pass "and is not made"
finish
