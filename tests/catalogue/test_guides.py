"""Printed guides at the counters, and citizens' word of guides that did not hold."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from servicehall.catalogue.actions import (
    MOST_GUIDES,
    hand_out_guides,
    publish_item,
    refill_guides,
    report_contradiction,
    report_guides_out,
    stock_guides,
)
from servicehall.catalogue.models import GuideReport, GuideStock
from servicehall.catalogue.queries import guide_reports, guides_at, words_of
from servicehall.evidence.actions import Refused, erase_personal
from servicehall.evidence.models import Fact, PersonalData
from tests.world import World, at, item


def stock(world: World, **but: Any) -> GuideStock:
    """Twelve Korean guides at the clerk's counter, three of which are too few."""
    given: dict[str, Any] = {
        "service": world.service,
        "language": "ko",
        "left": 12,
        "low_mark": 3,
        "unit": world.unit,
        "counter": world.counter,
        "by": world.lead,
        "at": at(9),
    }
    return stock_guides(**(given | but))


def told() -> list[str]:
    return list(
        Fact.objects.filter(kind__startswith="guide.").order_by("pk").values_list("kind", flat=True)
    )


def left(row: GuideStock) -> int:
    return GuideStock.objects.get(pk=row.pk).left


# Printed guides ------------------------------------------------------------------------------


def test_guides_are_counted_at_a_counter_or_on_the_rack_of_a_unit(world: World) -> None:
    at_counter, on_rack = stock(world), stock(world, counter=None, left=40)
    assert at_counter.pk != on_rack.pk
    fact = Fact.objects.filter(kind="guide.stocked").first()
    assert fact is not None
    assert (fact.unit, fact.counter, fact.recorder) == ("civil", "1", "lead")
    assert fact.data == {
        "service": "register",
        "language": "ko",
        "version": 1,
        "left": 12,
        "low_mark": 3,
    }


def test_counting_again_replaces_what_was_counted(world: World) -> None:
    first, again = stock(world), stock(world, left=7)
    assert again.pk == first.pk
    assert left(first) == 7
    assert told() == ["guide.stocked"] * 2


def test_that_they_run_low_is_told_once_and_that_they_ran_out_once(world: World) -> None:
    row = stock(world)
    hand_out_guides(stock=row, many=8, by=world.clerk, at=at(10))
    assert told()[1:] == ["guide.taken"]
    hand_out_guides(stock=row, many=1, by=world.clerk, at=at(10, 1))
    assert told()[2:] == ["guide.taken", "guide.stock_low"]
    hand_out_guides(stock=row, many=1, by=world.clerk, at=at(10, 2))
    hand_out_guides(stock=row, many=2, by=world.clerk, at=at(10, 3))
    assert told()[4:] == ["guide.taken", "guide.taken", "guide.ran_out"]
    assert left(row) == 0


def test_a_double_tap_takes_one_guide(world: World) -> None:
    row = stock(world)
    for _tap in range(2):
        hand_out_guides(stock=row, many=1, by=world.clerk, at=at(10), key="one")
        hand_out_guides(stock=row, many=5, by=world.clerk, at=at(10), key="five")
    assert left(row) == 6
    assert told() == ["guide.stocked", "guide.taken", "guide.taken"]


def test_no_more_are_taken_than_there_are(world: World) -> None:
    row = stock(world, left=2, low_mark=0)
    with pytest.raises(Refused, match="no_guides_left"):
        hand_out_guides(stock=row, many=3, by=world.clerk, at=at(10))
    assert left(row) == 2
    assert told() == ["guide.stocked"]


def test_who_finds_none_left_says_so_whatever_the_count_says(world: World) -> None:
    row = stock(world)
    report_guides_out(stock=row, by=world.clerk, at=at(10))
    assert left(row) == 0
    fact = Fact.objects.get(kind="guide.ran_out")
    assert fact.data["count"] == 12
    with pytest.raises(Refused, match="no_guides_left"):
        report_guides_out(stock=row, by=world.clerk, at=at(10, 1))


