"""Several services on one ticket, and how often each; what can't be had now says when it can."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from django.http import QueryDict
from django.test import Client
from playwright.sync_api import Page, expect
from pytest_django import DjangoAssertNumQueries

from servicehall.catalogue.actions import publish_item
from servicehall.catalogue.models import ServiceItem
from servicehall.evidence.models import Fact
from servicehall.hall.models import Centre, Unit
from servicehall.reception.models import FurtherService, Visit
from servicehall.web.kiosk.screens import Screen, read_wanted
from tests.chromium import accessibility_faults
from tests.reception.kiosks import browser_of, make_kiosk
from tests.web.counter.hands import Clock, set_clock, statements, text
from tests.web.kiosk.test_views import form, rest, text_of
from tests.world import World, at, item

SEVERAL = "/testhall/kiosk/?language=en&several=1"
WEEK = {day: [["09:00", "12:00"], ["13:00", "18:00"]] for day in ("mon", "tue", "wed")}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("", ()),
        ("register~2.digging~1", (("register", 2), ("digging", 1))),
        ("register~2.register~9", (("register", 2),)),
        ("register~0", (("register", 1),)),
        ("register~999", (("register", 50),)),
        ("register.digging~x.~3.a b~1.drop'--~2.register~1", (("register", 1),)),
        ("register~-1.register~²", ()),
        (".".join(f"s{number}~1" for number in range(20)), tuple((f"s{n}", 1) for n in range(8))),
    ],
)
def test_an_address_is_read_for_what_makes_sense(
    text: str, wanted: tuple[tuple[str, int], ...]
) -> None:
    assert read_wanted(text) == wanted


def test_what_is_put_together_leads_back_to_the_same_screen() -> None:
    screen = Screen("hall", "ko", several=True, wanted=(("passport", 2), ("register", 1)))
    query = screen.address.partition("?")[2]
    assert Screen.read("hall", QueryDict(query)) == screen
    assert Screen.read("hall", QueryDict(query.replace("several=1", ""))).wanted == ()
    assert screen.wanting("passport", 0).wanted == (("register", 1),)
    assert screen.wanting("passport", 51).how_often("passport") == 50
    assert screen.in_one == "/hall/kiosk/?language=ko"


def test_the_usual_ticket_is_still_one_tap(world: World, client: Client) -> None:
    page = text_of(client, "/testhall/kiosk/?language=en")
    assert 'name="service" value="register"' in page
    assert "/testhall/kiosk/?language=en&amp;several=1" in page


def test_services_are_put_together_by_taps_and_taken_out_again(
    world: World, client: Client
) -> None:
    page = text_of(client, SEVERAL)
    assert 'name="service"' not in page
    assert "Nothing yet" in page
    assert f"{SEVERAL}&wanted=register~1".replace("&", "&amp;") in page
    page = text_of(client, f"{SEVERAL}&wanted=register~2.digging~1")
    for address in ("register~3.digging~1", "register~1.digging~1", "register~2", "digging~1"):
        assert f"wanted={address}&quot;" in page or f'wanted={address}"' in page, address
    assert "2 times" in page
    assert '<input type="hidden" name="wanted" value="register~2.digging~1">' in page


def test_one_ticket_is_for_all_that_was_put_together(world: World, client: Client) -> None:
    sent = form(service="", several="1", wanted="digging~2.register~3", priority="elderly")
    answer = client.post("/testhall/kiosk/take/", sent, follow=True)
    visit = Visit.objects.get()
    assert (visit.ticket, visit.service.code, visit.quantity) == ("B001", "digging", 2)
    further = FurtherService.objects.get()
    assert (further.service.code, further.quantity) == ("register", 3)
    page = text(answer)
    assert re.search(r"digging.*× 2", page)
    assert re.search(r"register.*× 3", page)
    assert "wanted=" not in page
    data = Fact.objects.get(kind="ticket.taken").data
    assert (data["quantity"], data["further"]) == (2, ["register"])


def test_a_second_tap_on_the_list_gives_the_same_ticket(world: World, client: Client) -> None:
    sent = form(service="", several="1", wanted="digging~2.register~3")
    places = [client.post("/testhall/kiosk/take/", sent).headers["Location"] for _tap in range(2)]
    assert places[0] == places[1]
    assert Visit.objects.count() == 1


@pytest.mark.parametrize("wanted", ["", "flying~1", "register~1.flying~1", "register"])
def test_a_list_with_what_is_not_offered_gives_no_ticket(
    world: World, client: Client, wanted: str
) -> None:
    sent = form(service="", several="1", wanted=wanted)
    assert client.post("/testhall/kiosk/take/", sent).status_code == 404
    assert not Visit.objects.exists()


def test_a_full_list_takes_no_further_service(world: World, client: Client) -> None:
    for number in range(9):
        publish_item(centre=world.centre, item=item("civil", f"s{number}"))
    wanted = ".".join(f"s{number}~1" for number in range(8))
    page = text_of(client, f"{SEVERAL}&every=1&wanted={wanted}")
    assert "The ticket is full" in page
    assert "s0~1.s1~1" in page
    sent = form(service="", several="1", wanted=wanted)
    assert client.post("/testhall/kiosk/take/", sent).status_code == 303


# What can't be had now -----------------------------------------------------------------------


@pytest.fixture
def clock(world: World, monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Monday, ten o'clock, in a hall that keeps hours."""
    Centre.objects.filter(pk=world.centre.pk).update(hours=WEEK, last_ticket_before=30)
    return set_clock(monkeypatch, at(10))


