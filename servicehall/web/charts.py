"""Charts of our own: where each bar stands in its chart, in per cent, for ``parts/chart.html``.

A chart is told in words beside its picture, and its table stands beneath it. Nothing in it is
sized in pixels but the type, so it reads as well on a phone as on a wide screen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise

Text = str | Promise

STEPS = (1, 2, 5)
LINES = 4
"""At most so many lines above the ground."""
FEW = 12
"""Of more columns than these a phone names every fifth alone."""


@dataclass(frozen=True)
class Column:
    """One place of a chart: its name, and one number a series; None where there is none."""

    name: str
    values: Sequence[float | None]


@dataclass(frozen=True)
class Bar:
    """A bar as it stands in the picture, in per cent from its upper left corner."""

    series: int
    x: str
    y: str
    width: str
    height: str


@dataclass(frozen=True)
class Mark:
    """A name beneath a column, or beside a line."""

    text: str
    place: str
    minor: bool = False
    """Whether a phone leaves it out."""


@dataclass(frozen=True)
class Chart:
    """A chart, ready to be drawn."""

    title: Text
    told: str
    """What it shows, in words, for who does not see it."""
    series: Sequence[Text]
    """What the series are called, in the order of their numbers."""
    bars: Sequence[Bar]
    lines: Sequence[Mark]
    """Where the ground and the lines above it lie, each with its number."""
    names: Sequence[Mark]
    limit: Mark | None = None
    """A line that is not to be passed."""


def chart(
    title: Text,
    told: str,
    series: Sequence[Text],
    columns: Sequence[Column],
    *,
    stacked: bool = False,
    limit: tuple[float, str] | None = None,
) -> Chart:
    """Place the columns' bars; ``stacked`` ones stand on each other, others behind one another.

    ``limit`` is a number that is not to be passed, with its name.
    """
    tops = [(sum if stacked else max)([value or 0 for value in each.values]) for each in columns]
    highest = max([*tops, limit[0] if limit else 0, 1])
    step = _step(highest)
    top = step * -(-highest // step)
    room = 100 / max(len(columns), 1)
    bars = []
    for place, column in enumerate(columns):
        below = 0.0
        for number, value in enumerate(column.values):
            if not value:
                continue
            share = 0.66 if stacked or not number else 0.34
            bars.append(
                Bar(
                    number,
                    _percent(room * (place + (1 - share) / 2)),
                    _percent(100 * (1 - (below + value) / top)),
                    _percent(room * share),
                    _percent(100 * value / top),
                )
            )
            below += value if stacked else 0
    many = len(columns) > FEW
    return Chart(
        title,
        told,
        series,
        bars,
        [
            Mark(f"{step * count:g}", _percent(100 * (1 - step * count / top)))
            for count in range(round(top / step) + 1)
        ],
        [
            Mark(column.name, _percent(room * (place + 0.5)), many and place % 5 != 0)
            for place, column in enumerate(columns)
        ],
        Mark(limit[1], _percent(100 * (1 - limit[0] / top))) if limit else None,
    )


def _step(highest: float) -> float:
    """The distance of the lines: a round number, so that at most ``LINES`` are needed."""
    size = 1.0
    while True:
        for step in STEPS:
            if highest <= step * size * LINES:
                return step * size
        size *= 10


def _percent(share: float) -> str:
    return f"{share:.2f}%"
