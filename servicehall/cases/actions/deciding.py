"""Deciding a case for the applicant, returning it when its time has passed, taking it back."""

from __future__ import annotations

from datetime import datetime

from servicehall.cases.letters import tell
from servicehall.cases.models import Case, RefusalRecord
from servicehall.cases.moving import days_past_promise, move, record_case
from servicehall.cases.queries import asked_enough
from servicehall.evidence.actions import Refused, action
from servicehall.hall.models import StaffMember
from servicehall.hall.roles import require
from servicehall.reception.models import Message


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
    tell(Message.Occasion.CASE_GRANTED, case, at=at)
    return case


@action(Case)
def return_case(
    *, case: Case, reason: str, by: StaffMember, at: datetime, key: str | None = None
) -> Case:
    """Give the application back, since what was missing did not come in its period.

    Raises ``Refused``: ``not_permitted``; ``no_reason``; ``impossible_transition`` unless
    something is missing; ``period_runs`` while the period runs, or where none was set;
    ``ask_again_first`` where the law wants it asked for more often (``periods.yaml``).
    """
    require(by, "serve", centre=case.centre_id, unit=case.unit_id)
    if not reason.strip():
        raise Refused("no_reason")
    if case.status == Case.Status.INCOMPLETE:
        case.refresh_from_db(fields=["supplement_due"])
        if case.supplement_due is None or at <= case.supplement_due:
            raise Refused("period_runs")
    asked = case.notices.count()
    if case.status == Case.Status.INCOMPLETE and not asked_enough(case):
        raise Refused("ask_again_first", asked=asked)
    due = case.supplement_due
    move(case, Case.Status.RETURNED, decided_at=at)
    record_case(
        "case.returned",
        case,
        by=by,
        at=at,
        data={"reason": reason.strip(), "round": asked, "due": due and due.isoformat()},
    )
    tell(Message.Occasion.CASE_RETURNED, case, at=at, reason=reason.strip())
    return case


@action(Case)
def withdraw(
    *,
    case: Case,
    written: bool,
    by: StaffMember,
    at: datetime,
    reason: str = "",
    key: str | None = None,
) -> Case:
    """Note that the applicant takes the application back; ``written`` is whether they signed.

    A refusal that waits for confirmation lapses with it. Why they do so is theirs to say or not,
    and kept apart. Raises ``Refused``: ``not_permitted``; ``impossible_transition``.
    """
    require(by, "serve", centre=case.centre_id, unit=case.unit_id)
    was = case.status
    move(case, Case.Status.WITHDRAWN, decided_at=at)
    if was == Case.Status.PROPOSED:
        waiting = RefusalRecord.objects.filter(case=case, outcome=RefusalRecord.Outcome.WAITING)
        waiting.update(outcome=RefusalRecord.Outcome.LAPSED, decided_at=at)
    record_case(
        "case.withdrawn",
        case,
        by=by,
        at=at,
        data={"from_status": was, "written": written},
        personal={"reason": reason.strip()} if reason.strip() else None,
    )
    return case
