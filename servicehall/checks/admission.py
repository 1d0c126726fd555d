"""Admitting a pack: only one whose checks can be judged here, and whose examples hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from servicehall.checks.conditions import span_of, wanted
from servicehall.checks.correlations import ROLES
from servicehall.checks.examples import WrongExample, example_verdicts
from servicehall.checks.verdicts import REASONS, Outcome, Verdict
from servicehall.checks.working_time import working_length
from servicehall.evidence.kinds import KINDS, OBJECTS
from servicehall.standard.loading import PackError, Place, Sources, read
from servicehall.standard.pack import (
    ChainResponse,
    Check,
    Clause,
    Condition,
    Correlated,
    Example,
    Limit,
    Moment,
    Pack,
    Response,
)

Objection = tuple[Place, str]
"""What is wrong, and where in the pack it stands."""

_BREACHES = frozenset({Outcome.FAIL, Outcome.NEEDS_JUDGEMENT})


def admit(folder: Path) -> Pack:
    """The pack in a folder, once all that it says of facts is known to hold.

    Beyond what ``standard.loading`` asks of a pack: every kind of fact, type of object and
    field that a check names exists; conditions and limits fit the field's type; and every
    example comes out as it must. Raises ``PackError`` with every problem: file, line, key.
    """
    pack, sources = read(folder)
    return admitted(pack, sources)


def admitted(pack: Pack, sources: Sources) -> Pack:
    """The pack, if nothing speaks against it; raises ``PackError`` as ``admit`` does."""
    if problems := [sources.problem(place, message) for place, message in objections(pack)]:
        raise PackError(problems)
    return pack


def objections(pack: Pack) -> Iterator[Objection]:
    """All that speaks against the pack's checks."""
    for chapter_index, chapter in enumerate(pack.chapters):
        for clause_index, clause in enumerate(chapter.clauses):
            for check_index, check in enumerate(clause.checks):
                place = (
                    "chapters",
                    chapter_index,
                    "clauses",
                    clause_index,
                    "checks",
                    check_index,
                )
                for inner, message in objections_to(clause, check):
                    yield (*place, *inner), message


def objections_to(clause: Clause, check: Check) -> Iterator[Objection]:
    """All that speaks against one check; its examples run where nothing else does."""
    found = [*_to_words(check)]
    yield from found or _to_examples(clause, check)


def _to_words(check: Check) -> Iterator[Objection]:
    if check.per not in OBJECTS:
        yield ("per",), f"{check.per!r} is not a type of object; there are {_listed(OBJECTS)}"
        return
    if check.activation is not None:
        yield from _to_moment(("activation",), check.per, check.activation)
    if not isinstance(check, Limit):
        yield from _to_moment(("target",), check.per, check.target)
    if isinstance(check, Correlated):
        yield from _to_correlations(check)
    if within := getattr(check, "within", None):
        try:
            working_length(within) or span_of(within)
        except ValueError as error:
            yield ("within",), str(error)
    if isinstance(check, Response | ChainResponse) and check.by:
        for kind, declared in _types(check.activation, check.by):
            if declared != "moment":
                yield ("by",), _lacking(kind, check.by, declared, "a moment")
    if isinstance(check, Limit):
        yield from _to_limit(check)


def _to_moment(place: Place, per: str, moment: Moment) -> Iterator[Objection]:
    if not moment.kind:
        yield (*place, "kind"), "name at least one kind of fact"
    for index, code in enumerate(moment.kind):
        where = (*place, "kind", index)
        if code not in KINDS:
            yield where, f"unknown kind of fact: {code!r}"
        elif per not in KINDS[code].objects:
            yield where, f"{code!r} tells nothing of a {per}"
    for index, condition in enumerate(moment.where):
        yield from _to_condition((*place, "where", index), moment, condition)


def _to_condition(place: Place, moment: Moment, condition: Condition) -> Iterator[Objection]:
    name, test = condition.field, condition.test
    for kind, declared in _types(moment, name):
        if not declared:
            yield (*place, "field"), _lacking(kind, name, declared, "one")
        elif test == "given":
            continue
        elif not wanted(condition):
            yield (*place, test), "name at least one value"
        elif test in {"at_least", "at_most"}:
            if declared not in {"count", "number"}:
                yield (*place, test), _lacking(kind, name, declared, "a number")
        else:
            for value in wanted(condition):
                if message := _unfit(kind, name, declared, value):
                    yield (*place, test), message


