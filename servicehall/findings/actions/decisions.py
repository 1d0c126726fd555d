"""What people make of a finding: the answer of the person concerned, then the decision."""

from __future__ import annotations

from datetime import datetime

from servicehall.evidence.actions import Refused, action
from servicehall.findings.changing import change, record_finding, require_judge_of
from servicehall.findings.models import Finding
from servicehall.hall.models import StaffMember


@action(Finding)
def answer(
    *, finding: Finding, statement: str, by: StaffMember, at: datetime, key: str | None = None
) -> Finding:
    """The person concerned says how it was, before anybody decides.

    Raises ``Refused``: ``not_permitted`` for anyone else; ``nothing_said``;
    ``impossible_transition`` once it is decided.
    """
    if by.centre_id != finding.centre_id or by.code != finding.staff:
        raise Refused("not_permitted", permission="answer")
    if not statement.strip():
        raise Refused("nothing_said")
    changed = Finding.objects.filter(pk=finding.pk, status=Finding.Status.OPEN).update(
        statement=statement.strip(), stated_at=at
    )
    if not changed:
        raise Refused("impossible_transition", status=finding.status, wanted="answered")
    finding.statement, finding.stated_at = statement.strip(), at
    record_finding(
        "finding.answered", finding, by=by, at=at, personal={"statement": statement.strip()}
    )
    return finding


@action(Finding)
def confirm(
    *,
    finding: Finding,
    by: StaffMember,
    at: datetime,
    reason: str = "",
    key: str | None = None,
) -> Finding:
    """A supervisor confirms the breach: its points count from now on.

    Raises ``Refused``: ``not_permitted``; ``own_finding`` where it names the supervisor;
    ``impossible_transition`` unless it is open.
    """
    require_judge_of(finding, by)
    change(
        finding,
        Finding.Status.CONFIRMED,
        decided_by=by,
        decided_at=at,
        decision_reason=reason.strip(),
    )
    record_finding("finding.confirmed", finding, by=by, at=at, data={"points": finding.points})
    return finding


@action(Finding)
def dismiss(
    *, finding: Finding, reason: str, by: StaffMember, at: datetime, key: str | None = None
) -> Finding:
    """A supervisor dismisses the finding, with the reason; it costs nothing.

    Raises ``Refused``: as ``confirm``; ``no_reason``.
    """
    require_judge_of(finding, by)
    if not reason.strip():
        raise Refused("no_reason")
    change(
        finding,
        Finding.Status.DISMISSED,
        decided_by=by,
        decided_at=at,
        decision_reason=reason.strip(),
    )
    record_finding("finding.dismissed", finding, by=by, at=at, personal={"reason": reason.strip()})
    return finding
