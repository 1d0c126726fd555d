"""The record: written once, in the change's own transaction, personal fields apart."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.db import IntegrityError, transaction

from servicehall.evidence.actions import Refused, record, writing
from servicehall.evidence.kinds import UnknownKind, WrongData
from servicehall.evidence.models import Fact, FactObject, PersonalData
from servicehall.evidence.queries import first_day, history
from servicehall.reception.models import Visit
from tests.world import MONDAY, ZONE, World, at

HERE = {"at": at(10), "centre": "testhall", "objects": {"visit": "v1"}}


def test_a_fact_takes_the_next_place_in_each_object_s_history(db: None) -> None:
    with writing():
        record("visit.started", **HERE)  # type: ignore[arg-type]
        record(
            "visit.started",
            at=at(11),
            centre="testhall",
            objects={"visit": "v1", "case": "c1"},
        )
        record("visit.started", at=at(9), centre="other", objects={"visit": "v1"})
    places = FactObject.objects.order_by("pk").values_list(
        "centre", "object_type", "object_id", "seq"
    )
    assert list(places) == [
        ("testhall", "visit", "v1", 1),
        ("testhall", "visit", "v1", 2),
        ("testhall", "case", "c1", 1),
        ("other", "visit", "v1", 1),
    ]
    assert [each.seq for each in history("testhall", "visit", "v1")] == [1, 2]


@pytest.mark.parametrize(
    ("change", "error", "says"),
    [
        ({"kind": "visit.eaten"}, UnknownKind, "visit.eaten"),
        ({"objects": {}}, WrongData, "no visit given"),
        ({"data": {"mood": "good"}}, WrongData, "unknown field 'mood'"),
        ({"personal": {"name": "X"}}, WrongData, "'name' is not declared as personal"),
        ({"at": datetime(2026, 11, 9, 10)}, WrongData, "the time has no zone"),
    ],
)
def test_a_fact_that_does_not_fit_is_refused_and_leaves_nothing(
    db: None, change: dict[str, object], error: type[Exception], says: str
) -> None:
    given = {"kind": "visit.started", **HERE, **change}
    with pytest.raises(error, match=says), writing():
        record(given.pop("kind"), **given)  # type: ignore[arg-type]
    assert not Fact.objects.exists()
    assert not FactObject.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_fact_is_written_within_a_change_only() -> None:
    with pytest.raises(transaction.TransactionManagementError):
        record("visit.started", **HERE)  # type: ignore[arg-type]
    assert not Fact.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_change_that_fails_takes_its_facts_along() -> None:
    def change() -> None:
        with writing():
            record("visit.started", **HERE)  # type: ignore[arg-type]
            raise RuntimeError

    with pytest.raises(RuntimeError):
        change()
    assert not Fact.objects.exists()


def test_personal_fields_are_kept_apart(db: None) -> None:
    with writing():
        fact = record(
            "case.received",
            at=at(10),
            centre="testhall",
            objects={"case": "c1"},
            personal={"applicant": "Hong Gildong"},
            data={"missing": 0},
        )
    assert fact.data == {"missing": 0}
    assert PersonalData.objects.get(fact=fact).data == {"applicant": "Hong Gildong"}


def test_a_key_names_one_fact_only(db: None) -> None:
    common = {"happened": at(10), "recorded": at(10), "centre": "x", "command": "k"}
    Fact.objects.create(kind="visit.started", **common)
    with pytest.raises(IntegrityError), transaction.atomic():
        Fact.objects.create(kind="visit.started", **common)


def test_a_command_refused_can_be_sent_again_with_its_key(world: World) -> None:
    with pytest.raises(Refused):
        world.ticket(key="k", priority="friend")
    assert world.ticket(key="k").ticket == "A001"
    assert Visit.objects.count() == 1


def test_the_first_day_is_that_of_the_centre_s_zone(world: World) -> None:
    assert first_day("testhall", ZONE) is None
    world.ticket(at=at(0, 30))
    assert first_day("testhall", ZONE) == MONDAY
