"""The page of questions: noted in a few keys, seen by whom they concern, and each step."""

from __future__ import annotations

from uuid import uuid4

import pytest
from pytest_django import Settings

from servicehall.evidence.models import Fact
from servicehall.voices.actions import note_question
from servicehall.voices.models import FirstContact
from tests.web.counter.hands import Clock, set_clock, sign_in, statements, text, words
from tests.world import World, at

PAGE = "/testhall/questions/"


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """It is Monday, 10:30."""
    return set_clock(monkeypatch, at(10, 30))


@pytest.fixture
def hall(world: World, clock: Clock, settings: Settings) -> World:
    """The world with the clerk on duty, in a hall that can send letters."""
    settings.MESSAGES_FILE = "/dev/null"
    world.on_duty()
    return world


def noted(hall: World, **but: str) -> dict[str, str]:
    given = {"text": "Where is room 4?", "outcome": "answer", "language": "en"}
    return given | {"key": str(uuid4())} | but


def kept(hall: World) -> FirstContact:
    return note_question(
        text="Where do I register a dog?",
        language="ko",
        outcome="keep",
        reached="010-1234-5678",
        by=hall.clerk,
        at=at(10),
    )


def step(question: FirstContact, verb: str) -> str:
    return f"{PAGE}{question.pk}/{verb}/"


def test_a_question_is_noted_with_one_line_and_leads_back_to_the_counter(hall: World) -> None:
    client = sign_in(hall.clerk)
    counter = text(client.get("/testhall/counter/"))
    assert f'href="{PAGE}?back=counter" data-key="y"' in counter
    assert "autofocus" in text(client.get(f"{PAGE}?back=counter"))
    sent = client.post(PAGE, noted(hall, back="counter"))
    assert (sent.status_code, sent["Location"]) == (303, "/testhall/counter/")
    question = FirstContact.objects.get()
    assert (question.status, question.counter) == ("answered", hall.counter)


def test_sent_twice_it_is_noted_once(hall: World) -> None:
    client, form = sign_in(hall.clerk), noted(hall)
    for _tap in range(2):
        assert client.post(PAGE, form).status_code == 303
    assert FirstContact.objects.count() == 1


def test_what_is_wrong_is_told_at_its_field_and_nothing_is_lost(hall: World) -> None:
    client = sign_in(hall.clerk)
    answer = client.post(PAGE, noted(hall, outcome="hand_over", reached="010-1234-5678"))
    assert answer.status_code == 422
    assert "Choose a colleague or unit" in words(answer)
    assert 'value="Where is room 4?"' in text(answer)
    answer = client.post(PAGE, noted(hall, outcome="keep"))
    assert "nobody can be answered later" in words(answer)
    assert client.post(PAGE, noted(hall, text="")).status_code == 422
    assert not FirstContact.objects.exists()


def test_a_question_goes_from_hand_to_hand_to_its_answer(hall: World) -> None:
    question = kept(hall)
    client, far = sign_in(hall.clerk), sign_in(hall.far_clerk)
    assert "Where do I register a dog?" not in words(far.get(PAGE))
    sent = client.post(step(question, "hand-over"), {"to": "unit:roads", "key": "1"})
    assert sent.status_code == 303
    assert "to be taken over by" in words(client.get(PAGE))
    assert "Take it over" in words(far.get(PAGE))
    assert far.post(step(question, "take-over"), {"key": "2"}).status_code == 303
    assert "Where do I register a dog?" not in words(client.get(PAGE))
    done = far.post(step(question, "answer"), {"answer": "At counter 3", "key": "3"})
    assert done.status_code == 303
    question.refresh_from_db()
    assert (question.status, question.answer) == ("answered", "At counter 3")


def test_the_lead_sees_the_units_questions_and_colleagues_do_not(hall: World) -> None:
    kept(hall)
    assert "Where do I register a dog?" in words(sign_in(hall.lead).get(PAGE))
    assert "Where do I register a dog?" not in words(sign_in(hall.other_clerk).get(PAGE))
    watched = sign_in(hall.supervisor).get(PAGE)
    assert "Where do I register a dog?" in words(watched)
    assert "Answer or pass on" not in words(watched), "supervision looks on"


def test_an_empty_answer_is_told_and_changes_nothing(hall: World) -> None:
    question = kept(hall)
    answer = sign_in(hall.clerk).post(step(question, "answer"), {"answer": "", "key": "1"})
    assert answer.status_code == 422
    assert "Write what you answered" in words(answer)
    assert not Fact.objects.filter(kind="question.answered").exists()


@pytest.mark.parametrize("who", ["other_clerk", "far_clerk", "supervisor"])
def test_a_question_that_is_not_ones_own_is_no_page(hall: World, who: str) -> None:
    question = kept(hall)
    client = sign_in(getattr(hall, who))
    for verb in ("answer", "refer", "hand-over", "report-up", "take-over", "decline"):
        assert client.post(step(question, verb), {"answer": "x"}).status_code == 404
    assert sign_in(hall.clerk).post(step(question, "burn")).status_code == 404


def test_a_stranger_and_who_is_not_signed_in_see_nothing(hall: World) -> None:
    assert sign_in(hall.stranger).get(PAGE).status_code == 403
    client = sign_in(hall.clerk)
    client.logout()
    assert client.get(PAGE).status_code == 302


def test_what_has_passed_its_date_is_marked(hall: World, clock: Clock) -> None:
    question = kept(hall)
    client = sign_in(hall.clerk)
    assert "Overdue" not in words(client.get(PAGE))
    clock.now = question.due.replace(hour=20)
    assert "Overdue" in words(client.get(PAGE))


def test_noting_takes_few_statements(hall: World) -> None:
    client = sign_in(hall.clerk)
    client.post(PAGE, noted(hall))
    with statements() as counted:
        client.post(PAGE, noted(hall))
    assert len(counted) <= 14, counted
    question = kept(hall)
    with statements() as counted:
        client.post(step(question, "answer"), {"answer": "x", "key": "9"})
    assert len(counted) <= 10, counted
