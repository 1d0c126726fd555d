"""Opens streams on a served hall and commits facts beside them; run by ``live`` for a database.

Prints one JSON object. A small hall is set up, served by ``servicehall serve`` as its own process
group, and people take tickets, are called and served through the real actions in this process,
as another process of the hall would do it. A client in a third process holds the streams and
notes when each received each message, on the clock that all processes of a machine share.
"""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import os
import resource
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any
from urllib.error import URLError

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "servicehall.config.settings")
django.setup()

from django.core.management import call_command
from django.utils import timezone

from servicehall.reception import actions as reception
from tests.world import World, make_world

PAGES = 1000
"""Boards and phones whose latency is measured."""
MANY = 5000
"""Connections that have to survive."""
FACTS_A_SECOND = 5
SECONDS = 20
AT_ONCE = 100
"""Connections that are opened at the same time."""


class Receiver(asyncio.Protocol):
    """One page: asks for the stream and notes when which event came."""

    def __init__(self, centre: str, received: list[tuple[int, int]], lost: list[int]) -> None:
        self.centre = centre
        self.received = received
        self.lost = lost
        self.greeted = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask as a browser does."""
        assert isinstance(transport, asyncio.Transport)
        transport.write(
            f"GET /live/{self.centre} HTTP/1.1\r\nHost: localhost\r\n"
            "Accept: text/event-stream\r\nAccept-Language: ko-KR,ko;q=0.9\r\n"
            "User-Agent: Mozilla/5.0 (X11; Linux x86_64) Chrome/140.0 Safari/537.36\r\n"
            "Cache-Control: no-cache\r\n\r\n".encode()
        )

    def data_received(self, data: bytes) -> None:
        """Note the moment of each event by its number."""
        now = time.monotonic_ns()
        if not self.greeted.done() and b": here" in data:
            self.greeted.set_result(None)
        for part in data.split(b"\n\n"):
            if b"event: facts" in part and b"refresh" not in part:
                number = part.partition(b"id: ")[2].partition(b"\n")[0].rpartition(b"-")[2]
                self.received.append((int(number), now))

    def connection_lost(self, exc: Exception | None) -> None:
        """Note that this page lost its stream."""
        self.lost.append(1)


async def _hold(pipe: Connection, port: int, centre: str) -> None:
    """Open so many streams as the pipe asks for, and report what they received."""
    loop = asyncio.get_running_loop()
    received: list[tuple[int, int]] = []
    lost: list[int] = []
    transports: list[asyncio.BaseTransport] = []
    limit = asyncio.Semaphore(AT_ONCE)

    async def open_one() -> None:
        async with limit:
            transport, page = await loop.create_connection(
                lambda: Receiver(centre, received, lost), "127.0.0.1", port
            )
            transports.append(transport)
            await asyncio.wait_for(page.greeted, 60)

    while True:
        while not pipe.poll():
            await asyncio.sleep(0.02)
        order, count = pipe.recv()
        if order == "open":
            await asyncio.gather(*(open_one() for _ in range(count - len(transports))))
            pipe.send(len(transports) - len(lost))
        elif order == "report":
            pipe.send((received[:], len(transports), len(lost)))
            received.clear()
        else:
            for transport in transports:
                transport.close()
            return


def hold(pipe: Connection, port: int, centre: str) -> None:
    """The client's process."""
    _open_many_files()
    asyncio.run(_hold(pipe, port, centre))


def _open_many_files() -> None:
    _now, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


@contextmanager
def serving() -> Iterator[tuple[int, int]]:
    """The port and the process of ``servicehall serve`` with this process's database."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "-m", "servicehall.commands", "serve", "--port", str(port)],
        stdout=sys.stderr,
    )
    try:
        until = time.monotonic() + 60
        while True:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/health/", timeout=5).close()
                break
            except (URLError, OSError):
                if server.poll() is not None or time.monotonic() > until:
                    raise RuntimeError("the server does not answer") from None
                time.sleep(0.1)
        yield port, server.pid
    finally:
        server.terminate()
        try:
            server.wait(timeout=20)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def memory(server: int) -> int:
    """KiB that the server's processes hold, what they share counted once (PSS)."""
    pids = [server]
    for pid in pids:
        for task in Path(f"/proc/{pid}/task").iterdir():
            pids += map(int, (task / "children").read_text().split())
    return sum(
        int(line.split()[1])
        for pid in pids
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        if line.startswith("Pss:")
    )


