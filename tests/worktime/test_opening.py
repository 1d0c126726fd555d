"""Opening hours: by weekday, with breaks, holidays and days off, and the next opening."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicehall.worktime.calendars import calendar_of
from servicehall.worktime.opening import (
    OpeningHours,
    Weekly,
    WrongHours,
    read_spans,
    weekly,
    written_spans,
)

SEOUL = ZoneInfo("Asia/Seoul")
WEEK: Weekly = {
    day: [["09:00", "12:00"], ["13:00", "18:00"]] for day in ("mon", "tue", "wed", "thu", "fri")
} | {"sat": [["09:00", "12:00"]]}


def hours(*tables: Weekly, off: tuple[date, ...] = (), jurisdiction: str = "KR") -> OpeningHours:
    zone = "Asia/Shanghai" if jurisdiction == "CN" else "Asia/Seoul"
    return OpeningHours(calendar_of(jurisdiction, zone), tables or (WEEK,), frozenset(off))


def at(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=SEOUL)


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("09:00-18:00", [["09:00", "18:00"]]),
        ("09:00 - 12:00, 13:00 – 18:00", [["09:00", "12:00"], ["13:00", "18:00"]]),
        ("09:00-12:00,12:00-18:00", [["09:00", "12:00"], ["12:00", "18:00"]]),
        ("", []),
    ],
)
def test_hours_are_written_as_people_do(text: str, spans: list[list[str]]) -> None:
    assert read_spans(text) == spans
    assert read_spans(written_spans(spans)) == spans


@pytest.mark.parametrize(
    "text",
    ["9-18", "18:00-09:00", "09:00", "09:00-09:00", "09:00-12:00, 11:00-13:00", "25:00-26:00"],
)
def test_what_is_no_hours_is_refused(text: str) -> None:
    with pytest.raises(WrongHours):
        read_spans(text)


@pytest.mark.parametrize(
    ("moment", "open"),
    [
        (at(9, 8, 59), False),
        (at(9, 9), True),
        (at(9, 11, 59), True),
        (at(9, 12), False),  # The noon break.
        (at(9, 13), True),
        (at(9, 18), False),
        (at(14, 10), True),  # A Saturday with hours of its own.
        (at(14, 13), False),
        (at(15, 10), False),  # A Sunday.
        (at(25, 10, month=12), False),  # Christmas, a public holiday in Korea.
    ],
)
def test_people_are_received_within_the_hours(moment: datetime, open: bool) -> None:
    assert (hours().at(moment) is not None) is open


@pytest.mark.parametrize(
    ("moment", "next"),
    [
        (at(9, 7), at(9, 9)),
        (at(9, 10), at(9, 13)),
        (at(9, 12, 30), at(9, 13)),
        (at(9, 20), at(10, 9)),
        (at(14, 15), at(16, 9)),
        (at(24, 19, month=12), at(26, 9, month=12)),
    ],
)
def test_the_next_opening_passes_over_breaks_and_holidays(moment: datetime, next: datetime) -> None:
    assert hours().next(moment) == next


def test_the_next_opening_on_another_day_is_not_after_the_break() -> None:
    assert hours().next(at(9, 10), another_day=True) == at(10, 9)


def test_a_day_off_is_passed_over() -> None:
    closed = hours(off=(date(2026, 11, 10),))
    assert closed.at(at(10, 10)) is None
    assert closed.next(at(9, 19)) == at(11, 9)


def test_a_service_is_received_within_the_halls_hours_only() -> None:
    mornings = {"mon": [["08:00", "11:00"]], "tue": [["17:00", "20:00"]]}
    both = hours(WEEK, mornings)
    assert both.at(at(9, 8, 30)) is None
    assert both.at(at(9, 10)) is not None
    assert both.at(at(9, 11)) is None
    assert both.next(at(9, 11)) == at(10, 17)
    assert both.closing(at(10, 10)) == at(10, 18)


def test_an_office_that_never_opens_names_no_next_opening() -> None:
    assert hours({}).next(at(9, 10)) is None
    assert hours({}).closing(at(9, 10)) is None


def test_a_weekend_that_people_work_keeps_fridays_hours_in_china() -> None:
    """14 February 2026 is a Saturday worked before the Spring Festival."""
    worked = datetime(2026, 2, 14, 10, tzinfo=ZoneInfo("Asia/Shanghai"))
    week = {day: spans for day, spans in WEEK.items() if day != "sat"}
    assert hours(week, jurisdiction="CN").at(worked) is not None
    assert hours(week, jurisdiction="KR").at(worked) is None


def test_in_a_year_that_no_calendar_knows_the_weekday_counts() -> None:
    far = datetime(2099, 11, 9, 10, tzinfo=ZoneInfo("Asia/Shanghai"))
    assert hours(jurisdiction="CN").at(far) is not None


@given(minutes=st.integers(0, 60 * 24 * 60))
def test_the_next_opening_is_open_and_later(minutes: int) -> None:
    moment = at(1, 0) + timedelta(minutes=minutes)
    found = hours().next(moment)
    assert found is not None
    assert found > moment
    assert hours().at(found) is not None
    assert hours().at(found - timedelta(minutes=1)) is None


def test_the_hours_of_a_week_are_those_that_all_tables_have_in_common() -> None:
    hall = {"mon": [["09:00", "12:00"], ["13:00", "18:00"]], "tue": [["09:00", "18:00"]]}
    service = {"mon": [["10:00", "14:00"]], "wed": [["09:00", "12:00"]]}
    assert weekly([hall, service]) == {
        "mon": [(time(10), time(12)), (time(13), time(14))],
    }
    assert list(weekly([hall])) == ["mon", "tue"]
    assert weekly([]) == {}
