"""The hall's numbers: what the episodes of visits come to, in all and by day, hour and place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from sys import intern
from typing import Literal
from zoneinfo import ZoneInfo

from servicehall.hall.models import Centre
from servicehall.reception.episodes import Episode, What, episodes, facts_of_days

LEAST = 5
"""Fewer than so many tell nothing of the rest: no percentile and no share is made of them."""

DAYS_KEPT = 100
"""Of how many days what was counted is kept at hand; 0.6 MB a day of a hall with 1,500 visits."""

_WHAT: tuple[What, ...] = ("arrival", "wait", "service", "parked", "missed", "given_up")


def percentile(ordered: Sequence[float], share: int) -> float:
    """The value that ``share`` of a hundred do not exceed, between its two neighbours.

    Exact, and the same as ``percentile_cont`` of SQL and ``PERCENTILE.INC`` of spreadsheets, so
    that anybody can check it. ``ordered`` is sorted and not empty.
    """
    place, rest = divmod((len(ordered) - 1) * share, 100)
    if not rest:
        return ordered[place]
    low, high = ordered[place], ordered[place + 1]
    return round(low + (high - low) * rest / 100, 3)


@dataclass(frozen=True)
class Spread:
    """How long something took, each time that is known, the shortest first, in minutes."""

    minutes: Sequence[float]

    @property
    def n(self) -> int:
        """How many it rests on."""
        return len(self.minutes)

    @property
    def enough(self) -> bool:
        """Whether they are enough to speak of the rest."""
        return self.n >= LEAST

    @cached_property
    def median(self) -> float | None:
        """Half of them took no longer; None where they are too few."""
        return percentile(self.minutes, 50) if self.enough else None

    @cached_property
    def ninetieth(self) -> float | None:
        """Nine of ten took no longer; None where they are too few."""
        return percentile(self.minutes, 90) if self.enough else None

    def within(self, most: float) -> int:
        """How many took no longer than so many minutes."""
        return sum(each <= most for each in self.minutes)


class Figures:
    """What some episodes come to."""

    def __init__(self) -> None:
        self.minutes: dict[str, list[float | None]] = {what: [] for what in (*_WHAT, "booked")}
        """How long each took, by what it is; ``booked`` has the arrivals by appointment."""

    @property
    def arrivals(self) -> int:
        """Tickets taken."""
        return len(self.minutes["arrival"])

    @property
    def booked(self) -> int:
        """Tickets taken by appointment."""
        return len(self.minutes["booked"])

    @property
    def walk_ins(self) -> int:
        """Tickets taken without an appointment."""
        return self.arrivals - self.booked

    @property
    def calls(self) -> int:
        """How often somebody was called to come to a counter."""
        return len(self.minutes["wait"])

    @property
    def missed(self) -> int:
        """How often nobody came who was called."""
        return len(self.minutes["missed"])

    @property
    def given_up(self) -> int:
        """How many left without being called, or were not called before closing."""
        return len(self.minutes["given_up"])

    @property
    def ended(self) -> int:
        """How many waits ended, with a call or given up."""
        return self.calls + self.given_up

    @cached_property
    def waits(self) -> Spread:
        """Waits that ended with a call."""
        return self._spread("wait")

    @cached_property
    def services(self) -> Spread:
        """Services, without the time set aside."""
        return self._spread("service")

    @cached_property
    def parked(self) -> Spread:
        """Times set aside."""
        return self._spread("parked")

    def _spread(self, what: What) -> Spread:
        return Spread(sorted(each for each in self.minutes[what] if each is not None))


@dataclass(frozen=True)
class Choice:
    """Which episodes are meant; what is empty leaves all."""

    unit: str = ""
    service: str = ""
    counter: str = ""
    came: Literal["", "booked", "walk_in"] = ""
    """By appointment or without one."""

    def holds(self, service: str, unit: str, counter: str, booked: bool) -> bool:
        """Whether an episode of these is among them."""
        return (
            (not self.unit or self.unit == unit)
            and (not self.service or self.service == service)
            and (not self.counter or self.counter == counter)
            and (not self.came or (self.came == "booked") is booked)
        )


EVERYTHING = Choice()


@dataclass(frozen=True)
class Numbers:
    """The figures of a stretch of days, in all and by its parts."""

    whole: Figures
    days: Mapping[date, Figures]
    """By the ticket's day."""
    hours: Mapping[int, Figures]
    """By the hour in the centre's zone at which each began: when somebody came, began to wait,
    was first served. The hour that a change of clocks repeats is one."""
    units: Mapping[str, Figures]
    """By the unit that the ticket was taken for, that called, that served."""
    services: Mapping[str, Figures]
    """By the service that it was for at that counter."""
    counters: Mapping[str, Figures]
    """By the counter that called or served; who came has not come to one yet."""


