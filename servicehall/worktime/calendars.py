"""Working calendars of a jurisdiction: which days are worked, which hours the office keeps."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import chinese_calendar
import holidays


class OutsideCalendar(LookupError):
    """The day lies in a year whose holidays are not known yet; no date is guessed."""


@dataclass(frozen=True)
class WorkCalendar:
    """The days and hours that count in one jurisdiction.

    ``spans`` are the office's hours on a working day, in order, local wall time.
    """

    jurisdiction: str
    zone: ZoneInfo
    spans: tuple[tuple[time, time], ...] = ((time(9), time(12)), (time(13), time(18)))

    def is_working(self, day: date) -> bool:
        """Whether the day counts; raises ``OutsideCalendar`` where nobody knows yet."""
        if self.jurisdiction == "CN":
            try:
                return bool(chinese_calendar.is_workday(day))
            except NotImplementedError:
                raise OutsideCalendar(f"the calendar of {day.year} is not known") from None
        if self.jurisdiction == "KR":
            return day.weekday() < 5 and day not in _korean_holidays(day.year)
        return day.weekday() < 5

    def working_days(self, after: date) -> Iterator[date]:
        """The working days that follow a day, one after the other."""
        day = after
        while True:
            day += timedelta(days=1)
            if self.is_working(day):
                yield day

    @property
    def closes(self) -> time:
        """When the office's working day ends."""
        return self.spans[-1][1]

    def at(self, day: date, moment: time) -> datetime:
        """That wall time on that day, with the zone."""
        return datetime.combine(day, moment, tzinfo=self.zone)

    def closing(self, day: date) -> datetime:
        """The end of the working day."""
        return self.at(day, self.closes)

    def days_between(self, earlier: date, later: date) -> int:
        """Working days after ``earlier`` up to and with ``later``; negative when it lies before."""
        if later < earlier:
            return -self.days_between(later, earlier)
        days = (earlier + timedelta(days=n) for n in range(1, (later - earlier).days + 1))
        return sum(self.is_working(day) for day in days)


@lru_cache(maxsize=64)
def _korean_holidays(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("KR", years=year))


@lru_cache(maxsize=64)
def calendar_of(jurisdiction: str, zone: str) -> WorkCalendar:
    """The calendar of a jurisdiction (``KR``, ``CN``; any other: Monday to Friday)."""
    return WorkCalendar(jurisdiction, ZoneInfo(zone))
