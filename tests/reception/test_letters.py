"""Letters in the outbox: written with the change, sent by the same sender, tried again, erased."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from servicehall.evidence.actions import Refused
from servicehall.evidence.models import Fact, FactObject
from servicehall.reception import actions
from servicehall.reception.actions.appointments import KEPT_DAYS
from servicehall.reception.actions.sending import MOST_ATTEMPTS, MOST_OF_A_LETTER
from servicehall.reception.contacts import Reached
from servicehall.reception.correspondence import confirmation_code
from servicehall.reception.models import Appointment, Message
from servicehall.reception.senders import Calendar, NotSent
from tests.reception.booking import TUESDAY, Letters, booked, confirmed, phone, plan_for, told
from tests.reception.following import Post, called, send
from tests.world import World, at, names

__all__ = ("told",)


@pytest.fixture(autouse=True)
def plan(world: World, told: Letters) -> None:
    """Appointments are given, and everybody can be told."""
    plan_for(world, per_slot=9)


def all_sent(post: Post, moment: datetime) -> list[Message]:
    """Everything that is due then, sent."""
    done = []
    while (message := send(post, moment)) is not None:
        done.append(message)
    return done


def test_a_letter_is_sent_once_and_noted(world: World, told: Letters) -> None:
    appointment = booked(world)
    post = Post()
    (letter,) = all_sent(post, at(9))
    assert (letter.status, letter.sent_at) == ("sent", at(9))
    assert post.sent == [("+821012345678", letter.text)]
    assert all_sent(post, at(9, 1)) == []
    fact = Fact.objects.get(kind="letter.sent")
    assert fact.data == {"occasion": "code", "medium": "sms"}
    (concerned,) = FactObject.objects.filter(fact=fact)
    assert (concerned.object_type, concerned.object_id) == ("appointment", appointment.reference)


def test_letters_and_tickets_messages_go_out_by_one_way(world: World, told: Letters) -> None:
    booked(world)
    called(world)
    sent = all_sent(Post(), at(10, 5))
    # The code is of no use any more an hour later.
    assert [(each.occasion, each.status) for each in sent] == [
        ("code", "dropped"),
        ("called", "sent"),
    ]


def test_a_refused_change_leaves_no_letter(world: World, told: Letters) -> None:
    appointment = confirmed(world)
    told.clear()
    with pytest.raises(Refused, match="slot_not_offered"):
        actions.change(
            appointment=appointment, starts=appointment.starts + timedelta(minutes=7), at=at(9, 5)
        )
    assert len(told) == 0


def test_a_booking_that_is_repeated_writes_one_letter(world: World, told: Letters) -> None:
    assert booked(world, key="one") == booked(world, key="one")
    assert [each.occasion for each in told] == ["code"]


def test_of_several_letters_only_the_newest_is_still_sent(world: World, told: Letters) -> None:
    """As after an hour in which the gateway was away."""
    appointment = confirmed(world)
    actions.change(
        appointment=appointment, starts=appointment.starts + timedelta(hours=1), at=at(9, 2)
    )
    post = Post()
    done = all_sent(post, at(9, 3))
    assert [(each.occasion, each.status) for each in done] == [
        ("code", "dropped"),
        ("confirmed", "dropped"),
        ("changed", "sent"),
    ]
    ((_, text),) = post.sent
    assert "11:30" in text


def test_what_is_cancelled_is_not_confirmed_or_reminded_any_more(
    world: World, told: Letters
) -> None:
    appointment = confirmed(world)
    assert actions.remind(centre=world.centre, at=at(9, 2)) == 0
    Message.objects.all().delete()
    Appointment.objects.update(booked_at=at(9) - timedelta(days=1))
    assert actions.remind(centre=world.centre, at=at(9, 2)) == 1
    appointment.refresh_from_db()
    actions.cancel(appointment=appointment, at=at(9, 3))
    assert [(each.occasion, each.status) for each in all_sent(Post(), at(9, 4))] == [
        ("reminder", "dropped"),
        ("cancelled", "sent"),
    ]


def test_after_the_time_nothing_is_said_of_it(world: World, told: Letters) -> None:
    confirmed(world)
    done = all_sent(Post(), at(10, 30, day=TUESDAY))
    assert {each.status for each in done} == {"dropped"}


def test_a_letter_is_tried_for_longer_than_a_ticket_s_message(world: World, told: Letters) -> None:
    confirmed(world)
    Message.objects.filter(occasion="code").delete()
    post = Post(*[NotSent("HTTP 500", again=True)] * 99)
    moment, pauses = at(9, 1), []
    while (letter := send(post, moment)) is not None:
        pauses.append(letter.due_at - moment)
        moment = max(moment, letter.due_at)
        if letter.status == "failed":
            break
    letter = Message.objects.get()
    assert MOST_ATTEMPTS < letter.attempts <= MOST_OF_A_LETTER
    assert max(pauses) == timedelta(hours=1)
    assert letter.problem == "HTTP 500"
    assert len(set(post.keys)) == 1
    assert Fact.objects.get(kind="letter.failed").data["occasion"] == "confirmed"


def failed_letter(world: World) -> Message:
    """A confirmation that the gateway did not take."""
    confirmed(world)
    Message.objects.filter(occasion="code").delete()
    letter = send(Post(NotSent("HTTP 401", again=False)), at(9, 2))
    assert letter is not None
    assert letter.status == "failed"
    return letter


def test_an_administrator_sends_a_failed_letter_again(world: World, told: Letters) -> None:
    letter = failed_letter(world)
    with pytest.raises(Refused, match="not_permitted"):
        actions.try_letter_again(message=letter, by=world.clerk, at=at(9, 3))
    actions.try_letter_again(message=letter, by=world.administrator, at=at(9, 3))
    assert [each.status for each in all_sent(Post(), at(9, 3))] == ["sent"]
    fact = Fact.objects.get(kind="letter.tried_again")
    assert (fact.staff, fact.data) == ("administrator", {"occasion": "confirmed"})
    with pytest.raises(Refused, match="not_failed"):
        actions.try_letter_again(message=letter, by=world.administrator, at=at(9, 4))


def test_a_letter_about_what_is_past_is_not_sent_again(world: World, told: Letters) -> None:
    letter = failed_letter(world)
    with pytest.raises(Refused, match="letter_too_late"):
        actions.try_letter_again(message=letter, by=world.administrator, at=at(10, 30, day=TUESDAY))
    letter.refresh_from_db()
    assert letter.status == "failed"


def test_a_sender_without_the_channel_is_a_failure_that_is_seen(
    world: World, told: Letters
) -> None:
    confirmed(world)
    letter = actions.send_next(at=at(9, 1, second=1), through={"email": Post()})
    assert letter is not None
    assert letter.status == "dropped", "the code, since it is confirmed"
    letter = actions.send_next(at=at(9, 1, second=1), through={"email": Post()})
    assert letter is not None
    assert (letter.status, letter.problem) == ("waiting", "no sender is set up for this channel")


def test_the_calendar_file_goes_along(world: World, told: Letters, settings: Any) -> None:
    kept: list[Calendar | None] = []

    class Keeps(Post):
        def send(
            self, *, to: str, subject: str, text: str, key: str, calendar: Calendar | None = None
        ) -> None:
            kept.append(calendar)
            super().send(to=to, subject=subject, text=text, key=key)

    appointment = booked(world, reached=Reached(email="hong@example.org"))
    post = Keeps()
    all_sent(post, at(9))
    assert kept == [None], "a time that is not confirmed yet is in nobody's calendar"
    actions.confirm(appointment=appointment, code=confirmation_code(appointment), at=at(9, 1))
    actions.cancel(appointment=appointment, at=at(9, 2))
    all_sent(post, at(9, 2))
    assert kept[-1] is not None
    assert kept[-1].method == "CANCEL"
    by_phone = confirmed(world, reached=phone(1))
    actions.cancel(appointment=by_phone, at=at(9, 3))
    all_sent(post, at(9, 3))
    assert kept[-1] is None, "a text message has no room for it"


def test_trials_show_the_calendar_file_too(
    world: World, told: Letters, settings: Any, tmp_path: Path
) -> None:
    confirmed(world, reached=Reached(email="hong@example.org"))
    while actions.send_next(at=at(9, 1)) is not None:
        pass
    (line,) = Path(settings.MESSAGES_FILE).read_text().splitlines()
    said = json.loads(line)
    assert (said["channel"], said["to"]) == ("email", "hong@example.org")
    assert said["calendar"].startswith("BEGIN:VCALENDAR")


# Erasing -------------------------------------------------------------------------------------


def test_with_the_contact_everything_that_was_told_is_erased(world: World, told: Letters) -> None:
    confirmed(world)
    all_sent(Post(), at(9, 1))
    late = at(9) + timedelta(days=KEPT_DAYS + 2)
    for count in (1, 0):
        assert actions.erase_appointment_contacts(centre=world.centre, at=late) == count
    assert {(each.text, each.to) for each in told} == {("", "")}


def test_what_still_waits_is_not_sent_to_whom_is_erased(world: World, told: Letters) -> None:
    confirmed(world)
    late = at(9) + timedelta(days=KEPT_DAYS + 2)
    actions.erase_appointment_contacts(centre=world.centre, at=late)
    post = Post()
    assert all_sent(post, late) == []
    assert post.sent == []
    assert {each.status for each in told} == {"dropped"}


def test_a_closed_day_is_told_to_everybody_at_once(world: World, told: Letters) -> None:
    for number in range(3):
        confirmed(world, reached=phone(number))
    all_sent(Post(), at(9, 30))
    actions.close_day(
        centre=world.centre,
        unit=None,
        day=TUESDAY,
        reason=names("Training"),
        by=world.administrator,
        at=at(10),
    )
    post = Post()
    assert {each.occasion for each in all_sent(post, at(10))} == {"cancelled_by_hall"}
    assert len({to for to, _ in post.sent}) == 3
