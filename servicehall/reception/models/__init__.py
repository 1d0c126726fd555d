"""Visits, and what citizens take, book and are told on their way through the hall."""

from servicehall.reception.models.measured import MeasuredDay
from servicehall.reception.models.messages import Channel, Contact, Message
from servicehall.reception.models.rounds import Round
from servicehall.reception.models.visits import NEXT, FurtherService, TicketRoll, Visit

__all__ = (
    "NEXT",
    "Channel",
    "Contact",
    "FurtherService",
    "MeasuredDay",
    "Message",
    "Round",
    "TicketRoll",
    "Visit",
)
