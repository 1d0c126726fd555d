"""What episodes come to: exact percentiles, nothing made of too few, every part its own."""

from __future__ import annotations

import statistics
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as some

from servicehall.hall.models import Centre
from servicehall.reception import actions as reception
from servicehall.reception.numbers import (
    LEAST,
    Choice,
    Spread,
    chosen_episodes,
    forget,
    numbers,
    percentile,
    whole,
)
from tests.web.counter.hands import statements
from tests.world import MONDAY, World, at

TENTHS = some.lists(some.integers(0, 6000).map(lambda tenths: tenths / 10), min_size=2)


@pytest.mark.parametrize(
    ("values", "share", "expected"),
    [
        ([7.0], 90, 7.0),
        ([1.0, 2.0, 3.0, 4.0], 50, 2.5),
        ([1.0, 2.0, 3.0], 50, 2.0),
        ([0.0, 10.0], 90, 9.0),
        ([1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0, 11.0], 90, 10.0),
        ([1.0, 1.0, 1.0, 1.0, 31.0], 90, 19.0),
    ],
)
def test_a_percentile_lies_between_its_neighbours(
    values: list[float], share: int, expected: float
) -> None:
    assert percentile(values, share) == expected


@given(TENTHS)
def test_percentiles_are_those_of_statistics(values: list[float]) -> None:
    ordered = sorted(values)
    deciles = statistics.quantiles(ordered, n=10, method="inclusive")
    assert percentile(ordered, 50) == pytest.approx(statistics.median(ordered), abs=0.001)
    assert percentile(ordered, 90) == pytest.approx(deciles[8], abs=0.001)


def test_nothing_is_made_of_too_few() -> None:
    few, enough = Spread([1.0] * (LEAST - 1)), Spread([1.0] * LEAST)
    assert (few.median, few.ninetieth, few.n) == (None, None, 4)
    assert (enough.median, enough.ninetieth) == (1.0, 1.0)


def test_a_wait_of_just_what_is_promised_keeps_the_promise() -> None:
    assert Spread([19.9, 20.0, 20.1]).within(20) == 2


def serve(world: World, hour: int, minute: int, *, wait: int = 5, take: int = 10) -> None:
    """Somebody comes, waits and is served at the first counter."""
    begun = at(hour, minute)
    world.ticket(at=begun)
    called = begun + timedelta(minutes=wait)
    visit = reception.call_next(counter=world.counter, by=world.clerk, at=called)
    reception.start(visit=visit, by=world.clerk, at=called)
    reception.finish(visit=visit, by=world.clerk, at=called + timedelta(minutes=take))


def test_every_part_has_its_own_figures(world: World) -> None:
    world.on_duty()
    for minute in (0, 20, 40):
        serve(world, 10, minute)
    serve(world, 11, 50, wait=15)
    world.ticket(service=world.far_service, at=at(11), priority="appointment", appointed_at=at(11))
    reception.leave(visit=world.ticket(at=at(13)), at=at(13, 30))
    found = numbers(world.centre, since=MONDAY, until=MONDAY)
    assert (found.whole.arrivals, found.whole.booked, found.whole.walk_ins) == (6, 1, 5)
    assert found.whole.waits.minutes == [5.0, 5.0, 5.0, 15.0]
    assert found.whole.given_up == 1
    assert found.whole.ended == 5
    assert {hour: each.arrivals for hour, each in found.hours.items() if each.arrivals} == {
        10: 3,
        11: 2,
        13: 1,
    }
    assert found.hours[11].waits.minutes == [15.0], "by when the wait began, not when it ended"
    assert found.hours[12].services.n == 1, "by when service began"
    assert {code: each.arrivals for code, each in found.units.items()} == {"civil": 5, "roads": 1}
    assert {code: each.arrivals for code, each in found.services.items()} == {
        "register": 5,
        "digging": 1,
    }
    assert {code: each.calls for code, each in found.counters.items()} == {"1": 4}
    assert list(found.days) == [MONDAY]


