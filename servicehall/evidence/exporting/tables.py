"""One row a fact: as CSV, and as Parquet with a folder for each centre and day."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable
from datetime import UTC, tzinfo
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO

import duckdb

from servicehall.evidence.exporting.stream import Exported

COLUMNS = {
    "id": "bigint",
    "kind": "varchar",
    "happened": "timestamptz",
    "recorded": "timestamptz",
    "centre": "varchar",
    "unit": "varchar",
    "counter": "varchar",
    "staff": "varchar",
    "recorder": "varchar",
    "data": "json",
    "objects": "json",
}
"""The columns of a row with their types; ``objects`` are ``[[type, id, place in its history]]``."""


def write_csv(facts: Iterable[Exported], file: IO[str]) -> int:
    """Write the facts as CSV with a line of headings; the number of facts."""
    rows = csv.writer(file, lineterminator="\n")
    rows.writerow(COLUMNS)
    return _write(facts, lambda fact: rows.writerow(_row(fact)))


def write_parquet(facts: Iterable[Exported], folder: Path, zone: tzinfo) -> int:
    """Write ``centre=…/day=…/*.parquet`` below the folder, which must be empty or not there.

    Days are those of the zone, moments are in UTC. Returns the number of facts. Raises
    ``FileExistsError`` where something lies in the folder.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise FileExistsError(folder)
    with TemporaryDirectory(dir=folder.parent) as beside:
        path = Path(beside) / "facts.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            rows = csv.writer(file, lineterminator="\n")
            count = _write(
                facts,
                lambda fact: rows.writerow((*_row(fact), fact.happened.astimezone(zone).date())),
            )
        columns = COLUMNS | {"day": "varchar"}
        typed = ", ".join(f"'{name}': '{kind}'" for name, kind in columns.items())
        where = str(folder).replace("'", "''")
        with duckdb.connect(":memory:") as connection:
            connection.execute(
                f"copy (from read_csv(?, columns = {{{typed}}}, header = false, delim = ',',"
                " quote = '\"', escape = '\"', auto_detect = false, nullstr = '\\N')"
                f" order by happened, id) to '{where}' (format parquet, compression zstd,"
                " partition_by (centre, day), overwrite_or_ignore)",
                [str(path)],
            )
    return count


def _write(facts: Iterable[Exported], write: Callable[[Exported], object]) -> int:
    count = 0
    for fact in facts:
        write(fact)
        count += 1
    return count


def _row(fact: Exported) -> tuple[object, ...]:
    given = fact._asdict() | {
        "happened": fact.happened.astimezone(UTC).isoformat(),
        "recorded": fact.recorded.astimezone(UTC).isoformat(),
        "data": json.dumps(fact.data, ensure_ascii=False),
        "objects": json.dumps(fact.objects, ensure_ascii=False),
    }
    return tuple(given[name] for name in COLUMNS)
