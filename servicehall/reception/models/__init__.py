"""Visits, and what citizens take, book and are told on their way through the hall."""

from servicehall.reception.models.boards import BoardLayout
from servicehall.reception.models.visits import NEXT, FurtherService, TicketRoll, Visit

__all__ = ("NEXT", "BoardLayout", "FurtherService", "TicketRoll", "Visit")
