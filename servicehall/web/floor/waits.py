"""How true the waiting times came that the hall told people, by unit and hour."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from servicehall.hall.models import Unit
from servicehall.reception.calibration import calibration
from servicehall.reception.measured import LOOKS_BACK
from servicehall.reception.waiting import NOMINAL
from servicehall.web.desks import Desk, desk

FEWEST = 20
"""As many waits a part needs for its share to be shown."""


@require_safe
@desk("see_unit")
def waits_page(request: HttpRequest, desk: Desk) -> HttpResponse:
    """What was said and what came, over the last measured days."""
    found = calibration(
        desk.centre, since=desk.today - timedelta(days=LOOKS_BACK), until=desk.today
    )
    names = dict(Unit.objects.filter(centre=desk.centre).values_list("code", "names"))
    context = {
        "found": found,
        "units": [(names.get(code, {}), each) for code, each in found.units],
        "hours": [(f"{hour:02}–{hour + 1:02}", each) for hour, each in found.hours],
        "nominal": NOMINAL,
        "fewest": FEWEST,
        "days": LOOKS_BACK,
    }
    return render(request, "floor/waits.html", context)