Counted = tuple[What, int, str, str, str, bool, float | None]
"""What numbers need of an episode: what, hour, service, unit, counter, booked, minutes. A plain
tuple, which costs Python least to make and to keep."""


def numbers(centre: Centre, *, since: date, until: date, choice: Choice = EVERYTHING) -> Numbers:
    """The figures of a stretch of days, in all and by its parts.

    Counted from the record, of each day once: a day of which no fact was added is remembered.
    """
    narrowed, all_of_them = choice != EVERYTHING, Figures()
    days: dict[date, Figures] = defaultdict(Figures)
    hours: dict[int, Figures] = defaultdict(Figures)
    units, services, counters = (_by_code() for _ in range(3))
    for day, found in _days(centre, since, until):
        for what, hour, service, unit, counter, booked, minutes in found:
            if narrowed and not choice.holds(service, unit, counter, booked):
                continue
            parts = [all_of_them, days[day], hours[hour], units[unit], services[service]]
            if counter:
                parts.append(counters[counter])
            for part in parts:
                part.minutes[what].append(minutes)
                if booked and what == "arrival":
                    part.minutes["booked"].append(minutes)
    return Numbers(all_of_them, days, hours, units, services, counters)


def _by_code() -> dict[str, Figures]:
    return defaultdict(Figures)


def whole(centre: Centre, *, since: date, until: date, choice: Choice = EVERYTHING) -> Figures:
    """The figures of a stretch of days in all."""
    narrowed, figures = choice != EVERYTHING, Figures()
    minutes = figures.minutes
    for _, found in _days(centre, since, until):
        for what, _hour, service, unit, counter, booked, took in found:
            if narrowed and not choice.holds(service, unit, counter, booked):
                continue
            minutes[what].append(took)
            if booked and what == "arrival":
                minutes["booked"].append(took)
    return figures


def chosen_episodes(
    centre: Centre,
    *,
    since: date,
    until: date,
    choice: Choice = EVERYTHING,
    hour: int | None = None,
) -> Iterator[Episode]:
    """The episodes that figures are made of, each visit's together; one statement."""
    zone = ZoneInfo(centre.timezone)
    for each in episodes(centre.code, since=since, until=until):
        _, _, service, unit, counter, booked, began, _ = each
        if hour is not None and began.astimezone(zone).hour != hour:
            continue
        if choice.holds(service, unit, counter, booked):
            yield each


def _days(centre: Centre, since: date, until: date) -> Iterator[tuple[date, Sequence[Counted]]]:
    for day, facts in facts_of_days(centre.code, since=since, until=until).items():
        yield day, _day(centre.code, centre.timezone, day, facts)


@lru_cache(maxsize=DAYS_KEPT)
def _day(centre: str, timezone: str, day: date, facts: int) -> Sequence[Counted]:
    """What numbers need of a day of whose visits the record has so many facts."""
    zone = ZoneInfo(timezone)
    # The database gives each text anew; a hall has but a few.
    return [
        (
            what,
            began.astimezone(zone).hour,
            intern(service),
            intern(unit),
            intern(counter),
            booked,
            minutes,
        )
        for what, _, service, unit, counter, booked, began, minutes in episodes(
            centre, since=day, until=day
        )
    ]


forget: Callable[[], None] = _day.cache_clear
"""Count everything anew; for a record that was put in the place of another."""
