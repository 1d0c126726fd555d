"""What an address asks for: a standard, a day, a month; what is not there is no page."""

from __future__ import annotations

from datetime import date

from django.http import Http404, HttpRequest

from servicehall.appraisal.queries import Month
from servicehall.checks.queries import NoStandard, standard_in_force
from servicehall.evidence.actions import Refused
from servicehall.standard.pack import Pack
from servicehall.web.desks import Desk

YEARS = range(1900, 2200)
"""The years that are looked into."""


def pack_in_force(desk: Desk, day: date | None = None) -> Pack:
    """The standard in force in the centre, today or on that day; 404 where there is none."""
    try:
        return standard_in_force(desk.centre.code, day or desk.today)
    except NoStandard as none:
        raise Http404(str(none)) from None


def day_asked(request: HttpRequest, name: str) -> date | None:
    """The day given under that name (``2026-11-09``); None for none, 404 for what is no day."""
    text = request.GET.get(name, "").strip()
    if not text:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise Http404(f"no day: {text}") from None
    return _within_reach(day)


def month_asked(request: HttpRequest, desk: Desk) -> Month:
    """The month given as ``period`` (``2026-11``), else the present one; 404 for no month."""
    text = request.GET.get("period", "").strip()
    if not text:
        return Month.of(desk.today)
    try:
        month = Month.read(text)
    except Refused:
        raise Http404(f"no month: {text}") from None
    _within_reach(month.first)
    return month


def _within_reach(day: date) -> date:
    """The day, unless it lies where calendars end and no database can follow."""
    if day.year not in YEARS:
        raise Http404(f"no day that anything happened on: {day}")
    return day


def choices_asked(request: HttpRequest, *names: str) -> dict[str, str]:
    """Those of the named choices that are given and not empty."""
    given = {name: request.GET.get(name, "").strip() for name in names}
    return {name: value for name, value in given.items() if value}
