"""Bring the event log of another system into the record."""

from __future__ import annotations

import argparse
import csv
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from django.db import IntegrityError, OperationalError, ProgrammingError
from django.utils import timezone

from servicehall.checks.actions import publish, put_in_force
from servicehall.checks.queries import versions
from servicehall.commands import BadInput
from servicehall.commands.progress import Report, progress_bar
from servicehall.evidence.actions import Refused, writing
from servicehall.evidence.importing.mapping import EventLogMapping
from servicehall.evidence.importing.reading import LogError, Problem
from servicehall.evidence.importing.recording import Changed, Survey, record_log, survey
from servicehall.evidence.importing.shipped import MappingError, load_mapping, shipped_mappings
from servicehall.hall.actions import RESERVED, add_staff_member, add_unit, found_centre
from servicehall.hall.models import Centre
from servicehall.standard.loading import shipped

STANDARD = "city-service-hall"
"""The shipped standard that judges a centre which has none of its own yet."""
STEPS = 100
"""Steps of the progress bar for one passage through the log."""
CHANGED = "the log or the record changed meanwhile; nothing was written: run it again"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    kinds = parser.add_subparsers(metavar="WHAT", required=True)
    events = kinds.add_parser("events", help="an event log in XES, also compressed, or CSV")
    events.add_argument("log", type=Path, metavar="LOG", help="the file")
    events.add_argument(
        "--mapping",
        required=True,
        metavar="MAP",
        help="a YAML file that says what the log means, or the name of a shipped one: "
        + ", ".join(shipped_mappings()),
    )
    events.add_argument(
        "--commit", action="store_true", help="write; without it nothing is written"
    )
    events.add_argument(
        "--skip-bad-rows",
        action="store_true",
        help="leave out every case that has a row with a problem, and import the others",
    )
    events.add_argument(
        "--errors", type=Path, metavar="FILE", help="write every problem to this CSV file"
    )
    events.add_argument(
        "--limit-errors",
        type=_count,
        default=20,
        metavar="N",
        help="show at most so many problems (default 20)",
    )


def run(options: argparse.Namespace) -> int:
    try:
        mapping = load_mapping(options.mapping)
        return _imported(options, mapping, now=timezone.now())
    except (MappingError, LogError) as error:
        raise BadInput(str(error)) from None
    except (Changed, IntegrityError):
        raise BadInput(f"{options.log}: {CHANGED}") from None
    except (OperationalError, ProgrammingError) as error:
        raise BadInput(
            f"the database can't be used ({str(error).splitlines()[0]});"
            " if it is new, run 'servicehall manage migrate'"
        ) from None


def _imported(options: argparse.Namespace, mapping: EventLogMapping, *, now: datetime) -> int:
    log: Path = options.log
    _fits_centre(mapping)
    shown: list[Problem] = []
    with progress_bar() as report, _errors_file(options.errors, log) as write_error:

        def told(problem: Problem) -> None:
            if not shown or len(shown) < options.limit_errors:
                shown.append(problem)
            write_error(problem)

        found = survey(log, mapping, now=now, told=told, progress=_steps(report, "Looking through"))
    _show(log, mapping, found, shown[: options.limit_errors])
    if found.problems and not options.skip_bad_rows:
        raise BadInput(
            f"{log}: problems in the rows: {found.problems:,}, the first in {shown[0]};"
            " nothing was written. Put them right in the log or the mapping, or leave such"
            " cases out by --skip-bad-rows"
        )
    if not options.commit:
        print("Nothing was written; --commit writes.")
        return 0
    with writing(), progress_bar() as report:
        centre = _prepare_hall(mapping, found)
        written = record_log(
            log, mapping, now=now, expected=found, progress=_steps(report, "Recording")
        )
        if found.first and not versions(centre.code):
            put_in_force(
                centre=centre.code,
                standard=publish(pack=shipped(STANDARD), at=now, by="import"),
                since=_day(mapping, found.first),
                at=now,
                by="import",
            )
    print(f"{written:,} {'fact' if written == 1 else 'facts'} added to centre {centre.code}.")
    return 0


def _fits_centre(mapping: EventLogMapping) -> None:
    """Refuse a mapping that would mix its log into a centre that is another one."""
    given = mapping.centre
    if given.code in RESERVED:
        raise BadInput(f"mapping {mapping.name}: no centre can have the code {given.code!r}")
    centre = Centre.objects.filter(code=given.code).first()
    if centre is None:
        return
    for what in ("receives", "timezone", "jurisdiction"):
        ours, theirs = getattr(given, what), getattr(centre, what)
        if ours != theirs:
            raise BadInput(
                f"mapping {mapping.name}: there is a centre {given.code!r} already, and its"
                f" {what} is {theirs}, not {ours}; is it another centre?"
            )


