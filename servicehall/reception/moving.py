"""What every change of a visit has in common: who may do it, the transition, the fact."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from servicehall.evidence.actions import Refused, record
from servicehall.evidence.prepared import update
from servicehall.hall.models import Centre, Counter, Shift, StaffMember
from servicehall.hall.roles import require
from servicehall.reception.models import NEXT, Visit

PAST_MIDNIGHT = timedelta(hours=3)
"""How long after midnight the tickets of the evening can still be called."""


def require_on_duty(counter: Counter, by: StaffMember) -> None:
    """Raise ``Refused`` unless ``by`` is on duty at the counter and it is open.

    ``not_permitted``; ``counter_paused`` while its staff member is away for a while;
    ``counter_closed``; ``not_on_duty``.
    """
    require(by, "serve", centre=counter.centre_id, unit=counter.unit_id)
    on_duty = Shift.objects.filter(
        counter=counter, staff=by, clocked_in__isnull=False, clocked_out__isnull=True
    )
    if on_duty.filter(counter__state=Counter.State.OPEN).exists():
        return
    state = Counter.objects.values_list("state", flat=True).get(pk=counter.pk)
    if state == Counter.State.PAUSED:
        raise Refused("counter_paused")
    if state != Counter.State.OPEN:
        raise Refused("counter_closed", counter=counter.code)
    raise Refused("not_on_duty")


def require_free(counter: Counter) -> None:
    """Raise ``Refused("visit_open")`` while someone is called to the counter or served there."""
    if Visit.objects.filter(counter=counter, status__in=("called", "serving")).exists():
        raise Refused("visit_open")


def require_mine(visit: Visit, by: StaffMember) -> None:
    """Raise ``Refused("not_permitted")`` for anyone but who called the visit.

    Who stands at an integrated counter serves visits of other units too, so it is the counter's
    unit that counts.
    """
    unit = visit.counter.unit_id if visit.counter is not None else visit.unit_id
    require(by, "serve", centre=visit.centre_id, unit=unit)
    if visit.staff_id is not None and visit.staff_id != by.pk:
        raise Refused("not_permitted", permission="serve")


def require_next(visit: Visit, status: str) -> None:
    """Raise ``Refused("impossible_transition")`` unless the visit may become this."""
    if status not in NEXT[visit.status]:
        raise Refused("impossible_transition", status=visit.status, wanted=status)


def move(visit: Visit, status: str, **fields: object) -> None:
    """Change the status where the table allows it and the database still has the old one.

    What counts is what the database holds: a visit that somebody else has moved meanwhile, or
    whose counter or staff member has changed, is refused (``impossible_transition``).
    """
    require_next(visit, status)
    changed = update(
        Visit,
        where={
            "id": visit.pk,
            "status": visit.status,
            "times_called": visit.times_called,
            "counter": visit.counter_id,
            "unit": visit.unit_id,
            "service": visit.service_id,
        },
        change={"status": status, **fields},
    )
    if not changed:
        visit.refresh_from_db(fields=["status"])
        raise Refused("impossible_transition", status=visit.status, wanted=status)
    visit.status = status
    for name, value in fields.items():
        setattr(visit, name, value)


def callable_days(centre: Centre, at: datetime) -> tuple[date, date]:
    """The days whose tickets can be called at that moment: today's, and soon after midnight
    those of the evening too, since a queue does not end while people wait in it.

    By day both are the same.
    """
    local = at.astimezone(ZoneInfo(centre.timezone))
    return local.date(), (local - PAST_MIDNIGHT).date()


def queue_again(visit: Visit, *, at: datetime, **fields: object) -> None:
    """Put the visit back among those who wait, from ``at`` on, with nobody's counter on it."""
    fresh: dict[str, object] = {
        "counter": None,
        "staff": None,
        "called_at": None,
        "recalled_at": None,
        "started_at": None,
        "parked_at": None,
        "times_called": 0,
        "reserved_for": None,
        "waiting_since": at,
    }
    move(visit, Visit.Status.WAITING, **(fresh | fields))


def minutes_between(earlier: datetime, later: datetime) -> float:
    """The time between two moments in minutes, to a tenth."""
    return round((later - earlier).total_seconds() / 60, 1)


def seniority(visit: Visit, taken_at: datetime) -> datetime:
    """The place in the queue of a ticket taken then: with priority, as if taken earlier."""
    if not visit.urgent:
        return taken_at
    return taken_at - timedelta(minutes=visit.centre.priority_worth)


def record_visit(
    kind: str,
    visit: Visit,
    *,
    at: datetime,
    data: dict[str, object],
    by: StaffMember | None = None,
    recorder: str = "kiosk",
) -> None:
    """Write the fact of a change of the visit; ``recorder`` where no staff member did it."""
    record(
        kind,
        at=at,
        centre=visit.centre.code,
        unit=visit.unit.code,
        counter=visit.counter.code if visit.counter else "",
        staff=by.code if by else "",
        recorder=by.code if by else recorder,
        objects={"visit": visit.reference},
        data=data,
    )
