"""Which device a kiosk's page is shown on, and how a browser becomes one."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import CharField, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from servicehall.evidence.actions import Refused
from servicehall.evidence.prepared import Given, prepared
from servicehall.hall.models import Centre
from servicehall.hall.queries import centre_by_code
from servicehall.reception.giving import require_device, require_open
from servicehall.reception.models import Device
from servicehall.reception.models.devices import digest
from servicehall.web.desks import Desk, refuse_nul

DEVICE_COOKIE = "device"
COOKIE_LASTS = 400 * 24 * 60 * 60
"""As long as browsers keep any; it is renewed whenever the device shows itself."""
SHOWS_ITSELF = timedelta(minutes=1)
"""How often a sign of life is kept."""


@dataclass(frozen=True)
class KioskDesk(Desk):
    """A desk that knows the registered device that asks, where it is one."""

    device: Device | None = None


View = Callable[..., HttpResponse]


def kiosk_desk(view: View) -> View:
    """Make a view of ``(request, desk, …)`` that answers at ``/<centre>/kiosk/…``.

    Device and centre come in one statement. A token that no device has, or has no longer, is no
    device; a revoked or expired one is, so that its screen can say so.
    """

    @never_cache
    @functools.wraps(view)
    def run(request: HttpRequest, centre: str, **more: Any) -> HttpResponse:
        refuse_nul(request)
        device = _device(request.COOKIES.get(DEVICE_COOKIE, ""), centre)
        found = device.centre if device else centre_by_code(centre)
        if found is None:
            raise Http404
        with timezone.override(found.timezone):
            return view(request, KioskDesk(found, None, timezone.now(), device), **more)

    return run


def hindrance(desk: KioskDesk) -> Refused | None:
    """Why this kiosk gives no ticket at all now; None where it gives some."""
    try:
        require_device(desk.centre, desk.device, desk.at)
        require_open(desk.centre, desk.at)
    except Refused as refused:
        return refused
    return None


def show_itself(desk: KioskDesk, response: HttpResponse, request: HttpRequest) -> None:
    """Keep that the device is alive, at most once a minute, and renew its cookie then.

    Only of a device that counts: one that is revoked or has expired does not come back so.
    """
    device = desk.device
    if device is None:
        return
    try:
        require_device(desk.centre, device, desk.at)
    except Refused as refused:
        if refused.code != "kiosk_locked":
            return
    if device.seen_at is not None and timedelta() <= desk.at - device.seen_at < SHOWS_ITSELF:
        return
    Device.objects.filter(pk=device.pk, revoked_at=None).update(seen_at=desk.at)
    give_token(desk.centre, response, request.COOKIES[DEVICE_COOKIE], secure=request.is_secure())


def give_token(centre: Centre, response: HttpResponse, token: str, *, secure: bool) -> None:
    """Let the browser keep the device's token, where no script reads it."""
    response.set_cookie(
        DEVICE_COOKIE,
        token,
        max_age=COOKIE_LASTS,
        path=f"/{centre.code}/kiosk/",
        httponly=True,
        samesite="Lax",
        secure=secure,
    )


def _device(token: str, centre: str) -> Device | None:
    return _with_token.first(digest=digest(token), centre=centre) if token else None


@prepared
def _with_token() -> QuerySet[Device]:
    return Device.objects.select_related("centre", "printer").filter(
        token_digest=Given("digest", CharField()), centre__code=Given("centre", CharField())
    )
