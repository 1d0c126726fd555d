"""The numbers in a real browser: on a phone and a wide screen, in every theme."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.chromium import accessibility_faults
from tests.web.numbers.busy import busy_hall
from tests.web.supervision.test_walk import enter, side_scroll
from tests.world import World

pytestmark = pytest.mark.browser


@pytest.fixture
def busy(world: World, monkeypatch: pytest.MonkeyPatch) -> World:
    return busy_hall(world, monkeypatch)


@pytest.mark.parametrize(
    ("width", "theme", "language"),
    [(360, "light", "ko"), (360, "dark", "zh-hans"), (1280, "contrast", "en")],
)
def test_axe_finds_nothing_and_nothing_sticks_out(
    busy: World, page: Page, width: int, theme: str, language: str
) -> None:
    page.set_viewport_size({"width": width, "height": 780})
    enter(page, busy.director, language, theme)
    for address in ("?by=month", "?by=day", "visits/?what=waits&by=month", "?day=2026-11-08"):
        page.goto(f"/testhall/numbers/{address}")
        assert accessibility_faults(page) == [], address
        assert side_scroll(page) == 0, address


def test_from_a_number_to_a_history_and_back(busy: World, page: Page) -> None:
    enter(page, busy.lead)
    page.goto("/testhall/counter/")
    page.get_by_role("navigation", name="Main pages").get_by_text("More").click()
    page.get_by_role("link", name="Numbers").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Numbers")
    page.locator(".summary").get_by_role("link", name="10 min").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Waits")
    page.get_by_role("link", name="A005").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("A005")
    page.go_back()
    page.get_by_label("You are here").get_by_role("link", name="Numbers").click()
    expect(page.locator(".chart").first).to_be_visible()


def test_the_bars_of_a_chart_are_drawn_within_it(busy: World, page: Page) -> None:
    page.set_viewport_size({"width": 360, "height": 780})
    enter(page, busy.director)
    page.goto("/testhall/numbers/?by=month")
    chart = page.locator(".chart-plot").first
    frame = chart.bounding_box()
    bars = chart.locator(".chart-bar")
    assert frame
    assert bars.count() == 3, "two days came somebody, on one of them by appointment too"
    for number in range(bars.count()):
        box = bars.nth(number).bounding_box()
        assert box
        assert box["x"] >= frame["x"] - 1
        assert box["x"] + box["width"] <= frame["x"] + frame["width"] + 1
        assert box["y"] + box["height"] <= frame["y"] + frame["height"] + 1
