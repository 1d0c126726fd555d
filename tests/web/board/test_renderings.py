"""A thousand screens ask at once, and one is rendered."""

from __future__ import annotations

import threading
import time

import pytest
from django.test import Client
from django.utils import timezone

from servicehall.evidence.queries import mark
from servicehall.reception import actions as reception
from servicehall.web.board import renderings, views
from servicehall.web.board.renderings import KEEPS, Renderings
from tests.web.board.test_views import call
from tests.world import World, make_world


def test_screens_that_ask_at_once_share_one_rendering() -> None:
    made: list[int] = []
    kept = Renderings()

    def render() -> bytes:
        made.append(1)
        time.sleep(0.05)
        return b"part"

    asking = [
        threading.Thread(target=lambda: kept.shared("key", "mark", render)) for _ in range(20)
    ]
    for thread in asking:
        thread.start()
    for thread in asking:
        thread.join()
    assert len(made) == 1


def test_another_state_of_the_record_or_another_part_is_rendered() -> None:
    kept = Renderings()
    assert kept.shared("a", "1", lambda: b"one") == b"one"
    assert kept.shared("a", "2", lambda: b"two") == b"two"
    assert kept.shared("b", "2", lambda: b"other") == b"other"
    assert kept.shared("a", "2", lambda: b"never") == b"two"


def test_an_old_rendering_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(renderings, "LASTS", 0.0)
    kept = Renderings()
    kept.shared("a", "1", lambda: b"old")
    assert kept.shared("a", "1", lambda: b"new") == b"new"


def test_a_rendering_that_fails_is_tried_again() -> None:
    kept = Renderings()

    def fail() -> bytes:
        raise ValueError("not now")

    with pytest.raises(ValueError, match="not now"):
        kept.shared("a", "1", fail)
    assert kept.shared("a", "1", lambda: b"part") == b"part"


def test_not_everything_is_kept_for_ever() -> None:
    kept = Renderings()
    for number in range(KEEPS * 3):
        kept.shared(number, "1", lambda: b"part")
    assert len(kept._kept) <= KEEPS


@pytest.mark.django_db(transaction=True)
def test_the_mark_changes_with_every_fact_and_only_then(transactional_db: None) -> None:
    world = make_world()
    before = mark()
    assert mark() == before
    world.ticket(at=timezone.now())
    assert mark() != before


def test_a_call_is_shown_at_once_though_renderings_are_shared(
    transactional_db: None, open_hall: World, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "_renderings", Renderings())

    def part() -> str:
        return client.get("/testhall/board/", HTTP_HX_REQUEST="true").content.decode()

    assert "A001" not in part()
    visit = call(open_hall)
    assert "A001" in part()
    assert part() == part()
    reception.start(visit=visit, by=open_hall.clerk, at=timezone.now())
    assert "board-served" in part()
