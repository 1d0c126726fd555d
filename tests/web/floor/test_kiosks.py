"""Kiosks on the floor: how their printers stand, and locking them for a reason."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page, expect

from servicehall.evidence.models import Fact
from servicehall.reception.actions import note_paper, revoke_device
from servicehall.reception.models import Device
from tests.chromium import accessibility_faults
from tests.reception.kiosks import browser_of, make_kiosk, make_printer
from tests.web.counter.hands import sign_in, text
from tests.world import World

HALL = "/testhall/hall/"


def test_a_hall_without_kiosks_shows_none(world: World) -> None:
    assert "kiosks-title" not in text(sign_in(world.lead).get(HALL))


def test_the_floor_tells_what_hinders_a_kiosk(world: World) -> None:
    device = make_kiosk(world, printer=make_printer(world))
    note_paper(device=device, paper="out", at=timezone.now())
    page = text(sign_in(world.lead).get(f"{HALL}?part=hall"))
    assert "Entrance" in page
    assert "Out of paper" in page
    assert "Gives tickets" in page
    revoke_device(device=device, by=world.administrator, at=timezone.now())
    assert "Out of paper" not in text(sign_in(world.lead).get(HALL))


def test_a_kiosk_that_is_silent_is_seen(world: World) -> None:
    make_kiosk(world, moment=timezone.now() - timedelta(minutes=5))
    page = text(sign_in(world.lead).get(HALL))
    assert "No sign of life" in page
    assert "Gives tickets" not in page
    browser_of(make_kiosk(world, reference="east")).get("/testhall/kiosk/")
    assert "Gives tickets" in text(sign_in(world.lead).get(HALL))


def test_a_lead_locks_a_kiosk_and_unlocks_it(world: World) -> None:
    browser = browser_of(make_kiosk(world))
    lead = sign_in(world.lead)
    sent = {"reason": "cleaning", "key": str(uuid4())}
    for _click in range(2):
        assert lead.post(f"{HALL}kiosks/entrance/", sent).status_code == 303
    page = text(lead.get(HALL))
    assert "Cleaning" in page
    assert "Member lead" in page
    assert browser.get("/testhall/kiosk/").headers["X-Refused"] == "kiosk_locked"
    lead.post(f"{HALL}kiosks/entrance/", {"reason": "", "key": str(uuid4())})
    assert browser.get("/testhall/kiosk/").status_code == 200
    assert "X-Refused" not in browser.get("/testhall/kiosk/").headers
    assert Fact.objects.filter(kind__in=("device.locked", "device.unlocked")).count() == 2


@pytest.mark.parametrize(
    ("member", "status"),
    [("clerk", 403), ("supervisor", 403), ("director", 403), ("stranger", 403)],
)
def test_who_does_not_mind_the_hall_locks_nothing(world: World, member: str, status: int) -> None:
    make_kiosk(world)
    client = sign_in(getattr(world, member))
    sent = {"reason": "fault", "key": str(uuid4())}
    assert client.post(f"{HALL}kiosks/entrance/", sent).status_code == status
    assert Client().post(f"{HALL}kiosks/entrance/", sent).status_code == 302
    assert Device.objects.get().lock == ""
    assert 'name="reason"' not in text(sign_in(world.supervisor).get(HALL))


def test_a_kiosk_or_reason_that_is_none_is_refused(world: World) -> None:
    make_kiosk(world)
    lead = sign_in(world.lead)
    key = {"key": str(uuid4())}
    assert lead.post(f"{HALL}kiosks/other/", key | {"reason": "fault"}).status_code == 404
    wrong = lead.post(f"{HALL}kiosks/entrance/", key | {"reason": "mood"})
    assert (wrong.status_code, wrong.headers["X-Refused"]) == (409, "unknown_reason")
    assert lead.get(f"{HALL}kiosks/entrance/").status_code == 405


@pytest.mark.browser
def test_the_floor_with_kiosks_is_accessible(
    transactional_db: None, world: World, page: Page
) -> None:
    device = make_kiosk(world, printer=make_printer(world), locks_without_paper=True)
    make_kiosk(world, reference="east")
    note_paper(device=device, paper="out", at=timezone.now())
    page.goto("/")
    session = sign_in(world.lead).cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": page.url}])
    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(HALL)
        expect(page.locator("#kiosks-title")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert accessibility_faults(page) == []
