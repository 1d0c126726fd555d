"""Following the record by what is committed: nothing is passed over, nothing comes twice.

On PostgreSQL a fact with a lower number can become visible after one with a higher: who goes
by ``id > last`` loses it. There a fact carries the transaction that wrote it, and only
transactions below the snapshot's horizon are read: each of those has ended, so that no fact of
theirs is still to come. SQLite has one writer at a time, and numbers rise in the order of
commits.

This is the one place in which that is known. A reader keeps a ``mark`` and asks for the facts
``between`` it and the next one, which it keeps in the transaction of what it made of them.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from django.db import connection

START = 0
"""The mark of who has read nothing yet."""


class Window(NamedTuple):
    """The facts from one mark to another, as a condition on the table ``fact`` in SQL."""

    since: int
    until: int
    condition: str
    params: list[Any]
    order: str

    def cut_after(self, number: int) -> int:
        """The mark for who took the facts up to this one and leaves the rest for later.

        On PostgreSQL it is where the window began, since one transaction may write many facts:
        who cuts a window there passes over what it has by itself.
        """
        return self.since if connection.vendor == "postgresql" else number + 1


def horizon() -> int:
    """The mark below which no fact can still become visible."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("select pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
        else:
            cursor.execute("select coalesce(max(id), 0) + 1 from evidence_fact")
        (found,) = cursor.fetchone()
    return int(found)


def between(since: int, until: int | None = None) -> Window:
    """The facts from a mark on, up to the horizon (or an earlier mark), in their lasting order.

    In ``read committed`` the statements that follow may see more than the horizon was asked in;
    what they see beyond it is left to the next window.
    """
    upto = horizon() if until is None else until
    if connection.vendor == "postgresql":
        return Window(
            since,
            upto,
            "fact.xid >= %s::text::xid8 and fact.xid < %s::text::xid8",
            [str(since), str(upto)],
            "fact.xid, fact.id",
        )
    return Window(since, upto, "fact.id >= %s and fact.id < %s", [since, upto], "fact.id")


def numbers(window: Window) -> list[int]:
    """The numbers of the facts in a window, in its order."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"select fact.id from evidence_fact fact where {window.condition}"
            f" order by {window.order}",
            window.params,
        )
        return [number for (number,) in cursor.fetchall()]
