"""Import the services that a centre offers from a file, or export them to one."""

from __future__ import annotations

import argparse
import sys
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

from django.utils import timezone

from servicehall.catalogue.actions import draft_items, publish_items
from servicehall.catalogue.exchange.comparing import (
    CHANGED,
    NEW,
    UNCHANGED,
    WRONG,
    Report,
    in_force,
    looked_through,
)
from servicehall.catalogue.exchange.writing import KINDS, written
from servicehall.commands import BadInput
from servicehall.commands.choosing import chosen_centres, day
from servicehall.evidence.actions import Refused
from servicehall.hall.models import Centre
from servicehall.standard.reading import read_bytes


def add_arguments(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(metavar="WHAT", required=True)
    taking = verbs.add_parser("import", help="publish the items of a file (YAML or XLSX)")
    taking.add_argument("file", type=Path, metavar="FILE")
    taking.add_argument("--centre", required=True, help="the centre's code")
    taking.add_argument("--since", type=day, help="in force from this day on; today if left out")
    taking.add_argument("--draft", action="store_true", help="keep them as drafts")
    taking.add_argument(
        "--commit", action="store_true", help="write; without it nothing is written"
    )
    taking.set_defaults(run=_import)
    giving = verbs.add_parser("export", help="write the items in force to a file")
    giving.add_argument(
        "file", type=Path, nargs="?", metavar="FILE", help="ends in .yaml or .xlsx; else output"
    )
    giving.add_argument("--centre", required=True, help="the centre's code")
    giving.add_argument("--on", type=day, help="as in force on this day; today if left out")
    giving.set_defaults(run=_export)


def run(options: argparse.Namespace) -> int:
    (centre,) = chosen_centres(options.centre)
    today = timezone.now().astimezone(ZoneInfo(centre.timezone)).date()
    try:
        return int(options.run(options, centre, today))
    except Refused as refused:
        details = ", ".join(f"{name} {value}" for name, value in refused.about.items())
        raise BadInput(f"{refused.code}{f' ({details})' if details else ''}") from None


def _import(options: argparse.Namespace, centre: Centre, today: date) -> int:
    since = options.since or today
    if since < today:
        raise BadInput(f"--since: {since} is over; today is {today} in centre {centre.code}")
    content = read_bytes(options.file)
    report = looked_through(centre, content, options.file.name, since)
    _show(report, centre)
    if report.wrong:
        raise BadInput(f"{options.file}: problems: {report.wrong:,}; nothing was written")
    if not options.commit:
        print("Nothing was written; --commit writes.")
        return 0
    now = timezone.now()
    if options.draft:
        made = draft_items(centre=centre, items=report.to_publish, by=None, at=now)
        print(f"{len(made):,} kept as drafts in centre {centre.code}.")
    else:
        made = publish_items(centre=centre, items=report.to_publish, since=since, by=None, at=now)
        print(f"{len(made):,} published in centre {centre.code}, in force from {since}.")
    return 0


def _show(report: Report, centre: Centre) -> None:
    for line in report.lines:
        changes = f": {', '.join(line.changes)}" if line.changes else ""
        print(f"{line.outcome:10}{line.code or '?'}{changes}")
    counts = [f"{report.count(each):,} {each}" for each in (NEW, CHANGED, UNCHANGED, WRONG)]
    print(f"{len(report.lines):,} items for centre {centre.code}: {', '.join(counts)}")
    if report.untouched:
        print(f"Not in the file, and left as they are: {', '.join(report.untouched)}")
    for problem in (*report.problems, *(each for line in report.lines for each in line.problems)):
        print(f"  {problem}", file=sys.stderr)


def _export(options: argparse.Namespace, centre: Centre, today: date) -> int:
    path: Path | None = options.file
    kind = path.suffix.removeprefix(".").lower().replace("yml", "yaml") if path else "yaml"
    if kind not in KINDS:
        raise BadInput(f"{path}: end the name in .yaml or .xlsx, to say which it is to be")
    items = in_force(centre, options.on or today)
    content = written(items, kind)
    if path is None:
        sys.stdout.write(content.decode())
        return 0
    try:
        path.write_bytes(content)
    except OSError as error:
        raise BadInput(f"{path}: {(error.strerror or str(error)).lower()}") from None
    print(f"{len(items):,} items written to {path}.")
    return 0
