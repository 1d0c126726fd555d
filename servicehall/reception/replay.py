"""A day of a hall, played again from its facts: how long things took, and what was said of waits.

At each moment of the day only what was known then is used, so a day that is played again says
what people would have been told, and the facts that follow say what came. Plain data.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from math import inf
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from servicehall.reception.pace import Pace, Times, UnitPace
from servicehall.reception.waiting import Estimate, Post, Scene, Waiting, estimate

LONGEST_PAUSE = 10.0
"""Minutes after which the time until the next call is no pause between two people."""


class Told(NamedTuple):
    """A fact, as far as the day needs it."""

    kind: str
    at: datetime
    unit: str
    counter: str
    about: str
    """The reference of the visit, shift or closure that it concerns."""
    data: Mapping[str, Any]


@dataclass(frozen=True)
class House:
    """What is known of a hall beside its facts."""

    zone: ZoneInfo
    units: Mapping[str, frozenset[str]]
    """By counter: the units whose queues it calls from."""
    offered: Mapping[str, str]
    """By service: the unit that offers it."""
    places: Mapping[str, tuple[datetime, int]]
    """By visit: its place among those who wait."""
    ends: Mapping[str, datetime]
    """By shift: its planned end, where that is before the hall closes."""


class Said(NamedTuple):
    """What somebody would have been told on joining a queue, and how long they then waited.

    A range of 0 to 1 says that a counter is free.
    """

    unit: str
    hour: int
    low: int
    high: int
    middle: float
    waited: float
    stretch: int
    miss: float | None


@dataclass
class Day:
    """What a day came to."""

    units: Pace
    said: list[Said]
    silent: int
    """How many joined a queue of which nothing could be said."""
    joined: Mapping[str, Mapping[int, int]] = field(default_factory=dict)
    """How many joined the queue of each unit in each hour."""


@dataclass
class _Visit:
    unit: str
    services: list[str]
    joined: datetime
    urgent: bool
    place: tuple[datetime, int]
    waits: bool = True
    reserved: str = ""
    counter: str = ""
    since: datetime | None = None
    """When its present service began, or it was called."""
    told: Estimate | None = None
    asked: bool = False
    overtaken: int = 0


@dataclass
class _Counter:
    on_duty: str = ""
    closed: bool = False
    until: datetime | None = None
    visit: str = ""
    called: datetime | None = None
    ended: datetime | None = None
    """When the last person left, where nothing but a pause has come since."""


@dataclass
class _Unit:
    times: dict[str, dict[int, Times]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(Times))
    )
    pauses: Times = Times()
    called: int = 0
    left: int = 0
    overtaken: int = 0
    waited: float = 0.0
    joined: dict[int, int] = field(default_factory=lambda: defaultdict(int))


class Replay:
    """The hall while the day is played; each kind of fact has a method that changes it."""

    def __init__(self, house: House, pace: Pace) -> None:
        self.house = house
        self.pace = pace
        self.visits: dict[str, _Visit] = {}
        self.counters: dict[str, _Counter] = defaultdict(_Counter)
        self.units: dict[str, _Unit] = defaultdict(_Unit)
        self.said: list[Said] = []
        self.silent = 0
        self._deeds: Mapping[str, Callable[[Told], None]] = {
            "shift.clocked_in": self._come,
            "shift.clocked_out": self._go,
            "counter.closed": self._close,
            "closure.notice_posted": self._announce,
            "counter.reopened": self._reopen,
            "ticket.taken": self._take,
            "ticket.called": self._call,
            "ticket.resumed": self._call,
            "ticket.missed": self._end,
            "ticket.parked": self._end,
            "ticket.put_back": self._put_back,
            "ticket.returned": self._return,
            "ticket.left": self._leave,
            "ticket.expired": self._leave,
            "visit.transferred": self._move,
            "visit.directed": self._move,
            "visit.went_on": self._go_on,
            "visit.finished": self._end,
        }

    def play(self, facts: Iterable[Told]) -> Day:
        """Play the day's facts, which come in the order in which they happened."""
        for fact in facts:
            if deed := self._deeds.get(fact.kind):
                deed(fact)
        misses: dict[str, dict[int, list[float]]] = defaultdict(lambda: defaultdict(list))
        for said in self.said:
            if said.miss is not None:
                misses[said.unit][said.stretch].append(said.miss)
        return Day(
            {
                code: UnitPace(
                    times=unit.times,
                    pauses=unit.pauses,
                    called=unit.called,
                    left=unit.left,
                    overtaken=unit.overtaken,
                    waited=unit.waited,
                    misses=misses[code],
                )
                for code, unit in self.units.items()
            },
            self.said,
            self.silent,
            {code: unit.joined for code, unit in self.units.items() if unit.joined},
        )

    def hour(self, at: datetime) -> int:
        """The hour of the day in the hall."""
        return at.astimezone(self.house.zone).hour

    def scene(self, at: datetime) -> Scene:
        """The hall at this moment."""
        return Scene(
            posts=[
                post
                for code, counter in self.counters.items()
                if (post := self._post(code, counter, at)) is not None
            ],
            queue=[_as_waiting(visit) for visit in self.visits.values() if visit.waits],
            hour=self.hour(at),
        )

    def _post(self, code: str, counter: _Counter, at: datetime) -> Post | None:
        if not counter.on_duty or (counter.closed and counter.until is None):
            return None
        ends = self.house.ends.get(counter.on_duty)
        visit = self.visits.get(counter.visit)
        return Post(
            code=code,
            units=self.house.units.get(code, frozenset()),
            services=tuple(visit.services) if visit else (),
            unit=visit.unit if visit else "",
            busy=_minutes(counter.called, at) if visit and counter.called else 0.0,
            opens=max(0.0, _minutes(at, counter.until)) if counter.until else 0.0,
            ends=_minutes(at, ends) if ends and at < ends else inf,
        )

    # Duty --------------------------------------------------------------------------------

    def _come(self, fact: Told) -> None:
        self.counters[fact.counter].on_duty = fact.about

    def _go(self, fact: Told) -> None:
        counter = self.counters[fact.counter]
        counter.on_duty, counter.ended = "", None

    def _close(self, fact: Told) -> None:
        counter = self.counters[fact.counter]
        counter.closed, counter.until, counter.ended = True, None, None

    def _announce(self, fact: Told) -> None:
        self.counters[fact.counter].until = datetime.fromisoformat(fact.data["until"])

    def _reopen(self, fact: Told) -> None:
        counter = self.counters[fact.counter]
        counter.closed, counter.until = False, None

    # People ------------------------------------------------------------------------------

    def _take(self, fact: Told) -> None:
        further = [
            code
            for code in fact.data.get("further") or ()
            if self.house.offered.get(code) == fact.unit
        ]
        visit = _Visit(
            unit=fact.unit,
            services=[fact.data.get("service", ""), *further],
            joined=fact.at,
            urgent=fact.data.get("priority", "none") != "none",
            place=self.house.places.get(fact.about, (fact.at, len(self.visits))),
        )
        self.units[visit.unit].joined[self.hour(fact.at)] += 1
        self._ask(visit, fact.at)
        self.visits[fact.about] = visit

    def _ask(self, visit: _Visit, at: datetime) -> None:
        """Say what somebody who joins a queue would be told."""
        visit.told = estimate(
            self.scene(at), self.pace, visit.unit, me=_as_waiting(visit), urgent=visit.urgent
        )
        visit.asked = True
        self.silent += visit.told is None

    def _call(self, fact: Told) -> None:
        visit, counter = self.visits.get(fact.about), self.counters[fact.counter]
        if visit is None:
            return
        if visit.waits:
            self._note_wait(visit, fact.at)
            if counter.ended and visit.joined <= counter.ended:
                pause = _minutes(counter.ended, fact.at)
                if pause <= LONGEST_PAUSE:
                    self.units[visit.unit].pauses += Times.of(pause)
        visit.waits, visit.counter, visit.since = False, fact.counter, fact.at
        counter.visit, counter.called, counter.ended = fact.about, fact.at, None

    def _note_wait(self, visit: _Visit, at: datetime) -> None:
        unit, waited = self.units[visit.unit], _minutes(visit.joined, at)
        for other in self.visits.values():
            if other.waits and other.unit == visit.unit and other.joined < visit.joined:
                other.overtaken += 1
        if not visit.urgent:
            unit.overtaken += visit.overtaken
            unit.waited += waited
        unit.called += 1
        if visit.asked and (told := visit.told) is not None:
            self.said.append(
                Said(
                    visit.unit,
                    self.hour(visit.joined),
                    *told.said,
                    told.middle,
                    waited,
                    told.stretch,
                    told.miss(waited),
                )
            )
        visit.told, visit.asked, visit.overtaken = None, False, 0

    def _end(self, fact: Told) -> None:
        """Somebody leaves a counter; how long they were there counts as service."""
        visit = self.visits.get(fact.about)
        if visit is None or not visit.counter:
            return
        counter = self.counters[visit.counter]
        if visit.since is not None:
            hours = self.units[visit.unit].times[visit.services[0]]
            hours[self.hour(visit.since)] += Times.of(_minutes(visit.since, fact.at))
        if counter.visit == fact.about:
            counter.visit, counter.called, counter.ended = "", None, fact.at
        visit.counter, visit.since = "", None

    def _go_on(self, fact: Told) -> None:
        """A further service at the same counter: the first has taken its time."""
        visit = self.visits.get(fact.about)
        if visit is None or not visit.counter:
            return
        counter = visit.counter
        self._end(fact)
        visit.counter, visit.since = counter, fact.at
        visit.services = visit.services[1:] or [str(fact.data.get("service", ""))]
        self.counters[counter].visit = fact.about
        self.counters[counter].called, self.counters[counter].ended = fact.at, None

    def _put_back(self, fact: Told) -> None:
        visit = self.visits.get(fact.about)
        if visit is None:
            return
        if visit.counter:
            counter = self.counters[visit.counter]
            counter.visit, counter.called, counter.ended = "", None, None
        visit.waits, visit.counter, visit.since = True, "", None

    def _return(self, fact: Told) -> None:
        if visit := self.visits.get(fact.about):
            visit.waits, visit.joined = True, fact.at
            self.units[visit.unit].joined[self.hour(fact.at)] += 1

    def _leave(self, fact: Told) -> None:
        visit = self.visits.pop(fact.about, None)
        if visit is not None and visit.waits:
            self.units[visit.unit].left += 1

    def _move(self, fact: Told) -> None:
        """Into another queue, with the place kept."""
        visit = self.visits.get(fact.about)
        if visit is None:
            return
        self._end(fact)
        if not visit.waits:
            visit.joined = fact.at
        if not visit.waits or visit.unit != fact.data["to_unit"]:
            self.units[fact.data["to_unit"]].joined[self.hour(fact.at)] += 1
        visit.waits, visit.unit = True, fact.data["to_unit"]
        visit.reserved = fact.data.get("to_counter") or ""
        visit.services = [
            each for each in visit.services if self.house.offered.get(each) == visit.unit
        ] or visit.services[:1]
        visit.overtaken = 0
        self.visits.pop(fact.about)
        self._ask(visit, fact.at)
        self.visits[fact.about] = visit


def _as_waiting(visit: _Visit) -> Waiting:
    moment, number = visit.place
    return Waiting(visit.unit, tuple(visit.services), (moment.timestamp(), number), visit.reserved)


def _minutes(earlier: datetime, later: datetime) -> float:
    return (later - earlier).total_seconds() / 60
