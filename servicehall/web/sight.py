"""Who may see which findings and which histories; everybody else is told there is no such page."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import QuerySet

from servicehall.evidence.models import Fact
from servicehall.findings.models import Finding
from servicehall.hall.models import Centre, StaffMember
from servicehall.hall.roles import may


def sees_all(member: StaffMember | None, centre: Centre) -> bool:
    """Whether the member oversees the whole centre: its record, findings and scores."""
    return may(member, "see_record", centre=centre.pk)


def _unit_in_charge(member: StaffMember) -> str | None:
    """The unit whose lead or head the member is."""
    leads = member.role in {StaffMember.Role.LEAD, StaffMember.Role.UNIT_HEAD}
    return member.unit.code if leads and member.unit is not None else None


def findings_seen_by(
    member: StaffMember | None, centre: Centre, found: QuerySet[Finding]
) -> QuerySet[Finding]:
    """Those findings that the member may see: all, the unit's, their own, or none."""
    if member is None or member.centre_id != centre.pk:
        return found.none()
    if sees_all(member, centre):
        return found
    if unit := _unit_in_charge(member):
        return found.filter(unit=unit)
    return found.filter(staff=member.code)


def staff_seen_by(member: StaffMember | None, centre: Centre, code: str) -> bool:
    """Whether the member may see the score of that staff member: their own, or those in charge."""
    if member is None or member.centre_id != centre.pk:
        return False
    if sees_all(member, centre) or member.code == code:
        return True
    unit = _unit_in_charge(member)
    return (
        unit is not None
        and StaffMember.objects.filter(centre=centre, code=code, unit__code=unit).exists()
    )


def history_seen_by(member: StaffMember | None, centre: Centre, facts: Sequence[Fact]) -> bool:
    """Whether the member may see an object's history: overseers, the unit's lead, who acted."""
    if member is None or member.centre_id != centre.pk:
        return False
    if sees_all(member, centre):
        return True
    unit = _unit_in_charge(member)
    return any(fact.staff == member.code or (unit and fact.unit == unit) for fact in facts)
