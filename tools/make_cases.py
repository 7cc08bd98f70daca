#!/usr/bin/env python3
"""Writes data/cases/*.ndjson: documented cases as the records that a targeter could have seen before inspection.

Facts (dates, routes, declared goods, parties as official documents name them) come from the source that each record
names; every field that the sources do not give and a record needs is listed in "modelled".
cases-stripped.ndjson is the same without names, addresses and contacts: what is left when nobody is on a list.
"""
import copy
import json
import os
import sys
import zlib

OUT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "data", "cases")
RECORDS, TRUTH = [], []


def party(role, name, country, city=None, address=None, phone=None):
    p = {"role": role, "name": name, "address": address, "city": city, "country": country, "phone": phone}
    return {k: v for k, v in p.items() if v is not None}


def legs(route, carriers, mode, departed=None, arrived=None):
    stops, out = route.split("-"), []
    names = carriers.split("-") if carriers else []
    for i in range(len(stops) - 1):
        leg = {"from": stops[i], "to": stops[i + 1], "mode": mode}
        if i < len(names) and names[i]:
            leg["carrier"] = names[i]
        out.append(leg)
    if departed:
        out[0]["departed"] = departed
    if arrived:
        out[-1]["arrived"] = arrived
    return out


def record(case, n, document, mode, route, parties, goods, modelled, carriers="", departed=None, arrived=None,
           source="", **more):
    r = {"id": f"{case}-{n}", "document": {"type": document, "number": f"DOC-{case}-{n}"}, "mode": mode,
         "legs": legs(route, carriers, mode, departed, arrived), "parties": parties, "goods": goods}
    if departed:
        r["document"]["issued"] = departed
    r.update(more)
    r["case"] = case
    r["modelled"] = ["document.number"] + modelled
    r["source"] = source
    RECORDS.append(r)


def goods(description, hs=None, net_kg=None, value=None, currency=None, origin=None, quantity=None, unit=None):
    g = {"line": 1, "description": description, "hs": hs, "quantity": quantity, "unit": unit, "net_kg": net_kg,
         "value": value, "currency": currency, "origin": origin}
    return {k: v for k, v in g.items() if v is not None}


def lines(*items):
    for i, g in enumerate(items):
        g["line"] = i + 1
    return list(items)


def truth(case, direction, tactics, innocent=False):
    ids = [r["id"] for r in RECORDS if r["case"] == case]
    days = sorted(r["document"]["issued"] for r in RECORDS if r["case"] == case and "issued" in r["document"])
    t = {"scheme": case, "consignments": ids, "direction": direction, "tactics": tactics}
    if days:
        t.update(first=days[0], last=days[-1])
    if innocent:
        t["innocent"] = True
    TRUTH.append(t)


