#!/usr/bin/env python3
"""Make data/tables/carriers.tsv and data/tables/lanes.tsv from OpenTravelData.

    tools/tables/air.py --optd DIR --places data/tables/places.tsv -o data/tables

DIR holds optd_airlines.csv, optd_airline_por.csv and (optional) iata_airline_list_20180907.csv of
OpenTravelData (CC BY 4.0). Only facts are taken, in our own layout:
carriers: AWB prefix, rank among those with the prefix (0 = current), '*' if the row is the one that
its designator stands for, designator, country, name.
lanes: origin; then for each destination 'DST', a class letter of weekly flights (a..h for 1 2 4 7
14 28 56 112), the number of airlines, and up to four designators, most flights first. Frequencies
there are of about a year. Lanes of railway stations and of fewer than 12 flights are left out.
"""
import argparse
import collections
import csv
import pathlib

import common

# Published services that the source lacks: origin, destination, airline, flights of a year.
KEYED_LEGS = [("JS", "FNJ", "PEK", 156), ("JS", "FNJ", "SHE", 104), ("JS", "FNJ", "VVO", 104),
              ("CA", "FNJ", "PEK", 104)]
CLASSES = [1, 2, 4, 7, 14, 28, 56, 112]
SOURCE = "Source: OpenTravelData (CC BY 4.0), 2026-08; re-keyed. Made by tools/tables/air.py."


def read(path):
    with open(path, encoding="utf-8", newline="") as f:
        return list(csv.DictReader(f, delimiter="^"))


def read_places(path):
    country = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        fields = line.split("\t")
        if not line.startswith("#") and len(fields[0]) == 3:
            country[fields[0]] = fields[1]
    return country


def prefix_of(text):
    return text.zfill(3) if text.isdigit() and 0 < int(text) < 1000 else ""


def home(row, country, origins):
    """The country of the first known base, else of the airport it leaves most often."""
    for base in row["bases"].replace("=", "|").split("|"):
        if base in country:
            return country[base]
    flown = origins.get(row["2char_code"])
    if not flown:
        return ""
    by_country = collections.Counter()
    for airport, flights in flown.items():
        by_country[country[airport]] += flights
    return max(sorted(by_country), key=lambda c: by_country[c])


def carriers(folder, country, legs):
    origins, flights = collections.defaultdict(collections.Counter), collections.Counter()
    for airline, origin, _, n in legs:
        origins[airline][origin] += n
        flights[airline] += n
    rows, seen = [], set()
    for r in read(folder / "optd_airlines.csv"):
        code, prefix = r["2char_code"], prefix_of(r["num_code"])
        if len(code) != 2:
            code = ""
        ended = r["validity_to"] != ""
        if (code and not ended) or prefix:
            rows.append((prefix, code, ended, -flights[code], home(r, country, origins),
                         common.clean(r["name"])))
            seen.add((prefix, code))
    extra = folder / "iata_airline_list_20180907.csv"
    for r in read(extra) if extra.exists() else []:
        code, prefix = r["2char_code"], prefix_of(r["num_code"])
        if prefix and (prefix, code) not in seen:
            seen.add((prefix, code))
            rows.append((prefix, code, True, -flights[code], "", common.clean(r["name"])))
    rows.sort(key=lambda r: (r[0], r[2], r[3], r[1], r[5]))
    holder = {}
    for i, r in enumerate(rows):
        key = (r[2], r[0] == "", r[3], i)
        if r[1] and (r[1] not in holder or key < holder[r[1]]):
            holder[r[1]] = key
    held = {key[3] for key in holder.values()}
    out, rank = [], collections.Counter()
    unique = set()
    for i, r in enumerate(rows):
        if (r[0], r[1], r[5]) in unique and i not in held:
            continue
        unique.add((r[0], r[1], r[5]))
        out.append([r[0], str(min(rank[r[0]], 9)) if r[0] else "0", "*" if i in held else "",
                    r[1], r[4], r[5]])
        rank[r[0]] += 1
    return out


def lanes(legs):
    flights = collections.defaultdict(collections.Counter)
    for airline, origin, destination, n in legs:
        flights[origin, destination][airline] += n
    by_origin = collections.defaultdict(list)
    for (origin, destination), airlines in sorted(flights.items()):
        total = sum(airlines.values())
        if total < 12:
            continue
        weekly = total / 52
        best = min(range(len(CLASSES)), key=lambda i: abs(CLASSES[i] - weekly))
        order = sorted(airlines, key=lambda a: (-airlines[a], a))
        by_origin[origin].append(destination + "abcdefgh"[best] + str(len(order)) + "/" +
                                 "".join(order[:4]))
    return [[origin, *rows] for origin, rows in sorted(by_origin.items())]


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--optd", type=pathlib.Path, required=True)
    parser.add_argument("--places", type=pathlib.Path, required=True)
    parser.add_argument("-o", type=pathlib.Path, required=True)
    options = parser.parse_args()
    country = read_places(options.places)
    legs = [(r["airline_code"], r["apt_org"], r["apt_dst"], int(r["flt_freq"]))
            for r in read(options.optd / "optd_airline_por.csv")
            if r["apt_org"] in country and r["apt_dst"] in country and len(r["airline_code"]) == 2
            and r["apt_org"] != r["apt_dst"]]
    legs += KEYED_LEGS + [(a, d, o, n) for a, o, d, n in KEYED_LEGS]
    common.write(options.o / "carriers.tsv", [
        "Carriers: AWB prefix, rank, '*' = its designator's row, designator, country, name.",
        SOURCE], carriers(options.optd, country, legs))
    common.write(options.o / "lanes.tsv", [
        "Air lanes: origin, then destination + class of weekly flights + airlines '/' designators.",
        SOURCE], lanes(legs))


if __name__ == "__main__":
    main()
