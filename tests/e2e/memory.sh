#!/bin/bash
# What is remembered between runs: lists diff, rescreen and decide over one store, and evaluate's own figures.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
KITS=$SEINE_SOURCE/data/kits.json

cat >old.csv <<'CSV'
id,type,name,aliases,countries
K-1,company,Paekdu Gyro Works,,KP
K-2,company,Sohae Trading House,,KP
K-3,company,Chongjin Bearing Factory,,KP
K-4,company,Taedong Optics Bureau,,KP
K-5,company,Kanggye Lathe Plant,,KP
K-6,company,Sinuiju Cable Mill,,KP
CSV
sed -e '/^K-3/d' -e 's/^K-2,company,Sohae Trading House,,/K-2,company,Sohae Trading House,Westsea Shipping Partners,/' old.csv >new.csv
echo 'K-7,company,Ryongsong Vacuum Pump Works,,KP' >>new.csv
cat >papers.csv <<'CSV'
id,issued,shipper_name,shipper_country,consignee_name,consignee_country,description
C1,2026-03-01,Ryongsong Vacuum Pump Works,CN,Harbour Street Bakery,SG,pump parts
C2,2026-03-02,Westsea Shipping Partners,CN,Green Meadow Dairy,MY,flanges
C3,2026-03-03,Taedong Optics Bureau,CN,Zebra Crossing Flowers,MY,lenses
CSV

run "$SEINE" lists diff old.csv new.csv
expect "two versions of a list are compared" 0
expect_text "an entry is added" out '^added .*K-7 .*Ryongsong'
expect_text "an entry is changed, and in what" out '^changed .*K-2 .*: names'
expect_text "an entry is delisted" out '^delisted .*K-3 '
[ "$(grep -cE 'K-(1|4|5|6) ' out)" = 0 ] && pass "nothing is said of the others" || fail "nothing is said of the others" "$(cat out)"
run "$SEINE" lists diff old.csv old.csv
expect "a list and itself are compared" 0
if grep -qE '^(added|changed|delisted) ' out; then fail "and do not differ" "$(cat out)"; else pass "and do not differ"; fi

run "$SEINE" scan --quiet -w old.csv -k "$KITS" --db s.db papers.csv
expect "three consignments are kept" 0
rescreen() { run "$SEINE" rescreen --db s.db -w new.csv --previous old.csv --format ndjson; }
rescreen
expect "the parties are screened against what is new" 0
expect_text "the new entry is met" out '"name":"Ryongsong Vacuum Pump Works".*"change":"added".*K-7'
expect_text "so is the new alias" out '"name":"Westsea Shipping Partners".*"change":"changed".*K-2'
if grep -q Taedong out; then fail "an old entry is not told again" "$(cat out)"; else pass "an old entry is not told again"; fi
run "$SEINE" rescreen --db s.db -w new.csv --format ndjson
expect_text "without --previous every entry is new" out Taedong

# A store that may only be read, as on a disk of evidence.
mkdir 'kept #1' && cp s.db 'kept #1/' && cp "$SEINE" seine && chmod 755 . seine && chmod 444 'kept #1/s.db' && chmod 555 'kept #1'
reader=()
[ "$(id -u)" != 0 ] || reader=(setpriv --reuid=65534 --clear-groups)
if [ "$(id -u)" = 0 ] && ! setpriv --reuid=65534 --clear-groups ./seine version >/dev/null 2>&1; then
    skip "a store that may only be read" "root writes everywhere, and setpriv is missing"
else
    run "${reader[@]}" ./seine store check --db 'kept #1/s.db'
    expect "a store that may only be read is checked" 0
    run "${reader[@]}" ./seine audit verify --db 'kept #1/s.db'
    expect "and its audit" 0
    run "${reader[@]}" ./seine token add somebody --role reader --db 'kept #1/s.db'
    expect "nothing is kept in it" 3
    expect_text "which is said" err 'may only be read'
    [ "$(ls -A 'kept #1')" = s.db ] && pass "and nothing is left beside it" || fail "and nothing is left beside it" "$(ls -la 'kept #1')"
    chmod 755 'kept #1' && echo half >'kept #1/s.db-wal' && chmod 555 'kept #1'
    run "${reader[@]}" ./seine store check --db 'kept #1/s.db'
    expect "what stands beside its log is not read without it" 3
fi
chmod 755 'kept #1'

