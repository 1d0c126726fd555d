"""What is fast, measured: each module has a ``main()`` that reports figures with ``figure``."""

from __future__ import annotations

import json
import sys


def figure(name: str, value: float, *, unit: str, limit: str, ratio: float) -> None:
    """Report one figure as a JSON object on a line of standard output.

    ``limit`` says in words what the figure is held against ("30 s", "SQLite's own insert");
    ``ratio`` is the figure divided by it where small is good, else the other way round, so that
    1 means just reached and less is better.
    """
    told = {"figure": name, "value": value, "unit": unit, "limit": limit, "ratio": ratio}
    # Not sys.stdout: while a benchmark runs, what it prints goes with the progress.
    print(json.dumps(told, ensure_ascii=False), file=sys.__stdout__, flush=True)
