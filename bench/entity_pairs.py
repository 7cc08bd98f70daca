#!/usr/bin/env python3
"""How many labelled pairs of entities are told right at the default threshold.

usage: entity_pairs.py SEINE PAIRS.yml [--wrong]
PAIRS.yml holds `checks`, each with match, schema, query and candidate (names or their parts), as nomenklatura's checks do.
Needs PyYAML. Prints one line; --wrong adds the pairs that were told wrong."""
import csv
import io
import subprocess
import sys

import yaml

PARTS = ("firstName", "secondName", "middleName", "fatherName", "lastName")


def name(entity):
    value = entity.get("name") or " ".join(str(entity[k]) for k in PARTS if entity.get(k))
    return value[0] if isinstance(value, list) else str(value)


def main():
    seine, path = sys.argv[1:3]
    checks = yaml.safe_load(open(path, encoding="utf-8"))["checks"]
    table = io.StringIO()
    out = csv.writer(table)
    out.writerow(["name1", "name2", "schema", "is_match"])
    for c in checks:
        out.writerow([name(c["query"]), name(c["candidate"]), c["schema"], str(c["match"]).lower()])
    done = subprocess.run([seine, "pair", "--quiet", "--csv", "-", "--format", "csv"], input=table.getvalue(),
                          capture_output=True, text=True, check=True)
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    wrong = [r for r in rows if (float(r["score"]) >= 0.70) != (r["is_match"] == "true")]
    print(f"{len(rows)} pairs of entities, {len(rows) - len(wrong)} right ({(1 - len(wrong) / len(rows)) * 100:.1f} %)")
    if "--wrong" in sys.argv:
        for r in wrong:
            print(f"  {r['score']} {'same' if r['is_match'] == 'true' else 'other'}: {r['name1']} | {r['name2']} ({r['schema']})")


if __name__ == "__main__":
    main()
