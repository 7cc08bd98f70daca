"""Writes the distinct parties of made-up worlds as records of one consignee each for bench/link.c, id dN-ANY:ACTOR:PARTY.NUMBER.

usage: link_world.py OUT.ndjson FOLDER... - each folder from `seine simulate --parties --format ndjson`. ACTOR is the
hand of a scheme that wrote the paper, or else the party itself; N is the difficulty of the scheme, 0 for honest papers. ANY is
everybody who is one with it by whatever chain: a hand, the parties whose names it uses, their own honest papers. A role that two
versions of a record give to different parties is left out. The simulator gives its banks the address and the telephone of a firm:
on paper they are one, so they are in ANY.
"""
import csv
import json
import pathlib
import sys

BANK = 1 << 61
FIELDS = ("name", "address", "city", "postcode", "country", "phone", "email", "ids")


class Actors:
    """Union-find over party and hand labels."""

    def __init__(self):
        self.parent = {}

    def find(self, a):
        self.parent.setdefault(a, a)
        while self.parent[a] != a:
            self.parent[a] = self.parent[self.parent[a]]
            a = self.parent[a]
        return a

    def join(self, a, b):
        a, b = sorted((self.find(a), self.find(b)))
        self.parent[b] = a


def truth(path, actors):
    """(id, role) -> party, hand, difficulty, or None where versions differ."""
    of = {}
    with open(path, newline="", encoding="utf-8") as f:
        for r in csv.DictReader(f):
            key, who = (r["id"], r["role"]), (r["party"], r["hand"], int(r["difficulty"] or 0))
            of[key] = who if of.get(key, who) == who else None
            if r["hand"]:
                actors.join(r["party"], r["hand"])
            if int(r["party"][1:], 16) & BANK:
                actors.join(r["party"], f"P{int(r['party'][1:], 16) ^ BANK:x}")
    return of


def mentions(folder):
    actors = Actors()
    of = truth(folder / "parties.csv", actors)
    seen = set()
    for path in sorted(folder.glob("consignments*.ndjson")):
        for line in open(path, encoding="utf-8"):
            record = json.loads(line)
            for p in record.get("parties", ()):
                who = of.get((record["id"], p.get("role")))
                made = {k: p[k] for k in FIELDS if p.get(k)}
                key = (who, json.dumps(made, sort_keys=True))
                if who and made and key not in seen:
                    seen.add(key)
                    party, hand, level = who
                    labels = [f"{folder.name}{x.replace('.', '-')}" for x in (actors.find(party), hand or party, party)]
                    yield f"d{level}-" + ":".join(labels), made


def main():
    with open(sys.argv[1], "w", encoding="utf-8") as out:
        n = 0
        for folder in sys.argv[2:]:
            for label, party in mentions(pathlib.Path(folder)):
                record = {"id": f"{label}.{n}", "parties": [{"role": "consignee", **party}]}
                out.write(json.dumps(record, ensure_ascii=False) + "\n")
                n += 1


main()
