"""What the kiosk says where it gives no ticket: why, when it does again, and what helps now."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from types import MappingProxyType

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language, override, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from servicehall.catalogue.queries import latest_versions
from servicehall.evidence.actions import Refused
from servicehall.reception.giving import Hindrance
from servicehall.reception.telling import LOCALES
from servicehall.web.kiosk.booking import booking_in, booking_of
from servicehall.web.kiosk.devices import KioskDesk
from servicehall.web.kiosk.screens import KioskFrame, Screen
from servicehall.web.public.tickets import qr_address
from servicehall.web.refusals import message

CONFLICT = 409

CALL_STAFF = _("Please call the staff, or go to any counter.")
SHUT: Mapping[str, tuple[str, str | Promise, str | Promise]] = MappingProxyType(
    {
        "device_not_registered": (
            "shield",
            _("This kiosk is not registered"),
            CALL_STAFF,
        ),
        "device_revoked": ("shield", _("This kiosk is not registered any more"), CALL_STAFF),
        "device_expired": (
            "shield",
            _("This kiosk was away for too long and has to be registered anew"),
            CALL_STAFF,
        ),
        "kiosk_locked": ("pause", _("This kiosk gives no tickets now"), CALL_STAFF),
        "outside_hours": (
            "clock",
            pgettext_lazy("hall", "We are closed"),
            _("Tickets are given while the hall is open."),
        ),
        "last_ticket_given": (
            "clock",
            _("No more tickets are given today"),
            _("Those who have one are still served. If it can't wait, ask at a counter."),
        ),
    }
)
"""The refusals that hold for the whole kiosk: icon, heading, what to do."""

LOCKED: Mapping[str, str | Promise] = MappingProxyType(
    {
        "paper": _("The printer has no paper."),
        "fault": _("Something on it does not work and is being seen to."),
        "cleaning": _("It is being cleaned."),
        "crowded": _("The hall is full; staff let people in one after the other."),
        "drill": _("There is a drill in the hall. Please follow the staff."),
        "other": _("The staff have stopped it for a while."),
    }
)
"""Why a kiosk is locked, as its screen says it."""

NOT_FOR_NOW: Mapping[str, tuple[str | Promise, str | Promise]] = MappingProxyType(
    {
        "quota_full": (
            _("All tickets for this service are given out today"),
            _("Only so many people can be received for it in one day."),
        ),
        "service_hours": (
            _("This service is not received at this hour"),
            _("It has hours of its own."),
        ),
    }
)
"""The refusals that hold for one service: heading, and why."""


def spoken_at(screen: Screen) -> override:
    """The language of the screen, or the reader's where it has none."""
    return override(LOCALES.get(screen.language) or get_language())


def shut(
    request: HttpRequest, desk: KioskDesk, screen: Screen, refused: Refused, *, status: int = 200
) -> HttpResponse:
    """The screen of a kiosk that gives no tickets at all now.

    In the language of the screen, and in all three where none has been chosen.
    """
    icon, title, advice = SHUT[refused.code]
    languages = [screen.language] if screen.language else [*LOCALES]
    told = []
    for language in languages:
        with override(LOCALES[language]):
            reason = LOCKED.get(str(refused.about.get("reason")), "")
            told.append((language, str(title), str(reason), str(advice)))
    context = {
        "screen": screen.but(several=False, wanted=()),
        "frame": KioskFrame(request, screen),
        "state": refused.code,
        "icon": icon,
        "told": told,
        "next": refused.about.get("next"),
        "booking": booking_in(request, desk, refused.code),
    }
    return _answer(request, screen, "kiosk/shut.html", context, refused.code, status)


def not_given(
    request: HttpRequest, desk: KioskDesk, screen: Screen, refused: Refused
) -> HttpResponse:
    """The screen after a tap that gave no ticket."""
    if refused.code in SHUT:
        return shut(request, desk, screen, refused, status=CONFLICT)
    if refused.code in NOT_FOR_NOW:
        again = refused.about.get("next")
        hindrance = Hindrance(refused.code, again if isinstance(again, date) else None)
        code = str(refused.about["service"])
        return not_for_now(request, desk, screen, code, hindrance, status=CONFLICT)
    context: dict[str, object] = {"screen": screen, "frame": KioskFrame(request, screen)}
    with spoken_at(screen):
        context["text"] = message(refused)
    return _answer(request, screen, "kiosk/refused.html", context, refused.code, CONFLICT)


def not_for_now(
    request: HttpRequest,
    desk: KioskDesk,
    screen: Screen,
    code: str,
    hindrance: Hindrance,
    *,
    status: int = 200,
) -> HttpResponse:
    """The screen of a service for which there is no ticket now: when again, and what else helps."""
    guide = request.build_absolute_uri(reverse("service", args=[desk.centre.code, code]))
    service = latest_versions(desk.centre, [code])[code]
    title, reason = NOT_FOR_NOW[hindrance.code]
    context = {
        "screen": screen,
        "frame": KioskFrame(request, screen),
        "service": service,
        "title": title,
        "reason": reason,
        "next": hindrance.next,
        "is_moment": isinstance(hindrance.next, datetime),
        "guide": guide,
        "qr": qr_address(guide),
        "booking": booking_of(request, desk, service),
    }
    return _answer(request, screen, "kiosk/not_now.html", context, hindrance.code, status)


def _answer(
    request: HttpRequest,
    screen: Screen,
    template: str,
    context: dict[str, object],
    code: str,
    status: int,
) -> HttpResponse:
    with spoken_at(screen):
        response = render(request, template, context, status=status)
    response["X-Refused"] = code
    return response
