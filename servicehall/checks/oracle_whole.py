"""How the oracle judges a history as a whole."""

from __future__ import annotations

from collections.abc import Iterator

from servicehall.checks.conditions import State
from servicehall.checks.histories import History, found
from servicehall.checks.rulings import Ruling
from servicehall.standard.pack import Absence, AtMost, Exactly, Existence, Init, NotCoexistence

Whole = Existence | Absence | AtMost | Exactly | Init


class WholeHistory(History):
    """One object's facts before a check on all of them."""

    def of_the_whole(self, check: Whole) -> Iterator[Ruling]:
        activation: int | None = None
        if check.activation is not None:
            states = self.states(check.activation)
            if State.YES in states:
                activation = states.index(State.YES)
            elif State.WRONG in states:
                yield found("wrong_type", states.index(State.WRONG))
                return
            elif State.MISSING in states:
                yield found("missing_field", states.index(State.MISSING))
                return
            else:
                yield found("no_activation")
                return
        targets = self.states(check.target)
        match check:
            case Existence():
                yield self.existence(activation, targets)
            case Absence():
                yield from self.absence(activation, targets)
            case AtMost():
                yield self.at_most(check, activation, targets)
            case Exactly():
                yield self.exactly(check, activation, targets)
            case Init():
                yield self.init(activation, targets)

    def existence(self, activation: int | None, targets: list[State]) -> Ruling:
        for sought, reason in (
            (State.YES, "came"),
            (State.WRONG, "wrong_type"),
            (State.MISSING, "missing_field"),
        ):
            if sought in targets:
                return found(reason, activation, targets.index(sought))
        if self.day_goes_on(self.facts[activation or 0]):
            return found("may_still_come", activation)
        return found("never_came", activation)

    def absence(self, activation: int | None, targets: list[State]) -> Iterator[Ruling]:
        reasons = {
            State.YES: "forbidden",
            State.WRONG: "wrong_type",
            State.MISSING: "missing_field",
        }
        if all(each is State.NO for each in targets):
            yield found("none_found", activation)
        for place, each in enumerate(targets):
            if each is not State.NO:
                yield found(reasons[each], activation, place)

    def at_most(self, check: AtMost, activation: int | None, targets: list[State]) -> Ruling:
        certain = tuple(place for place, each in enumerate(targets) if each is State.YES)
        possible = [place for place, each in enumerate(targets) if each is not State.NO]
        if len(certain) > check.count:
            return found("too_many", activation, None, certain)
        if len(possible) <= check.count:
            return found("within_count", activation, None, certain)
        return self.unsure(activation, targets)

    def unsure(self, activation: int | None, targets: list[State]) -> Ruling:
        """By the first fact that can't be told to be the target or not."""
        if State.WRONG in targets:
            return found("wrong_type", activation, targets.index(State.WRONG))
        return found("missing_field", activation, targets.index(State.MISSING))

    def exactly(self, check: Exactly, activation: int | None, targets: list[State]) -> Ruling:
        certain = tuple(place for place, each in enumerate(targets) if each is State.YES)
        possible = [place for place, each in enumerate(targets) if each is not State.NO]
        if len(certain) > check.count:
            return found("too_many", activation, None, certain)
        if len(possible) < check.count:
            goes_on = self.day_goes_on(self.facts[activation or 0])
            return found("more_may_come" if goes_on else "too_few", activation, None, certain)
        if len(certain) == len(possible):
            return found("exact_count", activation, None, certain)
        return self.unsure(activation, targets)

    def init(self, activation: int | None, targets: list[State]) -> Ruling:
        reasons = {
            State.YES: "came_first",
            State.WRONG: "wrong_type",
            State.MISSING: "missing_field",
            State.NO: "not_first",
        }
        return found(reasons[targets[0]], activation, 0)

    def not_coexistence(self, check: NotCoexistence) -> Ruling:
        ones, others = self.states(check.activation), self.states(check.target)
        one = ones.index(State.YES) if State.YES in ones else None
        other = others.index(State.YES) if State.YES in others else None
        if one is not None and other is not None:
            return found("together", one, other)
        for sought, reason in ((State.WRONG, "wrong_type"), (State.MISSING, "missing_field")):
            if one is None and sought in ones:
                return found(reason, ones.index(sought))
            if other is None and sought in others:
                return found(reason, one, others.index(sought))
        if one is None and other is None:
            return found("no_activation")
        return found("apart", one, other)
