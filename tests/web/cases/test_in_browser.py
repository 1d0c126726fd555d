"""The pages of cases in a browser: nothing that axe finds, narrow and wide, and keys that work."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from servicehall.cases import actions
from servicehall.cases.models import Case
from servicehall.hall import actions as hall
from servicehall.reception import actions as reception
from tests.chromium import accessibility_faults
from tests.web.counter.hands import sign_in
from tests.world import World, make_world

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def world(transactional_db: None) -> World:
    """The cast on this very day, with the clerk on duty."""
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
    return world


@pytest.fixture
def case(world: World) -> Case:
    """A case of a citizen who reads English and lacks a paper."""
    now = timezone.now()
    reception.take_ticket(service=world.service, at=now, language="en")
    visit = reception.call_next(counter=world.counter, by=world.clerk, at=now)
    reception.start(visit=visit, by=world.clerk, at=now)
    case = actions.receive(visit=visit, missing=["proof"], applicant="Hong", by=world.clerk, at=now)
    return actions.give_notice(
        case=case, missing=["proof"], written=True, language="en", by=world.clerk, at=now
    )


def enter(page: Page, world: World, member: str) -> None:
    session = sign_in(getattr(world, member)).cookies["sessionid"].value
    page.goto("/")
    page.context.add_cookies(
        [
            {"name": "sessionid", "value": session, "url": page.url},
            {"name": "django_language", "value": "en", "url": page.url},
        ]
    )


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


@pytest.mark.parametrize("width", [360, 1280])
def test_who_follows_finds_an_accessible_page(page: Page, case: Case, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto("/testhall/case/")
    assert accessibility_faults(page) == []
    page.locator("#id_number").fill(case.reference)
    page.locator("#id_code").fill(case.follow_code)
    page.locator("main button").click()
    expect(page.locator("h1")).to_contain_text("register")
    assert accessibility_faults(page) == []
    assert fits(page)


@pytest.mark.parametrize("width", [360, 1280])
def test_handler_and_lead_find_accessible_pages(
    page: Page, world: World, case: Case, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    enter(page, world, "clerk")
    page.goto(f"/testhall/cases/{case.pk}/")
    page.keyboard.press("r")
    page.locator("#refusal_basis").fill("Act, art. 1")
    page.locator("#refusal_reason").fill("It lies elsewhere.")
    assert accessibility_faults(page) == []
    assert fits(page)
    page.get_by_role("button", name="Propose the refusal").click()
    expect(page.locator(".card-now")).to_contain_text("A refusal waits")
    enter(page, world, "lead")
    page.goto("/testhall/refusals/")
    assert accessibility_faults(page) == []
    assert fits(page)
    page.get_by_role("link", name="register").click()
    page.locator("#opinion_opinion").fill("Seen.")
    assert accessibility_faults(page) == []
    page.get_by_role("button", name="Confirm the refusal").click()
    expect(page.locator("main .badge").first).to_contain_text("Refused")
    assert accessibility_faults(page) == []
    assert fits(page)
