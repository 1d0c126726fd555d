"""The end of a day in the hall: who still waits is let go, or kept for the next day."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta

from django.db.models import Q

from servicehall.evidence.actions import Refused, writing
from servicehall.hall.models import Centre, StaffMember, Unit
from servicehall.hall.roles import require
from servicehall.reception.giving import opening_on
from servicehall.reception.models import ClosedDay, Message, Visit
from servicehall.reception.moving import minutes_between, move, queue_again, record_visit
from servicehall.reception.queries import still_waiting
from servicehall.reception.telling import tell

KEPT_MOST = 7
"""Days ahead for which a queue is kept at most; whoever waits longer takes a new ticket."""


def end_day(*, centre: Centre, day: date, at: datetime) -> int:
    """Let go whoever still waits or is set aside from that day or an earlier one; how many.

    Nobody is called with a ticket of another day, so these would wait for nothing. Repeating it
    changes nothing.
    """
    with writing():
        left = list(still_waiting(centre, until=day))
        for visit in left:
            waited = minutes_between(visit.waiting_since, at)
            move(visit, Visit.Status.LEFT, ended_at=at)
            record_visit(
                "ticket.expired", visit, at=at, data={"waited_minutes": waited}, recorder="hall"
            )
    return len(left)


def keep_overnight(
    *,
    centre: Centre,
    day: date,
    until: date,
    by: StaffMember,
    at: datetime,
    units: Collection[Unit] | None = None,
) -> int:
    """In an emergency keep the queue of a day for a later one, every place in it; how many.

    ``units`` are those whose queues are kept, all of the centre unless they are named; a lead
    keeps the queue of their own. Whoever wants messages is told. Repeating it changes nothing.
    Raises ``Refused``: ``not_permitted``; ``day_not_later``; ``day_too_far`` (``most`` days);
    ``day_not_received`` for a day on which the hall, or one of the units, receives nobody.
    """
    kept_units = list(Unit.objects.filter(centre=centre) if units is None else units)
    if not kept_units:
        require(by, "keep_queue", centre=centre.pk)
    for unit in kept_units:
        require(by, "keep_queue", centre=unit.centre_id, unit=unit.pk)
    if until <= day:
        raise Refused("day_not_later")
    if until - day > timedelta(days=KEPT_MOST):
        raise Refused("day_too_far", most=KEPT_MOST)
    closed = ClosedDay.objects.filter(
        Q(unit=None) | Q(unit__in=kept_units), centre=centre, day=until
    )
    if opening_on(centre, until) is None or closed.exists():
        raise Refused("day_not_received", day=until)
    with writing():
        # Locked, so that of two clicks at once the second finds nobody left, and nobody who is
        # kept is called meanwhile.
        kept = list(
            still_waiting(centre, until=day)
            .filter(calls_on=day, unit__in=[unit.pk for unit in kept_units])
            .select_for_update(of=("self",))
        )
        for visit in kept:
            queue_again(
                visit, at=visit.waiting_since, calls_on=until, reserved_for=visit.reserved_for
            )
            record_visit(
                "ticket.kept_overnight", visit, by=by, at=at, data={"until": until.isoformat()}
            )
            tell(visit, Message.Occasion.KEPT, at)
    return len(kept)
