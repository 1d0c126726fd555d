"""Working time: due dates in bulk, held against a bare addition, other libraries and a stepper.

All on one core. The times are those of whole arrays in and whole arrays out.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import holidays
import numpy as np
from workalendar.asia import SouthKorea

from benchmarks import figure
from servicehall.worktime.bulk import Clock, as_datetimes, moments
from servicehall.worktime.calendars import Change, calendar_of
from servicehall.worktime.limits import Limit
from servicehall.worktime.reckoning import due
from tests.worktime.stepper import ZONES, cases, step

MANY = 4_000_000
CASES = 1_000_000
STEPPED = 1_500
"""Cases for each country, each by the counter's way and in bulk."""
KOREA, CHINA = (calendar_of(each, str(ZONES[each])) for each in ("KR", "CN"))
FIRST, LAST = date(2018, 1, 1), date(2026, 12, 31)


def main() -> None:
    """Report all figures."""
    clock = Clock.of(CHINA, FIRST, LAST)
    draw = np.random.default_rng(1)
    starts = moments([datetime(2018, 2, 1, tzinfo=CHINA.zone)]) + draw.integers(
        0, 8 * 365 * 86_400, MANY
    )
    floor = rate(lambda: np.add(starts, 3_600), MANY)
    days, peers = clock.day_of(starts), others()
    counts = draw.integers(1, 31, MANY)
    report(
        "days_per_core_s",
        rate(lambda: clock.add_days(days, counts), MANY),
        limit=100e6,
        beside=f"{floor / 1e6:.0f} M bare additions a second; {peers}",
    )
    seconds = counts * 3_600
    report(
        "office_hours_per_core_s",
        rate(lambda: clock.add_seconds(starts, seconds), MANY),
        limit=40e6,
        beside=f"{floor / 1e6:.0f} M bare additions a second",
    )
    few = starts[: MANY // 4]
    pauses, last = [], few
    for _ in range(3):
        begin = last + draw.integers(0, 5 * 86_400, len(few))
        last = begin + draw.integers(0, 2 * 86_400, len(few))
        pauses.append((begin, last))
    report(
        "suspended_per_core_s",
        rate(lambda: clock.due(few, Limit(10, "days"), suspensions=pauses), len(few)),
        limit=4e6,
        beside="three suspensions each, 10 days, to the moment",
    )
    differences()
    replay(draw)


def report(name: str, found: float, *, limit: float, beside: str) -> None:
    figure(
        name,
        round(found / 1e6, 1),
        unit="million a second on one core",
        limit=f"{limit / 1e6:.0f} million (beside {beside})",
        ratio=limit / found,
    )


def rate(work: Callable[[], object], many: int) -> float:
    """Rows a second: the best of some rounds, whatever else the machine did in the others."""
    best = float("inf")
    for _ in range(7):
        began = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - began)
    return many / best


def others() -> str:
    """How fast libraries for one date at a time are, in words."""
    korean = holidays.country_holidays("KR", years=range(2018, 2028))
    calendar = SouthKorea()
    begin = [date(2019, 1, 1) + timedelta(days=3 * n) for n in range(300)]

    def by_holidays() -> None:
        for each in begin:
            korean.get_nth_working_day(each, 10)

    def by_workalendar() -> None:
        for each in begin:
            calendar.add_working_days(each, 10)

    by_workalendar()
    return (
        f"holidays.get_nth_working_day {rate(by_holidays, len(begin)) / 1e3:.0f} k,"
        f" workalendar {rate(by_workalendar, len(begin)) / 1e3:.0f} k"
    )


def differences() -> None:
    """Report how often the counter's way or the bulk's differs from counting minute by minute."""
    wrong = checked = 0
    for country, calendar in (("KR", KOREA), ("CN", CHINA)):
        clock = Clock.of(calendar, date(2017, 12, 1), LAST)
        for case in cases(country, STEPPED, seed=4):
            wanted = step(case)
            pauses = [(moments([each.begins]), moments([each.ends])) for each in case.suspensions]
            bulk = clock.due(moments([case.start]), case.length, suspensions=pauses)
            wrong += due(case.start, case.length, calendar, suspensions=case.suspensions) != wanted
            wrong += as_datetimes(bulk, calendar) != [wanted]
            checked += 2
    figure(
        "differences_from_stepper",
        wrong,
        unit=f"of {checked} due moments",
        limit="0, Korea and China, up to three suspensions",
        ratio=float(wrong),
    )


def replay(draw: np.random.Generator) -> None:
    """Report how long it takes to know which of a million open cases a new holiday moves."""
    zone = ZoneInfo("Asia/Seoul")
    starts = moments([datetime(2026, 8, 1, tzinfo=zone)]) + draw.integers(0, 100 * 86_400, CASES)
    lengths = draw.integers(1, 31, CASES)
    known = Clock.of(KOREA, date(2026, 7, 1), LAST)
    before = _dues(known, starts, lengths)
    began = time.perf_counter()
    declared = Change(date(2026, 11, 16), (), date(2026, 11, 2), "declared later")
    now = Clock.of(KOREA.with_changes([declared]), date(2026, 7, 1), LAST)
    moved = np.count_nonzero(_dues(now, starts, lengths) != before)
    took = time.perf_counter() - began
    figure(
        "replay_1m_s",
        round(took, 3),
        unit="s",
        limit=f"2 s ({moved} of {CASES} due dates move; thirty limits)",
        ratio=took / 2,
    )


def _dues(clock: Clock, starts: np.ndarray, lengths: np.ndarray) -> np.ndarray:
    found = np.empty_like(starts)
    for count in np.unique(lengths).tolist():
        of_it = lengths == count
        found[of_it] = clock.due(starts[of_it], Limit(count, "days"))
    return found


if __name__ == "__main__":
    main()
