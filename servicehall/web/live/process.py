"""The process that holds the streams: ``python -m servicehall.web.live.process <socket>``.

It gets open connections through the socket, each with a word on who asks; it ends when its
standard input does, which is when the process that started it has ended.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import socket
import sys
from typing import Any

from django.conf import settings

from servicehall.web.live.commits import committed
from servicehall.web.live.hub import BEAT, Hub

HEAD = (
    b"HTTP/1.1 200 OK\r\n"
    b"content-type: text/event-stream; charset=utf-8\r\n"
    b"cache-control: no-cache, no-transform\r\n"
    b"x-accel-buffering: no\r\n"
    b"x-content-type-options: nosniff\r\n"
    b"connection: close\r\n\r\n"
)
HOLDS = 8192
"""Bytes that wait for a slow page before it is told nothing more until it has caught up."""
AT_ONCE = 64
"""Connections taken from the socket before others have their turn."""


class Stream(asyncio.Protocol):
    """One open page; a few hundred bytes beside its connection."""

    __slots__ = ("_behind", "_beats_missed", "_centre", "_hub", "_last", "_slow", "_to", "_since")

    def __init__(self, hub: Hub, centre: str, last: str, since: float) -> None:
        self._hub = hub
        self._centre = centre
        self._last = last
        self._since = since
        self._slow = False
        self._behind = False
        self._beats_missed = 0
        self._to: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Greet the page and let it listen."""
        assert isinstance(transport, asyncio.Transport)
        self._to = transport
        transport.set_write_buffer_limits(high=HOLDS, low=0)
        first = self._hub.join(self, self._centre, last=self._last, since=self._since)
        self._last = ""
        transport.write(HEAD + first)

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the page."""
        self._hub.leave(self, self._centre)

    def pause_writing(self) -> None:
        """The page reads more slowly than it is told."""
        self._slow = True

    def resume_writing(self) -> None:
        """It has caught up; what it was not told, it looks for itself."""
        self._slow, self._beats_missed = False, 0
        if self._behind:
            self._behind = False
            self._to.write(self._hub.refresh(self._centre))

    def tell(self, message: bytes) -> None:
        """Send it, unless the page has not taken yet what came before."""
        if self._slow:
            self._behind = True
        else:
            self._to.write(message)

    def beat(self) -> None:
        """Send a sign of life; give up on a page that has taken nothing for two of them."""
        if not self._slow:
            self._to.write(BEAT)
            return
        self._beats_missed += 1
        if self._beats_missed > 1:
            self._to.abort()


class Process:
    """The hub at work: connections come in, commits are told."""

    def __init__(self, control: socket.socket) -> None:
        self.hub = Hub()
        self.ended = asyncio.Event()
        self._control = control
        self._opening: set[asyncio.Task[Any]] = set()

    async def run(self, database: dict[str, Any]) -> None:
        """Serve streams until the parent has ended."""
        loop = asyncio.get_running_loop()
        self._control.setblocking(False)
        loop.add_reader(self._control, self.take)
        loop.add_reader(sys.stdin.fileno(), self._look_for_the_end)
        tasks = [asyncio.create_task(self.watch(database)), asyncio.create_task(self.hub.beat())]
        await self.ended.wait()
        for task in tasks:
            task.cancel()

    async def watch(self, database: dict[str, Any]) -> None:
        """Tell what is committed, for ever."""
        async for fresh in committed(database):
            if fresh is None:
                self.hub.refresh_all()
            else:
                self.hub.publish(*fresh)

    def take(self) -> None:
        """Take the connections that are handed over."""
        loop = asyncio.get_running_loop()
        for _ in range(AT_ONCE):
            try:
                told, files, _flags, _from = socket.recv_fds(self._control, 2048, 1)
            except BlockingIOError:
                return
            for file in files:
                connection = socket.socket(fileno=file)
                connection.setblocking(False)
                task = loop.create_task(self._open(connection, json.loads(told)))
                self._opening.add(task)
                task.add_done_callback(self._opening.discard)

    async def _open(self, connection: socket.socket, about: dict[str, Any]) -> None:
        with contextlib.suppress(OSError):
            await asyncio.get_running_loop().connect_accepted_socket(
                lambda: Stream(self.hub, about["centre"], about["last"], about["since"]),
                connection,
            )

    def _look_for_the_end(self) -> None:
        if not os.read(sys.stdin.fileno(), 1):
            self.ended.set()


async def _run(control: socket.socket) -> None:
    await Process(control).run(settings.DATABASES["default"])


def main() -> None:
    """Hold streams; an interrupt from the keyboard is the parent's to answer."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "servicehall.config.settings")
    asyncio.run(_run(socket.socket(fileno=int(sys.argv[1]))))


if __name__ == "__main__":
    main()
