"""The clocks of a case: by law, by promise, of a stage; what stands still and what is added. Pure.

A clock starts when the case is accepted and runs through the working calendar of the hall. What
stood still is given back as actual time, as is an extension. ``servicehall.worktime.reckoning``
counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from servicehall.cases.periods import Periods
from servicehall.worktime.calendars import WorkCalendar
from servicehall.worktime.limits import Limit
from servicehall.worktime.reckoning import Reckoning, Suspension, due, reckon
from servicehall.worktime.rules import rule_of

LEVELS = ("", "due_soon", "yellow_card", "red_card")
"""What a case's handler was told of its promise, in order; a case keeps the place of the last."""
LAST_MINUTE = time(23, 59)


class NoExtension(ValueError):
    """What was asked for is no extension; ``code`` names the reason and ``most`` how long one is.

    ``extension_in_calendar_units``: a limit of weeks and longer has none here.
    ``extension_in_other_units``: the limit is of another unit. ``extension_too_long``.
    """

    def __init__(self, code: str, most: Limit | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.most = most


@dataclass(frozen=True)
class Course:
    """From when a case's clocks run, where they stood still, and what was added to them."""

    starts: datetime
    suspensions: Sequence[Suspension] = ()
    extensions: Sequence[Limit] = ()


@dataclass(frozen=True)
class Dates:
    """By when a case is promised, and by when it is due by law."""

    promised: datetime
    statutory: datetime


@dataclass(frozen=True)
class Clock:
    """One clock of a case, to be drawn."""

    name: str
    """``statutory``, ``promised``, or the name of a stage."""
    starts: datetime
    due: datetime
    reckoning: Reckoning | None = None
    suspensions: Sequence[Suspension] = field(default_factory=list)


def dates(course: Course, promised: Limit, statutory: Limit, calendar: WorkCalendar) -> Dates:
    """The dates of a case. Raises ``OutsideCalendar``.

    The promise is extended with the law's limit and never beyond it; where both are of other
    units, it is extended from where it would have ended.
    """
    by_law = reckoned(course, statutory, calendar).due
    if not course.extensions:
        by_promise = reckoned(course, promised, calendar).due
    elif _base(promised, calendar).unit == course.extensions[0].unit:
        by_promise = min(reckoned(course, promised, calendar).due, by_law)
    else:
        by_promise = reckoned(_unextended(course), promised, calendar).due
        for each in course.extensions:
            by_promise = due(by_promise, each, calendar)
        by_promise = min(by_promise, by_law)
    return Dates(by_promise, by_law)


def reckoned(course: Course, length: Limit, calendar: WorkCalendar) -> Reckoning:
    """One clock of the course, with what counts and what does not. Raises ``OutsideCalendar``.

    Extensions of another unit than the limit's own are left out.
    """
    base = _base(length, calendar)
    added = sum(each.count for each in course.extensions if each.unit == base.unit)
    length = Limit(base.count + added, base.unit) if added else length
    return reckon(course.starts, length, calendar, suspensions=course.suspensions)


def longest_extension(statutory: Limit, calendar: WorkCalendar) -> Limit | None:
    """How long one extension may be: the rule's, else as long as the limit; None for none."""
    base = _base(statutory, calendar)
    if base.unit not in ("hours", "days"):
        return None
    return rule_of(calendar.jurisdiction).extension_at_most or base


def require_extension(length: Limit, statutory: Limit, calendar: WorkCalendar) -> None:
    """Raise ``NoExtension`` unless a limit may be extended by so much at a time."""
    most = longest_extension(statutory, calendar)
    if most is None:
        raise NoExtension("extension_in_calendar_units")
    if length.unit != _base(statutory, calendar).unit:
        raise NoExtension("extension_in_other_units", most)
    if length.hours > most.hours:
        raise NoExtension("extension_too_long", most)


def told_by(received: datetime, periods: Periods, calendar: WorkCalendar) -> datetime | None:
    """By when all that is missing is to be told; None where the law makes nothing of it."""
    if periods.tell_within is None:
        return None
    return due(received, periods.tell_within, calendar)


def supplement_due(
    asked: datetime, days: int, periods: Periods, calendar: WorkCalendar
) -> datetime:
    """By when what is missing is to be brought: the last minute of the last day.

    A period in calendar days begins on the day after; one that ends on a day of rest ends with
    the next working day (Korea: Civil Act, art. 157 and 161).
    """
    day = asked.astimezone(calendar.zone).date()
    if periods.supplement_counted == "working":
        following = calendar.working_days(day)
        for _ in range(days):
            day = next(following)
    else:
        day += timedelta(days=days)
        while not calendar.is_working(day):
            day += timedelta(days=1)
    return calendar.at(day, LAST_MINUTE)


def level(
    promised: datetime,
    statutory: datetime,
    accepted: datetime,
    at: datetime,
    periods: Periods,
    calendar: WorkCalendar,
) -> int:
    """The place in ``LEVELS`` that a case has come to, 0 for none.

    Due soon from the beginning of the working day before the promised one, if the case was
    there by then; a yellow card once the promise is over; a red one once that is so for a
    working day, or the law's limit is over.
    """
    at, promised = at.astimezone(calendar.zone), promised.astimezone(calendar.zone)
    if at > statutory:
        return 3
    if at > promised:
        red = due(promised, Limit(periods.red_after * 8, "hours"), calendar)
        return 3 if at > red else 2
    warned = warned_from(promised, periods, calendar)
    return 1 if accepted < warned <= at else 0


def warned_from(promised: datetime, periods: Periods, calendar: WorkCalendar) -> datetime:
    """From when a promise counts as soon due: the opening of so many working days before it."""
    day, left = promised.astimezone(calendar.zone).date(), periods.warned_before
    while left:
        day -= timedelta(days=1)
        left -= calendar.is_working(day)
    hours = calendar.hours(day)
    return calendar.at(day, hours[0][0] if hours else time())


def _base(length: Limit, calendar: WorkCalendar) -> Limit:
    return rule_of(calendar.jurisdiction).immediate if length.unit == "immediate" else length


def _unextended(course: Course) -> Course:
    return Course(course.starts, course.suspensions)
