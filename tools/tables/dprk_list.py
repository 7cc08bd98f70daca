#!/usr/bin/env python3
"""Make data/lists/dprk.csv: public designation facts of the DPRK programmes in our own layout.

    tools/tables/dprk_list.py --sdn FILE [--sdn FILE]... [--add FILE]... [--alt FILE]... --un FILE -o OUT

--sdn   OFAC sdn.csv as published (no header), or a table uid,name,type,programs,alternate_names.
        Several files may be given, newest first: the newest that has an entry gives its name, type
        and programmes, and the entries are those of the newest file; remarks (IMO numbers, flags,
        "a.k.a." in quotes, nationality) are taken from the newest file that has them.
--add, --alt   OFAC add.csv and alt.csv as published.
--un    the UN Security Council consolidated list in XML; entries KPi.nnn and KPe.nnn are used.

Only names, aliases, types, countries, cities, programmes and ship or aircraft numbers are taken; no
birth data, no passports, no narrative. A UN entry whose name (its words in any order) or IMO number
is that of exactly one OFAC entry of the same type becomes part of that row. OFAC data are works of
the US government (public domain); the UN list may be re-used with attribution.
"""
import argparse
import csv
import re
import sys
import unicodedata
import xml.etree.ElementTree as ElementTree

COLUMNS = ["id", "name", "type", "country", "aliases", "address", "program", "list", "identifiers"]
TAGS = {"DPRK", "DPRK2", "DPRK3", "DPRK4", "DPRK-NKSPEA", "NKSPEA"}
TYPES = {"individual": "person", "entity": "company", "": "company", "vessel": "vessel",
         "aircraft": "aircraft"}
COUNTRIES = {
    "korea, north": "KP", "democratic people's republic of korea": "KP", "north korea": "KP",
    "dprk": "KP", "korea, south": "KR", "china": "CN", "russia": "RU", "russian federation": "RU",
    "hong kong": "HK", "taiwan": "TW", "singapore": "SG", "malaysia": "MY", "vietnam": "VN",
    "viet nam": "VN", "thailand": "TH", "cambodia": "KH", "burma": "MM", "myanmar": "MM",
    "indonesia": "ID", "philippines": "PH", "laos": "LA", "india": "IN", "mongolia": "MN",
    "iran": "IR", "iran (islamic republic of)": "IR", "syria": "SY", "syrian arab republic": "SY",
    "egypt": "EG", "united arab emirates": "AE", "yemen": "YE", "kuwait": "KW", "qatar": "QA",
    "oman": "OM", "turkey": "TR", "germany": "DE", "austria": "AT", "bulgaria": "BG",
    "france": "FR", "united kingdom": "GB", "switzerland": "CH", "liechtenstein": "LI",
    "italy": "IT", "cyprus": "CY", "latvia": "LV", "ukraine": "UA", "belarus": "BY",
    "japan": "JP", "united states": "US", "marshall islands": "MH", "panama": "PA",
    "belize": "BZ", "tanzania": "TZ", "tanzania, united republic of": "TZ", "togo": "TG",
    "sierra leone": "SL", "comoros": "KM", "palau": "PW", "fiji": "FJ", "saint kitts and nevis":
    "KN", "virgin islands, british": "VG", "british virgin islands": "VG", "seychelles": "SC",
    "samoa": "WS", "angola": "AO", "namibia": "NA", "uganda": "UG", "sudan": "SD", "libya": "LY",
    "senegal": "SN", "equatorial guinea": "GQ", "mozambique": "MZ", "ethiopia": "ET",
    "congo, democratic republic of the": "CD", "cuba": "CU", "south africa": "ZA",
    "slovakia": "SK", "georgia": "GE", "dominica": "DM", "mexico": "MX", "peru": "PE",
    "kazakhstan": "KZ", "china, hong kong special administrative region": "HK",
    "pakistan": "PK", "israel": "IL", "nigeria": "NG", "madagascar": "MG", "benin": "BJ",
    "cote d ivoire": "CI", "cote d'ivoire": "CI", "zimbabwe": "ZW", "guinea": "GN", "poland": "PL",
}


def country_code(name):
    name = (name or "").strip().casefold().replace("\u2019", "'")
    return COUNTRIES.get(name, "")


def clean(text):
    text = unicodedata.normalize("NFC", text or "").replace("\u2019", "'").replace("-0-", "")
    text = " ".join(text.split()).strip(' "')
    return text.replace(";", ",")


def key(name):
    name = re.sub("['\u2018\u2019]", "", unicodedata.normalize("NFKD", name).casefold())
    words = re.findall(r"[^\W_]+", name)
    return " ".join(sorted(words))


def rows(path):
    with open(path, encoding="utf-8", newline="") as file:
        for row in csv.reader(line for line in file if line.strip("\x1a\r\n")):
            yield ["" if cell.strip() == "-0-" else cell.strip() for cell in row]


def read_sdn(path):
    """uid -> (name, type, programmes, aliases, flag, remarks)"""
    found = {}
    header = None
    for row in rows(path):
        if header is None:
            header = row[0] == "uid"
            if header:
                continue
        if header:
            found[row[0]] = (row[1], row[2], [p.strip() for p in row[3].split(";")],
                             [a.strip() for a in row[4].split(";") if a.strip()], "", "")
        elif len(row) >= 12:
            found[row[0]] = (row[1], row[2], row[3].split("] ["), [], row[9], row[11])
    return found


