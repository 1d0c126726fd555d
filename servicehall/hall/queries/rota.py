"""Questions about the rota: a week of it, who is on leave, who steps in for whom."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from servicehall.hall.models import Absence, BackupAssignment, Centre, Counter, Shift, StaffMember
from servicehall.hall.standing import is_away


def rota(counters: Sequence[Counter], since: date, until: date) -> QuerySet[Shift]:
    """The shifts at the counters on the days from ``since`` to ``until``, without withdrawn."""
    if not counters:
        return Shift.objects.none()
    return (
        Shift.objects.filter(
            centre=counters[0].centre_id,
            day__range=(since, until),
            counter__in=counters,
            withdrawn_at=None,
        )
        .select_related("centre", "staff", "counter__unit", "absence", "stands_in_for__staff")
        .order_by("starts", "pk")
    )


def shift_by_id(centre: Centre, pk: int) -> Shift:
    """A shift with all that actions say of it; raises ``Shift.DoesNotExist``."""
    shifts = Shift.objects.select_related(
        "centre", "staff__unit", "counter__unit", "counter__centre"
    )
    return shifts.get(centre=centre, pk=pk)


def absences(centre: Centre, since: datetime) -> QuerySet[Absence]:
    """The absences that are not over at a moment, the next first."""
    return (
        Absence.objects.filter(centre=centre, ends__gt=since, withdrawn_at=None)
        .select_related("centre", "staff__unit")
        .order_by("starts", "pk")
    )


def backups(centre: Centre) -> QuerySet[BackupAssignment]:
    """The pairs that are registered now, in the order of their staff."""
    return (
        BackupAssignment.objects.filter(centre=centre, ended_at=None)
        .select_related("centre", "staff__unit", "backup__unit")
        .order_by("staff__unit", "staff__name", "pk")
    )


def backup_of(member: StaffMember) -> StaffMember | None:
    """Who steps in for the member; None for nobody."""
    pair = (
        BackupAssignment.objects.filter(staff=member, ended_at=None)
        .select_related("backup")
        .first()
    )
    return pair.backup if pair else None


def to_take_over(member: StaffMember, at: datetime) -> list[Shift]:
    """The shifts at whose counters the member may step in now, since their colleague is away.

    Those at which somebody is already, or for which somebody is planned, are left out.
    """
    covered = Shift.objects.filter(
        stands_in_for=OuterRef("pk"), withdrawn_at=None, clocked_out=None
    )
    days = (at.date() - timedelta(days=1), at.date() + timedelta(days=1))
    due = (
        Shift.objects.filter(
            ~Exists(covered),
            Q(staff__backed_up_by__backup=member, staff__backed_up_by__ended_at=None),
            centre=member.centre_id,
            day__range=days,
            starts__lte=at,
            ends__gt=at,
            clocked_in=None,
            withdrawn_at=None,
        )
        .exclude(counter__shifts__in=_worked(member.centre_id))
        .select_related("centre", "staff", "counter__unit", "counter__centre")
    )
    return [shift for shift in due.order_by("starts", "pk") if is_away(shift, at)]


def _worked(centre: int) -> QuerySet[Shift]:
    return Shift.objects.filter(centre=centre, clocked_in__isnull=False, clocked_out__isnull=True)