# The audit: list versions and decisions are chained rows, and a row touched behind its back is found.
run "$SEINE" audit --db s.db
expect "the audit is listed" 0
expect_text "it has the list" out ' list  old  [^(]+ \((.*, )?6 entries, content [0-9a-f]{16}\)'
expect_text "and the screenings" out ' rescreen  new [0-9a-f]{16}  6 parties, 2 matches'
run "$SEINE" audit verify --db s.db
expect "its chain holds" 0
run "$SEINE" audit key --key audit.key
expect "a key is made" 0
cp out public.key
run "$SEINE" audit key --key audit.key
expect "and not written over" 3
run "$SEINE" audit head --db s.db --key audit.key -o head.json
expect "the head is taken out, signed" 0
run "$SEINE" audit verify --db s.db --head head.json --trusted "$(cat public.key)"
expect "the chain goes through it" 0
sed 's/"n":[0-9]*/"n":2/' head.json >forged.json
run "$SEINE" audit verify --db s.db --head forged.json
expect "a forged head is refused" 3
expect_text "by its signature" err 'signature does not hold'
cp s.db touched.db
sqlite3 touched.db "DROP TRIGGER audit_stands; UPDATE audit SET by = 'nobody'"
run "$SEINE" audit verify --db touched.db
expect "a touched row is found" 3
expect_text "and named" err 'row 1 of the audit was changed'
run "$SEINE" audit burn --db s.db
expect "audit has no other actions" 2

# Care of the store: checked, copied, put back, and pruned by age.
run "$SEINE" store check --db s.db
expect "the store holds" 0
run "$SEINE" store check --db touched.db
expect "the touched one does not" 3
run "$SEINE" store backup --db s.db copy.db
expect "a copy is made" 0
run "$SEINE" store backup --db s.db copy.db
expect "and not replaced" 3
expect_text "without --force" err 'copy.db.*--force'
# Files of 40 KiB at most stand in for a full disk.
run bash -c 'trap "" XFSZ; ulimit -f 40; exec "$@"' - "$SEINE" store backup --db s.db part.db
expect "a copy that does not fit is told" 3
if ls part.db* >/dev/null 2>&1; then fail "and leaves no part of a store" "$(ls -l part.db*; cat err)"; else pass "and leaves no part of a store"; fi
run "$SEINE" store prune --db s.db --before 2026-03-03 --rehearse
expect "what is old is told" 0
expect_text "and kept" err '2 records would be forgotten'
run "$SEINE" store prune --db s.db --before 2026-03-03
expect "then it goes" 0
[ "$(sqlite3 s.db 'SELECT count(*) FROM record')" = 1 ] && pass "one record is left" || fail "one record is left" "$(sqlite3 s.db 'SELECT id FROM record')"
run "$SEINE" audit --db s.db
expect_text "and what went is in the audit" out ' prune  2026-03-03  0 cases, 2 records'
run "$SEINE" store restore --db s.db copy.db --force
expect "the copy is put back" 0
[ "$(sqlite3 s.db 'SELECT count(*) FROM record')" = 3 ] && pass "with all records" || fail "with all records" "$(sqlite3 s.db 'SELECT id FROM record')"
run "$SEINE" store prune --db s.db
expect "prune needs a day" 2
echo letters >letters.txt
run "$SEINE" store restore --db s.db letters.txt --force
expect "another file is not put back" 3

# What was seen while a scan wrote waits in a journal beside the store: a copy has it.
cat >s.db.views <<'J'
{"after":0,"head":"","note":"0123456789abcdef","at":"2026-03-01T10:00:00Z","by":"zoe","what":"view","object":"SC-SEEN"}
J
run "$SEINE" store backup --db s.db seen.db
expect "a store with such a journal is copied" 0
run "$SEINE" audit --db seen.db
expect_text "the copy's audit has what it holds" out '2026-03-01T10:00:00Z .*zoe .*view  SC-SEEN'
run "$SEINE" audit verify --db seen.db
expect "and its chain holds" 0
run "$SEINE" store restore --db s.db copy.db --force
expect "another copy is put back" 0
run "$SEINE" audit --db s.db
expect_text "what waited beside the old store is not lost" out 'view  SC-SEEN'
if [ -s s.db.views ]; then fail "and waits no more" "$(cat s.db.views)"; else pass "and waits no more"; fi

