"""When a material is needed: a condition on a citizen's answers, as written and as meant.

``applicant is proxy``, ``home is rented, lodging and not needs deed``: an answer is one of
options, another material is needed as well; ``and`` binds closer than ``or``, ``not`` closest.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

RESERVED = frozenset({"and", "or", "not", "is", "needs"})
"""Words of conditions, which no question, option or material can be called."""
LONGEST = 1000
"""Characters of a condition."""
DEEPEST = 20
"""How many brackets and negations may lie within one another."""

_WORD = re.compile(r"\s*(?:([a-z][a-z0-9-]*)|([(),])|(\S))")


class WrongCondition(ValueError):
    """What is written is no condition; the message says what is wrong and at which character."""


@dataclass(frozen=True)
class Answer:
    """The question was answered with one of these options."""

    question: str
    options: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.question} is {', '.join(self.options)}"


@dataclass(frozen=True)
class Needs:
    """This other material is needed."""

    material: str

    def __str__(self) -> str:
        return f"needs {self.material}"


@dataclass(frozen=True)
class Not:
    """The condition does not hold."""

    part: Condition

    def __str__(self) -> str:
        return f"not {_bracketed(self.part, All, Any)}"


@dataclass(frozen=True)
class All:
    """Every one of the conditions holds."""

    parts: tuple[Condition, ...]

    def __str__(self) -> str:
        return " and ".join(_bracketed(each, All, Any) for each in self.parts)


@dataclass(frozen=True)
class Any:
    """At least one of the conditions holds."""

    parts: tuple[Condition, ...]

    def __str__(self) -> str:
        return " or ".join(_bracketed(each, Any) for each in self.parts)


Condition = Answer | Needs | Not | All | Any


def _bracketed(part: Condition, *kinds: type) -> str:
    return f"({part})" if isinstance(part, kinds) else str(part)


def atoms(condition: Condition) -> Iterator[Answer | Needs]:
    """What a condition asks of: its answers and materials, in the order in which they stand."""
    match condition:
        case Not(part):
            yield from atoms(part)
        case All(parts) | Any(parts):
            for each in parts:
                yield from atoms(each)
        case _:
            yield condition


@lru_cache(maxsize=4096)
def condition(text: str) -> Condition | None:
    """Read a condition; None for an empty text: always. Raises ``WrongCondition``.

    ``str`` of what is read is the same condition, written in the one way.
    """
    if not text.strip():
        return None
    if len(text) > LONGEST:
        raise WrongCondition(f"a condition has at most {LONGEST} characters, not {len(text)}")
    reader = _Reader(text)
    found = reader.alternatives(0)
    if reader.word:
        raise reader.wrong("“and”, “or” or the end")
    if len(str(found)) > LONGEST:
        raise WrongCondition(f"a condition has at most {LONGEST} characters, its spaces counted")
    return found


class _Reader:
    """Reads word by word, looking one ahead."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._place = 0
        self.word = ""
        self._at = 0
        self._go_on()

    def _go_on(self) -> None:
        found = _WORD.match(self._text, self._place)
        if found is None:
            self.word, self._at = "", len(self._text.rstrip())
            return
        self._place = found.end()
        self.word, self._at = found[found.lastindex or 0], found.start(found.lastindex or 0)
        if found[3]:
            raise WrongCondition(
                f"at character {self._at + 1}: {self.word!r} belongs to no condition"
            )

    def wrong(self, wanted: str) -> WrongCondition:
        """What should stand where the reader is."""
        found = f"not “{self.word}”" if self.word else "but nothing follows"
        return WrongCondition(f"at character {self._at + 1}: {wanted} belongs here, {found}")

    def _took(self, word: str) -> bool:
        if self.word != word:
            return False
        self._go_on()
        return True

    def _code(self, wanted: str) -> str:
        if not self.word or self.word in RESERVED or self.word in "(),":
            raise self.wrong(wanted)
        code = self.word
        self._go_on()
        return code

    def alternatives(self, depth: int) -> Condition:
        """Conditions joined by ``or``."""
        return self._joined("or", self._together, Any, depth)

    def _together(self, depth: int) -> Condition:
        return self._joined("and", self._one, All, depth)

    def _joined(
        self,
        word: str,
        read: Callable[[int], Condition],
        kind: type[All] | type[Any],
        depth: int,
    ) -> Condition:
        parts = [read(depth)]
        while self._took(word):
            parts.append(read(depth))
        # What brackets join in the same way is one list: it is written without them.
        flat = [
            inner for each in parts for inner in (each.parts if isinstance(each, kind) else (each,))
        ]
        return flat[0] if len(flat) == 1 else kind(tuple(flat))

    def _one(self, depth: int) -> Condition:
        if depth > DEEPEST:
            raise WrongCondition(f"a condition is nested at most {DEEPEST} deep")
        if self._took("not"):
            return Not(self._one(depth + 1))
        if self._took("("):
            found = self.alternatives(depth + 1)
            if not self._took(")"):
                raise self.wrong("“)”")
            return found
        if self._took("needs"):
            return Needs(self._code("a material's code"))
        question = self._code("a question's code, “needs”, “not” or “(”")
        if not self._took("is"):
            raise self.wrong("“is”")
        options = [self._code("an option's code")]
        while self._took(","):
            options.append(self._code("an option's code"))
        return Answer(question, tuple(dict.fromkeys(options)))
