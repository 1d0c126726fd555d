"""The invented centre: who is there, and who signs in as whom."""

from __future__ import annotations

from collections import Counter as Count

import pytest
from django.contrib.auth.models import User

from servicehall.demonstration.cast import assemble, demonstration_roles
from servicehall.hall.models import Centre, Counter, StaffMember, Unit
from servicehall.hall.roles import may

pytestmark = pytest.mark.django_db


def test_the_centre_has_three_units_eight_counters_and_twenty_staff() -> None:
    cast = assemble()
    assert [(unit.prefix, unit.unit_type) for unit in cast.units.values()] == [
        ("A", "general"),
        ("B", "general"),
        ("C", "enforcement"),
    ]
    assert [len(cast.counters_of(unit)) for unit in cast.units] == [3, 3, 2]
    assert Count(member.role for member in cast.staff.values()) == {
        "lead": 3,
        "clerk": 11,
        "unit_head": 1,
        "supervisor": 2,
        "inspector": 1,
        "leadership": 1,
        "administrator": 1,
    }
    assert len({member.name for member in cast.staff.values()}) == 20


def test_every_unit_has_a_lead_and_staff_to_spare() -> None:
    cast = assemble()
    for unit in cast.units:
        assert cast.lead(unit).role == StaffMember.Role.LEAD
        assert len(cast.of_unit(unit)) > len(cast.counters_of(unit))


def test_assembling_again_changes_nothing() -> None:
    assemble()
    before = [
        list(model.objects.order_by("pk").values())
        for model in (Centre, Unit, Counter, StaffMember, User)
    ]
    assemble()
    assert before == [
        list(model.objects.order_by("pk").values())
        for model in (Centre, Unit, Counter, StaffMember, User)
    ]


def test_there_are_no_roles_before_there_is_a_centre() -> None:
    assert demonstration_roles() == []


def test_each_role_that_needs_one_has_a_user_whom_no_password_lets_in() -> None:
    assemble()
    roles = {role.code: role for role in demonstration_roles()}
    assert list(roles) == [
        "citizen",
        "kiosk",
        "board",
        "clerk",
        "lead",
        "supervisor",
        "leadership",
        "administrator",
    ]
    for code, role in roles.items():
        if code in {"citizen", "kiosk", "board"}:
            assert role.member is None
            continue
        assert role.member is not None
        assert role.member.role == code
        user = role.member.user
        assert user is not None
        assert user.is_active
        assert not user.has_usable_password()
        assert user.is_staff == (code == "administrator")
        assert not user.is_superuser


def test_the_clerk_who_is_shown_may_serve_at_a_counter_of_their_unit() -> None:
    cast = assemble()
    clerk = next(role.member for role in demonstration_roles() if role.code == "clerk")
    assert clerk is not None
    assert clerk.unit is not None
    assert may(clerk, "serve", centre=cast.centre.pk, unit=clerk.unit.pk)
    assert cast.counters_of(clerk.unit.code)
