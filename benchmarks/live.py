"""Live: how soon a thousand pages hear of a commit, what each costs, and whether 5,000 survive.

The product is served as it really is; a hall at work commits facts beside it. What depends on the
database is measured on SQLite and again on a PostgreSQL server that is started for it.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from functools import cache
from typing import Any

from benchmarks import figure
from benchmarks._servers import ROOT, environment, postgresql

MOST_SECONDS = 300
"""How long one database may take; it usually takes less than a minute."""


@cache
def main() -> None:
    """Measure on both databases and report the figures, once a run."""
    live("", "")
    with postgresql("live") as database:
        if database:
            live("_postgresql", database)


def live(suffix: str, database: str) -> None:
    """Report the live stream's figures on the database of that address (empty for SQLite)."""
    print(f"live: on {'PostgreSQL' if database else 'SQLite'} …", file=sys.stderr)
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks._live"],
            cwd=ROOT,
            env=environment(folder, database),
            check=True,
            stdout=subprocess.PIPE,
            timeout=MOST_SECONDS,
        )
    found: dict[str, Any] = json.loads(done.stdout)
    if found["told"] < 1 or found["lost"]:
        print(
            f"live: {found['told']:.4f} of what was committed was told,"
            f" {found['lost']} streams were lost",
            file=sys.stderr,
        )
    figure(
        f"live_p99_ms_1000{suffix}",
        round(found["p99_ms"], 1),
        unit="ms",
        limit=(
            f"150 ms from commit to received, 1,000 pages, {found['facts']} facts"
            f" (median {found['p50_ms']:.0f} ms, slowest {found['most_ms']:.0f} ms,"
            f" {found['told']:.2%} told)"
        ),
        ratio=found["p99_ms"] / 150,
    )
    figure(
        f"live_kib_per_connection{suffix}",
        round(found["kib"], 2),
        unit="KiB",
        limit=f"10 KiB of PSS at 1,000 pages ({found['kib_of_many']:.2f} at 5,000)",
        ratio=found["kib"] / 10,
    )
    figure(
        f"live_connections_5000{suffix}",
        found["reached"],
        unit="connections told of an event",
        limit=f"5,000 open at once ({found['lost']} lost)",
        ratio=5000 / max(1, found["reached"]),
    )


if __name__ == "__main__":
    main()
