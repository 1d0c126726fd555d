"""Days, weeks and months, and the stretch that each is compared with."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from servicehall.reception.numbers import Choice
from servicehall.web.numbers.stretch import Asked, Span, span_around


def asked(by: Span, day: date, today: date, **but: Any) -> Asked:
    since, until = span_around(by, day)
    return Asked(**{
        "by": by, "since": since, "until": until, "today": today, "choice": Choice(),
        "own_unit": False,
    } | but)  # fmt: skip


@pytest.mark.parametrize(
    ("by", "since", "until"),
    [
        ("day", date(2026, 2, 28), date(2026, 2, 28)),
        ("week", date(2026, 2, 23), date(2026, 3, 1)),
        ("month", date(2026, 2, 1), date(2026, 2, 28)),
    ],
)
def test_a_stretch_is_the_one_around_its_day(by: Span, since: date, until: date) -> None:
    assert span_around(by, date(2026, 2, 28)) == (since, until)


def test_a_week_goes_over_the_new_year() -> None:
    assert span_around("week", date(2027, 1, 1)) == (date(2026, 12, 28), date(2027, 1, 3))
    assert span_around("month", date(2026, 12, 31)) == (date(2026, 12, 1), date(2026, 12, 31))


def test_a_month_that_is_over_is_compared_with_the_whole_month_before() -> None:
    found = asked("month", date(2026, 3, 15), date(2026, 11, 10))
    assert found.before == (date(2026, 2, 1), date(2026, 2, 28))


def test_a_month_that_goes_on_is_compared_with_as_many_days() -> None:
    found = asked("month", date(2026, 11, 3), date(2026, 11, 10))
    assert found.before == (date(2026, 10, 1), date(2026, 10, 10))
    assert found.last == date(2026, 11, 10)
    late = asked("month", date(2026, 3, 1), date(2026, 3, 30))
    assert late.before == (date(2026, 2, 1), date(2026, 2, 28)), "and no day of the month itself"


def test_a_day_is_compared_with_the_last_on_which_anybody_came() -> None:
    friday = date(2026, 11, 6)
    found = asked("day", date(2026, 11, 9), date(2026, 11, 10), compared_day=friday)
    assert found.before == (friday, friday)
    assert asked("day", date(2026, 11, 9), date(2026, 11, 10)).before is None


def test_a_stretch_to_come_begins_with_its_first_day() -> None:
    found = asked("week", date(2026, 12, 1), date(2026, 11, 10))
    assert (found.last, found.goes_on, found.later) == (date(2026, 11, 30), False, None)


def test_there_is_nothing_after_today() -> None:
    today = date(2026, 11, 10)
    assert asked("day", date(2026, 11, 9), today).later == today
    assert asked("day", today, today).later is None
    assert asked("week", date(2026, 11, 9), today).later is None
    assert asked("week", date(2026, 11, 8), today).later == date(2026, 11, 9)


def test_an_address_says_what_was_chosen_and_nothing_else() -> None:
    choice = Choice(unit="civil", came="booked")
    found = asked("week", date(2026, 11, 9), date(2026, 11, 10), choice=choice)
    assert found.query() == "?by=week&day=2026-11-09&unit=civil&came=booked"
    assert found.query(unit=None, what="waits") == "?by=week&day=2026-11-09&came=booked&what=waits"
    own = asked("day", date(2026, 11, 9), date(2026, 11, 10), choice=choice, own_unit=True)
    assert own.query() == "?by=day&day=2026-11-09&came=booked"
    assert own.narrowed
    assert not asked("day", date(2026, 11, 9), date(2026, 11, 10)).narrowed
