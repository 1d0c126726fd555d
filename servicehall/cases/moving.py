"""What every change of a case has in common: what it may become, and its fact."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from servicehall.cases.models import NEXT, Case
from servicehall.evidence.actions import Refused, record
from servicehall.hall.models import StaffMember
from servicehall.hall.queries import working_calendar


def days_past_promise(case: Case, at: datetime) -> int:
    """Working days past the promised moment, at least 1 once it has gone; negative when early."""
    if case.promised_due is None:
        return 0
    calendar = working_calendar(case.centre)
    promised = case.promised_due.astimezone(calendar.zone)
    decided = at.astimezone(calendar.zone)
    days = calendar.days_between(promised.date(), decided.date())
    return max(days, 1) if decided > promised else min(days, 0)


def move(
    case: Case,
    status: str,
    *,
    table: Mapping[str, frozenset[str]] = NEXT,
    **fields: object,
) -> None:
    """Change the status where the table allows it and the database still has the old one."""
    if status not in table.get(case.status, ()):
        raise Refused("impossible_transition", status=case.status, wanted=status)
    changed = Case.objects.filter(pk=case.pk, status=case.status).update(status=status, **fields)
    if not changed:
        case.refresh_from_db(fields=["status"])
        raise Refused("impossible_transition", status=case.status, wanted=status)
    case.status = status
    for name, value in fields.items():
        setattr(case, name, value)


def record_case(
    kind: str,
    case: Case,
    *,
    by: StaffMember | None,
    at: datetime,
    data: dict[str, object],
    personal: dict[str, str] | None = None,
    staff: StaffMember | None = None,
    also: Mapping[str, str] | None = None,
) -> None:
    """Record a fact about the case, in the transaction of the change that it tells of.

    ``by`` is None for what the citizen does. ``staff`` is whose doing it is, where another one
    records it; ``also`` names the other objects that it concerns.
    """
    doer = staff or by
    record(
        kind,
        at=at,
        centre=case.centre.code,
        unit=case.unit.code,
        counter=case.counter.code if case.counter else "",
        staff=doer.code if doer else "",
        recorder=by.code if by else "",
        objects={"case": case.reference, **(also or {})},
        data=data,
        personal=personal,
    )
