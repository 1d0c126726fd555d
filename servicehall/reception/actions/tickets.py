"""Tickets: taken, sent to another queue, given up, and back after a missed call.

Taking a ticket is one of the hall's busiest statements, so its number is given in SQL.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.db import connection

from servicehall.catalogue.models import ServiceItem
from servicehall.evidence.actions import Refused, action
from servicehall.evidence.prepared import insert
from servicehall.hall.models import Centre, Counter, StaffMember, Unit
from servicehall.hall.roles import may, require
from servicehall.reception.giving import (
    count_quotas,
    require_device,
    require_open,
    require_received,
    require_return,
)
from servicehall.reception.models import Device, FurtherService, Visit
from servicehall.reception.moving import (
    minutes_between,
    move,
    queue_again,
    record_visit,
    require_mine,
    require_next,
    seniority,
)
from servicehall.reception.queries import serves

TRANSFER_REASONS = ("wrong_counter", "specialist", "language", "balance", "closing", "other")
"""Why a visit is sent to another queue or counter."""
MOST_SERVICES = 8
MOST_OF_A_SERVICE = 50

_NUMBER = """
insert into reception_ticketroll (centre_id, prefix, day, last) values (%s, %s, %s, 1)
on conflict (centre_id, prefix, day) do update set last = reception_ticketroll.last + 1
returning last
"""


class Wanted(NamedTuple):
    """A service that a citizen wants, and how often."""

    service: ServiceItem
    quantity: int = 1


@action(Visit)
def take_ticket(
    *,
    service: ServiceItem,
    at: datetime,
    language: str = "ko",
    priority: str = Visit.Priority.NONE,
    quantity: int = 1,
    further: Sequence[Wanted] = (),
    appointed_at: datetime | None = None,
    device: Device | None = None,
    phone: bool = False,
    key: str | None = None,
) -> Visit:
    """Give a citizen the next number of the service's unit for today.

    ``further`` are services wanted beside the first one, in their order. ``appointed_at`` is
    the time of an appointment, from which its place counts however early the person came, and
    which is let in whatever hours and quotas say; without the priority ``appointment`` they came
    too late for it and queue as anyone does. ``device`` is the kiosk that it is taken at, where
    that is registered; ``phone`` says that it is taken from the public pages instead. Numbers are
    gapless and unique for each centre, prefix and day: they come from a row that the database
    locks. Raises ``Refused``: ``unknown_priority``, also for the priority of an appointment
    without its time: nobody declares one;
    ``unknown_language``; ``centre_receives_nobody`` for a centre known only from imported
    records; ``too_many_services``; ``wrong_quantity``; ``other_centre`` for a further service
    of another centre; ``wanted_twice``; ``no_phone_tickets`` where the hall gives none there;
    ``device_not_registered``, ``device_revoked``, ``device_expired``, ``kiosk_locked``; with
    ``next`` when there are tickets again: ``outside_hours``, ``last_ticket_given``,
    ``service_hours``, ``quota_full``.
    """
    kept = priority == Visit.Priority.APPOINTMENT
    if priority not in Visit.Priority.values or (kept and appointed_at is None):
        raise Refused("unknown_priority", priority=priority)
    if language not in ("ko", "zh", "en"):
        raise Refused("unknown_language", language=language)
    centre, unit = service.centre, service.unit
    if not centre.receives:
        raise Refused("centre_receives_nobody")
    _require_possible(Wanted(service, quantity), further)
    day = at.astimezone(ZoneInfo(centre.timezone)).date()
    _require_place(centre, device, phone=phone, at=at)
    if appointed_at is None:
        items = [service, *(each.service for each in further)]
        require_open(centre, at)
        for each in items:
            require_received(each, at)
        count_quotas(items, day=day, at=at)
    with connection.cursor() as cursor:
        cursor.execute(_NUMBER, [centre.pk, unit.prefix, day])
        (number,) = cursor.fetchone()
    visit = Visit(
        centre=centre,
        reference=f"{day:%Y-%m-%d}/{unit.prefix}{number:03d}",
        code=secrets.token_urlsafe(16),
        day=day,
        calls_on=day,
        prefix=unit.prefix,
        number=number,
        service=service,
        quantity=quantity,
        further_left=len(further),
        unit=unit,
        priority=priority,
        language=language,
        appointed_at=appointed_at,
        taken_at=at,
        waiting_since=at,
    )
    visit.seniority = seniority(visit, appointed_at if kept and appointed_at else at)
    insert(visit)
    if further:
        FurtherService.objects.bulk_create(
            FurtherService(visit=visit, service=item, quantity=many, place=place)
            for place, (item, many) in enumerate(further, start=1)
        )
    record_visit(
        "ticket.taken",
        visit,
        at=at,
        data={
            "service": service.code,
            "priority": priority,
            "language": language,
            "quantity": quantity,
            "further": [item.code for item, _ in further],
        },
        recorder="phone" if phone else device.recorder if device else "kiosk",
    )
    return visit


@action(Visit)
def transfer(
    *,
    visit: Visit,
    to: Unit,
    counter: Counter | None = None,
    reason: str,
    by: StaffMember,
    at: datetime,
    key: str | None = None,
) -> Visit:
    """Send a visit to the queue of a unit, or to one counter of it; its seniority goes along.

    Whoever serves it may do so, and for someone who waits or is set aside whoever leads the
    unit. Who missed the call comes back first. Raises ``Refused``: ``not_permitted``;
    ``unknown_reason``; ``other_centre``; ``other_unit`` for a counter that does not serve the unit;
    ``same_place``; ``impossible_transition``.
    """
    if reason not in TRANSFER_REASONS:
        raise Refused("unknown_reason", reason=reason)
    if to.centre_id != visit.centre_id:
        raise Refused("other_centre")
    if visit.status in (Visit.Status.WAITING, Visit.Status.PARKED):
        require(by, "reassign", centre=visit.centre_id, unit=visit.unit_id)
    else:
        require_mine(visit, by)
    if counter is not None and not serves(counter, to):
        raise Refused("other_unit")
    if (to.pk, counter.pk if counter else None) == (visit.unit_id, visit.reserved_for_id):
        raise Refused("same_place")
    require_next(visit, Visit.Status.WAITING)
    if visit.status == Visit.Status.MISSED:
        raise Refused("impossible_transition", status=visit.status, wanted=Visit.Status.WAITING)
    was_waiting = visit.status == Visit.Status.WAITING
    record_visit(
        "visit.transferred",
        visit,
        by=by,
        at=at,
        data={
            "to_unit": to.code,
            "to_counter": counter.code if counter else "",
            "reason": reason,
        },
    )
    queue_again(visit, at=visit.waiting_since if was_waiting else at, unit=to, reserved_for=counter)
    return visit


@action(Visit)
def leave(
    *, visit: Visit, at: datetime, by: StaffMember | None = None, key: str | None = None
) -> Visit:
    """Give a ticket up: the citizen does not want to wait any longer, or has gone.

    The citizen does so with the ticket's code; ``by`` is the staff member who notes it instead.
    Raises ``Refused``: ``not_permitted``; ``impossible_transition`` unless it waits or is set
    aside.
    """
    if by is not None:
        require(by, "serve", centre=visit.centre_id, unit=visit.unit_id)
    waited = minutes_between(visit.waiting_since, at)
    move(visit, Visit.Status.LEFT, ended_at=at)
    record_visit(
        "ticket.left", visit, by=by, at=at, data={"waited_minutes": waited}, recorder="citizen"
    )
    return visit


@action(Visit)
def return_missed(
    *, visit: Visit, at: datetime, by: StaffMember | None = None, key: str | None = None
) -> Visit:
    """Let someone wait again who missed their call.

    Within the hall's time they keep their place, later they queue as if they had come now.
    The citizen does so with the ticket's code; ``by`` is the staff member who does it instead.
    Raises ``Refused``: ``not_permitted``; ``impossible_transition`` unless the call was missed;
    ``other_day`` for a ticket of an earlier day; for a citizen ``back_too_late``.
    """
    if by is not None and not may(by, "reassign", centre=visit.centre_id, unit=visit.unit_id):
        require(by, "serve", centre=visit.centre_id, unit=visit.unit_id)
    in_time = require_return(visit, at, citizen=by is None)
    assert visit.ended_at is not None
    record_visit(
        "ticket.returned",
        visit,
        by=by,
        at=at,
        data={"away_minutes": minutes_between(visit.ended_at, at), "place_kept": in_time},
        recorder="citizen",
    )
    place = visit.seniority if in_time else seniority(visit, at)
    queue_again(visit, at=at, seniority=place, ended_at=None)
    return visit


def _require_place(centre: Centre, device: Device | None, *, phone: bool, at: datetime) -> None:
    if not phone:
        require_device(centre, device, at)
    elif not centre.phone_tickets:
        raise Refused("no_phone_tickets")


def _require_possible(first: Wanted, further: Sequence[Wanted]) -> None:
    if len(further) >= MOST_SERVICES:
        raise Refused("too_many_services", most=MOST_SERVICES)
    for item, quantity in (first, *further):
        if not 1 <= quantity <= MOST_OF_A_SERVICE:
            raise Refused("wrong_quantity", most=MOST_OF_A_SERVICE)
        if item.centre_id != first.service.centre_id:
            raise Refused("other_centre")
    if len({item.code for item, _ in (first, *further)}) <= len(further):
        raise Refused("wanted_twice")
