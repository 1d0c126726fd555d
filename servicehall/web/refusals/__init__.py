"""What a refusal tells the person: what happened, what was kept, what to do next.

One module a part of the house; a code has its message in one of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from types import MappingProxyType

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from servicehall.evidence.actions import Refused
from servicehall.web.refusals import cases, catalogue, findings, hall, reception, voices
from servicehall.web.signs import sign_of
from servicehall.web.templatetags.servicehall import localized
from servicehall.worktime.calendars import OutsideCalendar

MESSAGES: Mapping[str, str | Promise] = MappingProxyType(
    {
        **hall.MESSAGES,
        **catalogue.MESSAGES,
        **reception.MESSAGES,
        **cases.MESSAGES,
        **findings.MESSAGES,
        **voices.MESSAGES,
    }
)
"""A message for every code that an action refuses with."""

OTHERWISE = _(
    "The rules of the hall do not allow this step now, so nothing was changed. Load the page again"
    " and look at where things stand."
)
"""What is said of a code that has no message of its own."""


YEAR_UNKNOWN = _(
    "The holidays of the year that the date would lie in are not known yet, so nothing was changed."
)


class _Details(dict[str, str]):
    """Details by name; one that was not given reads as a dash."""

    def __missing__(self, name: str) -> str:
        return "–"


def _shown(name: str, value: object) -> str:
    if name in {"status", "wanted"}:
        return str(sign_of(str(value)).label)
    if isinstance(value, Mapping):
        return localized(value)
    if isinstance(value, datetime | date):
        return date_format(value, "DATE_FORMAT")
    return str(value)


def message(refused: Refused | OutsideCalendar) -> str:
    """The refusal in the reader's language; also where a date would lie beyond the calendar."""
    if isinstance(refused, OutsideCalendar):
        return str(YEAR_UNKNOWN)
    text = str(MESSAGES.get(refused.code, OTHERWISE))
    return text % _Details({name: _shown(name, value) for name, value in refused.about.items()})


def title() -> str:
    """The heading over any refusal, in the reader's language."""
    return gettext("That was not done")