# No room, and another writer: one clear line each, and the store as it was.
cp s.db full.db
{ head -n 1 papers.csv; for i in $(seq 3000); do echo "F$i,2026-03-04,Works $i,CN,Import House $i,AE,pump parts"; done; } >many.csv
(trap '' XFSZ; ulimit -f 400; run "$SEINE" scan --quiet -w new.csv -k "$KITS" --db full.db many.csv; echo "$status" >status)
status=$(cat status)
expect "a disk without room ends a scan" 3
expect_text "and is told" err '^seine: full.db: .*make room on the disk and try again, nothing of this run was kept$'
[ "$(sqlite3 full.db 'SELECT count(*) FROM record')" = 3 ] && pass "and all is as before" || fail "and all is as before"
mkfifo hold
sqlite3 s.db <hold >held 2>&1 &
exec 7>hold
echo "BEGIN IMMEDIATE; SELECT 'locked';" >&7
until grep -q locked held; do sleep 0.05; done
run "$SEINE" token add bob --role reader --db s.db
expect "who would write while another does is refused" 3
expect_text "and told why" err '^seine: s.db: .*another program is writing to it'
run "$SEINE" audit --db s.db
expect "a reader goes on" 0
exec 7>&-
wait
run "$SEINE" token add bob --role reader --db s.db
expect "once the other has ended it can" 0

# A compiled index stands for its lists in every command.
run "$SEINE" lists compile new.csv -o new.index
expect "lists are compiled" 0
run "$SEINE" rescreen --db s.db -w new.index --previous old.csv --format ndjson
expect_text "and screened against" out '"name":"Ryongsong Vacuum Pump Works".*"change":"added".*K-7'
for w in new.csv new.index; do
    run "$SEINE" match -w $w --format json "Ryongsong Vacum Pump Works"
    cp out "match.$w"
done
cmp -s match.new.csv match.new.index && pass "with the same answers" || fail "with the same answers" "$(diff match.new.csv match.new.index)"
run "$SEINE" match -w new.index -w old.csv Ryongsong
expect "it stands alone" 3
head -c 5000 new.index >cut.index
run "$SEINE" match -w cut.index Ryongsong
expect "half of one is refused" 3
expect_text "with what to do" err 'compile it again'
run "$SEINE" lists compile new.csv
expect "compiling needs a file to write" 2

rescreen
party=$(sed -n 's/.*"party":"\(P-[0-9a-f]*\)","name":"Ryong.*/\1/p' out)
entity=$(sed -n 's/.*"name":"Ryong.*"entity":"\([^"]*\)".*/\1/p' out)
decide() { run "$SEINE" decide --db s.db -w new.csv --party "$party" --entity "$entity" --by lee "$@"; }
decide --verdict cleared
expect "a decision needs a reason" 2
decide --verdict perhaps --reason x
expect "and a verdict that there is" 2
run "$SEINE" decide --db s.db -w new.csv --party P-0000000000000000 --entity "$entity" --verdict cleared --reason x
[ "$status" != 0 ] && pass "a party that is not kept cannot be cleared" || fail "a party that is not kept cannot be cleared" "$(cat out err)"
run "$SEINE" decide --db s.db -w new.csv --party "$party" --entity nolist/K-7 --verdict cleared --reason x
[ "$status" != 0 ] && pass "nor of an entry that there is not" || fail "nor of an entry that there is not" "$(cat out err)"
decide --verdict cleared --reason "another plant of the same town, registration seen"
expect "the pair is cleared" 0
rescreen
if grep -q Ryongsong out; then fail "a cleared pair is left out" "$(cat out)"; else pass "a cleared pair is left out"; fi
expect_text "the other pair stays" out Westsea
run "$SEINE" scan --quiet -w new.csv -k "$KITS" --db s.db papers.csv
rescreen
if grep -q Ryongsong out; then fail "the clearance outlives a scan" "$(cat out)"; else pass "the clearance outlives a scan"; fi
sed -i 's/^K-7,company,Ryongsong Vacuum Pump Works,,KP/K-7,company,Ryongsong Vacuum Pump Works,Ryongsong Pumps,KP/' new.csv
rescreen
expect_text "it ends when the entry itself changes" out Ryongsong

run "$SEINE" rescreen --db none.db -w new.csv
expect "a store that is not there is refused" 3
[ ! -e none.db ] && pass "and not made" || fail "and not made"
echo 'this is no store' >text.db
run "$SEINE" rescreen --db text.db -w new.csv
expect "a file that is no store is refused" 3

