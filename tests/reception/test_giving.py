"""Whether a ticket is given: hours, last tickets, and quotas that hold under a rush."""

from __future__ import annotations

import threading
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection

from servicehall.catalogue.actions import publish_item
from servicehall.catalogue.models import ServiceItem
from servicehall.evidence.actions import Refused
from servicehall.evidence.models import Fact
from servicehall.hall.models import Centre, Unit
from servicehall.reception.actions import Wanted
from servicehall.reception.giving import hindrances
from servicehall.reception.models import QuotaRoll, TicketRoll, Visit
from tests.web.counter.hands import statements
from tests.world import MONDAY, World, at, item, make_world

TUESDAY = MONDAY + timedelta(days=1)
WEEK = {day: [["09:00", "12:00"], ["13:00", "18:00"]] for day in ("mon", "tue", "wed")}


def limit(service: ServiceItem, quota: int | None = None, unit: int | None = None) -> None:
    """Give a service, and its unit, a daily quota."""
    service.daily_quota, service.unit.daily_quota = quota, unit
    ServiceItem.objects.filter(pk=service.pk).update(daily_quota=quota)
    Unit.objects.filter(pk=service.unit_id).update(daily_quota=unit)


def keep_hours(world: World, **but: object) -> None:
    """Let the hall give tickets within hours only."""
    Centre.objects.filter(pk=world.centre.pk).update(**({"hours": WEEK} | but))
    world.centre.refresh_from_db()
    world.service.centre = world.far_service.centre = world.centre


# Hours ---------------------------------------------------------------------------------------


def test_a_hall_without_hours_gives_tickets_at_any_time(world: World) -> None:
    assert world.ticket(at=at(3)).number == 1


@pytest.mark.parametrize(
    ("hour", "minute", "again"),
    [(8, 59, at(9)), (12, 0, at(13)), (18, 0, at(9, day=TUESDAY)), (23, 30, at(9, day=TUESDAY))],
)
def test_outside_its_hours_a_hall_gives_no_ticket_and_says_when(
    world: World, hour: int, minute: int, again: object
) -> None:
    keep_hours(world)
    with pytest.raises(Refused, match="outside_hours") as refused:
        world.ticket(at=at(hour, minute))
    assert refused.value.about["next"] == again
    assert not Visit.objects.exists()
    assert not TicketRoll.objects.exists()


def test_the_last_ticket_is_given_before_the_day_ends_not_before_noon(world: World) -> None:
    keep_hours(world, last_ticket_before=30)
    assert world.ticket(at=at(11, 45)).number == 1
    assert world.ticket(at=at(17, 29)).number == 2
    with pytest.raises(Refused, match="last_ticket_given") as refused:
        world.ticket(at=at(17, 30))
    assert refused.value.about["next"] == at(9, day=TUESDAY)


def test_a_day_off_is_a_day_without_tickets(world: World) -> None:
    keep_hours(world, days_off=[MONDAY.isoformat()])
    with pytest.raises(Refused, match="outside_hours") as refused:
        world.ticket(at=at(10))
    assert refused.value.about["next"] == at(9, day=TUESDAY)


def test_a_service_keeps_hours_of_its_own(world: World) -> None:
    mornings = publish_item(
        centre=world.centre, item=item("civil", "mornings", hours={"mon": "09:00-11:00"})
    )
    keep_hours(world)
    mornings.centre = world.centre
    assert world.ticket(service=mornings, at=at(10, 59)).number == 1
    for wanted in (
        {"service": mornings},
        {"service": world.service, "further": [Wanted(mornings)]},
    ):
        with pytest.raises(Refused, match="service_hours"):
            world.ticket(**wanted, at=at(11))
    assert world.ticket(at=at(11)).number == 2


def test_who_has_an_appointment_is_let_in(world: World) -> None:
    keep_hours(world)
    limit(world.service, 0)
    booked = world.ticket(at=at(8, 50), appointed_at=at(9), priority="appointment")
    assert booked.number == 1


# Quotas --------------------------------------------------------------------------------------


def test_a_quota_is_given_out_and_then_refused_without_a_gap(world: World) -> None:
    limit(world.service, 2)
    other = publish_item(centre=world.centre, item=item("civil", "other"))
    assert [world.ticket().number for _person in range(2)] == [1, 2]
    with pytest.raises(Refused, match="quota_full") as refused:
        world.ticket()
    assert refused.value.about == {"service": "register", "next": TUESDAY}
    assert world.ticket(service=other).number == 3
    assert world.ticket(at=at(9, day=TUESDAY)).number == 1
    assert QuotaRoll.objects.get(day=MONDAY).taken == 2


