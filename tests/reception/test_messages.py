"""Messages: agreed to, written once with what they tell of, sent once, erased in time."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
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
from servicehall.reception.actions.messages import LEASE, MOST_ATTEMPTS, MOST_CHANGES, MOST_TICKETS
from servicehall.reception.models import Contact, Message, Visit
from servicehall.reception.senders import Gateway, NotSent, Sender
from tests.reception.far_ends import sms_gateway
from tests.web.counter.hands import statements
from tests.world import World, at, make_world


class Post:
    """A sender that remembers, and fails as told."""

    def __init__(self, *failures: NotSent) -> None:
        self.sent: list[tuple[str, str]] = []
        self.keys: list[str] = []
        self.failures = list(failures)

    def send(self, *, to: str, subject: str, text: str, key: str) -> None:
        self.keys.append(key)
        if self.failures:
            raise self.failures.pop(0)
        self.sent.append((to, text))


@pytest.fixture(autouse=True)
def notebook(settings: Settings, tmp_path: Path) -> None:
    """Both channels are offered."""
    settings.MESSAGES_FILE = str(tmp_path / "messages.jsonl")
    settings.EMAIL_HOST = settings.SMS_GATEWAY = ""


def follow(visit: Visit, number: str = "010-1234-5678", **but: Any) -> Visit:
    given: dict[str, Any] = {
        "visit": visit,
        "channel": "sms",
        "address": number,
        "language": "en",
        "at": at(10),
    }
    return actions.give_contact(**(given | but))


def refused(code: str, **but: Any) -> Refused:
    with pytest.raises(Refused) as error:
        follow(**but)
    assert error.value.code == code
    return error.value


def written() -> list[tuple[str, str]]:
    return list(Message.objects.order_by("pk").values_list("occasion", "text"))


def send(sender: Sender, moment: Any) -> Message | None:
    return actions.send_next(at=moment, through={"sms": sender, "email": sender})


def called(world: World) -> Visit:
    """Somebody who follows their ticket, called at 10:05."""
    world.on_duty()
    follow(world.ticket())
    return actions.call_next(counter=world.counter, by=world.clerk, at=at(10, 5))


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


# Sending -------------------------------------------------------------------------------------


def test_a_message_is_sent_once_and_noted(world: World) -> None:
    called(world)
    post = Post()
    message = send(post, at(10, 6))
    assert message is not None
    assert (message.status, message.sent_at) == ("sent", at(10, 6))
    assert post.sent == [("+821012345678", message.text)]
    assert send(post, at(10, 7)) is None
    fact = Fact.objects.get(kind="message.sent")
    assert fact.data == {"occasion": "called", "medium": "sms"}


def test_a_message_goes_all_the_way_to_a_gateway(world: World) -> None:
    called(world)
    with sms_gateway() as gateway:
        gateway.answers = [503]
        sender = Gateway(gateway.address, "secret", "")
        failed = send(sender, at(10, 6))
        assert failed is not None
        assert (failed.status, failed.problem) == ("waiting", "HTTP 503")
        sent = send(sender, at(10, 7))
    assert sent is not None
    assert sent.status == "sent"
    assert len({posted.headers["Idempotency-Key"] for posted in gateway.posted}) == 1
    assert list(gateway.forwarded.values()) == [sent.text]


def test_what_fails_is_tried_again_later_each_time(world: World) -> None:
    called(world)
    post = Post(*[NotSent("HTTP 500", again=True)] * 2)
    moments = []
    moment = at(10, 5)
    for _attempt in range(3):
        message = send(post, moment)
        assert message is not None
        moments.append((message.due_at - moment).total_seconds())
        moment = message.due_at
    assert moments[:2] == [15, 45]
    assert len(post.sent) == 1
    assert len(set(post.keys)) == 1


def test_a_message_not_due_again_yet_is_left_alone(world: World) -> None:
    called(world)
    post = Post(NotSent("HTTP 500", again=True))
    send(post, at(10, 5))
    assert send(post, at(10, 5, second=14)) is None
    assert send(post, at(10, 5, second=15)) is not None


def test_what_fails_for_good_is_shown_to_the_administrator(world: World) -> None:
    called(world)
    message = send(Post(NotSent("HTTP 422", again=False)), at(10, 5))
    assert message is not None
    assert (message.status, message.attempts, message.problem) == ("failed", 1, "HTTP 422")
    assert Fact.objects.filter(kind="message.failed").count() == 1


def test_after_its_attempts_or_its_time_a_message_has_failed(world: World) -> None:
    called(world)
    post = Post(*[NotSent("HTTP 500", again=True)] * 9)
    moment = at(10, 5)
    while (message := send(post, moment)) is not None:
        moment = message.due_at + timedelta(seconds=1)
    last = Message.objects.get()
    assert last.status == "failed"
    assert 1 < last.attempts <= MOST_ATTEMPTS
    assert last.due_at < last.useless_at + LEASE


def test_what_is_not_so_any_more_is_not_said(world: World) -> None:
    visit = called(world)
    actions.start(visit=visit, by=world.clerk, at=at(10, 6))
    post = Post()
    message = send(post, at(10, 7))
    assert message is not None
    assert message.status == "dropped"
    assert post.sent == []


def test_an_administrator_sends_a_failed_message_again(world: World) -> None:
    called(world)
    message = send(Post(NotSent("HTTP 401", again=False)), at(10, 5))
    assert message is not None
    with pytest.raises(Refused, match="not_permitted"):
        actions.try_again(message=message, by=world.clerk, at=at(10, 6))
    actions.try_again(message=message, by=world.administrator, at=at(10, 6))
    post = Post()
    send(post, at(10, 6))
    assert len(post.sent) == 1
    with pytest.raises(Refused, match="not_failed"):
        actions.try_again(message=message, by=world.administrator, at=at(10, 7))


class Killed(BaseException):
    """The process ends here."""


def test_a_process_killed_while_sending_leaves_it_to_be_sent_after_the_lease(world: World) -> None:
    called(world)

    class Dies(Post):
        def send(self, *, to: str, subject: str, text: str, key: str) -> None:
            self.keys.append(key)
            raise Killed

    dies, lives = Dies(), Post()
    with pytest.raises(Killed):
        send(dies, at(10, 5))
    assert Message.objects.get().status == "sending"
    assert send(lives, at(10, 5) + LEASE - timedelta(seconds=1)) is None
    message = send(lives, at(10, 5) + LEASE)
    assert message is not None
    assert message.status == "sent"
    assert lives.keys == dies.keys, "so that a gateway knows the repetition"


@pytest.mark.django_db(transaction=True)
def test_what_a_killed_process_had_taken_is_sent_by_another(tmp_path: Path) -> None:
    """A process of its own, killed by the system in the middle of handing a message over."""
    called(make_world())
    database = connection.settings_dict["NAME"]
    url = os.environ.get("DATABASE_URL", "")
    killed = subprocess.run(
        [sys.executable, "-c", _KILLED_WHILE_SENDING],
        env={
            **os.environ,
            "SERVICEHALL_SQLITE": str(database),
            "DATABASE_URL": f"{url.rpartition('/')[0]}/{database}" if url else "",
        },
        timeout=60,
    )
    assert killed.returncode == -signal.SIGKILL
    taken = Message.objects.get()
    assert (taken.status, taken.attempts) == ("sending", 1)
    post = Post()
    assert send(post, taken.due_at - timedelta(seconds=1)) is None
    message = send(post, taken.due_at)
    assert message is not None
    assert message.status == "sent"
    assert post.keys == [str(taken.key)]


_KILLED_WHILE_SENDING = """
import os, signal, django
django.setup()
from datetime import timedelta
from servicehall.reception.actions import send_next
from servicehall.reception.models import Message

