"""The pages of duty in a browser: nothing that axe finds, nothing wider than a phone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from servicehall.hall import actions
from tests.chromium import accessibility_faults
from tests.web.counter.hands import sign_in
from tests.world import World, bind_standard, make_world

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def world(transactional_db: None) -> World:
    """The cast on this very day: the lead on duty, a clerk who has not come."""
    world = make_world()
    now = timezone.now()
    today = timezone.localdate(now)
    bind_standard(world, since=today)
    hours: dict[str, Any] = {
        "day": today,
        "starts": now - timedelta(hours=1),
        "ends": now + timedelta(hours=6),
    }
    by: dict[str, Any] = {"by": world.administrator, "at": now}
    shift = actions.plan_shift(staff=world.lead, counter=world.counter, **hours, **by)
    actions.clock_in(shift=shift, by=world.lead, at=now)
    actions.plan_shift(staff=world.clerk, counter=world.other_counter, **hours, **by)
    actions.register_backup(staff=world.clerk, backup=world.far_clerk, **by)
    actions.issue_badge(staff=world.clerk, **by)
    return world


def opened(page: Page, world: World, member: str, address: str) -> Page:
    """A page of the hall, opened in English by a member of the cast."""
    session = sign_in(getattr(world, member)).cookies["sessionid"].value
    page.goto("/")
    page.context.add_cookies(
        [
            {"name": "sessionid", "value": session, "url": page.url},
            {"name": "django_language", "value": "en", "url": page.url},
        ]
    )
    page.goto(address)
    return page


@pytest.mark.parametrize(
    ("member", "address"),
    [
        ("lead", "/testhall/rota/"),
        ("lead", "/testhall/rota/people/"),
        ("lead", "/testhall/counter/"),
        ("clerk", "/testhall/me/"),
        ("clerk", "/testhall/counter/"),
        ("far_clerk", "/testhall/counter/"),
        ("far_clerk", "/testhall/on-duty/"),
    ],
)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_and_a_phone_is_wide_enough(
    page: Page, world: World, member: str, address: str, theme: str
) -> None:
    page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
    page.set_viewport_size({"width": 360, "height": 800})
    opened(page, world, member, address)
    assert accessibility_faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.set_viewport_size({"width": 1920, "height": 1080})
    assert accessibility_faults(page) == []


def test_the_self_check_takes_two_taps(page: Page, world: World) -> None:
    opened(page, world, "lead", "/testhall/counter/")
    page.locator(".counter-item").nth(1).click()
    page.get_by_role("button", name="All the rest is kept").click()
    page.get_by_text("What was not kept comes again tomorrow.").wait_for()
    assert page.locator(".counter-item").count() == 0


def test_the_menu_to_leave_the_post_lies_within_a_phone(page: Page, world: World) -> None:
    page.set_viewport_size({"width": 360, "height": 800})
    opened(page, world, "lead", "/testhall/counter/")
    page.locator(".counter-more > summary").click()
    page.locator("summary", has_text="Leave the post").click()
    box = page.locator("details[open] > .menu-box").bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 360
    page.get_by_label("Short rest").check()
    page.locator(".counter-inner[open] form button").click()
    page.get_by_text("Away since").wait_for()
    told = page.get_by_text("Away since").bounding_box()
    assert told is not None
    assert told["width"] > 200
