"""Visits, and what citizens take, book and are told on their way through the hall."""

from servicehall.reception.models.appointments import (
    AFTER,
    LONGEST,
    Appointment,
    AppointmentContact,
    AppointmentRoll,
    BookingPlan,
    ClosedDay,
)
from servicehall.reception.models.boards import BoardLayout
from servicehall.reception.models.devices import Device, Printer, Printout
from servicehall.reception.models.measured import MeasuredDay
from servicehall.reception.models.messages import Addressee, Channel, Contact, Message
from servicehall.reception.models.quotas import QuotaRoll
from servicehall.reception.models.rounds import Round
from servicehall.reception.models.visits import NEXT, FurtherService, TicketRoll, Visit

__all__ = (
    "AFTER",
    "LONGEST",
    "NEXT",
    "Addressee",
    "Appointment",
    "AppointmentContact",
    "AppointmentRoll",
    "BoardLayout",
    "BookingPlan",
    "Channel",
    "ClosedDay",
    "Contact",
    "Device",
    "FurtherService",
    "MeasuredDay",
    "Message",
    "Printer",
    "Printout",
    "QuotaRoll",
    "Round",
    "TicketRoll",
    "Visit",
)
