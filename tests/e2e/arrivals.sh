#!/bin/bash
# `seine scan --db` fed as records come: shuffled, late, some twice, some corrected later (or the correction first),
# withdrawn and issued again, or told of by a status, a manifest or a master.
# After each arrival it must give the cases of one scan of everything that had come by then, whether it goes on from what
# the last scan left beside the store or recalls all records; and both stores hold the same. What a store keeps stands in it
# as that scan has it, also where the scan into it reported few. Seeds are printed; others:
# ARRIVAL_SEEDS="7 8 9" bash tests/e2e/arrivals.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
LISTS=$SEINE_SOURCE/data/lists/dprk.csv
KITS=$SEINE_SOURCE/data/kits.json

# arrive.py SEED: part.N.ndjson are the arrivals, all.N.ndjson what has come by then, in another order.
cat >arrive.py <<'PY'
import copy, json, random, sys
rng = random.Random(int(sys.argv[1]))
rows = [json.loads(line) for line in open("world/consignments.ndjson")]

def corrected(row):
    """The same id with changed fields: issued later, the same day, earlier, or on no day told."""
    new = copy.deepcopy(row)
    document = new.setdefault("document", {})
    issued = document.pop("issued", None)
    if issued and rng.random() < 0.8:
        document["issued"] = issued[:8] + "%02d" % rng.randint(1, 28) if rng.random() < 0.7 else issued
    for change in rng.sample(["mass", "party", "goods", "line", "leg", "outcome"], rng.randint(1, 3)):
        other = rng.choice(rows)
        if change == "mass":
            new["gross_kg"] = rng.randint(1, 9000)
        elif change == "party" and new.get("parties") and other.get("parties"):
            new["parties"][rng.randrange(len(new["parties"]))] = {**rng.choice(other["parties"]), "role": rng.choice(new["parties"])["role"]}
        elif change == "goods" and new.get("goods") and other.get("goods"):
            new["goods"] = copy.deepcopy(other["goods"])
        elif change == "line" and new.get("goods"):
            new["goods"][0]["description"] = "spare parts as per invoice"
        elif change == "leg" and new.get("legs"):
            new["legs"] = new["legs"][:-1] if rng.random() < 0.5 else copy.deepcopy(other.get("legs", []))
        elif change == "outcome":
            new["outcome"] = {"status": rng.choice(["released", "inspected-clean", "held", "seized"]), "at": "2026-0%d-11" % rng.randint(1, 9)}
    return new

def others(row):
    """What else comes of a document: it is withdrawn, with or without its text, and perhaps issued again; a status
    without goods; a manifest that names it; the master of a house."""
    document = row["document"]
    of = rng.choice(["withdrawal", "withdrawal", "again", "status", "manifest", "master"])
    day = document["issued"][:8] + "%02d" % rng.randint(1, 28)
    time = rng.choice(["", "T%02d:30:00Z" % rng.randint(0, 23)])
    if of in ("withdrawal", "again"):
        new = copy.deepcopy(row) if rng.random() < 0.5 else {"id": row["id"], "document": dict(document)}
        new["document"].update(issued=day + time, withdrawn=True)
        if rng.random() < 0.1:
            del new["document"]["issued"]
        again = corrected(row)
        again["document"]["issued"] = day[:8] + "%02d" % rng.randint(1, 28) + time
        return [new, again] if of == "again" else [new]
    if of == "status":
        return [{"id": row["id"], "document": {**document, "issued": day}, "outcome": {"status": "held", "at": day}}]
    if of == "master" and "master" in document:
        return [{"id": document["master"], "document": {"type": document["type"].removeprefix("house-"), "number": document["master"],
                 "issued": day}, "carrier": rng.choice(["CA", "EK"]), "legs": row.get("legs", []), "parties": row["parties"][:1]}]
    return [{"id": row["id"], "document": {**document, "type": "cargo-manifest", "issued": day}, "pieces": rng.randint(1, 9),
             "gross_kg": rng.randint(1, 900), "legs": row.get("legs", [])[:1]}]

