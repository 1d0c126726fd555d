"""Proves that visits and their record agree: what each fact tells leads to what the rows hold.

The record of a visit is replayed fact by fact. Whatever ended in between, a crash or a cut
line, each change and its fact were written together or not at all, so the two must agree.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from types import MappingProxyType

from servicehall.evidence.models import FactObject
from servicehall.hall.models import Centre
from servicehall.reception.models import TicketRoll, Visit

STEPS: Mapping[str, tuple[frozenset[str], str]] = MappingProxyType(
    {
        kind: (frozenset(before.split()), after)
        for kind, before, after in (
            ("ticket.taken", "", "waiting"),
            ("ticket.called", "waiting", "called"),
            ("ticket.recalled", "called", "called"),
            ("ticket.missed", "called", "missed"),
            ("ticket.returned", "missed", "waiting"),
            ("ticket.parked", "called serving", "parked"),
            ("ticket.resumed", "parked", "called"),
            ("ticket.put_back", "called parked", "waiting"),
            ("ticket.left", "waiting parked", "left"),
            ("ticket.expired", "waiting parked", "left"),
            ("ticket.kept_overnight", "waiting parked", "waiting"),
            ("visit.transferred", "waiting parked called serving", "waiting"),
            ("visit.started", "called", "serving"),
            ("visit.went_on", "serving", "serving"),
            ("visit.directed", "serving", "waiting"),
            ("visit.finished", "serving", "finished"),
        )
    }
)
"""What each fact of a visit changes: the statuses it can come from, and the one it leads to."""

AT_A_COUNTER = frozenset({"called", "serving", "parked"})


@dataclass(frozen=True)
class Contradiction:
    """Something that the rows and the record do not agree on."""

    visit: str
    """The visit's reference, or the day and letter of the tickets."""
    code: str
    """``number_missing``, ``number_unknown``, ``no_record``, ``order_broken``,
    ``place_missing``, ``status_differs``, ``counter_differs``, ``no_row``."""
    expected: str
    found: str


def contradictions(centre: Centre, *, since: date, until: date) -> Iterator[Contradiction]:
    """All that contradicts itself in the visits of those days, day by day, in their order."""
    days = Visit.objects.filter(centre=centre, day__gte=since, day__lte=until)
    for day in sorted(set(days.values_list("day", flat=True))):
        yield from _numbers(centre, day)
        yield from _record(centre, day)


def _numbers(centre: Centre, day: date) -> Iterator[Contradiction]:
    """The numbers of a letter run from 1 to the last one given, none twice, none left out."""
    last = dict(TicketRoll.objects.filter(centre=centre, day=day).values_list("prefix", "last"))
    given = Visit.objects.filter(centre=centre, day=day).order_by("prefix", "number")
    for prefix, rows in groupby(given.values_list("prefix", "number"), key=lambda row: row[0]):
        numbers = [number for _, number in rows]
        wanted = range(1, last.get(prefix, 0) + 1)
        for number in sorted(set(wanted) - set(numbers)):
            yield Contradiction(f"{day}/{prefix}", "number_missing", str(number), "")
        for number in sorted(set(numbers) - set(wanted)):
            yield Contradiction(f"{day}/{prefix}", "number_unknown", "", str(number))


def _record(centre: Centre, day: date) -> Iterator[Contradiction]:
    visits = {
        visit.reference: visit
        for visit in Visit.objects.filter(centre=centre, day=day).select_related("counter")
    }
    # References begin with the day, so that a range of the index holds all of them.
    places = FactObject.objects.filter(
        centre=centre.code,
        object_type=Visit.OBJECT,
        object_id__gte=f"{day}/",
        object_id__lt=f"{day}0",
    ).order_by("object_id", "seq")
    told = places.values_list("object_id", "seq", "fact__kind", "fact__counter")
    recorded = set()
    for reference, rows in groupby(told.iterator(chunk_size=2000), key=lambda row: row[0]):
        recorded.add(reference)
        history = [(seq, kind, counter) for _, seq, kind, counter in rows]
        yield from _replay(reference, history, visits.get(reference))
    for reference in visits:
        if reference not in recorded:
            yield Contradiction(reference, "no_record", visits[reference].status, "")


def _replay(
    reference: str, history: list[tuple[int, str, str]], visit: Visit | None
) -> Iterator[Contradiction]:
    status, at_counter = "", ""
    for wanted, (seq, kind, counter) in enumerate(history, start=1):
        if seq != wanted:
            yield Contradiction(reference, "place_missing", str(wanted), str(seq))
            return
        if kind not in STEPS:
            continue
        before, after = STEPS[kind]
        if status not in (before or {""}):
            yield Contradiction(reference, "order_broken", " ".join(sorted(before)), status)
            return
        status = after
        at_counter = counter if after in AT_A_COUNTER else ""
    if visit is None:
        yield Contradiction(reference, "no_row", status, "")
        return
    if visit.status != status:
        yield Contradiction(reference, "status_differs", status, visit.status)
    stands_at = visit.counter.code if visit.counter and status in AT_A_COUNTER else ""
    if stands_at != at_counter:
        yield Contradiction(reference, "counter_differs", at_counter, stands_at)
