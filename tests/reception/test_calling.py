"""Calling: whom a counter gets, and whom it never gets."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from servicehall.evidence.actions import Refused
from servicehall.evidence.models import Fact
from servicehall.hall.models import Counter
from servicehall.reception import actions
from servicehall.reception.actions import calling
from servicehall.reception.models import Visit
from servicehall.reception.queries import people_ahead, queue, set_aside
from tests.world import MONDAY, World, at


@pytest.fixture
def hall(world: World) -> World:
    """The clerk is on duty at counter 1, a colleague at counter 2 of the same unit."""
    world.on_duty()
    world.on_duty(world.other_clerk, world.other_counter)
    return world


def refused(code: str, **given: object) -> Refused:
    with pytest.raises(Refused) as caught:
        actions_by_name[str(given.pop("action"))](**given)
    assert caught.value.code == code
    return caught.value


actions_by_name = vars(actions)


# Priority and seniority ------------------------------------------------------------------------


def test_priority_counts_as_having_come_half_an_hour_earlier(hall: World) -> None:
    early = hall.ticket(at=at(9, 29))
    later = hall.ticket(at=at(9, 31))
    elder = hall.ticket(at=at(10), priority="elderly")
    assert list(queue(hall.unit)) == [early, elder, later]
    assert [people_ahead(each) for each in (early, elder, later)] == [0, 1, 2]


def test_nobody_starves_behind_people_with_priority(hall: World) -> None:
    """However many come with priority, whoever has waited longer than it is worth is next."""
    plain = hall.ticket(at=at(9))
    for minute in range(0, 60, 5):
        hall.ticket(at=at(9, 31) + timedelta(minutes=minute), priority="infant")
    assert actions.call_next(counter=hall.counter, by=hall.clerk, at=at(10, 40)) == plain


def test_what_priority_is_worth_is_the_hall_s(hall: World) -> None:
    hall.centre.priority_worth = 5
    hall.centre.save()
    hall.service.refresh_from_db()
    first = hall.ticket(at=at(10))
    pregnant = hall.ticket(at=at(10, 6), priority="pregnant")
    assert list(queue(hall.unit)) == [first, pregnant]


def test_an_appointment_has_its_place_from_the_appointed_time(hall: World) -> None:
    walked_in = hall.ticket(at=at(9, 50))
    booked = hall.ticket(at=at(9, 20), priority="appointment", appointed_at=at(10, 30))
    assert list(queue(hall.unit)) == [walked_in, booked]


def test_a_counter_looks_again_when_others_were_quicker(
    hall: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its statement saw only people whom others then called, while one more took a ticket."""
    found = calling._call_first
    late: list[Visit] = []

    def too_slow(*given: Any, **named: Any) -> Visit | None:
        if late:
            return found(*given, **named)
        late.append(hall.ticket(at=at(10)))
        return None

    monkeypatch.setattr(calling, "_call_first", too_slow)
    called = actions.call_next(counter=hall.counter, by=hall.clerk, at=at(10, 1))
    assert [called] == late


# Days --------------------------------------------------------------------------------------------


def test_a_ticket_of_another_day_is_never_called(hall: World) -> None:
    old = hall.ticket(at=at(17, 50) - timedelta(days=1))
    refused("nobody_waiting", action="call_next", counter=hall.counter, by=hall.clerk, at=at(9, 5))
    refused(
        "other_day",
        action="call_chosen",
        visit=old,
        counter=hall.counter,
        reason="needs_help",
        by=hall.clerk,
        at=at(9, 5),
    )
    assert list(queue(hall.unit, days=(MONDAY,))) == []


def test_who_waits_at_midnight_is_still_called_after_it(hall: World) -> None:
    late = hall.ticket(at=at(23, 50))
    tomorrow = at(0, 10) + timedelta(days=1)
    assert actions.call_next(counter=hall.counter, by=hall.clerk, at=tomorrow) == late


# Chosen ------------------------------------------------------------------------------------------


def test_out_of_order_takes_a_reason_and_counts_whom_it_passes_over(hall: World) -> None:
    for minute in range(3):
        hall.ticket(at=at(10, minute))
    last = Visit.objects.get(number=3)
    where = {"visit": last, "counter": hall.counter, "by": hall.clerk, "at": at(10, 5)}
    refused("unknown_reason", action="call_chosen", reason="", **where)
    refused("unknown_reason", action="call_chosen", reason="friend", **where)
    actions.call_chosen(reason="needs_help", **where)  # type: ignore[arg-type]
    call = Fact.objects.get(kind="ticket.called")
    assert call.data["passed_over"] == 2
    assert call.data["reason"] == "needs_help"