def test_a_service_whose_tickets_are_given_out_says_when_again(
    world: World, client: Client, clock: Clock
) -> None:
    ServiceItem.objects.filter(code="register").update(daily_quota=1)
    assert client.post("/testhall/kiosk/take/", form()).status_code == 303
    page = text_of(client, "/testhall/kiosk/?language=en")
    assert 'value="register"' not in page
    assert "All given out today" in page
    assert 'datetime="2026-11-10T09:00:00+09:00"' in page
    assert "/testhall/kiosk/not-now/register/?language=en" in page
    why = text_of(client, "/testhall/kiosk/not-now/register/?language=en")
    assert "All tickets for this service are given out today" in why
    assert "Choose another service" in why
    assert "data:image/svg+xml" in why
    # Who tapped on a screen from before is told the same, and has no ticket.
    late = client.post("/testhall/kiosk/take/", form())
    assert (late.status_code, late.headers["X-Refused"]) == (409, "quota_full")
    assert "All tickets for this service are given out today" in text(late)
    assert Visit.objects.count() == 1


def test_a_unit_that_is_full_closes_all_its_tiles(
    world: World, client: Client, clock: Clock
) -> None:
    Unit.objects.filter(code="civil").update(daily_quota=0)
    page = text_of(client, "/testhall/kiosk/?language=en&every=1")
    assert 'value="register"' not in page
    assert 'value="digging"' in page


def test_a_service_out_of_its_hours_says_when_again(
    world: World, client: Client, clock: Clock
) -> None:
    publish_item(centre=world.centre, item=item("civil", "late", hours={"mon": "14:00-15:00"}))
    page = text_of(client, "/testhall/kiosk/?language=en&every=1")
    assert "Not at this hour" in page
    assert 'datetime="2026-11-09T14:00:00+09:00"' in page
    late = client.post("/testhall/kiosk/take/", form(service="late"))
    assert late.headers["X-Refused"] == "service_hours"
    assert "It has hours of its own." in text(late)


def test_a_service_that_can_be_had_has_no_page_that_says_otherwise(
    world: World, client: Client, clock: Clock
) -> None:
    answer = client.get("/testhall/kiosk/not-now/register/?language=en")
    assert (answer.status_code, answer["Location"]) == (302, "/testhall/kiosk/?language=en")
    assert client.get("/testhall/kiosk/not-now/flying/").status_code == 404


