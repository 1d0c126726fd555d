"""A board on the wall: a cut of the network loses no call."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.served import free_port, served
from tests.web.board.acting import act
from tests.web.board.voices import spoken, with_voices


class Wall:
    """A screen on the wall and the server behind it, which can be stopped and started."""

    def __init__(self, folder: Path, browser: Browser) -> None:
        self.folder = folder
        self.port = free_port()
        self.running = ExitStack()
        self.start()
        act(folder, "found")
        self.context = browser.new_context(
            base_url=f"http://127.0.0.1:{self.port}",
            locale="en-GB",
            viewport={"width": 1280, "height": 720},
        )

    def start(self) -> None:
        self.running.enter_context(served(self.folder, port=self.port))

    def stop(self) -> None:
        self.running.close()

    def open(self) -> Page:
        page = self.context.new_page()
        with_voices(page)
        page.goto("/testhall/board/")
        expect(page.locator("[data-live-state]")).to_have_text("Live")
        page.locator("[data-voice]").click()
        return page

    def call(self, counter: str, language: str = "ko") -> str:
        return act(self.folder, "call", counter, language)


@pytest.fixture
def wall(tmp_path: Path, browser: Browser) -> Iterator[Wall]:
    made = Wall(tmp_path, browser)
    yield made
    made.context.close()
    made.stop()


def numbers(page: Page) -> list[str]:
    return page.locator(".board-number").all_text_contents()


def test_a_call_made_during_a_cut_is_announced_when_it_is_over(wall: Wall) -> None:
    page = wall.open()
    wall.call("1")
    expect(page.locator(".board-number")).to_have_text(["A001"])
    spoken(page, 3)
    wall.context.set_offline(True)
    state = page.locator("[data-live-state]")
    expect(state).to_contain_text("No connection since")
    missed = wall.call("2")
    wall.call("2")
    page.wait_for_timeout(500)
    assert numbers(page) == ["A001"], "the last good screen stays"
    page.evaluate("document.querySelector('[data-clock]').textContent = ''")
    expect(page.locator(".board-clock")).not_to_be_empty()
    wall.context.set_offline(False)
    expect(state).to_have_text("Live")
    expect(page.locator(".flash .board-number")).to_have_text(["A003"])
    assert numbers(page) == ["A003", "A001"]
    expect(page.locator(".board-recent")).to_contain_text(missed)
    assert "A 3" in str(spoken(page, 6)[3]["text"])
    assert not any("A 2" in str(each["text"]) for each in spoken(page, 6)), "nobody waits for it"


def test_a_server_that_starts_anew_is_found_again_with_all_that_was_called(wall: Wall) -> None:
    page = wall.open()
    wall.call("1")
    expect(page.locator(".board-number")).to_have_text(["A001"])
    wall.stop()
    state = page.locator("[data-live-state]")
    expect(state).to_contain_text("No connection since")
    wall.call("2")
    assert numbers(page) == ["A001"]
    wall.start()
    expect(state).to_have_text("Live", timeout=20_000)
    expect(page.locator(".flash .board-number")).to_have_text(["A002"], timeout=10_000)
    assert "A 2" in str(spoken(page, 6)[3]["text"])
    wall.call("1")
    expect(page.locator(".flash .board-number")).to_have_text(["A003"])
