#!/bin/bash
# `seine scan` on a small made-up world: same bytes whatever the threads, the memory, the order of rows, the files they come in,
# their compression and their format; the memory of --db; what the cases promise (docs/records.md, "Case").
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
LISTS=$SEINE_SOURCE/data/lists/dprk.csv
KITS=$SEINE_SOURCE/data/kits.json
RUN_TIMEOUT=250
size=2500 schemes=6 rounds=("1 2" "2 3" "3 5")
[ -z "${SEINE_SLOW:-}" ] || { size=1000 schemes=3 rounds=("2 3"); }

run "$SEINE" simulate --consignments $size --schemes $schemes --seed 11 --days 200 --quiet --kits "$KITS" --out world
expect "a world is made" 0
run "$SEINE" simulate --consignments $size --schemes $schemes --seed 11 --days 200 --quiet --kits "$KITS" --format ndjson --out worldn
expect "the same world is made as NDJSON" 0
W=world/consignments.csv

scan() { # scan OUTPUT ARGUMENTS...: all cases as NDJSON
    local output=$1
    shift
    run "$SEINE" scan --quiet --watchlist "$LISTS" --kits "$KITS" --format ndjson --top 1000 -o "$output" "$@"
}
scan one --threads 1 $W
expect "a scan of good records ends with 0" 0
if [ -s one ]; then pass "there are cases"; else fail "there are cases"; fi
scan two --threads 2 $W
expect_same "two threads give the bytes of one" one two

mkdir spilt
scan out.nd --spill spilt --memory 0.001 $W
if grep -q 'nothing can be spilt to spilt' err; then
    skip "large blocks in a file give the same bytes" "$(cat err)"
else
    expect_same "large blocks in a file give the same bytes" one out.nd
    [ -z "$(ls -A spilt)" ] && pass "and the file has no name" || fail "and the file has no name" "$(ls -lA spilt)"
    run "$SEINE" scan --verbose -w "$LISTS" -k "$KITS" -o out.txt --spill spilt --memory 0.001 $W
    expect_text "how much was spilt is told" err '^seine: spilt to a file +0\.[0-9]*[1-9][0-9]* GiB at most'
fi
scan out.nd --spill nowhere $W
expect "a folder that is not there is refused" 3
expect_text "by its name" err 'nothing can be spilt to nowhere: No such file or directory'
scan out.nd --memory 2 $W
expect "--memory alone is refused" 2

{ head -n 1 $W; tail -n +2 $W | shuf --random-source=<(yes seine); } >shuffled.csv
scan out.nd shuffled.csv
expect_same "shuffled rows give the same bytes" one out.nd
mkdir split
tail -n +2 $W >body && split -n l/5 body split/part.
for f in split/part.*; do { head -n 1 $W; cat "$f"; } >"$f.csv"; rm "$f"; done
scan out.nd split
expect_same "a folder of five files gives the same bytes" one out.nd
scan out.nd split/part.ae.csv split/part.ab.csv split/part.aa.csv split/part.ad.csv split/part.ac.csv
expect_same "so do the files in another order" one out.nd
gzip -k $W && scan out.nd $W.gz
expect_same "gzip gives the same bytes" one out.nd
if command -v zstd >/dev/null; then
    zstd -q $W && scan out.nd $W.zst
    expect_same "zstd gives the same bytes" one out.nd
fi
timeout 120 "$SEINE" scan --quiet -w "$LISTS" -k "$KITS" -f ndjson -n 1000 - <$W >out.nd 2>err
expect_same "standard input gives the same bytes" one out.nd
scan out.nd worldn/consignments.ndjson
expect_same "NDJSON of the same world gives the same bytes" one out.nd
LC_ALL=C TZ=Asia/Pyongyang scan out.nd $W
expect_same "locale and time zone do not matter" one out.nd
sed 's/$/\r/' $W >crlf.csv && printf '\xef\xbb\xbf' | cat - crlf.csv >bom.csv && scan out.nd bom.csv
expect_same "a byte order mark and CRLF do not matter" one out.nd
scan out.nd $W $W
expect_same "records given twice change nothing" one out.nd
scan out.nd --top 3 $W
head -n 3 one | cmp -s - out.nd && pass "--top 3 gives the first three" || fail "--top 3 gives the first three"

# The memory: two halves one after the other are as good as all at once.
half=$(($(wc -l <$W) / 2))
head -n $half $W >first.csv
{ head -n 1 $W; tail -n +$((half + 1)) $W; } >second.csv
scan all.nd --db whole.db $W
expect "a scan with --db ends with 0" 0
expect_same "--db on a new file changes nothing" one all.nd
scan half1.nd --db halves.db first.csv
scan half2.nd --db halves.db second.csv
expect "the second half joins the first" 0
strip() { python3 - "$@" <<'PY'
import json, sys
for name in sys.argv[1:]:
    rows = [json.loads(l) for l in open(name)]
    for r in rows: r.pop('case')
    json.dump(rows, open(name + '.stripped', 'w'), sort_keys=True, indent=1)
PY
}
strip all.nd half2.nd
expect_same "two halves give the cases of one scan of everything" all.nd.stripped half2.nd.stripped
cat >ids.py <<'PY'
import json, sys
old, new = ([json.loads(l) for l in open(n)] for n in sys.argv[1:3])
ids = {c["case"] for c in new}
assert len(ids) == len(new), "two cases have one id"
bad = 0
free = {c["case"]: c for c in old}
for c in new:  # a case that holds most of an old one of its kit has the id of some such old case
    mine = {r["id"] for r in c["consignments"]}
    like = [o["case"] for o in old if o["kit"] == c["kit"] and
            len(mine & {r["id"] for r in o["consignments"]}) * 2 >= min(len(mine), len(o["consignments"]))]
    if like and c["case"] not in like and not all(l in ids for l in like):
        bad += 1
        print("lost its id:", c["case"], like)
