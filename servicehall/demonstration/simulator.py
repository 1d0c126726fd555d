"""Simulates working days of a hall by driving the real actions in simulated time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial
from random import Random
from time import perf_counter
from zoneinfo import ZoneInfo

from django.db import connection

from servicehall.cases.models import Case
from servicehall.demonstration.appointments import expect_booked
from servicehall.demonstration.cast import Cast, cast_of
from servicehall.demonstration.clocks import watch_dates
from servicehall.demonstration.floor import Floor
from servicehall.demonstration.guides import count_guides, lay_out_guides
from servicehall.demonstration.habits import Lapses
from servicehall.demonstration.planning import look_round, planning, register_pairs, units_of
from servicehall.demonstration.turns import take_a_turn
from servicehall.demonstration.voices import voices_of_day
from servicehall.evidence.actions import writing
from servicehall.evidence.models import Fact, FactObject
from servicehall.hall.models import Centre, Shift, StaffMember
from servicehall.hall.queries import working_calendar
from servicehall.reception.models import Visit

_UNTIL_COUNTED = timedelta(hours=5)
"""How long after the opening somebody counts the printed guides."""

Report = Callable[[str, int, int], None]
"""Called with what is being done, how many steps are done, and how many there are."""


class CannotSimulate(Exception):
    """The hall is not one that can be simulated on these days; the message says why."""


@dataclass(frozen=True)
class Simulated:
    """What a simulation came to."""

    days: int
    visits: int
    cases: int
    facts: int
    seconds: float


def silently(what: str, done: int, total: int) -> None:
    """Report progress to nobody."""


def working_days_until(centre: Centre, last: date, count: int) -> list[date]:
    """The ``count`` working days of the centre that end with ``last`` or the last one before it.

    Raises ``OutsideCalendar`` where the holidays of a year are not known.
    """
    calendar = working_calendar(centre)
    found: list[date] = []
    day = last
    while len(found) < count:
        if calendar.is_working(day):
            found.append(day)
        day -= timedelta(days=1)
    return found[::-1]


def past_days(centre: Centre, at: datetime, count: int) -> list[date]:
    """The last ``count`` working days that were over before the day of ``at``."""
    today = at.astimezone(ZoneInfo(centre.timezone)).date()
    return working_days_until(centre, today - timedelta(days=1), count)


def simulate(
    *, centre: Centre, days: Sequence[date], seed: int, progress: Report = silently
) -> Simulated:
    """Simulate whole days of the hall, from the first to the last, in one transaction.

    The same seed and days give the same facts. What was begun on one day goes on over the
    next: people come back with what was missing, cases are decided in time, late or never.
    Raises ``CannotSimulate`` where the hall lacks staff or services, has visits on one of the
    days already, or is at work now; ``OutsideCalendar`` where holidays are not known.
    """
    begun = perf_counter()
    days = sorted(set(days))
    with writing():
        cast = cast_of(centre)
        _require_ready(cast, days)
        before = Fact.objects.filter(centre=centre.code).count()
        draw = Random(seed)
        floor = Floor(cast, draw, Lapses(draw), _at(days[0], time(0), centre))
        floor.days = days
        for done, day in enumerate(days):
            progress("simulate the days", done, len(days))
            _enter_day(floor, day, done)
            floor.agenda.run(_at(day + timedelta(days=1), time(0), centre))
        _tell_database()
        progress("simulate the days", len(days), len(days))
        facts = Fact.objects.filter(centre=centre.code).count() - before
    return Simulated(len(days), floor.visits, floor.cases, facts, perf_counter() - begun)


def require_staffed(cast: Cast) -> None:
    """Raise ``CannotSimulate`` unless every unit with counters has a lead and enough staff."""
    if not cast.services:
        raise CannotSimulate(f"{cast.centre.code} has no service items yet")
    if not cast.counters:
        raise CannotSimulate(f"{cast.centre.code} has no counters yet")
    for unit in units_of(cast):
        staff = cast.of_unit(unit.code)
        counters = cast.counters_of(unit.code)
        if not any(each.role == StaffMember.Role.LEAD for each in staff):
            raise CannotSimulate(f"{cast.centre.code}: the unit {unit.code} has no lead")
        if len(staff) < len(counters):
            raise CannotSimulate(
                f"{cast.centre.code}: the unit {unit.code} has {len(counters)} counters"
                f" and only {len(staff)} who can stand at them"
            )
    for service in cast.services.values():
        if not cast.counters_of(service.unit.code):
            raise CannotSimulate(
                f"{cast.centre.code}: {service.code} is given by {service.unit.code},"
                " which has no counter"
            )


def _tell_database() -> None:
    """Let PostgreSQL look at the tables that have grown.

    Until it knows of so many new rows at once, it reads them in ways that take minutes.
    """
    if connection.vendor != "postgresql":
        return
    grown = (Fact, FactObject, Visit, Case)
    with connection.cursor() as cursor:
        cursor.execute("analyze " + ", ".join(model._meta.db_table for model in grown))


def _require_ready(cast: Cast, days: Sequence[date]) -> None:
    centre = cast.centre
    if not days:
        raise CannotSimulate("no days are given")
    require_staffed(cast)
    taken = Visit.objects.filter(centre=centre, day__in=days).order_by("day").first()
    if taken is not None:
        raise CannotSimulate(f"{centre.code} has visits on {taken.day} already")
    planned = Shift.objects.filter(centre=centre, day__in=days).order_by("day").first()
    if planned is not None:
        raise CannotSimulate(f"{centre.code} has shifts on {planned.day} already")
    on_duty = Shift.objects.filter(
        centre=centre, clocked_in__isnull=False, clocked_out__isnull=True
    ).count()
    waiting = Visit.objects.filter(centre=centre, status=Visit.Status.WAITING).count()
    if on_duty or waiting:
        raise CannotSimulate(
            f"{centre.code} is at work: {on_duty} on duty, {waiting} waiting;"
            " simulate into a hall that is closed"
        )


def _at(day: date, moment: time, centre: Centre) -> datetime:
    return datetime.combine(day, moment, tzinfo=ZoneInfo(centre.timezone))


def _enter_day(floor: Floor, day: date, number: int) -> None:
    """Enter who stands where on the day, and who comes."""
    opening = floor.hours.opening(day)
    # Plans are made once the day has begun, since a day is judged with what began on it.
    moment = opening - timedelta(minutes=45)
    if number == 0:
        floor.agenda.enter(moment, lambda: register_pairs(floor))
        floor.agenda.enter(opening - timedelta(minutes=10), lambda: lay_out_guides(floor))
    else:
        floor.agenda.enter(opening + _UNTIL_COUNTED, lambda: count_guides(floor, day))
    floor.agenda.enter(opening + timedelta(minutes=11), lambda: look_round(floor))
    watch_dates(floor, day)
    units = units_of(floor.cast)
    on_leave = units[number % len(units)].code if number % 3 == 1 else ""
    for unit in units:
        counters = floor.cast.counters_of(unit.code)
        staff = floor.cast.of_unit(unit.code)
        turn = number * (len(counters) + 1) % len(staff)
        ring = staff[turn:] + staff[:turn]
        spare = ring[len(counters) :]
        for place, (counter, member) in enumerate(zip(counters, ring, strict=False)):
            moment += timedelta(seconds=20)
            leave = unit.code == on_leave and place == len(counters) - 1
            plan = planning(floor, counter, member, day, place, spare, leave=leave)
            floor.agenda.enter(moment, plan)
    floor.agenda.enter(opening - timedelta(minutes=40), lambda: expect_booked(floor, day))
    voices_of_day(floor, day, number)
    for arrival, errand in (*floor.citizens.of_day(day), *floor.returns.pop(day, ())):
        take_a_turn(floor, errand)
        floor.agenda.enter(arrival, partial(floor.arrive, errand))
