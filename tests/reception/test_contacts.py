"""How somebody is reached: the same however it is written, and hashed with the hall's key."""

from __future__ import annotations

from typing import Any

import pytest

from servicehall.reception.contacts import Reached, keyed, person_of, reached_by
from tests.world import World


@pytest.mark.parametrize(
    ("text", "jurisdiction", "found"),
    [
        ("010-1234-5678", "KR", "01012345678"),
        (" 010 1234 5678 ", "KR", "01012345678"),
        ("+82 10-1234-5678", "KR", "01012345678"),
        ("0082 (0)10 1234 5678", "KR", "01012345678"),
        ("02-123-4567", "KR", "021234567"),
        ("+86 138 0013 8000", "CN", "13800138000"),
        ("138-0013-8000", "CN", "13800138000"),
        ("+86 138 0013 8000", "KR", "8613800138000"),
        ("+49 30 1234567", "ZZ", "49301234567"),
    ],
)
def test_a_number_is_the_same_however_it_is_written(
    text: str, jurisdiction: str, found: str
) -> None:
    assert reached_by(text, jurisdiction) == Reached(phone=found)


def test_an_address_is_the_same_in_large_and_small_letters() -> None:
    assert reached_by(" Hong@Example.ORG ", "KR") == Reached(email="hong@example.org")


@pytest.mark.parametrize(
    "text",
    ["", "hong", "1234", "1" * 16, "hong@", "@example.org", "010-1234-567x", "０１０1234567"],
)
def test_what_is_neither_a_number_nor_an_address_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no"):
        reached_by(text, "KR")


def test_only_so_much_is_shown_that_one_knows_it_for_ones_own() -> None:
    assert Reached(phone="01012345678").shown == "010-••••-5678"
    assert Reached(email="hong@example.org").shown == "h•••@example.org"
    assert Reached().shown == ""


def test_a_person_is_the_same_in_one_hall_and_another_elsewhere(world: World) -> None:
    one, other = Reached(phone="01012345678"), Reached(email="hong@example.org")
    assert person_of(world.centre, one) == person_of(world.centre, one)
    assert person_of(world.centre, one) != person_of(world.centre, other)
    assert person_of(world.centre, one) != person_of(world.stranger.centre, one)
    assert person_of(world.centre, Reached()) == ""
    assert "0101" not in person_of(world.centre, one)


def test_without_the_halls_key_nobody_makes_the_same_hash(settings: Any) -> None:
    ours = keyed("person", "x")
    settings.SECRET_KEY = "another"
    assert keyed("person", "x") != ours
