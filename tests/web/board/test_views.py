"""The board: who is called where, how long the others wait, what is closed."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django import DjangoAssertNumQueries

from servicehall.hall import actions as hall
from servicehall.reception import actions as reception
from servicehall.reception.models import Visit
from tests.chromium import accessibility_faults
from tests.world import World, bind_standard

ENGLISH = {"accept-language": "en"}


def call(world: World, *, minutes_ago: float = 0, **but: str) -> Visit:
    at = timezone.now() - timedelta(minutes=minutes_ago)
    world.ticket(at=at, **but)
    return reception.call_next(counter=world.counter, by=world.clerk, at=at)


def shown(client: Client, query: str = "") -> str:
    page = client.get(f"/testhall/board/{query}", headers=ENGLISH)
    assert page.status_code == 200
    return page.content.decode()


def test_a_called_number_stands_beside_its_counter(open_hall: World, client: Client) -> None:
    call(open_hall)
    text = shown(client)
    entry = text.split('class="board-call"')[1].split("</li>")[0]
    assert '<span class="board-number">A001</span>' in entry
    assert re.search(r'class="board-counter">.*</span>1</span>', entry)
    assert "Please come" in entry


def test_who_is_being_served_is_told_apart_from_who_is_called(
    open_hall: World, client: Client
) -> None:
    visit = call(open_hall, minutes_ago=3)
    reception.start(visit=visit, by=open_hall.clerk, at=timezone.now())
    open_hall.ticket(at=timezone.now())
    reception.call_next(
        counter=open_hall.other_counter, by=open_hall.other_clerk, at=timezone.now()
    )
    text = shown(client)
    assert text.index("A002") < text.index("A001"), "the latest call first"
    assert text.count("Being served") == text.count("Please come") == 1


def test_a_call_is_spoken_in_the_citizens_language_first(open_hall: World, client: Client) -> None:
    call(open_hall, language="zh")
    found = re.search(r'data-say="([^"]*)"', shown(client))
    assert found is not None
    said = json.loads(unescape(found[1]))
    assert [each["lang"] for each in said] == ["zh", "ko", "en"]
    assert said[0]["text"] == "请A 1号到1号窗口办理。"
    assert said[2]["text"] == "Number A 1, please come to counter 1."


def test_each_call_of_a_number_is_a_call_of_its_own(open_hall: World, client: Client) -> None:
    visit = call(open_hall, minutes_ago=5)
    first = re.findall(r'data-call="([^"]*)"', shown(client))
    assert re.findall(r'data-call="([^"]*)"', shown(client)) == first
    reception.recall(visit=visit, by=open_hall.clerk, at=timezone.now())
    assert re.findall(r'data-call="([^"]*)"', shown(client)) != first


def test_who_has_left_the_counter_is_remembered_for_a_while(
    open_hall: World, client: Client
) -> None:
    missed = call(open_hall, minutes_ago=9)
    reception.miss(visit=missed, by=open_hall.clerk, at=timezone.now())
    served = call(open_hall, minutes_ago=5)
    reception.start(visit=served, by=open_hall.clerk, at=timezone.now())
    reception.finish(visit=served, by=open_hall.clerk, at=timezone.now())
    text = shown(client)
    recent = text.split("Called before")[1].split("</p>")[0]
    assert recent.index("A002") < recent.index("A001")
    assert "did not come" in recent.split("A001")[1]
    assert "Nobody is called now" in text


def test_waits_and_notices_stand_beside_the_calls(open_hall: World, client: Client) -> None:
    now = timezone.now()
    open_hall.ticket(at=now)
    open_hall.ticket(at=now, service=open_hall.far_service)
    closure = hall.close_counter(
        counter=open_hall.counter, reason="system", by=open_hall.clerk, at=now
    )
    hall.post_notice(
        closure=closure,
        until=now + timedelta(hours=1),
        alternative=open_hall.other_counter,
        by=open_hall.clerk,
        at=now,
    )
    text = shown(client)
    assert "No estimate" in text
    assert "No counter is open now" in text
    assert "System failure" in text
    assert "Go to counter 2 instead" in text


def test_more_notices_than_fit_are_counted(open_hall: World, client: Client) -> None:
    now = timezone.now()
    for number in range(6):
        counter = hall.add_counter(unit=open_hall.unit, code=f"1{number}")
        closure = hall.close_counter(counter=counter, reason="break", by=open_hall.clerk, at=now)
        hall.post_notice(
            closure=closure,
            until=now + timedelta(hours=1),
            alternative=None,
            by=open_hall.clerk,
            at=now,
        )
    text = shown(client)
    assert text.count('class="closure"') == 4
    assert "and 2 more" in text


def test_the_board_names_nobody(open_hall: World, client: Client) -> None:
    visit = call(open_hall)
    text = shown(client)
    assert visit.code not in text
    assert open_hall.clerk.name not in text


def test_the_board_is_dark_unless_high_contrast_is_asked_for(world: World, client: Client) -> None:
    client.cookies["theme"] = "light"
    assert 'data-theme="dark"' in shown(client)
    client.cookies["theme"] = "contrast"
    assert 'data-theme="contrast"' in shown(client)


def test_a_screen_on_the_wall_has_the_language_of_its_address(world: World, client: Client) -> None:
    bind_standard(world)
    assert '<html lang="zh-Hans"' in shown(client, "?language=zh")
    assert "您好" in shown(client, "?language=zh")
    assert '<html lang="en"' in shown(client, "?language=xx")
    assert "language=zh" in shown(client, "?language=zh").split("hx-get=")[1]


def test_a_fresh_fact_renews_the_part_that_changes(open_hall: World, client: Client) -> None:
    call(open_hall)
    text = client.get("/testhall/board/", HTTP_HX_REQUEST="true").content.decode()
    assert text.strip().startswith('<div class="board-now"')
    assert "A001" in text
    assert "<html" not in text


def test_the_statements_of_the_board_do_not_grow(
    open_hall: World, client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    bind_standard(open_hall)
    call(open_hall)
    for _person in range(5):
        open_hall.ticket(at=timezone.now())
    shown(client)
    with django_assert_max_num_queries(12):
        shown(client)


@pytest.mark.browser
def test_nothing_scrolls_on_the_wall_and_all_is_there_on_a_phone(
    transactional_db: None, open_hall: World, page: Page
) -> None:
    call(open_hall)
    for width, height in ((1920, 1080), (1280, 720)):
        page.set_viewport_size({"width": width, "height": height})
        page.goto("/testhall/board/")
        number = page.locator(".board-number").bounding_box()
        assert number is not None
        assert number["height"] >= height / 10
        assert page.evaluate(
            "[document.documentElement.scrollHeight <= innerHeight,"
            " document.documentElement.scrollWidth <= innerWidth]"
        ) == [True, True]
        assert accessibility_faults(page) == []
    page.set_viewport_size({"width": 360, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    expect(page.locator(".board-waits li")).to_have_count(2)


@pytest.mark.browser
def test_a_new_call_flashes_and_an_old_one_does_not(
    transactional_db: None, open_hall: World, page: Page
) -> None:
    call(open_hall, minutes_ago=2)
    page.goto("/testhall/board/")
    expect(page.locator(".board-call")).to_have_count(1)
    open_hall.ticket(at=timezone.now())
    reception.call_next(
        counter=open_hall.other_counter, by=open_hall.other_clerk, at=timezone.now()
    )
    page.evaluate("document.body.dispatchEvent(new CustomEvent('fact', {bubbles: true}))")
    expect(page.locator(".board-call")).to_have_count(2)
    expect(page.locator(".flash .board-number")).to_have_text("A002")
