"""Refusing a case: proposed on a rule and for a reason, and decided by a second person."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from servicehall.cases.letters import tell
from servicehall.cases.models import SENT_BACK, Case, RefusalRecord
from servicehall.cases.moving import days_past_promise, move, record_case
from servicehall.cases.proofing import placeholder_in
from servicehall.cases.remedies import remedies_of
from servicehall.evidence.actions import Refused, action
from servicehall.hall.models import StaffMember
from servicehall.hall.roles import require
from servicehall.reception.models import Message

Outcome = RefusalRecord.Outcome


@action(Case)
def propose_refusal(
    *,
    case: Case,
    basis: str,
    reason: str,
    by: StaffMember,
    at: datetime,
    remedies: Sequence[str] | None = None,
    remedy: str = "",
    key: str | None = None,
) -> Case:
    """Enter a refusal in the register; the citizen is told nothing until another confirms it.

    ``remedies`` are codes of what the law of the centre's jurisdiction gives (all of them where
    none are chosen); ``remedy`` says in words what else there is, and has to where that law is
    not known. Raises ``Refused``: ``not_permitted``; ``no_basis`` without the rule;
    ``no_reason``; ``placeholder_left`` where something is still to be filled in, since the
    document says the same words; ``unknown_remedy``; ``no_remedy``; ``impossible_transition``.
    """
    require(by, "serve", centre=case.centre_id, unit=case.unit_id)
    if not basis.strip():
        raise Refused("no_basis")
    if not reason.strip():
        raise Refused("no_reason")
    for text in (basis, reason, remedy):
        if left := placeholder_in(text):
            raise Refused("placeholder_left", found=left)
    told = _remedies(case, remedies)
    if not told and not remedy.strip():
        raise Refused("no_remedy")
    was = case.status
    move(case, Case.Status.PROPOSED)
    RefusalRecord.objects.create(
        centre=case.centre,
        unit=case.unit,
        case=case,
        was=was,
        basis=basis.strip(),
        reason=reason.strip(),
        remedies=told,
        remedy=remedy.strip(),
        proposed_by=by,
        proposed_at=at,
    )
    record_case(
        "case.refusal_proposed",
        case,
        by=by,
        at=at,
        data={
            "basis": basis.strip(),
            "reason": reason.strip(),
            "remedies": told,
            "from_status": was,
            "days_past_promise": max(days_past_promise(case, at), 0),
        },
    )
    return case


@action(Case)
def confirm_refusal(
    *, case: Case, by: StaffMember, at: datetime, opinion: str = "", key: str | None = None
) -> Case:
    """Decide against the applicant as a colleague proposed (clause 2.2.3, third phrase).

    Raises ``Refused``: ``not_permitted`` unless lead or head of the unit, or leadership;
    ``own_refusal`` for who proposed it; ``impossible_transition`` unless one waits.
    """
    found = _waiting(case, by)
    _close(found, Outcome.CONFIRMED, opinion=opinion, by=by, at=at)
    move(
        case,
        Case.Status.REFUSED,
        decided_at=at,
        refusal_basis=found.basis,
        refusal_reason=found.reason,
    )
    record_case(
        "case.refused",
        case,
        by=by,
        staff=found.proposed_by,
        at=at,
        data={
            "basis": found.basis,
            "reason": found.reason,
            "remedies": found.remedies,
            "days_past_promise": max(days_past_promise(case, at), 0),
            "confirmed_by": by.code,
        },
        personal={"opinion": opinion.strip()} if opinion.strip() else None,
    )
    tell(Message.Occasion.CASE_REFUSED, case, at=at)
    return case


@action(Case)
def send_back_refusal(
    *, case: Case, opinion: str, by: StaffMember, at: datetime, key: str | None = None
) -> Case:
    """Leave the case undecided, as it was before a colleague proposed to refuse it.

    ``opinion`` says to the colleague why. Raises ``Refused``: ``not_permitted`` unless lead or
    head of the unit, or leadership; ``own_refusal``; ``no_reason``; ``impossible_transition``
    unless one waits.
    """
    if not opinion.strip():
        raise Refused("no_reason")
    found = _waiting(case, by)
    _close(found, Outcome.SENT_BACK, opinion=opinion, by=by, at=at)
    move(case, found.was, table=SENT_BACK)
    record_case(
        "case.refusal_sent_back",
        case,
        by=by,
        staff=found.proposed_by,
        at=at,
        data={"confirmed_by": by.code},
        personal={"opinion": opinion.strip()},
    )
    return case


def _remedies(case: Case, chosen: Sequence[str] | None) -> list[str]:
    known = [each.code for each in remedies_of(case.centre.jurisdiction)]
    if chosen is None:
        return known
    for code in chosen:
        if code not in known:
            raise Refused("unknown_remedy", remedy=code)
    return [code for code in known if code in chosen]


def _waiting(case: Case, by: StaffMember) -> RefusalRecord:
    """The refusal of the case that waits and that this person may decide."""
    require(by, "confirm_refusals", centre=case.centre_id, unit=case.unit_id)
    waiting = RefusalRecord.objects.select_related("proposed_by")
    found = waiting.filter(case=case, outcome=Outcome.WAITING).first()
    if found is None:
        case.refresh_from_db(fields=["status"])
        raise Refused("impossible_transition", status=case.status, wanted=Case.Status.REFUSED)
    if found.proposed_by_id == by.pk:
        raise Refused("own_refusal")
    return found


def _close(
    found: RefusalRecord, outcome: str, *, opinion: str, by: StaffMember, at: datetime
) -> None:
    """Take the refusal off those that wait, unless somebody has done so meanwhile."""
    changed = RefusalRecord.objects.filter(pk=found.pk, outcome=Outcome.WAITING).update(
        outcome=outcome, opinion=opinion.strip(), decided_by=by, decided_at=at
    )
    if not changed:
        raise Refused("impossible_transition", status=outcome, wanted=outcome)
