"""The invented centre of the demonstration: its units, counters, staff and who signs in as whom."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple, Protocol, TypeVar

from django.contrib.auth.models import User

from servicehall.catalogue.models import ServiceItem
from servicehall.catalogue.queries import published
from servicehall.demonstration.catalogue import publish_catalogue
from servicehall.evidence.actions import writing
from servicehall.hall.actions import add_counter, add_staff_member, add_unit, found_centre
from servicehall.hall.models import Centre, Counter, Names, StaffMember, Unit

CENTRE = "hanbit"
"""The code of the demonstration centre."""

NAMES: Names = {
    "ko": "한빛시 행정서비스센터",
    "zh": "韩光市行政服务中心",
    "en": "Hanbit City Service Centre",
}


class UnitPlan(NamedTuple):
    """A unit of the hall, with its counters."""

    code: str
    names: Names
    unit_type: str
    prefix: str
    counters: tuple[str, ...]
    phone: str
    """Nobody's number: no area has it."""


UNITS = (
    UnitPlan(
        "civil-affairs",
        {"ko": "민원여권과", "zh": "民政护照科", "en": "Civil affairs and passports"},
        "general",
        "A",
        ("1", "2", "3"),
        "031-000-0101",
    ),
    UnitPlan(
        "business-hygiene",
        {"ko": "기업위생과", "zh": "企业卫生科", "en": "Business and hygiene"},
        "general",
        "B",
        ("4", "5", "6"),
        "031-000-0102",
    ),
    UnitPlan(
        "building-roads",
        {"ko": "건축도로과", "zh": "建筑道路科", "en": "Building and roads"},
        "enforcement",
        "C",
        ("7", "8"),
        "031-000-0103",
    ),
)

_Role = StaffMember.Role

STAFF: tuple[tuple[str, str, str, str], ...] = (
    ("a1", "윤서진", "civil-affairs", _Role.LEAD),
    ("a2", "김하늘", "civil-affairs", _Role.CLERK),
    ("a3", "박도윤", "civil-affairs", _Role.CLERK),
    ("a4", "이수아", "civil-affairs", _Role.CLERK),
    ("a5", "정민재", "civil-affairs", _Role.CLERK),
    ("b1", "최은채", "business-hygiene", _Role.LEAD),
    ("b2", "강지후", "business-hygiene", _Role.CLERK),
    ("b3", "조예린", "business-hygiene", _Role.CLERK),
    ("b4", "임건우", "business-hygiene", _Role.CLERK),
    ("b5", "한소율", "business-hygiene", _Role.CLERK),
    ("c1", "오태경", "building-roads", _Role.LEAD),
    ("c2", "서다은", "building-roads", _Role.CLERK),
    ("c3", "신준혁", "building-roads", _Role.CLERK),
    ("c4", "권나래", "building-roads", _Role.CLERK),
    ("h1", "문재현", "civil-affairs", _Role.UNIT_HEAD),
    ("s1", "배가온", "", _Role.SUPERVISOR),
    ("s2", "남유진", "", _Role.SUPERVISOR),
    ("i1", "노시우", "", _Role.INSPECTOR),
    ("d1", "유정원", "", _Role.LEADERSHIP),
    ("m1", "하람결", "", _Role.ADMINISTRATOR),
)
"""Code, invented name, unit (empty: the centre's own offices), role."""


class RolePlan(NamedTuple):
    """A card on the start page: which page it opens, and as whom."""

    code: str
    page: str
    staff: str = ""


ROLES = (
    RolePlan("citizen", "public"),
    RolePlan("kiosk", "kiosk"),
    RolePlan("board", "board"),
    RolePlan("clerk", "counter", "a2"),
    RolePlan("lead", "floor", "a1"),
    RolePlan("supervisor", "supervision", "s1"),
    RolePlan("leadership", "leadership", "d1"),
    RolePlan("administrator", "setup", "m1"),
)
"""The cards in the order in which the start page shows them."""


class OfCentre(Protocol):
    """A row that belongs to a centre."""

    centre: Centre


AnyRow = TypeVar("AnyRow", bound=OfCentre)


@dataclass(frozen=True)
class DemonstrationRole:
    """Somebody that a visitor of the demonstration can be."""

    code: str
    """``citizen``, ``kiosk``, ``board``, ``clerk``, ``lead``, ``supervisor``, ``leadership``,
    ``administrator``."""
    page: str
    """The desk that it opens, by the name of its folder in ``web``."""
    member: StaffMember | None
    """Whose user signs in; None where nobody has to."""