class Hall:
    """The hall whose people come, are called and go; notes when each fact was committed."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.committed: list[tuple[int, int]] = []
        """When each action began and when it had committed."""

    def act(self, step: int) -> None:
        """The next of four steps of a visit."""
        world, now = self.world, timezone.now()
        began = time.monotonic_ns()
        match step % 4:
            case 0:
                world.ticket(at=now)
            case 1:
                self.visit = reception.call_next(counter=world.counter, by=world.clerk, at=now)
            case 2:
                self.visit = reception.start(visit=self.visit, by=world.clerk, at=now)
            case _:
                reception.finish(visit=self.visit, by=world.clerk, at=now)
        self.committed.append((began, time.monotonic_ns()))


def latencies(committed: list[tuple[int, int]], received: list[tuple[int, int]]) -> list[float]:
    """Milliseconds from each commit to each page's message that told of it.

    Facts that were told together have one message. An event's first arrival says which commits
    it can tell of: those begun before it that no earlier event told of.
    """
    first: dict[int, int] = {}
    for number, at in received:
        first[number] = min(at, first.get(number, at))
    told: dict[int, list[int]] = {}
    left = list(committed)
    for number, at in sorted(first.items()):
        told[number] = [done for began, done in left if began < at]
        left = [(began, done) for began, done in left if began >= at]
    return [max(0, at - done) / 1e6 for number, at in received for done in told[number]]


def measure() -> dict[str, float]:
    """Serve, open, act, and say what was received."""
    call_command("migrate", verbosity=0)
    world = make_world()
    now = timezone.now()
    world.on_duty(
        day=timezone.localtime(now).date(),
        clocked_in=now,
        starts=now,
        ends=now + timedelta(hours=9),
    )
    hall = Hall(world)
    with serving() as (port, server):
        ours, theirs = multiprocessing.Pipe()
        client = multiprocessing.get_context("spawn").Process(
            target=hold, args=(theirs, port, "testhall"), daemon=True
        )
        client.start()
        try:
            return _measured(ours, hall, server)
        finally:
            ours.send(("end", 0))
            client.join(timeout=10)
            client.kill()


def _ask(pipe: Connection, order: str, count: int, within: float) -> Any:
    pipe.send((order, count))
    if not pipe.poll(within):
        raise RuntimeError(f"the client did not answer to {order} within {within:.0f} s")
    return pipe.recv()


def _measured(pipe: Connection, hall: Hall, server: int) -> dict[str, float]:
    # What the first streams load stays, and belongs to no connection.
    _ask(pipe, "open", 20, 60)
    time.sleep(1)
    before = memory(server)
    _ask(pipe, "open", PAGES, 120)
    time.sleep(2)
    after = memory(server)
    print(f"  {PAGES} streams are open", file=sys.stderr, flush=True)
    _ask(pipe, "report", 0, 30)
    hall.committed.clear()
    began = time.monotonic()
    for step in range(FACTS_A_SECOND * SECONDS):
        time.sleep(max(0.0, began + step / FACTS_A_SECOND - time.monotonic()))
        hall.act(step)
    time.sleep(1)
    received, opened, lost = _ask(pipe, "report", 0, 30)
    waited = sorted(latencies(hall.committed, received))
    told = len(waited) / (len(hall.committed) * opened)
    _ask(pipe, "open", MANY, 300)
    time.sleep(1)
    many = memory(server)
    print(f"  {MANY} streams are open", file=sys.stderr, flush=True)
    _ask(pipe, "report", 0, 30)
    hall.act(len(hall.committed))
    time.sleep(3)
    reached, _opened, lost_of_many = _ask(pipe, "report", 0, 60)
    return {
        "p50_ms": waited[len(waited) // 2],
        "p99_ms": waited[len(waited) * 99 // 100],
        "most_ms": waited[-1],
        "facts": len(hall.committed) - 1,
        "told": told,
        "lost": lost + lost_of_many,
        "kib": (after - before) / (PAGES - 20),
        "kib_of_many": (many - before) / (MANY - 20),
        "reached": len(reached),
    }


if __name__ == "__main__":
    print(json.dumps(measure()))
