"""Who is signed in comes with one statement."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import User

from servicehall.hall.backends import StaffBackend
from tests.world import World


def test_the_user_comes_with_member_unit_and_centre(
    world: World, django_assert_num_queries: Any
) -> None:
    user = User.objects.create_user("clerk", password="x")
    world.clerk.user = user
    world.clerk.save()
    with django_assert_num_queries(1):
        found = StaffBackend().get_user(user.pk)
        assert found is not None
        member = found.staff_member
        assert member == world.clerk
        assert member.unit is not None
        assert (member.unit.code, member.centre.code) == ("civil", "testhall")


def test_a_user_who_is_no_member_is_found_too(db: None) -> None:
    user = User.objects.create_user("somebody", password="x")
    found = StaffBackend().get_user(user.pk)
    assert found == user
    assert not hasattr(found, "staff_member")


def test_who_may_not_sign_in_any_more_is_nobody(db: None) -> None:
    user = User.objects.create_user("gone", password="x", is_active=False)
    assert StaffBackend().get_user(user.pk) is None
    assert StaffBackend().get_user(user.pk + 1) is None
