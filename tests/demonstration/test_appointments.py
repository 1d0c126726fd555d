"""The demonstration expects people: plans for every unit, some today, some on the days after."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest

from servicehall.demonstration.appointments import AHEAD, EXPECTED, expect_people
from servicehall.demonstration.cast import Cast, assemble
from servicehall.demonstration.present import open_hall
from servicehall.evidence.models import Fact
from servicehall.reception.models import Appointment, AppointmentContact, BookingPlan, Visit

ZONE = ZoneInfo("Asia/Seoul")
AT = datetime(2026, 11, 23, 14, 7, tzinfo=ZONE)


@pytest.fixture
def cast(db: None) -> Cast:
    """The hall of the demonstration, before anybody came."""
    return assemble()


def test_every_unit_expects_a_few_people_on_each_working_day(cast: Cast) -> None:
    expect_people(cast=cast, draw=Random(1), since=AT - timedelta(minutes=50), at=AT)
    assert BookingPlan.objects.count() == len(cast.units)
    days = {
        day: Appointment.objects.filter(day=day).count()
        for day in (date(2026, 11, 23) + timedelta(days=offset) for offset in range(AHEAD))
    }
    assert [count for day, count in days.items() if day.weekday() < 5] == [
        EXPECTED * len(cast.units)
    ] * 5
    assert [count for day, count in days.items() if day.weekday() > 4] == [0, 0]
    assert not Fact.objects.filter(happened__gt=AT).exists()


def test_nobody_real_is_ever_told(cast: Cast) -> None:
    """No number in Korea goes on with a nought after 010."""
    expect_people(cast=cast, draw=Random(1), since=AT - timedelta(minutes=50), at=AT)
    numbers = AppointmentContact.objects.values_list("phone", flat=True)
    assert {(each[:4], len(each)) for each in numbers} == {("0100", 11)}


def test_whoever_is_expected_already_is_not_expected_twice(cast: Cast) -> None:
    for _ in range(2):
        expect_people(cast=cast, draw=Random(1), since=AT - timedelta(minutes=50), at=AT)
    assert Appointment.objects.count() == EXPECTED * len(cast.units) * 5


def test_whose_time_is_now_has_come_and_is_called_in_turn(cast: Cast) -> None:
    open_hall(centre=cast.centre, at=AT, seed=7)
    today = Appointment.objects.filter(day=AT.date())
    come = today.exclude(visit=None)
    assert all(each.starts - timedelta(minutes=13) < AT for each in come)
    assert Visit.objects.filter(priority="appointment").count() == come.count()
    assert today.filter(status="confirmed", starts__gt=AT).exists()


def test_a_day_later_whoever_did_not_come_is_missed(cast: Cast) -> None:
    open_hall(centre=cast.centre, at=AT, seed=7)
    open_hall(centre=cast.centre, at=AT + timedelta(days=1), seed=7)
    before = Appointment.objects.filter(day=AT.date())
    assert set(before.values_list("status", flat=True)) <= {"missed", "checked_in"}
    assert Appointment.objects.filter(day=AT.date() + timedelta(days=1)).exists()
