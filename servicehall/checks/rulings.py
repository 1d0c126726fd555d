"""From what an engine found to the verdict that people read: whom it names, and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta, tzinfo
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple, cast

from servicehall.checks.conditions import State, field_in_state, moment_of, span_of
from servicehall.checks.logs import LoggedFact
from servicehall.checks.verdicts import NATURE, Outcome, Reason, Verdict
from servicehall.standard.pack import (
    Absence,
    AtMost,
    Check,
    Clause,
    Limit,
    Moment,
    Precedence,
    Response,
)


class Ruling(NamedTuple):
    """What an engine found; facts are named by their index in the facts that it was given."""

    check: int
    """Index of the check among those that it was given."""
    first: int
    """The first fact of the object's history."""
    activation: int | None
    target: int | None
    """The fact that is, or might be, the target."""
    reason: str
    facts: Sequence[int] | None = None
    """All that it rests on, where these are not just the activation and the target."""


class CheckFailed(NamedTuple):
    """A check that can't be judged at all, and what is the matter with it."""

    check: int
    message: str


def end_of_day(moment: datetime, zone: tzinfo) -> datetime:
    """When the day of ``zone`` ends in which the moment lies."""
    following = moment.astimezone(zone).date() + timedelta(days=1)
    return start_of_day(following, zone)


def start_of_day(day: date, zone: tzinfo) -> datetime:
    """When the day begins in ``zone``."""
    return datetime.combine(day, time.min, tzinfo=zone)


def due(check: Response, activation: LoggedFact) -> datetime | None:
    """The latest moment for the target; ``None`` without a limit, or where none can be read."""
    if check.within:
        return activation.happened + span_of(check.within)
    if check.by:
        return moment_of(activation.data.get(check.by))
    return None


def verdicts(
    checks: Sequence[tuple[Clause, Check]],
    facts: Sequence[LoggedFact],
    rulings: Iterable[Ruling],
    failures: Iterable[CheckFailed] = (),
    *,
    zone: tzinfo,
    unit_types: Mapping[str, str],
) -> list[Verdict]:
    """The verdicts that the rulings come to, in the order of checks, objects and facts.

    ``facts`` must be in order, and the rulings in the order of checks, first facts, activations
    and targets. A check that failed, here or in the engine, gives an error for each object that
    it should have judged, and nothing else.
    """
    messages = {failure.check: failure.message for failure in failures}
    told: dict[int, list[Verdict]] = {}
    for index, of_check in groupby(rulings, key=itemgetter(0)):
        try:
            clause, check = checks[index]
            told[index] = _Bench(clause, check, facts, zone, unit_types).verdicts(of_check)
        except Exception as error:
            # Whatever is wrong with one check, the others are judged all the same.
            messages[index] = told_error(error)
    found: list[Verdict] = []
    for index, (clause, check) in enumerate(checks):
        if index in messages:
            found += _errors(clause, check, facts, messages[index])
        else:
            found += told.get(index, ())
    return found


def told_error(error: Exception) -> str:
    """One line about what was thrown inside a check."""
    return f"{type(error).__name__}: {error}".splitlines()[0]


def _errors(
    clause: Clause, check: Check, facts: Sequence[LoggedFact], message: str
) -> list[Verdict]:
    reason = Reason("check_failed", {"message": message})
    firsts: dict[str, LoggedFact] = {}
    for fact in facts:
        if fact.object_type == check.per:
            firsts.setdefault(fact.object_id, fact)
    return [
        Verdict(
            check.code,
            clause.number,
            check.per,
            object_id,
            None,
            Outcome.ERROR,
            reason,
            (),
            first.happened,
            first.unit,
            first.counter,
            first.staff,
        )
        for object_id, first in firsts.items()
    ]


def _constant_reasons(check: Check) -> Iterator[Reason]:
    """The reasons that say the same whatever facts they rest on."""
    if check.activation is not None:
        yield Reason("no_activation", {"expected": list(check.activation.kind)})
    if isinstance(check, Limit):
        yield Reason("within_limit", {"field": check.field})
        return
    expected = {"expected": list(check.target.kind)}
    yield from (Reason(code, expected) for code in ("came", "came_in_time", "came_before"))
    yield Reason("none_found", expected)
    if isinstance(check, AtMost):
        yield Reason("within_count", {**expected, "limit": check.count})


