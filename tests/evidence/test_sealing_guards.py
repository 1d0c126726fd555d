"""The database denies to change what was recorded; erasing personal data it allows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from servicehall.evidence.actions import record, writing
from servicehall.evidence.models import Fact, FactObject, PersonalData
from servicehall.evidence.sealing.guards import KEPT, MESSAGE, missing_guards, raise_guards
from tests.tampering import in_the_way_of_flushing
from tests.world import at


@pytest.fixture
def fact(db: None) -> Fact:
    """One fact, in a record whose triggers are all there."""
    raise_guards(connection)
    with writing():
        return record(
            "case.received",
            at=at(10),
            centre="testhall",
            objects={"case": "c1"},
            personal={"applicant": "Somebody"},
        )


def denied(change: Callable[[], Any]) -> None:
    with pytest.raises(DatabaseError, match=MESSAGE), transaction.atomic():
        change()


def test_migrations_leave_every_trigger_there(db: None) -> None:
    flushing = [name for name, _table in in_the_way_of_flushing(connection.vendor)]
    assert missing_guards(connection) == flushing, "the tests alone drop these"
    raise_guards(connection)
    assert missing_guards(connection) == []


def test_nothing_recorded_is_changed_or_deleted(fact: Fact) -> None:
    denied(lambda: Fact.objects.update(staff="other"))
    denied(lambda: FactObject.objects.update(seq=2))
    denied(lambda: FactObject.objects.all().delete())
    denied(lambda: Fact.objects.all()._raw_delete("default"))
    denied(lambda: PersonalData.objects.all().delete())
    assert Fact.objects.get().leaf is not None


@pytest.mark.postgresql
@pytest.mark.parametrize("table", KEPT)
def test_no_table_of_the_record_is_emptied(fact: Fact, table: str) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no such statement")

    def empty() -> None:
        with connection.cursor() as cursor:
            cursor.execute("set constraints all immediate")
            cursor.execute(f"truncate {table} cascade")

    denied(empty)


def test_personal_data_is_erased_and_changed_in_no_other_way(fact: Fact) -> None:
    denied(lambda: PersonalData.objects.update(data={"applicant": "Another"}))
    denied(lambda: PersonalData.objects.update(data={"applicant": "Another"}, erased_at=at(11)))
    PersonalData.objects.update(data={}, salt=b"", erased_at=at(11))
    assert PersonalData.objects.get().data == {}
