"""What a kiosk that gives no ticket offers instead: to book a time, on one's own phone.

Not on the kiosk itself: it asks for name and number, which the next person is not to find there.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest
from django.urls import reverse

from servicehall.catalogue.models import ServiceItem
from servicehall.catalogue.queries import services
from servicehall.reception.agenda import bookable, first_free, plan_of
from servicehall.reception.correspondence import can_confirm
from servicehall.web.kiosk.devices import KioskDesk
from servicehall.web.public.tickets import qr_address

OFFERED = frozenset({"outside_hours", "last_ticket_given"})
"""Why the whole kiosk gives no ticket, where a time on another day helps."""


@dataclass(frozen=True)
class Booking:
    """Where a time is booked, and the first that is free where one service is asked for."""

    address: str
    free: datetime | None = None

    @property
    def qr(self) -> str:
        """The address as a QR code."""
        return qr_address(self.address)

    @property
    def pieces(self) -> list[str]:
        """The address as somebody types it, in pieces between which a line may end."""
        return [f"{each}/" for each in self.address.partition("://")[2].rstrip("/").split("/")]


def booking_of(request: HttpRequest, desk: KioskDesk, service: ServiceItem) -> Booking | None:
    """How a time for the service is booked; None where it can't be, or nothing is free."""
    if not can_confirm():
        return None
    plan = plan_of(service)
    free = first_free(plan, desk.centre, at=desk.at) if plan is not None else None
    if free is None:
        return None
    page = reverse("appointment-days", args=[desk.centre.code, service.code])
    return Booking(request.build_absolute_uri(page), free.starts)


def booking_in(request: HttpRequest, desk: KioskDesk, code: str) -> Booking | None:
    """How a time in the hall is booked while its kiosk gives no ticket for this reason."""
    if code not in OFFERED or not can_confirm():
        return None
    if not bookable(desk.centre, list(services(desk.centre))):
        return None
    page = reverse("appointments", args=[desk.centre.code])
    return Booking(request.build_absolute_uri(page))
