"""By when questions and unresolved matters are answered, as data with their source; pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

import yaml

from servicehall.worktime.calendars import WorkCalendar
from servicehall.worktime.limits import Limit, limit
from servicehall.worktime.reckoning import due


@dataclass(frozen=True)
class Periods:
    """The periods of ``periods.yaml``: see its head for each field."""

    answered_within: Limit
    taken_over_within: Limit
    simple: Limit
    complex: Limit
    special: Limit
    most: Limit

    def of_kind(self, kind: str) -> Limit:
        """How long a matter of a kind takes at most."""
        return {"simple": self.simple, "complex": self.complex, "special": self.special}[kind]


@cache
def presets() -> Periods:
    """The periods where a hall has set none of its own."""
    given = yaml.safe_load(Path(__file__).with_name("periods.yaml").read_text())
    texts = {
        name: value for group in given.values() for name, value in group.items() if name != "source"
    }
    return Periods(**{name: limit(text) for name, text in texts.items()})


def contact_by(reported: datetime, calendar: WorkCalendar) -> datetime:
    """By when whoever reported a matter is contacted: the end of that day's office hours.

    Where they are over by then, or there are none, those of the next working day. Raises
    ``OutsideCalendar``.
    """
    here = reported.astimezone(calendar.zone)
    day = here.date()
    if not calendar.is_working(day) or here >= calendar.closing(day):
        day = next(calendar.working_days(day))
    return calendar.closing(day)


def answered_by(start: datetime, length: Limit, calendar: WorkCalendar) -> datetime:
    """When a period that begins at ``start`` is over. Raises ``OutsideCalendar``."""
    return due(start, length, calendar)
