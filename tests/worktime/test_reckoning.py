"""Reckoning: worked cases of the law, its laws over all cases, and a stepper to compare with."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicehall.worktime.calendars import OutsideCalendar, WorkCalendar, calendar_of
from servicehall.worktime.limits import Limit, limit
from servicehall.worktime.reckoning import Suspension, WrongPeriod, due, reckon, working_time
from servicehall.worktime.rules import rule
from tests.worktime.stepper import ZONES, cases, step

KOREA, CHINA = calendar_of("KR", "Asia/Seoul"), calendar_of("CN", "Asia/Shanghai")


def on(calendar: WorkCalendar, text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=calendar.zone)


@pytest.mark.parametrize(
    ("calendar", "start", "length", "ends", "why"),
    [
        (KOREA, "2026-11-09 14:00", "3 days", "2026-11-12 14:00", "24 working hours"),
        (KOREA, "2026-11-09 10:00", "7 days", "2026-11-17 18:00", "the first day counts"),
        (KOREA, "2026-11-09 19:00", "7 days", "2026-11-18 18:00", "it came after closing"),
        (KOREA, "2026-11-07 10:00", "6 days", "2026-11-16 18:00", "it came on a Saturday"),
        (KOREA, "2026-11-09 16:30", "immediate", "2026-11-10 10:30", "1.5 h and 1.5 h"),
        (KOREA, "2026-11-09 11:00", "immediate", "2026-11-09 15:00", "lunch is left out"),
        (KOREA, "2026-11-09 09:00", "1 week", "2026-11-16 18:00", "Sunday goes to Monday"),
        (KOREA, "2026-11-10 09:00", "1 week", "2026-11-16 18:00", "the first day counts"),
        (KOREA, "2026-10-12 09:00", "1 month", "2026-11-11 18:00", "the day before"),
        (KOREA, "2026-01-31 09:00", "1 month", "2026-03-03 18:00", "Feb 28 to 2 March: no work"),
        (KOREA, "2024-03-05 09:00", "1 year", "2025-03-04 18:00", "the day before"),
        (CHINA, "2026-11-09 10:00", "immediate", "2026-11-09 18:00", "the same day"),
        (CHINA, "2026-11-09 18:00", "immediate", "2026-11-10 18:00", "it came at closing"),
        (CHINA, "2026-02-12 10:00", "2 days", "2026-02-14 18:00", "a make-up Saturday"),
        (CHINA, "2026-02-13 10:00", "2 days", "2026-02-24 18:00", "Spring Festival is out"),
        (CHINA, "2026-11-09 10:00", "1 month", "2026-12-09 18:00", "the first day is out"),
        (CHINA, "2026-10-31 10:00", "1 month", "2026-11-30 18:00", "November has no 31st"),
    ],
)
def test_the_cases_that_were_worked_by_hand(
    calendar: WorkCalendar, start: str, length: str, ends: str, why: str
) -> None:
    assert due(on(calendar, start), limit(length), calendar) == on(calendar, ends), why


def test_what_counts_and_what_does_not_is_told_day_by_day() -> None:
    told = reckon(on(KOREA, "2026-12-24 16:00"), limit("immediate"), KOREA)
    assert told.due == on(KOREA, "2026-12-28 10:00")
    assert [(each.day.day, each.time) for each in told.counted] == [
        (24, timedelta(hours=2)),
        (28, timedelta(hours=1)),
    ]
    assert [(each.day.day, each.reason) for each in told.left_out] == [
        (25, "Christmas Day"),
        (26, "Saturday"),
        (27, "Sunday"),
    ]
    days = reckon(on(CHINA, "2026-11-13 10:00"), limit("2 days"), CHINA)
    assert [each.day.day for each in days.counted] == [16, 17]
    assert [each.reason for each in days.left_out] == [
        "the first day does not count",
        "Saturday",
        "Sunday",
    ]


def test_a_holiday_declared_later_moves_the_date_and_both_are_known() -> None:
    start = on(KOREA, "2024-08-26 10:00")
    as_known_then = due(start, limit("30 days"), KOREA.as_known(start.date()))
    now = due(start, limit("30 days"), KOREA)
    assert (as_known_then, now) == (on(KOREA, "2024-10-11 18:00"), on(KOREA, "2024-10-14 18:00"))


# Suspension and extension ------------------------------------------------------------------------


def test_a_suspension_gives_back_the_working_time_that_it_took() -> None:
    start, length = on(KOREA, "2026-11-09 10:00"), limit("7 days")
    waits = Suspension(
        on(KOREA, "2026-11-10 16:00"), on(KOREA, "2026-11-12 11:00"), "supplement requested"
    )
    told = reckon(start, length, KOREA, suspensions=[waits])
    assert told.due == on(KOREA, "2026-11-19 14:00"), "2 + 8 + 2 hours after the 17th at 18:00"
    given_back = [each for each in told.left_out if each.reason == "supplement requested"]
    assert [each.time for each in given_back] == [timedelta(hours=n) for n in (2, 8, 2)]


def test_only_suspensions_before_the_end_count_and_overlaps_count_once() -> None:
    start, length = on(KOREA, "2026-11-09 10:00"), limit("1 day")
    early = Suspension(on(KOREA, "2026-11-09 11:00"), on(KOREA, "2026-11-09 15:00"))
    within = Suspension(on(KOREA, "2026-11-09 11:30"), on(KOREA, "2026-11-09 14:00"))
    because_of_it = Suspension(on(KOREA, "2026-11-10 11:00"), on(KOREA, "2026-11-10 12:00"))
    late = Suspension(on(KOREA, "2026-11-10 17:00"), on(KOREA, "2026-11-11 17:00"))
    assert due(start, length, KOREA, suspensions=[early]) == on(KOREA, "2026-11-10 14:00")
    every = [late, because_of_it, within, early]
    assert due(start, length, KOREA, suspensions=every) == on(KOREA, "2026-11-10 15:00")


def test_a_suspension_that_ends_before_it_begins_is_refused() -> None:
    start = on(KOREA, "2026-11-09 10:00")
    wrong = Suspension(start, start - timedelta(minutes=1))
    with pytest.raises(WrongPeriod, match="2026-11-09 10:00") as caught:
        due(start, limit("1 day"), KOREA, suspensions=[wrong])
    assert caught.value.code == "suspension_ends_before_it_begins"


def test_an_extension_is_counted_on_by_the_same_rule() -> None:
    start = on(KOREA, "2026-11-09 14:00")
    assert due(start, limit("3 days"), KOREA, extension=limit("2 days")) == on(
        KOREA, "2026-11-16 14:00"
    )
    chinese = on(CHINA, "2026-11-09 14:00")
    assert due(chinese, limit("20 days"), CHINA, extension=limit("10 days")) == on(
        CHINA, "2026-12-21 18:00"
    )


@pytest.mark.parametrize(
    ("calendar", "name", "length", "extension", "code"),
    [
        (KOREA, "korea", "3 days", "4 days", "extension_too_long"),
        (CHINA, "china", "20 days", "11 days", "extension_too_long"),
        (CHINA, "china-joint", "45 days", "16 days", "extension_too_long"),
        (KOREA, "korea", "3 days", "4 hours", "extension_in_calendar_units"),
        (KOREA, "korea", "1 month", "1 month", "extension_in_calendar_units"),
    ],
)
def test_an_extension_that_the_rule_does_not_allow_is_refused(
    calendar: WorkCalendar, name: str, length: str, extension: str, code: str
) -> None:
    start = on(calendar, "2026-06-01 10:00")
    with pytest.raises(WrongPeriod) as caught:
        due(start, limit(length), calendar, extension=limit(extension), rule=rule(name))
    assert caught.value.code == code


def test_a_start_without_a_zone_and_a_year_that_nobody_knows_are_refused() -> None:
    with pytest.raises(WrongPeriod, match="no zone"):
        due(datetime(2026, 11, 9, 10), limit("1 day"), KOREA)
    with pytest.raises(OutsideCalendar, match="2027"):
        due(on(CHINA, "2026-12-28 10:00"), limit("9 days"), CHINA)


# Against the stepper, and the laws ---------------------------------------------------------------


@pytest.mark.parametrize("country", ["KR", "CN"])
def test_it_agrees_with_counting_minute_by_minute(country: str) -> None:
    calendar = calendar_of(country, str(ZONES[country]))
    for case in cases(country, 50, seed=2):
        got = due(case.start, case.length, calendar, suspensions=case.suspensions)
        assert got == step(case), case


calendars = st.sampled_from([KOREA, CHINA])
starts = st.integers(0, 8 * 365 * 1440).map(lambda minutes: timedelta(minutes=minutes))
spans = st.integers(0, 20 * 1440).map(lambda minutes: timedelta(minutes=minutes))
lengths = st.builds(Limit, st.integers(1, 30), st.sampled_from(["hours", "days"]))


def since_2018(calendar: WorkCalendar, after: timedelta) -> datetime:
    return datetime(2018, 1, 1, tzinfo=calendar.zone) + after


@given(calendars, starts, spans, lengths)
def test_who_comes_later_is_not_due_earlier(
    calendar: WorkCalendar, after: timedelta, later: timedelta, length: Limit
) -> None:
    start = since_2018(calendar, after)
    assert due(start, length, calendar) <= due(start + later, length, calendar)


@given(calendars, starts, lengths, st.integers(1, 9))
def test_what_is_longer_is_due_later(
    calendar: WorkCalendar, after: timedelta, length: Limit, more: int
) -> None:
    start = since_2018(calendar, after)
    longer = Limit(length.count + more, length.unit)
    assert start <= due(start, length, calendar) < due(start, longer, calendar)


@given(calendars, starts, st.integers(1, 60), st.integers(1, 60))
def test_hours_add_up(calendar: WorkCalendar, after: timedelta, one: int, other: int) -> None:
    start = since_2018(calendar, after)
    between = due(start, Limit(one, "hours"), calendar)
    assert due(between, Limit(other, "hours"), calendar) == due(
        start, Limit(one + other, "hours"), calendar
    )
    assert working_time(start, between, calendar) == timedelta(hours=one)


@given(calendars, starts, lengths, spans)
def test_suspending_and_resuming_at_once_changes_nothing(
    calendar: WorkCalendar, after: timedelta, length: Limit, later: timedelta
) -> None:
    start = since_2018(calendar, after)
    moment = Suspension(start + later, start + later)
    assert due(start, length, calendar, suspensions=[moment]) == due(start, length, calendar)


@given(calendars, starts, lengths, spans, spans)
def test_a_suspension_outside_working_hours_costs_nothing(
    calendar: WorkCalendar, after: timedelta, length: Limit, later: timedelta, long: timedelta
) -> None:
    start = since_2018(calendar, after)
    begins = start + later
    ends = begins + long
    if working_time(begins, ends, calendar):
        day = begins.date()
        while calendar.is_working(day):
            day += timedelta(days=1)
        begins, ends = (
            datetime(*day.timetuple()[:3], hour, tzinfo=calendar.zone) for hour in (1, 23)
        )
    suspended = due(start, length, calendar, suspensions=[Suspension(begins, ends)])
    assert suspended == due(start, length, calendar)


@given(calendars, starts, lengths, spans, spans)
def test_a_suspension_gives_back_no_more_than_it_took(
    calendar: WorkCalendar, after: timedelta, length: Limit, later: timedelta, long: timedelta
) -> None:
    start = since_2018(calendar, after)
    plain = due(start, length, calendar)
    pause = Suspension(start + later, start + later + long)
    suspended = due(start, length, calendar, suspensions=[pause])
    taken = (
        working_time(pause.begins, pause.ends, calendar) if pause.begins < plain else timedelta()
    )
    assert working_time(plain, suspended, calendar) == taken


def test_a_day_is_one_working_day_whatever_its_hours() -> None:
    assert working_time(on(KOREA, "2026-11-09 00:00"), on(KOREA, "2026-11-10 00:00"), KOREA) == (
        timedelta(hours=8)
    )
    assert KOREA.days_between(date(2026, 11, 8), date(2026, 11, 9)) == 1
