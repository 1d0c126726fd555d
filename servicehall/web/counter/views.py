"""The counter: who waits, who is here, what to remember; and each step with a citizen."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.http import urlencode
from django.views.decorators.http import require_POST, require_safe

from servicehall.evidence.actions import Refused
from servicehall.hall.models import Shift
from servicehall.hall.queries import shift_of
from servicehall.reception import actions
from servicehall.reception.models import Visit
from servicehall.reception.queries import visits
from servicehall.web.counter.screen import Screen
from servicehall.web.desks import Desk, desk

PARTS = ("desk", "work", "case", "queue", "remember")
"""The parts of the page that can be asked for alone: by ``?part=``, or by htmx as its target."""


def part_asked(request: HttpRequest) -> str:
    """The part of the page that is asked for; empty for the whole page."""
    target = request.headers.get("HX-Target", "").rpartition("#")[2]
    asked = request.GET.get("part") or (target if request.headers.get("HX-Request") else "")
    return asked if asked in PARTS else ""


def show(request: HttpRequest, screen: Screen, *, status: int = 200) -> HttpResponse:
    """The counter's page, or the part of it that is asked for."""
    part = part_asked(request)
    response = render(
        request,
        f"counter/counter.html#{part}" if part else "counter/counter.html",
        {"screen": screen, "live": screen.desk.centre.code, "part": part},
        status=status,
    )
    patch_vary_headers(response, ["HX-Request", "HX-Target"])
    return response


def see_other(address: str) -> HttpResponse:
    """What a carried-out step answers: look there now (303)."""
    return HttpResponseRedirect(address, status=303)


def back(desk: Desk, *, case: int | None = None, missing: list[str] | None = None) -> HttpResponse:
    """Lead to the counter's page, with a case open or with what is missing marked."""
    query = urlencode({"case": case or (), "missing": missing or ()}, doseq=True)
    address = reverse("counter", args=[desk.centre.code])
    return see_other(f"{address}?{query}" if query else address)


def shift_on_duty(desk: Desk) -> Shift:
    """The shift that the staff member works now, with counter and unit; refused without one."""
    shift = shift_of(desk.staff, desk.today, desk.at)
    if shift is None or shift.clocked_in is None:
        raise Refused("not_on_duty")
    shift.staff, shift.centre = desk.staff, desk.centre
    return shift


def key_of(request: HttpRequest) -> str | None:
    """The key of the form that was sent."""
    return request.POST.get("key") or None


@require_safe
@desk("serve")
def page(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The counter of whoever is signed in."""
    return show(request, Screen(desk, request.GET))


@require_POST
@desk("serve")
def call(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Call whoever comes next."""
    counter = shift_on_duty(desk).counter
    actions.call_next(counter=counter, by=desk.staff, at=desk.at, key=key_of(request))
    return back(desk)


@require_POST
@desk("serve")
def step(request: HttpRequest, desk: Desk, visit: int, verb: str) -> HttpResponse:
    """Take the visit a step further."""
    if verb not in STEPS:
        raise Http404
    found = get_object_or_404(visits(), pk=visit, centre=desk.centre)
    STEPS[verb](request, desk, found)
    return back(desk)


def _recall(request: HttpRequest, desk: Desk, visit: Visit) -> None:
    actions.recall(visit=visit, by=desk.staff, at=desk.at, key=key_of(request))


def _miss(request: HttpRequest, desk: Desk, visit: Visit) -> None:
    actions.miss(visit=visit, by=desk.staff, at=desk.at, key=key_of(request))


def _start(request: HttpRequest, desk: Desk, visit: Visit) -> None:
    actions.start(visit=visit, by=desk.staff, at=desk.at, key=key_of(request))


def _finish(request: HttpRequest, desk: Desk, visit: Visit) -> None:
    actions.finish(visit=visit, by=desk.staff, at=desk.at, key=key_of(request))


def _direct(request: HttpRequest, desk: Desk, visit: Visit) -> None:
    if visit.service.next_unit is None:
        raise Http404
    actions.direct(
        visit=visit,
        to=visit.service.next_unit,
        by=desk.staff,
        at=desk.at,
        key=key_of(request),
    )


def _call(request: HttpRequest, desk: Desk, visit: Visit) -> None:
    actions.call_chosen(
        visit=visit,
        counter=shift_on_duty(desk).counter,
        reason=request.POST.get("reason", ""),
        by=desk.staff,
        at=desk.at,
        key=key_of(request),
    )


STEPS: Mapping[str, Callable[[HttpRequest, Desk, Visit], None]] = {
    "call": _call,
    "recall": _recall,
    "miss": _miss,
    "start": _start,
    "finish": _finish,
    "direct": _direct,
}
"""What can be done with a visit; ``call`` calls it out of order."""
