"""Imports event logs: first looked through without writing, then recorded in one transaction."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from django.db import connection

from servicehall.evidence.actions import record_imported
from servicehall.evidence.importing import tables, xes
from servicehall.evidence.importing.facts import ConvertedCase, ImportedFact, converted
from servicehall.evidence.importing.mapping import EventLogMapping, UnitForm
from servicehall.evidence.importing.reading import LogFile, LoggedCase, Problem, Progress
from servicehall.evidence.models import FactObject

BATCH = 1_000
"""Facts that are compared with the record, and written, at once."""
CASES_IN_BATCH = 400
"""At most so many cases in a batch, within what one SQL statement may hold."""


class Changed(Exception):
    """The log or the record is no longer what was looked through; nothing was written."""


@dataclass
class Survey:
    """What an import would do, or has done; made without writing."""

    cases: int = 0
    """Cases in the log, those with problems included."""
    events: int = 0
    """Events in the log: mapped, ignored, or among the problems."""
    mapped_events: int = 0
    facts: Counter[str] = field(default_factory=Counter)
    """Facts by kind that the log tells, of cases without problems."""
    recorded: int = 0
    """Of these, how many the record has already."""
    ignored: Counter[str] = field(default_factory=Counter)
    """Events passed over on purpose, by activity or by the attribute that decided."""
    units: dict[str, UnitForm] = field(default_factory=dict)
    staff: dict[str, Counter[str]] = field(default_factory=dict)
    """For each staff member, how often they are named with each unit."""
    acting: set[str] = field(default_factory=set)
    """Staff members who carried out events; the others are named by cases only."""
    first: datetime | None = None
    last: datetime | None = None
    opened_earlier: int = 0
    """Cases in which something is dated before what opens them."""
    vanished: int = 0
    """Facts in the record that the log tells no more."""
    problems: int = 0
    problem_cases: int = 0
    """Cases left out, whole, because some row of theirs has a problem."""

    @property
    def new(self) -> int:
        """How many facts the import adds."""
        return self.facts.total() - self.recorded

    def add(self, case: ConvertedCase, recorded: int, vanished: int) -> None:
        """Take in a case that has no problem."""
        self.mapped_events += case.events - case.ignored.total()
        self.ignored += case.ignored
        self.recorded += recorded
        self.vanished += vanished
        self.opened_earlier += case.opened_earlier
        for code, unit in case.units.items():
            self.units.setdefault(code, unit)
        self.acting |= case.acting
        for fact in case.facts:
            self.facts[fact.kind] += 1
            self.first = min(self.first or fact.at, fact.at)
            self.last = max(self.last or fact.at, fact.at)
            if fact.staff:
                self.staff.setdefault(fact.staff, Counter())[fact.unit] += 1


def survey(
    log: Path,
    mapping: EventLogMapping,
    *,
    now: datetime,
    told: Callable[[Problem], None] = lambda problem: None,
    progress: Progress = lambda done: None,
) -> Survey:
    """Look a log through and compare it with the record; writes nothing.

    ``told`` hears of every problem, in the order of the log. Raises ``LogError`` for a log
    that can't be read to its end.
    """
    return _passed(log, mapping, now=now, told=told, progress=progress, write=None)


def record_log(
    log: Path,
    mapping: EventLogMapping,
    *,
    now: datetime,
    expected: Survey,
    progress: Progress = lambda done: None,
) -> int:
    """Record every case without problems, in the caller's transaction; how many facts it added.

    ``expected`` is what ``survey`` made of the log: raises ``Changed`` where the log, or the
    record, has become another since. Raises ``LogError`` as ``survey`` does.
    """
    written = 0

    def write(facts: Sequence[ImportedFact]) -> None:
        nonlocal written
        written += record_imported(centre=mapping.centre.code, facts=facts, recorder="import")

    found = _passed(log, mapping, now=now, told=None, progress=progress, write=write)
    if found != expected:
        raise Changed
    if written and connection.vendor == "postgresql":
        # Until it knows of so many new rows at once, it reads them in ways that take minutes.
        with connection.cursor() as cursor:
            cursor.execute("analyze evidence_fact, evidence_factobject")
    return written


def _passed(
    log: Path,
    mapping: EventLogMapping,
    *,
    now: datetime,
    told: Callable[[Problem], None] | None,
    progress: Progress,
    write: Callable[[Sequence[ImportedFact]], None] | None,
) -> Survey:
    found = Survey()
    seen: set[str] = set()
    holed: set[str] = set()

    def report(problems: Iterable[Problem]) -> None:
        for problem in problems:
            found.problems += 1
            if told:
                told(problem)

    with LogFile(log, progress) as file:
        for batch in _batches(_converted(file, mapping, now, seen, holed, report)):
            for case in batch:
                found.cases += 1
                found.events += case.events
            clean = [case for case in batch if not case.problems]
            compared = _compared(mapping, clean)
            new: list[ImportedFact] = []
            for case in batch:
                if not case.problems:
                    mine = compared[case.id]
                    case.problems += mine.problems
                if case.problems:
                    found.problem_cases += 1
                    report(case.problems)
                    continue
                found.add(case, len(case.facts) - len(mine.new), mine.vanished)
                new += mine.new
            if write and new:
                write(new)
    return found


def _converted(
    file: LogFile,
    mapping: EventLogMapping,
    now: datetime,
    seen: set[str],
    holed: set[str],
    report: Callable[[Iterable[Problem]], None],
) -> Iterator[ConvertedCase]:
    for each in _logged(file, mapping):
        if isinstance(each, Problem):
            # A history with a hole would accuse people of what they did.
            holed.add(each.case)
            report([each])
            continue
        case = converted(mapping, each, now=now)
        if case.id and case.id in seen:
            case.problems.append(Problem(each.line, each.id, None, "", "the case is there twice"))
        if case.id in holed:
            message = "is left out: one of its rows can't be read"
            case.problems.append(Problem(each.line, each.id, None, "", message))
        seen.add(case.id)
        yield case


def _logged(file: LogFile, mapping: EventLogMapping) -> Iterator[LoggedCase | Problem]:
    if mapping.format == "xes":
        return xes.cases(
            file,
            case_id=mapping.case.id,
            of_case=mapping.of_case,
            of_event=mapping.of_event,
            global_defaults=mapping.global_defaults == "apply",
        )
    return tables.cases(
        file,
        case_id=mapping.case.id,
        of_case=mapping.of_case,
        of_event=mapping.of_event,
        encoding=mapping.csv.encoding,
        delimiter=mapping.csv.delimiter,
    )


def _batches(cases: Iterable[ConvertedCase]) -> Iterator[list[ConvertedCase]]:
    batch: list[ConvertedCase] = []
    facts = 0
    for case in cases:
        batch.append(case)
        facts += len(case.facts)
        if facts >= BATCH or len(batch) >= CASES_IN_BATCH:
            yield batch
            batch, facts = [], 0
    if batch:
        yield batch


class _Comparison(NamedTuple):
    """A case of the log beside what the record has of it."""

    new: list[ImportedFact]
    problems: list[Problem]
    vanished: int


def _compared(
    mapping: EventLogMapping, cases: Sequence[ConvertedCase]
) -> Mapping[str, _Comparison]:
    recorded: dict[str, dict[str, tuple[Any, ...]]] = {}
    elsewhere: set[str] = set()
    prefix = f"{mapping.centre.code}/{mapping.name}/"
    rows = FactObject.objects.filter(
        centre=mapping.centre.code,
        object_type=mapping.object,
        object_id__in=[case.id for case in cases],
    ).values_list(
        "object_id",
        "fact__source",
        "fact__kind",
        "fact__happened",
        "fact__unit",
        "fact__staff",
        "fact__data",
    )
    for object_id, source, *told in rows:
        if source is None or not source.startswith(prefix):
            elsewhere.add(object_id)
        else:
            recorded.setdefault(object_id, {})[source] = tuple(told)
    return {case.id: _beside(case, recorded.get(case.id, {}), elsewhere) for case in cases}


def _beside(
    case: ConvertedCase, recorded: Mapping[str, tuple[Any, ...]], elsewhere: set[str]
) -> _Comparison:
    problems: list[Problem] = []
    if case.id in elsewhere:
        line = case.facts[0].line if case.facts else 0
        message = "the record has facts of it that do not come from this log"
        problems.append(Problem(line, case.id, None, "", message))
    new: list[ImportedFact] = []
    for fact in case.facts:
        before = recorded.get(fact.source)
        if before is None:
            new.append(fact)
        elif difference := _difference(fact, before):
            problems.append(Problem(fact.line, case.id, None, fact.kind, difference))
    sources = {fact.source for fact in case.facts}
    return _Comparison(new, problems, len(recorded.keys() - sources))


def _difference(fact: ImportedFact, before: tuple[Any, ...]) -> str:
    """How a fact differs from what is recorded of it; empty where it does not."""
    names = ("kind", "time", "unit", "staff", "data")
    now = (fact.kind, fact.at, fact.unit, fact.staff, dict(fact.data))
    for name, ours, theirs in zip(names, now, before, strict=True):
        if ours != theirs:
            told = [
                json.dumps(each, ensure_ascii=False) if isinstance(each, dict) else str(each)
                for each in (theirs, ours)
            ]
            return (
                f"its {name} was recorded as {told[0]} and is now {told[1]};"
                " the record is never changed"
            )
    return ""
