"""Reading one YAML file of a pack, strictly: nothing is guessed, nothing expands."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, ClassVar, cast

import yaml

from servicehall.standard.sources import UNPRINTABLE, PackError, Problem, SourceFile, joined

DEEPEST = 40
"""How many lists and mappings may lie within one another."""

_ENCODINGS = (
    (codecs.BOM_UTF8, "starts with a byte order mark: save it as UTF-8 without one"),
    (codecs.BOM_UTF32_LE, "is written in UTF-32: save it as UTF-8"),
    (codecs.BOM_UTF32_BE, "is written in UTF-32: save it as UTF-8"),
    (codecs.BOM_UTF16_LE, "is written in UTF-16: save it as UTF-8"),
    (codecs.BOM_UTF16_BE, "is written in UTF-16: save it as UTF-8"),
)


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


def read_file(path: Path) -> SourceFile:
    """Read one YAML file of a pack; raises ``PackError`` for whatever is wrong in it.

    The file must be UTF-8 without a byte order mark and hold one document, without anchors,
    aliases or tags, and with no key twice in a mapping.
    """
    return read_yaml(read_bytes(path), path.name)


def read_yaml(raw: bytes, name: str) -> SourceFile:
    """Read the content of a YAML file as ``read_file`` does; ``name`` is what it is called."""
    text = _text(raw, name)
    if problems := list(_refused(name, text)):
        raise PackError(problems)
    root = yaml.compose(text, Loader=_Loader)
    if root is None:
        raise PackError([Problem(name, 1, "", "holds nothing")])
    problems = []
    data = _data(root, name, "", problems)
    if problems:
        raise PackError(problems)
    return SourceFile(name, root, data)


def read_bytes(path: Path) -> bytes:
    """The content of a file; raises ``PackError`` where it can't be read."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        told = f"no such file in {path.parent}"
    except OSError as error:
        told = f"can't be read: {error.strerror}"
    raise PackError([Problem(path.name, 1, "", told)])


def _text(raw: bytes, name: str) -> str:
    def wrong(message: str, line: int = 1) -> PackError:
        return PackError([Problem(name, line, "", message)])

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
    if found := UNPRINTABLE.search(text):
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
            _data(each, file, joined(key, index), problems) for index, each in enumerate(node.value)
        ]
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, file, key, problems)
    problems += _unprintable(node, file, key)
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


def _unprintable(node: yaml.Node, file: str, key: str) -> Iterator[Problem]:
    """What an escape in quotes may have brought in."""
    if found := UNPRINTABLE.search(node.value):
        message = f"the character U+{ord(found[0]):04X} is not allowed"
        yield Problem(file, node.start_mark.line + 1, key, message)


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
        problems += _unprintable(name_node, file, key)
        if name in lines:
            message = f"is there twice, first in line {lines[name]}"
            problems.append(Problem(file, line, joined(key, name), message))
        lines.setdefault(name, line)
        found[name] = _data(value_node, file, joined(key, name), problems)
    return found
