#!/usr/bin/env python3
"""Make the wider evaluation catalogue: data/kits-wide.json and data/kits-decoy-wide.json.

    tools/kits_wide.py [--check]      --check: say whether the files are what this script makes

Wide kits follow the structure of the public control lists: the components of data/kits.json are filed under the category
of their control entries (0 to 9 of Annex I and the CCL, ML for the military list), and a wide kit holds components of two
categories. They are no design of anything: they only widen the catalogue to more combinations.

For each kit, bundled or wide, a decoy of the same number of components: every component is replaced by goods of the same
trade (sector of data/sim/goods.tsv), of about the same weight in it, that the kit itself does not name; civil goods (under
no heading of any bundled kit) are taken first. As large a share of their wordings become terms as of the replaced goods' wordings
held one. So a firm that buys for its trade completes a decoy about as easily as the kit, and only who wants the kit
completes the kit. The order of everything is fixed; there is no chance in it."""
import json
import os
import re
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
WANTED = 45  # wide kits, beside those of data/kits.json
SIZE = 12    # components of a wide kit
LEAST = 6    # a decoy with fewer would be none


def path(name):
    return os.path.join(ROOT, "data", name)


def goods():
    rows = []
    for line in open(path("sim/goods.tsv"), encoding="utf-8"):
        f = line.rstrip("\n").split("\t")
        if line.startswith("#") or len(f) < 11 or f[0] == "sector":
            continue
        rows.append({"sector": f[0], "hs": f[1], "weight": float(f[2]), "kg": float(f[3]),
                     "words": [[w.strip() for w in f[i].split("|") if w.strip()] for i in (8, 9, 10)]})
    return rows


def under(hs, prefixes):
    return any(hs.startswith(p) or p.startswith(hs) for p in prefixes)


def categories(component):
    found = set()
    for entry in component["control"]:
        m = re.match(r"(?:EU|ECCN) (\d)[A-E]", entry)
        found |= {m.group(1)} if m else {"ML"} if entry.startswith("ML") else set()
    return found