def test_new_guides_are_laid_beside_those_of_the_same_version(world: World) -> None:
    row = stock(world)
    refill_guides(stock=row, service=world.service, many=50, by=world.clerk, at=at(10), key="r")
    refill_guides(stock=row, service=world.service, many=50, by=world.clerk, at=at(10), key="r")
    assert left(row) == 62
    assert Fact.objects.get(kind="guide.refilled").data["removed"] == 0


def test_those_of_an_old_version_are_thrown_away_for_the_new(world: World) -> None:
    row = stock(world)
    newer = publish_item(centre=world.centre, item=item("civil", "register", fee=500))
    [found] = guides_at(world.centre)
    assert (found.is_outdated, found.service.version) == (True, 2)
    refill_guides(stock=row, service=newer, many=50, by=world.clerk, at=at(10))
    assert left(row) == 50
    fact = Fact.objects.get(kind="guide.refilled")
    assert (fact.data["removed"], fact.data["version"]) == (12, 2)
    assert not guides_at(world.centre)[0].is_outdated


def test_that_they_run_low_again_after_a_refill_is_told_again(world: World) -> None:
    row = stock(world, left=4)
    hand_out_guides(stock=row, many=1, by=world.clerk, at=at(10))
    refill_guides(stock=row, service=world.service, many=10, by=world.clerk, at=at(11))
    hand_out_guides(stock=row, many=10, by=world.clerk, at=at(12))
    assert told().count("guide.stock_low") == 2


@pytest.mark.parametrize("who", ["far_clerk", "supervisor", "director", "stranger"])
def test_who_is_not_of_the_unit_leaves_its_guides_alone(world: World, who: str) -> None:
    row, by = stock(world), getattr(world, who)
    steps: tuple[Callable[[], GuideStock], ...] = (
        lambda: hand_out_guides(stock=row, many=1, by=by, at=at(10)),
        lambda: report_guides_out(stock=row, by=by, at=at(10)),
        lambda: refill_guides(stock=row, service=world.service, many=1, by=by, at=at(10)),
        lambda: stock(world, by=by),
    )
    for step in steps:
        with pytest.raises(Refused, match="not_permitted"):
            step()
    assert left(row) == 12


def test_who_serves_uses_guides_but_does_not_set_how_many_are_enough(world: World) -> None:
    with pytest.raises(Refused, match="not_permitted"):
        stock(world, by=world.clerk)
    row = stock(world, by=world.administrator)
    hand_out_guides(stock=row, many=1, by=world.other_clerk, at=at(10))


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"language": "de"}, "unknown_guide_language"),
        ({"left": -1}, "wrong_number_of_guides"),
        ({"left": MOST_GUIDES + 1}, "wrong_number_of_guides"),
        ({"low_mark": -1}, "wrong_number_of_guides"),
    ],
)
def test_a_count_that_can_not_be_is_refused(
    world: World, change: dict[str, Any], code: str
) -> None:
    with pytest.raises(Refused, match=code):
        stock(world, **change)
    assert not GuideStock.objects.exists()


def test_a_counter_of_another_unit_is_no_place_for_them(world: World) -> None:
    with pytest.raises(Refused, match="other_unit"):
        stock(world, counter=world.far_counter)


def test_guides_of_another_service_do_not_refill_these(world: World) -> None:
    row = stock(world)
    with pytest.raises(Refused, match="other_centre"):
        refill_guides(stock=row, service=world.far_service, many=1, by=world.clerk, at=at(10))
    for many in (0, -3, MOST_GUIDES):
        with pytest.raises(Refused, match="wrong_number_of_guides"):
            refill_guides(stock=row, service=world.service, many=many, by=world.clerk, at=at(10))


