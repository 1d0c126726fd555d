"""The clocks of a case, reckoned: what stands still, what is added, when one is warned."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from servicehall.cases.clocks import (
    Course,
    Dates,
    NoExtension,
    dates,
    level,
    longest_extension,
    require_extension,
    supplement_due,
    told_by,
    warned_from,
)
from servicehall.cases.periods import periods_of
from servicehall.worktime.calendars import WorkCalendar, calendar_of
from servicehall.worktime.limits import Limit, limit
from servicehall.worktime.reckoning import Suspension

KOREA = calendar_of("KR", "Asia/Seoul")
CHINA = calendar_of("CN", "Asia/Shanghai")


def on(calendar: WorkCalendar, text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=calendar.zone)


def case_dates(
    calendar: WorkCalendar,
    start: str,
    promised: str,
    statutory: str,
    *,
    still: tuple[tuple[str, str], ...] = (),
    extensions: tuple[str, ...] = (),
) -> Dates:
    course = Course(
        on(calendar, start),
        [Suspension(on(calendar, begins), on(calendar, ends)) for begins, ends in still],
        [limit(each) for each in extensions],
    )
    return dates(course, limit(promised), limit(statutory), calendar)


def told(found: Dates) -> tuple[str, str]:
    return f"{found.promised:%m-%d %H:%M}", f"{found.statutory:%m-%d %H:%M}"


@pytest.mark.parametrize(
    ("calendar", "start", "promised", "statutory", "wanted"),
    [
        # Korea: short periods in hours from the moment, longer ones in days with the first one.
        (KOREA, "2026-11-23T14:00", "3 days", "7 days", ("11-26 14:00", "12-01 18:00")),
        (KOREA, "2026-11-23T16:59", "immediate", "1 day", ("11-24 10:59", "11-24 16:59")),
        # China: from the day after, and the weekend of make-up days is worked (10 October 2026).
        (CHINA, "2026-11-23T14:00", "3 days", "5 days", ("11-26 18:00", "11-30 18:00")),
        (CHINA, "2026-09-30T16:59", "3 days", "5 days", ("10-10 18:00", "10-13 18:00")),
    ],
)
def test_both_dates_run_from_acceptance_by_the_rule_of_the_place(
    calendar: WorkCalendar, start: str, promised: str, statutory: str, wanted: tuple[str, str]
) -> None:
    assert told(case_dates(calendar, start, promised, statutory)) == wanted


def test_what_stood_still_is_given_back_as_actual_time() -> None:
    # Four working hours, over lunch: from 10:00 to 15:00.
    still = (("2026-11-24T10:00", "2026-11-24T15:00"),)
    found = case_dates(KOREA, "2026-11-23T14:00", "3 days", "5 days", still=still)
    assert told(found) == ("11-26 18:00", "11-30 18:00")


def test_a_weekend_that_stood_still_gives_nothing_back() -> None:
    still = (("2026-11-28T00:00", "2026-11-30T00:00"),)
    plain = case_dates(KOREA, "2026-11-23T14:00", "5 days", "10 days")
    assert case_dates(KOREA, "2026-11-23T14:00", "5 days", "10 days", still=still) == plain


def test_what_stood_still_after_the_promise_moves_only_the_law() -> None:
    still = (("2026-11-26T15:00", "2026-11-27T15:00"),)
    found = case_dates(KOREA, "2026-11-23T14:00", "3 days", "7 days", still=still)
    assert told(found) == ("11-26 14:00", "12-02 18:00")


def test_an_extension_moves_the_promise_and_never_beyond_the_law() -> None:
    found = case_dates(CHINA, "2026-11-02T10:00", "10 days", "20 days", extensions=("10 days",))
    assert told(found) == ("11-30 18:00", "12-14 18:00")
    # A promise of hours is extended from where it would have ended.
    found = case_dates(CHINA, "2026-11-02T10:00", "3 hours", "20 days", extensions=("10 days",))
    assert told(found) == ("11-16 18:00", "12-14 18:00")


def test_extension_and_suspension_add_up() -> None:
    still = (("2026-11-04T09:00", "2026-11-05T09:00"),)
    found = case_dates(
        CHINA, "2026-11-02T10:00", "10 days", "20 days", still=still, extensions=("10 days",)
    )
    assert found.promised.date() == date(2026, 12, 1)


@pytest.mark.parametrize(
    ("calendar", "asked", "statutory", "code"),
    [
        (KOREA, "7 days", "7 days", ""),
        (KOREA, "8 days", "7 days", "extension_too_long"),
        (CHINA, "10 days", "20 days", ""),
        (CHINA, "11 days", "20 days", "extension_too_long"),
        (KOREA, "3 hours", "7 days", "extension_in_other_units"),
        (KOREA, "7 days", "1 month", "extension_in_calendar_units"),
        (KOREA, "3 hours", "immediate", ""),
    ],
)
def test_an_extension_is_no_longer_than_the_rule_gives(
    calendar: WorkCalendar, asked: str, statutory: str, code: str
) -> None:
    if not code:
        require_extension(limit(asked), limit(statutory), calendar)
        return
    with pytest.raises(NoExtension) as raised:
        require_extension(limit(asked), limit(statutory), calendar)
    assert raised.value.code == code


def test_how_long_an_extension_may_be() -> None:
    assert longest_extension(limit("7 days"), KOREA) == Limit(7, "days")
    assert longest_extension(limit("20 days"), CHINA) == Limit(10, "days")
    assert longest_extension(limit("1 month"), KOREA) is None


def test_china_gives_five_working_days_to_tell_what_is_missing() -> None:
    received = on(CHINA, "2026-09-28T16:59")
    by = told_by(received, periods_of("CN"), CHINA)
    # The holiday of October lies between; the make-up Saturday, 10 October, is worked.
    assert by == on(CHINA, "2026-10-10T18:00")
    assert told_by(received, periods_of("KR"), KOREA) is None


def test_a_supplement_in_korea_runs_by_the_calendar_to_the_end_of_a_working_day() -> None:
    korea = periods_of("KR")
    asked = on(KOREA, "2026-11-11T10:00")
    # Ten days after lies a Saturday, so it is Monday.
    assert supplement_due(asked, 10, korea, KOREA) == on(KOREA, "2026-11-23T23:59")
    assert supplement_due(asked, 9, korea, KOREA) == on(KOREA, "2026-11-20T23:59")


@pytest.mark.parametrize(
    ("now", "wanted"),
    [
        ("2026-11-25T08:59", 0),
        ("2026-11-25T09:00", 1),
        ("2026-11-26T14:00", 1),
        ("2026-11-26T14:01", 2),
        ("2026-11-27T14:00", 2),
        ("2026-11-27T14:01", 3),
    ],
)
def test_the_handler_is_warned_a_working_day_before_then_come_the_cards(
    now: str, wanted: int
) -> None:
    promised, statutory = on(KOREA, "2026-11-26T14:00"), on(KOREA, "2026-12-10T18:00")
    accepted = on(KOREA, "2026-11-23T14:00")
    found = level(promised, statutory, accepted, on(KOREA, now), periods_of("KR"), KOREA)
    assert found == wanted


def test_over_a_weekend_one_is_warned_on_friday() -> None:
    monday = on(KOREA, "2026-11-30T11:00")
    assert warned_from(monday, periods_of("KR"), KOREA) == on(KOREA, "2026-11-27T09:00")


def test_what_is_promised_for_the_same_day_is_not_warned_of() -> None:
    accepted = on(KOREA, "2026-11-26T10:00")
    promised = accepted + timedelta(hours=4)
    found = level(promised, promised, accepted, accepted, periods_of("KR"), KOREA)
    assert found == 0


def test_the_card_is_red_at_once_where_the_law_is_broken() -> None:
    promised = on(KOREA, "2026-11-26T14:00")
    accepted = on(KOREA, "2026-11-23T14:00")
    over = promised + timedelta(minutes=1)
    assert level(promised, promised, accepted, over, periods_of("KR"), KOREA) == 3


@pytest.mark.parametrize("jurisdiction", ["KR", "CN", "ZZ"])
def test_every_jurisdiction_has_its_periods_with_their_source(jurisdiction: str) -> None:
    found = periods_of(jurisdiction)
    assert found.source
    assert found.suspensions
    assert found.extensions >= 1
