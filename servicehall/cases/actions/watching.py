"""What the hall does about cases by itself: warns, gives cards, accepts by law, erases."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.db.models import Q

from servicehall.cases.clocks import LEVELS, level, told_by
from servicehall.cases.letters import tell
from servicehall.cases.models import RUNNING, Case, Stage
from servicehall.cases.moving import deem, record_case
from servicehall.cases.periods import periods_of
from servicehall.cases.queries import cases
from servicehall.evidence.actions import erase_personal, writing
from servicehall.evidence.models import PersonalData
from servicehall.hall.models import Centre
from servicehall.hall.queries import working_calendar
from servicehall.reception.models import Addressee, Message
from servicehall.worktime.calendars import OutsideCalendar, WorkCalendar

LOOKS_AHEAD = timedelta(days=14)
"""How far is looked for what is soon due where the next working day is not known."""
ABANDONED_AFTER = timedelta(days=365)
"""When it is erased who applied for what was never accepted."""


def warn_of_dates(*, centre: Centre, at: datetime) -> int:
    """Warn of cases and stages that are soon due, give cards for those that are over; how many.

    Each warning and each card is a fact, once for each date: it is the change of the level in
    the database that counts. With the yellow card the citizen is told, if nobody did before.
    """
    calendar = working_calendar(centre)
    horizon = _horizon(calendar, at)
    running = {"status__in": RUNNING, "suspended_at": None}
    # Whoever was warned hears of it again only once the date is over.
    soon = Case.objects.filter(
        Q(level=0, promised_due__lte=horizon) | Q(level__in=(1, 2), promised_due__lt=at),
        centre=centre,
        **running,
    )
    raised = {}
    columns = ("pk", "level", "promised_due", "statutory_due", "accepted_at")
    for key, had, promised, statutory, accepted in soon.values_list(*columns):
        assert promised
        assert statutory
        assert accepted
        if steps := _steps(had, _level(promised, statutory, accepted, at, calendar)):
            raised[key] = steps
    count = 0
    for case in cases().filter(pk__in=raised).order_by("promised_due", "pk"):
        count += sum(_raise_level(case, step, at) for step in raised[case.pk])
    stages = Stage.objects.filter(
        Q(level=0, due__lte=horizon) | Q(level__in=(1, 2), due__lt=at),
        done_at=None,
        case__centre=centre,
        **{f"case__{name}": value for name, value in running.items()},
    ).select_related("case__centre", "case__unit", "case__counter", "case__staff")
    for stage in stages.order_by("due", "pk"):
        wanted = _level(stage.due, stage.due + LOOKS_AHEAD, stage.begun_at, at, calendar)
        for step in _steps(stage.level, wanted):
            count += _raise_stage(stage, step, at)
    return count


def accept_by_law(*, centre: Centre, at: datetime) -> int:
    """Accept the cases of which nobody told in time what is missing; how many.

    China: accepted from the moment of receipt (Administrative Licensing Law, art. 32). A case
    whose dates can't be reckoned yet waits for its calendar.
    """
    _set_periods(centre)
    untold = cases().filter(centre=centre, status=Case.Status.RECEIVED, told_by__lt=at)
    count = 0
    for case in untold.order_by("told_by"):
        with writing():
            try:
                count += deem(case, by=None, at=at)
            except OutsideCalendar:
                continue
    return count


def _set_periods(centre: Centre) -> None:
    """Set by when to tell what is missing, where the calendar was not known at the receipt."""
    periods = periods_of(centre.jurisdiction)
    if periods.tell_within is None:
        return
    calendar = working_calendar(centre)
    unset = Case.objects.filter(centre=centre, status=Case.Status.RECEIVED, told_by=None)
    for case in unset:
        try:
            within = told_by(case.received_at, periods, calendar)
        except OutsideCalendar:
            continue
        with writing():
            unset.filter(pk=case.pk).update(told_by=within)


def erase_people(*, days: int, at: datetime) -> int:
    """Erase who applied and where they were reached, so many days after the decision; how many.

    What was never accepted is forgotten a year after its receipt. The record stays as it is.
    """
    over = Q(decided_at__lt=at - timedelta(days=days)) | Q(
        decided_at=None, accepted_at=None, received_at__lt=at - ABANDONED_AFTER
    )
    with writing():
        reached = Addressee.objects.filter(erased_at=None, case__in=Case.objects.filter(over))
        Message.objects.filter(addressee__in=reached.values("pk")).update(text="")
        count = Addressee.objects.filter(pk__in=reached.values("pk")).update(
            address="", erased_at=at
        )
        for centre in Centre.objects.all():
            # Two centres may have a case of the same reference.
            closed = Case.objects.filter(over, centre=centre).values("reference")
            names = PersonalData.objects.filter(
                fact__kind="case.received",
                fact__centre=centre.code,
                fact__concerns__object_type=Case.OBJECT,
                fact__concerns__object_id__in=closed,
            )
            count += erase_personal(names, at=at)
    return count


def _horizon(calendar: WorkCalendar, at: datetime) -> datetime:
    periods = periods_of(calendar.jurisdiction)
    day = at.astimezone(calendar.zone).date()
    try:
        following = calendar.working_days(day)
        for _ in range(periods.warned_before):
            day = next(following)
    except OutsideCalendar:
        return at + LOOKS_AHEAD
    return calendar.at(day, time.max)


def _level(
    due: datetime, statutory: datetime, begun: datetime, at: datetime, calendar: WorkCalendar
) -> int:
    return level(due, statutory, begun, at, periods_of(calendar.jurisdiction), calendar)


def _steps(had: int, wanted: int) -> range:
    """The levels to come to, one after the other; nobody is warned any more of what is over."""
    return range(max(had + 1, 2 if wanted > 1 else 1), wanted + 1)


def _raise_level(case: Case, step: int, at: datetime) -> int:
    with writing():
        changed = Case.objects.filter(
            pk=case.pk,
            level=case.level,
            status__in=RUNNING,
            suspended_at=None,
            promised_due=case.promised_due,
        ).update(level=step)
        if not changed:
            return 0
        case.level = step
        assert case.promised_due is not None
        data = {"due": case.promised_due.isoformat()}
        record_case(f"case.{LEVELS[step]}", case, by=None, at=at, data={**data})
        if LEVELS[step] == "yellow_card" and case.delay_told_at is None:
            tell(Message.Occasion.OVERDUE, case, at=at)
    return 1


def _raise_stage(stage: Stage, step: int, at: datetime) -> int:
    with writing():
        changed = Stage.objects.filter(
            pk=stage.pk, level=stage.level, done_at=None, due=stage.due
        ).update(level=step)
        if not changed:
            return 0
        stage.level = step
        record_case(
            f"case.{LEVELS[step]}",
            stage.case,
            by=None,
            at=at,
            data={"due": stage.due.isoformat(), "stage": stage.code},
        )
    return 1
