"""Compiling the checks on a history as a whole: one verdict for each object."""

from __future__ import annotations

from servicehall.checks.branching import Branching
from servicehall.checks.plan import NO, WRONG, YES, Decision
from servicehall.standard.pack import Absence, AtMost, Exactly, Existence, Init, NotCoexistence

Whole = Existence | Absence | AtMost | Exactly | Init


class WholeChecks(Branching):
    """Adds a check on the history as a whole to a plan."""

    def gate(self, check: Whole) -> tuple[str, str, list[Decision]]:
        """Whether the check applies, the activation, and what is decided where it does not."""
        if check.activation is None:
            return "true", "null", []
        mark = self.plan.tally(check.activation)
        shut = [
            Decision(f"h.{state}_{mark} is not null", reason, f"h.{state}_{mark}")
            for (state, _), reason in zip(
                self.plan.states(mark)[1:], ("wrong_type", "missing_field"), strict=False
            )
        ]
        return (
            f"h.yes_{mark} is not null",
            f"h.yes_{mark}",
            [*shut, Decision("true", "no_activation")],
        )

    def unsure(self, mark: int, activation: str) -> list[Decision]:
        """What is decided by the first fact that can't be told to be the target or not."""
        return [
            Decision(f"h.{state}_{mark} is not null", reason, activation, f"h.{state}_{mark}")
            for (state, _), reason in zip(
                self.plan.states(mark)[1:], ("wrong_type", "missing_field"), strict=False
            )
        ]

    def existence(self, check: Existence) -> None:
        opened, activation, shut = self.gate(check)
        mark = self.plan.tally(check.target)
        found = [
            Decision(f"h.{state}_{mark} is not null", reason, activation, f"h.{state}_{mark}")
            for (state, _), reason in zip(
                self.plan.states(mark), ("came", "wrong_type", "missing_field"), strict=False
            )
        ]
        since = "h.began"
        if check.activation is not None:
            since = f"h.yes_at_{self.plan.tally(check.activation)}"
        self.branch(
            check,
            "histories",
            opened,
            *found,
            Decision(f"{since} >= {self.today}", "may_still_come", activation),
            Decision("true", "never_came", activation),
        )
        if shut:
            self.branch(check, "histories", f"not ({opened})", *shut)

    def absence(self, check: Absence) -> None:
        opened, activation, shut = self.gate(check)
        mark = self.plan.tally(check.target)
        nothing = " and ".join(f"h.{state}_{mark} is null" for state, _ in self.plan.states(mark))
        self.branch(
            check,
            "histories",
            f"{opened} and {nothing}",
            Decision("true", "none_found", activation),
        )
        self.branch(
            check,
            "facts",
            f"{opened} and f.m_{mark} > {NO}",
            Decision(f"f.m_{mark} = {YES}", "forbidden", activation, "f.n"),
            Decision(f"f.m_{mark} = {WRONG}", "wrong_type", activation, "f.n"),
            Decision("true", "missing_field", activation, "f.n"),
        )
        if shut:
            self.branch(check, "histories", f"not ({opened})", *shut)

    def at_most(self, check: AtMost) -> None:
        opened, activation, shut = self.gate(check)
        mark = self.plan.tally(check.target, listed=True)
        every = f"h.all_{mark}"
        self.branch(
            check,
            "histories",
            opened,
            Decision(f"h.certain_{mark} > {check.count}", "too_many", activation, facts=every),
            Decision(
                f"h.possible_{mark} <= {check.count}", "within_count", activation, facts=every
            ),
            *self.unsure(mark, activation),
        )
        if shut:
            self.branch(check, "histories", f"not ({opened})", *shut)

    def exactly(self, check: Exactly) -> None:
        opened, activation, shut = self.gate(check)
        mark = self.plan.tally(check.target, listed=True)
        every, count = f"h.all_{mark}", check.count
        since = "h.began"
        if check.activation is not None:
            since = f"h.yes_at_{self.plan.tally(check.activation)}"
        self.branch(
            check,
            "histories",
            opened,
            Decision(f"h.certain_{mark} > {count}", "too_many", activation, facts=every),
            Decision(
                f"h.possible_{mark} < {count} and {since} >= {self.today}",
                "more_may_come",
                activation,
                facts=every,
            ),
            Decision(f"h.possible_{mark} < {count}", "too_few", activation, facts=every),
            Decision(
                f"h.certain_{mark} = {count} and h.possible_{mark} = {count}",
                "exact_count",
                activation,
                facts=every,
            ),
            *self.unsure(mark, activation),
        )
        if shut:
            self.branch(check, "histories", f"not ({opened})", *shut)

    def init(self, check: Init) -> None:
        opened, activation, shut = self.gate(check)
        mark = self.plan.tally(check.target)
        reasons = ("came_first", "wrong_type", "missing_field")
        first = [
            Decision(f"h.{state}_{mark} = h.began_n", reason, activation, "h.began_n")
            for (state, _), reason in zip(self.plan.states(mark), reasons, strict=False)
        ]
        self.branch(
            check,
            "histories",
            opened,
            *first,
            Decision("true", "not_first", activation, "h.began_n"),
        )
        if shut:
            self.branch(check, "histories", f"not ({opened})", *shut)

    def not_coexistence(self, check: NotCoexistence) -> None:
        one, other = self.plan.tally(check.activation), self.plan.tally(check.target)
        first, second = f"h.yes_{one}", f"h.yes_{other}"
        decisions = [
            Decision(f"{first} is not null and {second} is not null", "together", first, second)
        ]
        for state, reason in (("wrong", "wrong_type"), ("missing", "missing_field")):
            if self.plan.marks[one].where:
                unsure = f"h.{state}_{one}"
                when = f"{first} is null and {unsure} is not null"
                decisions.append(Decision(when, reason, unsure))
            if self.plan.marks[other].where:
                unsure = f"h.{state}_{other}"
                when = f"{second} is null and {unsure} is not null"
                decisions.append(Decision(when, reason, first, unsure))
        self.branch(
            check,
            "histories",
            "true",
            *decisions,
            Decision(f"{first} is not null or {second} is not null", "apart", first, second),
            Decision("true", "no_activation"),
        )
