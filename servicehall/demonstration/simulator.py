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
from servicehall.cases.queries import working_calendar
from servicehall.demonstration.cast import Cast, cast_of
from servicehall.demonstration.duty import duty, step_in
from servicehall.demonstration.floor import Floor
from servicehall.demonstration.habits import Lapses
from servicehall.demonstration.posts import Away
from servicehall.evidence.actions import writing
from servicehall.evidence.models import Fact, FactObject
from servicehall.hall.actions import (
    note_unattended,
    plan_shift,
    record_absence,
    register_backup,
)
from servicehall.hall.models import (
    Absence,
    BackupAssignment,
    Centre,
    Closure,
    Counter,
    Pause,
    Shift,
    StaffMember,
    Unit,
)
from servicehall.hall.standing import is_backup
from servicehall.reception.models import Visit

Report = Callable[[str, int, int], None]
"""Called with what is being done, how many steps are done, and how many there are."""

_ERRANDS_AWAY = (Closure.Reason.MEETING, Closure.Reason.TRAINING, Closure.Reason.SYSTEM)


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
    for unit in _units(cast):
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


def _units(cast: Cast) -> list[Unit]:
    """The units that have counters."""
    return [unit for unit in cast.units.values() if cast.counters_of(unit.code)]


def _enter_day(floor: Floor, day: date, number: int) -> None:
    """Enter who stands where on the day, and who comes."""
    opening = floor.hours.opening(day)
    # Plans are made once the day has begun, since a day is judged with what began on it.
    moment = opening - timedelta(minutes=45)
    if number == 0:
        floor.agenda.enter(moment, lambda: _register_pairs(floor))
    floor.agenda.enter(opening + timedelta(minutes=11), lambda: _look_round(floor))
    units = _units(floor.cast)
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
            plan = _planning(floor, counter, member, day, place, spare, leave=leave)
            floor.agenda.enter(moment, plan)
    for arrival, errand in (*floor.citizens.of_day(day), *floor.returns.pop(day, ())):
        floor.agenda.enter(arrival, partial(floor.arrive, errand))


def _planning(
    floor: Floor,
    counter: Counter,
    member: StaffMember,
    day: date,
    place: int,
    spare: list[StaffMember],
    *,
    leave: bool = False,
) -> Callable[[], None]:
    def plan() -> None:
        opening, closing = floor.hours.opening(day), floor.hours.closing(day)
        away = _away(floor, opening, closing, place)
        shift = _shift(floor, counter, member, day, opening, closing)
        leads = member.role == StaffMember.Role.LEAD
        if leave and spare and not leads:
            _cover(floor, shift, _backup(member, spare), away)
            return
        if spare and not leads and floor.lapses.falls_short("stays_away", member.code):
            stands_in = _backup(member, spare)
            comes = opening + timedelta(minutes=floor.draw.randint(18, 32))
            if is_backup(stands_in, member):
                floor.agenda.begin(step_in(floor, shift, stands_in, comes, away), comes)
                return
            floor.agenda.enter(comes, lambda: _stand_in(floor, counter, stands_in, day, away))
            return
        minutes = -floor.draw.uniform(3, 16)
        if floor.lapses.falls_short("comes_late", member.code):
            minutes = floor.draw.uniform(3, 24)
        clocked_in = opening + timedelta(seconds=round(minutes * 60))
        floor.agenda.begin(duty(floor, shift, clocked_in, away), clocked_in)

    return plan


def _register_pairs(floor: Floor) -> None:
    """Register for everybody at the counters who steps in for them; one is of another unit."""
    if BackupAssignment.objects.filter(centre=floor.cast.centre).exists():
        return
    units = _units(floor.cast)
    for unit in units:
        staff = floor.cast.of_unit(unit.code)
        for place, member in enumerate(staff):
            backup = staff[(place + 2) % len(staff)]
            if unit is units[-1] and len(units) > 1 and place == len(staff) - 2:
                backup = floor.cast.of_unit(units[-2].code)[-1]
            if backup is not member:
                lead = floor.cast.lead(unit.code)
                register_backup(staff=member, backup=backup, by=lead, at=floor.now)


def _look_round(floor: Floor) -> None:
    """Whoever has come is at their post; the hall notes the counters at which nobody is."""
    Counter.objects.filter(
        centre=floor.cast.centre,
        shifts__clocked_in__isnull=False,
        shifts__clocked_out__isnull=True,
    ).update(last_seen=floor.now)
    note_unattended(centre=floor.cast.centre, at=floor.now)


def _backup(member: StaffMember, spare: list[StaffMember]) -> StaffMember:
    """Who of those to spare stands in: the registered backup, else the first."""
    place = next((n for n, each in enumerate(spare) if is_backup(each, member)), 0)
    return spare.pop(place)


def _cover(floor: Floor, shift: Shift, backup: StaffMember, away: list[Away]) -> None:
    """Somebody is on leave for the day, and a colleague works their shift."""
    record_absence(
        staff=shift.staff,
        reason=Absence.Reason.LEAVE,
        starts=shift.starts,
        ends=shift.ends,
        by=floor.cast.lead(shift.counter.unit.code),
        at=floor.now,
        backup=backup,
    )
    instead = Shift.objects.select_related("stands_in_for").get(stands_in_for=shift)
    instead.centre, instead.counter, instead.staff = shift.centre, shift.counter, backup
    clocked_in = shift.starts - timedelta(seconds=floor.draw.randint(180, 900))
    floor.agenda.begin(duty(floor, instead, clocked_in, away), clocked_in)


def _stand_in(
    floor: Floor, counter: Counter, member: StaffMember, day: date, away: list[Away]
) -> None:
    """Somebody who was not planned takes the counter of a colleague who did not come."""
    starts = floor.now.replace(second=0, microsecond=0) + timedelta(minutes=10)
    shift = _shift(floor, counter, member, day, starts, floor.hours.closing(day))
    clocked_in = starts - timedelta(seconds=floor.draw.randint(30, 240))
    floor.agenda.begin(duty(floor, shift, clocked_in, away), clocked_in)


def _shift(
    floor: Floor,
    counter: Counter,
    member: StaffMember,
    day: date,
    starts: datetime,
    ends: datetime,
) -> Shift:
    shift = plan_shift(
        staff=member,
        counter=counter,
        day=day,
        starts=starts,
        ends=ends,
        by=floor.cast.lead(counter.unit.code),
        at=floor.now,
    )
    # Known already, so that no statement asks for it.
    shift.centre = floor.cast.centre
    return shift


def _away(floor: Floor, opening: datetime, closing: datetime, place: int) -> list[Away]:
    """When the counter is closed: for lunch, one after the other, and now and then otherwise."""
    draw, span = floor.draw, closing - opening
    lunch = opening + span * 0.28 + timedelta(minutes=45 * place + draw.uniform(0, 6))
    found = [Away(lunch, draw.uniform(38, 46), Closure.Reason.BREAK)]
    if draw.random() < 0.55:
        begins = opening + span * draw.uniform(0.15, 0.9)
        reason = draw.choice(Pause.Reason.values)
        found.append(Away(begins, draw.uniform(5, 12), reason, post=True))
    if draw.random() < 0.3:
        share = draw.choice((draw.uniform(0.1, 0.2), draw.uniform(0.65, 0.8)))
        found.append(Away(opening + span * share, draw.uniform(15, 35), draw.choice(_ERRANDS_AWAY)))
    return found