def remark_facts(remarks):
    facts = {"identifiers": [], "aliases": re.findall(r"a\.k\.a\. '([^']+)'", remarks)}
    for number in re.findall(r"\bIMO (\d{7})\b", remarks):
        facts["identifiers"].append("IMO " + number)
    for label, pattern in (("MMSI", r"\bMMSI\)? (\d{9})\b"),
                           ("MSN", r"Serial Number \(MSN\) ([\w-]+)"),
                           ("Tail", r"Aircraft Tail Number ([\w-]+)")):
        for value in re.findall(pattern, remarks):
            facts["identifiers"].append(f"{label} {value}")
    nation = re.search(r"nationality ([^;.]+)", remarks)
    facts["nationality"] = country_code(nation.group(1)) if nation else ""
    return facts


def ofac(args):
    tables = [read_sdn(path) for path in args.sdn]
    addresses, aliases = {}, {}
    for path in args.add:
        for row in rows(path):
            if len(row) >= 5:
                addresses.setdefault(row[0], []).append((row[3], row[4]))
    for path in args.alt:
        for row in rows(path):
            if len(row) >= 4:
                aliases.setdefault(row[0], []).append(row[3])
    entries = []
    for uid, (name, kind, programs, alts, _, _) in tables[0].items():
        if not TAGS & set(programs):
            continue
        versions = [t[uid] for t in tables if uid in t]
        facts = remark_facts(next((v[5] for v in versions if v[5]), ""))
        flag = country_code(next((v[4] for v in versions if v[4]), ""))
        kind = TYPES[kind.casefold()]
        places = addresses.get(uid, [])
        codes = [code for code in (country_code(p[1]) for p in places) if code]
        country = codes[0] if codes else flag if kind == "vessel" else facts["nationality"]
        towns = [clean(", ".join(x for x in (town, land) if x)) for town, land in places]
        entries.append({"id": "OFAC-" + uid, "name": clean(name), "type": kind,
                        "country": country, "aliases": alts + aliases.get(uid, []) +
                        facts["aliases"], "address": towns, "program": sorted(programs),
                        "list": ["OFAC SDN"], "identifiers": facts["identifiers"]})
    return entries


def un(path):
    entries = []
    for node in ElementTree.parse(path).getroot().iter():
        number = node.findtext("REFERENCE_NUMBER") or ""
        if node.tag not in ("INDIVIDUAL", "ENTITY") or not re.match("KP[ie]", number.strip()):
            continue
        kind = node.tag
        names = [node.findtext(t) or "" for t in ("FIRST_NAME", "SECOND_NAME", "THIRD_NAME",
                                                  "FOURTH_NAME")]
        alias = [a.findtext("ALIAS_NAME") or "" for a in node.findall(kind + "_ALIAS")]
        script = node.findtext("NAME_ORIGINAL_SCRIPT") or ""
        places = [(clean(a.findtext("CITY")), clean(a.findtext("COUNTRY")))
                  for a in node.findall(kind + "_ADDRESS")]
        codes = [code for code in (country_code(p[1]) for p in places) if code]
        nation = country_code(node.findtext("NATIONALITY/VALUE"))
        text = node.findtext("COMMENTS1") or ""
        imo = re.findall(r"\bIMO (?:number:? ?)?(\d{7})\b", text) if kind == "ENTITY" else []
        entries.append({"id": "UN-" + number.strip(), "name": clean(" ".join(n for n in names if n)),
                        "type": "person" if kind == "INDIVIDUAL" else "company",
                        "country": codes[0] if codes else nation,
                        "aliases": [x for a in alias + [script] for x in re.split(r"[;\n]", a)],
                        "address": [", ".join(x for x in p if x) for p in places],
                        "program": ["UN-1718"], "list": ["UN " + number.strip()],
                        "identifiers": ["IMO " + n for n in imo]})
    return entries


def merge(ours, theirs):
    index = {}
    for entry in ours:
        for name in {key(n) for n in [entry["name"]] + entry["aliases"]}:
            index.setdefault((entry["type"], name), []).append(entry)
    rest = []
    for entry in theirs:
        names = {key(n) for n in [entry["name"]] + entry["aliases"] if len(key(n).split()) > 1}
        hits = {e["id"]: e for n in sorted(names) for e in index.get((entry["type"], n), [])}
        if len(hits) != 1:
            rest.append(entry)
            continue
        (hit,) = hits.values()
        hit["aliases"] += [entry["name"]] + entry["aliases"]
        for field in ("address", "program", "list", "identifiers"):
            hit[field] += entry[field]
        hit["country"] = hit["country"] or entry["country"]
    return ours + rest


def write(entries, path):
    def joined(values, name=""):
        out = {}
        for value in map(clean, values):
            if value and value.casefold() != name.casefold():
                out.setdefault(value.casefold(), value)
        return ";".join(out.values())

    entries.sort(key=lambda e: (e["id"].split("-")[0], not e["id"].split("-")[1].isdigit(),
                                [int(n) for n in re.findall(r"\d+", e["id"])], e["id"]))
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        for e in entries:
            writer.writerow([e["id"], e["name"], e["type"], e["country"],
                             joined(e["aliases"], e["name"]), joined(e["address"]),
                             joined(e["program"]), joined(e["list"]), joined(e["identifiers"])])


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sdn", action="append", required=True)
    parser.add_argument("--add", action="append", default=[])
    parser.add_argument("--alt", action="append", default=[])
    parser.add_argument("--un", required=True)
    parser.add_argument("-o", "--output", required=True)
    args = parser.parse_args()
    entries = merge(ofac(args), un(args.un))
    write(entries, args.output)
    print(f"{len(entries)} entries", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
