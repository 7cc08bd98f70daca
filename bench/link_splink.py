#!/usr/bin/env python3
"""The records of bench/link_records.py linked by Splink with its DuckDB back end: link_splink.py FILE.ndjson...

Names, address, city, postcode, phone, e-mail and each kind of identifier are columns; blocking is by each of them and by
the first letters of name and address, m and u are estimated as Splink's tutorial does, clusters are connected at the
match probability of 0.5 and at the one that is best for the truth (ids are CLUSTER.NUMBER). Needs splink and duckdb.
"""
import json
import logging
import os
import sys
import time

import duckdb
import pandas as pd
import splink
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on


def table(path):
    rows = []
    for line in open(path, encoding="utf-8"):
        record = json.loads(line)
        party = record["parties"][0]
        row = {k: party.get(k) for k in ("name", "address", "city", "postcode", "phone", "email")}
        row.update({"id_" + i["type"]: i["value"] for i in party.get("ids", [])})
        row["unique_id"] = record["id"]
        words = (row["name"] or "").lower().split()
        row["first_word"], row["last_word"] = (words[0], words[-1]) if words else (None, None)
        row["address_start"] = (row["address"] or "")[:8].lower() or None
        rows.append(row)
    frame = pd.DataFrame(rows)
    return frame.loc[:, frame.notna().any()].where(frame.notna(), None)


def link(frame):
    has = set(frame.columns)
    fuzzy = [c for c in ("name", "address", "city") if c in has]
    exact = [c for c in ("postcode", "phone") if c in has] + [c for c in frame.columns if c.startswith("id_")]
    comparisons = [cl.JaroWinklerAtThresholds(c, [0.95, 0.88, 0.75]).configure(term_frequency_adjustments=c != "address") for c in fuzzy]
    comparisons += [cl.LevenshteinAtThresholds(c, [1, 2]).configure(term_frequency_adjustments=True) for c in exact]
    comparisons += [cl.EmailComparison("email")] if "email" in has else []
    keys = [c for c in ["name", "address_start", "email", "first_word", "last_word"] + exact if c in has]
    rules = [block_on(c) for c in keys if c not in ("first_word", "last_word")]
    rules += [block_on("first_word", "city")] if "city" in has else [block_on("first_word", "last_word")]
    if "postcode" in has:
        rules += [block_on("last_word", "postcode")]
    settings = SettingsCreator(link_type="dedupe_only", comparisons=comparisons, blocking_rules_to_generate_predictions=rules,
                               unique_id_column_name="unique_id")
    linker = connect(frame, settings)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
    for key in [c for c in ("name", "email", "address_start", "postcode") if c in has][:3]:
        try:
            linker.training.estimate_parameters_using_expectation_maximisation(block_on(key))
        except Exception as trouble:  # too few pairs in that block: the other rounds serve
            print(f"# {key}: {str(trouble)[:80]}", file=sys.stderr)
    return linker, linker.inference.predict(threshold_match_probability=0.01)


def connect(frame, settings):
    api = DuckDBAPI(connection=duckdb.connect(config={"threads": 2}))
    try:
        return Linker(frame, settings, api)
    except TypeError:  # Splink 5 registers tables first
        return Linker(api.register(frame), settings)


def labels(record):
    """ANY and CLUSTER of an id (bench/link_world.py), which are one where the id says no more than the cluster."""
    parts = record.split(".")[0].split(":")
    return parts[0].split("-", 1)[-1] if len(parts) > 1 else parts[0], parts[min(1, len(parts) - 1)]


def quality(assigned):
    by, truth, both, right = {}, {}, {}, {}
    for record, cluster in assigned:
        any_, real = labels(record)
        by[cluster] = by.get(cluster, 0) + 1
        truth[real] = truth.get(real, 0) + 1
        both[cluster, real] = both.get((cluster, real), 0) + 1
        right[cluster, any_] = right.get((cluster, any_), 0) + 1

    def pairs(counts):
        return sum(n * (n - 1) // 2 for n in counts.values())
    said, real = pairs(by), pairs(truth)
    p, r = pairs(right) / said if said else 0, pairs(both) / real if real else 0
    return p, r, 2 * p * r / (p + r) if p + r else 0


def main():
    logging.getLogger("splink").setLevel(logging.ERROR)
    print(f"# Splink {splink.__version__}, DuckDB {duckdb.__version__}, two threads")
    print("| set | threshold | P | R | F1 | s |\n|---|---|---|---|---|---|")
    for path in sys.argv[1:]:
        frame = table(path)
        start = time.perf_counter()
        linker, predicted = link(frame)
        rows = []
        for threshold in (0.5, 0.05, 0.2, 0.8, 0.9, 0.95, 0.99, 0.999):
            clusters = linker.clustering.cluster_pairwise_predictions_at_threshold(predicted, threshold)
            if threshold == 0.5:
                seconds = time.perf_counter() - start
            found = clusters.as_pandas_dataframe()
            rows.append((threshold, *quality(zip(found["unique_id"], found["cluster_id"]))))
        name = os.path.basename(path).removesuffix(".ndjson")
        for label, row in (("0.5", rows[0]), ("best", max(rows, key=lambda r: r[3]))):
            print(f"| {name} | {label if label == '0.5' else f'best, {row[0]}'} | {row[1]:.4f} | {row[2]:.4f} | {row[3]:.4f} | {seconds:.2f} |")


main()
