"""How true what was said of waits came, on past days that were measured."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import Any

from servicehall.hall.models import Centre
from servicehall.reception.models import MeasuredDay

AT_ONCE = 1
"""Minutes; a range that ends here says that a counter is free."""


@dataclass(frozen=True)
class Calibration:
    """How the waits of some people lay to the ranges that were said to them."""

    n: int
    within: int
    sooner: int
    later: int
    median_error: float
    """Half of the waits were at most so many minutes off the middle of their range."""

    @property
    def share(self) -> float:
        """The share of waits that lay within the range."""
        return self.within / self.n

    @property
    def share_sooner(self) -> float:
        """The share of people who were called before the range began."""
        return self.sooner / self.n

    @property
    def share_later(self) -> float:
        """The share of people who were called after the range had ended."""
        return self.later / self.n


@dataclass(frozen=True)
class Calibrated:
    """The calibration of a stretch of days, whole and in parts."""

    days: int
    whole: Calibration | None
    """Of all who were told a range; None where nobody was."""
    at_once: Calibration | None
    """Of those who found a counter free."""
    units: Sequence[tuple[str, Calibration]]
    hours: Sequence[tuple[int, Calibration]]
    silent: int
    """How many joined a queue of which nothing could be said."""


def calibration(centre: Centre, *, since: date, until: date) -> Calibrated:
    """The calibration of the days measured from ``since`` to ``until``; one statement."""
    rows = list(
        MeasuredDay.objects.filter(centre=centre, day__gte=since, day__lte=until).values_list(
            "said", "silent"
        )
    )
    said = [each for row, _ in rows for each in row]
    ranges = [each for each in said if each[3] > AT_ONCE]
    return Calibrated(
        days=sum(bool(row) for row, _ in rows),
        whole=_calibration(ranges),
        at_once=_calibration([each for each in said if each[3] <= AT_ONCE]),
        units=_by(ranges, lambda each: str(each[0])),
        hours=_by(ranges, lambda each: int(each[1])),
        silent=sum(silent for _, silent in rows),
    )


def _by(said: Iterable[list[Any]], part: Callable[[list[Any]], Any]) -> list[tuple[Any, Any]]:
    parts: dict[Any, list[list[Any]]] = defaultdict(list)
    for each in said:
        parts[part(each)].append(each)
    return [(name, _calibration(parts[name])) for name in sorted(parts)]


def _calibration(said: Sequence[list[Any]]) -> Calibration | None:
    if not said:
        return None
    sooner = sum(waited < low for _, _, low, _, _, waited in said)
    later = sum(waited > high for _, _, _, high, _, waited in said)
    return Calibration(
        n=len(said),
        within=len(said) - sooner - later,
        sooner=sooner,
        later=later,
        median_error=median(abs(waited - middle) for *_, middle, waited in said),
    )
