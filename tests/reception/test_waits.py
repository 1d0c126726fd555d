"""The hall at this moment, as rows say it: counters, who is there, who waits for what."""

from __future__ import annotations

from datetime import timedelta
from math import inf

from servicehall.catalogue.actions import publish_item
from servicehall.hall import actions as hall
from servicehall.reception import actions
from servicehall.reception.actions import Wanted
from servicehall.reception.waiting import Post
from servicehall.reception.waits import HallNow
from tests.reception.paces import keep_pace
from tests.world import MONDAY, World, at, item

SUNDAY = MONDAY - timedelta(days=1)


def posts(world: World, hour: int = 10, minute: int = 30) -> dict[str, Post]:
    return {each.code: each for each in HallNow(world.centre, at(hour, minute)).scene.posts}


def test_counters_that_are_open_call_and_the_others_do_not(world: World) -> None:
    assert posts(world) == {}
    world.on_duty()
    assert posts(world) == {"1": Post("1", frozenset({"civil"}))}


def test_a_counter_of_several_units_calls_for_all_of_them(world: World) -> None:
    third = hall.add_unit(centre=world.centre, code="tax", names={"en": "Tax"}, prefix="C")
    world.counter.also_serves.add(world.other_unit, third)
    world.on_duty()
    assert posts(world)["1"].units == {"civil", "roads", "tax"}


def test_who_is_at_a_counter_is_there_since_their_call(world: World) -> None:
    world.on_duty()
    world.ticket()
    visit = actions.call_next(counter=world.counter, by=world.clerk, at=at(10, 5))
    actions.start(visit=visit, by=world.clerk, at=at(10, 10))
    post = posts(world)["1"]
    assert (post.services, post.unit, post.busy) == (("register",), "civil", 25)


def test_a_closed_counter_comes_back_when_its_notice_says(world: World) -> None:
    world.on_duty()
    closure = hall.close_counter(
        counter=world.counter, reason="break", by=world.clerk, at=at(10, 20)
    )
    assert posts(world) == {}, "nobody has said until when"
    hall.post_notice(
        closure=closure, until=at(10, 50), alternative=None, by=world.clerk, at=at(10, 21)
    )
    assert posts(world)["1"].opens == 20
    assert posts(world, 10, 55)["1"].opens == 0, "it is late, and may open any moment"
    hall.clock_out(shift=world.shifts["clerk"], by=world.clerk, at=at(10, 40))
    assert posts(world) == {}, "nobody is there to open it"


def test_a_shift_counts_until_its_end_unless_the_hall_closes_then(world: World) -> None:
    world.on_duty(ends=at(12))
    assert posts(world)["1"].ends == 90
    assert posts(world, 12, 10)["1"].ends == inf, "who is there longer than planned stays"


def test_at_closing_time_whoever_waits_is_still_served(world: World) -> None:
    world.on_duty(ends=at(18))
    assert posts(world, 17, 50)["1"].ends == inf


def test_all_that_somebody_came_for_at_a_unit_counts(world: World) -> None:
    second = publish_item(centre=world.centre, item=item("civil", "extract"))
    world.ticket(further=[Wanted(world.far_service), Wanted(second)])
    (waiting,) = HallNow(world.centre, at(10, 30)).scene.queue
    assert waiting.services == ("register", "extract"), "digging waits at another unit"


def test_only_who_can_be_called_today_is_in_the_queue(world: World) -> None:
    world.ticket(at=at(10, day=SUNDAY))
    world.on_duty()
    world.ticket(at=at(10))
    parked = world.ticket(at=at(9, 50))
    actions.call_next(counter=world.counter, by=world.clerk, at=at(10, 1))
    parked.refresh_from_db()
    actions.park(visit=parked, by=world.clerk, at=at(10, 2))
    now = HallNow(world.centre, at(10, 30))
    assert now.waiting("civil") == 1
    assert now.waiting("roads") == 0


def test_who_is_sent_to_one_counter_waits_for_that_one(world: World) -> None:
    keep_pace(world.unit, *[10] * 12, day=SUNDAY)
    world.on_duty()
    visit = world.ticket()
    actions.transfer(
        visit=visit,
        to=world.unit,
        counter=world.other_counter,
        reason="specialist",
        by=world.lead,
        at=at(10, 5),
    )
    assert HallNow(world.centre, at(10, 30)).holder(visit) is None, "that counter is not open"
    world.on_duty(world.other_clerk, world.other_counter)
    told = HallNow(world.centre, at(10, 30)).holder(visit)
    assert told is not None
    assert told.at_once


def test_who_has_priority_stands_before_those_who_came_a_little_earlier(world: World) -> None:
    first = world.ticket(at=at(10))
    urgent = world.ticket(at=at(10, 10), priority="elderly")
    now = HallNow(world.centre, at(10, 30))
    assert (now.ahead(urgent), now.ahead(first)) == (0, 1)


def test_who_is_called_does_not_wait_any_more(world: World) -> None:
    keep_pace(world.unit, *[10] * 12, day=SUNDAY)
    world.on_duty()
    world.ticket()
    visit = actions.call_next(counter=world.counter, by=world.clerk, at=at(10, 5))
    assert HallNow(world.centre, at(10, 30)).holder(visit) is None
