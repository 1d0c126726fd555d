"""Deciding a case: for the applicant, or against them on a rule and for a reason."""

from __future__ import annotations

from datetime import datetime

from servicehall.cases.models import Case
from servicehall.cases.moving import days_past_promise, move, record_case
from servicehall.evidence.actions import Refused, action
from servicehall.hall.models import StaffMember
from servicehall.hall.roles import require


@action(Case)
def grant(*, case: Case, by: StaffMember, at: datetime, key: str | None = None) -> Case:
    """Decide for the applicant; how early or late against the promise is measured.

    Raises ``Refused``: ``not_permitted``; ``impossible_transition`` unless accepted.
    """
    require(by, "serve", centre=case.centre_id, unit=case.unit_id)
    move(case, Case.Status.GRANTED, decided_at=at)
    past = days_past_promise(case, at)
    record_case(
        "case.decided",
        case,
        by=by,
        at=at,
        data={"outcome": "granted", "days_past_promise": max(past, 0), "days_early": max(-past, 0)},
    )
    return case


@action(Case)
def refuse(
    *,
    case: Case,
    basis: str,
    reason: str,
    by: StaffMember,
    at: datetime,
    key: str | None = None,
) -> Case:
    """Decide against the applicant, on a rule and for a reason (clause 2.2.3, third phrase).

    Raises ``Refused``: ``not_permitted``; ``no_basis`` without the rule; ``no_reason``
    without the reason; ``impossible_transition``.
    """
    require(by, "serve", centre=case.centre_id, unit=case.unit_id)
    if not basis.strip():
        raise Refused("no_basis")
    if not reason.strip():
        raise Refused("no_reason")
    move(
        case,
        Case.Status.REFUSED,
        decided_at=at,
        refusal_basis=basis.strip(),
        refusal_reason=reason.strip(),
    )
    record_case(
        "case.refused",
        case,
        by=by,
        at=at,
        data={
            "basis": basis.strip(),
            "reason": reason.strip(),
            "days_past_promise": max(days_past_promise(case, at), 0),
        },
    )
    return case
