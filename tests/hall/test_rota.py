"""The rota: several shifts a day, conflicts, changes, and a week planned at once."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest

from servicehall.hall import actions, queries
from servicehall.hall.models import Shift
from tests.hall.hands import fact_of, kinds, plan, refused
from tests.web.counter.hands import statements
from tests.world import MONDAY, World, at

NEXT = MONDAY + timedelta(days=7)


def days(count: int, since: date = MONDAY) -> list[tuple[date, Any, Any]]:
    """As many days from nine to six."""
    found = [since + timedelta(days=number) for number in range(count)]
    return [(day, at(9, day=day), at(18, day=day)) for day in found]


def test_one_person_works_a_morning_and_an_afternoon(world: World) -> None:
    morning = plan(world, ends=at(12))
    afternoon = plan(world, starts=at(13), counter=world.other_counter)
    assert (morning.reference, afternoon.reference) == ("2026-11-09/clerk", "2026-11-09/clerk/2")
    actions.clock_in(shift=morning, by=world.clerk, at=at(9))
    actions.clock_out(shift=morning, by=world.clerk, at=at(12))
    assert queries.shift_of(world.clerk, MONDAY, at(12, 30)) == afternoon
    actions.clock_in(shift=afternoon, by=world.clerk, at=at(13))
    assert queries.shift_of(world.clerk, MONDAY, at(14)) == afternoon


def test_a_morning_that_was_missed_gives_way_to_the_afternoon(world: World) -> None:
    morning = plan(world, ends=at(12))
    afternoon = plan(world, starts=at(13))
    assert queries.shift_of(world.clerk, MONDAY, at(11)) == morning
    assert queries.shift_of(world.clerk, MONDAY, at(12)) == afternoon


@pytest.mark.parametrize(
    ("starts", "ends", "free"),
    [
        (9, 18, False),
        (11, 13, False),
        (12, 15, False),
        (8, 9, True),
        (12, 13, True),
        (17, 19, True),
    ],
)
def test_a_counter_is_planned_for_one_person_at_a_time(
    world: World, starts: int, ends: int, free: bool
) -> None:
    plan(world, ends=at(12))
    plan(world, starts=at(13), ends=at(17))

    def run() -> Shift:
        return plan(world, staff=world.other_clerk, starts=at(starts), ends=at(ends))

    if free:
        assert run().staff == world.other_clerk
    else:
        about = refused("counter_planned", run).about
        assert about == {"counter": "1", "staff": "Member clerk"}


def test_who_has_not_come_does_not_hold_the_counter(world: World) -> None:
    plan(world)
    other = world.other_clerk
    refused("counter_planned", lambda: plan(world, staff=other, starts=at(9, 9), at=at(9, 9)))
    assert plan(world, staff=other, starts=at(9, 15), at=at(9, 10)).counter == world.counter


def test_a_shift_is_taken_off_the_rota_before_it_begins(world: World) -> None:
    shift = plan(world)
    refused(
        "not_permitted",
        lambda: actions.withdraw_shift(shift=shift, by=world.clerk, at=at(8, 30)),
    )
    actions.withdraw_shift(shift=shift, by=world.lead, at=at(8, 30))
    assert fact_of("shift.withdrawn").staff == "clerk"
    assert queries.shift_of(world.clerk, MONDAY) is None
    stale = Shift.objects.get(pk=shift.pk)
    refused(
        "shift_withdrawn", lambda: actions.withdraw_shift(shift=stale, by=world.lead, at=at(8, 31))
    )
    refused("shift_withdrawn", lambda: actions.clock_in(shift=stale, by=world.clerk, at=at(9)))
    assert plan(world).reference == "2026-11-09/clerk/2"


@pytest.mark.parametrize("clocked_in", [True, False])
def test_a_shift_that_has_begun_stays_on_the_rota(world: World, clocked_in: bool) -> None:
    shift = plan(world)
    if clocked_in:
        actions.clock_in(shift=shift, by=world.clerk, at=at(8, 50))
    moment = at(8, 55) if clocked_in else at(9)
    refused("shift_begun", lambda: actions.withdraw_shift(shift=shift, by=world.lead, at=moment))
    shift.refresh_from_db()
    assert shift.withdrawn_at is None


def test_a_changed_shift_stands_in_the_place_of_the_old_one(world: World) -> None:
    shift = plan(world)
    key = str(uuid4())
    given: dict[str, Any] = {
        "shift": shift,
        "staff": world.clerk,
        "counter": world.other_counter,
        "starts": at(10),
        "ends": at(15),
        "by": world.lead,
        "at": at(8, 10),
        "key": key,
    }
    new = actions.change_shift(**given)
    assert actions.change_shift(**given) == new
    assert (new.counter, new.starts, new.ends) == (world.other_counter, at(10), at(15))
    assert list(queries.rota([world.counter, world.other_counter], MONDAY, MONDAY)) == [new]
    assert kinds() == ["shift.planned", "shift.planned", "shift.withdrawn"]


def test_a_change_that_is_refused_leaves_the_old_shift(world: World) -> None:
    shift = plan(world)
    plan(world, staff=world.other_clerk, counter=world.other_counter)
    refused(
        "counter_planned",
        lambda: actions.change_shift(
            shift=shift,
            staff=world.clerk,
            counter=world.other_counter,
            starts=at(9),
            ends=at(12),
            by=world.lead,
            at=at(8),
        ),
    )
    shift.refresh_from_db()
    assert shift.withdrawn_at is None


def test_several_days_are_planned_at_once_and_what_is_taken_is_told(world: World) -> None:
    tuesday = MONDAY + timedelta(days=1)
    plan(world, day=tuesday, starts=at(9, day=tuesday), ends=at(18, day=tuesday))
    given: dict[str, Any] = {
        "staff": world.clerk,
        "counter": world.counter,
        "hours": days(3),
        "by": world.lead,
        "at": at(8),
        "key": str(uuid4()),
    }
    found = actions.plan_days(**given)
    assert [each.day for each in found.shifts] == [MONDAY, MONDAY + timedelta(days=2)]
    assert [(day, why.code) for day, why in found.refused] == [(tuesday, "shift_planned_already")]
    actions.plan_days(**given)
    assert Shift.objects.count() == 3


def test_nobody_plans_several_days_for_another_unit(world: World) -> None:
    refused(
        "not_permitted",
        lambda: actions.plan_days(
            staff=world.far_clerk,
            counter=world.far_counter,
            hours=days(2),
            by=world.lead,
            at=at(8),
        ),
    )


def test_a_week_is_copied_to_the_next_one(world: World) -> None:
    actions.plan_days(
        staff=world.clerk, counter=world.counter, hours=days(5), by=world.lead, at=at(8)
    )
    plan(world, staff=world.far_clerk, counter=world.far_counter, by=world.administrator)
    withdrawn = Shift.objects.get(day=MONDAY, staff=world.clerk)
    actions.withdraw_shift(shift=withdrawn, by=world.lead, at=at(8, 1))
    copied = actions.copy_week(unit=world.unit, monday=NEXT, by=world.lead, at=at(9))
    assert [each.day for each in copied.shifts] == [NEXT + timedelta(days=n) for n in range(1, 5)]
    assert copied.shifts[0].starts == at(9, day=NEXT + timedelta(days=1))
    again = actions.copy_week(unit=world.unit, monday=NEXT, by=world.lead, at=at(9, 1))
    assert not again.shifts
    assert len(again.refused) == 4


def test_nothing_is_copied_from_an_empty_week(world: World) -> None:
    def copy(by: Any) -> Any:
        return actions.copy_week(unit=world.unit, monday=NEXT, by=by, at=at(9))

    refused("nothing_to_copy", lambda: copy(world.lead))
    refused("not_permitted", lambda: copy(world.clerk))


def test_planning_takes_few_statements(world: World) -> None:
    with statements() as counted:
        plan(world)
    assert len(counted) <= 10, counted
