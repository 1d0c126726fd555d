"""Actions and queries say what they do and can't be called by accident of order."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.architecture.source import Module, of_kind

BELOW_THE_DOMAIN = "servicehall/evidence/actions.py"
"""Writing the record itself: what actions are made of, not one of them."""


def public(module: Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """The public functions at the top of a module."""
    for node in module.tree.body:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and node.name[0] != "_":
            yield node


def test_there_are_actions_and_queries_to_look_at() -> None:
    assert len(of_kind("actions")) > 2
    assert len(of_kind("queries")) > 2


def test_every_action_and_query_says_what_it_means() -> None:
    assert [
        f"{module.place}: {function.name}"
        for kind in ("actions", "queries")
        for module in of_kind(kind)
        for function in public(module)
        if not ast.get_docstring(function)
    ] == []


def test_every_argument_of_an_action_is_named_by_its_caller() -> None:
    assert [
        f"{module.place}: {function.name}"
        for module in of_kind("actions")
        if module.place != BELOW_THE_DOMAIN
        for function in public(module)
        if function.args.args or function.args.posonlyargs or function.args.vararg
    ] == []


def test_actions_are_told_the_time() -> None:
    """``now`` inside an action would freeze neither tests nor imports nor simulations."""
    clock = {"now", "localtime", "localdate", "today", "utcnow"}
    assert [
        f"{module.place}:{node.lineno}"
        for module in of_kind("actions")
        if module.place != BELOW_THE_DOMAIN
        for node in module.walk()
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in clock
    ] == []
