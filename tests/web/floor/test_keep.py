"""Keeping a queue for another day: shown first, confirmed, refused in words, and told."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page
from pytest_django import Settings

from servicehall.evidence.models import Fact
from servicehall.reception import actions as reception
from servicehall.reception.models import Visit
from tests.chromium import accessibility_faults
from tests.reception.following import follow
from tests.web.counter.hands import Clock, set_clock, sign_in, statements, text
from tests.world import MONDAY, World, at, make_world

PAGE = "/testhall/hall/keep/"
TUESDAY = MONDAY + timedelta(days=1)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """It is Monday, 17:30."""
    return set_clock(monkeypatch, at(17, 30))


@pytest.fixture
def evening(world: World, clock: Clock, settings: Settings, tmp_path: Path) -> World:
    """Two wait for civil affairs, one of them set aside, and one for roads."""
    settings.MESSAGES_FILE = str(tmp_path / "messages.jsonl")
    world.on_duty()
    visit = world.served(at=at(10))
    reception.park(visit=visit, by=world.clerk, at=at(10, 20))
    follow(world.ticket(at=at(16)))
    world.ticket(service=world.far_service, at=at(16, 30))
    return world


def form(*units: str, **but: Any) -> dict[str, Any]:
    return {"units": units or ("civil",), "until": "2026-11-10", "sure": "on"} | but


def days() -> list[str]:
    return [str(each) for each in Visit.objects.order_by("pk").values_list("calls_on", flat=True)]


# What is shown -------------------------------------------------------------------------------


def test_the_page_shows_who_is_concerned_and_what_they_are_told(evening: World) -> None:
    page = text(sign_in(evening.director).get(PAGE))
    for words in (
        "Civil affairs",
        "2 people",
        "A001",
        "A002",
        "B001",
        "Set aside",
        "is told by message",
        "Your ticket is kept for",
        "10 Nov 2026",
        "from 09:00",
        'value="2026-11-10"',
    ):
        assert words in page, words


def test_a_lead_is_shown_the_queue_of_their_own_unit(evening: World) -> None:
    page = text(sign_in(evening.lead).get(PAGE)).partition("<main")[2]
    assert "A002" in page
    assert "B001" not in page
    assert "Roads" not in page


def test_the_floor_leads_there_only_who_may_and_only_while_somebody_waits(evening: World) -> None:
    for member, shown in (
        (evening.lead, True),
        (evening.director, True),
        (evening.supervisor, False),
    ):
        assert (PAGE in text(sign_in(member).get("/testhall/hall/"))) is shown
    Visit.objects.update(status="left")
    assert PAGE not in text(sign_in(evening.lead).get("/testhall/hall/"))


def test_an_empty_hall_says_that_nobody_is_concerned(world: World, clock: Clock) -> None:
    page = text(sign_in(world.lead).get(PAGE))
    assert "Nobody waits now" in page
    assert "Keep their places" not in page


@pytest.mark.parametrize("member", ["clerk", "supervisor", "stranger"])
def test_who_may_keep_no_queue_is_sent_away(evening: World, member: str) -> None:
    client = sign_in(getattr(evening, member))
    assert client.get(PAGE).status_code == 403
    assert client.post(PAGE, form()).status_code == 403
    assert Client().post(PAGE, form())["Location"].startswith("/sign-in/")
    assert set(days()) == {"2026-11-09"}


# Keeping -------------------------------------------------------------------------------------


def test_a_lead_keeps_the_queue_and_a_second_click_changes_nothing(evening: World) -> None:
    lead = sign_in(evening.lead)
    for _ in range(2):
        answer = lead.post(PAGE, form(), follow=True)
        assert answer.redirect_chain == [("/testhall/hall/", 303)]
        assert "2 tickets are kept with their places" in text(answer)
    assert days() == ["2026-11-10", "2026-11-10", "2026-11-09"]
    assert Fact.objects.filter(kind="ticket.kept_overnight", staff="lead").count() == 2


def test_the_director_keeps_several_queues_at_once(evening: World) -> None:
    answer = sign_in(evening.director).post(PAGE, form("civil", "roads"), follow=True)
    assert "3 tickets are kept" in text(answer)
    assert set(days()) == {"2026-11-10"}


@pytest.mark.parametrize(
    ("but", "said"),
    [
        ({"sure": ""}, "Confirm that they are not served today"),
        ({"units": ()}, "Choose at least one queue"),
        ({"units": ("roads",)}, "Select a valid choice"),
        ({"until": ""}, "This field is required"),
        ({"until": "soon"}, "Enter a valid date"),
        ({"until": "2026-11-09"}, "only be kept for a later day"),
        ({"until": "2026-11-14"}, "Nobody is received on"),
        ({"until": "2026-12-09"}, "kept for 7 days at most"),
    ],
)
def test_what_can_not_be_is_said_beside_the_form(
    evening: World, but: dict[str, Any], said: str
) -> None:
    answer = sign_in(evening.lead).post(PAGE, form(**but))
    assert answer.status_code == 422
    assert said in text(answer)
    assert "A002" in text(answer)
    assert set(days()) == {"2026-11-09"}


def test_where_nobody_waits_any_more_it_says_so(evening: World) -> None:
    Visit.objects.update(status="left")
    answer = sign_in(evening.lead).post(PAGE, form(), follow=True)
    assert "Nobody waits any more, so nothing was changed" in text(answer)


def test_soon_after_midnight_it_is_the_queue_of_the_evening(evening: World, clock: Clock) -> None:
    clock.now = at(0, 30, day=TUESDAY)
    page = text(sign_in(evening.lead).get(PAGE))
    assert "A002" in page
    assert 'value="2026-11-10"' in page


def test_keeping_takes_few_statements_for_each_person(evening: World) -> None:
    counts = []
    for more in (0, 4):
        Visit.objects.update(calls_on=MONDAY)
        for _ in range(more):
            evening.ticket(at=at(16))
        client = sign_in(evening.lead)
        with statements() as counted:
            client.post(PAGE, form())
        counts.append(len(counted))
    assert counts[1] - counts[0] <= 4 * 4, counts


# The ticket ----------------------------------------------------------------------------------


def test_the_page_of_the_ticket_says_so_and_works_on_the_next_day(
    evening: World, clock: Clock
) -> None:
    visit = Visit.objects.get(number=2, prefix="A")
    address = f"/testhall/tickets/{visit.code}/"
    phone = Client(headers={"accept-language": "en"})
    phone.cookies["django_language"] = "en"
    assert "1 person before you" not in text(phone.get(address))
    sign_in(evening.lead).post(PAGE, form())
    answer = phone.get(address)
    page = text(answer)
    for words in ("Your ticket is kept for", "10 Nov 2026", "from 09:00", "Kept for another day"):
        assert words in page, words
    assert "You are next" not in page
    assert "No counter is open" not in page
    assert answer.cookies["ticket"]["max-age"] > 24 * 60 * 60
    # The night: tickets of the day end, this one does not.
    clock.now = at(3, 30, day=TUESDAY)
    reception.end_day(centre=evening.centre, day=MONDAY, at=clock.now)
    clock.now = at(8, 50, day=TUESDAY)
    page = text(phone.get(address))
    assert "Your ticket is kept" not in page
    assert "1 person before you" in page
    evening.on_duty(evening.other_clerk, evening.other_counter, day=TUESDAY)
    clock.now = at(9, 5, day=TUESDAY)
    for _ in range(2):
        called = reception.call_next(
            counter=evening.other_counter, by=evening.other_clerk, at=clock.now
        )
        if called.pk != visit.pk:
            reception.miss(visit=called, by=evening.other_clerk, at=clock.now)
    assert "It is your turn" in text(phone.get(address))


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.django_db(transaction=True)
def test_the_page_is_accessible_and_fits(page: Page, width: int) -> None:
    world = make_world()
    now = timezone.now()
    visit = reception.take_ticket(service=world.service, at=now)
    assert visit.status == "waiting"
    page.set_viewport_size({"width": width, "height": 900})
    page.goto("/")
    session = sign_in(world.lead).cookies["sessionid"].value
    for name, value in (("sessionid", session), ("django_language", "en")):
        page.context.add_cookies([{"name": name, "value": value, "url": page.url}])
    for path in (PAGE, "/testhall/hall/"):
        page.goto(path)
        for each in page.locator("details.ahead summary").all():
            each.click()
        assert accessibility_faults(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    # Opened numbers stay open when the hall is brought up to date.
    page.evaluate("document.body.dispatchEvent(new CustomEvent('fact', {bubbles: true}))")
    page.wait_for_timeout(1500)
    assert page.locator("details.ahead[open]").count() == 1
