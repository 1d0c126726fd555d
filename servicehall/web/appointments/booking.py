"""Booking without an account, one question a page: service, day, time, who comes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from ipaddress import ip_address, ip_network
from uuid import uuid4

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from servicehall.catalogue.models import ServiceItem
from servicehall.catalogue.queries import service_offered, services
from servicehall.evidence.actions import Refused
from servicehall.reception.actions import book
from servicehall.reception.agenda import (
    BookingDay,
    appointment_by,
    bookable,
    booking_days,
    plan_of,
)
from servicehall.reception.contacts import keyed
from servicehall.reception.correspondence import can_confirm
from servicehall.reception.models import Appointment, BookingPlan
from servicehall.reception.slots import Slot
from servicehall.web.appointments.forms import ContactForm, WhichForm
from servicehall.web.appointments.months import month_of
from servicehall.web.desks import Desk, desk
from servicehall.web.public.guides import grouped
from servicehall.web.public.views import nobody_comes
from servicehall.web.refusals import message

UNPROCESSABLE, SEE_OTHER = 422, 303
STAMP = "%Y%m%dT%H%MZ"
"""How the beginning of a time stands in an address: in UTC, so that it is never twofold."""
FARTHEST = 400
"""Days from today that are looked into at most."""
OF_FIELDS = {
    "name_missing": "name",
    "booked_that_day": "contact",
    "too_many_bookings": "contact",
    "no_mobile_number": "contact",
    "no_code_there": "contact",
}
"""The fields at which a refusal is told; any other is told of the whole form."""


@never_cache
@desk()
def start_page(request: HttpRequest, desk: Desk) -> HttpResponse:
    """What can be booked; and by number and code, the way to one's own appointment."""
    if not desk.centre.receives:
        return nobody_comes(request)
    which = WhichForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and which.is_valid():
        number, code = which.cleaned_data["number"], which.cleaned_data["code"]
        try:
            found = appointment_by(number, code)
            return redirect("appointment", found.centre.code, found.reference, found.code)
        except Appointment.DoesNotExist:
            which.add_error("number", _("No appointment has this number with this code."))
    context = {
        "groups": grouped(bookable(desk.centre, list(services(desk.centre)))),
        "which": which,
        "can_confirm": can_confirm(),
    }
    status = UNPROCESSABLE if which.errors else 200
    return render(request, "appointments/start.html", context, status=status)


@never_cache
@require_safe
@desk()
def days_page(request: HttpRequest, desk: Desk, code: str) -> HttpResponse:
    """A calendar of the days that have anything free."""
    item, plan = asked_for(desk, code)
    month = month_of(desk, plan, request.GET.get("month", ""))
    context = {"item": item, "month": month, "can_confirm": can_confirm()}
    return render(request, "appointments/days.html", context)


@never_cache
@require_safe
@desk()
def times_page(request: HttpRequest, desk: Desk, code: str, day: str) -> HttpResponse:
    """The times of a day."""
    item, plan = asked_for(desk, code)
    found = day_of(desk, plan, day)
    context = {"item": item, "day": found, "halves": halves(desk, found)}
    return render(request, "appointments/times.html", context)


@never_cache
@desk()
def contact_page(request: HttpRequest, desk: Desk, code: str, stamp: str) -> HttpResponse:
    """Who comes; then the time is kept, and a code sent to confirm it."""
    item = service_asked(desk, code)
    starts = read_stamp(request.POST.get("starts") or stamp)
    form = ContactForm(desk.centre.jurisdiction, request.POST if request.method == "POST" else None)
    taken = False
    if request.method == "POST" and form.is_valid():
        try:
            made = book(
                service=item,
                starts=starts,
                name=form.cleaned_data["name"],
                reached=form.cleaned_data["contact"],
                language=(get_language() or "ko").partition("-")[0],
                at=desk.at,
                origin=origin_of(request),
                key=request.POST.get("key") or None,
            )
            address = reverse(
                "appointment-confirm", args=[desk.centre.code, made.reference, made.code]
            )
            return HttpResponseRedirect(address, status=SEE_OTHER)
        except Refused as refused:
            form.add_error(OF_FIELDS.get(refused.code), message(refused))
            taken = refused.code in ("slot_taken", "slot_not_offered")
    plan = plan_or_404(item)
    day = starts.astimezone(desk.zone).date()
    others = [slot for slot in day_of(desk, plan, f"{day}").slots if slot.free] if taken else []
    context = {
        "item": item,
        "form": form,
        "starts": starts,
        "ends": starts + timedelta(minutes=plan.slot_minutes),
        "stamp": starts.strftime(STAMP),
        "others": [(slot, slot.starts.strftime(STAMP)) for slot in others],
        "day": day,
        "key": request.POST.get("key") or uuid4(),
    }
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "appointments/contact.html", context, status=status)


def asked_for(desk: Desk, code: str) -> tuple[ServiceItem, BookingPlan]:
    """The version in force of a service with the plan by which it is booked; 404 for neither."""
    item = service_asked(desk, code)
    return item, plan_or_404(item)


def service_asked(desk: Desk, code: str) -> ServiceItem:
    """The version of a service that is in force; 404 for none."""
    item = service_offered(desk.centre, code, desk.today)
    if item is None:
        raise Http404
    return item


def plan_or_404(item: ServiceItem) -> BookingPlan:
    """The plan by which the service is booked; 404 for none."""
    plan = plan_of(item)
    if plan is None:
        raise Http404(f"no appointments for {item.code}")
    return plan


def day_of(
    desk: Desk,
    plan: BookingPlan,
    text: str,
    *,
    moving: Appointment | None = None,
    by_staff: bool = False,
) -> BookingDay:
    """One day with its times; 404 for what is no day."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise Http404(f"no day: {text}") from None
    if abs((day - desk.today).days) > FARTHEST:
        raise Http404(f"no day that anybody books: {text}")
    (found,) = booking_days(
        plan, desk.centre, since=day, until=day, at=desk.at, moving=moving, by_staff=by_staff
    )
    return found


def halves(desk: Desk, day: BookingDay) -> Sequence[tuple[str, Sequence[tuple[Slot, str]]]]:
    """The free times of the day before and after noon, each with its stamp."""
    free = [(slot, slot.starts.strftime(STAMP)) for slot in day.slots if slot.free]
    noon = time(12)
    morning = [each for each in free if each[0].starts.astimezone(desk.zone).time() < noon]
    found = (
        (_("Morning"), morning),
        (_("Afternoon"), [each for each in free if each not in morning]),
    )
    return [each for each in found if each[1]]


def origin_of(request: HttpRequest) -> str:
    """A keyed hash of the network that the request comes from; the same for a whole household.

    Behind a proxy it is what the proxy itself saw: the last address that it wrote down. Of an
    address of version 6 only the network counts, since everybody there has any number of them.
    """
    seen = request.META.get("REMOTE_ADDR", "")
    if settings.BEHIND_PROXY:
        seen = request.headers.get("X-Forwarded-For", seen).rpartition(",")[2].strip()
    try:
        network = ip_network(f"{ip_address(seen)}/{64 if ':' in seen else 32}", strict=False)
    except ValueError:
        return keyed("origin", "unknown")
    return keyed("origin", str(network))


def read_stamp(text: str) -> datetime:
    """The moment that an address or a form names; 404 for none."""
    try:
        return datetime.strptime(text, STAMP).replace(tzinfo=UTC)
    except ValueError:
        raise Http404(f"no time: {text}") from None
