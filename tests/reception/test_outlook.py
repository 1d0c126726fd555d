"""The next hour as the database knows it: who joined past queues, who comes, who is away."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from servicehall.hall import actions as hall
from servicehall.hall.models import Counter, Shift
from servicehall.hall.queries import not_arrived, open_pauses
from servicehall.reception import actions
from servicehall.reception.measured import played
from servicehall.reception.models import MeasuredDay
from servicehall.reception.outlook import HallAhead, joined_on_past_days
from servicehall.reception.staffing import Advice
from servicehall.reception.waits import HallNow
from tests.reception.paces import keep_joined, keep_pace
from tests.world import MONDAY, World, at

TUESDAY = MONDAY + timedelta(days=1)


def ahead(world: World, hour: int = 10, minute: int = 0) -> HallAhead:
    moment = at(hour, minute)
    return HallAhead(
        HallNow(world.centre, moment),
        counters=list(Counter.objects.filter(centre=world.centre).select_related("unit")),
        planned=not_arrived(world.centre, MONDAY),
        pauses=open_pauses(world.centre).values(),
    )


def plan(world: World, starts: int, minute: int = 0) -> Shift:
    return hall.plan_shift(
        staff=world.other_clerk,
        counter=world.other_counter,
        day=MONDAY,
        starts=at(starts, minute),
        ends=at(18),
        by=world.lead,
        at=at(8),
    )


# How many joined -----------------------------------------------------------------------------


def test_everybody_who_joins_a_queue_is_counted_in_their_hour(world: World) -> None:
    world.on_duty()
    world.ticket(at=at(9, 59))
    world.ticket(at=at(10))
    first = actions.call_next(counter=world.counter, by=world.clerk, at=at(10, 5))
    actions.start(visit=first, by=world.clerk, at=at(10, 6))
    actions.direct(visit=first, to=world.other_unit, by=world.clerk, at=at(11, 1))
    assert played(world.centre, MONDAY).joined == {"civil": {9: 1, 10: 1}, "roads": {11: 1}}


def test_who_is_sent_to_another_counter_of_the_queue_does_not_join_again(world: World) -> None:
    world.on_duty()
    visit = world.ticket(at=at(10))
    sent = {"to": world.unit, "reason": "balance", "by": world.lead, "at": at(10, 5)}
    actions.transfer(visit=visit, counter=world.other_counter, **sent)  # type: ignore[arg-type]
    assert played(world.centre, MONDAY).joined == {"civil": {10: 1}}


def test_who_comes_back_after_a_missed_call_joins_again(world: World) -> None:
    world.on_duty()
    world.ticket(at=at(10))
    visit = actions.call_next(counter=world.counter, by=world.clerk, at=at(10, 5))
    actions.miss(visit=visit, by=world.clerk, at=at(10, 8))
    actions.return_missed(visit=visit, at=at(11))
    assert played(world.centre, MONDAY).joined == {"civil": {10: 1, 11: 1}}


def test_what_was_measured_is_read_back_for_days_before_today(world: World) -> None:
    world.ticket(at=at(10))
    actions.measure_day(centre=world.centre, day=MONDAY, at=at(18))
    assert joined_on_past_days(world.centre, today=MONDAY) == {}
    assert joined_on_past_days(world.centre, today=TUESDAY) == {MONDAY: {"civil": {10: 1}}}
    assert joined_on_past_days(world.centre, today=MONDAY + timedelta(days=60)) == {}


def test_a_day_measured_before_people_were_counted_is_measured_again(world: World) -> None:
    world.ticket(at=at(10))
    tomorrow = at(9, day=TUESDAY)
    assert actions.measure_days(centre=world.centre, at=tomorrow) == 1
    assert actions.measure_days(centre=world.centre, at=tomorrow) == 0
    MeasuredDay.objects.update(joined={})
    assert joined_on_past_days(world.centre, today=TUESDAY) == {}
    assert actions.measure_days(centre=world.centre, at=tomorrow) == 1
    assert joined_on_past_days(world.centre, today=TUESDAY) == {MONDAY: {"civil": {10: 1}}}


# The next hour -------------------------------------------------------------------------------


def known(world: World, *, people: int, minutes: float = 10) -> None:
    """Let so many have come to civil in each hour of three days, and each taken so long."""
    keep_pace(world.unit, *[minutes] * 30, day=MONDAY - timedelta(days=3))
    for days in (3, 4, 5):
        keep_joined(world.unit, people, day=MONDAY - timedelta(days=days))


def test_a_hall_that_falls_behind_is_advised_to_open(world: World) -> None:
    known(world, people=9)
    world.on_duty()
    for _ in range(14):
        world.ticket(at=at(9, 50))
    found = ahead(world).of("civil")
    assert (found.advice, found.count, found.waiting) == (Advice.OPEN, 1, 14)
    assert found.usual is not None
    assert (found.usual.people, found.usual.days) == (9, 3)
    assert found.takes == 10


def test_a_new_hall_advises_nothing(world: World) -> None:
    world.on_duty()
    for _ in range(14):
        world.ticket(at=at(9, 50))
    assert ahead(world).of("civil").advice == Advice.UNKNOWN


def test_counters_that_nobody_works_at_could_be_opened(world: World) -> None:
    world.on_duty()
    assert [each.code for each in ahead(world).closed("civil")] == ["2"]
    assert [each.code for each in ahead(world).closed("roads")] == ["3"]


def test_whoever_comes_within_the_hour_is_reckoned_with(world: World) -> None:
    world.on_duty()
    plan(world, 10, 30)
    (_, other) = ahead(world).scene.posts
    assert (other.code, other.opens) == ("2", 30)
    assert ahead(world).of("civil").coming == 1
    assert not ahead(world).closed("civil")
    # Later than that, or late already: nobody knows when.
    for moment in ((9, 20), (10, 40)):
        assert [each.code for each in ahead(world, *moment).scene.posts] == ["1"]


def test_whoever_is_away_for_a_little_while_comes_back(world: World) -> None:
    shift = world.on_duty()
    hall.leave_post(
        shift=shift, reason="papers", expected=at(10, 12), told=None, by=world.clerk, at=at(10)
    )
    (post,) = ahead(world).scene.posts
    assert (post.code, post.opens) == ("1", 12)
    (late,) = ahead(world, 10, 20).scene.posts
    assert late.opens == 1
    (freed,) = ahead(world).free_first("civil")
    assert freed == ("1", 12)


@pytest.mark.parametrize("day", [MONDAY - timedelta(days=2), MONDAY - timedelta(days=29)])
def test_the_hour_takes_one_statement_more_than_the_hall_itself(
    world: World, day: date, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    known(world, people=9)
    keep_joined(world.unit, 1, day=day)
    world.on_duty()
    found = ahead(world)
    assert found.scene is not None
    assert found.now.pace
    with django_assert_num_queries(1):
        found.of("civil")
        found.of("roads")
        found.free_first("civil")
