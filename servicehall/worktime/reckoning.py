"""When a period ends: counted from its start by a rule, with what was left out and why.

A period may stand still for a while (a supplement is awaited, a hearing, a test), and be made
longer once. Both give back actual working time. ``servicehall.worktime.bulk`` reckons the same
for millions at once.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from servicehall.worktime.calendars import WorkCalendar
from servicehall.worktime.limits import Limit
from servicehall.worktime.rules import Rule, rule_of

NONE = timedelta(0)


class WrongPeriod(ValueError):
    """What is asked for can't be: a suspension that ends before it begins, two extensions' worth.

    ``code`` names the reason: ``suspension_ends_before_it_begins``, ``no_zone``,
    ``extension_too_long``, ``extension_in_calendar_units``.
    """

    def __init__(self, code: str, told: str) -> None:
        super().__init__(told)
        self.code = code


@dataclass(frozen=True)
class Suspension:
    """A time in which a period stands still, with its reason; both ends are moments."""

    begins: datetime
    ends: datetime
    reason: str = ""


@dataclass(frozen=True)
class Counted:
    """Working time of one day that counts."""

    day: date
    time: timedelta
    """Zero for a day that counts as a whole, whatever its hours."""


@dataclass(frozen=True)
class LeftOut:
    """A day that does not count, or working time of it that a suspension gave back."""

    day: date
    reason: str
    time: timedelta = NONE
    """Zero for a day of rest."""


@dataclass(frozen=True)
class Reckoning:
    """When a period is due, and how that came about."""

    due: datetime
    rule: str
    length: Limit
    """As it was counted: short periods of days may be hours."""
    counted: Sequence[Counted] = field(default_factory=list)
    left_out: Sequence[LeftOut] = field(default_factory=list)


def due(
    start: datetime,
    length: Limit,
    calendar: WorkCalendar,
    *,
    suspensions: Iterable[Suspension] = (),
    extension: Limit | None = None,
    rule: Rule | None = None,
) -> datetime:
    """When a period that starts at ``start`` ends; see ``reckon``."""
    return reckon(
        start, length, calendar, suspensions=suspensions, extension=extension, rule=rule
    ).due


def reckon(
    start: datetime,
    length: Limit,
    calendar: WorkCalendar,
    *,
    suspensions: Iterable[Suspension] = (),
    extension: Limit | None = None,
    rule: Rule | None = None,
) -> Reckoning:
    """Count a period that starts at ``start`` (with a zone) by the rule of the jurisdiction.

    ``suspensions`` may overlap and come in any order; only those that begin before the period
    is over count, and each gives back the working time that it took. ``extension`` is of the
    period's own unit. Raises ``OutsideCalendar`` where the holidays of a year are not known,
    ``WrongPeriod`` for what can't be.
    """
    rule = rule or rule_of(calendar.jurisdiction)
    if start.tzinfo is None:
        raise WrongPeriod("no_zone", "the start has no zone")
    start = start.astimezone(calendar.zone)
    asked = _extended(length, extension, rule)
    stated, first_day = rule.stated(asked)
    left_out: list[LeftOut] = []
    if stated.unit == "hours":
        end, counted = _after_hours(start, timedelta(hours=stated.count), calendar, left_out)
    elif stated.unit == "days":
        end, counted = _after_days(start, stated.count, calendar, left_out, first_day=first_day)
    else:
        end, counted = _by_calendar(start, stated, calendar, left_out, first_day=first_day)
    for each in _merged(suspensions, calendar):
        if each.begins >= end:
            break
        end = _give_back(each, start, end, calendar, left_out)
    return Reckoning(end, rule.name, stated, counted, sorted(left_out, key=lambda each: each.day))


def working_time(begins: datetime, ends: datetime, calendar: WorkCalendar) -> timedelta:
    """The working time between two moments (with a zone), zero where the second lies before.

    Raises ``OutsideCalendar``.
    """
    return sum((time for _, time in _worked(begins, ends, calendar)), NONE)


def _extended(length: Limit, extension: Limit | None, rule: Rule) -> Limit:
    if extension is None:
        return length
    base = rule.immediate if length.unit == "immediate" else length
    if extension.unit != base.unit or base.unit not in ("hours", "days"):
        raise WrongPeriod(
            "extension_in_calendar_units",
            f"a period of {base} is extended by {base.unit} of working time",
        )
    most = rule.extension_at_most or base
    if extension.hours > most.hours:
        raise WrongPeriod("extension_too_long", f"by rule {rule.name} {base} + {most} at most")
    return Limit(base.count + extension.count, base.unit)


def _after_hours(
    start: datetime, length: timedelta, calendar: WorkCalendar, left_out: list[LeftOut]
) -> tuple[datetime, list[Counted]]:
    counted = []
    day = start.date()
    while True:
        spent = NONE
        for opens, closes in calendar.stretches(day):
            begins = max(start, opens)
            if closes <= begins:
                continue
            if closes - begins >= length:
                counted.append(Counted(day, spent + length))
                return begins + length, counted
            spent += closes - begins
            length -= closes - begins
        if spent:
            counted.append(Counted(day, spent))
        elif not calendar.is_working(day):
            left_out.append(LeftOut(day, calendar.why(day)))
        day += timedelta(days=1)


def _after_days(
    start: datetime,
    count: int,
    calendar: WorkCalendar,
    left_out: list[LeftOut],
    *,
    first_day: bool,
) -> tuple[datetime, list[Counted]]:
    counted: list[Counted] = []
    day = start.date()
    if not first_day:
        left_out.append(LeftOut(day, "the first day does not count"))
        day += timedelta(days=1)
    elif calendar.is_working(day) and start >= calendar.closing(day):
        left_out.append(LeftOut(day, "the office had closed"))
        day += timedelta(days=1)
    while True:
        if calendar.is_working(day):
            counted.append(Counted(day, NONE))
            if len(counted) == count:
                return calendar.closing(day), counted
        else:
            left_out.append(LeftOut(day, calendar.why(day)))
        day += timedelta(days=1)


def _by_calendar(
    start: datetime,
    length: Limit,
    calendar: WorkCalendar,
    left_out: list[LeftOut],
    *,
    first_day: bool,
) -> tuple[datetime, list[Counted]]:
    """Weeks, months and years run through; where the last day is no working day, to the next."""
    last = _last_day(start.date(), length, first_day=first_day)
    counted = [
        Counted(start.date() + timedelta(days=n), NONE)
        for n in range(0 if first_day else 1, (last - start.date()).days + 1)
    ]
    while not calendar.is_working(last):
        left_out.append(LeftOut(last, calendar.why(last)))
        last += timedelta(days=1)
    return calendar.closing(last), counted


def _last_day(day: date, length: Limit, *, first_day: bool) -> date:
    """The day of the same name or number, or the one before it where the first day counts.

    In a month without that number it is the last day of the month either way.
    """
    before = timedelta(days=int(first_day))
    if length.unit == "weeks":
        return day + timedelta(weeks=length.count) - before
    months = day.month - 1 + length.count * (12 if length.unit == "years" else 1)
    year, month = day.year + months // 12, months % 12 + 1
    days = monthrange(year, month)[1]
    if day.day > days:
        return date(year, month, days)
    return date(year, month, day.day) - before


def _merged(suspensions: Iterable[Suspension], calendar: WorkCalendar) -> Iterator[Suspension]:
    """In order, and none that overlaps another."""
    current: Suspension | None = None
    for each in sorted(suspensions, key=lambda each: each.begins):
        if each.ends < each.begins:
            raise WrongPeriod(
                "suspension_ends_before_it_begins",
                f"the suspension of {each.begins:%Y-%m-%d %H:%M} ends before it begins",
            )
        if current is not None and each.begins <= current.ends:
            ends = max(current.ends, each.ends)
            current = Suspension(current.begins, ends, current.reason or each.reason)
            continue
        if current is not None:
            yield current
        current = each
    if current is not None:
        yield current


def _give_back(
    suspension: Suspension,
    start: datetime,
    end: datetime,
    calendar: WorkCalendar,
    left_out: list[LeftOut],
) -> datetime:
    given = NONE
    for day, time in _worked(max(suspension.begins, start), suspension.ends, calendar):
        given += time
        left_out.append(LeftOut(day, suspension.reason or "suspended", time))
    return _after_hours(end, given, calendar, left_out)[0] if given else end


def _worked(
    begins: datetime, ends: datetime, calendar: WorkCalendar
) -> Iterator[tuple[date, timedelta]]:
    """The working time of each day between two moments, days without any left out."""
    begins, ends = begins.astimezone(calendar.zone), ends.astimezone(calendar.zone)
    day = begins.date()
    while day <= ends.date():
        spent = sum(
            (
                max(min(ends, closes) - max(begins, opens), NONE)
                for opens, closes in calendar.stretches(day)
            ),
            NONE,
        )
        if spent:
            yield day, spent
        day += timedelta(days=1)
