"""The page that says how true the waiting times came that people were told."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Page

from servicehall.reception.models import MeasuredDay
from tests.chromium import accessibility_faults
from tests.reception.paces import keep_pace
from tests.web.counter.hands import Clock, set_clock, sign_in, statements, text
from tests.world import MONDAY, World, at

PAGE = "/testhall/hall/waits/"


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """It is Monday, 10:30."""
    return set_clock(monkeypatch, at(10, 30))


def keep_said(world: World, *said: list[Any], silent: int = 0) -> None:
    MeasuredDay.objects.create(
        centre=world.centre, day=MONDAY, measured_at=at(10), said=list(said), silent=silent
    )


def test_shares_stand_there_with_how_many_they_are_of(world: World) -> None:
    right, late = ["civil", 10, 5, 15, 9.0, 11.0], ["civil", 10, 5, 15, 9.0, 18.0]
    keep_said(world, *[right] * 24, *[late] * 6, ["civil", 9, 0, 1, 0.0, 0.5], silent=2)
    shown = text(sign_in(world.lead).get(PAGE))
    assert "80 %" in shown
    assert "20 %" in shown
    assert "of 30 waits on 1 days" in shown
    assert "1 person was told that a counter was free" in shown
    assert "2 people were told nothing" in shown
    assert "Civil affairs" in shown
    assert "10–11" in shown


def test_of_too_few_waits_no_share_is_shown(world: World) -> None:
    keep_said(world, *[["civil", 10, 5, 15, 9.0, 11.0]] * 5)
    assert "too few to say" in text(sign_in(world.lead).get(PAGE))


def test_before_the_first_days_the_page_says_what_will_stand_there(world: World) -> None:
    assert "Nothing to compare yet" in text(sign_in(world.lead).get(PAGE))


@pytest.mark.parametrize(
    ("member", "status"), [("lead", 200), ("supervisor", 200), ("clerk", 403), ("stranger", 403)]
)
def test_the_page_is_for_those_who_see_the_floor(world: World, member: str, status: int) -> None:
    assert sign_in(getattr(world, member)).get(PAGE).status_code == status


def test_whoever_is_not_signed_in_is_sent_to_do_so(world: World, client: Client) -> None:
    assert client.get(PAGE).status_code == 302


def test_the_floor_says_how_long_who_comes_now_waits(world: World) -> None:
    keep_pace(world.unit, *[10] * 12)
    world.on_duty()
    for _person in range(3):
        world.ticket(at=at(10, 20))
    shown = text(sign_in(world.lead).get("/testhall/hall/"))
    assert "who comes now: about 25–35 minutes" in shown
    assert f'href="{PAGE}"' in shown


def test_the_page_takes_few_statements_however_many_waits(world: World) -> None:
    client = sign_in(world.lead)
    keep_said(world, *[["civil", 10, 5, 15, 9.0, 11.0]] * 500)
    with statements() as counted:
        client.get(PAGE)
    assert len(counted) <= 6, counted


@pytest.mark.browser
def test_nothing_on_the_page_is_serious_for_axe(
    transactional_db: None, world: World, page: Page
) -> None:
    keep_said(world, *[["civil", 10, 5, 15, 9.0, 11.0]] * 25, ["civil", 11, 5, 15, 9.0, 11.0])
    session = sign_in(world.lead).cookies["sessionid"].value
    page.goto("/testhall/")
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": page.url}])
    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        page.goto(PAGE)
        assert accessibility_faults(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
