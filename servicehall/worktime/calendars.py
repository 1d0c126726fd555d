"""Working calendars of a jurisdiction: which days are worked, which hours the office keeps.

What is a holiday comes from the packages ``holidays`` and ``chinesecalendar``; what they do not
say, such as since when a holiday is known, stands in ``jurisdictions.yaml``; a hall adds changes
of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import chinese_calendar
import holidays
import yaml

Span = tuple[time, time]

OFFICE: tuple[Span, ...] = ((time(9), time(12)), (time(13), time(18)))
"""The hours of an office that says nothing else."""


class OutsideCalendar(LookupError):
    """The day lies in a year whose holidays are not known; no date is guessed."""


@dataclass(frozen=True)
class Change:
    """A day that is not what the jurisdiction's calendar makes it, known since a day.

    ``spans`` are the hours kept on it, empty for a day of rest. A later change of the same day
    takes the place of an earlier one.
    """

    day: date
    spans: tuple[Span, ...]
    known: date
    reason: str


@dataclass(frozen=True)
class WorkCalendar:
    """The days and hours that count in one jurisdiction, as known now or on an earlier day.

    ``spans`` are the office's hours on a working day, in order, local wall time. ``known_on`` is
    the day as of which holidays and changes are known; None for all that is known now.
    """

    jurisdiction: str
    zone: ZoneInfo
    spans: tuple[Span, ...] = OFFICE
    changes: tuple[Change, ...] = ()
    known_on: date | None = None

    def as_known(self, on: date) -> WorkCalendar:
        """The same calendar without what was declared after that day."""
        return replace(self, known_on=on)

    def with_changes(self, changes: Iterable[Change]) -> WorkCalendar:
        """The same calendar with further changes."""
        return replace(self, changes=(*self.changes, *changes))

    @property
    def known_through(self) -> date:
        """The last day that is known; the last day there is where no holidays are kept."""
        announced = _about(self.jurisdiction).announced
        known = self.known_on
        if known is None or not announced:
            return _about(self.jurisdiction).known_through
        years = [year for year, day in announced.items() if day <= known]
        return date(max(years, default=min(announced) - 1), 12, 31)

    def hours(self, day: date) -> tuple[Span, ...]:
        """The hours that are worked on a day, in order; none on a day of rest.

        Raises ``OutsideCalendar`` where nobody knows yet.
        """
        change = self._changes.get(day)
        if change is not None:
            return change.spans
        return self.spans if self._is_ordinary_working(day) else ()

    def is_working(self, day: date) -> bool:
        """Whether the day counts; raises ``OutsideCalendar`` where nobody knows yet."""
        return bool(self.hours(day))

    def why(self, day: date) -> str:
        """Why a day is what it is: the name of a holiday, a change's reason, ``Saturday``,
        ``make-up working day``; empty for an ordinary working day. In English."""
        change = self._changes.get(day)
        if change is not None:
            return change.reason
        working = self._is_ordinary_working(day)
        if working:
            return "make-up working day" if day.weekday() >= 5 else ""
        return _holiday(self.jurisdiction, day) or f"{day:%A}"

    def working_days(self, after: date) -> Iterator[date]:
        """The working days that follow a day, one after the other."""
        day = after
        while True:
            day += timedelta(days=1)
            if self.is_working(day):
                yield day

    @property
    def closes(self) -> time:
        """When the office's usual working day ends."""
        return self.spans[-1][1]

    def at(self, day: date, moment: time) -> datetime:
        """That wall time on that day, with the zone."""
        return datetime.combine(day, moment, tzinfo=self.zone)

    def closing(self, day: date) -> datetime:
        """The end of a day: when its hours end, or those of a usual day where it has none."""
        hours = self.hours(day) or self.spans
        return self.at(day, hours[-1][1])

    def stretches(self, day: date) -> list[tuple[datetime, datetime]]:
        """The hours of a day as moments."""
        return [(self.at(day, opens), self.at(day, closes)) for opens, closes in self.hours(day)]

    def days_between(self, earlier: date, later: date) -> int:
        """Working days after ``earlier`` up to and with ``later``; negative when it lies before."""
        if later < earlier:
            return -self.days_between(later, earlier)
        days = (earlier + timedelta(days=n) for n in range(1, (later - earlier).days + 1))
        return sum(self.is_working(day) for day in days)

    @cached_property
    def _changes(self) -> Mapping[date, Change]:
        known = (
            each for each in self.changes if self.known_on is None or each.known <= self.known_on
        )
        return {each.day: each for each in sorted(known, key=lambda each: each.known)}

    def _is_ordinary_working(self, day: date) -> bool:
        self._require_known(day)
        working = _is_working(self.jurisdiction, day)
        declared = _about(self.jurisdiction).declared.get(day)
        if declared is not None and self.known_on is not None and self.known_on < declared:
            return not working
        return working

    def _require_known(self, day: date) -> None:
        if not _about(self.jurisdiction).known_from <= day <= self.known_through:
            raise OutsideCalendar(f"the calendar of {day.year} is not known")


@dataclass(frozen=True)
class _Jurisdiction:
    known_from: date
    known_through: date
    announced: Mapping[int, date]
    declared: Mapping[date, date]
    """Days that are what they are since a decision, with the day of the decision."""


_KNOWN_FROM = {"KR": date(1949, 1, 1), "CN": date(2004, 1, 1)}


@lru_cache(maxsize=16)
def _about(jurisdiction: str) -> _Jurisdiction:
    text = Path(__file__).with_name("jurisdictions.yaml").read_text()
    found: dict[str, Any] = yaml.safe_load(text).get(jurisdiction, {})
    return _Jurisdiction(
        known_from=_KNOWN_FROM.get(jurisdiction, date.min),
        known_through=found.get("known_through", date.max),
        announced=found.get("announced", {}),
        declared={
            day: each["decided"]
            for each in found.get("declared", ())
            for day in (*each.get("rest", ()), *each.get("work", ()))
        },
    )


def _is_working(jurisdiction: str, day: date) -> bool:
    if jurisdiction == "CN":
        return bool(chinese_calendar.is_workday(day))
    if jurisdiction == "KR":
        return day.weekday() < 5 and day not in _korean_holidays(day.year)
    return day.weekday() < 5


def _holiday(jurisdiction: str, day: date) -> str:
    if jurisdiction == "CN":
        return str(chinese_calendar.get_holiday_detail(day)[1] or "")
    if jurisdiction == "KR":
        return _korean_holidays(day.year).get(day, "")
    return ""


@lru_cache(maxsize=64)
def _korean_holidays(year: int) -> Mapping[date, str]:
    return dict(holidays.country_holidays("KR", years=year, language="en_US"))


@lru_cache(maxsize=64)
def calendar_of(jurisdiction: str, zone: str) -> WorkCalendar:
    """The calendar of a jurisdiction (``KR``, ``CN``; any other: Monday to Friday)."""
    return WorkCalendar(jurisdiction, ZoneInfo(zone))
