"""Set-up of appointments: plans whose parts fit, and days that are closed and opened again."""

from __future__ import annotations

import pytest
from django.test import Client

from servicehall.reception.models import BookingPlan, ClosedDay
from tests.reception.booking import TUESDAY, Letters, confirmed, plan_for, told
from tests.web.counter.hands import Clock, set_clock, text
from tests.web.setup.test_registrations import SETUP, address, enter
from tests.world import World, at, names

__all__ = ("told",)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """It is Monday, nine o'clock."""
    return set_clock(monkeypatch, at(9))


@pytest.fixture
def administrator(world: World, clock: Clock) -> Client:
    """The administrator, signed in."""
    return enter(world.administrator)


def plan(world: World, **but: object) -> dict[str, object]:
    given: dict[str, object] = {
        "centre": world.centre.pk,
        "unit": world.unit.pk,
        "service_code": "",
        "open": "on",
        "slot_minutes": 30,
        "capacity": "fixed",
        "per_slot": 2,
        "staff_share": 50,
        "before_rota": 1,
        "days_ahead": 28,
        "notice_minutes": 60,
    }
    return given | but


def closed(world: World, **but: object) -> dict[str, object]:
    given: dict[str, object] = {
        "centre": world.centre.pk,
        "unit": world.unit.pk,
        "day": "2026-11-10",
        "reason_ko": "교육",
        "reason_zh": "培训",
        "reason_en": "Training",
    }
    return given | but


def test_a_plan_is_made_and_changed_but_never_moved(world: World, administrator: Client) -> None:
    add = f"{SETUP}reception/bookingplan/add/"
    assert administrator.post(add, plan(world, pause_from="12:00", pause_until="13:00"))
    made = BookingPlan.objects.get()
    assert (made.unit, made.per_slot) == (world.unit, 2)
    assert administrator.post(address(made), plan(world, per_slot=5, unit=world.other_unit.pk))
    made.refresh_from_db()
    assert (made.unit, made.per_slot) == (world.unit, 5)


@pytest.mark.parametrize(
    "wrong",
    [
        {"service_code": "flying"},
        {"first": "12:00", "last": "11:00"},
        {"pause_from": "12:00"},
        {"pause_from": "13:00", "pause_until": "12:00"},
        {"slot_minutes": 1},
        {"staff_share": 101},
        {"capacity": "luck"},
    ],
)
def test_a_plan_whose_parts_do_not_fit_is_refused(
    world: World, administrator: Client, wrong: dict[str, object]
) -> None:
    answer = administrator.post(f"{SETUP}reception/bookingplan/add/", plan(world, **wrong))
    assert answer.status_code == 200
    assert not BookingPlan.objects.exists()


def test_a_day_is_closed_and_opened_again(world: World, administrator: Client) -> None:
    administrator.post(f"{SETUP}reception/closedday/add/", closed(world))
    made = ClosedDay.objects.get()
    assert made.reason == {"ko": "교육", "zh": "培训", "en": "Training"}
    assert made.closed_by == world.administrator
    assert "Training" in text(administrator.get(f"{SETUP}reception/closedday/"))
    administrator.post(address(made, "delete"), {"post": "yes"})
    assert not ClosedDay.objects.exists()


def test_a_day_on_which_people_are_expected_is_closed_elsewhere(
    world: World, administrator: Client, told: Letters
) -> None:
    plan_for(world)
    confirmed(world)
    for unit in (world.unit.pk, ""):
        answer = administrator.post(f"{SETUP}reception/closedday/add/", closed(world, unit=unit))
        assert "People have appointments on this day" in text(answer)
    assert not ClosedDay.objects.exists()
    answer = administrator.post(
        f"{SETUP}reception/closedday/add/", closed(world, unit=world.other_unit.pk)
    )
    assert ClosedDay.objects.get().unit == world.other_unit


@pytest.mark.parametrize("member", ["clerk", "lead", "supervisor"])
def test_who_does_not_set_up_makes_no_plan(world: World, member: str) -> None:
    client = enter(getattr(world, member))
    row = plan_for(world)
    day = ClosedDay.objects.create(centre=world.centre, day=TUESDAY, reason=names("x"))
    for each in (row, day):
        assert client.get(address(each)).status_code in {302, 403}
        assert client.post(address(each, "delete"), {"post": "yes"}).status_code in {302, 403}
    assert BookingPlan.objects.exists()
    assert ClosedDay.objects.exists()
