"""The counter's page in a browser: keys, focus, and what a live refresh leaves alone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from servicehall.hall import actions as hall
from servicehall.reception import actions as reception
from servicehall.reception.models import Visit
from tests.chromium import accessibility_faults
from tests.web.counter.hands import sign_in
from tests.world import World, make_world

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def world(transactional_db: None) -> World:
    """The cast on this very day, the clerk on duty, two citizens waiting."""
    world = make_world()
    now = timezone.now()
    shift = hall.plan_shift(
        staff=world.clerk,
        counter=world.counter,
        day=timezone.localdate(now),
        starts=now - timedelta(hours=1),
        ends=now + timedelta(hours=8),
        by=world.administrator,
        at=now,
    )
    hall.clock_in(shift=shift, by=world.clerk, at=now)
    for minutes in (12, 10):
        reception.take_ticket(service=world.service, at=now - timedelta(minutes=minutes))
    return world


@pytest.fixture
def counter(page: Page, world: World) -> Page:
    """The clerk's counter, opened in English."""
    session = sign_in(world.clerk).cookies["sessionid"].value
    page.goto("/")
    page.context.add_cookies(
        [
            {"name": "sessionid", "value": session, "url": page.url},
            {"name": "django_language", "value": "en", "url": page.url},
        ]
    )
    page.goto("/testhall/counter/")
    return page


def test_a_visit_is_served_by_keys_alone_with_one_button_in_one_place(counter: Page) -> None:
    primary = counter.locator("#primary")
    places = []
    for key, label in (("n", "Call next"), ("s", "Start"), ("x", "To the next counter")):
        expect(primary).to_contain_text(label)
        box = primary.bounding_box()
        assert box is not None
        places.append((round(box["x"]), round(box["y"])))
        counter.keyboard.press(key)
    expect(primary).to_contain_text("Call next")
    assert len(set(places)) == 1, places
    expect(counter.locator("#queue .count")).to_have_text("1")
    visit = Visit.objects.get(number=1)
    assert (visit.status, visit.unit.code) == ("waiting", "roads")


def test_the_focus_stays_on_the_primary_button(counter: Page) -> None:
    counter.locator("#primary").focus()
    counter.keyboard.press("Enter")
    expect(counter.locator("#primary")).to_contain_text("Start")
    expect(counter.locator("#primary")).to_be_focused()


def test_a_live_refresh_leaves_alone_what_is_being_typed(counter: Page, world: World) -> None:
    counter.keyboard.press("n")
    expect(counter.locator("#primary")).to_contain_text("Start")
    counter.keyboard.press("s")
    counter.locator("#applicant").fill("Hong")
    counter.locator("input[value=missing]").first.check()
    reception.take_ticket(service=world.service, at=timezone.now())
    counter.evaluate(
        "document.body.dispatchEvent(new CustomEvent('fact:ticket.taken', {bubbles: true}))"
    )
    expect(counter.locator("#queue .count")).to_have_text("2")
    expect(counter.locator("#applicant")).to_have_value("Hong")
    expect(counter.locator("input[value=missing]").first).to_be_checked()
    # Letters that are keys elsewhere are only letters in a field.
    counter.locator("#applicant").press("End")
    counter.locator("#applicant").press_sequentially("nfx")
    expect(counter.locator("#applicant")).to_have_value("Hongnfx")


def test_a_refusal_with_nothing_written_opens_again_with_its_errors(counter: Page) -> None:
    counter.keyboard.press("n")
    expect(counter.locator("#primary")).to_contain_text("Start")
    counter.keyboard.press("s")
    expect(counter.locator("#applicant")).to_be_visible()
    counter.keyboard.press("e")
    expect(counter.locator("#case-title")).to_be_visible()
    counter.locator(".counter-refuse summary").click()
    counter.locator("#refusal_reason").fill("It lies elsewhere.")
    counter.locator(".counter-refuse button").click()
    expect(counter.locator(".error-summary")).to_contain_text("Name the rule")
    expect(counter.locator("#refusal_reason")).to_have_value("It lies elsewhere.")
    assert accessibility_faults(counter) == []


def test_what_is_refused_is_told_without_leaving_the_page(counter: Page, world: World) -> None:
    Visit.objects.update(status="missed")
    counter.keyboard.press("n")
    expect(counter.locator("#messages")).to_contain_text("Nobody is waiting here now")
    expect(counter.locator("#primary")).to_contain_text("Call next")


@pytest.mark.parametrize("width", [360, 1920])
def test_the_page_fits_narrow_and_wide_screens(counter: Page, width: int) -> None:
    counter.set_viewport_size({"width": width, "height": 800})
    for key in ("", "n", "s"):
        if key:
            counter.keyboard.press(key)
            counter.wait_for_timeout(300)
        assert counter.evaluate("document.documentElement.scrollWidth") <= width
        box = counter.locator("#primary").bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= 800
        assert accessibility_faults(counter) == []


@pytest.mark.parametrize("width", [360, 1280])
def test_setting_aside_and_sending_on_by_keys(counter: Page, world: World, width: int) -> None:
    counter.set_viewport_size({"width": width, "height": 900})
    counter.keyboard.press("n")
    expect(counter.locator("#primary")).to_contain_text("Start")
    counter.keyboard.press("n")
    expect(counter.locator("#primary")).to_contain_text("To the next counter")
    counter.keyboard.press("t")
    expect(counter.get_by_role("heading", name="Send A001 to another queue")).to_be_visible()
    assert accessibility_faults(counter) == []
    counter.get_by_role("link", name="Keep them here").click()
    expect(counter.get_by_text("Send A001 to another queue")).to_have_count(0)
    counter.keyboard.press("p")
    expect(counter.locator("#queue").get_by_text("Set aside")).to_be_visible()
    assert accessibility_faults(counter) == []
    assert counter.evaluate("document.documentElement.scrollWidth") <= width
    counter.get_by_role("button", name="Call back: A001").click()
    expect(counter.locator(".counter-ticket")).to_contain_text("A001")
    assert Visit.objects.get(number=1).status == "called"


def test_what_stands_behind_more_has_its_keys_all_the_same(counter: Page, world: World) -> None:
    counter.keyboard.press("l")
    expect(counter.get_by_role("radio", name="Short rest")).to_be_focused()
    counter.keyboard.press("Escape")
    expect(counter.locator(".counter-more > summary")).to_be_focused()
    expect(counter.get_by_role("radio", name="Short rest")).to_be_hidden()
    counter.keyboard.press("n")
    expect(counter.locator("#primary")).to_contain_text("Start")
    expect(counter.get_by_role("button", name="Undo the call")).to_be_hidden()
    counter.keyboard.press("?")
    expect(counter.locator("#keys")).to_contain_text("Undo the call")
    counter.keyboard.press("Escape")
    counter.keyboard.press("0")
    expect(counter.get_by_role("button", name="Undo the call")).to_be_focused()
    counter.keyboard.press("0")
    counter.keyboard.press("u")
    expect(counter.locator("#primary")).to_contain_text("Call next")


def test_no_two_steps_share_a_key(counter: Page, world: World) -> None:
    letters = "all => all.map(each => each.dataset.key)"
    for key in ("n", "n", "e", "a"):
        counter.keyboard.press(key)
        counter.wait_for_timeout(500)
        found = counter.eval_on_selector_all("[data-key]", letters)
        assert len(found) == len(set(found)), found
