"""The pages of the catalogue in a browser: nothing that axe finds, nothing wider than a phone."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from servicehall.catalogue.actions import draft_item, publish_item
from servicehall.catalogue.exchange.writing import written
from tests.chromium import accessibility_faults
from tests.web.counter.hands import sign_in
from tests.world import World, item, make_world

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def world(transactional_db: None) -> World:
    world = make_world()
    later = timezone.localdate() + timedelta(days=7)
    publish_item(centre=world.centre, item=item("civil", "register", fee=5), since=later)
    draft_item(
        centre=world.centre, item=item("civil", "register", fee=9), by=None, at=timezone.now()
    )
    return world


@pytest.fixture
def opened(page: Page, world: World) -> Page:
    """The browser of the administrator, in English."""
    session = sign_in(world.administrator).cookies["sessionid"].value
    page.goto("/")
    page.context.add_cookies(
        [
            {"name": "sessionid", "value": session, "url": page.url},
            {"name": "django_language", "value": "en", "url": page.url},
        ]
    )
    return page


def fits(page: Page, width: int) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth") <= width)


@pytest.mark.parametrize("width", [360, 1280])
def test_the_pages_are_in_order_on_every_screen(opened: Page, width: int) -> None:
    opened.set_viewport_size({"width": width, "height": 800})
    for address in ("/testhall/catalogue/", "/testhall/catalogue/items/register/"):
        opened.goto(address)
        assert accessibility_faults(opened) == []
        assert fits(opened, width)


@pytest.mark.parametrize(("unit", "told"), [("civil", "New"), ("parks", "Wrong")])
def test_a_file_is_looked_through_and_published_by_hand(
    opened: Page, tmp_path: Path, unit: str, told: str
) -> None:
    file = tmp_path / "services.xlsx"
    file.write_bytes(written([item(unit, "permit")], "xlsx"))
    opened.set_viewport_size({"width": 360, "height": 800})
    opened.goto("/testhall/catalogue/")
    opened.get_by_label("File", exact=True).set_input_files(file)
    opened.get_by_role("button", name="Look through the file").click()
    opened.locator(".badge", has_text=told).wait_for()
    assert accessibility_faults(opened) == []
    assert fits(opened, 360)
    publish = opened.get_by_role("button", name="Publish")
    assert publish.count() == (1 if told == "New" else 0)
    if told == "New":
        publish.click()
        opened.get_by_text("1 version is published.").wait_for()
