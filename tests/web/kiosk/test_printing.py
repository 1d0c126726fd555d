"""A ticket on paper: asked for by its screen, printed once, and valid without."""

from __future__ import annotations

import re
from pathlib import Path
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django import Settings

from servicehall.evidence.models import Fact
from servicehall.reception.actions import revoke_device
from servicehall.reception.models import Device, Printout, Visit
from servicehall.web.kiosk import printing
from servicehall.web.kiosk.devices import DEVICE_COOKIE
from tests.reception.kiosks import browser_of, make_kiosk, make_printer
from tests.served import free_port
from tests.web.counter.hands import statements, text
from tests.web.kiosk.paper import paper_printer, pictures
from tests.web.kiosk.test_receipts import needs_font
from tests.world import World, bind_standard


@pytest.fixture(autouse=True)
def own_data(settings: Settings, tmp_path: Path) -> Path:
    settings.DATA = tmp_path
    return tmp_path


def taken(browser: Client, **but: str) -> Visit:
    sent = {"service": "register", "language": "en", "key": str(uuid4())} | but
    answer = browser.post("/testhall/kiosk/take/", sent)
    assert answer.status_code == 303, text(answer)
    return Visit.objects.latest("pk")


def ask(browser: Client, visit: Visit) -> str:
    """Ask for the paper, as the ticket's screen does, and read the screen that follows."""
    address = f"/testhall/kiosk/taken/{visit.code}/print/"
    answer = browser.post(address, {"language": "en"}, follow=True)
    assert answer.status_code == 200
    return text(answer)


@needs_font
def test_a_ticket_comes_out_of_the_printer_once(world: World) -> None:
    bind_standard(world)
    with paper_printer() as printer:
        row = make_printer(world, kind="network", host="127.0.0.1", port=printer.port)
        browser = browser_of(make_kiosk(world, printer=row))
        visit = taken(browser)
        assert "Your ticket is being printed" in text(
            browser.get(f"/testhall/kiosk/taken/{visit.code}/?language=en")
        )
        for _retry in range(3):
            assert "Please take your printed ticket" in ask(browser, visit)
        assert printer.done.wait(5)
    (sent,) = printer.received
    assert pictures(sent).width == 576
    assert Device.objects.get().paper == "ready"
    assert Fact.objects.filter(kind="device.paper_changed").count() == 1


@needs_font
def test_without_paper_the_ticket_counts_and_the_hall_is_told(world: World) -> None:
    with paper_printer(b"\x72") as printer:
        row = make_printer(world, kind="network", host="127.0.0.1", port=printer.port)
        browser = browser_of(make_kiosk(world, printer=row, locks_without_paper=True))
        visit = taken(browser)
        page = ask(browser, visit)
        assert "The printer has no paper" in page
        assert "Please note the number or scan the code" in page
        assert visit.ticket in page
    device = Device.objects.get()
    assert (device.paper, device.lock) == ("out", "paper")
    assert Fact.objects.get(kind="ticket.not_printed").data == {"paper": "out"}
    visit.refresh_from_db()
    assert visit.status == "waiting"
    # Who is there already may try again, though the kiosk gives no new tickets.
    with paper_printer() as printer:
        type(row).objects.update(port=printer.port)
        assert "Please take your printed ticket" in ask(browser, visit)


