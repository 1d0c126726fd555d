"""The numbers as files for spreadsheets: what the page shows, with the same choice."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from io import BytesIO, StringIO

import xlsxwriter
from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from servicehall.reception.numbers import Figures, numbers
from servicehall.web.desks import Desk, desk
from servicehall.web.numbers.stretch import Asked, Parts, asked, parts_of
from servicehall.web.numbers.tables import Row, Table, tables
from servicehall.web.templatetags.servicehall import localized

Value = str | int | float | None

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
"""How a text begins that a spreadsheet may take for a formula."""

HEADINGS: Sequence[str | Promise] = (
    _("Arrivals"),
    _("by appointment"),
    _("Waits (n)"),
    _("Wait: median, minutes"),
    _("Wait: 9 of 10 within, minutes"),
    _("Within the promise, share"),
    _("Services (n)"),
    _("Service: median, minutes"),
    _("Service: 9 of 10 within, minutes"),
    _("Calls"),
    _("Missed calls"),
    _("Given up"),
    _("Set aside (n)"),
    _("Set aside: median, minutes"),
)
"""The figures of a row; one that would rest on too few is left empty beside its n."""


def figures_of(figures: Figures, promise: int) -> list[Value]:
    """A row's figures, in the order of the headings."""
    waits, services, parked = figures.waits, figures.services, figures.parked
    return [
        figures.arrivals,
        figures.booked,
        waits.n,
        waits.median,
        waits.ninetieth,
        round(waits.within(promise) / waits.n, 4) if waits.enough else None,
        services.n,
        services.median,
        services.ninetieth,
        figures.calls,
        figures.missed,
        figures.given_up,
        parked.n,
        parked.median,
    ]


@require_safe
@desk("see_unit")
def csv_file(request: HttpRequest, desk: Desk) -> HttpResponse:
    """One table of all rows, in UTF-8 with the mark that spreadsheets know it by."""
    parts = parts_of(desk)
    wanted = asked(request, desk, parts)
    text = StringIO()
    writer = csv.writer(text)
    stretch = (_("First day"), _("Last day"), _("Told apart by"), _("Code"), _("Name"))
    writer.writerow(map(str, (*stretch, *HEADINGS)))
    for table in _all_tables(desk, wanted, parts):
        for row in table.rows:
            found = figures_of(row.figures, desk.centre.wait_promise)
            told = [str(wanted.since), str(wanted.last), str(table.first), row.code, row.label]
            writer.writerow([harmless(each) for each in [*told, *found]])
    return _file(
        text.getvalue().encode("utf-8-sig"), "text/csv; charset=utf-8", wanted, desk, "csv"
    )


@require_safe
@desk("see_unit")
def xlsx_file(request: HttpRequest, desk: Desk) -> HttpResponse:
    """A workbook with a sheet for what it tells of, and one for each table."""
    parts = parts_of(desk)
    wanted = asked(request, desk, parts)
    file = BytesIO()
    # Texts are texts: no name that somebody typed becomes a formula or a link.
    book = xlsxwriter.Workbook(
        file,
        {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False},
    )
    strong = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    share = book.add_format({"num_format": "0.0%"})
    about = book.add_worksheet(gettext("About this file"))
    about.set_column(0, 1, 32)
    for place, (name, told) in enumerate(_about(desk, wanted, parts)):
        about.write_string(place, 0, name, strong)
        about.write_string(place, 1, told)
    for table in _all_tables(desk, wanted, parts):
        sheet = book.add_worksheet(str(table.title)[:31])
        sheet.freeze_panes(1, 1)
        sheet.set_column(0, 0, 28)
        sheet.set_column(1, len(HEADINGS), 13)
        for column, heading in enumerate([table.first, *HEADINGS]):
            sheet.write_string(0, column, str(heading), strong)
        for line, row in enumerate(table.rows, start=1):
            sheet.write_string(line, 0, row.label)
            for column, value in enumerate(figures_of(row.figures, desk.centre.wait_promise), 1):
                if isinstance(value, (int, float)):
                    shown = share if HEADINGS[column - 1] == _SHARE else None
                    sheet.write_number(line, column, value, shown)
    book.close()
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return _file(file.getvalue(), kind, wanted, desk, "xlsx")


_SHARE = HEADINGS[5]


def harmless(value: Value) -> Value:
    """The value as a CSV file may hold it: a text that could be a formula is led by a mark."""
    if isinstance(value, str) and value.startswith(FORMULA):
        return f"'{value}"
    return value


def _all_tables(desk: Desk, wanted: Asked, parts: Parts) -> Iterator[Table]:
    """The whole stretch as a table of one row, then the tables of the page."""
    found = numbers(desk.centre, since=wanted.since, until=wanted.until, choice=wanted.choice)
    yield Table("whole", _("In all"), _("In all"), [Row(gettext("all"), "", found.whole, {})])
    yield from tables(found, wanted, parts)


def _about(desk: Desk, wanted: Asked, parts: Parts) -> Iterator[tuple[str, str]]:
    """What the workbook tells of, so that it can be read without the page."""
    choice = wanted.choice
    everything = gettext("all")
    units = {each.code: localized(each.names) for each in parts.units}
    services = {each.code: localized(each.names) for each in parts.services}
    came = {"booked": gettext("by appointment"), "walk_in": gettext("without appointment")}
    yield gettext("Centre"), localized(desk.centre.names)
    yield gettext("First day"), str(wanted.since)
    yield gettext("Last day"), str(wanted.last)
    yield gettext("Unit"), units.get(choice.unit, everything)
    yield gettext("Service"), services.get(choice.service, everything)
    yield gettext("Counter"), choice.counter or everything
    yield gettext("Came"), came.get(choice.came, everything)
    yield gettext("Promised wait in minutes"), str(desk.centre.wait_promise)
    yield gettext("Made at"), desk.at.astimezone(desk.zone).isoformat(sep=" ", timespec="minutes")


def _file(content: bytes, kind: str, wanted: Asked, desk: Desk, ending: str) -> HttpResponse:
    parts = [desk.centre.code, str(wanted.since), str(wanted.last), wanted.choice.unit]
    name = "-".join(filter(None, parts))
    return HttpResponse(
        content,
        content_type=kind,
        headers={"Content-Disposition": f'attachment; filename="{name}.{ending}"'},
    )
