"""A prepared question answers as the query set that it is made from."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import DateTimeField, QuerySet
from django.test.utils import CaptureQueriesContext

from servicehall.evidence.prepared import Given, insert, prepared, update
from servicehall.reception.models import Visit
from servicehall.reception.queries import visits
from tests.world import World, at


@prepared
def since() -> QuerySet[Visit]:
    taken = Given("since", DateTimeField())
    return visits().filter(unit=Given("unit"), taken_at__gte=taken).order_by("-number")


def test_the_rows_are_those_of_the_query_set_with_all_that_is_joined(world: World) -> None:
    world.on_duty()
    for minute in range(4):
        world.ticket(at=at(10, minute))
    world.ticket(at=at(10, 5), service=world.far_service)
    world.served(at=at(9))
    expected = list(visits().filter(unit=world.unit, taken_at__gte=at(10, 1)).order_by("-number"))
    with CaptureQueriesContext(connection) as asked:
        got = since.all(unit=world.unit.pk, since=at(10, 1))
        for left, right in zip(got, expected, strict=True):
            for field in Visit._meta.concrete_fields:
                assert getattr(left, field.attname) == getattr(right, field.attname)
            assert left.service.names == right.service.names
            assert left.service.unit == right.service.unit
            assert left.centre.opens == right.centre.opens
            assert (left.counter, left.staff) == (right.counter, right.staff)
    assert len(got) == 3
    assert len(asked) == 1


def test_values_differ_from_one_time_to_the_next(world: World) -> None:
    first = world.ticket(at=at(10))
    far = world.ticket(at=at(10), service=world.far_service)
    for unit, visit in ((world.unit, first), (world.other_unit, far), (world.unit, first)):
        assert since.first(unit=unit.pk, since=at(9)) == visit
    assert since.first(unit=world.unit.pk, since=at(10) + timedelta(seconds=1)) is None


def test_a_row_is_one_that_can_be_changed_and_saved(world: World) -> None:
    world.ticket(at=at(10))
    visit = since.first(unit=world.unit.pk, since=at(9))
    assert visit is not None
    visit.language = "zh"
    visit.save(update_fields=["language"])
    assert Visit.objects.get().language == "zh"


def test_a_value_that_is_not_given_is_an_error(world: World) -> None:
    with pytest.raises(KeyError, match="since"):
        since.all(unit=world.unit.pk)


def test_a_row_inserted_is_the_row_that_saving_writes(world: World) -> None:
    visit = world.ticket(at=at(10))
    twin = Visit.objects.get(pk=visit.pk)
    twin.pk, twin.number, twin.reference, twin.code = None, 2, "2026-11-09/A002", "another"
    insert(twin)
    assert twin.pk not in (None, visit.pk)
    kept = Visit.objects.get(pk=twin.pk)
    for field in Visit._meta.concrete_fields:
        assert getattr(kept, field.attname) == getattr(twin, field.attname)
    twin.language = "zh"
    twin.save()
    assert Visit.objects.get(pk=twin.pk).language == "zh"


def test_a_change_is_made_to_the_rows_that_have_all_the_values_and_to_no_others(
    world: World,
) -> None:
    first, second = world.ticket(at=at(10)), world.ticket(at=at(10, 1))
    wanted = {"id": first.pk, "status": "waiting", "counter": None, "unit": world.unit}
    change = {"counter": world.counter, "called_at": at(10, 5), "wants_messages": True}
    assert update(Visit, where=wanted, change=change) == 1
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.counter, first.called_at, first.wants_messages) == (
        world.counter,
        at(10, 5),
        True,
    )
    assert (second.counter, second.called_at, second.wants_messages) == (None, None, False)
    assert update(Visit, where=wanted, change=change) == 0
    assert update(Visit, where=wanted | {"counter": world.counter.pk}, change={"counter": None})
    first.refresh_from_db()
    assert first.counter is None
