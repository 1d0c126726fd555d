"""How long one waits now at each unit, said only where it can be said honestly."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import QuerySet
from django.utils.translation import gettext

from servicehall.hall.models import Closure, Counter, Unit
from servicehall.reception.models import Visit
from servicehall.reception.waiting import Estimate
from servicehall.reception.waits import HallNow
from servicehall.web.desks import Desk
from servicehall.web.templatetags.servicehall import wait_range

LOOKS_BACK = timedelta(days=7)
"""The days whose visits say which services are asked for most."""


@dataclass(frozen=True)
class Wait:
    """One unit now: who waits there, which counters are open, and how long one waits."""

    unit: Unit
    counters: Sequence[Counter]
    waiting: int
    estimate: Estimate | None
    """For somebody who comes now, or for the holder of a ticket; None where none is possible."""

    @property
    def open(self) -> list[Counter]:
        """The counters that are open."""
        return [each for each in self.counters if each.state == Counter.State.OPEN]

    @property
    def codes(self) -> str:
        """The unit's counters, as a citizen looks for them."""
        return ", ".join(each.code for each in self.counters)


def today(desk: Desk) -> date:
    """The day that it is in the hall."""
    return desk.at.astimezone(desk.zone).date()


def receiving_now(desk: Desk, known: Iterable[Wait] | None = None) -> bool:
    """Whether people are served now: within the hall's hours, or where a counter is open.

    With the waits that are ``known`` already the database is not asked again.
    """
    if desk.centre.opens <= desk.at.astimezone(desk.zone).time() < desk.centre.closes:
        return True
    if known is not None:
        return any(wait.open for wait in known)
    return Counter.objects.filter(centre=desk.centre, state=Counter.State.OPEN).exists()


def waits(desk: Desk) -> list[Wait]:
    """The waits of all units that have counters, in the order of their tickets' letters."""
    now = HallNow(desk.centre, desk.at)
    return [
        Wait(unit, counters, now.waiting(unit.code), now.newcomer(unit.code))
        for unit, counters in _counters_of(desk)
    ]


def wait_of(desk: Desk, visit: Visit) -> tuple[Wait | None, int]:
    """The wait of a ticket's holder, and how many come before them."""
    now = HallNow(desk.centre, desk.at)
    waits = visit.status == Visit.Status.WAITING
    told = now.holder(visit) if waits else None
    found = (
        Wait(unit, counters, now.waiting(unit.code), told)
        for unit, counters in _counters_of(desk)
        if unit.pk == visit.unit_id
    )
    return next(found, None), now.ahead(visit) if waits else 0


def wait_text(wait: Wait | None, ahead: int) -> str:
    """What the holder of a ticket still waits, in words, or why that can't be said."""
    estimate = wait.estimate if wait else None
    if estimate is None and (wait is None or not wait.open):
        return gettext("No counter is open now")
    if estimate is None:
        return gettext("No estimate yet") if ahead else gettext("As soon as a counter is free")
    return gettext("As soon as a counter is free") if estimate.at_once else wait_range(estimate)


def _counters_of(desk: Desk) -> list[tuple[Unit, list[Counter]]]:
    units = Unit.objects.filter(centre=desk.centre).prefetch_related("counters")
    return [
        (unit, counters)
        for unit in units.order_by("prefix", "pk")
        if (counters := sorted(unit.counters.all(), key=lambda counter: counter.pk))
    ]


def notices(desk: Desk) -> QuerySet[Closure]:
    """The notices that closed counters have posted, in the order of the counters (2.5.3)."""
    return (
        Closure.objects.filter(
            centre=desk.centre, reopened_at__isnull=True, notice_posted_at__isnull=False
        )
        .select_related("counter__unit", "alternative__unit")
        .order_by("counter")
    )
