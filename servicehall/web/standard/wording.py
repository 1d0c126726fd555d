"""What a check compares, said in one sentence in the reader's language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from servicehall.evidence.kinds import OBJECTS
from servicehall.standard.pack import (
    Absence,
    AtMost,
    Check,
    Condition,
    Existence,
    Limit,
    Moment,
    Precedence,
    Response,
)
from servicehall.web.templatetags.servicehall import kind_label
from servicehall.web.wording import field_label, value_text


@dataclass(frozen=True)
class CheckRule:
    """A check in words: on what object it is judged, and what it asks for."""

    per: str
    sentence: str


def rule_of(check: Check, day: date) -> CheckRule:
    """The check as a sentence, with the limits in force on the day."""
    return CheckRule(_(OBJECTS[check.per]), _sentence(check, day))


def _sentence(check: Check, day: date) -> str:
    match check:
        case Existence():
            return _("“%(target)s” must come.") % {"target": _moment(check.target)}
        case Absence():
            return _("“%(target)s” must never come.") % {"target": _moment(check.target)}
        case AtMost():
            return ngettext(
                "“%(target)s” may come at most %(count)s time.",
                "“%(target)s” may come at most %(count)s times.",
                check.count,
            ) % {"target": _moment(check.target), "count": check.count}
        case Response():
            return _response(check)
        case Precedence():
            return _("Before each “%(activation)s”, “%(target)s” must have come.") % {
                "activation": _moment(check.activation),
                "target": _moment(check.target),
            }
        case Limit():
            return _limit(check, day)


def _response(check: Response) -> str:
    values = {"activation": _moment(check.activation), "target": _moment(check.target)}
    if check.within:
        return _("After each “%(activation)s”, “%(target)s” must come within %(within)s.") % {
            **values,
            "within": _span(check.within),
        }
    if check.by:
        return _("After each “%(activation)s”, “%(target)s” must come by “%(by)s”.") % {
            **values,
            "by": field_label(check.by),
        }
    return _("After each “%(activation)s”, “%(target)s” must come.") % values


def _limit(check: Limit, day: date) -> str:
    values = {"activation": _moment(check.activation), "field": field_label(check.field)}
    if check.at_most is not None:
        return _("At each “%(activation)s”, “%(field)s” may be at most %(limit)s.") % {
            **values,
            "limit": value_text(check.at_most.on(day)),
        }
    if check.at_least is not None:
        return _("At each “%(activation)s”, “%(field)s” must be at least %(limit)s.") % {
            **values,
            "limit": value_text(check.at_least.on(day)),
        }
    return _("At each “%(activation)s”, “%(field)s” must be: %(limit)s.") % {
        **values,
        "limit": value_text(check.equals),
    }


def _span(text: str) -> str:
    count, unit = text.split(" ")
    number = int(count)
    if unit.startswith("minute"):
        return ngettext("%(n)s minute", "%(n)s minutes", number) % {"n": number}
    if unit.startswith("hour"):
        return ngettext("%(n)s hour", "%(n)s hours", number) % {"n": number}
    return ngettext("%(n)s day", "%(n)s days", number) % {"n": number}


def _moment(moment: Moment) -> str:
    kinds = " / ".join(kind_label(kind) for kind in moment.kind)
    conditions = _conditions(moment.where)
    return f"{kinds} ({conditions})" if conditions else kinds


def _conditions(where: Sequence[Condition]) -> str:
    return ", ".join(_condition(each) for each in where)


def _condition(condition: Condition) -> str:
    field = field_label(condition.field)
    value = getattr(condition, condition.test)
    if condition.test == "given":
        return (
            _("%(field)s is given") % {"field": field}
            if value
            else _("%(field)s is not given") % {"field": field}
        )
    sign = {
        "equals": "=",
        "not_equals": "≠",
        "one_of": "∈",
        "not_one_of": "∉",
        "at_least": "≥",
        "at_most": "≤",
    }[condition.test]
    return f"{field} {sign} {value_text(value)}"
