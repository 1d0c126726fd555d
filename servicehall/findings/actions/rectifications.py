"""Putting a confirmed breach right: ordered, reported as done, verified by somebody else."""

from __future__ import annotations

from datetime import datetime

from servicehall.evidence.actions import Refused, action
from servicehall.findings.changing import record_finding, require_judge_of
from servicehall.findings.models import Finding, Rectification
from servicehall.hall.models import StaffMember
from servicehall.hall.roles import require


@action(Finding)
def order_rectification(
    *,
    finding: Finding,
    order: str,
    due: datetime,
    by: StaffMember,
    at: datetime,
    key: str | None = None,
) -> Finding:
    """Order that a confirmed breach be put right by a date (clause 3f).

    Raises ``Refused``: ``not_permitted``; ``not_confirmed``; ``nothing_said``; ``due_past``;
    ``ordered_already``.
    """
    require_judge_of(finding, by)
    if finding.status != Finding.Status.CONFIRMED or finding.nature != Finding.Nature.BREACH:
        raise Refused("not_confirmed")
    if not order.strip():
        raise Refused("nothing_said")
    if due <= at:
        raise Refused("due_past")
    _, made = Rectification.objects.get_or_create(
        finding=finding,
        defaults={"order": order.strip(), "due": due, "ordered_by": by, "ordered_at": at},
    )
    if not made:
        raise Refused("ordered_already")
    record_finding(
        "rectification.ordered",
        finding,
        by=by,
        at=at,
        data={"due": due.isoformat()},
        personal={"order": order.strip()},
    )
    return finding


@action(Finding)
def report_rectified(
    *, finding: Finding, report: str, by: StaffMember, at: datetime, key: str | None = None
) -> Finding:
    """The person concerned, their lead or unit head reports what was done.

    Raises ``Refused``: ``not_permitted``; ``nothing_said``; ``not_ordered`` where no order is
    waiting for a report.
    """
    leads = by.role in {StaffMember.Role.LEAD, StaffMember.Role.UNIT_HEAD}
    in_charge = leads and by.unit is not None and by.unit.code == finding.unit
    if by.centre_id != finding.centre_id or not (by.code == finding.staff or in_charge):
        raise Refused("not_permitted", permission="report_rectified")
    if not report.strip():
        raise Refused("nothing_said")
    changed = Rectification.objects.filter(
        finding=finding, status=Rectification.Status.ORDERED
    ).update(
        status=Rectification.Status.REPORTED,
        report=report.strip(),
        reported_by=by,
        reported_at=at,
    )
    if not changed:
        raise Refused("not_ordered")
    record_finding(
        "rectification.reported", finding, by=by, at=at, personal={"report": report.strip()}
    )
    return finding


@action(Finding)
def verify_rectified(
    *, finding: Finding, effective: bool, by: StaffMember, at: datetime, key: str | None = None
) -> Finding:
    """Someone other than the doer verifies; where it had no effect the order stands again.

    Raises ``Refused``: ``not_permitted``; ``doer_verifies``; ``not_reported``.
    """
    require(by, "verify", centre=finding.centre_id)
    rectification = Rectification.objects.filter(
        finding=finding, status=Rectification.Status.REPORTED
    ).first()
    if rectification is None:
        raise Refused("not_reported")
    if by.pk == rectification.reported_by_id or by.code == finding.staff:
        raise Refused("doer_verifies")
    rectification.status = (
        Rectification.Status.VERIFIED if effective else Rectification.Status.ORDERED
    )
    rectification.verified_by, rectification.verified_at = by, at
    rectification.save(update_fields=["status", "verified_by", "verified_at"])
    record_finding("rectification.verified", finding, by=by, at=at, data={"effective": effective})
    return finding
