"""Serving whoever came: start, go on with a further service, show onwards, farewell."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from servicehall.evidence.actions import Refused, action
from servicehall.hall.models import StaffMember, Unit
from servicehall.reception.models import FurtherService, Visit
from servicehall.reception.moving import (
    minutes_between,
    move,
    queue_again,
    record_visit,
    require_mine,
    require_next,
)
from servicehall.reception.queries import further_service


@action(Visit)
def start(*, visit: Visit, by: StaffMember, at: datetime, key: str | None = None) -> Visit:
    """Begin to serve the person who came.

    Raises ``Refused``: ``not_permitted`` unless ``by`` called them;
    ``impossible_transition`` naming the status that the visit has.
    """
    require_mine(visit, by)
    if visit.status != Visit.Status.CALLED:
        raise Refused("impossible_transition", status=visit.status, wanted=Visit.Status.SERVING)
    move(visit, Visit.Status.SERVING, started_at=at)
    record_visit("visit.started", visit, by=by, at=at, data={})
    return visit


@action(Visit)
def go_on(*, visit: Visit, by: StaffMember, at: datetime, key: str | None = None) -> Visit:
    """Turn to the next of the further services that the person came for.

    Where another unit has it, the person waits there with their seniority kept, as ``direct``
    does. Raises ``Refused``: as ``start``; ``nothing_further``.
    """
    require_mine(visit, by)
    if visit.status != Visit.Status.SERVING:
        raise Refused("impossible_transition", status=visit.status, wanted=Visit.Status.SERVING)
    further = further_service(visit)
    if further is None:
        raise Refused("nothing_further")
    FurtherService.objects.filter(pk=further.pk, begun_at=None).update(begun_at=at)
    service = further.service
    wanted: dict[str, object] = {
        "service": service,
        "quantity": further.quantity,
        "further_left": visit.further_left - 1,
    }
    if visit.counter is not None and service.unit_id == visit.counter.unit_id:
        record_visit("visit.went_on", visit, by=by, at=at, data={"service": service.code})
        move(visit, Visit.Status.SERVING, unit=service.unit, **wanted)
        return visit
    record_visit(
        "visit.directed",
        visit,
        by=by,
        at=at,
        data={"to_unit": service.unit.code, "slip": True, "service": service.code},
    )
    queue_again(visit, at=at, unit=service.unit, **wanted)
    return visit


@action(Visit)
def say(
    *,
    visit: Visit,
    phrase: str,
    moment: str,
    by: StaffMember,
    at: datetime,
    key: str | None = None,
) -> Visit:
    """Note that a courtesy was said, by its code in the standard and the moment that it fits.

    Clause 2.3.2, the three voices: welcome, answer, farewell. That nothing is noted does not
    mean that nothing was said. Raises ``Refused``: as ``start``; ``impossible_transition``
    unless the person is called or served.
    """
    require_mine(visit, by)
    if visit.status not in (Visit.Status.CALLED, Visit.Status.SERVING):
        raise Refused("impossible_transition", status=visit.status, wanted=Visit.Status.SERVING)
    record_visit("courtesy.said", visit, by=by, at=at, data={"phrase": phrase, "moment": moment})
    return visit


@action(Visit)
def direct(
    *, visit: Visit, to: Unit, by: StaffMember, at: datetime, key: str | None = None
) -> Visit:
    """Show the citizen to the next counter with a slip; the ticket keeps its seniority there.

    Clause 2.6.1: introduce the next counter. Raises ``Refused``: as ``start``; ``same_unit``;
    ``other_centre``.
    """
    require_mine(visit, by)
    if to.pk == visit.unit_id:
        raise Refused("same_unit")
    if to.centre_id != visit.centre_id:
        raise Refused("other_centre")
    if visit.status != Visit.Status.SERVING:
        raise Refused("impossible_transition", status=visit.status, wanted=Visit.Status.WAITING)
    require_next(visit, Visit.Status.WAITING)
    record_visit("visit.directed", visit, by=by, at=at, data={"to_unit": to.code, "slip": True})
    queue_again(visit, at=at, unit=to)
    return visit


@action(Visit)
def finish(*, visit: Visit, by: StaffMember, at: datetime, key: str | None = None) -> Visit:
    """Say farewell: the visit ends.

    Raises ``Refused``: as ``start``; ``something_further`` while a further service that the
    person came for was not begun.
    """
    require_mine(visit, by)
    require_next(visit, Visit.Status.FINISHED)
    if visit.further_left:
        raise Refused("something_further")
    move(visit, Visit.Status.FINISHED, ended_at=at)
    begun = visit.started_at or at
    onward = visit.service.next_unit
    local = at.astimezone(ZoneInfo(visit.centre.timezone))
    record_visit(
        "visit.finished",
        visit,
        by=by,
        at=at,
        data={
            "service_minutes": minutes_between(begun, at),
            "next_unit": onward.code if onward else "",
            "after_hours": local.time() > visit.centre.closes,
        },
    )
    return visit
