#!/bin/bash
# Linking measured on labelled sets of persons, companies and papers (docs/evaluation.md, "Linking"). DATA: the folder with er/
# and names/; THREADS. Sets that are absent are left out. PEERS: a Python with splink, duckdb and pandas links the same records too.
set -eu
cd "$(dirname "$0")/.."
DATA=${DATA:-../shared/data} THREADS=${THREADS:-2} FOLDER=${FOLDER:-build/link}
ninja -C build bench/link >/dev/null
sets=$(python3 bench/link_records.py "$DATA" "$FOLDER")
echo '| set | records | true pairs | P | R | F1 | B³ P | B³ R | B³ F1 | completeness | Mpairs/s | s |'
echo '|---|---|---|---|---|---|---|---|---|---|---|---|'
for name in $sets; do
    build/bench/link "$name" "$FOLDER/$name.ndjson" "$THREADS"
done
if [ -n "${PEERS:-}" ]; then
    echo
    "$PEERS" bench/link_splink.py $(printf "$FOLDER/%s.ndjson " $sets)
fi
