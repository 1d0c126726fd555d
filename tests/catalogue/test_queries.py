"""What is offered, and what matches a citizen's words."""

from __future__ import annotations

from typing import Any

import pytest

from servicehall.catalogue.actions import publish_item
from servicehall.catalogue.models import ServiceItem
from servicehall.catalogue.queries import (
    latest_versions,
    matching,
    service_by_code,
    services,
)
from tests.world import World, item


def codes(found: Any) -> list[str]:
    return [each.code for each in found]


def test_only_the_latest_version_is_offered_by_unit(world: World) -> None:
    publish_item(centre=world.centre, item=item("civil", "register", fee=1))
    publish_item(centre=world.centre, item=item("civil", "passport"))
    found = list(services(world.centre))
    assert sorted(codes(found)) == ["digging", "passport", "register"]
    assert found[-1].code == "digging"
    assert {each.code: each.version for each in found}["register"] == 2


def test_a_centre_that_offers_nothing_offers_nothing(world: World) -> None:
    assert list(services(world.stranger.centre)) == []


def test_what_is_offered_comes_whole_with_two_statements(
    world: World, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(2):
        found = {each.code: each for each in services(world.centre)}
        assert found["register"].unit.code == "civil"
        assert found["register"].next_unit is not None
        assert found["register"].next_unit.code == "roads"


def test_a_code_means_its_latest_version_with_its_materials(
    world: World, django_assert_num_queries: Any
) -> None:
    publish_item(centre=world.centre, item=item("civil", "register", fee=1))
    with django_assert_num_queries(2):
        service = service_by_code(world.centre, "register")
        assert (service.version, service.fee) == (2, 1)
        assert codes(service.materials.all()) == ["form", "proof"]


@pytest.mark.parametrize("code", ["parks", ""])
def test_a_code_that_nothing_has_is_not_found(world: World, code: str) -> None:
    with pytest.raises(ServiceItem.DoesNotExist):
        service_by_code(world.centre, code)


def test_the_service_of_another_centre_is_not_found(world: World) -> None:
    with pytest.raises(ServiceItem.DoesNotExist):
        service_by_code(world.stranger.centre, "register")


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("register", ["register"]),
        ("REGISTER", ["register"]),
        ("about", ["register", "digging"]),
        ("about dig", ["digging"]),
        ("dig about", ["digging"]),
        ("(한)", ["register", "digging"]),
        ("register dig", []),
        ("passport", []),
        ("  ", ["register", "digging"]),
    ],
)
def test_every_word_must_be_in_a_name_or_a_summary(
    world: World, words: str, found: list[str]
) -> None:
    assert codes(matching(services(world.centre), words)) == found


def test_the_latest_versions_of_some_services_come_in_one_statement(
    world: World, django_assert_num_queries: Any
) -> None:
    publish_item(centre=world.centre, item=item("civil", "register", fee=1))
    for asked in (["register"], ["register", "digging"], ["register", "register", "flying"]):
        with django_assert_num_queries(1):
            found = latest_versions(world.centre, asked)
            assert {each.unit.centre_id for each in found.values()} == {world.centre.pk}
        assert found["register"].version == 2
        assert "flying" not in found
    assert latest_versions(world.stranger.centre, ["register"]) == {}
