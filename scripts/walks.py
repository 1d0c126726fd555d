"""The walks through the house of whom ``scripts/screenshots.py`` takes the pictures.

A walk belongs to a role and says where to stop. Between two stops it may do something, as a person
would who takes a ticket or calls the next one; every stop is seen in every look.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from playwright.sync_api import Page

CENTRE = "/hanbit"
SERVICE = "food-business-report"
"""A service that is offered by appointment and leads on to another unit."""

Walk = Callable[[Page], Iterator["Stop"]]


@dataclass(frozen=True)
class Stop:
    """A page to take the picture of: its name, its address, and on what kind of screen."""

    name: str
    path: str
    screen: str = ""
    """``board`` or ``kiosk`` for what stands in the hall, empty for a desk or a phone."""
    opens: str = ""
    """What is clicked before the picture is taken, a menu say."""
    one_language: bool = False
    """Whether the page chooses its language itself, so that one language is enough."""


def citizen(page: Page) -> Iterator[Stop]:
    """What anybody finds: the start, the guides, an appointment from the choice to its end."""
    yield Stop("start", "/")
    yield Stop("public", f"{CENTRE}/")
    yield Stop("public-nothing", f"{CENTRE}/?q=zzzz")
    yield Stop("guide", f"{CENTRE}/services/{SERVICE}/")
    yield Stop("on-duty", f"{CENTRE}/on-duty/")
    yield Stop("missing", f"{CENTRE}/nothing/here/")
    yield Stop("standard", f"{CENTRE}/standard/")
    yield Stop("clause", f"{CENTRE}/standard/clauses/2.6.1/")
    yield Stop("check", f"{CENTRE}/standard/checks/told_twice/")
    yield Stop("appointments", f"{CENTRE}/appointments/")
    yield from _booked(page)


def _booked(page: Page) -> Iterator[Stop]:
    page.goto(f"{CENTRE}/appointments/book/{SERVICE}/")
    yield Stop("appointment-days", _path(page))
    _follow(page, "a.booking-free")
    yield Stop("appointment-times", _path(page))
    _follow(page, "main a[href*='/time/']")
    yield Stop("appointment-contact", _path(page))
    page.locator("input[name=name]").fill("한지우")
    page.locator("input[name=contact]").fill(f"han.{time.time_ns()}@example.org")
    _press(page, "main form button")
    yield Stop("appointment-confirm", _path(page))
    told = re.search(r"\d{4,8}", page.locator("main .notice").first.inner_text())
    page.locator("input[name=code]").fill(told.group() if told else "")
    _press(page, "main form button")
    yield Stop("appointment", _path(page))
    own = _path(page)
    yield Stop("appointment-change", f"{own}change/")
    yield Stop("appointment-cancel", f"{own}cancel/")


def kiosk(page: Page) -> Iterator[Stop]:
    """The kiosk, tap by tap, and the ticket as the phone shows it."""
    start = f"{CENTRE}/kiosk/"
    yield Stop("kiosk-language", start, "kiosk", one_language=True)
    yield Stop("kiosk", f"{start}?language={{language}}", "kiosk")
    yield Stop("kiosk-all", f"{start}?language={{language}}&every=1", "kiosk")
    yield Stop("kiosk-large", f"{start}?language={{language}}&large=1", "kiosk")
    yield Stop("kiosk-found", f"{start}?language={{language}}&q=zzzz", "kiosk")
    several = f"{start}?language={{language}}&several=1&wanted={SERVICE}-1"
    yield Stop("kiosk-several", several, "kiosk")
    yield Stop("kiosk-appointment", f"{start}appointment/?language={{language}}", "kiosk")
    page.goto(f"{start}?language=en")
    page.wait_for_timeout(500)  # A tap that comes at once is taken for the one before.
    _press(page, f"button[name=service][value={SERVICE}], button[name=service]")
    ticket = re.sub(r"^.*/taken/([^/]+)/.*$", r"\1", page.url)
    yield Stop("kiosk-taken", f"{start}taken/{ticket}/?language={{language}}", "kiosk")
    yield Stop("ticket", f"{CENTRE}/tickets/{ticket}/")


def board(page: Page) -> Iterator[Stop]:
    """The board."""
    yield Stop("board", f"{CENTRE}/board/", "board")


def clerk(page: Page) -> Iterator[Stop]:
    """The counter in each of its states, then what a member of staff has beside it."""
    counter = f"{CENTRE}/counter/"
    page.goto(counter)
    _free(page)
    yield Stop("counter-free", counter)
    yield Stop("counter-leave", counter, opens=".counter-more > summary")
    _key(page, "n")
    yield Stop("counter-called", counter)
    yield Stop("counter-keys", counter, opens=".footer [data-opens=keys]")
    yield Stop("counter-send", f"{counter}?send=1")
    _key(page, "n")
    yield Stop("counter-serving", counter)
    _key(page, "e")
    yield Stop("counter-received", counter)
    _key(page, "a")
    yield Stop("counter-accepted", counter)
    page.goto(counter)
    _key(page, "h")
    if "/receipts/" in page.url:
        yield Stop("receipt", _path(page))
        page.goto(counter)
    _key(page, "p")
    yield Stop("counter-aside", counter)
    yield from _away(page, counter)
    yield Stop("my-month", f"{CENTRE}/scores/my-month/")
    yield Stop("me", f"{CENTRE}/me/")
    yield Stop("appointments-of-day", f"{CENTRE}/appointments/day/")
    yield Stop("appointment-book", f"{CENTRE}/appointments/day/book/")


def _away(page: Page, counter: str) -> Iterator[Stop]:
    """Leave the post and come back; close the counter and open it again."""
    for key, name, back in (("l", "counter-away", "n"), ("c", "counter-closed", "o")):
        page.goto(counter)
        _key(page, key)
        inner = page.locator(".counter-inner[open]")
        inner.locator("input[name=reason]").first.check()
        inner.locator("form > button").click()
        page.wait_for_timeout(800)
        yield Stop(name, counter)
        _key(page, back)


def lead(page: Page) -> Iterator[Stop]:
    """What who answers for the counters of a unit looks at."""
    yield Stop("hall", f"{CENTRE}/hall/")
    yield Stop("hall-waits", f"{CENTRE}/hall/waits/")
    yield Stop("rota", f"{CENTRE}/rota/")
    yield Stop("rota-people", f"{CENTRE}/rota/people/")
    yield Stop("appointments-close", f"{CENTRE}/appointments/day/close/")
    yield Stop("counter-no-shift", f"{CENTRE}/counter/")


def supervisor(page: Page) -> Iterator[Stop]:
    """From the first finding along the thread, and the record."""
    yield Stop("findings", f"{CENTRE}/findings/")
    page.goto(f"{CENTRE}/findings/")
    _follow(page, "main tbody th a")
    finding = _path(page)
    yield Stop("finding", finding)
    _follow(page, "nav.thread a.station >> nth=2")
    yield Stop("history", _path(page))
    page.goto(finding)
    _follow(page, "nav.thread a.station >> nth=-1")
    yield Stop("score", _path(page))
    yield Stop("record", f"{CENTRE}/record/")
    yield Stop("seals", f"{CENTRE}/record/seals/")
    yield Stop("scores", f"{CENTRE}/scores/")


def leadership(page: Page) -> Iterator[Stop]:
    """The overview and the numbers."""
    yield Stop("leadership", f"{CENTRE}/leadership/")
    yield Stop("numbers", f"{CENTRE}/numbers/?by=week")
    yield Stop("numbers-day", f"{CENTRE}/numbers/")
    yield Stop("numbers-visits", f"{CENTRE}/numbers/visits/?by=week&what=waits")


def administrator(page: Page) -> Iterator[Stop]:
    """The catalogue, then the set-up: its first page, the lists, and the form of a new row."""
    yield Stop("catalogue", f"{CENTRE}/catalogue/")
    yield Stop("catalogue-versions", f"{CENTRE}/catalogue/items/{SERVICE}/")
    yield Stop("set-up", "/setup/")
    page.goto("/setup/")
    lists = page.eval_on_selector_all(
        "a[href^='/setup/']", "all => all.map(each => each.getAttribute('href'))"
    )
    for path in sorted({each for each in lists if re.fullmatch(r"/setup/\w+/\w+/", each)}):
        name = path.split("/")[3]
        yield Stop(f"set-up-{name}", path)
        if page.goto(path) and page.locator(f"a[href='{path}add/']").count():
            yield Stop(f"set-up-{name}-add", f"{path}add/")


WALKS: Mapping[str, Walk] = MappingProxyType(
    {
        "citizen": citizen,
        "kiosk": kiosk,
        "board": board,
        "clerk": clerk,
        "lead": lead,
        "supervisor": supervisor,
        "leadership": leadership,
        "administrator": administrator,
    }
)
"""By the role of the demonstration in which each is walked."""


def _path(page: Page) -> str:
    """Where the page stands, without the address of the server."""
    return "/" + page.url.split("/", 3)[3]


def _follow(page: Page, link: str) -> None:
    with page.expect_navigation():
        page.locator(link).first.click()


def _press(page: Page, button: str) -> None:
    with page.expect_navigation():
        page.locator(button).first.click()


def _key(page: Page, key: str) -> None:
    """Press a key of the counter, and wait for what htmx brings."""
    page.keyboard.press(key)
    page.wait_for_timeout(800)


def _free(page: Page) -> None:
    """Bring the counter to where the next person can be called."""
    for _ in range(5):
        if page.locator("#bar form[action$='/counter/call/']").count():
            return
        if page.locator("#bar input[name=badge]").count():
            page.locator("#bar input[name=badge]").first.check()
        page.locator("#bar button[data-key=f], #bar #primary").last.click()
        page.wait_for_timeout(800)
