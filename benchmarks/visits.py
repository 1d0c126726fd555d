"""Visits: how many a hall gets through, how fast the next one is called, whatever lies behind.

Sixteen counters work without pause against the hall as it is served, over HTTP, with sign-in,
permissions, facts and the live stream; the load runs on the same machine. The database's own
part is held against pgbench, which sends it the same statements. The live stream and the waiting
times are measured by the benchmarks of those names, as part of this one.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from typing import Any

from benchmarks import _history, _pgbench, figure, live, waiting
from benchmarks._servers import ROOT, environment, postgresql, served

COUNTERS = 16
SECONDS = 15
FEW, MANY = 50_000, 1_000_000


def main() -> None:
    """Measure everything and report the figures."""
    with tempfile.TemporaryDirectory() as folder:
        throughput("sqlite", folder, "", wanted=60)
    with postgresql("visits") as database, tempfile.TemporaryDirectory() as folder:
        if database:
            throughput("postgres", folder, database, wanted=100)
    _history.report("history_1m_ratio", FEW, MANY, 1.15)
    with postgresql("visits") as database:
        if database:
            path_in_database(database)
    live.main()
    waiting.main()


def throughput(name: str, folder: str, database: str, *, wanted: int) -> None:
    """Report the visits a second, and how long the slowest calls took."""
    print(f"visits: {COUNTERS} counters on {name} …", file=sys.stderr)
    where = environment(folder, database)
    made = _run(["benchmarks._hall", str(COUNTERS), str(FEW)], where)
    given = {**made, "database": database or f"{folder}/servicehall.sqlite3"}
    with served(where) as port:
        given["port"] = port
        _run(["benchmarks._load"], where, given | {"seconds": 3})
        worked = _run(["benchmarks._load"], where, given | {"seconds": SECONDS})
        looked = _run(["benchmarks._load"], where, given | {"seconds": SECONDS, "looks": True})
    rate = worked["visits"] / worked["seconds"]
    with_pages = looked["visits"] / looked["seconds"]
    figure(
        f"visits_per_s_{name}",
        round(rate, 1),
        unit="visits a second",
        limit=f"{wanted} ({with_pages:.1f} with the counter's page rendered after each step)",
        ratio=wanted / rate,
    )
    calls = worked["calls"]
    slowest = calls[int(len(calls) * 0.99)]
    figure(
        "call_next_p99_ms" if name == "postgres" else f"call_next_p99_ms_{name}",
        round(slowest, 1),
        unit="ms",
        limit=f"50 ms (median {calls[len(calls) // 2]:.1f} ms, {len(calls)} calls)",
        ratio=slowest / 50,
    )
    _agree(where)


def path_in_database(database: str) -> None:
    """Report take, call, finish by the actions, held against pgbench with the same statements."""
    print("visits: the database's own part …", file=sys.stderr)
    with tempfile.TemporaryDirectory() as folder:
        ours, theirs = _pgbench.compare(database, environment(folder, database))
    figure(
        "db_path_of_pgbench",
        round(ours / theirs, 3),
        unit="of pgbench's rate",
        limit=f"0.5 ({ours:.0f} visits a second by the actions, {theirs:.0f} by pgbench)",
        ratio=0.5 / (ours / theirs),
    )


def _run(module: list[str], where: dict[str, str], given: object = None) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", *module],
        cwd=ROOT,
        env=where,
        input=json.dumps(given).encode(),
        stdout=subprocess.PIPE,
        check=True,
    )
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def _agree(where: dict[str, str]) -> None:
    """After all that haste, visits and record must agree."""
    command = [sys.executable, "-m", "servicehall.commands", "ledger", "--centre", "testhall"]
    subprocess.run(command, cwd=ROOT, env=where, check=True, stdout=sys.stderr)


if __name__ == "__main__":
    main()
