"""Setting up the hall: centre, units, counters, staff."""

from __future__ import annotations

from servicehall.evidence.actions import Refused, writing
from servicehall.hall.models import Centre, Counter, Names, StaffMember, Unit

RESERVED = frozenset(
    {"setup", "static", "live", "sign-in", "sign-out", "i18n", "health", "start", "enter", "api"}
)
"""First parts of addresses that are not a centre's code."""


def found_centre(
    *,
    code: str,
    names: Names,
    timezone: str = "Asia/Seoul",
    jurisdiction: str = Centre.Jurisdiction.KOREA,
    receives: bool = True,
    supervision_phone: str = "",
) -> Centre:
    """Set up a centre, or return the one that has this code already.

    Raises ``Refused("code_reserved")`` for a code that the addresses need for themselves.
    """
    if code in RESERVED:
        raise Refused("code_reserved", code=code)
    with writing():
        centre, _ = Centre.objects.get_or_create(
            code=code,
            defaults={
                "names": names,
                "timezone": timezone,
                "jurisdiction": jurisdiction,
                "receives": receives,
                "supervision_phone": supervision_phone,
            },
        )
    return centre


def add_unit(
    *,
    centre: Centre,
    code: str,
    names: Names,
    unit_type: str = "general",
    prefix: str = "",
    phone: str = "",
) -> Unit:
    """Add a unit to the centre, or return the one that has this code already."""
    with writing():
        unit, _ = Unit.objects.get_or_create(
            centre=centre,
            code=code,
            defaults={
                "names": names,
                "unit_type": unit_type,
                "prefix": prefix,
                "phone": phone,
            },
        )
    return unit


def add_counter(*, unit: Unit, code: str) -> Counter:
    """Add a counter to the unit, or return the one that has this code already."""
    with writing():
        counter, _ = Counter.objects.get_or_create(
            centre_id=unit.centre_id, code=code, defaults={"unit": unit}
        )
    return counter


def add_staff_member(
    *,
    centre: Centre,
    code: str,
    name: str,
    unit: Unit | None = None,
    role: str = StaffMember.Role.CLERK,
) -> StaffMember:
    """Add a staff member to the centre, or return the one that has this code already."""
    with writing():
        member, _ = StaffMember.objects.get_or_create(
            centre=centre, code=code, defaults={"name": name, "unit": unit, "role": role}
        )
    return member
