"""The backend that ``ENGINE`` names; Django looks for it in a module of this name."""

from __future__ import annotations

import select

from django.db.backends.postgresql.base import DatabaseWrapper as PostgreSQLWrapper


class DatabaseWrapper(PostgreSQLWrapper):
    """Looks at the socket first, and asks the server only where something lies in it.

    A server that restarts or ends a connection says so before it closes: a socket in which nothing
    lies belongs to a connection that stands. Asking with a statement would cost every request one.
    """

    def is_usable(self) -> bool:
        """Whether the connection that was kept from an earlier request can be used."""
        if self.connection is None or self.connection.closed:
            return False
        told, _, _ = select.select([self.connection.fileno()], [], [], 0)
        return super().is_usable() if told else True
