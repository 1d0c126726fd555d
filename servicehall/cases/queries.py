"""Questions about cases: what falls due, what belongs to a visit."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet

from servicehall.cases.clocks import Clock, Course, reckoned
from servicehall.cases.models import OPEN, RUNNING, Case, Extension, RefusalRecord, Suspension
from servicehall.cases.periods import periods_of
from servicehall.hall.models import Unit
from servicehall.hall.queries import working_calendar
from servicehall.reception.models import Visit
from servicehall.worktime import reckoning
from servicehall.worktime.limits import limit


def cases() -> QuerySet[Case]:
    """Cases with all that pages and facts say of them, in one statement."""
    return Case.objects.select_related(
        "centre", "unit", "counter", "staff", "visit", "service__unit", "addressee"
    )


def cases_of(visit: Visit) -> QuerySet[Case]:
    """The cases that were received in a visit."""
    return cases().filter(visit=visit).prefetch_related("notices")


def due_cases(unit: Unit, *, until: datetime) -> QuerySet[Case]:
    """Undecided cases of the unit promised for no later than ``until``, the oldest first.

    A refusal that nobody has confirmed yet is no decision, so its clock runs on; a case whose
    clocks stand still falls due on no day yet.
    """
    return (
        cases()
        .filter(unit=unit, status__in=RUNNING, promised_due__lte=until, suspended_at=None)
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


def course_of(case: Case, *, until: datetime | None = None) -> Course:
    """The course of an accepted case's clocks: two statements.

    A suspension that is not over ends at ``until``; without, it is left out.
    """
    return course(case, case.suspensions.all(), case.extensions.all(), until=until)


def course(
    case: Case,
    suspensions: Iterable[Suspension],
    extensions: Iterable[Extension],
    *,
    until: datetime | None = None,
) -> Course:
    """The same from rows that were read already; asks the database nothing."""
    assert case.accepted_at is not None
    return Course(
        case.accepted_at,
        [
            reckoning.Suspension(each.begins, ends, each.reason)
            for each in suspensions
            if (ends := each.ends or until) is not None
        ],
        [limit(each.length) for each in sorted(extensions, key=lambda each: each.number)],
    )


def clocks_of(case: Case, *, at: datetime) -> list[Clock]:
    """All clocks of an accepted case, as they are drawn: by law, by promise, of its stages.

    Raises ``OutsideCalendar``.
    """
    if case.accepted_at is None or case.promised_due is None or case.statutory_due is None:
        return []
    calendar = working_calendar(case.centre)
    run = course_of(case, until=at)
    still = run.suspensions
    return [
        Clock(
            "promised",
            case.accepted_at,
            case.promised_due,
            reckoned(run, limit(case.service.promised_limit), calendar),
            still,
        ),
        Clock(
            "statutory",
            case.accepted_at,
            case.statutory_due,
            reckoned(run, limit(case.service.statutory_limit), calendar),
            still,
        ),
        *(
            Clock(each.code, each.begun_at, each.due, None, still)
            for each in sorted(case.stages.all(), key=lambda each: each.begun_at)
        ),
    ]


def open_cases(unit: Unit | None, *, centre: int) -> QuerySet[Case]:
    """The cases of the unit (None: of the whole centre) that are not decided."""
    found = cases().filter(
        centre=centre,
        status__in=OPEN,
    )
    return found if unit is None else found.filter(unit=unit)


def refusals() -> QuerySet[RefusalRecord]:
    """The register of refusals with all that its list says, the latest first."""
    return RefusalRecord.objects.select_related(
        "unit", "case__service", "proposed_by", "decided_by"
    ).order_by("-proposed_at", "-pk")


def refusals_waiting(unit: Unit) -> int:
    """How many refusals of the unit wait for a second person."""
    return RefusalRecord.objects.filter(unit=unit, outcome=RefusalRecord.Outcome.WAITING).count()


def asked_enough(case: Case) -> bool:
    """Whether what is missing was asked for as often as the law wants before a case goes back."""
    return case.notices.count() >= periods_of(case.centre.jurisdiction).returned_after


def returnable(case: Case, *, at: datetime) -> bool:
    """Whether what was missing stayed away so long, and was asked for so often, that a case may go
    back."""
    due = case.supplement_due
    waited = case.status == Case.Status.INCOMPLETE and due is not None and due < at
    return waited and asked_enough(case)
