#!/usr/bin/env python3
"""Check kit files against the public tables that they quote.

    tools/kits_check.py [--goods DIR] [--hs FILE] [--counts FILE...] KITS.json...

Shape: fields, types, ids, mass ranges, 2-10 digit HS prefixes, terms that are not empty, not twice
in one component, and not also its negative term; Han, Hangul and Cyrillic terms in every component.
HS: every prefix (its first six digits) is in the HS 2022 table of DIR/hs, or else in FILE, a CSV or
TSV with a column `hs`, `hscode` or `code`, or else (neither given) in this repository's own table if
it has one. Controls: `ECCN x` stands in DIR/us_ear_*/ccl.json, `EU x` in the text of Annex I and
`MLn` in the text of the Common Military List under DIR/eu_dualuse_*; `MTCR x` is checked for shape
only. Exit 0: all good; 1: findings, one a line.
"""
import argparse
import csv
import glob
import json
import os
import re
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
OWN_HS = os.path.join(ROOT, "data", "tables", "hs.tsv")  # heading, ends of its codes, text
SCRIPTS = (("Han", "[\u4e00-\u9fff]"), ("Hangul", "[\uac00-\ud7a3]"), ("Cyrillic", "[\u0400-\u04ff]"))
MTCR = re.compile(r"^(?:[1-9]|1[0-9]|20)\.[A-E]\.[0-9]{1,2}$")
REQUIRED = {"id": str, "name": str, "hs": list, "terms": list, "control": list,
            "typical_kg": list, "essential": bool, "source": str}


def hs_table(goods, path):
    if goods:
        path = os.path.join(goods, "hs", "harmonized-system.csv")
    if not path and os.path.exists(OWN_HS):
        with open(OWN_HS, encoding="utf-8") as file:
            rows = [line.split("\t") for line in file if not line.startswith("#")]
        return {row[0] + tail for row in rows for tail in [""] + row[1].split()}, OWN_HS
    if not path or not os.path.exists(path):
        return None, None
    with open(path, encoding="utf-8-sig", newline="") as file:
        lines = [line for line in file if not line.startswith("#")]
    reader = csv.DictReader(lines, delimiter="\t" if path.endswith("tsv") else ",")
    names = [n for n in ("hscode", "hs", "code", "heading") if n in (reader.fieldnames or [])]
    if not names:
        return None, None
    return {row[names[0]].strip().replace(".", "") for row in reader}, path


def control_tables(goods):
    if not goods:
        return None
    tables = {}
    for path in glob.glob(os.path.join(goods, "us_ear_*", "ccl.json")):
        with open(path, encoding="utf-8") as file:
            tables["ECCN"] = {e["eccn"] for e in json.load(file)["entries"]}
    for name, key, pattern in (("export-control-appendix2.txt", "EU", r"\b[0-9][A-E][0-9]{3}\b"),
                               ("export-control-appendix1.txt", "ML", r"\bML[0-9]{1,2}\b")):
        for path in glob.glob(os.path.join(goods, "eu_dualuse_*", name)):
            with open(path, encoding="utf-8") as file:
                tables[key] = set(re.findall(pattern, file.read()))
    return tables


