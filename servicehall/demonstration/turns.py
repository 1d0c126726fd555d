"""Turns that a visit takes beside waiting and being served, as they happen in every hall.

Some want two services, some have to fill in a form first, some sat down at the wrong counter;
some give up, and some who missed their call come back.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from servicehall.demonstration.agenda import Process
from servicehall.demonstration.citizens import Errand
from servicehall.demonstration.floor import Aside, Floor
from servicehall.hall.models import Counter, StaffMember, Unit
from servicehall.reception.actions import park, resume, return_missed, start, transfer
from servicehall.reception.models import Visit

SHARES: Mapping[str, float] = {
    "wants_two": 0.03,
    "fills_in_a_form": 0.03,
    "sits_wrong": 0.01,
    "is_impatient": 0.06,
    "comes_back": 0.3,
}
"""In which share of visits each happens; ``comes_back`` of those who missed their call."""


def take_a_turn(
    floor: Floor, errand: Errand, *, surely: str = "", elsewhere: bool | None = None
) -> None:
    """Decide what is out of the ordinary about somebody who comes; nothing for most.

    ``surely`` is a turn that they take for certain, if they can; ``elsewhere`` says whether a
    second service is one of another unit.
    """
    whims, shares = floor.whims, {**SHARES, **({surely: 1.0} if surely else {})}
    if errand.case is not None or errand.coming != "at_once":
        return
    services = list(floor.cast.services.values())
    if whims.random() < shares["wants_two"] and errand.service.next_unit is None:
        near = whims.random() < 0.8 if elsewhere is None else not elsewhere
        others = [
            each
            for each in services
            if each.code != errand.service.code
            and each.next_unit is None
            and (each.unit.code == errand.service.unit.code) is near
        ]
        errand.further = whims.choice(others) if others else None
    elif whims.random() < shares["fills_in_a_form"]:
        errand.fills_in = True
    elif whims.random() < shares["sits_wrong"] and errand.service.next_unit is None:
        units = [
            unit
            for code, unit in floor.cast.units.items()
            if code != errand.service.unit.code and floor.cast.counters_of(code)
        ]
        errand.belongs_to = whims.choice(units) if units else None
    elif whims.random() < shares["is_impatient"]:
        errand.patience = whims.uniform(6, 20)


def come_back_perhaps(floor: Floor, unit: Unit, visit: Visit, errand: Errand) -> None:
    """Enter when somebody who missed their call comes back, if they do and the hall is open."""
    back = floor.now + timedelta(minutes=floor.whims.uniform(4, 20))
    if back < _last_moment(floor) and floor.whims.random() < SHARES["comes_back"]:
        floor.agenda.enter(back, partial(_come_back, floor, unit, visit, errand))


def _come_back(floor: Floor, unit: Unit, visit: Visit, errand: Errand) -> None:
    return_missed(visit=visit, at=floor.now)
    again = replace(errand, coming="at_once", patience=None)
    floor.expect(again)
    floor.join(unit, visit, again)


def set_aside(
    floor: Floor, counter: Counter, visit: Visit, errand: Errand, clerk: StaffMember
) -> Process:
    """Let somebody fill in a form aside, so that the counter is free meanwhile."""
    yield floor.later(60, 140)
    park(visit=visit, by=clerk, at=floor.now)
    ready = floor.later(240, 660)
    floor.aside[counter.code].append(Aside(ready, visit, replace(errand, fills_in=False)))
    yield floor.later(8, 40)


def call_back(floor: Floor, counter: Counter, clerk: StaffMember) -> Process:
    """Call back the first who was set aside at the counter, and begin with them again."""
    aside = floor.aside[counter.code][0]
    resume(visit=aside.visit, counter=counter, by=clerk, at=floor.now)
    floor.aside[counter.code].remove(aside)
    yield floor.later(12, 45)
    start(visit=aside.visit, by=clerk, at=floor.now)


def send_where_they_belong(
    floor: Floor, visit: Visit, errand: Errand, clerk: StaffMember
) -> Process:
    """Send somebody who sat down at the wrong counter to the unit that serves them."""
    assert errand.belongs_to is not None
    yield floor.later(50, 130)
    to = errand.belongs_to
    transfer(visit=visit, to=to, reason="wrong_counter", by=clerk, at=floor.now)
    floor.leave(errand)
    minutes = floor.whims.uniform(4, 9)
    floor.join(to, visit, replace(errand, belongs_to=None, sent_on=True, minutes=minutes))
    yield floor.later(8, 40)


def _last_moment(floor: Floor) -> datetime:
    """After this nobody comes back on the day: the counters may be left by then."""
    today = floor.now.astimezone(floor.hours.zone).date()
    return floor.hours.closing(today) - timedelta(minutes=30)
