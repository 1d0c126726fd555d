"""Takes a picture of every main page: ``make screenshots``.

Serves the demonstration from a folder of its own, enters it in each role, and writes the pictures
to ``build/screenshots``; ``--picture`` writes the one that the README shows instead. Pictures are
there to be looked at: nothing is compared.
"""

from __future__ import annotations

import argparse
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import product
from pathlib import Path
from urllib.error import URLError

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.chromium import FLAGS, find_chromium

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "build" / "screenshots"
CENTRE = "hanbit"

LANGUAGES = {"ko": "ko", "zh": "zh-hans", "en": "en"}
SIZES = {"phone": (360, 780), "desktop": (1280, 900), "wide": (1920, 1080)}
THEMES = ("light", "dark", "contrast")

PAGES = {
    "": {
        "start": "/",
        "public": f"/{CENTRE}/",
        "guide": f"/{CENTRE}/services/food-business/",
        "kiosk": f"/{CENTRE}/kiosk/?language={{language}}",
        "board": f"/{CENTRE}/board/",
        "standard": f"/{CENTRE}/standard/",
        "clause": f"/{CENTRE}/standard/clauses/2.6.1/",
    },
    "clerk": {"counter": f"/{CENTRE}/counter/", "my-month": f"/{CENTRE}/scores/my-month/"},
    "lead": {"hall": f"/{CENTRE}/hall/"},
    "supervisor": {
        "findings": f"/{CENTRE}/findings/",
        "record": f"/{CENTRE}/record/",
        "scores": f"/{CENTRE}/scores/",
        "check": f"/{CENTRE}/standard/checks/told_twice/",
    },
    "leadership": {
        "leadership": f"/{CENTRE}/leadership/",
        "numbers": f"/{CENTRE}/numbers/?by=week",
        "numbers-visits": f"/{CENTRE}/numbers/visits/?by=week&what=waits",
    },
}
"""The pages that each role opens; ``""`` is whoever has not signed in."""


def main() -> int:
    """Take the pictures; 2 where there is no browser."""
    parser = argparse.ArgumentParser(prog="screenshots", description="Pictures of the pages.")
    parser.add_argument("--only", help="a page's name, to take its pictures alone")
    parser.add_argument("--languages", nargs="*", choices=LANGUAGES, default=[*LANGUAGES])
    parser.add_argument("--sizes", nargs="*", choices=SIZES, default=["phone", "desktop"])
    parser.add_argument("--themes", nargs="*", choices=THEMES, default=["light", "dark"])
    parser.add_argument("--picture", action="store_true", help="the README's picture")
    options = parser.parse_args()
    program = find_chromium()
    if program is None:
        print("screenshots: no Chromium found", file=sys.stderr)
        return 2
    PICTURES.mkdir(parents=True, exist_ok=True)
    with served() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=[*FLAGS])
        if options.picture:
            take_picture(browser, address)
        else:
            for choice in product(options.languages, options.sizes, options.themes):
                print(*choice, file=sys.stderr, flush=True)
                take(browser, address, *choice, only=options.only)
        browser.close()
    return 0


@contextmanager
def served() -> Iterator[str]:
    """The address of a demonstration that is served for as long as the block runs."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        server = subprocess.Popen(
            [ROOT / ".venv/bin/servicehall", "serve", "--demonstration", "--port", str(port)],
            env={**os.environ, "SERVICEHALL_DATA": folder, "DATABASE_URL": ""},
        )
        try:
            address = f"http://127.0.0.1:{port}"
            wait_for(f"{address}/health/", server)
            yield address
        finally:
            server.terminate()
            server.wait(timeout=20)


def wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    """Return once the address answers; raises ``RuntimeError`` where the server has ended."""
    while server.poll() is None:
        try:
            urllib.request.urlopen(address, timeout=5).close()
            return
        except (URLError, OSError):
            time.sleep(0.2)
    raise RuntimeError(f"the server ended with status {server.returncode}")


def entered(browser: Browser, address: str, role: str, **look: str) -> BrowserContext:
    """A browser context that has entered the demonstration in a role, in a language and theme."""
    width, height = SIZES[look["size"]]
    context = browser.new_context(
        base_url=address, viewport={"width": width, "height": height}, locale=look["language"]
    )
    context.add_cookies(
        [
            {"name": "django_language", "value": LANGUAGES[look["language"]], "url": address},
            {"name": "theme", "value": look["theme"], "url": address},
        ]
    )
    if role:
        page = context.new_page()
        page.goto("/")
        with page.expect_navigation():
            page.locator(f"form[action$='/enter/{role}/'] button").first.click()
        page.close()
    return context


def take(
    browser: Browser, address: str, language: str, size: str, theme: str, *, only: str | None
) -> None:
    """Take the pictures of all pages in one look."""
    for role, pages in PAGES.items():
        wanted = {name: path for name, path in pages.items() if only in (None, name)}
        if not wanted and only not in (None, "finding", "history", "score"):
            continue
        context = entered(browser, address, role, language=language, size=size, theme=theme)
        page = context.new_page()
        for name, path in wanted.items():
            page.goto(path.format(language=language))
            snap(page, f"{name}-{language}-{size}-{theme}", whole=name not in {"board", "kiosk"})
        if role == "supervisor" and only in (None, "finding", "history", "score"):
            for name in follow(page):
                snap(page, f"{name}-{language}-{size}-{theme}")
        context.close()


def follow(page: Page) -> Iterator[str]:
    """From the first finding along the thread; gives the name of each page it has come to."""
    page.goto(f"/{CENTRE}/findings/")
    with page.expect_navigation():
        page.locator("main tbody th a").first.click()
    yield "finding"
    finding = page.url
    with page.expect_navigation():
        page.locator("nav.thread a.station").nth(2).click()
    yield "history"
    page.goto(finding)
    with page.expect_navigation():
        page.locator("nav.thread a.station").last.click()
    yield "score"


def snap(page: Page, name: str, *, whole: bool = True) -> None:
    """Write the picture of the page as it stands."""
    page.wait_for_timeout(150)
    page.screenshot(path=PICTURES / f"{name}.png", full_page=whole)


def take_picture(browser: Browser, address: str) -> None:
    """Write the README's picture: one finding with its thread, in English."""
    context = entered(browser, address, "supervisor", language="en", size="desktop", theme="light")
    page = context.new_page()
    next(follow(page))
    target = ROOT / "docs" / "pictures" / "finding.png"
    target.parent.mkdir(exist_ok=True)
    page.screenshot(path=target)
    context.close()


if __name__ == "__main__":
    sys.exit(main())
