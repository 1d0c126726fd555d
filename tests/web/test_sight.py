"""Who sees what: everything, a unit, what names oneself, or nothing at all."""

from __future__ import annotations

import pytest

from servicehall.evidence.models import Fact
from servicehall.findings.models import Finding
from servicehall.hall.models import StaffMember
from servicehall.web.sight import in_sight, oversees, sees, sees_all, sees_history, sees_score
from tests.web.judged import found, with_role
from tests.world import World, judged_world

EVERYBODY = (
    "clerk",
    "other_clerk",
    "far_clerk",
    "lead",
    "supervisor",
    "director",
    "administrator",
    "stranger",
)


OVERSEERS = {"supervisor", "director"}


@pytest.mark.parametrize("name", EVERYBODY)
def test_what_is_asked_of_the_database_is_what_is_said_of_each_row(world: World, name: str) -> None:
    judged_world(world)
    member = getattr(world, name)
    Finding.objects.filter(check_code="badge_not_worn").update(unit="roads", staff="clerk3")
    for rows in (
        Finding.objects.filter(centre=world.centre),
        Fact.objects.filter(centre=world.centre.code),
    ):
        seen = set(rows.filter(in_sight(member, world.centre)).values_list("pk", flat=True))
        assert seen == {row.pk for row in rows if sees(member, world.centre, row)}


@pytest.mark.parametrize(
    ("name", "findings"),
    [
        ("supervisor", 6),
        ("director", 6),
        ("administrator", 6),
        ("lead", 6),
        ("clerk", 6),
        ("other_clerk", 0),
        ("far_clerk", 0),
        ("stranger", 0),
    ],
)
def test_each_role_sees_its_share_of_the_findings(world: World, name: str, findings: int) -> None:
    judged_world(world)
    seen = Finding.objects.filter(in_sight(getattr(world, name), world.centre))
    assert seen.count() == findings


def test_who_is_not_signed_in_sees_nothing(world: World) -> None:
    judged_world(world)
    assert not Finding.objects.filter(in_sight(None, world.centre)).exists()
    assert not sees(None, world.centre, found("clocked_in_late"))
    assert not sees_all(None, world.centre)
    assert not oversees(None, world.centre)
    assert not sees_score(None, world.centre, unit=world.unit, staff="clerk")


def test_an_inspector_is_answerable_for_nobody(world: World) -> None:
    judged_world(world)
    inspector = with_role(world, StaffMember.Role.INSPECTOR)
    assert not oversees(inspector, world.centre)
    assert not Finding.objects.filter(in_sight(inspector, world.centre)).exists()


def test_a_lead_keeps_sight_of_their_own_findings_elsewhere(world: World) -> None:
    judged_world(world)
    Finding.objects.filter(check_code="badge_not_worn").update(unit="roads", staff="lead")
    finding = found("badge_not_worn")
    assert sees(world.lead, world.centre, finding)
    assert not sees(world.clerk, world.centre, finding)


def test_a_history_is_seen_by_who_took_part_in_it(world: World) -> None:
    judged_world(world)
    facts = list(Fact.objects.filter(concerns__object_type="case", staff="clerk"))
    assert sees_history(world.clerk, world.centre, facts)
    assert sees_history(world.lead, world.centre, facts)
    assert not sees_history(world.other_clerk, world.centre, facts)
    assert not sees_history(world.stranger, world.centre, facts)
    assert not sees_history(world.supervisor, world.centre, [])


@pytest.mark.parametrize(
    ("name", "own", "unit", "other"),
    [
        ("supervisor", True, True, True),
        ("director", True, True, True),
        ("lead", True, True, False),
        ("clerk", True, False, False),
        ("stranger", False, False, False),
    ],
)
def test_scores_are_seen_by_whom_they_concern_and_who_answers_for_them(
    world: World, name: str, own: bool, unit: bool, other: bool
) -> None:
    member = getattr(world, name)
    centre = world.centre
    assert sees_score(member, centre, unit=world.unit, staff=member.code) is own
    assert sees_score(member, centre, unit=world.unit, staff="clerk2") is unit
    assert sees_score(member, centre, unit=world.unit) is unit
    assert sees_score(member, centre, unit=world.other_unit, staff="clerk3") is other
    assert sees_score(member, centre, unit=None, staff="supervisor2") is (name in OVERSEERS)
