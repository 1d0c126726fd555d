"""Checks compiled to a small plan: what is worked out once for all of them, and what each adds.

The plan has four layers, each a table made from the one before:

1. *marks*: for each fact, what every distinct moment of the checks says of it (a ``State``);
2. *looks*: for each fact, the nearest fact after or before it with a certain mark;
3. *tallies*: for each history, the first fact with a certain mark, how many there are, and all;
4. *branches*: for each check, a list of decisions of which the first that holds is the ruling.

Expressions are in the part of SQL that DuckDB and Spark share. In them ``f`` is a fact and
``h`` its history, ``n`` a fact's index in order, ``o`` its object, and times are whole
microseconds since 1970 in UTC.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Literal

from servicehall.checks.conditions import Shape, State, shaped, span_of, wanted
from servicehall.checks.rulings import CheckFailed, start_of_day, told_error
from servicehall.standard.pack import (
    Absence,
    AtMost,
    Check,
    Clause,
    Condition,
    Dated,
    Existence,
    Limit,
    Moment,
    Precedence,
    Response,
)

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)

YES, MISSING, WRONG, NO = (int(each) for each in (State.YES, State.MISSING, State.WRONG, State.NO))
STATES = (("yes", YES), ("wrong", WRONG), ("missing", MISSING))
"""The states that looks and tallies tell apart, by the names that their columns bear."""

Aspect = Literal["text", "number", "moment"]
Direction = Literal["next", "last"]


def microseconds(moment: datetime) -> int:
    """A moment as the engines know it."""
    return (moment - _EPOCH) // _MICROSECOND


@dataclass(frozen=True)
class Decision:
    """If ``when`` holds, the reason, and the facts that the ruling names."""

    when: str
    reason: str
    activation: str = "null"
    target: str = "null"
    facts: str = ""
    """All facts that it rests on, where these are not just the activation and the target."""


@dataclass(frozen=True)
class Branch:
    """The rulings of one check on each row of ``over`` that ``keep`` holds for."""

    check: int
    per: str
    over: Literal["facts", "histories"]
    keep: str
    decisions: tuple[Decision, ...]


@dataclass
class Plan:
    """What an engine has to work out."""

    marks: list[Moment] = field(default_factory=list)
    fields: list[str] = field(default_factory=list)
    aspects: dict[str, set[Aspect]] = field(default_factory=dict)
    """Per field of the facts' data, how its value is read; its shape always is."""
    kept: dict[str, None] = field(default_factory=dict)
    """The fields that decisions read, beside those that only marks read."""
    looks: dict[tuple[int, Direction], bool] = field(default_factory=dict)
    """Per mark and direction, whether it matters when the nearest facts happened."""
    tallies: dict[int, None] = field(default_factory=dict)
    listed: dict[int, None] = field(default_factory=dict)
    """The marks whose facts are counted and listed for each history."""
    branches: list[Branch] = field(default_factory=list)

    def mark(self, moment: Moment) -> int:
        """The number of the moment's mark; equal moments share one."""
        key = moment.model_dump_json()
        for number, known in enumerate(self.marks):
            # Compared as text because for Python 1, 1.0 and True are equal.
            if known.model_dump_json() == key:
                return number
        for condition in moment.where:
            self.read(condition.field, *_aspects(condition))
        self.marks.append(moment)
        return len(self.marks) - 1

    def read(self, name: str, *aspects: Aspect) -> int:
        """The number of the field's columns."""
        if name not in self.aspects:
            self.fields.append(name)
            self.aspects[name] = set()
        self.aspects[name].update(aspects)
        return self.fields.index(name)

    def keep(self, name: str, *aspects: Aspect) -> int:
        """The number of the field's columns, which decisions read."""
        self.kept[name] = None
        return self.read(name, *aspects)

    def tally(self, moment: Moment, *, listed: bool = False) -> int:
        """The number of the mark, whose first facts are looked up for each history."""
        number = self.mark(moment)
        self.tallies[number] = None
        if listed:
            self.listed[number] = None
        return number

    def look(self, moment: Moment, direction: Direction, *, timed: bool) -> int:
        """The number of the mark, whose nearest facts are looked up for each fact."""
        number = self.mark(moment)
        self.looks[number, direction] = self.looks.get((number, direction), False) or timed
        return number

    def states(self, mark: int) -> tuple[tuple[str, int], ...]:
        """The states that a mark can have beside no: without conditions it is never unsure."""
        return STATES if self.marks[mark].where else STATES[:1]


def _aspects(condition: Condition) -> set[Aspect]:
    """How the condition's field must be read."""
    if condition.test == "given":
        return {"text"}
    return {
        "text" if shape is Shape.TEXT else "number" for shape, _ in map(shaped, wanted(condition))
    }


def compiled(
    checks: Sequence[tuple[Clause, Check]], *, at: datetime, zone: tzinfo
) -> tuple[Plan, list[CheckFailed]]:
    """The plan for all checks that can be compiled, and those that can't."""
    plan = Plan()
    failures: list[CheckFailed] = []
    for index, (_clause, check) in enumerate(checks):
        try:
            # Tried apart first, so that a check that fails leaves nothing in the plan.
            _Compiler(Plan(), index, at, zone).add(check)
        except Exception as error:
            failures.append(CheckFailed(index, told_error(error)))
        else:
            _Compiler(plan, index, at, zone).add(check)
    return plan, failures


