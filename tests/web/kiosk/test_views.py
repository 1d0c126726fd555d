"""The kiosk: language, service, ticket; one ticket a screen, and nothing left for the next."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django import DjangoAssertNumQueries

from servicehall.catalogue.actions import publish_item
from servicehall.evidence.models import Fact
from servicehall.hall.models import Centre
from servicehall.reception.models import Visit
from tests.chromium import accessibility_faults
from tests.world import World, bind_standard, item


def form(**but: str) -> dict[str, str]:
    """What the kiosk's form sends."""
    return {"service": "register", "language": "en", "key": str(uuid4())} | but


def text_of(client: Client, address: str) -> str:
    page = client.get(address)
    assert page.status_code == 200
    return page.content.decode()


def test_the_first_screen_asks_for_the_language_in_each_of_them(
    world: World, client: Client
) -> None:
    bind_standard(world)
    text = text_of(client, "/testhall/kiosk/")
    for language, name in (("ko", "한국어"), ("zh", "简体中文"), ("en", "English")):
        assert f'href="/testhall/kiosk/?language={language}"' in text
        assert name in text
    for hello in ("안녕하세요", "您好", "Hello"):
        assert hello in text


def test_the_most_used_six_come_first(world: World, client: Client) -> None:
    for number in range(7):
        publish_item(centre=world.centre, item=item("roads", f"permit-{number}"))
    wanted = [world.far_service, world.far_service, world.service]
    for service in wanted:
        world.ticket(service=service, at=timezone.now())
    text = text_of(client, "/testhall/kiosk/?language=en")
    tiles = re.findall(r'name="service" value="([\w-]+)"', text)
    assert tiles[:2] == ["digging", "register"]
    assert len(tiles) == 6


def test_what_was_used_long_ago_does_not_come_first(world: World, client: Client) -> None:
    world.ticket(service=world.far_service, at=timezone.now() - timedelta(days=9))
    tiles = client.get("/testhall/kiosk/?language=en").context["tiles"]
    assert [tile.code for tile in tiles] == ["register", "digging"]


def test_all_services_are_one_tap_further(world: World, client: Client) -> None:
    assert "?language=en&amp;every=1" in text_of(client, "/testhall/kiosk/?language=en")
    text = text_of(client, "/testhall/kiosk/?language=en&every=1")
    assert 'value="register"' in text
    assert 'value="digging"' in text


def test_a_search_keeps_what_was_chosen(world: World, client: Client) -> None:
    text = text_of(client, "/testhall/kiosk/?language=en&priority=elderly&large=1&q=dig")
    assert 'value="digging"' in text
    assert 'value="register"' not in text
    assert '<input type="hidden" name="priority" value="elderly">' in text
    assert "Nothing goes by" in text_of(client, "/testhall/kiosk/?language=en&q=zzz")


def test_priority_is_chosen_and_taken_back_by_one_tap(world: World, client: Client) -> None:
    text = text_of(client, "/testhall/kiosk/?language=en&priority=pregnant")
    chosen = re.search(r'<a class="[^"]*kiosk-chosen" href="([^"]*)" aria-current="true">', text)
    assert chosen is not None
    assert chosen[1] == "/testhall/kiosk/?language=en"
    assert "language=en&amp;priority=infant" in text


@pytest.mark.parametrize(("language", "tag"), [("ko", "ko"), ("zh", "zh-Hans"), ("en", "en")])
def test_the_language_is_of_this_screen_only(
    world: World, client: Client, language: str, tag: str
) -> None:
    page = client.get(f"/testhall/kiosk/?language={language}")
    assert f'<html lang="{tag}"' in page.content.decode()
    assert "django_language" not in page.cookies
    assert "sessionid" not in page.cookies
    assert '<html lang="ko"' in text_of(client, "/testhall/kiosk/")


def test_size_and_contrast_are_of_this_screen_only(world: World, client: Client) -> None:
    client.cookies["theme"] = "dark"
    client.cookies["size"] = "large"
    text = text_of(client, "/testhall/kiosk/?language=en&large=1&contrast=1")
    assert 'data-theme="contrast" data-size="largest"' in text
    text = text_of(client, "/testhall/kiosk/?language=en")
    assert 'data-theme="light"' in text
    assert "data-size" not in text


