"""Booking for somebody who calls or stands at the counter: service and day, time, who comes."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from servicehall.catalogue.models import ServiceItem
from servicehall.catalogue.queries import services
from servicehall.evidence.actions import Refused
from servicehall.hall.roles import may
from servicehall.reception import actions
from servicehall.reception.agenda import bookable
from servicehall.reception.models import Appointment
from servicehall.web.appointments.booking import (
    OF_FIELDS,
    UNPROCESSABLE,
    asked_for,
    day_of,
    halves,
    read_stamp,
)
from servicehall.web.appointments.day import to_day
from servicehall.web.appointments.forms import CallerForm, SlotForm
from servicehall.web.asked import day_asked
from servicehall.web.desks import Desk, desk
from servicehall.web.refusals import message


@never_cache
@desk("book")
def book_page(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Book for somebody who calls or stands here: service and day, then time and who comes."""
    items = mine(desk)
    asked = request.GET if request.method != "POST" else request.POST
    chosen = "service" in asked
    day_first = desk.today if chosen else day_asked(request, "day") or desk.today
    slot_form = SlotForm(items, day_first, asked if chosen else None)
    context: dict[str, object] = {"slot_form": slot_form, "bookable": items}
    status = 200
    if slot_form.is_bound and slot_form.is_valid():
        item: ServiceItem = slot_form.cleaned_data["service"]
        _item, plan = asked_for(desk, item.code)
        day = day_of(desk, plan, f"{slot_form.cleaned_data['day']}", by_staff=True)
        form = CallerForm(
            desk.centre.jurisdiction, request.POST if request.method == "POST" else None
        )
        if request.method == "POST" and form.is_valid():
            made = _book(request, desk, item, form)
            if made is not None:
                return to_day(desk, made.day)
        status = UNPROCESSABLE if form.errors else 200
        context |= {
            "day": day,
            "halves": halves(desk, day),
            "form": form,
            "item": item,
            "chosen": request.POST.get("starts", ""),
        }
    elif slot_form.errors:
        status = UNPROCESSABLE
    return render(request, "appointments/book.html", context, status=status)


def mine(desk: Desk) -> list[ServiceItem]:
    """The services that can be booked and that the staff member books for."""
    return [
        item
        for item in bookable(desk.centre, list(services(desk.centre)))
        if may(desk.member, "book", centre=desk.centre.pk, unit=item.unit_id)
    ]


def _book(
    request: HttpRequest, desk: Desk, item: ServiceItem, form: CallerForm
) -> Appointment | None:
    """Book what the form says; None, with the form's errors, where that is refused."""
    if not request.POST.get("starts"):
        form.add_error(None, _("Choose a time."))
        return None
    try:
        made = actions.book(
            service=item,
            starts=read_stamp(request.POST["starts"]),
            name=form.cleaned_data["name"],
            reached=form.cleaned_data["contact"],
            language=form.cleaned_data["language"],
            channel=form.cleaned_data["channel"],
            by=desk.staff,
            at=desk.at,
            key=request.POST.get("key") or None,
        )
    except Refused as refused:
        form.add_error(OF_FIELDS.get(refused.code), message(refused))
        return None
    text = _("Booked. Number %(number)s, code %(code)s: read both out.")
    messages.success(request, text % {"number": made.reference, "code": made.code})
    return made
