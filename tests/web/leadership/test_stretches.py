"""How the standard was kept in some days, beside as many before."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from servicehall.findings.models import Tally
from servicehall.findings.queries import Kept
from servicehall.web.leadership.stretches import (
    Compared,
    heat_rows,
    stretches,
    values,
    worst,
)
from tests.web.counter.hands import statements
from tests.world import MONDAY, World, shipped_standard

PACK = shipped_standard()
BEFORE = MONDAY - timedelta(days=7)


def tally(
    world: World,
    day: date,
    outcome: str,
    count: int,
    check: str = "told_twice",
    unit: str = "civil",
) -> None:
    clause, _ = PACK.check(check)
    Tally.objects.create(
        centre=world.centre,
        day=day,
        standard=PACK.sha256,
        check_code=check,
        clause=clause.number,
        outcome=outcome,
        unit=unit,
        count=count,
    )


@pytest.mark.parametrize(
    ("now", "before", "change"),
    [
        ((9, 1), (8, 2), 10.0),
        ((1, 2), (2, 1), -33.3),
        ((1, 1), (5, 5), 0.0),
        ((0, 0), (1, 1), None),
        ((1, 1), (0, 0), None),
    ],
)
def test_a_change_is_told_in_points_of_a_hundred(
    now: tuple[int, int], before: tuple[int, int], change: float | None
) -> None:
    kept = [Kept({"pass": each[0], "fail": each[1]}) for each in (now, before)]
    assert Compared(*kept).change == change


def test_the_stretch_ends_with_its_last_day_and_the_one_before_ends_there(world: World) -> None:
    for days in range(15):
        tally(world, MONDAY - timedelta(days=days), "pass", 1)
    with statements() as asked:
        both = stretches(world.centre, MONDAY, 7)
    assert (both.since, both.until) == (MONDAY - timedelta(days=6), MONDAY)
    assert both.compared().now.kept == both.compared().before.kept == 7
    assert len(asked) == 2


def test_figures_are_summed_by_unit_clause_and_check(world: World) -> None:
    tally(world, MONDAY, "pass", 8)
    tally(world, MONDAY, "fail", 2)
    tally(world, MONDAY, "fail", 3, unit="roads")
    tally(world, MONDAY, "pass", 4, check="called_out_of_order")
    tally(world, MONDAY, "needs_judgement", 5)
    tally(world, BEFORE, "pass", 1)
    both = stretches(world.centre, MONDAY, 7)
    assert (both.compared().now.kept, both.compared().now.broken) == (12, 5)
    assert both.compared(unit="roads").now.decided == 3
    assert both.compared(clauses=["2.6.1"]).now.decided == 13
    assert both.compared(check="told_twice", unit="civil").now.share == 0.8
    assert both.compared(check="told_twice").before.decided == 1
    assert both.compared(unit="elsewhere").now.share is None


def test_each_value_takes_in_the_clauses_tagged_with_it(world: World) -> None:
    tally(world, MONDAY, "fail", 2)
    tally(world, MONDAY, "pass", 4, check="called_out_of_order")
    tally(world, BEFORE, "pass", 1, check="clocked_in_late")
    told = dict(values(PACK, stretches(world.centre, MONDAY, 7)))
    assert set(told) == {"efficiency", "integrity", "standardised"}, "quality was not decided"
    assert told["efficiency"].now.share == 0.0
    assert told["integrity"].now.share == 1.0
    assert told["standardised"].now.share is None


def test_the_heat_map_has_a_row_for_each_chapter_that_facts_decide(world: World) -> None:
    tally(world, MONDAY, "pass", 3)
    tally(world, MONDAY, "fail", 1, unit="roads")
    units = list(world.centre.units.order_by("prefix"))
    rows = heat_rows(PACK, units, stretches(world.centre, MONDAY, 7))
    decided = [
        chapter.number for chapter in PACK.chapters if any(each.checks for each in chapter.clauses)
    ]
    assert [row.chapter.number for row in rows] == decided
    (quality,) = [row for row in rows if row.chapter.number == "2.6"]
    assert [unit.code if unit else "" for unit, _ in quality.cells] == ["civil", "roads", ""]
    assert [kept.share for _, kept in quality.cells] == [1.0, 0.0, 0.75]
    (order,) = [row for row in rows if row.chapter.number == "2.1"]
    assert [kept.share for _, kept in order.cells] == [None, None, None]


def test_what_is_broken_most_comes_first_with_the_unit_where_it_was(world: World) -> None:
    tally(world, MONDAY, "fail", 2)
    tally(world, MONDAY, "fail", 3, unit="roads")
    tally(world, MONDAY, "fail", 9, check="called_out_of_order")
    tally(world, MONDAY, "pass", 9, check="finished_early")
    tally(world, BEFORE, "fail", 4, check="clocked_in_late")
    units = list(world.centre.units.order_by("prefix"))
    told = worst(PACK, units, stretches(world.centre, MONDAY, 7))
    assert [each.check.code for each in told] == ["called_out_of_order", "told_twice"]
    assert told[1].unit == world.other_unit
    assert (told[1].there, told[1].compared.now.broken) == (3, 5)
    assert worst(PACK, [], stretches(world.centre, MONDAY, 7))[0].unit is None
