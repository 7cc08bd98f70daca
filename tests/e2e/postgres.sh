#!/bin/bash
# The same work in a file and in PostgreSQL gives the same bytes: parts of a world scanned one after the other, of the last
# one all but few cases behind --top, explanations, watch rules, screenings, decisions, the audit, pruning. Stores are carried
# from one to the other. The server refuses, is not there, ends and comes back, is full; a program is killed. No output holds
# the password.
SOURCE=${SEINE_SOURCE:-$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)}
if [ -z "${SEINE_POSTGRES:-}" ]; then # in a mount namespace of its own, where that can be had: for a small disk
    private=""
    unshare -m true 2>/dev/null && private="unshare -m"
    # shellcheck disable=SC2086
    exec $private bash "$SOURCE/tests/with_postgres.sh" bash "${BASH_SOURCE[0]}"
fi
. "$SOURCE/tests/e2e/lib.sh"
LISTS=$SEINE_SOURCE/data/lists/dprk.csv
KITS=$SEINE_SOURCE/data/kits.json
URL=$SEINE_POSTGRES
RUN_TIMEOUT=250
size=2500 schemes=6 kills=10
[ -z "${SEINE_SLOW:-}" ] || { size=1000 schemes=3 kills=0; } # what is killed reports nothing
server=""
trap '[ -z "$server" ] || kill "$server" 2>/dev/null; rm -rf "$SCRATCH"' EXIT
sql() { PGOPTIONS="-c search_path=seine -c client_min_messages=error" psql -qAt "$URL" -c "$1"; }

run "$SEINE" simulate --consignments $size --schemes $schemes --seed 11 --days 200 --quiet --kits "$KITS" --out world
expect "a world is made" 0
half=$(($(wc -l <world/consignments.csv) / 2))
head -n $half world/consignments.csv >first.csv
{ head -n 1 world/consignments.csv; tail -n +$((half + 1)) world/consignments.csv | head -n -200; } >second.csv
{ head -n 1 world/consignments.csv; tail -n 200 world/consignments.csv; } >third.csv
head -n 200 "$LISTS" >old.csv

