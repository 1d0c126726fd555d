"""The hall of the demonstration as it is at this moment: open, with people in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from random import Random

from servicehall.catalogue.models import ServiceItem
from servicehall.demonstration.appointments import expect_people
from servicehall.demonstration.cast import Cast, cast_of
from servicehall.demonstration.clocks import show_clocks
from servicehall.demonstration.duty import duty, remain, step_in
from servicehall.demonstration.floor import Floor, Waiting
from servicehall.demonstration.habits import Lapses
from servicehall.demonstration.living import enliven
from servicehall.demonstration.posts import Away
from servicehall.demonstration.settling import (
    SINCE,
    all_on_duty,
    last_moment,
    settle,
    share_rows,
)
from servicehall.demonstration.simulator import require_staffed
from servicehall.demonstration.turns import take_a_turn
from servicehall.demonstration.voices import voices_now
from servicehall.evidence.actions import writing
from servicehall.hall.actions import (
    plan_shift,
    record_absence,
)
from servicehall.hall.models import (
    Absence,
    Centre,
    Closure,
    Counter,
    Pause,
    Shift,
    StaffMember,
    Unit,
)
from servicehall.hall.queries import backup_of
from servicehall.reception.models import Visit
from servicehall.reception.queries import queue

WORKING_DAY = timedelta(hours=9)

STALE = timedelta(hours=2)
"""After how long without a fact the hall is brought to the present again."""

WAITING = (5, 3, 2)
"""How many are to wait for the first, second and third unit; two for any other."""


@dataclass(frozen=True)
class Present:
    """The hall at this moment."""

    counters_open: int
    counters_paused: int
    """Counters whose staff member is away for a little while."""
    counters_closed: int
    waiting: int
    called: int
    serving: int


def is_alive(centre: Centre, at: datetime) -> bool:
    """Whether people are on duty and something happened within the last two hours."""
    on_duty = all_on_duty(centre)
    last = last_moment(centre, at)
    return bool(on_duty) and last is not None and at - last < STALE


def open_hall(*, centre: Centre, at: datetime, seed: int) -> Present:
    """Bring the hall to this moment, at any hour of any day, in one transaction.

    Every counter has somebody on duty since shortly before, one of them in the place of a
    colleague who is ill; one counter is closed with a notice, at one somebody is just away;
    people were served, some are being served, some were just called, about a dozen wait.
    Whatever was left over from earlier is brought to its end first. Raises
    ``CannotSimulate`` where the hall lacks staff or services.
    """
    with writing():
        cast = cast_of(centre)
        require_staffed(cast)
        settle(cast, at)
        draw = Random(f"{seed} {at.isoformat()}")
        floor = Floor(cast, draw, Lapses(draw, {}), at - SINCE - timedelta(minutes=10))
        _remember_waiting(floor)
        _enter_duty(floor, at)
        _enter_arrivals(floor, at)
        _enter_appointments(floor, Random(f"{seed} appointments {at.isoformat()}"), at)
        for minutes in (14, 10, 7, 4, 2, 1):
            floor.agenda.run(at - timedelta(minutes=minutes))
            _fill_up(floor)
        floor.agenda.run(at)
        enliven(cast, at)
        show_clocks(cast, at)
        voices_now(cast, at)
        # Their pages would tell that they are there; nobody has opened any.
        Counter.objects.filter(
            centre=centre, shifts__in=[shift.pk for shift in all_on_duty(centre)]
        ).update(last_seen=at + WORKING_DAY)
    return present(centre)


def present(centre: Centre) -> Present:
    """The hall at this moment."""
    counters = Counter.objects.filter(centre=centre)
    visits = Visit.objects.filter(centre=centre)
    return Present(
        counters_open=counters.filter(state=Counter.State.OPEN).count(),
        counters_paused=counters.filter(state=Counter.State.PAUSED).count(),
        counters_closed=counters.filter(state=Counter.State.CLOSED).count(),
        waiting=visits.filter(status=Visit.Status.WAITING).count(),
        called=visits.filter(status=Visit.Status.CALLED).count(),
        serving=visits.filter(status=Visit.Status.SERVING).count(),
    )


def _remember_waiting(floor: Floor) -> None:
    """Whoever waits where nobody was on duty waits on."""
    for unit in floor.cast.units.values():
        for visit in queue(unit):
            visit.centre, visit.unit = floor.cast.centre, unit
            visit.service = floor.cast.services[visit.service.code]
            errand = floor.citizens.errand(visit.service)
            errand.sent_on = visit.service.unit_id != unit.pk
            floor.queues[unit.code][visit.pk] = Waiting(visit, errand)


def _enter_duty(floor: Floor, at: datetime) -> None:
    """Enter who stands where: whoever is on duty already stays, the others come."""
    on_duty = {shift.counter.code: shift for shift in all_on_duty(floor.cast.centre)}
    day = at.astimezone(floor.hours.zone).date()
    taken = set(
        Shift.objects.filter(centre=floor.cast.centre, day=day).values_list("staff", flat=True)
    ) | {shift.staff_id for shift in on_duty.values()}
    starts = (at - SINCE).replace(second=0, microsecond=0)
    starts -= timedelta(minutes=starts.minute % 5)
    closed, left = _counter_to_close(floor.cast), _counter_to_leave(floor.cast)
    ill = floor.cast.counters_of(_last_unit(floor.cast))[0]
    for unit in floor.cast.units.values():
        # The lead is free to walk the floor, as long as there are clerks enough.
        staff = floor.cast.of_unit(unit.code)
        free = [each for each in (*staff[1:], staff[0]) if each.pk not in taken] if staff else []
        for place, counter in enumerate(floor.cast.counters_of(unit.code)):
            away = _away(at, starts) if counter is closed else []
            if counter is left:
                begins = at - timedelta(minutes=6)
                away = [Away(begins, 11, Pause.Reason.PAPERS, post=True)]
                floor.hurries[counter.code] = begins
            elif place == 0 or counter.code == "2":
                floor.hurries[counter.code] = at - timedelta(seconds=50)
            if shift := on_duty.get(counter.code):
                share_rows(shift, floor.cast)
                floor.agenda.begin(remain(floor, shift, away, at + SINCE), starts)
            elif counter is ill and _fall_ill(floor, free, counter, day, starts):
                continue
            elif free:
                _begin_shift(floor, free.pop(0), counter, day, starts, away)


def _away(at: datetime, starts: datetime) -> list[Away]:
    until = at + timedelta(minutes=25)
    return [Away(starts, (until - starts).total_seconds() / 60, Closure.Reason.TRAINING)]


def _fall_ill(
    floor: Floor, free: list[StaffMember], counter: Counter, day: date, starts: datetime
) -> bool:
    """Let the next one be ill, and their registered backup step in; whether that is possible."""
    member = free[0] if free else None
    of = backup_of(member) if member else None
    backup = next((each for each in free if of is not None and each.pk == of.pk), None)
    if member is None or backup is None:
        return False
    free.remove(member)
    free.remove(backup)
    shift = _plan(floor, member, counter, day, starts)
    record_absence(
        staff=member,
        reason=Absence.Reason.SICK,
        starts=starts,
        ends=shift.ends,
        by=floor.cast.lead(counter.unit.code),
        at=starts - timedelta(minutes=6),
    )
    shift.refresh_from_db(fields=["absence"])
    comes = starts + timedelta(seconds=floor.draw.randint(30, 120))
    floor.agenda.begin(step_in(floor, shift, backup, comes), comes)
    return True


def _begin_shift(
    floor: Floor,
    member: StaffMember,
    counter: Counter,
    day: date,
    starts: datetime,
    away: list[Away],
) -> None:
    shift = _plan(floor, member, counter, day, starts)
    clocked_in = starts - timedelta(seconds=floor.draw.randint(60, 420))
    floor.agenda.begin(duty(floor, shift, clocked_in, away), clocked_in)


def _plan(
    floor: Floor, member: StaffMember, counter: Counter, day: date, starts: datetime
) -> Shift:
    shift = plan_shift(
        staff=member,
        counter=counter,
        # Soon after midnight too it is today's shift: yesterday's may be there already.
        day=day,
        starts=starts,
        ends=starts + WORKING_DAY,
        by=floor.cast.lead(counter.unit.code),
        at=starts - timedelta(minutes=9),
    )
    shift.centre = floor.cast.centre
    return shift


def _enter_arrivals(floor: Floor, at: datetime) -> None:
    """Enter who comes: those who are served by now, and those who wait."""
    for position, unit in enumerate(floor.cast.units.values()):
        counters = len(floor.cast.counters_of(unit.code))
        services = _given_by(floor, unit)
        if not counters or not services:
            continue
        served = [(0.99, 0.5)] * (counters * 2)
        waiting = [(0.44, 0.04)] * (_wanted(position) + counters)
        for number, (early, late) in enumerate((*served, *waiting)):
            errand = floor.citizens.errand(floor.draw.choice(services))
            errand.minutes = min(errand.minutes, 13)
            if number == len(served) and position < 2:
                # Called in vain about a quarter of an hour ago.
                errand.coming, early, late = "never", 0.55, 0.5
            elif number % 4 == 3:
                # At the first unit's counters everybody has to be done at a moment.
                take_a_turn(floor, errand, surely="wants_two", elsewhere=position == 0)
            share = floor.draw.uniform(late, early)
            floor.agenda.enter(at - SINCE * share, partial(floor.arrive, errand))


def _enter_appointments(floor: Floor, draw: Random, at: datetime) -> None:
    """Let people have appointments, and those check in whose time is now."""
    for appointment in expect_people(cast=floor.cast, draw=draw, since=at - SINCE, at=at):
        comes = appointment.starts - timedelta(minutes=draw.randint(2, 12))
        if at - SINCE < comes < at:
            errand = floor.citizens.errand(appointment.service)
            errand.minutes = min(errand.minutes, 13)
            floor.agenda.enter(comes, partial(floor.keep_appointment, appointment, errand))


def _fill_up(floor: Floor) -> None:
    """Let more people come within a minute where too few wait."""
    for position, unit in enumerate(floor.cast.units.values()):
        services = _given_by(floor, unit)
        for _ in range(_wanted(position) - len(floor.queues[unit.code])):
            if services and floor.cast.counters_of(unit.code):
                errand = floor.citizens.errand(floor.draw.choice(services))
                floor.agenda.enter(floor.later(0, 55), partial(floor.arrive, errand))


def _given_by(floor: Floor, unit: Unit) -> list[ServiceItem]:
    return [each for each in floor.cast.services.values() if each.unit.pk == unit.pk]


def _wanted(position: int) -> int:
    return WAITING[position] if position < len(WAITING) else 2


def _counter_to_close(cast: Cast) -> Counter:
    """The last counter of the last of the units that have most counters."""
    most = max(len(cast.counters_of(unit)) for unit in cast.units)
    units = [unit for unit in cast.units if len(cast.counters_of(unit)) == most]
    return cast.counters_of(units[-1])[-1]


def _counter_to_leave(cast: Cast) -> Counter:
    """The last counter of the first unit, whose neighbours are told."""
    return cast.counters_of(next(iter(cast.units)))[-1]


def _last_unit(cast: Cast) -> str:
    return [unit for unit in cast.units if cast.counters_of(unit)][-1]
