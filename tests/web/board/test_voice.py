"""The voice of the board: one call after the other, and honest about what it can't do."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from servicehall.reception import actions as reception
from servicehall.reception.models import BoardLayout, Visit
from tests.chromium import accessibility_faults
from tests.web.board.test_views import call
from tests.web.board.voices import locked, spoken, with_voices, without_voices
from tests.world import World

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def fresh(page: Page) -> None:
    """Let the board look for itself, as after a fact."""
    page.evaluate("document.body.dispatchEvent(new CustomEvent('fact', {bubbles: true}))")


_REACHES = """
window.EventSource = class extends EventTarget {
  static CLOSED = 2;
  constructor() {
    super();
    setTimeout(() => this.dispatchEvent(new Event("open")));
  }
  close() {}
};
"""
"""A stream that is open and silent: the test's server has none."""


def opened(page: Page, address: str = "/testhall/board/?language=en") -> Page:
    """The board with its voice switched on."""
    page.goto(address)
    page.locator("[data-voice]").click()
    return page


def call_other(world: World, language: str = "ko") -> Visit:
    world.ticket(at=timezone.now(), language=language)
    return reception.call_next(counter=world.other_counter, by=world.other_clerk, at=timezone.now())


def test_calls_are_spoken_one_after_the_other_in_each_language(
    open_hall: World, page: Page
) -> None:
    with_voices(page)
    opened(page)
    expect(page.locator("[data-voice]")).to_have_text("Voice on")
    first = call(open_hall, minutes_ago=1, language="zh")
    call_other(open_hall, "en")
    fresh(page)
    told = spoken(page, 6)
    assert [each["lang"] for each in told] == [
        *("zh-CN", "ko-KR", "en-GB"),
        *("en-GB", "ko-KR", "zh-CN"),
    ]
    assert "A 1" in told[0]["text"]
    assert "A 2" in told[3]["text"]
    for earlier, later in zip(told, told[1:], strict=False):
        assert later["began"] >= earlier["ended"]
    fresh(page)
    reception.recall(visit=first, by=open_hall.clerk, at=timezone.now())
    fresh(page)
    assert "A 1" in spoken(page, 9)[6]["text"], "called again, said again"


def test_who_has_come_meanwhile_is_not_called_any_more(open_hall: World, page: Page) -> None:
    with_voices(page)
    opened(page)
    call(open_hall, minutes_ago=1)
    late = call_other(open_hall)
    fresh(page)
    expect(page.locator(".board-call")).to_have_count(2)
    reception.start(visit=late, by=open_hall.other_clerk, at=timezone.now())
    fresh(page)
    spoken(page, 3)
    page.wait_for_timeout(1500)
    assert not any("A 2" in each["text"] for each in spoken(page, 3))


def test_a_reload_announces_nothing_twice(open_hall: World, page: Page) -> None:
    with_voices(page)
    opened(page)
    call(open_hall)
    fresh(page)
    expect(page.locator(".flash .board-number")).to_have_text(["A001"])
    call_other(open_hall)
    page.reload()
    expect(page.locator(".flash .board-number")).to_have_text(["A002"])


def test_a_device_without_voices_says_so(open_hall: World, page: Page) -> None:
    without_voices(page)
    opened(page)
    expect(page.locator("[data-voice]")).to_contain_text("This device has no voice")
    assert accessibility_faults(page) == []


def test_a_language_without_a_voice_is_named_and_left_out(open_hall: World, page: Page) -> None:
    with_voices(page, "ko-KR", "en-US")
    opened(page)
    expect(page.locator("[data-voice]")).to_contain_text("can't speak Chinese")
    call(open_hall, language="zh")
    fresh(page)
    assert [each["lang"] for each in spoken(page, 2)] == ["ko-KR", "en-GB"]


def test_a_voice_that_waits_for_a_tap_says_so(open_hall: World, page: Page) -> None:
    BoardLayout.objects.create(centre=open_hall.centre, code="east", voice=True, shown=["en"])
    with_voices(page)
    locked(page)
    page.goto("/testhall/board/east/")
    button = page.locator("[data-voice]")
    expect(button).to_have_text("Tap once to switch the voice on")
    assert accessibility_faults(page) == []
    button.click()
    expect(button).to_have_text("Voice on")
    button.click()
    expect(button).to_have_text("Switch the voice on")


def test_many_calls_are_shown_page_by_page_and_a_new_one_at_once(
    open_hall: World, page: Page
) -> None:
    now = timezone.now()
    visits = [open_hall.ticket(at=now) for _ in range(24)]
    counters = [open_hall.unit.counters.create(centre=open_hall.centre, code=f"4{n}") for n in
                range(24)]  # fmt: skip
    for number, (visit, counter) in enumerate(zip(visits, counters, strict=True)):
        Visit.objects.filter(pk=visit.pk).update(
            status="called",
            counter=counter,
            called_at=now - timedelta(minutes=30 - number),
            times_called=1,
        )
    BoardLayout.objects.create(
        centre=open_hall.centre, code="east", turn_seconds=3, shown=["ko", "en"]
    )
    page.set_viewport_size({"width": 1280, "height": 720})
    page.goto("/testhall/board/east/")
    visible = page.locator(".board-call:visible .board-number")
    expect(visible).to_have_count(8)
    expect(visible.first).to_have_text("A024")
    expect(page.locator("[data-page-of]")).to_have_text("1 / 3")
    expect(page.locator("[data-page-of]")).to_have_text("2 / 3", timeout=8000)
    expect(visible.first).to_have_text("A016")
    call_other(open_hall)
    fresh(page)
    expect(page.locator("[data-page-of]")).to_have_text("1 / 4")
    expect(visible.first).to_have_text("A025")
    assert page.evaluate("document.documentElement.scrollHeight <= innerHeight")


def test_the_languages_of_a_screen_take_turns(open_hall: World, page: Page) -> None:
    BoardLayout.objects.create(
        centre=open_hall.centre, code="east", turn_seconds=3, shown=["ko", "en"]
    )
    # Turns are for a screen that reaches its hall.
    page.add_init_script(_REACHES)
    page.goto("/testhall/board/east/")
    expect(page.locator("#board-now")).to_have_attribute("lang", "ko")
    expect(page.locator("#board-now")).to_have_attribute("lang", "en", timeout=8000)
    expect(page.locator(".board-none")).to_contain_text("Nobody is called now")
