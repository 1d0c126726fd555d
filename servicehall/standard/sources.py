"""Where a pack is written: every part of it known by file, line and key."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

import yaml

from servicehall.standard.pack import Pack

UNPRINTABLE = re.compile(
    "[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)
"""A character that no text of a pack may hold; half of a character counts as one."""

Place = tuple[str | int, ...]
"""The way from the pack to a part: ``("chapters", 3, "clauses", 0, "checks", 1, "within")``."""


class Problem(NamedTuple):
    """One thing that is wrong with a pack, and where it is written."""

    file: str
    line: int
    """Counted from 1; 0 where the pack was not read from files."""
    key: str
    """Such as ``clauses[0].checks[1].within``; empty for the file as a whole."""
    message: str

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}: " if self.line else f"{self.file}: "
        return f"{where}{self.key}: {self.message}" if self.key else f"{where}{self.message}"


class PackError(ValueError):
    """A pack that can't be used; ``problems`` says all that is wrong, file by file, by line.

    As text it is one line for each problem: ``2-6-quality.yaml:41: clauses[0].text: no text
    in ko``.
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        given = tuple(dict.fromkeys(problems))
        files = list(dict.fromkeys(each.file for each in given))
        self.problems: tuple[Problem, ...] = tuple(
            sorted(given, key=lambda each: (files.index(each.file), each.line))
        )
        super().__init__(self.problems)

    def __str__(self) -> str:
        return "\n".join(map(str, self.problems))


@dataclass(frozen=True)
class SourceFile:
    """One YAML file, read: its data, and the nodes that know its lines.

    A document that was not read from YAML has no nodes; its problems lie in line 0.
    """

    name: str
    root: yaml.Node | None = None
    data: object = None

    def problem(self, place: Place, message: str, *, missing: bool = False) -> Problem:
        """The problem at a place in this file.

        Steps of the way that the file does not spell out (the tag of a union, the ``values``
        of a plain number) are passed over; with ``missing`` the last step is a key that
        should be there and is not.
        """
        part: object = self.data if self.root is None else self.root
        line, key = 0 if self.root is None else 1, ""
        for step in place:
            entered = _entered(part, step)
            if entered is None:
                continue
            part, at = entered
            line = at or line
            key = joined(key, step)
        if missing:
            key = joined(key, place[-1])
        return Problem(self.name, line, key, message)


def _entered(part: object, step: str | int) -> tuple[object, int] | None:
    """What lies one step further and in which line; ``None`` where there is no such step."""
    match part:
        case yaml.MappingNode():
            for name, value in part.value:
                if name.value == step:
                    return value, name.start_mark.line + 1
        case yaml.SequenceNode():
            if isinstance(step, int) and step < len(part.value):
                node = part.value[step]
                return node, node.start_mark.line + 1
        case dict():
            if step in part:
                return part[step], 0
        case list() | tuple():
            if isinstance(step, int) and step < len(part):
                return part[step], 0
    return None


def joined(key: str, step: str | int) -> str:
    """The key of what lies one step further."""
    if isinstance(step, int):
        return f"{key}[{step}]"
    return f"{key}.{step}" if key else step


@dataclass(frozen=True)
class Sources:
    """Where each part of a pack is written, for whoever finds something wrong with it later.

    A layer above that admits a pack only when more is true of it (that its kinds of fact
    exist, that its examples hold) reports what it finds with file and line too::

        pack, sources = read(folder)
        place = check_place(pack, "told_twice")
        problems = [sources.problem((*place, "examples", "clean", 0), "is not kept")]
        raise PackError(problems)

    Of a pack that was not read from files, ``header`` is the whole document.
    """

    header: SourceFile
    chapters: tuple[SourceFile, ...] = ()
    phrases: SourceFile = field(default_factory=lambda: SourceFile("phrases.yaml"))

    def problem(self, place: Place, message: str, *, missing: bool = False) -> Problem:
        """The problem at a place of the pack, with the file, line and key where it stands."""
        match place:
            case ("header", *rest) if self.header.root is not None:
                return self.header.problem(tuple(rest), message, missing=missing)
            case ("chapters", int(number), *rest) if number < len(self.chapters):
                return self.chapters[number].problem(tuple(rest), message, missing=missing)
            case ("phrases", *_) if self.phrases.root is not None:
                return self.phrases.problem(place, message, missing=missing)
        return self.header.problem(place, message, missing=missing)


def clause_place(pack: Pack, number: str) -> Place:
    """Where a clause stands in the pack; raises ``KeyError``."""
    for chapter_index, chapter in enumerate(pack.chapters):
        for clause_index, clause in enumerate(chapter.clauses):
            if clause.number == number:
                return ("chapters", chapter_index, "clauses", clause_index)
    raise KeyError(number)


def check_place(pack: Pack, code: str) -> Place:
    """Where a check stands in the pack; raises ``KeyError``."""
    clause, check = pack.check(code)
    return (*clause_place(pack, clause.number), "checks", clause.checks.index(check))
