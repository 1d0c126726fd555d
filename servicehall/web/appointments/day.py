"""Appointments as staff see them: who comes on a day, moved, cancelled, and a day closed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from servicehall.evidence.actions import Refused
from servicehall.hall.models import Unit
from servicehall.hall.roles import may
from servicehall.reception import actions
from servicehall.reception.agenda import appointments, appointments_on
from servicehall.reception.models import Appointment, ClosedDay
from servicehall.web.appointments.booking import (
    SEE_OTHER,
    UNPROCESSABLE,
    day_of,
    halves,
    read_stamp,
)
from servicehall.web.appointments.forms import ClosedDayForm, WithdrawForm
from servicehall.web.asked import day_asked
from servicehall.web.desks import Desk, desk
from servicehall.web.refusals import message

Status = Appointment.Status
TO_COME = (Status.BOOKED, Status.CONFIRMED)


@dataclass(frozen=True)
class Line:
    """One appointment in the list of a day, with what can be done with it now."""

    appointment: Appointment
    at: datetime
    today: date

    @property
    def cancellable(self) -> bool:
        """Whether it can still be cancelled."""
        return self.appointment.status in TO_COME and self.at < self.appointment.starts

    @property
    def movable(self) -> bool:
        """Whether it can still be moved."""
        return self.appointment.status == Status.CONFIRMED and self.at < self.appointment.starts

    @property
    def may_come(self) -> bool:
        """Whether somebody could be checked in who stands here."""
        early = timedelta(minutes=self.appointment.centre.appointment_early)
        return (
            self.appointment.status in (Status.CONFIRMED, Status.MISSED)
            and self.appointment.day == self.today
            and self.at >= self.appointment.starts - early
        )


class Day:
    """The appointments of a day in the units that the staff member books for."""

    def __init__(self, desk: Desk, day: date) -> None:
        self.desk, self.day = desk, day

    @cached_property
    def units(self) -> list[Unit]:
        """The units that the staff member books for."""
        return [
            unit
            for unit in Unit.objects.filter(centre=self.desk.centre).order_by("prefix", "pk")
            if may(self.desk.member, "book", centre=self.desk.centre.pk, unit=unit.pk)
        ]

    @cached_property
    def lines(self) -> list[Line]:
        """The appointments, those that were let go left out."""
        found = appointments_on(self.desk.centre, self.day).filter(unit__in=self.units)
        return [
            Line(each, self.desk.at, self.desk.today)
            for each in found
            if each.cancelled_because != "unconfirmed"
        ]

    @property
    def counts(self) -> Sequence[tuple[str, int]]:
        """How many are in each state that any is in, in the order of the states."""
        found = Counter(line.appointment.status for line in self.lines)
        return [(status, found[status]) for status in Status.values if found[status]]

    @property
    def before(self) -> date:
        return self.day - timedelta(days=1)

    @property
    def after(self) -> date:
        return self.day + timedelta(days=1)

    @property
    def closed(self) -> list[ClosedDay]:
        """Why the day is closed, where it is."""
        found = ClosedDay.objects.filter(centre=self.desk.centre, day=self.day)
        return [each for each in found.select_related("unit") if self._concerns(each)]

    @property
    def may_close(self) -> bool:
        """Whether the staff member may take the day out of booking."""
        return self.day >= self.desk.today and bool(closable(self.desk))

    def _concerns(self, closed: ClosedDay) -> bool:
        return closed.unit is None or closed.unit in self.units


def closable(desk: Desk) -> list[Unit]:
    """The units whose days the staff member may close."""
    return [
        unit
        for unit in Unit.objects.filter(centre=desk.centre).order_by("prefix", "pk")
        if may(desk.member, "close_day", centre=desk.centre.pk, unit=unit.pk)
    ]


def to_day(desk: Desk, day: date) -> HttpResponse:
    """Lead to the list of a day."""
    address = reverse("appointment-day", args=[desk.centre.code])
    return HttpResponseRedirect(f"{address}?day={day}", status=SEE_OTHER)


def of_my_units(desk: Desk, pk: int) -> Appointment:
    """The appointment, if the staff member may deal with it; 404 or 403 otherwise."""
    found = appointments().filter(centre=desk.centre, pk=pk).first()
    if found is None:
        raise Http404
    if not may(desk.member, "book", centre=desk.centre.pk, unit=found.unit_id):
        raise PermissionDenied
    return found


@never_cache
@require_safe
@desk("book")
def day_page(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Who comes on a day; the list alone for the live page."""
    day = Day(desk, day_asked(request, "day") or desk.today)
    part = "#list" if request.GET.get("part") == "list" else ""
    context = {"day": day, "live": desk.centre.code, "today": desk.today}
    return render(request, f"appointments/day.html{part}", context)


