"""The facts that are judged, read from the record: whole histories of objects."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from itertools import groupby
from operator import attrgetter
from typing import Any, NamedTuple

from django.db.models import QuerySet

from servicehall.evidence.kinds import OBJECTS
from servicehall.evidence.models import FactObject


class LoggedFact(NamedTuple):
    """A fact in the history of one object that it concerns."""

    id: int
    object_type: str
    object_id: str
    seq: int
    """Its place in the order of recording; it breaks ties in time."""
    kind: str
    happened: datetime
    unit: str
    counter: str
    staff: str
    data: Mapping[str, Any]


@dataclass(frozen=True)
class Log:
    """Facts of one centre; a fact that concerns several objects is there once for each."""

    centre: str
    facts: tuple[LoggedFact, ...]


def in_order(facts: Iterable[LoggedFact]) -> list[LoggedFact]:
    """The facts object by object, each history in the order in which it happened."""
    return sorted(facts, key=attrgetter("object_type", "object_id", "happened", "seq"))


def log(
    centre: str,
    *,
    since: date,
    until: date,
    zone: tzinfo,
    object_types: Iterable[str] = tuple(OBJECTS),
) -> Log:
    """Whole histories of the objects whose first fact happened on a day in [since, until].

    Days are those of ``zone``. One statement for each type of object, whatever the number of
    facts; it starts from the facts of those days, not from all that the centre ever recorded.
    """
    start = datetime.combine(since, time.min, tzinfo=zone)
    end = datetime.combine(until + timedelta(days=1), time.min, tzinfo=zone)
    facts: list[LoggedFact] = []
    for object_type in object_types:
        touched = FactObject.objects.filter(
            centre=centre,
            object_type=object_type,
            fact__centre=centre,
            fact__happened__gte=start,
            fact__happened__lt=end,
        )
        histories = _read(
            FactObject.objects.filter(
                centre=centre, object_type=object_type, object_id__in=touched.values("object_id")
            )
        )
        # Which of them began in these days is seen once they are here; asked of the database it
        # means a search of the whole past for each.
        for _, found in groupby(histories, key=attrgetter("object_id")):
            known = list(found)
            if start <= known[0].happened:
                facts += known
    return Log(centre, tuple(facts))


def history(centre: str, object_type: str, object_id: str) -> Log:
    """The whole history of one object; no facts where the record knows none."""
    return Log(
        centre,
        tuple(
            _read(
                FactObject.objects.filter(
                    centre=centre, object_type=object_type, object_id=object_id
                )
            )
        ),
    )


def _read(places: QuerySet[FactObject]) -> Iterable[LoggedFact]:
    rows = places.order_by("object_id", "fact__happened", "seq").values_list(
        "fact_id",
        "object_type",
        "object_id",
        "seq",
        "fact__kind",
        "fact__happened",
        "fact__unit",
        "fact__counter",
        "fact__staff",
        "fact__data",
    )
    return map(LoggedFact._make, rows.iterator(chunk_size=5_000))
