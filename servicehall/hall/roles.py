"""What each role may do, in one table (clause 3a: unified leadership)."""

from __future__ import annotations

from collections.abc import Mapping

from servicehall.evidence.actions import Refused
from servicehall.hall.models import StaffMember

Role = StaffMember.Role

PERMISSIONS: Mapping[str, frozenset[str]] = {
    Role.CLERK: frozenset({"serve", "book"}),
    Role.LEAD: frozenset(
        {
            "serve",
            "book",
            "close_day",
            "plan_duty",
            "check_badge",
            "see_unit",
            "reassign",
            "keep_queue",
            "lock_devices",
            "extend_limits",
            "keep_guides",
            "confirm_refusals",
            "handle_matters",
        }
    ),
    Role.UNIT_HEAD: frozenset(
        {
            "book",
            "close_day",
            "plan_duty",
            "check_badge",
            "see_unit",
            "reassign",
            "keep_queue",
            "report_rectified",
            "lock_devices",
            "extend_limits",
            "keep_guides",
            "confirm_refusals",
            "handle_matters",
        }
    ),
    Role.SUPERVISOR: frozenset(
        {
            "check_badge",
            "see_unit",
            "see_record",
            "judge",
            "decide_findings",
            "verify",
            "handle_matters",
        }
    ),
    Role.INSPECTOR: frozenset({"check_badge", "see_unit"}),
    Role.LEADERSHIP: frozenset(
        {
            "see_unit",
            "see_record",
            "verify",
            "put_standard_in_force",
            "keep_queue",
            # Of a unit whose one lead proposed the refusal there is nobody else to decide it.
            "confirm_refusals",
        }
    ),
    Role.ADMINISTRATOR: frozenset(
        {
            "book",
            "close_day",
            "plan_duty",
            "see_unit",
            "see_record",
            "set_up",
            "put_standard_in_force",
            "judge",
            "keep_queue",
            "lock_devices",
            "keep_guides",
        }
    ),
}
"""The permissions of each role. In their own unit: clerk, lead, unit head; others everywhere."""

_OWN_UNIT = frozenset({Role.CLERK, Role.LEAD, Role.UNIT_HEAD})


def may(
    member: StaffMember | None, permission: str, *, centre: int, unit: int | None = None
) -> bool:
    """Whether the member may do this in the centre and, where given, the unit (primary keys).

    Who stands in for a colleague has that colleague's powers beside their own (AB岗制).
    """
    if member is None or member.centre_id != centre:
        return False
    if _has(member, permission, unit):
        return True
    return member.stands_in_for_id is not None and _has(member.stands_in_for, permission, unit)


def _has(member: StaffMember | None, permission: str, unit: int | None) -> bool:
    if member is None or permission not in PERMISSIONS[member.role]:
        return False
    return unit is None or member.role not in _OWN_UNIT or member.unit_id == unit


def require(
    member: StaffMember | None, permission: str, *, centre: int, unit: int | None = None
) -> None:
    """Raise ``Refused("not_permitted")`` unless the member may do this."""
    if not may(member, permission, centre=centre, unit=unit):
        raise Refused("not_permitted", permission=permission)
