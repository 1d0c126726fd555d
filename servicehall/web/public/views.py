"""What a citizen asks first: what do I need to do, what do I bring, how long will I wait."""

from __future__ import annotations

from functools import lru_cache
from uuid import uuid4

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from servicehall.catalogue.models import ServiceItem
from servicehall.catalogue.queries import matching, service_by_code, services
from servicehall.reception.agenda import plan_of
from servicehall.web.context import SIZES, Frame
from servicehall.web.desks import Desk, desk
from servicehall.web.public.contacts import LANGUAGES
from servicehall.web.public.guides import grouped, guides
from servicehall.web.public.sheets import Sheet
from servicehall.web.public.situations import own_list
from servicehall.web.public.tickets import TICKET_COOKIE, code_in, found_visit, qr_address
from servicehall.web.public.waits import notices, receiving_now, waits


@require_safe
@desk()
def public_page(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Search, waits, notices and all services; ``?ticket=`` leads on to that ticket."""
    if not desk.centre.receives:
        return nobody_comes(request)
    asked = request.GET.get("ticket", "").strip()
    followed = found_visit(desk, code_in(asked)) if asked else None
    if followed is not None:
        return redirect("ticket", desk.centre.code, followed.code)
    words = request.GET.get("q", "").strip()
    items = list(services(desk.centre))
    found = matching(items, words) if words else []
    if request.headers.get("HX-Request") and request.GET.get("part") == "found":
        return render(request, "public/page.html#found", {"words": words, "found": guides(found)})
    now = waits(desk)
    context = {
        "live": desk.centre.code,
        "words": words,
        "found": guides(found),
        "groups": grouped(items),
        "waits": now,
        "notices": notices(desk),
        "now": desk.at,
        "receiving": receiving_now(desk, now),
        "mine": found_visit(desk, request.COOKIES.get(TICKET_COOKIE, "")),
        "asked": asked,
        "unknown_ticket": _("No ticket of this hall has that code.") if asked else "",
    }
    part = "#now" if request.headers.get("HX-Request") else ""
    return render(request, f"public/page.html{part}", context)


@require_safe
@desk()
def service_page(request: HttpRequest, desk: Desk, code: str) -> HttpResponse:
    """One guide, from what one needs to what comes next."""
    try:
        item = service_by_code(desk.centre, code)
    except ServiceItem.DoesNotExist:
        raise Http404 from None
    now = {wait.unit.pk: wait for wait in waits(desk)}
    address = request.build_absolute_uri(request.path)
    by_appointment = desk.centre.receives and plan_of(item) is not None
    codes = {unit: wait.codes for unit, wait in now.items()}
    sheet = Sheet(item, codes, by_appointment=by_appointment)
    large = request.GET.get("large") == "1"
    context = {
        "live": desk.centre.code,
        "sheet": sheet,
        "guide": sheet.guide,
        "own": own_list(item, request.GET),
        "item": item,
        "large": large,
        "printed_in": [
            (code, name, f"{code}-large" if large else code) for code, name in LANGUAGES
        ],
        "wait": now.get(item.unit_id),
        "next_wait": now.get(item.next_unit_id or 0),
        "receiving": receiving_now(desk, now.values()),
        "by_appointment": by_appointment,
        "key": uuid4(),
        "ticket_language": (get_language() or "ko").partition("-")[0],
        "address": address,
        "qr": _qr(address),
    }
    if large:
        context["frame"] = LargePrint(request)
    part = request.headers.get("HX-Request") and request.GET.get("part") == "now"
    return render(request, "public/service.html#now" if part else "public/service.html", context)


@lru_cache(maxsize=512)
def _qr(address: str) -> str:
    """The code that leads to a guide; drawing one takes longer than all else on the page."""
    return qr_address(address)


class LargePrint(Frame):
    """The frame of a page in large print, whatever size was chosen for the others."""

    @property
    def size(self) -> str:
        """The largest."""
        return SIZES[-1]


def nobody_comes(request: HttpRequest) -> HttpResponse:
    """What stands in for a page of a hall that is known only from imported records."""
    return render(request, "public/nobody.html")