def test_a_ticket_called_elsewhere_meanwhile_can_t_be_chosen(hall: World) -> None:
    visit = hall.ticket(at=at(10))
    stale = Visit.objects.select_related("centre", "unit").get(pk=visit.pk)
    actions.call_next(counter=hall.other_counter, by=hall.other_clerk, at=at(10, 1))
    refused(
        "impossible_transition",
        action="call_chosen",
        visit=stale,
        counter=hall.counter,
        reason="needs_help",
        by=hall.clerk,
        at=at(10, 2),
    )
    visit.refresh_from_db()
    assert visit.counter == hall.other_counter
    assert Fact.objects.filter(kind="ticket.called").count() == 1


# Again -------------------------------------------------------------------------------------------


def test_a_second_call_waits_for_the_hall_s_pause(hall: World) -> None:
    hall.ticket(at=at(10))
    visit = actions.call_next(counter=hall.counter, by=hall.clerk, at=at(10, 1))
    again = {"action": "recall", "visit": visit, "by": hall.clerk}
    early = refused("recalled_too_soon", at=at(10, 1, second=5), **again)
    assert early.about == {"seconds": 10}
    actions.recall(visit=visit, by=hall.clerk, at=at(10, 1, second=15))
    refused("recalled_too_soon", at=at(10, 1, second=20), **again)
    actions.recall(visit=visit, by=hall.clerk, at=at(10, 1, second=40))
    enough = refused("recalled_enough", at=at(10, 9), **again)
    assert enough.about == {"most": 3}
    visit.refresh_from_db()
    assert (visit.times_called, visit.recalled_at) == (3, at(10, 1, second=40))


def test_only_who_called_them_calls_them_again(hall: World) -> None:
    hall.ticket(at=at(10))
    visit = actions.call_next(counter=hall.counter, by=hall.clerk, at=at(10, 1))
    refused("not_permitted", action="recall", visit=visit, by=hall.other_clerk, at=at(10, 2))
    refused("not_permitted", action="park", visit=visit, by=hall.other_clerk, at=at(10, 2))
    refused("not_permitted", action="put_back", visit=visit, by=hall.other_clerk, at=at(10, 2))


# Set aside ---------------------------------------------------------------------------------------


def test_who_is_set_aside_stays_visible_and_is_not_called(hall: World) -> None:
    visit = hall.served(at=at(10))
    actions.park(visit=visit, by=hall.clerk, at=at(10, 10))
    refused(
        "nobody_waiting", action="call_next", counter=hall.counter, by=hall.clerk, at=at(10, 11)
    )
    (shown,) = set_aside(hall.unit, day=MONDAY)
    assert (shown.counter, shown.staff, shown.parked_at) == (hall.counter, hall.clerk, at(10, 10))
    following = hall.ticket(at=at(10, 12))
    assert actions.call_next(counter=hall.counter, by=hall.clerk, at=at(10, 13)) == following


def test_a_colleague_calls_back_who_is_set_aside(hall: World) -> None:
    visit = hall.served(at=at(10))
    actions.park(visit=visit, by=hall.clerk, at=at(10, 10))
    back = actions.resume(
        visit=visit, counter=hall.other_counter, by=hall.other_clerk, at=at(10, 30)
    )
    assert (back.status, back.counter, back.staff) == (
        "called",
        hall.other_counter,
        hall.other_clerk,
    )
    assert Fact.objects.get(kind="ticket.resumed").data == {"parked_minutes": 20.0}
    refused(
        "visit_open",
        action="resume",
        visit=visit,
        counter=hall.other_counter,
        by=hall.other_clerk,
        at=at(10, 31),
    )


def test_only_who_is_set_aside_is_called_back(hall: World) -> None:
    visit = hall.ticket(at=at(10))
    where = {"visit": visit, "counter": hall.counter, "by": hall.clerk, "at": at(10, 1)}
    refused("impossible_transition", action="resume", **where)


def test_who_is_set_aside_can_wait_again_at_their_place(hall: World) -> None:
    visit = hall.served(at=at(10))
    actions.park(visit=visit, by=hall.clerk, at=at(10, 10))
    hall.ticket(at=at(10, 5))
    actions.put_back(visit=visit, by=hall.other_clerk, at=at(10, 20))
    assert next(iter(queue(hall.unit))) == visit
    visit.refresh_from_db()
    assert (visit.counter, visit.parked_at, visit.times_called) == (None, None, 0)


def test_a_call_made_by_mistake_is_undone(hall: World) -> None:
    first, _second = hall.ticket(at=at(10)), hall.ticket(at=at(10, 1))
    called = actions.call_next(counter=hall.counter, by=hall.clerk, at=at(10, 2))
    actions.put_back(visit=called, by=hall.clerk, at=at(10, 3))
    assert next(iter(queue(hall.unit))) == first
    assert actions.call_next(counter=hall.other_counter, by=hall.other_clerk, at=at(10, 4)) == first


def test_who_is_served_is_not_put_back(hall: World) -> None:
    visit = hall.served(at=at(10))
    refused("impossible_transition", action="put_back", visit=visit, by=hall.clerk, at=at(10, 9))


# Missed ------------------------------------------------------------------------------------------


