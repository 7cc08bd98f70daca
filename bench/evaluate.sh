#!/bin/bash
# The evaluation of docs/evaluation.md: one world with baselines and ablations, worlds over seeds, documented cases.
# CONSIGNMENTS, SCHEMES, SEEDS, TRAIN, FOLDER as environment; results are printed and written to FOLDER. The boosted
# baselines learn from the worlds of the seeds TRAIN and need LightGBM, which pip installs into build/venv (GBM=0: without).
set -eu
cd "$(dirname "$0")/.."
CONSIGNMENTS=${CONSIGNMENTS:-100000} SCHEMES=${SCHEMES:-30} SEEDS=${SEEDS:-1..5} FOLDER=${FOLDER:-build/evaluate}
TRAIN=${TRAIN:-101 102 103} GBM=${GBM:-1}
LIST=data/lists/dprk.csv
mkdir -p "$FOLDER"
first=${SEEDS%%..*}

echo "== one world of $CONSIGNMENTS consignments and $SCHEMES schemes, seed $first"
build/seine simulate --consignments "$CONSIGNMENTS" --schemes "$SCHEMES" --seed "$first" --quiet --out "$FOLDER/world"
build/seine scan --quiet --watchlist $LIST --kits data/kits.json --top 2000 --format ndjson -o "$FOLDER/cases.ndjson" "$FOLDER/world/consignments.csv"
rm -rf "$FOLDER/baselines"
python=python3 train=()
if [ "$GBM" = 1 ]; then
    [ -x build/venv/bin/python ] || python3 -m venv build/venv || true
    build/venv/bin/pip install --quiet --disable-pip-version-check lightgbm numpy || echo "LightGBM cannot be installed; its baselines are left out"
    [ -x build/venv/bin/python ] && python=build/venv/bin/python
    for seed in $TRAIN; do
        build/seine simulate --consignments "$CONSIGNMENTS" --schemes "$SCHEMES" --seed "$seed" --quiet --out "$FOLDER/train-$seed"
        train+=("$FOLDER/train-$seed")
    done
fi
"$python" bench/baselines.py "$FOLDER/world" data/kits.json $LIST "$FOLDER/baselines" "${train[@]}"
baselines=()
for name in random list red-flags components gbm gbm-joined; do
    [ -f "$FOLDER/baselines/$name.ndjson" ] && baselines+=(--baseline "$name=$FOLDER/baselines/$name.ndjson")
done
build/seine evaluate --truth "$FOLDER/world/truth.ndjson" --world "$FOLDER/world/world.ndjson" --ablate "${baselines[@]}" "$FOLDER/cases.ndjson"
build/seine evaluate --truth "$FOLDER/world/truth.ndjson" --world "$FOLDER/world/world.ndjson" --ablate "${baselines[@]}" --format html -o "$FOLDER/evaluation.html" "$FOLDER/cases.ndjson"

echo "== the robustness grid and the field regimes, seeds $SEEDS"
build/seine evaluate --worlds usual --regimes --seeds "$SEEDS" --consignments "$CONSIGNMENTS" --schemes "$SCHEMES" --out "$FOLDER/worlds"
build/seine evaluate --worlds data/sim/profiles/grid-*.json --seeds "$SEEDS" --consignments "$CONSIGNMENTS" --schemes "$SCHEMES" --out "$FOLDER/worlds"

echo "== documented cases among $CONSIGNMENTS honest consignments"
build/seine evaluate --cases data/cases --consignments "$CONSIGNMENTS" --out "$FOLDER/documented"
build/seine evaluate --cases data/cases --stripped --consignments "$CONSIGNMENTS" --out "$FOLDER/documented"
