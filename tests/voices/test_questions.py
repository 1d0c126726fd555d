"""Whoever is asked first owns the question until somebody has taken it over."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from pytest_django import Settings

from servicehall.evidence.actions import Refused
from servicehall.evidence.models import Fact, PersonalData
from servicehall.hall.actions import add_unit
from servicehall.reception.actions import send_next, try_matter_again
from servicehall.reception.models import Addressee, Message
from servicehall.reception.senders import NotSent
from servicehall.voices import actions
from servicehall.voices.models import FirstContact
from servicehall.voices.queries import (
    open_questions_of,
    open_questions_of_unit,
    questions_passed_to,
)
from tests.world import MONDAY, World, at, names

TUESDAY = MONDAY + timedelta(days=1)


@pytest.fixture
def hall(world: World, settings: Settings) -> World:
    """The world, in a hall that can send letters."""
    settings.MESSAGES_FILE = "/dev/null"
    return world


def asked(hall: World, **but: Any) -> FirstContact:
    given: dict[str, Any] = {
        "text": "Where do I register a dog?",
        "language": "zh",
        "outcome": "keep",
        "reached": "010-1234-5678",
        "by": hall.clerk,
        "at": at(10),
    }
    return actions.note_question(**(given | but))


def passed(hall: World, **but: Any) -> FirstContact:
    return asked(hall, **({"outcome": "hand_over", "to_unit": hall.other_unit} | but))


def refused(code: str, run: Callable[[], object]) -> Refused:
    before = Fact.objects.count(), FirstContact.objects.count(), Message.objects.count()
    with pytest.raises(Refused) as raised:
        run()
    assert raised.value.code == code
    after = Fact.objects.count(), FirstContact.objects.count(), Message.objects.count()
    assert after == before, "nothing half-done"
    return raised.value


def kinds(question: FirstContact) -> list[str]:
    found = Fact.objects.filter(concerns__object_id=question.reference).order_by("pk")
    return list(found.values_list("kind", flat=True))


def test_a_question_answered_at_once_is_two_facts_and_leaves_nothing_open(hall: World) -> None:
    question = asked(hall, outcome="answer", reached="")
    assert kinds(question) == ["question.asked", "question.answered"]
    assert question.status == "answered"
    assert not open_questions_of(hall.clerk).exists()


def test_a_kept_question_has_its_date_and_its_citizen_is_told_who_owns_it(hall: World) -> None:
    question = asked(hall)
    # Eight working hours (Korea counts a day so), from ten o'clock.
    assert question.due == at(10, day=TUESDAY)
    letter = Message.objects.get()
    assert letter.occasion == "question_owner"
    assert letter.addressee is not None
    assert letter.addressee.language == "zh"
    for said in (question.reference, hall.clerk.name, "Civil affairs (中)"):
        assert said in letter.text


def test_a_hall_sets_its_own_time_for_answers(hall: World, settings: Settings) -> None:
    settings.QUESTION_WITHIN = "2 hours"
    assert asked(hall).due == at(12)


def test_what_was_asked_and_where_one_is_reached_is_kept_apart(hall: World) -> None:
    question = asked(hall)
    fact = Fact.objects.get(kind="question.asked")
    assert fact.data == {"language": "zh", "due": question.due.isoformat()}
    personal = PersonalData.objects.get(fact=fact).data
    assert personal == {"asked_about": "Where do I register a dog?", "reached": "010-1234-5678"}


def test_until_it_is_taken_over_a_question_stays_the_first_ones(hall: World) -> None:
    question = passed(hall)
    assert question.owner == hall.clerk
    assert list(open_questions_of(hall.clerk)) == [question]
    assert list(questions_passed_to(hall.far_clerk, leads=False)) == [question]
    taken = actions.take_over_question(question=question, by=hall.far_clerk, at=at(10, 30))
    assert taken.owner == hall.far_clerk
    assert not open_questions_of(hall.clerk).exists()
    assert list(open_questions_of(hall.far_clerk)) == [question]
    assert Message.objects.filter(occasion="question_owner").count() == 2
    last = Message.objects.order_by("-pk")[0]
    assert hall.far_clerk.name in last.text
    fact = Fact.objects.get(kind="question.taken_over")
    assert (fact.staff, fact.unit) == ("clerk3", "roads")
    assert fact.data["stands_in_for"] == "clerk"


def test_a_question_is_taken_over_by_whom_it_was_passed_to_alone(hall: World) -> None:
    question = passed(hall, to_unit=None, to_member=hall.far_clerk)
    for other in (hall.other_clerk, hall.lead, hall.supervisor, hall.stranger):
        refused(
            "not_for_you",
            partial(actions.take_over_question, question=question, by=other, at=at(11)),
        )
    actions.take_over_question(question=question, by=hall.far_clerk, at=at(11))


def test_of_two_colleagues_who_take_a_question_over_one_does(hall: World) -> None:
    question = passed(hall, to_unit=hall.unit, by=hall.far_clerk)
    seen_by_other = FirstContact.objects.select_related("centre").get(pk=question.pk)
    actions.take_over_question(question=question, by=hall.clerk, at=at(11))
    refused(
        "changed_meanwhile",
        lambda: actions.take_over_question(question=seen_by_other, by=hall.other_clerk, at=at(11)),
    )


def test_a_double_tap_takes_over_once(hall: World) -> None:
    question = passed(hall)
    twice = [
        actions.take_over_question(
            question=FirstContact.objects.select_related("centre", "owner").get(pk=question.pk),
            by=hall.far_clerk,
            at=at(11),
            key="one",
        )
        for _tap in range(2)
    ]
    assert twice[0] == twice[1]
    assert Fact.objects.filter(kind="question.taken_over").count() == 1


def test_noted_twice_with_one_key_is_one_question(hall: World) -> None:
    first, second = asked(hall, key="k"), asked(hall, key="k")
    assert first == second
    assert FirstContact.objects.count() == 1
    assert asked(hall).reference == "Q-2026-00002", "no number is lost"


def test_who_is_not_the_right_one_gives_it_back_with_a_reason(hall: World) -> None:
    question = passed(hall)
    refused(
        "no_reason",
        lambda: actions.decline_question(
            question=question, reason=" ", by=hall.far_clerk, at=at(11)
        ),
    )
    actions.decline_question(
        question=question, reason="Dogs are the vet's", by=hall.far_clerk, at=at(11)
    )
    question.refresh_from_db()
    assert (question.status, question.owner, question.to_unit) == ("open", hall.clerk, None)


def test_an_unclear_question_goes_up_to_the_lead_and_the_citizen_is_told(hall: World) -> None:
    question = asked(hall, outcome="report_up")
    assert question.owner == hall.clerk, "until the lead has taken it over"
    assert Message.objects.get().occasion == "question_up"
    assert list(questions_passed_to(hall.lead, leads=True)) == [question]
    refused(
        "not_for_you",
        lambda: actions.take_over_question(question=question, by=hall.other_clerk, at=at(11)),
    )
    actions.take_over_question(question=question, by=hall.lead, at=at(11))
    assert question.owner == hall.lead


def test_a_member_of_no_unit_passes_it_on_and_has_no_lead_to_report_to(hall: World) -> None:
    refused("no_unit_above", lambda: asked(hall, by=hall.supervisor, outcome="report_up"))
    question = passed(hall, by=hall.supervisor)
    assert question.unit is None
    actions.take_over_question(question=question, by=hall.far_clerk, at=at(11))
    assert question.unit == hall.other_unit


def test_the_way_shown_or_not_is_a_fact_and_ends_the_question(hall: World) -> None:
    question = asked(hall, outcome="refer", to_unit=hall.other_unit, shown=False, reached="")
    fact = Fact.objects.get(kind="question.referred")
    assert fact.data == {"to_unit": "roads", "to_staff": "", "shown": False}
    refused(
        "impossible_transition",
        lambda: actions.answer_question(question=question, answer="x", by=hall.clerk, at=at(11)),
    )


def test_an_answer_reaches_the_citizen(hall: World) -> None:
    question = asked(hall)
    refused(
        "no_answer",
        lambda: actions.answer_question(question=question, answer=" ", by=hall.clerk, at=at(11)),
    )
    actions.answer_question(question=question, answer="At counter 3", by=hall.clerk, at=at(11))
    letter = Message.objects.get(occasion="question_answer")
    assert "At counter 3" in letter.text
    assert Fact.objects.get(kind="question.answered").data == {"late": False}


@pytest.mark.parametrize("who", ["other_clerk", "far_clerk", "supervisor", "stranger"])
def test_a_colleagues_question_is_theirs_to_answer_and_to_pass_on(hall: World, who: str) -> None:
    question, other = asked(hall), getattr(hall, who)
    steps: list[Callable[[], object]] = [
        lambda: actions.answer_question(question=question, answer="x", by=other, at=at(11)),
        lambda: actions.report_question_up(question=question, by=other, at=at(11)),
        lambda: actions.refer_question(
            question=question, to_unit=hall.unit, to_member=None, shown=True, by=other, at=at(11)
        ),
        lambda: actions.hand_over_question(
            question=question, to_unit=hall.unit, to_member=None, by=other, at=at(11)
        ),
    ]
    for step in steps:
        refused("not_owner", step)


def test_the_lead_answers_for_the_unit(hall: World) -> None:
    question = asked(hall)
    assert list(open_questions_of_unit(hall.unit, centre=hall.centre)) == [question]
    actions.answer_question(question=question, answer="Here", by=hall.lead, at=at(11))


def test_what_is_no_question_is_refused(hall: World) -> None:
    refused("no_question", lambda: asked(hall, text="  "))
    refused("unknown_outcome", lambda: asked(hall, outcome="forget"))
    refused("unknown_language", lambda: asked(hall, language="xx"))
    refused("no_way_to_reach", lambda: asked(hall, reached=""))
    refused("no_way_to_reach", lambda: asked(hall, reached="by pigeon"))
    refused("nobody_named", lambda: passed(hall, to_unit=None))
    refused("to_oneself", lambda: passed(hall, to_member=hall.clerk))
    refused("nobody_named", lambda: passed(hall, to_unit=None, to_member=hall.supervisor))
    abroad = add_unit(centre=hall.stranger.centre, code="abroad", names=names("Abroad"))
    refused("elsewhere", lambda: passed(hall, to_unit=abroad))


def test_a_fixed_line_is_kept_to_be_called_and_gets_no_message(hall: World) -> None:
    question = asked(hall, reached="02-123-4567")
    assert (question.reached, question.addressee) == ("02-123-4567", None)
    assert not Message.objects.exists()


def test_what_becomes_of_a_letter_is_a_fact_about_the_question(hall: World) -> None:
    question = asked(hall)

    class Deaf:
        def send(self, **_letter: object) -> None:
            raise NotSent("no such number", again=False)

    send_next(at=at(10, 1), through={"sms": Deaf()})
    assert kinds(question)[-1] == "question.letter_failed"
    letter = Message.objects.get()
    for _tap in range(2):
        again = try_matter_again(message=letter, by=hall.administrator, at=at(10, 2), key="again")
        assert again == question.addressee
    assert kinds(question).count("question.letter_tried_again") == 1


def test_what_is_long_answered_is_erased_and_the_record_stays(hall: World) -> None:
    question = asked(hall)
    actions.answer_question(question=question, answer="Here", by=hall.clerk, at=at(11))
    kept = asked(hall)
    later = at(11) + timedelta(days=91)
    before = Fact.objects.count()
    assert actions.erase_voices(days=90, at=later) == 1
    question.refresh_from_db()
    assert (question.text, question.reached, question.answer) == ("", "", "")
    assert Addressee.objects.get(question=question).address == ""
    assert set(Message.objects.filter(addressee=question.addressee_id).values_list("text")) == {
        ("",)
    }
    left = PersonalData.objects.filter(fact__concerns__object_id=question.reference)
    assert [each.data for each in left] == [{}, {}]
    kept.refresh_from_db()
    assert kept.text, "what is open is not erased"
    assert Fact.objects.count() == before
    assert actions.erase_voices(days=90, at=later) == 0
