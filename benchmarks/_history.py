"""What a visit costs with few and with many visits behind it, on one database or the other."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from benchmarks import figure
from benchmarks._servers import ROOT, environment, postgresql

ROUNDS = 8


@dataclass
class _Hall:
    """A hall with a past, in a process of its own."""

    process: subprocess.Popen[str]
    statements: dict[str, int]

    def cost(self) -> float:
        """Milliseconds of CPU of a visit, measured now."""
        assert self.process.stdin is not None
        self.process.stdin.write("again\n")
        self.process.stdin.flush()
        return float(self.read())

    def read(self) -> str:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError(f"the hall ended with {self.process.wait()}")
        return line


@contextmanager
def _hall(past: int, database: str) -> Iterator[_Hall]:
    """A hall that has worked off so many visits, on the database or on a SQLite file."""
    with (
        tempfile.TemporaryDirectory() as folder,
        subprocess.Popen(
            [sys.executable, "-m", "benchmarks._visits", str(past)],
            cwd=ROOT,
            env=environment(folder, database),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        ) as process,
    ):
        hall = _Hall(process, {})
        hall.statements = json.loads(hall.read())
        yield hall


def report(name: str, few: int, many: int, limit: float) -> dict[str, dict[str, int]]:
    """Report the ratio of the cost of a visit, on SQLite and on PostgreSQL where there is one.

    The two halls are measured in turn, and the least of each counts, so that what else the
    machine does meets both. Returns the statements of each step by the figures' suffix.
    """
    statements = {}
    for suffix in ("", "_postgresql"):
        system = "PostgreSQL" if suffix else "SQLite"
        with ExitStack() as stack:
            databases = [""] * 2
            if suffix:
                databases = [stack.enter_context(postgresql(name)) for _ in range(2)]
                if not all(databases):
                    continue
            print(f"history: {few} and {many} past visits on {system} …", file=sys.stderr)
            halls = [
                stack.enter_context(_hall(past, database))
                for past, database in zip((few, many), databases, strict=True)
            ]
            rounds = [[hall.cost() for hall in halls] for _ in range(ROUNDS)]
        low, high = map(min, zip(*rounds, strict=True))
        same = halls[0].statements == halls[1].statements
        figure(
            f"{name}{suffix}",
            round(high / low, 3),
            unit=f"of the cost with {few} past visits",
            limit=(
                f"{limit} ({low:.2f} ms of CPU a visit with {few}, {high:.2f} ms with {many};"
                f" statements {'the same' if same else 'DIFFER'})"
            ),
            ratio=high / low / limit,
        )
        statements[suffix] = {
            step: max(hall.statements[step] for hall in halls) for step in halls[0].statements
        }
    return statements