class _Compiler:
    """Adds one check to a plan."""

    def __init__(self, plan: Plan, index: int, at: datetime, zone: tzinfo) -> None:
        self.plan = plan
        self.index = index
        self.zone = zone
        self.at = microseconds(at)
        self.today = microseconds(start_of_day(at.astimezone(zone).date(), zone))
        """Since when the judging moment's day runs: an earlier fact's day has ended."""

    def add(self, check: Check) -> None:
        match check:
            case Existence():
                self.existence(check)
            case Absence():
                self.absence(check)
            case AtMost():
                self.at_most(check)
            case Response():
                self.each_activation(check, self.response(check))
            case Precedence():
                self.each_activation(check, self.precedence(check))
            case Limit():
                self.each_activation(check, self.limit(check))

    def branch(
        self,
        check: Check,
        over: Literal["facts", "histories"],
        keep: str,
        *decisions: Decision,
    ) -> None:
        self.plan.branches.append(Branch(self.index, check.per, over, keep, decisions))

    # Checks on the history as a whole.

    def gate(self, check: Existence | Absence | AtMost) -> tuple[str, str, list[Decision]]:
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
        unsure = [
            Decision(f"h.{state}_{mark} is not null", reason, activation, f"h.{state}_{mark}")
            for (state, _), reason in zip(
                self.plan.states(mark)[1:], ("wrong_type", "missing_field"), strict=False
            )
        ]
        every = f"h.all_{mark}"
        self.branch(
            check,
            "histories",
            opened,
            Decision(f"h.certain_{mark} > {check.count}", "too_many", activation, facts=every),
            Decision(
                f"h.possible_{mark} <= {check.count}", "within_count", activation, facts=every
            ),
            *unsure,
        )
        if shut:
            self.branch(check, "histories", f"not ({opened})", *shut)

    # Checks on each activation.

    def each_activation(
        self, check: Response | Precedence | Limit, decisions: Sequence[Decision]
    ) -> None:
        mark = self.plan.tally(check.activation)
        nothing = " and ".join(f"h.{state}_{mark} is null" for state, _ in self.plan.states(mark))
        self.branch(check, "histories", nothing, Decision("true", "no_activation"))
        self.branch(
            check,
            "facts",
            f"f.m_{mark} > {NO}",
            Decision(f"f.m_{mark} = {WRONG}", "wrong_type", "f.n"),
            Decision(f"f.m_{mark} = {MISSING}", "missing_field", "f.n"),
            *decisions,
        )

    def nearest(
        self,
        moment: Moment,
        direction: Direction,
        reason: str,
        in_time: Callable[[str], str] | None,
    ) -> list[Decision]:
        """Decide by the nearest fact with each state, where it lies in time if that is asked."""
        mark = self.plan.look(moment, direction, timed=in_time is not None)
        decisions = []
        reasons = (reason, "wrong_type", "missing_field")
        for (state, _), each in zip(self.plan.states(mark), reasons, strict=False):
            column = f"f.{direction}_{state}"
            when = in_time(f"{column}_at_{mark}") if in_time else f"{column}_{mark} is not null"
            decisions.append(Decision(when, each, "f.n", f"{column}_{mark}"))
        return decisions

    def response(self, check: Response) -> list[Decision]:
        if check.within is None and check.by is None:
            return [
                *self.nearest(check.target, "next", "came", None),
                Decision(f"f.happened >= {self.today}", "may_still_come", "f.n"),
                Decision("true", "never_came", "f.n"),
            ]
        unreadable: list[Decision] = []
        if check.within is not None:
            due = f"f.happened + {span_of(check.within) // _MICROSECOND}"
        else:
            assert check.by is not None
            number = self.plan.keep(check.by, "moment")
            due = f"f.moment_{number}"
            unreadable = [
                Decision(f"f.shape_{number} = {int(Shape.MISSING)}", "missing_field", "f.n"),
                Decision(f"{due} is null", "wrong_type", "f.n"),
            ]
        mark = self.plan.mark(check.target)
        return [
            *unreadable,
            *self.nearest(
                check.target, "next", "came_in_time", lambda column: f"{column} <= {due}"
            ),
            Decision(f"{due} >= {self.at}", "not_due_yet", "f.n"),
            Decision(f"f.next_yes_{mark} is not null", "came_late", "f.n", f"f.next_yes_{mark}"),
            Decision("true", "never_came", "f.n"),
        ]

    def precedence(self, check: Precedence) -> list[Decision]:
        mark = self.plan.mark(check.target)
        if check.within is None:
            return [
                *self.nearest(check.target, "last", "came_before", None),
                Decision("true", "nothing_before", "f.n"),
            ]
        since = f"f.happened - {span_of(check.within) // _MICROSECOND}"
        return [
            *self.nearest(
                check.target, "last", "came_before", lambda column: f"{column} >= {since}"
            ),
            Decision(
                f"f.last_yes_{mark} is not null", "too_long_before", "f.n", f"f.last_yes_{mark}"
            ),
            Decision("true", "nothing_before", "f.n"),
        ]

    def limit(self, check: Limit) -> list[Decision]:
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


def number(value: float) -> str:
    """A number as both dialects read it, to the last bit."""
    return f"cast('{float(value)!r}' as double)"
