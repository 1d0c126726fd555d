"""The times that can be booked on a day: inside the hours, one after the other; pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True)
class Hours:
    """From when to when appointments are given on a day, in wall time, without the pause."""

    opens: time
    closes: time
    """Midnight (00:00) is the end of the day."""
    pause: tuple[time, time] | None = None

    @property
    def spans(self) -> Sequence[tuple[time, time]]:
        """The stretches before and after the pause; what is turned about or empty is left out."""
        if self.pause is None or not _before(*self.pause):
            found = [(self.opens, self.closes)]
        else:
            begins, ends = self.pause
            first = begins if _before(begins, self.closes) else self.closes
            found = [(self.opens, first), (max(self.opens, ends), self.closes)]
        return [(since, until) for since, until in found if _before(since, until)]


@dataclass(frozen=True)
class Slot:
    """A time that can be booked, how many appointments it takes and how many it has."""

    starts: datetime
    ends: datetime
    capacity: int = 0
    taken: int = 0

    @property
    def free(self) -> int:
        """How many more can be booked."""
        return max(0, self.capacity - self.taken)


def times(day: date, hours: Hours, minutes: int, zone: ZoneInfo) -> Iterator[Slot]:
    """The slots of a day, each of as many real minutes as it says, in UTC.

    On a day when clocks are changed there are as many as truly fit: none begins at a wall time
    that does not exist, and a wall time that comes twice is not given twice at the edges.
    """
    length = timedelta(minutes=minutes)
    for since, until in hours.spans:
        starts, ends = _latest(day, since, zone), _earliest(_end_day(day, until), until, zone)
        while starts + length <= ends:
            yield Slot(starts, starts + length)
            starts += length


def overlapping(slot: Slot, taken: Sequence[tuple[datetime, datetime]]) -> int:
    """How many of the taken times reach into the slot.

    They may come from a plan with other slots, and then reach into two of them.
    """
    return sum(starts < slot.ends and ends > slot.starts for starts, ends in taken)


def present(slot: Slot, shifts: Sequence[tuple[datetime, datetime]]) -> int:
    """How many of the shifts last for the whole slot."""
    return sum(starts <= slot.starts and slot.ends <= ends for starts, ends in shifts)


def _before(since: time, until: time) -> bool:
    return until == time(0) or since < until


def _end_day(day: date, until: time) -> date:
    return day + timedelta(days=1) if until == time(0) else day


def _latest(day: date, wall: time, zone: ZoneInfo) -> datetime:
    return max(_either(day, wall, zone))


def _earliest(day: date, wall: time, zone: ZoneInfo) -> datetime:
    return min(_either(day, wall, zone))


def _either(day: date, wall: time, zone: ZoneInfo) -> Iterator[datetime]:
    """What a wall time may mean: two moments where clocks are set back or forward over it."""
    for fold in (0, 1):
        yield datetime.combine(day, wall, tzinfo=zone).replace(fold=fold).astimezone(UTC)
