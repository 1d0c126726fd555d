"""Facts one after the other, with the objects that they concern, as every form needs them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any, NamedTuple

from django.db.models import QuerySet

from servicehall.evidence.models import Fact, FactObject

AT_A_TIME = 2_000


class Concerned(NamedTuple):
    """An object that a fact concerns, and the fact's place in its history."""

    object_type: str
    object_id: str
    seq: int

    @property
    def name(self) -> str:
        """What names it among objects of all types."""
        return f"{self.object_type}/{self.object_id}"


class Exported(NamedTuple):
    """A fact as it leaves the record: without its personal fields."""

    id: int
    kind: str
    happened: datetime
    recorded: datetime
    centre: str
    unit: str
    counter: str
    staff: str
    recorder: str
    data: Mapping[str, Any]
    objects: tuple[Concerned, ...]


@dataclass(frozen=True)
class Stretch:
    """The days of one centre that are exported, in its zone."""

    centre: str
    since: date
    until: date
    zone: tzinfo

    def _chosen(self) -> QuerySet[Fact]:
        begins = datetime.combine(self.since, time.min, tzinfo=self.zone)
        ends = datetime.combine(self.until + timedelta(days=1), time.min, tzinfo=self.zone)
        return Fact.objects.filter(centre=self.centre, happened__gte=begins, happened__lt=ends)

    def count(self) -> int:
        """How many facts there are."""
        return self._chosen().count()

    def facts(self) -> Iterator[Exported]:
        """The facts in the order in which they happened; memory does not grow with them."""
        rows = self._chosen().order_by("happened", "pk").prefetch_related("concerns")
        for row in rows.iterator(chunk_size=AT_A_TIME):
            yield _exported(row, (_concerned(each) for each in row.concerns.all()))

    def histories(self, object_type: str) -> Iterator[tuple[Concerned, Exported]]:
        """The facts of one type of object, history by history, each in its order."""
        places = (
            FactObject.objects.filter(
                centre=self.centre, object_type=object_type, fact__in=self._chosen()
            )
            .select_related("fact")
            .order_by("object_id", "fact__happened", "seq")
        )
        for place in places.iterator(chunk_size=AT_A_TIME):
            concerned = _concerned(place)
            yield concerned, _exported(place.fact, (concerned,))


def _concerned(place: FactObject) -> Concerned:
    return Concerned(place.object_type, place.object_id, place.seq)


def _exported(row: Fact, objects: Iterator[Concerned] | tuple[Concerned, ...]) -> Exported:
    return Exported(
        row.pk,
        row.kind,
        row.happened,
        row.recorded,
        row.centre,
        row.unit,
        row.counter,
        row.staff,
        row.recorder,
        row.data,
        tuple(sorted(objects)),
    )
