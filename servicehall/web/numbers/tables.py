"""The numbers as tables: by day, hour, unit, service and counter, a column for each figure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.utils import formats
from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from servicehall.reception.numbers import LEAST, Figures, Numbers, Spread
from servicehall.web.numbers.stretch import DAY, Asked, Parts
from servicehall.web.templatetags.servicehall import duration, localized, percent

Text = str | Promise


class Cell(NamedTuple):
    """A figure as it is shown: what, resting on how many, and the list that it is made of."""

    text: Text
    note: str = ""
    list_name: str = ""
    """One of the lists of ``visits.py``; empty where there is nothing to list."""


@dataclass(frozen=True)
class Column:
    """A figure that every part of the hall has."""

    label: Text
    cell: Callable[[Figures, int], Cell]
    """Of some figures, with the minutes that nobody should wait longer than."""


@dataclass(frozen=True)
class Row:
    """One part: a day, an hour, a unit, a service or a counter."""

    label: str
    code: str
    figures: Figures
    narrowed: Mapping[str, object]
    """What the address of its lists says beside that of the page."""


@dataclass(frozen=True)
class Table:
    """One way to tell the numbers apart."""

    name: str
    title: Text
    first: Text
    """What its rows are."""
    rows: Sequence[Row]

    @property
    def arrives(self) -> bool:
        """Whether people arrive at its parts; at a counter nobody does."""
        return self.name != "counter"


def minutes_text(minutes: float) -> str:
    """A length of time to a tenth of a minute; from an hour on in hours and minutes."""
    if minutes >= 60:
        return str(duration(minutes))
    return gettext("%(count)s min") % {"count": f"{minutes:.1f}".removesuffix(".0")}


def too_few(spread: Spread) -> Text:
    """What is shown in place of a figure that would rest on too few."""
    return gettext("too few") if spread.n else "–"


def n_text(n: int) -> str:
    """On how many a figure rests."""
    return f"n = {n}"


def _timed(spread: Spread, minutes: float | None, list_name: str) -> Cell:
    text = too_few(spread) if minutes is None else minutes_text(minutes)
    return Cell(text, n_text(spread.n) if spread.n else "", list_name if spread.n else "")


def _counted(count: int, of: int, list_name: str) -> Cell:
    share = percent(count, of) if count and of >= LEAST else ""
    return Cell(str(count), share, list_name if count else "")


def arrivals(figures: Figures, promise: int) -> Cell:
    """How many came, and how many of them by appointment."""
    booked = figures.booked
    note = gettext("%(count)s by appointment") % {"count": booked} if booked else ""
    return Cell(str(figures.arrivals), note, "arrivals" if figures.arrivals else "")


def wait_median(figures: Figures, promise: int) -> Cell:
    """Half waited no longer."""
    return _timed(figures.waits, figures.waits.median, "waits")


def wait_ninetieth(figures: Figures, promise: int) -> Cell:
    """Nine of ten waited no longer."""
    return _timed(figures.waits, figures.waits.ninetieth, "waits")


def within_promise(figures: Figures, promise: int) -> Cell:
    """The share of waits that the hall kept its promise to."""
    waits = figures.waits
    text = percent(waits.within(promise), waits.n) if waits.enough else too_few(waits)
    return Cell(text, n_text(waits.n) if waits.n else "", "waits" if waits.n else "")


def service_median(figures: Figures, promise: int) -> Cell:
    """Half of the services took no longer."""
    return _timed(figures.services, figures.services.median, "services")


def service_ninetieth(figures: Figures, promise: int) -> Cell:
    """Nine of ten services took no longer."""
    return _timed(figures.services, figures.services.ninetieth, "services")


def missed(figures: Figures, promise: int) -> Cell:
    """How often nobody came, and of how many calls that is the share."""
    return _counted(figures.missed, figures.calls, "missed")


def given_up(figures: Figures, promise: int) -> Cell:
    """How many gave up or were not called, and of how many waits that is the share."""
    return _counted(figures.given_up, figures.ended, "given_up")


def parked(figures: Figures, promise: int) -> Cell:
    """How often somebody was set aside, and half of them for how long at most."""
    spread = figures.parked
    note = minutes_text(spread.median) if spread.median is not None else ""
    return Cell(str(spread.n), note, "parked" if spread.n else "")


COLUMNS: tuple[Column, ...] = (
    Column(_("Arrivals"), arrivals),
    Column(_("Wait: median"), wait_median),
    Column(_("Wait: 9 of 10 within"), wait_ninetieth),
    Column(_("Within the promise"), within_promise),
    Column(_("Service: median"), service_median),
    Column(_("Service: 9 of 10 within"), service_ninetieth),
    Column(_("Missed calls"), missed),
    Column(_("Given up"), given_up),
    Column(pgettext_lazy("numbers", "Set aside"), parked),
)


def columns_of(table: Table) -> Sequence[Column]:
    """The columns of a table: at a counter nobody arrives, and nobody gives up."""
    if table.arrives:
        return COLUMNS
    return [each for each in COLUMNS if each.cell not in (arrivals, given_up)]


def tables(numbers: Numbers, asked: Asked, parts: Parts) -> list[Table]:
    """The numbers by all that tells them apart; parts in the order of the hall, never ranked."""
    found = [
        Table("day", _("By day"), _("Day"), list(_days(numbers))) if asked.by != "day" else None,
        Table("hour", _("By hour of the day"), _("Hour"), list(_hours(numbers))),
        Table("unit", _("By unit"), _("Unit"), _parts("unit", numbers.units, _units(parts))),
        Table(
            "service",
            _("By service"),
            _("Service"),
            _parts("service", numbers.services, _services(parts)),
        ),
        Table(
            "counter",
            _("By counter"),
            _("Counter"),
            _parts("counter", numbers.counters, {each.code: each.code for each in parts.counters}),
        ),
    ]
    # A part that was chosen is the whole: its table would say nothing more.
    chosen = {name for name in ("unit", "service", "counter") if getattr(asked.choice, name)}
    return [each for each in found if each and each.rows and each.name not in chosen]


def _days(numbers: Numbers) -> Iterator[Row]:
    for day in sorted(numbers.days):
        yield Row(day_text(day), str(day), numbers.days[day], {"on": day})


def _hours(numbers: Numbers) -> Iterator[Row]:
    for hour in sorted(numbers.hours):
        yield Row(hour_text(hour), f"{hour:02}", numbers.hours[hour], {"hour": f"{hour:02}"})


def _units(parts: Parts) -> dict[str, str]:
    return {each.code: localized(each.names) for each in parts.units}


def _services(parts: Parts) -> dict[str, str]:
    return {each.code: localized(each.names) for each in parts.services}


def _parts(name: str, found: Mapping[str, Figures], labels: Mapping[str, str]) -> list[Row]:
    """A row for each part that anything happened at; one that the hall has not, by its code."""
    codes = [*(code for code in labels if code in found), *sorted(found.keys() - labels.keys())]
    return [Row(labels.get(code, code) or "–", code, found[code], {name: code}) for code in codes]


def day_text(day: date) -> str:
    """A day of the stretch, with its day of the week."""
    return formats.date_format(day, pgettext("date format", "D j M"))


def hour_text(hour: int) -> str:
    """An hour of the day: ``09–10``."""
    return f"{hour:02}–{hour + 1:02}"


def all_days(asked: Asked) -> list[date]:
    """Every day of the stretch that has begun."""
    return [asked.since + count * DAY for count in range((asked.last - asked.since).days + 1)]
