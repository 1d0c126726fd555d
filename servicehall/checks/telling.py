"""The values in a verdict's reason: what came, when, and what was asked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, tzinfo
from functools import cached_property
from typing import Any

from servicehall.checks import correlations
from servicehall.checks.conditions import State, field_in_state, span_of
from servicehall.checks.logs import LoggedFact
from servicehall.checks.rulings import due, end_of_day
from servicehall.checks.verdicts import Reason
from servicehall.standard.pack import (
    AtMost,
    ChainResponse,
    Check,
    Correlated,
    Exactly,
    Limit,
    Moment,
    NotCoexistence,
    Precedence,
    Response,
    Succession,
)
from servicehall.worktime.calendars import WorkCalendar


def _asked(check: Check, moment: Moment) -> dict[str, Any]:
    """What was to come, and what it must have in common with what called for it."""
    values: dict[str, Any] = {"expected": list(moment.kind)}
    if isinstance(check, Correlated):
        values |= {"same" if same else "other": name for name, same in check.correlations}
    return values


def _constant_reasons(check: Check) -> Iterator[Reason]:
    """The reasons that say the same whatever facts they rest on."""
    if isinstance(check, Succession | NotCoexistence):
        either = (*check.activation.kind, *check.target.kind)
        yield Reason("no_activation", {"expected": list(dict.fromkeys(either))})
    elif check.activation is not None:
        yield Reason("no_activation", {"expected": list(check.activation.kind)})
    match check:
        case Limit():
            yield Reason("within_limit", {"field": check.field})
            return
        case NotCoexistence():
            excluded = {"excluded": list(check.target.kind)}
            yield Reason("apart", {"expected": list(check.activation.kind), **excluded})
            return
    asked = _asked(check, check.target)
    for code in ("came", "came_in_time", "came_next", "came_first", "none_found"):
        yield Reason(code, asked)
    before = check.activation if isinstance(check, Succession) else check.target
    yield Reason("came_before", _asked(check, before))
    if isinstance(check, AtMost | Exactly):
        for code in ("within_count", "exact_count"):
            yield Reason(code, {**asked, "limit": check.count})


class Telling:
    """Puts one check's rulings into reasons."""

    def __init__(self, check: Check, zone: tzinfo, calendar: WorkCalendar | None = None) -> None:
        self.check = check
        self.zone = zone
        self.calendar = calendar

    @cached_property
    def constant(self) -> dict[str, Reason]:
        """The reasons that say the same whatever facts they rest on, by their codes."""
        return {reason.code: reason for reason in _constant_reasons(self.check)}

    @cached_property
    def halves(self) -> tuple[Telling, Telling]:
        """Of a succession: what tells of its activations, and what of its targets."""
        assert isinstance(self.check, Succession)
        return Telling(self.check.response, self.zone), Telling(self.check.precedence, self.zone)

    @property
    def target(self) -> Moment:
        assert not isinstance(self.check, Limit)
        return self.check.target

    @property
    def activation(self) -> Moment:
        assert self.check.activation is not None
        return self.check.activation

    def values(
        self,
        code: str,
        first: LoggedFact,
        activation: LoggedFact | None,
        target: LoggedFact | None,
        listed: Sequence[int],
    ) -> dict[str, Any]:
        if isinstance(self.check, Succession):
            assert activation is not None
            half = self.halves[activation.kind in self.target.kind]
            return half.values(code, first, activation, target, listed)
        if code in {"missing_field", "wrong_type"}:
            return self.unreadable(code, activation, target)
        if code == "calendar_unknown":
            assert activation is not None
            return {"since": self.told(activation.happened)}
        match self.check:
            case AtMost() | Exactly() as check:
                values = {
                    "expected": list(check.target.kind),
                    "count": len(listed),
                    "limit": check.count,
                }
                if code == "too_many":
                    return values
                began, ended = self.day_of(activation or first)
                return {**values, "until": ended} | ({"since": began} if code == "too_few" else {})
            case Limit() as check:
                assert activation is not None
                return self.limit_values(check, activation)
            case NotCoexistence():
                assert activation is not None
                assert target is not None
                return {
                    "kind": activation.kind,
                    "since": self.told(activation.happened),
                    "target": target.kind,
                    "came": self.told(target.happened),
                }
            case Response() | ChainResponse() as check:
                assert activation is not None
                limit = due(check, activation, self.calendar)
                until = limit or end_of_day(activation.happened, self.zone)
            case Precedence() as check:
                assert activation is not None
                return self.precedence_values(check, first, activation, target)
            case _:
                limit = None
                until = end_of_day((activation or first).happened, self.zone)
        asked = _asked(self.check, self.target)
        if target is not None:
            values = {"target": target.kind, "came": self.told(target.happened)}
            if code in {"not_first", "other_next"}:
                return {**values, **asked}
            return {**values, "due": self.told(limit)} if limit else values
        if code == "not_due_yet":
            return {**asked, "due": self.told(until)}
        if code == "may_still_come":
            return {**asked, "until": self.told(until)}
        since = self.told((activation or first).happened)
        return {**asked, "since": since, "until": self.told(until)}

    def day_of(self, fact: LoggedFact) -> tuple[str, str]:
        """From the fact until its day ends, which is how long more may come."""
        return self.told(fact.happened), self.told(end_of_day(fact.happened, self.zone))

    def unreadable(
        self, code: str, activation: LoggedFact | None, target: LoggedFact | None
    ) -> dict[str, Any]:
        """Which field of which fact is missing or of the wrong type."""
        missing = code == "missing_field"
        sought = State.MISSING if missing else State.WRONG
        fact, field = activation, ""
        if target is not None:
            fact, field = target, field_in_state(self.target, target.data, sought)
            if not field and activation is not None and isinstance(self.check, Correlated):
                for name, same in self.check.correlations:
                    if correlations.correlated(name, activation, target, same=same) is sought:
                        blamed = correlations.blamed(name, activation, target, missing=missing)
                        return {"kind": blamed.kind, "field": name}
        elif activation is not None and self.check.activation is not None:
            field = field_in_state(self.activation, activation.data, sought)
        if not field:
            match self.check:
                case Response(by=str(field)) | ChainResponse(by=str(field)) | Limit(field=field):
                    pass
        return {"kind": fact.kind if fact else "", "field": field}

    def precedence_values(
        self,
        check: Precedence,
        first: LoggedFact,
        activation: LoggedFact,
        target: LoggedFact | None,
    ) -> dict[str, Any]:
        since = first.happened
        if check.within:
            since = activation.happened - span_of(check.within)
        if target is None:
            return {
                **_asked(check, check.target),
                "since": self.told(since),
                "until": self.told(activation.happened),
            }
        values = {"target": target.kind, "came": self.told(target.happened)}
        return {**values, "since": self.told(since)} if check.within else values

    def limit_values(self, check: Limit, activation: LoggedFact) -> dict[str, Any]:
        day = activation.happened.astimezone(self.zone).date()
        if check.equals is not None:
            limit: object = check.equals
        else:
            dated = check.at_most or check.at_least
            assert dated is not None
            try:
                limit = dated.on(day)
            except LookupError:
                return {"field": check.field, "day": day.isoformat()}
        return {
            "field": check.field,
            "value": activation.data.get(check.field),
            "limit": int(limit) if isinstance(limit, float) and limit.is_integer() else limit,
        }

    def told(self, moment: datetime | None) -> str:
        if moment is None:
            return ""
        try:
            return moment.astimezone(self.zone).isoformat()
        except OverflowError:
            return moment.isoformat()