class Checker:
    def __init__(self, hs, controls):
        self.hs, self.controls, self.found, self.kits = hs, controls, [], {}
        self.deepest = max((len(h) for h in hs), default=0) if hs else 0

    def say(self, where, what):
        self.found.append(f"{where}: {what}")

    def component(self, where, c):
        for field, kind in REQUIRED.items():
            if not isinstance(c.get(field), kind):
                self.say(where, f"field {field} is missing or no {kind.__name__}")
                return
        low, high = c["typical_kg"]
        if not 0 < low < high:
            self.say(where, f"typical_kg {low}..{high} is no range")
        for prefix in c["hs"]:
            if not re.fullmatch("[0-9]{2,10}", prefix):
                self.say(where, f"hs {prefix!r} is not 2-10 digits")
            elif self.hs and prefix[: min(6, self.deepest)] not in self.hs:
                self.say(where, f"hs {prefix} is not in the HS table")
        negative = c.get("negative_terms", [])
        for term in c["terms"] + negative:
            if not term.strip() or len(term.encode()) > 200:
                self.say(where, f"term {term!r} is empty or too long")
        folded = [t.casefold() for t in c["terms"]]
        for term in folded:
            if folded.count(term) > 1 or term in [n.casefold() for n in negative]:
                self.say(where, f"term {term!r} stands twice")
        for name, pattern in SCRIPTS:
            if not any(re.search(pattern, t) for t in c["terms"]):
                self.say(where, f"no {name} term")
        for entry in c["control"]:
            self.control(where, entry)

    def control(self, where, entry):
        if entry.startswith("ML"):
            kind, number = "ML", entry
        else:
            kind, _, number = entry.partition(" ")
        if kind == "MTCR":
            if not MTCR.match(number):
                self.say(where, f"{entry!r} is no item of the MTCR Annex")
        elif kind not in ("EU", "ECCN", "ML"):
            self.say(where, f"{entry!r} is of no known list (EU, ECCN, ML, MTCR)")
        elif self.controls is not None and number not in self.controls.get(kind, ()):
            self.say(where, f"{entry!r} is not in the text of that list")

    def file(self, path):
        with open(path, encoding="utf-8") as file:
            kits = json.load(file)
        for kit in kits:
            where = f"{os.path.basename(path)}: {kit.get('id')}"
            if kit["id"] in self.kits:
                self.say(where, "this kit id is there already")
            self.kits[kit["id"]] = len(kit["components"])
            if not kit.get("source") or not kit.get("name"):
                self.say(where, "name or source is missing")
            ids = [c.get("id") for c in kit["components"]]
            if len(set(ids)) != len(ids):
                self.say(where, "component ids are not distinct")
            if not 8 <= len(ids) <= 14:
                self.say(where, f"{len(ids)} components, 8-14 expected")
            if not kit.get("decoy") and not any(c.get("control") for c in kit["components"]):
                self.say(where, "no component quotes a control list")
            for c in kit["components"]:
                self.component(f"{where}/{c.get('id')}", c)


def print_counts(kit_paths, count_paths):
    counts = {}
    for path in count_paths:
        with open(path, encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file):
                code = (row.get("hs") or row.get("HS6 Code") or "").replace(".", "").zfill(6)
                counts[code] = counts.get(code, 0) + 1
    print(f"{sum(counts.values())} records")
    for path in kit_paths:
        total = 0
        with open(path, encoding="utf-8") as file:
            kits = json.load(file)
        for kit in kits:
            fits = [sum(n for code, n in counts.items() if code.startswith(tuple(c["hs"])))
                    for c in kit["components"]]
            total += sum(fits)
            print(f"{kit['id']:24} {len(fits):3} components {sum(fits):6} records", *fits)
        print(f"{os.path.basename(path):24} {total:22} records in all")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--goods", help="folder with hs/, us_ear_*/ and eu_dualuse_*/")
    parser.add_argument("--hs", help="HS table if --goods is not given")
    parser.add_argument("--counts", nargs="+", default=[], help="CSV files of trade records")
    parser.add_argument("kits", nargs="*")
    args = parser.parse_args()
    hs, hs_path = hs_table(args.goods, args.hs)
    checker = Checker(hs, control_tables(args.goods))
    kits = args.kits or [os.path.join(ROOT, "data", name) for name in ("kits.json", "kits-decoy.json")]
    for path in kits:
        checker.file(path)
    if args.counts:
        print_counts(kits, args.counts)
    for line in checker.found:
        print(line)
    print(f"{len(checker.kits)} kits, {sum(checker.kits.values())} components, "
          f"{len(checker.found)} findings; HS table: {'yes' if hs_path else 'none'}; "
          f"control texts: {'yes' if args.goods else 'none'}")
    return 1 if checker.found else 0


if __name__ == "__main__":
    sys.exit(main())
