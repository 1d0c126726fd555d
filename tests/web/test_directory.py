"""Names for the codes of the record, asked for only where they are needed."""

from __future__ import annotations

import pytest

from servicehall.catalogue.actions import publish_item
from servicehall.evidence.models import Fact
from servicehall.web.directory import directory, service_of
from tests.web.counter.hands import statements
from tests.world import World, item, judged_world, names


def told(world: World) -> list[tuple[Fact, str]]:
    """Every fact of the world's day, with the case that it concerns."""
    facts = Fact.objects.filter(centre=world.centre.code).prefetch_related("concerns")
    return [
        (
            fact,
            next((p.object_id for p in fact.concerns.all() if p.object_type == "case"), ""),
        )
        for fact in facts
    ]


def test_everything_mentioned_has_its_name(world: World) -> None:
    judged_world(world)
    known = directory(world.centre, told(world))
    assert known.staff["clerk"] == "Member clerk"
    assert known.units == {"roads": names("Roads")}
    assert known.services == {"register": names("register")}
    assert known.materials == {
        ("2026-11-09/A002/register", "proof"): names("proof of address"),
    }


def test_at_most_four_statements_whatever_is_mentioned(world: World) -> None:
    judged_world(world)
    facts = told(world)
    with statements() as asked:
        directory(world.centre, facts)
    assert len(asked) == 4
    with statements() as asked:
        directory(world.centre, [])
    assert len(asked) == 1, asked


def test_a_service_is_called_by_its_latest_name(world: World) -> None:
    publish_item(centre=world.centre, item=item("civil", "register", names=names("Registry")))
    known = directory(world.centre, [], services=["register", ""])
    assert known.services == {"register": names("Registry")}


def test_nothing_of_another_centre_is_named(world: World) -> None:
    judged_world(world)
    known = directory(world.stranger.centre, told(world))
    assert (known.units, known.services, known.materials) == ({}, {}, {})
    assert known.staff == {"stranger": "Stranger"}


@pytest.mark.parametrize(
    ("object_type", "reference", "service"),
    [
        ("case", "2026-11-09/A001/register", "register"),
        ("case", "case-10011", ""),
        ("visit", "2026-11-09/A001", ""),
        ("closure", "1/2026/x", ""),
    ],
)
def test_a_case_s_reference_names_its_service(
    object_type: str, reference: str, service: str
) -> None:
    assert service_of(object_type, reference) == service
