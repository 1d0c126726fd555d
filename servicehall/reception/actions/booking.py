"""Booking an appointment: taken, confirmed, moved, cancelled."""

from __future__ import annotations

import hmac
import secrets
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import F

from servicehall.catalogue.models import ServiceItem
from servicehall.evidence.actions import Refused, action
from servicehall.hall.models import StaffMember
from servicehall.hall.roles import require
from servicehall.reception.agenda import plan_of
from servicehall.reception.appointing import (
    become,
    contact_of,
    lock_day,
    record_appointment,
    require_after,
    require_ahead,
    require_offered,
    require_room,
    require_unconfirmed,
    withdraw,
)
from servicehall.reception.contacts import Reached, person_of
from servicehall.reception.correspondence import confirmation_code, require_reached, tell
from servicehall.reception.models import Appointment, AppointmentContact

Status = Appointment.Status

HALL_REASONS = ("staffing", "system", "closed_day", "other")
"""Why the hall cancels an appointment; whom it is for needs no reason."""
LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""What secrets are written in: nothing that looks like something else."""
MOST_TRIES = 5
"""How often a confirmation code may be tried."""
MOST_CODES = 3
"""How often a confirmation code is sent."""
MOST_CHANGES = 10
"""How often an appointment may be moved by whom it is for."""


@action(Appointment)
def book(
    *,
    service: ServiceItem,
    starts: datetime,
    name: str,
    reached: Reached,
    language: str,
    at: datetime,
    origin: str = "",
    channel: str = Appointment.Channel.ONLINE,
    by: StaffMember | None = None,
    key: str | None = None,
) -> Appointment:
    """Keep a time for somebody until they confirm it; booked by staff, it is confirmed at once.

    ``origin`` is a keyed hash of where it is booked from. Raises ``Refused``: ``not_permitted``;
    ``unknown_language``; ``name_missing``; ``not_bookable`` for a service without a plan;
    ``no_way_to_confirm``, ``no_code_there``, ``no_mobile_number`` where no code would reach
    whoever books; ``slot_not_offered`` for a time that the plan, the calendar or a closed day
    rules out; ``slot_taken``; ``booked_that_day`` for a second one of one contact on a day;
    ``too_many_bookings``.
    """
    if by is not None:
        require(by, "book", centre=service.centre_id, unit=service.unit_id)
    else:
        require_reached(reached, service.centre)
    if language not in ("ko", "zh", "en"):
        raise Refused("unknown_language", language=language)
    if not name.strip():
        raise Refused("name_missing")
    centre = service.centre
    plan = plan_of(service) if centre.receives else None
    if plan is None:
        raise Refused("not_bookable")
    slot, day = require_offered(plan, centre, starts, at=at, by=by)
    number = lock_day(centre, day, step=1)
    person = person_of(centre, reached)
    require_room(plan, centre, slot, day=day, at=at, person=person, origin=origin)
    appointment = Appointment.objects.create(
        centre=centre,
        reference=f"{day:%y%m%d}-{number:03d}",
        code="".join(secrets.choice(LETTERS) for _ in range(8)),
        plan=plan,
        unit=service.unit,
        service=service,
        day=day,
        starts=slot.starts,
        ends=slot.ends,
        language=language,
        status=Status.BOOKED if by is None else Status.CONFIRMED,
        channel=channel,
        person=person,
        origin=origin,
        booked_at=at,
        expires_at=at + timedelta(minutes=centre.appointment_hold) if by is None else None,
        codes_sent=1 if by is None else 0,
        confirmed_at=None if by is None else at,
    )
    contact = AppointmentContact.objects.create(
        appointment=appointment,
        name=name.strip()[:80],
        phone=reached.phone,
        email=reached.email,
    )
    appointment.contact = contact
    record_appointment(
        "appointment.booked",
        appointment,
        by=by,
        at=at,
        data={
            "service": service.code,
            "starts": slot.starts.astimezone(ZoneInfo(centre.timezone)).isoformat(),
            "language": language,
            "channel": channel,
        },
    )
    tell("code" if by is None else "confirmed", appointment, contact, at=at)
    return appointment


@action(Appointment)
def confirm(
    *, appointment: Appointment, code: str, at: datetime, key: str | None = None
) -> Appointment:
    """Confirm an appointment with the code that was sent; a wrong code leaves it ``booked``.

    So the caller looks at the status: every try is counted, and a refusal would take the count
    back. Raises ``Refused``: ``confirmed_too_late``; ``code_tried_too_often``;
    ``appointment_cancelled``. Confirming again changes nothing.
    """
    if appointment.status in (Status.CONFIRMED, Status.CHECKED_IN):
        return appointment
    require_unconfirmed(appointment, at)
    counted = Appointment.objects.filter(
        pk=appointment.pk, status=Status.BOOKED, tries__lt=MOST_TRIES
    ).update(tries=F("tries") + 1)
    if not counted:
        raise Refused("code_tried_too_often")
    appointment.tries += 1
    if not hmac.compare_digest(code.encode(), confirmation_code(appointment).encode()):
        return appointment
    become(appointment, Status.CONFIRMED, confirmed_at=at, expires_at=None)
    record_appointment("appointment.confirmed", appointment, at=at, data={})
    tell("confirmed", appointment, contact_of(appointment), at=at)
    return appointment


@action(Appointment)
def send_code_again(
    *, appointment: Appointment, at: datetime, key: str | None = None
) -> Appointment:
    """Send the confirmation code once more; the time is not kept any longer for it.

    Raises ``Refused``: ``confirmed_too_late``; ``appointment_cancelled``; ``code_sent_often``.
    """
    require_unconfirmed(appointment, at)
    sent = Appointment.objects.filter(
        pk=appointment.pk, status=Status.BOOKED, codes_sent__lt=MOST_CODES
    ).update(codes_sent=F("codes_sent") + 1)
    if not sent:
        raise Refused("code_sent_often", most=MOST_CODES)
    appointment.codes_sent += 1
    tell("code", appointment, contact_of(appointment), at=at)
    return appointment


@action(Appointment)
def change(
    *,
    appointment: Appointment,
    starts: datetime,
    at: datetime,
    by: StaffMember | None = None,
    key: str | None = None,
) -> Appointment:
    """Move a confirmed appointment to another time of its plan, of the same day or another.

    Raises ``Refused``: ``not_permitted``; ``appointment_over`` once its time has come;
    ``impossible_transition``; ``same_time``; ``changed_too_often``; and as ``book`` does
    ``not_bookable``, ``slot_not_offered``, ``slot_taken``, ``booked_that_day``.
    """
    centre, plan = appointment.centre, appointment.plan
    require_ahead(appointment, at, by)
    if appointment.status == Status.BOOKED:
        raise Refused("appointment_unconfirmed")
    require_after(appointment, Status.CONFIRMED)
    if starts == appointment.starts:
        raise Refused("same_time")
    if by is None and appointment.changes >= MOST_CHANGES:
        raise Refused("changed_too_often")
    if not plan.open:
        raise Refused("not_bookable")
    slot, day = require_offered(plan, centre, starts, at=at, by=by)
    lock_day(centre, day, step=0)
    require_room(plan, centre, slot, day=day, at=at, person=appointment.person, moving=appointment)
    before = appointment.starts
    become(
        appointment,
        Status.CONFIRMED,
        day=day,
        starts=slot.starts,
        ends=slot.ends,
        changes=appointment.changes + 1,
        reminded_at=None,
    )
    zone = ZoneInfo(centre.timezone)
    record_appointment(
        "appointment.changed",
        appointment,
        by=by,
        at=at,
        data={
            "from_starts": before.astimezone(zone).isoformat(),
            "starts": slot.starts.astimezone(zone).isoformat(),
        },
    )
    tell("changed", appointment, contact_of(appointment), at=at)
    return appointment


@action(Appointment)
def cancel(
    *,
    appointment: Appointment,
    at: datetime,
    reason: str = "citizen",
    by: StaffMember | None = None,
    key: str | None = None,
) -> Appointment:
    """Cancel an appointment; its time is free again, and who booked is told.

    Whom it is for does so with its code; ``by`` is the staff member who does it instead, with a
    reason of ``HALL_REASONS``, or ``citizen`` for somebody who called. Raises ``Refused``:
    ``not_permitted``; ``unknown_reason``; ``appointment_over``; ``impossible_transition``.
    """
    if reason not in (*HALL_REASONS, "citizen") or (by is None and reason != "citizen"):
        raise Refused("unknown_reason", reason=reason)
    require_ahead(appointment, at, by)
    withdraw(appointment, because=reason, by=by, at=at)
    moment = "cancelled" if reason == "citizen" else "cancelled_by_hall"
    tell(moment, appointment, contact_of(appointment), at=at)
    return appointment
