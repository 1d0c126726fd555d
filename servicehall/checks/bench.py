"""From what an engine found to the verdict that people read: whom it names, and about what."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import tzinfo
from itertools import groupby
from operator import itemgetter
from typing import cast

from servicehall.checks.logs import LoggedFact
from servicehall.checks.rulings import CheckFailed, Ruling, told_error
from servicehall.checks.telling import Telling
from servicehall.checks.verdicts import NATURE, Outcome, Reason, Verdict
from servicehall.standard.pack import (
    Absence,
    AtMost,
    Check,
    Clause,
    Correlated,
    Exactly,
    Limit,
)
from servicehall.worktime.calendars import WorkCalendar


def verdicts(
    checks: Sequence[tuple[Clause, Check]],
    facts: Sequence[LoggedFact],
    rulings: Iterable[Ruling],
    failures: Iterable[CheckFailed] = (),
    *,
    zone: tzinfo,
    unit_types: Mapping[str, str],
    calendar: WorkCalendar | None = None,
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
            told[index] = _Bench(clause, check, facts, zone, unit_types, calendar).verdicts(
                of_check
            )
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


class _Bench(Telling):
    """One check, ready to put its rulings into verdicts."""

    def __init__(
        self,
        clause: Clause,
        check: Check,
        facts: Sequence[LoggedFact],
        zone: tzinfo,
        unit_types: Mapping[str, str],
        calendar: WorkCalendar | None,
    ) -> None:
        super().__init__(check, zone, calendar)
        self.clause = clause
        self.facts = facts
        self.unit_types = unit_types
        self.bound_types = frozenset(clause.unit_types)
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
        of_activation = isinstance(check, Correlated | Limit)
        of_target = isinstance(check, Absence)
        constant = self.constant
        found = []
        for _, first_index, activation_index, target_index, reason_code, listed in rulings:
            first = facts[first_index]
            activation = None if activation_index is None else facts[activation_index]
            target = None if target_index is None else facts[target_index]
            about = activation if of_activation else target if of_target else None
            if reason_code == "together":
                # By whichever of the two came later it was broken.
                about = facts[max(cast(int, activation_index), cast(int, target_index))]
            if reason_code == "too_many" and isinstance(check, AtMost | Exactly) and listed:
                about = target = facts[listed[check.count]]
            if names == "first":
                named = first
            elif names == "target" and target is not None:
                named = target
            else:
                named = activation or first
            reason = constant.get(reason_code) or Reason(
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
