"""What makes the hall of the moment look lived in, whatever the draw has made of it before.

Of all that goes on in a hall on a whole day, a little is shown at once: somebody is set aside,
somebody is called out of order, one gives up, one comes back who missed their call, one is sent
to another counter. All of it by the real actions, in the last minute and a half.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from servicehall.demonstration.cast import Cast
from servicehall.hall.models import Counter, Unit
from servicehall.reception.actions import (
    call_chosen,
    leave,
    park,
    return_missed,
    transfer,
)
from servicehall.reception.models import Visit
from servicehall.reception.queries import visits

LATELY = timedelta(minutes=30)
"""Whoever took a ticket longer ago does not come back any more."""
FOR_A_WHILE = timedelta(minutes=3)
"""Whoever waits or is served has done so for as long, before anything happens to them."""


def enliven(cast: Cast, at: datetime) -> None:
    """Let each of these happen once, where the hall has somebody to whom it can happen."""
    _come_back(cast, at - timedelta(seconds=85))
    _give_up(cast, at - timedelta(seconds=70))
    _send_to_a_counter(cast, at - timedelta(seconds=60))
    _set_aside(cast, at - timedelta(seconds=45))


def _come_back(cast: Cast, at: datetime) -> None:
    """The first who missed their call lately comes back; the others may still."""
    missed = visits().filter(
        centre=cast.centre, status="missed", taken_at__gt=at - LATELY, ended_at__lt=at
    )
    visit = missed.order_by("-ended_at").first()
    if visit is not None:
        return_missed(visit=visit, at=at)


def _give_up(cast: Cast, at: datetime) -> None:
    """Somebody in the longest queue does not want to wait any longer."""
    longest = max((_waiting(cast, unit, at) for unit in cast.units.values()), key=len)
    if len(longest) > 3:
        leave(visit=longest[-1], at=at)


def _send_to_a_counter(cast: Cast, at: datetime) -> None:
    """A lead sends somebody to one counter of the unit, since they know the matter there."""
    for unit in cast.units.values():
        waiting, open_now = _waiting(cast, unit, at), _open_counters(cast, unit)
        if len(waiting) > 3 and len(open_now) > 1:
            transfer(
                visit=waiting[-2],
                to=unit,
                counter=open_now[-1],
                reason="specialist",
                by=cast.lead(unit.code),
                at=at,
            )
            return


def _set_aside(cast: Cast, at: datetime) -> None:
    """Somebody fills in a form aside, and the counter calls one out of order who needs help."""
    served = visits().filter(centre=cast.centre, status="serving", started_at__lt=at - FOR_A_WHILE)
    for visit in served.order_by("started_at"):
        counter, clerk = visit.counter, visit.staff
        if counter is None or clerk is None:
            continue
        waiting = [
            each
            for each in _waiting(cast, visit.unit, at)
            if each.reserved_for_id is None and counter.unit_id == visit.unit_id
        ]
        if len(waiting) < 3:
            continue
        park(visit=visit, by=clerk, at=at)
        chosen = next((each for each in waiting[1:] if each.urgent), waiting[1])
        call_chosen(
            visit=chosen,
            counter=counter,
            reason="needs_help",
            by=clerk,
            at=at + timedelta(seconds=20),
        )
        return


def _waiting(cast: Cast, unit: Unit, at: datetime) -> Sequence[Visit]:
    """Who waits for the unit and has done so for a while, in order."""
    waiting = visits().filter(
        centre=cast.centre, unit=unit, status="waiting", waiting_since__lt=at - FOR_A_WHILE
    )
    return list(waiting.order_by("seniority", "pk"))


def _open_counters(cast: Cast, unit: Unit) -> Sequence[Counter]:
    """The open counters of the unit with somebody on duty."""
    counters = Counter.objects.filter(
        unit=unit,
        state=Counter.State.OPEN,
        shifts__clocked_in__isnull=False,
        shifts__clocked_out__isnull=True,
    )
    return list(counters.order_by("pk"))
