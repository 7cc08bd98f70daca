#!/bin/bash
# The evaluation of docs/evaluation.md: worlds over seeds with baselines and ablations, grid and field regimes, documented cases.
# CONSIGNMENTS, SCHEMES, SEEDS, TRAIN, FOLDER as environment; results are printed and written to FOLDER. The boosted
# baselines learn from the worlds of the seeds TRAIN and need LightGBM, which pip installs into build/venv (GBM=0: without).
# PARTS: which of "main grid cases" to do.
set -eu
cd "$(dirname "$0")/.."
CONSIGNMENTS=${CONSIGNMENTS:-60000} SCHEMES=${SCHEMES:-30} SEEDS=${SEEDS:-1..5} FOLDER=${FOLDER:-build/evaluate}
TRAIN=${TRAIN:-101 102 103} GBM=${GBM:-1} PARTS=${PARTS:-main grid cases}
LIST=data/lists/dprk.csv
first=${SEEDS%%..*} last=${SEEDS##*..}
mkdir -p "$FOLDER"
ninja -C build seine bench/pieces >/dev/null

world() { build/seine simulate --consignments "$CONSIGNMENTS" --schemes "$SCHEMES" --seed "$1" --quiet --out "$2"; }

# What a scan finds of a world before and while it assembles: what the rankings by units and by nets are made of.
found() {
    build/bench/pieces data/kits.json $LIST "$1/consignments.csv" > "$1/pieces.tsv"
    build/seine scan --quiet --watchlist $LIST --kits data/kits.json --top 2000 --below 16 --weighed "$1/weighed.ndjson" \
        --format ndjson -o "$FOLDER/all.ndjson" "$1/consignments.csv"
}

python=python3 train=()
prepare_gbm() {
    [ -x build/venv/bin/python ] || python3 -m venv build/venv || true
    build/venv/bin/pip install --quiet --disable-pip-version-check lightgbm numpy ||
        echo "LightGBM cannot be installed; its baselines are left out"
    [ -x build/venv/bin/python ] && python=build/venv/bin/python
    for seed in $TRAIN; do
        world "$seed" "$FOLDER/train-$seed"
        found "$FOLDER/train-$seed"
        train+=("$FOLDER/train-$seed")
    done
}

# One world: evaluation-SEED.json, and the page of the first.
one() {
    local w=$FOLDER/world baselines=() name
    rm -rf "$FOLDER/baselines"
    world "$1" "$w"
    build/seine scan --quiet --watchlist $LIST --kits data/kits.json --top 2000 --format ndjson -o "$FOLDER/cases.ndjson" "$w/consignments.csv"
    found "$w"
    "$python" bench/baselines.py "$w" data/kits.json $LIST "$FOLDER/baselines" "${train[@]}"
    "$python" bench/unit_baselines.py "$w" data/kits.json "$FOLDER/baselines" "${train[@]}"
    for name in random list red-flags components coverage surprisal gbm gbm-joined gbm-units coverage-nets gbm-nets; do
        [ -f "$FOLDER/baselines/$name.ndjson" ] && baselines+=(--baseline "$name=$FOLDER/baselines/$name.ndjson")
    done
    set -- "$1" --truth "$w/truth.ndjson" --world "$w/world.ndjson" --ablate "${baselines[@]}"
    build/seine evaluate "${@:2}" --format json -o "$FOLDER/evaluation-$1.json" "$FOLDER/cases.ndjson"
    [ "$1" != "$first" ] || build/seine evaluate "${@:2}" --format html -o "$FOLDER/evaluation.html" "$FOLDER/cases.ndjson"
    [ "$1" != "$first" ] || build/seine evaluate "${@:2}" "$FOLDER/cases.ndjson" | sed -n '/^Innocents/,$p'
}

case " $PARTS " in *" main "*)
    echo "== worlds of $CONSIGNMENTS consignments and $SCHEMES schemes, seeds $SEEDS"
    rm -f "$FOLDER"/evaluation-*.json
    [ "$GBM" != 1 ] || prepare_gbm
    for seed in $(seq "$first" "$last"); do one "$seed"; done
    python3 bench/table.py "$FOLDER"/evaluation-*.json
    ;;
esac

case " $PARTS " in *" grid "*)
    echo "== the robustness grid and the field regimes, seeds $SEEDS"
    build/seine evaluate --worlds usual --regimes --seeds "$SEEDS" --consignments "$CONSIGNMENTS" --schemes "$SCHEMES" --out "$FOLDER/worlds"
    build/seine evaluate --worlds data/sim/profiles/grid-*.json --seeds "$SEEDS" --consignments "$CONSIGNMENTS" --schemes "$SCHEMES" --out "$FOLDER/worlds"
    ;;
esac

case " $PARTS " in *" cases "*)
    echo "== documented cases among $CONSIGNMENTS honest consignments"
    build/seine evaluate --cases data/cases --consignments "$CONSIGNMENTS" --out "$FOLDER/documented"
    build/seine evaluate --cases data/cases --stripped --consignments "$CONSIGNMENTS" --out "$FOLDER/documented"
    ;;
esac
