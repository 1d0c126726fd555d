"""The kiosk goes through a restart of the real server: one ticket, and the screen kept."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from tests.chromium import accessibility_faults
from tests.served import free_port, served

MAKE = """
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0, interactive=False)
from tests.world import make_world
make_world()
"""

pytestmark = pytest.mark.browser


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The data of a hall with its cast."""
    done = subprocess.run(
        [sys.executable, "-c", MAKE],
        env={**os.environ, "SERVICEHALL_DATA": str(tmp_path), "DATABASE_URL": ""},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return tmp_path


@pytest.fixture
def window(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(locale="en-GB")
    context.set_default_timeout(30_000)
    yield context
    context.close()


def tickets(folder: Path) -> list[str]:
    with closing(sqlite3.connect(folder / "servicehall.sqlite3")) as database:
        return [
            reference
            for (reference,) in database.execute(
                "select reference from reception_visit order by id"
            )
        ]


def on_services(window: BrowserContext, address: str) -> Page:
    page = window.new_page()
    page.goto(f"{address}/testhall/kiosk/?language=en&priority=elderly")
    expect(page.get_by_role("heading", level=1)).to_have_text("What do you need to do?")
    return page


def test_a_server_that_stops_in_the_middle_of_a_tap_gives_one_ticket(
    folder: Path, window: BrowserContext
) -> None:
    """The ticket is written, the server dies before the kiosk hears of it, and comes back."""
    port = free_port()
    lost: list[str] = []
    first = served(folder, port=port)
    page = on_services(window, first.__enter__())

    def lose(route: Route) -> None:
        """Let the server do it, then stop the server and lose its answer."""
        if route.request.method != "POST" or lost:
            route.continue_()
            return
        answer = route.fetch(max_redirects=0)
        lost.append(f"{answer.status}")
        first.__exit__(None, None, None)
        route.abort("connectionreset")

    page.route("**/take/", lose)
    page.get_by_role("button", name="register").click()
    trying = page.locator("[data-trying]")
    expect(trying).to_be_visible()
    expect(trying).to_contain_text("One moment, trying again")
    assert lost == ["303"]
    assert len(tickets(folder)) == 1
    assert "/kiosk/?language=en&priority=elderly" in page.url, "the chosen screen is kept"
    with served(folder, port=port):
        expect(page.get_by_role("heading", level=1)).to_contain_text("A001")
        expect(page.locator("main")).to_contain_text("Elderly")
        assert accessibility_faults(page) == []
    assert len(tickets(folder)) == 1


def test_a_tap_while_the_server_is_away_is_done_once_it_is_back(
    folder: Path, window: BrowserContext
) -> None:
    port = free_port()
    with served(folder, port=port) as address:
        page = on_services(window, address)
    page.get_by_role("button", name="digging").click()
    expect(page.locator("[data-trying]")).to_be_visible()
    assert accessibility_faults(page) == []
    assert tickets(folder) == []
    with served(folder, port=port):
        expect(page.get_by_role("heading", level=1)).to_contain_text("B001")
        # A link too waits for the server.
        page.wait_for_timeout(450)
    page.get_by_role("link", name="Done").click()
    expect(page.locator("[data-trying]")).to_be_visible()
    with served(folder, port=port):
        expect(page.get_by_role("link", name="简体中文")).to_be_visible()
    assert len(tickets(folder)) == 1


def test_whoever_has_gone_gets_no_ticket_once_the_server_is_back(
    folder: Path, window: BrowserContext
) -> None:
    port = free_port()
    page = window.new_page()
    page.clock.install()
    with served(folder, port=port) as address:
        page.goto(f"{address}/testhall/kiosk/?language=en")
        expect(page.get_by_role("heading", level=1)).to_have_text("What do you need to do?")
    page.get_by_role("button", name="digging").click()
    expect(page.locator("[data-trying]")).to_be_visible()
    for _while in range(30):
        page.clock.run_for(4_000)
        page.wait_for_timeout(30)
    expect(page.locator("[data-trying]")).to_contain_text("Please go to the staff")
    with served(folder, port=port):
        for _while in range(20):
            page.clock.run_for(4_000)
            page.wait_for_timeout(100)
            if page.get_by_role("link", name="简体中文").is_visible():
                break
        expect(page.get_by_role("link", name="简体中文")).to_be_visible()
    assert tickets(folder) == []
