"""Writes labelled entity-resolution sets as records of one consignee each, id CLUSTER.NUMBER, for bench/link.c.

usage: link_records.py DATA OUT - DATA holds er/ and names/; a set that is absent is left out. Given name and surname become
the name, parts of an address the address, birth dates and social-security numbers ids. Prints the names of the files made.
"""
import csv
import json
import pathlib
import sys


def rows(path):
    with open(path, newline="", encoding="utf-8", errors="replace") as f:
        yield from csv.DictReader(f, skipinitialspace=True)


def party(name="", address="", city="", postcode="", country="", phone="", email="", **ids):
    fields = dict(name=name, address=address, city=city, postcode=postcode, country=country, phone=phone, email=email)
    made = {k: v.strip() for k, v in fields.items() if v and v.strip()}
    known = [{"type": k, "value": v.strip()} for k, v in ids.items() if v and v.strip()]
    if known:
        made["ids"] = known
    return made


def words(*parts):
    return " ".join(p.strip() for p in parts if p and p.strip())


def febrl(*paths):
    for path in paths:
        for r in rows(path):
            yield r["rec_id"].split("-")[1], party(
                words(r["given_name"], r["surname"]), words(r["street_number"], r["address_1"], r["address_2"]),
                r["suburb"], r["postcode"], born=r["date_of_birth"], ssn=r["soc_sec_id"])


def fake(path):
    for r in rows(path):
        yield r["cluster"], party(words(r["first_name"], r["surname"]), city=r["city"], email=r["email"], born=r["dob"])


def senzing(folder):
    key = {(r["DATA_SOURCE"], r["RECORD_ID"]): r["CLUSTER_ID"] for r in rows(folder / "actual_truthset_key.csv")}
    for name in ("customers", "reference", "watchlist"):
        for r in rows(folder / f"{name}.csv"):
            of = (lambda r: lambda k: r.get(k) or "")(r)
            cluster = key.get((of("DATA_SOURCE"), of("RECORD_ID")))
            if cluster is None:
                continue
            person = words(of("PRIMARY_NAME_FIRST"), of("PRIMARY_NAME_MIDDLE"), of("PRIMARY_NAME_LAST"))
            yield cluster.replace(".", "-"), party(
                of("PRIMARY_NAME_ORG") or of("PRIMARY_NAME_FULL") or person, of("ADDR_FULL") or words(of("ADDR_LINE1"), of("ADDR_STATE")),
                of("ADDR_CITY"), of("ADDR_POSTAL_CODE"), phone=of("PHONE_NUMBER"), email=of("EMAIL_ADDRESS"),
                born=of("DATE_OF_BIRTH"), passport=of("PASSPORT_NUMBER"), licence=of("DRIVERS_LICENSE_NUMBER"), ssn=of("SSN_NUMBER"))


def papers(folder):
    cluster = {}
    for r in rows(folder / "DBLP-ACM_perfectMapping.csv"):
        cluster[r["idACM"]] = cluster.setdefault(r["idDBLP"], f"c{len(cluster)}")
    for path in ("DBLP2.csv", "ACM.csv"):
        for i, r in enumerate(rows(folder / path)):
            yield cluster.get(r["id"], f"{path[:3]}{i}"), party(r["title"], r["authors"], year=r["year"])


def main():
    data, out = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    sets, er = data / "er" / "splink_datasets", data / "er" / "jedai"
    out.mkdir(parents=True, exist_ok=True)
    made = {
        "FEBRL-3": lambda: febrl(sets / "dataset3.csv"),
        "FEBRL-4": lambda: febrl(sets / "dataset4a.csv", sets / "dataset4b.csv"),
        "fake_1000": lambda: fake(sets / "fake_1000.csv"),
        "Senzing": lambda: senzing(data / "names" / "senzing_truthset"),
        "DBLP-ACM": lambda: papers(er),
    }
    for name, read in made.items():
        try:
            lines = [json.dumps({"id": f"{c}.{i}", "parties": [{"role": "consignee", **p}]}) for i, (c, p) in enumerate(read()) if p]
        except FileNotFoundError:
            print(f"{name}: absent, left out", file=sys.stderr)
            continue
        (out / f"{name}.ndjson").write_text("\n".join(lines) + "\n")
        print(name)


main()
