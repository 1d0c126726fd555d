"""The floor: who may see which units, each state of a counter, and acting on it."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from servicehall.evidence.models import Fact
from servicehall.hall import actions
from servicehall.hall.models import Closure, Shift, StaffMember
from servicehall.reception import actions as reception
from tests.web.counter.hands import Clock, set_clock, sign_in, statements, text
from tests.world import MONDAY, World, at

PAGE = "/testhall/hall/"


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """It is Monday, 10:30."""
    return set_clock(monkeypatch, at(10, 30))


@pytest.fixture
def hall(world: World, clock: Clock) -> World:
    """The world with the clerk on duty at counter 1."""
    world.on_duty()
    return world


def close(world: World) -> Closure:
    """The clerk closes counter 1 for training; no notice yet."""
    return actions.close_counter(
        counter=world.counter, reason="training", by=world.clerk, at=at(10)
    )


def place(page: str, counter: str) -> str:
    """The card of one counter."""
    for card in page.split("<article")[1:]:
        if f">Counter {counter}<" in card:
            return card.partition("</article>")[0]
    raise AssertionError(f"no card of counter {counter}")


# Who may see what ----------------------------------------------------------------------------


@pytest.mark.parametrize("member", ["supervisor", "director", "administrator"])
def test_who_oversees_the_hall_sees_every_counter(hall: World, member: str) -> None:
    page = text(sign_in(getattr(hall, member)).get(PAGE))
    for counter in "123":
        assert place(page, counter)
    assert "Member clerk" in page


def test_a_lead_sees_the_counters_of_their_unit_and_who_waits_everywhere(hall: World) -> None:
    hall.on_duty(hall.far_clerk, hall.far_counter)
    hall.ticket(service=hall.far_service, at=at(10))
    page = text(sign_in(hall.lead).get(PAGE))
    assert "Member clerk" in page
    assert ">Counter 3<" not in page
    assert "Member clerk3" not in page
    assert "Roads" in page
    assert "30:00" in page


@pytest.mark.parametrize("member", ["clerk", "stranger"])
def test_who_does_not_see_units_is_sent_away(hall: World, member: str) -> None:
    client = sign_in(getattr(hall, member))
    for answer in (client.get(PAGE), client.get(PAGE, {"part": "hall"})):
        assert answer.status_code == 403
        assert "Member" not in text(answer).partition("<main")[2]


def test_who_is_not_signed_in_signs_in_first(hall: World) -> None:
    assert Client().get(PAGE)["Location"].startswith("/sign-in/")


# Counters ------------------------------------------------------------------------------------


def test_a_counter_says_whom_it_serves_and_for_how_long(hall: World, clock: Clock) -> None:
    hall.served(at=at(10))
    card = place(text(sign_in(hall.supervisor).get(PAGE)), "1")
    for words in ("A001", "register", "24:00", "Being served", "For long", "Member clerk"):
        assert words in card, words
    clock.now = at(10, 26)
    assert "For long" not in place(text(sign_in(hall.supervisor).get(PAGE)), "1")


def test_a_call_is_counted_from_the_call(hall: World) -> None:
    hall.ticket(at=at(10))
    reception.call_next(counter=hall.counter, by=hall.clerk, at=at(10, 20))
    card = place(text(sign_in(hall.supervisor).get(PAGE)), "1")
    assert "10:00" in card
    assert "Called" in card


def test_a_free_counter_and_an_empty_one_are_told_apart(hall: World) -> None:
    page = text(sign_in(hall.supervisor).get(PAGE))
    assert "Free" in place(page, "1")
    assert "Nobody on duty" in place(page, "2")


def test_a_closure_without_a_notice_is_marked_and_one_with_a_notice_told(hall: World) -> None:
    client = sign_in(hall.lead)
    closure = close(hall)
    card = place(text(client.get(PAGE)), "1")
    assert "No notice" in card
    assert "Training" in card
    assert "Post the notice" in card
    actions.post_notice(
        closure=closure,
        until=at(11),
        alternative=hall.other_counter,
        by=hall.clerk,
        at=at(10, 5),
    )
    card = place(text(client.get(PAGE)), "1")
    assert "No notice" not in card
    assert "in 30 minutes" in card
    assert "meanwhile counter 2" in card


def test_who_has_not_come_is_listed_with_how_late(hall: World) -> None:
    for staff, counter, starts in (
        (hall.other_clerk, hall.other_counter, at(9)),
        (hall.far_clerk, hall.far_counter, at(13)),
    ):
        actions.plan_shift(
            staff=staff,
            counter=counter,
            day=MONDAY,
            starts=starts,
            ends=at(18),
            by=hall.administrator,
            at=at(8),
        )
    page = text(sign_in(hall.supervisor).get(PAGE))
    assert "1 h 30 min late" in page
    assert "Comes later" in page
    lead = text(sign_in(hall.lead).get(PAGE))
    assert "Member clerk2" in lead
    assert "Comes later" not in lead


def test_a_hall_at_rest_says_so(world: World, clock: Clock) -> None:
    page = text(sign_in(world.supervisor).get(PAGE))
    assert "Everybody on today's rota has come." in page
    assert "–" in page


# Acting --------------------------------------------------------------------------------------


def test_a_lead_plans_a_shift_for_a_colleague(hall: World) -> None:
    client = sign_in(hall.lead)
    page = text(client.get(PAGE))
    assert "Plan a shift for today" in page
    assert "Member clerk3" not in page
    given = {
        "staff": hall.other_clerk.pk,
        "counter": hall.other_counter.pk,
        "starts": "13:00",
        "ends": "18:00",
        "key": str(uuid4()),
    }
    for _ in range(2):
        assert client.post(f"{PAGE}plan/", given).status_code == 303
    shift = Shift.objects.get(staff=hall.other_clerk)
    assert (shift.starts, shift.ends, shift.counter) == (at(13), at(18), hall.other_counter)
    assert "Member clerk2 is planned at counter 2" in text(client.get(PAGE))


@pytest.mark.parametrize(
    ("but", "said"),
    [
        ({"staff": "far"}, "Select a valid choice"),
        ({"counter": "far"}, "Select a valid choice"),
        ({"staff": "clerk"}, "has a shift at these hours"),
        ({"starts": "18:00", "ends": "13:00"}, "would end before it starts"),
        ({"ends": "25:00"}, "Enter a valid time"),
        ({"staff": ""}, "This field is required"),
    ],
)
def test_a_shift_that_makes_no_sense_is_shown_again(
    hall: World, but: dict[str, str], said: str
) -> None:
    given: dict[str, Any] = {
        "staff": hall.other_clerk.pk,
        "counter": hall.other_counter.pk,
        "starts": "13:00",
        "ends": "18:00",
    } | but
    if given["staff"] == "far":
        given["staff"] = hall.far_clerk.pk
    if given["staff"] == "clerk":
        given["staff"] = hall.clerk.pk
    if given["counter"] == "far":
        given["counter"] = hall.far_counter.pk
    answer = sign_in(hall.lead).post(f"{PAGE}plan/", given)
    assert answer.status_code == 422
    assert said in text(answer)
    assert Shift.objects.count() == 1


def test_who_plans_for_all_units_is_told_when_the_two_do_not_fit(hall: World) -> None:
    answer = sign_in(hall.administrator).post(
        f"{PAGE}plan/",
        {
            "staff": hall.far_clerk.pk,
            "counter": hall.other_counter.pk,
            "starts": "13:00",
            "ends": "18:00",
        },
    )
    assert answer.status_code == 422
    assert "They serve in another unit" in text(answer)


@pytest.mark.parametrize("member", ["clerk", "supervisor", "director", "stranger"])
def test_who_does_not_plan_duty_plans_nothing(hall: World, member: str) -> None:
    client = sign_in(getattr(hall, member))
    assert client.post(f"{PAGE}plan/", {"staff": hall.other_clerk.pk}).status_code == 403
    assert Shift.objects.count() == 1


@pytest.mark.parametrize(("said", "worn"), [("yes", True), ("no", False)])
def test_the_badge_of_a_colleague_is_noted(hall: World, said: str, worn: bool) -> None:
    shift = hall.shifts["clerk"]
    client = sign_in(hall.lead)
    answer = client.post(f"{PAGE}badge/{shift.pk}/", {"worn": said, "key": str(uuid4())})
    assert (answer.status_code, answer["Location"]) == (303, PAGE)
    fact = Fact.objects.get(kind="badge.checked")
    assert (fact.data, fact.staff, fact.recorder) == ({"worn": worn}, "clerk", "lead")


def test_the_badge_is_not_noted_without_an_answer(hall: World) -> None:
    client = sign_in(hall.lead)
    answer = client.post(f"{PAGE}badge/{hall.shifts['clerk'].pk}/", follow=True)
    assert "nothing was noted" in text(answer)
    assert not Fact.objects.filter(kind="badge.checked").exists()


def test_the_badge_of_another_unit_is_not_a_leads_to_note(hall: World) -> None:
    shift = hall.on_duty(hall.far_clerk, hall.far_counter)
    client = sign_in(hall.lead)
    answer = client.post(f"{PAGE}badge/{shift.pk}/", {"worn": "no"})
    assert answer["X-Refused"] == "not_permitted"
    assert client.post(f"{PAGE}badge/999999/", {"worn": "no"}).status_code == 404
    there = f"/testhall-far/hall/badge/{shift.pk}/"
    assert sign_in(hall.stranger).post(there, {"worn": "no"}).status_code == 404


def test_who_only_looks_has_nothing_to_press(hall: World) -> None:
    close(hall)
    page = text(sign_in(hall.director).get(PAGE))
    assert "badge/" not in page
    assert "Post the notice" not in page
    assert "Plan a shift" not in page


def test_a_lead_posts_the_notice_for_a_colleague(hall: World) -> None:
    closure = close(hall)
    client = sign_in(hall.lead)
    path = f"{PAGE}notice/{closure.pk}/"
    assert "Notice at counter 1" in text(client.get(path))
    answer = client.post(path, {"until": "2026-11-09T10:00"})
    assert answer.status_code == 422
    assert "would end in the past" in text(answer)
    answer = client.post(path, {"until": "2026-11-09T11:00", "alternative": ""})
    assert (answer.status_code, answer["Location"]) == (303, PAGE)
    closure.refresh_from_db()
    assert closure.until == at(11)


@pytest.mark.parametrize(("member", "status"), [("supervisor", 403), ("clerk", 403)])
def test_who_does_not_serve_or_see_the_unit_posts_no_notice_here(
    hall: World, member: str, status: int
) -> None:
    closure = close(hall)
    client = sign_in(getattr(hall, member))
    path = f"{PAGE}notice/{closure.pk}/"
    assert client.get(path).status_code == status
    assert client.post(path, {"until": "2026-11-09T11:00"}).status_code == status


def test_a_closure_that_is_over_has_no_notice_to_post(hall: World) -> None:
    closure = close(hall)
    actions.reopen_counter(closure=closure, by=hall.clerk, at=at(10, 10))
    assert sign_in(hall.lead).get(f"{PAGE}notice/{closure.pk}/").status_code == 404


# Statements and parts ------------------------------------------------------------------------


def test_the_live_part_comes_alone(hall: World) -> None:
    page = text(sign_in(hall.lead).get(PAGE, {"part": "hall"}))
    assert page.lstrip().startswith('<div class="stack-far stack" id="hall"')
    assert "<html" not in page
    assert "Plan a shift" not in page


def test_the_page_takes_as_many_statements_with_many_counters_as_with_few(hall: World) -> None:
    client = sign_in(hall.administrator)
    client.get(PAGE)
    counts = []
    for number in range(10, 14):
        counter = actions.add_counter(unit=hall.unit, code=str(number))
        member = actions.add_staff_member(
            centre=hall.centre,
            code=f"c{number}",
            name=f"Member {number}",
            unit=hall.unit,
            role=StaffMember.Role.CLERK,
        )
        hall.on_duty(member, counter)
        hall.ticket(at=at(10))
        reception.call_next(counter=counter, by=member, at=at(10, 10))
        with statements() as counted:
            assert client.get(PAGE).status_code == 200
        counts.append(len(counted))
    assert len(set(counts)) == 1, counts
    assert counts[0] <= 18, counted
