"""Checking in at the kiosk: scanned or typed, and each hindrance with a way on."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from playwright.sync_api import Page

from servicehall.hall.actions import found_centre
from servicehall.reception import actions
from servicehall.reception.models import Appointment, Visit
from tests.chromium import accessibility_faults
from tests.reception.booking import TUESDAY, Letters, booked, confirmed, phone, plan_for, told
from tests.web.counter.hands import Clock, set_clock, statements, text
from tests.world import World, at, names

__all__ = ("told",)
PAGE = "/testhall/kiosk/appointment/"


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """It is Tuesday, twenty past ten."""
    return set_clock(monkeypatch, at(10, 20, day=TUESDAY))


@pytest.fixture
def appointment(world: World, clock: Clock, told: Letters) -> Appointment:
    """An appointment of today, half past ten."""
    plan_for(world)
    return confirmed(world)


def sent(appointment: Appointment, **but: str) -> dict[str, str]:
    """What the kiosk's form sends."""
    given = {"number": appointment.reference, "code": appointment.code, "language": "en"}
    return given | but


def test_the_kiosk_leads_there_and_keeps_language_and_size(
    appointment: Appointment, client: Client
) -> None:
    page = text(client.get("/testhall/kiosk/?language=en&large=1&priority=elderly"))
    assert f'href="{PAGE}?language=en&amp;large=1"' in page
    page = text(client.get(f"{PAGE}?language=zh&large=1"))
    assert '<html lang="zh-Hans" data-theme="light" data-size="largest"' in page


def test_a_scanned_link_gives_the_ticket(appointment: Appointment, client: Client) -> None:
    link = f"https://hall.example/testhall/appointments/{appointment.reference}/{appointment.code}/"
    answer = client.post(PAGE, sent(appointment, number=link, code=""))
    visit = Visit.objects.get()
    assert answer.status_code == 303
    assert answer["Location"] == f"/testhall/kiosk/taken/{visit.code}/?language=en"
    page = text(client.get(answer["Location"]))
    assert "Appointment 10:30" in page
    assert visit.ticket in page


def test_number_and_code_may_be_typed_as_people_type(
    appointment: Appointment, client: Client
) -> None:
    code = f"{appointment.code[:4]} {appointment.code[4:]}".lower()
    number = appointment.reference.replace("-", " ")
    assert client.post(PAGE, sent(appointment, number=number, code=code)).status_code == 303
    assert Visit.objects.get().priority == "appointment"


def test_a_second_scan_shows_the_same_ticket(appointment: Appointment, client: Client) -> None:
    first = client.post(PAGE, sent(appointment))
    again = client.post(PAGE, sent(appointment))
    assert first["Location"] == again["Location"]
    assert Visit.objects.count() == 1


def test_who_is_late_gets_a_ticket_and_is_told_why_it_queues(
    appointment: Appointment, client: Client, clock: Clock
) -> None:
    clock.now = at(10, 45, day=TUESDAY)
    answer = client.post(PAGE, sent(appointment))
    page = text(client.get(answer["Location"]))
    assert "came too late" in page
    assert "This ticket queues from now on" in page


@pytest.mark.parametrize(
    ("day", "hour", "minute", "says"),
    [
        (0, 9, 50, "You can check in from 10:00 on"),
        (-1, 10, 20, "not today"),
        (1, 10, 20, "not today"),
    ],
)
def test_too_early_or_on_another_day_is_told_with_a_way_on(
    appointment: Appointment,
    client: Client,
    clock: Clock,
    day: int,
    hour: int,
    minute: int,
    says: str,
) -> None:
    clock.now = at(hour, minute, day=TUESDAY) + timedelta(days=day)
    answer = client.post(PAGE, sent(appointment))
    assert answer.status_code == 422
    assert says in text(answer)
    assert 'href="/testhall/kiosk/?language=en"' in text(answer)
    assert not Visit.objects.exists()


def test_another_hall_a_cancelled_and_an_unconfirmed_one_are_told_apart(
    world: World, appointment: Appointment, client: Client
) -> None:
    found_centre(code="elsewhere", names=names("Elsewhere"))
    page = text(client.post("/elsewhere/kiosk/appointment/", sent(appointment)))
    assert "at another hall: Test hall" in page
    actions.cancel(appointment=appointment, at=at(9, 5))
    assert "was cancelled" in text(client.post(PAGE, sent(appointment)))
    waiting = booked(world, 11, reached=phone(1), at=at(10, 19, day=TUESDAY) - timedelta(hours=2))
    assert "was not confirmed yet" in text(client.post(PAGE, sent(waiting)))
    assert not Visit.objects.exists()


def test_a_ticket_of_an_earlier_day_is_not_shown_again(
    appointment: Appointment, client: Client, clock: Clock
) -> None:
    client.post(PAGE, sent(appointment))
    clock.now = at(10, 20, day=TUESDAY + timedelta(days=1))
    answer = client.post(PAGE, sent(appointment))
    assert answer.status_code == 422
    assert "has its ticket already" in text(answer)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"code": "22222222"}, "No appointment has this number with this code"),
        ({"number": "A014"}, "A number looks like"),
        ({"code": ""}, "Write the code"),
        ({"number": ""}, "Write the number"),
    ],
)
def test_what_is_no_appointment_is_told_and_kept(
    appointment: Appointment, client: Client, wrong: dict[str, str], says: str
) -> None:
    answer = client.post(PAGE, sent(appointment, **wrong))
    assert answer.status_code == 422
    assert says in text(answer)
    assert not Visit.objects.exists()


def test_nobody_declares_an_appointment_as_a_reason_for_priority(
    world: World, client: Client
) -> None:
    page = text(client.get("/testhall/kiosk/?language=en"))
    assert "priority=appointment" not in page
    page = text(client.get("/testhall/kiosk/?language=en&priority=appointment"))
    assert "kiosk-chosen" not in page
    answer = client.post(
        "/testhall/kiosk/take/",
        {
            "service": "register",
            "language": "en",
            "priority": "appointment",
            "key": "8f14e45f-ceea-4d6f-9d8b-0123456789ab",
        },
    )
    assert answer.status_code == 409
    assert not Visit.objects.exists()


def test_checking_in_takes_few_statements(appointment: Appointment, client: Client) -> None:
    with statements() as counted:
        client.post(PAGE, sent(appointment))
    assert len([sql for sql in counted if "pg_notify" not in sql]) <= 10, counted


@pytest.mark.django_db(transaction=True)
def test_the_page_can_be_used_by_everybody(world: World, page: Page) -> None:
    for look in ("", "&large=1&contrast=1"):
        page.goto(f"{PAGE}?language=ko{look}")
        assert accessibility_faults(page) == []
    # The kiosk asks whether the hall is there before it sends anything.
    with page.expect_navigation():
        page.locator("form.form button").click()
    assert accessibility_faults(page) == []
