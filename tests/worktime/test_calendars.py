"""Calendars: what is worked, why not, since when it is known, and what a hall changes."""

from __future__ import annotations

from datetime import date, time

import pytest

from servicehall.worktime.calendars import Change, OutsideCalendar, WorkCalendar, calendar_of

KOREA, CHINA = calendar_of("KR", "Asia/Seoul"), calendar_of("CN", "Asia/Shanghai")
PLAIN = calendar_of("", "Europe/Amsterdam")


@pytest.mark.parametrize(
    ("calendar", "day", "working", "why"),
    [
        (KOREA, "2026-11-09", True, ""),
        (KOREA, "2026-11-14", False, "Saturday"),
        (KOREA, "2026-12-25", False, "Christmas Day"),
        (KOREA, "2026-08-17", False, "Alternative holiday for Liberation Day"),
        (CHINA, "2026-02-14", True, "make-up working day"),
        (CHINA, "2026-02-18", False, "Spring Festival"),
        (CHINA, "2026-11-15", False, "Sunday"),
        (PLAIN, "2026-12-25", True, ""),
    ],
)
def test_a_day_is_worked_or_not_and_says_why(
    calendar: WorkCalendar, day: str, working: bool, why: str
) -> None:
    assert calendar.is_working(date.fromisoformat(day)) is working
    assert calendar.why(date.fromisoformat(day)) == why


@pytest.mark.parametrize(
    ("calendar", "day", "on", "before"),
    [
        (KOREA, "2024-10-01", "2024-09-03", True),
        (KOREA, "2025-01-27", "2025-01-14", True),
        (CHINA, "2020-01-31", "2020-01-27", True),
        (CHINA, "2020-02-01", "2020-01-27", True),
        (CHINA, "2019-05-05", "2019-03-22", False),
    ],
)
def test_what_was_declared_later_was_not_known_before(
    calendar: WorkCalendar, day: str, on: str, before: bool
) -> None:
    affected, declared = date.fromisoformat(day), date.fromisoformat(on)
    the_day_before = declared.replace(day=declared.day - 1)
    assert calendar.as_known(the_day_before).is_working(affected) is before
    assert calendar.as_known(declared).is_working(affected) is not before
    assert calendar.is_working(affected) is not before


def test_a_year_is_not_known_before_it_was_announced() -> None:
    before = CHINA.as_known(date(2025, 11, 3))
    assert before.known_through == date(2025, 12, 31)
    with pytest.raises(OutsideCalendar, match="2026"):
        before.is_working(date(2026, 1, 5))
    assert CHINA.as_known(date(2025, 11, 4)).is_working(date(2026, 1, 5))


@pytest.mark.parametrize(
    ("calendar", "year"), [(KOREA, 2028), (CHINA, 2027), (CHINA, 2003), (KOREA, 1947)]
)
def test_a_year_that_nobody_knows_is_refused_by_its_name(calendar: WorkCalendar, year: int) -> None:
    for ask in (calendar.is_working, calendar.why, calendar.hours, calendar.closing):
        with pytest.raises(OutsideCalendar, match=str(year)):
            ask(date(year, 3, 2))


def test_a_hall_closes_for_a_day_or_half_of_one() -> None:
    moving = Change(date(2026, 11, 9), (), date(2026, 11, 2), "we move house")
    half = Change(date(2026, 11, 10), ((time(9), time(12)),), date(2026, 11, 2), "staff training")
    changed = KOREA.with_changes([moving, half])
    assert not changed.is_working(date(2026, 11, 9))
    assert changed.why(date(2026, 11, 9)) == "we move house"
    assert changed.hours(date(2026, 11, 10)) == ((time(9), time(12)),)
    assert f"{changed.closing(date(2026, 11, 10)):%H:%M}" == "12:00"
    assert f"{changed.closing(date(2026, 11, 9)):%H:%M}" == "18:00"
    assert changed.as_known(date(2026, 11, 1)).is_working(date(2026, 11, 9))
    assert KOREA.is_working(date(2026, 11, 9)), "the calendar itself stays as it was"


def test_the_latest_change_of_a_day_counts() -> None:
    closed = Change(date(2026, 11, 9), (), date(2026, 11, 2), "closed")
    open_after_all = Change(date(2026, 11, 9), KOREA.spans, date(2026, 11, 5), "open after all")
    for order in ([closed, open_after_all], [open_after_all, closed]):
        changed = KOREA.with_changes(order)
        assert changed.is_working(date(2026, 11, 9))
        assert not changed.as_known(date(2026, 11, 4)).is_working(date(2026, 11, 9))
