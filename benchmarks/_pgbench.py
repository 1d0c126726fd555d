"""Take, call, start and finish by the actions, held against pgbench with the same statements.

Some counters work without pause, each a process with a connection of its own: first through the
actions, then as pgbench, which sends what the actions were seen to send, with prepared statements
as they do. What differs is the price of the actions themselves. See ``benchmarks._path``.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

from benchmarks._servers import ROOT
from tests.postgres import programs

COUNTERS = 4
SECONDS = 8
ROUNDS = 2
"""Each in turn, and the better one counts: whatever else the machine does slows both."""


def compare(database: str, where: dict[str, str]) -> tuple[float, float]:
    """Visits a second by the actions, and by pgbench, on the PostgreSQL of that address."""
    made = _run(["benchmarks._hall", str(COUNTERS), "0"], where)
    counters = [str(desk["counter"]) for desk in made["desks"]]
    folder = Path(where["SERVICEHALL_DATA"])
    ours, theirs = [], []
    for _ in range(ROUNDS):
        told = _together([_module("work", each, str(SECONDS)) for each in counters], where)
        ours.append(sum(json.loads(each) for each in told) / SECONDS)
        scripts = []
        for each in counters:
            script = folder / f"{each}.sql"
            script.write_text(_run(["benchmarks._path", "show", each], where))
            scripts.append(_program(database, script))
        told = _together(scripts, where)
        theirs.append(sum(_rate(each) for each in told))
    return max(ours), max(theirs)


def _program(database: str, script: Path) -> list[str]:
    return [
        str(programs() / "pgbench"),
        *("--no-vacuum", "--client=1", "--protocol=prepared", f"--time={SECONDS}"),
        f"--file={script}",
        database,
    ]


def _rate(told: str) -> float:
    found = re.search(r"^tps = ([\d.]+)", told, re.MULTILINE)
    failed = re.search(r"number of failed transactions: (\d+)", told)
    if found is None or (failed is not None and int(failed[1])):
        raise RuntimeError(f"pgbench told: {told}")
    return float(found[1])


def _module(*words: str) -> list[str]:
    return [sys.executable, "-m", "benchmarks._path", *words]


def _together(commands: list[list[str]], where: dict[str, str]) -> list[str]:
    running = [
        subprocess.Popen(each, cwd=ROOT, env=where, stdout=subprocess.PIPE, text=True)
        for each in commands
    ]
    told = [each.communicate()[0] for each in running]
    if failed := [each.args for each in running if each.returncode]:
        raise RuntimeError(f"{failed[0]!r} failed")
    return told


def _run(module: list[str], where: dict[str, str]) -> Any:
    done = subprocess.run(
        [sys.executable, "-m", *module], cwd=ROOT, env=where, stdout=subprocess.PIPE, check=True
    )
    return json.loads(done.stdout)
