"""Why a check says what it says of one object: its facts in order, each with its part in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from enum import StrEnum
from types import MappingProxyType

from servicehall.checks import oracle
from servicehall.checks.bench import verdicts
from servicehall.checks.conditions import State, state
from servicehall.checks.logs import LoggedFact, in_order
from servicehall.checks.rulings import Ruling
from servicehall.checks.verdicts import Verdict
from servicehall.standard.pack import (
    Absence,
    Check,
    Clause,
    Limit,
    NotCoexistence,
    Pack,
    Succession,
)
from servicehall.worktime.calendars import WorkCalendar


def _(label: str) -> str:
    """Mark a label for the message catalogues."""
    return label


class Mark(StrEnum):
    """The part that a fact plays in a check."""

    ACTIVATION = "activation"
    TARGET = "target"
    LATE = "late"
    EARLY = "early"
    FORBIDDEN = "forbidden"
    INSTEAD = "instead"
    UNUSED = "unused"
    UNDECIDED = "undecided"
    WRONG_TYPE = "wrong_type"
    NOT_YET = "not_yet"


MARKS: Mapping[Mark, str] = MappingProxyType(
    {
        Mark.ACTIVATION: _("Calls for the check"),
        Mark.TARGET: _("What was asked for"),
        Mark.LATE: _("Came too late"),
        Mark.EARLY: _("Came too long before"),
        Mark.FORBIDDEN: _("Should not have come"),
        Mark.INSTEAD: _("Came instead of what was asked for"),
        Mark.UNUSED: _("Would have counted elsewhere in the order"),
        Mark.UNDECIDED: _("Lacks a field that decides"),
        Mark.WRONG_TYPE: _("Holds a field of the wrong type"),
        Mark.NOT_YET: _("Came after the judging moment"),
    }
)
"""What each mark says to the reader, in English."""


@dataclass(frozen=True)
class TracedFact:
    """A fact of the history, the parts that it plays, and the verdicts about it."""

    fact: LoggedFact
    marks: frozenset[Mark]
    """Empty where the check does not look at the fact."""
    verdicts: tuple[Verdict, ...]


@dataclass(frozen=True)
class Trace:
    """One object before one check."""

    clause: Clause
    check: Check
    facts: tuple[TracedFact, ...]
    """All facts of the object in order, those after the judging moment too."""
    verdicts: tuple[Verdict, ...]


def why(
    pack: Pack,
    check_code: str,
    facts: Iterable[LoggedFact],
    *,
    at: datetime,
    zone: tzinfo,
    unit_types: Mapping[str, str],
    calendar: WorkCalendar | None = None,
) -> Trace:
    """How the check comes to its verdicts about one object, of which ``facts`` is the history.

    The moment, zone, unit types and calendar are those of ``judge``. Raises ``KeyError`` for an
    unknown check, ``ValueError`` for facts of several objects.
    """
    clause, check = pack.check(check_code)
    history = in_order(fact for fact in facts if fact.object_type == check.per)
    if len({fact.object_id for fact in history}) > 1:
        raise ValueError(f"facts of more than one {check.per}")
    known = [fact for fact in history if fact.happened <= at]
    checks = [(clause, check)]
    rulings, failures = oracle.rulings(checks, known, at=at, zone=zone, calendar=calendar)
    told = verdicts(
        checks,
        known,
        rulings,
        failures,
        zone=zone,
        unit_types=unit_types,
        calendar=calendar,
    )
    marks = _marks(check, known, rulings)
    return Trace(
        clause,
        check,
        tuple(
            TracedFact(
                fact,
                marks[place] if place < len(known) else frozenset({Mark.NOT_YET}),
                tuple(each for each in told if each.occurrence == fact.seq),
            )
            for place, fact in enumerate(history)
        ),
        tuple(told),
    )


def _marks(
    check: Check, facts: Sequence[LoggedFact], rulings: Sequence[Ruling]
) -> list[frozenset[Mark]]:
    parts: dict[int, set[Mark]] = {place: set() for place in range(len(facts))}
    for ruling in rulings:
        for place, mark in _parts(check, ruling):
            parts[place].add(mark)
    return [
        frozenset(parts[place] | _own_marks(check, fact, parts[place]))
        for place, fact in enumerate(facts)
    ]


def _parts(check: Check, ruling: Ruling) -> Iterable[tuple[int, Mark]]:
    """The parts that a ruling gives to facts as its target."""
    for number, place in enumerate(ruling.facts or ()):
        over = ruling.reason == "too_many" and number >= getattr(check, "count", 0)
        yield place, Mark.FORBIDDEN if over else Mark.TARGET
    if ruling.target is None or ruling.reason in {"missing_field", "wrong_type"}:
        return
    marks = {
        "came_late": Mark.LATE,
        "too_long_before": Mark.EARLY,
        "forbidden": Mark.FORBIDDEN,
        "together": Mark.FORBIDDEN,
        "not_first": Mark.INSTEAD,
        "other_next": Mark.INSTEAD,
    }
    yield ruling.target, marks.get(ruling.reason, Mark.TARGET)


def _own_marks(check: Check, fact: LoggedFact, given: set[Mark]) -> set[Mark]:
    """What the fact is by itself, whatever a ruling made of it."""
    states = {Mark.UNDECIDED: State.MISSING, Mark.WRONG_TYPE: State.WRONG}
    moments = [] if check.activation is None else [check.activation]
    if not isinstance(check, Limit):
        moments.append(check.target)
    found = {
        mark
        for mark, sought in states.items()
        for moment in moments
        if state(moment, fact.kind, fact.data) is sought
    }
    calls = [] if check.activation is None else [check.activation]
    if isinstance(check, Succession):
        calls.append(check.target)
    if any(state(each, fact.kind, fact.data) is State.YES for each in calls):
        found.add(Mark.ACTIVATION)
    if (
        not isinstance(check, Limit | Absence | NotCoexistence | Succession)
        and not given
        and state(check.target, fact.kind, fact.data) is State.YES
    ):
        found.add(Mark.UNUSED)
    return found
