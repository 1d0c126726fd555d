"""Tickets: for several services, sent elsewhere, given up, let go at the end of a day."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest

from servicehall.catalogue.actions import publish_item
from servicehall.evidence.actions import Refused
from servicehall.evidence.models import Fact
from servicehall.reception import actions
from servicehall.reception.actions import Wanted
from servicehall.reception.actions.tickets import MOST_OF_A_SERVICE, MOST_SERVICES
from servicehall.reception.giving import next_opening, opening_on
from servicehall.reception.models import ClosedDay, FurtherService, Visit
from servicehall.reception.queries import queue
from tests.world import MONDAY, World, at, item

TUESDAY = MONDAY + timedelta(days=1)


def code(caught: pytest.ExceptionInfo[Refused]) -> str:
    return caught.value.code


# Several services ----------------------------------------------------------------------------


def test_one_ticket_is_for_several_services_in_their_order(world: World) -> None:
    passport = publish_item(centre=world.centre, item=item("civil", "passport"))
    world.on_duty()
    visit = world.ticket(
        quantity=3, further=[Wanted(passport, 2), Wanted(world.far_service)], at=at(10)
    )
    assert Fact.objects.get(kind="ticket.taken").data == {
        "service": "register",
        "priority": "none",
        "language": "ko",
        "quantity": 3,
        "further": ["passport", "digging"],
    }
    visit = actions.call_next(counter=world.counter, by=world.clerk, at=at(10, 5))
    actions.start(visit=visit, by=world.clerk, at=at(10, 6))
    with pytest.raises(Refused) as caught:
        actions.finish(visit=visit, by=world.clerk, at=at(10, 10))
    assert code(caught) == "something_further"
    actions.go_on(visit=visit, by=world.clerk, at=at(10, 12))
    assert (visit.status, visit.service, visit.quantity, visit.further_left) == (
        "serving",
        passport,
        2,
        1,
    )
    actions.go_on(visit=visit, by=world.clerk, at=at(10, 20))
    visit.refresh_from_db()
    assert (visit.status, visit.unit, visit.service) == (
        "waiting",
        world.other_unit,
        world.far_service,
    )
    assert (visit.seniority, visit.waiting_since) == (at(10), at(10, 20))
    world.on_duty(world.far_clerk, world.far_counter)
    last = actions.call_next(counter=world.far_counter, by=world.far_clerk, at=at(10, 30))
    actions.start(visit=last, by=world.far_clerk, at=at(10, 31))
    with pytest.raises(Refused) as caught:
        actions.go_on(visit=last, by=world.far_clerk, at=at(10, 32))
    assert code(caught) == "nothing_further"
    actions.finish(visit=last, by=world.far_clerk, at=at(10, 40))
    assert not FurtherService.objects.filter(begun_at=None).exists()


@pytest.mark.parametrize("quantity", [0, -1, MOST_OF_A_SERVICE + 1])
def test_a_service_is_wanted_a_possible_number_of_times(world: World, quantity: int) -> None:
    with pytest.raises(Refused) as caught:
        world.ticket(quantity=quantity)
    assert code(caught) == "wrong_quantity"
    with pytest.raises(Refused) as caught:
        world.ticket(further=[Wanted(world.far_service, quantity)])
    assert code(caught) == "wrong_quantity"
    assert not Visit.objects.exists()


def test_a_service_is_wanted_once(world: World) -> None:
    with pytest.raises(Refused) as caught:
        world.ticket(further=[Wanted(world.service)])
    assert code(caught) == "wanted_twice"


def test_a_ticket_has_room_for_so_many_services(world: World) -> None:
    with pytest.raises(Refused) as caught:
        world.ticket(further=[Wanted(world.far_service)] * (MOST_SERVICES + 1))
    assert code(caught) == "too_many_services"


def test_a_refused_ticket_uses_up_no_number(world: World) -> None:
    world.ticket()
    with pytest.raises(Refused):
        world.ticket(quantity=0)
    assert world.ticket().number == 2


# Sent elsewhere ------------------------------------------------------------------------------


def test_who_is_sent_to_another_queue_keeps_their_seniority(world: World) -> None:
    world.on_duty()
    visit = world.served(at=at(9, 30))
    other = world.ticket(service=world.far_service, at=at(10))
    actions.transfer(
        visit=visit, to=world.other_unit, reason="wrong_counter", by=world.clerk, at=at(10, 20)
    )
    assert list(queue(world.other_unit)) == [visit, other]
    told = Fact.objects.get(kind="visit.transferred")
    assert told.data == {"to_unit": "roads", "to_counter": "", "reason": "wrong_counter"}
    assert (told.unit, told.counter, told.staff) == ("civil", "1", "clerk")


def test_the_lead_sends_who_waits_to_a_free_counter(world: World) -> None:
    waiting = world.ticket(at=at(10))
    where = {"visit": waiting, "to": world.unit, "counter": world.other_counter}
    for member in (world.clerk, world.far_clerk, world.supervisor, world.stranger):
        with pytest.raises(Refused) as caught:
            actions.transfer(**where, reason="balance", by=member, at=at(10, 5))  # type: ignore[arg-type]
        assert code(caught) == "not_permitted"
    actions.transfer(**where, reason="balance", by=world.lead, at=at(10, 5))  # type: ignore[arg-type]
    waiting.refresh_from_db()
    assert (waiting.status, waiting.reserved_for, waiting.waiting_since) == (
        "waiting",
        world.other_counter,
        at(10),
    )


def test_what_is_no_way_to_send_somebody_is_refused(world: World) -> None:
    world.on_duty()
    visit = world.served(at=at(9, 30))
    by = {"visit": visit, "by": world.clerk, "at": at(10)}
    for given, expected in (
        ({"to": world.other_unit, "reason": "friend"}, "unknown_reason"),
        ({"to": world.unit, "reason": "other"}, "same_place"),
        (
            {"to": world.other_unit, "counter": world.counter, "reason": "other"},
            "other_unit",
        ),
    ):
        with pytest.raises(Refused) as caught:
            actions.transfer(**by, **given)  # type: ignore[arg-type]
        assert code(caught) == expected
    visit.refresh_from_db()
    assert visit.status == "serving"
    assert not Fact.objects.filter(kind="visit.transferred").exists()


# Given up, let go ----------------------------------------------------------------------------


def test_a_citizen_gives_the_ticket_up(world: World) -> None:
    world.on_duty()
    visit = world.ticket(at=at(10))
    actions.leave(visit=visit, at=at(10, 20))
    with pytest.raises(Refused) as caught:
        actions.call_next(counter=world.counter, by=world.clerk, at=at(10, 21))
    assert code(caught) == "nobody_waiting"
    with pytest.raises(Refused) as caught:
        actions.leave(visit=visit, at=at(10, 22))
    assert code(caught) == "impossible_transition"
    told = Fact.objects.get(kind="ticket.left")
    assert (told.data, told.recorder) == ({"waited_minutes": 20.0}, "citizen")


def test_who_is_served_does_not_vanish(world: World) -> None:
    world.on_duty()
    visit = world.served()
    with pytest.raises(Refused) as caught:
        actions.leave(visit=visit, at=at(10, 20))
    assert code(caught) == "impossible_transition"


def test_the_end_of_a_day_lets_go_who_still_waits_once(world: World) -> None:
    world.on_duty()
    parked = world.served(at=at(9))
    actions.park(visit=parked, by=world.clerk, at=at(9, 30))
    waiting = world.ticket(at=at(17, 50))
    tomorrow = world.ticket(at=at(9, day=TUESDAY))
    ended = {"centre": world.centre, "day": MONDAY, "at": at(3, day=TUESDAY)}
    assert actions.end_day(**ended) == 2  # type: ignore[arg-type]
    assert actions.end_day(**ended) == 0  # type: ignore[arg-type]
    for visit in (parked, waiting, tomorrow):
        visit.refresh_from_db()
    assert [each.status for each in (parked, waiting, tomorrow)] == ["left", "left", "waiting"]
    assert Fact.objects.filter(kind="ticket.expired").count() == 2


def test_in_an_emergency_the_queue_is_kept_overnight(world: World) -> None:
    world.on_duty()
    visit = world.ticket(at=at(16), priority="elderly")
    keep = {"centre": world.centre, "day": MONDAY, "until": TUESDAY, "at": at(17)}
    for member in (world.clerk, world.lead, world.supervisor):
        with pytest.raises(Refused) as caught:
            actions.keep_overnight(**keep, by=member)  # type: ignore[arg-type]
        assert code(caught) == "not_permitted"
    with pytest.raises(Refused) as caught:
        actions.keep_overnight(**(keep | {"until": MONDAY}), by=world.director)  # type: ignore[arg-type]
    assert code(caught) == "day_not_later"
    assert actions.keep_overnight(**keep, by=world.director) == 1  # type: ignore[arg-type]
    assert actions.end_day(centre=world.centre, day=MONDAY, at=at(3, day=TUESDAY)) == 0
    fresh = world.ticket(at=at(9, day=TUESDAY))
    morning = at(9, 30, day=TUESDAY)
    assert actions.call_next(counter=world.counter, by=world.clerk, at=morning) == visit
    assert (fresh.ticket, visit.ticket) == ("A001", "A001")
    assert fresh.reference != visit.reference


def test_a_lead_keeps_the_queue_of_their_own_unit_alone(world: World) -> None:
    mine, other = world.ticket(at=at(16)), world.ticket(service=world.far_service, at=at(16))
    keep = {"centre": world.centre, "day": MONDAY, "until": TUESDAY, "by": world.lead}
    for units in (None, [world.other_unit], [world.unit, world.other_unit]):
        with pytest.raises(Refused) as caught:
            actions.keep_overnight(**keep, units=units, at=at(17))  # type: ignore[arg-type]
        assert code(caught) == "not_permitted"
    assert actions.keep_overnight(**keep, units=[world.unit], at=at(17)) == 1  # type: ignore[arg-type]
    assert actions.keep_overnight(**keep, units=[world.unit], at=at(17, 1)) == 0  # type: ignore[arg-type]
    for visit in (mine, other):
        visit.refresh_from_db()
    assert (mine.calls_on, other.calls_on) == (TUESDAY, MONDAY)
    (fact,) = Fact.objects.filter(kind="ticket.kept_overnight")
    assert (fact.staff, fact.data) == ("lead", {"until": "2026-11-10"})


@pytest.mark.parametrize(
    ("until", "said"),
    [
        (MONDAY, "day_not_later"),
        (MONDAY - timedelta(days=1), "day_not_later"),
        # Saturday; a day off; a day that the unit is closed.
        (MONDAY + timedelta(days=5), "day_not_received"),
        (MONDAY + timedelta(days=2), "day_not_received"),
        (MONDAY + timedelta(days=3), "day_not_received"),
        (MONDAY + timedelta(days=8), "day_too_far"),
    ],
)
def test_a_queue_is_kept_for_a_day_on_which_the_hall_is_open(
    world: World, until: date, said: str
) -> None:
    world.centre.days_off = ["2026-11-11"]
    world.centre.save()
    closed = MONDAY + timedelta(days=3)
    ClosedDay.objects.create(centre=world.centre, unit=world.unit, day=closed, reason={})
    visit = world.ticket(at=at(16))
    with pytest.raises(Refused) as caught:
        actions.keep_overnight(
            centre=world.centre, day=MONDAY, until=until, by=world.director, at=at(17)
        )
    assert code(caught) == said
    visit.refresh_from_db()
    assert visit.calls_on == MONDAY


def test_a_hall_with_hours_of_its_own_is_open_when_they_say_so(world: World) -> None:
    world.centre.hours = {"sat": [["10:00", "13:00"]]}
    world.centre.save()
    saturday = MONDAY + timedelta(days=5)
    assert opening_on(world.centre, saturday) == time(10)
    assert opening_on(world.centre, TUESDAY) is None
    assert next_opening(world.centre, after=MONDAY) == saturday


# What was said -------------------------------------------------------------------------------


def test_a_courtesy_that_was_said_is_noted_at_the_counter_alone(world: World) -> None:
    world.on_duty()
    visit = world.served()
    said = {"visit": visit, "phrase": "hello", "moment": "greeting", "at": at(10, 7)}
    actions.say(**said, by=world.clerk)  # type: ignore[arg-type]
    assert Fact.objects.get(kind="courtesy.said").data == {"phrase": "hello", "moment": "greeting"}
    with pytest.raises(Refused) as caught:
        actions.say(**said, by=world.other_clerk)  # type: ignore[arg-type]
    assert code(caught) == "not_permitted"
    actions.finish(visit=visit, by=world.clerk, at=at(10, 9))
    with pytest.raises(Refused) as caught:
        actions.say(**said, by=world.clerk)  # type: ignore[arg-type]
    assert code(caught) == "impossible_transition"
