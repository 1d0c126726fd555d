"""What citizens are told of their case by letter, in their language, at once when it changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils.dateformat import format as dated
from django.utils.translation import gettext, override, pgettext
from django.utils.translation import gettext_noop as _

from servicehall.cases.models import Case
from servicehall.reception.matters import MOST_CHARACTERS, write
from servicehall.reception.models import Message
from servicehall.reception.telling import LOCALES

Occasion = Message.Occasion

WORDS: Mapping[str, str] = {
    Occasion.MISSING: _(
        "%(hall)s: for %(service)s (number %(number)s) we still need, and nothing else: %(items)s."
    ),
    Occasion.ACCEPTED: _(
        "%(hall)s: %(service)s is accepted, number %(number)s, code %(code)s. It will be done by"
        " %(promised)s at the latest."
    ),
    Occasion.EXTENDED: _(
        "%(hall)s: we are sorry, %(service)s (number %(number)s) takes longer. New date:"
        " %(promised)s. Reason: %(reason)s"
    ),
    Occasion.STOOD_STILL: _(
        "%(hall)s: the time for %(service)s (number %(number)s) stands still: %(reason)s. It is not"
        " counted; you will be told the new date."
    ),
    Occasion.DATE_MOVED: _(
        "%(hall)s: the date for %(service)s (number %(number)s) is now %(promised)s. Reason:"
        " %(reason)s"
    ),
    Occasion.DELAYED: _(
        "%(hall)s: we are sorry, %(service)s (number %(number)s) will not be done by %(promised)s,"
        " but likely by %(likely)s. Reason: %(reason)s"
    ),
    Occasion.OVERDUE: _(
        "%(hall)s: we are sorry. %(service)s (number %(number)s) was to be done by %(promised)s and"
        " is not. %(unit)s answers for it and will get in touch."
    ),
    Occasion.CASE_GRANTED: _(
        "%(hall)s: %(service)s (number %(number)s) is granted. %(unit)s has it ready for you."
    ),
    Occasion.CASE_REFUSED: _(
        "%(hall)s: we are sorry, %(service)s (number %(number)s) can't be granted. Rule and reason"
        " stand in the written decision, and what you can do against it. Ask %(unit)s if anything"
        " is unclear."
    ),
    Occasion.CASE_RETURNED: _(
        "%(hall)s: what was missing for %(service)s (number %(number)s) did not come in time, so"
        " your papers go back to you. Reason: %(reason)s You can apply again at any time."
    ),
}
"""What is told on each occasion."""

STILL: Mapping[str, str] = {
    "supplement": _("papers that are missing are awaited"),
    "transfer": _("the papers are on their way to another office"),
    "representative": _("a representative is being chosen"),
    "hearing": _("a hearing is held"),
    "tender": _("a tender or an auction is held"),
    "test": _("an inspection, a test or an appraisal is made"),
    "expert_review": _("experts look into it"),
    "prerequisite": _("another matter has to be decided first"),
}
"""Why a case stands still, as its citizen reads it."""

BY = _("Please bring it by %(until)s.")
MORE = _("and %(count)s more, all of them on your notice")


def tell(
    occasion: str,
    case: Case,
    *,
    at: datetime,
    reason: str = "",
    likely: datetime | None = None,
    items: Sequence[Mapping[str, str]] = (),
) -> bool:
    """Write the citizen a letter, in the caller's transaction; whether there was a way to.

    ``items`` are the names of what is missing. Nobody is told who left no way of being reached.
    """
    addressee = case.addressee
    if addressee is None or addressee.erased_at is not None:
        return False
    language = addressee.language
    with override(LOCALES[language]):
        about = {
            "hall": _named(case.centre.names, language),
            "service": _named(case.service.names, language),
            "unit": _named(case.unit.names, language),
            "number": case.reference,
            "code": case.follow_code,
            "promised": _moment(case.promised_due, case),
            "likely": _moment(likely, case),
            "reason": reason,
            "items": "",
        }
        closing = _way_on(case)
        if items and case.supplement_due:
            closing.insert(0, gettext(BY) % {"until": _day(case.supplement_due, case)})
        room = MOST_CHARACTERS[addressee.channel] - len(" ".join(closing)) - 1
        shown = list(items)
        while True:
            names = [_named(each, language) for each in shown]
            if len(shown) < len(items):
                names.append(gettext(MORE) % {"count": len(items) - len(shown)})
            about["items"] = ", ".join(names)
            text = gettext(WORDS[occasion]) % about
            if len(text) <= room or not shown:
                break
            shown.pop()
        subject = gettext("Your matter %(number)s") % about
    whole = " ".join([text[:room], *closing])
    return write(occasion, addressee, case.unit, subject=subject, text=whole, at=at)


def told_in(case: Case, text: str) -> str:
    """A text of ours in the language that the case's citizen is told in."""
    if not text:
        return ""
    with override(LOCALES[case.addressee.language if case.addressee else "en"]):
        return gettext(text)


def _way_on(case: Case) -> list[str]:
    """Where the case is followed; nothing where the hall does not know its own address."""
    if not settings.ADDRESS or not case.follow_code:
        return []
    return [settings.ADDRESS + follow_path(case.centre.code)]


def follow_path(centre: str) -> str:
    """The path at which citizens follow their case by its number and code."""
    return reverse("follow", args=[centre])


def _moment(value: datetime | None, case: Case) -> str:
    if value is None:
        return ""
    here = value.astimezone(ZoneInfo(case.centre.timezone))
    return dated(here, pgettext("date format", "D j M Y, H:i"))


def _day(value: datetime, case: Case) -> str:
    here = value.astimezone(ZoneInfo(case.centre.timezone))
    return dated(here, pgettext("date format", "D j M Y"))


def _named(names: Mapping[str, str], language: str) -> str:
    return names.get(language) or names.get("ko") or next(iter(names.values()), "")