def _to_correlations(check: Correlated) -> Iterator[Objection]:
    """The compared field is one of both moments, and of one type that can be compared."""
    for key, name in (("same", check.same), ("other", check.other)):
        if name is None or name in ROLES:
            continue
        first = ""
        for kind, declared in (*_types(check.activation, name), *_types(check.target, name)):
            shape = "number" if declared == "count" else declared
            if not declared:
                yield (key,), _lacking(kind, name, declared, "one")
            elif declared == "list":
                yield (key,), _lacking(kind, name, declared, "what can be compared")
            elif first and shape != first:
                yield (key,), _lacking(kind, name, declared, f"a {first} as elsewhere")
            else:
                first = shape


def _to_limit(check: Limit) -> Iterator[Objection]:
    for kind, declared in _types(check.activation, check.field):
        if not declared:
            yield ("field",), _lacking(kind, check.field, declared, "one")
        elif check.equals is not None:
            if message := _unfit(kind, check.field, declared, check.equals):
                yield ("equals",), message
        elif declared not in {"count", "number"}:
            yield ("field",), _lacking(kind, check.field, declared, "a number")


def _types(moment: Moment, name: str) -> Iterator[tuple[str, str]]:
    """Each known kind of the moment and the type that the field has there; empty where none."""
    for code in moment.kind:
        if code in KINDS:
            yield code, KINDS[code].fields.get(name, "")


def _lacking(kind: str, name: str, declared: str, needed: str) -> str:
    if declared:
        return f"{name!r} of {kind!r} is a {declared}, not {needed}"
    if name in KINDS[kind].personal:
        return f"{name!r} of {kind!r} is personal: it is kept apart and never compared"
    fields = _listed(KINDS[kind].fields)
    return f"{kind!r} has no field {name!r}; {f'there are {fields}' if fields else 'it has none'}"


def _unfit(kind: str, name: str, declared: str, value: object) -> str:
    """Why a field of that type can't be compared with the value; empty where it can."""
    match declared, value:
        case ("text", str()) | ("yes_no", bool()):
            return ""
        case (("count" | "number"), int() | float()) if not isinstance(value, bool):
            return ""
        case (("moment" | "list"), _):
            return f"{name!r} of {kind!r} is a {declared}: all that can be asked is given"
    return f"{name!r} of {kind!r} is a {declared}; it can't be compared with {value!r}"


def _to_examples(clause: Clause, check: Check) -> Iterator[Objection]:
    for index, example in enumerate(check.examples.clean):
        yield from _to_example(("examples", "clean", index), clause, check, example)
    for index, example in enumerate(check.examples.breaching):
        yield from _to_example(("examples", "breaching", index), clause, check, example)


def _to_example(
    place: Place, clause: Clause, check: Check, example: Example
) -> Iterator[Objection]:
    try:
        verdicts = example_verdicts(clause, check, example)
    except WrongExample as error:
        yield (*place, *error.place), str(error)
        return
    outcomes = {verdict.outcome for verdict in verdicts}
    clean = "clean" in place
    if Outcome.ERROR in outcomes:
        yield place, f"the example can't be judged: {_told(verdicts, {Outcome.ERROR})}"
    elif clean and outcomes & _BREACHES:
        yield place, f"the clean example is a breach: {_told(verdicts, _BREACHES)}"
    elif clean and Outcome.PASS not in outcomes:
        yield place, f"the clean example does not pass: {_told(verdicts)}"
    elif not clean and check.credit is not None:
        if Outcome.PASS in outcomes:
            told = _told(verdicts, {Outcome.PASS})
            yield place, f"the breaching example earns the credit: {told}"
    elif not clean and not outcomes & _BREACHES:
        yield place, f"the breaching example is no breach: {_told(verdicts)}"


def _told(
    verdicts: list[Verdict], outcomes: frozenset[Outcome] | set[Outcome] = frozenset()
) -> str:
    """The first verdict with one of the outcomes, or the first of all, in words."""
    for verdict in verdicts:
        if not outcomes or verdict.outcome in outcomes:
            fact = f" of fact {verdict.occurrence}" if verdict.occurrence else ""
            return f"{verdict.outcome}{fact}: {in_english(verdict)}"
    return "no fact is there to judge when the example is judged"


def in_english(verdict: Verdict) -> str:
    """The verdict's reason in English."""
    values: dict[str, object] = {
        name: ", ".join(value) if isinstance(value, list) else value
        for name, value in verdict.reason.values.items()
    }
    for name, words in (("same", "with the same"), ("other", "with another")):
        if name in values:
            values["expected"] = f"{values['expected']} {words} {values[name]}"
    return REASONS[verdict.reason.code] % values


def _listed(names: Iterable[str]) -> str:
    return ", ".join(names)
