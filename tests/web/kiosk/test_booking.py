"""A kiosk that gives no ticket offers to book a time, where one can be booked."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Page

from servicehall.catalogue.models import ServiceItem
from servicehall.hall.models import Centre
from servicehall.reception.models import BookingPlan
from servicehall.web.public.tickets import qr_address
from tests.chromium import accessibility_faults
from tests.reception.booking import Letters, booked, phone, plan_for, told
from tests.web.counter.hands import Clock, text
from tests.web.kiosk.test_several import clock
from tests.world import MONDAY, World, at

__all__ = ("clock", "told")

WHY = "/testhall/kiosk/not-now/register/?language=en"
WEEK = {day: [["09:00", "18:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}
BOOK = "testserver/testhall/appointments/book/register/"


@pytest.fixture
def full(world: World, clock: Clock, told: Letters) -> World:
    """No ticket is left for the service today, but times can be booked."""
    ServiceItem.objects.filter(code="register").update(daily_quota=0)
    plan_for(world, first=at(10).time())
    return world


def test_where_all_tickets_are_given_out_a_time_is_offered(full: World, client: Client) -> None:
    page = text(client.get(WHY))
    assert "Next free appointment" in page
    assert 'datetime="2026-11-09T11:00:00+09:00"' in page, "with the plan's hour of notice"
    assert BOOK in page.replace("<wbr>", "")
    assert qr_address(f"http://{BOOK}") in page
    assert client.get(f"http://{BOOK}").status_code == 200
    assert "This service on your phone" not in page


def test_out_of_the_hours_of_a_service_a_time_is_offered(
    world: World, client: Client, clock: Clock, told: Letters
) -> None:
    ServiceItem.objects.filter(code="register").update(hours={"mon": [["14:00", "15:00"]]})
    plan_for(world)
    page = text(client.get(WHY))
    assert "This service is not received at this hour" in page
    assert BOOK in page.replace("<wbr>", "")


@pytest.mark.parametrize("lack", ["plan", "open", "sender", "room"])
def test_what_can_not_be_booked_is_not_offered(
    full: World, client: Client, settings: Any, lack: str
) -> None:
    if lack == "plan":
        BookingPlan.objects.all().delete()
    elif lack == "open":
        BookingPlan.objects.update(open=False)
    elif lack == "sender":
        settings.MESSAGES_FILE = ""
    else:
        BookingPlan.objects.update(days_ahead=0, slot_minutes=480, first=None)
        booked(full, 9, 0, day=MONDAY, at=at(7), reached=phone(1))
    page = text(client.get(WHY))
    assert "appointment" not in page.split("<main", 1)[-1].split("</main", 1)[0].lower()
    assert "This service on your phone" in page


@pytest.mark.parametrize(
    ("hour", "minute", "code"),
    [(20, 0, "outside_hours"), (17, 50, "last_ticket_given")],
)
@pytest.mark.parametrize("query", ["", "?language=en", "?language=ko"])
def test_a_closed_hall_offers_a_time_on_another_day(
    world: World,
    client: Client,
    clock: Clock,
    told: Letters,
    hour: int,
    minute: int,
    code: str,
    query: str,
) -> None:
    Centre.objects.update(hours=WEEK, last_ticket_before=15)
    plan_for(world)
    clock.now = at(hour, minute)
    answer = client.get(f"/testhall/kiosk/{query}")
    assert answer.headers["X-Refused"] == code
    page = text(answer)
    assert ">testserver/testhall/appointments/<" in page.replace("<wbr>", "")
    assert qr_address("http://testserver/testhall/appointments/") in page


def test_a_closed_hall_without_appointments_offers_none(
    world: World, client: Client, clock: Clock, told: Letters
) -> None:
    Centre.objects.update(hours=WEEK)
    clock.now = at(20)
    assert "kiosk-booking" not in text(client.get("/testhall/kiosk/"))


def test_a_locked_kiosk_sends_nobody_away(
    world: World, client: Client, clock: Clock, told: Letters
) -> None:
    plan_for(world)
    Centre.objects.update(kiosks_registered_only=True)
    page = client.get("/testhall/kiosk/")
    assert page.headers["X-Refused"] == "device_not_registered"
    assert "kiosk-booking" not in text(page)


@pytest.mark.browser
def test_the_offer_is_seen_on_every_screen(transactional_db: None, full: World, page: Page) -> None:
    for width, height in ((360, 740), (1080, 1920), (1280, 800)):
        page.set_viewport_size({"width": width, "height": height})
        page.goto(WHY)
        assert accessibility_faults(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
