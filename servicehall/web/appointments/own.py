"""One's own appointment, by its number and code: confirm it, see it, move it, cancel it, come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from servicehall.evidence.actions import Refused
from servicehall.reception import actions
from servicehall.reception.agenda import appointment_by
from servicehall.reception.appointing import require_unconfirmed
from servicehall.reception.correspondence import confirmation_code, event_of
from servicehall.reception.icalendar import calendar_file
from servicehall.reception.models import Appointment
from servicehall.reception.telling import LOCALES
from servicehall.web.appointments.booking import (
    SEE_OTHER,
    UNPROCESSABLE,
    day_of,
    halves,
    read_stamp,
)
from servicehall.web.appointments.forms import CodeForm, contact_shown
from servicehall.web.appointments.months import month_of
from servicehall.web.desks import Desk, desk
from servicehall.web.public.tickets import qr_address
from servicehall.web.refusals import message

Status = Appointment.Status


@dataclass(frozen=True)
class Holding:
    """What the holder of an appointment can do with it at a moment."""

    appointment: Appointment
    at: datetime

    @cached_property
    def opens(self) -> datetime:
        """From when one can check in."""
        return self.appointment.starts - timedelta(
            minutes=self.appointment.centre.appointment_early
        )

    @property
    def kept_until(self) -> datetime:
        """Until when one's place is kept."""
        return self.appointment.starts + timedelta(minutes=self.appointment.centre.appointment_late)

    @property
    def changeable(self) -> bool:
        """Whether it can still be moved and cancelled."""
        return self.appointment.status == Status.CONFIRMED and self.at < self.appointment.starts

    @property
    def comes(self) -> bool:
        """Whether one can check in now."""
        zone = ZoneInfo(self.appointment.centre.timezone)
        today = self.at.astimezone(zone).date()
        due = self.appointment.status in (Status.CONFIRMED, Status.MISSED)
        return due and self.at >= self.opens and today <= self.appointment.day

    @property
    def late(self) -> bool:
        """Whether one's place is not kept any more."""
        return self.at > self.kept_until

    @property
    def lapsed(self) -> bool:
        """Whether it was let go because nobody confirmed it."""
        expires = self.appointment.expires_at
        waits = self.appointment.status == Status.BOOKED
        return self.appointment.cancelled_because == "unconfirmed" or bool(
            waits and expires and expires <= self.at
        )


def own(desk: Desk, number: str, code: str) -> Appointment:
    """The appointment of that number and code in this centre; 404 for none."""
    try:
        found = appointment_by(number, code)
    except Appointment.DoesNotExist:
        raise Http404 from None
    if found.centre_id != desk.centre.pk:
        raise Http404
    return found


def at_page(appointment: Appointment) -> str:
    """The address of the appointment's page."""
    return reverse(
        "appointment",
        args=[appointment.centre.code, appointment.reference, appointment.code],
    )


def back(appointment: Appointment) -> HttpResponse:
    """Lead to the appointment's page."""
    return HttpResponseRedirect(at_page(appointment), status=SEE_OTHER)


@never_cache
@desk()
def confirm_page(request: HttpRequest, desk: Desk, number: str, code: str) -> HttpResponse:
    """Enter the code that was sent; ``again`` has it sent once more."""
    appointment = own(desk, number, code)
    form = CodeForm(request.POST if "again" not in request.POST and request.POST else None)
    if request.method == "POST" and "again" in request.POST:
        try:
            actions.send_code_again(appointment=appointment, at=desk.at)
            messages.success(request, _("The code was sent again."))
        except Refused as refused:
            messages.error(request, message(refused))
        return HttpResponseRedirect(request.path, status=SEE_OTHER)
    if form.is_bound and form.is_valid():
        try:
            actions.confirm(appointment=appointment, code=form.cleaned_data["code"], at=desk.at)
            if appointment.status != Status.BOOKED:
                return back(appointment)
            form.add_error("code", _("This is not the code that we sent. Look at it again."))
        except Refused as refused:
            form.add_error("code", message(refused))
    if appointment.status != Status.BOOKED:
        return back(appointment)
    try:
        require_unconfirmed(appointment, desk.at)
    except Refused:
        return back(appointment)
    context = {
        "appointment": appointment,
        "form": form,
        "to": contact_shown(appointment),
        "shown_code": confirmation_code(appointment) if settings.DEMONSTRATION else "",
    }
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "appointments/confirm.html", context, status=status)


