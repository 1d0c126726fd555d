"""The table of roles: who may do what, and in whose unit."""

from __future__ import annotations

import pytest

from servicehall.evidence.actions import Refused
from servicehall.hall.models import StaffMember
from servicehall.hall.roles import PERMISSIONS, may, require
from tests.world import World

OWN, EVERYWHERE, NOWHERE = "own unit", "everywhere", "nowhere"

TABLE: dict[str, dict[str, str]] = {
    "clerk": {"serve": OWN, "book": OWN},
    "lead": {
        "serve": OWN,
        "book": OWN,
        "close_day": OWN,
        "plan_duty": OWN,
        "check_badge": OWN,
        "see_unit": OWN,
        "reassign": OWN,
        "keep_queue": OWN,
        "lock_devices": OWN,
        "extend_limits": OWN,
        "keep_guides": OWN,
        "confirm_refusals": OWN,
        "handle_matters": OWN,
    },
    "supervisor": {
        "check_badge": EVERYWHERE,
        "see_unit": EVERYWHERE,
        "see_record": EVERYWHERE,
        "judge": EVERYWHERE,
        "decide_findings": EVERYWHERE,
        "verify": EVERYWHERE,
        "handle_matters": EVERYWHERE,
    },
    "director": {
        "see_unit": EVERYWHERE,
        "see_record": EVERYWHERE,
        "verify": EVERYWHERE,
        "put_standard_in_force": EVERYWHERE,
        "keep_queue": EVERYWHERE,
        "confirm_refusals": EVERYWHERE,
    },
    "administrator": {
        "book": EVERYWHERE,
        "close_day": EVERYWHERE,
        "plan_duty": EVERYWHERE,
        "see_unit": EVERYWHERE,
        "see_record": EVERYWHERE,
        "set_up": EVERYWHERE,
        "put_standard_in_force": EVERYWHERE,
        "judge": EVERYWHERE,
        "keep_queue": EVERYWHERE,
        "lock_devices": EVERYWHERE,
        "keep_guides": EVERYWHERE,
    },
}
"""Written out a second time, so that a slip in the one table shows."""

ALL = sorted({permission for given in PERMISSIONS.values() for permission in given})


def test_every_role_is_in_the_table() -> None:
    assert set(PERMISSIONS) == set(StaffMember.Role.values)


@pytest.mark.parametrize("permission", ALL)
@pytest.mark.parametrize("name", TABLE)
def test_a_member_may_what_the_table_says_and_nothing_more(
    world: World, name: str, permission: str
) -> None:
    member = getattr(world, name)
    where = TABLE[name].get(permission, NOWHERE)
    centre = world.centre.pk
    assert may(member, permission, centre=centre) is (where != NOWHERE)
    assert may(member, permission, centre=centre, unit=world.unit.pk) is (where != NOWHERE)
    assert may(member, permission, centre=centre, unit=world.other_unit.pk) is (where == EVERYWHERE)


@pytest.mark.parametrize("permission", ALL)
def test_a_stranger_and_nobody_may_nothing_here(world: World, permission: str) -> None:
    for member in (world.stranger, None):
        assert not may(member, permission, centre=world.centre.pk)
        with pytest.raises(Refused) as raised:
            require(member, permission, centre=world.centre.pk, unit=world.unit.pk)
        assert raised.value.about == {"permission": permission}


def test_a_role_of_a_unit_without_a_unit_may_nothing_in_any(world: World) -> None:
    loose = StaffMember(centre=world.centre, code="loose", name="Loose", role="lead")
    assert may(loose, "serve", centre=world.centre.pk)
    assert not may(loose, "serve", centre=world.centre.pk, unit=world.unit.pk)
