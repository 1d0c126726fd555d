"""What a visit consisted of, told from its facts: every wait and every service it had."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, timedelta
from zoneinfo import ZoneInfo

import pytest

from servicehall.catalogue.actions import publish_item
from servicehall.catalogue.models import ServiceItem
from servicehall.evidence.models import Fact
from servicehall.hall.models import Centre
from servicehall.reception import actions as reception
from servicehall.reception.actions import Wanted
from servicehall.reception.episodes import Episode, episodes, facts_of_days, last_day
from servicehall.reception.models import Visit
from tests.web.counter.hands import statements
from tests.world import MONDAY, World, at, item

TUESDAY = MONDAY + timedelta(days=1)


def told(world: World, day: date = MONDAY, until: date | None = None) -> list[Episode]:
    return list(episodes(world.centre.code, since=day, until=until or day))


def lengths(found: Sequence[Episode], what: str) -> list[float | None]:
    return [each.minutes for each in found if each.what == what]


def another_service(world: World, code: str) -> ServiceItem:
    return publish_item(centre=world.centre, item=item("civil", code))


def both_on_duty(world: World) -> None:
    world.on_duty()
    world.on_duty(world.far_clerk, world.far_counter)


def test_a_plain_visit_arrives_waits_and_is_served(world: World) -> None:
    world.on_duty()
    visit = world.served()
    reception.finish(visit=visit, by=world.clerk, at=at(10, 20))
    found = told(world)
    assert [(each.what, each.minutes) for each in found] == [
        ("arrival", None),
        ("wait", 5.0),
        ("service", 14.0),
    ]
    assert {each.visit for each in found} == {"2026-11-09/A001"}
    assert {each.service for each in found} == {"register"}
    assert {each.unit for each in found} == {"civil"}
    assert [each.counter for each in found] == ["", "1", "1"]
    assert [each.began for each in found] == [at(10), at(10), at(10, 6)]


def test_a_visit_shown_to_a_second_counter_waits_twice_and_is_served_twice(world: World) -> None:
    """The row keeps the second call and service alone; the facts keep both."""
    both_on_duty(world)
    visit = world.served()
    reception.direct(visit=visit, to=world.other_unit, by=world.clerk, at=at(10, 16))
    visit = reception.call_next(counter=world.far_counter, by=world.far_clerk, at=at(10, 40))
    reception.start(visit=visit, by=world.far_clerk, at=at(10, 42))
    reception.finish(visit=visit, by=world.far_clerk, at=at(10, 45))
    found = told(world)
    assert lengths(found, "wait") == [5.0, 24.0]
    assert lengths(found, "service") == [10.0, 3.0]
    assert [(each.unit, each.counter) for each in found if each.what == "service"] == [
        ("civil", "1"),
        ("roads", "3"),
    ]
    assert lengths(found, "arrival") == [None], "it came once"
    row = Visit.objects.get()
    assert (row.called_at, row.started_at) == (at(10, 40), at(10, 42))


def test_a_further_service_at_the_same_counter_is_a_service_of_its_own(world: World) -> None:
    both_on_duty(world)
    second = another_service(world, "seal")
    visit = world.ticket(further=[Wanted(second)])
    reception.call_next(counter=world.counter, by=world.clerk, at=at(10, 5))
    visit.refresh_from_db()
    reception.start(visit=visit, by=world.clerk, at=at(10, 6))
    reception.go_on(visit=visit, by=world.clerk, at=at(10, 10))
    reception.finish(visit=visit, by=world.clerk, at=at(10, 17))
    found = [each for each in told(world) if each.what == "service"]
    assert [(each.service, each.minutes) for each in found] == [("register", 4.0), ("seal", 7.0)]
    assert lengths(told(world), "wait") == [5.0]


def test_a_further_service_elsewhere_is_waited_for_under_its_own_name(world: World) -> None:
    both_on_duty(world)
    visit = world.ticket(further=[Wanted(world.far_service)])
    reception.call_next(counter=world.counter, by=world.clerk, at=at(10, 5))
    visit.refresh_from_db()
    reception.start(visit=visit, by=world.clerk, at=at(10, 6))
    reception.go_on(visit=visit, by=world.clerk, at=at(10, 10))
    visit = reception.call_next(counter=world.far_counter, by=world.far_clerk, at=at(10, 20))
    found = [each for each in told(world) if each.what == "wait"]
    assert [(each.service, each.unit, each.minutes) for each in found] == [
        ("register", "civil", 5.0),
        ("digging", "roads", 10.0),
    ]


def test_time_set_aside_is_no_part_of_the_service(world: World) -> None:
    world.on_duty()
    visit = world.served()
    reception.park(visit=visit, by=world.clerk, at=at(10, 10))
    visit = reception.resume(visit=visit, counter=world.counter, by=world.clerk, at=at(10, 40))
    reception.start(visit=visit, by=world.clerk, at=at(10, 41))
    reception.finish(visit=visit, by=world.clerk, at=at(10, 45))
    found = told(world)
    assert lengths(found, "service") == [8.0], "four minutes before and four after"
    assert lengths(found, "parked") == [30.0]
    assert lengths(found, "wait") == [5.0, None], "to be called back ends no wait, but is a call"


def test_a_call_that_is_undone_ended_no_wait(world: World) -> None:
    world.on_duty()
    visit = world.ticket()
    visit = reception.call_next(counter=world.counter, by=world.clerk, at=at(10, 5))
    reception.put_back(visit=visit, by=world.clerk, at=at(10, 6))
    reception.call_next(counter=world.counter, by=world.clerk, at=at(10, 12))
    assert lengths(told(world), "wait") == [12.0]


def test_who_was_set_aside_and_waits_again_waits_anew(world: World) -> None:
    """The call's own fact counts from the first wait on; it was interrupted, though."""
    world.on_duty()
    visit = world.served()
    reception.park(visit=visit, by=world.clerk, at=at(10, 10))
    reception.put_back(visit=visit, by=world.clerk, at=at(10, 30))
    reception.call_next(counter=world.counter, by=world.clerk, at=at(10, 33))
    found = told(world)
    assert lengths(found, "wait") == [5.0, 3.0]
    assert lengths(found, "parked") == [20.0]
    assert lengths(found, "service") == [4.0]
    calls = Fact.objects.filter(kind="ticket.called").order_by("happened")
    assert [each.data["waited_minutes"] for each in calls] == [5.0, 33.0]


