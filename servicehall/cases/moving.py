"""What every change of a case has in common: what it may become, and its fact."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from servicehall.cases.clocks import Course, Dates, dates, reckoned
from servicehall.cases.letters import tell
from servicehall.cases.models import NEXT, Case
from servicehall.cases.queries import course_of
from servicehall.catalogue.models import RequiredMaterial
from servicehall.evidence.actions import Refused, record
from servicehall.hall.models import StaffMember
from servicehall.hall.queries import working_calendar
from servicehall.reception.models import Message
from servicehall.worktime.limits import limit


def days_past_promise(case: Case, at: datetime) -> int:
    """Working days past the promised moment, at least 1 once it has gone; negative when early."""
    if case.promised_due is None:
        return 0
    calendar = working_calendar(case.centre)
    promised = case.promised_due.astimezone(calendar.zone)
    # While its clocks stand still no time passes for the case.
    decided = min(at, case.suspended_at or at).astimezone(calendar.zone)
    days = calendar.days_between(promised.date(), decided.date())
    return max(days, 1) if decided > promised else min(days, 0)


def move(
    case: Case,
    status: str,
    *,
    table: Mapping[str, frozenset[str]] = NEXT,
    **fields: object,
) -> None:
    """Change the status where the table allows it and the database still has the old one."""
    if status not in table.get(case.status, ()):
        raise Refused("impossible_transition", status=case.status, wanted=status)
    changed = Case.objects.filter(pk=case.pk, status=case.status).update(status=status, **fields)
    if not changed:
        case.refresh_from_db(fields=["status"])
        raise Refused("impossible_transition", status=case.status, wanted=status)
    case.status = status
    take_on(case, fields)


def record_case(
    kind: str,
    case: Case,
    *,
    by: StaffMember | None,
    at: datetime,
    data: dict[str, object],
    personal: dict[str, str] | None = None,
    staff: StaffMember | None = None,
    also: Mapping[str, str] | None = None,
    by_citizen: bool = False,
) -> None:
    """Record a fact about the case, in the transaction of the change that it tells of.

    ``by`` is None for what the hall does by itself, which concerns whoever handles the case, and
    for what is done ``by_citizen``, which concerns no member of staff. ``staff`` is whose doing it
    is, where another one records it; ``also`` names the other objects that it concerns.
    """
    doer = None if by_citizen else staff or by or case.staff
    record(
        kind,
        at=at,
        centre=case.centre.code,
        unit=case.unit.code,
        counter=case.counter.code if case.counter else "",
        staff=doer.code if doer else "",
        recorder=by.code if by else "" if by_citizen else "hall",
        objects={"case": case.reference, **(also or {})},
        data=data,
        personal=personal,
    )


def dates_of(case: Case, course: Course) -> Dates:
    """The dates of a case whose clocks run so. Raises ``OutsideCalendar``."""
    return dates(
        course,
        limit(case.service.promised_limit),
        limit(case.service.statutory_limit),
        working_calendar(case.centre),
    )


def redated(case: Case, course: Course) -> dict[str, object]:
    """The fields of an accepted case whose clocks run so: its dates, and what hangs on them.

    A promise that moves has not been warned of. Raises ``OutsideCalendar``.
    """
    found = dates_of(case, course)
    moves = found.promised != case.promised_due
    return {
        "promised_due": found.promised,
        "statutory_due": found.statutory,
        "level": 0 if moves else case.level,
        "delay_told_at": None if moves else case.delay_told_at,
    }


def take_on(case: Case, fields: Mapping[str, object]) -> None:
    """Let the row in hand be as it was written."""
    for name, value in fields.items():
        setattr(case, name, value)


def redate_stages(case: Case, course: Course) -> None:
    """Reckon the dates of the stages that run anew."""
    if not case.stages_running:
        return
    calendar = working_calendar(case.centre)
    for stage in case.stages.filter(done_at=None):
        of_stage = Course(stage.begun_at, course.suspensions)
        ends = reckoned(of_stage, limit(stage.length), calendar).due
        if ends != stage.due:
            case.stages.filter(pk=stage.pk).update(due=ends, level=0)


def redate(case: Case) -> bool:
    """Reckon the dates of an accepted case and its stages anew; whether one of its own moved.

    Raises ``OutsideCalendar``.
    """
    # Of the row alone: what the caller has read along may be old.
    course = course_of(Case(pk=case.pk, accepted_at=case.accepted_at))
    redate_stages(case, course)
    before = case.promised_due, case.statutory_due
    fields = redated(case, course)
    if (fields["promised_due"], fields["statutory_due"]) == before:
        return False
    Case.objects.filter(pk=case.pk).update(**fields)
    take_on(case, fields)
    return True


def deem(case: Case, *, by: StaffMember | None, at: datetime) -> bool:
    """Accept a case by law, from its receipt on, since nothing was told in time; whether it was.

    ``by`` is None where the hall does so by itself. In the caller's transaction. Raises
    ``OutsideCalendar``.
    """
    found = dates_of(case, Course(case.received_at))
    fields: dict[str, object] = {
        "status": Case.Status.ACCEPTED,
        "deemed": True,
        "accepted_at": case.received_at,
        "promised_due": found.promised,
        "statutory_due": found.statutory,
    }
    waiting = Case.objects.filter(pk=case.pk, status=Case.Status.RECEIVED, told_by__lt=at)
    if not waiting.update(**fields):
        return False
    take_on(case, fields)
    tell(Message.Occasion.ACCEPTED, case, at=at)
    record_case(
        "case.deemed_accepted",
        case,
        by=by,
        at=at,
        data={
            "told_by": case.told_by.isoformat() if case.told_by else None,
            "promised_due": found.promised.isoformat(),
            "statutory_due": found.statutory.isoformat(),
        },
    )
    return True


def require_known(service: int, codes: Sequence[str]) -> dict[str, RequiredMaterial]:
    """The materials of the service by their codes; ``Refused("unknown_material")`` for others."""
    if not codes:
        return {}
    materials = {each.code: each for each in RequiredMaterial.objects.filter(service=service)}
    for code in codes:
        if code not in materials:
            raise Refused("unknown_material", material=code)
    return materials