def _prepare_hall(mapping: EventLogMapping, found: Survey) -> Centre:
    """Found the centre, its units and the staff members that the log names, where not there."""
    given = mapping.centre
    try:
        centre = found_centre(
            code=given.code,
            names=dict(given.names),
            timezone=given.timezone,
            jurisdiction=given.jurisdiction,
            receives=given.receives,
        )
    except Refused as refused:
        raise BadInput(f"mapping {mapping.name}: {refused.code}") from None
    units = {
        unit.code: add_unit(
            centre=centre, code=unit.code, names=dict(unit.names), unit_type=unit.unit_type
        )
        for unit in found.units.values()
    }
    for code, named_with in sorted(found.staff.items()):
        # A log seldom says to which unit somebody belongs, but always for which they worked.
        most = named_with.most_common(1)[0][0]
        add_staff_member(centre=centre, code=code, name=code, unit=units.get(most))
    return centre


def _steps(report: Report, what: str) -> Callable[[float], None]:
    return lambda done: report(what, int(done * STEPS), STEPS)


@contextmanager
def _errors_file(path: Path | None, log: Path) -> Iterator[Callable[[Problem], None]]:
    """Give a function that writes each problem to the file; nowhere where there is none."""
    if path is None:
        yield lambda problem: None
        return
    if path.exists() and log.exists() and path.samefile(log):
        raise BadInput(f"--errors: {path} is the log itself")
    try:
        file = path.open("w", encoding="utf-8", newline="")
    except OSError as error:
        raise BadInput(f"--errors: {path}: {(error.strerror or str(error)).lower()}") from None
    with file:
        rows = csv.writer(file)
        rows.writerow(Problem._fields)
        yield lambda problem: rows.writerow(["" if each is None else each for each in problem])


def _show(log: Path, mapping: EventLogMapping, found: Survey, problems: list[Problem]) -> None:
    known = Centre.objects.filter(code=mapping.centre.code).exists()
    ignored = found.ignored.total()
    bad = found.events - found.mapped_events - ignored
    rows = [
        ("Log", str(log)),
        ("Mapping", f"{mapping.name}: {mapping.title['en']}"),
        ("Centre", f"{mapping.centre.code}, {'known' if known else 'to be founded'}"),
        ("Cases", f"{found.cases:,}" + _left_out(found)),
        (
            "Events",
            f"{found.events:,}: {found.mapped_events:,} mapped, {ignored:,} ignored"
            + (f", {bad:,} in cases with problems" if bad else ""),
        ),
    ]
    rows += [("", f"{count:,} ignored: {what}") for what, count in found.ignored.most_common()]
    if found.first and found.last:
        first, last = _day(mapping, found.first), _day(mapping, found.last)
        rows.append(("Period", f"{first} to {last}"))
        rows.append(("Standard", _standard(mapping, first)))
    rows.append(("Units", f"{len(found.units):,}: {', '.join(sorted(found.units))}"))
    only_named = len(found.staff) - len(found.acting)
    acting = f"{len(found.acting):,} carried out events"
    more = f", {only_named:,} are named by cases only" if only_named else ""
    rows.append(("Staff", f"{len(found.staff):,}: {acting}{more}"))
    total = found.facts.total()
    rows.append(("Facts", f"{total:,}: {found.new:,} new, {found.recorded:,} recorded already"))
    rows += [("", f"{count:,} {kind}") for kind, count in sorted(found.facts.items())]
    if found.opened_earlier:
        rows.append(("Note", f"in {found.opened_earlier:,} cases something is dated before they"))
        rows.append(("", "open; they are taken to have opened by then"))
    if found.vanished:
        rows.append(("Note", f"{found.vanished:,} facts in the record are no longer in the log"))
    for name, text in rows:
        print(f"{name:10}{text}")
    for problem in problems:
        print(f"  {problem}", file=sys.stderr)
    if found.problems > len(problems) > 0:
        print(f"  … and {found.problems - len(problems):,} more", file=sys.stderr)


def _day(mapping: EventLogMapping, moment: datetime) -> date:
    return moment.astimezone(ZoneInfo(mapping.centre.timezone)).date()


def _standard(mapping: EventLogMapping, first: date) -> str:
    """By which standard the facts can be judged."""
    known = versions(mapping.centre.code)
    if not known:
        return f"{STANDARD}, to be put in force since {first}"
    since = known[-1].since
    if since > first:
        return f"in force only since {since}: what is older can't be judged"
    return f"{known[0].standard.name}, in force"


def _left_out(found: Survey) -> str:
    return f", {found.problem_cases:,} of them with problems" if found.problem_cases else ""


def _count(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number from 0 up")
    return int(text)
