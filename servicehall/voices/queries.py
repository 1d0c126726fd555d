"""Questions about voices: what is open, for whom, and which classes of problem come again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Q, QuerySet

from servicehall.hall.models import Centre, StaffMember, Unit
from servicehall.voices.models import (
    OPEN_MATTERS,
    OPEN_QUESTIONS,
    FirstContact,
    ProblemClass,
    UnresolvedMatter,
)


def questions() -> QuerySet[FirstContact]:
    """Questions with all that pages and facts say of them, in one statement."""
    return FirstContact.objects.select_related(
        "centre", "unit", "owner__unit", "asked_of", "counter", "to_unit", "to_member", "addressee"
    )


def open_questions_of(member: StaffMember) -> QuerySet[FirstContact]:
    """The open questions that a member owns, the most urgent first."""
    return questions().filter(owner=member, status__in=OPEN_QUESTIONS).order_by("due", "pk")


def questions_passed_to(member: StaffMember, *, leads: bool) -> QuerySet[FirstContact]:
    """The questions that wait for a member to take them over, the most urgent first.

    ``leads``: whether what is reported up to the member's unit waits for them too.
    """
    passed = Q(status=FirstContact.Status.HANDED_OVER, to_member=member)
    if member.unit_id is not None:
        passed |= Q(status=FirstContact.Status.HANDED_OVER, to_unit=member.unit_id, to_member=None)
    if leads and member.unit_id is not None:
        passed |= Q(status=FirstContact.Status.REPORTED, to_unit=member.unit_id)
    return questions().filter(passed).exclude(owner=member).order_by("take_over_by", "due", "pk")


def open_questions_of_unit(unit: Unit | None, *, centre: Centre) -> QuerySet[FirstContact]:
    """The open questions of a unit, or of the whole centre, the most urgent first."""
    found = questions().filter(centre=centre, status__in=OPEN_QUESTIONS)
    return (found.filter(unit=unit) if unit else found).order_by("due", "pk")


def matters() -> QuerySet[UnresolvedMatter]:
    """Unresolved matters with all that pages and facts say of them, in one statement."""
    return UnresolvedMatter.objects.select_related(
        "centre", "unit", "service", "visit__staff", "case__staff", "about_staff", "handler__unit",
        "addressee",
    )  # fmt: skip


def open_matters(centre: Centre) -> QuerySet[UnresolvedMatter]:
    """The open matters of a centre, the most urgent first."""
    return matters().filter(centre=centre, status__in=OPEN_MATTERS).order_by("due", "pk")


@dataclass(frozen=True)
class Occurring:
    """How often a class of problem occurred in a period, and what is to end it."""

    unit: int | None
    cause: str
    count: int
    open: int
    late: int
    last: datetime
    measure: ProblemClass | None
    since_measure: int
    """How many were reported after the measure was set, in the period."""


def occurring(
    centre: Centre, *, since: datetime, until: datetime, units: Sequence[int] | None = None
) -> list[Occurring]:
    """The classes of problem that were found in a period, the most frequent first.

    ``units`` restricts them to those units (primary keys). Three statements at most.
    """
    found = UnresolvedMatter.objects.filter(
        centre=centre, reported_at__gte=since, reported_at__lt=until
    ).exclude(cause="")
    if units is not None:
        found = found.filter(unit__in=units)
    measures = {
        (each.unit_id, each.cause): each
        for each in ProblemClass.objects.filter(centre=centre).select_related("set_by")
    }
    rows = found.values("unit", "cause").annotate(
        count=Count("pk"),
        open=Count("pk", filter=Q(status__in=OPEN_MATTERS)),
        late=Count("pk", filter=Q(overdue_at__isnull=False)),
        last=Max("reported_at"),
    )
    after: Counter[tuple[int | None, str]] = Counter()
    if measures:
        first = min(each.set_at for each in measures.values())
        again = found.filter(reported_at__gt=first).values_list("unit", "cause", "reported_at")
        for unit, cause, reported in again:
            measure = measures.get((unit, cause))
            after[unit, cause] += measure is not None and reported > measure.set_at
    return sorted(
        (
            Occurring(
                row["unit"],
                row["cause"],
                row["count"],
                row["open"],
                row["late"],
                row["last"],
                measures.get((row["unit"], row["cause"])),
                after[row["unit"], row["cause"]],
            )
            for row in rows
        ),
        key=lambda each: (-each.count, each.cause, each.unit or 0),
    )


def matters_by(
    centre: Centre, name: str, *, since: datetime, until: datetime, units: Sequence[int] | None
) -> dict[int | None, int]:
    """How many matters of a period there are for each ``unit`` or ``service`` (primary keys)."""
    found = UnresolvedMatter.objects.filter(
        centre=centre, reported_at__gte=since, reported_at__lt=until
    )
    if units is not None:
        found = found.filter(unit__in=units)
    return {row[name]: row["count"] for row in found.values(name).annotate(count=Count("pk"))}
