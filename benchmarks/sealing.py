"""Sealing: what leaves and the sealer cost eight writers, and how fast the record is proven.

Eight writers on PostgreSQL insert the same facts, one a transaction, by the same statement: plain,
with the columns of the leaf left empty and nobody sealing; and with their leaves reckoned, while
the sealer works. Both in turn, in one run, on one server. Then all that was sealed is proven.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from statistics import median
from typing import Any

from benchmarks import figure
from benchmarks._servers import ROOT, environment, postgresql

WRITERS = 8
SECONDS = 5
STARTS_WITHIN = 15
"""Seconds in which all writers have started."""
ROUNDS = 2
PROVEN = 100_000
"""So many facts at least are there when the record is proven."""


def main() -> None:
    """Report all figures."""
    with postgresql("sealing") as database:
        if database:
            with tempfile.TemporaryDirectory() as folder:
                where = environment(folder, database)
                _run(where, "prepare")
                written(where)
                _run(where, "empty")
                _run(where, "fill", str(PROVEN))
                proven(where)


def written(where: dict[str, str]) -> None:
    """Report the facts a second with leaves and sealer, over those without."""
    pairs = []
    for turn in range(ROUNDS):
        # The one that goes first has the quieter server; so each goes first in turn.
        first, second = ("plain", "sealed") if turn % 2 == 0 else ("sealed", "plain")
        rates = {first: _write(where, first)}
        rates[second] = _write(where, second)
        print(f"sealing: {rates}", file=sys.stderr)
        pairs.append((rates["sealed"] / rates["plain"], rates))
    share = median(each for each, _rates in pairs)
    sealed = median(rates["sealed"] for _each, rates in pairs)
    figure(
        "sealed_over_plain",
        round(share, 3),
        unit=f"of plain inserts, {WRITERS} writers, the median of {ROUNDS} pairs",
        limit=f"0.8 ({sealed:.0f} facts/s with leaves and sealer)",
        ratio=0.8 / share,
    )


def proven(where: dict[str, str]) -> None:
    """Report how many facts a second are proven."""
    told = _run(where, "prove")
    rate = told["sealed"] / told["seconds"]
    figure(
        "verify_facts_per_s",
        round(rate),
        unit=f"facts/s, {told['sealed']} facts",
        limit="100000",
        ratio=100_000 / rate,
    )


def _write(where: dict[str, str], how: str) -> float:
    _run(where, "empty")
    at = str(time.time() + STARTS_WITHIN)
    begun = [_begin(where, "write", how, at, str(SECONDS), str(each)) for each in range(WRITERS)]
    if how == "sealed":
        begun.append(_begin(where, "seal", at, str(SECONDS)))
    told = [each.communicate()[0] for each in begun]
    if any(each.returncode for each in begun):
        raise RuntimeError(f"writing {how} failed")
    return sum(float(json.loads(each)) for each in told[:WRITERS]) / SECONDS


def _run(where: dict[str, str], *words: str) -> Any:
    process = _begin(where, *words)
    told, _ = process.communicate()
    if process.returncode:
        raise RuntimeError(f"{words[0]} failed")
    return json.loads(told)


def _begin(where: dict[str, str], *words: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "benchmarks._sealed", *words],
        cwd=ROOT,
        env=where,
        stdout=subprocess.PIPE,
        text=True,
    )


if __name__ == "__main__":
    main()
