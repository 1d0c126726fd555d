"""A visit's way, what is refused on it, and that no command does anything twice."""

from __future__ import annotations

import threading
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from servicehall.evidence.actions import Refused
from servicehall.evidence.models import Fact, FactObject
from servicehall.hall.actions import check_badge
from servicehall.reception import actions
from servicehall.reception.models import NEXT, Visit
from servicehall.reception.queries import people_ahead, queue
from tests.world import World, at, make_world


def kinds_of(visit: Visit) -> list[str]:
    places = FactObject.objects.filter(object_type="visit", object_id=visit.reference)
    assert list(places.order_by("seq").values_list("seq", flat=True)) == list(
        range(1, places.count() + 1)
    )
    return list(places.order_by("seq").values_list("fact__kind", flat=True))


def test_a_day_from_ticket_to_farewell_is_told_by_facts(world: World) -> None:
    world.on_duty()
    visit = world.ticket(at=at(10))
    assert visit.ticket == "A001"
    called = actions.call_next(counter=world.counter, by=world.clerk, at=at(10, 7))
    assert called == visit
    actions.recall(visit=called, by=world.clerk, at=at(10, 8))
    actions.start(visit=called, by=world.clerk, at=at(10, 9))
    actions.finish(visit=called, by=world.clerk, at=at(10, 21))
    assert kinds_of(visit) == [
        "ticket.taken",
        "ticket.called",
        "ticket.recalled",
        "visit.started",
        "visit.finished",
    ]
    call = Fact.objects.get(kind="ticket.called")
    assert call.data == {"waited_minutes": 7.0, "passed_over": 0, "reason": ""}
    assert (call.unit, call.counter, call.staff) == ("civil", "1", "clerk")
    end = Fact.objects.get(kind="visit.finished")
    assert end.data == {"service_minutes": 12.0, "next_unit": "roads", "after_hours": False}
    visit.refresh_from_db()
    assert visit.status == "finished"


def test_numbers_are_gapless_for_each_prefix_and_day(world: World) -> None:
    first = [world.ticket().ticket for _ in range(3)]
    far = world.ticket(service=world.far_service).ticket
    tomorrow = world.ticket(at=at(9) + timedelta(days=1))
    assert (first, far, tomorrow.ticket) == (["A001", "A002", "A003"], "B001", "A001")
    assert tomorrow.reference == "2026-11-10/A001"


def test_a_ticket_after_midnight_in_the_hall_belongs_to_the_new_day(world: World) -> None:
    before, after = world.ticket(at=at(23, 59)), world.ticket(at=at(0, 1) + timedelta(days=1))
    assert (before.day.day, after.day.day, after.number) == (9, 10, 1)


def test_who_has_priority_is_called_first_and_the_rest_in_order(world: World) -> None:
    world.on_duty()
    world.ticket(at=at(10))
    world.ticket(at=at(10, 1))
    elder = world.ticket(at=at(10, 2), priority="elderly")
    assert [each.ticket for each in queue(world.unit)] == ["A003", "A001", "A002"]
    assert [people_ahead(each) for each in queue(world.unit)] == [0, 1, 2]
    assert actions.call_next(counter=world.counter, by=world.clerk, at=at(10, 5)) == elder


def test_calling_out_of_order_counts_whom_it_passes_over(world: World) -> None:
    world.on_duty()
    for minute in range(3):
        world.ticket(at=at(10, minute))
    last = Visit.objects.get(number=3)
    actions.call_chosen(
        visit=last, counter=world.counter, reason="other", by=world.clerk, at=at(10, 5)
    )
    assert Fact.objects.get(kind="ticket.called").data["passed_over"] == 2


def test_the_next_counter_keeps_the_seniority_of_the_ticket(world: World) -> None:
    world.on_duty()
    world.on_duty(world.far_clerk, world.far_counter)
    visit = world.served(at=at(9, 30))
    world.ticket(service=world.far_service, at=at(10))
    actions.direct(visit=visit, to=world.other_unit, by=world.clerk, at=at(10, 20))
    assert [each.ticket for each in queue(world.other_unit)] == ["A001", "B001"]
    moved = actions.call_next(counter=world.far_counter, by=world.far_clerk, at=at(10, 30))
    assert moved == visit
    call = Fact.objects.filter(kind="ticket.called").latest("happened")
    assert call.data["waited_minutes"] == 10.0
    directed = Fact.objects.get(kind="visit.directed")
    assert (directed.unit, directed.counter, directed.data["to_unit"]) == ("civil", "1", "roads")


def test_a_repeated_command_does_nothing_twice(world: World) -> None:
    world.on_duty()
    key = str(uuid4())
    first = world.ticket(key=key)
    assert world.ticket(key=key) == first
    world.ticket(at=at(10, 1))
    call = str(uuid4())
    called = actions.call_next(counter=world.counter, by=world.clerk, at=at(10, 5), key=call)
    again = actions.call_next(counter=world.counter, by=world.clerk, at=at(10, 6), key=call)
    assert called == again == first
    assert Fact.objects.filter(kind__in=("ticket.taken", "ticket.called")).count() == 3


def test_a_key_used_for_another_noun_is_refused(world: World) -> None:
    key = str(uuid4())
    shift = world.on_duty()
    world.ticket(key=key)
    with pytest.raises(Refused, match="key_used_elsewhere"):
        check_badge(shift=shift, worn=True, by=world.clerk, at=at(10), key=key)
    shift.refresh_from_db()
    assert shift.badge_worn is None


