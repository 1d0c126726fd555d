"""Texts in every language, and numbers that change with the day."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from servicehall.standard.values import Dated, Points, Text

TEXT: TypeAdapter[Any] = TypeAdapter(Text)
POINTS: TypeAdapter[Dated] = TypeAdapter(Points)
TWO = Dated.model_validate(
    [{"since": "2020-01-01", "value": 1}, {"since": "2026-07-01", "value": 3}]
)


@pytest.mark.parametrize(
    ("day", "value"),
    [
        (date(2020, 1, 1), 1),
        (date(2026, 6, 30), 1),
        (date(2026, 7, 1), 3),
        (date(2099, 1, 1), 3),
    ],
)
def test_an_old_day_keeps_its_old_number(day: date, value: float) -> None:
    assert TWO.on(day) == value


def test_before_the_first_day_no_number_is_in_force() -> None:
    with pytest.raises(LookupError, match="2019-12-31"):
        TWO.on(date(2019, 12, 31))


def test_a_plain_number_is_always_in_force() -> None:
    assert Dated.model_validate(5).on(date.min) == 5


@pytest.mark.parametrize(
    "given",
    [
        True,
        "soon",
        [],
        [{"since": "2020-01-01", "value": 1}, {"since": "2020-01-01", "value": 2}],
        [{"since": "2021-01-01", "value": 1}, {"since": "2020-01-01", "value": 2}],
        float("nan"),
        float("inf"),
    ],
)
def test_what_is_no_dated_number_is_refused(given: object) -> None:
    with pytest.raises(ValidationError):
        Dated.model_validate(given)


def test_points_are_never_below_zero() -> None:
    assert POINTS.validate_python(0).on(date(2026, 1, 1)) == 0
    with pytest.raises(ValidationError, match="without a sign"):
        POINTS.validate_python([{"since": "2020-01-01", "value": -1}])


def test_a_text_has_each_language_of_the_pack_and_no_other() -> None:
    context = {"languages": ("ko", "en")}
    assert TEXT.validate_python({"ko": " 창구\n", "en": "Counter"}, context=context) == {
        "ko": "창구",
        "en": "Counter",
    }
    for wrong in (
        {"ko": "창구"},
        {"ko": "창구", "en": ""},
        {"ko": "창구", "en": "x", "zh": "窗口"},
    ):
        with pytest.raises(ValidationError):
            TEXT.validate_python(wrong, context=context)


def test_without_a_pack_a_text_needs_but_one_language() -> None:
    assert TEXT.validate_python({"en": "Counter"}) == {"en": "Counter"}
    for wrong in ({}, {"fr": "Guichet"}, {"en": "\t"}):
        with pytest.raises(ValidationError):
            TEXT.validate_python(wrong)
