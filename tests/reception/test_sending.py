"""Sending: each message once, whoever else sends, whatever fails, even if a process is killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from pytest_django import Settings

from servicehall.evidence.actions import Refused
from servicehall.evidence.models import Fact
from servicehall.reception import actions
from servicehall.reception.actions.sending import LEASE, MOST_ATTEMPTS
from servicehall.reception.models import Message
from servicehall.reception.senders import Calendar, Gateway, NotSent
from tests.reception.far_ends import sms_gateway
from tests.reception.following import Post, called, follow, send
from tests.world import World, at, make_world


@pytest.fixture(autouse=True)
def notebook(settings: Settings, tmp_path: Path) -> None:
    """Both channels are offered."""
    settings.MESSAGES_FILE = str(tmp_path / "messages.jsonl")
    settings.EMAIL_HOST = settings.SMS_GATEWAY = ""


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
        def send(
            self, *, to: str, subject: str, text: str, key: str, calendar: Calendar | None = None
        ) -> None:
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
        def send(
            self, *, to: str, subject: str, text: str, key: str, calendar: Calendar | None = None
        ) -> None:
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
        def send(
            self, *, to: str, subject: str, text: str, key: str, calendar: Calendar | None = None
        ) -> None:
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


def test_a_message_that_comes_too_late_is_not_sent(world: World) -> None:
    """As after a night in which nobody sent."""
    called(world)
    post = Post()
    message = send(post, at(10, 16))
    assert message is not None
    assert message.status == "dropped"
    assert post.sent == []
