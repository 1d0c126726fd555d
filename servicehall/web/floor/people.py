"""Who waits in the hall, who is set aside, and where each could go instead."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from servicehall.hall.models import Unit
from servicehall.hall.roles import may
from servicehall.reception.models import Visit
from servicehall.reception.moving import callable_days
from servicehall.reception.queries import still_waiting
from servicehall.reception.staffing import Freed
from servicehall.web.desks import Desk

SHOWN = 40
"""More of one queue than these are counted, not listed."""
SOON = 0.75
"""The share of the hall's promise after which somebody is about to wait too long."""


@dataclass(frozen=True)
class Person:
    """Somebody who waits or is set aside."""

    visit: Visit
    light: str
    """``green``, ``yellow`` when the hall's promise is nearly used up, ``red`` beyond it."""

    @property
    def since(self) -> datetime:
        """Since when they wait, or are set aside."""
        return self.visit.parked_at or self.visit.waiting_since


@dataclass(frozen=True)
class Queue:
    """Everybody who waits for one unit, in order, and who is set aside there."""

    unit: Unit
    waiting: Sequence[Person]
    parked: Sequence[Person]
    may_reassign: bool
    free: Freed | None = None
    """The open counter that is likely free first; None where that can't be said."""

    @property
    def free_in(self) -> int:
        """In how many whole minutes it is."""
        return ceil(self.free.minutes) if self.free else 0

    @property
    def shown(self) -> Sequence[Person]:
        """Those who are listed."""
        return self.waiting[:SHOWN]

    @property
    def more(self) -> int:
        """How many wait beyond those who are listed."""
        return max(0, len(self.waiting) - SHOWN)

    @property
    def light(self) -> str:
        """The worst of those who wait; ``green`` where nobody does."""
        lights = {person.light for person in self.waiting}
        return next((each for each in ("red", "yellow") if each in lights), "green")


def queues(desk: Desk, units: Sequence[Unit], free: Mapping[str, Freed | None]) -> list[Queue]:
    """The queues of these units at the moment, in their order.

    ``free`` has by unit the counter that is likely free first.
    """
    days = callable_days(desk.centre, desk.at)
    found = (
        still_waiting(desk.centre, until=days[0])
        .filter(calls_on__in=days)
        .select_related("centre", "unit", "counter", "staff", "reserved_for", "service")
    )
    people: dict[int, list[Person]] = {}
    for visit in found:
        people.setdefault(visit.unit_id, []).append(Person(visit, light(desk, visit)))
    return [
        Queue(
            unit,
            [each for each in people.get(unit.pk, []) if each.visit.status == "waiting"],
            [each for each in people.get(unit.pk, []) if each.visit.status == "parked"],
            may(desk.member, "reassign", centre=desk.centre.pk, unit=unit.pk),
            free.get(unit.code),
        )
        for unit in units
    ]


def light(desk: Desk, visit: Visit) -> str:
    """How near somebody is to the wait that the hall promises at most."""
    promise = timedelta(minutes=desk.centre.wait_promise)
    waited = desk.at - visit.waiting_since
    if waited > promise:
        return "red"
    return "yellow" if waited > promise * SOON else "green"