def test_what_the_address_does_not_know_is_left_out(world: World, client: Client) -> None:
    text = text_of(client, "/testhall/kiosk/?language=fr&priority=king&large=yes")
    assert "Choose your language" in text
    assert "king" not in text
    assert "fr" not in re.findall(r"language=(\w+)", text)


def test_two_taps_after_the_language_give_a_ticket(world: World, client: Client) -> None:
    answer = client.post("/testhall/kiosk/take/", form(priority="elderly"))
    visit = Visit.objects.get()
    assert answer.status_code == 303
    assert answer.headers["Location"] == (
        f"/testhall/kiosk/taken/{visit.code}/?language=en&priority=elderly"
    )
    assert (visit.ticket, visit.priority, visit.language) == ("A001", "elderly", "en")
    assert Fact.objects.get(kind="ticket.taken").data["priority"] == "elderly"


def test_a_second_tap_gives_the_same_ticket(world: World, client: Client) -> None:
    sent = form()
    first = client.post("/testhall/kiosk/take/", sent)
    again = client.post("/testhall/kiosk/take/", sent | {"service": "digging"})
    assert first.headers["Location"] == again.headers["Location"]
    assert Visit.objects.count() == 1


def test_each_screen_has_a_key_of_its_own(world: World, client: Client) -> None:
    keys = {client.get("/testhall/kiosk/?language=en").context["key"] for _screen in range(2)}
    assert len(keys) == 2
    assert "no-store" in client.get("/testhall/kiosk/?language=en").headers["Cache-Control"]


@pytest.mark.parametrize("key", ["", "x" * 200, "1", "'"])
def test_a_form_without_a_key_of_ours_gives_nothing(world: World, client: Client, key: str) -> None:
    assert client.post("/testhall/kiosk/take/", form(key=key)).status_code == 400
    assert not Visit.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "status"),
    [
        ({"service": "flying"}, 404),
        ({"service": ""}, 404),
        ({"language": "fr"}, 409),
        ({"language": ""}, 409),
        ({"priority": "king"}, 409),
    ],
)
def test_what_is_not_offered_gives_no_ticket(
    world: World, client: Client, wrong: dict[str, str], status: int
) -> None:
    assert client.post("/testhall/kiosk/take/", form(**wrong)).status_code == status
    assert not Visit.objects.exists()
    assert not Fact.objects.exists()


def test_a_service_of_another_hall_gives_no_ticket(world: World, client: Client) -> None:
    assert client.post("/testhall-far/kiosk/take/", form()).status_code == 404


def test_a_hall_that_receives_nobody_gives_no_ticket(world: World, client: Client) -> None:
    Centre.objects.filter(pk=world.centre.pk).update(receives=False)
    answer = client.post("/testhall/kiosk/take/", form())
    assert answer.status_code == 409
    assert answer.headers["X-Refused"] == "centre_receives_nobody"
    assert not Visit.objects.exists()


def test_taking_a_ticket_is_a_post_of_our_own_form(world: World) -> None:
    client = Client(enforce_csrf_checks=True)
    assert client.get("/testhall/kiosk/take/").status_code == 405
    assert client.post("/testhall/kiosk/take/", form()).status_code == 403
    assert not Visit.objects.exists()


def test_the_ticket_is_shown_with_all_that_one_needs(world: World, client: Client) -> None:
    now = timezone.now()
    world.on_duty(
        day=timezone.localdate(),
        starts=now - timedelta(hours=1),
        ends=now + timedelta(hours=1),
        clocked_in=now,
    )
    world.ticket(at=now - timedelta(minutes=1))
    answer = client.post("/testhall/kiosk/take/", form(large="1"), follow=True)
    text = answer.content.decode()
    visit = Visit.objects.get(number=2)
    assert "A002" in text
    assert "1 person" in text
    assert "No estimate yet" in text, "nobody has been served, so nothing is guessed"
    assert "counters 1, 2" in text
    assert f"/testhall/tickets/{visit.code}/qr.svg" in text
    assert visit.code in text
    assert 'data-returns="30" data-returns-to="/testhall/kiosk/"' in text
    assert 'data-size="largest"' in text
    assert f"/testhall/kiosk/taken/{visit.code}/?language=en&amp;large=1&amp;contrast=1" in text


