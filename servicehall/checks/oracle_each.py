"""How the oracle judges each activation in a history."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from servicehall.checks.conditions import Shape, State, moment_of, shaped, span_of
from servicehall.checks.correlations import correlated
from servicehall.checks.histories import History, found
from servicehall.checks.logs import LoggedFact
from servicehall.checks.rulings import Ruling
from servicehall.checks.working_time import working_due, working_length
from servicehall.standard.pack import (
    ChainResponse,
    Correlated,
    Dated,
    Limit,
    Precedence,
    Response,
    Scalar,
    Succession,
)


class EachActivation(History):
    """One object's facts before a check on each activation."""

    def of_each_activation(
        self, check: Response | ChainResponse | Precedence | Limit
    ) -> Iterator[Ruling]:
        """What the check says of each activation; nothing where there is none."""
        for place, each in enumerate(self.states(check.activation)):
            if each is State.WRONG:
                yield found("wrong_type", place)
            elif each is State.MISSING:
                yield found("missing_field", place)
            elif each is State.YES:
                match check:
                    case Response():
                        yield self.response(check, place)
                    case ChainResponse():
                        yield self.chain_response(check, place)
                    case Precedence():
                        yield self.precedence(check, place)
                    case Limit():
                        yield self.limit(check, place)

    def succession(self, check: Succession) -> Iterator[Ruling]:
        halves = [
            *self.of_each_activation(check.response),
            *self.of_each_activation(check.precedence),
        ]
        # No fact is of both kinds, so each stands for itself in one half.
        yield from sorted(halves, key=lambda ruling: ruling.activation or 0)

    def fitting(self, check: Correlated, place: int) -> list[State]:
        """What each fact is to the activation: the target, compared with it as the check asks."""
        activation = self.facts[place]
        return [
            min(
                [each]
                + [
                    correlated(name, activation, fact, same=same)
                    for name, same in check.correlations
                ]
            )
            for each, fact in zip(self.states(check.target), self.facts, strict=True)
        ]

    def due(self, check: Response | ChainResponse, place: int) -> datetime | Ruling | None:
        """The latest moment; the ruling where it can't be read; ``None`` without a limit."""
        activation = self.facts[place]
        if check.within is not None:
            if length := working_length(check.within):
                due = working_due(activation.happened, length, self.calendar)
                return due or found("calendar_unknown", place)
            return activation.happened + span_of(check.within)
        if check.by is None:
            return None
        given = activation.data.get(check.by)
        if given is None:
            return found("missing_field", place)
        return moment_of(given) or found("wrong_type", place)

    def response(self, check: Response, place: int) -> Ruling:
        activation = self.facts[place]
        targets = self.fitting(check, place)
        later = range(place + 1, len(self.facts))
        due = self.due(check, place)
        if isinstance(due, Ruling):
            return due
        in_time = [n for n in later if due is None or self.facts[n].happened <= due]
        for n in in_time:
            if targets[n] is State.YES:
                return found("came" if due is None else "came_in_time", place, n)
        for n in in_time:
            if targets[n] is State.WRONG:
                return found("wrong_type", place, n)
        for n in in_time:
            if targets[n] is State.MISSING:
                return found("missing_field", place, n)
        if due is None:
            goes_on = self.day_goes_on(activation)
            return found("may_still_come" if goes_on else "never_came", place)
        if self.at <= due:
            return found("not_due_yet", place)
        for n in later:
            if targets[n] is State.YES:
                return found("came_late", place, n)
        return found("never_came", place)

    def chain_response(self, check: ChainResponse, place: int) -> Ruling:
        activation, beside = self.facts[place], place + 1
        due = self.due(check, place)
        if isinstance(due, Ruling):
            return due
        if beside == len(self.facts):
            if due is None:
                goes_on = self.day_goes_on(activation)
                return found("may_still_come" if goes_on else "never_came", place)
            return found("not_due_yet" if self.at <= due else "never_came", place)
        following = self.fitting(check, place)[beside]
        if following is State.NO:
            return found("other_next", place, beside)
        if due is not None and self.facts[beside].happened > due:
            return found("came_late", place, beside)
        reasons = {
            State.YES: "came_next",
            State.WRONG: "wrong_type",
            State.MISSING: "missing_field",
        }
        return found(reasons[following], place, beside)

    def precedence(self, check: Precedence, place: int) -> Ruling:
        activation = self.facts[place]
        targets = self.fitting(check, place)
        earlier = list(reversed(range(place)))
        in_time = earlier
        if check.within is not None:
            since = activation.happened - span_of(check.within)
            in_time = [n for n in earlier if self.facts[n].happened >= since]
        for n in in_time:
            if targets[n] is State.YES:
                return found("came_before", place, n)
        for n in in_time:
            if targets[n] is State.WRONG:
                return found("wrong_type", place, n)
        for n in in_time:
            if targets[n] is State.MISSING:
                return found("missing_field", place, n)
        for n in earlier:
            if targets[n] is State.YES:
                return found("too_long_before", place, n)
        return found("nothing_before", place)

    def limit(self, check: Limit, place: int) -> Ruling:
        activation = self.facts[place]
        bound = self.bound(check, activation)
        if bound is None:
            return found("no_limit_yet", place)
        shape, value = shaped(activation.data.get(check.field))
        if shape is Shape.MISSING:
            return found("missing_field", place)
        of, wanted = shaped(bound)
        if shape is not of or value is None or wanted is None:
            return found("wrong_type", place)
        if check.equals is not None:
            return found("within_limit" if value == wanted else "differs", place)
        assert isinstance(value, float)
        assert isinstance(wanted, float)
        if check.at_most is not None:
            return found("within_limit" if value <= wanted else "above_limit", place)
        return found("within_limit" if value >= wanted else "below_limit", place)

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
