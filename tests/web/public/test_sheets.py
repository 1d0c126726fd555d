"""What a guide says of its place: hours by weekday, the way through the hall, whom to ask."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.utils.translation import override

from servicehall.catalogue.actions import publish_item
from servicehall.catalogue.queries import service_by_code
from servicehall.web.public.sheets import Sheet, counters_of
from tests.world import World, item

WEEK = ("mon", "tue", "wed", "thu", "fri")


def sheet(world: World, **but: Any) -> Sheet:
    if but:
        publish_item(centre=world.centre, item=item("civil", "register", **but))
    service = service_by_code(world.centre, "register")
    service.centre = world.centre
    return Sheet(service, counters_of(service))


def hours(found: Sheet) -> list[tuple[str, str]]:
    with override("en"):
        return [(each.days, each.spans) for each in found.hours]


def test_a_hall_without_hours_of_tickets_says_when_its_counters_open(world: World) -> None:
    assert hours(sheet(world)) == [("Monday–Friday", "09:00–18:00")]


def test_days_with_the_same_hours_stand_together(world: World) -> None:
    long, short = [["09:00", "12:00"], ["13:00", "18:00"]], [["09:00", "12:00"]]
    world.centre.hours = {**dict.fromkeys(WEEK, long), "wed": short, "sat": short}
    assert hours(sheet(world)) == [
        ("Monday–Tuesday", "09:00–12:00, 13:00–18:00"),
        ("Wednesday", "09:00–12:00"),
        ("Thursday–Friday", "09:00–12:00, 13:00–18:00"),
        ("Saturday", "09:00–12:00"),
    ]


def test_a_service_is_received_within_the_hours_of_the_hall(world: World) -> None:
    world.centre.hours = dict.fromkeys(WEEK, [["10:00", "16:00"]])
    found = sheet(world, hours={"mon": "09:00-12:00", "tue": "14:00-20:00", "sun": "09:00-10:00"})
    assert hours(found) == [("Monday", "10:00–12:00"), ("Tuesday", "14:00–16:00")]


@pytest.mark.parametrize(
    ("language", "said"), [("ko", "월요일~금요일"), ("zh-hans", "星期一至星期五")]
)
def test_days_are_told_in_the_readers_language(world: World, language: str, said: str) -> None:
    with override(language):
        assert sheet(world).hours[0].days == said


def test_the_way_through_the_hall_names_each_counter(world: World) -> None:
    with override("en"):
        steps = sheet(world).steps
    assert len(steps) == 4
    assert "Civil affairs, counters 1, 2" in steps[1]
    assert "Roads, counter 3" in steps[2]
    assert "within 3 working days" in steps[3]


def test_what_is_done_at_once_is_taken_along(world: World) -> None:
    limits = {"statutory_limit": "immediate", "promised_limit": "immediate"}
    with override("en"):
        steps = sheet(world, case_class="immediate", materials=[], **limits).steps
    assert steps[-1] == "You take the result with you."
    assert steps[1] == "When your number is called, go to Civil affairs, counters 1, 2."


def test_without_telephones_it_is_said_where_one_asks(world: World) -> None:
    with override("en"):
        assert sheet(world).asks == [
            ("Questions", "at any counter"),
            ("Complaints", "at the supervision office"),
        ]
        world.unit.phone = "02-000-0001"
        world.unit.save()
        world.centre.supervision_phone = "02-000-0009"
        assert [whom for _, whom in sheet(world).asks] == ["02-000-0001", "02-000-0009"]


def test_a_version_says_since_when_it_is_in_force(world: World) -> None:
    found = sheet(world)
    found.item.valid_from = date(2026, 11, 2)
    with override("en"):
        assert found.version == "Guide version 1, in force from 2 Nov 2026"


def test_who_may_apply_stands_on_paper_in_the_readers_language(world: World) -> None:
    found = sheet(world, eligibility=[{"text": {"ko": "세대주", "zh": "户主", "en": "Heads"}}])
    with override("zh-hans"):
        said = found.said(address="a", qr="<svg/>", day=date(2026, 11, 9), large=False)
    assert said["eligibility"] == ["户主"]


def test_a_paper_names_its_version_and_its_day(world: World) -> None:
    with override("en"):
        said = sheet(world).said(address="a", qr="<svg/>", day=date(2026, 11, 9), large=False)
    assert said["version"] == "Guide version 1 · printed on 9 Nov 2026"
    assert said["facts"][-1] == ["On what law", "Act, article 1"]
    assert [each["name"] for each in said["papers"]] == ["application form", "proof of address"]


@pytest.mark.parametrize("language", ["ko", "zh-hans", "en"])
def test_a_unit_without_counters_is_still_told(world: World, language: str) -> None:
    service = service_by_code(world.centre, "register")
    with override(language):
        assert Sheet(service, {}).where.startswith("Civil affairs")
