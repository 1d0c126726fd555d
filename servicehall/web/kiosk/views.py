"""The kiosk at the entrance: language, service, ticket."""

from __future__ import annotations

from uuid import uuid4

from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from servicehall.catalogue.models import ServiceItem
from servicehall.catalogue.queries import matching_services, service_offered, services
from servicehall.reception.actions import take_ticket
from servicehall.reception.models import Visit
from servicehall.reception.telling import LOCALES
from servicehall.web.desks import Desk, desk
from servicehall.web.kiosk.screens import KioskFrame, Screen
from servicehall.web.public.guides import Guide, grouped
from servicehall.web.public.phrases import courtesy
from servicehall.web.public.tickets import key_of, visit_or_404
from servicehall.web.public.views import nobody_comes
from servicehall.web.public.waits import LOOKS_BACK, receiving_now, today, wait_of

TILES = 6
SEE_OTHER = 303


@never_cache
@require_safe
@desk()
def kiosk_page(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The language first, then the services; a tap on one gives a ticket."""
    if not desk.centre.receives:
        return nobody_comes(request)
    screen = Screen.read(desk.centre.code, request.GET)
    context = {"screen": screen, "frame": KioskFrame(request, screen)}
    if not screen.language:
        return render(
            request, "kiosk/language.html", context | {"hello": courtesy(desk, "greeting")}
        )
    with override(LOCALES[screen.language]):
        if screen.words:
            context |= {"groups": grouped(matching_services(desk.centre, screen.words))}
        elif screen.every:
            context |= {"groups": grouped(services(desk.centre))}
        else:
            context |= {"tiles": [Guide(item) for item in most_used(desk)]}
        context |= {"key": uuid4(), "receiving": receiving_now(desk)}
        return render(request, "kiosk/services.html", context)


@require_POST
@desk()
def take(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Give a ticket, one for each screen however often it is tapped; then show it."""
    visit = take_ticket(
        service=_asked_for(desk, request.POST.get("service", "")),
        at=desk.at,
        language=request.POST.get("language", ""),
        priority=request.POST.get("priority") or Visit.Priority.NONE,
        key=key_of(request),
    )
    if request.POST.get("to") == "phone":
        address = reverse("ticket", args=[desk.centre.code, visit.code])
    else:
        address = Screen.read(desk.centre.code, request.POST, ticket=visit.code).address
    return HttpResponseRedirect(address, status=SEE_OTHER)


@never_cache
@require_safe
@desk()
def taken_page(request: HttpRequest, desk: Desk, code: str) -> HttpResponse:
    """The ticket: its number, how long it will be, and where to follow it."""
    visit = visit_or_404(desk, code)
    screen = Screen.read(desk.centre.code, request.GET, ticket=visit.code)
    wait, ahead = wait_of(desk, visit)
    with override(LOCALES[screen.language or visit.language]):
        context = {
            "screen": screen,
            "frame": KioskFrame(request, screen),
            "visit": visit,
            "ahead": ahead,
            "wait": wait,
        }
        return render(request, "kiosk/taken.html", context)


def most_used(desk: Desk) -> list[ServiceItem]:
    """The services that most people came for in the last days, others in the catalogue's order."""
    came = dict(
        Visit.objects.filter(centre=desk.centre, day__gte=today(desk) - LOOKS_BACK)
        .values_list("service__code")
        .annotate(Count("pk"))
    )
    return sorted(services(desk.centre), key=lambda item: -came.get(item.code, 0))[:TILES]


def _asked_for(desk: Desk, code: str) -> ServiceItem:
    """The latest version of a service, without its materials: a ticket needs none of them."""
    service = service_offered(desk.centre, code)
    if service is None:
        raise Http404
    return service
