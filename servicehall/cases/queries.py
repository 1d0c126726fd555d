"""Questions about cases: what falls due, what belongs to a visit."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from servicehall.cases.models import Case, RefusalRecord
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
    """Undecided cases of the unit promised for no later than ``until``, the oldest first.

    A refusal that nobody has confirmed yet is no decision, so its clock runs on.
    """
    undecided = (Case.Status.ACCEPTED, Case.Status.PROPOSED)
    return (
        cases()
        .filter(unit=unit, status__in=undecided, promised_due__lte=until)
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


def refusals() -> QuerySet[RefusalRecord]:
    """The register of refusals with all that its list says, the latest first."""
    return RefusalRecord.objects.select_related(
        "unit", "case__service", "proposed_by", "decided_by"
    ).order_by("-proposed_at", "-pk")


def refusals_waiting(unit: Unit) -> int:
    """How many refusals of the unit wait for a second person."""
    return RefusalRecord.objects.filter(unit=unit, outcome=RefusalRecord.Outcome.WAITING).count()