def test_a_choice_leaves_all_else_out(world: World) -> None:
    world.on_duty()
    serve(world, 10, 0)
    world.ticket(service=world.far_service, at=at(11), priority="appointment", appointed_at=at(11))

    def counted(choice: Choice) -> tuple[int, int]:
        found = whole(world.centre, since=MONDAY, until=MONDAY, choice=choice)
        parts = numbers(world.centre, since=MONDAY, until=MONDAY, choice=choice)
        assert found.minutes == parts.whole.minutes
        return found.arrivals, found.services.n

    assert counted(Choice()) == (2, 1)
    assert counted(Choice(unit="roads")) == (1, 0)
    assert counted(Choice(service="register")) == (1, 1)
    assert counted(Choice(counter="1")) == (0, 1)
    assert counted(Choice(came="booked")) == (1, 0)
    assert counted(Choice(came="walk_in")) == (1, 1)
    assert counted(Choice(unit="civil", came="booked")) == (0, 0)


def test_missed_calls_and_times_set_aside_are_counted(world: World) -> None:
    world.on_duty()
    world.ticket()
    visit = reception.call_next(counter=world.counter, by=world.clerk, at=at(10, 5))
    reception.miss(visit=visit, by=world.clerk, at=at(10, 8))
    visit = world.served(at=at(10))
    reception.park(visit=visit, by=world.clerk, at=at(10, 20))
    visit = reception.resume(visit=visit, counter=world.counter, by=world.clerk, at=at(10, 50))
    reception.miss(visit=visit, by=world.clerk, at=at(10, 53))
    found = whole(world.centre, since=MONDAY, until=MONDAY)
    assert (found.missed, found.calls) == (2, 3), "to be called back is a call that can be missed"
    assert found.parked.minutes == [30.0]
    assert found.waits.n == 2


def test_the_hour_that_comes_twice_is_one_hour(world: World) -> None:
    autumn = date(2026, 10, 25)
    Centre.objects.filter(pk=world.centre.pk).update(timezone="Europe/Berlin")
    world.service.refresh_from_db()
    world.centre.refresh_from_db()
    first = at(2, 30, day=autumn).replace(tzinfo=ZoneInfo("Europe/Berlin"))
    world.ticket(at=first)
    world.ticket(at=first.replace(fold=1))
    found = numbers(world.centre, since=autumn, until=autumn)
    assert {hour: each.arrivals for hour, each in found.hours.items()} == {2: 2}
    spring = date(2026, 3, 29)
    world.ticket(at=at(1, 59, day=spring).replace(tzinfo=ZoneInfo("Europe/Berlin")))
    world.ticket(at=at(3, 0, day=spring).replace(tzinfo=ZoneInfo("Europe/Berlin")))
    found = numbers(world.centre, since=spring, until=spring)
    assert set(found.hours) == {1, 3}


def test_a_day_is_counted_once_and_again_when_a_fact_is_added(world: World) -> None:
    world.ticket()
    assert whole(world.centre, since=MONDAY, until=MONDAY).arrivals == 1
    with statements() as asked:
        assert whole(world.centre, since=MONDAY, until=MONDAY).arrivals == 1
    assert len(asked) == 1, "only whether anything was added"
    world.ticket(at=at(11))
    assert whole(world.centre, since=MONDAY, until=MONDAY).arrivals == 2


def test_what_was_counted_can_be_forgotten(world: World) -> None:
    world.ticket()
    whole(world.centre, since=MONDAY, until=MONDAY)
    forget()
    with statements() as asked:
        whole(world.centre, since=MONDAY, until=MONDAY)
    assert len(asked) == 2


def test_a_list_holds_just_what_the_figure_counted(world: World) -> None:
    world.on_duty()
    for minute in (0, 20, 40):
        serve(world, 10, minute)
    serve(world, 11, 50)
    found = numbers(world.centre, since=MONDAY, until=MONDAY)
    for hour in (10, 11, 12):
        listed = [
            each
            for each in chosen_episodes(world.centre, since=MONDAY, until=MONDAY, hour=hour)
            if each.what == "service"
        ]
        assert len(listed) == found.hours[hour].services.n
