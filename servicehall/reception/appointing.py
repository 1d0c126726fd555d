"""What every change of an appointment has in common: its day, its room, its status, its fact.

A time is never given more often than it has room for: whoever books on a day first locks the
row that numbers that day (``lock_day``), and only then looks what is free (``require_room``).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import Count, Exists, IntegerField, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from servicehall.evidence.actions import Refused, record
from servicehall.hall.models import Centre, StaffMember
from servicehall.hall.roles import require
from servicehall.reception.agenda import (
    HOLDING,
    capacity,
    closed_days,
    holding,
    no_working_day,
    offered,
    rota,
)
from servicehall.reception.models import (
    AFTER,
    LONGEST,
    Appointment,
    AppointmentContact,
    BookingPlan,
)
from servicehall.reception.slots import Slot

Status = Appointment.Status

MOST_A_DAY = 6
"""How many appointments one contact may book in a day, cancelled ones counted."""
MOST_AN_HOUR = 20
"""How many appointments may be booked from one network address in an hour."""

_LOCK = """
insert into reception_appointmentroll (centre_id, day, last) values (%s, %s, 1)
on conflict (centre_id, day) do update set last = reception_appointmentroll.last + %s
returning last
"""


def require_offered(
    plan: BookingPlan, centre: Centre, starts: datetime, *, at: datetime, by: StaffMember | None
) -> tuple[Slot, date]:
    """The slot that begins then, and its day; staff may book up to the very moment.

    Raises ``Refused("slot_not_offered")`` for what is no slot of the plan, too soon, too far
    ahead, or on a day that is not worked.
    """
    zone = ZoneInfo(centre.timezone)
    slot = offered(plan, centre, starts)
    if slot is None:
        raise Refused("slot_not_offered")
    day = slot.starts.astimezone(zone).date()
    earliest = at if by is not None else at + timedelta(minutes=plan.notice_minutes)
    last = at.astimezone(zone).date() + timedelta(days=plan.days_ahead)
    if slot.starts < earliest or day > last or no_working_day(centre, day):
        raise Refused("slot_not_offered")
    return slot, day


def lock_day(centre: Centre, day: date, *, step: int) -> int:
    """Make everybody else who books on the day wait until this is done; its last number.

    ``step`` is 1 to have the next number, 0 for none.
    """
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, [centre.pk, day, step])
        (number,) = cursor.fetchone()
    return int(number)


def require_room(
    plan: BookingPlan,
    centre: Centre,
    slot: Slot,
    *,
    day: date,
    at: datetime,
    person: str,
    origin: str = "",
    moving: Appointment | None = None,
) -> None:
    """Refuse unless the slot has room for one more, and for this one; the day must be locked.

    Who has not confirmed in time makes room. Raises ``Refused``: ``slot_not_offered`` on a
    closed day; ``slot_taken``; ``booked_that_day``; ``too_many_bookings``.
    """
    others = Appointment.objects.all() if moving is None else _all_but(moving)
    # Bounded on both sides, so that the index of times is used and the past costs nothing.
    since = slot.starts - timedelta(minutes=LONGEST)
    near = others.filter(plan=plan, starts__gt=since, starts__lt=slot.ends)
    reaching = near.filter(ends__gt=slot.starts)
    same = others.filter(centre=centre, person=person, day=day) if person else others.none()
    room = _room(plan, centre, slot, day, at, reaching, same, person, origin)
    if room.closed:
        raise Refused("slot_not_offered")
    if room.of_person:
        raise Refused("booked_that_day")
    if moving is None and (room.by_person >= MOST_A_DAY or room.by_origin >= MOST_AN_HOUR):
        raise Refused("too_many_bookings")
    if room.held >= room.capacity:
        raise Refused("slot_taken")
    if room.expired:
        release((reaching | same).filter(status=Status.BOOKED, expires_at__lte=at), at=at)


@dataclass(frozen=True)
class _Room:
    """What one statement says of a slot and of whoever wants it."""

    capacity: int
    held: int
    expired: int
    of_person: int
    closed: bool
    by_person: int
    by_origin: int


def _room(
    plan: BookingPlan,
    centre: Centre,
    slot: Slot,
    day: date,
    at: datetime,
    reaching: QuerySet[Appointment],
    same: QuerySet[Appointment],
    person: str,
    origin: str,
) -> _Room:
    booked = Appointment.objects.filter(centre=centre)
    late = Q(status=Status.BOOKED, expires_at__lte=at)
    planned = rota(plan, day, day)
    whole = planned.filter(starts__lte=slot.starts, ends__gte=slot.ends)
    live = [status for status in HOLDING if status != Status.MISSED]
    day_before, hour_before = at - timedelta(days=1), at - timedelta(hours=1)
    counts = {
        "held": _count(reaching.filter(holding(at)), "plan"),
        "expired": _count(reaching.filter(late), "plan"),
        "expired_own": _count(same.filter(late), "centre"),
        "of_person": _count(same.filter(holding(at), status__in=live), "centre"),
        "closed": Exists(closed_days(plan, day, day)),
        "by_person": _count(booked.filter(person=person, booked_at__gt=day_before), "centre"),
        "by_origin": _count(booked.filter(origin=origin, booked_at__gt=hour_before), "centre"),
        "planned": Exists(planned),
        "whole": _count(whole, "centre"),
    }
    found = Centre.objects.filter(pk=centre.pk).annotate(**counts).values(*counts).get()
    shifts = [(slot.starts, slot.ends)] * found["whole"] or (
        [(slot.starts, slot.starts)] if found["planned"] else []
    )
    return _Room(
        capacity=capacity(plan, slot, shifts),
        held=found["held"],
        expired=found["expired"] + found["expired_own"],
        of_person=found["of_person"],
        closed=found["closed"],
        by_person=found["by_person"] if person else 0,
        by_origin=found["by_origin"] if origin else 0,
    )


def _all_but(appointment: Appointment) -> QuerySet[Appointment]:
    return Appointment.objects.exclude(pk=appointment.pk)


def _count(rows: QuerySet[Any], by: str) -> Coalesce:
    """How many rows there are, within a larger statement; all of them have the same ``by``."""
    counted = rows.order_by().values(by).annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def release(rows: QuerySet[Appointment], *, at: datetime) -> int:
    """Cancel appointments that were not confirmed in time; how many."""
    found = list(rows.select_related("centre", "unit"))
    for each in found:
        withdraw(each, because="unconfirmed", by=None, at=at)
    return len(found)


def withdraw(
    appointment: Appointment, *, because: str, by: StaffMember | None, at: datetime
) -> None:
    """Let an appointment be cancelled, with its fact."""
    become(
        appointment,
        Status.CANCELLED,
        cancelled_because=because,
        ended_at=at,
        changes=appointment.changes + 1,
    )
    record_appointment(
        "appointment.cancelled",
        appointment,
        by=by,
        at=at,
        data={"reason": because},
        recorder="citizen" if because == "citizen" else "hall",
    )


def require_unconfirmed(appointment: Appointment, at: datetime) -> None:
    """Raise ``Refused`` unless it waits for its confirmation and may still have it.

    ``appointment_cancelled``; ``confirmed_too_late``; ``impossible_transition``.
    """
    late = appointment.expires_at is not None and appointment.expires_at <= at
    if appointment.cancelled_because == "unconfirmed" or (
        appointment.status == Status.BOOKED and late
    ):
        raise Refused("confirmed_too_late")
    if appointment.status == Status.CANCELLED:
        raise Refused("appointment_cancelled")
    require_after(appointment, Status.CONFIRMED)


def require_ahead(appointment: Appointment, at: datetime, by: StaffMember | None) -> None:
    """Raise ``Refused`` for staff who may not change it, and once its time has come.

    ``not_permitted``; ``appointment_over``.
    """
    if by is not None:
        require(by, "book", centre=appointment.centre_id, unit=appointment.unit_id)
    if appointment.starts <= at:
        raise Refused("appointment_over")


def require_after(appointment: Appointment, status: str) -> None:
    """Raise ``Refused("impossible_transition")`` unless the appointment may become this."""
    if status not in AFTER[appointment.status]:
        raise Refused("impossible_transition", status=appointment.status, wanted=status)


def become(appointment: Appointment, status: str, **fields: object) -> None:
    """Change the status where the table allows it and the database holds what was read.

    An appointment that somebody has changed meanwhile is refused (``impossible_transition``).
    """
    require_after(appointment, status)
    changed = Appointment.objects.filter(
        pk=appointment.pk, status=appointment.status, changes=appointment.changes
    ).update(status=status, **fields)
    if not changed:
        appointment.refresh_from_db(fields=["status"])
        raise Refused("impossible_transition", status=appointment.status, wanted=status)
    appointment.status = status
    for name, value in fields.items():
        setattr(appointment, name, value)


def contact_of(appointment: Appointment) -> AppointmentContact | None:
    """Whom it is for; None where that is not kept."""
    return AppointmentContact.objects.filter(appointment=appointment).first()


def record_appointment(
    kind: str,
    appointment: Appointment,
    *,
    at: datetime,
    data: dict[str, object],
    by: StaffMember | None = None,
    recorder: str = "citizen",
) -> None:
    """Write the fact of a change of the appointment; it names nothing of whom it is for."""
    record(
        kind,
        at=at,
        centre=appointment.centre.code,
        unit=appointment.unit.code,
        staff=by.code if by else "",
        recorder=by.code if by else recorder,
        objects={"appointment": appointment.reference},
        data=data,
    )
