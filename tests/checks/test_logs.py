"""The judge reads whole histories, of the objects that began in the days asked for."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from pytest_django import DjangoAssertNumQueries

from servicehall.checks.logs import history, in_order, log
from servicehall.evidence.actions import record
from servicehall.evidence.kinds import OBJECTS
from servicehall.evidence.models import Fact
from tests.checks.making import NINE, ZONE, make_fact

MONDAY = date(2026, 11, 2)
TUESDAY = date(2026, 11, 3)

pytestmark = pytest.mark.django_db


def write(kind: str, objects: Mapping[str, str], at: datetime = NINE, **but: Any) -> Fact:
    with transaction.atomic():
        return record(kind, at=at, objects=objects, **({"centre": "hall"} | but))


def read(since: date = MONDAY, until: date = MONDAY, zone: str = "Asia/Seoul") -> list[str]:
    return [
        f"{fact.object_type} {fact.object_id} {fact.kind}"
        for fact in in_order(log("hall", since=since, until=until, zone=ZoneInfo(zone)).facts)
    ]


def test_a_fact_is_read_with_all_that_it_says() -> None:
    written = write(
        "ticket.called",
        {"visit": "A-1"},
        unit="civil",
        counter="3",
        staff="kim",
        data={"waited_minutes": 7.5, "passed_over": 0, "reason": None},
    )
    (fact,) = log("hall", since=MONDAY, until=MONDAY, zone=ZONE).facts
    assert fact == make_fact(
        "ticket.called",
        id=written.pk,
        unit="civil",
        counter="3",
        staff="kim",
        data={"waited_minutes": 7.5, "passed_over": 0, "reason": None},
    )
    assert fact.happened.tzinfo is not None


def test_a_history_is_read_to_its_end_beyond_the_days_asked_for() -> None:
    write("case.received", {"case": "C-1"})
    write("case.accepted", {"case": "C-1"}, NINE + timedelta(days=9))
    assert read() == ["case C-1 case.received", "case C-1 case.accepted"]


def test_an_object_that_began_earlier_is_left_to_its_own_day() -> None:
    write("case.received", {"case": "C-1"}, NINE - timedelta(days=1))
    write("case.accepted", {"case": "C-1"})
    assert read() == []
    assert len(read(MONDAY - timedelta(days=1))) == 2


def test_an_object_that_began_later_is_left_to_its_own_day() -> None:
    write("case.received", {"case": "C-1"}, NINE + timedelta(days=1))
    assert read() == []
    assert len(read(TUESDAY, TUESDAY)) == 1


def test_when_an_object_began_is_told_by_time_not_by_the_order_of_recording() -> None:
    write("case.accepted", {"case": "C-1"})
    write("case.received", {"case": "C-1"}, NINE - timedelta(days=1))
    assert read() == []
    assert read(MONDAY - timedelta(days=1), MONDAY - timedelta(days=1)) == [
        "case C-1 case.received",
        "case C-1 case.accepted",
    ]


def test_each_object_is_judged_on_exactly_one_day() -> None:
    for number, hour in enumerate((-30, -9, -1, 0, 14, 15, 39)):
        write("case.received", {"case": f"C-{number}"}, NINE + timedelta(hours=hour))
        write("case.accepted", {"case": f"C-{number}"}, NINE + timedelta(hours=hour + 24))
    found = [
        each
        for day in range(-3, 5)
        for each in read(MONDAY + timedelta(days=day), MONDAY + timedelta(days=day))
    ]
    assert sorted(found) == sorted(read(MONDAY - timedelta(days=3), MONDAY + timedelta(days=4)))
    assert len(found) == 14


def test_days_are_those_of_the_centre() -> None:
    """Half past midnight in Seoul is still the day before in UTC."""
    write("ticket.taken", {"visit": "A-1"}, datetime(2026, 11, 1, 15, 30, tzinfo=UTC))
    assert len(read()) == 1
    assert read(zone="UTC") == []


@pytest.mark.parametrize(
    ("at", "day"),
    [
        (datetime(2026, 11, 2, 0, 0, tzinfo=ZONE), MONDAY),
        (datetime(2026, 11, 2, 23, 59, 59, 999999, tzinfo=ZONE), MONDAY),
        (datetime(2026, 11, 3, 0, 0, tzinfo=ZONE), TUESDAY),
    ],
)
def test_a_day_ends_at_midnight(at: datetime, day: date) -> None:
    write("ticket.taken", {"visit": "A-1"}, at)
    assert len(read(day, day)) == 1
    assert len(read(MONDAY, TUESDAY)) == 1
    other = TUESDAY if day == MONDAY else MONDAY
    assert read(other, other) == []


def test_another_centre_with_the_same_references_is_not_mixed_in() -> None:
    write("ticket.taken", {"visit": "A-1"}, NINE - timedelta(days=3), centre="elsewhere")
    write("ticket.taken", {"visit": "A-1"})
    write("ticket.called", {"visit": "A-1"}, centre="elsewhere")
    assert read() == ["visit A-1 ticket.taken"]


def test_a_fact_that_concerns_two_objects_stands_in_both_histories() -> None:
    write("ticket.taken", {"visit": "X"})
    one = write("case.received", {"case": "X", "visit": "X"}, NINE + timedelta(minutes=1))
    facts = log("hall", since=MONDAY, until=MONDAY, zone=ZONE).facts
    assert [(each.object_type, each.seq) for each in facts if each.id == one.pk] == [
        ("visit", 2),
        ("case", 1),
    ]


def test_only_the_types_of_object_asked_for_are_read() -> None:
    write("ticket.taken", {"visit": "X"})
    write("case.received", {"case": "X"})
    found = log("hall", since=MONDAY, until=MONDAY, zone=ZONE, object_types=["case"])
    assert [each.kind for each in found.facts] == ["case.received"]


@pytest.mark.parametrize("visits", [1, 30])
def test_the_number_of_statements_does_not_grow_with_the_facts(
    visits: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(visits):
        write("ticket.taken", {"visit": f"A-{number}"})
    with django_assert_num_queries(len(OBJECTS)):
        assert len(log("hall", since=MONDAY, until=MONDAY, zone=ZONE).facts) == visits


def test_one_history_is_read_whole_and_in_order() -> None:
    write("case.accepted", {"case": "C-1"}, NINE + timedelta(days=1))
    write("case.received", {"case": "C-1"})
    write("case.received", {"case": "C-10"})
    write("case.received", {"case": "C-1"}, centre="elsewhere")
    found = history("hall", "case", "C-1")
    assert [(each.kind, each.seq) for each in found.facts] == [
        ("case.received", 2),
        ("case.accepted", 1),
    ]
    assert history("hall", "case", "C-2").facts == ()


def test_facts_are_ordered_by_object_then_time_then_place() -> None:
    facts = [
        make_fact("a", 5, number=1),
        make_fact("b", 0, number=3),
        make_fact("c", 0, number=2),
        make_fact("d", 0, number=9, object_id="A-0"),
        make_fact("e", 9, number=1, object_type="case"),
    ]
    assert [each.kind for each in in_order(facts)] == ["e", "d", "c", "b", "a"]
