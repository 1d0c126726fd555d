"""What becomes of appointments: people check in, or don't come; days are closed; data erased."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from servicehall.catalogue.models import ServiceItem
from servicehall.catalogue.queries import service_offered
from servicehall.evidence.actions import Refused, action, writing
from servicehall.hall.models import Centre, Names, StaffMember, Unit
from servicehall.hall.roles import require
from servicehall.reception.actions.tickets import take_ticket
from servicehall.reception.agenda import appointments
from servicehall.reception.appointing import (
    become,
    lock_day,
    record_appointment,
    release,
    withdraw,
)
from servicehall.reception.correspondence import can_tell, tell
from servicehall.reception.models import (
    Appointment,
    AppointmentContact,
    ClosedDay,
    Message,
    Visit,
)
from servicehall.reception.moving import minutes_between

Status = Appointment.Status

KEPT_DAYS = 7
"""Days after an appointment for which it is kept whom it was for."""
REMINDS = (time(9), time(20))
"""Between which hours of the hall's clock people are reminded."""


@action(Appointment)
def check_in(
    *,
    appointment: Appointment,
    centre: Centre,
    at: datetime,
    by: StaffMember | None = None,
    key: str | None = None,
) -> Appointment:
    """Turn an appointment into a ticket of today; the ticket is its ``visit``.

    Within the hall's time around the appointment its place counts from the appointed time.
    Whoever comes later than that gets a ticket all the same, which queues from now on.
    ``centre`` is the hall in which the person stands. Raises ``Refused``: ``not_permitted``;
    ``appointment_other_hall``; ``appointment_other_day``; ``appointment_cancelled``;
    ``appointment_unconfirmed``; ``checked_in_already``; ``too_early``.
    """
    if by is not None:
        require(by, "book", centre=appointment.centre_id, unit=appointment.unit_id)
    zone = ZoneInfo(appointment.centre.timezone)
    here = appointment.starts.astimezone(zone)
    if centre.pk != appointment.centre_id:
        raise Refused("appointment_other_hall", hall=appointment.centre.names)
    if appointment.status == Status.CANCELLED:
        raise Refused("appointment_cancelled")
    if appointment.status == Status.BOOKED:
        raise Refused("appointment_unconfirmed")
    if appointment.status == Status.CHECKED_IN:
        raise Refused("checked_in_already")
    if at.astimezone(zone).date() != appointment.day:
        raise Refused("appointment_other_day", day=appointment.day, time=f"{here:%H:%M}")
    opens = appointment.starts - timedelta(minutes=appointment.centre.appointment_early)
    if at < opens:
        since = f"{opens.astimezone(zone):%H:%M}"
        raise Refused("too_early", time=f"{here:%H:%M}", since=since)
    kept = at <= appointment.starts + timedelta(minutes=appointment.centre.appointment_late)
    become(appointment, Status.CHECKED_IN, ended_at=None)
    early = minutes_between(at, appointment.starts)
    record_appointment(
        "appointment.checked_in",
        appointment,
        by=by,
        at=at,
        data={
            "minutes_early": max(early, 0.0),
            "minutes_late": max(-early, 0.0),
            "place_kept": kept,
        },
    )
    # Known already, so that no statement asks for it.
    appointment.service.centre = appointment.centre
    visit = take_ticket(
        service=_in_force(appointment),
        at=at,
        language=appointment.language,
        priority=Visit.Priority.APPOINTMENT if kept else Visit.Priority.NONE,
        appointed_at=appointment.starts,
    )
    Appointment.objects.filter(pk=appointment.pk).update(visit=visit)
    appointment.visit = visit
    return appointment


def _in_force(appointment: Appointment) -> ServiceItem:
    """The version that is in force on the day; asks for it only where another began since.

    What is not offered any more was promised to whoever booked it: then it is the one booked.
    """
    booked = appointment.service
    if getattr(appointment, "begun_id", None) == booked.pk:
        return booked
    return service_offered(appointment.centre, booked.code, appointment.day) or booked


