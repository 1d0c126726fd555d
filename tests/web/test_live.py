"""The live stream: names of what was committed, to everyone who looks, and nothing missed."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import pytest
from django.conf import settings
from django.db import connection

from servicehall.web import live
from servicehall.web.live import KEEPS, Hub, Page
from tests.world import World, at, make_world

Result = TypeVar("Result")


def test_a_page_is_told_of_its_centre_s_kinds_alone() -> None:
    hub = Hub()
    here, there = Page("hanbit"), Page("elsewhere")
    hub.pages |= {here, there}
    hub.publish("hanbit", ["ticket.called", "ticket.called", "visit.started"])
    event = here.waiting.get_nowait()
    assert event is not None
    assert event.kinds == ("ticket.called", "visit.started")
    assert there.waiting.empty()


@pytest.mark.parametrize("kind", ["finding.opened", "standard.published", "rectification.ordered"])
def test_what_concerns_supervision_is_never_named(kind: str) -> None:
    hub = Hub()
    page = Page("hanbit")
    hub.pages.add(page)
    hub.publish("hanbit", [kind])
    assert page.waiting.empty()
    assert not hub.events


def test_who_comes_back_gets_what_was_missed() -> None:
    hub = Hub()
    hub.publish("hanbit", ["ticket.taken"])
    hub.publish("elsewhere", ["ticket.taken"])
    hub.publish("hanbit", ["ticket.called"])
    missed = hub.missed("hanbit", f"{hub.name}-1")
    assert missed is not None
    assert [event.kinds for event in missed] == [("ticket.called",)]
    assert hub.missed("hanbit", f"{hub.name}-3") == []


@pytest.mark.parametrize("last", ["another-1", "nonsense", ""])
def test_who_comes_from_another_process_is_told_to_refresh(last: str) -> None:
    assert Hub().missed("hanbit", last) is None


def test_who_was_away_too_long_is_told_to_refresh() -> None:
    hub = Hub()
    for _ in range(KEEPS + 2):
        hub.publish("hanbit", ["ticket.taken"])
    assert hub.missed("hanbit", f"{hub.name}-1") is None


def test_a_page_that_falls_far_behind_is_told_to_refresh_once() -> None:
    hub = Hub()
    page = Page("hanbit")
    hub.pages.add(page)
    for _ in range(200):
        hub.publish("hanbit", ["ticket.taken"])
    told = [page.waiting.get_nowait() for _ in range(page.waiting.qsize())]
    assert None in told
    assert len(told) <= 64


def run(work: Coroutine[Any, Any, Result]) -> Result:
    """Run on an event loop in a thread: the browser's tests leave one running in this one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, work).result()


async def _next_of(stream: AsyncIterator[tuple[str, list[str]]], act: Callable[[], None]) -> Any:
    """What the stream says of what ``act`` commits, once the stream is listening."""
    waiting = asyncio.ensure_future(anext(stream))
    await asyncio.sleep(0.3)
    await asyncio.to_thread(act)
    return await asyncio.wait_for(waiting, timeout=10)


@pytest.mark.django_db(transaction=True)
def test_the_database_tells_what_was_committed() -> None:
    world = make_world()

    def take() -> None:
        try:
            world.ticket()
        finally:
            connection.close()

    database = {**settings.DATABASES["default"], **connection.settings_dict}
    stream = (
        live.committed_in_postgresql(database)
        if connection.vendor == "postgresql"
        else live.committed_in_sqlite(str(database["NAME"]))
    )
    assert run(_next_of(stream, take)) == ("testhall", ["ticket.taken"])


def test_the_stream_speaks_the_form_of_server_sent_events(monkeypatch: pytest.MonkeyPatch) -> None:
    hub = Hub()
    monkeypatch.setattr(live, "hub", hub)
    monkeypatch.setattr(Hub, "watch", lambda self: None)
    sent: list[dict[str, Any]] = []

    async def listen() -> None:
        gone = asyncio.Event()

        async def receive() -> dict[str, Any]:
            await gone.wait()
            return {"type": "http.disconnect"}

        async def send(message: Any) -> None:
            sent.append(message)

        scope = {"type": "http", "path": "/live/hanbit", "headers": [(b"last-event-id", b"x-1")]}
        page = asyncio.ensure_future(live.live(scope, receive, send))
        await asyncio.sleep(0.05)
        hub.publish("hanbit", ["ticket.called"])
        await asyncio.sleep(0.05)
        gone.set()
        await asyncio.wait_for(page, timeout=5)

    run(listen())
    assert sent[0]["status"] == 200
    assert dict(sent[0]["headers"])[b"content-type"].startswith(b"text/event-stream")
    said = b"".join(message["body"] for message in sent[1:]).decode()
    assert "event: facts\ndata: refresh\n\n" in said
    assert f"id: {hub.name}-1\nevent: facts\ndata: ticket.called\n\n" in said
    assert not hub.pages


def test_the_stream_carries_no_content(world: World) -> None:
    world.ticket(at=at(10))
    hub = Hub()
    hub.publish("testhall", ["ticket.taken"])
    assert "A001" not in json.dumps([event.kinds for event in hub.events])
