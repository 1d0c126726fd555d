"""The stages of a case, each with a limit of its own (环节时限)."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError
from django.db.models import F

from servicehall.cases.clocks import Course, reckoned
from servicehall.cases.models import Case, Stage
from servicehall.cases.moving import record_case
from servicehall.evidence.actions import Refused, action
from servicehall.hall.models import Names, StaffMember
from servicehall.hall.queries import working_calendar
from servicehall.hall.roles import require
from servicehall.worktime.limits import limit


@action(Case)
def begin_stage(
    *,
    case: Case,
    code: str,
    names: Names,
    length: str,
    by: StaffMember,
    at: datetime,
    key: str | None = None,
) -> Case:
    """Begin a stage of an accepted case; its clock runs for ``length`` (such as ``2 days``).

    Raises ``Refused``: ``not_permitted``; ``impossible_transition`` unless accepted;
    ``stage_begun_already``. Raises ``OutsideCalendar``.
    """
    require(by, "serve", centre=case.centre_id, unit=case.unit_id)
    if case.status != Case.Status.ACCEPTED:
        raise Refused("impossible_transition", status=case.status, wanted=Case.Status.ACCEPTED)
    _begin(case, code, names, length, by, at)
    _count(case, 1)
    return case


def _begin(case: Case, code: str, names: Names, length: str, by: StaffMember, at: datetime) -> None:
    due = reckoned(Course(at), limit(length), working_calendar(case.centre)).due
    try:
        Stage.objects.create(case=case, code=code, names=names, length=length, begun_at=at, due=due)
    except IntegrityError:
        # The transaction ends with the refusal, so that nothing of it stays.
        raise Refused("stage_begun_already") from None
    record_case(
        "case.stage_begun", case, by=by, at=at, data={"stage": code, "due": due.isoformat()}
    )


def _count(case: Case, change: int) -> None:
    """Note that so many more stages run, or fewer."""
    Case.objects.filter(pk=case.pk).update(stages_running=F("stages_running") + change)
    case.stages_running += change


@action(Case)
def finish_stage(
    *, case: Case, code: str, by: StaffMember, at: datetime, key: str | None = None
) -> Case:
    """End a stage; whether it took longer than its limit is recorded with it.

    The next one of the service item begins at once.

    Raises ``Refused``: ``not_permitted``; ``no_such_stage`` unless it runs.
    """
    require(by, "serve", centre=case.centre_id, unit=case.unit_id)
    stage = case.stages.filter(code=code).first()
    if stage is None or not case.stages.filter(code=code, done_at=None).update(done_at=at):
        raise Refused("no_such_stage")
    # While the clocks stand still no time passes for the stage either.
    late = min(at, case.suspended_at or at) > stage.due
    record_case(
        "case.step_done",
        case,
        by=by,
        at=at,
        data={"step": code, "due": stage.due.isoformat(), "late": late},
    )
    if not _begin_following(case, by, at):
        _count(case, -1)
    return case


def begin_next(*, case: Case, by: StaffMember, at: datetime) -> bool:
    """Begin the first stage of the service item that the case has not come to; whether it had.

    In the caller's transaction. A service item without stages has none to begin.
    """
    begun = _begin_following(case, by, at)
    if begun:
        _count(case, 1)
    return begun


def _begin_following(case: Case, by: StaffMember, at: datetime) -> bool:
    stages = case.service.stages
    if not stages:
        return False
    begun = set(case.stages.values_list("code", flat=True))
    following = next((each for each in stages if each["code"] not in begun), None)
    if following is None:
        return False
    _begin(case, following["code"], following["names"], following["limit"], by, at)
    return True
