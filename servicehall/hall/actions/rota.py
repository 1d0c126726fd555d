"""The rota: plan shifts, one or a week of them, change them, and take them off again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from servicehall.evidence.actions import Refused, action, writing
from servicehall.hall.models import Counter, Shift, StaffMember, Unit
from servicehall.hall.roles import require
from servicehall.hall.standing import place_shift, record_shift, require_may_stand

WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Planned:
    """What came of planning several shifts at once."""

    shifts: Sequence[Shift]
    refused: Sequence[tuple[date, Refused]]
    """The days that could not be planned, each with why."""


@action(Shift)
def plan_shift(
    *,
    staff: StaffMember,
    counter: Counter,
    day: date,
    starts: datetime,
    ends: datetime,
    by: StaffMember,
    at: datetime,
    key: str | None = None,
) -> Shift:
    """Put a staff member on duty at a counter for some hours of a day.

    A person may have several shifts a day, one after the other. Raises ``Refused``:
    ``not_permitted`` where ``by`` may not plan it, or ``staff`` may not serve there;
    ``shift_ends_first`` unless ``starts < ends``; ``shift_planned_already`` where the person,
    and ``counter_planned`` where the counter is planned for some of these hours already;
    ``absent_then`` while the person is on leave.
    """
    require(by, "plan_duty", centre=counter.centre_id, unit=counter.unit_id)
    require_may_stand(staff, counter, None)
    shift = place_shift(staff=staff, counter=counter, day=day, starts=starts, ends=ends, at=at)
    _record_planned(shift, by=by, at=at)
    return shift


@action(Shift)
def change_shift(
    *,
    shift: Shift,
    staff: StaffMember,
    counter: Counter,
    starts: datetime,
    ends: datetime,
    by: StaffMember,
    at: datetime,
    key: str | None = None,
) -> Shift:
    """Put another shift in the place of one that nobody has begun; the new one is returned.

    The old one is taken off the rota, so that nobody is judged by it. Raises ``Refused`` as
    ``plan_shift`` and ``withdraw_shift`` do.
    """
    require(by, "plan_duty", centre=counter.centre_id, unit=counter.unit_id)
    require_may_stand(staff, counter, None)
    _withdraw(shift, by=by, at=at)
    day = starts.astimezone(ZoneInfo(shift.centre.timezone)).date()
    new = place_shift(staff=staff, counter=counter, day=day, starts=starts, ends=ends, at=at)
    _record_planned(new, by=by, at=at)
    record_shift("shift.withdrawn", shift, by=by, at=at, data={})
    return new


@action(Shift)
def withdraw_shift(*, shift: Shift, by: StaffMember, at: datetime, key: str | None = None) -> Shift:
    """Take a shift off the rota that nobody has begun.

    Raises ``Refused``: ``not_permitted``; ``shift_begun`` once its person has clocked in or
    its time has come; ``shift_withdrawn`` where it was taken off already.
    """
    _withdraw(shift, by=by, at=at)
    record_shift("shift.withdrawn", shift, by=by, at=at, data={})
    return shift


def plan_days(
    *,
    staff: StaffMember,
    counter: Counter,
    hours: Sequence[tuple[date, datetime, datetime]],
    by: StaffMember,
    at: datetime,
    key: str | None = None,
) -> Planned:
    """Plan a person at a counter on several days at once: day, start and end of each.

    What can't be planned is left out and told. Sent twice with one ``key`` it plans once.
    Raises ``Refused("not_permitted")`` as ``plan_shift`` does.
    """
    return _plan_all([(staff, counter, *each) for each in hours], by=by, at=at, key=key)


def copy_week(
    *, unit: Unit, monday: date, by: StaffMember, at: datetime, key: str | None = None
) -> Planned:
    """Plan the week that begins on ``monday`` as the one before it was planned for the unit.

    The hours stay the same on the clock, also over a change to summer time. Who steps in for
    somebody is not copied. What can't be planned is left out and told; sent twice, it plans
    nothing twice. Raises ``Refused``: ``not_permitted``; ``nothing_to_copy``.
    """
    require(by, "plan_duty", centre=unit.centre_id, unit=unit.pk)
    zone = ZoneInfo(unit.centre.timezone)
    earlier = list(
        Shift.objects.filter(
            counter__unit=unit,
            centre=unit.centre_id,
            day__range=(monday - WEEK, monday - timedelta(days=1)),
            withdrawn_at=None,
            stands_in_for=None,
        )
        .select_related("staff", "counter__unit", "counter__centre")
        .order_by("day", "starts", "pk")
    )
    if not earlier:
        raise Refused("nothing_to_copy")

    def later(moment: datetime) -> datetime:
        local = moment.astimezone(zone)
        return datetime.combine(local.date() + WEEK, local.time(), zone)

    wanted = [
        (each.staff, each.counter, each.day + WEEK, later(each.starts), later(each.ends))
        for each in earlier
    ]
    return _plan_all(wanted, by=by, at=at, key=key)


def _plan_all(
    wanted: Sequence[tuple[StaffMember, Counter, date, datetime, datetime]],
    *,
    by: StaffMember,
    at: datetime,
    key: str | None,
) -> Planned:
    shifts: list[Shift] = []
    refused: list[tuple[date, Refused]] = []
    with writing():
        for number, (staff, counter, day, starts, ends) in enumerate(wanted):
            try:
                shift = plan_shift(
                    staff=staff,
                    counter=counter,
                    day=day,
                    starts=starts,
                    ends=ends,
                    by=by,
                    at=at,
                    key=f"{key}/{number}" if key else None,
                )
            except Refused as why:
                if why.code == "not_permitted":
                    raise
                refused.append((day, why))
            else:
                shifts.append(shift)
    return Planned(shifts, refused)


def _withdraw(shift: Shift, *, by: StaffMember, at: datetime) -> None:
    require(by, "plan_duty", centre=shift.centre_id, unit=shift.counter.unit_id)
    if shift.clocked_in is not None or shift.starts <= at:
        raise Refused("shift_begun", staff=shift.staff.name)
    changed = Shift.objects.filter(
        pk=shift.pk, clocked_in__isnull=True, withdrawn_at__isnull=True
    ).update(withdrawn_at=at)
    if not changed:
        raise Refused("shift_withdrawn")
    shift.withdrawn_at = at


def _record_planned(shift: Shift, *, by: StaffMember, at: datetime) -> None:
    data = {"starts": shift.starts.isoformat(), "ends": shift.ends.isoformat()}
    record_shift("shift.planned", shift, by=by, at=at, data=data)