decide --verdict cleared --reason again
decide --verdict open --reason "looked at once more"
expect "a clearance is taken back" 0
expect_text "and so told" err "^seine: $party and $entity: open\$"
rescreen
expect_text "and the pair is told again" out Ryongsong

run "$SEINE" rescreen --db none.db -w new.csv
expect "a store that is not there is refused" 3
[ ! -e none.db ] && pass "and not made" || fail "and not made"
echo 'this is no store' >text.db
run "$SEINE" rescreen --db text.db -w new.csv
expect "a file that is no store is refused" 3

# explain: the account of a case says what the case object says.
run "$SEINE" simulate -n 3000 --schemes 6 --seed 11 --days 200 --quiet --kits "$KITS" --out trade
run "$SEINE" scan --quiet -w "$SEINE_SOURCE/data/lists/dprk.csv" -k "$KITS" --db t.db -f ndjson -o t.ndjson trade/consignments.csv
expect "a world is scanned" 0
run "$SEINE" scan --quiet -w "$SEINE_SOURCE/data/lists/dprk.csv" -k "$KITS" trade/consignments.csv
expect_text "where there is no terminal no column gives way" out '^rank .* first\.\.last +around$'
case=$(head -n 1 t.ndjson | grep -o '"case":"[^"]*"' | cut -d'"' -f4)
run "$SEINE" explain --cases t.ndjson "$case"
expect "a case is explained from the scan's output" 0
cp out plain
run "$SEINE" explain --json --cases t.ndjson "$case"
expect_same "as a program reads it: its line" <(head -n 1 t.ndjson) out
run "$SEINE" scan --quiet -w "$SEINE_SOURCE/data/lists/dprk.csv" -k "$KITS" -f json -o t.json trade/consignments.csv
run "$SEINE" explain --cases t.json "$case"
expect_same "and from what scan --format json wrote" plain out
cat >account.py <<'PY'
import json, re
case = json.loads(open("t.ndjson").readline())
text = open("plain").read()
sums = re.findall(r"^ +[+-][0-9.]+ +(-?[0-9.]+)  ", text.split("WHAT SPEAKS FOR IT")[1], re.M)
assert abs(float(sums[-1]) - case["score"]) < 1e-6, (sums[-1], case["score"])
assert len(sums) == len(case["evidence"])
for e in case["evidence"]:
    assert e["text"] in text, e
for m in case["expected"]:
    assert m["name"] in text, m
for c in case["components"]:
    for i in c["consignments"]:
        assert i in text, i
    assert [g["consignment"] for g in c["goods"]] == c["consignments"], c
    for g in c["goods"]:
        assert ", ".join(g[k] for k in ("description", "hs") if k in g) + " (fits " in text, g
        assert f': {g["text"]})' in text and g["text"], g
codes = 0
for a in case["actors"]:
    ways = [tuple(v for k, v in m.items() if k != "papers") for m in a["mentions"]]
    assert len(set(ways)) == len(ways), ways
    codes += sum(f', {m["postcode"]}, {m["country"]}' in text for m in a["mentions"] if "postcode" in m)
assert codes > 0
PY
run python3 account.py
expect "evidence, pieces and what is missing are all told, and the running sum ends at the score" 0
run "$SEINE" explain --db t.db "$case"
expect "and from the memory" 0
expect_text "with the papers of each piece" out '^ +[A-Z0-9]+: 20[0-9-]+, [a-z]+, .* -> '
sed -E 's/^(             [A-Z0-9]+): .*/\1/' out >without
expect_same "but for them the two say the same" plain without
cp t.db decided.db
python3 - "$case" <<'PY'
import sqlite3, sys
c = sqlite3.connect("decided.db")
for verdict, reason in ("hold", "who is the end user?"), ("cleared", "a lorry park"):
    c.execute("INSERT INTO decision (subject, object, verdict, reason, by, at, entity_hash) VALUES (?, '', ?, ?, 'lee', '2026-11-29T20:00:00Z', 0)",
              (sys.argv[1], verdict, reason))
c.commit()
PY
run "$SEINE" explain --db decided.db "$case"
expect_text "what was decided is told" out '^  2026-11-29T20:00:00Z  lee  hold: who is the end user\?$'
[ "$(sed -n '/^DECIDED/,/^$/p' out | tail -n 2 | head -n 1)" = '  2026-11-29T20:00:00Z  lee  cleared: a lorry park' ] &&
    pass "the last decision last" || fail "the last decision last" "$(head -n 8 out)"
