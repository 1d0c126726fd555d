"""Who listens, and what each is told: one message an event and centre, built once.

A page that comes back says what it was told last and gets what it missed, or the word to refresh
itself. Nothing is queued for a page: what it missed is known from the events kept.
"""

from __future__ import annotations

import asyncio
import random
import secrets
import time
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Protocol

COLLECTS = 0.005
"""Seconds that a first fact waits for others of the same commit."""
GAP = 0.06
"""Seconds at least between two messages to a centre; what comes meanwhile is told together."""
BEATS_EVERY = 15
"""Seconds between two signs of life on a stream; the pages take turns, each second some."""
KEEPS = 512
"""Events of a centre that are kept for pages that come back."""
MARGIN = 2.0
"""Seconds by which the clock of the process that rendered a page may differ."""
SPREAD_A_PAGE, SPREAD_MOST = 10, 10_000
"""Milliseconds over which a centre's pages spread what they ask for, for each page and at most:
about a hundred pages a second then come for their parts, however many there are."""
RETRIES = 1000, 4000
"""Milliseconds after which a page that lost its stream comes back; not all at once."""

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

BEAT = b"event: beat\ndata:\n\n"
"""An event and no comment, so that a page notices when they stay away."""


class Listener(Protocol):
    """An open page, as the hub knows it."""

    def tell(self, message: bytes) -> None:
        """Send it, or remember that the page has missed something."""

    def beat(self) -> None:
        """Send a sign of life."""


@dataclass(frozen=True, slots=True)
class Event:
    """The kinds of facts committed in one centre at about one time, with the event's number."""

    number: int
    at: float
    kinds: tuple[str, ...]


@dataclass(slots=True)
class Room:
    """A centre's open pages and its last events."""

    pages: set[Listener] = field(default_factory=set)
    events: deque[Event] = field(default_factory=lambda: deque(maxlen=KEEPS))
    forgotten: Event | None = None
    """The newest event that is kept no more."""
    pending: dict[str, None] = field(default_factory=dict)
    told_at: float = 0.0
    timer: asyncio.TimerHandle | None = None

    @property
    def spread(self) -> int:
        """Milliseconds over which the pages should spread what they ask for."""
        return min(SPREAD_MOST, SPREAD_A_PAGE * len(self.pages))

    def keep(self, event: Event) -> None:
        """Keep the event for those that come back."""
        if len(self.events) == KEEPS:
            self.forgotten = self.events[0]
        self.events.append(event)


class Hub:
    """Everything that listens, and the last events for those that come back."""

    def __init__(self) -> None:
        self.name = secrets.token_hex(4)
        self.began = time.time()
        self.rooms: dict[str, Room] = {}
        self.count = 0
        self._turns: tuple[set[Listener], ...] = tuple(set() for _ in range(BEATS_EVERY))
        self._joined = 0

    def join(self, page: Listener, centre: str, *, last: str = "", since: float = 0) -> bytes:
        """Let the page listen; what it is told first.

        ``last`` names the last event that it was told of; without one, ``since`` is when it was
        rendered (seconds since 1970). It gets the word to refresh where neither says what it
        missed.
        """
        room = self.rooms.setdefault(centre, Room())
        kinds: Iterable[str] | None = ()
        if last:
            kinds = self._missed(room, last)
        elif since:
            kinds = self._missed_since(room, since)
        room.pages.add(page)
        self._joined += 1
        self._turns[self._joined % BEATS_EVERY].add(page)
        greeting = f"retry: {random.randint(*RETRIES)}\nid: {self.name}-{self.count}\n: here\n\n"
        told = b""
        if kinds is None:
            told = self.refresh(centre)
        elif kinds := tuple(dict.fromkeys(kinds)):
            told = self._message(room, self.count, kinds)
        return greeting.encode() + told

    def leave(self, page: Listener, centre: str) -> None:
        """Forget the page, and a centre that nobody has ever told anything of."""
        for turn in self._turns:
            turn.discard(page)
        if (room := self.rooms.get(centre)) is None:
            return
        room.pages.discard(page)
        if not room.pages and not room.events and room.timer is None:
            del self.rooms[centre]

    def publish(self, centre: str, kinds: Iterable[str]) -> None:
        """Tell every page of the centre, very soon, that facts of these kinds were committed."""
        named = dict.fromkeys(kind for kind in kinds if kind.startswith(PUBLIC))
        if not named:
            return
        room = self.rooms.setdefault(centre, Room())
        room.pending.update(named)
        if room.timer is None:
            loop = asyncio.get_running_loop()
            room.timer = loop.call_at(
                max(loop.time() + COLLECTS, room.told_at + GAP), self._tell, room
            )

    def refresh_all(self) -> None:
        """Tell every page of every centre to refresh itself: something may have been missed."""
        self.count += 1
        self.began = time.time()
        for centre, room in self.rooms.items():
            # Whoever comes back with an older number has missed the unknown as well.
            room.events.clear()
            room.forgotten = Event(self.count, self.began, ())
            message = self.refresh(centre)
            for page in tuple(room.pages):
                page.tell(message)

    def refresh(self, centre: str) -> bytes:
        """The word to refresh, for a page that has missed what is not known."""
        room = self.rooms.get(centre) or Room()
        return self._message(room, self.count, ("refresh",))

    async def beat(self) -> None:
        """Give signs of life for ever; each second a part of the pages has its turn."""
        while True:
            for turn in self._turns:
                await asyncio.sleep(1)
                for page in tuple(turn):
                    page.beat()

    def _tell(self, room: Room) -> None:
        self.count += 1
        event = Event(self.count, time.time(), tuple(room.pending))
        room.pending.clear()
        room.timer = None
        room.told_at = asyncio.get_running_loop().time()
        room.keep(event)
        message = self._message(room, event.number, event.kinds)
        for page in tuple(room.pages):
            page.tell(message)

    def _message(self, room: Room, number: int, kinds: Iterable[str]) -> bytes:
        return (
            f"id: {self.name}-{number}\nevent: facts\n"
            f"data: {' '.join(kinds)}\ndata: {room.spread}\n\n"
        ).encode()

    def _missed(self, room: Room, last: str) -> list[str] | None:
        """The kinds told after the event named so; None where that is not known."""
        name, _, text = last.partition("-")
        if name != self.name or not (text.isascii() and text.isdigit()) or len(text) > 15:
            return None
        number = int(text)
        if number > self.count or (room.forgotten and room.forgotten.number > number):
            return None
        return [kind for each in room.events if each.number > number for kind in each.kinds]

    def _missed_since(self, room: Room, since: float) -> list[str] | None:
        """The kinds told after that moment; None where that is not known."""
        since -= MARGIN
        if since < self.began or (room.forgotten and room.forgotten.at > since):
            return None
        return [kind for each in room.events if each.at > since for kind in each.kinds]
