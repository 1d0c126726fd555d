"""What the holder of a ticket does with it on its page: gives it up, or says that they are back."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from servicehall.evidence.actions import Refused
from servicehall.reception.actions import leave, return_missed
from servicehall.reception.models import Visit
from servicehall.web.desks import Desk, desk
from servicehall.web.public.standing import Standing
from servicehall.web.public.tickets import key_of, speak_to, to_ticket, visit_or_404
from servicehall.web.refusals import message


@never_cache
@desk()
def leave_page(request: HttpRequest, desk: Desk, code: str) -> HttpResponse:
    """Ask whether it is meant, then give the place up; a second tap finds it given up."""
    visit = visit_or_404(desk, code)
    speak_to(request, visit)
    if request.method != "POST":
        if not Standing(visit, desk.at).can_leave:
            return to_ticket(visit, desk)
        response = render(request, "public/leave.html", {"visit": visit})
        response["X-Robots-Tag"] = "noindex"
        return response
    try:
        leave(visit=visit, at=desk.at, key=key_of(request))
    except Refused as refused:
        if visit.status != Visit.Status.LEFT:
            messages.error(request, message(refused))
    return to_ticket(visit, desk)


@require_POST
@desk()
def come_back(request: HttpRequest, desk: Desk, code: str) -> HttpResponse:
    """Wait again after a missed call; who waits already, or is called by now, is told just that."""
    visit = visit_or_404(desk, code)
    speak_to(request, visit)
    try:
        return_missed(visit=visit, at=desk.at, key=key_of(request))
    except Refused as refused:
        if visit.status not in (Visit.Status.WAITING, Visit.Status.CALLED):
            messages.error(request, message(refused))
    return to_ticket(visit, desk)
