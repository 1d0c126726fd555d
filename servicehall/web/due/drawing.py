"""The clocks of a case as they are drawn: one scale for all, in per cent of its length."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from servicehall.cases.clocks import Clock
from servicehall.cases.letters import STILL
from servicehall.cases.models import Case
from servicehall.cases.queries import clocks_of
from servicehall.hall.queries import working_calendar
from servicehall.web.templatetags.servicehall import localized
from servicehall.worktime.calendars import OutsideCalendar, WorkCalendar
from servicehall.worktime.reckoning import working_time

NAMES: Mapping[str, str | Promise] = {
    "promised": _("Promised"),
    "statutory": _("By law"),
}
HOURS_A_DAY = 8


@dataclass(frozen=True)
class Span:
    """A part of a clock, in per cent from the left."""

    begin: str
    length: str


@dataclass(frozen=True)
class LeftOutDay:
    """A day that did not count, and why."""

    day: date
    why: str


@dataclass(frozen=True)
class Drawn:
    """One clock, ready to be drawn and told."""

    name: str
    starts: datetime
    due: datetime
    over: bool
    told: str
    """How much working time is left, or by how much it is over."""
    whole: Span
    run: Span
    still: Sequence[Span]
    now: str
    left_out: Sequence[LeftOutDay]


def drawn_clocks(case: Case, at: datetime) -> list[Drawn]:
    """The clocks of a case at a moment; none before it is accepted, or beyond the calendar."""
    try:
        clocks = clocks_of(case, at=at)
        if not clocks:
            return []
        calendar = working_calendar(case.centre)
        begins = min(each.starts for each in clocks)
        ends = max(*(each.due for each in clocks), case.decided_at or at)
        scale = _Scale(begins, ends)
        names = {each.code: localized(each.names) for each in case.stages.all()}
        moment = min(case.decided_at or at, case.suspended_at or at)
        return [_drawn(each, moment, scale, names, calendar) for each in clocks]
    except OutsideCalendar:
        return []


class _Scale:
    def __init__(self, begins: datetime, ends: datetime) -> None:
        self.begins = begins
        # A little room behind the last mark.
        self.length = max((ends - begins) * 1.03, timedelta(minutes=1))

    def place(self, at: datetime) -> float:
        return round(min(max(100 * ((at - self.begins) / self.length), 0), 100), 2)

    def span(self, begins: datetime, ends: datetime) -> Span:
        begin = self.place(begins)
        return Span(f"{begin:g}", f"{max(self.place(ends) - begin, 0):g}")


def _drawn(
    clock: Clock,
    moment: datetime,
    scale: _Scale,
    names: Mapping[str, str],
    calendar: WorkCalendar,
) -> Drawn:
    over = moment > clock.due
    apart = working_time(min(moment, clock.due), max(moment, clock.due), calendar)
    form = gettext("%(length)s over") if over else gettext("%(length)s left")
    return Drawn(
        name=str(NAMES.get(clock.name) or names.get(clock.name) or clock.name),
        starts=clock.starts,
        due=clock.due,
        over=over,
        told=form % {"length": working_text(apart)},
        whole=scale.span(clock.starts, clock.due),
        run=scale.span(clock.starts, min(moment, clock.due)),
        still=[scale.span(each.begins, each.ends) for each in clock.suspensions],
        now=f"{scale.place(moment):g}",
        left_out=_left_out(clock),
    )


def _left_out(clock: Clock) -> list[LeftOutDay]:
    if clock.reckoning is None:
        return []
    return [
        LeftOutDay(
            each.day,
            gettext(STILL[each.reason]) if each.reason in STILL else _why(each.reason),
        )
        for each in clock.reckoning.left_out
    ]


def _why(reason: str) -> str:
    """Why a day does not count, in the reader's language; the calendars speak English."""
    if reason == "the first day does not count":
        return gettext("first day, not counted")
    if reason == "the office had closed":
        return gettext("received after closing")
    if reason in ("Saturday", "Sunday"):
        return gettext("weekend")
    return gettext("day of rest")


def working_text(length: timedelta) -> str:
    """A length of working time in words: working days of eight hours, hours, minutes."""
    minutes = int(length.total_seconds() // 60)
    days, rest = divmod(minutes, HOURS_A_DAY * 60)
    hours, left = divmod(rest, 60)
    parts = []
    if days:
        form = ngettext("%(count)s working day", "%(count)s working days", days)
        parts.append(form % {"count": days})
    if hours:
        parts.append(gettext("%(count)s h") % {"count": hours})
    if left and not days or not parts:
        parts.append(gettext("%(count)s min") % {"count": left})
    return " ".join(parts)