def test_those_that_run_low_come_first(world: World, django_assert_num_queries: Any) -> None:
    stock(world, left=30)
    stock(world, language="en", left=2)
    far = {"service": world.far_service, "unit": world.other_unit, "counter": None}
    stock(world, **far, left=0, by=world.administrator)
    with django_assert_num_queries(2):
        found = guides_at(world.centre)
    assert [each.stock.left for each in found] == [0, 2, 30]
    assert [each.stock.left for each in guides_at(world.centre, unit=world.other_unit)] == [0]


# Something else asked for --------------------------------------------------------------------


def report(world: World, **but: Any) -> GuideReport:
    """Somebody was asked for an original and another paper at counter 1."""
    given: dict[str, Any] = {
        "service": world.service,
        "asked": ["another_paper", "original"],
        "words": " They wanted my tax paper. ",
        "language": "en",
        "origin": "somewhere",
        "counter": world.counter,
        "at": at(10),
    }
    return report_contradiction(**(given | but))


def test_what_was_asked_for_is_a_fact_and_the_words_are_kept_apart(world: World) -> None:
    found = report(world)
    fact = Fact.objects.get(kind="guide.contradicted")
    assert found.fact == fact
    assert (fact.unit, fact.counter, fact.staff, fact.recorder) == ("civil", "1", "", "citizen")
    assert fact.data == {
        "service": "register",
        "version": 1,
        "asked": ["another_paper", "original"],
        "language": "en",
    }
    assert PersonalData.objects.get(fact=fact).data == {"own_words": "They wanted my tax paper."}
    assert words_of([found]) == {found.pk: "They wanted my tax paper."}


def test_words_that_were_erased_are_not_read(world: World) -> None:
    found = report(world)
    assert erase_personal(PersonalData.objects.all(), at=at(12)) == 1
    assert words_of([found]) == {}


def test_without_words_nothing_personal_is_kept(world: World) -> None:
    report(world, words="   ", counter=None)
    assert not PersonalData.objects.exists()
    assert Fact.objects.get(kind="guide.contradicted").counter == ""


def test_a_double_tap_is_one_report(world: World) -> None:
    assert report(world, key="k").pk == report(world, key="k").pk
    assert GuideReport.objects.count() == 1
    assert told() == ["guide.contradicted"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"asked": []}, "nothing_asked"),
        ({"asked": ["a bribe"]}, "nothing_asked"),
        ({"asked": ["original", "a bribe"]}, "nothing_asked"),
        ({"language": "xx"}, "unknown_guide_language"),
    ],
)
def test_a_report_that_says_nothing_is_refused(
    world: World, change: dict[str, Any], code: str
) -> None:
    with pytest.raises(Refused, match=code):
        report(world, **change)
    assert told() == []


def test_a_counter_of_another_centre_is_refused(world: World) -> None:
    world.counter.centre = world.stranger.centre
    with pytest.raises(Refused, match="other_centre"):
        report(world)


def test_a_flood_from_one_place_is_stopped_and_the_others_are_heard(world: World) -> None:
    for minute in range(5):
        report(world, at=at(10, minute))
    with pytest.raises(Refused, match="too_many_reports"):
        report(world, at=at(10, 30))
    report(world, at=at(10, 30), origin="elsewhere")
    report(world, at=at(10, 30), origin="")
    report(world, at=at(11, 30))


def test_where_a_report_came_from_is_forgotten_after_a_day(world: World) -> None:
    first = report(world)
    report(world, at=at(10) + timedelta(days=1, minutes=1), origin="elsewhere")
    first.refresh_from_db()
    assert first.origin == ""
    assert [each.origin for each in guide_reports(world.centre)] == ["elsewhere", ""]


def test_long_words_are_cut_and_hostile_ones_kept_as_they_are(world: World) -> None:
    assert len(words_of([found := report(world, words="가" * 5_000)])[found.pk]) == 1_000
    hostile = "<script>alert(1)</script> '; drop table"
    assert words_of([found := report(world, words=hostile)])[found.pk] == hostile
