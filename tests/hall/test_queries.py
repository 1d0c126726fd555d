"""Who is on duty, who should have come, which counter is closed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from servicehall.hall import actions, queries
from servicehall.hall.models import Shift
from tests.world import MONDAY, World, at

TUESDAY = MONDAY + timedelta(days=1)


def plan(world: World, **but: Any) -> Shift:
    given: dict[str, Any] = {
        "staff": world.clerk,
        "counter": world.counter,
        "day": MONDAY,
        "by": world.administrator,
        "at": at(8),
    }
    given |= but
    day = given["day"]
    return actions.plan_shift(starts=at(9, day=day), ends=at(18, day=day), **given)


def test_who_has_no_shift_has_no_duty(world: World) -> None:
    plan(world, staff=world.other_clerk)
    plan(world, day=TUESDAY)
    assert queries.duty(world.clerk, MONDAY) is None


def test_a_duty_comes_whole_with_one_statement(
    world: World, django_assert_num_queries: Any
) -> None:
    planned = plan(world)
    with django_assert_num_queries(1):
        shift = queries.duty(world.clerk, MONDAY)
        assert shift == planned
        assert shift is not None
        assert (shift.counter.unit.code, shift.centre.code, shift.staff.code) == (
            "civil",
            "testhall",
            "clerk",
        )


def test_who_forgot_to_clock_out_is_still_on_duty_in_the_old_shift(world: World) -> None:
    old = world.on_duty()
    new = plan(world, day=TUESDAY, counter=world.other_counter)
    assert queries.duty(world.clerk, TUESDAY) == old
    actions.clock_out(shift=old, by=world.clerk, at=at(9, day=TUESDAY))
    assert queries.duty(world.clerk, TUESDAY) == new


def test_a_shift_that_was_left_is_still_that_of_the_day(world: World) -> None:
    shift = world.on_duty()
    actions.clock_out(shift=shift, by=world.clerk, at=at(18))
    found = queries.duty(world.clerk, MONDAY)
    assert found is not None
    assert found.clocked_out == at(18)


def test_the_rota_has_the_day_and_who_is_still_there(world: World) -> None:
    old = world.on_duty(world.other_clerk, world.other_counter)
    today = plan(world, day=TUESDAY)
    plan(world, day=TUESDAY + timedelta(days=1), staff=world.lead)
    assert list(queries.rota(world.centre, TUESDAY)) == [old, today]
    assert list(queries.rota(world.stranger.centre, TUESDAY)) == []


def test_counters_come_by_unit(world: World) -> None:
    assert [each.code for each in queries.counters(world.centre)] == ["1", "2", "3"]
    assert [each.unit.code for each in queries.counters(world.centre)] == [
        "civil",
        "civil",
        "roads",
    ]


def test_only_closures_that_last_are_closures(world: World) -> None:
    world.on_duty()
    assert queries.closure_of(world.counter) is None
    first = actions.close_counter(counter=world.counter, reason="break", by=world.clerk, at=at(12))
    assert queries.closure_of(world.counter) == first
    assert list(queries.closures(world.centre)) == [first]
    assert list(queries.closures(world.stranger.centre)) == []
    actions.reopen_counter(closure=first, by=world.clerk, at=at(13))
    assert queries.closure_of(world.counter) is None
    assert list(queries.closures(world.centre)) == []


def test_the_lead_of_a_unit_is_not_that_of_another(world: World) -> None:
    assert list(queries.leads(world.unit)) == [world.lead]
    assert list(queries.leads(world.other_unit)) == []


def test_only_clerks_and_leads_stand_at_counters(world: World) -> None:
    assert [each.code for each in queries.servers(world.centre)] == [
        "clerk",
        "clerk2",
        "lead",
        "clerk3",
    ]
