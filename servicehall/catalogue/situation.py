"""Which materials this person needs: their answers, and for each material its condition.

An answer that was not given is neither yes nor no. What it decides is then not known yet, and
the questions that are left are those whose answer still changes something.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any as Anything
from typing import Generic, Protocol, TypeVar

from servicehall.catalogue.conditions import (
    RESERVED,
    All,
    Answer,
    Any,
    Condition,
    Needs,
    Not,
    WrongCondition,
    atoms,
    condition,
)


class Material(Protocol):
    """Whatever has a code and, where it is not always needed, a condition as it is written.

    Both are text; a model's fields say so only where a row of it is looked at.
    """

    @property
    def code(self) -> Anything:
        """Its code, one of a kind within its service item."""

    @property
    def condition(self) -> Anything:
        """See ``conditions``; empty where it is always needed."""


class Question(Protocol):
    """Whatever has a code and the codes of its options."""

    @property
    def code(self) -> str:
        """Its code, one of a kind within its service item."""

    @property
    def option_codes(self) -> Sequence[str]:
        """What can be answered."""


M = TypeVar("M", bound=Material)


@dataclass(frozen=True)
class Situation(Generic[M]):
    """The materials of a service item, by whether this person needs them; each in its order."""

    needed: tuple[M, ...]
    undecided: tuple[M, ...]
    """Not known yet: the answers that are there leave it open."""
    not_needed: tuple[M, ...]
    open_questions: frozenset[str]
    """Codes of the unanswered questions that what is undecided hangs on."""

    @property
    def decided(self) -> bool:
        """Whether the list is exact: nothing hangs on an answer that is not there."""
        return not self.undecided


def needed(materials: Iterable[M], answers: Mapping[str, str]) -> Situation[M]:
    """Which of the materials are needed by somebody who answered so.

    ``answers`` maps questions to options, by their codes; a question left out is unanswered.
    Raises ``WrongCondition`` for what ``faults`` would have told.
    """
    given = list(materials)
    weighing = _Weighing({each.code: each.condition for each in given}, answers)
    of = {each.code: weighing.material(each.code) for each in given}
    return Situation(
        needed=tuple(each for each in given if of[each.code] is True),
        undecided=tuple(each for each in given if of[each.code] is None),
        not_needed=tuple(each for each in given if of[each.code] is False),
        open_questions=frozenset(
            question
            for each in given
            if of[each.code] is None
            for question in weighing.hangs_on(each.code)
        ),
    )


class _Weighing:
    """Conditions weighed with three outcomes: True, False, and None for not known yet."""

    def __init__(self, conditions: Mapping[str, str], answers: Mapping[str, str]) -> None:
        self._conditions = conditions
        self._answers = answers
        self._found: dict[str, bool | None] = {}
        self._within: set[str] = set()

    def material(self, code: str) -> bool | None:
        """Whether a material is needed."""
        if code in self._found:
            return self._found[code]
        if code in self._within:
            raise WrongCondition(f"the materials need one another in a circle at {code!r}")
        if code not in self._conditions:
            raise WrongCondition(f"there is no material {code!r}")
        self._within.add(code)
        read = condition(self._conditions[code])
        found = True if read is None else self._weighed(read)
        self._within.discard(code)
        self._found[code] = found
        return found

    def _weighed(self, part: Condition) -> bool | None:
        match part:
            case Answer(question, options):
                given = self._answers.get(question)
                return None if given is None else given in options
            case Needs(material):
                return self.material(material)
            case Not(inner):
                found = self._weighed(inner)
                return None if found is None else not found
            case All(parts):
                return _first([self._weighed(each) for each in parts], decides=False)
            case Any(parts):
                return _first([self._weighed(each) for each in parts], decides=True)

    def hangs_on(self, code: str) -> frozenset[str]:
        """The questions that an undecided material hangs on."""
        read = condition(self._conditions[code])
        return frozenset() if read is None else frozenset(self._open(read))

    def _open(self, part: Condition) -> Iterator[str]:
        if self._weighed(part) is not None:
            return
        match part:
            case Answer(question, _):
                yield question
            case Needs(material):
                yield from self.hangs_on(material)
            case Not(inner):
                yield from self._open(inner)
            case All(parts) | Any(parts):
                for each in parts:
                    yield from self._open(each)


def _first(found: Sequence[bool | None], *, decides: bool) -> bool | None:
    """``decides`` where it is among what was found; else None where something is not known."""
    if decides in found:
        return decides
    return None if None in found else not decides


def faults(
    materials: Sequence[Material], questions: Sequence[Question]
) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """What is wrong with the conditions of a service item: the place of each, and what it is.

    Places are such as ``("materials", 2, "condition")``. Told are conditions that can't be read,
    questions, options and materials that are not there, materials that need one another in a
    circle, codes that are words of conditions, and what comes twice.
    """
    yield from _called_wrongly(materials, questions)
    options = {each.code: each.option_codes for each in questions}
    codes = {each.code: index for index, each in enumerate(materials)}
    leads: dict[str, list[str]] = {}
    for index, each in enumerate(materials):
        place = ("materials", index, "condition")
        try:
            read = condition(each.condition)
        except WrongCondition as wrong:
            yield place, str(wrong)
            continue
        for atom in atoms(read) if read else ():
            match atom:
                case Answer(question, _) if question not in options:
                    yield place, f"there is no question {question!r}{_known(options)}"
                case Answer(question, chosen):
                    for option in chosen:
                        if option not in options[question]:
                            known = _known(options[question])
                            yield place, f"question {question!r} has no option {option!r}{known}"
                case Needs(material) if material not in codes:
                    yield place, f"there is no material {material!r}{_known(codes)}"
                case Needs(material):
                    leads.setdefault(each.code, []).append(material)
    for circle in _circles(leads):
        text = " → ".join([*circle, circle[0]])
        yield (
            ("materials", codes[circle[0]], "condition"),
            f"the materials need one another in a circle: {text}",
        )


def _known(codes: Iterable[str]) -> str:
    told = ", ".join(codes)
    return f"; there is {told}" if told else "; there is none"


def _called_wrongly(
    materials: Sequence[Material], questions: Sequence[Question]
) -> Iterator[tuple[tuple[str | int, ...], str]]:
    lists: list[tuple[tuple[str | int, ...], str, Sequence[str]]] = [
        (("materials",), "material", [each.code for each in materials]),
        (("questions",), "question", [each.code for each in questions]),
    ]
    lists += [
        (("questions", index, "options"), "option", each.option_codes)
        for index, each in enumerate(questions)
    ]
    for place, what, codes in lists:
        for index, code in enumerate(codes):
            if code in RESERVED:
                yield (*place, index, "code"), f"{code!r} is a word of conditions"
            if code in codes[:index]:
                article = "an" if what == "option" else "a"
                yield (*place, index, "code"), f"{article} {what} comes twice: {code!r}"


def _circles(leads: Mapping[str, Sequence[str]]) -> Iterator[list[str]]:
    """Every circle once, from where it is first met."""
    done: set[str] = set()
    for start in leads:
        path: list[str] = []
        # Each step: a material, and those that it leads to and that were not followed yet.
        waiting: list[tuple[str, list[str]]] = [(start, list(leads[start]))]
        while waiting:
            code, onward = waiting[-1]
            if not path or path[-1] != code:
                path.append(code)
            if code in done or not onward:
                done.add(code)
                path.pop()
                waiting.pop()
                continue
            following = onward.pop(0)
            if following in path:
                yield path[path.index(following) :]
            elif following not in done:
                waiting.append((following, list(leads.get(following, ()))))