def test_an_unknown_ticket_is_not_shown(world: World, client: Client) -> None:
    visit = world.ticket(at=timezone.now())
    assert client.get("/testhall/kiosk/taken/unknown/").status_code == 404
    assert client.get(f"/testhall-far/kiosk/taken/{visit.code}/").status_code == 404


def test_a_ticket_from_a_guide_is_followed_on_the_phone(world: World, client: Client) -> None:
    answer = client.post("/testhall/kiosk/take/", form(to="phone"))
    assert answer.headers["Location"] == f"/testhall/tickets/{Visit.objects.get().code}/"


def test_whoever_comes_after_hours_is_told_so(
    world: World, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = timezone.localtime()
    shut = (now - timedelta(minutes=1)).time()
    Centre.objects.filter(pk=world.centre.pk).update(opens=shut, closes=shut)
    assert "A ticket taken now waits" in text_of(client, "/testhall/kiosk/?language=en")
    world.on_duty(day=now.date(), starts=now, ends=now + timedelta(hours=1), clocked_in=now)
    assert "A ticket taken now waits" not in text_of(client, "/testhall/kiosk/?language=en")


def test_a_ticket_takes_few_statements_whatever_the_history(
    world: World, client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _person in range(20):
        world.ticket(at=timezone.now())
    with django_assert_max_num_queries(10):
        answer = client.post("/testhall/kiosk/take/", form())
    assert answer.status_code == 303
    for address in ("/testhall/kiosk/?language=en", answer.headers["Location"]):
        with django_assert_max_num_queries(10):
            assert client.get(address).status_code == 200


def rest(page: Page) -> None:
    """Wait as long as it takes until another tap counts again."""
    page.wait_for_timeout(450)


def on_screen(page: Page, world: World) -> None:
    page.goto("/testhall/kiosk/")
    page.get_by_role("link", name="English").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What do you need to do?")
    rest(page)


@pytest.mark.browser
def test_a_double_tap_in_the_browser_is_one_ticket(
    transactional_db: None, world: World, page: Page
) -> None:
    on_screen(page, world)
    page.get_by_role("button", name="register").dblclick()
    expect(page.get_by_role("heading", level=1)).to_contain_text("A001")
    assert Visit.objects.count() == 1
    assert accessibility_faults(page) == []


@pytest.mark.browser
def test_the_screen_returns_by_itself_unless_more_time_is_asked_for(
    transactional_db: None, world: World, page: Page
) -> None:
    page.clock.install()
    on_screen(page, world)
    # From here on the seconds pass by the test's word alone, however slow the machine is.
    page.clock.pause_at(page.evaluate("Date.now()") / 1000 + 5)
    page.get_by_role("button", name="register").click()
    seconds = page.locator("[data-seconds]")
    expect(seconds).to_have_text("30")
    page.clock.run_for(22_000)
    expect(seconds).to_have_text("8")
    expect(page.locator("[data-returns-soon]")).not_to_be_empty()
    page.get_by_role("button", name="I need more time").click()
    expect(seconds).to_have_text("30")
    page.clock.run_for(20_000)
    assert "/taken/" in page.url
    page.clock.run_for(11_000)
    expect(page.get_by_role("link", name="简体中文")).to_be_visible()


@pytest.mark.browser
def test_the_kiosks_targets_are_large_and_nothing_is_serious_for_axe(
    transactional_db: None, world: World, page: Page
) -> None:
    for look in ("", "&large=1", "&contrast=1"):
        page.goto(f"/testhall/kiosk/?language=ko{look}")
        assert accessibility_faults(page) == []
        heights = page.eval_on_selector_all(
            ".kiosk a:not(.skip-link), .kiosk button",
            "all => all.filter(each => each.offsetParent).map(each => each.offsetHeight)",
        )
        assert heights
        assert min(heights) >= 64
