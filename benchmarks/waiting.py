"""Waiting times as told: how often the truth lay in the range, and what an estimate costs.

The demonstration works for some days, is measured as any hall is, and each ticket's range, as it
would have been said at its moment from what was known then, is held against how long it waited.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from functools import cache
from typing import Any

from benchmarks import figure
from benchmarks._servers import ROOT, environment

DAYS = 20
LAST = "2025-11-28"
"""A fixed day, so that every run sees the same people."""
LOW, HIGH = 0.75, 0.90


@cache
def main() -> None:
    """Report, once a run, the share of waits within the range said, and the cost of saying it.

    Who was told that a counter is free is not counted: that would be right too easily.
    """
    print(f"waiting: {DAYS} days of the demonstration …", file=sys.stderr)
    with tempfile.TemporaryDirectory() as folder:
        where = environment(folder, "")
        command = [sys.executable, "-m", "servicehall.commands"]
        for words in (
            ["manage", "migrate", "--verbosity", "0"],
            ["simulate", "--days", str(DAYS), "--until", LAST],
        ):
            subprocess.run([*command, *words], cwd=ROOT, env=where, check=True)
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks._waiting"],
            cwd=ROOT,
            env=where,
            check=True,
            stdout=subprocess.PIPE,
        )
    found: dict[str, Any] = json.loads(done.stdout)
    told = ", ".join(f"{unit} {share:.2f} of {n}" for unit, (share, n) in found["units"].items())
    figure(
        "wait_range_coverage",
        round(found["share"], 3),
        unit=f"of {found['n']} waits",
        limit=(
            f"{LOW} to {HIGH:.2f} for a range meant to hold 80 % ({told}; {found['sooner']:.2f}"
            f" called sooner, {found['later']:.2f} later; median error"
            f" {found['median_error']:.1f} min)"
        ),
        ratio=max(LOW / found["share"], found["share"] / HIGH),
    )
    figure(
        "wait_estimate_ms",
        round(found["estimate_ms"], 3),
        unit="ms of CPU an estimate",
        limit="1 ms with 40 people before",
        ratio=found["estimate_ms"],
    )


if __name__ == "__main__":
    main()