@pytest.mark.parametrize(
    ("hour", "minute", "code", "said", "next"),
    [
        (8, 0, "outside_hours", "We are closed", "2026-11-09 09:00"),
        (12, 30, "outside_hours", "We are closed", "2026-11-09 13:00"),
        (17, 30, "last_ticket_given", "No more tickets are given today", "2026-11-10 09:00"),
        (20, 0, "outside_hours", "We are closed", "2026-11-10 09:00"),
    ],
)
def test_a_closed_hall_says_when_it_opens(
    world: World,
    client: Client,
    clock: Clock,
    hour: int,
    minute: int,
    code: str,
    said: str,
    next: str,
) -> None:
    clock.now = at(hour, minute)
    for address in ("/testhall/kiosk/", "/testhall/kiosk/?language=en"):
        answer = client.get(address)
        assert answer.headers["X-Refused"] == code
        assert said in text(answer)
        assert next in text(answer)
    assert "오늘" in text(client.get("/testhall/kiosk/")) or "업무" in text(
        client.get("/testhall/kiosk/")
    )
    tap = client.post("/testhall/kiosk/take/", form())
    assert (tap.status_code, tap.headers["X-Refused"]) == (409, code)
    phone = client.post("/testhall/kiosk/take/", form(to="phone"))
    assert (phone.status_code, phone.headers["X-Refused"]) == (409, code)
    assert not Visit.objects.exists()


def test_nobody_declares_an_appointment_that_was_not_looked_up(
    world: World, client: Client
) -> None:
    answer = client.post("/testhall/kiosk/take/", form(priority="appointment"))
    assert answer.headers["X-Refused"] == "unknown_priority"
    assert "priority=appointment" not in text_of(client, "/testhall/kiosk/?language=en")


def test_a_refusal_at_the_kiosk_stays_a_screen_of_the_kiosk(world: World, client: Client) -> None:
    page = text(client.post("/testhall/kiosk/take/", form(priority="king")))
    assert 'class="kiosk' in page
    assert "No ticket was taken" in page


# What it costs -------------------------------------------------------------------------------


def test_the_fullest_tap_takes_at_most_ten_statements_and_its_screens_few(
    world: World, clock: Clock, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    ServiceItem.objects.update(daily_quota=9)
    Unit.objects.update(daily_quota=9)
    every = {day: [["00:00", "23:59"]] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}
    Centre.objects.filter(pk=world.centre.pk).update(hours=every, kiosks_registered_only=True)
    browser = browser_of(make_kiosk(world, moment=at(9)))
    sent = form(service="", several="1", wanted="digging~2.register~3", key=str(uuid4()))
    with statements() as tap:
        answer = browser.post("/testhall/kiosk/take/", sent)
    assert answer.status_code == 303
    assert len(tap) <= 10, "\n".join(tap)
    for address in (SEVERAL, f"{SEVERAL}&wanted=register~2", answer.headers["Location"]):
        with django_assert_max_num_queries(11):
            assert browser.get(address).status_code == 200


@pytest.mark.browser
def test_services_are_put_together_with_large_targets(
    transactional_db: None, world: World, page: Page
) -> None:
    page.goto("/testhall/kiosk/?language=en")
    for name in ("Several services or copies", "digging Put on the ticket"):
        page.get_by_role("link", name=name).click()
        rest(page)
    page.get_by_role("link", name="Once more: digging").click()
    expect(page.get_by_role("img", name="2 times")).to_be_visible()
    assert accessibility_faults(page) == []
    heights = page.eval_on_selector_all(
        ".kiosk a:not(.skip-link), .kiosk button",
        "all => all.filter(each => each.offsetParent).map(each => each.offsetHeight)",
    )
    assert min(heights) >= 64
    rest(page)
    page.get_by_role("button", name="Take the ticket").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("B001")
    expect(page.locator(".receipt-service")).to_contain_text("× 2")
