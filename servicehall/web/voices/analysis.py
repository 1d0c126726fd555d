"""Which classes of problem come again, and what is done so that they end."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache

from servicehall.catalogue.models import ServiceItem
from servicehall.evidence.actions import Refused
from servicehall.hall.models import Unit
from servicehall.hall.roles import may
from servicehall.voices.actions import set_measure
from servicehall.voices.queries import matters_by, occurring
from servicehall.web.asked import day_asked
from servicehall.web.counter.duty import UNPROCESSABLE
from servicehall.web.counter.views import key_of, see_other
from servicehall.web.desks import Desk, desk
from servicehall.web.refusals import message
from servicehall.web.voices.forms import MeasureForm

DAYS = 90
"""How far back is looked where nothing else is asked."""


@never_cache
@desk("handle_matters", "see_record")
def page(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The classes of problem of a period, by unit, each number a way to its matters."""
    problem = ""
    if request.method == "POST":
        form = MeasureForm(request.POST)
        try:
            _set(request, desk, form)
            return see_other(f"{reverse('matter-classes', args=[desk.centre.code])}")
        except Refused as refused:
            problem = message(refused)
    since = day_asked(request, "since") or desk.today - timedelta(days=DAYS)
    until = day_asked(request, "until") or desk.today
    context = _counted(desk, since, until) | {"problem": problem, "since": since, "until": until}
    status = UNPROCESSABLE if problem else 200
    return render(request, "voices/classes.html", context, status=status)


def _set(request: HttpRequest, desk: Desk, form: MeasureForm) -> None:
    if not form.is_valid():
        raise Refused("no_measure")
    code = request.POST.get("unit", "")
    unit = Unit.objects.filter(centre=desk.centre, code=code).first() if code else None
    set_measure(
        centre=desk.centre,
        unit=unit,
        cause=request.POST.get("cause", ""),
        measure=form.cleaned_data["measure"],
        by=desk.staff,
        at=desk.at,
        key=key_of(request),
    )


def _counted(desk: Desk, since: date, until: date) -> dict[str, object]:
    begins = datetime.combine(since, time(), desk.zone)
    ends = datetime.combine(until + timedelta(days=1), time(), desk.zone)
    units = {each.pk: each for each in Unit.objects.filter(centre=desk.centre)}
    everywhere = may(desk.member, "see_record", centre=desk.centre.pk)
    mine = (
        None
        if everywhere
        else [
            pk for pk in units if may(desk.member, "handle_matters", centre=desk.centre.pk, unit=pk)
        ]
    )
    span = {"status": "all", "since": f"{since}", "until": f"{until}"}
    at_list = reverse("matters", args=[desk.centre.code])

    def leads(**but: str) -> str:
        return f"{at_list}?{urlencode(span | but)}"

    found = occurring(desk.centre, since=begins, until=ends, units=mine)
    rows = [
        {
            "told": each,
            "unit": units.get(each.unit or 0),
            "href": leads(cause=each.cause, unit=units[each.unit].code if each.unit else "-"),
            "may_set": may(desk.member, "handle_matters", centre=desk.centre.pk, unit=each.unit),
        }
        for each in found
    ]
    by_unit = matters_by(desk.centre, "unit", since=begins, until=ends, units=mine)
    by_service = matters_by(desk.centre, "service", since=begins, until=ends, units=mine)
    services = ServiceItem.objects.in_bulk([pk for pk in by_service if pk])
    ranked: dict[str, tuple[object, int]] = {}
    for pk, count in by_service.items():
        if pk:
            code = services[pk].code
            before = ranked[code][1] if code in ranked else 0
            ranked[code] = (services[pk].names, before + count)
    return {
        "rows": rows,
        "total": sum(by_unit.values()),
        "href": leads(),
        "units": sorted(
            (
                (units[pk].names if pk else None, count, leads(unit=units[pk].code if pk else "-"))
                for pk, count in by_unit.items()
            ),
            key=lambda each: -each[1],
        ),
        "services": sorted(
            ((names, count, leads(service=code)) for code, (names, count) in ranked.items()),
            key=lambda each: -each[1],
        ),
    }
