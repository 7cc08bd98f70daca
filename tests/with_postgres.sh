#!/bin/bash
# Runs a command beside a PostgreSQL of its own: tests/with_postgres.sh COMMAND...
# The cluster stands in a temporary folder, belongs to a user other than root (PostgreSQL refuses to be run by it), listens
# on loopback and on a socket in that folder, and ends with the command, also when this script is killed. The databases
# seine and other belong to the role seine. Its texts are sorted by a language's rules, so that a query that relies on the
# default shows. Set for the command:
#   SEINE_POSTGRES         address over loopback, with the password
#   SEINE_POSTGRES_OTHER   the same of the other database
#   SEINE_POSTGRES_SOCKET  address over the socket, without a password
#   SEINE_POSTGRES_ADMIN   the administrator's, over the socket
#   SEINE_POSTGRES_RUN     restarts the server: bash "$SEINE_POSTGRES_RUN" start|stop
# FSYNC=on, to measure. Without PostgreSQL the command is not run: one skipped test.
set -u
[ $# -gt 0 ] || { echo "usage: with_postgres.sh COMMAND..." >&2; exit 2; }

bin=$(dirname "$(command -v initdb 2>/dev/null || echo /nowhere/initdb)")
for folder in /usr/lib/postgresql/*/bin; do # Debian keeps them out of PATH
    [ -x "$folder/initdb" ] && bin=$folder
done
[ -x "$bin/postgres" ] || { echo "ok 1 - PostgreSQL # SKIP is not installed"; echo "1..1"; exit 0; }

home=$(mktemp -d)
as=(setpriv)
if [ "$(id -u)" = 0 ]; then
    user=nobody
    id postgres >/dev/null 2>&1 && user=postgres
    as+=(--reuid "$(id -u $user)" --regid "$(id -g $user)" --clear-groups)
    chown "$user" "$home"
fi
failed() {
    echo "not ok 1 - $1"
    sed 's/^/# /' "$home/log" | tail -n 20
    echo "1..1"
    exit 1
}
# shellcheck disable=SC2317
stop() {
    [ -s "$home/data/postmaster.pid" ] && kill -QUIT "$(head -n 1 "$home/data/postmaster.pid")" 2>/dev/null
    wait
    rm -rf "$home"
}
trap stop EXIT
: >"$home/log"
chmod 666 "$home/log"
cd "$home" || exit 1

echo secret-of-seine >password
initialise() {
    "${as[@]}" "$bin/initdb" --pgdata "$home/data" --username postgres --encoding UTF8 --no-sync --auth-local trust \
        --auth-host scram-sha-256 --locale C "$@" >>log 2>&1 </dev/null
}
initialise --locale-provider icu --icu-locale en-US || { rm -rf data && initialise; } || failed "initdb"
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
cat >run <<RUN
case \$1 in
stop) kill -QUIT "\$(head -n 1 "$home/data/postmaster.pid")"; while [ -e "$home/data/postmaster.pid" ] && kill -0 "\$(head -n 1 "$home/data/postmaster.pid")" 2>/dev/null; do sleep 0.05; done ;;
start)
    ${as[*]} \${death-} "$bin/postgres" -D "$home/data" -p $port -h 127.0.0.1 -k "$home" -c fsync=${FSYNC:-off} -c shared_buffers=16MB \\
        -c max_connections=40 -c autovacuum=off >>"$home/log" 2>&1 </dev/null &
    i=0
    until "$bin/pg_isready" -q -h "$home" -p $port; do i=\$((i + 1)); [ \$i -lt 300 ] || exit 1; sleep 0.1; done ;;
esac
RUN
# shellcheck disable=SC2034
death="--pdeathsig QUIT" # it ends with this script, whatever ends that
# shellcheck disable=SC1091
. ./run start || failed "PostgreSQL starts"
"$bin/psql" -q -h "$home" -p "$port" -U postgres -v ON_ERROR_STOP=1 >>log 2>&1 <<SQL || failed "the databases are made"
CREATE ROLE seine LOGIN PASSWORD '$(cat password)';
CREATE DATABASE seine OWNER seine;
CREATE DATABASE other OWNER seine;
SQL
export SEINE_POSTGRES="postgresql://seine:$(cat password)@127.0.0.1:$port/seine"
export SEINE_POSTGRES_OTHER="postgresql://seine:$(cat password)@127.0.0.1:$port/other"
export SEINE_POSTGRES_SOCKET="postgresql://seine@/seine?host=$home&port=$port"
export SEINE_POSTGRES_ADMIN="postgresql://postgres@/seine?host=$home&port=$port"
export SEINE_POSTGRES_RUN="$home/run"
unset "${!PG@}" 2>/dev/null
cd "$OLDPWD" || exit 1
"$@"
