"""What visits consisted of, told from the record: who came, waited, was served, gave up.

A visit's row holds its last call and its last service alone. Whoever was shown to a second
counter waited twice and was served twice, so it is the facts that tell.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from typing import Any, Literal, NamedTuple

from django.db.models import (
    Case,
    Count,
    Field,
    Func,
    Max,
    QuerySet,
    TextField,
    When,
)
from django.db.models.functions import Cast, Substr

from servicehall.evidence.models import FactObject
from servicehall.reception.models import Visit

What = Literal["arrival", "wait", "service", "parked", "missed", "given_up"]
"""What an episode is: a ticket was taken; a wait ended with a call; one service at one counter;
set aside with the place kept; called and did not come; left, or was not called before closing."""


class Episode(NamedTuple):
    """One thing that a visit consisted of, where and when."""

    what: What
    visit: str
    """The visit's reference; its first ten letters are the day of the ticket."""
    service: str
    unit: str
    counter: str
    booked: bool
    began: datetime
    minutes: float | None
    """How long it took, to a tenth as the record has it; None where that is not known."""

    @property
    def day(self) -> str:
        """The day of the ticket in the centre's zone, such as ``2026-11-09``."""
        return self.visit[:10]


class Told(NamedTuple):
    """A fact of a visit, as it is read from the record."""

    visit: str
    kind: str
    at: datetime | str
    unit: str
    counter: str
    data: str | None
    """JSON, of the kinds alone whose data matters here."""


Places = QuerySet[FactObject]

_WITH_DATA = ("ticket.taken", "ticket.put_back", "visit.directed", "visit.went_on")


class _Moment(Func):
    """A moment as the driver gives it: of SQLite the text, which Python reads quickest."""

    output_field = Field()
    template = "%(expressions)s"

    def as_sqlite(self, compiler: Any, connection: Any, **more: Any) -> Any:
        template = "(%(expressions)s || '+00:00')"
        return self.as_sql(compiler, connection, template=template, **more)


def last_day(centre: str, *, until: date) -> date | None:
    """The last day up to ``until`` that somebody came on; None where nobody did."""
    found = _places(centre).filter(object_id__lt=str(until + timedelta(days=1)))
    return _day_of(found.aggregate(last=Max("object_id"))["last"] or "")


def facts_of_days(centre: str, *, since: date, until: date) -> dict[date, int]:
    """How many facts the record has of the visits of each of these days; none, no entry.

    Facts are never changed and never taken away, so while the number is the same, so are they.
    """
    found = _places(centre, since, until).annotate(day=Substr("object_id", 1, 10)).order_by()
    counts = found.values_list("day").annotate(facts=Count("seq"))
    return {day: facts for text, facts in counts if (day := _day_of(text))}


def _day_of(reference: str) -> date | None:
    """The day that a visit's reference begins with; None for one that was not given here."""
    try:
        return date.fromisoformat(reference[:10])
    except ValueError:
        return None


def episodes(centre: str, *, since: date, until: date) -> Iterator[Episode]:
    """The episodes of all visits whose tickets are of these days, in one statement.

    All of a visit belongs to the day of its ticket in the centre's zone, however long the day
    is, and on whichever day it ends. What is not over yet is not told.
    """
    for _, facts in groupby(_facts(centre, since, until), key=itemgetter(0)):
        yield from told_episodes(facts)


def _places(centre: str, since: date | None = None, until: date | None = None) -> Places:
    """The places of facts in the histories of visits, of all or of those of some days.

    By the reference, which begins with the day: the index that keeps histories whole serves it,
    and no zone has to be asked where a day begins.
    """
    found = FactObject.objects.filter(centre=centre, object_type=Visit.OBJECT)
    if since is not None and until is not None:
        found = found.filter(
            object_id__gte=str(since), object_id__lt=str(until + timedelta(days=1))
        )
    return found


def _facts(centre: str, since: date, until: date) -> Iterator[Told]:
    """The facts of the days' visits, each visit's together and in their order."""
    found = (
        _places(centre, since, until)
        .filter(fact__kind__in=_TAKE_IN)
        .order_by("object_id", "seq")
        .annotate(
            at=_Moment("fact__happened"),
            told=Case(When(fact__kind__in=_WITH_DATA, then=Cast("fact__data", TextField()))),
        )
        .values_list("object_id", "fact__kind", "at", "fact__unit", "fact__counter", "told")
    )
    rows: Iterator[Any] = found.iterator(chunk_size=5000)
    return rows


def told_episodes(facts: Iterator[Told]) -> list[Episode]:
    """The episodes of one visit, from its facts in the order of its history."""
    visit = _Visit()
    for fact in facts:
        visit.take_in(fact)
    return visit.told


