"""Object-centric event logs (OCEL 2.0) as JSON and as SQLite.

An event is a fact; its objects are what it concerns, and besides the staff member and the counter,
by their codes. Source: the OCEL 2.0 specification (Berti et al. 2024, arXiv 2403.01975).
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import IO, Any, NamedTuple

from servicehall.evidence.exporting.stream import Exported
from servicehall.evidence.kinds import KINDS, OBJECTS

TYPES: Mapping[str, str] = {
    "text": "string",
    "list": "string",
    "count": "integer",
    "number": "float",
    "yes_no": "boolean",
    "moment": "time",
}
"""What OCEL calls the types of fields; it has no lists, so these are written as JSON."""
PLACES = ("unit", "counter", "staff")
"""Where a fact happened and by whom; kept as attributes too, so that nothing has to be joined."""
ABOUT = {"staff": "staff_member", "counter": "counter"}
"""Fields of a fact that are objects besides those it concerns, and the type of each."""


class Relation(NamedTuple):
    """An object that an event is about, and in which sense."""

    name: str
    object_type: str
    qualifier: str


def relations(fact: Exported) -> Iterator[Relation]:
    """The objects of an event."""
    for each in fact.objects:
        yield Relation(each.name, each.object_type, "concerns")
    for field, object_type in ABOUT.items():
        if code := getattr(fact, field):
            yield Relation(f"{object_type}/{code}", object_type, field)


def attributes(fact: Exported) -> dict[str, Any]:
    """The attributes of an event; those without a value are left out."""
    given = {name: getattr(fact, name) for name in PLACES} | dict(fact.data)
    return {
        name: json.dumps(value, ensure_ascii=False) if isinstance(value, list | dict) else value
        for name, value in given.items()
        if value not in ("", None)
    }


def attribute_types(kind: str) -> dict[str, str]:
    """The attributes that an event of the kind can have, with their types."""
    return dict.fromkeys(PLACES, "string") | {
        name: TYPES[declared] for name, declared in KINDS[kind].fields.items()
    }


def object_types() -> tuple[str, ...]:
    """Every type of object that a log can have."""
    return (*OBJECTS, *ABOUT.values())


def write_json(facts: Iterable[Exported], file: IO[str]) -> int:
    """Write a log as JSON, event by event; the number of events."""
    objects: dict[str, str] = {}
    kinds: set[str] = set()
    count = 0
    file.write('{"events": [')
    for count, fact in enumerate(facts, start=1):
        related = list(relations(fact))
        objects |= {each.name: each.object_type for each in related}
        kinds.add(fact.kind)
        event = {
            "id": str(fact.id),
            "type": fact.kind,
            "time": fact.happened.isoformat(),
            "attributes": [
                {"name": name, "value": value} for name, value in attributes(fact).items()
            ],
            "relationships": [
                {"objectId": each.name, "qualifier": each.qualifier} for each in related
            ],
        }
        file.write(",\n" if count > 1 else "\n")
        json.dump(event, file, ensure_ascii=False)
    rest = {
        "objects": [
            {"id": name, "type": kind, "attributes": [], "relationships": []}
            for name, kind in objects.items()
        ],
        "objectTypes": [{"name": name, "attributes": []} for name in sorted({*objects.values()})],
        "eventTypes": [
            {
                "name": kind,
                "attributes": [
                    {"name": name, "type": declared}
                    for name, declared in attribute_types(kind).items()
                ],
            }
            for kind in sorted(kinds)
        ],
    }
    file.write("\n],\n" + json.dumps(rest, ensure_ascii=False)[1:] + "\n")
    return count


def write_sqlite(facts: Iterable[Exported], path: Path) -> int:
    """Write a log as an SQLite file, which must not be there yet; the number of events."""
    database = sqlite3.connect(path)
    try:
        with database:
            return _Tables(database).fill(facts)
    finally:
        database.close()


class _Tables:
    """The tables of OCEL 2.0: one for each type of event and of object that comes up."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._run = database.execute
        self._events: dict[str, list[str]] = {}
        self._objects: set[str] = set()
        self._object_types: set[str] = set()
        for statement in (
            "create table event (ocel_id text primary key, ocel_type text)",
            "create table object (ocel_id text primary key, ocel_type text)",
            "create table event_map_type (ocel_type text primary key, ocel_type_map text)",
            "create table object_map_type (ocel_type text primary key, ocel_type_map text)",
            "create table event_object (ocel_event_id text, ocel_object_id text,"
            " ocel_qualifier text, primary key (ocel_event_id, ocel_object_id, ocel_qualifier))",
            "create table object_object (ocel_source_id text, ocel_target_id text,"
            " ocel_qualifier text, primary key (ocel_source_id, ocel_target_id, ocel_qualifier))",
        ):
            self._run(statement)

    def fill(self, facts: Iterable[Exported]) -> int:
        count = 0
        for fact in facts:
            count += 1
            columns = self._columns(fact.kind)
            given = attributes(fact)
            self._run("insert into event values (?, ?)", (str(fact.id), fact.kind))
            self._run(
                f"insert into event_{_table(fact.kind)} values (?, ?{', ?' * len(columns)})",
                (str(fact.id), fact.happened.isoformat(), *(given.get(each) for each in columns)),
            )
            for each in relations(fact):
                self._know(each, fact)
                self._run(
                    "insert or ignore into event_object values (?, ?, ?)",
                    (str(fact.id), each.name, each.qualifier),
                )
        return count

    def _columns(self, kind: str) -> list[str]:
        if kind not in self._events:
            declared = attribute_types(kind)
            columns = "".join(f', "{name}" {_COLUMNS[each]}' for name, each in declared.items())
            table = _table(kind)
            self._run(f"create table event_{table} (ocel_id text, ocel_time timestamp{columns})")
            self._run("insert into event_map_type values (?, ?)", (kind, table))
            self._events[kind] = list(declared)
        return self._events[kind]

    def _know(self, each: Relation, fact: Exported) -> None:
        if each.name in self._objects:
            return
        table = _table(each.object_type)
        if each.object_type not in self._object_types:
            self._run(
                f"create table object_{table}"
                " (ocel_id text, ocel_time timestamp, ocel_changed_field text)"
            )
            self._run("insert into object_map_type values (?, ?)", (each.object_type, table))
            self._object_types.add(each.object_type)
        self._objects.add(each.name)
        self._run("insert into object values (?, ?)", (each.name, each.object_type))
        self._run(
            f"insert into object_{table} values (?, ?, null)",
            (each.name, fact.happened.isoformat()),
        )


_COLUMNS = {
    "string": "text",
    "integer": "integer",
    "float": "real",
    "boolean": "boolean",
    "time": "timestamp",
}


def _table(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "_", name)
