"""Pairs of posts: who steps in for whom (AB岗制), registered and published."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction

from servicehall.evidence.actions import Refused, action, record
from servicehall.hall.models import BackupAssignment, StaffMember
from servicehall.hall.roles import require

Role = StaffMember.Role


@action(BackupAssignment)
def register_backup(
    *,
    staff: StaffMember,
    backup: StaffMember,
    by: StaffMember,
    at: datetime,
    key: str | None = None,
) -> BackupAssignment:
    """Register who steps in when the staff member is away; also somebody of another unit.

    Whoever stepped in for them before does so no longer. Raises ``Refused``: ``not_permitted``
    where ``by`` does not plan that unit's duty; ``own_backup``; ``not_of_counters`` unless both
    stand at counters; ``other_centre``; ``backup_already``.
    """
    require(by, "plan_duty", centre=staff.centre_id, unit=staff.unit_id)
    if staff.pk == backup.pk:
        raise Refused("own_backup")
    if staff.centre_id != backup.centre_id:
        raise Refused("other_centre")
    if any(each.role not in (Role.CLERK, Role.LEAD) for each in (staff, backup)):
        raise Refused("not_of_counters")
    earlier = BackupAssignment.objects.filter(staff=staff, ended_at=None).first()
    if earlier is not None and earlier.backup_id == backup.pk:
        raise Refused("backup_already", staff=staff.name, backup=backup.name)
    BackupAssignment.objects.filter(staff=staff, ended_at=None).update(ended_at=at)
    local = at.astimezone(ZoneInfo(staff.centre.timezone))
    try:
        with transaction.atomic():
            pair = BackupAssignment.objects.create(
                centre_id=staff.centre_id,
                reference=f"{staff.code}/{backup.code}/{local:%Y-%m-%dT%H:%M:%S.%f}"[:60],
                staff=staff,
                backup=backup,
                registered_at=at,
            )
    except IntegrityError:
        raise Refused("backup_already", staff=staff.name, backup=backup.name) from None
    _record("backup.registered", pair, by=by, at=at)
    return pair


@action(BackupAssignment)
def end_backup(
    *, pair: BackupAssignment, by: StaffMember, at: datetime, key: str | None = None
) -> BackupAssignment:
    """End a pair. Raises ``Refused``: ``not_permitted``; ``backup_ended``."""
    require(by, "plan_duty", centre=pair.centre_id, unit=pair.staff.unit_id)
    if not BackupAssignment.objects.filter(pk=pair.pk, ended_at=None).update(ended_at=at):
        raise Refused("backup_ended")
    pair.ended_at = at
    _record("backup.ended", pair, by=by, at=at)
    return pair


def _record(kind: str, pair: BackupAssignment, *, by: StaffMember, at: datetime) -> None:
    record(
        kind,
        at=at,
        centre=by.centre.code,
        unit=pair.staff.unit.code if pair.staff.unit else "",
        staff=pair.staff.code,
        recorder=by.code,
        objects={"backup": pair.reference},
        data={"backup": pair.backup.code},
    )
