"""The hall's numbers on one page: a day, week or month, beside the stretch before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import formats
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_safe

from servicehall.reception.episodes import last_day
from servicehall.reception.numbers import LEAST, Figures, Numbers, numbers, whole
from servicehall.web.charts import Chart
from servicehall.web.desks import Desk, desk
from servicehall.web.numbers.drawing import charts
from servicehall.web.numbers.stretch import Asked, asked, parts_of
from servicehall.web.numbers.summary import Summary, summaries
from servicehall.web.numbers.tables import Cell, Column, Row, Table, columns_of, tables
from servicehall.web.sight import oversees

SPAN_LABELS: Mapping[str, str | Promise] = {
    "day": pgettext_lazy("stretch", "Day"),
    "week": pgettext_lazy("stretch", "Week"),
    "month": pgettext_lazy("stretch", "Month"),
}


CAME: Mapping[str, str | Promise] = {
    "walk_in": _("without appointment"),
    "booked": _("by appointment"),
}


@dataclass(frozen=True)
class Linked:
    """A cell, with the address of the list that it is made of; empty for who may not see that."""

    cell: Cell
    href: str


@dataclass(frozen=True)
class Shown:
    """A table as the page shows it."""

    table: Table
    columns: Sequence[Column]
    rows: Sequence[tuple[Row, Sequence[Linked]]]
    charts: Sequence[Chart]


@require_safe
@desk("see_unit")
def numbers_page(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The numbers as the address asks for them, every one leading to what it is made of."""
    parts = parts_of(desk)
    wanted = asked(request, desk, parts)
    found, before = both_stretches(desk, wanted)
    lists = reverse("numbers-visits", args=[desk.centre.code])
    lists = lists if oversees(desk.member, desk.centre) else ""
    promise = desk.centre.wait_promise
    latest = last_day(desk.centre.code, until=desk.today)
    return render(
        request,
        "numbers/page.html",
        {
            "asked": wanted,
            "parts": parts,
            "spans": _spans(wanted),
            "promise": promise,
            "least": LEAST,
            "any": any(found.whole.minutes.values()),
            "before": _before_text(wanted) if before else "",
            "earlier": wanted.query(day=wanted.earlier),
            "later": wanted.query(day=wanted.later) if wanted.later else "",
            "narrowed": wanted.narrowed,
            "everything": wanted.query(unit=None, service=None, counter=None, came=None),
            "latest": latest,
            "newest": f"?day={latest}",
            "lists": lists,
            "summaries": _summaries(wanted, found.whole, before, promise, lists),
            "tables": [
                _shown(table, wanted, found, promise, lists)
                for table in tables(found, wanted, parts)
            ],
            "export": wanted.query(),
            "came": CAME.items(),
        },
    )


def both_stretches(desk: Desk, wanted: Asked) -> tuple[Numbers, Figures | None]:
    """The numbers of the stretch, and of the one before where anybody came then."""
    found = numbers(desk.centre, since=wanted.since, until=wanted.until, choice=wanted.choice)
    if wanted.before is None:
        return found, None
    since, until = wanted.before
    before = whole(desk.centre, since=since, until=until, choice=wanted.choice)
    return found, before if any(before.minutes.values()) else None


def _before_text(wanted: Asked) -> str:
    """The days that the stretch is compared with."""
    assert wanted.before is not None
    since, until = wanted.before
    first, last = (formats.date_format(each, "DATE_FORMAT") for each in (since, until))
    return first if since == until else f"{first} – {last}"


def _spans(wanted: Asked) -> list[tuple[str | Promise, str, bool, None]]:
    """The choice of day, week and month, as tabs; the day is the last of the stretch."""
    return [
        (label, wanted.query(by=by, day=wanted.last), by == wanted.by, None)
        for by, label in SPAN_LABELS.items()
    ]


def _summaries(
    wanted: Asked, now: Figures, before: Figures | None, promise: int, lists: str
) -> list[tuple[Summary, str]]:
    found = summaries(now, before, promise, goes_on=wanted.goes_on)
    return [(each, _href(each.cell, wanted, lists)) for each in found]


def _shown(table: Table, wanted: Asked, found: Numbers, promise: int, lists: str) -> Shown:
    columns = columns_of(table)
    rows = []
    for row in table.rows:
        cells = [column.cell(row.figures, promise) for column in columns]
        rows.append(
            (row, [Linked(each, _href(each, wanted, lists, **row.narrowed)) for each in cells])
        )
    return Shown(table, columns, rows, charts(table.name, found, wanted, promise))


def _href(cell: Cell, wanted: Asked, lists: str, **narrowed: object) -> str:
    if not lists or not cell.list_name:
        return ""
    return f"{lists}{wanted.query(what=cell.list_name, **narrowed)}"
