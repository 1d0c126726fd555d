"""Locking and unlocking kiosks from the floor."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from servicehall.reception.actions import lock_device, unlock_device
from servicehall.reception.queries import kiosks
from servicehall.web.counter.views import key_of
from servicehall.web.desks import Desk, desk
from servicehall.web.floor.views import back


@require_POST
@desk("lock_devices")
def lock(request: HttpRequest, desk: Desk, device: str) -> HttpResponse:
    """Lock a kiosk for a reason, which its screen tells; without one, unlock it."""
    found = get_object_or_404(kiosks(desk.centre), reference=device)
    reason = request.POST.get("reason", "")
    if reason:
        lock_device(device=found, reason=reason, by=desk.staff, at=desk.at, key=key_of(request))
        text = _("Kiosk “%(kiosk)s” gives no tickets until you unlock it.")
    else:
        unlock_device(device=found, by=desk.staff, at=desk.at, key=key_of(request))
        text = _("Kiosk “%(kiosk)s” gives tickets again.")
    messages.success(request, text % {"kiosk": found.reference})
    return back(desk)
