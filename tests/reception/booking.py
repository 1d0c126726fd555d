"""What tests of appointments need: a plan, somebody who books, and what they were told."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from servicehall.reception import actions
from servicehall.reception.contacts import Reached
from servicehall.reception.correspondence import Told, confirmation_code
from servicehall.reception.models import Appointment, BookingPlan
from tests.world import MONDAY, World, at

TUESDAY = MONDAY + timedelta(days=1)
TOLD: list[Told] = []


def keep_told(told: Told) -> None:
    """The sender of the tests: keeps what would be sent."""
    TOLD.append(told)


def open_sender(settings: Any) -> list[Told]:
    """Have what is told kept in the list that this returns."""
    settings.APPOINTMENT_SENDER = "tests.reception.booking.keep_told"
    TOLD.clear()
    return TOLD


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
def told(settings: Any) -> list[Told]:
    """What people were told."""
    return open_sender(settings)
