"""What a check compares, said in one sentence in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from servicehall.standard.pack import (
    Absence,
    AtMost,
    ChainResponse,
    Check,
    Condition,
    Correlated,
    Dated,
    Exactly,
    Existence,
    Init,
    Limit,
    Moment,
    NotCoexistence,
    Precedence,
    Response,
    Scalar,
    Succession,
)
from servicehall.web.templatetags.servicehall import object_label
from servicehall.web.wording import field_label, fitting_text, kinds_text, value_text


@dataclass(frozen=True)
class CheckRule:
    """A check in words: on what object it is judged, and what it asks for."""

    per: str
    sentence: str


class Source(NamedTuple):
    """Where a figure of a check is taken from, and the work that the source names."""

    text: str
    work: str


def rule_of(check: Check, day: date) -> CheckRule:
    """The check as a sentence, with the limits in force on the day."""
    return CheckRule(object_label(check.per), _sentence(check, day))


def sources_of(check: Check, works: Mapping[str, str]) -> list[Source]:
    """Where the check's limits and points are taken from; ``works`` gives titles by short names."""
    dated: list[Dated | None] = [check.points, check.credit]
    if isinstance(check, Limit):
        dated += [check.at_most, check.at_least]
    texts = [check.source, *(value.source for each in dated if each for value in each.values)]
    return [
        Source(text, works.get(text.partition(":")[0], "")) for text in dict.fromkeys(texts) if text
    ]


def _sentence(check: Check, day: date) -> str:
    match check:
        case Existence():
            rule = _("“%(target)s” must come.") % {"target": _moment(check.target)}
            return _where(check.activation, check.target, rule)
        case Absence():
            rule = _("“%(target)s” must never come.") % {"target": _moment(check.target)}
            return _where(check.activation, check.target, rule)
        case AtMost():
            rule = ngettext(
                "“%(target)s” may come at most %(count)s time.",
                "“%(target)s” may come at most %(count)s times.",
                check.count,
            ) % {"target": _moment(check.target), "count": check.count}
            return _where(check.activation, check.target, rule)
        case Exactly():
            rule = ngettext(
                "“%(target)s” must come exactly %(count)s time.",
                "“%(target)s” must come exactly %(count)s times.",
                check.count,
            ) % {"target": _moment(check.target), "count": check.count}
            return _where(check.activation, check.target, rule)
        case Init():
            rule = _("“%(target)s” must come first.") % {"target": _moment(check.target)}
            return _where(check.activation, check.target, rule)
        case NotCoexistence():
            return _("“%(activation)s” and “%(target)s” must not both come.") % {
                "activation": _moment(check.activation),
                "target": _moment(check.target),
            }
        case Response():
            return _response(check)
        case ChainResponse():
            return _chain_response(check)
        case Precedence():
            return _precedence(check)
        case Succession():
            return f"{_response(check.response)} {_precedence(check.precedence)}"
        case Limit():
            return _limit(check, day)


def _where(activation: Moment | None, target: Moment, rule: str) -> str:
    """The rule with what calls for it, unless that is the same kind of fact."""
    if activation is None or activation.kind == target.kind:
        return rule
    return _("Where there was “%(activation)s”: %(rule)s") % {
        "activation": _moment(activation),
        "rule": rule,
    }


def _response(check: Response) -> str:
    values = _pair(check)
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


def _chain_response(check: ChainResponse) -> str:
    values = _pair(check)
    if check.within:
        return _(
            "Right after each “%(activation)s”, “%(target)s” must come, within %(within)s."
        ) % {**values, "within": _span(check.within)}
    if check.by:
        return _("Right after each “%(activation)s”, “%(target)s” must come, by “%(by)s”.") % {
            **values,
            "by": field_label(check.by),
        }
    return _("Right after each “%(activation)s”, “%(target)s” must come.") % values


def _pair(check: Correlated) -> dict[str, str]:
    """What calls for the check and what it asks for, with what the two have in common."""
    target = fitting_text(_moment(check.target), same=check.same, other=check.other)
    return {"activation": _moment(check.activation), "target": target}


def _precedence(check: Precedence) -> str:
    values = _pair(check)
    if check.within:
        return _(
            "Before each “%(activation)s”, “%(target)s” must have come, at most %(within)s earlier."
        ) % {**values, "within": _span(check.within)}
    return _("Before each “%(activation)s”, “%(target)s” must have come.") % values


def _limit(check: Limit, day: date) -> str:
    values = {"activation": _moment(check.activation), "field": field_label(check.field)}
    if check.at_most is not None:
        return _("At each “%(activation)s”, “%(field)s” may be at most %(limit)s.") % {
            **values,
            "limit": _bound(check.at_most, day),
        }
    if check.at_least is not None:
        return _("At each “%(activation)s”, “%(field)s” must be at least %(limit)s.") % {
            **values,
            "limit": _bound(check.at_least, day),
        }
    return _("At each “%(activation)s”, “%(field)s” must be: %(limit)s.") % {
        **values,
        "limit": value_text(check.equals),
    }


def _bound(dated: Dated, day: date) -> str:
    """The limit in force on the day, else the first that will be."""
    return value_text(dated.on(max(day, dated.values[0].since)))


def _span(text: str) -> str:
    count, *kind = text.split(" ")
    number, unit = int(count), kind[-1]
    if kind[0] == "working":
        if unit.startswith("hour"):
            return ngettext("%(n)s working hour", "%(n)s working hours", number) % {"n": number}
        return ngettext("%(n)s working day", "%(n)s working days", number) % {"n": number}
    if unit.startswith("minute"):
        return ngettext("%(n)s minute", "%(n)s minutes", number) % {"n": number}
    if unit.startswith("hour"):
        return ngettext("%(n)s hour", "%(n)s hours", number) % {"n": number}
    return ngettext("%(n)s day", "%(n)s days", number) % {"n": number}


def _moment(moment: Moment) -> str:
    kinds = kinds_text(moment.kind)
    conditions = ", ".join(_condition(each) for each in moment.where)
    return f"{kinds} ({conditions})" if conditions else kinds


def _condition(condition: Condition) -> str:
    field = field_label(condition.field)
    value = getattr(condition, condition.test)
    if condition.test == "given":
        message = _("%(field)s is given") if value else _("%(field)s is not given")
        return message % {"field": field}
    if value == "":
        message = (
            _("%(field)s is empty") if condition.test == "equals" else _("%(field)s is not empty")
        )
        return message % {"field": field}
    message = {
        "equals": _("%(field)s: %(value)s"),
        "not_equals": _("%(field)s other than %(value)s"),
        "one_of": _("%(field)s: %(value)s"),
        "not_one_of": _("%(field)s other than %(value)s"),
        "at_least": _("%(field)s at least %(value)s"),
        "at_most": _("%(field)s at most %(value)s"),
    }[condition.test]
    return message % {"field": field, "value": _values(value)}


def _values(value: Scalar | Sequence[Scalar]) -> str:
    if isinstance(value, tuple):
        # Empty is no reason at all, so it needs no word among those that are listed.
        given = [value_text(each) for each in value if each != ""]
        return pgettext("list of choices", " or ").join(given)
    return value_text(value)
