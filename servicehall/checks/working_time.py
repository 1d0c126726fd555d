"""Time limits in working time: read, worked out one by one, and as tables to look them up in."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta
from typing import NamedTuple

from servicehall.worktime.calendars import OutsideCalendar, WorkCalendar
from servicehall.worktime.limits import Limit
from servicehall.worktime.reckoning import due as reckoned
from servicehall.worktime.rules import DEFAULT, rule

LONGEST_DAYS, HOURS_A_DAY = 1_000, 8
_WORKING = re.compile(r"^(\d+) working (hour|day)s?$")
NONE = timedelta(0)


def working_length(within: str) -> Limit | None:
    """The working time that ``within`` names; ``None`` where it names elapsed time.

    Raises ``ValueError`` for none at all and for one longer than ``LONGEST_DAYS``.
    """
    found = _WORKING.match(within)
    if not found:
        return None
    count, unit = int(found[1]), f"{found[2]}s"
    if not count:
        raise ValueError(f"no time at all: {within!r}")
    if count > LONGEST_DAYS * (HOURS_A_DAY if unit == "hours" else 1):
        raise ValueError(f"longer than {LONGEST_DAYS} working days: {within!r}")
    return Limit(count, unit)


def working_due(start: datetime, length: Limit, calendar: WorkCalendar | None) -> datetime | None:
    """When the working time is over; ``None`` where the calendar does not reach that far.

    Days count from the day after and end when the office closes; hours run while it is open.
    """
    if calendar is None:
        return None
    try:
        return reckoned(start, length, calendar, rule=rule(DEFAULT))
    except (OutsideCalendar, OverflowError):
        return None


class Stretch(NamedTuple):
    """A time in which the office is open, with the working time up to it and with it."""

    opens: datetime
    closes: datetime
    before: timedelta
    after: timedelta


class Day(NamedTuple):
    """A day, how many working days there are up to and with it, and when it closes if one."""

    begins: datetime
    through: int
    closes: datetime | None


class CalendarTable(NamedTuple):
    """The calendar from a day on, as far as it is asked for and known."""

    stretches: list[Stretch]
    days: list[Day]


def calendar_table(
    calendar: WorkCalendar | None, first: datetime, last: datetime, days: int, hours: int
) -> CalendarTable:
    """What it takes to look up when so many days or hours are over.

    They start between the two moments. It ends where the calendar is no longer known.
    """
    table = CalendarTable([], [])
    if calendar is None:
        return table
    day, final = first.astimezone(calendar.zone).date(), last.astimezone(calendar.zone).date()
    worked, through = NONE, 0
    enough, days_enough = timedelta.max, days
    while day <= final or worked < enough or through < days_enough:
        try:
            stretches = calendar.stretches(day)
        except OutsideCalendar:
            break
        for opens, closes in stretches:
            table.stretches.append(Stretch(opens, closes, worked, worked + (closes - opens)))
            worked += closes - opens
        through += bool(stretches)
        closes_at = stretches[-1][1] if stretches else None
        table.days.append(Day(calendar.at(day, time.min), through, closes_at))
        if day == final:
            enough, days_enough = worked + timedelta(hours=hours), through + days
        day += timedelta(days=1)
    return table
