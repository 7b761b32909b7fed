#!/bin/sh
# Runs a command with a throw-away PostgreSQL and its address in ZAGAJ_TEST_POSTGRES:  scripts/postgres.sh go test ./...
# ZAGAJ_TEST_POSTGRES_CONTROL is the command that restarts it ("$ZAGAJ_TEST_POSTGRES_CONTROL -m immediate restart"). Nothing stays behind. The server keeps its durability on, as it has to in service.
set -eu
bin=${PG_BIN:-$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)}
[ -x "${bin:-}/initdb" ] || bin=$(dirname "$(command -v initdb || echo /none/initdb)")
[ -x "$bin/initdb" ] || { echo "scripts/postgres.sh: PostgreSQL's initdb was not found; install postgresql or set PG_BIN" >&2; exit 1; }
dir=$(mktemp -d)
as=""
# initdb refuses to run as root.
if [ "$(id -u)" = 0 ]; then
  user=nobody; id postgres >/dev/null 2>&1 && user=postgres
  chown "$user" "$dir"; as="runuser -u $user --"
fi
stop() { (cd "$dir" && $as "$bin/pg_ctl" -D "$dir/db" -m immediate stop >/dev/null 2>&1) || true; rm -rf "$dir"; }
trap stop EXIT INT TERM
cd_back=$(pwd); cd "$dir"
$as "$bin/initdb" -D "$dir/db" -U zagaj -A trust -E UTF8 --locale=C >/dev/null
port=$(( 20000 + $$ % 20000 ))
tries=0
until $as "$bin/pg_ctl" -D "$dir/db" -w -l "$dir/log" -o "-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories=$dir -c max_connections=300" start >/dev/null 2>&1; do
  tries=$((tries + 1)); port=$((port + 7))
  [ $tries -lt 5 ] || { cat "$dir/log" >&2; exit 1; }
done
cd "$cd_back"
ZAGAJ_TEST_POSTGRES_CONTROL="cd $dir && $as $bin/pg_ctl -D $dir/db -w -l $dir/log" \
ZAGAJ_TEST_POSTGRES="postgres://zagaj@127.0.0.1:$port/postgres?sslmode=disable" "$@"
