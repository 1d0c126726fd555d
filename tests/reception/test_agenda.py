"""What a calendar shows: free days, full ones, why others can't be had; in few statements."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from servicehall.hall import actions as hall
from servicehall.reception.agenda import (
    BookingDay,
    appointment_by,
    appointments_on,
    bookable,
    booking_days,
    plan_of,
)
from servicehall.reception.models import Appointment, BookingPlan, ClosedDay
from tests.reception.booking import TUESDAY, Letters, booked, confirmed, phone, plan_for, told
from tests.world import MONDAY, World, at, names

__all__ = ("told",)
pytestmark = pytest.mark.usefixtures("told")


def days_of(world: World, plan: BookingPlan, **but: Any) -> dict[date, BookingDay]:
    given: dict[str, Any] = {"since": MONDAY, "until": MONDAY + timedelta(days=13), "at": at(9)}
    found = booking_days(plan, world.centre, **(given | but))
    return {each.day: each for each in found}


def test_a_calendar_says_what_is_free_and_why_the_rest_is_not(world: World) -> None:
    plan = plan_for(world, days_ahead=8)
    ClosedDay.objects.create(
        centre=world.centre, day=TUESDAY + timedelta(days=1), reason=names("Power cut")
    )
    found = days_of(world, plan, since=MONDAY - timedelta(days=1))
    assert [each.why for each in found.values()] == [
        "past", "", "", "closed", "", "", "weekend", "weekend", "", "", *["far"] * 5,
    ]  # fmt: skip
    assert found[TUESDAY].free == 18
    assert found[MONDAY].free == 16
    assert found[TUESDAY + timedelta(days=1)].reason == names("Power cut")


def test_what_is_taken_is_not_free_until_it_is_let_go(world: World) -> None:
    plan = plan_for(world)
    appointment = booked(world)
    confirmed(world, 14, 0, reached=phone(1))
    assert days_of(world, plan)[TUESDAY].free == 16
    assert days_of(world, plan, at=at(9, 15))[TUESDAY].free == 17
    moving = days_of(world, plan, moving=appointment)
    assert moving[TUESDAY].free == 17


def test_a_day_on_which_all_is_taken_is_full(world: World) -> None:
    plan = plan_for(world, slot_minutes=480)
    assert not days_of(world, plan)[TUESDAY].full
    confirmed(world, 9, 0)
    assert days_of(world, plan)[TUESDAY].full


def test_staff_see_what_is_left_of_this_very_hour(world: World) -> None:
    plan = plan_for(world)
    assert days_of(world, plan, at=at(9, 10))[MONDAY].free == 15
    assert days_of(world, plan, at=at(9, 10), by_staff=True)[MONDAY].free == 17


def test_a_year_whose_holidays_nobody_knows_can_not_be_booked(world: World) -> None:
    world.centre.jurisdiction = "CN"
    plan = plan_for(world, days_ahead=366)
    day = date(2099, 1, 5)
    (found,) = booking_days(
        plan, world.centre, since=day, until=day, at=at(9, day=day - timedelta(days=3))
    )
    assert (found.why, found.slots) == ("unknown", ())


def test_a_month_takes_three_statements_however_much_is_booked(world: World) -> None:
    plan = plan_for(world, capacity="staff", per_slot=9)
    for offset in range(5):
        day = MONDAY + timedelta(days=7 + offset)
        hall.plan_shift(
            staff=world.clerk, counter=world.counter, day=day, starts=at(9, day=day),
            ends=at(18, day=day), by=world.administrator, at=at(8),
        )  # fmt: skip
        booked(world, day=day, reached=phone(offset))
    with CaptureQueriesContext(connection) as queries:
        found = days_of(world, plan, until=MONDAY + timedelta(days=41))
    assert len(queries) == 3
    assert found[MONDAY + timedelta(days=7)].slots[0].capacity == 4
    assert found[MONDAY + timedelta(days=7)].slots[3].free == 3


def test_only_services_with_an_open_plan_can_be_booked(world: World) -> None:
    both = [world.service, world.far_service]
    assert bookable(world.centre, both) == []
    plan_for(world)
    assert bookable(world.centre, both) == [world.service]
    own = plan_for(world, service_code="register", open=False)
    assert bookable(world.centre, both) == []
    assert plan_of(world.service) is None
    BookingPlan.objects.filter(pk=own.pk).update(open=True)
    assert plan_of(world.service) == own


def test_an_appointment_is_found_by_number_and_code_together(world: World) -> None:
    plan_for(world, per_slot=2)
    one, other = booked(world), booked(world, reached=phone(1))
    assert appointment_by(one.reference, one.code) == one
    for reference, code in ((one.reference, other.code), (one.reference, ""), ("", one.code)):
        with pytest.raises(Appointment.DoesNotExist):
            appointment_by(reference, code)


def test_a_day_lists_its_appointments_in_the_order_of_their_times(world: World) -> None:
    plan_for(world)
    late, early = booked(world, 15), booked(world, 9, reached=phone(1))
    booked(world, day=TUESDAY + timedelta(days=1), reached=phone(2))
    assert list(appointments_on(world.centre, TUESDAY)) == [early, late]


def test_a_sender_of_the_tests_keeps_what_is_told(world: World, told: Letters) -> None:
    plan_for(world)
    booked(world)
    assert [each.occasion for each in told] == ["code"]
