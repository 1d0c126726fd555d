"""Messages: agreed to, written once with what they tell of, and addresses erased in time."""

from __future__ import annotations

import threading
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from pytest_django import Settings

from servicehall.evidence.actions import Refused
from servicehall.evidence.models import Fact, PersonalData
from servicehall.reception import actions
from servicehall.reception.actions.messages import MOST_CHANGES, MOST_TICKETS
from servicehall.reception.models import Contact, Message, Visit
from tests.reception.following import Post, called, follow, send, written
from tests.web.counter.hands import statements
from tests.world import MONDAY, World, at, make_world


@pytest.fixture(autouse=True)
def notebook(settings: Settings, tmp_path: Path) -> None:
    """Both channels are offered."""
    settings.MESSAGES_FILE = str(tmp_path / "messages.jsonl")
    settings.EMAIL_HOST = settings.SMS_GATEWAY = ""


def refused(code: str, **but: Any) -> Refused:
    with pytest.raises(Refused) as error:
        follow(**but)
    assert error.value.code == code
    return error.value


# Agreeing ------------------------------------------------------------------------------------


def test_an_address_is_kept_apart_and_never_in_the_record(world: World) -> None:
    visit = follow(world.ticket())
    contact = Contact.objects.get()
    assert (contact.channel, contact.address, contact.agreed_at) == ("sms", "+821012345678", at(10))
    fact = Fact.objects.get(kind="contact.given")
    assert fact.data == {"medium": "sms", "language": "en"}
    assert not PersonalData.objects.exists()
    visit.refresh_from_db()
    assert visit.wants_messages


@pytest.mark.parametrize(
    ("code", "but"),
    [
        ("no_mobile_number", {"address": "02-123-4567"}),
        ("no_email_address", {"channel": "email", "address": "kim"}),
        ("channel_not_offered", {"channel": "pigeon"}),
        ("unknown_language", {"language": "fr"}),
    ],
)
def test_what_can_not_be_sent_to_is_refused_and_not_kept(
    world: World, code: str, but: dict[str, str]
) -> None:
    refused(code, visit=world.ticket(), **but)
    assert not Contact.objects.exists()
    assert not Visit.objects.filter(wants_messages=True).exists()


def test_a_channel_without_a_sender_is_not_offered(world: World, settings: Settings) -> None:
    settings.MESSAGES_FILE = ""
    refused("channel_not_offered", visit=world.ticket())


def test_the_number_is_one_of_the_halls_country(world: World) -> None:
    world.centre.jurisdiction = "CN"
    world.centre.save()
    refused("no_mobile_number", visit=world.ticket())
    follow(world.ticket(), "138 0013 8000")


def test_a_ticket_that_has_ended_is_not_followed(world: World) -> None:
    visit = world.ticket()
    actions.leave(visit=visit, at=at(10, 1))
    refused("ticket_over", visit=visit)


def test_one_ticket_has_one_address_that_is_changed_a_few_times(world: World) -> None:
    visit = world.ticket()
    for place in range(MOST_CHANGES):
        follow(visit, f"010-1234-567{place}")
    assert Contact.objects.get().address == "+821012345672"
    error = refused("contact_changed_often", visit=visit)
    assert error.about == {"most": MOST_CHANGES}
    actions.withdraw_contact(visit=visit, at=at(10, 1))
    refused("contact_changed_often", visit=visit)


def test_nobody_floods_anothers_telephone_with_tickets(world: World) -> None:
    for _ticket in range(MOST_TICKETS):
        follow(world.ticket())
    refused("address_used_often", visit=world.ticket(), number="+82 10-1234-5678")
    follow(world.ticket(), "010-1234-5679")
    tomorrow = at(10) + timedelta(days=1, minutes=1)
    follow(world.ticket(at=tomorrow), at=tomorrow)


def test_a_form_that_is_sent_twice_is_taken_once(world: World) -> None:
    visit = world.ticket()
    assert follow(visit, key="one") == follow(visit, key="one") == visit
    assert Contact.objects.get().changes == 1


def test_who_takes_it_back_is_forgotten_at_once(world: World) -> None:
    visit = called(world)
    actions.withdraw_contact(visit=visit, at=at(10, 6))
    contact = Contact.objects.get()
    assert (contact.address, contact.withdrawn_at, contact.erased_at) == ("", at(10, 6), at(10, 6))
    assert Message.objects.get().status == "dropped"
    post = Post()
    assert send(post, at(10, 7)) is None
    assert post.sent == []
    with pytest.raises(Refused, match="no_contact"):
        actions.withdraw_contact(visit=visit, at=at(10, 8))


def test_addresses_are_erased_after_their_days(world: World, settings: Settings) -> None:
    settings.MESSAGE_ADDRESS_DAYS = 3
    follow(world.ticket())
    assert actions.erase_contacts(at=at(9) + timedelta(days=3)) == 0
    assert actions.erase_contacts(at=at(10, 1) + timedelta(days=3)) == 1
    assert Contact.objects.get().address == ""
    assert actions.erase_contacts(at=at(10, 1) + timedelta(days=4)) == 0


# Writing -------------------------------------------------------------------------------------


