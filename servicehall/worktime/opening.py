"""When an office receives people: hours by weekday, days off, and the next opening; pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from servicehall.worktime.calendars import OutsideCalendar, WorkCalendar

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
"""The days of a week as hours are kept by them, in the order of ``date.weekday``."""
LOOKS_AHEAD = 60
"""Days in which a next opening is looked for; an office closed for longer names none."""

Weekly = Mapping[str, Sequence[Sequence[str]]]
"""Hours by weekday as they are stored: ``{"mon": [["09:00", "12:00"], ["13:00", "18:00"]]}``."""
Span = tuple[time, time]


class Stretch(NamedTuple):
    """A time without a break in which people are received."""

    opens: datetime
    closes: datetime


class WrongHours(ValueError):
    """What was written is no opening hours."""


def read_spans(text: str) -> list[list[str]]:
    """The spans of a day written as people do, such as ``09:00-12:00, 13:00-18:00``.

    Raises ``WrongHours`` for what is no time, ends before it begins, or overlaps.
    """
    spans: list[list[str]] = []
    for part in filter(None, (each.strip() for each in text.replace("–", "-").split(","))):
        opens, _, closes = part.partition("-")
        try:
            begin, end = time.fromisoformat(opens.strip()), time.fromisoformat(closes.strip())
        except ValueError:
            raise WrongHours(part) from None
        if begin >= end or (spans and begin < time.fromisoformat(spans[-1][1])):
            raise WrongHours(part)
        spans.append([f"{begin:%H:%M}", f"{end:%H:%M}"])
    return spans


def written_spans(spans: Iterable[Sequence[str]]) -> str:
    """The spans of a day as ``read_spans`` reads them."""
    return ", ".join(f"{opens}-{closes}" for opens, closes in spans)


@dataclass(frozen=True)
class OpeningHours:
    """The hours of an office: those of all its tables at once, so a service's within the hall's.

    On public holidays of the calendar and on ``days_off`` nobody is received. A weekend day that
    the calendar has people work (as China does before long holidays) keeps Friday's hours where
    it has none of its own. Of years that the calendar does not know yet, the weekday counts.
    """

    calendar: WorkCalendar
    tables: tuple[Weekly, ...]
    days_off: frozenset[date] = frozenset()

    def of(self, day: date) -> list[Span]:
        """The spans of a day, in order; empty for a day on which nobody is received."""
        if day in self.days_off or self._is_holiday(day):
            return []
        found: list[Span] | None = None
        for table in self.tables:
            spans = [_span(each) for each in table.get(self._weekday(day, table), ())]
            found = spans if found is None else _common(found, spans)
        return found or []

    def stretches(self, day: date) -> list[Stretch]:
        """The spans of a day as moments."""
        return [
            Stretch(self.calendar.at(day, opens), self.calendar.at(day, closes))
            for opens, closes in self.of(day)
        ]

    def at(self, moment: datetime) -> Stretch | None:
        """The stretch that the moment lies in; None where nobody is received then."""
        return next(
            (each for each in self.stretches(self._day(moment)) if each.opens <= moment < each[1]),
            None,
        )

    def closing(self, moment: datetime) -> datetime | None:
        """When the moment's day ends for people; None for a day without hours."""
        stretches = self.stretches(self._day(moment))
        return stretches[-1].closes if stretches else None

    def next(self, moment: datetime, *, another_day: bool = False) -> datetime | None:
        """The next opening after the moment, on that day or later, or only on another day."""
        first = self._day(moment)
        for days in range(int(another_day), LOOKS_AHEAD + 1):
            for each in self.stretches(first + timedelta(days=days)):
                if each.opens > moment:
                    return each.opens
        return None

    def _day(self, moment: datetime) -> date:
        return moment.astimezone(self.calendar.zone).date()

    def _is_holiday(self, day: date) -> bool:
        try:
            return day.weekday() < 5 and not self.calendar.is_working(day)
        except OutsideCalendar:
            return False

    def _weekday(self, day: date, table: Weekly) -> str:
        name = WEEKDAYS[day.weekday()]
        if table.get(name) or day.weekday() < 5:
            return name
        try:
            return "fri" if self.calendar.is_working(day) else name
        except OutsideCalendar:
            return name


def weekly(tables: Sequence[Weekly]) -> dict[str, list[Span]]:
    """The hours that all the tables have in common, by weekday; closed days are left out."""
    found: dict[str, list[Span]] = {}
    for day in WEEKDAYS:
        spans: list[Span] | None = None
        for table in tables:
            own = [_span(each) for each in table.get(day, ())]
            spans = own if spans is None else _common(spans, own)
        if spans:
            found[day] = spans
    return found


def _span(pair: Sequence[str]) -> Span:
    return time.fromisoformat(pair[0]), time.fromisoformat(pair[1])


def _common(first: Iterable[Span], second: Sequence[Span]) -> list[Span]:
    return [
        (max(one[0], other[0]), min(one[1], other[1]))
        for one in first
        for other in second
        if max(one[0], other[0]) < min(one[1], other[1])
    ]