again() { run "$SEINE" scan --quiet -w "$SEINE_SOURCE/data/lists/dprk.csv" -k "$KITS" --db decided.db "$@" trade/consignments.csv; }
again -f ndjson
[ "$(grep -c '"decided":' out)" = 1 ] && grep -q "\"case\":\"$case\".*\"decided\":{\"verdict\":\"cleared\",\"reason\":\"a lorry park\",\"by\":\"lee\",\"at\":\"2026-11-29T20:00:00Z\"}" out &&
    pass "the next scan says of the case what was decided last" || fail "the next scan says of the case what was decided last" "$(grep -o '"decided".*' out)"
again --html decided.html
expect_text "in its table too" out '^        decided: cleared by lee, 2026-11-29T20:00:00Z: a lorry park *$'
expect_text "and in its page" decided.html '<span class="tag">cleared</span> a lorry park \(lee, 2026-11-29T20:00:00Z\)'
again -f csv
[ "$(grep -c ',cleared$' out)" = 1 ] && pass "and in its CSV" || fail "and in its CSV" "$(head -n 3 out)"
case=$(grep -m1 '"kit":null' t.ndjson | grep -o '"case":"[^"]*"' | cut -d'"' -f4)
paper=$(grep -m1 '"kit":null' t.ndjson | grep -o '"consignments":\[{"id":"[^"]*"' | cut -d'"' -f6)
run "$SEINE" explain --db t.db "$case"
expect_text "a case without a kit names its consignments" out "^ +$paper: 20[0-9-]+, [a-z]+, .* -> "
python3 - "$paper" <<'PY'
import shutil, sqlite3, sys
shutil.copy("t.db", "pruned.db")
c = sqlite3.connect("pruned.db")
c.execute("DELETE FROM record WHERE id = ?", (sys.argv[1],))
c.commit()
PY
cp out whole
run "$SEINE" explain --db pruned.db "$case"
expect_text "also those whose papers are kept no longer" out "^             $paper\$"
python3 - "$paper" <<'PY'
import csv, json, sys
r = next(r for r in csv.DictReader(open("trade/consignments.csv")) if r["id"] == sys.argv[1])
print(json.dumps({"id": r["id"], "document": {"number": r["doc_number"], "issued": "2027-12-31", "withdrawn": True}}),
      file=open("withdrawal.ndjson", "w"))
PY
run "$SEINE" scan --quiet -w "$SEINE_SOURCE/data/lists/dprk.csv" -k "$KITS" --db withdrawn.db -o withdrawn.txt trade/consignments.csv withdrawal.ndjson
expect_text "a scan tells that a document was withdrawn" withdrawn.txt ', 1 document withdrawn$'
run "$SEINE" scan --quiet -w "$SEINE_SOURCE/data/lists/dprk.csv" -k "$KITS" --db withdrawn.db -f ndjson --html withdrawn.html withdrawal.ndjson
expect_text "its case has it marked" out "\"consignments\":.*{\"id\":\"$paper\",[^}]*\"withdrawn\":true}"
expect_text "and the page says it" withdrawn.html "$paper: the document was withdrawn"
case=$(grep -m1 "{\"id\":\"$paper\",[^}]*\"withdrawn\":true}" out | grep -o '"case":"[^"]*"' | cut -d'"' -f4)
run "$SEINE" explain --db withdrawn.db "$case"
expect_text "and the account of the case" out "^ +$paper: 2027-12-31, .*, withdrawn\$"
cp whole out
expect_text "and what kind it is instead of a kit" out '^[A-Z][a-z ]+, seen from the '
grep -qE '^(PIECES FOUND|NOT SEEN YET)' out && fail "and no pieces" || pass "and no pieces"
run "$SEINE" scan --quiet -w "$SEINE_SOURCE/data/lists/dprk.csv" -k "$KITS" trade/consignments.csv
grep -E '^        not seen yet: |^ {22}[A-Z]' out >missing
[ "$(wc -l <missing)" -gt "$(grep -c 'not seen yet' missing)" ] && ! awk 'length($0) > 100' missing | grep -q . &&
    pass "what is not seen yet is told in lines that fit" || fail "what is not seen yet is told in lines that fit" "$(cat missing)"