@needs_font
def test_a_printer_that_can_not_be_reached_holds_nobody_up_twice(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = make_printer(world, kind="network", host="127.0.0.1", port=free_port())
    browser = browser_of(make_kiosk(world, printer=row))
    first, second = taken(browser), taken(browser)
    assert "The printer does not answer" in ask(browser, first)
    tried: list[object] = []
    monkeypatch.setattr(printing, "send", lambda *what, **how: tried.append(what))
    assert "The printer does not answer" in ask(browser, second)
    assert tried == []
    assert Printout.objects.filter(state="failed").count() == 2


def test_a_server_that_can_not_draw_says_so(world: World, settings: Settings) -> None:
    settings.RECEIPT_FONT = "/nowhere"
    browser = browser_of(make_kiosk(world, printer=make_printer(world)))
    assert "Your ticket counts without paper" in ask(browser, taken(browser))
    assert Device.objects.get().paper == "no_font"


@pytest.mark.filterwarnings("ignore")
def test_what_nobody_foresaw_leaves_the_ticket_valid_and_is_not_printed_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def burst(*what: object, **how: object) -> str:
        raise RuntimeError("the printer burst")

    browser = browser_of(make_kiosk(world, printer=make_printer(world)))
    visit = taken(browser)
    monkeypatch.setattr(printing, "send", burst)
    assert "not certain that your ticket was printed" in ask(browser, visit)
    monkeypatch.setattr(printing, "send", lambda *what, **how: "ready")
    assert "not certain that your ticket was printed" in ask(browser, visit)


@needs_font
def test_a_printer_for_trials_leaves_a_file(world: World, own_data: Path) -> None:
    browser = browser_of(make_kiosk(world, printer=make_printer(world, paper=58)))
    visit = taken(browser, language="zh")
    ask(browser, visit)
    (file,) = (own_data / "printed/testhall/receipts").iterdir()
    assert pictures(file.read_bytes()).width == 384


def test_a_browser_is_told_once_to_print(world: World) -> None:
    browser = browser_of(make_kiosk(world, printer=make_printer(world, kind="browser")))
    visit = taken(browser)
    address = f"/testhall/kiosk/taken/{visit.code}/print/"
    assert [browser.post(address).status_code for _retry in range(2)] == [204, 409]


def test_who_is_no_registered_device_prints_nothing(world: World) -> None:
    device = make_kiosk(world, printer=make_printer(world))
    visit = world.ticket(at=timezone.now())
    address = f"/testhall/kiosk/taken/{visit.code}/print/"
    assert Client().post(address).headers["X-Refused"] == "device_not_registered"
    plain = make_kiosk(world, reference="plain")
    assert browser_of(plain).post(address).headers["X-Refused"] == "no_printer"
    assert browser_of(device).get(address).status_code == 405
    far = f"/testhall-far/kiosk/taken/{visit.code}/print/"
    assert browser_of(device).post(far).status_code == 404
    revoke_device(device=device, by=world.administrator, at=timezone.now())
    assert browser_of(device).post(address).headers["X-Refused"] == "device_revoked"
    assert not Printout.objects.exists()


@needs_font
def test_tap_and_paper_take_at_most_ten_statements_each(world: World) -> None:
    bind_standard(world)
    browser = browser_of(make_kiosk(world, printer=make_printer(world)))
    ask(browser, taken(browser))
    with statements() as tap:
        visit = taken(browser)
    assert len(tap) - 1 <= 10, tap  # One of them is the test's own.
    with statements() as paper:
        browser.post(f"/testhall/kiosk/taken/{visit.code}/print/")
    assert len(paper) <= 10, "\n".join(paper)
    with statements() as screen:
        browser.get(f"/testhall/kiosk/taken/{visit.code}/?language=en")
    assert len(screen) <= 10, "\n".join(screen)


@needs_font
@pytest.mark.browser
def test_the_number_is_shown_before_the_paper_comes(
    transactional_db: None, world: World, page: Page
) -> None:
    device = make_kiosk(world, printer=make_printer(world))
    page.goto("/testhall/kiosk/")
    page.context.add_cookies([{"name": DEVICE_COOKIE, "value": device.token, "url": page.url}])
    page.goto("/testhall/kiosk/?language=en")
    page.get_by_role("button", name="register").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("A001")
    expect(page.locator("#printing")).to_contain_text("Please take your printed ticket")
    page.reload()
    expect(page.locator("#printing")).to_contain_text("Please take your printed ticket")
    assert Printout.objects.count() == 1


@pytest.mark.browser
@pytest.mark.parametrize("paper", [80, 58])
def test_a_browser_prints_by_itself_once_and_on_its_paper(
    transactional_db: None, world: World, page: Page, paper: int
) -> None:
    device = make_kiosk(world, printer=make_printer(world, kind="browser", paper=paper))
    page.goto("/testhall/kiosk/")
    page.context.add_cookies([{"name": DEVICE_COOKIE, "value": device.token, "url": page.url}])
    page.add_init_script(
        "window.print = () => sessionStorage.setItem('prints',"
        " Number(sessionStorage.getItem('prints') || 0) + 1)"
    )
    page.goto("/testhall/kiosk/?language=en")
    page.get_by_role("button", name="register").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("A001")
    prints = "Number(sessionStorage.getItem('prints'))"
    expect(page.locator("#printing")).to_be_empty()
    page.wait_for_timeout(200)
    assert page.evaluate(prints) == 1
    page.reload()
    page.wait_for_timeout(500)
    assert page.evaluate(prints) == 1
    box = re.search(rb"/MediaBox \[0 0 ([\d.]+) ", page.pdf(prefer_css_page_size=True))
    assert box is not None
    assert float(box[1]) == pytest.approx(paper / 25.4 * 72, abs=1)
