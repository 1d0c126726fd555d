"""Judges by reading each history fact by fact: slow, and plain enough to be believed.

What it says is what a check means; every other engine must say the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta, tzinfo
from itertools import groupby

from servicehall.checks.conditions import Shape, State, moment_of, shaped, span_of, state
from servicehall.checks.logs import LoggedFact
from servicehall.checks.rulings import CheckFailed, Ruling, told_error
from servicehall.standard.pack import (
    Absence,
    AtMost,
    Check,
    Clause,
    Dated,
    Existence,
    Limit,
    Moment,
    Precedence,
    Response,
    Scalar,
)


def rulings(
    checks: Sequence[tuple[Clause, Check]],
    facts: Sequence[LoggedFact],
    *,
    at: datetime,
    zone: tzinfo,
) -> tuple[list[Ruling], list[CheckFailed]]:
    """What each check finds in ``facts``, which must be in order and not later than ``at``."""
    found: list[Ruling] = []
    failures: list[CheckFailed] = []
    for index, (_clause, check) in enumerate(checks):
        try:
            found += _of_check(index, check, facts, at, zone)
        except Exception as error:
            failures.append(CheckFailed(index, told_error(error)))
    return found, failures


def _of_check(
    index: int, check: Check, facts: Sequence[LoggedFact], at: datetime, zone: tzinfo
) -> list[Ruling]:
    if isinstance(check, Response | Precedence) and check.within is not None:
        # A span that can't be read is a fault of the check, whether or not it comes to that.
        span_of(check.within)
    found: list[Ruling] = []
    start = 0
    for (object_type, _), members in groupby(facts, lambda f: (f.object_type, f.object_id)):
        history = list(members)
        if object_type == check.per:
            for each in _History(check, history, at, zone).findings():
                found.append(
                    Ruling(
                        index,
                        start,
                        None if each.activation is None else start + each.activation,
                        None if each.target is None else start + each.target,
                        each.reason,
                        [start + place for place in each.facts or ()],
                    )
                )
        start += len(history)
    return found


def _found(
    reason: str,
    activation: int | None = None,
    target: int | None = None,
    facts: Sequence[int] = (),
) -> Ruling:
    """A ruling on one history, its facts named by their places there."""
    return Ruling(0, 0, activation, target, reason, facts)


class _History:
    """One object's facts in order, as one check sees them."""

    def __init__(
        self, check: Check, facts: Sequence[LoggedFact], at: datetime, zone: tzinfo
    ) -> None:
        self.check = check
        self.facts = facts
        self.at = at
        self.zone = zone

    def findings(self) -> Iterator[Ruling]:
        match self.check:
            case Existence() | Absence() | AtMost() as check:
                yield from self.of_the_whole(check)
            case Response() | Precedence() | Limit() as check:
                yield from self.of_each_activation(check)

    def states(self, moment: Moment) -> list[State]:
        return [state(moment, fact.kind, fact.data) for fact in self.facts]

    # Checks on the history as a whole.

    def of_the_whole(self, check: Existence | Absence | AtMost) -> Iterator[Ruling]:
        activation: int | None = None
        if check.activation is not None:
            states = self.states(check.activation)
            if State.YES in states:
                activation = states.index(State.YES)
            elif State.WRONG in states:
                yield _found("wrong_type", states.index(State.WRONG))
                return
            elif State.MISSING in states:
                yield _found("missing_field", states.index(State.MISSING))
                return
            else:
                yield _found("no_activation")
                return
        targets = self.states(check.target)
        match check:
            case Existence():
                yield self.existence(activation, targets)
            case Absence():
                yield from self.absence(activation, targets)
            case AtMost():
                yield self.at_most(check, activation, targets)

    def existence(self, activation: int | None, targets: list[State]) -> Ruling:
        for sought, reason in (
            (State.YES, "came"),
            (State.WRONG, "wrong_type"),
            (State.MISSING, "missing_field"),
        ):
            if sought in targets:
                return _found(reason, activation, targets.index(sought))
        if self.day_goes_on(self.facts[activation or 0]):
            return _found("may_still_come", activation)
        return _found("never_came", activation)

    def absence(self, activation: int | None, targets: list[State]) -> Iterator[Ruling]:
        reasons = {
            State.YES: "forbidden",
            State.WRONG: "wrong_type",
            State.MISSING: "missing_field",
        }
        if all(each is State.NO for each in targets):
            yield _found("none_found", activation)
        for place, each in enumerate(targets):
            if each is not State.NO:
                yield _found(reasons[each], activation, place)

    def at_most(self, check: AtMost, activation: int | None, targets: list[State]) -> Ruling:
        certain = tuple(place for place, each in enumerate(targets) if each is State.YES)
        possible = [place for place, each in enumerate(targets) if each is not State.NO]
        if len(certain) > check.count:
            return _found("too_many", activation, None, certain)
        if len(possible) <= check.count:
            return _found("within_count", activation, None, certain)
        if State.WRONG in targets:
            return _found("wrong_type", activation, targets.index(State.WRONG))
        return _found("missing_field", activation, targets.index(State.MISSING))

    # Checks on each activation.

    def of_each_activation(self, check: Response | Precedence | Limit) -> Iterator[Ruling]:
        activations = self.states(check.activation)
        if all(each is State.NO for each in activations):
            yield _found("no_activation")
        for place, each in enumerate(activations):
            if each is State.WRONG:
                yield _found("wrong_type", place)
            elif each is State.MISSING:
                yield _found("missing_field", place)
            elif each is State.YES:
                match check:
                    case Response():
                        yield self.response(check, place)
                    case Precedence():
                        yield self.precedence(check, place)
                    case Limit():
                        yield self.limit(check, place)

    def response(self, check: Response, place: int) -> Ruling:
        activation = self.facts[place]
        targets = self.states(check.target)
        later = range(place + 1, len(self.facts))
        due: datetime | None = None
        if check.within is not None:
            due = activation.happened + span_of(check.within)
        elif check.by is not None:
            given = activation.data.get(check.by)
            if given is None:
                return _found("missing_field", place)
            due = moment_of(given)
            if due is None:
                return _found("wrong_type", place)
        in_time = [n for n in later if due is None or self.facts[n].happened <= due]
        for n in in_time:
            if targets[n] is State.YES:
                return _found("came" if due is None else "came_in_time", place, n)
        for n in in_time:
            if targets[n] is State.WRONG:
                return _found("wrong_type", place, n)
        for n in in_time:
            if targets[n] is State.MISSING:
                return _found("missing_field", place, n)
        if due is None:
            goes_on = self.day_goes_on(activation)
            return _found("may_still_come" if goes_on else "never_came", place)
        if self.at <= due:
            return _found("not_due_yet", place)
        for n in later:
            if targets[n] is State.YES:
                return _found("came_late", place, n)
        return _found("never_came", place)

    def precedence(self, check: Precedence, place: int) -> Ruling:
        activation = self.facts[place]
        targets = self.states(check.target)
        earlier = list(reversed(range(place)))
        in_time = earlier
        if check.within is not None:
            since = activation.happened - span_of(check.within)
            in_time = [n for n in earlier if self.facts[n].happened >= since]
        for n in in_time:
            if targets[n] is State.YES:
                return _found("came_before", place, n)
        for n in in_time:
            if targets[n] is State.WRONG:
                return _found("wrong_type", place, n)
        for n in in_time:
            if targets[n] is State.MISSING:
                return _found("missing_field", place, n)
        for n in earlier:
            if targets[n] is State.YES:
                return _found("too_long_before", place, n)
        return _found("nothing_before", place)

    def limit(self, check: Limit, place: int) -> Ruling:
        activation = self.facts[place]
        bound = self.bound(check, activation)
        if bound is None:
            return _found("no_limit_yet", place)
        shape, value = shaped(activation.data.get(check.field))
        if shape is Shape.MISSING:
            return _found("missing_field", place)
        of, wanted = shaped(bound)
        if shape is not of or value is None or wanted is None:
            return _found("wrong_type", place)
        if check.equals is not None:
            return _found("within_limit" if value == wanted else "differs", place)
        assert isinstance(value, float)
        assert isinstance(wanted, float)
        if check.at_most is not None:
            return _found("within_limit" if value <= wanted else "above_limit", place)
        return _found("within_limit" if value >= wanted else "below_limit", place)

    def bound(self, check: Limit, activation: LoggedFact) -> Scalar | None:
        """The bound in force on the fact's day; ``None`` before the first."""
        if check.equals is not None:
            return check.equals
        dated: Dated | None = check.at_most or check.at_least
        assert dated is not None
        try:
            return dated.on(activation.happened.astimezone(self.zone).date())
        except LookupError:
            return None

    def day_goes_on(self, fact: LoggedFact) -> bool:
        """Whether the fact's day, in the centre's zone, has not ended at the judging moment."""
        day = fact.happened.astimezone(self.zone).date()
        return self.at.astimezone(self.zone).date() < day + timedelta(days=1)
