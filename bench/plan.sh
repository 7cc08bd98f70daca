#!/bin/bash
# What plans of inspection truly stop in made-up years, against the best case first and opening at random: bench/plan.py.
# SEEDS, CONSIGNMENTS, SCHEMES, HANDS, STEP, FIRST, LAST, FINDS as environment; FOLDER keeps the worlds.
set -eu
cd "$(dirname "$0")/.."
FOLDER=${FOLDER:-build/plan}
mkdir -p "$FOLDER"
python3 bench/plan.py build/seine "$FOLDER"
