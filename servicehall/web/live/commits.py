"""What was committed, as the database tells it: on PostgreSQL by LISTEN, on SQLite by looking.

Each yields a centre with kinds of facts, or None where it can't be said what was committed, so
that every page has to look for itself.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import sqlite3
from collections.abc import AsyncIterator
from typing import Any

import psycopg

Committed = tuple[str, list[str]] | None

LOOKS_EVERY = 0.025
"""Seconds between two looks at a SQLite file; a look takes some microseconds."""
READS_MOST = 1000
"""Facts read at one look; after more, such as an import, everyone refreshes."""

logger = logging.getLogger(__name__)


def committed(database: dict[str, Any]) -> AsyncIterator[Committed]:
    """What is committed from now on to the database of Django's settings."""
    if str(database["ENGINE"]).endswith("postgresql"):
        return committed_in_postgresql(database)
    return committed_in_sqlite(str(database["NAME"]))


async def committed_in_sqlite(name: str) -> AsyncIterator[Committed]:
    """What other connections commit to the SQLite file.

    One process writes, so numbers rise in the order of commits and none is passed over.
    """
    while True:
        try:
            with contextlib.closing(
                sqlite3.connect(f"file:{name}?mode=ro", uri=True, isolation_level=None, timeout=0)
            ) as database:
                async for fresh in _looked_at(database):
                    yield fresh
        except sqlite3.Error as error:
            logger.warning("the live stream can't read the database: %s", error)
            await asyncio.sleep(1)
            yield None


async def _looked_at(database: sqlite3.Connection) -> AsyncIterator[Committed]:
    version = -1
    (last,) = database.execute("select coalesce(max(id), 0) from evidence_fact").fetchone()
    while True:
        (seen,) = database.execute("pragma data_version").fetchone()
        if seen != version:
            rows = database.execute(
                "select id, centre, kind from evidence_fact where id > ? order by id limit ?",
                [last, READS_MOST + 1],
            ).fetchall()
            if len(rows) > READS_MOST:
                (last,) = database.execute("select max(id) from evidence_fact").fetchone()
                yield None
            elif rows:
                last = rows[-1][0]
                fresh: dict[str, list[str]] = {}
                for _number, centre, kind in rows:
                    fresh.setdefault(centre, []).append(kind)
                for each in fresh.items():
                    yield each
            # Only now: had the reading failed, the next look would have to read again.
            version = seen
        await asyncio.sleep(LOOKS_EVERY)


async def committed_in_postgresql(database: dict[str, Any]) -> AsyncIterator[Committed]:
    """What the database announces on commit; connects again when it is lost.

    Nothing is read by number there: numbers become visible out of order.
    """
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
                **{name: value for name, value in parameters.items() if value},
                autocommit=True,
                # A connection that is cut without a word is noticed within half a minute.
                keepalives_idle=10,
                keepalives_interval=5,
                keepalives_count=3,
            )
            async with connection:
                await connection.execute("listen facts")
                # What was committed while nobody listened, nobody has heard of.
                yield None
                async for notice in connection.notifies():
                    centre, *kinds = notice.payload.split(" ")
                    yield centre, kinds
        except psycopg.OperationalError as error:
            logger.warning("the live stream lost the database: %s", error)
            await asyncio.sleep(1)
