"""The visits that a number is made of: each leads to its history in the record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_safe

from servicehall.reception.episodes import Episode, What
from servicehall.reception.numbers import Spread, chosen_episodes
from servicehall.web.asked import day_asked
from servicehall.web.desks import Desk, desk
from servicehall.web.numbers.stretch import Asked, asked, parts_of
from servicehall.web.numbers.tables import hour_text, minutes_text
from servicehall.web.sight import oversees
from servicehall.web.templatetags.servicehall import localized

PER_PAGE = 60


class List(NamedTuple):
    """A list that numbers lead to: which episodes, and what it is called."""

    what: What
    label: str | Promise
    timed: bool = False
    """Whether each took a time, by which they are sorted."""


LISTS: Mapping[str, List] = {
    "arrivals": List("arrival", _("Arrivals")),
    "waits": List("wait", _("Waits"), True),
    "services": List("service", pgettext_lazy("numbers", "Services"), True),
    "missed": List("missed", _("Missed calls")),
    "given_up": List("given_up", _("Given up")),
    "parked": List("parked", pgettext_lazy("numbers", "Set aside"), True),
}
"""The lists, by the name that the address has for them."""


@dataclass(frozen=True)
class Line:
    """An episode in the list, in words."""

    episode: Episode
    ticket: str
    service: str
    unit: str
    length: str
    """How long it took; empty where nobody can say."""
    late: bool
    """Whether somebody waited longer than the hall promises."""


@require_safe
@desk("see_unit")
def visits_page(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The visits behind one number, the longest first; for who may see the record of them."""
    if not oversees(desk.member, desk.centre):
        raise PermissionDenied
    parts = parts_of(desk)
    wanted = asked(request, desk, parts)
    name = request.GET.get("what", "arrivals")
    if name not in LISTS:
        raise Http404(f"no list of {name}")
    on, hour = day_asked(request, "on"), _hour_asked(request)
    found = _found(desk, wanted, LISTS[name], on, hour)
    listed = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    units = {each.code: localized(each.names) for each in parts.units}
    services = {each.code: localized(each.names) for each in parts.services}
    spread = Spread(sorted(each.minutes for each in found if each.minutes is not None))
    back = reverse("numbers", args=[desk.centre.code]) + wanted.query()
    return render(
        request,
        "numbers/visits.html",
        {
            "asked": wanted,
            "list": LISTS[name],
            "lists": _tabs(wanted, name, on, hour),
            "listed": listed,
            "lines": [_line(each, services, units, desk.centre.wait_promise) for each in listed],
            "on": on,
            "hour": None if hour is None else hour_text(hour),
            "unit": units.get(wanted.choice.unit),
            "service": services.get(wanted.choice.service),
            "median": _text(spread.median) if LISTS[name].timed else "",
            "ninetieth": _text(spread.ninetieth),
            "back": back,
            "crumbs": [(_("Numbers"), back), (LISTS[name].label, "")],
        },
    )


def _text(minutes: float | None) -> str:
    return "" if minutes is None else minutes_text(minutes)


def _hour_asked(request: HttpRequest) -> int | None:
    text = request.GET.get("hour", "").strip()
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and int(text) < 24):
        raise Http404(f"no hour of the day: {text}")
    return int(text)


def _found(desk: Desk, wanted: Asked, of: List, on: date | None, hour: int | None) -> list[Episode]:
    since, until = (wanted.since, wanted.until) if on is None else (on, on)
    if not wanted.since <= since <= until <= wanted.until:
        raise Http404("that day is not in the stretch")
    found = [
        each
        for each in chosen_episodes(
            desk.centre, since=since, until=until, choice=wanted.choice, hour=hour
        )
        if each.what == of.what and not (of.timed and each.minutes is None)
    ]
    return sorted(found, key=_longest) if of.timed else sorted(found, key=_first)


def _first(each: Episode) -> tuple[datetime, str]:
    return each.began, each.visit


def _longest(each: Episode) -> tuple[float, datetime, str]:
    return -(each.minutes or 0), each.began, each.visit


def _tabs(
    wanted: Asked, name: str, on: date | None, hour: int | None
) -> list[tuple[str | Promise, str, bool, None]]:
    hours = None if hour is None else f"{hour:02}"
    return [
        (each.label, wanted.query(what=code, on=on, hour=hours), code == name, None)
        for code, each in LISTS.items()
    ]


def _line(
    each: Episode, services: Mapping[str, str], units: Mapping[str, str], promise: int
) -> Line:
    return Line(
        each,
        each.visit.partition("/")[2] or each.visit,
        services.get(each.service, each.service),
        units.get(each.unit, each.unit),
        "" if each.minutes is None else minutes_text(each.minutes),
        each.what == "wait" and each.minutes is not None and each.minutes > promise,
    )
