"""Changing the record behind its back, as whoever rules the database could."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from servicehall.evidence.sealing.guards import drop_guards, guards_of, raise_guards


def in_the_way_of_flushing(vendor: str) -> list[tuple[str, str]]:
    """The triggers that deny to empty the tables, as the tests do between them."""
    verb = "truncate" if vendor == "postgresql" else "delete"
    return [each for each in guards_of(vendor) if each[0].endswith(f"_{verb}")]


def let_tests_flush() -> None:
    """Drop the triggers that deny it."""
    with connection.cursor() as cursor:
        for name, table in in_the_way_of_flushing(connection.vendor):
            on = f" on {table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"drop trigger {name}{on}")


@contextmanager
def unguarded() -> Iterator[None]:
    """No trigger fires meanwhile."""
    if connection.vendor == "postgresql":
        # Within a transaction that wrote to a table, its triggers can't be dropped.
        with connection.cursor() as cursor:
            cursor.execute("set session_replication_role = replica")
            yield
            cursor.execute("set session_replication_role = origin")
        return
    drop_guards(connection)
    yield
    raise_guards(connection)
    let_tests_flush()
