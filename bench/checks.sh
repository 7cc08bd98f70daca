#!/bin/bash
# Power and false rate of each check on made-up worlds, and how often real papers fail it (docs/evaluation.md, "Checks").
# CONSIGNMENTS, SCHEMES, SEEDS, DATA (the folder with trade/), FOLDER as environment. Sets that are absent are left out.
# With LEARNER=PYTHON, an interpreter that has pandas, scikit-learn and xgboost (PyPI), also bench/declarations.py.
set -eu
cd "$(dirname "$0")/.."
CONSIGNMENTS=${CONSIGNMENTS:-60000} SCHEMES=${SCHEMES:-30} SEEDS=${SEEDS:-1 2 3} DATA=${DATA:-../shared/data} FOLDER=${FOLDER:-build/checks}
mkdir -p "$FOLDER"
ninja -C build bench/checks >/dev/null
: >"$FOLDER/rates.tsv"
for seed in $SEEDS; do
    build/seine simulate --consignments "$CONSIGNMENTS" --schemes "$SCHEMES" --seed "$seed" --quiet --out "$FOLDER/world"
    build/bench/checks worlds --truth "$FOLDER/world/truth.ndjson" "$FOLDER/world/consignments.csv" >>"$FOLDER/rates.tsv"
done
python3 bench/real_records.py "$DATA" "$FOLDER" | while read -r label files; do
    # shellcheck disable=SC2086
    build/bench/checks "$label" --records "$FOLDER/$label.tsv" $files >>"$FOLDER/rates.tsv" 2>"$FOLDER/$label.left-out"
    [ ! -s "$FOLDER/$label.left-out" ] || echo "$label: $(wc -l <"$FOLDER/$label.left-out") files left out (not well-formed, or no record in them)" >&2
done
python3 bench/checks_table.py "$FOLDER/rates.tsv"
[ -z "${LEARNER:-}" ] || [ ! -s "$FOLDER/korea.tsv" ] || "$LEARNER" bench/declarations.py "$DATA" "$FOLDER"
