"""Slipping fingers: a tap that moves, or comes again at once, does nothing; no zoom, no menu."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from servicehall.reception.models import Visit
from tests.web.kiosk.test_views import on_screen, rest
from tests.world import World

pytestmark = pytest.mark.browser


def middle(page: Page, name: str) -> tuple[float, float]:
    box = page.get_by_role("button", name=name).bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_a_tap_that_slips_does_nothing(transactional_db: None, world: World, page: Page) -> None:
    on_screen(page, world)
    x, y = middle(page, "register")
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 40, y, steps=4)
    page.mouse.up()
    page.wait_for_timeout(300)
    assert not Visit.objects.exists()
    expect(page.get_by_role("heading", level=1)).to_have_text("What do you need to do?")
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 6, y + 3, steps=2)
    page.mouse.up()
    expect(page.get_by_role("heading", level=1)).to_contain_text("A001")


def test_a_second_tap_on_the_next_screen_does_nothing_at_once(
    transactional_db: None, world: World, page: Page
) -> None:
    page.goto("/testhall/kiosk/?language=en")
    # As if the screen before had been tapped a moment ago.
    page.evaluate("sessionStorage.setItem('tapped', String(Date.now()))")
    x, y = middle(page, "register")
    page.mouse.click(x, y)
    page.wait_for_timeout(200)
    assert not Visit.objects.exists()
    rest(page)
    page.mouse.click(x, y)
    expect(page.get_by_role("heading", level=1)).to_contain_text("A001")


def test_a_key_is_no_finger(transactional_db: None, world: World, page: Page) -> None:
    page.goto("/testhall/kiosk/?language=en")
    page.evaluate("sessionStorage.setItem('tapped', String(Date.now()))")
    page.get_by_role("button", name="register").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("A001")


def test_nothing_is_selected_zoomed_or_opened_by_a_long_press(
    transactional_db: None, world: World, page: Page
) -> None:
    page.goto("/testhall/kiosk/?language=en")
    styles = page.evaluate(
        "[getComputedStyle(document.body).userSelect, getComputedStyle(document.body).touchAction]"
    )
    assert styles == ["none", "pan-y"]
    prevented = page.evaluate(
        """() => ['contextmenu', 'dragstart', 'gesturestart'].map((sign) =>
            !document.querySelector('h1').dispatchEvent(
                new Event(sign, { bubbles: true, cancelable: true })))"""
    )
    assert prevented == [True, True, True]
    zoomed = page.evaluate(
        """() => !document.body.dispatchEvent(
            new WheelEvent('wheel', { ctrlKey: true, bubbles: true, cancelable: true }))"""
    )
    assert zoomed
    search = page.get_by_role("searchbox")
    assert search.evaluate("each => getComputedStyle(each).userSelect") == "text"


def test_the_kiosk_works_without_script(transactional_db: None, world: World, page: Page) -> None:
    assert page.context.browser is not None
    context = page.context.browser.new_context(java_script_enabled=False, locale="en-GB")
    plain = context.new_page()
    page.goto("/testhall/kiosk/")
    plain.goto(page.url)
    plain.get_by_role("link", name="English").click()
    plain.get_by_role("button", name="register").click()
    expect(plain.get_by_role("heading", level=1)).to_contain_text("A001")
    context.close()
