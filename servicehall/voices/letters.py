"""What citizens are told of their question or their matter, in their language, at once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils.dateformat import format as dated
from django.utils.translation import gettext, override, pgettext
from django.utils.translation import gettext_noop as _

from servicehall.hall.models import Unit
from servicehall.reception.matters import MOST_CHARACTERS, write
from servicehall.reception.models import Message
from servicehall.reception.telling import LOCALES
from servicehall.voices.models import FirstContact, UnresolvedMatter

Occasion = Message.Occasion

WORDS: Mapping[str, str] = {
    Occasion.QUESTION_OWNER: _(
        "%(hall)s: your question, number %(number)s, is with %(owner)s (%(unit)s), who answers it"
        " by %(due)s."
    ),
    Occasion.QUESTION_UP: _(
        "%(hall)s: for your question, number %(number)s, the head of %(unit)s finds out who is"
        " responsible. Until then %(owner)s stays responsible. You have an answer by %(due)s."
    ),
    Occasion.QUESTION_ANSWER: _("%(hall)s: the answer to your question %(number)s: %(text)s"),
    Occasion.MATTER_RECEIVED: _(
        "%(hall)s: we have noted what could not be got done, number %(number)s, code %(code)s. You"
        " will be contacted by %(contact)s."
    ),
    Occasion.MATTER_TAKEN: _(
        "%(hall)s: %(owner)s handles your matter %(number)s. It will be done by %(due)s."
    ),
    Occasion.MATTER_EXTENDED: _(
        "%(hall)s: we are sorry, your matter %(number)s takes longer. New date: %(due)s. Reason:"
        " %(text)s"
    ),
    Occasion.MATTER_DELAYED: _(
        "%(hall)s: we are sorry, your matter %(number)s will not be done by %(due)s. Reason:"
        " %(text)s"
    ),
    Occasion.MATTER_RESOLVED: _("%(hall)s: your matter %(number)s is done: %(text)s"),
    Occasion.MATTER_EXPLAINED: _(
        "%(hall)s: your matter %(number)s can't be done as you wish. Rule: %(basis)s. Reason:"
        " %(text)s"
    ),
}
"""What is told on each occasion."""


def tell_asker(occasion: str, question: FirstContact, *, at: datetime, text: str = "") -> bool:
    """Write whoever asked a letter, in the caller's transaction; whether there was a way to."""
    unit = question.unit or question.to_unit
    if question.addressee is None or question.addressee.erased_at or unit is None:
        return False
    named = question.to_unit if occasion == Occasion.QUESTION_UP else unit
    about = {"owner": question.owner.name, "due": question.due, "text": text}
    return _tell(occasion, question, unit, about | {"unit": named or unit}, "", at)


def tell_reporter(occasion: str, matter: UnresolvedMatter, *, at: datetime, text: str = "") -> bool:
    """Write whoever brought a matter a letter, in the caller's transaction; whether it could be."""
    unit = matter.unit or (matter.handler.unit if matter.handler else None)
    unit = unit or Unit.objects.filter(centre=matter.centre_id).order_by("pk").first()
    if matter.addressee is None or matter.addressee.erased_at or unit is None:
        return False
    about = {
        "owner": matter.handler.name if matter.handler else "",
        "due": matter.due,
        "contact": matter.contact_by,
        "code": matter.follow_code,
        "basis": matter.basis,
        "text": text,
    }
    return _tell(occasion, matter, unit, about, follow_path(matter.centre.code), at)


def follow_path(centre: str) -> str:
    """The path at which citizens follow their matter by its number and code."""
    return reverse("follow", args=[centre])


def _tell(
    occasion: str,
    row: FirstContact | UnresolvedMatter,
    unit: Unit,
    about: Mapping[str, object],
    path: str,
    at: datetime,
) -> bool:
    addressee = row.addressee
    assert addressee is not None
    language = addressee.language
    closing = f" {settings.ADDRESS}{path}" if settings.ADDRESS and path else ""
    room = MOST_CHARACTERS[addressee.channel] - len(closing)
    with override(LOCALES[language]):
        told = {name: _shown(value, row, language) for name, value in about.items()}
        told |= {"hall": _named(row.centre.names, language), "number": row.reference}
        whole = gettext(WORDS[occasion]) % told
        subject = gettext("Your matter %(number)s") % told
    return write(occasion, addressee, unit, subject=subject, text=whole[:room] + closing, at=at)


def _shown(value: object, row: FirstContact | UnresolvedMatter, language: str) -> str:
    if isinstance(value, datetime):
        here = value.astimezone(ZoneInfo(row.centre.timezone))
        return dated(here, pgettext("date format", "D j M Y, H:i"))
    if isinstance(value, Unit):
        return _named(value.names, language)
    return str(value)


def _named(names: Mapping[str, str], language: str) -> str:
    return names.get(language) or names.get("ko") or next(iter(names.values()), "")
