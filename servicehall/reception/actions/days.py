"""The end of a day in the hall: who still waits is let go, or kept for the next day."""

from __future__ import annotations

from datetime import date, datetime

from servicehall.evidence.actions import Refused, writing
from servicehall.hall.models import Centre, StaffMember
from servicehall.hall.roles import require
from servicehall.reception.models import Visit
from servicehall.reception.moving import minutes_between, move, queue_again, record_visit
from servicehall.reception.queries import still_waiting


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


def keep_overnight(*, centre: Centre, day: date, until: date, by: StaffMember, at: datetime) -> int:
    """In an emergency keep the queue of a day for a later one, every place in it; how many.

    Raises ``Refused``: ``not_permitted``; ``day_not_later``.
    """
    require(by, "keep_queue", centre=centre.pk)
    if until <= day:
        raise Refused("day_not_later")
    with writing():
        kept = list(still_waiting(centre, until=day).filter(calls_on=day))
        for visit in kept:
            queue_again(
                visit, at=visit.waiting_since, calls_on=until, reserved_for=visit.reserved_for
            )
            record_visit(
                "ticket.kept_overnight", visit, by=by, at=at, data={"until": until.isoformat()}
            )
    return len(kept)
