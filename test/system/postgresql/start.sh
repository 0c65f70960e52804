#!/usr/bin/env bash
# start.sh PORT: a PostgreSQL of its own, with a fresh cluster in a temporary folder, in the foreground. Never the system's.
set -euo pipefail
port=$1
binaries=$(pg_config --bindir 2>/dev/null || ls -d /usr/lib/postgresql/*/bin | tail -1)
data=$(mktemp -d "${TMPDIR:-/tmp}/soakd-postgresql-XXXXXX")
as=()
# PostgreSQL refuses to run as root.
if [ "$(id -u)" = 0 ]; then
  chown postgres "$data"
  as=(setpriv --reuid=postgres --regid=postgres --clear-groups)
fi
cd "$data"
"${as[@]}" "$binaries/initdb" -D "$data/cluster" -U soak --auth=trust -E UTF8 --locale=C >initdb.log 2>&1
exec "${as[@]}" "$binaries/postgres" -D "$data/cluster" -h 127.0.0.1 -p "$port" -k '' -c shared_buffers=32MB -c fsync=off
