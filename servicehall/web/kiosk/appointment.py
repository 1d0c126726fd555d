"""Checking in at the kiosk: the scanned code, or number and code typed."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import never_cache

from servicehall.evidence.actions import Refused
from servicehall.reception.actions import check_in
from servicehall.reception.agenda import appointment_by
from servicehall.reception.models import Appointment, Visit
from servicehall.reception.telling import LOCALES
from servicehall.web.appointments.booking import SEE_OTHER, UNPROCESSABLE
from servicehall.web.appointments.forms import WhichForm
from servicehall.web.desks import Desk, desk
from servicehall.web.kiosk.screens import KioskFrame, Screen
from servicehall.web.public.views import nobody_comes
from servicehall.web.refusals import message


@never_cache
@desk()
def appointment_page(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Give the ticket of an appointment; what stands against it is told with a way on."""
    if not desk.centre.receives:
        return nobody_comes(request)
    given = request.POST if request.method == "POST" else request.GET
    screen = Screen.read(desk.centre.code, given)
    with override(LOCALES[screen.language or "ko"]):
        form = WhichForm(request.POST if request.method == "POST" else None)
        refusal = ""
        if form.is_bound and form.is_valid():
            try:
                visit = _come(desk, form.cleaned_data["number"], form.cleaned_data["code"])
                shown = screen.but(ticket=visit.code).address
                return HttpResponseRedirect(shown, status=SEE_OTHER)
            except Appointment.DoesNotExist:
                form.add_error("number", _("No appointment has this number with this code."))
            except Refused as refused:
                refusal = message(refused)
        context = {
            "screen": screen,
            "frame": KioskFrame(request, screen),
            "which": form,
            "refusal": refusal,
        }
        status = UNPROCESSABLE if form.errors or refusal else 200
        return render(request, "kiosk/appointment.html", context, status=status)


def _come(desk: Desk, number: str, code: str) -> Visit:
    """The ticket of the appointment: a new one, or the one that was given before.

    Raises ``Appointment.DoesNotExist`` and what ``check_in`` refuses.
    """
    appointment = appointment_by(number, code)
    try:
        check_in(appointment=appointment, centre=desk.centre, at=desk.at)
    except Refused:
        appointment = appointment_by(number, code)
        if appointment.centre_id != desk.centre.pk or appointment.visit is None:
            raise
        if appointment.visit.day != desk.today:
            raise
    assert appointment.visit is not None
    return appointment.visit
