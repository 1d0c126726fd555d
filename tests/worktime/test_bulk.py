"""Due dates in bulk are those of the counter, row by row."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicehall.worktime.bulk import CHUNK, Clock, NotInBulk, as_datetimes, moments
from servicehall.worktime.calendars import Change, OutsideCalendar, calendar_of
from servicehall.worktime.limits import Limit, limit
from servicehall.worktime.reckoning import Suspension, due, working_time
from tests.worktime.stepper import ZONES, cases, step

KOREA = calendar_of("KR", "Asia/Seoul").with_changes(
    [
        Change(date(2025, 3, 5), ((time(9), time(12)),), date(2025, 1, 1), "half a day"),
        Change(date(2025, 3, 6), ((time(8, 30), time(19)),), date(2025, 1, 1), "a long day"),
        Change(date(2025, 3, 7), (), date(2025, 1, 1), "moving house"),
    ]
)
CHINA = calendar_of("CN", "Asia/Shanghai")
CLOCKS = [Clock.of(each, date(2024, 1, 1), date(2026, 12, 31)) for each in (KOREA, CHINA)]

clocks = st.sampled_from(CLOCKS)
starts = st.lists(st.integers(0, 2 * 365 * 86_400), min_size=1, max_size=5)
lengths = st.builds(Limit, st.integers(1, 30), st.sampled_from(["hours", "days"]))
pauses = st.lists(
    st.tuples(st.integers(-9 * 86_400, 20 * 86_400), st.integers(0, 9 * 86_400)), max_size=3
)


def after(clock: Clock, seconds: int) -> datetime:
    return datetime(2024, 2, 1, tzinfo=clock.calendar.zone) + timedelta(seconds=seconds)


@given(clocks, starts, lengths, pauses)
def test_every_row_is_as_it_is_reckoned_at_the_counter(
    clock: Clock, given_starts: list[int], length: Limit, given_pauses: list[tuple[int, int]]
) -> None:
    rows = [after(clock, each) for each in given_starts]
    apart: list[tuple[int, int]] = []
    for begins, long in sorted(given_pauses):
        apart.append((max([begins, *(each[1] for each in apart)]), begins + long))
    apart = [(begins, max(begins, ends)) for begins, ends in apart]
    suspensions = [
        (
            moments([row + timedelta(seconds=begins) for row in rows]),
            moments([row + timedelta(seconds=ends) for row in rows]),
        )
        for begins, ends in apart
    ]
    got = clock.due(moments(rows), length, suspensions=suspensions)
    for row, ends in zip(rows, as_datetimes(got, clock.calendar), strict=True):
        each = [
            Suspension(row + timedelta(seconds=begins), row + timedelta(seconds=finish))
            for begins, finish in apart
        ]
        assert ends == due(row, length, clock.calendar, suspensions=each)


@pytest.mark.parametrize("country", ["KR", "CN"])
def test_it_agrees_with_counting_minute_by_minute(country: str) -> None:
    calendar = calendar_of(country, str(ZONES[country]))
    clock = Clock.of(calendar, date(2017, 12, 1), date(2026, 12, 31))
    for case in cases(country, 50, seed=3):
        suspensions = [(moments([each.begins]), moments([each.ends])) for each in case.suspensions]
        got = clock.due(moments([case.start]), case.length, suspensions=suspensions)
        assert as_datetimes(got, calendar) == [step(case)], case


@given(clocks, starts, st.integers(0, 9 * 86_400))
def test_working_seconds_between_two_moments(
    clock: Clock, given_starts: list[int], later: int
) -> None:
    rows = moments([after(clock, each) for each in given_starts])
    between = clock.working_seconds(rows + later) - clock.working_seconds(rows)
    for start, seconds in zip(given_starts, between.tolist(), strict=True):
        begins = after(clock, start)
        ends = begins + timedelta(seconds=later)
        assert timedelta(seconds=seconds) == working_time(begins, ends, clock.calendar)


def test_many_rows_are_worked_on_in_chunks_and_none_is_lost() -> None:
    clock = CLOCKS[0]
    rows = moments([after(clock, 0)]) + np.arange(2 * CHUNK + 7, dtype=np.int64) * 60
    got = clock.due(rows, limit("3 days"))
    for place in (0, CHUNK - 1, CHUNK, 2 * CHUNK, 2 * CHUNK + 6):
        (start,) = as_datetimes(rows[place : place + 1], clock.calendar)
        assert as_datetimes(got[place : place + 1], clock.calendar) == [
            due(start, limit("3 days"), clock.calendar)
        ]
    assert len(clock.due(rows[:0], limit("3 days"))) == 0


def test_days_alone_with_the_first_day_in_or_out() -> None:
    clock = CLOCKS[1]
    epoch = date(1970, 1, 1)
    friday = (date(2026, 11, 13) - epoch).days
    out, within = (
        clock.add_days(np.array([friday, friday + 1]), 2, first_day=each) - friday
        for each in (False, True)
    )
    assert (out.tolist(), within.tolist()) == ([4, 4], [3, 4])


def test_a_date_beyond_what_is_known_is_refused_by_its_year() -> None:
    clock = CLOCKS[1]
    late = moments([datetime(2026, 12, 30, 10, tzinfo=CHINA.zone)])
    for length in ("1 day", "40 hours"):
        assert clock.due(moments([after(clock, 0)]), limit(length)).size == 1
    for length in ("9 days", "90 hours"):
        with pytest.raises(OutsideCalendar, match="2027"):
            clock.due(late, limit(length))
    with pytest.raises(OutsideCalendar, match="2023"):
        clock.due(moments([datetime(2023, 12, 30, 10, tzinfo=CHINA.zone)]), limit("1 day"))
    with pytest.raises(OutsideCalendar, match="2027"):
        Clock.of(CHINA, date(2026, 1, 1), date(2027, 1, 31))


def test_what_is_not_counted_in_bulk_is_refused() -> None:
    with pytest.raises(NotInBulk, match="1 month"):
        CLOCKS[0].due(moments([after(CLOCKS[0], 0)]), limit("1 month"))
    with pytest.raises(NotInBulk, match="Berlin"):
        Clock.of(calendar_of("", "Europe/Berlin"), date(2026, 3, 1), date(2026, 4, 30))
