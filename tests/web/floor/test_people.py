"""Everybody who waits, on the floor: in order, by light, and sent elsewhere by the lead."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from servicehall.evidence.models import Fact
from servicehall.reception import actions as reception
from servicehall.reception.models import Visit
from tests.chromium import accessibility_faults
from tests.web.counter.hands import Clock, set_clock, sign_in, statements, text
from tests.world import World, at, make_world

PAGE = "/testhall/hall/"


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """It is Monday, 10:30."""
    return set_clock(monkeypatch, at(10, 30))


@pytest.fixture
def hall(world: World, clock: Clock) -> World:
    """The world with two colleagues on duty at counters 1 and 2."""
    world.on_duty()
    world.on_duty(world.other_clerk, world.other_counter)
    return world


def queue(page: str, unit: str) -> str:
    return page.split("Everybody who waits")[1].split(f">{unit}<")[1].split("</article>")[0]


def test_who_waits_is_listed_in_order_with_a_light(hall: World) -> None:
    for minute in (5, 13, 25):
        hall.ticket(at=at(10, minute))
    told = queue(text(sign_in(hall.lead).get(PAGE)), "Civil affairs")
    assert told.index("A001") < told.index("A002") < told.index("A003")
    assert [told.count(f"floor-{light}") for light in ("red", "yellow", "green")] == [1, 1, 1]
    assert "Waits too long" in told


def test_who_is_set_aside_is_shown_with_where_and_by_whom(hall: World) -> None:
    visit = hall.served(at=at(10))
    reception.park(visit=visit, by=hall.clerk, at=at(10, 20))
    told = queue(text(sign_in(hall.lead).get(PAGE)), "Civil affairs")
    for words in ("Set aside", "A001", "Counter 1", "Member clerk", "Nobody waits here"):
        assert words in told, words


def test_the_lead_sends_somebody_to_a_free_counter(hall: World) -> None:
    visit = hall.ticket(at=at(10))
    lead = sign_in(hall.lead)
    form = {"to": "counter:2", "key": str(uuid4())}
    for _ in range(2):
        answer = lead.post(f"{PAGE}send/{visit.pk}/", form, follow=True)
        assert "A001 waits there now" in text(answer)
    visit.refresh_from_db()
    assert visit.reserved_for == hall.other_counter
    (fact,) = Fact.objects.filter(kind="visit.transferred")
    assert (fact.staff, fact.data["to_counter"], fact.data["reason"]) == ("lead", "2", "balance")


@pytest.mark.parametrize("member", ["clerk", "supervisor", "director"])
def test_others_only_look(hall: World, member: str) -> None:
    visit = hall.ticket(at=at(10))
    client = sign_in(getattr(hall, member))
    assert client.post(f"{PAGE}send/{visit.pk}/", {"to": "counter:2"}).status_code == 403
    if member != "clerk":
        assert f"/send/{visit.pk}/" not in text(client.get(PAGE))


def test_a_lead_sends_nobody_of_another_unit(hall: World) -> None:
    visit = hall.ticket(service=hall.far_service, at=at(10))
    lead = sign_in(hall.lead)
    assert lead.post(f"{PAGE}send/{visit.pk}/", {"to": "counter:2"}).status_code == 409
    assert f"/send/{visit.pk}/" not in text(lead.get(PAGE))


def test_the_page_takes_as_many_statements_with_many_as_with_few(hall: World) -> None:
    client = sign_in(hall.lead)
    client.get(PAGE)
    counts = []
    for more in (2, 30):
        for _ in range(more):
            hall.ticket(at=at(10))
        with statements() as counted:
            assert client.get(PAGE).status_code == 200
        counts.append(len(counted))
    assert counts[0] == counts[1]


@pytest.mark.django_db(transaction=True)
def test_somebody_is_dragged_onto_a_counter(page: Page) -> None:
    world = make_world()
    now = timezone.now()
    for member, counter in (
        (world.clerk, world.counter),
        (world.other_clerk, world.other_counter),
    ):
        world.on_duty(
            member,
            counter,
            day=timezone.localdate(now),
            starts=now,
            ends=now + timedelta(hours=1),
            clocked_in=now,
        )
    reception.take_ticket(service=world.service, at=now)
    page.goto("/")
    session = sign_in(world.lead).cookies["sessionid"].value
    for name, value in (("sessionid", session), ("django_language", "en")):
        page.context.add_cookies([{"name": name, "value": value, "url": page.url}])
    page.goto(PAGE)
    assert accessibility_faults(page) == []
    card = page.locator("[data-drop='counter:2']")
    page.locator("[data-drag]").drag_to(card)
    expect(page.get_by_text("A001 waits there now")).to_be_visible()
    assert Visit.objects.get().reserved_for == world.other_counter
    page.set_viewport_size({"width": 360, "height": 800})
    page.locator("[data-drag] summary").click()
    assert accessibility_faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    # What is being chosen stays, whatever happens in the hall meanwhile.
    reception.take_ticket(service=world.service, at=timezone.now())
    told = "document.body.dispatchEvent(new CustomEvent('fact', {bubbles: true}))"
    page.evaluate(told)
    page.wait_for_timeout(500)
    expect(page.locator("[data-drag] details[open]")).to_be_visible()
    page.locator("[data-drag] summary").click()
    page.wait_for_timeout(1000)
    page.evaluate(told)
    expect(page.locator("[data-drag]")).to_have_count(2)
