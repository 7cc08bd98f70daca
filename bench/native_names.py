#!/usr/bin/env python3
"""How many listed parties are found by the names that lists give in Chinese characters and Hangul, if
those names are taken out of the list: native_names.py SEINE METI_JSON EU_CSV...

METI_JSON is Japan's list of end users as an array of {entity_name, aliases}; each EU_CSV is the annexes
of one regulation with the columns name, alias, weakAlias and schema. Many of the names are translations that no
spelling finds ("Academy of National Defense Science"), so the figures serve to compare versions."""
import collections
import csv
import json
import pathlib
import re
import subprocess
import sys
import tempfile

NATIVE = re.compile("[\u4e00-\u9fff\uac00-\ud7a3]")
RUN = re.compile("[\u4e00-\u9fff\uac00-\ud7a3][\u4e00-\u9fff\uac00-\ud7a3\uff08\uff09() \u00b7]*[\u4e00-\u9fff\uac00-\ud7a3\uff09)]")


def entities(path):
    if path.suffix == ".json":
        for e in json.loads(path.read_text(encoding="utf-8")):
            yield "company", [part for name in [e["entity_name"], *e.get("aliases", [])]
                              for part in re.split("[(\uff08)\uff09]", name)]
        return
    with path.open(encoding="utf-8", newline="") as f:
        for row in csv.DictReader(f):
            kind = "person" if row["schema"] == "Person" else "company"
            yield kind, [row["name"], *re.split("[;\n]", row["alias"] + ";" + row["weakAlias"])]


def split(names):
    native = [n for name in names for n in ([name] if not re.search("[A-Za-z]", name) else RUN.findall(name))
              if NATIVE.search(n)]
    latin = [name for name in names if not NATIVE.search(name) and re.search("[A-Za-z]{3}", name)]
    clean = [[" ".join(n.split()) for n in dict.fromkeys(part)] for part in (native, latin)]
    return [[n for n in part if len(n) > 1] for part in clean]


def main():
    seine, paths = sys.argv[1], [pathlib.Path(p) for p in sys.argv[2:]]
    wanted = {}
    with tempfile.TemporaryDirectory() as folder:
        listed, asked = f"{folder}/listed.csv", f"{folder}/asked.csv"
        with open(listed, "w", encoding="utf-8", newline="") as to_list, open(asked, "w", encoding="utf-8", newline="") as to_ask:
            lists, asks = csv.writer(to_list), csv.writer(to_ask)
            lists.writerow(["id", "name", "type", "country", "aliases"])
            asks.writerow(["id", "name", "type"])
            for path in paths:
                for kind, names in entities(path):
                    native, latin = split(names)
                    if not native or not latin:
                        continue
                    entity = str(len(wanted)) + path.stem
                    lists.writerow([entity, latin[0], kind, "", ";".join(n.replace(";", " ") for n in latin[1:])])
                    for name in native:
                        number = str(len(wanted))
                        wanted[number] = (path.stem, kind, entity)
                        asks.writerow([number, name, kind])
        out = subprocess.run([seine, "match", "-q", "-w", listed, "-i", asked, "-n", "3", "-f", "csv"],
                             check=True, capture_output=True, text=True, encoding="utf-8").stdout
    hits = {(row["id"], row["entity"]) for row in csv.DictReader(out.splitlines())}
    found, total = collections.Counter(), collections.Counter()
    for number, (stem, kind, entity) in wanted.items():
        total[stem, kind] += 1
        found[stem, kind] += (number, entity) in hits
    for key in sorted(total):
        print(f"{key[0]:<16} {key[1]:<8} {found[key]:>5} of {total[key]}")
    print(f"{'all':<25} {sum(found.values()):>5} of {sum(total.values())}")


if __name__ == "__main__":
    main()
