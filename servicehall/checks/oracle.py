"""Judges by reading each history fact by fact: slow, and plain enough to be believed.

What it says is what a check means; every other engine must say the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, tzinfo
from itertools import groupby

from servicehall.checks.conditions import State, span_of
from servicehall.checks.histories import found
from servicehall.checks.logs import LoggedFact
from servicehall.checks.oracle_each import EachActivation
from servicehall.checks.oracle_whole import WholeHistory
from servicehall.checks.rulings import CheckFailed, Ruling, told_error
from servicehall.checks.working_time import working_length
from servicehall.standard.pack import (
    ChainResponse,
    Check,
    Clause,
    Limit,
    NotCoexistence,
    Precedence,
    Response,
    Succession,
)
from servicehall.worktime.calendars import WorkCalendar


def rulings(
    checks: Sequence[tuple[Clause, Check]],
    facts: Sequence[LoggedFact],
    *,
    at: datetime,
    zone: tzinfo,
    calendar: WorkCalendar | None = None,
) -> tuple[list[Ruling], list[CheckFailed]]:
    """What each check finds in ``facts``, which must be in order and not later than ``at``."""
    told: list[Ruling] = []
    failures: list[CheckFailed] = []
    for index, (_clause, check) in enumerate(checks):
        try:
            told += _of_check(index, check, facts, at, zone, calendar)
        except Exception as error:
            failures.append(CheckFailed(index, told_error(error)))
    return told, failures


def _of_check(
    index: int,
    check: Check,
    facts: Sequence[LoggedFact],
    at: datetime,
    zone: tzinfo,
    calendar: WorkCalendar | None,
) -> list[Ruling]:
    if within := getattr(check, "within", None):
        # A span that can't be read is a fault of the check, whether or not it comes to that.
        working_length(within) or span_of(within)
    told: list[Ruling] = []
    start = 0
    for (object_type, _), members in groupby(facts, lambda f: (f.object_type, f.object_id)):
        history = list(members)
        if object_type == check.per:
            for each in _findings(check, history, at, zone, calendar):
                told.append(
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
    return told


def _findings(
    check: Check,
    history: Sequence[LoggedFact],
    at: datetime,
    zone: tzinfo,
    calendar: WorkCalendar | None,
) -> Iterator[Ruling]:
    """What the check finds in one history, whose facts are named by their places there."""
    match check:
        case Response() | ChainResponse() | Precedence() | Succession() | Limit():
            each = EachActivation(check, history, at, zone, calendar)
            moments = [check.activation]
            if isinstance(check, Succession):
                moments.append(check.target)
            if all(state is State.NO for moment in moments for state in each.states(moment)):
                yield found("no_activation")
            elif isinstance(check, Succession):
                yield from each.succession(check)
            else:
                yield from each.of_each_activation(check)
        case NotCoexistence():
            yield WholeHistory(check, history, at, zone).not_coexistence(check)
        case _:
            yield from WholeHistory(check, history, at, zone).of_the_whole(check)
