"""What tests of appointments need: a plan, somebody who books, and what they were told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from servicehall.reception import actions
from servicehall.reception.contacts import Reached
from servicehall.reception.correspondence import confirmation_code
from servicehall.reception.models import Appointment, BookingPlan, Message
from tests.world import MONDAY, World, at

TUESDAY = MONDAY + timedelta(days=1)


class Letters(Sequence[Message]):
    """The letters that stand in the outbox, in the order in which they were written."""

    def __init__(self) -> None:
        self._seen = 0

    def clear(self) -> None:
        """Look only at what is written from now on."""
        self._seen = max((each.pk for each in self), default=self._seen)

    def _rows(self) -> list[Message]:
        letters = Message.objects.filter(contact=None, pk__gt=self._seen)
        return list(letters.select_related("appointment__contact").order_by("pk"))

    def __getitem__(self, place: Any) -> Any:
        return self._rows()[place]

    def __len__(self) -> int:
        return len(self._rows())


def open_outbox(settings: Any, folder: Path) -> Letters:
    """Have everybody told, by text message and by e-mail; what they are told."""
    settings.MESSAGES_FILE = str(folder / "messages.jsonl")
    settings.EMAIL_HOST = settings.SMS_GATEWAY = ""
    return Letters()


def plan_for(world: World, **but: Any) -> BookingPlan:
    """A plan of the civil affairs unit: half an hour each, one at a time, nothing special."""
    given: dict[str, Any] = {"centre": world.centre, "unit": world.unit}
    return BookingPlan.objects.create(**(given | but))


def phone(number: int) -> Reached:
    """The telephone of one of many people."""
    return Reached(phone=f"0101234{number:04d}")


def booked(world: World, hour: int = 10, minute: int = 30, **but: Any) -> Appointment:
    """Somebody books for the Tuesday, on the Monday at nine."""
    day: date = but.pop("day", TUESDAY)
    given: dict[str, Any] = {
        "service": world.service,
        "starts": at(hour, minute, day=day),
        "name": "Hong Gildong",
        "reached": phone(5678),
        "language": "ko",
        "at": at(9),
    }
    return actions.book(**(given | but))


def confirmed(world: World, hour: int = 10, minute: int = 30, **but: Any) -> Appointment:
    """Somebody books and confirms within a minute."""
    appointment = booked(world, hour, minute, **but)
    moment: datetime = appointment.booked_at + timedelta(minutes=1)
    return actions.confirm(appointment=appointment, code=confirmation_code(appointment), at=moment)


@pytest.fixture
def told(settings: Any, tmp_path: Path) -> Letters:
    """What people were told."""
    return open_outbox(settings, tmp_path)
