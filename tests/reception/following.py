"""People who follow their tickets by message, and senders that remember and fail as told."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from servicehall.reception import actions
from servicehall.reception.models import Message, Visit
from servicehall.reception.senders import Calendar, NotSent, Sender
from tests.world import World, at


class Post:
    """A sender that remembers, and fails as told."""

    def __init__(self, *failures: NotSent) -> None:
        self.sent: list[tuple[str, str]] = []
        self.keys: list[str] = []
        self.failures = list(failures)

    def send(
        self, *, to: str, subject: str, text: str, key: str, calendar: Calendar | None = None
    ) -> None:
        self.keys.append(key)
        if self.failures:
            raise self.failures.pop(0)
        self.sent.append((to, text))


def follow(visit: Visit, number: str = "010-1234-5678", **but: Any) -> Visit:
    given: dict[str, Any] = {
        "visit": visit,
        "channel": "sms",
        "address": number,
        "language": "en",
        "at": at(10),
    }
    return actions.give_contact(**(given | but))


def written() -> list[tuple[str, str]]:
    return list(Message.objects.order_by("pk").values_list("occasion", "text"))


def send(sender: Sender, moment: datetime) -> Message | None:
    return actions.send_next(at=moment, through={"sms": sender, "email": sender})


def called(world: World) -> Visit:
    """Somebody who follows their ticket, called at 10:05."""
    world.on_duty()
    follow(world.ticket())
    return actions.call_next(counter=world.counter, by=world.clerk, at=at(10, 5))
