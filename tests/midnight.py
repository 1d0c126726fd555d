"""Keeps the tests away from midnight.

Many tests let people come some minutes before now, and expect them on the list of today. Around the
midnight of the test's hall that is another day, so a run that begins then is told another hour: the
clock goes on, from the evening before. What the hall does at midnight has tests with hours of their
own.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

ZONE = ZoneInfo("Asia/Seoul")
"""That of the hall in ``tests/world.py``."""
BEFORE, AFTER = 23, 3
"""From which hour on, and until which, a run that begins then is moved."""
BEGINS = 20
"""The hour at which it begins instead."""


def moved_by(now: datetime) -> timedelta:
    """How far the clock of a run that begins now is set back; nothing by day."""
    here = now.astimezone(ZONE)
    if AFTER <= here.hour < BEFORE:
        return timedelta()
    return timedelta(hours=(here.hour - BEGINS) % 24)


def keep_away() -> None:
    """Set back the clock that the hall reads, where the run begins around midnight."""
    back = moved_by(datetime.now(UTC))
    if back:
        clock: Callable[[], datetime] = timezone.now
        timezone.now = lambda: clock() - back
