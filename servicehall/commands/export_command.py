"""Write a centre's record to a file that other systems read."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import IO
from zoneinfo import ZoneInfo

from django.utils import timezone

from servicehall.commands import BadInput
from servicehall.commands.choosing import chosen_centres, day
from servicehall.commands.progress import Report, progress_bar
from servicehall.evidence.exporting import ocel, tables, xes
from servicehall.evidence.exporting.stream import Exported, Stretch
from servicehall.evidence.kinds import OBJECTS
from servicehall.evidence.queries import first_day

FORMS = ("ocel", "ocel-sqlite", "xes", "csv", "parquet")
STEP = 1_000
"""Facts between two reports of progress."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    kinds = parser.add_subparsers(metavar="WHAT", required=True)
    events = kinds.add_parser("events", help="the facts of a centre, without personal fields")
    events.add_argument("output", type=Path, metavar="FILE", help="where to; a folder for parquet")
    events.add_argument("--centre", required=True, help="the centre's code")
    events.add_argument("--from", dest="since", type=day, metavar="DAY", help="the first day")
    events.add_argument("--to", dest="until", type=day, metavar="DAY", help="the last day")
    events.add_argument("--format", choices=FORMS, default="ocel", help="default ocel (JSON)")
    events.add_argument(
        "--per",
        choices=sorted(OBJECTS),
        default="case",
        help="of what object a trace of XES is the history (default case)",
    )
    events.add_argument("--overwrite", action="store_true", help="replace what is there")


def run(options: argparse.Namespace) -> int:
    (centre,) = chosen_centres(options.centre)
    zone = ZoneInfo(centre.timezone)
    today = timezone.now().astimezone(zone).date()
    since = options.since or first_day(centre.code, zone) or today
    until = options.until or max(today + timedelta(days=1), since)
    if until < since:
        raise BadInput("--from lies after --to")
    output: Path = options.output
    if output.exists() and not options.overwrite:
        raise BadInput(f"{output} is there already; --overwrite replaces it")
    if output.exists() and output.is_dir() != (options.format == "parquet"):
        raise BadInput(f"{output} is {'a folder' if output.is_dir() else 'no folder'}")
    stretch = Stretch(centre.code, since, until, zone)
    try:
        with progress_bar() as report, _beside(output) as made:
            count = _write(options, stretch, made, report)
    except OSError as error:
        raise BadInput(f"{output}: {error.strerror or error}; nothing was written") from None
    print(f"{output}: {count:,} events of {centre.code}, {since} to {until}")
    return 0


def _write(options: argparse.Namespace, stretch: Stretch, made: Path, report: Report) -> int:
    match options.format:
        case "ocel-sqlite":
            return ocel.write_sqlite(_told(stretch, report), made)
        case "parquet":
            return tables.write_parquet(_told(stretch, report), made, stretch.zone)
        case "xes":
            return _text(made, lambda file: xes.write(stretch.histories(options.per), file))
        case "csv":
            return _text(made, lambda file: tables.write_csv(_told(stretch, report), file))
        case _:
            return _text(made, lambda file: ocel.write_json(_told(stretch, report), file))


def _text(made: Path, write: Callable[[IO[str]], int]) -> int:
    with made.open("w", encoding="utf-8", newline="") as file:
        return write(file)


def _told(stretch: Stretch, report: Report) -> Iterator[Exported]:
    """The facts, with a report of how many have gone by."""
    total = stretch.count()
    for done, fact in enumerate(stretch.facts()):
        if done % STEP == 0:
            report("Exporting", done, total)
        yield fact
    report("Exporting", total, total)


@contextmanager
def _beside(output: Path) -> Iterator[Path]:
    """A path to write to that takes the place of the output once all is written, or vanishes."""
    made = output.with_name(f".{output.name}.{os.getpid()}")
    try:
        yield made
        if output.is_dir():
            shutil.rmtree(output)
        made.replace(output)
    except BaseException:
        print(f"servicehall: {output} was not written", file=sys.stderr)
        raise
    finally:
        if made.is_dir():
            shutil.rmtree(made)
        else:
            made.unlink(missing_ok=True)
