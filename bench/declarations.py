"""Which import declarations are fraud: gradient boosting on the declaration's fields, the same with what Seine's checks and
goods classes say of each record, and Seine's bits alone.

usage: declarations.py DATA OUT - DATA holds trade/customs_syn_korea (synthetic, fitted on real Korean declarations), OUT is
bench/checks.sh's folder with korea.tsv of the same run. Needs pandas, scikit-learn and xgboost (PyPI). Training on the first
twelve months, early stopping on the next three, figures on the last three, mean and spread over SEEDS runs. The checks see all
records, none of the labels.
"""
import pathlib
import sys

import numpy as np
import pandas as pd
import xgboost
from sklearn.metrics import average_precision_score, roc_auc_score
from sklearn.model_selection import KFold

CATEGORIES = ["Office ID", "Process Type", "Import Type", "Import Use", "Payment Type", "Mode of Transport", "Declarant ID",
              "Importer ID", "Seller ID", "Courier ID", "HS6 Code", "Country of Departure", "Country of Origin", "Tax Type",
              "Country of Origin Indicator"]
SEEDS, SMOOTH = 5, 3


def encode(train, label, others):
    """Share of fraud by category, smoothed; out of fold for the rows it was learnt on."""
    mean = label.mean()

    def shares(keys, y):
        by = y.groupby(keys.to_numpy()).agg(["sum", "count"])
        return (by["sum"] + SMOOTH * mean) / (by["count"] + SMOOTH)

    out = [pd.Series(mean, index=train.index)] + [o.map(shares(train, label)).fillna(mean) for o in others]
    for fit, hold in KFold(5, shuffle=True, random_state=1).split(train):
        out[0].iloc[hold] = train.iloc[hold].map(shares(train.iloc[fit], label.iloc[fit])).fillna(mean)
    return out


def fields(parts):
    made = [{} for _ in parts]
    for column in CATEGORIES:
        for frame, values in zip(made, encode(parts[0][column], parts[0]["Fraud"], [p[column] for p in parts[1:]])):
            frame[column] = values
        seen = parts[0][column].value_counts()
        for frame, p in zip(made, parts):
            frame["seen " + column] = np.log1p(p[column].map(seen).fillna(0))
    for frame, p in zip(made, parts):
        frame["tax"] = p["Tax Rate"]
        frame["mass"] = np.log1p(p["Net Mass"])
        frame["price"] = np.log1p(p["Item Price"])
        frame["unit"] = frame["price"] - np.log(p["Net Mass"] + 0.01)
        frame["day"] = pd.to_datetime(p["Date"], format="ISO8601").dt.dayofweek
    return [pd.DataFrame(columns, index=p.index) for columns, p in zip(made, parts)]


def precision_at(label, score, share):
    order = np.lexsort((np.arange(len(score)), -score))
    n = int(round(share * len(score)))
    return label.to_numpy()[order[:n]].mean()


def figures(label, score):
    return [precision_at(label, score, 0.05), precision_at(label, score, 0.1), average_precision_score(label, score),
            roc_auc_score(label, score)]


def boosted(frames, labels):
    runs = []
    for seed in range(SEEDS):
        model = xgboost.XGBClassifier(n_estimators=2000, learning_rate=0.03, max_depth=9, subsample=0.8, colsample_bytree=0.7,
                                      min_child_weight=5, early_stopping_rounds=40, eval_metric="aucpr", random_state=seed,
                                      n_jobs=2)
        model.fit(frames[0], labels[0], eval_set=[(frames[1], labels[1])], verbose=False)
        runs.append(figures(labels[2], model.predict_proba(frames[2])[:, 1]))
    return np.mean(runs, axis=0), np.std(runs, axis=0)


def row(name, mean, spread=None):
    cells = [f"{m:.3f}" + (f" ±{s:.3f}" if spread is not None else "") for m, s in zip(mean, mean if spread is None else spread)]
    print(f"| {name} | " + " | ".join(cells) + " |", flush=True)


def main():
    data, out = pathlib.Path(sys.argv[1]) / "trade" / "customs_syn_korea", pathlib.Path(sys.argv[2])
    parts = [pd.read_csv(data / f"data_df_syn_{p}_eng.csv", dtype={c: str for c in CATEGORIES} | {"Declaration ID": str},
                         encoding="utf-8-sig", keep_default_na=False, na_values={"Tax Rate": [""], "Net Mass": [""], "Item Price": [""]})
             for p in ("train", "valid", "test")]
    labels = [p["Fraud"] for p in parts]
    said = pd.read_csv(out / "korea.tsv", sep="\t", dtype={"id": str}).drop_duplicates("id").set_index("id")
    said = said.loc[:, said.nunique() > 1]
    ours = [said.reindex(p["Declaration ID"]).fillna(0).set_index(p.index) for p in parts]
    plain = fields(parts)
    both = [pd.concat([a, b], axis=1) for a, b in zip(plain, ours)]
    print(f"xgboost {xgboost.__version__}; {len(parts[2]):,} declarations, {labels[2].mean():.1%} fraud; of ours: {', '.join(said.columns)}\n")
    print("| ranked by | P@5 % | P@10 % | AP | AUC |\n|---|---|---|---|---|")
    row("the bits of the checks alone, no learning", figures(labels[2], ours[2]["bits"].to_numpy()))
    row("xgboost, checks and goods alone", *boosted(ours, labels))
    row("xgboost, fields with target encodings", *boosted(plain, labels))
    row("xgboost, fields with target encodings, checks and goods", *boosted(both, labels))


if __name__ == "__main__":
    main()
