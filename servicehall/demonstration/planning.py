"""Who is planned where on a simulated day, who is away, and who steps in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

from servicehall.demonstration.cast import Cast
from servicehall.demonstration.duty import duty, step_in
from servicehall.demonstration.floor import Floor
from servicehall.demonstration.posts import Away
from servicehall.hall.actions import note_unattended, plan_shift, record_absence, register_backup
from servicehall.hall.models import (
    Absence,
    BackupAssignment,
    Closure,
    Counter,
    Pause,
    Shift,
    StaffMember,
    Unit,
)
from servicehall.hall.standing import is_backup

_ERRANDS_AWAY = (Closure.Reason.MEETING, Closure.Reason.TRAINING, Closure.Reason.SYSTEM)


def units_of(cast: Cast) -> list[Unit]:
    """The units that have counters."""
    return [unit for unit in cast.units.values() if cast.counters_of(unit.code)]


def planning(
    floor: Floor,
    counter: Counter,
    member: StaffMember,
    day: date,
    place: int,
    spare: list[StaffMember],
    *,
    leave: bool = False,
) -> Callable[[], None]:
    """What plans a counter's shift of the day, and lets it be worked, once its moment comes.

    With ``leave`` its person is on leave, and somebody of ``spare`` works it.
    """

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


def register_pairs(floor: Floor) -> None:
    """Register for everybody at the counters who steps in for them; one is of another unit."""
    if BackupAssignment.objects.filter(centre=floor.cast.centre).exists():
        return
    units = units_of(floor.cast)
    for unit in units:
        staff = floor.cast.of_unit(unit.code)
        for place, member in enumerate(staff):
            backup = staff[(place + 2) % len(staff)]
            if unit is units[-1] and len(units) > 1 and place == len(staff) - 2:
                backup = floor.cast.of_unit(units[-2].code)[-1]
            if backup is not member:
                lead = floor.cast.lead(unit.code)
                register_backup(staff=member, backup=backup, by=lead, at=floor.now)


def look_round(floor: Floor) -> None:
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
