"""What was committed, told by the database itself."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.db import connection

from servicehall.web.live import commits
from servicehall.web.live.commits import Committed, committed, committed_in_sqlite
from tests.web.live.loops import run
from tests.world import make_world


async def _told(stream: AsyncIterator[Committed], *acts: Callable[[], None]) -> list[Committed]:
    """What the stream says after each of the acts, once it is listening."""
    told: list[Committed] = []

    async def listen() -> None:
        async for each in stream:
            told.append(each)

    listening = asyncio.create_task(listen())
    try:
        for act in acts:
            await asyncio.sleep(0.4)
            told.clear()
            await asyncio.to_thread(act)
            async with asyncio.timeout(10):
                while not told:
                    await asyncio.sleep(0.02)
        await asyncio.sleep(0.1)
        return told
    finally:
        listening.cancel()


def the_database() -> dict[str, Any]:
    return {**settings.DATABASES["default"], **connection.settings_dict}


@pytest.mark.django_db(transaction=True)
def test_the_database_tells_what_was_committed() -> None:
    world = make_world()

    def take() -> None:
        try:
            world.ticket()
        finally:
            connection.close()

    assert run(_told(committed(the_database()), take)) == [("testhall", ["ticket.taken"])]


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_a_lost_connection_is_made_again_and_everyone_is_told() -> None:
    """Only a server has a connection to lose."""
    world = make_world()

    def cut() -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity"
                " where query = 'listen facts' and datname = current_database()"
            )
        connection.close()

    def take() -> None:
        try:
            world.ticket()
        finally:
            connection.close()

    assert run(_told(committed(the_database()), cut)) == [None]
    assert run(_told(committed(the_database()), cut, take)) == [("testhall", ["ticket.taken"])]


@pytest.fixture
def record(tmp_path: Path) -> Path:
    """A SQLite file with a record, empty."""
    path = tmp_path / "record.sqlite3"
    with sqlite3.connect(path) as database:
        database.execute("pragma journal_mode=wal")
        database.execute("create table evidence_fact (id integer primary key, centre, kind)")
    database.close()
    return path


def written(path: Path, *facts: tuple[str, str]) -> Callable[[], None]:
    def write() -> None:
        database = sqlite3.connect(path)
        with database:
            database.executemany("insert into evidence_fact (centre, kind) values (?, ?)", facts)
        database.close()

    return write


def test_what_is_committed_together_is_told_together_by_centre(record: Path) -> None:
    acts = (
        written(record, ("a", "ticket.taken")),
        written(record, ("a", "x"), ("b", "y"), ("a", "z")),
    )
    told = run(_told(committed_in_sqlite(str(record)), *acts))
    assert told == [("a", ["x", "z"]), ("b", ["y"])]


def test_what_was_there_before_is_not_told(record: Path) -> None:
    written(record, ("a", "old"))()
    told = run(_told(committed_in_sqlite(str(record)), written(record, ("a", "new"))))
    assert told == [("a", ["new"])]


def test_an_import_is_not_read_fact_by_fact(record: Path) -> None:
    many = written(record, *[("a", "ticket.taken")] * (commits.READS_MOST + 1))
    assert run(_told(committed_in_sqlite(str(record)), many)) == [None]
    told = run(_told(committed_in_sqlite(str(record)), many, written(record, ("a", "next"))))
    assert told == [("a", ["next"])]


def test_a_file_that_can_not_be_read_is_tried_again(tmp_path: Path, record: Path) -> None:
    absent = tmp_path / "absent.sqlite3"

    def appear() -> None:
        record.rename(absent)

    assert run(_told(committed_in_sqlite(str(absent)), appear)) == [None]


def test_no_number_is_asked_for_on_postgresql() -> None:
    """There, numbers become visible out of order: what is read by number is missed at times."""
    assert psycopg
    text = Path(commits.__file__).read_text().partition("def committed_in_postgresql")[2]
    assert "select" not in text.replace("selected", "")
