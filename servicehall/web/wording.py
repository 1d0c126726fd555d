"""How the record and its verdicts are told to a reader: facts, their data, and reasons."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from django.utils import formats, timezone
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from servicehall.checks.verdicts import REASONS, VALUES
from servicehall.evidence.kinds import FIELDS, KINDS
from servicehall.evidence.models import Fact

CODES = {
    "granted": _("granted"),
    "counter": _("at the counter"),
    "none": _("none"),
    "elderly": _("elderly"),
    "disabled": _("disabled"),
    "pregnant": _("pregnant"),
    "infant": _("with an infant"),
    "returned_with_materials": _("came back with the missing materials"),
    "needs_help": _("needs help"),
    "appointment": _("has an appointment"),
    "transferred": _("sent from another counter"),
    "other": _("another reason"),
    "break": _("break"),
    "meeting": _("meeting"),
    "training": _("training"),
    "system": _("system failure"),
    "staffing": _("nobody to stand in"),
    "ko": _("Korean"),
    "zh": _("Chinese"),
    "en": _("English"),
}
"""What the codes in a fact's data are called; a code that is not here is shown as it is."""


def reason_text(reason: Mapping[str, Any]) -> str:
    """A verdict's reason as a sentence in the reader's language.

    ``reason`` is what a finding keeps: ``{"code": …, "values": {…}}``.
    """
    message = REASONS.get(str(reason.get("code", "")))
    if message is None:
        return ""
    values = {
        name: _value(VALUES.get(name, "plain"), value)
        for name, value in reason.get("values", {}).items()
    }
    return gettext(message) % values


def field_label(field: str) -> str:
    """What a field of a fact is called; the code itself where it has no name."""
    return gettext(FIELDS[field]) if field in FIELDS else field


def _value(manner: str, value: Any) -> str:
    if manner == "kind":
        return _kind(str(value))
    if manner == "kinds":
        return pgettext("list of events", " / ").join(_kind(str(each)) for each in value)
    if manner == "field":
        return field_label(str(value))
    if manner == "day":
        return formats.date_format(date.fromisoformat(str(value)), "DATE_FORMAT")
    if manner == "moment":
        return moment_text(str(value))
    return value_text(value)


def _kind(code: str) -> str:
    return gettext(KINDS[code].label) if code in KINDS else code


def moment_text(text: str) -> str:
    """A moment written in ISO 8601, in the reader's language and the centre's zone."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return text
    return formats.date_format(timezone.localtime(moment), "SHORT_DATETIME_FORMAT")


def value_text(value: Any) -> str:
    """A value of a fact's data as people say it."""
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(value, float | int):
        return formats.localize(int(value) if float(value).is_integer() else value)
    if isinstance(value, list | tuple):
        return ", ".join(value_text(each) for each in value)
    return str(CODES.get(str(value), value))


class Detail(NamedTuple):
    """One field of a fact as it is told."""

    label: str
    text: str


@dataclass(frozen=True)
class ToldFact:
    """A fact as a page shows it."""

    fact: Fact
    details: Sequence[Detail]
    staff: str
    """The staff member's name, else their code; empty where the fact names nobody."""
    proves: bool = False
    mark: str = ""
    """What it is to the check that is shown: ``activation``, ``target``, …"""


def told_fact(
    fact: Fact, names: Mapping[str, str], *, proof: Iterable[int] = (), mark: str = ""
) -> ToldFact:
    """Tell one fact; ``names`` gives staff members' names by their codes."""
    kind = KINDS.get(fact.kind)
    details = [
        Detail(
            field_label(name),
            moment_text(value)
            if kind and kind.fields.get(name) == "moment" and isinstance(value, str)
            else value_text(value),
        )
        for name, value in fact.data.items()
        if value not in (None, "")
    ]
    return ToldFact(fact, details, names.get(fact.staff, fact.staff), fact.pk in set(proof), mark)
