"""A real browser for the tests: Chromium as the machine has it, driven by Playwright."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
"""The programs that are looked for; the environment's ``CHROMIUM`` goes before them."""

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
"""Root needs the first; the others keep the browser from calling anyone but the page."""

ABSENT = "no Chromium found: install Debian's package chromium, or name a program in CHROMIUM"


def find_chromium() -> str | None:
    """The path of the browser to use, or nothing where there is none."""
    for name in (os.environ.get("CHROMIUM"), *NAMES):
        if name and (path := shutil.which(name)):
            return path
    return None


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what opens pages as ``browser``; skip it where there is no browser."""
    opening = [
        item
        for item in items
        if item.get_closest_marker("browser")
        or {"browser", "page"}.intersection(getattr(item, "fixturenames", ()))
    ]
    found = find_chromium()
    for item in opening:
        item.add_marker(pytest.mark.browser)
        if found is None:
            item.add_marker(pytest.mark.skip(reason=ABSENT))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The browser, started once; open a page with ``browser.new_page()`` or take ``page``."""
    # Playwright's synchronous form runs an event loop in this thread, which Django takes for
    # asynchronous code and would refuse to query the database from.
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=find_chromium(), args=[*FLAGS])
        yield started
        started.close()
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]
    else:
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = before


@pytest.fixture
def page(browser: Browser, live_server: Any) -> Iterator[Page]:
    """A fresh page of the served product, so ``page.goto("/")`` opens its start page.

    The test fails if a script failed, or the browser complained of anything but an answer's
    status: of a breach of the content security policy, say.
    """
    context = browser.new_context(base_url=live_server.url, locale="ko-KR")
    complaints = listen(context)
    opened = context.new_page()
    opened.set_default_timeout(15_000)
    yield opened
    context.close()
    assert not complaints, "the browser complained: " + "; ".join(complaints)


def listen(context: BrowserContext) -> list[str]:
    """A list that grows by what the context's pages complain of from now on."""
    complaints: list[str] = []

    def on_console(message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            complaints.append(f"{message.text} ({message.location.get('url', '')})")

    context.on("console", on_console)
    context.on("weberror", lambda error: complaints.append(str(error.error)))
    return complaints


def accessibility_faults(page: Page) -> list[str]:
    """What axe finds serious or critical on the page, one line a fault with where it is."""
    found = Axe().run(page).response["violations"]
    return [
        f"{fault['id']} ({fault['impact']}): {fault['help']}: "
        + ", ".join(" ".join(map(str, node["target"])) for node in fault["nodes"][:5])
        for fault in found
        if fault["impact"] in {"serious", "critical"}
    ]