def test_to_undo_calling_somebody_back_is_no_call(world: World) -> None:
    world.on_duty()
    visit = world.served()
    reception.park(visit=visit, by=world.clerk, at=at(10, 10))
    visit = reception.resume(visit=visit, counter=world.counter, by=world.clerk, at=at(10, 20))
    reception.put_back(visit=visit, by=world.clerk, at=at(10, 21))
    reception.call_next(counter=world.counter, by=world.clerk, at=at(10, 25))
    assert lengths(told(world), "wait") == [5.0, 4.0]


def test_a_missed_call_counts_and_so_does_the_wait_after_coming_back(world: World) -> None:
    world.on_duty()
    world.ticket()
    visit = reception.call_next(counter=world.counter, by=world.clerk, at=at(10, 5))
    reception.miss(visit=visit, by=world.clerk, at=at(10, 7))
    reception.return_missed(visit=visit, at=at(10, 20))
    reception.call_next(counter=world.counter, by=world.clerk, at=at(10, 26))
    found = told(world)
    assert lengths(found, "wait") == [5.0, 6.0]
    assert len(lengths(found, "missed")) == 1


def test_who_is_sent_to_another_queue_while_waiting_waits_on(world: World) -> None:
    both_on_duty(world)
    visit = world.ticket()
    reception.transfer(
        visit=visit, to=world.other_unit, reason="wrong_counter", by=world.lead, at=at(10, 10)
    )
    reception.call_next(counter=world.far_counter, by=world.far_clerk, at=at(10, 15))
    found = told(world)
    assert [(each.what, each.unit, each.minutes) for each in found] == [
        ("arrival", "civil", None),
        ("wait", "roads", 15.0),
    ]


