"""What an engine finds, before it is put into words; and the days and limits it is found by."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta, tzinfo
from typing import NamedTuple

from servicehall.checks.conditions import moment_of, span_of
from servicehall.checks.logs import LoggedFact
from servicehall.checks.working_time import working_due, working_length
from servicehall.standard.pack import ChainResponse, Response
from servicehall.worktime.calendars import WorkCalendar


class Ruling(NamedTuple):
    """What an engine found; facts are named by their index in the facts that it was given."""

    check: int
    """Index of the check among those that it was given."""
    first: int
    """The first fact of the object's history."""
    activation: int | None
    target: int | None
    """The fact that is, or might be, the target."""
    reason: str
    facts: Sequence[int] | None = None
    """All that it rests on, where these are not just the activation and the target."""


class CheckFailed(NamedTuple):
    """A check that can't be judged at all, and what is the matter with it."""

    check: int
    message: str


def end_of_day(moment: datetime, zone: tzinfo) -> datetime:
    """When the day of ``zone`` ends in which the moment lies."""
    following = moment.astimezone(zone).date() + timedelta(days=1)
    return start_of_day(following, zone)


def start_of_day(day: date, zone: tzinfo) -> datetime:
    """When the day begins in ``zone``."""
    return datetime.combine(day, time.min, tzinfo=zone)


def due(
    check: Response | ChainResponse, activation: LoggedFact, calendar: WorkCalendar | None
) -> datetime | None:
    """The latest moment for the target; ``None`` without a limit, or where none can be read."""
    if check.within:
        if length := working_length(check.within):
            return working_due(activation.happened, length, calendar)
        return activation.happened + span_of(check.within)
    if check.by:
        return moment_of(activation.data.get(check.by))
    return None


def told_error(error: Exception) -> str:
    """One line about what was thrown inside a check."""
    return f"{type(error).__name__}: {error}".splitlines()[0]
