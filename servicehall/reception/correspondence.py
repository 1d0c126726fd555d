"""What people who booked are told: letters about an appointment, written into the outbox."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from email.utils import parseaddr
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils.dateformat import format as dated
from django.utils.translation import gettext, override, pgettext
from django.utils.translation import gettext_noop as _

from servicehall.evidence.actions import Refused
from servicehall.hall.models import Centre
from servicehall.reception.addresses import NoAddress, mobile_number
from servicehall.reception.contacts import Reached, keyed
from servicehall.reception.icalendar import Event, calendar_file
from servicehall.reception.models import Appointment, AppointmentContact, Channel, Message
from servicehall.reception.senders import Calendar, senders
from servicehall.reception.telling import LOCALES

Occasion = Message.Occasion
TAGS: Mapping[str, str] = {"ko": "ko", "zh": "zh-Hans", "en": "en"}
MOST_CHARACTERS = 500
"""As long a letter is at most, so that every gateway takes it."""

WORDS: Mapping[str, str] = {
    "code": _("%(hall)s: your code is %(code)s. Enter it to confirm your appointment, %(moment)s."),
    "confirmed": _(
        "%(hall)s: your appointment is %(moment)s, %(service)s. Number %(number)s, code"
        " %(secret)s. With both you can change or cancel it and check in."
    ),
    "changed": _(
        "%(hall)s: your appointment was moved to %(moment)s, %(service)s. Number %(number)s, code"
        " %(secret)s."
    ),
    "cancelled": _(
        "%(hall)s: your appointment %(moment)s is cancelled. Number %(number)s, %(service)s."
    ),
    "cancelled_by_hall": _(
        "%(hall)s: we are sorry, your appointment %(moment)s can't take place. Number %(number)s,"
        " %(service)s. Please choose another time."
    ),
    "reminder": _(
        "%(hall)s: your appointment is tomorrow, %(moment)s, %(service)s. Number %(number)s, code"
        " %(secret)s. If you can't come, please cancel it."
    ),
}
"""What is told on each occasion."""


ABOUT: Mapping[str, str] = {
    Occasion.CODE: Appointment.Status.BOOKED,
    Occasion.CONFIRMED: Appointment.Status.CONFIRMED,
    Occasion.CHANGED: Appointment.Status.CONFIRMED,
    Occasion.REMINDER: Appointment.Status.CONFIRMED,
    Occasion.CANCELLED: Appointment.Status.CANCELLED,
    Occasion.CANCELLED_BY_HALL: Appointment.Status.CANCELLED,
}
"""The status in which an appointment must be for what a letter says to be so."""


class Reach(NamedTuple):
    """A way of reaching somebody: the channel, and the address as its sender wants it."""

    channel: str
    address: str


def reach(contact: AppointmentContact | Reached | None, centre: Centre) -> Reach | None:
    """How the contact is reached; None for nobody, or a number that takes no text messages."""
    if contact is None or not (contact.phone or contact.email):
        return None
    if not contact.phone:
        return Reach(Channel.EMAIL, contact.email)
    figures = contact.phone
    if centre.jurisdiction == Centre.Jurisdiction.OTHER:
        # Kept without its plus sign; a number that begins with a nought never had one.
        figures = f"+{figures}"
    try:
        return Reach(Channel.SMS, mobile_number(figures, centre.jurisdiction))
    except NoAddress:
        return None


def can_tell() -> bool:
    """Whether there is a way of sending anything."""
    return bool(senders())


def can_confirm() -> bool:
    """Whether a confirmation code reaches whoever books: sent, or shown in the demonstration."""
    return can_tell() or bool(settings.DEMONSTRATION)


def require_reached(reached: Reached, centre: Centre) -> None:
    """Raise ``Refused`` unless a code can be sent there, or is shown in the demonstration.

    ``no_way_to_confirm`` where nothing can be sent; ``no_mobile_number`` for a number that takes
    no text messages; ``no_code_there`` for a way that the hall does not send by.
    """
    if not can_confirm():
        raise Refused("no_way_to_confirm")
    if settings.DEMONSTRATION:
        return
    found = reach(reached, centre)
    if found is None:
        raise Refused("no_mobile_number" if reached.phone else "no_way_to_confirm")
    if found.channel not in senders():
        raise Refused("no_code_there")


def confirmation_code(appointment: Appointment) -> str:
    """The six figures that confirm the appointment; made from its secrets, so kept nowhere."""
    secrets = f"{appointment.centre_id} {appointment.reference} {appointment.code}"
    made = keyed("confirmation", secrets)
    return f"{int(made, 16) % 1_000_000:06d}"


def tell(
    occasion: str, appointment: Appointment, contact: AppointmentContact | None, *, at: datetime
) -> bool:
    """Write a letter into the outbox, in the caller's transaction; whether there was a way to.

    ``occasion`` is a key of ``WORDS``. Nobody is told who left no contact, or whose contact is
    erased, or who can't be reached by what the hall sends.
    """
    found = reach(contact, appointment.centre)
    if found is None or found.channel not in senders():
        return False
    Message.objects.create(
        centre_id=appointment.centre_id,
        appointment=appointment,
        unit_id=appointment.unit_id,
        occasion=occasion,
        subject=subject_of(appointment),
        text=text_of(occasion, appointment),
        written_at=at,
        due_at=at,
        useless_at=useful_until(occasion, appointment),
    )
    return True


def useful_until(occasion: str, appointment: Appointment) -> datetime:
    """When a letter would be too late: a code once the time is let go, any other at the time."""
    expires = appointment.expires_at
    return expires if occasion == Occasion.CODE and expires is not None else appointment.starts


def subject_of(appointment: Appointment) -> str:
    """The subject of a letter, in the language of whoever booked."""
    with override(LOCALES[appointment.language]):
        return gettext("Appointment %(number)s") % {"number": appointment.reference}


def text_of(occasion: str, appointment: Appointment) -> str:
    """What is told on an occasion, in the language of whoever booked; with the way on, if known."""
    with override(LOCALES[appointment.language]):
        here = appointment.starts.astimezone(ZoneInfo(appointment.centre.timezone))
        text = gettext(WORDS[occasion]) % {
            "hall": _named(appointment.centre.names, appointment.language),
            "service": _named(appointment.service.names, appointment.language),
            "moment": dated(here, pgettext("date format", "D j M Y, H:i")),
            "number": appointment.reference,
            "secret": appointment.code,
            "code": confirmation_code(appointment) if occasion == Occasion.CODE else "",
        }
    link = _way_on(occasion, appointment, settings.ADDRESS)
    whole = f"{text} {link}" if link else text
    return whole if len(whole) <= MOST_CHARACTERS else text[:MOST_CHARACTERS]


def hidden(text: str, appointment: Appointment) -> str:
    """What was told without the secrets in it, for whoever looks into the outbox."""
    for secret in (appointment.code, confirmation_code(appointment)):
        text = text.replace(secret, "•" * len(secret))
    return text


def calendar_of(occasion: str, appointment: Appointment, *, at: datetime) -> Calendar | None:
    """The calendar file that goes along with a letter; None for one that tells of no time yet."""
    if occasion == Occasion.CODE:
        return None
    event = event_of(appointment, appointment.language, site=settings.ADDRESS, at=at)
    method = "CANCEL" if event.cancelled else "PUBLISH"
    return Calendar(f"{appointment.reference}.ics", method, calendar_file(event))


def event_of(appointment: Appointment, language: str, *, site: str, at: datetime) -> Event:
    """The appointment as calendars know it, the same one by whichever way it reaches them.

    ``site`` is where the hall's pages are reached (``https://hall.example.kr``); empty where that
    is not known.
    """
    centre, number = appointment.centre, appointment.reference
    page = reverse("appointment", args=[centre.code, number, appointment.code])
    address = f"{site}{page}" if site else ""
    with override(LOCALES[language]):
        described = (
            gettext(
                "Number %(number)s. Check in at the kiosk or on this page; there you can also"
                " change or cancel it: %(address)s"
            )
            if site
            else gettext("Number %(number)s. Check in at the kiosk with the number and its code.")
        ) % {"number": number, "address": address}
    hall = _named(centre.names, language)
    return Event(
        # Made with the hall's key, so no other hall's calendar entries have the same.
        uid=keyed("calendar", f"{centre.code} {number}")[:32],
        starts=appointment.starts,
        ends=appointment.ends,
        stamp=at,
        sequence=appointment.changes,
        summary=_named(appointment.service.names, language),
        location=hall,
        description=described,
        url=address,
        organizer=f"mailto:{parseaddr(settings.DEFAULT_FROM_EMAIL)[1]}",
        organizer_name=hall,
        language=TAGS[language],
        cancelled=appointment.status == Appointment.Status.CANCELLED,
        tentative=appointment.status == Appointment.Status.BOOKED,
    )


def _way_on(occasion: str, appointment: Appointment, site: str) -> str:
    """The page where the reader can do something about it; empty where it is not known."""
    centre = appointment.centre.code
    if not site or occasion in (Occasion.CODE, Occasion.CANCELLED):
        return ""
    if occasion == Occasion.CANCELLED_BY_HALL:
        return site + reverse("appointment-days", args=[centre, appointment.service.code])
    return site + reverse("appointment", args=[centre, appointment.reference, appointment.code])


def _named(names: Mapping[str, str], language: str) -> str:
    return names.get(language) or names.get("ko") or next(iter(names.values()), "")