# All that is asked of one store; what it answers goes into a folder. Times of the audit differ from run to run.
work() { # work FOLDER STORE
    local folder=$1 db=$2 case party entity
    mkdir "$folder"
    "$SEINE" scan -q -w "$LISTS" -k "$KITS" -f ndjson -n 1000 --db "$db" -o "$folder/first" first.csv || return 1
    "$SEINE" scan -q -w "$LISTS" -k "$KITS" -f ndjson -n 1000 --db "$db" -o "$folder/second" second.csv || return 2
    "$SEINE" scan -q -w "$LISTS" -k "$KITS" -f ndjson -n 3 --db "$db" -o "$folder/third" third.csv || return 13
    sed 's/.*"case":"\([^"]*\)".*/\1/' "$folder/second" >"$folder/ids"
    while read -r case; do
        "$SEINE" explain --json --db "$db" "$case" && "$SEINE" explain --db "$db" "$case" || return 3
    done <"$folder/ids" >"$folder/explained"
    "$SEINE" watch --db "$db" -f json >"$folder/watch" || return 4
    "$SEINE" watch --db "$db" -k "$KITS" --apply second.csv >"$folder/applied" || return 5
    "$SEINE" rescreen --db "$db" -w "$LISTS" --previous old.csv --format ndjson >"$folder/screened" || return 6
    party=$(sed -n '1s/.*"party":"\(P-[0-9a-f]*\)".*/\1/p' "$folder/screened")
    entity=$(sed -n '1s/.*"entity":"\([^"]*\)".*/\1/p' "$folder/screened")
    "$SEINE" decide --db "$db" -w "$LISTS" --party "$party" --entity "$entity" --by lee --verdict cleared \
        --reason "seen: 公司" || return 7
    "$SEINE" rescreen --db "$db" -w "$LISTS" --previous old.csv --format ndjson >"$folder/after" || return 8
    "$SEINE" token add ann --role admin --db "$db" >"$folder.token" || return 9
    "$SEINE" store check --db "$db" || return 10
    "$SEINE" audit --db "$db" >audit || return 11
    sed -E 's/ [0-9-]+T[0-9:]+Z / /' audit >"$folder/audit"
    "$SEINE" audit verify --db "$db" >"$folder/verified" || return 12
}
export LISTS KITS
export -f work
run bash -c "work lite lite.db"
expect "a file does all the work" 0
run bash -c "work server '$URL'"
expect "so does PostgreSQL" 0
cat err >spoken
expect_text "and cases are explained" server/explained 'WHAT SPEAKS FOR IT'
[ -s server/screened ] && pass "and parties are screened" || fail "and parties are screened"
if cmp -s server/screened server/after; then fail "and cleared"; else pass "and cleared"; fi
for f in lite/*; do
    expect_same "PostgreSQL gives the bytes of the file: ${f#lite/}" "$f" "server/${f#lite/}"
done
run "$SEINE" token list --db "$URL"
expect_text "tokens are listed" out '^ann	admin	'

# Carried from one to the other and back, to the last byte.
tell() { # tell STORE FOLDER: all that can be asked, and the audit as it is
    "$SEINE" audit -f ndjson --db "$1" >"$2.audit" && "$SEINE" explain --json --db "$1" "$(head -n 1 lite/ids)" >"$2.case" &&
        "$SEINE" store check --db "$1"
}
run "$SEINE" store backup --db "$URL" carried.db
expect "a backup of PostgreSQL is a file" 0
export -f tell
run bash -c "tell '$URL' a"
run bash -c "tell carried.db b"
expect "which holds" 0
expect_same "with the same audit, hashes and all" a.audit b.audit
expect_same "and the same cases" a.case b.case
run "$SEINE" store backup --db "$URL" carried.db
expect "it is not replaced" 3
expect_text "without --force" err 'carried.db.*--force'
run "$SEINE" store restore --db "$URL" lite.db
expect "nor is the server's store" 3
expect_text "without --force either" err 'postgresql://seine@127.0.0.1:[0-9]*/seine: is there already; --force replaces it'
cat err >>spoken
run "$SEINE" store restore --db "$URL" lite.db --force
expect "a file is put into PostgreSQL" 0
run "$SEINE" store backup --db "$URL" back.db
expect "and taken out again" 0
run "$SEINE" store restore --db lite2.db lite.db
if command -v sqlite3 >/dev/null; then
    sqlite3 lite.db .dump | grep -v 'INSERT INTO audit' | sort >lite.dump
    sqlite3 back.db .dump | grep -v 'INSERT INTO audit' | sort >back.dump
    expect_same "each row as it was" lite.dump back.dump
fi
run "$SEINE" audit -f ndjson --db back.db
head -n "$("$SEINE" audit --db lite.db | wc -l)" out >back.audit
"$SEINE" audit -f ndjson --db lite.db >lite.audit
expect_same "the audit goes on from the file's" lite.audit back.audit
run "$SEINE" audit --db "$URL"
expect_text "with a row for the restoring" out ' restore  lite.db'
run "$SEINE" store restore --db "$SEINE_POSTGRES_OTHER" "$URL"
expect "from one database to another" 0
run "$SEINE" audit --db "$SEINE_POSTGRES_OTHER"
cat out err >>spoken
expect_text "is told without the password" out ' restore  postgresql://seine@127.0.0.1:[0-9]*/seine'
for what in --rehearse ""; do
    for db in lite2.db "$URL"; do
        # shellcheck disable=SC2086
        run "$SEINE" store prune --db "$db" --before 2100-01-01 $what
        cat err >>spoken
        case $db in *.db) f=pruned.lite ;; *) f=pruned.server ;; esac
        sed 's/^.*: //' err >>$f
    done
done
expect_same "both forget the same" pruned.lite pruned.server
expect_text "which is something" pruned.lite '[1-9][0-9]* records forgotten'
run "$SEINE" store check --db "$URL"
expect "and it holds afterwards" 0
sql "DROP TRIGGER audit_stands ON audit; UPDATE audit SET by = 'nobody' WHERE n = 1"
run "$SEINE" audit verify --db "$URL"
expect "a touched row of the audit is found" 3
expect_text "and named" err 'row 1 of the audit was changed'
sql "DROP SCHEMA seine CASCADE"

