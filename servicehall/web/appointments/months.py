"""A month of days that can be booked, as a calendar on the wall shows it."""

from __future__ import annotations

from calendar import Calendar, monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.http import Http404
from django.utils.dates import WEEKDAYS
from django.utils.functional import Promise
from django.utils.translation import get_language, pgettext_lazy

from servicehall.reception.agenda import BookingDay, booking_days
from servicehall.reception.models import Appointment, BookingPlan
from servicehall.web.desks import Desk

SUNDAY = 6
SHORT = (
    pgettext_lazy("weekday", "Mon"),
    pgettext_lazy("weekday", "Tue"),
    pgettext_lazy("weekday", "Wed"),
    pgettext_lazy("weekday", "Thu"),
    pgettext_lazy("weekday", "Fri"),
    pgettext_lazy("weekday", "Sat"),
    pgettext_lazy("weekday", "Sun"),
)
"""The days of the week as narrow columns have room for."""


@dataclass(frozen=True)
class Month:
    """The weeks of a month that are not over; a day of another month is left empty."""

    first: date
    weeks: Sequence[Sequence[BookingDay | None]]
    before: date | None
    """The first day of the month before, where something could be booked there."""
    after: date | None

    @property
    def weekdays(self) -> list[tuple[str | Promise, str | Promise]]:
        """The days of the week, short and in full, in the order of the reader's calendars."""
        return [(SHORT[each], WEEKDAYS[each]) for each in Calendar(_begins()).iterweekdays()]

    @property
    def days(self) -> list[BookingDay]:
        """All its days."""
        return [day for week in self.weeks for day in week if day is not None]

    @property
    def free(self) -> int:
        """How many appointments it has left."""
        return sum(day.free for day in self.days)


def month_of(
    desk: Desk,
    plan: BookingPlan,
    asked: str,
    *,
    moving: Appointment | None = None,
    by_staff: bool = False,
) -> Month:
    """The month that is asked for (``2026-11``), else the first that has anything free.

    Raises ``Http404`` for what is no month, or lies where nothing can be booked.
    """
    last = desk.today + timedelta(days=plan.days_ahead)
    first = desk.today.replace(day=1)
    if asked:
        try:
            first = date.fromisoformat(f"{asked}-01")
        except ValueError:
            raise Http404(f"no month: {asked}") from None
        if not desk.today.replace(day=1) <= first <= last:
            raise Http404(f"nothing can be booked in {asked}")
    while True:
        month = _month(desk, plan, first, last, moving, by_staff)
        if asked or month.free or month.after is None:
            return month
        first = month.after


def _month(
    desk: Desk,
    plan: BookingPlan,
    first: date,
    last: date,
    moving: Appointment | None,
    by_staff: bool,
) -> Month:
    end = first.replace(day=monthrange(first.year, first.month)[1])
    days = {
        each.day: each
        for each in booking_days(
            plan,
            desk.centre,
            since=first,
            until=end,
            at=desk.at,
            moving=moving,
            by_staff=by_staff,
        )
    }
    before, after = (first - timedelta(days=1)).replace(day=1), end + timedelta(days=1)
    return Month(
        first=first,
        weeks=[
            [days.get(day) for day in week]
            for week in Calendar(_begins()).monthdatescalendar(first.year, first.month)
            if week[-1] >= desk.today
        ],
        before=before if before >= desk.today.replace(day=1) else None,
        after=after if after <= last else None,
    )


def _begins() -> int:
    """The weekday that a week begins with: on calendars in Korea it is Sunday."""
    return SUNDAY if (get_language() or "").startswith("ko") else 0
