"""Measuring days: how long services took, and how true what was said of waits came."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

from servicehall.evidence.actions import writing
from servicehall.hall.models import Centre
from servicehall.reception.measured import LOOKS_BACK, pace_as_data, played
from servicehall.reception.models import MeasuredDay, Visit


def measure_day(*, centre: Centre, day: date, at: datetime) -> MeasuredDay:
    """Play a day again from its facts and keep what it says of waiting.

    A day can be measured again, such as one that is not over yet. What is kept is derived: it
    tells nothing that the record does not.
    """
    found = played(centre, day)
    with writing():
        measured, _ = MeasuredDay.objects.update_or_create(
            centre=centre,
            day=day,
            defaults={
                "measured_at": at,
                "stamp": uuid4(),
                "pace": pace_as_data(found.units),
                "said": [
                    [s.unit, s.hour, s.low, s.high, round(s.middle, 1), round(s.waited, 1)]
                    for s in found.said
                ],
                "silent": found.silent,
                "joined": {
                    unit: {str(hour): count for hour, count in hours.items()}
                    for unit, hours in found.joined.items()
                },
            },
        )
    return measured


def measure_days(*, centre: Centre, at: datetime) -> int:
    """Measure today, and whichever recent days were not measured after they were over; how many.

    In their order: each day is judged by what was known of those before.
    """
    today = at.astimezone(ZoneInfo(centre.timezone)).date()
    since = today - timedelta(days=LOOKS_BACK)
    visited = set(
        Visit.objects.filter(centre=centre, day__gte=since, day__lte=today)
        .values_list("day", flat=True)
        .distinct()
    )
    measured = MeasuredDay.objects.filter(centre=centre, day__gte=since).exclude(joined={})
    zone = ZoneInfo(centre.timezone)
    done = {
        day
        for day, moment in measured.values_list("day", "measured_at")
        if moment.astimezone(zone).date() > day
    }
    days = sorted(visited - done)
    for day in days:
        measure_day(centre=centre, day=day, at=at)
    return len(days)
