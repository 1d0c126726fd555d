"""The live stream: tells open pages the names of fresh facts, never their content.

One asyncio hub in the serving process learns what was committed (on PostgreSQL by LISTEN, on
SQLite by looking at ``data_version`` each 50 ms) and sends the kinds of the facts to every page
of that centre. A page then asks for the parts of itself that the kinds concern. A reconnecting
page that says what it saw last gets what it missed, or the word to refresh itself.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import secrets
import sqlite3
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, MutableMapping
from dataclasses import dataclass, field
from typing import Any

import psycopg
from django.conf import settings

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

LOOKS_EVERY = 0.05
"""Seconds between two looks at a SQLite file."""
BEATS_EVERY = 15.0
"""Seconds between two signs of life on a quiet stream."""
KEEPS = 512
"""Events kept for pages that reconnect."""

PUBLIC = (
    "ticket.",
    "visit.",
    "counter.",
    "closure.",
    "shift.",
    "case.",
    "device.",
    "post.",
    "handover.",
)
"""What the stream may name, since anyone in the hall can listen to it."""

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Event:
    """The kinds of facts committed together in one centre, with the number of the event."""

    number: int
    centre: str
    kinds: tuple[str, ...]


@dataclass(eq=False)
class Page:
    """One open page: the centre that it shows, and the events it has not been sent yet."""

    centre: str
    waiting: asyncio.Queue[Event | None] = field(default_factory=lambda: asyncio.Queue(64))

    def give(self, event: Event) -> None:
        """Queue the event; a page that has fallen far behind is told to refresh instead."""
        try:
            self.waiting.put_nowait(event)
        except asyncio.QueueFull:
            while not self.waiting.empty():
                self.waiting.get_nowait()
            self.waiting.put_nowait(None)


class Hub:
    """Everything that listens, and the last events for those that come back."""

    def __init__(self) -> None:
        self.name = secrets.token_hex(4)
        self.pages: set[Page] = set()
        self.events: deque[Event] = deque(maxlen=KEEPS)
        self._count = 0
        self._watching: asyncio.Task[None] | None = None

    def publish(self, centre: str, kinds: Iterable[str]) -> None:
        """Tell every page of the centre that facts of these kinds were committed."""
        named = tuple(dict.fromkeys(kind for kind in kinds if kind.startswith(PUBLIC)))
        if not named:
            return
        self._count += 1
        event = Event(self._count, centre, named)
        self.events.append(event)
        for page in self.pages:
            if page.centre == centre:
                page.give(event)

    def missed(self, centre: str, last: str) -> list[Event] | None:
        """The centre's events after the one named ``last``; None where that is not known."""
        hub, _, number = last.partition("-")
        if hub != self.name or not number.isdigit():
            return None
        if self.events and self.events[0].number > int(number) + 1:
            return None
        return [each for each in self.events if each.number > int(number) and each.centre == centre]

    def watch(self) -> None:
        """Start to watch the database, once in a process."""
        if self._watching is None or self._watching.done():
            self._watching = asyncio.create_task(self._watch())

    async def _watch(self) -> None:
        database = settings.DATABASES["default"]
        if str(database["ENGINE"]).endswith("postgresql"):
            committed = committed_in_postgresql(database)
        else:
            committed = committed_in_sqlite(str(database["NAME"]))
        async for centre, kinds in committed:
            self.publish(centre, kinds)


async def committed_in_sqlite(name: str) -> AsyncIterator[tuple[str, list[str]]]:
    """Centre and kinds of what other connections commit to the SQLite file.

    One process writes, so numbers rise in the order of commits and none is passed over.
    """
    with contextlib.closing(
        sqlite3.connect(f"file:{name}?mode=ro", uri=True, isolation_level=None)
    ) as database:
        version = -1
        (last,) = database.execute("select coalesce(max(id), 0) from evidence_fact").fetchone()
        while True:
            with contextlib.suppress(sqlite3.OperationalError):
                (seen,) = database.execute("pragma data_version").fetchone()
                if seen != version:
                    version = seen
                    fresh: dict[str, list[str]] = {}
                    for number, centre, kind in database.execute(
                        "select id, centre, kind from evidence_fact where id > ? order by id",
                        [last],
                    ).fetchall():
                        last = number
                        fresh.setdefault(centre, []).append(kind)
                    for centre, kinds in fresh.items():
                        yield centre, kinds
            await asyncio.sleep(LOOKS_EVERY)


async def committed_in_postgresql(
    database: dict[str, Any],
) -> AsyncIterator[tuple[str, list[str]]]:
    """Centre and kinds as the database announces them on commit; reconnects when it is lost."""
    parameters = {
        "dbname": database["NAME"],
        "user": database["USER"],
        "password": database["PASSWORD"],
        "host": database["HOST"],
        "port": database["PORT"],
    }
    while True:
        try:
            connection = await psycopg.AsyncConnection.connect(
                **{name: value for name, value in parameters.items() if value}, autocommit=True
            )
            async with connection:
                await connection.execute("listen facts")
                async for notice in connection.notifies():
                    centre, *kinds = notice.payload.split(" ")
                    yield centre, kinds
        except psycopg.OperationalError as error:
            logger.warning("the live stream lost the database: %s", error)
            await asyncio.sleep(1)


hub = Hub()


async def live(scope: Scope, receive: Receive, send: Send) -> None:
    """The ASGI application behind ``/live/<centre>``."""
    hub.watch()
    page = Page(scope["path"].removeprefix("/live/").strip("/"))
    headers = dict(scope["headers"])
    last = headers.get(b"last-event-id", b"").decode("latin-1")
    missed = hub.missed(page.centre, last) if last else []
    hub.pages.add(page)
    gone = asyncio.ensure_future(_gone(receive))
    try:
        await send(
            {
                "type": "http.response.start",
                "status": 200,
                "headers": [
                    (b"content-type", b"text/event-stream; charset=utf-8"),
                    (b"cache-control", b"no-cache, no-transform"),
                    (b"x-accel-buffering", b"no"),
                ],
            }
        )
        await _say(send, f"retry: 2000\nid: {hub.name}-{hub._count}\n: here\n\n")
        if missed is None:
            await _say(send, "event: facts\ndata: refresh\n\n")
        for event in missed or ():
            await _say(send, _told(event))
        while not gone.done():
            waiting = asyncio.ensure_future(page.waiting.get())
            await asyncio.wait(
                {waiting, gone}, timeout=BEATS_EVERY, return_when=asyncio.FIRST_COMPLETED
            )
            if not waiting.done():
                waiting.cancel()
                if not gone.done():
                    await _say(send, ": beat\n\n")
                continue
            event_or_none = waiting.result()
            await _say(
                send,
                "event: facts\ndata: refresh\n\n"
                if event_or_none is None
                else _told(event_or_none),
            )
    finally:
        hub.pages.discard(page)
        gone.cancel()


def _told(event: Event) -> str:
    return f"id: {hub.name}-{event.number}\nevent: facts\ndata: {' '.join(event.kinds)}\n\n"


async def _say(send: Send, text: str) -> None:
    await send({"type": "http.response.body", "body": text.encode(), "more_body": True})


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
