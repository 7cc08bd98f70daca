"""What carriage costs, held out: Seine's freight model beside a log-log regression and LightGBM on the same folds.

usage: freight.py DATA OUT - DATA holds trade/usaid_scms and trade/brunel_supply_chain; OUT is a folder to write to. Needs
numpy, pandas, openpyxl, pycountry, lightgbm (PyPI) and build/bench/freight. Five folds; a fold's freight is taken out of the records and
asked for. All methods get the same: mass, mode, where from, where to, carrier or vendor, month.
"""
import json
import pathlib
import re
import subprocess
import sys

import lightgbm
import numpy as np
import pandas as pd
import pycountry

import real_records

FOLDS = 5
OWN_WORDS = {"SA": "ZA", "UK": "GB", "Korea": "KR", "Congo, DRC": "CD", "Japan": "JP"}


def alpha2(text):
    try:
        return OWN_WORDS.get(text) or pycountry.countries.lookup(text).alpha_2
    except LookupError:
        return ""


def scms(path):
    """Delivery notes with mass and freight; where from: the last words of the manufacturing site."""
    rows = []
    for r in real_records.scms(path):
        rows.append(r)
    sites = {}
    for r in real_records.scms_rows(path):
        site = re.split(r"[,\s]+", r["Manufacturing Site"].strip(" ."))[-1]
        sites.setdefault(r["ASN/DN #"], (alpha2(site), alpha2(r["Country"])))
    for r in rows:
        made, to = sites[r["id"]]
        r["parties"] = [p | ({"country": c} if c else {}) for p, c in zip(r["parties"], (made, to))]
        r["carrier"] = r["parties"][0]["name"][:40]
        if r.get("gross_kg") and r.get("freight") and r.get("mode"):
            yield r, {"kg": r["gross_kg"], "mode": r["mode"], "from": made, "to": to, "carrier": r["carrier"],
                      "month": (r.get("document", {}).get("issued") or "0000-00")[5:7], "usd": r["freight"]}


def brunel(path):
    """The published rates as one consignment each, of the mass in the middle of its band."""
    rates = pd.read_excel(path, sheet_name="FreightRates")
    for i, r in rates.iterrows():
        low, high = float(r["minm_wgh_qty"]), float(r["max_wgh_qty"])
        kg = (low + min(high, 2 * low + 10)) / 2
        usd = max(float(r["minimum cost"]), kg * float(r["rate"]))
        mode = {"AIR": "air", "GROUND": "road"}.get(str(r["mode_dsc"]).strip(), "road")
        start, end = "XZP" + str(r["orig_port_cd"])[-2:], "XZP09"  # made-up codes; the set has one port of destination
        if kg > 0 and usd > 0:
            yield ({"id": f"B{i}", "mode": mode, "carrier": str(r["Carrier"]).replace("_", ""), "gross_kg": kg, "freight": usd, "freight_currency": "USD",
                    "legs": [{"from": start, "to": end, "mode": mode, "carrier": str(r["Carrier"]).replace("_", "")}]},
                   {"kg": kg, "mode": mode, "from": start, "to": end, "carrier": str(r["Carrier"]).replace("_", ""), "month": "00", "usd": usd})


def ours(records, hidden, out):
    path = out / "freight.ndjson"
    with path.open("w", encoding="utf-8") as f:
        for record, hide in zip(records, hidden):
            kept = {k: v for k, v in record.items() if not hide or k not in ("freight", "freight_currency")}
            f.write(json.dumps(kept, ensure_ascii=False) + "\n")
    text = subprocess.run(["build/bench/freight", str(path)], check=True, capture_output=True, text=True).stdout
    if len(text.splitlines()) != len(records):
        sys.exit(f"{path}: {len(text.splitlines())} of {len(records)} records could be read")
    said = {line.split("\t")[0]: float(line.split("\t")[2]) for line in text.splitlines()}
    return np.log([said.get(r["id"], np.nan) for r in records])


def design(frame):
    columns = [np.ones(len(frame)), np.log(frame["kg"])]
    for mode in sorted(frame["mode"].unique())[1:]:
        columns += [(frame["mode"] == mode) * 1.0, (frame["mode"] == mode) * np.log(frame["kg"])]
    return np.column_stack(columns)


def with_dummies(frame):
    dummies = pd.get_dummies(frame[["from", "to", "carrier", "month"]], dtype=float)
    return np.column_stack([design(frame), dummies.to_numpy()])


def ridge(x, y, train, penalty):
    a = x[train]
    keep = np.eye(x.shape[1]) * penalty
    keep[0, 0] = 0
    return x @ np.linalg.solve(a.T @ a + keep, a.T @ y[train])


def boosted(frame, y, train):
    x = pd.DataFrame({"kg": np.log(frame["kg"])} | {c: frame[c].astype("category") for c in ("mode", "from", "to", "carrier", "month")})
    model = lightgbm.LGBMRegressor(objective="l1", n_estimators=600, learning_rate=0.04, num_leaves=31, min_child_samples=10,
                                   random_state=1, n_jobs=2, verbose=-1)
    return model.fit(x[train], y[train]).predict(x)


def main():
    data, out = pathlib.Path(sys.argv[1]) / "trade", pathlib.Path(sys.argv[2])
    out.mkdir(parents=True, exist_ok=True)
    print("| set | method | median error | mean |log ratio| | within a factor of 1.5 | of 2 |".replace("|log ratio|", "of log ratio"))
    print("|---|---|---|---|---|---|")
    for name, pairs in (("SCMS", scms(data / "usaid_scms" / "SCMS_Delivery_History_Dataset.csv")),
                        ("Brunel", brunel(data / "brunel_supply_chain" / "Supply_chain_logisitcs_problem.xlsx"))):
        records, rows = map(list, zip(*pairs))
        frame = pd.DataFrame(rows)
        y = np.log(frame["usd"].to_numpy())
        fold = np.random.default_rng(1).integers(0, FOLDS, len(frame))
        said = {m: np.full(len(y), np.nan) for m in ("geo's distance model alone, not fitted", "seine", "log-log regression: mass and mode",
                                                     "log-log regression with all dummies, ridge", "LightGBM, all fields")}
        methods = list(said)
        said[methods[0]] = ours(records, np.ones(len(y), bool), out)
        for k in range(FOLDS):
            held, train = fold == k, fold != k
            guesses = (ours(records, held, out), ridge(design(frame), y, train, 1e-9), ridge(with_dummies(frame), y, train, 1.0), boosted(frame, y, train))
            for method, guess in zip(methods[1:], guesses):
                said[method][held] = guess[held]
        known = np.isfinite(said["seine"])
        for method, guess in said.items():
            off = np.abs(guess - y)[known]
            print(f"| {name}, {known.sum():,} of {len(y):,} | {method} | {np.median(np.expm1(off)):.0%} | {off.mean():.3f} | {(off < np.log(1.5)).mean():.0%} | {(off < np.log(2)).mean():.0%} |",
                  flush=True)


if __name__ == "__main__":
    main()
