"""From a case of a log to facts: each validated, in the order of its history."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from servicehall.evidence.importing.mapping import (
    CaseRule,
    EventLogMapping,
    FactForm,
    UnitForm,
    Value,
)
from servicehall.evidence.importing.reading import LoggedCase, LoggedEvent, Problem
from servicehall.evidence.importing.values import Unusable, moment_of, typed
from servicehall.evidence.kinds import WrongData, kind_of

LONGEST_CASE_ID = 60
LONGEST_STAFF_CODE = 40
LONGEST_SLUG = 40
LONGEST_PART = 50
"""Characters of an event's name in a fact's source; longer names are shortened by SHA-256."""


class ImportedFact(NamedTuple):
    """A fact told by a log: what ``record`` would be given, and where in the log it stands."""

    kind: str
    at: datetime
    object_type: str
    object_id: str
    unit: str
    staff: str
    data: Mapping[str, Any]
    personal: Mapping[str, str]
    source: str
    """Centre, log, case and event: the same at every import of the log."""
    line: int


@dataclass
class ConvertedCase:
    """What became of one case of a log."""

    id: str
    events: int
    facts: list[ImportedFact] = field(default_factory=list)
    """In the order of the history; not to be recorded where there are problems."""
    problems: list[Problem] = field(default_factory=list)
    ignored: Counter[str] = field(default_factory=Counter)
    """Events that became no fact on purpose, by the reason."""
    units: dict[str, UnitForm] = field(default_factory=dict)
    acting: set[str] = field(default_factory=set)
    """Staff members who carried out events."""
    opened_earlier: bool = False
    """Whether its opening fact was put earlier than the log says; see ``CaseRule.opens``."""


@dataclass
class _Draft:
    """A fact before its place in the history is known, and with it what is counted."""

    rule: FactForm
    at: datetime
    turn: int
    """Among facts of one moment: 0 opens the case, 1 is an event, 2 is told of the case."""
    line: int
    event: LoggedEvent | None
    staff: str
    unit: str
    name: str


def is_ignored(mapping: EventLogMapping, event: LoggedEvent) -> str:
    """Why an event becomes no fact on purpose; empty where it should become one."""
    for attribute, wanted in mapping.event.only.items():
        value = event.attributes.get(attribute, "")
        if value not in wanted:
            return f"{attribute} is {value!r}"
    activity = event.attributes.get(mapping.event.activity, "").strip()
    return activity if activity in mapping.ignore else ""


def converted(mapping: EventLogMapping, case: LoggedCase, *, now: datetime) -> ConvertedCase:
    """The facts that the mapping makes of one case, or why it can't.

    Every row with a problem is named; a moment after ``now`` is one. The facts come in the
    order of their times; at one moment what opens the case comes first, then the events in
    the order of the file, then what is told of the case as a whole.
    """
    return _Conversion(mapping, case, now).run()


class _Conversion:
    def __init__(self, mapping: EventLogMapping, case: LoggedCase, now: datetime) -> None:
        self.mapping = mapping
        self.case = case
        self.now = now
        self.found = ConvertedCase(case.id, len(case.events), problems=list(case.problems))

    def run(self) -> ConvertedCase:
        case = self.case
        if not case.id:
            self.problem(case.line, None, self.mapping.case.id, "is empty: which case is it?")
            return self.found
        if message := _unnameable(case.id, LONGEST_CASE_ID):
            self.problem(case.line, None, self.mapping.case.id, message)
            return self.found
        drafts = [*self.of_events(), *self.of_case()]
        drafts.sort(key=lambda each: (each.at, each.turn))
        self.open_first(drafts)
        self.found.facts = list(self.in_order(drafts))
        return self.found

    def problem(self, line: int, event: int | None, where: str, message: str) -> None:
        self.found.problems.append(Problem(line, self.case.id, event, where, message))

    def of_events(self) -> Iterator[_Draft]:
        named: dict[str, int] = {}
        for event in self.case.events:
            if reason := is_ignored(self.mapping, event):
                self.found.ignored[reason] += 1
                continue
            if draft := self.of_event(event, named):
                yield draft

    def of_event(self, event: LoggedEvent, named: dict[str, int]) -> _Draft | None:
        names = self.mapping.event
        activity = event.attributes.get(names.activity, "").strip()
        rule = self.mapping.rules.get(activity)
        if rule is None:
            message = (
                f"the activity {activity!r} is neither mapped nor ignored"
                if activity
                else "names no activity"
            )
            self.problem(event.line, event.number, names.activity, message)
            return None
        name = str(event.number)
        if names.id:
            name = event.attributes.get(names.id, "").strip()
            if not name or name in named:
                message = f"{name!r} is event {named[name]}, too" if name else "is empty"
                self.problem(event.line, event.number, names.id, message)
                return None
            named[name] = event.number
        try:
            at = self.happened(names.time, event.attributes.get(names.time))
        except Unusable as error:
            self.problem(event.line, event.number, names.time, str(error))
            return None
        staff = self.staff(rule, event)
        unit = self.unit(event)
        if staff is None or unit is None:
            return None
        if staff:
            self.found.acting.add(staff)
        return _Draft(rule, at, 1, event.line, event, staff, unit, name)

    def of_case(self) -> Iterator[_Draft]:
        for rule in self.mapping.case_facts:
            where = rule.at.removeprefix("case.")
            text = self.attribute(rule.at, None)
            if text is None:
                if rule.opens:
                    self.problem(self.case.line, None, where, "is missing: what opens the case?")
                continue
            try:
                at = self.happened(where, text)
            except Unusable as error:
                self.problem(self.case.line, None, where, str(error))
                continue
            staff, unit = self.staff(rule, None), self.unit(None)
            if staff is None or unit is None:
                continue
            turn = 0 if rule.opens else 2
            yield _Draft(rule, at, turn, self.case.line, None, staff, unit, f"{rule.kind}@{where}")

    def open_first(self, drafts: list[_Draft]) -> None:
        """Nothing is done with a case before it is there, whatever the log's clock says."""
        for place, draft in enumerate(drafts):
            if isinstance(draft.rule, CaseRule) and draft.rule.opens and place:
                drafts.insert(0, drafts.pop(place))
                self.found.opened_earlier = drafts[1].at < draft.at
                draft.at = min(draft.at, drafts[1].at)
                return

    def in_order(self, drafts: list[_Draft]) -> Iterator[ImportedFact]:
        before: Counter[str] = Counter()
        for draft in drafts:
            fact = self.fact(draft, before)
            before[draft.rule.kind] += 1
            if fact:
                yield fact

    def fact(self, draft: _Draft, before: Counter[str]) -> ImportedFact | None:
        kind = kind_of(draft.rule.kind)
        number = draft.event.number if draft.event else None
        data: dict[str, Any] = {}
        personal: dict[str, str] = {}
        for name, value in draft.rule.fields.items():
            try:
                if name in kind.personal:
                    made = self.value(value, "text", draft, before)
                else:
                    made = self.value(value, kind.fields[name], draft, before)
            except Unusable as error:
                where = value.source if isinstance(value, Value) and value.source else name
                self.problem(draft.line, number, where.partition(".")[2] or name, str(error))
                return None
            if made is None:
                continue
            if name in kind.personal:
                personal[name] = made
            else:
                data[name] = made
        try:
            kind.check({self.mapping.object: self.case.id}, data)
        except WrongData as error:
            self.problem(draft.line, number, "", str(error))
            return None
        parts = (self.mapping.centre.code, self.mapping.name, self.case.id, _shortened(draft.name))
        return ImportedFact(
            kind.code,
            draft.at,
            self.mapping.object,
            self.case.id,
            draft.unit,
            draft.staff,
            data,
            personal,
            "/".join(parts),
            draft.line,
        )

    def value(
        self, value: object, declared: str, draft: _Draft, before: Counter[str]
    ) -> Any:  # Whatever the kind declares for the field.
        if not isinstance(value, Value):
            return value
        if value.nth:
            return before[draft.rule.kind] + 1
        if value.earlier is not None:
            return sum(before[each] for each in value.earlier)
        assert value.source is not None
        text = self.attribute(value.source, draft.event)
        if text is None:
            return None
        if value.values is not None:
            if text not in value.values:
                raise Unusable(f"{text!r} is not among the mapping's values")
            return value.values[text]
        return typed(self.mapping, text, declared, value)

    def attribute(self, source: str, event: LoggedEvent | None) -> str | None:
        """The text of ``case.…`` or ``event.…``; ``None`` where nothing is known."""
        scope, _, name = source.partition(".")
        given: Mapping[str, str] = self.case.attributes
        if scope == "event":
            given = event.attributes if event else {}
        text = given.get(name, "").strip()
        return None if not text or text in self.mapping.missing else text

    def happened(self, where: str, text: str | None) -> datetime:
        if text is None or not text.strip() or text.strip() in self.mapping.missing:
            raise Unusable("no time is given")
        moment = moment_of(self.mapping, text.strip())
        if moment > self.now:
            raise Unusable(f"{text!r} lies in the future")
        return moment

    def staff(self, rule: FactForm, event: LoggedEvent | None) -> str | None:
        """The code of the staff member, empty where none is named; ``None`` after a problem."""
        source = rule.staff or self.mapping.staff
        if source is None or (event is None and source.startswith("event.")):
            return ""
        code = self.attribute(source, event)
        if code is not None and (message := _unnameable(code, LONGEST_STAFF_CODE)):
            line, number = self.row(event)
            self.problem(line, number, source.partition(".")[2], message)
            return None
        return code or ""

    def unit(self, event: LoggedEvent | None) -> str | None:
        """The code of the unit, empty where none is named; ``None`` after a problem."""
        units = self.mapping.units
        if units is None:
            return ""
        name = self.attribute(units.source, event)
        if name is None:
            return ""
        unit = units.known.get(name) or (_new_unit(name) if units.others == "found" else None)
        if unit is None:
            line, number = self.row(event)
            message = f"the unit {name!r} is not known to the mapping"
            if units.others == "found":
                message = f"{name!r} gives no code for a unit: name it in the mapping"
            self.problem(line, number, units.source.partition(".")[2], message)
            return None
        self.found.units.setdefault(unit.code, unit)
        return unit.code

    def row(self, event: LoggedEvent | None) -> tuple[int, int | None]:
        return (event.line, event.number) if event else (self.case.line, None)


def _unnameable(name: str, longest: int) -> str:
    """Why a text can't name something; empty where it can."""
    if len(name) > longest:
        return f"is longer than {longest} characters"
    return "" if name.isprintable() else f"{name!r} holds characters that can't be shown"


def _new_unit(name: str) -> UnitForm | None:
    code = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
    if not code or len(code) > LONGEST_SLUG:
        return None
    return UnitForm(code=code, names={"zh": name, "ko": name, "en": name})


def _shortened(name: str) -> str:
    # Without a stroke in the last part, no two sources can be written alike.
    if len(name) <= LONGEST_PART and "/" not in name:
        return name
    return f"sha256:{hashlib.sha256(name.encode()).hexdigest()[:40]}"