g=$SEINE_SOURCE/tests/golden/scan-measures
run "$SEINE" scan --quiet -w "$SEINE_SOURCE/data/lists/dprk.csv" -k "$KITS" --measures "$SEINE_SOURCE/data/measures.csv" -f ndjson -o m.ndjson "$g/records.csv"
run "$SEINE" explain --cases m.ndjson "$(grep -m1 '"kind":"measure"' m.ndjson | grep -o '"case":"[^"]*"' | cut -d'"' -f4)"
expect_text "measures stand apart from what has bits" out '^WHAT MAY NOT BE TRADED'
case=$(head -n 1 t.ndjson | grep -o '"case":"[^"]*"' | cut -d'"' -f4)
run "$SEINE" explain --json --db t.db "$case"
python3 -c 'import json; assert json.load(open("out"))["case"]' && pass "--json prints the object" || fail "--json prints the object"
run "$SEINE" explain --db t.db SC-NOSUCHCASE
expect "a case that is not there is said" 3
expect_text "and where" err "^seine: t.db: there is no case 'SC-NOSUCHCASE'"
# A text that was changed behind Seine's back: every reader names the store and the case or record.
cp t.db harmed.db
sqlite3 harmed.db "UPDATE record SET body = replace(body, ':', ';') WHERE id IN (SELECT record FROM case_record WHERE case_id = '$case')"
run "$SEINE" explain --db harmed.db "$case"
expect "a kept record that is broken is told" 3
expect_text "by its id" err '^seine: harmed.db:.*the kept record [^ ]* cannot be read: '
sqlite3 harmed.db "UPDATE cases SET body = replace(body, ':', ';') WHERE id = '$case'"
for command in "explain $case" watch "plan --from 2026-06-01 -c 3"; do
    # shellcheck disable=SC2086 # words
    run "$SEINE" ${command%% *} --db harmed.db $([ "${command#* }" = "$command" ] || echo "${command#* }")
    expect "${command%% *}: so is a case" 3
    expect_text "with the store" err '^seine: harmed.db:.*cannot be read: '
done
run "$SEINE" explain --db none.db "$case"
expect "so is a store that is not there" 3
run "$SEINE" explain "$case"
expect "one of --db and --cases must be given" 2
run "$SEINE" explain --cases trade/consignments.csv "$case"
expect "a file of no cases is refused" 3

# evaluate: rankings made from the truth have the figures that can be reckoned by hand.
run "$SEINE" simulate -n 3000 --schemes 4 --seed 3 --quiet --kits "$KITS" --out world
expect "a world is made" 0
cat >rankings.py <<'PY'
import json
truth = [json.loads(l) for l in open("world/truth.ndjson")]
assert len(truth) == 4
def write(name, order):
    with open(name, "w") as f:
        for rank, t in enumerate(order, 1):
            ids = t["consignments"] if t else ["NOBODY%d" % rank]
            f.write(json.dumps({"case": "SC-%d" % rank, "rank": rank, "score": 10.0 - rank, "probability": 1.0 if t else 0.0,
                                "kit": t["kit"] if t else "uav", "actors": [], "components": [], "missing": [],
                                "consignments": [{"id": i} for i in ids], "evidence": []}) + "\n")
write("perfect.ndjson", truth)
write("half.ndjson", [None, truth[0], None, truth[1]])
write("none.ndjson", [None, None])
PY
run python3 rankings.py
figure() { # figure FILE KEY: of --format json
    run "$SEINE" evaluate --truth world/truth.ndjson --format json "$1"
    python3 -c 'import json, sys; print(json.load(open("out"))["rankings"][0][sys.argv[1]])' "$2" 2>&1
}
same() { # same WHAT GOT WANTED
    if [ "$2" = "$3" ]; then pass "$1"; else fail "$1" "got $2, wanted $3; $(head -c 600 out)"; fi
}
same "a perfect ranking finds all" "$(figure perfect.ndjson found)" 4
same "with an average precision of 1" "$(figure perfect.ndjson average_precision)" 1
same "two of four behind an innocent each" "$(figure half.ndjson found)" 2
same "have an average precision of (1/2 + 2/4) / 4" "$(figure half.ndjson average_precision)" 0.25
same "strangers find none" "$(figure none.ndjson found)" 0
run "$SEINE" evaluate --truth nothere.ndjson perfect.ndjson
expect "a truth that is not there is said" 3
run "$SEINE" evaluate --truth world/consignments.csv perfect.ndjson
expect "so is a file that is no truth" 3
finish
