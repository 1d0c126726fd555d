"""Takes a picture of every page: ``make screenshots``.

Serves the demonstration from a folder of its own, walks through it in each role (``walks.py``), and
writes the pictures to ``build/screenshots``; ``--picture`` writes the one that the README shows
instead. Pictures are there to be looked at: nothing is compared, but a page that is wider than
its screen is named.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from scripts.walks import WALKS, Stop, supervisor
from tests.chromium import FLAGS, find_chromium
from tests.served import served

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "build" / "screenshots"
README = ROOT / "docs" / "pictures" / "finding.png"

LANGUAGES = {"ko": "ko", "zh": "zh-hans", "en": "en"}
SIZES = {"phone": (360, 780), "tablet": (768, 1024), "desktop": (1440, 900)}
IN_THE_HALL = {"board": (1920, 1080), "kiosk": (1080, 1920)}
"""What stands in the hall has a size of its own instead of a desk's."""
THEMES = ("light", "dark", "contrast")
AT_ONCE = 3
"""As many roles are walked at the same time."""


def main() -> int:
    """Take the pictures; 1 where a page did not fit its screen, 2 where there is no browser."""
    parser = argparse.ArgumentParser(prog="screenshots", description="Pictures of the pages.")
    parser.add_argument("--only", default="", help="only pages whose name begins so")
    parser.add_argument("--roles", nargs="*", choices=WALKS, default=[*WALKS])
    parser.add_argument("--languages", nargs="*", choices=LANGUAGES, default=[*LANGUAGES])
    parser.add_argument("--sizes", nargs="*", choices=SIZES, default=["phone", "desktop"])
    parser.add_argument("--themes", nargs="*", choices=THEMES, default=["light", "dark"])
    parser.add_argument("--address", help="a demonstration that is served already")
    parser.add_argument("--picture", action="store_true", help="the README's picture")
    options = parser.parse_args()
    program = find_chromium()
    if program is None:
        print("screenshots: no Chromium found", file=sys.stderr)
        return 2
    PICTURES.mkdir(parents=True, exist_ok=True)
    too_wide: list[str] = []
    with demonstration(options.address) as address:
        if options.picture:
            with browser(program) as opened:
                take_picture(opened, address)
        else:
            with ThreadPoolExecutor(AT_ONCE) as pool:
                # The last are the longest, so they begin.
                roles = reversed(options.roles)
                walked = [pool.submit(walk, program, address, role, options) for role in roles]
            too_wide = [name for each in walked for name in each.result()]
    for name in too_wide:
        print(f"wider than its screen: {name}", file=sys.stderr)
    return 1 if too_wide else 0


@contextmanager
def browser(program: str) -> Iterator[Browser]:
    """A browser of its own for whoever asks: one can't be shared between threads."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=[*FLAGS])
        yield started
        started.close()


@contextmanager
def demonstration(address: str | None) -> Iterator[str]:
    """The address of a demonstration: the one that is served already, else one for the while."""
    if address:
        yield address
        return
    with (
        tempfile.TemporaryDirectory() as folder,
        served(Path(folder), "--demonstration", within=180) as own,
    ):
        yield own


def entered(opened: Browser, address: str, role: str) -> BrowserContext:
    """A browser context that has entered the demonstration in a role, in English."""
    context = opened.new_context(
        base_url=address, viewport={"width": 1440, "height": 900}, reduced_motion="reduce"
    )
    context.set_default_timeout(15_000)
    speak(context, address, "en")
    page = context.new_page()
    page.goto("/")
    with page.expect_navigation():
        page.locator(f"form[action$='/enter/{role}/'] button").first.click()
    page.close()
    return context


def speak(context: BrowserContext, address: str, language: str) -> None:
    """Have the pages of the context in a language from now on."""
    context.add_cookies([{"name": "django_language", "value": LANGUAGES[language], "url": address}])


def walk(program: str, address: str, role: str, options: argparse.Namespace) -> list[str]:
    """Walk a role's walk and take every stop; gives the pictures that were too wide."""
    began = time.monotonic()
    too_wide: list[str] = []
    with browser(program) as opened:
        context = entered(opened, address, role)
        page, shown = context.new_page(), context.new_page()
        for stop in WALKS[role](page):
            if not stop.name.startswith(options.only):
                continue
            for language in options.languages[:1] if stop.one_language else options.languages:
                speak(context, address, language)
                too_wide += take(shown, stop, language, options)
            speak(context, address, "en")
        context.close()
    print(f"{role}: {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)
    return too_wide


def take(page: Page, stop: Stop, language: str, options: argparse.Namespace) -> Iterator[str]:
    """Take a stop in all sizes and themes of one language; gives what was too wide.

    A page is asked for once for each size, so that what depends on it stands as it would there.
    """
    for size in options.sizes:
        width, height = SIZES[size]
        if stop.screen and size == "desktop":
            width, height = IN_THE_HALL[stop.screen]
        page.set_viewport_size({"width": width, "height": height})
        page.goto("about:blank")  # An address with "#" would not be asked for again.
        page.goto(stop.path.format(language=language))
        if stop.opens and page.locator(stop.opens).count():
            page.locator(stop.opens).first.click()
        page.wait_for_timeout(100)
        if page.evaluate("document.documentElement.scrollWidth") > width:
            yield f"{stop.name}-{language}-{size}"
        for theme in options.themes:
            page.evaluate(WEAR, theme)
            name = f"{stop.name}-{language}-{size}-{theme}.png"
            page.screenshot(path=PICTURES / name, full_page=stop.screen != "board")


WEAR = """(theme) => {
  document.documentElement.dataset.theme = theme;
  document.documentElement.classList.toggle("dark", theme !== "light");
}"""
"""Wear a theme, as the menu of the page does it; the set-up knows a dark class instead."""


def take_picture(opened: Browser, address: str) -> None:
    """Write the README's picture: one finding with its thread, in English."""
    context = entered(opened, address, "supervisor")
    page = context.new_page()
    page.set_viewport_size({"width": 1280, "height": 900})
    stop = next(each for each in supervisor(page) if each.name == "finding")
    page.goto(stop.path)
    page.evaluate(WEAR, "light")
    README.parent.mkdir(exist_ok=True)
    page.screenshot(path=README)
    context.close()


if __name__ == "__main__":
    sys.exit(main())
