#!/usr/bin/env python3
"""Make data/tables/un_numbers.tsv: dangerous goods numbers.

    tools/tables/un_numbers.py --cfr FILE --adr FILE -o data/tables/un_numbers.tsv

--cfr  CSV code,description of 49 CFR 172.101 (a work of the US government, public domain): 'UN1203',
       'NA1993', 'ID8000' and the proper shipping name.
--adr  CSV un_number,class,...,proper_shipping_name of the ADR table, for the classes and for numbers
       that the first lacks (names of the UN Model Regulations).
Rows: number, class or division, proper shipping name. One row a number: of several entries with one
number the shortest name. NA and ID numbers, which only US papers know, are left out.
"""
import argparse
import csv
import re

import common


def read(path):
    with open(path, encoding="utf-8", newline="") as f:
        return list(csv.DictReader(f))


def division(row):
    """'1.4' from class code '1.4S'; else the class."""
    match = re.match(r"1\.[1-6]", row["class_code"])
    if not match:
        match = re.search(r"[1-9](\.[1-6])?", row["class"])
    return match.group(0) if match else ""


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--cfr", required=True)
    parser.add_argument("--adr", required=True)
    parser.add_argument("-o", required=True)
    options = parser.parse_args()
    names, classes = {}, {}
    for r in read(options.adr):
        number = r["un_number"].zfill(4)
        classes.setdefault(number, division(r))
        name = common.clean(r["proper_shipping_name"])
        if number not in names or len(name) < len(names[number]):
            names[number] = name
    cfr = {}
    for r in read(options.cfr):
        if re.fullmatch(r"UN\d{4}", r["code"]):
            name = common.clean(r["description"])
            number = r["code"][2:]
            if number not in cfr or len(name) < len(cfr[number]):
                cfr[number] = name
    names.update(cfr)
    rows = [[n, classes.get(n, ""), names[n][:1].upper() + names[n][1:]] for n in sorted(names)]
    common.write(options.o, [
        "UN numbers of dangerous goods: number, class, proper shipping name. Source: 49 CFR 172.101",
        "(US government, public domain, 2012); classes and later numbers: ADR 2025 (UN Model",
        "Regulations), facts re-keyed. Made by tools/tables/un_numbers.py."], rows)


if __name__ == "__main__":
    main()
