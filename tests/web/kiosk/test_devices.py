"""A browser becomes a kiosk, shows that it is alive, and gives nothing once it counts no more."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page, expect

from servicehall.evidence.models import Fact
from servicehall.hall.models import Centre
from servicehall.reception.actions import (
    lock_device,
    register_device,
    revoke_device,
    unlock_device,
)
from servicehall.reception.giving import EXPIRES_AFTER
from servicehall.reception.models import Device, Visit
from servicehall.web.kiosk.devices import DEVICE_COOKIE
from tests.chromium import accessibility_faults
from tests.reception.kiosks import browser_of, make_kiosk
from tests.web.counter.hands import text
from tests.web.kiosk.test_views import form
from tests.world import World

KIOSK = "/testhall/kiosk/"


@pytest.fixture
def strict(world: World) -> World:
    """The hall, giving tickets on registered kiosks only."""
    Centre.objects.filter(pk=world.centre.pk).update(kiosks_registered_only=True)
    world.centre.refresh_from_db()
    return world


def registered(world: World) -> str:
    """The pairing code of a device that waits for it."""
    return register_device(
        centre=world.centre, reference="entrance", by=world.administrator, at=timezone.now()
    ).pairing_code


def test_the_code_makes_this_browser_the_device(strict: World, client: Client) -> None:
    code = registered(strict)
    assert client.get(KIOSK).headers["X-Refused"] == "device_not_registered"
    page = client.get(f"{KIOSK}pair/?code={code}")
    assert f'value="{code}"' in text(page)
    assert Device.objects.get().paired_at is None, "to look at the page pairs nothing"
    answer = client.post(f"{KIOSK}pair/", {"code": code.lower()})
    assert (answer.status_code, answer["Location"]) == (303, KIOSK)
    cookie = answer.cookies[DEVICE_COOKIE]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie["path"] == KIOSK
    assert client.post(f"{KIOSK}take/", form()).status_code == 303
    assert Fact.objects.get(kind="ticket.taken").recorder == "kiosk:entrance"


@pytest.mark.parametrize("code", ["", "ABCD-EFGH", "<b>", "x" * 60])
def test_a_wrong_code_is_told_and_kept_to_be_mended(
    strict: World, client: Client, code: str
) -> None:
    registered(strict)
    answer = client.post(f"{KIOSK}pair/", {"code": code}, headers={"accept-language": "en"})
    assert answer.status_code == 422
    assert DEVICE_COOKIE not in answer.cookies
    assert "errors" in text(answer) or "field-wrong" in text(answer)


def test_pairing_is_a_post_of_our_own_form(strict: World) -> None:
    code = registered(strict)
    assert Client(enforce_csrf_checks=True).post(f"{KIOSK}pair/", {"code": code}).status_code == 403


@pytest.mark.parametrize("token", ["", "x", "'; --", "ü" * 30, "x" * 5000])
def test_a_token_that_no_device_has_is_no_device(strict: World, token: str) -> None:
    client = Client()
    client.cookies[DEVICE_COOKIE] = token
    answer = client.post(f"{KIOSK}take/", form())
    assert (answer.status_code, answer.headers["X-Refused"]) == (409, "device_not_registered")
    assert "This kiosk is not registered" in text(answer)
    assert not Visit.objects.exists()


def test_a_device_of_one_hall_is_none_in_another(strict: World) -> None:
    browser = browser_of(make_kiosk(strict))
    far = strict.stranger.centre
    Centre.objects.filter(pk=far.pk).update(kiosks_registered_only=True)
    assert browser.get(f"/{far.code}/kiosk/").headers["X-Refused"] == "device_not_registered"


def test_a_revoked_kiosk_says_so_and_gives_nothing(strict: World) -> None:
    device = make_kiosk(strict)
    browser = browser_of(device)
    assert browser.get(KIOSK).status_code == 200
    revoke_device(device=device, by=strict.administrator, at=timezone.now())
    page = text(browser.get(KIOSK))
    for said in ("취소된", "已撤销", "not registered any more", "Please call the staff"):
        assert said in page, said
    answer = browser.post(f"{KIOSK}take/", form())
    assert (answer.status_code, answer.headers["X-Refused"]) == (409, "device_revoked")
    assert not Visit.objects.exists()


def test_a_revoked_kiosk_gives_nothing_even_where_any_browser_may(world: World) -> None:
    device = make_kiosk(world)
    browser = browser_of(device)
    revoke_device(device=device, by=world.administrator, at=timezone.now())
    assert browser.post(f"{KIOSK}take/", form()).headers["X-Refused"] == "device_revoked"


def test_a_kiosk_that_expired_does_not_come_back_by_showing_itself(strict: World) -> None:
    browser = browser_of(make_kiosk(strict))
    long_ago = timezone.now() - EXPIRES_AFTER - timedelta(minutes=1)
    Device.objects.update(seen_at=long_ago)
    for _look in range(2):
        assert text(browser.get(f"{KIOSK}alive/")) == "device_expired"
        assert browser.get(KIOSK).headers["X-Refused"] == "device_expired"
    assert Device.objects.get().seen_at == long_ago


def test_a_kiosk_shows_that_it_is_alive_once_a_minute(strict: World) -> None:
    device = make_kiosk(strict, moment=timezone.now() - timedelta(minutes=2))
    browser = browser_of(device)
    answer = browser.get(f"{KIOSK}alive/")
    assert text(answer) == "open"
    assert answer.cookies[DEVICE_COOKIE].value == device.token
    seen = Device.objects.get().seen_at
    assert seen is not None
    assert seen > timezone.now() - timedelta(minutes=1)
    assert DEVICE_COOKIE not in browser.get(f"{KIOSK}alive/").cookies
    assert Device.objects.get().seen_at == seen


@pytest.mark.parametrize(
    ("reason", "said"),
    [("cleaning", "It is being cleaned."), ("drill", "There is a drill"), ("paper", "no paper")],
)
def test_a_locked_kiosk_tells_why(world: World, reason: str, said: str) -> None:
    device = make_kiosk(world)
    browser = browser_of(device)
    lock_device(device=device, reason=reason, by=world.lead, at=timezone.now())
    assert said in text(browser.get(KIOSK))
    assert text(browser.get(f"{KIOSK}alive/")) == "kiosk_locked"
    page = browser.post(f"{KIOSK}take/", form(language="en"))
    assert page.headers["X-Refused"] == "kiosk_locked"
    assert said in text(page)
    unlock_device(device=device, by=world.lead, at=timezone.now())
    assert text(browser.get(f"{KIOSK}alive/")) == "open"


def test_a_ticket_that_was_given_before_the_lock_is_given_again_on_a_retry(world: World) -> None:
    device = make_kiosk(world)
    browser = browser_of(device)
    sent = form()
    first = browser.post(f"{KIOSK}take/", sent)
    lock_device(device=device, reason="fault", by=world.lead, at=timezone.now())
    again = browser.post(f"{KIOSK}take/", sent)
    assert first.headers["Location"] == again.headers["Location"]


def test_phones_are_let_in_or_not_by_a_switch_of_their_own(strict: World, client: Client) -> None:
    phone = {"to": "phone"}
    assert client.post(f"{KIOSK}take/", form(**phone)).status_code == 303
    assert "Take a ticket" in text(
        client.get("/testhall/services/register/", headers={"accept-language": "en"})
    )
    Centre.objects.update(phone_tickets=False)
    answer = client.post(f"{KIOSK}take/", form(**phone))
    assert (answer.status_code, answer.headers["X-Refused"]) == (409, "no_phone_tickets")
    page = text(client.get("/testhall/services/register/", headers={"accept-language": "en"}))
    assert 'name="to" value="phone"' not in page
    assert Visit.objects.count() == 1


@pytest.mark.browser
def test_a_kiosk_learns_by_itself_that_it_was_locked_and_unlocked(
    transactional_db: None, world: World, page: Page
) -> None:
    page.clock.install()
    code = registered(world)
    page.goto(f"{KIOSK}pair/?code={code}")
    assert accessibility_faults(page) == []
    page.locator("main form button").click()
    expect(page.get_by_role("link", name="English")).to_be_visible()
    device = Device.objects.get()
    lock_device(device=device, reason="fault", by=world.lead, at=timezone.now())
    page.clock.run_for(21_000)
    expect(page.get_by_role("heading", name="This kiosk gives no tickets now")).to_be_visible()
    assert accessibility_faults(page) == []
    unlock_device(device=device, by=world.lead, at=timezone.now())
    page.clock.run_for(21_000)
    expect(page.get_by_role("link", name="English")).to_be_visible()
