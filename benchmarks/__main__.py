"""Runs one benchmark, or all: ``python -m benchmarks [NAME]``.

Progress goes to standard error, so that standard output holds the figures alone.
"""

from __future__ import annotations

import argparse
import contextlib
import sys
import time
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path


def names() -> list[str]:
    """The benchmarks there are: the modules of this folder."""
    return sorted(
        path.stem for path in Path(__file__).parent.glob("*.py") if not path.stem.startswith("_")
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what was asked for; 2 for a name that is no benchmark."""
    parser = argparse.ArgumentParser(prog="benchmarks", description="Measures what must be fast.")
    parser.add_argument("name", nargs="?", help="a module of this folder; all of them without it")
    wanted = parser.parse_args(arguments).name
    known = names()
    if wanted is not None and wanted not in known:
        told = ", ".join(known) or "none"
        print(f"benchmarks: no benchmark {wanted!r}; there are: {told}", file=sys.stderr)
        return 2
    for name in known if wanted is None else [wanted]:
        began = time.monotonic()
        print(f"{name} …", file=sys.stderr)
        with contextlib.redirect_stdout(sys.stderr):
            import_module(f"benchmarks.{name}").main()
        print(f"{name}: {time.monotonic() - began:.1f} s", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
