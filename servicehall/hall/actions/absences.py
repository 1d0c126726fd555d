"""Leave and illness: who is away when, and who stands in for them meanwhile."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from servicehall.evidence.actions import Refused, action, record
from servicehall.hall.models import Absence, BackupAssignment, Shift, StaffMember
from servicehall.hall.roles import require
from servicehall.hall.standing import (
    absences_within,
    place_shift,
    record_shift,
    require_may_stand,
)

SUDDEN = (Absence.Reason.SICK,)
"""Reasons that nobody plans: such an absence is recorded even where nobody can stand in."""


@action(Absence)
def record_absence(
    *,
    staff: StaffMember,
    reason: str,
    starts: datetime,
    ends: datetime,
    by: StaffMember,
    at: datetime,
    backup: StaffMember | None = None,
    key: str | None = None,
) -> Absence:
    """Record that somebody is on leave or ill, and let a colleague stand in on their shifts.

    Shifts that fall into the time are excused as far as they do, and planned for ``backup``
    with the powers of the absent. The reason is personal and kept apart from the fact. Raises
    ``Refused``: ``not_permitted``; ``unknown_reason``; ``absence_ends_first``;
    ``absent_already``; where the absence is planned, ``both_away`` while the other of a pair
    is absent (AB岗制: A and B are never both away) and ``backup_needed`` where shifts would be
    left to nobody. Illness is recorded all the same, and that both are away is a fact. As
    ``plan_shift`` for a backup who can't stand in.
    """
    require(by, "plan_duty", centre=staff.centre_id, unit=staff.unit_id)
    if reason not in Absence.Reason.values:
        raise Refused("unknown_reason", reason=reason)
    if starts >= ends:
        raise Refused("absence_ends_first")
    if absences_within(staff, starts, ends).exists():
        raise Refused("absent_already", staff=staff.name)
    planned = reason not in SUDDEN
    pairs = _pairs_both_away(staff, starts, ends)
    if pairs and planned:
        raise Refused("both_away", staff=_other(pairs[0], staff).name)
    shifts = _shifts_within(staff, starts, ends)
    if shifts and planned and backup is None:
        raise Refused("backup_needed", count=len(shifts))
    day = starts.astimezone(ZoneInfo(staff.centre.timezone)).date()
    earlier = Absence.objects.filter(staff=staff, reference__startswith=f"{day:%Y-%m-%d}/").count()
    absence = Absence.objects.create(
        centre_id=staff.centre_id,
        reference=f"{day:%Y-%m-%d}/{staff.code}" + (f"/{earlier + 1}" if earlier else ""),
        staff=staff,
        reason=reason,
        starts=starts,
        ends=ends,
    )
    data = {"starts": starts.isoformat(), "ends": ends.isoformat()}
    _record(
        "absence.recorded",
        absence,
        by=by,
        at=at,
        data={**data, "planned": planned, "backup": backup.code if backup and shifts else ""},
        personal={"reason": reason},
    )
    for pair in pairs:
        record(
            "backup.both_away",
            at=at,
            centre=staff.centre.code,
            unit=pair.staff.unit.code if pair.staff.unit else "",
            staff=pair.staff.code,
            recorder=by.code,
            objects={"backup": pair.reference},
            data={**data, "backup": pair.backup.code},
        )
    for shift in shifts:
        _free(shift, absence, backup=backup, by=by, at=at)
    return absence


@action(Absence)
def withdraw_absence(
    *, absence: Absence, by: StaffMember, at: datetime, key: str | None = None
) -> Absence:
    """Withdraw an absence that is not over: the person comes after all.

    Whole shifts that it excused from and that have not begun are theirs again; whoever was to
    stand in need not. Raises ``Refused``: ``not_permitted``; ``absence_over``.
    """
    staff = absence.staff
    require(by, "plan_duty", centre=absence.centre_id, unit=staff.unit_id)
    changed = Absence.objects.filter(pk=absence.pk, withdrawn_at=None, ends__gt=at).update(
        withdrawn_at=at
    )
    if not changed:
        raise Refused("absence_over")
    absence.withdrawn_at = at
    _record("absence.withdrawn", absence, by=by, at=at, data={})
    excused = _whole(Shift.objects.filter(absence=absence, starts__gt=at))
    for shift in excused:
        for other in _whole(
            Shift.objects.filter(stands_in_for=shift, clocked_in=None, withdrawn_at=None)
        ):
            Shift.objects.filter(pk=other.pk).update(withdrawn_at=at)
            record_shift("shift.withdrawn", other, by=by, at=at, data={})
        Shift.objects.filter(pk=shift.pk).update(absence=None)
        hours = {"starts": shift.starts.isoformat(), "ends": shift.ends.isoformat()}
        record_shift("shift.planned", shift, by=by, at=at, data=hours)
    return absence


def _whole(shifts: QuerySet[Shift]) -> list[Shift]:
    return list(shifts.select_related("centre", "staff", "counter__unit"))


def _shifts_within(staff: StaffMember, starts: datetime, ends: datetime) -> list[Shift]:
    found = Shift.objects.filter(
        staff=staff,
        ends__gt=starts,
        starts__lt=ends,
        clocked_out=None,
        withdrawn_at=None,
        absence=None,
    )
    return _whole(found.order_by("starts"))


def _pairs_both_away(
    staff: StaffMember, starts: datetime, ends: datetime
) -> list[BackupAssignment]:
    """The pairs of which the staff member is one, and the other is absent in that time."""
    pairs = BackupAssignment.objects.filter(Q(staff=staff) | Q(backup=staff), ended_at=None)
    return [
        pair
        for pair in pairs.select_related("staff__unit", "backup")
        if absences_within(_other(pair, staff), starts, ends).exists()
    ]


def _other(pair: BackupAssignment, staff: StaffMember) -> StaffMember:
    return pair.backup if pair.staff_id == staff.pk else pair.staff


def _free(
    shift: Shift,
    absence: Absence,
    *,
    backup: StaffMember | None,
    by: StaffMember,
    at: datetime,
) -> None:
    """Excuse from a shift as far as it falls into the absence, and let the backup stand in."""
    starts, ends = max(shift.starts, absence.starts), min(shift.ends, absence.ends)
    covered = {"backup": backup.code if backup else ""}
    if shift.clocked_in is not None:
        # Whoever is at post already goes when the absence begins.
        starts = max(starts, at)
        Shift.objects.filter(pk=shift.pk).update(ends=starts)
        shift.ends = starts
        record_shift("shift.shortened", shift, by=by, at=at, data={"ends": starts.isoformat()})
    else:
        Shift.objects.filter(pk=shift.pk).update(absence=absence)
        shift.absence = absence
        record_shift("shift.excused", shift, by=by, at=at, data=covered)
        _keep_rest(shift, starts, ends, by=by, at=at)
    if backup is not None and starts < ends:
        require_may_stand(backup, shift.counter, shift.staff)
        instead = place_shift(
            staff=backup,
            counter=shift.counter,
            day=shift.day,
            starts=starts,
            ends=ends,
            at=at,
            stands_in_for=shift,
        )
        instead.centre = shift.centre
        _record_planned(instead, by=by, at=at)


def _keep_rest(
    shift: Shift, starts: datetime, ends: datetime, *, by: StaffMember, at: datetime
) -> None:
    """Plan what is left of an excused shift before and after the absence."""
    for first, last in ((shift.starts, starts), (ends, shift.ends)):
        if first < last:
            rest = place_shift(
                staff=shift.staff,
                counter=shift.counter,
                day=shift.day,
                starts=first,
                ends=last,
                at=at,
            )
            rest.centre = shift.centre
            _record_planned(rest, by=by, at=at)


def _record_planned(shift: Shift, *, by: StaffMember, at: datetime) -> None:
    hours = {"starts": shift.starts.isoformat(), "ends": shift.ends.isoformat()}
    record_shift("shift.planned", shift, by=by, at=at, data=hours)


def _record(
    kind: str,
    absence: Absence,
    *,
    by: StaffMember,
    at: datetime,
    data: dict[str, object],
    personal: dict[str, str] | None = None,
) -> None:
    staff = absence.staff
    record(
        kind,
        at=at,
        centre=staff.centre.code,
        unit=staff.unit.code if staff.unit else "",
        staff=staff.code,
        recorder=by.code,
        objects={"absence": absence.reference},
        data=data,
        personal=personal,
    )
