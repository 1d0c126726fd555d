"""The first lesson, walked in a browser on the demonstration as ``make run`` serves it.

A ticket at the kiosk, its call on the board, the service at the counter, the record of it, a
finding of the past days, its clause, and the score that it leads to.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.chromium import accessibility_faults, listen
from tests.served import served

PAGES = (
    "/",
    "/hanbit/",
    "/hanbit/services/passport/",
    "/hanbit/kiosk/",
    "/hanbit/kiosk/?language=zh",
    "/hanbit/board/",
    "/hanbit/standard/",
    "/hanbit/standard/clauses/2.6.1/",
    "/hanbit/standard/checks/told_twice/",
)
"""What anybody sees; the pages behind a role are seen on the walk."""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the demonstration."""
    with served(tmp_path_factory.mktemp("lesson"), "--demonstration", within=180) as found:
        yield found


@pytest.fixture
def window(browser: Browser, address: str) -> Iterator[BrowserContext]:
    """A window on the demonstration in English; a complaint of the browser fails the test."""
    context = browser.new_context(base_url=address, locale="en-GB")
    context.set_default_timeout(20_000)
    complaints = listen(context)
    yield context
    context.close()
    assert not complaints, "the browser complained: " + "; ".join(complaints)


def enter(page: Page, role: str) -> None:
    """Enter the demonstration in a role by its card."""
    page.goto("/")
    with page.expect_navigation():
        page.locator(f"form[action$='/enter/{role}/'] button").first.click()


def follow(page: Page, station: str) -> None:
    """Follow the thread to a station."""
    with page.expect_navigation():
        page.locator("nav.thread a.station", has_text=station).click()


def test_one_day_in_the_hall_from_the_ticket_to_the_score(window: BrowserContext) -> None:
    board = window.new_page()
    board.goto("/hanbit/board/")

    # The kiosk: language, priority, service.
    kiosk = window.new_page()
    kiosk.goto("/hanbit/kiosk/?language=en")
    with kiosk.expect_navigation():
        kiosk.locator(".kiosk-priority a").first.click()
    kiosk.wait_for_timeout(450)  # A second tap at once would do nothing.
    with kiosk.expect_navigation():
        kiosk.locator("button[name=service][value=passport]").click()
    ticket = kiosk.locator(".ticket-number").inner_text().split()[-1]
    assert re.fullmatch(r"A\d{3}", ticket)

    # The counter: whoever is here is served, then the ticket with priority is called.
    counter = window.new_page()
    enter(counter, "clerk")
    primary = counter.locator("#primary")
    for _ in range(4):
        if "Call next" in primary.inner_text():
            break
        counter.locator("#bar button[data-key~=f], #bar #primary").last.click()
        counter.wait_for_timeout(700)
    counter.keyboard.press("n")
    expect(counter.locator("#work")).to_contain_text(ticket)

    # The board was told, without being asked to look.
    expect(board.locator(".board-call", has_text=ticket)).to_be_visible()

    counter.keyboard.press("n")
    expect(primary).not_to_contain_text("Start")
    counter.locator("#bar").get_by_role("button", name=re.compile("^Finish")).click()
    expect(primary).to_contain_text("Call next")

    # The record of it, and what the standard says of it.
    desk = window.new_page()
    enter(desk, "supervisor")
    desk.goto("/hanbit/record/")
    row = desk.locator("tbody tr", has_text=f"/{ticket}").first
    with desk.expect_navigation():
        row.locator("a").first.click()
    expect(desk.locator("h1")).to_contain_text(ticket)
    expect(desk.locator("main")).to_contain_text("Ticket taken")
    assert accessibility_faults(desk) == []

    # From a finding to the clause, back, and on to the score.
    desk.goto("/hanbit/findings/")
    assert accessibility_faults(desk) == []
    with desk.expect_navigation():
        desk.locator("main tbody th a").first.click()
    finding = desk.url
    heading = desk.locator("h1").inner_text()
    assert accessibility_faults(desk) == []
    follow(desk, "Clause")
    expect(desk.locator("blockquote").first).to_be_visible()
    assert accessibility_faults(desk) == []
    desk.goto(finding)
    with desk.expect_navigation():
        desk.keyboard.press("c")
    expect(desk.locator("main")).to_contain_text("Confirmed")
    follow(desk, "Score")
    entry = desk.locator(f"[id='{finding.rstrip('/').rpartition('/')[2]}']")
    expect(entry).to_contain_text(heading)
    assert accessibility_faults(desk) == []
    with desk.expect_navigation():
        entry.locator("a").first.click()
    assert desk.url == finding


@pytest.mark.parametrize("theme", ["light", "dark", "contrast"])
@pytest.mark.parametrize("width", [360, 1920])
def test_every_public_page_fits_and_is_accessible(
    window: BrowserContext, address: str, theme: str, width: int
) -> None:
    window.add_cookies([{"name": "theme", "value": theme, "url": address}])
    page = window.new_page()
    page.set_viewport_size({"width": width, "height": 900})
    for path in PAGES:
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        assert accessibility_faults(page) == [], path


@pytest.mark.parametrize(
    ("role", "paths"),
    [
        ("clerk", ("/hanbit/counter/", "/hanbit/scores/my-month/")),
        ("lead", ("/hanbit/hall/", "/hanbit/findings/")),
        ("supervisor", ("/hanbit/findings/", "/hanbit/record/", "/hanbit/scores/")),
        ("leadership", ("/hanbit/leadership/", "/hanbit/scores/")),
    ],
)
@pytest.mark.parametrize("width", [360, 1920])
def test_every_page_of_a_role_fits_and_is_accessible(
    window: BrowserContext, role: str, paths: tuple[str, ...], width: int
) -> None:
    page = window.new_page()
    enter(page, role)
    page.set_viewport_size({"width": width, "height": 900})
    for path in paths:
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        assert accessibility_faults(page) == [], path