@dataclass(frozen=True)
class Cast:
    """Everybody and everything in the hall, by code."""

    centre: Centre
    units: dict[str, Unit]
    counters: dict[str, Counter]
    staff: dict[str, StaffMember]
    services: dict[str, ServiceItem]

    def lead(self, unit: str) -> StaffMember:
        """The window lead of a unit."""
        return next(each for each in self.of_unit(unit) if each.role == _Role.LEAD)

    def of_unit(self, unit: str) -> list[StaffMember]:
        """Who can stand at the counters of a unit, the lead first."""
        return [
            each
            for each in self.staff.values()
            if each.role in (_Role.LEAD, _Role.CLERK) and each.unit and each.unit.code == unit
        ]

    def counters_of(self, unit: str) -> list[Counter]:
        """The counters of a unit."""
        return [each for each in self.counters.values() if each.unit.code == unit]

    def with_role(self, role: str) -> list[StaffMember]:
        """Everybody with that role."""
        return [each for each in self.staff.values() if each.role == role]


def assemble() -> Cast:
    """Set up the demonstration centre with its catalogue, or find it as it was set up.

    Raises what ``publish_catalogue`` raises.
    """
    with writing():
        centre = found_centre(code=CENTRE, names=NAMES, supervision_phone="031-000-0119")
        for plan in UNITS:
            unit = add_unit(
                centre=centre,
                code=plan.code,
                names=plan.names,
                unit_type=plan.unit_type,
                prefix=plan.prefix,
                phone=plan.phone,
            )
            for code in plan.counters:
                add_counter(unit=unit, code=code)
        units = {unit.code: unit for unit in Unit.objects.filter(centre=centre)}
        for code, name, of, role in STAFF:
            member = add_staff_member(
                centre=centre, code=code, name=name, unit=units.get(of), role=role
            )
            if code in {role.staff for role in ROLES}:
                _give_user(member)
        publish_catalogue(centre=centre)
    return cast_of(centre)


def cast_of(centre: Centre) -> Cast:
    """The cast of a centre that is set up; the rows share one another, so nothing is read twice."""
    units = {unit.code: unit for unit in _sharing(Unit.objects.filter(centre=centre), centre)}
    by_id = {unit.pk: unit for unit in units.values()}
    counters = {}
    for counter in _sharing(Counter.objects.filter(centre=centre).order_by("pk"), centre):
        counter.unit = by_id[counter.unit_id]
        counters[counter.code] = counter
    staff = {}
    for member in _sharing(StaffMember.objects.filter(centre=centre).order_by("pk"), centre):
        member.unit = by_id.get(member.unit_id) if member.unit_id else None
        staff[member.code] = member
    services = {}
    items = published(centre).prefetch_related("materials")
    for service in _sharing(items.order_by("version", "pk"), centre):
        service.unit = by_id[service.unit_id]
        service.next_unit = by_id[service.next_unit_id] if service.next_unit_id else None
        services[service.code] = service
    return Cast(centre, units, counters, staff, services)


def demonstration_roles() -> list[DemonstrationRole]:
    """Whom a visitor can be, in the order of the start page; none before the centre is set up.

    Left out is who has no user: in a demonstration that an earlier version prepared, say.
    """
    wanted = [role.staff for role in ROLES if role.staff]
    members = {
        member.code: member
        for member in StaffMember.objects.filter(
            centre__code=CENTRE, code__in=wanted, user__isnull=False
        ).select_related("centre", "unit", "user")
    }
    if not members:
        return []
    return [
        DemonstrationRole(role.code, role.page, members.get(role.staff))
        for role in ROLES
        if not role.staff or role.staff in members
    ]


def _give_user(member: StaffMember) -> None:
    """A user whom no password lets in; only the start page of a demonstration signs it in."""
    if member.user is not None:
        return
    user, _ = User.objects.get_or_create(username=f"{CENTRE}-{member.code}")
    user.set_unusable_password()
    user.is_staff = member.role == _Role.ADMINISTRATOR  # Only they see the set-up.
    user.save(update_fields=["password", "is_staff"])
    member.user = user
    member.save(update_fields=["user"])


def _sharing(rows: Iterable[AnyRow], centre: Centre) -> Iterator[AnyRow]:
    for row in rows:
        row.centre = centre
        yield row
