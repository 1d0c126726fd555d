"""What the simulation knows of the hall at a moment: who waits where, who stands at a counter."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import partial
from random import Random
from typing import NamedTuple
from zoneinfo import ZoneInfo

from servicehall.catalogue.models import GuideStock
from servicehall.demonstration.agenda import Agenda
from servicehall.demonstration.cast import Cast
from servicehall.demonstration.citizens import Citizens, Errand, Hours
from servicehall.demonstration.habits import Lapses
from servicehall.hall.models import Unit
from servicehall.hall.queries import working_calendar
from servicehall.reception.actions import Wanted, check_in, leave, take_ticket
from servicehall.reception.models import Appointment, Visit
from servicehall.worktime.calendars import WorkCalendar


class Waiting(NamedTuple):
    """Somebody in a queue: their ticket, and what they want."""

    visit: Visit
    errand: Errand

    @property
    def place(self) -> tuple[datetime, int]:
        """Sorts the queue into the order in which it is called."""
        return self.visit.seniority, self.visit.pk


class Aside(NamedTuple):
    """Somebody who was set aside at a counter, and when they are ready to go on."""

    ready: datetime
    visit: Visit
    errand: Errand


class Floor:
    """The hall in simulated time. Everything in it is done by the real actions."""

    def __init__(self, cast: Cast, draw: Random, lapses: Lapses, start: datetime) -> None:
        centre = cast.centre
        self.cast = cast
        self.draw = draw
        self.whims = Random(draw.getrandbits(32))
        """Draws what is out of the ordinary, so that what is ordinary stays as it is."""
        self.voices_seed = repr(draw.getstate()[1][:4])
        """From what else is drawn, without drawing: what is asked and reported besides."""
        self.lapses = lapses
        self.agenda = Agenda(start)
        self.hours = Hours(ZoneInfo(centre.timezone), centre.opens, centre.closes)
        self.calendar: WorkCalendar = working_calendar(centre)
        self.citizens = Citizens(draw, list(cast.services.values()), self.hours)
        self.days: Sequence[date] = ()
        """The days that are simulated."""
        self.queues: dict[str, dict[int, Waiting]] = defaultdict(dict)
        """Who waits, by unit and by the primary key of the visit."""
        self.bound: dict[str, int] = defaultdict(int)
        """How many people in the hall still have to be sent on to a unit."""
        self.aside: dict[str, list[Aside]] = defaultdict(list)
        """Who is set aside at a counter, the longest first."""
        self.at_post: dict[str, set[str]] = defaultdict(set)
        """The counters with somebody on duty, by unit."""
        self.returns: dict[date, list[tuple[datetime, Errand]]] = defaultdict(list)
        self.hurries: dict[str, datetime] = {}
        """By counter: when service is to be done there, so that the next one is called then."""
        self.guides: list[GuideStock] = []
        """The racks with printed guides."""
        self.visits = 0
        self.cases = 0

    @property
    def now(self) -> datetime:
        return self.agenda.now

    def later(self, low: float, high: float) -> datetime:
        """A moment between ``low`` and ``high`` seconds from now."""
        return self.now + timedelta(seconds=round(self.draw.uniform(low, high)))

    def arrive(self, errand: Errand) -> None:
        """Somebody takes a ticket at the kiosk."""
        further = [Wanted(errand.further)] if errand.further else []
        visit = take_ticket(
            service=errand.service,
            at=self.now,
            language=errand.language,
            priority=errand.priority,
            further=further,
        )
        self._enter(visit, errand)

    def keep_appointment(self, appointment: Appointment, errand: Errand) -> None:
        """Somebody who has an appointment checks in at the kiosk."""
        visit = check_in(appointment=appointment, centre=self.cast.centre, at=self.now).visit
        assert visit is not None
        self._enter(visit, errand)

    def _enter(self, visit: Visit, errand: Errand) -> None:
        self.visits += 1
        self.expect(errand)
        self.join(visit.unit, visit, errand)
        if errand.patience is not None:
            moment = self.now + timedelta(minutes=errand.patience)
            self.agenda.enter(moment, partial(self._give_up, visit, errand))

    def _give_up(self, visit: Visit, errand: Errand) -> None:
        """Somebody leaves who has waited for long enough, unless they were called."""
        if self.queues[visit.unit.code].pop(visit.pk, None) is not None:
            leave(visit=visit, at=self.now)
            self.leave(errand)

    def expect(self, errand: Errand) -> None:
        """Somebody is in the hall who will have to be sent on."""
        for unit in errand.onward:
            self.bound[unit] += 1

    def join(self, unit: Unit, visit: Visit, errand: Errand) -> None:
        """Somebody sits down among those who wait for a unit."""
        self.queues[unit.code][visit.pk] = Waiting(visit, errand)
        self.agenda.wake(unit.code, self.later(3, 25))

    def leave(self, errand: Errand) -> None:
        """Somebody leaves the counter of the unit that they came for first."""
        for unit in errand.onward:
            self.bound[unit] -= 1

    def is_ready(self, counter: str) -> bool:
        """Whether somebody who was set aside at the counter can go on."""
        return any(each.ready <= self.now for each in self.aside[counter][:1])

    def deserted(self, unit: Unit) -> bool:
        """Whether nobody waits for the unit, or will."""
        return not self.queues[unit.code] and not self.bound[unit.code]

    def expect_back(self, errand: Errand) -> None:
        """Somebody was told what is missing; most of them come back within a few days."""
        if self.draw.random() > 0.85:
            return
        today = self.now.astimezone(self.hours.zone).date()
        following = [day for day in self.days if day > today]
        ahead = self.draw.choices((0, 1, 2), (5, 3, 2))[0]
        if ahead < len(following):
            day = following[ahead]
            self.returns[day].append((self.citizens.moment(day), errand))