@require_POST
@desk("book")
def come(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    """Check somebody in who stands at the counter."""
    found = of_my_units(desk, pk)
    try:
        actions.check_in(appointment=found, centre=desk.centre, by=desk.staff, at=desk.at)
        assert found.visit is not None
        text = _("Ticket %(ticket)s was given.") % {"ticket": found.visit.ticket}
        if not found.visit.urgent:
            text += " " + _("The appointment was too long ago, so it queues from now on.")
        messages.success(request, text)
    except Refused as refused:
        messages.error(request, message(refused))
    return to_day(desk, found.day)


@never_cache
@desk("book")
def withdraw_page(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    """Cancel an appointment with a reason."""
    found = of_my_units(desk, pk)
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.cancel(
                appointment=found,
                reason=form.cleaned_data["reason"],
                by=desk.staff,
                at=desk.at,
                key=request.POST.get("key") or None,
            )
            messages.success(
                request,
                _("Appointment %(number)s is cancelled.") % {"number": found.reference},
            )
            return to_day(desk, found.day)
        except Refused as refused:
            form.add_error(None, message(refused))
    context = {"appointment": found, "form": form}
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "appointments/withdraw.html", context, status=status)


@never_cache
@desk("book")
def move_page(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    """Move an appointment to another time, of the day that is looked at."""
    found = of_my_units(desk, pk)
    asked = request.POST.get("day") or request.GET.get("day") or f"{found.day}"
    error = ""
    if request.method == "POST":
        try:
            moved = actions.change(
                appointment=found,
                starts=read_stamp(request.POST.get("starts", "")),
                by=desk.staff,
                at=desk.at,
                key=request.POST.get("key") or None,
            )
            messages.success(
                request, _("Appointment %(number)s was moved.") % {"number": moved.reference}
            )
            return to_day(desk, moved.day)
        except Refused as refused:
            error = message(refused)
    day = day_of(desk, found.plan, asked, moving=found, by_staff=True)
    context = {"appointment": found, "day": day, "halves": halves(desk, day), "error": error}
    status = UNPROCESSABLE if error else 200
    return render(request, "appointments/move.html", context, status=status)


@never_cache
@desk("close_day")
def close_page(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Take a day out of booking; what is booked on it is cancelled, and people are told."""
    day = day_asked(request, "day") or desk.today
    form = ClosedDayForm(
        closable(desk),
        day,
        request.POST if request.method == "POST" else None,
        hall=desk.staff.unit_id is None,
    )
    if request.method == "POST" and form.is_valid():
        try:
            count = actions.close_day(
                centre=desk.centre,
                unit=form.cleaned_data["unit"],
                day=form.cleaned_data["day"],
                reason=form.reason,
                by=desk.staff,
                at=desk.at,
            )
            text = ngettext(
                "The day is closed. %(count)s appointment was cancelled.",
                "The day is closed. %(count)s appointments were cancelled.",
                count,
            )
            messages.success(request, text % {"count": count})
            return to_day(desk, form.cleaned_data["day"])
        except Refused as refused:
            form.add_error("day" if refused.code == "day_past" else None, message(refused))
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "appointments/close.html", {"form": form, "day": day}, status=status)
