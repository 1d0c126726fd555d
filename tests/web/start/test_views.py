"""The start: whom one can be in a demonstration, and the way to the hall elsewhere."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django import DjangoAssertNumQueries, Settings

from servicehall.demonstration.cast import CENTRE, assemble
from servicehall.findings.models import Finding
from servicehall.hall.models import Centre
from servicehall.reception import actions as reception
from servicehall.web.start import views
from servicehall.web.start.story import story
from tests.chromium import accessibility_faults
from tests.world import World, work_a_day

ENGLISH = {"accept-language": "en"}


@pytest.fixture
def demonstration(settings: Settings, db: None) -> Centre:
    """The demonstration's hall, set up; nothing has happened there yet."""
    settings.DEMONSTRATION = True
    return assemble().centre


def test_without_a_centre_the_start_says_how_to_set_one_up(db: None, client: Client) -> None:
    text = client.get("/", headers=ENGLISH).content.decode()
    assert "No centre is set up yet" in text
    assert "createsuperuser" in text


def test_the_start_leads_to_the_first_hall_that_receives(world: World, client: Client) -> None:
    assert client.get("/").headers["Location"] == "/testhall/"
    Centre.objects.filter(code="testhall").update(receives=False)
    assert client.get("/").headers["Location"] == "/testhall-far/"
    Centre.objects.update(receives=False)
    assert client.get("/").headers["Location"] == "/testhall/"


def test_each_role_has_a_card_that_says_what_to_try(demonstration: Centre, client: Client) -> None:
    text = client.get("/", headers=ENGLISH).content.decode()
    roles = (
        *("citizen", "kiosk", "board"),
        *("clerk", "lead", "supervisor", "leadership", "administrator"),
    )
    places = [text.index(f'action="/enter/{role}/"') for role in roles]
    assert places == sorted(places)
    assert text.count("Try first:") >= len(roles)
    assert "김하늘" in text


def test_a_demonstration_that_is_not_prepared_says_so(
    settings: Settings, db: None, client: Client
) -> None:
    settings.DEMONSTRATION = True
    text = client.get("/", headers=ENGLISH).content.decode()
    assert "The demonstration is not prepared yet" in text
    assert "/enter/" not in text


def test_a_centre_known_from_its_record_is_listed_with_what_to_see(
    demonstration: Centre, client: Client
) -> None:
    Centre.objects.create(code="municipality", names={"en": "A municipality"}, receives=False)
    text = client.get("/", headers=ENGLISH).content.decode()
    entry = text.split("A municipality")[1].split("</li>")[0]
    assert "imported record" in entry
    assert 'name="centre" value="municipality"' in entry
    assert 'value="/municipality/findings/"' in entry
    assert 'value="/municipality/record/"' in entry


def test_the_story_counts_what_happened_today(world: World) -> None:
    now = timezone.now()
    yesterday = world.ticket(at=now - timedelta(days=1))
    reception.leave(visit=yesterday, at=now)
    world.on_duty(
        day=timezone.localdate(),
        starts=now,
        ends=now + timedelta(hours=1),
        clocked_in=now,
    )
    for _person in range(3):
        world.ticket(at=now)
    visit = reception.call_next(counter=world.counter, by=world.clerk, at=now)
    reception.start(visit=visit, by=world.clerk, at=now)
    reception.finish(visit=visit, by=world.clerk, at=now)
    told = story(world.centre, now)
    assert (told.taken, told.served, told.waiting) == (3, 1, 2)
    assert (told.open, told.counters, told.findings) == (1, 3, 0)


def test_the_story_counts_the_findings_that_wait_for_a_decision(world: World) -> None:
    work_a_day(world)
    waiting = Finding.objects.filter(status="open", nature="breach").count()
    assert story(world.centre, timezone.now()).findings == waiting


def test_a_fresh_fact_renews_the_story_alone(demonstration: Centre, client: Client) -> None:
    text = client.get("/", HTTP_HX_REQUEST="true", headers=ENGLISH).content.decode()
    assert text.strip().startswith('<section class="start-story"')
    assert "Nobody has come yet today" in text
    assert "/enter/" not in text


def test_the_start_takes_few_statements(
    demonstration: Centre, client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(5):
        Centre.objects.create(code=f"c{number}", names={"en": "C"}, receives=False)
    with django_assert_max_num_queries(10):
        client.get("/")


def test_health_is_ok_while_the_database_answers(
    db: None, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = client.get("/health/")
    assert (answer.status_code, answer.content) == (200, b"ok")
    assert answer.headers["Content-Type"] == "text/plain"

    class Gone:
        def cursor(self) -> None:
            raise DatabaseError("gone")

    monkeypatch.setattr(views, "connection", Gone())
    assert client.get("/health/").status_code == 503


@pytest.mark.browser
def test_a_card_is_entered_by_a_click_anywhere_on_it(
    transactional_db: None, demonstration: Centre, page: Page
) -> None:
    page.goto("/")
    assert accessibility_faults(page) == []
    page.set_viewport_size({"width": 360, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.locator(".start-card h3").first.click(force=True)
    page.wait_for_url(f"**/{CENTRE}/")
    expect(page.get_by_role("searchbox")).to_be_visible()
    assert accessibility_faults(page) == []
