#!/usr/bin/env python3
"""Make data/tables/places.tsv: airports and the UN/LOCODE places that matter for carriage.

    tools/tables/places.py --packages DIR -o data/tables/places.tsv

DIR holds the unpacked packages airportsdata, pyunlocode (PyPI) and sea-ports (npm); see make.sh.
Rows: code, country ('' for a LOCODE: its first two letters), functions (hexadecimal set as in
geo.h), latitude, longitude, name. Kept of UN/LOCODE: every port, rail terminal, airport, inland
depot and border crossing of the world; road-only places for the countries in ROAD_TOO. A position
that UN/LOCODE lacks is taken from sea-ports, then from the airport of the same letters in the same
country, then from KEYED (public geography, keyed here).
"""
import argparse
import csv
import json
import pathlib

import common

PORT, RAIL, ROAD, AIRPORT, POSTAL, INLAND, BORDER = 1, 2, 4, 8, 16, 32, 64
FUNCTIONS = {"1": PORT, "2": RAIL, "3": ROAD, "4": AIRPORT, "5": POSTAL, "6": INLAND, "B": BORDER}
ROAD_TOO = set("KP CN KR RU MN HK MO TW JP VN LA MM KH TH KZ KG UZ TJ TM IR SY AE SG MY BY PK AF "
               "LB IQ JO YE SD LY EG TR GE AM AZ".split())
KEYED = {  # code: latitude, longitude, functions to add
    "KPCHO": (41.78, 129.82, 0), "KPGEN": (39.16, 127.44, 0), "KPHAE": (38.03, 125.71, 0),
    "KPHGM": (39.83, 127.62, 0), "KPKSN": (37.97, 126.55, 0), "KPNAM": (38.73, 125.40, 0),
    "KPSII": (40.10, 124.40, BORDER), "KPSON": (40.67, 129.20, 0), "KPWON": (39.16, 127.45, 0),
    "KPFNJ": (39.03, 125.75, RAIL | ROAD), "CNDDG": (40.12, 124.39, RAIL | BORDER),
    "CNTME": (42.97, 129.85, RAIL | BORDER), "CNMLX": (49.60, 117.43, RAIL | BORDER),
    "CNERC": (43.65, 111.98, RAIL | BORDER), "CNSFH": (44.40, 131.15, RAIL | BORDER),
    "CNHCG": (42.86, 130.37, BORDER), "CNQUH": (42.87, 130.19, BORDER),
    "CNMHN": (21.19, 101.69, BORDER), "CNGIR": (28.40, 85.33, BORDER),
    "RUKHS": (42.43, 130.64, RAIL | BORDER), "RUGRK": (44.41, 131.38, RAIL | BORDER),
    "RUNKI": (50.38, 106.10, RAIL | BORDER), "RUZBK": (49.63, 117.32, BORDER),
    "VNMOC": (21.53, 107.97, BORDER), "BYBQT": (52.10, 23.69, RAIL | ROAD | BORDER),
    "RUIVA": (59.37, 28.22, BORDER), "FIVAI": (60.86, 28.30, BORDER),
    "INRXL": (26.98, 84.85, BORDER), "INATT": (31.60, 74.61, BORDER),
    "PKWGH": (31.60, 74.57, BORDER), "LTKYB": (54.64, 22.77, BORDER),
}
WRONG_POSITION = {"KPCCD"}  # UN/LOCODE gives a place in another country


def position(text):
    """'4230N 00131E' in degrees, or None."""
    parts = text.split()
    if len(parts) != 2 or len(parts[0]) != 5 or len(parts[1]) != 6:
        return None
    lat = int(parts[0][:2]) + int(parts[0][2:4]) / 60
    lon = int(parts[1][:3]) + int(parts[1][3:5]) / 60
    if lat > 90 or lon > 180:
        return None
    return (-lat if parts[0][4] == "S" else lat, -lon if parts[1][5] == "W" else lon)


def airports(folder):
    found = {}
    with open(folder / "airportsdata/airports.csv", encoding="utf-8", newline="") as f:
        for r in csv.DictReader(f):
            if r["iata"]:
                found[r["iata"]] = [r["country"], AIRPORT, (float(r["lat"]), float(r["lon"])),
                                    r["city"] or r["name"]]
    areas = {}
    with open(folder / "airportsdata/iata_macs.csv", encoding="utf-8", newline="") as f:
        for r in csv.DictReader(f):
            areas.setdefault(r["City Code"], []).append(r)
    for code, rows in areas.items():
        known = [found[r["Airport Code"]] for r in rows if r["Airport Code"] in found]
        if code in found or not known:
            continue
        lat = sum(k[2][0] for k in known) / len(known)
        lon = sum(k[2][1] for k in known) / len(known)
        found[code] = [rows[0]["Country"], AIRPORT, (lat, lon), rows[0]["City Name"]]
    return found


def locodes(folder, by_iata):
    sea = {}
    ports = json.loads((folder / "sea-ports/package/lib/ports.json").read_text(encoding="utf-8"))
    for code, port in ports.items():
        if port.get("coordinates"):
            sea[code] = (port["coordinates"][1], port["coordinates"][0])
    found = {}
    for part in (1, 2, 3):
        path = folder / f"pyunlocode/csv/2023-1 UNLOCODE CodeListPart{part}.csv"
        for r in common.read_latin1_csv(path):
            if len(r) < 11 or not r[2]:
                continue
            code = r[1] + r[2]
            functions = sum(v for k, v in FUNCTIONS.items() if k in r[6])
            wanted = functions & (PORT | RAIL | AIRPORT | INLAND | BORDER) or \
                (functions & ROAD and r[1] in ROAD_TOO) or code in KEYED or code in sea
            if not wanted:
                continue
            place = None if code in WRONG_POSITION else position(r[10])
            if code in sea:
                place = place or sea[code]
            airport = by_iata.get(r[9] or r[2])
            if not place and airport and airport[0] == r[1] and functions & AIRPORT:
                place = airport[2]
            if code in KEYED:
                place = place or KEYED[code][:2]
                functions |= KEYED[code][2]
            if code in sea:
                functions |= PORT
            found.setdefault(code, ["", functions, place, common.clean(r[3])])
    for code, place in sea.items():
        if code not in found and len(code) == 5:
            found[code] = ["", PORT, place, common.clean(ports[code]["name"])]
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--packages", type=pathlib.Path, required=True)
    parser.add_argument("-o", required=True)
    options = parser.parse_args()
    by_iata = airports(options.packages)
    places = dict(by_iata)
    places.update(locodes(options.packages, by_iata))
    rows = []
    for code, (country, functions, place, name) in sorted(places.items()):
        lat, lon = place or (None, None)
        rows.append([code, country, f"{functions:x}", common.fixed(lat), common.fixed(lon),
                     common.clean(name)])
    common.write(options.o, [
        "Places: code, country, functions, latitude, longitude, name. See docs/data.md.",
        "Source: airportsdata 20260905 (PyPI, MIT), UN/LOCODE 2023-1 by UNECE in pyunlocode 0.1.0",
        "(PyPI, Artistic-2.0), sea-ports 0.0.9 (npm, MIT). Made by tools/tables/places.py.",
    ], rows)


if __name__ == "__main__":
    main()
