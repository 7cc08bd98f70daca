#!/bin/bash
# The server under memcheck: every kind of request of bench/soak.py, files taken in, lists read anew, clients that hang
# up; then it is told to end, and nothing may be lost or have been read where nothing was.
# In the release build only: valgrind and sanitizers exclude each other.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
for tool in valgrind python3; do command -v $tool >/dev/null || { skip "the server under valgrind" "$tool is not installed"; finish; exit; }; done
KITS=$SEINE_SOURCE/data/kits.json
server=""
trap '[ -z "$server" ] || kill "$server" 2>/dev/null; rm -rf "$SCRATCH"' EXIT
head -n 60 "$SEINE_SOURCE/data/lists/dprk.csv" >list.csv
"$SEINE" simulate --quiet --consignments 1000 --schemes 3 --days 200 --seed 3 --kits "$KITS" --out world
{ head -n 1 world/consignments.csv; python3 - <<'P'
import csv, json
truth = {i for l in open("world/truth.ndjson") for i in json.loads(l)["consignments"]}
rows = open("world/consignments.csv", encoding="utf-8").read().splitlines()[1:]
print("\n".join([r for r in rows if r.split(",")[0] in truth][:120]))
P
} >some.csv
"$SEINE" scan --quiet -w list.csv -k "$KITS" --db leak.db -o /dev/null some.csv || fail "a small store"
TMPDIR=$SCRATCH valgrind -q --error-exitcode=99 --leak-check=full --show-leak-kinds=definite,indirect,possible \
    --errors-for-leak-kinds=definite,indirect --log-file=memcheck \
    "$SEINE" serve --no-token --listen 127.0.0.1:0 -w list.csv -k "$KITS" --db leak.db >serve.out 2>serve.err &
server=$!
for _ in $(seq 600); do
    url=$(sed -n 's,/$,,p' serve.out)
    [ -n "$url" ] && break
    sleep 0.1
done
RUN_TIMEOUT=250
SOAK_HOURS=2 run python3 "$SEINE_SOURCE/bench/soak.py" "$url" "$server" 0.00002
expect "every request is answered as it should be" 0
kill "$server"
wait "$server"
status=$?
server=""
cp memcheck err
expect "memcheck finds nothing" 0
[ "$status" = 0 ] || sed 's/^/# /' memcheck | head -n 40
finish
