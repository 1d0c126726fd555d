"""Questions about the record: what happened, to what, in what order."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import Max, Min, QuerySet

from servicehall.evidence.models import Fact, FactObject


def facts(centre: str) -> QuerySet[Fact]:
    """The centre's facts, the latest first, with the objects that each concerns."""
    return (
        Fact.objects.filter(centre=centre).prefetch_related("concerns").order_by("-happened", "-pk")
    )


def history(centre: str, object_type: str, object_id: str) -> list[FactObject]:
    """All facts of one object in the order of its history, each with its place in it."""
    return list(
        FactObject.objects.filter(centre=centre, object_type=object_type, object_id=object_id)
        .select_related("fact")
        .order_by("fact__happened", "seq")
    )


def first_day(centre: str, zone: ZoneInfo) -> date | None:
    """The day of the centre's first fact in that zone; None where it has none."""
    first = Fact.objects.filter(centre=centre).aggregate(first=Min("happened"))["first"]
    return first.astimezone(zone).date() if first else None


def mark() -> str:
    """The state of the record: while two marks are the same, no fact was committed in between.

    The last number says it on SQLite, where facts are committed in the order of their numbers. On
    PostgreSQL a lower number can become visible later, so there it is the snapshot that says it.
    """
    if connection.vendor != "postgresql":
        return str(Fact.objects.aggregate(last=Max("pk"))["last"] or 0)
    with connection.cursor() as cursor:
        cursor.execute("select pg_current_snapshot()::text")
        (snapshot,) = cursor.fetchone()
    return str(snapshot)
