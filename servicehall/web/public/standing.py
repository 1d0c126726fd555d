"""What the holder of a ticket can do with it themselves, and what became of it, in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from servicehall.evidence.actions import Refused
from servicehall.evidence.models import Fact
from servicehall.reception.giving import require_return
from servicehall.reception.models import Visit

Status = Visit.Status


@dataclass(frozen=True)
class Standing:
    """A ticket at a moment, as its holder sees it."""

    visit: Visit
    at: datetime

    @property
    def sent_on(self) -> bool:
        """Whether it waits elsewhere than it was taken for: at another unit, or one counter."""
        elsewhere = self.visit.unit_id != self.visit.service.unit_id
        reserved = self.visit.reserved_for_id is not None
        return self.visit.status == Status.WAITING and (elsewhere or reserved)

    @property
    def can_leave(self) -> bool:
        """Whether its holder can give it up: while it waits or is set aside."""
        return self.visit.status in (Status.WAITING, Status.PARKED)

    @cached_property
    def return_refused(self) -> str:
        """The code of what stands against coming back after a missed call; empty for nothing."""
        try:
            require_return(self.visit, self.at, citizen=True)
        except Refused as refused:
            return refused.code
        return ""

    @property
    def can_return(self) -> bool:
        """Whether its holder can say that they are back."""
        return not self.return_refused

    @property
    def kept_until(self) -> datetime | None:
        """Until when whoever missed their call keeps their place; None once it is not kept."""
        if self.visit.ended_at is None:
            return None
        until = self.visit.ended_at + timedelta(minutes=self.visit.centre.return_within)
        return until if self.at <= until else None

    @cached_property
    def expired(self) -> bool:
        """Whether it was let go at the end of the day, and nobody gave it up."""
        return (
            self.visit.status == Status.LEFT
            and Fact.objects.filter(
                kind="ticket.expired",
                concerns__centre=self.visit.centre.code,
                concerns__object_type=Visit.OBJECT,
                concerns__object_id=self.visit.reference,
            ).exists()
        )