class Dies:
    def send(self, **_):
        os.kill(os.getpid(), signal.SIGKILL)

send_next(at=Message.objects.get().due_at, through={"sms": Dies()})
"""


def test_who_took_too_long_does_not_note_what_another_has_taken_over(world: World) -> None:
    called(world)
    quick = Post()

    class Slow(Post):
        def send(self, *, to: str, subject: str, text: str, key: str) -> None:
            send(quick, at(10, 5) + LEASE)
            raise NotSent("HTTP 500", again=True)

    send(Slow(), at(10, 5))
    message = Message.objects.get()
    assert (message.status, message.attempts) == ("sent", 2)
    assert Fact.objects.filter(kind__startswith="message.").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_senders_at_once_send_each_message_once(settings: Settings) -> None:
    """Threads with connections of their own, as processes have; on both databases."""
    world = make_world()
    world.on_duty()
    for number in range(12):
        follow(world.ticket(at=at(10, number)), f"010-1234-56{number:02}")
    world.centre.tell_at = 12
    world.centre.save()
    assert actions.tell_who_is_near(centre=world.centre, at=at(10, 30)) == 12
    post, lock, faults = Post(), threading.Lock(), []
    together = threading.Barrier(4)

    class Counted(Post):
        def send(self, *, to: str, subject: str, text: str, key: str) -> None:
            with lock:
                post.sent.append((to, key))

    def work() -> None:
        try:
            together.wait()
            while send(Counted(), at(10, 31)) is not None:
                pass
        except Exception as fault:
            faults.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert len(post.sent) == len(set(post.sent)) == 12
    assert Message.objects.filter(status="sent", attempts=1).count() == 12


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
