#!/usr/bin/env python3
"""Make test stores: prepare.py FEW MANY N puts markup into names of FEW's best case,
makes its last one a case that is no longer found, and writes MANY with N cases."""
import json
import shutil
import sqlite3
import sys

MARKUP = "<img src=x onerror=\"window.hit=1\"><script>window.hit=2</script>"

few, many, wanted = sys.argv[1], sys.argv[2], int(sys.argv[3])
db = sqlite3.connect(few)
db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
case_id, body = db.execute("SELECT id, body FROM cases ORDER BY score DESC, id LIMIT 1").fetchone()
case = json.loads(body)
old = case["actors"][0]["names"][0]
case["actors"][0]["names"][0] = MARKUP
case["evidence"][1]["text"] = MARKUP
case["components"][0]["name"] = MARKUP
case["expected"][0]["name"] = MARKUP
case["expected"][0]["counterparts"] = [{"actor": 1, "names": [MARKUP]}]
for link in case["links"][:3]:
    link["text"] = MARKUP
db.execute("UPDATE cases SET body = ? WHERE id = ?", (json.dumps(case), case_id))
for record, hash_, text in db.execute(
        "SELECT r.id, r.hash, r.body FROM record r JOIN case_record c ON c.record = r.id WHERE c.case_id = ?",
        (case_id,)).fetchall():
    paper = json.loads(text)
    for party in paper["parties"]:
        if party.get("name") == old:
            party["name"] = MARKUP
        party["address"] = MARKUP
    for goods in paper["goods"]:
        goods["description"] = MARKUP
    paper["remarks"] = MARKUP
    db.execute("UPDATE record SET body = ? WHERE id = ? AND hash = ?", (json.dumps(paper), record, hash_))
db.execute("INSERT INTO stale SELECT id, 1 FROM cases ORDER BY score, id DESC LIMIT 1")
db.commit()
db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
db.close()

shutil.copyfile(few, many)
db = sqlite3.connect(many)
db.execute("DELETE FROM stale")
rows = db.execute("SELECT id, kit, score, body, seq FROM cases ORDER BY score DESC, id").fetchall()
for i in range(wanted - len(rows)):
    case_id, kit, score, body, seq = rows[i % len(rows)]
    db.execute("INSERT INTO cases (id, kit, score, body, seq) VALUES (?, ?, ?, ?, ?)",
               (f"{case_id}-{i}", kit, score - 0.001 * (i + 1), body, seq + 1000 + i))
db.commit()
db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
db.close()
