"""How long one waits now: the hall as it is, and what is reckoned from it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from functools import cached_property
from math import inf
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import OuterRef, Subquery

from servicehall.hall.models import Centre, Closure, Counter, Shift
from servicehall.reception.measured import pace_of
from servicehall.reception.models import FurtherService, Visit
from servicehall.reception.pace import Pace
from servicehall.reception.waiting import Estimate, Post, Scene, Waiting, estimate


class HallNow:
    """A hall at this moment; asks the database once for all its units and everybody in it."""

    def __init__(self, centre: Centre, at: datetime) -> None:
        self.centre = centre
        self.at = at
        self.local = at.astimezone(ZoneInfo(centre.timezone))
        self._since: dict[str, datetime] = {}
        self._units: dict[str, frozenset[str]] = {}

    def newcomer(self, unit: str) -> Estimate | None:
        """How long somebody waits who comes now; None where nothing can be said."""
        return estimate(self.scene, self.pace, unit)

    def holder(self, visit: Visit) -> Estimate | None:
        """How long a waiting visit still waits; None where nothing can be said."""
        me = next((each for each in self.scene.queue if each.place[1] == visit.pk), None)
        if me is None:
            return None
        return estimate(self.scene, self.pace, me.unit, me=me, urgent=visit.urgent)

    def waiting(self, unit: str) -> int:
        """How many wait for the unit today."""
        return sum(each.unit == unit for each in self.scene.queue)

    def ahead(self, visit: Visit) -> int:
        """How many will be called before a waiting visit."""
        place = (visit.seniority.timestamp(), visit.pk)
        return sum(each.unit == visit.unit.code and each.place < place for each in self.scene.queue)

    @cached_property
    def pace(self) -> Pace:
        """How the units worked on the last days."""
        return pace_of(self.centre, until=self.local.date())

    @cached_property
    def scene(self) -> Scene:
        """The counters and everybody who waits."""
        rows = Visit.objects.filter(
            centre=self.centre, status__in=("waiting", "called", "serving")
        ).values_list(
            "pk",
            "status",
            "unit__code",
            "service__code",
            "seniority",
            "reserved_for__code",
            "counter__code",
            "called_at",
            "further_left",
            "calls_on",
            "waiting_since",
        )
        visits = list(rows)
        further = self._further([row[0] for row in visits if row[8]])
        there: dict[str, tuple[tuple[str, ...], str, float]] = {}
        queue: list[Waiting] = []
        for (
            pk,
            status,
            unit,
            service,
            seniority,
            reserved,
            counter,
            called,
            _,
            day,
            since,
        ) in visits:
            wanted = (service, *further.get((pk, unit), ()))
            if status == Visit.Status.WAITING:
                if day == self.local.date():
                    place = (seniority.timestamp(), pk)
                    queue.append(Waiting(unit, wanted, place, reserved or ""))
                    self._since[unit] = min(self._since.get(unit, since), since)
            elif counter and called:
                there[counter] = (wanted, unit, (self.at - called).total_seconds() / 60)
        return Scene(self._posts(there), queue, self.local.hour)

    def since(self, unit: str) -> datetime | None:
        """Since when the one waits who waits longest for the unit."""
        return self._since.get(unit) if self.scene else None

    def units(self, counter: str) -> frozenset[str]:
        """The units whose queues a counter calls from, open or not."""
        return self._units[counter] if self.scene else frozenset()

    def counters_of(self, unit: str) -> list[str]:
        """The counters that call from a unit's queue, open or not, in the order of the hall."""
        return [code for code in self._units if unit in self._units[code]] if self.scene else []

    def _further(self, visits: list[int]) -> dict[tuple[int, str], list[str]]:
        """By visit and unit: what else is wanted there."""
        found: dict[tuple[int, str], list[str]] = {}
        if visits:
            rows = FurtherService.objects.filter(visit__in=visits, begun_at=None).order_by("place")
            for visit, unit, code in rows.values_list(
                "visit", "service__unit__code", "service__code"
            ):
                found.setdefault((visit, unit), []).append(code)
        return found

    def _posts(self, there: Mapping[str, tuple[tuple[str, ...], str, float]]) -> list[Post]:
        closes = self.local.replace(
            hour=self.centre.closes.hour, minute=self.centre.closes.minute, second=0
        )
        posts: dict[str, Post] = {}
        for code, unit, also, state, ends, until in _counters(self.centre):
            self._units[code] = self._units.get(code, frozenset({unit})) | (
                {also} if also else set()
            )
            if code in posts and also:
                posts[code] = replace(posts[code], units=posts[code].units | {also})
            elif state == Counter.State.OPEN or (until is not None and ends is not None):
                services, of, busy = there.get(code, ((), "", 0.0))
                posts[code] = Post(
                    code=code,
                    units=frozenset({unit, also} if also else {unit}),
                    services=services,
                    unit=of,
                    busy=busy,
                    opens=0.0 if state == Counter.State.OPEN else max(0.0, self._minutes(until)),
                    # Who is there when the hall closes stays until nobody waits any more, and
                    # nobody knows when somebody goes who is there longer than planned.
                    ends=self._minutes(ends) if ends and self.at < ends < closes else inf,
                )
        return list(posts.values())

    def _minutes(self, moment: datetime) -> float:
        return (moment - self.at).total_seconds() / 60


def _counters(centre: Centre) -> Iterable[tuple[str, str, str | None, str, Any, Any]]:
    """Each counter with its unit, a unit that it serves too (a row for each), its state, the end
    of the shift that is worked there, and until when it is closed; one statement."""
    shift = Shift.objects.filter(
        counter=OuterRef("pk"), clocked_in__isnull=False, clocked_out__isnull=True
    )
    closure = Closure.objects.filter(counter=OuterRef("pk"), reopened_at__isnull=True)
    return (
        Counter.objects.filter(centre=centre)
        .annotate(ends=Subquery(shift.values("ends")), until=Subquery(closure.values("until")))
        .order_by("pk")
        .values_list("code", "unit__code", "also_serves__code", "state", "ends", "until")
    )
