"""Periods counted minute by minute from the calendars' own packages: slow and obvious."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import chinese_calendar
import holidays

from servicehall.worktime.limits import Limit
from servicehall.worktime.reckoning import Suspension

ZONES = {"KR": ZoneInfo("Asia/Seoul"), "CN": ZoneInfo("Asia/Shanghai")}
MINUTE = timedelta(minutes=1)


@cache
def is_working(country: str, day: date) -> bool:
    """Whether the day is worked."""
    if country == "CN":
        return bool(chinese_calendar.is_workday(day))
    return day.weekday() < 5 and day not in holidays.country_holidays("KR", years=day.year)


@dataclass(frozen=True)
class Case:
    """A period to reckon."""

    country: str
    start: datetime
    length: Limit
    suspensions: tuple[Suspension, ...]


def cases(country: str, count: int, *, seed: int = 1) -> Iterator[Case]:
    """Random periods of up to thirty days with up to three suspensions, at any hour of any day."""
    draw = random.Random(f"{country} {seed}")
    first = datetime(2018, 1, 1, tzinfo=ZONES[country])
    for _ in range(count):
        start = first + timedelta(minutes=draw.randrange(8 * 365 * 1440))
        unit = draw.choice(["hours", "days", "days"])
        length = Limit(draw.randint(1, 40 if unit == "hours" else 30), unit)
        edges = sorted(draw.randrange(-3 * 1440, 40 * 1440) for _ in range(2 * draw.randint(0, 3)))
        moments = [start + timedelta(minutes=each) for each in edges]
        pairs = zip(moments[::2], moments[1::2], strict=True)
        yield Case(country, start, length, tuple(Suspension(*each) for each in pairs))


def step(case: Case) -> datetime:
    """When the period ends."""
    korea = case.country == "KR"
    now = case.start
    if case.length.unit == "hours" or (korea and case.length.count <= 5):
        left = case.length.count * 60 * (8 if case.length.unit == "days" else 1)
    else:
        left = 0
        closing = _closing(case.country, now, case.length.count)
        while now < closing:
            left += _counts(case.country, now)
            now += MINUTE
        if not any(each.begins < closing for each in case.suspensions):
            return closing
        now = case.start
    while left:
        if _counts(case.country, now) and not _stands(case, now):
            left -= 1
        now += MINUTE
    return now


def _closing(country: str, start: datetime, days: int) -> datetime:
    """The end of the last of so many days: in Korea the first one is that of the start, unless
    the office has closed by then; in China it is the next."""
    day = start.date()
    if country == "CN" or start.hour >= 18:
        day += timedelta(days=1)
    whole = 0
    while True:
        whole += is_working(country, day)
        if whole == days:
            return datetime(day.year, day.month, day.day, 18, tzinfo=start.tzinfo)
        day += timedelta(days=1)


def _counts(country: str, now: datetime) -> bool:
    return is_working(country, now.date()) and now.hour in (9, 10, 11, 13, 14, 15, 16, 17)


def _stands(case: Case, now: datetime) -> bool:
    return any(each.begins <= now < each.ends for each in case.suspensions)
