"""Who may see which findings, histories and scores; everybody else is told there is no such page.

Overseers see the whole centre, who is in charge of a unit sees that unit, and everybody sees
what names themselves. Members of other centres see nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q

from servicehall.evidence.models import Fact
from servicehall.findings.models import Finding
from servicehall.hall.models import Centre, StaffMember, Unit
from servicehall.hall.roles import may


def sees_all(member: StaffMember | None, centre: Centre) -> bool:
    """Whether the member oversees the whole centre: its record, findings and scores."""
    return may(member, "see_record", centre=centre.pk)


def unit_in_charge(member: StaffMember | None, centre: Centre) -> Unit | None:
    """The unit of the centre whose lead or head the member is."""
    if member is None or member.centre_id != centre.pk:
        return None
    leads = member.role in {StaffMember.Role.LEAD, StaffMember.Role.UNIT_HEAD}
    return member.unit if leads else None


def oversees(member: StaffMember | None, centre: Centre) -> bool:
    """Whether the member is answerable for others there: has the list of findings, and scores."""
    return sees_all(member, centre) or unit_in_charge(member, centre) is not None


def in_sight(member: StaffMember | None, centre: Centre) -> Q:
    """Which of the centre's facts or findings the member may see, as a condition on them."""
    if member is None or member.centre_id != centre.pk:
        return Q(pk__in=())
    if sees_all(member, centre):
        return Q()
    own = Q(staff=member.code)
    unit = unit_in_charge(member, centre)
    return own | Q(unit=unit.code) if unit else own


def sees(member: StaffMember | None, centre: Centre, of: Fact | Finding) -> bool:
    """Whether the member may see that fact or finding of the centre; as ``in_sight``."""
    if member is None or member.centre_id != centre.pk:
        return False
    if sees_all(member, centre) or of.staff == member.code:
        return True
    unit = unit_in_charge(member, centre)
    return unit is not None and of.unit == unit.code


def sees_history(member: StaffMember | None, centre: Centre, facts: Sequence[Fact]) -> bool:
    """Whether the member may see an object's history: who may see any fact of it."""
    return any(sees(member, centre, fact) for fact in facts)


def sees_score(
    member: StaffMember | None, centre: Centre, *, unit: Unit | None, staff: str = ""
) -> bool:
    """Whether the member may see the score of a counter of that unit, or of a staff member."""
    if member is None or member.centre_id != centre.pk:
        return False
    if sees_all(member, centre) or (staff and member.code == staff):
        return True
    in_charge = unit_in_charge(member, centre)
    return in_charge is not None and unit is not None and in_charge.pk == unit.pk
