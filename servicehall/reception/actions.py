"""A visit's way: ticket, call, service, next counter, farewell.

Taking a ticket and calling the next one are the hall's busiest statements, so these two are
written in SQL: one statement gives the number, one finds and calls the person.
"""

from __future__ import annotations

import secrets
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import connection

from servicehall.catalogue.models import ServiceItem
from servicehall.evidence.actions import Refused, action, record
from servicehall.hall.models import Centre, Counter, Shift, StaffMember, Unit
from servicehall.hall.roles import require
from servicehall.reception.models import NEXT, Visit

CHOSEN_REASONS = ("returned_with_materials", "needs_help", "appointment", "transferred", "other")
"""Why a counter may call someone out of order; ``other`` is looked into (clause 2.3.2)."""

_NUMBER = """
insert into reception_ticketroll (centre_id, prefix, day, last) values (%s, %s, %s, 1)
on conflict (centre_id, prefix, day) do update set last = reception_ticketroll.last + 1
returning last
"""

_CALL = """
update reception_visit
set status = 'called', counter_id = %(counter)s, staff_id = %(staff)s,
    called_at = %(at)s, times_called = 1
where id = (
    select id from reception_visit
    where unit_id = %(unit)s and status = 'waiting'
    order by urgent desc, taken_at, id limit 1 {lock}
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
def take_ticket(
    *,
    service: ServiceItem,
    at: datetime,
    language: str = "ko",
    priority: str = Visit.Priority.NONE,
    key: str | None = None,
) -> Visit:
    """Give a citizen the next number of the service's unit for today.

    Numbers are gapless and unique for each centre, prefix and day: they come from a row that
    the database locks. Raises ``Refused``: ``unknown_priority``; ``unknown_language``;
    ``centre_receives_nobody`` for a centre known only from imported records.
    """
    if priority not in Visit.Priority.values:
        raise Refused("unknown_priority", priority=priority)
    if language not in ("ko", "zh", "en"):
        raise Refused("unknown_language", language=language)
    centre, unit = service.centre, service.unit
    if not centre.receives:
        raise Refused("centre_receives_nobody")
    day = at.astimezone(ZoneInfo(centre.timezone)).date()
    with connection.cursor() as cursor:
        cursor.execute(_NUMBER, [centre.pk, unit.prefix, day])
        (number,) = cursor.fetchone()
    visit = Visit.objects.create(
        centre=centre,
        reference=f"{day:%Y-%m-%d}/{unit.prefix}{number:03d}",
        code=secrets.token_urlsafe(16),
        day=day,
        prefix=unit.prefix,
        number=number,
        service=service,
        unit=unit,
        urgent=priority != Visit.Priority.NONE,
        priority=priority,
        language=language,
        taken_at=at,
        waiting_since=at,
    )
    _record(
        "ticket.taken",
        visit,
        at=at,
        data={"service": service.code, "priority": priority, "language": language},
    )
    return visit


@action(Visit)
def call_next(*, counter: Counter, by: StaffMember, at: datetime, key: str | None = None) -> Visit:
    """Call to the counter whoever comes next: those with priority first, then by ticket time.

    Raises ``Refused``: ``not_permitted``; ``not_on_duty``; ``counter_closed``; ``visit_open``
    while someone is at the counter; ``nobody_waiting``.
    """
    require(by, "serve", centre=counter.centre_id, unit=counter.unit_id)
    lock = "for update skip locked" if connection.features.has_select_for_update else ""
    called = Visit.objects.raw(
        _CALL.format(lock=lock),
        {"counter": counter.pk, "staff": by.pk, "unit": counter.unit_id, "at": at},
    )
    visit = next(iter(called), None)
    if visit is None:
        _require_on_duty(counter, by)
        _require_free(counter)
        raise Refused("nobody_waiting")
    # Known already, so that no statement asks for them.
    visit.centre, visit.unit, visit.counter, visit.staff = by.centre, counter.unit, counter, by
    _record_call(visit, by=by, at=at, passed_over=0, reason="")
    return visit


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
    Raises ``Refused``: as ``call_next``; ``unknown_reason``; ``other_unit``;
    ``impossible_transition`` unless the visit is waiting.
    """
    _require_on_duty(counter, by)
    if reason not in CHOSEN_REASONS:
        raise Refused("unknown_reason", reason=reason)
    if visit.unit_id != counter.unit_id:
        raise Refused("other_unit")
    _require_free(counter)
    queue = Visit.objects.filter(unit=counter.unit_id, status=Visit.Status.WAITING)
    order = list(queue.order_by("-urgent", "taken_at", "id").values_list("pk", flat=True))
    _move(
        visit,
        Visit.Status.CALLED,
        counter=counter,
        staff=by,
        called_at=at,
        times_called=1,
    )
    passed_over = order.index(visit.pk) if visit.pk in order else 0
    _record_call(visit, by=by, at=at, passed_over=passed_over, reason=reason)
    return visit


@action(Visit)
def recall(*, visit: Visit, by: StaffMember, at: datetime, key: str | None = None) -> Visit:
    """Call the same person once more. Raises ``Refused`` as ``start``."""
    _require_mine(visit, by)
    _move(visit, Visit.Status.CALLED, times_called=visit.times_called + 1)
    _record("ticket.recalled", visit, by=by, at=at, data={"times": visit.times_called})
    return visit