class _Bench:
    """One check, ready to put its rulings into verdicts."""

    def __init__(
        self,
        clause: Clause,
        check: Check,
        facts: Sequence[LoggedFact],
        zone: tzinfo,
        unit_types: Mapping[str, str],
    ) -> None:
        self.clause = clause
        self.check = check
        self.facts = facts
        self.zone = zone
        self.unit_types = unit_types
        self.bound_types = frozenset(clause.unit_types)
        self.constant = {reason.code: reason for reason in _constant_reasons(check)}
        self.outcomes = {code: self.outcome(outcome) for code, outcome in NATURE.items()}

    def outcome(self, nature: Outcome) -> Outcome:
        """The outcome, once ``credit`` and ``on_breach`` are heeded."""
        if nature is Outcome.FAIL and self.check.credit is not None:
            return Outcome.NOT_APPLICABLE
        if nature is Outcome.FAIL and self.check.on_breach == "needs_judgement":
            return Outcome.NEEDS_JUDGEMENT
        return nature

    def verdicts(self, rulings: Iterable[Ruling]) -> list[Verdict]:
        facts, check = self.facts, self.check
        code, number, per, names = check.code, self.clause.number, check.per, check.names
        of_activation = isinstance(check, Response | Precedence | Limit)
        of_target = isinstance(check, Absence)
        found = []
        for _, first_index, activation_index, target_index, reason_code, listed in rulings:
            first = facts[first_index]
            activation = None if activation_index is None else facts[activation_index]
            target = None if target_index is None else facts[target_index]
            about = activation if of_activation else target if of_target else None
            if reason_code == "too_many" and isinstance(check, AtMost) and listed:
                about = target = facts[listed[check.count]]
            if names == "first":
                named = first
            elif names == "target" and target is not None:
                named = target
            else:
                named = activation or first
            reason = self.constant.get(reason_code) or Reason(
                reason_code, self.values(reason_code, first, activation, target, listed or ())
            )
            outcome = self.outcomes[reason_code]
            if self.bound_types:
                reason, outcome = self.bind(reason, outcome, named)
            if listed:
                rests_on = tuple(facts[index].id for index in listed)
            elif target is None:
                if activation is not None:
                    rests_on = (activation.id,)
                else:
                    rests_on = (first.id,) if NATURE[reason_code] is Outcome.FAIL else ()
            elif activation is None or activation is target:
                rests_on = (target.id,)
            elif cast(int, activation_index) < cast(int, target_index):
                rests_on = (activation.id, target.id)
            else:
                rests_on = (target.id, activation.id)
            found.append(
                Verdict(
                    code,
                    number,
                    per,
                    first.object_id,
                    None if about is None else about.seq,
                    outcome,
                    reason,
                    rests_on,
                    (about or named).happened,
                    named.unit,
                    named.counter,
                    named.staff,
                )
            )
        return found

    def bind(self, reason: Reason, outcome: Outcome, named: LoggedFact) -> tuple[Reason, Outcome]:
        """The reason and outcome, once it is asked whether the clause binds the named unit."""
        unit_type = self.unit_types.get(named.unit)
        if unit_type is None:
            if outcome in {Outcome.NOT_APPLICABLE, Outcome.INSUFFICIENT_EVIDENCE, Outcome.ERROR}:
                return reason, outcome
            return Reason("unit_unknown", {"unit": named.unit}), Outcome.INSUFFICIENT_EVIDENCE
        if unit_type in self.bound_types:
            return reason, outcome
        values = {"unit": named.unit, "unit_type": unit_type}
        return Reason("unit_type", values), Outcome.NOT_APPLICABLE

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
        if code in {"missing_field", "wrong_type"}:
            return self.unreadable(code, activation, target)
        match self.check:
            case AtMost() as check:
                return {
                    "expected": list(check.target.kind),
                    "count": len(listed),
                    "limit": check.count,
                }
            case Limit() as check:
                assert activation is not None
                return self.limit_values(check, activation)
            case Response() as check:
                assert activation is not None
                limit = due(check, activation)
                until = limit or end_of_day(activation.happened, self.zone)
            case Precedence() as check:
                assert activation is not None
                return self.precedence_values(check, first, activation, target)
            case _:
                limit = None
                until = end_of_day((activation or first).happened, self.zone)
        if target is not None:
            values: dict[str, Any] = {"target": target.kind, "came": self.told(target.happened)}
            return {**values, "due": self.told(limit)} if limit else values
        expected: dict[str, Any] = {"expected": list(self.target.kind)}
        if code == "not_due_yet":
            return {**expected, "due": self.told(until)}
        if code == "may_still_come":
            return {**expected, "until": self.told(until)}
        since = (activation or first).happened
        return {**expected, "since": self.told(since), "until": self.told(until)}

    def unreadable(
        self, code: str, activation: LoggedFact | None, target: LoggedFact | None
    ) -> dict[str, Any]:
        """Which field of which fact is missing or of the wrong type."""
        sought = State.MISSING if code == "missing_field" else State.WRONG
        fact, field = activation, ""
        if target is not None:
            fact, field = target, field_in_state(self.target, target.data, sought)
        elif activation is not None and self.check.activation is not None:
            field = field_in_state(self.activation, activation.data, sought)
        if not field:
            match self.check:
                case Response(by=str(field)) | Limit(field=field):
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
                "expected": list(check.target.kind),
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
