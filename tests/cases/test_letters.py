"""Letters about a case go through the outbox: sent once, noted without address, erased in time."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import override_settings
from pytest_django import Settings

from servicehall.cases import actions
from servicehall.cases.letters import WORDS, tell
from servicehall.cases.models import Case
from servicehall.cases.queries import cases
from servicehall.evidence.models import Fact
from servicehall.reception import actions as reception
from servicehall.reception.models import Addressee, Message
from servicehall.reception.senders import NotSent
from tests.world import World, at


class Kept:
    """A sender that keeps what it is given, or fails."""

    def __init__(self, *, fails: bool = False) -> None:
        self.fails = fails
        self.given: list[dict[str, Any]] = []

    def send(self, **given: Any) -> None:
        if self.fails:
            raise NotSent("HTTP 400", again=False)
        self.given.append(given)


@pytest.fixture
def hall(world: World, settings: Settings) -> World:
    """The world with the clerk on duty, in a hall that can send letters."""
    settings.MESSAGES_FILE = "/dev/null"
    world.on_duty()
    return world


@pytest.fixture
def case(hall: World) -> Case:
    """A case whose citizen is reached by text message, accepted at 10:20."""
    found = cases().get(pk=hall.case(reached="010-1234-5678").pk)
    return actions.accept(case=found, by=hall.clerk, at=at(10, 20))


def test_a_letter_is_sent_and_noted_in_the_history_of_the_case(case: Case) -> None:
    sender = Kept()
    sent = reception.send_next(at=at(10, 21), through={"sms": sender})
    assert sent is not None
    assert sent.status == "sent"
    assert sender.given[0]["to"] == "+821012345678"
    assert case.follow_code in sender.given[0]["text"]
    fact = Fact.objects.get(kind="case.letter_sent")
    assert fact.data == {"occasion": "accepted", "medium": "sms"}
    assert fact.concerns.get().object_id == case.reference
    assert reception.send_next(at=at(10, 22), through={"sms": sender}) is None


def test_a_letter_that_failed_can_be_sent_again(hall: World, case: Case) -> None:
    failed = reception.send_next(at=at(10, 21), through={"sms": Kept(fails=True)})
    assert failed is not None
    assert failed.status == "failed"
    assert Fact.objects.filter(kind="case.letter_failed").count() == 1
    reception.try_matter_again(message=failed, by=hall.administrator, at=at(11))
    assert Fact.objects.get(kind="case.letter_tried_again").recorder == "administrator"
    again = reception.send_next(at=at(11, 1), through={"sms": Kept()})
    assert again is not None
    assert again.status == "sent"


def test_an_older_letter_gives_way_to_a_newer_one_of_its_sort(hall: World, case: Case) -> None:
    Message.objects.all().delete()
    for hour in (11, 12):
        tell("date_moved", case, at=at(hour), reason="Why")
    first = reception.send_next(at=at(12, 1), through={"sms": Kept()})
    second = reception.send_next(at=at(12, 1), through={"sms": Kept()})
    assert first is not None
    assert second is not None
    assert (first.status, second.status) == ("dropped", "sent")


def test_to_an_erased_address_nothing_is_written_or_sent(hall: World, case: Case) -> None:
    Addressee.objects.update(address="", erased_at=at(10, 21))
    dropped = reception.send_next(at=at(10, 22), through={"sms": Kept()})
    assert dropped is not None
    assert dropped.status == "dropped"
    again = cases().get(pk=case.pk)
    assert tell("delayed", again, at=at(11), reason="Why") is False


def test_a_hall_that_sends_nothing_writes_nothing(case: Case, settings: Settings) -> None:
    settings.MESSAGES_FILE = ""
    assert tell("delayed", case, at=at(11), reason="Why") is False


@pytest.mark.parametrize("occasion", [*WORDS])
@pytest.mark.parametrize("language", ["ko", "zh", "en"])
def test_every_letter_fits_a_text_message_in_every_language(
    case: Case, occasion: str, language: str
) -> None:
    Message.objects.all().delete()
    assert case.addressee is not None
    case.addressee.language = language
    with override_settings(ADDRESS="https://hall.example.kr"):
        tell(occasion, case, at=at(11), reason="R" * 600, likely=at(12), items=[{"en": "Paper"}])
    letter = Message.objects.get()
    assert len(letter.text) <= 500
    assert letter.text.endswith("https://hall.example.kr/testhall/case/")
    assert "%(" not in letter.text


def test_whoever_is_granted_is_told(hall: World, case: Case) -> None:
    Message.objects.all().delete()
    actions.grant(case=case, by=hall.clerk, at=at(14))
    assert Message.objects.get().occasion == "case_granted"


def test_whoever_is_refused_is_told_once_a_second_person_has_confirmed(
    hall: World, case: Case
) -> None:
    Message.objects.all().delete()
    actions.propose_refusal(
        case=case,
        basis="Act, article 1",
        reason="The plot is too small",
        by=hall.clerk,
        at=at(11),
    )
    assert not Message.objects.exists()
    actions.confirm_refusal(case=case, by=hall.lead, at=at(11, 30))
    assert Message.objects.get().occasion == "case_refused"
