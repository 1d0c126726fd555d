"""Questions about cases: what falls due, what belongs to a visit."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from servicehall.cases.models import Case
from servicehall.hall.models import Unit
from servicehall.reception.models import Visit


def cases() -> QuerySet[Case]:
    """Cases with all that pages and facts say of them, in one statement."""
    return Case.objects.select_related(
        "centre", "unit", "counter", "staff", "visit", "service__unit"
    )


def cases_of(visit: Visit) -> QuerySet[Case]:
    """The cases that were received in a visit."""
    return cases().filter(visit=visit).prefetch_related("notices")


def due_cases(unit: Unit, *, until: datetime) -> QuerySet[Case]:
    """Accepted cases of the unit promised for no later than ``until``, the oldest first."""
    return (
        cases()
        .filter(unit=unit, status=Case.Status.ACCEPTED, promised_due__lte=until)
        .order_by("promised_due")
    )


def incomplete_cases(unit: Unit) -> QuerySet[Case]:
    """Cases of the unit that wait for what was missing, the oldest first."""
    return (
        cases()
        .filter(unit=unit, status=Case.Status.INCOMPLETE)
        .prefetch_related("notices")
        .order_by("received_at")
    )
