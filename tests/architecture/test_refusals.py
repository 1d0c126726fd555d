"""Whoever is refused is told why, in words: every code of a refusal has its message."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import override

from servicehall.web.refusals import MESSAGES
from tests.architecture.source import Module, modules

PLACEHOLDER = re.compile(r"%\((\w+)\)|\{(\w+)\}")


@dataclass(frozen=True)
class Raised:
    """One place that refuses: its code, or nothing if it can't be read off, and its details."""

    place: str
    code: str | None
    about: frozenset[str] | None
    """The names of the details; nothing where they are passed on as a whole."""


def raised(module: Module) -> Iterator[Raised]:
    """Every ``Refused(…)`` of a module; a code may be chosen between two written out."""
    for node in module.walk():
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else None
        if name != "Refused" and not (
            isinstance(node.func, ast.Name) and node.func.id == "Refused"
        ):
            continue
        place = f"{module.place}:{node.lineno}"
        given = [keyword.arg for keyword in node.keywords]
        about = None if None in given else frozenset(name for name in given if name)
        for code in _codes(node.args[0] if node.args else None):
            yield Raised(place, code, about)


def _codes(argument: ast.expr | None) -> list[str | None]:
    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
        return [argument.value]
    if isinstance(argument, ast.IfExp):
        return [*_codes(argument.body), *_codes(argument.orelse)]
    return [None]


def every() -> list[Raised]:
    return [each for module in modules("servicehall") for each in raised(module)]


def placeholders(code: str) -> set[str]:
    """The details that the message of a code speaks of."""
    with override("en"):
        return {a or b for a, b in PLACEHOLDER.findall(str(MESSAGES[code]))}


def test_refusals_are_found() -> None:
    assert len({each.code for each in every()}) > 10


def test_every_code_is_written_out() -> None:
    assert [each.place for each in every() if each.code is None] == []


def test_every_code_has_a_message() -> None:
    assert sorted(
        f"{each.place}: {each.code}" for each in every() if each.code and each.code not in MESSAGES
    ) == []  # fmt: skip


def test_no_message_is_for_a_code_that_nobody_raises() -> None:
    """A code may also stand in a table that its raiser looks it up in."""
    written = {
        node.value
        for module in modules("servicehall")
        if "web/refusals/" not in module.place
        for node in module.walk()
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    assert sorted(set(MESSAGES) - written) == []


def test_a_message_speaks_only_of_details_that_come_with_its_code() -> None:
    assert [
        f"{each.place}: {each.code}: {sorted(lacking)}"
        for each in every()
        if each.code is not None and each.code in MESSAGES and each.about is not None
        if (lacking := placeholders(each.code) - each.about)
    ] == []


def test_messages_are_sentences() -> None:
    with override("en"):
        assert [
            code for code, message in MESSAGES.items() if not str(message).endswith((".", "?"))
        ] == []
