#!/bin/bash
# A shared library exports exactly the names in tests/gates/symbols.txt, and each of them begins with seine_.
. "$(dirname "$0")/lib.sh"
library=""
for folder in build build-release; do
    [ -e "$folder/libseine.so" ] && library=$folder/libseine.so && break
done
[ -n "$library" ] || { echo "there is no shared library"; exit 77; }
exported=$(nm -D --defined-only "$library" | awk '$2 ~ /[TDBRVW]/ {print $3}' | sort)
odd=$(printf '%s\n' "$exported" | grep -v '^seine_')
[ -z "$odd" ] || mend "exported without the seine_ prefix (make it hidden):" "$odd"
difference=$(diff <(sort tests/gates/symbols.txt) <(printf '%s\n' "$exported")) ||
    mend "the exports differ from tests/gates/symbols.txt (< listed, > exported); review, then change the list:" "$difference"
exit $fail