@action(Visit)
def miss(*, visit: Visit, by: StaffMember, at: datetime, key: str | None = None) -> Visit:
    """Note that the person called did not come. Raises ``Refused`` as ``start``."""
    _require_mine(visit, by)
    _move(visit, Visit.Status.MISSED, ended_at=at)
    _record("ticket.missed", visit, by=by, at=at, data={"times_called": visit.times_called})
    return visit


@action(Visit)
def start(*, visit: Visit, by: StaffMember, at: datetime, key: str | None = None) -> Visit:
    """Begin to serve the person who came.

    Raises ``Refused``: ``not_permitted`` unless ``by`` called them;
    ``impossible_transition`` naming the status that the visit has.
    """
    _require_mine(visit, by)
    _move(visit, Visit.Status.SERVING, started_at=at)
    _record("visit.started", visit, by=by, at=at, data={})
    return visit


@action(Visit)
def direct(
    *, visit: Visit, to: Unit, by: StaffMember, at: datetime, key: str | None = None
) -> Visit:
    """Show the citizen to the next counter with a slip; the ticket keeps its seniority there.

    Clause 2.6.1: introduce the next counter. Raises ``Refused``: as ``start``; ``same_unit``;
    ``other_centre``.
    """
    _require_mine(visit, by)
    if to.pk == visit.unit_id:
        raise Refused("same_unit")
    if to.centre_id != visit.centre_id:
        raise Refused("other_centre")
    _require_next(visit, Visit.Status.WAITING)
    _record("visit.directed", visit, by=by, at=at, data={"to_unit": to.code, "slip": True})
    _move(
        visit,
        Visit.Status.WAITING,
        unit=to,
        counter=None,
        staff=None,
        called_at=None,
        started_at=None,
        times_called=0,
        waiting_since=at,
    )
    return visit


@action(Visit)
def finish(*, visit: Visit, by: StaffMember, at: datetime, key: str | None = None) -> Visit:
    """Say farewell: the visit ends. Raises ``Refused`` as ``start``."""
    _require_mine(visit, by)
    _move(visit, Visit.Status.FINISHED, ended_at=at)
    begun = visit.started_at or at
    further = visit.service.next_unit
    local = at.astimezone(ZoneInfo(visit.centre.timezone))
    _record(
        "visit.finished",
        visit,
        by=by,
        at=at,
        data={
            "service_minutes": _minutes(begun, at),
            "next_unit": further.code if further else "",
            "after_hours": local.time() > visit.centre.closes,
        },
    )
    return visit


def _require_on_duty(counter: Counter, by: StaffMember) -> None:
    require(by, "serve", centre=counter.centre_id, unit=counter.unit_id)
    if not Counter.objects.filter(pk=counter.pk, state=Counter.State.OPEN).exists():
        raise Refused("counter_closed", counter=counter.code)
    on_duty = Shift.objects.filter(
        counter=counter, staff=by, clocked_in__isnull=False, clocked_out__isnull=True
    )
    if not on_duty.exists():
        raise Refused("not_on_duty")


def _require_free(counter: Counter) -> None:
    if Visit.objects.filter(counter=counter, status__in=("called", "serving")).exists():
        raise Refused("visit_open")


def _require_mine(visit: Visit, by: StaffMember) -> None:
    require(by, "serve", centre=visit.centre_id, unit=visit.unit_id)
    if visit.staff_id is not None and visit.staff_id != by.pk:
        raise Refused("not_permitted", permission="serve")


def _require_next(visit: Visit, status: str) -> None:
    if status not in NEXT[visit.status]:
        raise Refused("impossible_transition", status=visit.status, wanted=status)


def _move(visit: Visit, status: str, **fields: object) -> None:
    """Change the status where the table allows it and the database still has the old one."""
    _require_next(visit, status)
    changed = Visit.objects.filter(pk=visit.pk, status=visit.status).update(status=status, **fields)
    if not changed:
        visit.refresh_from_db(fields=["status"])
        raise Refused("impossible_transition", status=visit.status, wanted=status)
    visit.status = status
    for name, value in fields.items():
        setattr(visit, name, value)


def _minutes(earlier: datetime, later: datetime) -> float:
    return round((later - earlier).total_seconds() / 60, 1)


def _record_call(
    visit: Visit, *, by: StaffMember, at: datetime, passed_over: int, reason: str
) -> None:
    _record(
        "ticket.called",
        visit,
        by=by,
        at=at,
        data={
            "waited_minutes": _minutes(visit.waiting_since, at),
            "passed_over": passed_over,
            "reason": reason,
        },
    )


def _record(
    kind: str,
    visit: Visit,
    *,
    at: datetime,
    data: dict[str, object],
    by: StaffMember | None = None,
) -> None:
    centre: Centre = visit.centre
    record(
        kind,
        at=at,
        centre=centre.code,
        unit=visit.unit.code,
        counter=visit.counter.code if visit.counter else "",
        staff=by.code if by else "",
        recorder=by.code if by else "kiosk",
        objects={"visit": visit.reference},
        data=data,
    )
