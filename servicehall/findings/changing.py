"""What every change of a finding has in common: who may, which states follow, its fact."""

from __future__ import annotations

from datetime import datetime

from servicehall.evidence.actions import Refused, record
from servicehall.findings.models import NEXT, Finding
from servicehall.hall.models import StaffMember
from servicehall.hall.roles import require


def require_judge_of(finding: Finding, by: StaffMember) -> None:
    """Raise ``Refused``: ``not_permitted``; ``own_finding`` where it names ``by``."""
    require(by, "decide_findings", centre=finding.centre_id)
    if by.code == finding.staff:
        raise Refused("own_finding")


def change(finding: Finding, status: str, **fields: object) -> None:
    """Change the status where the table allows it and the database still has the old one."""
    if status not in NEXT[finding.status]:
        raise Refused("impossible_transition", status=finding.status, wanted=status)
    changed = Finding.objects.filter(pk=finding.pk, status=finding.status).update(
        status=status, **fields
    )
    if not changed:
        finding.refresh_from_db(fields=["status"])
        raise Refused("impossible_transition", status=finding.status, wanted=status)
    finding.status = status
    for name, value in fields.items():
        setattr(finding, name, value)


def record_finding(
    kind: str,
    finding: Finding,
    *,
    by: StaffMember | None,
    at: datetime,
    data: dict[str, object] | None = None,
    personal: dict[str, str] | None = None,
) -> None:
    """Write a fact about the finding; without ``by`` it was the judge of facts."""
    record(
        kind,
        at=at,
        centre=finding.centre.code,
        unit=finding.unit,
        counter=finding.counter,
        staff=finding.staff,
        recorder=by.code if by else "judge",
        objects={"finding": finding.reference},
        data=data,
        personal=personal,
    )
