"""The charts of the numbers: who came and how long they waited, by day or by hour."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from django.utils import formats
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from servicehall.reception.numbers import Figures, Numbers
from servicehall.web.charts import Chart, Column, chart
from servicehall.web.numbers.stretch import Asked
from servicehall.web.numbers.tables import all_days, day_text, hour_text, minutes_text

Place = tuple[str, str, Figures | None]
"""A column: its name beneath the chart, its name in words, and its figures if it has any."""


def charts(name: str, numbers: Numbers, asked: Asked, promise: int) -> list[Chart]:
    """The charts of a table by its name; none where a chart would tell nothing more."""
    if name == "day":
        places = _days(numbers, asked)
    elif name == "hour":
        places = _hours(numbers)
    else:
        return []
    return [_arrivals(places), _waits(places, promise)]


def _days(numbers: Numbers, asked: Asked) -> list[Place]:
    return [(_short(day, asked), day_text(day), numbers.days.get(day)) for day in all_days(asked)]


def _short(day: date, asked: Asked) -> str:
    return formats.date_format(day, "D") if asked.by == "week" else str(day.day)


def _hours(numbers: Numbers) -> list[Place]:
    hours = range(min(numbers.hours), max(numbers.hours) + 1)
    return [(f"{hour:02}", hour_text(hour), numbers.hours.get(hour)) for hour in hours]


def _arrivals(places: Sequence[Place]) -> Chart:
    columns = [
        Column(name, (each.walk_ins, each.booked) if each else (None, None))
        for name, _words, each in places
    ]
    counts = [(words, each.arrivals if each else 0) for _name, words, each in places]
    return chart(
        _("Arrivals"),
        _told(counts, str),
        [_("without appointment"), _("by appointment")],
        columns,
        stacked=True,
    )


def _waits(places: Sequence[Place], promise: int) -> Chart:
    columns = [
        Column(name, (each.waits.ninetieth, each.waits.median) if each else (None, None))
        for name, _words, each in places
    ]
    medians = [
        (words, each.waits.median)
        for _name, words, each in places
        if each and each.waits.median is not None
    ]
    limit = gettext("promised: %(minutes)s min") % {"minutes": promise}
    return chart(
        _("Wait in minutes"),
        _told(medians, minutes_text),
        [_("9 of 10 within"), _("median")],
        columns,
        limit=(promise, limit),
    )


def _told(values: Sequence[tuple[str, float]], text: Callable[[float], str]) -> str:
    """What a chart shows: its lowest and its highest column."""
    if not values:
        return gettext("Too few to draw. The table beneath has the numbers.")
    low, high = (choose(values, key=lambda each: each[1]) for choose in (min, max))
    return gettext(
        "From %(low)s (%(low_at)s) to %(high)s (%(high_at)s). The table beneath has every number."
    ) % {"low": text(low[1]), "low_at": low[0], "high": text(high[1]), "high_at": high[0]}