def test_who_is_sent_on_from_a_counter_waits_anew(world: World) -> None:
    both_on_duty(world)
    visit = world.served()
    reception.transfer(
        visit=visit, to=world.other_unit, reason="specialist", by=world.clerk, at=at(10, 10)
    )
    reception.call_next(counter=world.far_counter, by=world.far_clerk, at=at(10, 15))
    found = told(world)
    assert lengths(found, "wait") == [5.0, 5.0]
    assert lengths(found, "service") == [4.0]


def test_giving_up_and_not_being_called_are_told_with_their_wait(world: World) -> None:
    first, _ = world.ticket(at=at(10)), world.ticket(at=at(17))
    reception.leave(visit=first, at=at(10, 25))
    reception.end_day(centre=world.centre, day=MONDAY, at=at(18))
    assert lengths(told(world), "given_up") == [25.0, 60.0]


def test_who_leaves_while_set_aside_was_served_in_part(world: World) -> None:
    world.on_duty()
    visit = world.served()
    reception.park(visit=visit, by=world.clerk, at=at(10, 10))
    reception.leave(visit=visit, at=at(10, 30))
    found = told(world)
    assert lengths(found, "service") == [4.0]
    assert lengths(found, "parked") == [20.0]
    assert lengths(found, "given_up") == [None]


def test_nobody_waits_through_the_night(world: World) -> None:
    """Kept for another day, it still belongs to the day of its ticket."""
    world.ticket(at=at(17))
    reception.keep_overnight(
        centre=world.centre, day=MONDAY, until=TUESDAY, by=world.director, at=at(18)
    )
    world.on_duty(day=TUESDAY)
    visit = reception.call_next(counter=world.counter, by=world.clerk, at=at(9, 5, day=TUESDAY))
    reception.start(visit=visit, by=world.clerk, at=at(9, 6, day=TUESDAY))
    reception.finish(visit=visit, by=world.clerk, at=at(9, 16, day=TUESDAY))
    found = told(world)
    assert lengths(found, "wait") == [None], "how long is known to nobody, but it was a call"
    assert lengths(found, "service") == [10.0]
    assert told(world, TUESDAY) == []


def test_what_goes_on_is_not_told_yet(world: World) -> None:
    world.on_duty()
    world.served()
    world.ticket(at=at(10, 8))
    found = told(world)
    assert [each.what for each in found] == ["arrival", "wait", "arrival"]


def test_booked_is_who_came_by_appointment(world: World) -> None:
    world.ticket(priority="appointment", appointed_at=at(10))
    world.ticket(priority="elderly")
    world.ticket()
    assert [each.booked for each in told(world)] == [True, False, False]


def test_facts_that_say_nothing_of_a_visit_change_nothing(world: World) -> None:
    world.on_duty()
    visit = world.ticket()
    visit = reception.call_next(counter=world.counter, by=world.clerk, at=at(10, 5))
    reception.recall(visit=visit, by=world.clerk, at=at(10, 6))
    reception.start(visit=visit, by=world.clerk, at=at(10, 7))
    reception.finish(visit=visit, by=world.clerk, at=at(10, 9))
    assert [each.minutes for each in told(world)] == [None, 5.0, 2.0]