def miss_appointments(*, centre: Centre, at: datetime) -> int:
    """Mark as missed whose time is over with the hall's minutes of grace; how many.

    Times that nobody confirmed are let go too. Repeating it changes nothing.
    """
    until = at - timedelta(minutes=centre.appointment_late)
    with writing():
        over = appointments().filter(centre=centre, status=Status.CONFIRMED, starts__lt=until)
        found = list(over.order_by("starts", "pk"))
        for each in found:
            become(each, Status.MISSED, ended_at=at)
            record_appointment("appointment.missed", each, at=at, data={}, recorder="hall")
        waiting = Appointment.objects.filter(centre=centre, status=Status.BOOKED)
        release(waiting.filter(expires_at__lte=at), at=at)
    return len(found)


def remind(*, centre: Centre, at: datetime) -> int:
    """Remind whoever has an appointment on the next day, once; how many were told.

    Whoever booked only today is not reminded, nobody where nothing can be sent, and nobody at
    an hour at which a telephone disturbs (``REMINDS``).
    """
    zone = ZoneInfo(centre.timezone)
    here = at.astimezone(zone)
    if not can_tell() or not REMINDS[0] <= here.time() < REMINDS[1]:
        return 0
    today = here.date()
    begins = datetime(today.year, today.month, today.day, tzinfo=zone)
    with writing():
        due = appointments().filter(
            centre=centre,
            day=today + timedelta(days=1),
            status=Status.CONFIRMED,
            reminded_at=None,
            booked_at__lt=begins,
        )
        told = 0
        for each in due.order_by("starts", "pk"):
            marked = Appointment.objects.filter(pk=each.pk, reminded_at=None)
            if marked.update(reminded_at=at):
                told += tell("reminder", each, getattr(each, "contact", None), at=at)
    return told


def close_day(
    *, centre: Centre, unit: Unit | None, day: date, reason: Names, by: StaffMember, at: datetime
) -> int:
    """Take a day out of booking, cancel what is booked on it, and tell who had booked; how many.

    ``unit`` is None for the whole hall. ``reason`` is what citizens read, in each language.
    Raises ``Refused``: ``not_permitted``; ``day_past``; ``reason_missing``. Closing it again
    gives the new reason and cancels what was booked meanwhile.
    """
    require(by, "close_day", centre=centre.pk, unit=unit.pk if unit else None)
    if unit is None and by.unit_id is not None:
        raise Refused("not_permitted", permission="close_day")
    if day < at.astimezone(ZoneInfo(centre.timezone)).date():
        raise Refused("day_past")
    if not any(text.strip() for text in reason.values()):
        raise Refused("reason_missing")
    with writing():
        # Whoever is booking on the day is done, or sees that it is closed.
        lock_day(centre, day, step=0)
        ClosedDay.objects.update_or_create(
            centre=centre, unit=unit, day=day, defaults={"reason": reason, "closed_by": by}
        )
        booked = appointments().filter(
            centre=centre,
            day=day,
            starts__gt=at,
            status__in=(Status.BOOKED, Status.CONFIRMED),
        )
        found = list(booked.filter(unit=unit) if unit else booked)
        for each in found:
            withdraw(each, because="closed_day", by=by, at=at)
            tell("cancelled_by_hall", each, getattr(each, "contact", None), at=at)
    return len(found)


def erase_appointment_contacts(*, centre: Centre, at: datetime) -> int:
    """Erase whom appointments were for that are over for ``KEPT_DAYS`` days; how many.

    What was told them is erased too, since it holds the appointment's secrets; the appointment
    and its facts stay and name nobody. Repeating it changes nothing.
    """
    today = at.astimezone(ZoneInfo(centre.timezone)).date()
    with writing():
        contacts = AppointmentContact.objects.filter(
            appointment__centre=centre,
            appointment__day__lt=today - timedelta(days=KEPT_DAYS),
            erased_at=None,
        )
        letters = Message.objects.filter(appointment__contact__in=contacts)
        letters.filter(status=Message.Status.WAITING).update(status=Message.Status.DROPPED)
        letters.exclude(text="").update(text="")
        Appointment.objects.filter(contact__in=contacts).update(person="", origin="")
        erased = contacts.update(name="", phone="", email="", erased_at=at)
    return erased
