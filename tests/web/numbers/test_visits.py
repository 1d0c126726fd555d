"""The lists behind the numbers: the visits, the longest first, each leading to its history."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client

from tests.web.counter.hands import sign_in, statements, text
from tests.web.judged import main_of, words_of
from tests.web.numbers.busy import busy_hall
from tests.world import World, at

PAGE = "/testhall/numbers/visits/"


@pytest.fixture
def busy(world: World, monkeypatch: pytest.MonkeyPatch) -> World:
    return busy_hall(world, monkeypatch)


@pytest.fixture
def director(busy: World) -> Client:
    return sign_in(busy.director)


def tickets(client: Client, **query: str) -> list[str]:
    page = main_of(text(client.get(PAGE, query)))
    return re.findall(r'<th scope="row"><a href="/testhall/record/visit/[\d-]+/(\w+)/">', page)


def test_waits_stand_the_longest_first_and_late_ones_are_marked(director: Client) -> None:
    told = words_of(text(director.get(PAGE, {"what": "waits"})))
    assert "26 min longer than promised register Civil affairs 2 without appointment" in told
    assert tickets(director, what="waits") == [
        "A005",
        "A004",
        "A003",
        "A006",
        "A002",
        "A001",
        "A006",
    ]


def test_arrivals_stand_in_their_order(director: Client) -> None:
    assert tickets(director) == [f"A00{number}" for number in range(1, 8)]


def test_a_visit_leads_to_its_history(director: Client) -> None:
    page = main_of(text(director.get(PAGE, {"what": "missed"})))
    (href,) = re.findall(r'href="(/testhall/record/visit/[^"]+)"', page)
    assert "Did not come when called" in text(director.get(href))


def test_a_list_is_narrowed_by_day_hour_and_part(director: Client) -> None:
    month = {"by": "month", "day": "2026-11-01"}
    assert len(tickets(director, what="arrivals", **month)) == 12
    assert len(tickets(director, what="arrivals", on="2026-11-06", **month)) == 5
    assert tickets(director, what="waits", hour="15") == ["A006", "A006"]
    assert tickets(director, what="waits", unit="roads") == ["A006"]
    assert tickets(director, what="services", counter="2", hour="10") == ["A001"]
    assert tickets(director, what="arrivals", came="booked") == ["A006"]
    assert tickets(director, what="given_up") == ["A007"]


@pytest.mark.parametrize(
    "query",
    [
        {"what": "staff"},
        {"hour": "24"},
        {"hour": "-1"},
        {"hour": "²"},
        {"on": "2026-11-08"},
        {"on": "monday"},
    ],
)
def test_a_list_that_there_is_not_has_no_page(director: Client, query: dict[str, str]) -> None:
    assert director.get(PAGE, {"by": "day", "day": "2026-11-09"} | query).status_code == 404


def test_an_empty_list_leads_back(director: Client) -> None:
    page = text(director.get(PAGE, {"what": "parked", "unit": "civil"}))
    assert "There is none" in page
    assert 'href="/testhall/numbers/?by=day&amp;day=2026-11-09&amp;unit=civil"' in page


@pytest.mark.parametrize(("name", "status"), [("lead", 200), ("clerk", 403), ("stranger", 403)])
def test_it_is_for_who_may_see_the_record_of_them(busy: World, name: str, status: int) -> None:
    client = sign_in(getattr(busy, name))
    assert client.get(PAGE).status_code == status
    if status == 200:
        assert tickets(client, what="missed") == [], "that was in another unit"
        for ticket in tickets(client, what="waits"):
            history = f"/testhall/record/visit/2026-11-09/{ticket}/"
            assert client.get(history).status_code == 200


def test_a_long_list_is_paged_and_keeps_its_address(busy: World, director: Client) -> None:
    for minute in range(58):
        busy.ticket(at=at(12, minute))
    first = text(director.get(PAGE, {"what": "arrivals", "by": "month"}))
    assert main_of(first).count("<tr>") == 61
    assert "what=arrivals&amp;by=month&amp;page=2" in first
    assert len(tickets(director, what="arrivals", by="month", page="2")) == 10


def test_a_list_asks_for_its_stretch_once(busy: World, director: Client) -> None:
    director.get(PAGE, {"what": "waits"})
    with statements() as few:
        director.get(PAGE, {"what": "waits"})
    for minute in range(40):
        busy.ticket(at=at(12) + timedelta(minutes=minute))
    with statements() as many:
        director.get(PAGE, {"what": "waits"})
    assert len(many) == len(few) <= 10
