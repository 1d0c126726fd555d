"""What tests of the desks need: the clock of the hall, signing in, and counting statements."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from servicehall.hall.models import StaffMember

UNCOUNTED = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK")
"""What only opens and ends a transaction; tests nest theirs in one of their own."""


class Clock:
    """The time in the hall, as pages see it."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


def set_clock(monkeypatch: pytest.MonkeyPatch, now: datetime) -> Clock:
    """Let it be ``now`` wherever Django is asked the time; change it by ``clock.now = …``."""
    clock = Clock(now)
    monkeypatch.setattr("django.utils.timezone.now", clock)
    return clock


def sign_in(member: StaffMember, **headers: str) -> Client:
    """A browser in which the member is signed in; pages come in English."""
    if member.user is None:
        member.user = User.objects.create_user(f"{member.centre_id}-{member.code}")
        member.save(update_fields=["user"])
    client = Client(headers={"accept-language": "en"} | headers)
    client.force_login(member.user, backend="servicehall.hall.backends.StaffBackend")
    return client


def text(response: Any) -> str:
    """The page as text."""
    return str(response.content.decode())


def words(response: Any) -> str:
    """The page as it is read: without its tags."""
    return re.sub(r"<[^>]+>", "", text(response))


@contextmanager
def statements() -> Iterator[list[str]]:
    """The SQL statements of a stretch, without those that only open and end transactions."""
    counted: list[str] = []
    with CaptureQueriesContext(connection) as captured:
        yield counted
    counted += [
        query["sql"]
        for query in captured.captured_queries
        if not query["sql"].startswith(UNCOUNTED)
    ]
