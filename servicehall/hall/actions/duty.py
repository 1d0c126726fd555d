"""Duty at a counter: come, wear the badge, step in for a colleague, go."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from servicehall.evidence.actions import Refused, action
from servicehall.hall.models import Closure, Counter, Pause, SelfCheck, Shift, StaffMember
from servicehall.hall.roles import require
from servicehall.hall.standing import (
    end_pause,
    end_vacancy,
    is_away,
    is_backup,
    lend_powers,
    minutes_between,
    place_shift,
    record_at,
    record_shift,
    taken,
)


@action(Shift)
def clock_in(*, shift: Shift, by: StaffMember, at: datetime, key: str | None = None) -> Shift:
    """Start duty: the staff member stands at the counter, which opens.

    How late they are is measured against the planned start, in minutes, 0 when early.
    Whoever opens the counter that day has its self-check to do (clause 2.1.3); who stands in
    for a colleague has that colleague's powers from now on.
    Raises ``Refused``: ``not_permitted`` for anyone but the person or their lead;
    ``clocked_in_already``, also while they are still on duty elsewhere; ``counter_taken`` while
    someone else is on duty there; ``shift_withdrawn``; ``shift_excused`` while they are on
    leave.
    """
    if by.pk != shift.staff_id:
        require(by, "plan_duty", centre=shift.centre_id, unit=shift.counter.unit_id)
    try:
        with transaction.atomic():
            changed = Shift.objects.filter(
                pk=shift.pk, clocked_in__isnull=True, withdrawn_at__isnull=True, absence=None
            ).update(clocked_in=at)
    except IntegrityError:
        raise taken(shift) from None
    if not changed:
        raise _not_to_begin(shift)
    shift.clocked_in = at
    _begin(shift, by=by, at=at)
    return shift


@action(Shift)
def take_over(*, shift: Shift, by: StaffMember, at: datetime, key: str | None = None) -> Shift:
    """Step in, unasked, at the counter of a colleague who is away; the new shift is returned.

    For the registered backup alone: B works A's shift to its end with A's powers (AB岗制).
    Raises ``Refused``: ``not_backup``; ``not_away`` before the colleague may count as away;
    ``shift_over`` once the shift has ended; ``clocked_in_already``, ``counter_taken``,
    ``shift_planned_already`` and ``absent_then`` as ``clock_in`` and ``plan_shift`` do.
    """
    if not is_backup(by, shift.staff):
        raise Refused("not_backup", staff=shift.staff.name)
    shift.refresh_from_db(fields=["clocked_in", "withdrawn_at", "absence", "starts", "ends"])
    if not is_away(shift, at):
        raise Refused("not_away", staff=shift.staff.name)
    if at >= shift.ends:
        raise Refused("shift_over")
    new = place_shift(
        staff=by,
        counter=shift.counter,
        day=shift.day,
        starts=at,
        ends=shift.ends,
        at=at,
        stands_in_for=shift,
        clocked_in=at,
    )
    new.centre = shift.centre
    record_shift(
        "shift.taken_over",
        new,
        by=by,
        at=at,
        data={
            "stands_in_for": shift.staff.code,
            "reason": "on_leave" if shift.absence_id else "has_not_come",
            "away_minutes": minutes_between(shift.starts, at),
        },
    )
    _begin(new, by=by, at=at)
    return new


@action(Shift)
def check_badge(
    *, shift: Shift, worn: bool, by: StaffMember, at: datetime, key: str | None = None
) -> Shift:
    """Note whether the badge is worn at post (clause 2.1.1).

    Raises ``Refused``: ``not_permitted``; ``not_on_duty`` before clocking in or after leaving.
    """
    if by.pk != shift.staff_id:
        require(by, "check_badge", centre=shift.centre_id, unit=shift.counter.unit_id)
    changed = Shift.objects.filter(
        pk=shift.pk, clocked_in__isnull=False, clocked_out__isnull=True
    ).update(badge_worn=worn)
    if not changed:
        raise Refused("not_on_duty")
    shift.badge_worn = worn
    record_shift("badge.checked", shift, by=by, at=at, data={"worn": worn})
    return shift


@action(Shift)
def clock_out(*, shift: Shift, by: StaffMember, at: datetime, key: str | None = None) -> Shift:
    """End duty; the counter closes with it.

    How early they leave is measured against the planned end, in minutes, 0 when after it.
    A time away from the post ends with it, and so do the powers of a colleague.
    Raises ``Refused``: ``not_permitted``; ``not_on_duty``; ``visit_open`` while a citizen is
    called to or served at the counter.
    """
    if by.pk != shift.staff_id:
        require(by, "plan_duty", centre=shift.centre_id, unit=shift.counter.unit_id)
    if shift.counter.visits.filter(status__in=("called", "serving")).exists():
        raise Refused("visit_open")
    changed = Shift.objects.filter(
        pk=shift.pk, clocked_in__isnull=False, clocked_out__isnull=True
    ).update(clocked_out=at)
    if not changed:
        raise Refused("not_on_duty")
    shift.clocked_out = at
    Counter.objects.filter(pk=shift.counter_id).update(state=Counter.State.CLOSED)
    early = minutes_between(at, shift.ends)
    record_shift("shift.clocked_out", shift, by=by, at=at, data={"minutes_early": early})
    pause = Pause.objects.filter(counter=shift.counter_id, ended_at=None).first()
    if pause is not None:
        pause.counter, pause.shift = shift.counter, shift
        end_pause(pause, ended_by="clocked_out", by=by, at=at)
    if shift.stands_in_for_id is not None:
        lend_powers(shift.staff, None)
    return shift


def _not_to_begin(shift: Shift) -> Refused:
    """Why a shift can't be begun, as the database holds it."""
    shift.refresh_from_db(fields=["clocked_in", "withdrawn_at", "absence"])
    if shift.clocked_in is not None:
        return Refused("clocked_in_already")
    return Refused("shift_withdrawn" if shift.withdrawn_at else "shift_excused")


def _begin(shift: Shift, *, by: StaffMember, at: datetime) -> None:
    """Open the counter with somebody at it, and write the fact of it."""
    closed = Closure.objects.filter(counter=shift.counter_id, reopened_at__isnull=True).exists()
    state = {} if closed else {"state": Counter.State.OPEN}
    Counter.objects.filter(pk=shift.counter_id).update(last_seen=at, **state)
    late = minutes_between(shift.starts, at)
    record_shift("shift.clocked_in", shift, by=by, at=at, data={"minutes_late": late})
    end_vacancy(shift.counter, ended_by="attended", at=at)
    if shift.stands_in_for_id is not None:
        colleague = StaffMember.objects.get(shifts=shift.stands_in_for_id)
        lend_powers(shift.staff, colleague)
    due, first = SelfCheck.objects.get_or_create(
        counter=shift.counter,
        day=shift.day,
        defaults={
            "centre_id": shift.centre_id,
            "reference": f"{shift.day:%Y-%m-%d}/{shift.counter.code}",
            "due_at": at,
        },
    )
    if first:
        record_at(
            "self_check.due",
            shift.counter,
            staff=shift.staff.code,
            by=by.code,
            at=at,
            objects={"self_check": due.reference},
            data={},
            centre=shift.centre.code,
        )