WANTED = {
    "recall": "called",
    "miss": "missed",
    "start": "serving",
    "finish": "finished",
    "direct": "waiting",
}


@pytest.mark.parametrize(
    ("verb", "status"),
    [
        (verb, status)
        for verb, wanted in WANTED.items()
        for status in Visit.Status.values
        if wanted not in NEXT[status]
    ],
)
def test_an_impossible_transition_is_refused_and_changes_nothing(
    world: World, verb: str, status: str
) -> None:
    world.on_duty()
    visit = world.ticket()
    Visit.objects.filter(pk=visit.pk).update(status=status)
    visit.refresh_from_db()
    told = Fact.objects.count()
    more = {"to": world.other_unit} if verb == "direct" else {}
    with pytest.raises(Refused, match="impossible_transition"):
        getattr(actions, verb)(visit=visit, by=world.clerk, at=at(11), **more)
    visit.refresh_from_db()
    assert visit.status == status
    assert Fact.objects.count() == told


def test_what_the_client_believes_does_not_count(world: World) -> None:
    world.on_duty()
    visit = world.served()
    stale = Visit.objects.get(pk=visit.pk)
    actions.finish(visit=visit, by=world.clerk, at=at(11))
    with pytest.raises(Refused, match="impossible_transition"):
        actions.finish(visit=stale, by=world.clerk, at=at(11, 1))
    assert Fact.objects.filter(kind="visit.finished").count() == 1


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"priority": "friend"}, "unknown_priority"),
        ({"language": "fr"}, "unknown_language"),
    ],
)
def test_a_ticket_that_makes_no_sense_is_refused(
    world: World, change: dict[str, str], code: str
) -> None:
    with pytest.raises(Refused, match=code):
        world.ticket(**change)
    assert not Visit.objects.exists()
    assert world.ticket().number == 1


def test_who_may_not_call_is_refused(world: World) -> None:
    world.ticket()
    for member, code in (
        (world.clerk, "counter_closed"),
        (world.far_clerk, "not_permitted"),
        (world.supervisor, "not_permitted"),
        (world.stranger, "not_permitted"),
    ):
        with pytest.raises(Refused, match=code):
            actions.call_next(counter=world.counter, by=member, at=at(10))
    world.on_duty()
    with pytest.raises(Refused, match="not_on_duty"):
        actions.call_next(counter=world.counter, by=world.other_clerk, at=at(10))


def test_a_colleague_can_not_finish_what_another_began(world: World) -> None:
    world.on_duty()
    world.on_duty(world.other_clerk, world.other_counter)
    visit = world.served()
    with pytest.raises(Refused, match="not_permitted"):
        actions.finish(visit=visit, by=world.other_clerk, at=at(11))


def test_a_counter_serves_one_at_a_time_and_says_when_nobody_waits(world: World) -> None:
    world.on_duty()
    with pytest.raises(Refused, match="nobody_waiting"):
        actions.call_next(counter=world.counter, by=world.clerk, at=at(10))
    world.served()
    world.ticket()
    with pytest.raises(Refused, match="visit_open"):
        actions.call_next(counter=world.counter, by=world.clerk, at=at(10, 30))


@pytest.mark.django_db(transaction=True)
def test_two_counters_never_get_one_person() -> None:
    world = make_world()
    world.on_duty()
    world.on_duty(world.other_clerk, world.other_counter)
    for minute in range(10):
        world.ticket(at=at(10, minute))
    got: list[int] = []

    def work(counter: object, clerk: object) -> None:
        try:
            for minute in range(5):
                visit = actions.call_next(counter=counter, by=clerk, at=at(11, minute))  # type: ignore[arg-type]
                got.append(visit.pk)
                actions.start(visit=visit, by=clerk, at=at(11, minute))  # type: ignore[arg-type]
                actions.finish(visit=visit, by=clerk, at=at(11, minute, second=30))  # type: ignore[arg-type]
        finally:
            connection.close()

    threads = [
        threading.Thread(target=work, args=pair)
        for pair in ((world.counter, world.clerk), (world.other_counter, world.other_clerk))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(got) == sorted(set(got))
    assert len(got) == 10


@pytest.mark.django_db(transaction=True)
def test_one_key_tapped_many_times_at_once_gives_one_ticket() -> None:
    world = make_world()
    key = str(uuid4())
    got: list[str] = []

    def tap() -> None:
        try:
            got.append(world.ticket(key=key).ticket)
        finally:
            connection.close()

    threads = [threading.Thread(target=tap) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert got == ["A001"] * 6
    assert Visit.objects.count() == 1


def test_no_action_of_a_visit_takes_more_than_ten_statements(world: World) -> None:
    world.on_duty()
    counts = {}

    def counted(name: str, run: object) -> Visit:
        with CaptureQueriesContext(connection) as queries:
            visit: Visit = run()  # type: ignore[operator]
        counts[name] = len(queries)
        return visit

    counted("take", lambda: world.ticket(key=str(uuid4())))
    visit = counted(
        "call",
        lambda: actions.call_next(
            counter=world.counter, by=world.clerk, at=at(10, 5), key=str(uuid4())
        ),
    )
    counted("start", lambda: actions.start(visit=visit, by=world.clerk, at=at(10, 6), key="s"))
    counted("finish", lambda: actions.finish(visit=visit, by=world.clerk, at=at(10, 9), key="f"))
    assert max(counts.values()) <= 10, counts
