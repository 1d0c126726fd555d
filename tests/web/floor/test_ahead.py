"""The next hour on the floor: a hint for each unit, the numbers that it is made of, free first."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import uuid4

import pytest

from servicehall.hall import actions as hall
from servicehall.reception import actions as reception
from tests.reception.paces import keep_joined, keep_pace
from tests.web.counter.hands import Clock, set_clock, sign_in, text
from tests.world import MONDAY, World, at

PAGE = "/testhall/hall/"


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """It is Monday, 10:30."""
    return set_clock(monkeypatch, at(10, 30))


@pytest.fixture
def floor(world: World, clock: Clock) -> World:
    """Three days are known; the clerk is on duty at counter 1, a colleague at none."""
    keep_pace(world.unit, *[10] * 30, day=MONDAY - timedelta(days=3))
    for days in (3, 4, 5):
        keep_joined(world.unit, 9, day=MONDAY - timedelta(days=days))
    world.on_duty()
    return world


def hint(page: str, world: World) -> str:
    """What is said of civil affairs, without the tags."""
    found = page.split(f'id="ahead-{world.unit.pk}"')[1].split("</details>")[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", found))


def test_a_hint_to_open_says_what_it_is_made_of(floor: World) -> None:
    for _ in range(8):
        floor.ticket(at=at(10, 20))
    told = hint(text(sign_in(floor.lead).get(PAGE)), floor)
    for words in (
        "Open 1 more counter for Civil affairs now",
        "8 waiting, 9 usually come, 1 counter serves 6 an hour",
        "on the last 3 days: 9 to 9",
        "10 min (with the pause after; 30 services of recent days)",
        "Would wait then 11",
        "promised: at most 20 min",
        "With 1 counter more",
        "Counters with nobody at work 2",
        "Member clerk2, Member lead",
    ):
        assert words in told, (words, told)


def test_a_hint_to_release_is_as_calm(floor: World) -> None:
    for number in (11, 12, 13):
        counter = hall.add_counter(unit=floor.unit, code=str(number))
        member = hall.add_staff_member(
            centre=floor.centre, code=f"m{number}", name=f"M{number}", unit=floor.unit
        )
        floor.on_duty(member, counter)
    told = hint(text(sign_in(floor.lead).get(PAGE)), floor)
    assert "One counter of Civil affairs could be released" in told
    assert "With one counter fewer" in told


def test_where_all_counters_are_open_it_says_that_they_are_too_few(floor: World) -> None:
    floor.on_duty(floor.other_clerk, floor.other_counter)
    for _ in range(30):
        floor.ticket(at=at(10, 20))
    told = hint(text(sign_in(floor.lead).get(PAGE)), floor)
    assert "One waits for Civil affairs longer than promised, and it has no further" in told
    assert "Counters with nobody at work none" in told


def test_a_new_hall_says_that_too_little_is_known(world: World, clock: Clock) -> None:
    world.on_duty()
    world.ticket(at=at(10))
    told = hint(text(sign_in(world.lead).get(PAGE)), world)
    assert "Civil affairs: too little is known yet" in told
    assert "On fewer than 3 past days people were counted" in told
    assert "Longest wait" not in told


def test_days_without_services_say_so_too(world: World, clock: Clock) -> None:
    for days in (3, 4, 5):
        keep_joined(world.unit, 9, day=MONDAY - timedelta(days=days))
    told = hint(text(sign_in(world.lead).get(PAGE)), world)
    assert "Too few people were served here on recent days" in told
    assert "9 usually come" in told


def test_who_is_absent_is_not_counted_upon(floor: World) -> None:
    hall.record_absence(
        staff=floor.other_clerk,
        reason="sick",
        starts=at(9),
        ends=at(18),
        by=floor.lead,
        at=at(8),
    )
    told = hint(text(sign_in(floor.lead).get(PAGE)), floor)
    assert "Member clerk2" not in told
    assert "Member lead" in told


def test_a_lead_is_told_of_their_own_unit_and_others_of_all(floor: World) -> None:
    other = f'id="ahead-{floor.other_unit.pk}"'
    assert other not in text(sign_in(floor.lead).get(PAGE))
    assert other in text(sign_in(floor.director).get(PAGE))
    assert sign_in(floor.clerk).get(PAGE).status_code == 403


def test_a_hint_changes_nothing_by_itself(floor: World) -> None:
    for _ in range(8):
        floor.ticket(at=at(10, 20))
    client = sign_in(floor.lead)
    for _ in range(2):
        client.get(PAGE)
    floor.other_counter.refresh_from_db()
    assert floor.other_counter.state == "closed"


def test_the_counter_that_is_free_first_is_named_and_chosen(floor: World) -> None:
    floor.on_duty(floor.other_clerk, floor.other_counter)
    for minute in (0, 1, 2):
        floor.ticket(at=at(10, minute))
    reception.call_next(counter=floor.other_counter, by=floor.other_clerk, at=at(10, 22))
    reception.call_next(counter=floor.counter, by=floor.clerk, at=at(10, 29))
    page = text(sign_in(floor.lead).get(PAGE))
    assert "Free next: counter 2, in about 3 minutes" in page
    assert '<option value="counter:2" selected>' in page
    assert '<option value="counter:1">' in page


def test_where_nobody_is_on_duty_no_counter_is_free_first(floor: World, clock: Clock) -> None:
    hall.clock_out(shift=floor.shifts["clerk"], by=floor.clerk, at=at(10, 25))
    floor.ticket(at=at(10, 20))
    page = text(sign_in(floor.lead).get(PAGE))
    assert "Free next" not in page
    assert "is free</p>" not in page
    assert " selected>Counter" not in page


def test_a_shift_planned_on_a_hint_quietens_it(floor: World) -> None:
    for _ in range(4):
        floor.ticket(at=at(10, 20))
    client = sign_in(floor.lead)
    assert "Open 1 more" in hint(text(client.get(PAGE)), floor)
    given = {
        "staff": floor.other_clerk.pk,
        "counter": floor.other_counter.pk,
        "starts": "10:35",
        "ends": "18:00",
        "key": str(uuid4()),
    }
    assert client.post(f"{PAGE}plan/", given).status_code == 303
    told = hint(text(client.get(PAGE)), floor)
    assert "and 1 more within the hour" in told
    assert "Open 1 more" not in told
