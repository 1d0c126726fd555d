"""The hub: names of what was committed, to everyone who looks, and nothing missed."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

import pytest

from servicehall.web.live import hub as hubs
from servicehall.web.live.hub import BEAT, KEEPS, MARGIN, SPREAD_MOST, Hub
from tests.web.live.loops import run

Result = TypeVar("Result")


class Page:
    """A page that keeps what it is told."""

    def __init__(self) -> None:
        self.told: list[str] = []

    def tell(self, message: bytes) -> None:
        self.told.append(message.decode())

    def beat(self) -> None:
        self.told.append(BEAT.decode())

    @property
    def kinds(self) -> list[str]:
        """The kinds named, message by message."""
        return [found for text in self.told for found in re.findall(r"data: ([a-z. _]+)\n", text)]


def with_hub(work: Callable[[Hub], Awaitable[Result]]) -> Result:
    """What the work returns that is done with a hub on a loop of its own."""

    async def done() -> Result:
        return await work(Hub())

    return run(done())


async def soon() -> None:
    """Wait until everything that was published is told."""
    await asyncio.sleep(hubs.GAP + 0.03)


def test_a_page_is_told_of_its_centre_s_kinds_alone() -> None:
    async def work(hub: Hub) -> tuple[Page, Page]:
        here, there = Page(), Page()
        hub.join(here, "hanbit")
        hub.join(there, "elsewhere")
        hub.publish("hanbit", ["ticket.called", "ticket.called", "visit.started"])
        await soon()
        return here, there

    here, there = with_hub(work)
    assert here.kinds == ["ticket.called visit.started"]
    assert here.told[0].startswith("id: ")
    assert "event: facts\n" in here.told[0]
    assert not there.told


@pytest.mark.parametrize("kind", ["finding.opened", "standard.published", "rectification.ordered"])
def test_what_concerns_supervision_is_never_named(kind: str) -> None:
    async def work(hub: Hub) -> Page:
        page = Page()
        hub.join(page, "hanbit")
        hub.publish("hanbit", [kind])
        await soon()
        return page

    assert not with_hub(work).told


def test_a_burst_is_told_in_few_messages_and_loses_nothing() -> None:
    async def work(hub: Hub) -> Page:
        page = Page()
        hub.join(page, "hanbit")
        for number in range(40):
            hub.publish("hanbit", [f"ticket.kind{chr(97 + number % 20)}"])
            await asyncio.sleep(0.005)
        await soon()
        return page

    page = with_hub(work)
    assert len(page.told) <= 8
    assert len({kind for told in page.kinds for kind in told.split()}) == 20


def test_a_first_fact_does_not_wait_for_the_gap() -> None:
    async def work(hub: Hub) -> Page:
        page = Page()
        hub.join(page, "hanbit")
        hub.publish("hanbit", ["ticket.called"])
        await asyncio.sleep(hubs.GAP / 2)
        return page

    assert with_hub(work).kinds == ["ticket.called"]


def test_every_page_gets_the_same_message_built_once() -> None:
    async def work(hub: Hub) -> list[Page]:
        pages = [Page() for _ in range(3)]
        for page in pages:
            hub.join(page, "hanbit")
        hub.publish("hanbit", ["ticket.called"])
        await soon()
        return pages

    first, *others = with_hub(work)
    assert all(page.told == first.told for page in others)


async def _three_told(hub: Hub) -> None:
    for centre, kind in (
        ("hanbit", "ticket.taken"),
        ("elsewhere", "ticket.missed"),
        ("hanbit", "ticket.called"),
    ):
        hub.publish(centre, [kind])
        await soon()


def came_back(last: str, *, centre: str = "hanbit", before: Callable[[Hub], object] = id) -> str:
    """What a page is told first that saw ``last`` ({} for the hub's name) before it was cut."""

    async def work(hub: Hub) -> str:
        await _three_told(hub)
        before(hub)
        return hub.join(Page(), centre, last=last.format(hub.name)).decode()

    return with_hub(work)


def test_who_comes_back_gets_exactly_what_was_missed() -> None:
    told = came_back("{}-1")
    assert re.findall(r"data: ([a-z.]+)", told) == ["ticket.called"]
    assert re.search(r"id: \w+-3\nevent: facts", told)


def test_who_missed_nothing_is_told_nothing() -> None:
    assert "event:" not in came_back("{}-3")
    assert "event:" not in came_back("{}-2", centre="elsewhere")


@pytest.mark.parametrize(
    "last", ["another-1", "nonsense", "-1", "{}-", "{}-x", "{}-4", "{}-999999", "{}-²", "{}--1"]
)
def test_who_saw_what_was_never_told_here_is_told_to_refresh(last: str) -> None:
    assert re.findall(r"data: ([a-z.]+)", came_back(last)) == ["refresh"]


def test_who_was_away_too_long_is_told_to_refresh() -> None:
    def forget(hub: Hub) -> None:
        room = hub.rooms["hanbit"]
        for _ in range(KEEPS):
            hub.count += 1
            room.keep(hubs.Event(hub.count, time.time(), ("ticket.taken",)))

    assert "data: refresh" in came_back("{}-1", before=forget)


def test_who_was_away_while_the_database_was_lost_is_told_to_refresh() -> None:
    assert "data: refresh" in came_back("{}-3", before=Hub.refresh_all)


def test_everyone_is_told_to_refresh_after_the_database_was_lost() -> None:
    async def work(hub: Hub) -> Page:
        page = Page()
        hub.join(page, "hanbit")
        hub.refresh_all()
        return page

    assert with_hub(work).kinds == ["refresh"]


@pytest.mark.parametrize(
    ("ago", "told"),
    [
        # Rendered after the last event, which the margin tells once more to be sure.
        (0, ["ticket.taken ticket.called"]),
        (-60, []),
        # Rendered before this hub began.
        (MARGIN + 100, ["refresh"]),
    ],
)
def test_a_page_is_told_what_came_between_its_rendering_and_its_stream(
    ago: float, told: list[str]
) -> None:
    async def work(hub: Hub) -> str:
        hub.began -= 50
        await _three_told(hub)
        return hub.join(Page(), "hanbit", since=time.time() - ago).decode()

    assert re.findall(r"data: ([a-z. ]+)\n", with_hub(work)) == told


def test_a_crowd_is_asked_to_spread_and_a_few_are_not() -> None:
    async def work(hub: Hub) -> tuple[int, int]:
        hub.join(Page(), "hanbit")
        few = hub.rooms["hanbit"].spread
        for _ in range(5000):
            hub.join(Page(), "hanbit")
        return few, hub.rooms["hanbit"].spread

    few, many = with_hub(work)
    assert few <= 20
    assert many == SPREAD_MOST


def test_pages_come_back_at_different_times() -> None:
    async def work(hub: Hub) -> set[str]:
        greetings = [hub.join(Page(), "hanbit").decode() for _ in range(50)]
        return {re.findall(r"retry: (\d+)", greeting)[0] for greeting in greetings}

    assert len(with_hub(work)) > 25


def test_centres_that_do_not_exist_leave_nothing_behind() -> None:
    async def work(hub: Hub) -> Hub:
        page = Page()
        hub.join(page, "invented")
        assert "invented" in hub.rooms
        hub.leave(page, "invented")
        hub.leave(page, "invented")
        return hub

    assert not with_hub(work).rooms


def test_every_page_gets_a_sign_of_life_in_its_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    async def work(hub: Hub) -> list[Page]:
        pages = [Page() for _ in range(40)]
        for page in pages:
            hub.join(page, "hanbit")
        hub.leave(pages[0], "hanbit")
        slept = asyncio.sleep

        async def short(_seconds: float) -> None:
            await slept(0)

        monkeypatch.setattr(asyncio, "sleep", short)
        beating = asyncio.create_task(hub.beat())
        for _ in range(hubs.BEATS_EVERY + 2):
            await slept(0)
        beating.cancel()
        return pages

    left, *others = with_hub(work)
    assert not left.told
    assert all(page.told[0] == BEAT.decode() for page in others)