class _Visit:
    """A visit on its way, as far as its facts were read."""

    def __init__(self) -> None:
        self.told: list[Episode] = []
        self.now: datetime
        self.service = ""
        self.booked = False
        self.waiting = False
        self.since: datetime | None = None
        """Since when it waits, or waited before the last call; None where nobody can say."""
        self.call_ended_a_wait = False
        self.service_began: datetime | None = None
        self.serving_since: datetime | None = None
        """Since when it is being served, without the time before it was set aside."""
        self.served = timedelta()
        self.parked: datetime | None = None

    def take_in(self, fact: Told) -> None:
        """Go on by one fact."""
        at = fact[2]
        self.now = datetime.fromisoformat(at) if isinstance(at, str) else at
        _TAKE_IN[fact[1]](self, fact)

    def _tell(self, what: What, fact: Told, began: datetime, length: timedelta | None) -> None:
        # As the record rounds it, so that a history and a figure never differ; where a clock was
        # set back meanwhile nobody waited less than not at all.
        minutes = None if length is None else max(0.0, round(length.total_seconds() / 60, 1))
        visit, _, _, unit, counter, _ = fact
        self.told.append(
            Episode(what, visit, self.service, unit, counter, self.booked, began, minutes)
        )

    def _wait(self, since: datetime | None) -> None:
        self.waiting, self.since = True, since

    def _end_service(self, fact: Told) -> None:
        if self.serving_since is not None:
            self.served += self.now - self.serving_since
        if self.service_began is not None:
            self._tell("service", fact, self.service_began, self.served)
        self.service_began, self.serving_since, self.served = None, None, timedelta()

    def _end_parked(self, fact: Told) -> None:
        if self.parked is not None:
            self._tell("parked", fact, self.parked, self.now - self.parked)
            self.parked = None

    def taken(self, fact: Told) -> None:
        data = _read(fact[5])
        self.service = data.get("service") or ""
        self.booked = data.get("priority") == Visit.Priority.APPOINTMENT
        self._tell("arrival", fact, self.now, None)
        self._wait(self.now)

    def called(self, fact: Told) -> None:
        at, since = self.now, self.since
        self._tell(
            "wait", fact, at if since is None else since, None if since is None else at - since
        )
        self.waiting, self.call_ended_a_wait = False, True

    def missed(self, fact: Told) -> None:
        self._tell("missed", fact, self.now, None)

    def returned(self, fact: Told) -> None:
        self._wait(self.now)

    def set_aside(self, fact: Told) -> None:
        if self.serving_since is not None:
            self.served += self.now - self.serving_since
            self.serving_since = None
        self.parked = self.now

    def called_back(self, fact: Told) -> None:
        self._end_parked(fact)
        # A call all the same, which may be missed: it counts, but ended no wait.
        self._tell("wait", fact, self.now, None)
        self.call_ended_a_wait = False

    def put_back(self, fact: Told) -> None:
        """A call that is undone ended no wait; whoever was set aside begins to wait anew."""
        if _read(fact[5]).get("from_status") == Visit.Status.PARKED:
            self._end_parked(fact)
            self._end_service(fact)
            self._wait(self.now)
            return
        if self.told and self.told[-1].what == "wait":
            self.told.pop()
        self._end_service(fact)
        self._wait(self.since if self.call_ended_a_wait else self.now)

    def gave_up(self, fact: Told) -> None:
        at = self.now
        known = self.since if self.waiting else None
        self._end_parked(fact)
        self._end_service(fact)
        self._tell(
            "given_up", fact, at if known is None else known, None if known is None else at - known
        )

    def kept(self, fact: Told) -> None:
        """Nobody waits in a closed hall, and nobody can say when they came back."""
        self._end_parked(fact)
        self._end_service(fact)
        self._wait(None)

    def transferred(self, fact: Told) -> None:
        """Who waits waits on, in another queue; who was called before begins to wait anew."""
        if not self.waiting:
            self._end_parked(fact)
            self._end_service(fact)
            self._wait(self.now)

    def started(self, fact: Told) -> None:
        self.serving_since = self.now
        if self.service_began is None:
            self.service_began = self.now

    def went_on(self, fact: Told) -> None:
        self._end_service(fact)
        self.service = _read(fact[5]).get("service") or ""
        self.service_began = self.serving_since = self.now

    def directed(self, fact: Told) -> None:
        self._end_service(fact)
        self.service = _read(fact[5]).get("service") or self.service
        self._wait(self.now)

    def finished(self, fact: Told) -> None:
        self._end_service(fact)


_TAKE_IN = {
    "ticket.taken": _Visit.taken,
    "ticket.called": _Visit.called,
    "ticket.missed": _Visit.missed,
    "ticket.returned": _Visit.returned,
    "ticket.parked": _Visit.set_aside,
    "ticket.resumed": _Visit.called_back,
    "ticket.put_back": _Visit.put_back,
    "ticket.left": _Visit.gave_up,
    "ticket.expired": _Visit.gave_up,
    "ticket.kept_overnight": _Visit.kept,
    "visit.transferred": _Visit.transferred,
    "visit.started": _Visit.started,
    "visit.went_on": _Visit.went_on,
    "visit.directed": _Visit.directed,
    "visit.finished": _Visit.finished,
}
"""What each kind of fact means to a visit on its way; other kinds mean nothing to it."""


@lru_cache(maxsize=1024)
def _read(data: str | None) -> dict[str, Any]:
    """A fact's data; the same few are read again and again."""
    return json.loads(data) if data else {}
