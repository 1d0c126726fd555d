"""The files of a pack: read strictly, every part of them known by file, line and key."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar, NamedTuple, cast

import yaml

from servicehall.standard.pack import Pack

Place = tuple[str | int, ...]
"""The way from the pack to a part: ``("chapters", 3, "clauses", 0, "checks", 1, "within")``."""

DEEPEST = 40
"""How many lists and mappings may lie within one another."""

_ENCODINGS = (
    (codecs.BOM_UTF8, "starts with a byte order mark: save it as UTF-8 without one"),
    (codecs.BOM_UTF32_LE, "is written in UTF-32: save it as UTF-8"),
    (codecs.BOM_UTF32_BE, "is written in UTF-32: save it as UTF-8"),
    (codecs.BOM_UTF16_LE, "is written in UTF-16: save it as UTF-8"),
    (codecs.BOM_UTF16_BE, "is written in UTF-16: save it as UTF-8"),
)
_UNPRINTABLE = re.compile(
    "[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)


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


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """YAML with JSON's values: no dates, no sixty-based numbers, no ``yes`` that means true."""

    yaml_implicit_resolvers: ClassVar[dict[str, Any]] = {}


for _tag, _form, _first in (
    ("bool", r"true|false", "tf"),
    ("null", r"~|null|", ["~", "n", ""]),
    ("int", r"-?(?:0|[1-9][0-9]{0,17})", "-0123456789"),
    ("float", r"-?(?:0|[1-9][0-9]{0,17})\.[0-9]{1,30}", "-0123456789"),
):
    _Loader.add_implicit_resolver(
        f"tag:yaml.org,2002:{_tag}", re.compile(rf"^(?:{_form})$"), list(_first)
    )


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
            key = _joined(key, step)
        if missing:
            key = _joined(key, place[-1])
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


def _joined(key: str, step: str | int) -> str:
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


def read_file(path: Path) -> SourceFile:
    """Read one YAML file of a pack; raises ``PackError`` for whatever is wrong in it.

    The file must be UTF-8 without a byte order mark and hold one document, without anchors,
    aliases or tags, and with no key twice in a mapping.
    """
    text = _text(path)
    if problems := list(_refused(path.name, text)):
        raise PackError(problems)
    root = yaml.compose(text, Loader=_Loader)
    if root is None:
        raise PackError([Problem(path.name, 1, "", "holds nothing")])
    problems = []
    data = _data(root, path.name, "", problems)
    if problems:
        raise PackError(problems)
    return SourceFile(path.name, root, data)


def _text(path: Path) -> str:
    def wrong(message: str, line: int = 1) -> PackError:
        return PackError([Problem(path.name, line, "", message)])

    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        raise wrong(f"no such file in {path.parent}") from None
    except OSError as error:
        raise wrong(f"can't be read: {error.strerror}") from None
    for mark, message in _ENCODINGS:
        if raw.startswith(mark):
            raise wrong(message)
    if b"\0" in raw:
        line = raw[: raw.index(b"\0")].count(b"\n") + 1
        raise wrong("holds a zero byte, as UTF-16 text does: save it as UTF-8", line)
    try:
        text = raw.decode()
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise wrong(f"byte 0x{raw[error.start]:02x} is not UTF-8: save it as UTF-8", line) from None
    if found := _UNPRINTABLE.search(text):
        line = text.count("\n", 0, found.start()) + 1
        raise wrong(f"the character U+{ord(found[0]):04X} is not allowed", line)
    return text


def _refused(file: str, text: str) -> Iterator[Problem]:
    """What YAML may say but a pack may not, and what is not YAML."""
    depth = documents = 0
    try:
        for event in cast("Iterator[Any]", yaml.parse(text, Loader=_Loader)):
            line = event.start_mark.line + 1
            if isinstance(event, yaml.AliasEvent):
                yield Problem(file, line, "", f"the alias *{event.anchor} is not allowed")
            elif getattr(event, "anchor", None) is not None:
                yield Problem(file, line, "", f"the anchor &{event.anchor} is not allowed")
            if getattr(event, "tag", None) is not None:
                yield Problem(file, line, "", f"the tag {event.tag} is not allowed")
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents == 2:
                    yield Problem(file, line, "", "holds a second document")
            if isinstance(event, yaml.CollectionStartEvent):
                depth += 1
                if depth == DEEPEST + 1:
                    yield Problem(file, line, "", f"is nested more than {DEEPEST} deep")
                    return
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        said = ", ".join(each for each in (error.context, error.problem) if each)
        yield Problem(file, mark.line + 1 if mark else 1, "", f"is not YAML: {said}")
    except yaml.YAMLError as error:
        yield Problem(file, 1, "", f"is not YAML: {error}")


def _data(node: yaml.Node, file: str, key: str, problems: list[Problem]) -> object:
    """The data of a node, as JSON would have it."""
    if isinstance(node, yaml.SequenceNode):
        return [
            _data(each, file, _joined(key, index), problems)
            for index, each in enumerate(node.value)
        ]
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, file, key, problems)
    match node.tag.rpartition(":")[2]:
        case "bool":
            return node.value == "true"
        case "null":
            return None
        case "int":
            return int(node.value)
        case "float":
            return float(node.value)
    return node.value


def _mapping(
    node: yaml.MappingNode, file: str, key: str, problems: list[Problem]
) -> Mapping[str, object]:
    found: dict[str, object] = {}
    lines: dict[str, int] = {}
    for name_node, value_node in node.value:
        line = name_node.start_mark.line + 1
        if not isinstance(name_node, yaml.ScalarNode):
            problems.append(Problem(file, line, key, "a key must be a plain word"))
            continue
        name = name_node.value
        if name in lines:
            message = f"is there twice, first in line {lines[name]}"
            problems.append(Problem(file, line, _joined(key, name), message))
        lines.setdefault(name, line)
        found[name] = _data(value_node, file, _joined(key, name), problems)
    return found