@never_cache
@require_safe
@desk()
def appointment_page(request: HttpRequest, desk: Desk, number: str, code: str) -> HttpResponse:
    """The appointment, with what its holder can do; in its language unless they chose another."""
    appointment = own(desk, number, code)
    if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
        translation.activate(LOCALES[appointment.language])
    holding = Holding(appointment, desk.at)
    if appointment.status == Status.BOOKED and not holding.lapsed:
        return redirect("appointment-confirm", desk.centre.code, number, code)
    address = request.build_absolute_uri(request.path)
    context = {
        "appointment": appointment,
        "holding": holding,
        "qr": qr_address(address) if appointment.status == Status.CONFIRMED else "",
        "live": desk.centre.code,
    }
    response = render(request, "appointments/appointment.html", context)
    response["X-Robots-Tag"] = "noindex"
    return response


@never_cache
@desk()
def change_page(request: HttpRequest, desk: Desk, number: str, code: str) -> HttpResponse:
    """Another day, then another time: a calendar, and with ``?day=`` the times of a day."""
    appointment = own(desk, number, code)
    if not Holding(appointment, desk.at).changeable:
        return back(appointment)
    error = ""
    if request.method == "POST":
        try:
            actions.change(
                appointment=appointment,
                starts=read_stamp(request.POST.get("starts", "")),
                at=desk.at,
                key=request.POST.get("key") or None,
            )
            messages.success(request, _("Your appointment was moved."))
            return back(appointment)
        except Refused as refused:
            error = message(refused)
    asked = request.POST.get("day") or request.GET.get("day", "")
    context: dict[str, object] = {"appointment": appointment, "error": error}
    if asked:
        day = day_of(desk, appointment.plan, asked, moving=appointment)
        context |= {"day": day, "halves": halves(desk, day)}
    else:
        month = request.GET.get("month", "")
        context["month"] = month_of(desk, appointment.plan, month, moving=appointment)
    status = UNPROCESSABLE if error else 200
    return render(request, "appointments/change.html", context, status=status)


@never_cache
@desk()
def cancel_page(request: HttpRequest, desk: Desk, number: str, code: str) -> HttpResponse:
    """Ask whether it is meant, then cancel it."""
    appointment = own(desk, number, code)
    waits = appointment.status == Status.BOOKED
    if request.method == "POST":
        try:
            actions.cancel(appointment=appointment, at=desk.at, key=request.POST.get("key") or None)
        except Refused as refused:
            messages.error(request, message(refused))
        return back(appointment)
    if not (waits or Holding(appointment, desk.at).changeable):
        return back(appointment)
    return render(request, "appointments/cancel.html", {"appointment": appointment})


@require_POST
@desk()
def come(request: HttpRequest, desk: Desk, number: str, code: str) -> HttpResponse:
    """Check in by phone; the ticket is followed on its own page."""
    appointment = own(desk, number, code)
    try:
        actions.check_in(appointment=appointment, centre=desk.centre, at=desk.at)
    except Refused as refused:
        if refused.code not in ("checked_in_already", "impossible_transition"):
            messages.error(request, message(refused))
            return back(appointment)
        appointment = own(desk, number, code)
    if appointment.visit is None:
        return back(appointment)
    return HttpResponseRedirect(
        reverse("ticket", args=[desk.centre.code, appointment.visit.code]), status=SEE_OTHER
    )


@never_cache
@require_safe
@desk()
def calendar(request: HttpRequest, desk: Desk, number: str, code: str) -> HttpResponse:
    """The appointment for one's own calendar; a cancelled one takes itself out of it again."""
    appointment = own(desk, number, code)
    language = (translation.get_language() or "ko").partition("-")[0]
    site = request.build_absolute_uri("/").rstrip("/")
    event = event_of(appointment, language, site=site, at=desk.at)
    response = HttpResponse(calendar_file(event), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{appointment.reference}.ics"'
    return response
