"""Layouts: each screen shows and says what its layout selects."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from servicehall.hall import actions as hall
from servicehall.reception import actions as reception
from servicehall.reception.models import BoardLayout
from tests.web.board.test_views import ENGLISH, call
from tests.world import World, names


def layout(world: World, **but: Any) -> BoardLayout:
    """A layout of the hall, called ``screen``."""
    return BoardLayout.objects.create(**({"centre": world.centre, "code": "screen"} | but))


def shown(client: Client, query: str = "", **headers: str) -> str:
    page = client.get(f"/testhall/board/screen/{query}", headers=ENGLISH | headers)
    assert page.status_code == 200
    return page.content.decode()


def call_far(world: World) -> None:
    """The roads' counter opens, and somebody is called there."""
    now = timezone.now()
    world.on_duty(
        world.far_clerk,
        world.far_counter,
        day=timezone.localdate(),
        starts=now - timedelta(hours=1),
        ends=now + timedelta(hours=4),
        clocked_in=now - timedelta(hours=1),
    )
    world.ticket(at=now, service=world.far_service)
    reception.call_next(counter=world.far_counter, by=world.far_clerk, at=now)


def test_a_layout_that_is_not_there_is_not_found(world: World, client: Client) -> None:
    assert client.get("/testhall/board/screen/").status_code == 404


def test_another_centre_s_layout_is_not_found(world: World, client: Client) -> None:
    layout(world, centre=world.stranger.centre)
    assert client.get("/testhall/board/screen/").status_code == 404


def test_a_screen_shows_the_calls_and_waits_of_its_units(open_hall: World, client: Client) -> None:
    screen = layout(open_hall)
    call(open_hall)
    call_far(open_hall)
    both = shown(client)
    assert "A001" in both
    assert "B001" in both
    screen.units.add(open_hall.other_unit)
    alone = shown(client)
    assert "A001" not in alone
    assert "B001" in alone
    assert "Civil affairs" not in alone
    assert "Roads" in alone


def test_a_screen_shows_the_calls_to_its_counters(open_hall: World, client: Client) -> None:
    screen = layout(open_hall)
    screen.counters.add(open_hall.other_counter)
    call(open_hall)
    assert "A001" not in shown(client)
    open_hall.ticket(at=timezone.now())
    reception.call_next(
        counter=open_hall.other_counter, by=open_hall.other_clerk, at=timezone.now()
    )
    text = shown(client)
    assert "A002" in text
    assert "A001" not in text


def test_a_screen_shows_the_notices_of_its_counters(open_hall: World, client: Client) -> None:
    screen = layout(open_hall)
    now = timezone.now()
    closure = hall.close_counter(
        counter=open_hall.counter, reason="system", by=open_hall.clerk, at=now
    )
    hall.post_notice(
        closure=closure,
        until=now + timedelta(hours=1),
        alternative=None,
        by=open_hall.clerk,
        at=now,
    )
    assert "System failure" in shown(client)
    screen.counters.add(open_hall.other_counter)
    assert "System failure" not in shown(client)


@pytest.mark.parametrize(
    ("parts", "there", "absent"),
    [
        (["calls"], ["board-call"], ["board-waits", "Called before"]),
        (["waits"], ["board-waits"], ["board-number", "Called before"]),
        (["recent"], ["Called before"], ['board-call"', "board-waits"]),
        (["notices"], ["No counter is closed"], ['board-call"', "board-waits"]),
    ],
)
def test_a_screen_has_the_parts_of_its_layout(
    open_hall: World, client: Client, parts: list[str], there: list[str], absent: list[str]
) -> None:
    layout(open_hall, parts=parts)
    missed = call(open_hall, minutes_ago=4)
    reception.miss(visit=missed, by=open_hall.clerk, at=timezone.now())
    call(open_hall)
    text = shown(client)
    assert all(each in text for each in there)
    assert not any(each in text for each in absent)


def test_calls_are_spoken_in_the_layout_s_languages_and_order(
    open_hall: World, client: Client
) -> None:
    layout(open_hall, spoken=["zh", "ko"], citizen_first=False)
    call(open_hall, language="ko")
    said = re.search(r'data-say="([^"]*)"', shown(client))
    assert said
    assert [each["lang"] for each in json.loads(unescape(said[1]))] == ["zh", "ko"]


def test_a_citizen_s_language_that_is_not_spoken_is_not_spoken(
    open_hall: World, client: Client
) -> None:
    layout(open_hall, spoken=["ko"])
    call(open_hall, language="zh")
    said = re.search(r'data-say="([^"]*)"', shown(client))
    assert said
    assert [each["lang"] for each in json.loads(unescape(said[1]))] == ["ko"]


def test_a_screen_that_never_speaks_offers_no_voice(open_hall: World, client: Client) -> None:
    layout(open_hall, spoken=[])
    assert "data-voice=" not in shown(client)


def test_who_is_served_is_not_announced(open_hall: World, client: Client) -> None:
    layout(open_hall)
    visit = call(open_hall)
    assert "data-say" in shown(client)
    reception.start(visit=visit, by=open_hall.clerk, at=timezone.now())
    assert "data-say" not in shown(client)


def test_who_has_still_to_come_stands_before_who_is_served(
    open_hall: World, client: Client
) -> None:
    layout(open_hall)
    call(open_hall, minutes_ago=5)
    open_hall.ticket(at=timezone.now())
    later = reception.call_next(
        counter=open_hall.other_counter, by=open_hall.other_clerk, at=timezone.now()
    )
    reception.start(visit=later, by=open_hall.other_clerk, at=timezone.now())
    text = shown(client)
    assert text.index("A001") < text.index("A002")


def test_a_screen_has_its_own_name_colours_size_and_languages(world: World, client: Client) -> None:
    layout(
        world,
        names=names("East wing"),
        scheme="light",
        size="large",
        shown=["zh", "en"],
        voice=True,
        chime=False,
        turn_seconds=7,
    )
    text = shown(client)
    assert "East wing (中)" in text
    assert '<html lang="zh-Hans" data-theme="light"' in text
    assert "board-large" in text
    assert 'data-turns="zh en"' in text
    assert 'data-seconds="7"' in text
    assert 'data-voice="on" data-chime="off"' in text
    assert 'lang="en"' in shown(client, "?language=en", **{"hx-request": "true"})[:400]


def test_a_changed_layout_lets_its_screens_begin_anew(world: World, client: Client) -> None:
    screen = layout(world)
    before = re.findall(r'data-version="([^"]+)"', shown(client))
    BoardLayout.objects.filter(pk=screen.pk).update(
        changed_at=screen.changed_at + timedelta(seconds=5)
    )
    assert re.findall(r'data-version="([^"]+)"', shown(client)) != before
