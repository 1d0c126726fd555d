"""Calling people to a counter: next, chosen, again, set aside, missed, put back.

Calling the next one is one of the hall's busiest statements, so it is written in SQL: one
statement finds and calls the person, and no two counters ever get the same one.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from math import ceil

from django.db import connection

from servicehall.evidence.actions import Refused, action
from servicehall.hall.models import Counter, StaffMember
from servicehall.hall.roles import require
from servicehall.reception.models import Message, Visit
from servicehall.reception.moving import (
    callable_days,
    minutes_between,
    move,
    queue_again,
    record_visit,
    require_free,
    require_mine,
    require_next,
    require_on_duty,
)
from servicehall.reception.queries import callable_at, serves
from servicehall.reception.telling import tell

CHOSEN_REASONS = ("returned_with_materials", "needs_help", "appointment", "transferred", "other")
"""Why a counter may call someone out of order; ``other`` is looked into (clause 2.3.2)."""

_TRIES = 3

_CALL = """
update reception_visit
set status = 'called', counter_id = %(counter)s, staff_id = %(staff)s,
    called_at = %(at)s, recalled_at = null, times_called = 1
where id = (
    select id from reception_visit
    where status = 'waiting' and calls_on in (%(day)s, %(evening)s)
    and unit_id in (
        select %(unit)s
        union all
        select unit_id from hall_counter_also_serves where counter_id = %(counter)s
    )
    and (reserved_for_id is null or reserved_for_id = %(counter)s)
    order by seniority, id limit 1 {lock}
)
and not exists (
    select 1 from reception_visit
    where counter_id = %(counter)s and status in ('called', 'serving')
)
and exists (
    select 1 from hall_shift
    where counter_id = %(counter)s and staff_id = %(staff)s
    and clocked_in is not null and clocked_out is null
)
and exists (select 1 from hall_counter where id = %(counter)s and state = 'open')
returning *
"""


@action(Visit)
def call_next(*, counter: Counter, by: StaffMember, at: datetime, key: str | None = None) -> Visit:
    """Call to the counter whoever comes next in its queues, by seniority.

    Only who waits today is called: nobody who is set aside, missed their call, holds a ticket
    of another day or was sent to another counter. Raises ``Refused``: ``not_permitted``;
    ``not_on_duty``; ``counter_closed``; ``visit_open`` while someone is at the counter;
    ``nobody_waiting``.
    """
    require(by, "serve", centre=counter.centre_id, unit=counter.unit_id)
    days = callable_days(by.centre, at)
    visit = _call_first(counter, days, by=by, at=at)
    if visit is None:
        require_on_duty(counter, by)
        require_free(counter)
        visit = _call_after_all(counter, days, by=by, at=at)
    # Known already, so that no statement asks for them.
    visit.centre, visit.counter, visit.staff = by.centre, counter, by
    if visit.unit_id == counter.unit_id:
        visit.unit = counter.unit
    _record_call(visit, by=by, at=at, passed_over=0, reason="")
    return visit


def _call_first(
    counter: Counter, days: tuple[date, date], *, by: StaffMember, at: datetime
) -> Visit | None:
    lock = "for update skip locked" if connection.features.has_select_for_update else ""
    day, evening = days
    called = Visit.objects.raw(
        _CALL.format(lock=lock),
        {
            "counter": counter.pk,
            "staff": by.pk,
            "unit": counter.unit_id,
            "at": at,
            "day": day,
            "evening": evening,
        },
    )
    return next(iter(called), None)


def _call_after_all(
    counter: Counter, days: tuple[date, date], *, by: StaffMember, at: datetime
) -> Visit:
    """Other counters may have called everybody whom this one saw, while further people came."""
    for _ in range(_TRIES):
        if not callable_at(counter, days=days).exists():
            break
        visit = _call_first(counter, days, by=by, at=at)
        if visit is not None:
            return visit
    raise Refused("nobody_waiting")


@action(Visit)
def call_chosen(
    *,
    visit: Visit,
    counter: Counter,
    reason: str,
    by: StaffMember,
    at: datetime,
    key: str | None = None,
) -> Visit:
    """Call someone out of order; whom that passes over is counted and the reason kept.

    Service in order is the testable form of the "three equals" (clause 2.3.2).
    Raises ``Refused``: as ``call_next``; ``unknown_reason``; ``other_unit``; ``other_day``;
    ``sent_elsewhere`` for someone sent to another counter; ``impossible_transition`` unless the
    visit is waiting.
    """
    require_on_duty(counter, by)
    if reason not in CHOSEN_REASONS:
        raise Refused("unknown_reason", reason=reason)
    if not serves(counter, visit.unit):
        raise Refused("other_unit")
    days = callable_days(visit.centre, at)
    if visit.calls_on not in days:
        raise Refused("other_day")
    if visit.reserved_for_id not in (None, counter.pk):
        raise Refused("sent_elsewhere")
    require_free(counter)
    if visit.status != Visit.Status.WAITING:
        raise Refused("impossible_transition", status=visit.status, wanted=Visit.Status.CALLED)
    order = list(callable_at(counter, days=days).values_list("pk", flat=True))
    passed_over = order.index(visit.pk) if visit.pk in order else 0
    _call(visit, counter, by=by, at=at)
    _record_call(visit, by=by, at=at, passed_over=passed_over, reason=reason)
    return visit


@action(Visit)
def resume(
    *, visit: Visit, counter: Counter, by: StaffMember, at: datetime, key: str | None = None
) -> Visit:
    """Call back someone who was set aside, to the same or another counter of their queue.

    Raises ``Refused``: as ``call_next``; ``other_unit``; ``impossible_transition`` unless the
    visit is set aside.
    """
    require_on_duty(counter, by)
    if not serves(counter, visit.unit):
        raise Refused("other_unit")
    require_free(counter)
    if visit.status != Visit.Status.PARKED or visit.parked_at is None:
        raise Refused("impossible_transition", status=visit.status, wanted=Visit.Status.CALLED)
    parked = minutes_between(visit.parked_at, at)
    _call(visit, counter, by=by, at=at)
    record_visit("ticket.resumed", visit, by=by, at=at, data={"parked_minutes": parked})
    tell(visit, Message.Occasion.CALLED, at)
    return visit


@action(Visit)
def recall(*, visit: Visit, by: StaffMember, at: datetime, key: str | None = None) -> Visit:
    """Call the same person once more.

    Raises ``Refused``: as ``start``; ``recalled_too_soon`` before the hall's pause is over
    (``seconds`` are left); ``recalled_enough`` after the hall's number of calls (``most``).
    """
    require_mine(visit, by)
    if visit.status != Visit.Status.CALLED or visit.called_at is None:
        raise Refused("impossible_transition", status=visit.status, wanted=Visit.Status.CALLED)
    if visit.times_called >= visit.centre.recall_most:
        raise Refused("recalled_enough", most=visit.centre.recall_most)
    since = at - (visit.recalled_at or visit.called_at)
    left = timedelta(seconds=visit.centre.recall_pause) - since
    if left > timedelta():
        raise Refused("recalled_too_soon", seconds=ceil(left.total_seconds()))
    move(visit, Visit.Status.CALLED, times_called=visit.times_called + 1, recalled_at=at)
    record_visit("ticket.recalled", visit, by=by, at=at, data={"times": visit.times_called})
    return visit


@action(Visit)
def miss(*, visit: Visit, by: StaffMember, at: datetime, key: str | None = None) -> Visit:
    """Note that the person called did not come. Raises ``Refused`` as ``start``."""
    require_mine(visit, by)
    move(visit, Visit.Status.MISSED, ended_at=at)
    record_visit("ticket.missed", visit, by=by, at=at, data={"times_called": visit.times_called})
    tell(visit, Message.Occasion.MISSED, at)
    return visit


@action(Visit)
def park(*, visit: Visit, by: StaffMember, at: datetime, key: str | None = None) -> Visit:
    """Set a person aside, who fills in a form or fetches something; the counter is free again.

    The visit keeps its counter and who set it aside, so that everybody sees where it is.
    Raises ``Refused`` as ``start``.
    """
    require_mine(visit, by)
    move(visit, Visit.Status.PARKED, parked_at=at)
    record_visit("ticket.parked", visit, by=by, at=at, data={})
    return visit


@action(Visit)
def put_back(*, visit: Visit, by: StaffMember, at: datetime, key: str | None = None) -> Visit:
    """Undo a call, or let someone set aside wait again, with their place kept.

    Raises ``Refused``: as ``start``; for someone set aside anyone who serves their unit may.
    """
    if visit.status == Visit.Status.PARKED:
        require(by, "serve", centre=visit.centre_id, unit=visit.unit_id)
    else:
        require_mine(visit, by)
        if visit.status != Visit.Status.CALLED:
            raise Refused("impossible_transition", status=visit.status, wanted="waiting")
    require_next(visit, Visit.Status.WAITING)
    record_visit("ticket.put_back", visit, by=by, at=at, data={"from_status": visit.status})
    queue_again(visit, at=visit.waiting_since)
    return visit


def _call(visit: Visit, counter: Counter, *, by: StaffMember, at: datetime) -> None:
    move(
        visit,
        Visit.Status.CALLED,
        counter=counter,
        staff=by,
        called_at=at,
        recalled_at=None,
        parked_at=None,
        times_called=1,
    )


def _record_call(
    visit: Visit, *, by: StaffMember, at: datetime, passed_over: int, reason: str
) -> None:
    record_visit(
        "ticket.called",
        visit,
        by=by,
        at=at,
        data={
            "waited_minutes": minutes_between(visit.waiting_since, at),
            "passed_over": passed_over,
            "reason": reason,
        },
    )
    tell(visit, Message.Occasion.CALLED, at)
