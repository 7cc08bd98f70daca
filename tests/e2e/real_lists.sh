#!/bin/bash
# Ten names against the real lists (CSL and UN), where they are at hand.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
DATA=${SEINE_SHARED:-$SEINE_SOURCE/../shared}/data/sanctions
if [ ! -d "$DATA/un" ] || [ ! -d "$DATA/csl_2026-07-31" ]; then
    skip "real lists" "they are not here"
    finish
fi
run "$SEINE" lists "$DATA/un" "$DATA/csl_2026-07-31"
expect "the UN and the US consolidated lists are read" 0
expect_text "the UN list is known by name" out '^UN Security Council'
cat >names.txt <<'NAMES'
Korea Mining Development Trading Corporation
Korea Kwangson Banking Corp
Tanchon Commercial Bank
Korea Tangun Trading
Reconnaissance General Bureau
Green Pine Associated Corporation
Namchongang Trading
Zebra Crossing Flower Shop
Green Meadow Dairy Products
Harbour Street Bakery
NAMES
run "$SEINE" match -w "$DATA/un" "$DATA/csl_2026-07-31" --format csv --limit 20 --input names.txt
expect "ten names are matched" 0
for pair in "Korea Mining Development Trading Corporation,KPe.001" "Tanchon Commercial Bank,KPe.003" \
    "Korea Kwangson Banking Corp,KPe.025" "Korea Tangun Trading,KPe.008" \
    "Reconnaissance General Bureau,KPe.031" "Green Pine Associated Corporation,KPe.010" "Namchongang Trading,KPe.004"; do
    expect_text "found: $pair" out "^${pair/,/,}"
done
for name in "Zebra Crossing" "Green Meadow" "Harbour Street"; do
    if grep -q "^$name" out; then fail "not found: $name" "$(grep "^$name" out)"; else pass "not found: $name"; fi
done
finish
