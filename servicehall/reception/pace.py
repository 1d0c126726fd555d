"""How a unit works: how long services take there, and what else makes people wait. Minutes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from math import erfc, exp, log, sqrt

ENOUGH = 5
"""As many services must have been counted at a unit before anything is said of it."""
ENOUGH_OF_A_SERVICE = 12
ENOUGH_AT_AN_HOUR = 40
ENOUGH_WAITS = 60
"""As many waits of one stretch must be known before past errors change what is said."""

STRETCHES = (6.0, 15.0)
"""Where short, middling and long waits part: what is left out weighs differently in each."""


def stretch_of(minutes: float) -> int:
    """Whether a wait is short (0), middling (1) or long (2)."""
    return sum(minutes >= each for each in STRETCHES)


@dataclass(frozen=True)
class Times:
    """Some times that were measured, by what adds up: how many, their sum, the sum of squares."""

    n: int = 0
    total: float = 0.0
    squares: float = 0.0

    @classmethod
    def of(cls, *minutes: float) -> Times:
        """The times given."""
        return cls(len(minutes), sum(minutes), sum(each * each for each in minutes))

    def __add__(self, other: Times) -> Times:
        return Times(self.n + other.n, self.total + other.total, self.squares + other.squares)

    @property
    def length(self) -> Length:
        """Mean and variance; of no times at all nought."""
        if not self.n:
            return Length()
        mean = self.total / self.n
        if self.n < 2:
            return Length(mean, mean * mean / 4)
        return Length(mean, max(0.0, (self.squares - self.n * mean * mean) / (self.n - 1)))


@dataclass(frozen=True)
class Length:
    """How long something takes: its mean and variance."""

    mean: float = 0.0
    variance: float = 0.0

    def __add__(self, other: Length) -> Length:
        return Length(self.mean + other.mean, self.variance + other.variance)

    def left(self, elapsed: float) -> Length:
        """What is still to come of something that has taken so long already.

        Lengths are taken to be lognormal, so what has taken very long goes on for long.
        """
        if elapsed <= 0 or self.mean <= 0:
            return self
        spread = log(1 + max(self.variance, 0.01 * self.mean**2) / self.mean**2)
        middle, width = log(self.mean) - spread / 2, sqrt(spread)

        def above(moments: int) -> float:
            return erfc(-(middle + moments * spread - log(elapsed)) / width / sqrt(2)) / 2

        if (still := above(0)) < 1e-4:
            return Length(self.mean / 2, self.mean**2 / 4)
        mean = self.mean * above(1) / still
        square = exp(2 * middle + 2 * spread) * above(2) / still
        return Length(mean - elapsed, max(0.0, square - mean * mean))

    @property
    def half(self) -> Length:
        """What is left of it when one looks at any moment."""
        if self.mean <= 0:
            return Length()
        uneven = 1 + self.variance / self.mean**2
        mean = self.mean * uneven / 2
        return Length(mean, max(0.0, self.mean**2 * uneven**3 / 3 - mean * mean))


@dataclass(frozen=True)
class UnitPace:
    """How a unit worked on some past days."""

    times: Mapping[str, Mapping[int, Times]] = field(default_factory=dict)
    """How long one person took there, from call to farewell, by service and hour of the day."""
    pauses: Times = Times()
    """Between a farewell and the next call while somebody waited."""
    called: int = 0
    left: int = 0
    """How many gave up before they were called."""
    overtaken: int = 0
    """How often somebody was called first who had joined the queue later."""
    waited: float = 0.0
    """The sum of all waits."""
    misses: Mapping[int, Sequence[float]] = field(default_factory=dict)
    """By how many standard deviations waits were longer than was said, by stretch, in order."""

    @cached_property
    def all(self) -> Times:
        """The times of all its services."""
        return sum((each for hours in self.times.values() for each in hours.values()), Times())

    def missed_in(self, stretch: int) -> Sequence[float]:
        """The errors of past waits of that stretch; none where too few are known."""
        found = self.misses.get(stretch, ())
        return found if len(found) >= ENOUGH_WAITS else ()

    def of(self, service: str, hour: int) -> Times | None:
        """The times that say most of a service at that hour; None where too few were counted.

        Those of the hour, else of the service, else of the unit.
        """
        hours = self.times.get(service, {})
        if (now := hours.get(hour, Times())).n >= ENOUGH_AT_AN_HOUR:
            return now
        if (all_day := sum(hours.values(), Times())).n >= ENOUGH_OF_A_SERVICE:
            return all_day
        return unit if (unit := self.all).n >= ENOUGH else None


Pace = Mapping[str, UnitPace]
"""How the units of a centre worked, by their codes."""


def joined(paces: Iterable[Pace]) -> Pace:
    """The paces of several days as one."""
    found: dict[str, UnitPace] = {}
    for pace in paces:
        for code, unit in pace.items():
            found[code] = _both(found.get(code, UnitPace()), unit)
    return {
        code: replace(unit, misses={stretch: sorted(each) for stretch, each in unit.misses.items()})
        for code, unit in found.items()
    }


def _both(one: UnitPace, other: UnitPace) -> UnitPace:
    times = {service: dict(hours) for service, hours in one.times.items()}
    for service, hours in other.times.items():
        kept = times.setdefault(service, {})
        for hour, counted in hours.items():
            kept[hour] = kept.get(hour, Times()) + counted
    misses = {stretch: list(each) for stretch, each in one.misses.items()}
    for stretch, more in other.misses.items():
        misses.setdefault(stretch, []).extend(more)
    return UnitPace(
        times=times,
        pauses=one.pauses + other.pauses,
        called=one.called + other.called,
        left=one.left + other.left,
        overtaken=one.overtaken + other.overtaken,
        waited=one.waited + other.waited,
        misses=misses,
    )
