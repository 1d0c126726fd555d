"""The page of kinds: every field has a name, and data that does not fit is refused."""

from __future__ import annotations

import pytest

from servicehall.evidence.kinds import (
    FIELDS,
    KINDS,
    OBJECTS,
    TYPES,
    UnknownKind,
    WrongData,
    kind_of,
)


def test_every_kind_names_known_objects_types_and_fields() -> None:
    used: set[str] = set()
    for code, kind in KINDS.items():
        assert code == kind.code
        assert set(kind.objects) <= set(OBJECTS)
        assert set(kind.fields.values()) <= set(TYPES)
        assert not set(kind.fields) & set(kind.personal)
        used |= {*kind.fields, *kind.personal}
    assert used == set(FIELDS)


def test_an_unknown_kind_is_named() -> None:
    with pytest.raises(UnknownKind, match="ticket.eaten"):
        kind_of("ticket.eaten")


@pytest.mark.parametrize(
    ("objects", "data", "says"),
    [
        ({}, {}, "no shift given"),
        ({"shift": "1", "ship": "2"}, {}, "unknown object type 'ship'"),
        ({"shift": "1"}, {"minutes": 3}, "unknown field 'minutes'"),
        ({"shift": "1"}, {"minutes_late": "3"}, "minutes_late must be a number"),
        ({"shift": "1"}, {"minutes_late": True}, "minutes_late must be a number"),
    ],
)
def test_data_that_does_not_fit_is_refused(
    objects: dict[str, str], data: dict[str, object], says: str
) -> None:
    with pytest.raises(WrongData, match=says):
        kind_of("shift.clocked_in").check(objects, data)


@pytest.mark.parametrize("moment", ["2026-11-09T10:00", "soon", "2026-11-09"])
def test_a_moment_needs_its_zone(moment: str) -> None:
    with pytest.raises(WrongData, match="with its zone"):
        kind_of("case.accepted").check({"case": "1"}, {"promised_due": moment})


def test_a_field_may_be_missing() -> None:
    kind_of("shift.clocked_in").check({"shift": "1"}, {})
    kind_of("shift.clocked_in").check({"shift": "1"}, {"minutes_late": None})
