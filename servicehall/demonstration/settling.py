"""Brings to its end what an earlier hour of the demonstration left over."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Max, Q

from servicehall.cases.actions import grant
from servicehall.cases.models import Case
from servicehall.cases.queries import cases
from servicehall.demonstration.cast import Cast
from servicehall.evidence.models import Fact
from servicehall.hall.actions import clock_out, reopen_counter, return_to_post
from servicehall.hall.models import Centre, Closure, Counter, Shift, StaffMember
from servicehall.hall.queries import pause_of
from servicehall.reception.actions import (
    call_next,
    direct,
    finish,
    go_on,
    miss,
    miss_appointments,
    put_back,
    recall,
    start,
)
from servicehall.reception.models import Visit
from servicehall.reception.queries import queue, visit_at, visits

SINCE = timedelta(minutes=50)
"""How long before the present moment the hall opened."""


def settle(cast: Cast, at: datetime) -> None:
    """Bring to its end what earlier days, or an earlier hour, left over."""
    last = last_moment(cast.centre, at)
    if last is None:
        return
    miss_appointments(centre=cast.centre, at=at)
    _decide_due(cast, since=last, at=at)
    moments = _moments(last, at)
    on_duty = all_on_duty(cast.centre)
    for shift in on_duty:
        share_rows(shift, cast)
        _empty_counter(shift, moments)
        _put_back(shift, moments)
    left = True
    while left:
        left = False
        for shift in on_duty:
            if _callable(shift.counter):
                _serve_quickly(shift, moments)
                left = True
    today = at.astimezone(ZoneInfo(cast.centre.timezone)).date()
    for shift in on_duty:
        if shift.ends <= at and shift.day < today:
            clock_out(shift=shift, by=shift.staff, at=max(next(moments), shift.ends))


def _moments(last: datetime, at: datetime) -> Iterator[datetime]:
    """Moments after ``last``, a minute apart, none of them later than ``at``."""
    ends = at - SINCE - timedelta(minutes=12)
    while True:
        last = min(last + timedelta(minutes=1), max(ends, last))
        yield last


def _empty_counter(shift: Shift, moments: Iterator[datetime]) -> None:
    clerk, counter = shift.staff, shift.counter
    pause = pause_of(counter)
    if pause is not None:
        return_to_post(pause=pause, by=clerk, at=next(moments))
    visit = visit_at(counter)
    if visit is not None and visit.status == Visit.Status.CALLED:
        recall(visit=visit, by=clerk, at=next(moments))
        miss(visit=visit, by=clerk, at=next(moments))
    elif visit is not None:
        _part(visit, clerk, next(moments))
    closure = Closure.objects.filter(counter=counter, reopened_at__isnull=True).first()
    if closure is not None:
        reopen_counter(closure=closure, by=clerk, at=next(moments))


def _put_back(shift: Shift, moments: Iterator[datetime]) -> None:
    """Let whoever was set aside at the counter wait again."""
    aside = visits().filter(status=Visit.Status.PARKED, counter=shift.counter)
    for visit in aside.order_by("parked_at"):
        put_back(visit=visit, by=shift.staff, at=next(moments))


def _callable(counter: Counter) -> bool:
    """Whether the counter has somebody to call, who was not sent to another one."""
    waiting = queue(counter.unit)
    return waiting.filter(Q(reserved_for=None) | Q(reserved_for=counter)).exists()


def _serve_quickly(shift: Shift, moments: Iterator[datetime]) -> None:
    clerk = shift.staff
    visit = call_next(counter=shift.counter, by=clerk, at=next(moments))
    start(visit=visit, by=clerk, at=next(moments))
    _part(visit, clerk, next(moments))


def _part(visit: Visit, clerk: StaffMember, at: datetime) -> None:
    while visit.further_left:
        go_on(visit=visit, by=clerk, at=at)
        if visit.status == Visit.Status.WAITING:
            return
    following = visit.service.next_unit
    if following is not None and visit.unit_id == visit.service.unit_id:
        direct(visit=visit, to=following, by=clerk, at=at)
    else:
        finish(visit=visit, by=clerk, at=at)


def _decide_due(cast: Cast, *, since: datetime, at: datetime) -> None:
    """Decide in time what fell due after the last that happened."""
    due = cases().filter(
        centre=cast.centre,
        status=Case.Status.ACCEPTED,
        promised_due__gt=since,
        promised_due__lte=at,
    )
    for case in due.order_by("promised_due", "pk"):
        assert case.promised_due is not None
        early = timedelta(minutes=10 + case.pk % 80)
        grant(case=case, by=case.staff, at=max(case.promised_due - early, since))


def all_on_duty(centre: Centre) -> list[Shift]:
    """Every shift that is being worked, with all that actions say of it."""
    shifts = Shift.objects.filter(
        centre=centre, clocked_in__isnull=False, clocked_out__isnull=True
    ).select_related("centre", "staff", "counter__unit", "counter__centre")
    return list(shifts.order_by("counter"))


def share_rows(shift: Shift, cast: Cast) -> None:
    """Let a shift know the rows that are known already."""
    shift.centre = cast.centre
    shift.counter = cast.counters[shift.counter.code]
    shift.staff = cast.staff[shift.staff.code]


BY_ITSELF = (
    "case.due_soon",
    "case.yellow_card",
    "case.red_card",
    "case.due_moved",
    "matter.overdue",
)
"""What the hall records of cases at any hour, whether anybody is there or not."""


def last_moment(centre: Centre, at: datetime) -> datetime | None:
    """When something last happened in the hall; what is judged later does not count."""
    facts = Fact.objects.filter(centre=centre.code, happened__lte=at)
    facts = facts.exclude(kind__startswith="finding.").exclude(kind__startswith="rectification.")
    facts = facts.exclude(kind__startswith="standard.").exclude(kind__in=BY_ITSELF)
    last: datetime | None = facts.aggregate(last=Max("happened"))["last"]
    return last
