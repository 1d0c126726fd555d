"""The database locked, full or away: a page says so, and nothing is lost or half-done."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.db.utils import OperationalError
from django.test import Client

from servicehall.evidence.models import Fact
from servicehall.reception.ledger import contradictions
from servicehall.reception.models import TicketRoll, Visit
from tests.world import MONDAY, World, at, make_world

_NOON = at(12)
FILLER = "filler"
TAKE = "/testhall/kiosk/take/"
TAPPED = {"service": "register", "language": "en", "key": "5ca1ab1e-0000-4000-8000-000000000001"}


@pytest.fixture
def client() -> Client:
    return Client(raise_request_exception=False, headers={"accept-language": "en"})


@pytest.fixture
def hall(transactional_db: None) -> World:
    return make_world()


def nothing_half_done(world: World) -> bool:
    return (
        not Visit.objects.exists()
        and not TicketRoll.objects.exists()
        and not Fact.objects.filter(kind="ticket.taken").exists()
        and list(contradictions(world.centre, since=MONDAY, until=MONDAY)) == []
    )


def assert_told_and_mended(client: Client, world: World, words: str, lift: Any) -> None:
    """While the fault lasts it is told; afterwards the same tap gives the one ticket."""
    with lift:
        answer = client.post(TAKE, TAPPED)
        assert answer.status_code == 503
        assert answer["Retry-After"] == "5"
        assert words in answer.text
    assert nothing_half_done(world)
    assert client.post(TAKE, TAPPED).status_code == 303
    assert Visit.objects.get().number == 1


@contextmanager
def locked() -> Iterator[None]:
    """Somebody else holds what the step has to write to, for longer than it may wait."""
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        connection.connection.execute("pragma busy_timeout = 50")
        name = connection.settings_dict["NAME"]
        with closing(sqlite3.connect(name, uri=str(name).startswith("file:"))) as rival:
            rival.execute("begin immediate")
            yield
            rival.rollback()
        connection.connection.execute("pragma busy_timeout = 20000")
        return
    other = connection.copy()
    with closing(other), other.cursor() as elsewhere, connection.cursor() as cursor:
        cursor.execute("set lock_timeout = '50ms'")
        elsewhere.execute("begin")
        elsewhere.execute("lock table reception_ticketroll in access exclusive mode")
        yield
        elsewhere.execute("rollback")
        cursor.execute("set lock_timeout = 0")


def fill_up() -> None:
    """Fill the table of facts and what is sorted by it until no fact goes in any more.

    One that is refused may have asked for more room than the next one does, in another page.
    """
    refused = 0
    while refused < 200:
        command = str(uuid4())
        filler = Fact(
            kind=FILLER, happened=_NOON, recorded=_NOON, centre="testhall", command=command
        )
        try:
            filler.save(force_insert=True)
        except OperationalError:
            refused += 1


@contextmanager
def full() -> Iterator[None]:
    """The disk takes no more: as SQLite finds it, and as PostgreSQL would tell it."""
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        pages = connection.connection.execute("pragma page_count").fetchone()[0]
        connection.connection.execute(f"pragma max_page_count = {pages}")
        fill_up()
        yield
        connection.connection.execute("pragma max_page_count = 1073741823")
        Fact.objects.filter(kind=FILLER).delete()
        return
    with connection.execute_wrapper(_disk_is_full):
        yield


def _disk_is_full(execute: Callable[..., Any], sql: str, *about: Any) -> Any:
    if sql.lstrip().lower().startswith("with fact"):
        sql = "do $$ begin raise exception 'no space left' using errcode = '53100'; end $$"
        return execute(sql, None, *about[1:])
    return execute(sql, *about)


@contextmanager
def away() -> Iterator[None]:
    """No connection can be made."""
    settings = connection.settings_dict
    kept = dict(settings)
    connection.close()
    if connection.vendor == "sqlite":
        settings["NAME"] = "/nowhere/at/all.sqlite3"
    else:
        settings |= {"HOST": "127.0.0.1", "PORT": "1"}
    try:
        yield
    finally:
        connection.close()
        settings |= kept


def test_a_locked_database_is_told_and_the_tap_works_afterwards(
    hall: World, client: Client
) -> None:
    assert_told_and_mended(client, hall, "busy or away", locked())


def test_a_full_disk_is_told_and_the_tap_works_afterwards(hall: World, client: Client) -> None:
    assert_told_and_mended(client, hall, "is full", full())


def test_a_database_that_is_away_is_told(hall: World, client: Client) -> None:
    assert_told_and_mended(client, hall, "busy or away", away())


def test_another_fault_stays_a_fault(
    hall: World, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*_: Any) -> Any:
        raise ZeroDivisionError

    with connection.execute_wrapper(breaks):
        answer = client.post(TAKE, TAPPED)
    assert answer.status_code == 500
    assert "500" in answer.text
