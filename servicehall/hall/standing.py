"""What every change of duty has in common: who may stand where, who is away, the fact."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.db import IntegrityError, connection, transaction
from django.db.models import Q, QuerySet

from servicehall.evidence.actions import Refused, record
from servicehall.hall.models import (
    Absence,
    BackupAssignment,
    Centre,
    Counter,
    Pause,
    Shift,
    StaffMember,
    Vacancy,
)
from servicehall.hall.roles import may


def minutes_between(earlier: datetime, later: datetime) -> float:
    """The time between two moments in minutes, to a tenth; 0 where there is none."""
    return max(0.0, round((later - earlier).total_seconds() / 60, 1))


def is_backup(backup: StaffMember, of: StaffMember) -> bool:
    """Whether they are registered now as the backup of that colleague."""
    return BackupAssignment.objects.filter(staff=of, backup=backup, ended_at=None).exists()


def require_may_stand(staff: StaffMember, counter: Counter, instead_of: StaffMember | None) -> None:
    """Raise ``Refused("not_permitted")`` unless they serve there, or are backup of who does."""
    if may(staff, "serve", centre=counter.centre_id, unit=counter.unit_id):
        return
    if instead_of is None or not is_backup(staff, instead_of):
        raise Refused("not_permitted", permission="serve")


def is_away(shift: Shift, at: datetime) -> bool:
    """Whether a backup may step in: excused, or not there some minutes after the start."""
    if shift.clocked_in is not None or shift.withdrawn_at is not None:
        return False
    grace = timedelta(minutes=shift.centre.backup_after)
    return shift.absence_id is not None or at >= shift.starts + grace


def absences_within(staff: StaffMember, starts: datetime, ends: datetime) -> QuerySet[Absence]:
    """When the staff member is away in a stretch of time."""
    return Absence.objects.filter(staff=staff, ends__gt=starts, starts__lt=ends, withdrawn_at=None)


def place_shift(
    *,
    staff: StaffMember,
    counter: Counter,
    day: date,
    starts: datetime,
    ends: datetime,
    at: datetime,
    stands_in_for: Shift | None = None,
    clocked_in: datetime | None = None,
) -> Shift:
    """Put a shift on the rota, in the caller's transaction.

    The hours must be free: nobody is planned twice, and no counter is planned for two. A
    colleague who has not come does not hold their counter. Raises ``Refused``:
    ``shift_ends_first``; ``shift_planned_already``; ``counter_planned``; ``absent_then``.
    """
    if starts >= ends:
        raise Refused("shift_ends_first")
    _lock_rota(counter.centre_id)
    near = Shift.objects.filter(
        Q(staff=staff) | Q(counter=counter),
        centre=counter.centre_id,
        day__range=(day - timedelta(days=1), day + timedelta(days=1)),
    ).select_related("staff")
    # Those that were withdrawn keep their references, so they are counted too.
    earlier = 0
    for other in near:
        other.centre = counter.centre
        own = other.staff_id == staff.pk
        earlier += own and other.day == day
        over = other.withdrawn_at or other.clocked_out or other.absence_id
        if over or other.starts >= ends or other.ends <= starts:
            continue
        if own:
            raise Refused("shift_planned_already", staff=staff.name, day=day)
        if other != stands_in_for and not is_away(other, at):
            raise Refused("counter_planned", counter=counter.code, staff=other.staff.name)
    if absences_within(staff, starts, ends).exists():
        raise Refused("absent_then", staff=staff.name)
    number = f"/{earlier + 1}" if earlier else ""
    try:
        with transaction.atomic():
            return Shift.objects.create(
                centre=counter.centre,
                reference=f"{day:%Y-%m-%d}/{staff.code}{number}",
                staff=staff,
                counter=counter,
                day=day,
                starts=starts,
                ends=ends,
                stands_in_for=stands_in_for,
                clocked_in=clocked_in,
            )
    except IntegrityError:
        if clocked_in is None:
            raise Refused("shift_planned_already", staff=staff.name, day=day) from None
        raise _taken(staff, counter) from None


def taken(shift: Shift) -> Refused:
    """Why a shift can't be begun: they are on duty elsewhere, or somebody else is there."""
    return _taken(shift.staff, shift.counter)


def _taken(staff: StaffMember, counter: Counter) -> Refused:
    on_duty = Shift.objects.filter(clocked_in__isnull=False, clocked_out__isnull=True)
    if on_duty.filter(staff=staff).exists():
        return Refused("clocked_in_already")
    return Refused("counter_taken", counter=counter.code)


def _lock_rota(centre: int) -> None:
    """Let one change of a centre's rota at a time look for what stands in its way."""
    if connection.features.has_select_for_update:
        list(Centre.objects.select_for_update(no_key=True).filter(pk=centre).values_list("pk"))


def lend_powers(staff: StaffMember, of: StaffMember | None) -> None:
    """Give whoever stands in the powers of their colleague, or with None take them back."""
    StaffMember.objects.filter(pk=staff.pk).update(stands_in_for=of)
    staff.stands_in_for = of


def end_pause(pause: Pause, *, ended_by: str, by: StaffMember, at: datetime) -> None:
    """End a time away from the post; nothing where it was over already."""
    if not Pause.objects.filter(pk=pause.pk, ended_at=None).update(ended_at=at):
        return
    pause.ended_at = at
    record_at(
        "post.returned",
        pause.counter,
        staff=pause.shift.staff.code,
        by=by.code,
        at=at,
        objects={"pause": pause.reference},
        data={
            "away_minutes": minutes_between(pause.left_at, at),
            "minutes_over": minutes_between(pause.expected_at, at),
            "ended_by": ended_by,
        },
    )


def end_vacancy(counter: Counter, *, ended_by: str, at: datetime) -> Vacancy | None:
    """End the time in which nobody was at the counter; None where there is no such time."""
    vacancy = Vacancy.objects.filter(counter=counter, ended_at=None).select_related("staff").first()
    if vacancy is None or not Vacancy.objects.filter(pk=vacancy.pk, ended_at=None).update(
        ended_at=at
    ):
        return None
    vacancy.ended_at = at
    record_at(
        "counter.attended",
        counter,
        staff=vacancy.staff.code if vacancy.staff else "",
        by="",
        at=at,
        objects={"vacancy": vacancy.reference},
        data={
            "unattended_minutes": minutes_between(vacancy.since, at),
            "ended_by": ended_by,
        },
    )
    return vacancy


def record_shift(
    kind: str, shift: Shift, *, by: StaffMember, at: datetime, data: Mapping[str, object]
) -> None:
    """Write the fact of a change of a shift."""
    record_at(
        kind,
        shift.counter,
        staff=shift.staff.code,
        by=by.code,
        at=at,
        objects={"shift": shift.reference},
        data=data,
        centre=shift.centre.code,
    )


def record_at(
    kind: str,
    counter: Counter,
    *,
    staff: str,
    by: str,
    at: datetime,
    objects: Mapping[str, str],
    data: Mapping[str, object],
    centre: str = "",
) -> None:
    """Write a fact of a counter; without ``by`` it was noticed by the hall itself."""
    record(
        kind,
        at=at,
        centre=centre or counter.centre.code,
        unit=counter.unit.code,
        counter=counter.code,
        staff=staff,
        recorder=by or "hall",
        objects=objects,
        data=data,
    )
