"""Facts as the database holds them, batch by batch, for whoever reckons their leaves anew."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from django.db.backends.base.base import BaseDatabaseWrapper

from servicehall.evidence.sealing.leaves import entry, leaf, line
from servicehall.evidence.sealing.merkle import leaf_hash

Place = tuple[str, str, int]
"""Object type, reference, and the fact's number in the object's history."""


class Written(NamedTuple):
    """One fact as it stands in the database."""

    number: int
    centre: str
    said: tuple[Any, ...]
    commitment: bytes | None
    leaf: bytes
    """The one that it carries; empty where it carries none."""
    places: Sequence[Place]

    def line(self) -> bytes:
        """All that it says; raises ``ValueError`` where its data is no JSON."""
        kind, happened, recorded, unit, counter, staff, recorder, command, source, data = self.said
        return line(
            kind=kind,
            happened=_moment(happened),
            recorded=_moment(recorded),
            centre=self.centre,
            unit=unit,
            counter=counter,
            staff=staff,
            recorder=recorder,
            command=command,
            source=source,
            objects=[(object_type, object_id) for object_type, object_id, _seq in self.places],
            data=data,
            commitment=self.commitment,
        )

    def reckoned(self) -> bytes:
        """The leaf that it should carry; empty where it can't be read."""
        try:
            return leaf(self.line())
        except ValueError:
            return b""

    def entry(self) -> bytes:
        """The hash of its entry in the tree, made of the leaf that it carries."""
        places = [(object_type, seq) for object_type, _object_id, seq in self.places]
        return leaf_hash(entry(self.number, self.leaf, places))


class Sealed(NamedTuple):
    """One seal with its fact, if that is there."""

    at: int
    number: int
    entry: bytes
    fact: Written | None


def columns(vendor: str) -> str:
    """What is read of the table ``fact``, the same text on each kind of database."""
    if vendor == "postgresql":
        moments = [f"(fact.{each} at time zone 'UTC')::text" for each in ("happened", "recorded")]
        data = "fact.data::text"
    else:
        moments = [f"cast(fact.{each} as text)" for each in ("happened", "recorded")]
        data = "cast(fact.data as text)"
    return (
        f"fact.id, fact.centre, fact.commitment, fact.leaf, fact.kind, {moments[0]}, {moments[1]},"
        f" fact.unit, fact.counter, fact.staff, fact.recorder, fact.command, fact.source, {data}"
    )


def facts_where(
    connection: BaseDatabaseWrapper, condition: str, params: Sequence[Any], end: str = ""
) -> list[Written]:
    """The facts that a condition on ``fact`` chooses; ``end`` orders and limits them."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"select {columns(connection.vendor)} from evidence_fact fact where {condition} {end}",
            params,
        )
        rows = cursor.fetchall()
        places = _places(cursor, [row[0] for row in rows])
    return [_written(row, places) for row in rows]


def sealed_between(connection: BaseDatabaseWrapper, begin: int, end: int) -> list[Sealed]:
    """The seals from one index up to another, with their facts."""
    with connection.cursor() as cursor:
        cursor.execute(
            f'select seal."index", seal.fact, seal.entry, {columns(connection.vendor)}'
            " from evidence_seal seal left join evidence_fact fact on fact.id = seal.fact"
            ' where seal."index" >= %s and seal."index" < %s order by seal."index"',
            [begin, end],
        )
        rows = cursor.fetchall()
        places: dict[int, list[Place]] = {}
        cursor.execute(
            "select place.fact_id, place.object_type, place.object_id, place.seq"
            " from evidence_seal seal join evidence_factobject place on place.fact_id = seal.fact"
            ' where seal."index" >= %s and seal."index" < %s',
            [begin, end],
        )
        _collect(cursor.fetchall(), places)
    return [
        Sealed(row[0], row[1], bytes(row[2]), _written(row[3:], places) if row[3] else None)
        for row in rows
    ]


def _places(cursor: Any, numbers: Sequence[int]) -> dict[int, list[Place]]:
    found: dict[int, list[Place]] = {}
    for begin in range(0, len(numbers), 500):
        some = numbers[begin : begin + 500]
        marks = ",".join(["%s"] * len(some))
        cursor.execute(
            "select fact_id, object_type, object_id, seq from evidence_factobject"
            f" where fact_id in ({marks})",
            some,
        )
        _collect(cursor.fetchall(), found)
    return found


def _collect(rows: Sequence[Any], places: dict[int, list[Place]]) -> None:
    for number, object_type, object_id, seq in rows:
        places.setdefault(number, []).append((object_type, object_id, seq))


def _written(row: Sequence[Any], places: dict[int, list[Place]]) -> Written:
    return Written(
        number=row[0],
        centre=row[1],
        said=tuple(row[4:]),
        commitment=bytes(row[2]) if row[2] else None,
        leaf=bytes(row[3] or b""),
        places=places.get(row[0], ()),
    )


def _moment(text: str) -> str:
    if len(text) == 26:
        return text
    return f"{text}.000000" if len(text) == 19 else text.ljust(26, "0")
