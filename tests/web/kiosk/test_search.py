"""The kiosk's search forgives what the public page's forgives, and shows the best first."""

from __future__ import annotations

import pytest
from django.test import Client

from servicehall.catalogue.actions import publish_item
from tests.world import World, item


@pytest.fixture
def offered(world: World) -> World:
    """Two services of one unit, with one of another between them in rank."""
    for unit, code, name in (
        ("civil", "passport", "여권 발급"),
        ("civil", "photo", "사진 여권"),
        ("roads", "copy", "여권 사본"),
    ):
        names = {"ko": name, "zh": name, "en": code}
        publish_item(centre=world.centre, item=item(unit, code, names=names, summary=names))
    return world


def found(client: Client, words: str) -> list[tuple[str, list[str]]]:
    page = client.get("/testhall/kiosk/", {"language": "ko", "q": words})
    return [
        (group.unit.code, [tile.code for tile in group.tiles]) for group in page.context["groups"]
    ]


@pytest.mark.parametrize("words", ["여권", "여꿘", "ㅇㄱ"])
def test_each_unit_stands_once_with_its_services_by_rank(
    offered: World, client: Client, words: str
) -> None:
    assert found(client, words) == [("civil", ["passport", "photo"]), ("roads", ["copy"])]


def test_what_is_nothing_is_not_offered(offered: World, client: Client) -> None:
    assert found(client, "자동차") == []


def test_the_public_page_finds_the_same_in_the_same_order(offered: World, client: Client) -> None:
    page = client.get("/testhall/", {"q": "여꿘"})
    assert [guide.item.code for guide in page.context["found"]] == ["passport", "photo", "copy"]
