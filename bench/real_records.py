"""Writes real shipment and declaration data as Seine's records (NDJSON), for bench/checks.sh and bench/declarations.py.

usage: real_records.py DATA OUT - DATA holds trade/; a set that is absent is left out. Prints "label path..." for each set.
"""
import csv
import datetime
import io
import json
import pathlib
import sys
import tarfile

MODES = {"Air": "air", "Air Charter": "air", "Truck": "road", "Ocean": "sea"}


def number(text):
    try:
        return float(text.replace(",", ""))
    except ValueError:
        return None


def day(text):
    for form in ("%d-%b-%y", "%m/%d/%y", "%Y-%m-%d"):
        try:
            return datetime.datetime.strptime(text, form).date().isoformat()
        except ValueError:
            pass
    return None


def full(record):
    return {k: v for k, v in record.items() if v not in (None, "", [], {})}


def scms_rows(path):
    text = path.read_text(encoding="utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    return list(csv.DictReader(io.StringIO(text)))


def scms(path):
    """One record for each delivery note: mass and freight where its lines state them, once."""
    notes = {}
    for r in scms_rows(path):
        note = notes.setdefault(r["ASN/DN #"], {"lines": [], "kg": 0.0, "freight": 0.0, "row": r})
        note["kg"] += number(r["Weight (Kilograms)"]) or 0
        note["freight"] += number(r["Freight Cost (USD)"]) or 0
        note["lines"].append(full({
            "line": len(note["lines"]) + 1, "description": r["Item Description"], "quantity": number(r["Line Item Quantity"]),
            "unit": "PK", "value": number(r["Line Item Value"]), "currency": "USD", "brand": r["Brand"]}))
    for name, note in notes.items():
        r = note["row"]
        yield full({
            "id": name, "mode": MODES.get(r["Shipment Mode"]), "gross_kg": note["kg"] or None, "freight": note["freight"] or None,
            "freight_currency": "USD" if note["freight"] else None, "goods": note["lines"],
            "document": full({"issued": day(r["Delivered to Client Date"])}),
            "parties": [{"role": "shipper", "name": r["Vendor"]}, {"role": "consignee", "name": r["Project Code"] + " " + r["Country"]}]})


def korea(*paths):
    for path in paths:
        for r in csv.DictReader(path.open(encoding="utf-8-sig")):
            parties = [("shipper", "Seller ID"), ("consignee", "Importer ID"), ("declarant", "Declarant ID"), ("forwarder", "Courier ID")]
            yield full({
                "id": r["Declaration ID"], "mode": {"10": "sea", "40": "air"}.get(r["Mode of Transport"]),
                "document": {"type": "import-declaration", "number": r["Declaration ID"], "issued": r["Date"]},
                "parties": [full({"role": role, "name": r[key], "country": {"shipper": r["Country of Departure"], "consignee": "KR"}.get(role)})
                            for role, key in parties if r[key]],
                "goods": [full({"line": 1, "hs": r["HS6 Code"], "origin": r["Country of Origin"], "net_kg": number(r["Net Mass"]),
                                "value": number(r["Item Price"]), "currency": "KRW"})]})


def write(out, name, records):
    path = out / f"{name}.ndjson"
    with path.open("w", encoding="utf-8") as f:
        for r in records:
            f.write(json.dumps(r, ensure_ascii=False) + "\n")
    print(name, path)


def main():
    data, out = pathlib.Path(sys.argv[1]) / "trade", pathlib.Path(sys.argv[2])
    out.mkdir(parents=True, exist_ok=True)
    path = data / "usaid_scms" / "SCMS_Delivery_History_Dataset.csv"
    if path.exists():
        write(out, "scms", scms(path))
    parts = [data / "customs_syn_korea" / f"data_df_syn_{p}_eng.csv" for p in ("train", "valid", "test")]
    if all(p.exists() for p in parts):
        write(out, "korea", korea(*parts))
    packed = data / "hmrc_cds_declarations" / "hmrc_cds_examples_v3.0.tar.gz"
    if packed.exists():
        folder = out / "declarations"
        folder.mkdir(exist_ok=True)
        with tarfile.open(packed) as tar:
            for i, member in enumerate(m for m in tar if m.isfile() and m.name.endswith(".xml")):
                (folder / f"{i:04d}.xml").write_bytes(tar.extractfile(member).read())
        print("declarations", *sorted(folder.glob("*.xml")))
    waybills = sorted((data / "airwaybill_cargoxml").glob("*.xml"))
    if waybills:
        print("waybills", *waybills)


if __name__ == "__main__":
    main()
