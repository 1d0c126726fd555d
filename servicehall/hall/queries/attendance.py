"""At which counters nobody is though somebody should be, and since when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Max, QuerySet

from servicehall.evidence.models import Fact
from servicehall.hall.models import Centre, Closure, Counter, Pause, Shift, StaffMember, Vacancy

LOOKED_BACK = timedelta(hours=1)
"""How far back, before the limit, facts are looked at for the last sign of life."""


@dataclass(frozen=True)
class Attendance:
    """Whether somebody is at a counter, so far as the hall can know."""

    counter: Counter
    vacant: bool
    """Whether it is noted already that nobody is there."""
    shift: Shift | None = None
    """The shift being worked there, else the one that should be."""
    empty_since: datetime | None = None
    """Since when there has been no sign of anybody; None where nobody has to be there."""
    ended_by: str = "attended"
    """What ends the time without anybody, where there is no such time any more."""

    @property
    def staff(self) -> StaffMember | None:
        """Who should be there."""
        return self.shift.staff if self.shift else None


def attendance(centre: Centre, at: datetime) -> Sequence[Attendance]:
    """Every counter of the centre at a moment; the number of statements does not grow with them.

    Within opening hours somebody should be at a counter for which a shift is planned or which
    somebody has opened. A sign of life is a beat of the counter's page, a fact of the counter
    that a person recorded, or a citizen being served.
    """
    zone = ZoneInfo(centre.timezone)
    today = at.astimezone(zone).date()
    opening = datetime.combine(today, centre.opens, zone)
    closing = datetime.combine(today, centre.closes, zone)
    counters = list(Counter.objects.filter(centre=centre).select_related("unit").order_by("pk"))
    for counter in counters:
        counter.centre = centre
    vacant = set(_counters_of(Vacancy.objects.filter(centre=centre, ended_at=None)))
    if not opening <= at < closing:
        return [
            Attendance(each, vacant=each.pk in vacant, ended_by="hall_closed") for each in counters
        ]
    closed = set(_counters_of(Closure.objects.filter(centre=centre, reopened_at=None)))
    pauses = {each.counter_id: each for each in Pause.objects.filter(centre=centre, ended_at=None)}
    serving = set(
        Counter.objects.filter(centre=centre, visits__status="serving").values_list("pk", flat=True)
    )
    shifts = _Shifts(centre, at)
    told = _last_told(centre, at, counters)
    found = []
    for counter in counters:
        shift = shifts.at(counter)
        since: datetime | None = None
        ended_by = "attended"
        if counter.pk in closed:
            ended_by = "counter_closed"
        elif shift is None:
            ended_by = "nobody_planned"
        elif shift.clocked_in is None:
            since = max(shift.starts, opening, shifts.left.get(counter.pk, opening))
        elif pause := pauses.get(counter.pk):
            since = pause.expected_at if pause.expected_at < at else None
        elif counter.pk not in serving:
            signs = (shift.clocked_in, counter.last_seen, told.get(counter.code), opening)
            since = max(each for each in signs if each is not None)
        found.append(Attendance(counter, counter.pk in vacant, shift, since, ended_by))
    return found


class _Shifts:
    """The shifts that matter at a moment, by counter."""

    def __init__(self, centre: Centre, at: datetime) -> None:
        worked = Shift.objects.filter(
            centre=centre, clocked_in__isnull=False, clocked_out__isnull=True
        )
        today = at.astimezone(ZoneInfo(centre.timezone)).date()
        days = (today - timedelta(days=1), today)
        due = Shift.objects.filter(
            centre=centre, day__range=days, clocked_in=None, withdrawn_at=None, ends__gt=at
        ).filter(starts__lte=at)
        # Whoever is excused is not to come, but their counter still waits for somebody.
        planned = sorted(due.select_related("staff"), key=lambda each: each.absence_id is None)
        self._by_counter = {each.counter_id: each for each in planned}
        self._by_counter |= {each.counter_id: each for each in worked.select_related("staff")}
        left = Shift.objects.filter(
            centre=centre, day__range=days, clocked_out__isnull=False, clocked_out__lte=at
        )
        self.left: dict[int, datetime] = dict(
            left.values_list("counter").annotate(Max("clocked_out"))
        )
        """When somebody last went from each counter."""

    def at(self, counter: Counter) -> Shift | None:
        """The shift being worked at the counter, else the one that should be."""
        return self._by_counter.get(counter.pk)


def _counters_of(rows: QuerySet[Any]) -> Sequence[int]:
    return list(rows.values_list("counter", flat=True))


def _last_told(centre: Centre, at: datetime, counters: Sequence[Counter]) -> dict[str, datetime]:
    """When a person last recorded a fact of each counter, as far back as it matters."""
    since = at - LOOKED_BACK - timedelta(minutes=centre.unattended_after)
    facts = (
        Fact.objects.filter(
            centre=centre.code,
            happened__gt=since,
            happened__lte=at,
            counter__in=[each.code for each in counters],
        )
        .exclude(staff="")
        .exclude(recorder="hall")
    )
    return dict(facts.values_list("counter").annotate(Max("happened")))
