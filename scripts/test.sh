#!/bin/sh
# Tests on both databases at once, which two processors do in the time of one: SQLite and the
# browser in sight, PostgreSQL beside it, told afterwards. The last lines say what did not run.
set -eu
cd "$(dirname "$0")/.."
mkdir -p build
not_run=build/not-run
beside=build/test-postgresql.txt
: >"$not_run"

.venv/bin/python -m pytest --database=postgresql --not-run="$not_run" "$@" >"$beside" 2>&1 &
other=$!
# A shell lets what runs beside it live on when it is interrupted.
trap 'kill -TERM "$other" 2>/dev/null || :; exit 130' INT TERM HUP

status=0
.venv/bin/python -m pytest --database=sqlite --not-run="$not_run" "$@" || status=$?
if [ "$status" = 2 ]; then
    kill -TERM "$other" 2>/dev/null || :
fi
if kill -0 "$other" 2>/dev/null; then echo "Waiting for PostgreSQL …"; fi
beside_status=0
wait "$other" || beside_status=$?
cat "$beside"
if [ -s "$not_run" ]; then
    printf '\nNOT EVERYTHING RAN OR PASSED\n'
    cat "$not_run"
fi
if [ "$status" = 0 ]; then status=$beside_status; fi
exit "$status"