def test_a_length_is_rounded_as_the_record_rounds_it(world: World) -> None:
    """To the microsecond the same on both databases, where the fact and the figure meet."""
    world.on_duty()
    begun = at(10).replace(microsecond=499_999)
    called = at(10, 3).replace(second=3, microsecond=499_998)
    world.ticket(at=begun)
    reception.call_next(counter=world.counter, by=world.clerk, at=called)
    (fact,) = Fact.objects.filter(kind="ticket.called")
    assert lengths(told(world), "wait") == [fact.data["waited_minutes"]] == [3.0]
    assert [each.began for each in told(world)][0] == begun


def test_a_clock_set_back_makes_no_wait_shorter_than_none(world: World) -> None:
    world.on_duty()
    world.ticket(at=at(10, 5))
    reception.call_next(counter=world.counter, by=world.clerk, at=at(10))
    assert lengths(told(world), "wait") == [0.0]


# Days ------------------------------------------------------------------------------------------


def moved(world: World, zone: str) -> None:
    Centre.objects.filter(pk=world.centre.pk).update(timezone=zone)
    world.service.refresh_from_db()


@pytest.mark.parametrize(
    ("day", "hours"),
    [(date(2026, 3, 29), 23), (date(2026, 10, 25), 25), (date(2026, 3, 28), 24)],
)
def test_a_day_is_as_long_as_its_clocks_say(world: World, day: date, hours: int) -> None:
    moved(world, "Europe/Berlin")
    zone = ZoneInfo("Europe/Berlin")
    midnight = at(0, day=day).replace(tzinfo=zone).astimezone(UTC)
    for hour in range(-1, 30):
        world.ticket(at=midnight + timedelta(hours=hour, minutes=30))
    assert len(told(world, day)) == hours
    assert len(told(world, day - timedelta(days=1))) == 1


@pytest.mark.parametrize("day", [date(2026, 3, 29), date(2026, 10, 25)])
def test_a_wait_through_a_change_of_clocks_is_as_long_as_it_was(world: World, day: date) -> None:
    moved(world, "Europe/Berlin")
    zone = ZoneInfo("Europe/Berlin")
    taken = at(1, 50, day=day).replace(tzinfo=zone).astimezone(UTC)
    visit = world.ticket(at=taken)
    reception.leave(visit=visit, at=taken + timedelta(minutes=85))
    assert lengths(told(world, day), "given_up") == [85.0]


def test_a_visit_across_midnight_belongs_to_the_day_of_its_ticket(world: World) -> None:
    world.on_duty(ends=at(0, 30, day=TUESDAY))
    world.ticket(at=at(23, 40))
    visit = reception.call_next(counter=world.counter, by=world.clerk, at=at(23, 58))
    reception.start(visit=visit, by=world.clerk, at=at(23, 59))
    reception.finish(visit=visit, by=world.clerk, at=at(0, 20, day=TUESDAY))
    assert lengths(told(world), "service") == [21.0]
    assert lengths(told(world), "wait") == [18.0]
    assert told(world, TUESDAY) == []


def test_only_the_days_asked_for_and_only_this_hall_are_told(world: World) -> None:
    for day in (MONDAY, TUESDAY, TUESDAY + timedelta(days=1)):
        world.ticket(at=at(10, day=day))
    assert {each.day for each in told(world, MONDAY, TUESDAY)} == {"2026-11-09", "2026-11-10"}
    assert list(episodes("elsewhere", since=MONDAY, until=TUESDAY)) == []
    assert facts_of_days("testhall", since=MONDAY, until=TUESDAY) == {MONDAY: 1, TUESDAY: 1}


def test_the_last_day_on_which_anybody_came_is_found(world: World) -> None:
    assert last_day("testhall", until=TUESDAY) is None
    world.ticket()
    assert last_day("testhall", until=TUESDAY) == MONDAY
    assert last_day("testhall", until=MONDAY) == MONDAY
    assert last_day("testhall", until=MONDAY - timedelta(days=1)) is None


def test_one_statement_reads_a_stretch(world: World) -> None:
    for minute in range(5):
        world.ticket(at=at(10, minute))
    with statements() as asked:
        told(world)
    assert len(asked) == 1
