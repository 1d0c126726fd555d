"""Simulate working days of a hall by driving the real actions."""

from __future__ import annotations

import argparse
import sys
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

from servicehall.commands import BadInput
from servicehall.commands.choosing import day
from servicehall.commands.progress import progress_bar
from servicehall.demonstration.cast import CENTRE, assemble
from servicehall.demonstration.prepare import bring_standard
from servicehall.demonstration.present import open_hall
from servicehall.demonstration.simulator import (
    CannotSimulate,
    Simulated,
    simulate,
    working_days_until,
)
from servicehall.evidence.actions import writing
from servicehall.hall.models import Centre
from servicehall.reception.actions import measure_days
from servicehall.worktime.calendars import OutsideCalendar


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--centre",
        default=CENTRE,
        help=f"the centre's code; {CENTRE}, the invented one, is set up where it is not there",
    )
    parser.add_argument("--days", type=_count, default=10, help="how many working days")
    parser.add_argument(
        "--until",
        type=day,
        metavar="DATE",
        help="the last day; the last working day before today where left out",
    )
    parser.add_argument("--seed", type=int, default=7, help="the same seed gives the same facts")
    parser.add_argument(
        "--open-hall", action="store_true", help="then open the hall as of now, with people in it"
    )


def run(options: argparse.Namespace) -> int:
    try:
        with progress_bar() as progress, writing():
            centre = _centre(options.centre)
            days = working_days_until(centre, _last_day(centre, options.until), options.days)
            if centre.code == CENTRE:
                bring_standard(cast=assemble(), since=days[0])
            simulated = simulate(centre=centre, days=days, seed=options.seed, progress=progress)
            measure_days(centre=centre, at=timezone.now())
            if options.open_hall:
                open_hall(centre=centre, at=timezone.now(), seed=options.seed)
    except (CannotSimulate, OutsideCalendar) as error:
        raise BadInput(f"{error}; nothing was written") from None
    print(_closing_line(centre, days, simulated), file=sys.stderr)
    return 0


def _centre(code: str) -> Centre:
    if code == CENTRE:
        return assemble().centre
    centre = Centre.objects.filter(code=code).first()
    if centre is None:
        known = ", ".join(Centre.objects.order_by("pk").values_list("code", flat=True))
        raise BadInput(f"--centre: no centre {code!r}; there is {known or 'none yet'}")
    return centre


def _last_day(centre: Centre, until: date | None) -> date:
    today = timezone.now().astimezone(ZoneInfo(centre.timezone)).date()
    if until is None:
        return today - timedelta(days=1)
    if until >= today:
        raise BadInput(f"--until: {until} is not over yet; give a day before {today}")
    return until


def _closing_line(centre: Centre, days: list[date], simulated: Simulated) -> str:
    return (
        f"{centre.code}  {days[0]} to {days[-1]}: {simulated.visits} visits,"
        f" {simulated.cases} cases, {simulated.facts} facts in {simulated.seconds:.1f} s"
    )


def _count(text: str) -> int:
    """A number of days from 1 to 250; raises ``ArgumentTypeError``."""
    if not text.isdecimal() or not 1 <= int(text) <= 250:
        raise argparse.ArgumentTypeError(f"a number of days is from 1 to 250, not {text!r}")
    return int(text)