n = rng.randint(2, 4)
parts = [[] for _ in range(n)]
for row in rows:
    # Most come in the order of their days, one in five at any time: early or late.
    due = rng.randrange(n) if rng.random() < 0.2 else min(n - 1, rows.index(row) * n // len(rows))
    parts[due].append(row)
    if rng.random() < 0.03:
        parts[rng.randrange(n)].append(row)
    for _ in range(rng.choice([1, 1, 2]) if rng.random() < 0.06 else 0):
        parts[rng.randrange(n)].append(corrected(row))
    for other in others(row) if rng.random() < 0.06 else []:
        parts[rng.randrange(n)].append(other)
come = []
for i, part in enumerate(parts):
    rng.shuffle(part)
    come += part
    every = come[:]
    rng.shuffle(every)
    for name, records in (("part", part), ("all", every)):
        with open("%s.%d.ndjson" % (name, i), "w") as f:
            f.writelines(json.dumps(r, ensure_ascii=False) + "\n" for r in records)
print(n)
PY
# ids are given by the memory, all else must be equal; no id stands twice.
cat >same.py <<'PY'
import json, sys
kept, fresh = ([json.loads(line) for line in open(name)] for name in sys.argv[1:3])
ids = [c.pop("case") for c in kept]
for c in fresh:
    c.pop("case")
assert len(set(ids)) == len(ids), "two cases have one id"
assert fresh, "a world without a case shows nothing"
for a, b in zip(kept, fresh):
    for key in sorted(set(a) | set(b)):
        assert a.get(key) == b.get(key), "rank %s: %s is %r, of everything %r" % (b["rank"], key, a.get(key), b.get(key))
assert len(kept) == len(fresh), "%d cases, of everything %d" % (len(kept), len(fresh))
PY
# STORE SCAN TOP: each case of the store that counts as found is one of the scan's, byte for byte but for its id; prints how
# many of them are behind the first TOP.
cat >found.py <<'PY'
import json, sqlite3, sys
store, scan, top = sys.argv[1], [json.loads(line) for line in open(sys.argv[2])], int(sys.argv[3])
kept = sqlite3.connect(store).execute("SELECT id, score, body FROM cases WHERE id NOT IN (SELECT case_id FROM stale)").fetchall()
for c in scan:
    c.pop("case")
behind, ranks = 0, set()
for case, score, body in kept:
    c = json.loads(body)
    assert c.pop("case") == case and abs(score - c["score"]) < 1e-9, "%s is kept as another" % case
    rank = c["rank"]
    assert c == scan[rank - 1], "%s of rank %d is kept otherwise than it was found" % (case, rank)
    assert rank not in ranks, "two kept cases are the one of rank %d" % rank
    ranks.add(rank)
    behind += rank > top
assert ranks >= set(range(1, min(top, len(scan)) + 1)), "not all that was reported is kept"
print(behind)
PY

scan() { # scan OUTPUT TOP ARGUMENTS...
    local output=$1 top=$2
    shift 2
    run "$SEINE" scan --verbose --watchlist "$LISTS" --kits "$KITS" --format ndjson --top "$top" -o "$output" "$@"
}
seeds="1 5 6 7" n_behind=0
[ -z "${SEINE_SLOW:-}" ] || seeds="5"
for seed in ${ARRIVAL_SEEDS:-$seeds}; do
    rm -rf world kept.db* slow.db* few.db* part.* all.*
    run "$SEINE" simulate --consignments 2000 --schemes 5 --seed "$seed" --days 200 --quiet --kits "$KITS" --format ndjson --out world
    expect "seed $seed: a world is made" 0
    run python3 arrive.py "$seed"
    expect "seed $seed: arrivals are made" 0
    n=$(cat out)
    for ((i = 0; i < n; i++)); do
        scan kept.nd 1000 --db kept.db part.$i.ndjson
        expect "seed $seed: arrival $((i + 1)) of $n is taken" 0
        [ $i = 0 ] || expect_text "seed $seed: and gone on from the one before" err 'went on from what the last scan left'
        rm -f slow.db.state
        scan slow.nd 1000 --db slow.db part.$i.ndjson
        expect_same "seed $seed: as if every record had been recalled" kept.nd slow.nd
        found=$(sqlite3 kept.db "SELECT count(*) FROM cases WHERE id NOT IN (SELECT case_id FROM stale)")
        [ "$found" = "$(wc -l <kept.nd)" ] && pass "seed $seed: and no other case counts as found" ||
            fail "seed $seed: and no other case counts as found" "$found of $(wc -l <kept.nd)"
        scan fresh.nd 1000 all.$i.ndjson
        run python3 same.py kept.nd fresh.nd
        expect "seed $seed: arrival $((i + 1)) of $n gives the cases of a scan of everything so far" 0
        # Of many at first, of few from then on.
        scan few.nd $((i == 0 ? 40 : 4)) --db few.db part.$i.ndjson
        run python3 found.py few.db fresh.nd $((i == 0 ? 40 : 4))
        expect "seed $seed: a store whose scans report few keeps each case as that scan has it" 0
        n_behind=$((n_behind + $(cat out) + 0))
    done
    sqlite3 kept.db .dump | grep -v "INTO audit" >kept.sql
    sqlite3 slow.db .dump | grep -v "INTO audit" >slow.sql
    expect_same "seed $seed: both stores hold the same" kept.sql slow.sql
done
[ "$n_behind" -ge 10 ] && pass "of which some were behind the few" || fail "of which some were behind the few" "$n_behind"
finish