def test_a_units_quota_counts_people_whatever_they_come_for(world: World) -> None:
    limit(world.service, None, 2)
    other = publish_item(centre=world.centre, item=item("civil", "other"))
    other.unit.daily_quota = 2
    world.ticket(quantity=9)
    world.ticket(service=other, further=[Wanted(world.service, 3)])
    with pytest.raises(Refused, match="quota_full"):
        world.ticket()
    assert world.ticket(service=world.far_service).ticket == "B001"


def test_a_ticket_that_fails_at_its_last_service_counts_for_none(world: World) -> None:
    limit(world.service, 5)
    limit(world.far_service, 0)
    with pytest.raises(Refused, match="quota_full") as refused:
        world.ticket(further=[Wanted(world.far_service)])
    assert refused.value.about["service"] == "digging"
    assert not QuotaRoll.objects.exists()
    assert not Fact.objects.exists()
    assert world.ticket().number == 1


def test_a_quota_that_is_raised_lets_more_in(world: World) -> None:
    limit(world.service, 1)
    world.ticket()
    with pytest.raises(Refused, match="quota_full"):
        world.ticket()
    limit(world.service, 2)
    assert world.ticket().number == 2


def test_a_repeated_tap_does_not_count_twice(world: World) -> None:
    limit(world.service, 1)
    key = str(uuid4())
    assert world.ticket(key=key) == world.ticket(key=key)
    assert QuotaRoll.objects.get().taken == 1


def test_the_screens_know_what_the_tap_would_be_refused(world: World) -> None:
    limit(world.service, 1)

    def found() -> dict[str, tuple[str, object]]:
        items = [world.service, world.far_service]
        told = hindrances(world.centre, items, day=MONDAY, at=at(10))
        return {code: (each.code, each.next) for code, each in told.items()}

    assert found() == {}
    world.ticket()
    assert found() == {"register": ("quota_full", TUESDAY)}
    keep_hours(world)
    world.far_service.hours = {"wed": [["14:00", "15:00"]]}
    assert found() == {
        "register": ("quota_full", at(9, day=TUESDAY)),
        "digging": ("service_hours", at(14, day=MONDAY + timedelta(days=2))),
    }


@pytest.mark.django_db(transaction=True)
def test_a_rush_gets_no_more_tickets_than_the_quotas_allow() -> None:
    """Three kiosks at once, for two services of two units in either order: 40 taps, 9 tickets."""
    world = make_world()
    limit(world.service, 9, 30)
    limit(world.far_service, 12)
    got: list[Visit] = []
    refused: list[str] = []
    wrong: list[BaseException] = []

    def tap(turn: int) -> None:
        first, second = (world.service, world.far_service)[:: 1 if turn % 2 else -1]
        try:
            for _person in range(5):
                try:
                    got.append(world.ticket(service=first, further=[Wanted(second)]))
                except Refused as refusal:
                    refused.append(refusal.code)
        except BaseException as error:
            wrong.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=tap, args=(turn,)) for turn in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert (len(got), set(refused), len(refused)) == (9, {"quota_full"}, 31)
    taken = dict(QuotaRoll.objects.values_list("what", "taken"))
    assert taken == {"service:register": 9, "service:digging": 9, "unit:civil": 9}
    for prefix in ("A", "B"):
        numbers = sorted(each.number for each in got if each.prefix == prefix)
        assert numbers == list(range(1, len(numbers) + 1))


# The clock -----------------------------------------------------------------------------------


def test_a_clock_that_is_moved_back_leaves_numbers_gapless_and_unique(world: World) -> None:
    moments = (at(10), at(11), at(9, 30), at(10, day=TUESDAY), at(12), at(9, day=TUESDAY))
    tickets = [world.ticket(at=moment) for moment in moments]
    assert [each.reference for each in tickets] == [
        "2026-11-09/A001",
        "2026-11-09/A002",
        "2026-11-09/A003",
        "2026-11-10/A001",
        "2026-11-09/A004",
        "2026-11-10/A002",
    ]
    assert dict(TicketRoll.objects.values_list("day", "last")) == {MONDAY: 4, TUESDAY: 2}


def test_the_fullest_ticket_takes_at_most_ten_statements(world: World) -> None:
    keep_hours(world)
    limit(world.service, 9, 9)
    limit(world.far_service, 9, 9)
    with statements() as counted:
        world.ticket(further=[Wanted(world.far_service)], key=str(uuid4()))
    assert len(counted) <= 8, counted