# Somebody else writes: readers go on, a decision waits and is refused.
run "$SEINE" store restore --db "$URL" carried.db
expect "the carried store is put back" 0
mkfifo hold
PGOPTIONS="-c search_path=seine" psql -qAt "$URL" <hold >held 2>&1 &
exec 7>hold
echo "BEGIN; SELECT 'locked' FROM pg_advisory_xact_lock($((0x5E14E001)));" >&7
until grep -q locked held; do sleep 0.05; done
run "$SEINE" explain --json --db "$URL" "$(head -n 1 lite/ids)"
expect "a reader goes on while somebody writes" 0
run "$SEINE" token add bob --role reader --db "$URL"
expect "a writer is refused" 3
expect_text "and told why" err 'postgresql://seine@[0-9.:]*/seine: cannot begin to write: .*; another program is writing to it, try again'
exec 7>&-
wait
run "$SEINE" token add bob --role reader --db "$URL"
expect "once the other has ended it can" 0

# Errors are one line each, and tell what to do.
told() { # told WHAT URL PATTERN
    run "$SEINE" scan -q -w "$LISTS" -k "$KITS" --db "$2" first.csv
    cat err out >>spoken
    expect "$1" 3
    [ "$(wc -l <err)" = 1 ] && pass "in one line" || fail "in one line" "$(cat err)"
    expect_text "that says so" err "$3"
}
told "a wrong password is told" "${URL/secret-of-seine/secret-of-eve}" 'password authentication failed for user "seine"'
told "no server is told" "${URL/:[0-9]*\/seine/:1/seine}" 'Connection refused; see that the server runs'
told "no database is told" "${URL%/seine}/none" 'database "none" does not exist'
told "a wrong address is told" "$URL?colour=red" 'no address like postgresql://user@host:5432/database'
run "$SEINE" explain --db "${URL%/seine}/postgres" SC-X
expect "a database without a store is refused" 3
expect_text "with what makes one" err 'there is no store in postgresql://seine@.*/postgres; seine scan --db'
run "$SEINE" audit --db "$SEINE_POSTGRES_SOCKET"
expect "a socket is as good as a port" 0

# A server of ours goes on when PostgreSQL was away.
if command -v curl >/dev/null; then
    "$SEINE" serve --listen 127.0.0.1:0 -w "$LISTS" -k "$KITS" -d "$URL" >serve.out 2>serve.err &
    server=$!
    await_server
    page=$url
    id=$(head -n 1 lite/ids)
    asks() { code=$(curl -sS -m 30 -H "Authorization: Bearer $(cat server.token)" -o answer -w '%{http_code}' "$@" 2>>err); }
    asks "$page/api/v1/cases/$id"
    [ "$code" = 200 ] && pass "a case is served" || fail "a case is served" "$code $(cat answer serve.err)"
    bash "$SEINE_POSTGRES_RUN" stop
    asks "$page/api/v1/cases/$id"
    [ "$code" = 503 ] && pass "not while PostgreSQL is away" || fail "not while PostgreSQL is away" "$code"
    cat answer >>spoken
    asks "$page/healthz"
    [ "$code" = 200 ] && pass "but the server stands" || fail "but the server stands" "$code"
    bash "$SEINE_POSTGRES_RUN" start
    asks "$page/api/v1/cases/$id"
    [ "$code" = 200 ] && pass "and goes on afterwards" || fail "and goes on afterwards" "$code $(cat answer)"
    asks -X POST -H 'Content-Type: application/json' -d '{"verdict":"hold","reason":"seen"}' "$page/api/v1/cases/$id/decision"
    [ "$code" = 200 ] && pass "decisions too" || fail "decisions too" "$code $(cat answer)"

    # What is shown while somebody writes waits in the database: a backup has it, whoever makes it, and a kill loses none.
    rm held # of the writer before, whose lock it tells of until the next one empties it
    PGOPTIONS="-c search_path=seine" psql -qAt "$URL" <hold >held 2>&1 &
    writer=$!
    exec 7>hold
    echo "BEGIN; SELECT 'locked' FROM pg_advisory_xact_lock($((0x5E14E001)));" >&7
    until grep -qs locked held; do sleep 0.05; done
    seen=$(sql "SELECT count(*) FROM audit WHERE what = 'view'")
    asks "$page/api/v1/cases/$id"
    [ "$code" = 200 ] && pass "a case is shown while somebody writes" || fail "a case is shown while somebody writes" "$code $(cat answer)"
    views=$(sql "SELECT (SELECT count(*) FROM audit WHERE what = 'view') || '-' || (SELECT count(*) FROM view_journal)" 2>&1)
    [ "$views" = "$seen-1" ] && pass "and that waits in the journal" ||
        fail "and that waits in the journal" "$views instead of $seen-1; $(kill -0 "$writer" && cat held; sql "SELECT * FROM view_journal")"
    run "$SEINE" store backup --db "$URL" seen.db
    expect "a backup is made meanwhile" 0
    run "$SEINE" audit --db seen.db
    [ "$(grep -c "view  $id" out)" = $((seen + 1)) ] && pass "which has it in its audit" || fail "which has it in its audit" "$(cat out)"
    run "$SEINE" audit verify --db seen.db
    expect "whose chain holds" 0
    kill -9 "$server"
    wait "$server" 2>/dev/null
    exec 7>&-
    wait "$writer"
    run "$SEINE" store restore --db "$URL" seen.db --force
    expect "it is put back over a journal that waits" 0
    [ "$(sql "SELECT (SELECT count(*) FROM audit WHERE what = 'view') || '-' || (SELECT count(*) FROM view_journal)")" = "$((seen + 1))-0" ] &&
        pass "and each view is there once" || fail "and each view is there once" "$(sql "SELECT n, at, what, object, note FROM audit")"
    run "$SEINE" audit verify --db "$URL"
    expect "in a chain that holds" 0
    server=""
    cat serve.out serve.err >>spoken