sys.exit(bad > 0)
PY
run python3 ids.py half1.nd half2.nd
expect "cases keep their ids while they grow" 0
scan again.nd --db halves.db second.csv
expect_same "the same records again change nothing" half2.nd again.nd
scan again.nd --db halves.db $W
expect_same "everything again changes nothing" half2.nd again.nd
if command -v sqlite3 >/dev/null; then
    before=$(sqlite3 halves.db 'SELECT count(*) FROM case_history')
    scan again.nd --db halves.db $W
    [ "$before" = "$(sqlite3 halves.db 'SELECT count(*) FROM case_history')" ] && pass "and adds no history" || fail "and adds no history"
fi
echo >headeronly.csv && head -n 1 $W >headeronly.csv && scan again.nd --db halves.db headeronly.csv
expect_same "no new record at all gives what is known" half2.nd again.nd

# Any split of any order, with corrections that come before or after what they correct: the same cases.
cat >split.py <<'PY'
import csv, random, sys
seed, parts = int(sys.argv[1]), int(sys.argv[2])
rng = random.Random(seed)
with open("world/consignments.csv", newline="") as f:
    head, *rows = csv.reader(f)
at = {k: head.index(k) for k in ("id", "gross_kg", "pieces", "consignee_name")}
for row in rng.sample(rows, len(rows) // 40):
    row = list(row)
    row[at["consignee_name"]] += " Branch"
    row[at["gross_kg"]] = str(round(float(row[at["gross_kg"]] or 1) * 1.1, 1))
    rows.append(row)
rng.shuffle(rows)
files = [rows] + [[] for _ in range(parts)]
for row in rows:
    files[rng.randrange(parts) + 1].append(row)
for n, part in enumerate(files):
    with open("part%d.csv" % n, "w", newline="") as f:
        csv.writer(f).writerows([head] + part)
PY
for round in "${rounds[@]}"; do
    set -- $round
    python3 split.py "$1" "$2"
    scan whole.nd part0.csv
    rm -f split.db*
    for n in $(seq "$2"); do scan parts.nd --db split.db "part$n.csv"; done
    strip whole.nd parts.nd
    expect_same "$2 parts in another order, with corrections (seed $1)" whole.nd.stripped parts.nd.stripped
done

# What a case promises.
cat >promises.py <<'PY'
import csv, decimal, json, re
known = {r["id"] for r in csv.DictReader(open("world/consignments.csv", newline=""))}
last = None
for rank, line in enumerate(open("one"), 1):
    c = json.loads(line, parse_float=decimal.Decimal)
    assert c["rank"] == rank, "rank %s at %d" % (c["rank"], rank)
    assert last is None or c["score"] <= last, "not best first"
    last = c["score"]
    total = sum(e["bits"] for e in c["evidence"])
    assert total == c["score"], "evidence sums to %r, the score is %r" % (total, c["score"])
    assert 0 <= c["probability"] <= 1
    ids = [r["id"] for r in c["consignments"]]
    assert ids and len(ids) == len(set(ids)) and set(ids) <= known, "consignments"
    for comp in c["components"]:
        assert set(comp["consignments"]) <= set(ids), "a piece outside the case"
    lost = {x["component"] for x in c["expected"] if "seized" in x}
    assert set(x["component"] for x in c["components"]) & set(c["missing"]) == lost, "seen and missing"
    words = {e["kind"]: e["text"] for e in c["evidence"]}
    if c["components"]: # the parts of the net; `together` says which days and whose consignments it counts instead
        n = len(c["components"])
        kinds = re.search(r"the net's \d+ goods can be parts, of (\d+) kinds", words["variety"])
        assert kinds is None or n == int(kinds[1]), "%d parts: %s" % (n, words["variety"])
        inside = re.match(r"(?:in the \d+ days that tell|on the day that tells) most, (\d+) of (\d+) kinds", words["together"])
        assert inside and int(inside[1]) <= int(inside[2]), words["together"]
    assert c["first"] <= c["last"]
    for key in "case kit actors links evidence".split():
        assert key in c, key
PY
run python3 promises.py
expect "ranks, sums, ids and dates of every case hold" 0
for format in table json csv; do
    run "$SEINE" scan --quiet -w "$LISTS" -k "$KITS" -f $format $W
    expect "--format $format works" 0
    case $format in
    json) python3 -c 'import json; d = json.load(open("out")); assert d' && pass "it is JSON" || fail "it is JSON" ;;
    csv) python3 -c 'import csv; r = list(csv.reader(open("out", newline=""))); assert len({len(x) for x in r}) == 1 and len(r) > 1' && pass "it is CSV" || fail "it is CSV" ;;
    table) if grep -q $'\033' out; then fail "no colour with NO_COLOR"; else pass "no colour with NO_COLOR"; fi ;;
    esac
done
finish
