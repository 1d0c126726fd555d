"""Visits, and what citizens take, book and are told on their way through the hall."""

from servicehall.reception.models.devices import Device, Printer, Printout
from servicehall.reception.models.quotas import QuotaRoll
from servicehall.reception.models.visits import NEXT, FurtherService, TicketRoll, Visit

__all__ = (
    "NEXT",
    "Device",
    "FurtherService",
    "Printer",
    "Printout",
    "QuotaRoll",
    "TicketRoll",
    "Visit",
)