def test_who_missed_the_call_comes_back_to_their_place_in_time(hall: World) -> None:
    visit = hall.ticket(at=at(10))
    hall.ticket(at=at(10, 1))
    called = actions.call_next(counter=hall.counter, by=hall.clerk, at=at(10, 5))
    actions.miss(visit=called, by=hall.clerk, at=at(10, 7))
    assert list(set_aside(hall.unit, day=MONDAY)) == [visit]
    actions.return_missed(visit=called, at=at(10, 30))
    assert next(iter(queue(hall.unit))) == visit
    told = Fact.objects.get(kind="ticket.returned")
    assert (told.data, told.recorder) == ({"away_minutes": 23.0, "place_kept": True}, "citizen")


def test_who_comes_back_too_late_waits_as_if_they_came_now(hall: World) -> None:
    hall.ticket(at=at(10))
    called = actions.call_next(counter=hall.counter, by=hall.clerk, at=at(10, 5))
    actions.miss(visit=called, by=hall.clerk, at=at(10, 7))
    other = hall.ticket(at=at(11))
    actions.return_missed(visit=called, by=hall.clerk, at=at(11, 8))
    assert list(queue(hall.unit)) == [other, called]
    assert Fact.objects.get(kind="ticket.returned").data["place_kept"] is False


def test_a_missed_ticket_is_never_called_by_itself(hall: World) -> None:
    hall.ticket(at=at(10))
    called = actions.call_next(counter=hall.counter, by=hall.clerk, at=at(10, 5))
    actions.miss(visit=called, by=hall.clerk, at=at(10, 7))
    refused("nobody_waiting", action="call_next", counter=hall.counter, by=hall.clerk, at=at(10, 8))
    refused("other_day", action="return_missed", visit=called, at=at(10) + timedelta(days=1))


def test_only_who_missed_a_call_comes_back(hall: World) -> None:
    waiting = hall.ticket(at=at(10))
    refused("impossible_transition", action="return_missed", visit=waiting, at=at(10, 5))
    served = hall.served(at=at(9))
    refused("impossible_transition", action="return_missed", visit=served, at=at(10, 8))


# Queues and counters -----------------------------------------------------------------------------


def test_an_integrated_counter_calls_from_several_queues_by_seniority(hall: World) -> None:
    hall.counter.also_serves.add(hall.other_unit)
    second = hall.ticket(at=at(10, 1))
    first = hall.ticket(at=at(10), service=hall.far_service)
    called = actions.call_next(counter=hall.counter, by=hall.clerk, at=at(10, 5))
    assert called == first
    actions.start(visit=called, by=hall.clerk, at=at(10, 6))
    actions.finish(visit=called, by=hall.clerk, at=at(10, 9))
    assert actions.call_next(counter=hall.counter, by=hall.clerk, at=at(10, 10)) == second


def test_a_counter_calls_from_its_own_queues_only(hall: World) -> None:
    far = hall.ticket(at=at(10), service=hall.far_service)
    refused("nobody_waiting", action="call_next", counter=hall.counter, by=hall.clerk, at=at(10, 5))
    refused(
        "other_unit",
        action="call_chosen",
        visit=far,
        counter=hall.counter,
        reason="needs_help",
        by=hall.clerk,
        at=at(10, 5),
    )


def test_who_missed_the_call_is_not_sent_on_before_they_are_back(hall: World) -> None:
    hall.ticket(at=at(10))
    visit = actions.call_next(counter=hall.counter, by=hall.clerk, at=at(10, 1))
    visit = actions.miss(visit=visit, by=hall.clerk, at=at(10, 5))
    facts = Fact.objects.count()
    with pytest.raises(Refused, match="impossible_transition"):
        actions.transfer(
            visit=visit, to=hall.other_unit, reason="other", by=hall.clerk, at=at(10, 6)
        )
    visit.refresh_from_db()
    assert (visit.status, Fact.objects.count()) == ("missed", facts)


def test_who_is_sent_to_a_counter_is_called_there_alone(hall: World) -> None:
    visit = hall.served(at=at(10))
    actions.transfer(
        visit=visit,
        to=hall.unit,
        counter=hall.other_counter,
        reason="specialist",
        by=hall.clerk,
        at=at(10, 10),
    )
    refused(
        "nobody_waiting", action="call_next", counter=hall.counter, by=hall.clerk, at=at(10, 11)
    )
    refused(
        "sent_elsewhere",
        action="call_chosen",
        visit=visit,
        counter=hall.counter,
        reason="needs_help",
        by=hall.clerk,
        at=at(10, 11),
    )
    at_other = actions.call_next(counter=hall.other_counter, by=hall.other_clerk, at=at(10, 12))
    assert at_other == visit


def test_nobody_is_called_to_a_counter_that_is_closed(hall: World) -> None:
    hall.ticket(at=at(10))
    Counter.objects.filter(pk=hall.counter.pk).update(state="closed")
    refused("counter_closed", action="call_next", counter=hall.counter, by=hall.clerk, at=at(10, 1))