def cases():
    record("C03", 1, "bill-of-lading", "sea", "KPNAM-YEADE",
           [party("shipper", "Modelled Cement Export Company", "KP", "Nampo"), party("consignee", "Government of Yemen", "YE", "Sanaa")],
           lines(goods("40,000 SACKS CEMENT", "252329", 2000000, origin="KP", quantity=40000, unit="BAG")),
           ["legs.from", "parties.shipper", "goods.hs", "goods.net_kg", "departed"], "", "2002-11-20", source="Guardian 12 Dec 2002")
    truth("C03", "export", ["conceal-in-bulk"])

    record("C06", 1, "bill-of-lading", "sea", "KPNAM-CNDLC-CNSHA-AEKHL-IRBND",
           [party("shipper", "Modelled Pyongyang Trading Company", "KP", "Pyongyang"), party("forwarder", "Otim S.p.A. Shanghai Office", "CN", "Shanghai"),
            party("consignee", "Modelled Oil Services Company", "IR", "Tehran")],
           lines(goods("OIL BORING MACHINE PARTS, 10 CONTAINERS", "843143", 180000, origin="KP")),
           ["parties.shipper", "parties.consignee", "goods.hs", "goods.net_kg", "legs.carrier"], "--COSU-ANLC", "2009-05-30", "2009-07-22",
           source="Iran Watch, after the UAE report", pieces=10)
    truth("C06", "export", ["cover-description", "transhipment", "shipper-sealed"])

    record("C07", 1, "bill-of-lading", "sea", "CNDLC-KRPUS-SYLTK",
           [party("shipper", "Modelled Third Country Trading Co., Ltd.", "CN", "Dalian"), party("consignee", "Modelled Third Country Trading Co. Syria", "SY", "Latakia")],
           lines(goods("PROTECTIVE CLOTHING", "621010", 24000, origin="CN")), ["parties", "goods.hs", "goods.net_kg", "goods.description"],
           "MSCU-MSCU", "2009-09-18", source="Dong-A Ilbo 7 Oct 2009", pieces=4)
    truth("C07", "export", ["papers-of-third-state", "transhipment"])

    record("C08", 1, "bill-of-lading", "sea", "CNDLC-GRPIR-SYLTK",
           [party("shipper", "Modelled Third Country Trading Co., Ltd.", "CN", "Dalian"), party("consignee", "Modelled Agricultural Research Supplies", "SY", "Latakia")],
           lines(goods("SUITS FOR AGRICULTURAL AND RESEARCH USE", "621010", 21000, origin="KP", quantity=13000, unit="PCE"),
                 goods("REAGENT AMPOULES", "382219", 350, quantity=23600, unit="PCE")),
           ["legs.from", "parties", "goods.hs", "goods.net_kg", "goods.description"], "", "2009-11-05", source="AFP via NK Economy Watch 16 Nov 2011")
    truth("C08", "export", ["implausible-end-use", "papers-of-third-state"])

    record("C09", 1, "bill-of-lading", "sea", "CNDLC-MYPKG-ZADUR-CGPNR",
           [party("shipper", "Machinery Expand Imp Corp", "KP", "Pyongyang"), party("consignee", "DGE Corporation", "CG", "Pointe Noire")],
           lines(goods("SPARE PARTS OF BULLDOZER", "843149", 30000, 770000, "USD"), goods("RICE IN SACKS", "100630", 6000)),
           ["goods.hs", "goods.net_kg", "goods.value", "parties.city"], "CMDU-CMDU-DELM", "2009-10-20", "2009-11-27", source="AP on South Africa's report, 23 Feb 2010", pieces=2)
    truth("C09", "export", ["cover-description", "conceal-in-bulk", "transhipment"])

    record("C10", 1, "air-waybill", "air", "FNJ-BKK-THR",
           [party("shipper", "Korea Mechanical Industry Co.", "KP", "Pyongyang"), party("consignee", "National Iranian Oil Company", "IR", "Tehran"),
            party("forwarder", "Union Top Management Ltd", "HK", "Hong Kong")],
           lines(goods("OIL INDUSTRY SPARE PARTS, GEOTHERMAL RIGS SPARE PARTS MODEL MTEC6", "843143", 35000, origin="KP")),
           ["goods.hs", "legs.carrier"], "", "2009-12-11", source="Iran Watch; IPIS/TransArms", pieces=145)
    RECORDS[-1]["modelled"].append("pieces")
    truth("C10", "export", ["cover-description", "air-charter", "contradiction"])

    record("C14", 1, "bill-of-lading", "sea", "CUMAR-PAONX-KPNAM",
           [party("shipper", "Modelled Sugar Export Enterprise", "CU", "Havana"), party("consignee", "Ocean Maritime Management Company Ltd", "KP", "Pyongyang")],
           lines(goods("RAW SUGAR IN BAGS", "170114", 10000000, origin="CU")), ["parties.shipper", "goods.hs", "legs.from", "departed"], "", "2013-07-05",
           source="S/2014/147")
    truth("C14", "import", ["conceal-in-bulk", "repair-and-return"])

    for i, (what, hs, kg) in enumerate([("ACID RESISTANT TILES", "690721", 12000), ("ACID RESISTANT TILES", "690721", 11000), ("VALVES", "848180", 9000),
                                        ("STAINLESS STEEL PIPES, WELDING", "730640", 10000), ("THERMOMETERS, VALVES", "902519", 8000)]):
        record("C18", i + 1, "bill-of-lading", "sea", "CNTAO-SYLTK",
               [party("shipper", "Cheng Tong Trading Co., Ltd.", "CN", "Shenyang"), party("consignee", ["Metallic Manufacturing Factory", "Modelled Damascus Trading Est."][i % 2], "SY", "Damascus")],
               lines(goods(what, hs, kg, origin="CN")), ["legs", "parties.city", "goods.hs", "goods.net_kg", "departed", "parties.consignee"], "",
               ["2016-11-14", "2016-12-02", "2016-12-20", "2017-01-09", "2017-01-16"][i], source="S/2017/742")
    truth("C18", "export", ["split", "below-thresholds", "front-company"])

    record("C25", 1, "bill-of-lading", "sea", "JPNGO-MYPKG-MMRGN",
           [party("shipper", "Toko Boeki", "JP", "Tokyo"), party("consignee", "Ministry of Industry No. 2", "MM", "Naypyidaw"), party("buyer", "Modelled Trading Firm Beijing Office", "HK", "Hong Kong")],
           lines(goods("CYLINDRICAL GRINDING MACHINE", "846023", 4800, origin="JP")), ["parties.buyer", "goods.hs", "goods.net_kg", "legs.via"], "", "2008-11-20",
           source="AFP 29 Jun 2009")
    record("C25", 2, "export-declaration", "sea", "JPTYO-MYPKG",
           [party("shipper", "Toko Boeki", "JP", "Tokyo"), party("consignee", "Modelled Trading Firm Malaysia", "MY", "Kuala Lumpur"), party("end-user", "Ministry of Industry No. 2", "MM")],
           lines(goods("MAGNETIC MEASURING INSTRUMENT", "903089", 60, 7000000, "JPY", "JP")), ["parties.consignee", "goods.hs", "goods.net_kg", "legs"], "", "2009-01-15",
           source="AFP 29 Jun 2009")
    truth("C25", "import", ["third-country-buyer", "re-order"])

    for i, (who, day) in enumerate([("Global Interface Company Inc.", "2008-08-19"), ("Global Interface Company Inc.", "2008-10-03"), ("Trans Merits Co. Ltd.", "2008-12-11"),
                                    ("Trans Multi Mechanics Co. Ltd.", "2009-09-24"), ("Trans Multi Mechanics Co. Ltd.", "2009-11-12")]):
        record("C27", i + 1, "bill-of-lading", "sea", "USLAX-TWKEL",
               [party("shipper", "Factory Direct Machine Tools", "US", "Glenview"), party("consignee", who, "TW", "Taipei", "1st Floor, No. 49, Lane 280, Kuang Fu S. Road", "+886 2 2711 0000")],
               lines(goods(["PRECISION METAL WORKING MACHINE", "BRIDGEPORT MILLING MACHINE", "CENTER HOLE GRINDER", "CENTER HOLE GRINDER", "LATHE AND PARTS"][i], ["845961", "845961", "846019", "846019", "845811"][i], 1500, origin="US")),
               ["legs", "parties.address", "parties.phone", "departed", "goods.hs", "goods.net_kg", "goods.description"], "", day, source="US DOJ, 16 Mar 2015")
    truth("C27", "import", ["successor-firm", "alias"])

    for i, day in enumerate(["2002-12-15", "2003-03-10", "2003-05-22", "2003-08-12"]):
        record("C36", i + 1, "bill-of-lading", "sea", "MYPKG-AEDXB",
               [party("shipper", "SCOMI Precision Engineering Sdn Bhd", "MY", "Shah Alam"), party("consignee", "Gulf Technical Industries LLC", "AE", "Dubai")],
               lines(goods("PRECISION MACHINED ALUMINIUM PARTS FOR OIL AND GAS", "761699", 6200, 850000, "USD", "MY")), ["legs", "departed", "goods.hs", "goods.net_kg", "goods.description"], "", day,
               source="Royal Malaysia Police, 20 Feb 2004")
    record("C36", 5, "bill-of-lading", "sea", "AEDXB-ITTAR-LYTIP",
           [party("shipper", "Gulf Technical Industries LLC", "AE", "Dubai"), party("consignee", "Modelled Tripoli Workshop", "LY", "Tripoli")],
           lines(goods("USED MACHINE PARTS", "847990", 25000)), ["parties.consignee", "goods", "departed"], "", "2003-09-23", source="Royal Malaysia Police, 20 Feb 2004", pieces=5)
    truth("C36", "import", ["split", "consolidate-and-repack", "false-end-user"])

    record("C38", 1, "bill-of-lading", "sea", "IRBND-INNSA-NGAPP",
           [party("shipper", "Modelled Trading Company Tehran", "IR", "Tehran"), party("consignee", "Modelled Consignee Abuja", "NG", "Abuja")],
           lines(goods("PACKAGES OF GLASS WOOL", "680610", 60000), goods("PALLETS OF STONE", "251511", 160000)),
           ["parties", "goods.hs", "goods.net_kg"], "CMDU-CMDU", "2010-06-18", "2010-07-12", source="CMA CGM statement, Reuters 30 Oct 2010", pieces=13)
    truth("C38", "export", ["cover-description", "shipper-sealed"])

    record("C39", 1, "bill-of-lading", "sea", "CNSHA-MYPKG-IRBND",
           [party("shipper", "Modelled Process Equipment Co., Ltd.", "CN", "Shanghai"), party("consignee", "Modelled Industrial Company", "IR", "Tehran"), party("forwarder", "Modelled Forwarding Agency", "MY", "Port Klang")],
           lines(goods("GOODS USED FOR LIQUID MIXING OR STORAGE FOR PHARMACEUTICAL OR CHEMICAL OR FOOD INDUSTRY", "847982", 9000), goods("STAINLESS TANK", "730900", 7000)),
           ["parties", "goods.hs", "goods.net_kg"], "", "2011-02-25", source="AP 17 Mar 2011", pieces=2)
    truth("C39", "import", ["cover-description", "vague-end-use"])

    agents = [("Sohi Technology (Shanghai) Co., Ltd.", "CN", "Shanghai"), ("Sohi Technology (HK) Limited", "HK", "Hong Kong"), ("Nicaro Technology Co., Ltd.", "CN", "Shanghai")]
    for i in range(12):
        who, country, city = agents[i % 3]
        month, dom = 1 + (i * 2) % 12, 4 + i
        date = f"20{10 + i // 6:02d}-{month:02d}-{dom:02d}"
        record("C42", 2 * i + 1, "air-waybill", "air", "BOS-PVG" if country == "CN" else "BOS-HKG",
               [party("shipper", "Modelled Instruments Shanghai Sales", "US", "Andover"), party("consignee", who, country, city, phone="+86 21 5555 0140")],
               lines(goods("PRESSURE TRANSDUCERS MKS TYPE", "902620", 24, 1500 * 8, "USD", "US", 8, "PCE")), ["departed", "parties.phone", "goods.hs", "goods.net_kg", "goods.quantity", "goods.value", "parties.shipper", "legs"],
               "", date, source="US DOJ, 27 Jan 2016")
        date2 = f"20{10 + i // 6:02d}-{month:02d}-{dom + 9:02d}"
        record("C42", 2 * i + 2, "air-waybill", "air", "PVG-IKA" if country == "CN" else "HKG-IKA",
               [party("shipper", who, country, city, phone="+86 21 5555 0140"), party("consignee", "Eyvaz Technic Manufacturing Company", "IR", "Tehran")],
               lines(goods("SENSOR", "902620", 24, 1800 * 8, "USD", None, 8, "PCE")), ["departed", "parties.phone", "goods", "legs"], "", date2, source="US DOJ, 27 Jan 2016")
    truth("C42", "import", ["split", "false-end-user", "agent-chain"])

    for i in range(4):
        record("C43", 2 * i + 1, "bill-of-lading", "sea", ["USNYC-DEHAM", "USNYC-AEJEA"][i % 2],
               [party("shipper", "Modelled Fibre Supplier Inc.", "US", "Boston"), party("consignee", ["Modelled Handels GmbH", "Modelled General Trading LLC"][i % 2], ["DE", "AE"][i % 2], ["Hamburg", "Dubai"][i % 2])],
               lines(goods("CARBON FIBER", "681511", 900, 60000, "USD", "US")), ["parties", "legs", "departed", "goods.net_kg", "goods.value", "goods.hs"], "", f"2010-0{2 + 2 * i}-11", source="US DOJ via ST&R")
        record("C43", 2 * i + 2, "bill-of-lading", "sea", ["DEHAM-IRBND", "AEJEA-IRBND"][i % 2],
               [party("shipper", ["Modelled Handels GmbH", "Modelled General Trading LLC"][i % 2], ["DE", "AE"][i % 2], ["Hamburg", "Dubai"][i % 2]), party("consignee", "Modelled Composite Company", "IR", "Tehran")],
               lines(goods(["ACRYLIC FIBRE", "POLYESTER YARN"][i % 2], ["550130", "540220"][i % 2], 900, 58000, "USD")), ["parties", "legs", "departed", "goods.net_kg", "goods.value", "goods.hs"], "", f"2010-0{3 + 2 * i}-08", source="US DOJ via ST&R")
    truth("C43", "import", ["false-description", "agent-chain"])

    record("C52", 1, "bill-of-lading", "sea", "CNJIA-INIXY-PKBQM",
           [party("shipper", "Modelled Pressure Vessel Co., Ltd.", "CN", "Jiangyin"), party("consignee", "Modelled Industrial Company", "PK", "Karachi")],
           lines(goods("INDUSTRIAL DRYER 18 X 4 M", "841939", 90000, origin="CN", quantity=1, unit="PCE")), ["parties", "goods.hs", "goods.net_kg", "legs.from"], "", "2020-01-17", "2020-02-03", source="Indian press, Feb 2020")
    truth("C52", "import", ["cover-description"])

    record("C55", 1, "air-waybill", "air", "JFK-HEL",
           [party("shipper", "Modelled Analytical Instruments Inc.", "US", "Boston"), party("consignee", "Modelled Oy", "FI", "Helsinki")],
           lines(goods("MASS SPECTROMETER", "902781", 180, 190000, "USD", "US", 1, "PCE")), ["parties", "goods", "departed", "legs"], "", "2017-11-20", source="Finnish Customs via Kurdistan24, Dec 2017")
    record("C55", 2, "air-waybill", "air", "HEL-IST-BGW",
           [party("shipper", "Modelled Oy", "FI", "Helsinki"), party("consignee", "Modelled Laboratory Supplies", "IQ", "Baghdad")],
           lines(goods("MASS SPECTROMETER", "902781", 180, 215000, "EUR", "US", 1, "PCE")), ["parties", "goods", "legs.via"], "", "2017-12-06", source="Finnish Customs via Kurdistan24, Dec 2017")
    truth("C55", "import", ["re-export-at-once"])


