"""What a condition says of a fact: yes, no, missing, or of the wrong type."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from servicehall.checks.conditions import (
    State,
    condition_state,
    field_in_state,
    moment_of,
    span_of,
    state,
)
from servicehall.standard.pack import Condition, Moment


@pytest.mark.parametrize(
    ("test", "value", "expected"),
    [
        ({"equals": "p"}, "p", State.YES),
        ({"equals": "p"}, "q", State.NO),
        ({"equals": "p"}, None, State.MISSING),
        ({"equals": "p"}, 1, State.WRONG),
        ({"equals": 1}, 1.0, State.YES),
        ({"equals": 1}, True, State.WRONG),
        ({"equals": True}, 1, State.WRONG),
        ({"equals": False}, False, State.YES),
        ({"not_equals": "p"}, "q", State.YES),
        ({"not_equals": "p"}, "p", State.NO),
        ({"not_equals": "p"}, None, State.MISSING),
        ({"not_equals": "p"}, 1, State.WRONG),
        ({"one_of": ["p", 2]}, 2, State.YES),
        ({"one_of": ["p", 2]}, "q", State.NO),
        ({"one_of": ["p", 2]}, True, State.WRONG),
        ({"not_one_of": ["p", "q"]}, "r", State.YES),
        ({"not_one_of": ["p", "q"]}, "p", State.NO),
        ({"at_least": 2}, 2, State.YES),
        ({"at_least": 2}, 1.99, State.NO),
        ({"at_most": 2}, 2, State.YES),
        ({"at_most": 2}, 2.01, State.NO),
        ({"at_most": 2}, "1", State.WRONG),
        ({"at_most": 2}, True, State.WRONG),
        ({"at_most": 2}, [], State.WRONG),
        ({"at_most": 2}, float("nan"), State.WRONG),
        ({"at_most": 2}, 10**400, State.WRONG),
        ({"given": True}, "p", State.YES),
        ({"given": True}, "", State.NO),
        ({"given": True}, None, State.NO),
        ({"given": True}, 0, State.YES),
        ({"given": True}, [], State.YES),
        ({"given": False}, None, State.YES),
        ({"given": False}, False, State.NO),
    ],
)
def test_a_condition_says_what_it_can(test: dict[str, Any], value: object, expected: State) -> None:
    condition = Condition(field="x", **test)
    assert condition_state(condition, {"x": value}) is expected
    if value is None:
        assert condition_state(condition, {}) is expected


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ({"x": 1, "y": "p"}, State.YES),
        ({"x": 0, "y": "p"}, State.NO),
        ({"x": 0}, State.NO),
        ({"x": 0, "y": 7}, State.NO),
        ({"x": 1}, State.MISSING),
        ({"x": "one"}, State.WRONG),
    ],
)
def test_of_two_conditions_the_false_one_decides_then_the_wrong_then_the_missing(
    data: dict[str, Any], expected: State
) -> None:
    conditions = [Condition(field="x", at_least=1), Condition(field="y", equals="p")]
    for order in (conditions, conditions[::-1]):
        assert state(Moment(kind=("a",), where=tuple(order)), "a", data) is expected


def test_a_fact_of_another_kind_is_no_whatever_its_data() -> None:
    moment = Moment(kind=("a", "b"), where=(Condition(field="x", equals=1),))
    assert state(moment, "c", {}) is State.NO
    assert state(moment, "b", {"x": 1}) is State.YES


def test_the_first_field_in_a_state_is_named() -> None:
    moment = Moment(
        kind=("a",),
        where=(Condition(field="x", equals=1), Condition(field="y", equals=1)),
    )
    assert field_in_state(moment, {"x": 1}, State.MISSING) == "y"
    assert field_in_state(moment, {}, State.MISSING) == "x"
    assert field_in_state(moment, {}, State.WRONG) == ""


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2026-11-02T09:00:00+09:00", datetime(2026, 11, 2, tzinfo=UTC)),
        ("2026-11-02T00:00Z", datetime(2026, 11, 2, tzinfo=UTC)),
        ("2026-11-02T09:00:00", None),
        ("2026-11-02", None),
        ("9999-12-31T23:59:59-14:00", None),
        ("noon", None),
        ("", None),
        (9, None),
        (None, None),
    ],
)
def test_a_moment_needs_its_zone(value: object, expected: datetime | None) -> None:
    assert moment_of(value) == expected


@pytest.mark.parametrize(
    ("within", "expected"),
    [
        ("1 minute", timedelta(minutes=1)),
        ("90 minutes", timedelta(hours=1.5)),
        ("1 day", timedelta(hours=24)),
        ("36525 days", timedelta(days=36525)),
    ],
)
def test_a_span_is_elapsed_time(within: str, expected: timedelta) -> None:
    assert span_of(within) == expected


@pytest.mark.parametrize("within", ["36526 days", "9" * 40 + " hours", "soon", "5 weeks"])
def test_a_span_that_no_engine_could_add_is_refused(within: str) -> None:
    with pytest.raises(ValueError, match="longer|not a time span"):
        span_of(within)
