"""Sessions in the database as Django has them, read by a prepared question."""

from __future__ import annotations

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.models import Session
from django.db.models import CharField, DateTimeField, QuerySet
from django.utils import timezone

from servicehall.evidence.prepared import Given, prepared


@prepared
def _session() -> QuerySet[Session]:
    return Session.objects.filter(
        session_key=Given("key", CharField()), expire_date__gt=Given("now", DateTimeField())
    )


class SessionStore(DatabaseStore):
    """What Django keeps in the database, for as long as it keeps it."""

    def _get_session_from_db(self) -> Session | None:
        found = _session.first(key=self.session_key, now=timezone.now())
        if found is None:
            self._session_key = None
        return found
