"""The figures of the whole stretch, each beside that of the stretch before."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple

from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from servicehall.reception.numbers import LEAST, Figures
from servicehall.web.numbers import tables
from servicehall.web.numbers.tables import Cell, Text, minutes_text


class Measure(NamedTuple):
    """A figure, and the number by which two stretches are compared."""

    label: Text
    cell: Callable[[Figures, int], Cell]
    value: Callable[[Figures, int], float | None]
    told_in: Literal["per cent", "minutes", "points"]


@dataclass(frozen=True)
class Summary:
    """One figure of the whole stretch."""

    label: Text
    cell: Cell
    before: Cell | None
    """The figure of the stretch before; None where that had nobody."""
    change: str
    """By how much it changed; empty where one of the two is too few to tell."""


def _share(count: int, of: int) -> float | None:
    return 100 * count / of if of >= LEAST else None


MEASURES: tuple[Measure, ...] = (
    Measure(_("Arrivals"), tables.arrivals, lambda of, _promise: of.arrivals, "per cent"),
    Measure(_("Wait: median"), tables.wait_median, lambda of, _promise: of.waits.median, "minutes"),
    Measure(
        _("Wait: 9 of 10 within"),
        tables.wait_ninetieth,
        lambda of, _promise: of.waits.ninetieth,
        "minutes",
    ),
    Measure(
        _("Within the promise"),
        tables.within_promise,
        lambda of, promise: _share(of.waits.within(promise), of.waits.n),
        "points",
    ),
    Measure(
        _("Service: median"),
        tables.service_median,
        lambda of, _promise: of.services.median,
        "minutes",
    ),
    Measure(
        _("Service: 9 of 10 within"),
        tables.service_ninetieth,
        lambda of, _promise: of.services.ninetieth,
        "minutes",
    ),
    Measure(
        _("Missed calls"),
        tables.missed,
        lambda of, _promise: _share(of.missed, of.calls),
        "points",
    ),
    Measure(
        _("Given up"),
        tables.given_up,
        lambda of, _promise: _share(of.given_up, of.ended),
        "points",
    ),
    Measure(
        pgettext_lazy("numbers", "Set aside"),
        tables.parked,
        lambda of, _promise: of.parked.n,
        "per cent",
    ),
)


def summaries(
    now: Figures, before: Figures | None, promise: int, *, goes_on: bool = False
) -> Iterator[Summary]:
    """The figures of the whole stretch; ``before`` is None where nobody came before.

    While the stretch goes on its counts still grow, so no change of them is told.
    """
    for measure in MEASURES:
        change = ""
        if before is not None and not (goes_on and measure.told_in == "per cent"):
            change = change_text(
                measure.value(now, promise), measure.value(before, promise), measure.told_in
            )
        yield Summary(
            measure.label,
            measure.cell(now, promise),
            None if before is None else measure.cell(before, promise),
            change,
        )


def change_text(now: float | None, before: float | None, told_in: str) -> str:
    """By how much a number changed; empty where one is missing, or there is no share of none."""
    if now is None or before is None or (told_in == "per cent" and not before):
        return ""
    change = 100 * (now - before) / before if told_in == "per cent" else now - before
    change = round(change, 1)
    if not change:
        return gettext("unchanged")
    size = f"{abs(change):.1f}".removesuffix(".0")
    if told_in == "minutes":
        size = minutes_text(abs(change))
    elif told_in == "points":
        size = gettext("%(number)s points") % {"number": size}
    else:
        size = gettext("%(number)s %%") % {"number": size}
    return f"▲ {size}" if change > 0 else f"▼ {size}"