def test_who_is_called_is_told_the_counter_in_their_language(world: World) -> None:
    world.on_duty()
    for language in ("en", "ko", "zh"):
        follow(world.ticket(), f"010-1234-567{len(language)}", language=language)
        visit = actions.call_next(counter=world.counter, by=world.clerk, at=at(10, 5))
        actions.miss(visit=visit, by=world.clerk, at=at(10, 6))
    texts = [text for occasion, text in written() if occasion == "called"]
    assert texts == [
        "[Test hall] Ticket A001: it is your turn. Please go to counter 1 now.",
        "[Test hall (한)] 번호표 A002: 차례가 되었습니다. 지금 1번 창구로 와 주세요.",
        "【Test hall (中)】A003号：轮到您了，请立即前往1号窗口。",
    ]


def test_who_missed_their_call_is_told_until_when_to_come_back(world: World) -> None:
    actions.miss(visit=called(world), by=world.clerk, at=at(10, 9))
    assert written()[1] == (
        "missed",
        "[Test hall] Ticket A001: you missed your call. Come back by 11:09 and you keep your"
        " place; speak to counter 1.",
    )


def test_who_is_kept_for_another_day_is_told_which(world: World) -> None:
    follow(world.ticket())
    world.ticket()
    until = MONDAY + timedelta(days=1)
    keep = {"centre": world.centre, "day": MONDAY, "until": until, "by": world.director}
    for _ in range(2):
        actions.keep_overnight(**keep, at=at(17))  # type: ignore[arg-type]
    ((occasion, text),) = written()
    assert occasion == "kept"
    for words in ("A001", "November 10", "09:00", "your place"):
        assert words in text, words
    post = Post()
    send(post, at(17, 1))
    assert [told for _, told in post.sent] == [text]


def test_who_did_not_ask_gets_no_message(world: World) -> None:
    world.on_duty()
    world.ticket()
    actions.call_next(counter=world.counter, by=world.clerk, at=at(10, 5))
    assert written() == []


def test_a_message_is_written_with_the_call_or_not_at_all(world: World) -> None:
    class PowerCut(Exception):
        pass

    @transaction.atomic
    def cut_off() -> None:
        called(world)
        assert len(written()) == 1
        raise PowerCut

    with pytest.raises(PowerCut):
        cut_off()
    assert written() == []


def test_the_third_in_the_queue_is_told_so_once(world: World) -> None:
    world.on_duty()
    visits = [world.ticket(at=at(10, minute)) for minute in range(5)]
    for place, visit in enumerate(visits):
        follow(visit, f"010-1234-567{place}")

    def tell() -> int:
        return actions.tell_who_is_near(centre=world.centre, at=at(10, 5))

    assert tell() == 3
    assert tell() == 0
    assert [text.partition(": ")[2] for _, text in written()] == [
        "you are next for Civil affairs. Please wait near the counters.",
        "you are number 2 in the queue for Civil affairs. Please come near the counters.",
        "you are number 3 in the queue for Civil affairs. Please come near the counters.",
    ]
    actions.call_next(counter=world.counter, by=world.clerk, at=at(10, 6))
    assert tell() == 1
    assert Message.objects.filter(occasion="nearly").last().contact.visit == visits[3]  # type: ignore[union-attr]


def test_at_which_place_one_is_told_is_the_halls_choice(world: World) -> None:
    world.centre.tell_at = 1
    world.centre.save()
    for minute in range(3):
        follow(world.ticket(at=at(10, minute)), f"010-1234-567{minute}")
    assert actions.tell_who_is_near(centre=world.centre, at=at(10, 5)) == 1


def test_people_of_another_day_are_not_told_that_they_are_near(world: World) -> None:
    follow(world.ticket())
    assert actions.tell_who_is_near(centre=world.centre, at=at(10) + timedelta(days=1)) == 0


def test_who_is_shown_on_is_told_of_the_next_counter_too(world: World) -> None:
    visit = called(world)
    actions.start(visit=visit, by=world.clerk, at=at(10, 6))
    actions.direct(visit=visit, to=world.other_unit, by=world.clerk, at=at(10, 9))
    world.on_duty(world.far_clerk, world.far_counter)
    actions.call_next(counter=world.far_counter, by=world.far_clerk, at=at(10, 12))
    assert [text for _, text in written()] == [
        "[Test hall] Ticket A001: it is your turn. Please go to counter 1 now.",
        "[Test hall] Ticket A001: it is your turn. Please go to counter 3 now.",
    ]


def test_who_is_called_again_after_being_put_back_is_not_told_twice(world: World) -> None:
    actions.put_back(visit=called(world), by=world.clerk, at=at(10, 6))
    actions.call_next(counter=world.counter, by=world.clerk, at=at(10, 7))
    assert [occasion for occasion, _ in written()] == ["called"]


def test_a_call_that_is_told_of_takes_few_statements(world: World) -> None:
    world.on_duty()
    follow(world.ticket())
    with statements() as counted:
        actions.call_next(counter=world.counter, by=world.clerk, at=at(10, 5), key="once")
    assert len(written()) == 1
    assert len(counted) <= 10, counted


@pytest.mark.django_db(transaction=True)
def test_two_processes_that_look_at_once_tell_somebody_once() -> None:
    world = make_world()
    follow(world.ticket())
    together = threading.Barrier(4)

    def work() -> None:
        try:
            together.wait()
            actions.tell_who_is_near(centre=world.centre, at=at(10, 5))
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Message.objects.count() == 1
