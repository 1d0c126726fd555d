"""What people who booked are told beyond the page: the one place that knows how it is sent.

The setting ``APPOINTMENT_SENDER`` names a function, such as ``hall.outbox.queue``, that takes a
``Told`` and keeps it to be sent. It is called within the transaction of the change that it tells
of, so it keeps and does not wait for a network. While nothing is named, nobody is told, and
only the demonstration, which shows the code on the page, takes bookings over the network.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import cast
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.dateformat import format as dated
from django.utils.module_loading import import_string
from django.utils.translation import gettext, override, pgettext
from django.utils.translation import gettext_noop as _

from servicehall.hall.models import Centre
from servicehall.reception.contacts import keyed
from servicehall.reception.models import Appointment, AppointmentContact

LOCALES = {"ko": "ko", "zh": "zh-hans", "en": "en"}

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
"""What is told at each moment."""


@dataclass(frozen=True)
class Told:
    """One message: to whom, by which way, about which appointment, in its words."""

    centre: Centre
    to: str
    by: str
    """``phone`` (a text message) or ``email``."""
    moment: str
    appointment: str
    language: str
    text: str
    at: datetime


def can_tell() -> bool:
    """Whether there is a way of sending anything."""
    return bool(settings.APPOINTMENT_SENDER)


def can_confirm() -> bool:
    """Whether a confirmation code reaches whoever books: sent, or shown in the demonstration."""
    return can_tell() or bool(settings.DEMONSTRATION)


def confirmation_code(appointment: Appointment) -> str:
    """The six figures that confirm the appointment; made from its secrets, so kept nowhere."""
    secrets = f"{appointment.centre_id} {appointment.reference} {appointment.code}"
    made = keyed("confirmation", secrets)
    return f"{int(made, 16) % 1_000_000:06d}"


def tell(
    moment: str, appointment: Appointment, contact: AppointmentContact | None, *, at: datetime
) -> bool:
    """Have the person told; whether there was a way to.

    ``moment`` is a key of ``WORDS``. Nobody is told who left no contact, or whose contact is
    erased.
    """
    to = (contact.phone or contact.email) if contact is not None else ""
    if not to or not can_tell():
        return False
    send = cast("Callable[[Told], object]", import_string(settings.APPOINTMENT_SENDER))
    send(
        Told(
            centre=appointment.centre,
            to=to,
            by="phone" if contact and contact.phone else "email",
            moment=moment,
            appointment=appointment.reference,
            language=appointment.language,
            text=text_of(moment, appointment),
            at=at,
        )
    )
    return True


def text_of(moment: str, appointment: Appointment) -> str:
    """What is told at a moment, in the language of whoever booked."""
    with override(LOCALES[appointment.language]):
        here = appointment.starts.astimezone(ZoneInfo(appointment.centre.timezone))
        return gettext(WORDS[moment]) % {
            "hall": _named(appointment.centre.names, appointment.language),
            "service": _named(appointment.service.names, appointment.language),
            "moment": dated(here, pgettext("date format", "D j M Y, H:i")),
            "number": appointment.reference,
            "secret": appointment.code,
            "code": confirmation_code(appointment) if moment == "code" else "",
        }


def _named(names: Mapping[str, str], language: str) -> str:
    return names.get(language) or names.get("ko") or next(iter(names.values()), "")
