"""By how much a figure changed since the stretch before."""

from __future__ import annotations

import pytest
from django.utils.translation import override

from servicehall.reception.numbers import Figures
from servicehall.web.numbers.summary import MEASURES, change_text, summaries


@pytest.mark.parametrize(
    ("now", "before", "told_in", "expected"),
    [
        (12.0, 10.0, "per cent", "▲ 20 %"),
        (9.0, 10.0, "per cent", "▼ 10 %"),
        (5.0, 0.0, "per cent", ""),
        (14.5, 16.6, "minutes", "▼ 2.1 min"),
        (95.0, 15.0, "minutes", "▲ 1 h 20 min"),
        (97.2, 95.0, "points", "▲ 2.2 points"),
        (10.04, 10.0, "points", "unchanged"),
        (None, 10.0, "minutes", ""),
        (10.0, None, "minutes", ""),
    ],
)
def test_a_change_is_told_as_what_it_is_of(
    now: float | None, before: float | None, told_in: str, expected: str
) -> None:
    with override("en"):
        assert change_text(now, before, told_in) == expected


def test_without_a_stretch_before_nothing_is_compared() -> None:
    found = list(summaries(Figures(), None, 20))
    assert len(found) == len(MEASURES)
    assert {(each.before, each.change) for each in found} == {(None, "")}


def test_nothing_is_worked_out_of_nothing() -> None:
    with override("en"):
        told = [str(each.cell.text) for each in summaries(Figures(), Figures(), 20)]
    assert told == ["0", "–", "–", "–", "–", "–", "0", "0", "0"]
