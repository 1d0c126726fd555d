"""The kiosk at the entrance: language, service, ticket."""

from __future__ import annotations

from uuid import uuid4

from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import override
from django.views.decorators.http import require_POST, require_safe

from servicehall.catalogue.models import ServiceItem
from servicehall.catalogue.queries import latest_versions, matching, service_offered
from servicehall.evidence.actions import Refused
from servicehall.reception.actions import Wanted, take_ticket
from servicehall.reception.models import Visit
from servicehall.reception.telling import LOCALES
from servicehall.web.kiosk.devices import KioskDesk, hindrance, kiosk_desk, show_itself
from servicehall.web.kiosk.refusing import not_for_now, not_given, shut
from servicehall.web.kiosk.screens import KioskFrame, Screen, read_wanted
from servicehall.web.kiosk.taken import taken_context
from servicehall.web.kiosk.tiles import Offer
from servicehall.web.public.phrases import courtesy
from servicehall.web.public.tickets import key_of, visit_or_404
from servicehall.web.public.views import nobody_comes
from servicehall.web.public.waits import LOOKS_BACK, receiving_now, today

TILES = 6
SEE_OTHER = 303


@require_safe
@kiosk_desk
def kiosk_page(request: HttpRequest, desk: KioskDesk) -> HttpResponse:
    """The language first, then the services; a tap on one gives a ticket."""
    if not desk.centre.receives:
        return nobody_comes(request)
    screen = Screen.read(desk.centre.code, request.GET)
    refused = hindrance(desk)
    if refused is not None:
        response = shut(request, desk, screen, refused)
    elif not screen.language:
        context = {"screen": screen, "frame": KioskFrame(request, screen), "state": "open"}
        context |= {"hello": courtesy(desk, "greeting")}
        response = render(request, "kiosk/language.html", context)
    else:
        response = _services(request, desk, screen)
    show_itself(desk, response, request)
    return response


@require_POST
@kiosk_desk
def take(request: HttpRequest, desk: KioskDesk) -> HttpResponse:
    """Give a ticket, one for each screen however often it is tapped; then show it."""
    phone = request.POST.get("to") == "phone"
    screen = Screen.read(desk.centre.code, request.POST)
    first, *further = _wanted(request, desk)
    try:
        visit = take_ticket(
            service=first.service,
            quantity=first.quantity,
            further=further,
            at=desk.at,
            language=request.POST.get("language", ""),
            priority=_declared(request.POST.get("priority") or Visit.Priority.NONE),
            device=None if phone else desk.device,
            phone=phone,
            key=key_of(request),
        )
    except Refused as refused:
        if phone:
            raise
        return not_given(request, desk, screen, refused)
    if phone:
        address = reverse("ticket", args=[desk.centre.code, visit.code])
    else:
        shown = screen.but(ticket=visit.code, several=False, wanted=(), every=False, words="")
        address = shown.address
    return HttpResponseRedirect(address, status=SEE_OTHER)


@require_safe
@kiosk_desk
def taken_page(request: HttpRequest, desk: KioskDesk, code: str) -> HttpResponse:
    """The ticket: its number, how long it will be, and where to follow it."""
    visit = visit_or_404(desk, code)
    screen = Screen.read(desk.centre.code, request.GET, ticket=visit.code)
    with override(LOCALES[screen.language or visit.language]):
        context = {"screen": screen, "frame": KioskFrame(request, screen)}
        context |= taken_context(desk, visit)
        return render(request, "kiosk/taken.html", context)


@require_safe
@kiosk_desk
def not_now(request: HttpRequest, desk: KioskDesk, service: str) -> HttpResponse:
    """Why there is no ticket for a service now, when there is one again, and what else helps."""
    screen = Screen.read(desk.centre.code, request.GET)
    offer = Offer(desk, screen)
    tile = next((offer.tile(item) for item in offer.items if item.code == service), None)
    if tile is None:
        raise Http404
    if tile.hindrance is None:
        return HttpResponseRedirect(screen.address)
    return not_for_now(request, desk, screen, service, tile.hindrance)


def most_used(desk: KioskDesk, items: list[ServiceItem]) -> list[ServiceItem]:
    """The services that most people came for in the last days, others in the catalogue's order."""
    came = dict(
        Visit.objects.filter(centre=desk.centre, day__gte=today(desk) - LOOKS_BACK)
        .values_list("service__code")
        .annotate(Count("pk"))
    )
    return sorted(items, key=lambda item: -came.get(item.code, 0))[:TILES]


def _services(request: HttpRequest, desk: KioskDesk, screen: Screen) -> HttpResponse:
    offer = Offer(desk, screen)
    context = {"screen": screen, "frame": KioskFrame(request, screen), "offer": offer}
    with override(LOCALES[screen.language]):
        if screen.words:
            context |= {"groups": offer.grouped(matching(offer.items, screen.words))}
        elif screen.every:
            context |= {"groups": offer.grouped(offer.items)}
        else:
            context |= {"tiles": [offer.tile(item) for item in most_used(desk, offer.items)]}
        context |= {"key": uuid4(), "receiving": bool(desk.centre.hours) or receiving_now(desk)}
        return render(request, "kiosk/services.html", context)


def _wanted(request: HttpRequest, desk: KioskDesk) -> list[Wanted]:
    """What a ticket is asked for, in its order: the service of a tap, or those put together.

    The latest version of each, without its materials: a ticket needs none of them.
    """
    if one := request.POST.get("service", ""):
        service = service_offered(desk.centre, one)
        if service is None:
            raise Http404
        return [Wanted(service, 1)]
    asked = read_wanted(request.POST.get("wanted", ""))
    found = latest_versions(desk.centre, (code for code, _many in asked))
    if not asked or any(code not in found for code, _many in asked):
        raise Http404
    return [Wanted(found[code], many) for code, many in asked]


def _declared(priority: str) -> str:
    """The priority that is declared; nobody declares an appointment that was not looked up."""
    if priority == Visit.Priority.APPOINTMENT:
        raise Refused("unknown_priority", priority=priority)
    return priority
