"""A hall with numbers: a Monday and the Friday before it, looked at on Tuesday morning."""

from __future__ import annotations

from datetime import timedelta

import pytest

from servicehall.reception import actions as reception
from tests.web.counter.hands import set_clock
from tests.world import MONDAY, World, at, bind_standard

FRIDAY = MONDAY - timedelta(days=3)
TUESDAY = MONDAY + timedelta(days=1)

WAITS = (4, 8, 12, 16, 26)
"""Minutes that Monday's plain visits wait; the one by appointment waits 2, and 12 once more."""


def busy_hall(world: World, monkeypatch: pytest.MonkeyPatch) -> World:
    """The world after a Monday on which somebody was shown on, missed a call, and gave up."""
    bind_standard(world)
    world.on_duty(day=FRIDAY)
    for number in range(5):
        serve(world, 10 + number, 0, wait=10, take=5, friday=True)
    world.shifts.clear()
    world.on_duty(world.far_clerk, world.far_counter)
    world.on_duty(world.other_clerk, world.other_counter)
    for number, wait in enumerate(WAITS):
        serve(world, 10 + number, 0, wait=wait, take=6)
    world.ticket(at=at(15), priority="appointment", appointed_at=at(15))
    visit = reception.call_next(counter=world.other_counter, by=world.other_clerk, at=at(15, 2))
    reception.start(visit=visit, by=world.other_clerk, at=at(15, 2))
    reception.direct(visit=visit, to=world.other_unit, by=world.other_clerk, at=at(15, 8))
    visit = reception.call_next(counter=world.far_counter, by=world.far_clerk, at=at(15, 20))
    reception.miss(visit=visit, by=world.far_clerk, at=at(15, 25))
    reception.leave(visit=world.ticket(at=at(16)), at=at(16, 30))
    set_clock(monkeypatch, at(9, day=TUESDAY))
    return world


def serve(
    world: World, hour: int, minute: int, *, wait: int, take: int, friday: bool = False
) -> None:
    """Somebody comes, waits and is served: on the Friday at counter 1, else at counter 2."""
    day, counter, by = (
        (FRIDAY, world.counter, world.clerk)
        if friday
        else (MONDAY, world.other_counter, world.other_clerk)
    )
    begun = at(hour, minute, day=day)
    world.ticket(at=begun)
    called = begun + timedelta(minutes=wait)
    visit = reception.call_next(counter=counter, by=by, at=called)
    reception.start(visit=visit, by=by, at=called)
    reception.finish(visit=visit, by=by, at=called + timedelta(minutes=take))
