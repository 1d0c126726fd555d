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


def test_the_names_of_a_centre_are_those_of_its_own_staff(world: World) -> None:
    names = queries.staff_names(world.centre)
    assert names["clerk"] == "Member clerk"
    assert "stranger" not in names


def test_who_has_no_shift_has_none(world: World) -> None:
    plan(world, staff=world.other_clerk)
    plan(world, day=TUESDAY)
    assert queries.shift_of(world.clerk, MONDAY) is None


def test_a_shift_being_worked_comes_whole_with_one_statement(
    world: World, django_assert_num_queries: Any
) -> None:
    worked = world.on_duty()
    with django_assert_num_queries(1):
        shift = queries.shift_of(world.clerk, MONDAY)
        assert shift == worked
        assert shift is not None
        assert (shift.counter.unit.code, shift.centre.code, shift.staff.code) == (
            "civil",
            "testhall",
            "clerk",
        )


def test_who_forgot_to_clock_out_is_still_on_duty_in_the_old_shift(world: World) -> None:
    old = world.on_duty()
    new = plan(world, day=TUESDAY, counter=world.other_counter)
    assert queries.shift_of(world.clerk, TUESDAY) == old
    actions.clock_out(shift=old, by=world.clerk, at=at(9, day=TUESDAY))
    assert queries.shift_of(world.clerk, TUESDAY) == new


def test_a_shift_that_was_left_is_told_apart_from_none(world: World) -> None:
    shift = world.on_duty()
    assert queries.shift_left(world.clerk, MONDAY) is None
    actions.clock_out(shift=shift, by=world.clerk, at=at(18))
    assert queries.shift_of(world.clerk, MONDAY) is None
    left = queries.shift_left(world.clerk, MONDAY)
    assert left is not None
    assert left.clocked_out == at(18)
    assert queries.shift_left(world.clerk, TUESDAY) is None


def test_who_is_on_duty_is_found_by_counter(world: World) -> None:
    shift = world.on_duty()
    plan(world, staff=world.other_clerk, counter=world.other_counter)
    assert queries.on_duty(world.centre) == {world.counter.pk: shift}
    assert queries.on_duty(world.stranger.centre) == {}
    actions.clock_out(shift=shift, by=world.clerk, at=at(18))
    assert queries.on_duty(world.centre) == {}


def test_who_has_not_come_yet_is_on_the_list_until_they_clock_in(world: World) -> None:
    first = plan(world)
    second = plan(world, staff=world.other_clerk, counter=world.other_counter)
    plan(world, staff=world.lead, day=TUESDAY)
    assert list(queries.not_arrived(world.centre, MONDAY)) == [first, second]
    actions.clock_in(shift=first, by=world.clerk, at=at(9))
    assert list(queries.not_arrived(world.centre, MONDAY)) == [second]
    assert list(queries.not_arrived(world.stranger.centre, MONDAY)) == []


def test_counters_come_in_the_order_of_the_hall(world: World) -> None:
    assert [(each.code, each.unit.code) for each in queries.counters(world.centre)] == [
        ("1", "civil"),
        ("2", "civil"),
        ("3", "roads"),
    ]


def test_only_closures_that_last_are_open(world: World) -> None:
    world.on_duty()
    assert queries.closure_of(world.counter) is None
    first = actions.close_counter(counter=world.counter, reason="break", by=world.clerk, at=at(12))
    second = actions.close_counter(
        counter=world.far_counter, reason="break", by=world.far_clerk, at=at(12, 5)
    )
    assert queries.closure_of(world.counter) == first
    assert list(queries.open_closures(world.centre)) == [second, first]
    assert list(queries.open_closures(world.stranger.centre)) == []
    actions.reopen_counter(closure=first, by=world.clerk, at=at(13))
    assert queries.closure_of(world.counter) is None
    assert list(queries.open_closures(world.centre)) == [second]


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


def test_the_calendar_is_that_of_the_jurisdiction(world: World) -> None:
    calendar = queries.working_calendar(world.centre)
    assert (calendar.jurisdiction, str(calendar.zone)) == ("KR", "Asia/Seoul")
