#!/bin/bash
# Linking measured on labelled sets of persons, companies and papers, and on made-up worlds (docs/evaluation.md, "Linking"). DATA: the
# folder with er/ and names/ (sets that are absent are left out); THREADS; SEEDS and WORLD: which worlds, of how many consignments;
# LARGE: consignments of one more world, for speed alone. PEERS: a Python with splink, duckdb and pandas links the sets and a small
# world too. AS_STATED=1: nothing is learnt from the data.
set -eu
cd "$(dirname "$0")/.."
DATA=${DATA:-../shared/data} THREADS=${THREADS:-2} FOLDER=${FOLDER:-build/link} SEEDS=${SEEDS-3 4 5} WORLD=${WORLD:-100000}
ninja -C build bench/link seine >/dev/null
mkdir -p "$FOLDER"

# world NAME CONSIGNMENTS SCHEMES SEED: its distinct parties go to $FOLDER/NAME.ndjson
world() {
    build/seine simulate -n "$2" --schemes "$3" --seed "$4" --parties -f ndjson -q --out "$FOLDER/$1"
    python3 bench/link_world.py "$FOLDER/$1.ndjson" "$FOLDER/$1"
    rm -r "$FOLDER/$1"
}

sets=$(python3 bench/link_records.py "$DATA" "$FOLDER")
world small 10000 12 9
worlds=
for seed in $SEEDS; do
    world "world-$seed" "$WORLD" $((WORLD / 1667)) "$seed"
    worlds="$worlds world-$seed"
done
if [ -n "${LARGE:-}" ]; then
    world large "$LARGE" 60 1
    worlds="$worlds large"
fi
echo '| set | records | true pairs | P | R | F1 | B³ P | B³ R | B³ F1 | completeness | Mpairs/s | s | CPU s |'
echo '|---|---|---|---|---|---|---|---|---|---|---|---|---|'
for name in $sets small $worlds; do
    build/bench/link "$name" "$FOLDER/$name.ndjson" "$THREADS"
done
if [ -n "${PEERS:-}" ]; then
    echo
    "$PEERS" bench/link_splink.py $(printf "$FOLDER/%s.ndjson " $sets small)
fi
