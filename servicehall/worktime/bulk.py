"""Due dates for millions at once: a calendar packed into small tables, one look-up a question.

Moments are seconds since 1970 in UTC (int64), days are days since 1970 of the calendar's zone.
Results equal those of ``servicehall.worktime.reckoning``. Needs numpy (``servicehall[scale]``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from math import gcd
from typing import Any

import numpy as np
import numpy.typing as npt

from servicehall.worktime.calendars import OutsideCalendar, WorkCalendar
from servicehall.worktime.limits import Limit
from servicehall.worktime.rules import Rule, rule_of

Seconds = npt.NDArray[np.int64]
Days = npt.NDArray[np.int64]

DAY = 86_400
CHUNK = 16_384
"""Rows that are worked on at once, so that what lies between two steps stays in the cache."""
_EPOCH = date(1970, 1, 1)


class NotInBulk(ValueError):
    """This can't be reckoned in bulk: the zone's offset changes within the days of the clock."""


@dataclass(frozen=True)
class Clock:
    """A calendar from its first to its last day as tables.

    ``granule`` divides every boundary of working hours, so that each granule of wall time is
    worked through or not at all.
    """

    calendar: WorkCalendar
    first: int
    """The first day, as days since 1970."""
    offset: int
    """Seconds that the zone is ahead of UTC."""
    granule: int
    worked_before: Seconds
    """For each granule of wall time: working seconds before it begins."""
    worked_in: Seconds
    """For each granule of wall time: the granule if it is worked, else 0."""
    granule_at: Seconds
    """For each granule of working time: when it begins, in seconds since 1970 UTC."""
    days_through: Days
    """For each day: how many working days there are up to and with it."""
    nth_day: Days
    """For each number of a working day, from 1 on: which day it is, and 0 at place 0."""
    closing: Seconds
    """For each day: when its hours end, in seconds since 1970 UTC."""

    @classmethod
    def of(cls, calendar: WorkCalendar, first: date, last: date) -> Clock:
        """Pack the days from the first to the last, both included.

        Raises ``OutsideCalendar`` where a year is not known, ``NotInBulk``.
        """
        days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
        hours = [calendar.hours(day) for day in days]
        bounds = {_second(each) for spans in hours for span in spans for each in span}
        granule = gcd(DAY, *bounds)
        wall = np.zeros(len(days) * DAY // granule, np.int64)
        for place, spans in enumerate(hours):
            for opens, closes in spans:
                begin = (place * DAY + _second(opens)) // granule
                wall[begin : (place * DAY + _second(closes)) // granule] = granule
        offset = _offset(calendar, days)
        start = (first - _EPOCH).days
        working = np.array([bool(spans) for spans in hours])
        ends = [_second((spans or calendar.spans)[-1][1]) for spans in hours]
        begins = np.arange(len(days), dtype=np.int64) * DAY + start * DAY - offset
        return cls(
            calendar=calendar,
            first=start,
            offset=offset,
            granule=granule,
            worked_before=np.concatenate(([0], np.cumsum(wall)[:-1])),
            worked_in=wall,
            granule_at=np.flatnonzero(wall) * granule + start * DAY - offset,
            days_through=np.cumsum(working),
            nth_day=np.concatenate(([0], np.flatnonzero(working) + start)),
            closing=begins + np.array(ends),
        )

    @property
    def last(self) -> int:
        """The last day, as days since 1970."""
        return self.first + len(self.days_through) - 1

    def day_of(self, moments: Seconds) -> Days:
        """The day that each moment lies in, in the calendar's zone."""
        return (moments + self.offset) // DAY

    def working_seconds(self, moments: Seconds) -> Seconds:
        """Working seconds from the clock's first day to each moment.

        Raises ``OutsideCalendar`` for moments outside the clock's days.
        """
        return self._in_chunks(self._working_seconds, moments)

    def add_seconds(self, moments: Seconds, seconds: Seconds | int) -> Seconds:
        """The moments at which so many working seconds have passed; 0 leaves a moment as it is.

        Raises ``OutsideCalendar`` where that lies outside the clock's days.
        """
        return self._in_chunks(self._add_seconds, moments, seconds)

    def add_days(self, days: Days, count: Days | int, *, first_day: bool = False) -> Days:
        """The so-manieth working days after the days; with ``first_day`` they count themselves.

        Raises ``OutsideCalendar`` where that lies outside the clock's days.
        """
        return self._in_chunks(
            lambda few, many: self._add_days(few, many, first_day=first_day), days, count
        )

    def due(
        self,
        starts: Seconds,
        length: Limit,
        *,
        suspensions: Sequence[tuple[Seconds, Seconds]] = (),
        rule: Rule | None = None,
    ) -> Seconds:
        """When periods of one length that start at these moments end, as ``reckon`` says.

        ``suspensions`` are pairs of begins and ends, row by row in their order and without
        overlap; one that does not take place begins when it ends. Raises ``OutsideCalendar``,
        ``NotInBulk`` for weeks and longer.
        """
        rule = rule or rule_of(self.calendar.jurisdiction)
        stated, first_day = rule.stated(length)
        if stated.unit == "hours":
            ends = self.add_seconds(starts, stated.count * 3600)
        elif stated.unit == "days":
            ends = self._in_chunks(
                lambda few: self._close(few, stated.count, first_day=first_day), starts
            )
        else:
            raise NotInBulk(f"{stated} is not counted in bulk")
        if not suspensions:
            return ends
        flat = [each for pair in suspensions for each in pair]
        return self._in_chunks(self._give_back, starts, ends, *flat)

    def _close(self, starts: Seconds, count: int, *, first_day: bool) -> Seconds:
        days = self.day_of(starts)
        if first_day:
            self._require(days - self.first, len(self.closing))
            days += starts >= self.closing.take(days - self.first)
        days = self._add_days(days, count, first_day=first_day)
        return self.closing[days - self.first]

    def _give_back(self, starts: Seconds, ends: Seconds, *flat: Seconds) -> Seconds:
        """Fold in order: a suspension counts if it begins before what is due by then."""
        for begin, end in zip(flat[::2], flat[1::2], strict=True):
            counts = (begin < ends) & (end > starts)
            begin = np.where(counts, np.maximum(begin, starts), starts)
            end = np.where(counts, end, starts)
            given = self._working_seconds(end) - self._working_seconds(begin)
            ends = self._add_seconds(ends, given)
        return ends

    def _working_seconds(self, moments: Seconds) -> Seconds:
        since = moments - (self.first * DAY - self.offset)
        place = since // self.granule
        self._require(place, len(self.worked_in))
        into = since - place * self.granule
        into *= self.worked_in.take(place) > 0
        into += self.worked_before.take(place)
        return into

    def _add_seconds(self, moments: Seconds, seconds: Seconds | int) -> Seconds:
        # A granule ends where the next one may not begin: what ends with it ends before lunch.
        last = self._working_seconds(moments) + (seconds - 1)
        place: Seconds = last // self.granule
        self._require(place, len(self.granule_at), least=-1)
        place_or_none = np.maximum(place, 0)
        ends = self.granule_at.take(place_or_none) + (last - place_or_none * self.granule) + 1
        if isinstance(seconds, int):
            return ends if seconds else moments.copy()
        return np.where(seconds > 0, ends, moments)

    def _add_days(self, days: Days, count: Days | int, *, first_day: bool) -> Days:
        place = days - (self.first + int(first_day))
        if first_day:
            # The day before the clock's first day has none behind it.
            self._require(place, len(self.days_through), least=-1)
            through: Days = np.where(place >= 0, self.days_through.take(np.maximum(place, 0)), 0)
        else:
            self._require(place, len(self.days_through))
            through = self.days_through.take(place)
        through = through + count
        self._require(through, len(self.nth_day))
        return self.nth_day.take(through)

    def _require(self, place: npt.NDArray[Any], many: int, *, least: int = 0) -> None:
        if place.size and (place.min() < least or place.max() >= many):
            first, last = (_EPOCH + timedelta(days=each) for each in (self.first, self.last))
            outside = first if place.min() < least else last
            raise OutsideCalendar(
                f"only {first} to {last} are reckoned here; the calendar of"
                f" {outside.year + (1 if outside == last else -1)} is not known"
            )

    def _in_chunks(
        self, work: Callable[..., npt.NDArray[np.int64]], *columns: Any
    ) -> npt.NDArray[np.int64]:
        many = len(columns[0])
        found = np.empty(many, np.int64)
        for begin, end in _chunks(many):
            found[begin:end] = work(
                *(each[begin:end] if isinstance(each, np.ndarray) else each for each in columns)
            )
        return found


def moments(given: Sequence[datetime]) -> Seconds:
    """Moments (with a zone) as seconds since 1970."""
    return np.array([int(each.timestamp()) for each in given], np.int64)


def as_datetimes(seconds: Seconds, calendar: WorkCalendar) -> list[datetime]:
    """Seconds since 1970 as moments in the calendar's zone."""
    return [datetime.fromtimestamp(each, calendar.zone) for each in seconds.tolist()]


def _chunks(many: int) -> Iterator[tuple[int, int]]:
    for begin in range(0, many, CHUNK):
        yield begin, min(begin + CHUNK, many)


def _second(moment: time) -> int:
    return moment.hour * 3600 + moment.minute * 60 + moment.second


def _offset(calendar: WorkCalendar, days: Sequence[date]) -> int:
    found = set()
    for day in (*days[::7], days[-1]):
        shift = datetime.combine(day, time(12), UTC).astimezone(calendar.zone).utcoffset()
        found.add(int(shift.total_seconds()) if shift is not None else 0)
    if len(found) > 1:
        raise NotInBulk(f"the offset of {calendar.zone} changes between {days[0]} and {days[-1]}")
    return found.pop()
