"""The next hour of a hall as the database knows it: who usually comes, who is there to serve."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cached_property
from math import inf

from servicehall.hall.models import Centre, Counter, Pause, Shift
from servicehall.reception.measured import LOOKS_BACK
from servicehall.reception.models import MeasuredDay
from servicehall.reception.staffing import Freed, Joined, Outlook, free_first, outlook, usual
from servicehall.reception.waiting import Post, Scene
from servicehall.reception.waits import HallNow

AHEAD = timedelta(hours=1)


def joined_on_past_days(centre: Centre, *, today: date) -> Mapping[date, Joined]:
    """How many joined each queue in each hour of the measured days before today."""
    days = MeasuredDay.objects.filter(
        centre=centre, day__gte=today - timedelta(days=LOOKS_BACK), day__lt=today
    ).exclude(joined={})
    return {
        day: {
            unit: {int(hour): count for hour, count in hours.items()}
            for unit, hours in found.items()
        }
        for day, found in days.values_list("day", "joined")
    }


class HallAhead:
    """The next hour of the hall; one statement beside what ``HallNow`` asks for.

    ``counters`` are all of the hall, ``planned`` the shifts of today to which nobody has come
    yet, ``pauses`` the times away from a post that are not over.
    """

    def __init__(
        self,
        now: HallNow,
        *,
        counters: Sequence[Counter],
        planned: Iterable[Shift] = (),
        pauses: Iterable[Pause] = (),
    ) -> None:
        self.now = now
        self._counters = counters
        self._planned = planned
        self._pauses = pauses

    @cached_property
    def _days(self) -> Mapping[date, Joined]:
        return joined_on_past_days(self.now.centre, today=self.now.local.date())

    @cached_property
    def scene(self) -> Scene:
        """The hall now, with the counters to which somebody comes back or comes within the hour."""
        posts = {each.code: each for each in self.now.scene.posts}
        for pause in self._pauses:
            back = max(1.0, self._minutes(pause.expected_at))
            self._add(posts, pause.counter, opens=back, ends=self._end(pause.shift.ends))
        for shift in self._planned:
            if self.now.at < shift.starts <= self.now.at + AHEAD:
                starts = self._minutes(shift.starts)
                self._add(posts, shift.counter, opens=starts, ends=self._end(shift.ends))
        return replace(self.now.scene, posts=list(posts.values()))

    def of(self, unit: str) -> Outlook:
        """What the next hour brings a unit, and what could be done about it."""
        return outlook(
            self.scene,
            self.now.pace,
            unit,
            usual=usual(self._days, unit, self.now.local),
            promise=self.now.centre.wait_promise,
            closed=len(self.closed(unit)),
        )

    def closed(self, unit: str) -> Sequence[Counter]:
        """The unit's own counters that nobody works at, or will within the hour."""
        at_work = {each.code for each in self.scene.posts}
        return [
            each for each in self._counters if each.unit.code == unit and each.code not in at_work
        ]

    def free_first(self, unit: str) -> Sequence[Freed]:
        """The counters that call for the unit, the one first that is likely free first."""
        return free_first(self.scene, self.now.pace, unit)

    def _add(self, posts: dict[str, Post], counter: Counter, *, opens: float, ends: float) -> None:
        units = self.now.units(counter.code)
        posts.setdefault(counter.code, Post(counter.code, units, opens=opens, ends=ends))

    def _end(self, ends: datetime) -> float:
        """In how many minutes a shift ends; never for one that lasts until the hall closes."""
        closes = self.now.local.replace(
            hour=self.now.centre.closes.hour, minute=self.now.centre.closes.minute, second=0
        )
        return self._minutes(ends) if self.now.at < ends < closes else inf

    def _minutes(self, moment: datetime) -> float:
        return (moment - self.now.at).total_seconds() / 60
