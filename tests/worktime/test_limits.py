"""Working time as the law counts it, by worked cases."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from servicehall.worktime.calendars import OutsideCalendar, calendar_of
from servicehall.worktime.limits import limit
from servicehall.worktime.reckoning import due

SEOUL, SHANGHAI = ZoneInfo("Asia/Seoul"), ZoneInfo("Asia/Shanghai")
KOREA, CHINA = calendar_of("KR", "Asia/Seoul"), calendar_of("CN", "Asia/Shanghai")


@pytest.mark.parametrize(
    ("start", "length", "ends", "why"),
    [
        ("2026-11-09 14:00", "3 days", "2026-11-12 14:00", "24 working hours"),
        ("2026-11-09 10:00", "7 days", "2026-11-17 18:00", "the first day counts"),
        ("2026-11-09 16:30", "immediate", "2026-11-10 10:30", "1.5 h today, 1.5 h tomorrow"),
        ("2026-11-13 17:00", "2 hours", "2026-11-16 10:00", "over the weekend"),
        ("2026-11-09 11:00", "3 hours", "2026-11-09 15:00", "lunch does not count"),
        ("2026-11-14 11:00", "1 hour", "2026-11-16 10:00", "received on a Saturday"),
        ("2026-12-24 10:00", "6 days", "2027-01-04 18:00", "Christmas and New Year are out"),
    ],
)
def test_korea_counts_hours_to_five_days_and_days_beyond(
    start: str, length: str, ends: str, why: str
) -> None:
    begins = datetime.fromisoformat(start).replace(tzinfo=SEOUL)
    assert due(begins, limit(length), KOREA) == datetime.fromisoformat(ends).replace(
        tzinfo=SEOUL
    ), why


def test_china_counts_from_the_day_after_with_make_up_days_in() -> None:
    # The Saturday before a golden week is worked: 2026-02-14 makes up for Spring Festival.
    begins = datetime(2026, 2, 12, 10, tzinfo=SHANGHAI)
    assert due(begins, limit("2 days"), CHINA) == datetime(2026, 2, 14, 18, tzinfo=SHANGHAI)


def test_a_year_that_nobody_knows_is_refused() -> None:
    with pytest.raises(OutsideCalendar, match="2031"):
        due(datetime(2031, 1, 5, 10, tzinfo=SHANGHAI), limit("2 days"), CHINA)


@pytest.mark.parametrize("text", ["", "soon", "0 days", "3", "-1 days", "3 fortnights"])
def test_a_limit_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="a limit is"):
        limit(text)


def test_days_between_leaves_out_what_is_not_worked() -> None:
    friday, monday = datetime(2026, 11, 13).date(), datetime(2026, 11, 16).date()
    assert KOREA.days_between(friday, monday) == 1
    assert KOREA.days_between(monday, friday) == -1
    assert KOREA.days_between(friday, friday) == 0