def innocents():
    record("N01", 1, "air-waybill", "air", "HAN-HKG-HEL-KBP",
           [party("shipper", "Modelled Air Defence Repair Unit", "VN", "Hanoi"), party("consignee", "Modelled State Repair Plant", "UA", "Kyiv")],
           lines(goods("MISSILE SEEKER AND GUIDANCE PARTS FOR REPAIR", "930690", 1100, origin="UA")), ["parties", "goods.hs", "goods.net_kg"], "", "2014-06-20", "2014-06-24", source="Reuters 18 Jul 2014",
           remarks="REPAIR AND RETURN")
    RECORDS[-1]["modelled"].append("remarks")
    truth("N01", "export", [], True)
    record("N02", 1, "air-waybill", "air", "IKA-DIY-DAM",
           [party("shipper", "Modelled Food Supplier", "IR", "Tehran"), party("consignee", "Modelled Food Importer", "SY", "Damascus")],
           lines(goods("FOODSTUFFS", "210690", 60000, origin="IR")), ["parties", "goods.hs", "goods.net_kg", "legs"], "", "2011-03-15", source="Iran Times, Mar 2011")
    truth("N02", "export", [], True)
    record("N03", 1, "bill-of-lading", "sea", "THLCH-INNSA-IQUQR",
           [party("shipper", "Modelled Sugar Company", "TH", "Bangkok"), party("consignee", "Modelled Food Board", "IQ", "Baghdad")],
           lines(goods("SUGAR IN BAGS", "170199", 16000000)), ["parties", "goods.hs", "legs"], "", "2009-07-27", source="CNSNews, Aug 2009")
    truth("N03", "export", [], True)


def stripped(record_):
    r = copy.deepcopy(record_)
    for p in r["parties"]:
        key = zlib.crc32(p["name"].encode()) % 100000
        p["name"] = f"PARTY {key:05d}"
        p.pop("address", None)
        p.pop("phone", None)
    return r


def write(name, rows):
    with open(os.path.join(OUT, name), "w", encoding="utf-8") as f:
        for r in rows:
            f.write(json.dumps(r, ensure_ascii=False) + "\n")


def main():
    cases()
    innocents()
    os.makedirs(OUT, exist_ok=True)
    write("cases.ndjson", RECORDS)
    write("cases-stripped.ndjson", [stripped(r) for r in RECORDS])
    write("truth.ndjson", TRUTH)
    print(f"{len(TRUTH)} cases, {len(RECORDS)} records", file=sys.stderr)


if __name__ == "__main__":
    main()
