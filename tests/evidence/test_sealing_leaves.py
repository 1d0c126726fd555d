"""What a fact says as a line: the same on every database, and personal fields only by promise."""

from __future__ import annotations

import json

from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from servicehall.evidence.actions import record, writing
from servicehall.evidence.models import Fact, PersonalData
from servicehall.evidence.sealing.leaves import commitment, leaf
from servicehall.evidence.sealing.reading import facts_where
from tests.world import at


def only_fact() -> tuple[bytes, bytes]:
    """The line of the only fact as the database has it, and the leaf that it carries."""
    (fact,) = facts_where(connection, "true", [])
    return fact.line(), fact.leaf


def test_a_fact_carries_the_hash_of_what_the_database_has(db: None) -> None:
    with writing():
        record(
            "visit.started",
            at=at(10),
            centre="testhall",
            objects={"visit": "v\u00e9\ud55c", "case": "c1"},
            staff="clerk",
        )
    line, carried = only_fact()
    assert leaf(line) == carried
    told = json.loads(line)
    assert told[:3] == ["fact/1", "visit.started", "2026-11-09 01:00:00.000000"]
    assert ["visit", "v\u00e9\ud55c"] in told[11]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(number=st.floats(allow_nan=False, allow_infinity=False, min_value=-1e300, max_value=1e300))
def test_numbers_are_the_same_however_a_database_writes_them(db: None, number: float) -> None:
    with writing():
        fact = record(
            "ticket.resumed",
            at=at(10),
            centre="testhall",
            objects={"visit": "v1"},
            data={"parked_minutes": number},
        )
    (found,) = facts_where(connection, "fact.id = %s", [fact.pk])
    assert found.reckoned() == found.leaf


def test_personal_fields_enter_by_a_salted_promise_alone(db: None) -> None:
    for reference in ("c1", "c2"):
        with writing():
            record(
                "case.received",
                at=at(10),
                centre="testhall",
                objects={"case": reference},
                personal={"applicant": "Hong Gildong"},
            )
    first, second = Fact.objects.order_by("pk")
    assert first.commitment != second.commitment, "the same name is not to be known again"
    kept = PersonalData.objects.get(fact=first)
    assert bytes(first.commitment or b"") == commitment(bytes(kept.salt), kept.data)
    assert b"Gildong" not in b"".join(each.line() for each in facts_where(connection, "true", []))
