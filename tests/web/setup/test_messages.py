"""The set-up's page of messages: what failed and why, and sending it again."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from servicehall.cases.actions import accept
from servicehall.cases.queries import cases
from servicehall.hall.models import StaffMember
from servicehall.reception import actions
from servicehall.reception.models import Appointment, Message
from servicehall.reception.senders import Calendar, NotSent
from tests.reception.booking import confirmed, plan_for
from tests.web.counter.hands import sign_in, text
from tests.world import World, at

PAGE = "/setup/reception/message/"


class Refuses:
    """A gateway that takes nothing."""

    def send(
        self, *, to: str, subject: str, text: str, key: str, calendar: Calendar | None = None
    ) -> None:
        raise NotSent("HTTP 401", again=False)


def enter(member: StaffMember) -> Client:
    client = sign_in(member)
    User.objects.filter(staff_member=member).update(is_staff=True)
    return client


@pytest.fixture
def failed(world: World, settings: Settings, tmp_path: Path) -> Message:
    """A call that could not be told to its ticket's holder."""
    settings.MESSAGES_FILE = str(tmp_path / "messages.jsonl")
    world.on_duty()
    actions.give_contact(
        visit=world.ticket(), channel="sms", address="010-1234-5678", language="en", at=at(10)
    )
    actions.call_next(counter=world.counter, by=world.clerk, at=at(10, 5))
    message = actions.send_next(at=at(10, 5), through={"sms": Refuses()})
    assert message is not None
    return message


def test_the_administrator_sees_what_failed_and_why(world: World, failed: Message) -> None:
    client = enter(world.administrator)
    shown = text(client.get(f"{PAGE}?status=failed"))
    for told in ("2026-11-09/A001", "Could not be sent", "HTTP 401", "…\u20605678"):
        assert told in shown
    one = text(client.get(f"{PAGE}{failed.pk}/change/"))
    assert "Please go to counter 1 now." in one
    assert "1234" not in shown + one


def test_the_administrator_sends_it_again(world: World, failed: Message) -> None:
    client = enter(world.administrator)
    answer = client.post(
        PAGE, {"action": "send_again", "_selected_action": [failed.pk]}, follow=True
    )
    assert "1 message is sent again." in text(answer)
    failed.refresh_from_db()
    assert (failed.status, failed.attempts) == ("waiting", 0)


@pytest.mark.parametrize("member", ["clerk", "lead", "supervisor", "stranger"])
def test_nobody_else_sees_messages(world: World, failed: Message, member: str) -> None:
    client = enter(getattr(world, member))
    assert client.get(PAGE).status_code in {302, 403}


def test_another_halls_administrator_sees_none_of_them(world: World, failed: Message) -> None:
    world.stranger.role = "administrator"
    world.stranger.save()
    client = enter(world.stranger)
    assert "A001" not in text(client.get(PAGE))
    assert client.get(f"{PAGE}{failed.pk}/change/").status_code == 302


def test_messages_are_neither_written_nor_deleted_by_hand(world: World, failed: Message) -> None:
    client = enter(world.administrator)
    assert client.get(f"{PAGE}add/").status_code == 403
    assert client.post(f"{PAGE}{failed.pk}/delete/", {"post": "yes"}).status_code == 403
    client.post(f"{PAGE}{failed.pk}/change/", {"text": "Come tomorrow"})
    failed.refresh_from_db()
    assert "counter 1" in failed.text


@pytest.fixture
def failed_letter(world: World, failed: Message) -> Message:
    """A confirmation that the gateway did not take."""
    plan_for(world)
    confirmed(world)
    Message.objects.filter(occasion="code").delete()
    letter = actions.send_next(at=at(9, 2), through={"sms": Refuses()})
    assert letter is not None
    assert letter.status == "failed"
    return letter


def test_letters_about_appointments_stand_in_the_same_list(
    world: World, failed_letter: Message
) -> None:
    client = enter(world.administrator)
    shown = text(client.get(f"{PAGE}?status=failed"))
    for told in ("2026-11-09/A001", "261110-001", "Appointment confirmed", "…\u20605678"):
        assert told in shown
    one = text(client.get(f"{PAGE}{failed_letter.pk}/change/"))
    assert "261110-001" in one
    assert failed_letter.appointment is not None
    assert failed_letter.appointment.code not in one
    assert "••••••••" in one
    assert "1234" not in shown + one


def test_the_administrator_sends_a_letter_again(world: World, failed_letter: Message) -> None:
    client = enter(world.administrator)
    data = {"action": "send_again", "_selected_action": [failed_letter.pk]}
    Appointment.objects.update(starts=timezone.now() - timedelta(minutes=1))
    assert "0 messages are sent again." in text(client.post(PAGE, data, follow=True))
    Appointment.objects.update(starts=timezone.now() + timedelta(days=1))
    assert "1 message is sent again." in text(client.post(PAGE, data, follow=True))
    failed_letter.refresh_from_db()
    assert (failed_letter.status, failed_letter.attempts) == ("waiting", 0)


def test_letters_about_cases_are_sent_again_and_keep_their_code_hidden(
    world: World, settings: Settings, tmp_path: Path
) -> None:
    settings.MESSAGES_FILE = str(tmp_path / "messages.jsonl")
    world.on_duty()
    case = cases().get(pk=world.case(reached="010-1234-5678").pk)
    accept(case=case, by=world.clerk, at=at(10, 20))
    failed = actions.send_next(at=at(10, 21), through={"sms": Refuses()})
    assert failed is not None
    client = enter(world.administrator)
    assert case.reference in text(client.get(f"{PAGE}?status=failed"))
    one = text(client.get(f"{PAGE}{failed.pk}/change/"))
    assert case.reference in one
    assert case.follow_code not in one
    client.post(PAGE, {"action": "send_again", "_selected_action": [str(failed.pk)]})
    failed.refresh_from_db()
    assert failed.status == "waiting"
