"""Checks compiled to a small plan: what is worked out once for all of them, and what each adds.

The plan has six layers, each a table made from those before:

1. *marks*: for each fact, what every distinct moment of the checks says of it (a ``State``);
2. *looks*: for each fact, the nearest fact after or before it with a certain mark;
3. *tallies*: for each history, the first fact with a certain mark, how many there are, and all;
4. *pairs*: for each activation that must be compared with its target, the nearest that fit;
5. *deadlines*: for each activation, when a limit in working time after it is over;
6. *branches*: for each check, a list of decisions of which the first that holds is the ruling.

Expressions are in the part of SQL that DuckDB and Spark share. In them ``f`` is a fact,
``h`` its history, ``p`` its pair and ``d`` its deadline, ``n`` a fact's index in order, ``o`` its
object, and times are whole microseconds since 1970 in UTC. Only the look-ups in the calendar are
DuckDB's own (``asof join``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Literal

from servicehall.checks.conditions import Shape, State, shaped, wanted
from servicehall.checks.correlations import ROLES
from servicehall.standard.pack import Condition, Moment
from servicehall.worktime.limits import Limit

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
HOUR = timedelta(hours=1) // MICROSECOND

YES, MISSING, WRONG, NO = (int(each) for each in (State.YES, State.MISSING, State.WRONG, State.NO))
STATES = (("yes", YES), ("wrong", WRONG), ("missing", MISSING))
"""The states that looks and tallies tell apart, by the names that their columns bear."""

Aspect = Literal["text", "number", "moment"]
Direction = Literal["next", "last"]
Place = Literal["next", "last", "beside"]
"""Where a pair's target lies: after the activation, before it, or right after it."""

ROLE_FIELDS = {role: f"@{role}" for role in ROLES}
"""The fields under which a plan reads who and where, apart from all fields of a fact's data."""


def microseconds(moment: datetime) -> int:
    """A moment as the engines know it."""
    return (moment - _EPOCH) // MICROSECOND


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
class Pair:
    """For each fact that is surely an activation, the nearest targets that fit it."""

    activation: int
    target: int
    place: Place
    correlations: tuple[tuple[int, bool], ...]
    """The numbers of the fields compared, and whether they must be the same (else another)."""


@dataclass(frozen=True)
class Deadline:
    """For each fact that is surely an activation, when working time after it is over."""

    activation: int
    length: Limit


@dataclass(frozen=True)
class Branch:
    """The rulings of one check on each row of ``over`` that ``keep`` holds for."""

    check: int
    per: str
    over: Literal["facts", "histories"]
    keep: str
    decisions: tuple[Decision, ...]
    pair: int | None = None
    """The pair whose columns the decisions know as ``p``."""
    deadline: int | None = None
    """The deadline that the decisions know as ``d.due``."""


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
    pairs: list[Pair] = field(default_factory=list)
    deadlines: list[Deadline] = field(default_factory=list)
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

    def pair(
        self,
        activation: Moment,
        target: Moment,
        place: Place,
        correlations: Sequence[tuple[str, bool]],
    ) -> int:
        """The number of the pair; equal pairs share one."""
        compared = tuple(
            (self.keep(ROLE_FIELDS.get(name, name), "text", "number"), same)
            for name, same in correlations
        )
        pair = Pair(self.mark(activation), self.mark(target), place, compared)
        if pair not in self.pairs:
            self.pairs.append(pair)
        return self.pairs.index(pair)

    def deadline(self, activation: Moment, length: Limit) -> int:
        """The number of the deadline; equal ones share one."""
        deadline = Deadline(self.mark(activation), length)
        if deadline not in self.deadlines:
            self.deadlines.append(deadline)
        return self.deadlines.index(deadline)

    def pair_states(self, pair: Pair) -> tuple[tuple[str, int], ...]:
        """The states that a target can have to its activation, beside no."""
        return STATES if pair.correlations else self.states(pair.target)

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


def number(value: float) -> str:
    """A number as both dialects read it, to the last bit."""
    return f"cast('{float(value)!r}' as double)"
