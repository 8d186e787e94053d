#!/usr/bin/env bash
# Write .sqlx anew, by which `query!` compiles without a database: every statement is asked of a throw-away Postgres that has
# today's migrations.
#
#   deploy/sqlx-prepare.sh            after a change of SQL or migrations
#   deploy/sqlx-prepare.sh --check    change nothing; fail where .sqlx is not what it would write, or where clippy finds something:
#                                     one reading of the sources for both (`make check`)
#
# Statements are read as a province's login reads them, so that an unqualified table is the province's or the realm's.
set -euo pipefail
cd "$(dirname "$0")/.."

check=no
case "$*" in
  "") ;;
  --check) check=yes ;;
  *) echo "usage: ${0##*/} [--check]" >&2; exit 2 ;;
esac

if ! server=$(ls /usr/lib/postgresql/*/bin/postgres 2>/dev/null | sort -V | tail -1) || [ -z "$server" ]; then
  server=$(command -v postgres) || { echo "sqlx-prepare: PostgreSQL is missing: run deploy/setup.sh" >&2; exit 1; }
fi
bin=${server%/*}

# Postgres refuses root.
as=()
if [ "$(id -u)" = 0 ]; then as=(setpriv --reuid=postgres --regid=postgres --clear-groups); fi

work=$(mktemp -d)
postgres=
stop() {
  if [ -n "$postgres" ]; then
    kill -INT "$postgres" && wait "$postgres" || true
  fi
  rm -rf "$work"
}
trap stop EXIT
trap 'exit 1' INT TERM
chmod 711 "$work"
mkdir "$work/server" "$work/sqlx"
if [ "${#as[@]}" -gt 0 ]; then chown postgres: "$work/server"; fi

# No port: a socket in a folder that nobody else may enter.
cd "$work/server"
"${as[@]}" "$bin/initdb" --pgdata=data --username=postgres --auth=trust --encoding=UTF8 --locale=C.UTF-8 --no-sync >/dev/null
chmod 700 "$work/server"
"${as[@]}" "$bin/postgres" -D data -k "$work/server" -c listen_addresses= -c fsync=off >"$work/server.log" 2>&1 &
postgres=$!
cd - >/dev/null
until "$bin/pg_isready" -q -h "$work/server"; do
  kill -0 "$postgres" 2>/dev/null || { cat "$work/server.log" >&2; exit 1; }
  sleep 0.1
done

sql() { "$bin/psql" -X -q -h "$work/server" -U postgres -v ON_ERROR_STOP=1 "$@"; }
track() { # SCHEMA TRACK
  local file files=()
  for file in migrations/"$2"/*.sql; do files+=(-f "$file"); done
  sql -d huixin -1 -c "set search_path = $1" "${files[@]}"
}
sql -c 'create database huixin'
# As FOUNDATION in src/db/migrate.rs does.
sql -d huixin <<'SQL'
create schema ministry;
create schema jobs;
create schema province_51;
create table ministry.migration (
    schema text, track text, version bigint, checksum bytea not null, applied_at timestamptz not null,
    primary key (schema, track, version)
);
SQL
track ministry realm
track ministry ministry
track province_51 realm
track province_51 province
track jobs jobs

read_sources=(cargo check --locked)
if [ "$check" = yes ]; then read_sources=(cargo clippy --locked --all-targets -- -D warnings); fi
# Read anew, although nothing has changed; what was built of it meanwhile stays as fresh as it was.
touch -r src/lib.rs "$work/as-it-was"
touch src/lib.rs
DATABASE_URL="postgres://postgres@localhost/huixin?host=$work/server&options=-csearch_path%3Dprovince_51" \
  SQLX_OFFLINE=false SQLX_OFFLINE_DIR="$work/sqlx" "${read_sources[@]}"
touch -r "$work/as-it-was" src/lib.rs
if ! ls "$work"/sqlx/query-*.json >/dev/null 2>&1; then
  echo "sqlx-prepare: cargo wrote nothing" >&2
  exit 1
fi
if [ "$check" = yes ]; then
  diff -rq .sqlx "$work/sqlx" >&2 || { echo "sqlx-prepare: .sqlx is stale: run deploy/sqlx-prepare.sh" >&2; exit 1; }
  exit 0
fi
rm -rf .sqlx
mkdir .sqlx
cp "$work"/sqlx/query-*.json .sqlx/
echo "sqlx-prepare: $(ls .sqlx | wc -l) statements" >&2
