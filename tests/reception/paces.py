"""Halls of which it is known how long things take there."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils import timezone

from servicehall.hall.models import Unit
from servicehall.reception.measured import pace_as_data
from servicehall.reception.models import MeasuredDay
from servicehall.reception.pace import Times, UnitPace


def keep_pace(
    unit: Unit, *minutes: float, day: date | None = None, service: str = "register"
) -> MeasuredDay:
    """Let services at the unit have taken so many minutes each, yesterday or on another day."""
    pace = {unit.code: UnitPace(times={service: {10: Times.of(*minutes)}}, called=len(minutes))}
    return MeasuredDay.objects.create(
        centre=unit.centre,
        day=day or timezone.localdate() - timedelta(days=1),
        measured_at=timezone.now(),
        pace=pace_as_data(pace),
    )


def keep_joined(unit: Unit, people: int, *, day: date) -> MeasuredDay:
    """Let so many have joined the unit's queue in each hour of a day."""
    measured, _ = MeasuredDay.objects.update_or_create(
        centre=unit.centre,
        day=day,
        defaults={
            "measured_at": timezone.now(),
            "joined": {unit.code: {str(hour): people for hour in range(9, 18)}},
        },
    )
    return measured