def wide_kits(kits):
    filed = {}
    for kit in kits:
        for c in kit["components"]:
            for category in sorted(categories(c)):
                filed.setdefault(category, []).append((kit["id"], c))
    names = {"0": "nuclear", "1": "materials", "2": "processing", "3": "electronics", "4": "computers", "5": "telecom",
             "6": "sensors", "7": "navigation", "8": "marine", "9": "propulsion", "ML": "military"}
    pairs = [(a, b) for i, a in enumerate(sorted(filed)) for b in sorted(filed)[i:]]
    made = []
    for turn in range(3):  # each pair once, then again from another place, until there are enough
        for a, b in pairs:
            picked, seen = [], set()
            for k in range(2 * SIZE):
                pool = filed[a] if k % 2 == 0 else filed[b]
                kit, c = pool[(k // 2 + 5 * turn) % len(pool)]
                if (kit, c["id"]) not in seen and len(picked) < SIZE:
                    seen.add((kit, c["id"]))
                    picked.append({**c, "id": f"{kit}-{c['id']}"})
            key = tuple(sorted(c["id"] for c in picked))
            if len(picked) >= 8 and key not in {m["key"] for m in made} and len(made) < WANTED:
                made.append({"key": key, "id": f"wide-{names[a]}-{names[b]}" + (f"-{turn + 1}" if turn else ""),
                             "name": f"Items of {names[a]} and {names[b]}",
                             "source": f"Made by tools/kits_wide.py: components of data/kits.json under control list categories {a} "
                                       f"and {b}", "components": picked})
    for m in made:
        del m["key"]
    return made


def term_share(component, rows):
    """What share of the wordings of goods under its headings holds one of its terms, by weight."""
    all_words = hit = 0.0
    for r in rows:
        words = r["words"][0]
        if words and under(r["hs"], component["hs"]):
            n = sum(any(t.lower() in w.lower() for t in component["terms"]) for w in words)
            all_words += r["weight"]
            hit += r["weight"] * n / len(words)
    return hit / all_words if all_words else 0.0


def replacement(row, kit_hs, kits_hs, rows, used):
    """Goods of the same trade that the kit does not name: civil ones and those of like weight first."""
    pool = [r for r in rows if r["sector"] == row["sector"] and not under(r["hs"], kit_hs) and r["hs"] not in used]
    return min(pool, key=lambda r: (abs(r["weight"] - row["weight"]) + (under(r["hs"], kits_hs) and 2), r["hs"]), default=None)


def decoy(kit, rows, kits_hs, heading):
    kit_hs = [h for c in kit["components"] for h in c["hs"]]
    used, components = set(), []
    for c in kit["components"]:
        found = []
        for row in [r for r in rows if under(r["hs"], c["hs"])][:4]:
            other = replacement(row, kit_hs, kits_hs, rows, used)
            if other:
                used.add(other["hs"])
                found.append(other)
        if not found:
            continue
        share, terms = term_share(c, rows), []
        for r in found:
            for words in r["words"]:
                terms += [w for w in words[:round(share * len(words))] if w not in terms]
        text = heading.get(found[0]["hs"][:4], "goods")
        kg = sorted(r["kg"] for r in found)
        components.append({"id": f"{len(components) + 1:02d}-{found[0]['hs']}", "name": f"{text} ({found[0]['hs']})",
                           "hs": [r["hs"] for r in found], "terms": terms or [f"{text} {found[0]['hs']}".lower()], "negative_terms": [],
                           "control": [], "typical_kg": [round(kg[0] / 20, 3), kg[-1] * 20], "essential": c["essential"],
                           "source": f"HS 2022 {' '.join(r['hs'] for r in found)}; in place of {c['id']}"})
    return {"id": f"decoy-for-{kit['id']}", "name": f"Other goods of the trades of: {kit['name']}", "decoy": True,
            "source": f"Made by tools/kits_wide.py from data/sim/goods.tsv and data/tables/hs.tsv, against {kit['id']}",
            "components": components}


def text_of(kits):
    lines = []
    for kit in kits:
        head = {k: v for k, v in kit.items() if k != "components"}
        parts = ",\n".join("    " + json.dumps(c, ensure_ascii=False) for c in kit["components"])
        lines.append("  " + json.dumps(head, ensure_ascii=False)[:-1] + ', "components": [\n' + parts + "]}")
    return "[\n" + ",\n".join(lines) + "\n]\n"


def main():
    kits = json.load(open(path("kits.json"), encoding="utf-8"))
    rows = goods()
    heading = {}
    for line in open(path("tables/hs.tsv"), encoding="utf-8"):
        f = line.rstrip("\n").split("\t")
        if not line.startswith("#") and len(f) > 2 and len(f[0]) == 4:
            heading[f[0]] = f[2]
    kits_hs = [h for k in kits for c in k["components"] for h in c["hs"]]
    wide = wide_kits(kits)
    decoys = [decoy(k, rows, kits_hs, heading) for k in kits + wide]
    short = [d["id"] for d in decoys if len(d["components"]) < LEAST]
    if short:
        sys.exit("decoys with too few components: " + ", ".join(short))
    files = {"kits-wide.json": text_of(wide), "kits-decoy-wide.json": text_of(decoys)}
    for name, text in files.items():
        if "--check" in sys.argv[1:]:
            if open(path(name), encoding="utf-8").read() != text:
                sys.exit(f"data/{name} is not what tools/kits_wide.py makes: run it")
        else:
            with open(path(name), "w", encoding="utf-8") as file:
                file.write(text)
    components = [c for d in decoys for c in d["components"]]
    civil = sum(not any(under(h, kits_hs) for h in c["hs"]) for c in components)
    print(f"{len(kits)} + {len(wide)} kits, {len(decoys)} decoys; {civil} of {len(components)} decoy components are named by no kit")


main()
