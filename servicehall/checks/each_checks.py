"""Compiling the checks on each activation: one verdict for each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from servicehall.checks.branching import Branching
from servicehall.checks.conditions import Shape, span_of
from servicehall.checks.plan import (
    MICROSECOND,
    MISSING,
    NO,
    WRONG,
    YES,
    Decision,
    Place,
    microseconds,
    number,
)
from servicehall.checks.rulings import start_of_day
from servicehall.checks.working_time import working_length
from servicehall.standard.pack import (
    ChainResponse,
    Check,
    Condition,
    Dated,
    Limit,
    Moment,
    Precedence,
    Response,
    Succession,
)


class _Look(NamedTuple):
    """Where the nearest targets of an activation stand, by their state."""

    states: Sequence[str]
    place: str
    moment: str
    pair: int | None = None

    def n(self, state: str) -> str:
        """The index of the nearest target with the state."""
        return self.place.format(state=state)

    def happened(self, state: str) -> str:
        """When it happened."""
        return self.moment.format(state=state)


class EachChecks(Branching):
    """Adds a check on each activation to a plan."""

    def none_activated(self, check: Check, *moments: Moment) -> None:
        """Decide for histories in which no fact is, or might be, one of the moments."""
        nothing = " and ".join(
            f"h.{state}_{mark} is null"
            for mark in map(self.plan.tally, moments)
            for state, _ in self.plan.states(mark)
        )
        self.branch(check, "histories", nothing, Decision("true", "no_activation"))

    def each_activation(
        self,
        check: Response | ChainResponse | Precedence | Limit,
        decisions: Sequence[Decision],
        pair: int | None = None,
    ) -> None:
        deadline = None
        within = None if isinstance(check, Limit) else check.within
        if within and (length := working_length(within)):
            deadline = self.plan.deadline(check.activation, length)
        mark = self.plan.tally(check.activation)
        self.branch(
            check,
            "facts",
            f"f.m_{mark} > {NO}",
            Decision(f"f.m_{mark} = {WRONG}", "wrong_type", "f.n"),
            Decision(f"f.m_{mark} = {MISSING}", "missing_field", "f.n"),
            *decisions,
            pair=pair,
            deadline=deadline,
        )

    def look(
        self, check: Response | ChainResponse | Precedence, place: Place, *, timed: bool
    ) -> _Look:
        """How the nearest targets are found: by a window, or by pairing where they must fit."""
        if check.correlations or place == "beside":
            number = self.plan.pair(check.activation, check.target, place, check.correlations)
            states = [state for state, _ in self.plan.pair_states(self.plan.pairs[number])]
            return _Look(states, "p.{state}", "p.{state}_at", number)
        mark = self.plan.look(check.target, place, timed=timed)
        states = [state for state, _ in self.plan.states(mark)]
        return _Look(states, f"f.{place}_{{state}}_{mark}", f"f.{place}_{{state}}_at_{mark}")

    def nearest(
        self, look: _Look, reason: str, in_time: Callable[[str], str] | None
    ) -> list[Decision]:
        """Decide by the nearest fact with each state, where it lies in time if that is asked."""
        decisions = []
        reasons = (reason, "wrong_type", "missing_field")
        for state, each in zip(look.states, reasons, strict=False):
            when = in_time(look.happened(state)) if in_time else f"{look.n(state)} is not null"
            decisions.append(Decision(when, each, "f.n", look.n(state)))
        return decisions

    def due(self, check: Response | ChainResponse) -> tuple[str, list[Decision]]:
        """The latest moment, empty without one, and what is decided where it can't be read."""
        if check.within is not None:
            if working_length(check.within):
                return "d.due", [Decision("d.due is null", "calendar_unknown", "f.n")]
            return f"f.happened + {span_of(check.within) // MICROSECOND}", []
        if check.by is None:
            return "", []
        number = self.plan.keep(check.by, "moment")
        return f"f.moment_{number}", [
            Decision(f"f.shape_{number} = {int(Shape.MISSING)}", "missing_field", "f.n"),
            Decision(f"f.moment_{number} is null", "wrong_type", "f.n"),
        ]

    def response(self, check: Response) -> None:
        due, unreadable = self.due(check)
        look = self.look(check, "next", timed=bool(due))
        if due:
            decisions = [
                *self.nearest(look, "came_in_time", lambda column: f"{column} <= {due}"),
                Decision(f"{due} >= {self.at}", "not_due_yet", "f.n"),
                Decision(f"{look.n('yes')} is not null", "came_late", "f.n", look.n("yes")),
            ]
        else:
            decisions = [
                *self.nearest(look, "came", None),
                Decision(f"f.happened >= {self.today}", "may_still_come", "f.n"),
            ]
        never = Decision("true", "never_came", "f.n")
        self.each_activation(check, [*unreadable, *decisions, never], look.pair)

    def chain_response(self, check: ChainResponse) -> None:
        due, unreadable = self.due(check)
        look = self.look(check, "beside", timed=bool(due))
        other = " and ".join(
            ["p.beside is not null", *(f"{look.n(state)} is null" for state in look.states)]
        )
        decisions = [
            *self.nearest(
                look, "came_next", (lambda column: f"{column} <= {due}") if due else None
            ),
            Decision(other, "other_next", "f.n", "p.beside"),
        ]
        if due:
            decisions += [
                Decision("p.beside is not null", "came_late", "f.n", "p.beside"),
                Decision(f"{due} >= {self.at}", "not_due_yet", "f.n"),
            ]
        else:
            decisions.append(Decision(f"f.happened >= {self.today}", "may_still_come", "f.n"))
        never = Decision("true", "never_came", "f.n")
        self.each_activation(check, [*unreadable, *decisions, never], look.pair)

    def precedence(self, check: Precedence) -> None:
        look = self.look(check, "last", timed=check.within is not None)
        decisions: list[Decision]
        if check.within is None:
            decisions = self.nearest(look, "came_before", None)
        else:
            since = f"f.happened - {span_of(check.within) // MICROSECOND}"
            decisions = [
                *self.nearest(look, "came_before", lambda column: f"{column} >= {since}"),
                Decision(f"{look.n('yes')} is not null", "too_long_before", "f.n", look.n("yes")),
            ]
        nothing = Decision("true", "nothing_before", "f.n")
        self.each_activation(check, [*decisions, nothing], look.pair)

    def succession(self, check: Succession) -> None:
        self.none_activated(check, check.activation, check.target)
        self.response(check.response)
        self.precedence(check.precedence)

    def limit(self, check: Limit) -> None:
        self.each_activation(check, self.bounded(check))

    def bounded(self, check: Limit) -> list[Decision]:
        if check.equals is not None:
            condition = Condition(field=check.field, equals=check.equals)
            mark = self.plan.mark(Moment(kind=check.activation.kind, where=(condition,)))
            return [
                Decision(f"f.m_{mark} = {MISSING}", "missing_field", "f.n"),
                Decision(f"f.m_{mark} = {WRONG}", "wrong_type", "f.n"),
                Decision(f"f.m_{mark} = {YES}", "within_limit", "f.n"),
                Decision("true", "differs", "f.n"),
            ]
        dated = check.at_most or check.at_least
        assert dated is not None
        bound = self.bound(dated)
        number = self.plan.keep(check.field, "number")
        kept, broken = ("<=", "above_limit") if check.at_most is not None else (">=", "below_limit")
        return [
            Decision(f"{bound} is null", "no_limit_yet", "f.n"),
            Decision(f"f.shape_{number} = {int(Shape.MISSING)}", "missing_field", "f.n"),
            Decision(f"f.shape_{number} <> {int(Shape.NUMBER)}", "wrong_type", "f.n"),
            Decision(f"f.number_{number} {kept} {bound}", "within_limit", "f.n"),
            Decision("true", broken, "f.n"),
        ]

    def bound(self, dated: Dated) -> str:
        """The value in force on the fact's day, null before the first."""
        cases = [
            f"when {self.from_day(each.since)} then {number(each.value)}"
            for each in reversed(dated.values)
        ]
        return f"(case {' '.join(cases)} end)"

    def from_day(self, since: date) -> str:
        if since <= date.min + timedelta(days=1):
            return "true"
        return f"f.happened >= {microseconds(start_of_day(since, self.zone))}"
