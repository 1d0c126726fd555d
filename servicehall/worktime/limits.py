"""Time limits as the law counts them, and the moment at which they end."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from servicehall.worktime.calendars import WorkCalendar

HOURS_A_DAY = 8
"""A Korean period of up to five days is counted in hours, eight to the day."""


@dataclass(frozen=True)
class Limit:
    """A length of working time: so many hours, or so many days."""

    count: int
    unit: str

    @property
    def hours(self) -> int:
        """Its length in working hours, for comparing one limit with another."""
        return self.count * HOURS_A_DAY if self.unit == "days" else self.count


def limit(text: str) -> Limit:
    """Read ``immediate``, ``3 hours`` or ``7 days``; raises ``ValueError`` for anything else.

    ``immediate`` is three working hours (Korea's Civil Petitions Treatment Act, decree on
    periods).
    """
    if text == "immediate":
        return Limit(3, "hours")
    found = re.fullmatch(r"(\d+) (hour|day)s?", text)
    if not found or not int(found[1]):
        raise ValueError(f"a limit is 'immediate', 'N hours' or 'N days', not {text!r}")
    return Limit(int(found[1]), f"{found[2]}s")


def due(start: datetime, length: Limit, calendar: WorkCalendar) -> datetime:
    """When a limit that starts at ``start`` (with a zone) ends.

    Korea (Civil Petitions Treatment Act, art. 19): up to five days run in working hours from
    the moment of receipt, eight to the day; six days and more in days, the first day counted,
    to the end of the last. China: working days from the day after, to the end of the last;
    hours run as working hours. Elsewhere: as in China.
    Raises ``OutsideCalendar`` where the holidays of a year are not known.
    """
    start = start.astimezone(calendar.zone)
    if length.unit == "hours":
        return _after_hours(start, length.count, calendar)
    if calendar.jurisdiction == "KR":
        if length.count <= 5:
            return _after_hours(start, length.hours, calendar)
        day = start.date()
        days = calendar.working_days(day - timedelta(days=1))
    else:
        days = calendar.working_days(start.date())
    for _ in range(length.count):
        day = next(days)
    return calendar.closing(day)


def _after_hours(start: datetime, hours: int, calendar: WorkCalendar) -> datetime:
    left = timedelta(hours=hours)
    for day in calendar.working_days(start.date() - timedelta(days=1)):
        for opens, closes in calendar.spans:
            begins = max(start, calendar.at(day, opens))
            span = calendar.at(day, closes) - begins
            if span <= timedelta(0):
                continue
            if span >= left:
                return begins + left
            left -= span
    raise AssertionError("working days do not end")
