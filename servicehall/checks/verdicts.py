"""What a check says of an object or of one of its facts: an outcome, always with its reason."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Literal, NamedTuple


def _(message: str) -> str:
    """Mark a message for the message catalogues."""
    return message


class Outcome(StrEnum):
    """The six outcomes; none stands for another."""

    PASS = "pass"
    FAIL = "fail"
    NOT_APPLICABLE = "not_applicable"
    INSUFFICIENT_EVIDENCE = "insufficient_evidence"
    ERROR = "error"
    NEEDS_JUDGEMENT = "needs_judgement"


REASONS: Mapping[str, str] = MappingProxyType(
    {
        # pass: what is the same for every pass of a check, so that there is one reason for all
        "came": _("“%(expected)s” came."),
        "came_in_time": _("“%(expected)s” came in time."),
        "came_before": _("“%(expected)s” came before."),
        "none_found": _("“%(expected)s” never came."),
        "within_count": _("“%(expected)s” came no more than %(limit)s times."),
        "exact_count": _("“%(expected)s” came %(limit)s times, as often as it must."),
        "came_first": _("“%(expected)s” came first."),
        "came_next": _("“%(expected)s” came right after."),
        "apart": _("“%(expected)s” and “%(excluded)s” did not both come."),
        "within_limit": _("“%(field)s” is within the limit."),
        # fail
        "never_came": _("“%(expected)s” did not come between %(since)s and %(until)s."),
        "came_late": _("“%(target)s” came only at %(came)s; the limit was %(due)s."),
        "forbidden": _("“%(target)s” came at %(came)s; it must not."),
        "too_many": _("“%(expected)s” came %(count)s times; at most %(limit)s are allowed."),
        "too_few": _(
            "Between %(since)s and %(until)s “%(expected)s” came %(count)s times; it must come"
            " %(limit)s times."
        ),
        "not_first": _("“%(target)s” came first, at %(came)s; it must be “%(expected)s”."),
        "other_next": _("“%(target)s” came next, at %(came)s; it must be “%(expected)s”."),
        "together": _(
            "“%(kind)s” came at %(since)s and “%(target)s” at %(came)s; only one of the two may"
            " come."
        ),
        "nothing_before": _("“%(expected)s” had not come between %(since)s and %(until)s."),
        "too_long_before": _(
            "“%(target)s” came at %(came)s, too long before; it was due from %(since)s on."
        ),
        "above_limit": _("“%(field)s” is %(value)s, above the limit of %(limit)s."),
        "below_limit": _("“%(field)s” is %(value)s, below the limit of %(limit)s."),
        "differs": _("“%(field)s” is %(value)s; it must be %(limit)s."),
        # not applicable
        "no_activation": _("“%(expected)s” did not come, so there is nothing to judge."),
        "unit_type": _("The clause does not bind units of the type “%(unit_type)s”."),
        "no_limit_yet": _("No limit was in force on %(day)s."),
        # insufficient evidence
        "missing_field": _("“%(kind)s” does not say “%(field)s”."),
        "not_due_yet": _("“%(expected)s” has not come yet; it is due by %(due)s."),
        "may_still_come": _("“%(expected)s” has not come yet; it may come until %(until)s."),
        "more_may_come": _(
            "“%(expected)s” came %(count)s times so far; it must come %(limit)s times, and may"
            " until %(until)s."
        ),
        "calendar_unknown": _(
            "Which days after %(since)s are working days is not known far enough, so the limit"
            " can't be worked out."
        ),
        "unit_unknown": _("Of which type the unit “%(unit)s” is, is not known."),
        # error
        "wrong_type": _("“%(field)s” of “%(kind)s” can't be compared: its type is wrong."),
        "check_failed": _("The check itself failed: %(message)s"),
    }
)
"""English message of every reason, with named places; pages pass it through the catalogues."""

NATURE: Mapping[str, Outcome] = MappingProxyType(
    {
        **dict.fromkeys(
            (
                "came",
                "came_in_time",
                "came_before",
                "none_found",
                "within_count",
                "exact_count",
                "came_first",
                "came_next",
                "apart",
                "within_limit",
            ),
            Outcome.PASS,
        ),
        **dict.fromkeys(
            (
                "never_came",
                "came_late",
                "forbidden",
                "too_many",
                "too_few",
                "not_first",
                "other_next",
                "together",
                "nothing_before",
                "too_long_before",
                "above_limit",
                "below_limit",
                "differs",
            ),
            Outcome.FAIL,
        ),
        **dict.fromkeys(("no_activation", "unit_type", "no_limit_yet"), Outcome.NOT_APPLICABLE),
        **dict.fromkeys(
            (
                "missing_field",
                "not_due_yet",
                "may_still_come",
                "more_may_come",
                "calendar_unknown",
                "unit_unknown",
            ),
            Outcome.INSUFFICIENT_EVIDENCE,
        ),
        **dict.fromkeys(("wrong_type", "check_failed"), Outcome.ERROR),
    }
)
"""The outcome that each reason leads to, before ``on_breach`` and ``credit`` are heeded."""

VALUES: Mapping[str, Literal["kind", "kinds", "moment", "day", "field", "plain"]] = (
    MappingProxyType(
        {
            "target": "kind",
            "kind": "kind",
            "expected": "kinds",
            "excluded": "kinds",
            "same": "field",
            "other": "field",
            "came": "moment",
            "due": "moment",
            "since": "moment",
            "until": "moment",
            "day": "day",
            "field": "field",
            "value": "plain",
            "limit": "plain",
            "count": "plain",
            "unit": "plain",
            "unit_type": "plain",
            "message": "plain",
        }
    )
)
"""How a reader is told each value: ``kind`` is the code of a kind of fact and ``kinds`` a list
of such codes, ``moment`` an ISO 8601 moment in the centre's zone, ``day`` an ISO day, ``field``
the name of a field of a fact's data, ``plain`` a number, truth or text as it is."""


class Reason(NamedTuple):
    """Why an outcome is what it is: a code of ``REASONS`` and the values in its message."""

    code: str
    values: Mapping[str, Any] = MappingProxyType({})

    @property
    def document(self) -> dict[str, Any]:
        """The reason as JSON can hold it."""
        return {"code": self.code, "values": dict(self.values)}


class Verdict(NamedTuple):
    """One outcome of one check, about one object or about one fact in its history."""

    check: str
    clause: str
    object_type: str
    object_id: str
    occurrence: int | None
    """The place (``seq``) of the fact that it is about; ``None`` where about the whole object."""
    outcome: Outcome
    reason: Reason
    facts: tuple[int, ...]
    """Ids of the facts that it rests on, in their order."""
    happened: datetime
    """When the fact happened that it is about, else the one that it names."""
    unit: str
    counter: str
    staff: str