fi

# Killed at random moments: as tests/e2e/crash.sh, on the server.
export TMPDIR=$SCRATCH CRASH_KILLS=${CRASH_KILLS:-$kills} CRASH_DB=$SEINE_POSTGRES_OTHER
PGOPTIONS="-c client_min_messages=error" psql -qAt "$SEINE_POSTGRES_OTHER" -c "DROP SCHEMA seine CASCADE"
RUN_TIMEOUT=$((60 + 10 * CRASH_KILLS)) run python3 "$SEINE_SOURCE/tests/e2e/crash.py"
sed 's/^/# /' out
expect "nothing acknowledged is lost when killed" 0

# A disk that fills up, in the middle of a scan.
home=$(dirname "$SEINE_POSTGRES_RUN")
mkdir "$home/small" "$SCRATCH/small"
if mount -t tmpfs -o size=400k tmpfs "$SCRATCH/small" 2>/dev/null &&
    mount -t tmpfs -o "size=14m,mode=700,uid=$(stat -c %u "$home/data")" tmpfs "$home/small" 2>/dev/null; then
    run "$SEINE" scan -q -w "$LISTS" -k "$KITS" --db small/memory.db world/consignments.csv
    expect "a full disk ends a scan into a file" 3
    expect_text "and is told" err 'small/memory.db: .* full; make room on the disk and try again, nothing of this run was kept'
    [ "$(wc -l <err)" = 1 ] && pass "in one line" || fail "in one line" "$(cat err)"
    psql -qAt "$SEINE_POSTGRES_ADMIN" -c "CREATE TABLESPACE small LOCATION '$home/small'" \
        -c "CREATE DATABASE small OWNER seine TABLESPACE small"
    "$SEINE" simulate --consignments 20000 --seed 2 --quiet --kits "$KITS" --out large
    run "$SEINE" scan -q -w "$LISTS" -k "$KITS" --db "${URL%/seine}/small" large/consignments.csv
    cat err >>spoken
    expect "a full disk of the server ends a scan" 3
    expect_text "and is told" err 'postgresql://seine@.*/small: .*No space left on device; make room on the disk'
    [ "$(wc -l <err)" = 1 ] && pass "in one line" || fail "in one line" "$(cat err)"
    mount -o remount,size=60m "$home/small"
    run "$SEINE" store check --db "${URL%/seine}/small"
    expect "once there is room, what was there before holds" 0
    psql -qAt "$SEINE_POSTGRES_ADMIN" -c "DROP DATABASE small" -c "DROP TABLESPACE small"
    umount "$home/small"
    umount "$SCRATCH/small"
else
    umount "$SCRATCH/small" 2>/dev/null
    skip "a disk that fills up" "no file system can be mounted here"
fi

if grep -q 'secret-of' spoken; then fail "no output holds a password" "$(grep secret-of spoken)"; else pass "no output holds a password"; fi
finish
