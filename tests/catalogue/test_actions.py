"""Publishing what citizens can come for: versions, and what is refused."""

from __future__ import annotations

from typing import Any

import pytest

from servicehall.catalogue.actions import publish_item
from servicehall.catalogue.models import RequiredMaterial, ServiceItem
from servicehall.evidence.actions import Refused
from tests.world import World, item, names


def publish(world: World, **but: Any) -> ServiceItem:
    return publish_item(centre=world.centre, item=item("civil", "permit", **but))


def test_an_item_is_published_with_all_that_is_said_of_it(world: World) -> None:
    service = publish(
        world,
        icon="document",
        fee=600,
        next_unit="roads",
        materials=[
            {
                "code": "b",
                "names": names("b"),
                "form": "copy",
                "copies": 2,
                "issuer": names("Town"),
            },
            {"code": "a", "names": names("a"), "when": names("where rented")},
        ],
    )
    service = ServiceItem.objects.get(pk=service.pk)
    assert (service.version, service.unit, service.next_unit) == (1, world.unit, world.other_unit)
    assert (service.fee, service.icon, service.promised_limit) == (600, "document", "3 days")
    assert service.legal_basis == [{"law": names("Act"), "article": "1", "text": {}}]
    assert list(service.materials.values_list("position", "code", "form", "copies")) == [
        (1, "b", "copy", 2),
        (2, "a", "original", 1),
    ]
    first, second = service.materials.all()
    assert (first.issuer, second.issuer, second.when) == (names("Town"), {}, names("where rented"))


def test_saying_the_same_again_publishes_nothing(world: World) -> None:
    first = publish(world, next_unit="roads")
    assert publish(world, next_unit="roads") == first
    assert ServiceItem.objects.filter(code="permit").count() == 1


@pytest.mark.parametrize(
    "change",
    [
        {"fee": 100},
        {"promised_limit": "2 days"},
        {"names": names("another")},
        {"next_unit": "roads"},
        {"daily_quota": 40},
        {"hours": {"mon": "09:00-12:00"}},
        {"legal_basis": [{"law": names("Act"), "article": "2"}]},
        {"materials": []},
        {"materials": [{"code": "form", "names": names("application form"), "form": "copy"}]},
    ],
)
def test_saying_anything_else_is_the_next_version(world: World, change: dict[str, Any]) -> None:
    first = publish(world)
    before = RequiredMaterial.objects.filter(service=first).count()
    second = publish(world, **change)
    assert (second.version, second.code) == (2, "permit")
    first.refresh_from_db()
    assert first.version == 1
    assert RequiredMaterial.objects.filter(service=first).count() == before


def test_going_back_to_what_was_said_before_is_a_version_of_its_own(world: World) -> None:
    publish(world)
    publish(world, fee=100)
    assert publish(world).version == 3


@pytest.mark.parametrize("change", [{"unit": "parks"}, {"next_unit": "parks"}])
def test_a_unit_that_the_centre_does_not_have_is_refused(
    world: World, change: dict[str, str]
) -> None:
    form = item("civil", "permit").model_copy(update=change)
    with pytest.raises(Refused) as raised:
        publish_item(centre=world.centre, item=form)
    assert (raised.value.code, raised.value.about) == ("unknown_unit", {"unit": "parks"})
    assert not ServiceItem.objects.filter(code="permit").exists()


def test_another_centre_has_its_own_units_and_versions(world: World) -> None:
    publish(world)
    with pytest.raises(Refused, match="unknown_unit"):
        publish_item(centre=world.stranger.centre, item=item("civil", "permit"))


def test_hours_that_are_only_spaced_otherwise_are_the_same(world: World) -> None:
    first = publish(world, hours={"mon": "09:00-12:00, 13:00-18:00"}, daily_quota=40)
    again = publish(world, hours={"mon": "09:00 – 12:00,13:00-18:00", "tue": ""}, daily_quota=40)
    assert (again.pk, again.version) == (first.pk, 1)
    assert again.hours == {"mon": [["09:00", "12:00"], ["13:00", "18:00"]]}
