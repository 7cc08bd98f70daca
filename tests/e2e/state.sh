#!/bin/bash
# What a scan leaves beside its store: used when it belongs to it, passed over when anything does not match. The cases are
# those of a scan that recalls everything (tests/e2e/arrivals.sh); here: when it is believed, and that nothing is lost.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
KITS=$SEINE_SOURCE/data/kits.json
run "$SEINE" simulate --consignments 1500 --schemes 4 --seed 3 --days 120 --quiet --kits "$KITS" --format ndjson --out world
expect "a world is made" 0
head -n 1000 world/consignments.ndjson >first.ndjson
sed -n 1001,1300p world/consignments.ndjson >second.ndjson
tail -n +1301 world/consignments.ndjson >third.ndjson
cat >one.csv <<'CSV'
id,type,name,aliases,countries
K-1,company,Paekdu Gyro Works,,KP
CSV
name=$(python3 -c 'import json; print([p["name"] for r in map(json.loads, open("first.ndjson")) for p in r.get("parties", []) if len(p.get("name", "")) > 12][7])')
{ cat one.csv; echo "K-2,company,\"${name//\"/}\",,KP"; } >two.csv

scan() { # scan NAME LISTS ARGUMENTS...: the store NAME.db, cases to NAME.json
    local name=$1 lists=$2
    shift 2
    run "$SEINE" scan --verbose -w "$lists" -k "$KITS" --format json -o "$name.json" --db "$name.db" "$@"
    expect "$name: a scan of $*" 0
}
went_on() { if grep -q 'went on' err; then pass "$1"; else fail "$1" "$(cat err)"; fi; }
started_over() { if grep -q 'went on' err; then fail "$1" "$(cat err)"; else pass "$1"; fi; }
# again WHAT LISTS: from copies of first.db, with and without the state; both give the same
again() {
    rm -f with.db* without.db*
    cp first.db with.db && cp first.db.state with.db.state && cp first.db without.db
    scan without "$2" --threshold "${3:-0.7}" second.ndjson
    started_over "$1: without it all is recalled"
    scan with "$2" --threshold "${3:-0.7}" second.ndjson
    expect_same "$1: the cases are the same" with.json without.json
}
scan first one.csv first.ndjson
started_over "there is nothing to go on from"
again "the next day" one.csv
went_on "the next day goes on"
again "with another list" two.csv
went_on "the table is taken with another list"
expect_text "and everybody is screened anew" with.json '"listed":[1-9]|K-2'
again "at another threshold" one.csv 0.45
scan with one.csv third.ndjson
went_on "so does the day after"
scan with one.csv third.ndjson
went_on "the same file once more"
scan without one.csv third.ndjson
rm -f without.db.state
scan without one.csv third.ndjson
expect_same "gives the same as if all had been recalled" with.json without.json

# Measures are looked up anew in all that is kept.
cp first.db with.db && cp first.db.state with.db.state && cp first.db without.db
rm -f without.db.state
scan without one.csv --measures "$SEINE_SOURCE/data/measures.csv" --threshold 0.7 second.ndjson
scan with one.csv --measures "$SEINE_SOURCE/data/measures.csv" --threshold 0.7 second.ndjson
went_on "with measures the next day goes on"
expect_same "and the cases are those of a scan that recalls all" with.json without.json
expect_text "which are told of them" with.json '"kind":"measure"'

# A damaged file, another's, an older one, none that can be written: passed over.
cp first.db with.db && cp first.db.state with.db.state
printf 'x' | dd of=with.db.state bs=1 seek=20000 conv=notrunc 2>dd.log
scan with one.csv second.ndjson
started_over "a damaged file is passed over"
cp first.db.state with.db.state
scan with one.csv third.ndjson
started_over "an older one as well"
rm -f other.db*
cp first.db.state other.db.state
scan other one.csv second.ndjson
started_over "and that of another store"
rm -f other.db*
mkdir other.db.state.part
scan other one.csv second.ndjson
[ ! -e other.db.state ] && pass "where none can be left, none is" || fail "where none can be left, none is"

# A scan that fails after the state was written, and one that is killed between the store's commit and the state's: both
# leave a pair that the next one goes on from.
rm -f with.db*
cp first.db with.db && cp first.db.state with.db.state
sqlite3 with.db "INSERT INTO cases VALUES ('SC-LOST', '', 1, '{}', 1000);
    CREATE TRIGGER bad BEFORE INSERT ON stale BEGIN SELECT raise(ABORT, 'the disk is bad'); END"
run "$SEINE" scan -q -w one.csv -k "$KITS" -o /dev/null --db with.db second.ndjson
expect "a scan fails at its end" 3
expect_text "where the store is settled" err 'the disk is bad'
[ ! -e with.db.state.part ] && pass "and leaves no part of a state" || fail "and leaves no part of a state"
cmp -s first.db.state with.db.state && pass "but that of the scan before" || fail "but that of the scan before"
sqlite3 with.db 'DROP TRIGGER bad'
scan with one.csv second.ndjson
went_on "from which the next one goes on"
mv with.db.state with.db.state.part
cp first.db.state with.db.state
scan with one.csv third.ndjson
went_on "after a kill behind the commit too"
[ ! -e with.db.state.part ] && pass "and puts the state in its place" || fail "and puts the state in its place"

# What is forgotten is not left beside the store, and does not come back.
cp first.db with.db && cp first.db.state with.db.state
day=$(sqlite3 with.db "SELECT date(max(day) * 86400, 'unixepoch') FROM record WHERE NOT EXISTS (SELECT 1 FROM case_record c WHERE c.record = record.id)")
cp with.db.state old.state
run "$SEINE" store prune --db with.db --before "$day"
expect "old records are forgotten" 0
[ ! -e with.db.state ] && pass "and with them the state" || fail "and with them the state"
cp old.state with.db.state
scan with one.csv second.ndjson
started_over "an old copy of it is not believed"
finish
