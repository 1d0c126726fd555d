"""Where the bars of a chart stand."""

from __future__ import annotations

import pytest

from servicehall.web.charts import Column, chart

TWO = [Column("a", (10, 5)), Column("b", (None, None)), Column("c", (20, 0))]


def test_bars_reach_from_the_ground_to_their_value() -> None:
    drawn = chart("Title", "told", ["one", "two"], TWO)
    assert [mark.text for mark in drawn.lines] == ["0", "5", "10", "15", "20"]
    wide, narrow, highest = drawn.bars
    assert (wide.y, wide.height) == ("50.00%", "50.00%")
    assert (narrow.y, narrow.height) == ("75.00%", "25.00%")
    assert (highest.y, highest.height) == ("0.00%", "100.00%")
    assert float(wide.width[:-1]) > float(narrow.width[:-1]), "one stands before the other"


def test_stacked_bars_stand_on_each_other() -> None:
    lower, upper, _ = chart("Title", "told", ["one", "two"], TWO, stacked=True).bars
    assert (lower.y, lower.height) == ("50.00%", "50.00%")
    assert (upper.y, upper.height) == ("25.00%", "25.00%")
    assert (lower.x, lower.width) == (upper.x, upper.width)


def test_a_limit_above_all_bars_is_in_the_picture() -> None:
    drawn = chart("Title", "told", ["one"], [Column("a", (3,))], limit=(20, "promised"))
    assert drawn.limit is not None
    assert (drawn.limit.place, drawn.limit.text) == ("0.00%", "promised")
    assert drawn.bars[0].height == "15.00%"


def test_a_chart_of_nothing_has_its_ground() -> None:
    drawn = chart("Title", "told", ["one"], [])
    assert (drawn.bars, drawn.names) == ([], [])
    assert drawn.lines[0].place == "100.00%"


@pytest.mark.parametrize(
    ("highest", "top", "lines"),
    [(1, "1", 2), (4, "4", 5), (5, "6", 4), (41, "60", 4), (1500, "1500", 4)],
)
def test_lines_lie_at_round_numbers(highest: int, top: str, lines: int) -> None:
    drawn = chart("Title", "told", ["one"], [Column("a", (highest,))])
    assert (drawn.lines[-1].text, len(drawn.lines)) == (top, lines)


def test_of_many_columns_a_phone_names_every_fifth() -> None:
    many = chart("Title", "told", ["one"], [Column(str(day), (1,)) for day in range(1, 31)])
    assert [name.text for name in many.names if not name.minor] == [
        "1",
        "6",
        "11",
        "16",
        "21",
        "26",
    ]
    few = chart("Title", "told", ["one"], [Column(str(day), (1,)) for day in range(12)])
    assert not any(name.minor for name in few.names)


def test_bars_stand_side_by_side_within_the_picture() -> None:
    drawn = chart("Title", "told", ["one"], [Column(str(day), (day,)) for day in range(1, 32)])
    ends = [(float(bar.x[:-1]), float(bar.x[:-1]) + float(bar.width[:-1])) for bar in drawn.bars]
    assert ends[0][0] >= 0
    assert ends[-1][1] <= 100
    assert all(one[1] < other[0] for one, other in zip(ends, ends[1:], strict=False))
