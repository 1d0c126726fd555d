"""What the holder of a ticket is told by message, in their language, when something comes of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext, override

from servicehall.hall.models import Names
from servicehall.reception.giving import opening_on
from servicehall.reception.models import Contact, Message, Visit

LOCALES: Mapping[str, str] = {"ko": "ko", "zh": "zh-hans", "en": "en"}
"""Django's code of each language that a ticket can have."""

USEFUL: Mapping[str, timedelta] = {
    Message.Occasion.NEARLY: timedelta(minutes=15),
    Message.Occasion.CALLED: timedelta(minutes=10),
    Message.Occasion.MISSED: timedelta(minutes=60),
    # Until the morning, with time to come.
    Message.Occasion.KEPT: timedelta(hours=12),
}
"""How long a message helps; what was not sent by then is not sent any more."""


def tell(visit: Visit, occasion: str, at: datetime, *, place: int = 0) -> bool:
    """Write a message in the caller's transaction; once for each ticket, occasion and unit.

    ``place`` is the place in the queue, for the occasion ``nearly``. Returns whether it was
    written: nobody is told who did not ask for it, and nobody twice.
    """
    if not visit.wants_messages:
        return False
    contact = Contact.objects.filter(visit=visit, withdrawn_at=None, erased_at=None).first()
    if contact is None:
        return False
    subject, text = words(visit, occasion, contact.language, place=place)
    before = Message.objects.filter(contact=contact, occasion=occasion, unit=visit.unit_id)
    if before.exists():
        return False
    Message.objects.bulk_create(
        [
            Message(
                centre_id=visit.centre_id,
                contact=contact,
                unit_id=visit.unit_id,
                occasion=occasion,
                subject=subject,
                text=text,
                written_at=at,
                due_at=at,
                useless_at=at + USEFUL[occasion],
            )
        ],
        # Another process may have found the same one at the same moment.
        ignore_conflicts=True,
    )
    return True


def words(visit: Visit, occasion: str, language: str, *, place: int = 0) -> tuple[str, str]:
    """Subject and text of a message, in a language of the hall."""
    centre = visit.centre
    with override(LOCALES[language]):
        about = {
            "centre": _name(centre.names, language) or centre.code,
            "unit": _name(visit.unit.names, language) or visit.unit.code,
            "ticket": visit.ticket,
            "place": place,
            "counter": visit.counter.code if visit.counter else "",
        }
        subject = gettext("Ticket %(ticket)s") % about
        if occasion == Message.Occasion.NEARLY:
            form = (
                gettext(
                    "[%(centre)s] Ticket %(ticket)s: you are next for %(unit)s. Please wait near"
                    " the counters."
                )
                if place <= 1
                else gettext(
                    "[%(centre)s] Ticket %(ticket)s: you are number %(place)s in the queue for"
                    " %(unit)s. Please come near the counters."
                )
            )
        elif occasion == Message.Occasion.CALLED:
            form = gettext(
                "[%(centre)s] Ticket %(ticket)s: it is your turn. Please go to counter %(counter)s"
                " now."
            )
        elif occasion == Message.Occasion.KEPT:
            about["day"] = date_format(visit.calls_on, "MONTH_DAY_FORMAT")
            about["opens"] = f"{opening_on(centre, visit.calls_on) or centre.opens:%H:%M}"
            form = gettext(
                "[%(centre)s] Ticket %(ticket)s: we are sorry that you were not served today. Your"
                " ticket and your place in the queue are kept for %(day)s; please come at"
                " %(opens)s."
            )
        else:
            until = (visit.ended_at or visit.waiting_since) + timedelta(
                minutes=centre.return_within
            )
            about["until"] = f"{until.astimezone(ZoneInfo(centre.timezone)):%H:%M}"
            form = gettext(
                "[%(centre)s] Ticket %(ticket)s: you missed your call. Come back by %(until)s and"
                " you keep your place; speak to counter %(counter)s."
            )
        return subject, form % about


def _name(names: Names, language: str) -> str:
    return names.get(language) or next(iter(names.values()), "")
