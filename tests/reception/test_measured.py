"""A day played again from its facts: what it says of services, and of what was told."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from servicehall.catalogue.actions import publish_item
from servicehall.hall import actions as hall
from servicehall.reception import actions
from servicehall.reception.actions import Wanted
from servicehall.reception.calibration import calibration
from servicehall.reception.measured import (
    LOOKS_BACK,
    pace_as_data,
    pace_from_data,
    pace_of,
    played,
)
from servicehall.reception.models import MeasuredDay, Visit
from servicehall.reception.pace import Times, UnitPace
from servicehall.reception.waits import HallNow
from tests.reception.paces import keep_pace
from tests.world import MONDAY, World, at, item

SUNDAY = MONDAY - timedelta(days=1)
TUESDAY = MONDAY + timedelta(days=1)


def serve(world: World, begins: int, ends: int) -> Visit:
    """Call whoever is next at so many minutes past ten, and finish with them."""
    visit = actions.call_next(counter=world.counter, by=world.clerk, at=at(10, begins))
    actions.start(visit=visit, by=world.clerk, at=at(10, begins + 1))
    return actions.finish(visit=visit, by=world.clerk, at=at(10, ends))


def civil(world: World) -> UnitPace:
    return played(world.centre, MONDAY).units["civil"]


def test_a_service_takes_from_the_call_to_the_farewell(world: World) -> None:
    world.on_duty()
    for minute in (0, 1, 2):
        world.ticket(at=at(10, minute))
    serve(world, 5, 15)
    serve(world, 16, 22)
    found = civil(world)
    assert found.times == {"register": {10: Times.of(10, 6)}}
    assert found.pauses == Times.of(1)
    assert (found.called, found.waited) == (2, 5 + 15)


def test_a_break_is_no_pause_between_two_people(world: World) -> None:
    world.on_duty()
    for minute in (0, 1, 2):
        world.ticket(at=at(10, minute))
    serve(world, 5, 15)
    closure = hall.close_counter(
        counter=world.counter, reason="break", by=world.clerk, at=at(10, 16)
    )
    hall.reopen_counter(closure=closure, by=world.clerk, at=at(10, 18))
    serve(world, 19, 22)
    assert civil(world).pauses == Times()


def test_who_did_not_come_took_their_time_of_the_counter_too(world: World) -> None:
    world.on_duty()
    world.ticket()
    visit = actions.call_next(counter=world.counter, by=world.clerk, at=at(10, 5))
    actions.miss(visit=visit, by=world.clerk, at=at(10, 8))
    assert civil(world).times["register"][10] == Times.of(3)


def test_who_is_shown_on_counts_at_both_counters(world: World) -> None:
    world.on_duty()
    world.on_duty(world.far_clerk, world.far_counter)
    world.ticket()
    visit = actions.call_next(counter=world.counter, by=world.clerk, at=at(10, 5))
    actions.start(visit=visit, by=world.clerk, at=at(10, 6))
    actions.direct(visit=visit, to=world.other_unit, by=world.clerk, at=at(10, 12))
    visit = actions.call_next(counter=world.far_counter, by=world.far_clerk, at=at(10, 20))
    actions.start(visit=visit, by=world.far_clerk, at=at(10, 21))
    actions.finish(visit=visit, by=world.far_clerk, at=at(10, 50))
    units = played(world.centre, MONDAY).units
    assert units["civil"].times == {"register": {10: Times.of(7)}}
    assert units["roads"].times == {"register": {10: Times.of(30)}}
    assert units["roads"].waited == 8


def test_giving_up_and_being_overtaken_are_counted(world: World) -> None:
    world.on_duty()
    first, second = world.ticket(at=at(10)), world.ticket(at=at(10, 1))
    gone = world.ticket(at=at(10, 2))
    actions.leave(visit=gone, at=at(10, 4))
    actions.call_chosen(
        visit=second, counter=world.counter, reason="needs_help", by=world.clerk, at=at(10, 5)
    )
    actions.start(visit=second, by=world.clerk, at=at(10, 5))
    actions.finish(visit=second, by=world.clerk, at=at(10, 10))
    assert serve(world, 11, 15) == first
    found = civil(world)
    assert (found.called, found.left, found.overtaken) == (2, 1, 1)


def test_setting_aside_and_going_on_are_services_of_their_own(world: World) -> None:
    world.on_duty()
    world.ticket()
    visit = actions.call_next(counter=world.counter, by=world.clerk, at=at(10, 5))
    actions.start(visit=visit, by=world.clerk, at=at(10, 6))
    actions.park(visit=visit, by=world.clerk, at=at(10, 9))
    visit = actions.resume(visit=visit, counter=world.counter, by=world.clerk, at=at(10, 20))
    actions.start(visit=visit, by=world.clerk, at=at(10, 20))
    actions.finish(visit=visit, by=world.clerk, at=at(10, 26))
    assert civil(world).times["register"][10] == Times.of(4, 6)


def test_a_call_that_was_undone_says_nothing_of_services(world: World) -> None:
    world.on_duty()
    world.ticket()
    visit = actions.call_next(counter=world.counter, by=world.clerk, at=at(10, 5))
    actions.put_back(visit=visit, by=world.clerk, at=at(10, 6))
    assert civil(world).times == {}
    serve(world, 7, 11)
    assert civil(world).times["register"][10] == Times.of(4)


def test_a_further_service_at_the_same_counter_has_a_time_of_its_own(world: World) -> None:
    extract = publish_item(centre=world.centre, item=item("civil", "extract"))
    world.on_duty()
    world.ticket(further=[Wanted(extract)])
    visit = actions.call_next(counter=world.counter, by=world.clerk, at=at(10, 5))
    actions.start(visit=visit, by=world.clerk, at=at(10, 6))
    actions.go_on(visit=visit, by=world.clerk, at=at(10, 15))
    actions.finish(visit=visit, by=world.clerk, at=at(10, 19))
    assert civil(world).times == {"register": {10: Times.of(10)}, "extract": {10: Times.of(4)}}


def test_who_comes_back_after_a_missed_call_waits_anew(world: World) -> None:
    world.on_duty()
    world.ticket()
    visit = actions.call_next(counter=world.counter, by=world.clerk, at=at(10, 5))
    actions.miss(visit=visit, by=world.clerk, at=at(10, 8))
    actions.return_missed(visit=visit, at=at(10, 20))
    serve(world, 26, 30)
    found = civil(world)
    assert (found.called, found.waited) == (2, 5 + 6)


def test_who_is_moved_to_another_queue_waits_there_from_their_ticket_on(world: World) -> None:
    world.on_duty(world.far_clerk, world.far_counter)
    visit = world.ticket()
    actions.transfer(
        visit=visit, to=world.other_unit, reason="wrong_counter", by=world.lead, at=at(10, 4)
    )
    visit = actions.call_next(counter=world.far_counter, by=world.far_clerk, at=at(10, 12))
    roads = played(world.centre, MONDAY).units["roads"]
    assert (roads.called, roads.waited) == (1, 12)


def test_a_counter_announced_to_open_again_shortens_what_is_said(world: World) -> None:
    """Of two mornings that differ in the notice alone, and are told of before it runs out."""
    keep_pace(world.unit, *[8, 10, 12] * 6, day=SUNDAY)
    world.on_duty()
    world.on_duty(world.other_clerk, world.other_counter)
    closure = hall.close_counter(
        counter=world.other_counter, reason="break", by=world.other_clerk, at=at(9, 50)
    )
    for minute in range(8):
        world.ticket(at=at(10, minute))
    hall.post_notice(
        closure=closure, until=at(10, 20), alternative=None, by=world.other_clerk, at=at(10, 9)
    )
    world.ticket(at=at(10, 10))
    for number in range(9):
        serve(world, 11 + 5 * number, 15 + 5 * number)
    said = {round(each.waited): each for each in played(world.centre, MONDAY).said}
    before, after = said[39], said[41]
    assert after.middle < before.middle, "though one more is before"


def test_what_was_said_is_held_against_what_came(world: World) -> None:
    keep_pace(world.unit, *[8, 10, 12] * 6, day=SUNDAY)
    world.on_duty()
    for minute in range(4):
        world.ticket(at=at(10, minute))
    serve(world, 4, 14)
    serve(world, 15, 24)
    serve(world, 25, 36)
    serve(world, 37, 45)
    day = played(world.centre, MONDAY)
    assert [round(each.waited) for each in day.said] == [4, 14, 23, 34]
    assert (day.said[0].low, day.said[0].high) == (0, 1), "a counter was free, but did not call"
    assert day.said[3].low < 34 <= day.said[3].high
    assert day.silent == 0


def test_of_a_day_without_days_before_nothing_was_said(world: World) -> None:
    world.on_duty()
    world.ticket()
    serve(world, 4, 14)
    day = played(world.centre, MONDAY)
    assert (day.said, day.silent) == ([], 1)


def test_what_was_said_does_not_know_what_came_later(world: World) -> None:
    """The same morning with two different afternoons says the same to those of the morning."""
    keep_pace(world.unit, *[8, 10, 12] * 6, day=SUNDAY)
    world.on_duty()
    for minute in range(3):
        world.ticket(at=at(10, minute))
    serve(world, 4, 14)
    serve(world, 15, 24)
    before = played(world.centre, MONDAY).said
    actions.measure_day(centre=world.centre, day=MONDAY, at=at(12))
    serve(world, 30, 59)
    after = played(world.centre, MONDAY).said
    assert after[:2] == before
    assert len(after) == 3


def test_the_page_says_what_the_day_played_again_says(world: World) -> None:
    """Live from rows and afterwards from facts, the same moment comes to the same range."""
    keep_pace(world.unit, *[8, 10, 12] * 6, day=SUNDAY)
    world.on_duty()
    for minute in range(3):
        world.ticket(at=at(10, minute))
    visit = actions.call_next(counter=world.counter, by=world.clerk, at=at(10, 4))
    actions.start(visit=visit, by=world.clerk, at=at(10, 5))
    last = world.ticket(at=at(10, 6), priority="elderly")
    last = world.ticket(at=at(10, 7))
    live = HallNow(world.centre, at(10, 7)).holder(last)
    actions.finish(visit=visit, by=world.clerk, at=at(10, 14))
    for begins, ends in ((15, 24), (25, 34), (35, 44), (45, 50)):
        serve(world, begins, ends)
    replayed = played(world.centre, MONDAY).said[-1]
    assert live is not None
    assert (replayed.low, replayed.high) == live.said
    assert replayed.middle == pytest.approx(live.middle)
    assert live.ahead == 3


def test_a_pace_comes_back_from_json_as_it_was() -> None:
    pace = {
        "civil": UnitPace(
            times={"register": {10: Times.of(4, 6)}},
            pauses=Times.of(0.5),
            called=2,
            left=1,
            overtaken=3,
            waited=12.5,
            misses={0: [0.25], 2: [-1.5]},
        )
    }
    assert pace_from_data(json.loads(json.dumps(pace_as_data(pace)))) == pace


def test_the_pace_is_that_of_the_last_weeks(
    world: World, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    keep_pace(world.unit, 4, day=MONDAY)
    keep_pace(world.unit, 6, day=SUNDAY)
    keep_pace(world.unit, 60, day=MONDAY - timedelta(days=LOOKS_BACK))
    with django_assert_num_queries(2):
        assert pace_of(world.centre, until=MONDAY)["civil"].all == Times.of(6, 4)
    with django_assert_num_queries(1):
        pace_of(world.centre, until=MONDAY)


def test_a_day_measured_again_replaces_what_processes_remember(world: World) -> None:
    world.on_duty()
    for minute in range(2):
        world.ticket(at=at(10, minute))
    serve(world, 5, 15)
    actions.measure_days(centre=world.centre, at=at(11))
    assert pace_of(world.centre, until=MONDAY)["civil"].all.n == 1
    serve(world, 16, 25)
    actions.measure_days(centre=world.centre, at=at(12))
    assert pace_of(world.centre, until=MONDAY)["civil"].all.n == 2
    assert MeasuredDay.objects.count() == 1


def test_a_day_that_is_over_is_measured_once_more_and_then_rests(world: World) -> None:
    world.on_duty()
    world.ticket()
    serve(world, 5, 15)

    def measured(moment: Callable[..., object] | object) -> int:
        return actions.measure_days(centre=world.centre, at=moment)  # type: ignore[arg-type]

    assert measured(at(11)) == 1
    assert measured(at(9, day=TUESDAY)) == 1
    assert measured(at(10, day=TUESDAY)) == 0


def test_calibration_counts_ranges_apart_from_free_counters(world: World) -> None:
    MeasuredDay.objects.create(
        centre=world.centre,
        day=MONDAY,
        measured_at=at(18),
        said=[
            # unit, hour, low, high, middle, waited
            ["civil", 9, 0, 1, 0.0, 0.4],
            ["civil", 10, 5, 15, 9.0, 5.0],
            ["civil", 10, 5, 15, 9.0, 4.9],
            ["civil", 11, 5, 15, 9.0, 15.1],
            ["roads", 11, 10, 20, 14.0, 20.0],
        ],
        silent=2,
    )
    found = calibration(world.centre, since=MONDAY, until=MONDAY)
    assert found.whole is not None
    assert (found.whole.n, found.whole.within, found.whole.sooner, found.whole.later) == (
        4,
        2,
        1,
        1,
    )
    assert found.whole.share == 0.5
    assert found.whole.median_error == pytest.approx(5.05)
    assert found.at_once is not None
    assert (found.at_once.n, found.at_once.within) == (1, 1)
    assert [(name, each.n) for name, each in found.units] == [("civil", 3), ("roads", 1)]
    assert [(name, each.n) for name, each in found.hours] == [(10, 2), (11, 2)]
    assert (found.days, found.silent) == (1, 2)
    nothing = calibration(world.centre, since=TUESDAY, until=TUESDAY)
    assert (nothing.whole, nothing.days) == (None, 0)


def test_the_hall_now_takes_few_statements_whatever_the_history(
    world: World, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    keep_pace(world.unit, *[10] * 12, day=SUNDAY)
    world.on_duty()
    for minute in range(30):
        world.ticket(at=at(10, minute))
    pace_of(world.centre, until=MONDAY)
    with django_assert_num_queries(3):
        now = HallNow(world.centre, at(11))
        assert now.newcomer("civil") is not None
        assert now.newcomer("roads") is None
        assert now.waiting("civil") == 30
        assert now.since("civil") == at(10)
        assert now.since("roads") is None
