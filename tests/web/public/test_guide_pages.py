"""The pages about guides in a browser: readable for everybody, on a phone and on a desk."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client
from playwright.sync_api import Page

from servicehall.catalogue.actions import publish_item, stock_guides
from servicehall.hall.models import StaffMember
from tests.chromium import accessibility_faults
from tests.web.counter.hands import sign_in
from tests.world import World, at, item

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("transactional_db")]


def look_at(page: Page, address: str, member: StaffMember | None = None) -> None:
    """Open the page on a phone and on a desk, in light and in dark."""
    page.goto("/testhall/")
    if member is not None:
        session = sign_in(member).cookies["sessionid"].value
        page.context.add_cookies([{"name": "sessionid", "value": session, "url": page.url}])
    for width, scheme in ((360, "light"), (1280, "dark")):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        page.set_viewport_size({"width": width, "height": 800})
        page.goto(address)
        assert accessibility_faults(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def report(world: World) -> None:
    """Somebody told of a counter."""
    form = {"asked": ["money", "newer"], "counter": "1", "words": "x" * 300, "key": str(uuid4())}
    assert Client().post("/testhall/services/register/report/", form).status_code == 303


def lay_out(world: World) -> None:
    """Guides at the counter, some of which run low and all of which are old."""
    for language, left in (("ko", 0), ("zh", 3), ("en", 40)):
        stock_guides(
            service=world.service,
            language=language,
            left=left,
            low_mark=3,
            unit=world.unit,
            counter=world.counter,
            by=world.lead,
            at=at(9),
        )
    publish_item(centre=world.centre, item=item("civil", "register", fee=1))


@pytest.mark.parametrize("address", ["", "?large=1", "report/"])
def test_the_guide_is_readable_for_everybody(world: World, page: Page, address: str) -> None:
    look_at(page, f"/testhall/services/register/{address}")


def test_the_lead_reads_which_guides_run_low(world: World, page: Page) -> None:
    lay_out(world)
    look_at(page, "/testhall/hall/guides/", world.lead)


def test_supervision_reads_what_was_told(world: World, page: Page) -> None:
    report(world)
    look_at(page, "/testhall/guides/reports/", world.supervisor)


def test_at_the_counter_the_guides_come_when_they_are_asked_for(
    open_hall: World, page: Page
) -> None:
    lay_out(open_hall)
    page.goto("/testhall/")
    session = sign_in(open_hall.clerk).cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": page.url}])
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto("/testhall/counter/")
    page.locator(".counter-more > summary").click()
    page.locator("summary[data-key=i]").click()
    row = page.locator(".guides-here li", has_text="40")
    row.get_by_role("button").first.click()
    page.locator(".guides-here li", has_text="39").wait_for()
    assert accessibility_faults(page) == []
